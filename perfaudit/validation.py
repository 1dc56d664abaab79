"""Suites over a unit's records → outcomes: the only place for the GX context."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")  # before great_expectations is imported, or it reports home

import great_expectations as gx
from great_expectations.core.batch import Batch
from great_expectations.expectations.expectation import Expectation

import perfaudit.expectations as custom
from perfaudit import workbook
from perfaudit.cases import make_records
from perfaudit.errors import FormulaError, SuiteError
from perfaudit.formulas import parse_comparison, parse_formula
from perfaudit.outcomes import ERROR, Outcome, Texts, verdict_from_json
from perfaudit.records import Records, pack
from perfaudit.settings import read_yaml

STANDARD_SUITES = ("forms", "cross_form", "narrative", "indicators", "controls")
LOCAL_SUITE = "local"
META_KEYS = {"id", "version", "title", "remedy", "basis", "cases"}
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Rule:
    """One check of one suite: its GX expectation, and what ``meta`` says of it."""

    id: str
    version: int
    suite: str
    severity: str
    title: Texts
    remedy: Texts
    basis: str
    expectation: Expectation = field(repr=False)
    cases: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Suites:
    """All rules by suite, and the limits that they name."""

    suites: dict[str, gx.ExpectationSuite]
    rules: dict[str, Rule]
    thresholds: dict[str, dict[str, Any]]

    def limits(self, year: int | None) -> dict[str, str]:
        """The limits in force in a year; without a year the latest."""
        limits = {}
        for name, entry in self.thresholds.items():
            values = {int(since): str(value) for since, value in entry["values"].items()}
            in_force = [since for since in values if year is None or since <= year]
            limits[name] = values[max(in_force or [min(values)])]
        return limits


def load_suites(folder: Path | None = None) -> Suites:
    """Read every suite and the thresholds. Raises SuiteError, with the file and the rule, for what is not one.

    Refused: unknown keys, classes and addresses, a rule id that stands twice, a limit that no rule uses.
    """
    folder = folder or workbook.suites_folder()
    thresholds = read_yaml(folder / "thresholds.yml")
    suites: dict[str, gx.ExpectationSuite] = {}
    rules: dict[str, Rule] = {}
    for name in (*STANDARD_SUITES, LOCAL_SUITE):
        path = folder / f"{name}.json"
        if not path.exists() and name == LOCAL_SUITE:
            continue
        suites[name] = read_suite(path)
        for expectation in suites[name].expectations:
            rule = _rule(path, name, expectation)
            if rule.id in rules:
                raise SuiteError(
                    f"{path.name}, {rule.id}", f"{rules[rule.id].suite}.json has it, too", remedy="take a new id"
                )
            rules[rule.id] = rule
    used = {name for rule in rules.values() for name in _parameters(rule.expectation)}
    for name in sorted(used ^ set(thresholds)):
        read = "is used, but has no entry" if name in used else "no rule uses it"
        raise SuiteError(f"thresholds.yml, {name}", read, remedy="mend the name, or take it out")
    return Suites(suites, rules, thresholds)


def read_suite(path: Path) -> gx.ExpectationSuite:
    """One suite file as a GX suite. Raises SuiteError where it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise SuiteError(f"{path.name}, line {error.lineno}", error.msg, "a suite in JSON") from error
    except OSError as error:
        raise SuiteError(path.name, str(error.strerror), "a suite in JSON") from error
    _context()
    try:
        return gx.ExpectationSuite(name=data["name"], expectations=data["expectations"], meta=data.get("meta"))
    except Exception as error:  # GX raises its own and pydantic's errors, with no common class
        read = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise SuiteError(path.name, read, "expectations that GX and perfaudit know") from error


