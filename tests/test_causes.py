"""One mistake, one story: what a blank or a slip of the pen makes of a unit, and what must stay apart."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.causes import trace_causes
from perfaudit.findings import Finding, build_findings
from perfaudit.outcomes import Outcome, Verdict, cause_name, first_known
from tests.audits import audit_of, audit_unit, findings_of, found, judges_of
from tests.units import SAMPLES, Figures, Unit, sample

CLEAN, FAULTY, SECOND = "liyun-2024", "qinghe-2023", "heting-2023"
COLUMNS = ("prior_final", "budget", "final")
TOTALS = ("three_public", "vehicles", "project_spending", "special_funds")

Cell = tuple[str, Callable[[Unit], Any], str]


def new_findings(unit: Unit) -> list[Finding]:
    """What a changed sample has that the sample itself has not, above info."""
    known = {(finding.check, finding.subject) for finding in audit_of(unit.id).findings}
    every = findings_of(audit_unit(unit))
    return [f for f in every if (f.check, f.subject) not in known and f.severity != "info"]


def roots(findings: list[Finding]) -> list[str]:
    return [f"{f.check} {f.subject}: {f.message['zh']}" for f in findings if f.cause is None]


def row_of(unit: Unit, key: str) -> Figures:
    assert unit.basic is not None
    return unit.basic.rows[key]


@pytest.mark.parametrize("columns", [*[(column,) for column in COLUMNS], COLUMNS])
@pytest.mark.parametrize("key", TOTALS)
def test_one_blank_total_is_one_story(key, columns):
    """Whichever total is left blank, in one column or in all, the blank is the cause and all else follows from it."""
    unit = sample(CLEAN)
    for column in columns:
        setattr(row_of(unit, key), column, "")
    findings = new_findings(unit)
    assert len(roots(findings)) == 1 and roots(findings)[0].startswith("FORM-008"), roots(findings)


def blank_totals() -> list[tuple[str, str, str]]:
    places = [(unit_id, key, column) for unit_id in SAMPLES for key in TOTALS for column in COLUMNS]
    return [place for place in places if place[0] != CLEAN and printed(*place)]


def printed(unit_id: str, key: str, column: str) -> bool:
    basic = sample(unit_id).basic
    return basic is not None and key in basic.rows and bool(re.search("[1-9]", getattr(basic.rows[key], column)))


@pytest.mark.parametrize(("unit_id", "key", "column"), blank_totals())
def test_a_blank_total_adds_one_story_to_the_others(unit_id, key, column):
    """In a unit with contradictions of its own, a blank total is one more, and no more than one."""
    unit = sample(unit_id)
    setattr(row_of(unit, key), column, "")
    assert len(roots(new_findings(unit))) <= 1, roots(new_findings(unit))


def form_cells(unit: Unit) -> list[Cell]:
    """Every number of the clean unit's first two forms: its name, what holds it, and where in it."""
    assert unit.basic is not None and unit.overall is not None
    found: list[Cell] = []

    def add(name: str, holder: Callable[[Unit], Any], names: tuple[str, ...]) -> None:
        cells = [(f"{name}.{attribute}", holder, attribute) for attribute in names]
        found.extend(cell for cell in cells if re.search(r"\d", read(unit, cell)))

    add("staff", lambda u: u.basic.staff, ("posts", "in_post", "control_rate"))
    for key in unit.basic.rows:
        add(key, lambda u, key=key: u.basic.rows[key], COLUMNS)
    for number in range(len(unit.basic.special_funds)):
        add(f"fund {number}", lambda u, n=number: u.basic.special_funds[n], COLUMNS)
    add("overall", lambda u: u.overall.funds, ("initial", "full_year", "executed", "weight", "rate", "score"))
    for key in unit.overall.income:
        add("income", lambda u: u.overall.income, (key,))
    for key in unit.overall.expenditure:
        add("expenditure", lambda u: u.overall.expenditure, (key,))
    for number, project in enumerate(unit.projects):
        for key in project.funds:
            names = ("initial", "full_year", "executed", "rate", "score")
            add(f"{project.name} {key}", lambda u, n=number, key=key: u.projects[n].funds[key], names)
    return found


def read(unit: Unit, cell: Cell) -> str:
    holder = cell[1](unit)
    return holder[cell[2]] if isinstance(holder, dict) else getattr(holder, cell[2])


def write(unit: Unit, cell: Cell, text: str) -> None:
    holder = cell[1](unit)
    if isinstance(holder, dict):
        holder[cell[2]] = text
    else:
        setattr(holder, cell[2], text)


def slipped(text: str) -> str:
    """The number with its second digit, or its only one, four higher."""
    digits = [found.start() for found in re.finditer(r"\d", text)]
    at = digits[min(1, len(digits) - 1)]
    return f"{text[:at]}{(int(text[at]) + 4) % 10}{text[at + 1 :]}"


CELLS = form_cells(sample(CLEAN))


def test_there_are_cells_enough():
    """A list that came out short would prove little."""
    assert len(CELLS) > 70


