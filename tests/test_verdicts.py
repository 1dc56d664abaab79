"""What became of each number of the report and of each indicator."""

import pytest

from perfaudit.verdicts import CONTRADICTED, SUPPORTED, UNSUPPORTED, count_verdicts
from tests.audits import audit_of, audit_text, text_of
from tests.units import SAMPLES

CLEAN = "liyun-2024"


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_every_number_and_every_indicator_has_one_verdict(unit_id):
    """None is left out, none counted twice, and what was compared names the rules that did."""
    audit = audit_of(unit_id)
    numbers = [row for row in audit.judged if row.kind == "number"]
    assert [row.source_id for row in numbers] == [claim.source_id for claim in audit.coverage.numbers]
    assert len(audit.judged) - len(numbers) == len(audit.records.indicators) > 0
    assert all(bool(row.checks) == (row.verdict != UNSUPPORTED) for row in audit.judged)
    assert sum(count_verdicts(audit.judged).values()) == len(numbers)


def test_a_clean_report_contradicts_nothing():
    """Most of its numbers are supported, and no verdict contradicts the findings, of which there are none."""
    counts = count_verdicts(audit_of(CLEAN).judged)
    assert counts[CONTRADICTED] == 0 and counts[SUPPORTED] > counts[UNSUPPORTED] / 2


def test_a_changed_number_is_contradicted_and_the_others_stay():
    """The number that differs from the form, wherever it stands, and the rule that says so."""
    text = text_of(CLEAN, ("办公经费40.65万元", "办公经费40.05万元"))
    [row] = [row for row in audit_text(text, CLEAN).judged if row.text == "40.05万元"]
    assert row.verdict == CONTRADICTED and "TEXT-004" in row.checks
    assert row.address == "basic.running_cost[办公经费].final" and row.certainty == "certain" and row.reason


def test_an_indicator_is_judged_by_what_the_report_says_of_it():
    """The actual value that the report repeats supports it; another contradicts it."""
    audit = audit_of(CLEAN)
    supported = [row for row in audit.judged if row.kind == "indicator" and row.verdict == SUPPORTED]
    assert supported and all(row.sentence for row in supported)
    row = supported[0]
    [claim] = [
        claim
        for claim in audit.records.claims
        if claim.sentence == row.sentence and claim.link == f"{row.address}.actual"
    ][:1]
    changed = audit_text(
        text_of(CLEAN, (claim.sentence, claim.sentence.replace(claim.raw_text, f"9{claim.raw_text}"))), CLEAN
    )
    [again] = [other for other in changed.judged if other.address == row.address and other.kind == "indicator"]
    assert again.verdict == CONTRADICTED
