"""The real document that came with the task, where it stands beside the checkout: what an auditor finds in it, and nothing else.

The same list is proven on the sample qinghe-2023, which is built on its figures, in test_samples.py.
"""

from functools import lru_cache
from pathlib import Path

import pytest

from perfaudit.audit import Audit
from tests.audits import ROOT, above_info, found, missing_figures, outcome_of, says, works_out
from tests.units import sample

FOLDER = ROOT.parent / "shared" / "seed"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the seed is not beside this checkout; test_samples.py proves the same on qinghe-2023"
)

# Rule, what one finding must show as printed, what it must work out. Sums of money in 万元.
MUST_FIND: list[tuple[str, list[str], list[str]]] = [
    ("RATE-002", ["10%", "2706.79"], ["100%"]),
    ("TEXT-003", ["1426.36", "1431.36", "1070.70"], ["5.00", "2502.06"]),
    ("SUM-013", ["1426.36"], ["1430.77"]),
    ("TEXT-005", ["计生专项支出", "0.60"], []),
    ("TEXT-002", ["1070.70", "1275.43"], ["204.73", "204.72"]),
    ("FORM-008", ["公用经费", "41.58", "9.68", "3.19"], ["54.45"]),
    ("FORM-008", ["公用经费", "25.19", "6.77", "2.81"], ["34.77"]),
    ("FORM-008", ["公用经费", "15", "5"], ["20"]),
    ("TEXT-004", ["211.39"], ["54.45"]),
    ("FORM-002", ["三公经费", "1.86"], []),
    ("FORM-004", ["1431.36"], ["12"]),
    ("FORM-005", ["九、"], []),
    ("FORM-005", ["十、"], []),
    ("FORM-006", ["单位负责人签字："], []),
    ("FORM-006", ["填报日期："], []),
    ("GOAL-006", ["942.79", "2706.79万元"], []),
    ("SCORE-002", ["942.79", "2706.79万元", "4", "5"], []),
    ("TEXT-009", ["19000人", "近19000人"], []),
    ("LIST-001", ["6个股室"], ["8"]),
    ("LIST-001", ["4个事业单位"], ["5"]),
    ("CTRL-004", ["942.79", "2706.79"], ["187%"]),
    ("CTRL-006", ["574.81", "100.40"], []),
    ("CTRL-008", ["5.83", "1431.36"], []),
    ("GOAL-004", ["139处", "270场次", "70人"], []),
    ("CROSS-002", ["望岳街道", "望岳路街道"], []),
    ("TREND-001", ["环境整治专项支出", "47.79", "996.05"], []),
    ("TREND-001", ["社区建设支出", "269.88", "38.78"], []),
    ("TEXT-008", ["服务对象满意度", "98%"], []),
    ("TEXT-008", ["单位职工满意度", "98%"], []),
]
# Rules that must stay silent about these figures, all of them in one finding. No figures: about the whole document.
MUST_NOT_REPORT: list[tuple[str, list[str]]] = [
    ("SUM-004", []),  # 1431.37 over twelve lines, 881.00 over ten
    ("SUM-007", []),  # 2502.06 + 204.72
    ("SUM-008", []),  # 1275.43 + 1431.36
    ("SUM-009", []),
    ("SUM-010", []),
    ("SUM-013", ["1070.70"]),
    ("RATE-001", []),
    ("RATE-003", []),
    ("RATE-005", []),
    ("CTRL-001", []),
    ("TEXT-001", []),
    ("TEXT-007", []),  # 139, 270, 70, 100%, 120余, 1亿
    ("TEXT-010", []),
    ("TEXT-011", []),
    ("LIST-001", ["6个社区"]),
    ("SCORE-002", ["0%"]),
    ("GOAL-002", []),
    ("GOAL-006", ["0%"]),
    ("FORM-002", ["楼堂馆所"]),
    ("RATE-004", []),
]
# Of these, EXPECTED.md gives one side of an alarm that another rule raises; they must have looked at something.
MUST_HAVE_JUDGED = [
    "SUM-004", "SUM-007", "SUM-008", "SUM-009", "SUM-010", "RATE-001", "RATE-003", "RATE-005", "CTRL-001", "TEXT-001",
    "TEXT-007", "TEXT-010", "TEXT-011", "GOAL-002",
]  # fmt: skip


