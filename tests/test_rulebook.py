"""The rulebook: every rule is in a suite, has its cases and stands in the table; what each needs is derived, never typed twice."""

from pathlib import Path
from typing import Any

import pytest

from perfaudit.cases import make_records
from perfaudit.expectations import UnitExpectation
from perfaudit.records import Records
from perfaudit.rulebook import case_results, explain_rule, list_rules, needs_text, render_table
from perfaudit.suites import LOCAL_SUITE, Rule, load_suites
from perfaudit.unit_index import UnitIndex

DOCS = Path(__file__).parents[1] / "docs"
TABLES = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh.md"}
SUITES = load_suites()
OWN = [rule for rule in SUITES.rules.values() if rule.suite != LOCAL_SUITE]

# The ids of the rulebook, frozen: an id is never given to another rule, and none may fall out.
RULEBOOK = [
    "FORM-001",
    "FORM-002",
    "FORM-003",
    "FORM-004",
    "FORM-005",
    "FORM-006",
    "FORM-007",
    "FORM-008",
    "SUM-001",
    "SUM-002",
    "SUM-003",
    "SUM-004",
    "SUM-005",
    "SUM-006",
    "SUM-007",
    "SUM-008",
    "SUM-009",
    "SUM-010",
    "SUM-011",
    "SUM-012",
    "SUM-013",
    "RATE-001",
    "RATE-002",
    "RATE-003",
    "RATE-004",
    "RATE-005",
    "RATE-006",
    "RATE-007",
    "CROSS-001",
    "CROSS-002",
    "CROSS-003",
    "CROSS-004",
    "CROSS-005",
    "CROSS-006",
    "TEXT-001",
    "TEXT-002",
    "TEXT-003",
    "TEXT-004",
    "TEXT-005",
    "TEXT-006",
    "TEXT-007",
    "TEXT-008",
    "TEXT-009",
    "TEXT-010",
    "TEXT-011",
    "TEXT-012",
    "TEXT-014",
    "LIST-001",
    "SCORE-001",
    "SCORE-002",
    "SCORE-003",
    "SCORE-004",
    "GOAL-001",
    "GOAL-002",
    "GOAL-003",
    "GOAL-004",
    "GOAL-005",
    "GOAL-006",
    "CTRL-001",
    "CTRL-002",
    "CTRL-003",
    "CTRL-004",
    "CTRL-005",
    "CTRL-006",
    "CTRL-007",
    "CTRL-008",
    "TREND-001",
]

# Rules that apply to any unit, with the reason.
ALWAYS_APPLY = {
    "FORM-001": "whether a part was handed in can be told of any unit",
    "FORM-007": "what is left of the template can be told of any part",
}
# Rules that nothing can corner, with the reason: they judge words or rows that are there or not.
NEVER_CORNERED = {
    "FORM-005": "a heading has words under it or none",
    "FORM-006": "a field is filled in, blank or not applicable",
    "FORM-007": "a placeholder stands there or not",
    "FORM-009": "two files say the same or not",
    "CROSS-002": "names are compared as words",
    "CROSS-006": "years are compared as they are printed",
    "CROSS-011": "names are compared as words",
    "CROSS-012": "names are compared as words",
    "TEXT-005": "only lines that have a value are looked for",
    "TEXT-007": "only claims that surely speak of the indicator are judged",
    "TEXT-008": "an indicator is told or not",
    "TEXT-009": "only wordings with a value of both sides are judged",
    "TEXT-010": "only claims that surely speak of the indicator are judged",
    "TEXT-014": "only claims with a value are compared",
    "LIST-001": "a list whose end nobody can see is no list",
    "SUM-013": "only parts that all have a value are added up",
    "RATE-005": "only shares with both figures beside them are reckoned",
    "RATE-006": "only growth with both figures beside it is reckoned",
    "SCORE-003": "a reason stands there or not",
    "GOAL-001": "that a target cannot be told is the finding itself",
    "GOAL-002": "a class has an indicator or none",
    "GOAL-003": "words are compared as words",
    "GOAL-004": "only actuals and targets with a value are counted",
    "GOAL-005": "only actuals and targets with a value are compared",
}


