"""Forms whose blank cells got lost: every figure and indicator is read right, is undecidable, or is told as not read."""

import pytest

from perfaudit.audit import Audit
from perfaudit.documents import Document, File
from perfaudit.documents.text import read_text
from tests.audits import above_info, audit_of
from tests.units import SAMPLES, flattened_text, sample
from tests.units.build_txt import laid_out_text, line_text

LOST = {
    "flattened": lambda unit: flattened_text(unit, keep_blanks=False),
    "tabs": lambda unit: line_text(unit, is_stripped=True),
    "sheet": lambda unit: line_text(unit, is_sheet=True, is_stripped=True),
    "page": laid_out_text,
}
FEWEST = {"flattened": 0.85, "tabs": 0.9, "sheet": 0.9, "page": 0.95}  # of the facts that are read right


def audit_lost(unit_id, way):
    text = LOST[way](sample(unit_id))
    return Audit(Document(unit_id, (File(f"{unit_id}.txt", "0" * 64, "txt"),), read_text(f"{unit_id}.txt", text)))


def facts_of(audit):
    return {fact.address: (fact.value, fact.state) for fact in audit.records.facts}


def indicators_of(audit):
    return {
        (row.form, row.member, row.name, row.level_1, row.level_2, row.target_value, row.actual_value, row.weight, row.score)
        for row in audit.records.indicators
    }  # fmt: skip


@pytest.mark.parametrize("way", LOST)
@pytest.mark.parametrize("unit_id", SAMPLES)
def test_nothing_is_read_wrong(way, unit_id):
    """A figure in another column, a score for a weight, an indicator in the class above: none of them, ever."""
    expected, audit = facts_of(audit_of(unit_id)), audit_lost(unit_id, way)
    read = {address: fact for address, fact in facts_of(audit).items() if fact[1] != "undecidable"}
    assert read.items() <= expected.items()
    known = indicators_of(audit_of(unit_id))
    unclassed = {row for row in indicators_of(audit) if not row[3] or not row[4]}
    assert indicators_of(audit) - unclassed <= known
    assert {(*row[:3], *row[5:]) for row in unclassed} <= {(*row[:3], *row[5:]) for row in known}


@pytest.mark.parametrize("way", LOST)
def test_most_is_read(way):
    """Most rows leave one reading even so."""
    right = total = 0
    for unit_id in SAMPLES:
        expected, read = facts_of(audit_of(unit_id)), facts_of(audit_lost(unit_id, way))
        total += len(expected)
        right += sum(read.get(address) == fact for address, fact in expected.items())
    assert right / total >= FEWEST[way]


@pytest.mark.parametrize("way", ["flattened", "tabs"])
def test_a_clean_unit_stays_clean(way):
    """What could not be read is the reader's doing and no finding."""
    assert above_info(audit_lost("liyun-2024", way)) == []
