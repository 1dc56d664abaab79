"""The suites: rules as data, read as GX suites, and refused with file and line where one of them is none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")  # before great_expectations is imported, or it reports home

import great_expectations as gx
from great_expectations.expectations.expectation import Expectation

from perfaudit import workbook
from perfaudit.errors import SuiteError
from perfaudit.limits import limit_in_force, read_thresholds
from perfaudit.rule_sets import RuleSet, RuleSets, load_rule_sets
from perfaudit.settings import place_of
from perfaudit.suites.reading import gx_context, make_suite, read_suite, write_suite
from perfaudit.suites.rules import (
    Rule,
    Where,
    check_formulas,
    check_parameters,
    check_rule,
    make_rule,
    near,
    parameters_of,
)

__all__ = [
    "LOCAL_SUITE",
    "STANDARD_SUITES",
    "Expectation",
    "Rule",
    "Suites",
    "Where",
    "check_formulas",
    "check_parameters",
    "check_rule",
    "gx_context",
    "load_suites",
    "make_rule",
    "make_suite",
    "parameters_of",
    "read_suite",
    "write_suite",
]

STANDARD_SUITES = ("forms", "cross_form", "narrative", "indicators", "controls", "previous")
LOCAL_SUITE = "local"


@dataclass(frozen=True)
class Suites:
    """All rules by suite, the limits that they name, and the rule sets of templates."""

    suites: dict[str, gx.ExpectationSuite]
    rules: dict[str, Rule]
    thresholds: dict[str, dict[str, Any]]
    rule_sets: RuleSets | None = None

    @cached_property
    def as_one(self) -> gx.ExpectationSuite:
        """All rules as one GX suite, without titles and cases: GX copies ``meta`` some thirty times for each rule, and
        takes a fingerprint of the whole frame for each suite."""
        rules = [rule.expectation.copy(update={"meta": {"id": rule.id}}) for rule in self.rules.values()]
        return gx.ExpectationSuite(name="perfaudit", expectations=rules)

    def parameters(self, year: int | None, rule_set: RuleSet | None = None) -> dict[str, Any]:
        """What the names behind "$PARAMETER" stand for in a year: limits, those of the rule set first, and what it requires.

        Without a year the latest limits; without a rule set the national default.
        """
        chosen = rule_set or (self.rule_sets.default if self.rule_sets else None)
        entries = self.thresholds | (chosen.limits if chosen else {})
        limits = {name: limit_in_force(entry, year) for name, entry in entries.items()}
        return limits | (chosen.parameters() if chosen else {})

    def resolved(self, rule: Rule, year: int | None = None, rule_set: RuleSet | None = None) -> Expectation:
        """A rule's expectation with the values of its parameters in their place, as Great Expectations judges it."""
        parameters = self.parameters(year, rule_set)
        named = parameters_of(rule.expectation)
        return rule.expectation.copy(update={key: parameters[name] for key, name in named.items()})


def load_suites(folder: Path | None = None) -> Suites:
    """Read every suite, the thresholds and the rule sets. Raises SuiteError, with file, line and rule, for what is not one.

    Refused: unknown keys, classes and addresses, cases that nobody can read, a rule id that stands twice, a limit that no
    rule uses.
    """
    folder = folder or workbook.suites_folder()
    thresholds_path = folder / "thresholds.yml"
    thresholds = read_thresholds(thresholds_path)
    rule_sets = load_rule_sets(folder)
    for family, limit in rule_sets.limits():
        if limit not in thresholds:
            raise SuiteError(
                place_of(rule_sets.paths[family], ("limits", limit), "limits", limit), "thresholds.yml has no such limit",
                remedy=near(limit, thresholds),
            )  # fmt: skip
    known = {*thresholds, *rule_sets.default.parameters()}
    suites: dict[str, gx.ExpectationSuite] = {}
    rules: dict[str, Rule] = {}
    used: set[str] = set()
    for name in (*STANDARD_SUITES, LOCAL_SUITE):
        path = folder / f"{name}.json"
        if not path.exists() and name == LOCAL_SUITE:
            continue
        suites[name] = read_suite(path)
        for number, expectation in enumerate(suites[name].expectations):
            rule = check_rule(path, name, expectation, number)
            where = Where(path, number, rule.id)
            if rule.id in rules:
                where.fail(("meta", "id"), f"{rules[rule.id].suite}.json has it, too", remedy="take a new id")
            check_parameters(expectation, known, where)
            used.update(parameters_of(expectation).values())
            rules[rule.id] = rule
    for name in thresholds:
        if name not in used:
            raise SuiteError(
                place_of(thresholds_path, (name,), name), "no rule uses it", remedy="mend the name, or take it out"
            )
    return Suites(suites, rules, thresholds, rule_sets)