def test_the_list_is_whole():
    """A frozen list that somebody shortened by mistake would guard nothing."""
    assert len(RULEBOOK) == len(set(RULEBOOK)) == 67


@pytest.mark.parametrize("rule_id", RULEBOOK)
def test_every_rule_of_the_rulebook_is_in_a_suite_with_its_cases_and_in_the_tables(rule_id):
    """A rule that fell out of a suite, lost a case or a line of the table is missed by nobody."""
    assert rule_id in SUITES.rules
    assert_cases(SUITES.rules[rule_id])
    for path in TABLES.values():
        [line] = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {rule_id} |")]
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert len(cells) == 5 and all(cells), line


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_every_other_rule_has_its_cases_too(rule):
    """A rule without a failing case might be unable to fail, and one that nobody cornered might pass on half a figure."""
    assert_cases(rule)


def assert_cases(rule: Rule) -> None:
    needed = {"pass", "fail"}
    needed |= set() if rule.id in ALWAYS_APPLY else {"not_applicable"}
    needed |= set() if rule.id in NEVER_CORNERED else {"undecidable"}
    assert set(rule.cases) == needed, rule.id


def test_exceptions_are_of_rules_that_are_there():
    """An excuse for a rule that was renamed would excuse the next one of that name."""
    assert set(ALWAYS_APPLY) | set(NEVER_CORNERED) <= set(SUITES.rules)


@pytest.mark.parametrize("lang", TABLES)
def test_the_tables_are_what_the_suites_make(lang):
    """A table by hand is stale after the first change of a rule: run `make rules`."""
    assert TABLES[lang].read_text(encoding="utf-8") == render_table(SUITES, lang) + "\n"


# What a rule needs


class Watched(Records):
    """Records that note which of their tables were looked at."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("claims", "indicators"):
            object.__getattribute__(self, "seen").add({"claims": "prose"}.get(name, name))
        return object.__getattribute__(self, name)


def kinds_read(rule: Rule) -> set[str]:
    """Which of indicators and prose the rule looks at in its own cases, but for those with a gap, whose explanation may look anywhere."""
    expectation = SUITES.resolved(rule)
    assert isinstance(expectation, UnitExpectation)
    seen: set[str] = set()
    for records in (make_records(case) for name, case in rule.cases.items() if name in ("pass", "not_applicable")):
        rows = (records.facts, records.indicators, records.claims, records.fields, records.sources)
        watched = Watched(*rows, records.previous)
        object.__setattr__(watched, "seen", seen)
        index = UnitIndex(watched)
        seen.clear()
        expectation.verdicts(index)
        if seen:
            break
    return seen


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_a_class_says_what_it_reads(rule):
    """What `perfaudit checks` says that a rule needs is what its class looks at, no more and no less."""
    told = set(rule.expectation.reads) & {"indicators", "prose"}
    assert told >= kinds_read(rule) and bool(told) == bool(kinds_read(rule))
    assert all(needs_text(rule, SUITES, lang) for lang in TABLES)


def test_needs_come_from_the_formulas():
    """A rule that is given another figure needs that one."""
    rule = SUITES.rules["SUM-004"]
    needs = needs_text(rule, SUITES, "zh")
    assert needs == "基础数据表：专项资金、专项资金各项（上年决算、年初预算、决算）"
    assert "年度资金总额" in needs_text(SUITES.rules["FORM-003"], SUITES, "zh"), "what a rule set requires"


def test_the_list_goes_by_suite():
    """Every rule once, under the suite that holds it."""
    lines = list(list_rules(SUITES, "zh"))
    heads = [line for line in lines if "\t" not in line]
    assert [head.split(".json")[0] for head in heads] == list(SUITES.suites)
    assert [line.split("\t")[0] for line in lines if "\t" in line] == list(SUITES.rules)


def test_a_rule_is_explained_with_its_cases():
    """What it compares, what it needs, its limit by name and value, and what it says of each case."""
    rule = SUITES.rules["CTRL-004"]
    told = "\n".join(explain_rule(rule, case_results(rule, SUITES), SUITES, "en"))
    assert "CTRL-004 (controls.json, version" in told and "budget_adjustment_max" in told and "0.30" in told
    assert "case fail: as expected" in told and "case undecidable: as expected" in told
