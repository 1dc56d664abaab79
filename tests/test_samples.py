"""The sample units: what is wrong with them is found, what is right is left alone, whatever format they come in."""

import pytest

from tests.audits import above_info, audit_of, facts_of, found, ids_of, missing_figures, outcome_of, says
from tests.units import SAMPLES, Expectation, sample

FORMATS = [("docx", False), ("txt", False), ("docx", True), ("txt", True)]
SPREAD = {
    "FORM-002",
    "FORM-005",
    "FORM-006",
    "FORM-008",
    "GOAL-001",
}  # one finding a place: no single one shows them all
CLEAN = [unit_id for unit_id in SAMPLES if not sample(unit_id).expected.must_find]

EXPECTED = [(unit_id, entry) for unit_id in SAMPLES for entry in sample(unit_id).expected.must_find]
REFUSED = [(unit_id, entry) for unit_id in SAMPLES for entry in sample(unit_id).expected.must_not]


def name_of(value: object) -> str | None:
    return f"{value.rule}-{value.figures[0]}" if isinstance(value, Expectation) else None


def test_there_are_samples_of_every_kind():
    """Lists that came out empty would let every test below pass on nothing."""
    assert len(SAMPLES) >= 4 and len(CLEAN) == 1
    assert len(EXPECTED) >= 60 and len(REFUSED) >= 60


@pytest.mark.parametrize(("unit_id", "expected"), EXPECTED, ids=name_of)
@pytest.mark.parametrize("ending", ["docx", "txt"])
def test_what_is_wrong_is_found(ending, unit_id, expected):
    """A rule that reports a place without the figures that contradict each other leaves the auditor searching."""
    findings = found(audit_of(unit_id, ending), expected.rule)
    assert findings, f"{expected.rule} reports nothing: {outcome_of(audit_of(unit_id, ending), expected.rule).status}"
    figures = expected.figures, expected.computed
    if expected.rule in SPREAD:
        assert missing_figures(findings, *figures) == []
    else:
        assert min((missing_figures([finding], *figures) for finding in findings), key=len) == []


@pytest.mark.parametrize(("unit_id", "refused"), REFUSED, ids=name_of)
@pytest.mark.parametrize("ending", ["docx", "txt"])
def test_what_is_right_is_not_reported(ending, unit_id, refused):
    """An alarm over figures that agree costs a call to the unit, and the trust in the next alarm."""
    wrong = [
        finding.message["zh"]
        for finding in found(audit_of(unit_id, ending), refused.rule)
        if all(says(finding, figure, with_quotes=False) for figure in refused.figures)
    ]
    assert wrong == []


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_nothing_above_info_comes_unexpected(unit_id):
    """A false alarm that nobody thought of listing is one all the same."""
    rules = {expected.rule for expected in sample(unit_id).expected.must_find}
    assert [f"{f.check} {f.message['zh']}" for f in above_info(audit_of(unit_id)) if f.check not in rules] == []


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_no_check_breaks_on_a_sample(unit_id):
    """A check that breaks on ordinary papers has judged nothing."""
    broken = {o.check: o.reason["zh"] for o in audit_of(unit_id).outcomes if o.status == "error"}
    assert broken == {}


@pytest.mark.parametrize("unit_id", CLEAN)
def test_the_clean_unit_is_judged_and_not_merely_left_alone(unit_id):
    """A unit of which nothing was read would be as quiet as one that is in order."""
    audit = audit_of(unit_id)
    statuses = [outcome.status for outcome in audit.outcomes]
    assert statuses.count("pass") > 45 and "undecidable" not in statuses
    coverage = audit.coverage
    assert coverage.figures_checked > len(coverage.figures) * 0.6
    assert coverage.numbers_checked > len(coverage.numbers) * 0.6


@pytest.mark.parametrize("unit_id", SAMPLES)
@pytest.mark.parametrize(("ending", "is_folder"), FORMATS[1:])
def test_every_format_gives_the_same_figures_and_findings(ending, is_folder, unit_id):
    """Merged cells that Word knows and flattened text has lost must not change what was handed in."""
    one, other = audit_of(unit_id, *FORMATS[0]), audit_of(unit_id, ending, is_folder)
    assert facts_of(other) == facts_of(one)
    assert ids_of(other) == ids_of(one)
    assert [(o.check, o.status, o.applied) for o in other.outcomes] == [
        (o.check, o.status, o.applied) for o in one.outcomes
    ]


def test_a_scope_is_a_warning_and_says_so():
    """The general budget's share of a figure is no lie about all funds."""
    [finding] = found(audit_of("qinghe-2023"), "TEXT-002")
    assert finding.severity == "warning"
    assert "口径" in finding.explanations[0]["zh"]


def test_a_fund_denied_is_no_matter_of_scope():
    """What the report says of a fund itself contradicts it, and is not excused by that same fund."""
    [finding] = found(audit_of("heting-2023"), "TEXT-011")
    assert finding.severity == "critical" and finding.explanations == ()


@pytest.mark.parametrize(
    ("unit_id", "check", "words"),
    [
        ("cangyu-2022", "CROSS-003", "水土保持专项"),
        ("cangyu-2022", "SUM-008", "只有一位数字不同"),
        ("cangyu-2022", "TEXT-003", "两位数字对调"),
        ("cangyu-2022", "TEXT-004", "相差 10000 倍"),
        ("heting-2023", "TEXT-005", "两位数字对调"),
        ("qinghe-2023", "TEXT-003", "可见表中的数成立"),
    ],
)
def test_gaps_are_explained(unit_id, check, words):
    """The likeliest slip behind a gap saves the auditor the reckoning."""
    assert any(words in text["zh"] for finding in found(audit_of(unit_id), check) for text in finding.explanations)
