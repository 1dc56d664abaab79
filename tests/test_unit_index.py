"""The records of one unit by address: one figure for one address, and the words that prove it."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.records import Fact, Field, Records, pack, unpack
from perfaudit.unit_index import UnitIndex, reported
from tests.audits import audit_of, index_of
from tests.units import SAMPLES

FACT = Fact(
    "basic.posts.final", "basic", "posts", "", "final", Decimal(10), "人", Decimal(0), "10", "reported", "编制数", "f#t1r1c1",
)  # fmt: skip


def posts(*texts: str) -> UnitIndex:
    """A unit that prints its posts several times: a number, "" for a blank, "/" or "?" for what can be read two ways."""
    states = {"": "blank", "/": "not_applicable", "?": "undecidable"}
    facts = [
        replace(FACT, raw_text=text, state=states[text], value=None, quantum=None, note="两读" if text == "?" else "")
        if text in states
        else replace(FACT, raw_text=text, value=Decimal(text))
        for text in texts
    ]
    return UnitIndex(Records(tuple(facts)))


@pytest.mark.parametrize(
    ("texts", "state", "value"),
    [
        (("10",), "reported", 10),
        (("10", "10"), "reported", 10),
        (("", "10"), "reported", 10),
        (("10", "/"), "reported", 10),
        (("", ""), "blank", None),
        (("10", "12"), "undecidable", None),
        (("10", "12", "12"), "undecidable", None),
        (("?", "10"), "undecidable", None),
        (("?", ""), "undecidable", None),
    ],
)
def test_one_address_has_one_figure(texts, state, value):
    """Two figures that differ leave it undecided which holds, in whatever order and however often they come."""
    for order in permutations(texts):
        fact = posts(*order).fact("basic.posts.final")
        assert fact is not None and (fact.state, fact.value) == (state, value)


def test_a_doubled_figure_names_both():
    """The auditor is told which two numbers stand there, and what to do."""
    fact = posts("10", "12").fact("basic.posts.final")
    assert fact is not None and "10" in fact.note and "12" in fact.note and "核对" in fact.note


def test_doubled_figures_that_round_alike_agree():
    """1431.4 on one page and 1431.36 on another are one figure, printed with another precision."""
    first = replace(FACT, value=Decimal("1431.4"), quantum=Decimal("0.05"), measure="元")
    second = replace(first, value=Decimal("1431.36"), quantum=Decimal("0.005"))
    assert UnitIndex(Records((first, second))).fact(FACT.address) == first


def test_members_stand_under_their_item():
    """Every line keeps its name; an item without lines has the one figure under no name."""
    unit = index_of(
        {"facts": {"basic.special_fund[甲].final": "1", "basic.special_fund[乙].final": "", "basic.posts.final": "9"}}
    )
    assert list(unit.members("basic", "special_fund", "final")) == ["甲", "乙"]
    assert list(unit.members("basic", "posts", "final")) == [""]
    assert unit.members("basic", "posts", "budget") == {}
    assert unit.bases("basic", "special_fund") == ["final"] and unit.bases("overall", "posts") == []
    assert [fact.member for fact in reported(unit.members("basic", "special_fund", "final").values())] == ["甲"]


def test_unknown_addresses_find_nothing():
    """None, not a figure that is nearly the one that was asked for."""
    unit = posts("10")
    assert unit.fact("basic.posts.budget") is None and unit.fact("basic.post.final") is None
    assert unit.quote("nowhere#t1r1c1") == ""


def test_the_year_is_the_one_that_most_forms_name():
    """One form left over from last year does not turn the others wrong; where they are even, the later year counts."""
    fields = [Field(form, "year", "", year, "reported", "") for form, year in
              (("basic", "2023"), ("overall", "2022"), ("report", "2023"))]  # fmt: skip
    assert UnitIndex(Records(fields=tuple(fields))).year == 2023
    assert UnitIndex(Records(fields=tuple(fields[:2]))).year == 2023
    assert UnitIndex(Records()).year is None


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_records_travel_as_one_frame(unit_id):
    """Great Expectations takes one frame: Decimals, None and tuples come out of it as they went in."""
    records = audit_of(unit_id).records
    assert records.facts and records.indicators and records.claims and records.fields and records.sources
    assert unpack(pack(records)) == records


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(replace, st.just(FACT), value=st.none() | st.decimals(allow_nan=False), note=st.text(max_size=3))
    )
)
def test_any_figures_travel_as_one_frame(facts):
    """An empty table, a None beside a number and odd texts do not change on the way."""
    records = Records(tuple(facts))
    assert unpack(pack(records)) == records


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_every_record_stands_somewhere(unit_id):
    """What was read can be followed back to a cell or a sentence, and the words there are the words that were read."""
    unit = audit_of(unit_id).index
    for fact in unit.records.facts:
        assert fact.raw_text in unit.quote(fact.source_id), fact.address
    for claim in unit.records.claims:
        assert claim.raw_text in unit.quote(claim.source_id), claim.claim_id
    for indicator in unit.records.indicators:
        for cell in ("target", "actual", "weight", "score", "reason"):
            source_id = getattr(indicator, f"{cell}_source_id")
            assert not source_id or source_id in unit.sources or not unit.quote(source_id), (indicator.name, cell)