@lru_cache
def audit() -> Audit:
    [path] = FOLDER.glob("*.txt")
    return Audit.open(path)


def name_of(value: object) -> str | None:
    return value if isinstance(value, str) else "-".join(value) if isinstance(value, list) else None


@pytest.mark.parametrize(("check", "printed", "computed"), MUST_FIND, ids=name_of)
def test_what_an_auditor_finds_is_found(check, printed, computed):
    """A row of the hand-made list that no finding proves with its figures is a contradiction overlooked."""
    findings = found(audit(), check)
    assert findings, outcome_of(audit(), check).status
    assert min((missing_figures([finding], printed, computed) for finding in findings), key=len) == []


@pytest.mark.parametrize(("check", "figures"), MUST_NOT_REPORT, ids=name_of)
def test_what_agrees_is_not_reported(check, figures):
    """Rounding, agreement and what does not apply are no findings."""
    wrong = [f for f in found(audit(), check) if all(says(f, figure, with_quotes=False) for figure in figures)]
    assert [finding.message["zh"] for finding in wrong] == []


@pytest.mark.parametrize("check", MUST_HAVE_JUDGED)
def test_silence_comes_from_looking(check):
    """A rule that never applied has not shown that the figures agree."""
    outcome = outcome_of(audit(), check)
    assert outcome.status == "pass" and outcome.applied > 0


def test_targets_that_cannot_be_measured_are_exactly_these():
    """One target too many and the auditor stops reading the list; one too few and it is no list."""
    targets = sorted(finding.left.text for finding in found(audit(), "GOAL-001") if finding.left)
    assert targets == sorted(["显著加强", "努力打造", "制定方案", "显著加强"])


def test_lists_that_are_miscounted_are_exactly_two():
    """The six communities with their six names stand in the same sentence as the two lists that are wrong."""
    counts = sorted((f.left.value, f.right.value) for f in found(audit(), "LIST-001") if f.left and f.right)
    assert counts == [(4, 5), (6, 8)]


def test_one_blank_total_is_one_story():
    """The report's running costs contradict a cell that is blank: the blank cell is the cause, not a second alarm."""
    [symptom] = found(audit(), "TEXT-004")
    [cause] = [finding for finding in found(audit(), "FORM-008") if finding.subject == "basic.running_costs.final"]
    assert symptom.cause == cause.id
    [score], [goal] = found(audit(), "SCORE-002"), found(audit(), "GOAL-006")
    assert score.cause == goal.id


def test_the_recomputed_total_follows_from_the_cost_target():
    """Four of five points for a third of the target: the rest of the total stands as the unit gave it."""
    [finding] = found(audit(), "SCORE-004")
    assert says(finding, "99") and works_out(finding, "96.74")


def test_a_difference_of_scope_is_a_warning():
    """Basic spending of the general budget is not basic spending of all funds, and both can be true."""
    [finding] = found(audit(), "TEXT-002")
    assert finding.severity == "warning" and "口径" in finding.explanations[0]["zh"]


def test_nothing_above_info_comes_unexpected():
    """Whatever is reported as a contradiction or an omission stands on the hand-made list."""
    rules = {check for check, _, _ in MUST_FIND} | {"GOAL-001", "SCORE-004"}
    assert [f"{f.check} {f.message['zh']}" for f in above_info(audit()) if f.check not in rules] == []


def test_no_check_breaks():
    """A check that breaks on the real document has judged nothing."""
    assert {o.check: o.reason["zh"] for o in audit().outcomes if o.status == "error"} == {}


def test_the_sample_proves_the_same_rules():
    """Where the seed is not at hand, the sample on its figures must stand for it rule by rule."""
    rules = {expected.rule for expected in sample("qinghe-2023").expected.must_find}
    assert {check for check, _, _ in MUST_FIND} | {"GOAL-001", "SCORE-004"} == rules


def test_the_list_is_the_whole_of_the_hand_made_one():
    """A row added to EXPECTED.md must be proven here, too."""
    text = (Path(FOLDER) / "EXPECTED.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.split("## Must not")[0].splitlines() if line.startswith("| ")]
    rules = {rule.strip() for row in rows for rule in row.split("/")} - {"rule"}
    assert rules == {check for check, _, _ in MUST_FIND} | {"GOAL-001"}