@pytest.mark.parametrize("place", range(len(CELLS)), ids=[cell[0] for cell in CELLS])
def test_one_slip_is_one_story(place):
    """Whatever one wrong cell of a clean unit contradicts, it is one finding with the others hanging on it."""
    unit, cell = sample(CLEAN), CELLS[place]
    write(unit, cell, slipped(read(unit, cell)))
    assert len(roots(new_findings(unit))) <= 1, roots(new_findings(unit))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("基本支出873.15万元。其中", "基本支出837.15万元。其中"),
        ("项目支出316.82万元，比上年", "项目支出361.82万元，比上年"),
        ("核定编制52名", "核定编制55名"),
        ("全年执行1189.97万元", "全年执行1198.97万元"),
    ],
)
def test_one_wrong_sentence_is_one_story(old, new):
    """A figure mistyped in the report that a form, a share and another sentence contradict is one mistake."""
    unit = sample(CLEAN)
    assert unit.report is not None
    unit.report.replace(old, new)
    assert len(roots(new_findings(unit))) == 1, roots(new_findings(unit))


def test_two_mistakes_are_two_stories():
    """A total of project money and the number of posts have nothing to do with each other."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.staff.posts = "56"
    unit.basic.rows["special_funds"].final = "219.20"
    assert len(roots(new_findings(unit))) == 2


@lru_cache
def found_with(*places: int) -> tuple[Finding, ...]:
    """What is found in the clean unit with a slip in each of these cells."""
    unit = sample(CLEAN)
    for place in places:
        write(unit, CELLS[place], slipped(read(unit, CELLS[place])))
    return tuple(findings_of(audit_unit(unit)))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, len(CELLS) - 1), st.integers(0, len(CELLS) - 1))
def test_what_follows_from_one_slip_never_hangs_on_another(first, second):
    """Of two slips that share no finding, neither becomes the cause of what only the other one made fail."""
    known = {(f.check, f.subject) for f in audit_of(CLEAN).findings}
    one, other = ({(f.check, f.subject) for f in found_with(place)} - known for place in (first, second))
    if first == second or one & other:
        return
    findings = {f.id: f for f in found_with(first, second)}
    for finding in findings.values():
        if finding.cause:
            pair = [(f.check, f.subject) for f in (finding, findings[finding.cause])]
            assert not (pair[0] in one and pair[1] in other) and not (pair[0] in other and pair[1] in one), pair


def test_two_mistakes_in_one_sum_are_not_made_one():
    """Two lines are wrong by different amounts: no single figure would put the sum right, so no line follows from another."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.special_funds[0].final, unit.basic.special_funds[1].final = "166.34", "82.57"
    findings = new_findings(unit)
    lines = [f for f in findings if f.check == "TEXT-005"]
    by_id = {f.id: f for f in findings}
    assert len({f.subject for f in lines}) == 2
    assert all(f.cause is None or line_of(by_id[f.cause].subject) == line_of(f.subject) for f in lines)


def line_of(subject: str) -> str:
    """The line that a subject names: in form 1, in its project's form or in the report."""
    return subject.partition("[")[2].partition("]")[0].strip('"')


def test_what_fits_by_chance_stays_apart():
    """The scores lack one point, and some indicator gave up one point: many could have."""
    [total] = found(audit_of(SECOND), "SUM-010")
    lost = [f for f in found(audit_of(SECOND), "SCORE-003") if "建成区绿化覆盖率" in f.subject]
    assert [f.cause for f in lost] == [None] and total.cause is None


def test_a_missed_target_is_told_once():
    """That the points were not taken off and that no reason was given follow from the target that was missed."""
    findings = {f.id: f for f in audit_of(SECOND).findings}
    for symptom in ("SCORE-003", "SCORE-004"):
        hung = [f for f in findings.values() if f.check == symptom and f.cause]
        assert hung and {findings[f.cause].check for f in hung if f.cause} == {"SCORE-002"}


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_causes_make_no_circle(unit_id):
    """Every finding leads to one that follows from nothing."""
    causes = {f.id: f.cause for f in audit_of(unit_id).findings}
    for at in causes:
        seen: set[str | None] = set()
        step: str | None = at
        while step is not None:
            assert step not in seen
            seen.add(step)
            step = causes[step]


TEXTS = {"zh": "—", "en": "—"}


def outcome(check: str, *verdicts: Verdict) -> Outcome:
    failed = len(verdicts)
    return Outcome(check, 1, "forms", "critical", TEXTS, "fail", failed, 0, TEXTS, verdicts, TEXTS)


def test_a_cause_may_be_the_second_of_two_in_one_place():
    """Two sentences say the same wrong thing; what follows from the second must not be hung on the first."""
    twice = outcome("TEXT-003", Verdict("fail", "report:a", TEXTS), Verdict("fail", "report:a", TEXTS))
    symptom = outcome("SUM-013", Verdict("fail", "b", TEXTS, cause=cause_name("TEXT-003", "report:a", 2)))
    _, second, third = build_findings([twice, symptom], "x", 2023)
    assert third.cause == second.id


def test_of_several_causes_the_first_that_was_found_counts():
    """A rule may know what its finding can follow from without knowing which of them holds."""
    assert first_known("SCORE-002 a|GOAL-006 a", {"GOAL-006 a", "SUM-001 b"}) == "GOAL-006 a"
    assert first_known("SCORE-002 a", set()) == first_known("", {"x"}) == ""


def test_rules_that_cannot_be_asked_again_keep_their_findings():
    """A check of Great Expectations' own, which an auditor added, judges frames: what it says follows from nothing."""
    added = outcome("LOCAL-001", Verdict("fail", "a", TEXTS), Verdict("fail", "b", TEXTS))
    [kept] = trace_causes(audit_of(CLEAN).index, [added], judges_of(2024))
    assert [verdict.cause for verdict in kept.verdicts] == ["", ""]