def write_suite(suite: gx.ExpectationSuite, path: Path) -> None:
    """Write a suite as GX's own JSON; Chinese stays readable."""
    path.write_text(json.dumps(suite.to_json_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def validate(records: Records, suites: Suites, year: int | None) -> tuple[Outcome, ...]:
    """Every rule over one unit's records, in the order of the suites."""
    batch = make_batch(records)
    limits = suites.limits(year)
    outcomes: list[Outcome] = []
    for name, suite in suites.suites.items():
        rules = [rule for rule in suites.rules.values() if rule.suite == name]
        if not rules:
            continue
        results = batch.validate(suite, expectation_parameters=limits, result_format="COMPLETE")
        by_id = {result.expectation_config.meta["id"]: result for result in results.results}
        outcomes += [_outcome(rule, by_id[rule.id]) for rule in rules]
    return tuple(outcomes)


def validate_one(records: Records, expectation: Expectation, rule: Rule, suites: Suites, year: int | None) -> Outcome:
    """One expectation over one unit's records: how a check is tried in a notebook cell."""
    limits = suites.limits(year)
    result = make_batch(records).validate(expectation, expectation_parameters=limits, result_format="COMPLETE")
    return _outcome(rule, result)


def make_rule(suite: str, expectation: Expectation) -> Rule:
    """The rule that an expectation's ``meta`` describes; what it does not say is said by its class."""
    meta = expectation.meta or {}
    title = meta.get("title") or type(expectation).__name__
    texts = title if isinstance(title, dict) else {"zh": title, "en": title}
    return Rule(
        id=meta.get("id", type(expectation).__name__), version=int(meta.get("version", 1)), suite=suite,
        severity=str(getattr(expectation.severity, "value", expectation.severity)), title=texts,
        remedy=meta.get("remedy") or {"zh": "", "en": ""}, basis=meta.get("basis", ""), expectation=expectation,
        cases=meta.get("cases") or {},
    )  # fmt: skip


def check_formulas(expectation: Expectation) -> None:
    """Read the expectation's formulas. Raises FormulaError for one that is none, or that names an unknown address."""
    for formula in getattr(expectation, "formulas", list)():
        parse_formula(formula)
    for condition in getattr(expectation, "conditions", list)():
        parse_comparison(condition)


def make_batch(records: Records) -> Batch:
    """The unit's records as one GX batch."""
    return _batch_definition().get_batch({"dataframe": pack(records)})


@lru_cache
def _context() -> Any:
    """GX without telemetry, progress bars or files."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


@lru_cache
def _batch_definition() -> Any:
    asset = _context().data_sources.add_pandas("perfaudit").add_dataframe_asset("unit")
    return asset.add_batch_definition_whole_dataframe("records")


def _rule(path: Path, suite: str, expectation: Expectation) -> Rule:
    """One expectation of a suite file as a rule, with everything in it that can be checked without a unit."""
    meta = expectation.meta or {}
    where = f"{path.name}, {meta.get('id', type(expectation).__name__)}"
    if not meta.get("id"):
        raise SuiteError(where, "the rule has no id", 'an id in "meta"')
    if unknown := sorted(set(meta) - META_KEYS):
        raise SuiteError(where, f'unknown key "{unknown[0]}" in "meta"', f"one of {', '.join(sorted(META_KEYS))}")
    try:
        check_formulas(expectation)
    except FormulaError as error:
        raise SuiteError(where, str(error)) from error
    return make_rule(suite, expectation)


def _parameters(expectation: Expectation) -> list[str]:
    values = expectation.configuration.kwargs.values()
    return [value["$PARAMETER"] for value in values if isinstance(value, dict) and "$PARAMETER" in value]


def _outcome(rule: Rule, result: Any) -> Outcome:
    """A GX result as an outcome; an exception inside the check is its status "error", never a pass."""
    known: dict[str, Any] = dict(
        check=rule.id,
        version=rule.version,
        suite=rule.suite,
        severity=rule.severity,
        title=rule.title,
        remedy=rule.remedy,
        basis=rule.basis,
    )
    trouble = _exception(result.exception_info)
    if trouble:
        reason = {"zh": f"检查本身出错：{trouble}", "en": f"the check itself broke: {trouble}"}
        return Outcome(status=ERROR, applied=0, passed=0, reason=reason, verdicts=(), **known)
    data = result.result
    if "verdicts" not in data:  # a core expectation of GX: it knows pass and fail only
        status = "pass" if result.success else "fail"
        count = int(data.get("element_count") or 1)
        failed = int(data.get("unexpected_count") or (0 if result.success else count))
        return Outcome(
            status=status, applied=count, passed=count - failed, reason={"zh": "", "en": ""}, verdicts=(), **known
        )
    verdicts = tuple(verdict_from_json(verdict) for verdict in data["verdicts"])
    return Outcome(
        status=data["status"],
        applied=data["applied"],
        passed=data["passed"],
        reason=data["reason"],
        verdicts=verdicts,
        **known,
    )


def _exception(info: dict[str, Any]) -> str:
    """The message of an exception in GX's result, which is one dict or a dict of dicts by metric."""
    entries: Sequence[dict[str, Any]] = [info] if "raised_exception" in info else list(info.values())
    return "; ".join(str(entry["exception_message"]) for entry in entries if entry.get("raised_exception"))


assert custom  # its import registers the expectations


def run_cases(rule: Rule, suites: Suites) -> dict[str, str]:
    """The status that each of a rule's cases comes to; they should be the names of the cases themselves."""
    statuses = {}
    for name, case in rule.cases.items():
        records = make_records(case, f"{rule.suite}.json, {rule.id}, case {name}")
        statuses[name] = validate_one(records, rule.expectation, rule, suites, case.get("year")).status
    return statuses
