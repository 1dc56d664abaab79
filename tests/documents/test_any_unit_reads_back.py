"""Units described at random, in every format; and any unit in any spelling."""

import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from perfaudit.audit import Audit
from perfaudit.documents import Cell, Document, Passage, read_document
from perfaudit.documents.simplified import map_texts, simplified
from tests.units import SAMPLES, WRITERS, Figures, Funds, Line, Unit, sample, write_unit

# LibreOffice takes a second for each: test_formats_agree has the samples in its formats.
ENDINGS = sorted(WRITERS.keys() - {"doc", "wps", "zip"})
YUAN = 10_000
to_traditional = OpenCC("s2t")
BASES = ("prior_final", "budget", "final")
NOTHING = {"": "blank", "/": "not_applicable", "不适用": "not_applicable"}
# Rows of the description whose items are called otherwise in addresses; the lines under running costs are free text.
ITEMS = {"upper_level_transfers": "upper_transfers", "basic_adjustment": "basic_spending_adjustment"}
ROWS = (
    "three_public", "vehicles", "vehicle_purchase", "vehicle_running", "travel_abroad", "reception", "project_spending",
    "operations", "maintenance", "special_funds", "upper_level_transfers", "running_costs", "procurement",
)  # fmt: skip

amounts = st.decimals(0, 99_999, places=2).map(str) | st.integers(0, 9_999).map(str) | st.sampled_from(sorted(NOTHING))
figures = st.builds(Figures, amounts, amounts, amounts)
names = st.lists(
    st.text("道路养护环卫清扫安置帮扶防汛应急", min_size=4, max_size=8), min_size=1, max_size=5, unique=True
)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """A sample with other figures, other lines and other blanks."""
    unit = sample("liyun-2024")
    assert unit.basic and unit.overall
    unit.basic.rows |= {row: draw(figures) for row in ROWS}
    unit.basic.special_funds = [Line(f"{name}专项", *(draw(amounts) for _ in BASES)) for name in draw(names)]
    unit.overall.funds = Funds(*(draw(amounts) for _ in range(3)), "10", draw(amounts), draw(amounts))
    return unit


def expected_facts(unit: Unit) -> dict[str, tuple[Decimal | None, str]]:
    """Address → value in yuan and state, as described."""
    assert unit.basic and unit.overall
    rows = {f"basic.{ITEMS.get(row, row)}": unit.basic.rows[row] for row in ROWS}
    rows |= {f"basic.special_fund[{line.name}]": line for line in unit.basic.special_funds}
    texts = {f"{item}.{basis}": getattr(row, basis) for item, row in rows.items() for basis in BASES}
    funds = unit.overall.funds
    texts |= {
        f"overall.total_funds.{basis}": text
        for basis, text in zip(("budget", "full_year", "final"), (funds.initial, funds.full_year, funds.executed), strict=True)
    }  # fmt: skip
    return {
        address: (None, NOTHING[text]) if text in NOTHING else (Decimal(text) * YUAN, "reported")
        for address, text in texts.items()
    }


@pytest.mark.parametrize("ending", ENDINGS)
@given(unit=units())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_unit_reads_back_figure_for_figure(ending, unit):
    """Whatever the figures, names and blanks, each arrives at its address with its state, and no line is added."""
    expected = expected_facts(unit)
    with TemporaryDirectory() as folder:
        facts = Audit.open(write_unit(unit, Path(folder), ending, is_folder=False)).records.facts
    read = {fact.address: (fact.value, fact.state) for fact in facts}
    assert {address: read.get(address) for address in expected} == expected
    assert sum(fact.item == "special_fund" for fact in facts) == len(BASES) * len(unit.basic.special_funds)


@cache
def sample_document(unit_id: str) -> Document:
    with TemporaryDirectory() as folder:
        return read_document(write_unit(sample(unit_id), Path(folder), "docx", is_folder=False))


def traditional(text: str) -> str:
    """In traditional characters, but for words that a converter does not bring back (回复 becomes 回覆)."""
    converted = to_traditional.convert(text)
    return converted if simplified(converted) == text else text


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789%.,()/:" else sign for sign in text)


def respelled(document: Document, seed: int) -> Document:
    """The document with each text written another way: full width, traditional, labels with blanks and line breaks."""
    chance = random.Random(seed)

    def change(piece: Cell | Passage) -> str:
        text = piece.text
        if chance.random() < 0.4:
            text = full_width(text)
        if chance.random() < 0.4:
            text = traditional(text)
        is_label = isinstance(piece, Cell) and 1 < len(text) <= 12 and not any(sign.isdigit() for sign in text)
        if is_label and chance.random() < 0.5:
            at = chance.randrange(1, len(text))
            text = text[:at] + chance.choice((" ", "\n", "\u3000", "  ")) + text[at:]
        return text

    return map_texts(document, change)


@pytest.mark.parametrize("unit_id", SAMPLES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_spelling_reads_the_same(unit_id, seed):
    """Full-width signs, traditional characters, and blanks or line breaks inside labels change no figure."""
    document = sample_document(unit_id)
    plain, other = Audit(document).records, Audit(respelled(document, seed)).records
    assert [(f.address, f.value, f.state) for f in other.facts] == [(f.address, f.value, f.state) for f in plain.facts]
    assert [(i.name, i.target_value, i.weight, i.score) for i in other.indicators] == [
        (i.name, i.target_value, i.weight, i.score) for i in plain.indicators
    ]
