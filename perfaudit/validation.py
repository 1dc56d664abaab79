"""Suites over a unit's records → outcomes: the only place for the GX context."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")  # before great_expectations is imported, or it reports home

import great_expectations as gx
from great_expectations.compatibility.pydantic import ValidationError
from great_expectations.core.batch import Batch
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.registry import list_registered_expectation_implementations

import perfaudit.expectations  # noqa: F401 - registers them with GX: a suite can name only classes that are imported
from perfaudit import workbook
from perfaudit.cases import make_records
from perfaudit.causes import Judge
from perfaudit.errors import FormulaError, SuiteError, did_you_mean
from perfaudit.expectations import UnitExpectation
from perfaudit.files import write_text
from perfaudit.formulas import parse_comparison, parse_formula
from perfaudit.outcomes import ERROR, FAIL, PASS, STATUSES, Outcome, Texts, Verdict, join_verdicts, verdict_from_json
from perfaudit.records import Records, pack
from perfaudit.settings import read_yaml

STANDARD_SUITES = ("forms", "cross_form", "narrative", "indicators", "controls", "previous")
LOCAL_SUITE = "local"
META_KEYS = {"id", "version", "title", "remedy", "basis", "cases"}
LANGUAGES = ("zh", "en")


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

    @cached_property
    def as_one(self) -> gx.ExpectationSuite:
        """All rules as one GX suite, without titles and cases: GX copies ``meta`` some thirty times for each rule, and
        takes a fingerprint of the whole frame for each suite."""
        rules = [rule.expectation.copy(update={"meta": {"id": rule.id}}) for rule in self.rules.values()]
        return gx.ExpectationSuite(name="perfaudit", expectations=rules)

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
    thresholds = read_thresholds(folder / "thresholds.yml")
    suites: dict[str, gx.ExpectationSuite] = {}
    rules: dict[str, Rule] = {}
    for name in (*STANDARD_SUITES, LOCAL_SUITE):
        path = folder / f"{name}.json"
        if not path.exists() and name == LOCAL_SUITE:
            continue
        suites[name] = read_suite(path)
        for expectation in suites[name].expectations:
            rule = check_rule(path, name, expectation)
            if rule.id in rules:
                raise SuiteError(
                    f"{path.name}, {rule.id}", f"{rules[rule.id].suite}.json has it, too", remedy="take a new id"
                )
            rules[rule.id] = rule
    for rule in rules.values():
        check_parameters(rule.expectation, thresholds, f"{rule.suite}.json, {rule.id}")
    used = {name for rule in rules.values() for name in _parameters(rule.expectation)}
    for name in thresholds:
        if name not in used:
            raise SuiteError(f"thresholds.yml, {name}", "no rule uses it", remedy="mend the name, or take it out")
    return Suites(suites, rules, thresholds)


def read_thresholds(path: Path) -> dict[str, dict[str, Any]]:
    """The limits by name. Raises SuiteError for one without a number for any year."""
    thresholds = read_yaml(path)
    if not isinstance(thresholds, dict):
        raise SuiteError(path.name, "it holds no limits", "name: {unit, source, values: {year: number}}")
    for name, entry in thresholds.items():
        values = entry.get("values") if isinstance(entry, dict) else None
        if not isinstance(values, dict) or not values:
            raise SuiteError(f"{path.name}, {name}", "it has no values", "values: {year: number}")
        for year, value in values.items():
            if not isinstance(year, int) or not _is_number(value):
                raise SuiteError(f"{path.name}, {name}", f"{year}: {value}", "a year with a number")
    return thresholds


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def read_suite(path: Path) -> gx.ExpectationSuite:
    """One suite file as a GX suite. Raises SuiteError, with the rule, where it is none.

    The expectations are made one by one: GX would log the error of one that it does not know, and leave it out.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise SuiteError(f"{path.name}, line {error.lineno}", error.msg, "a suite in JSON") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(path.name, getattr(error, "strerror", None) or str(error), "a suite in JSON") from error
    entries = data.get("expectations") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not isinstance(data.get("name"), str):
        raise SuiteError(path.name, "it is no suite", "a suite in JSON with its name and its list of expectations")
    _context()
    expectations = [_read_expectation(path, number, entry) for number, entry in enumerate(entries, 1)]
    return gx.ExpectationSuite(name=data["name"], expectations=expectations, meta=data.get("meta"))


def _read_expectation(path: Path, number: int, entry: Any) -> Expectation:
    """One entry of a suite file. Raises SuiteError with the rule, the argument that is wrong, and near names."""
    meta = entry.get("meta") if isinstance(entry, dict) else None
    where = f"{path.name}, {meta['id'] if isinstance(meta, dict) and meta.get('id') else f'expectation {number}'}"
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        raise SuiteError(where, "it has no type", 'an expectation with "type", "kwargs" and "meta"')
    known = list_registered_expectation_implementations()
    if entry["type"] not in known:
        raise SuiteError(where, f'there is no expectation "{entry["type"]}"', remedy=_near(entry["type"], known))
    try:
        return ExpectationConfiguration(**entry).to_domain_obj()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(map(str, wrong["loc"]))
        fields = getattr(error.model, "__fields__", {})
        remedy = "" if wrong["loc"][0] in fields else _near(name, fields)
        raise SuiteError(where, f'"{name}" of {entry["type"]}: {wrong["msg"]}', remedy=remedy) from error
    except Exception as error:  # GX raises its own and Python's errors, with no common class
        read = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise SuiteError(where, read, "an expectation that GX and perfaudit know") from error


def _near(name: str, names: Iterable[str]) -> str:
    return did_you_mean(name, names, "mend the name")


def make_suite(name: str) -> gx.ExpectationSuite:
    """A suite without any expectation."""
    _context()
    return gx.ExpectationSuite(name=name)


def write_suite(suite: gx.ExpectationSuite, path: Path) -> None:
    """Write a suite as GX's own JSON; Chinese stays readable."""
    write_text(path, json.dumps(suite.to_json_dict(), ensure_ascii=False, indent=2) + "\n")


def validate(records: Records, suites: Suites, year: int | None) -> tuple[Outcome, ...]:
    """Every rule over one unit's records, in the order of the suites."""
    batch = make_batch(records)
    limits = suites.limits(year)
    results = batch.validate(suites.as_one, expectation_parameters=limits, result_format="COMPLETE")
    by_id = {result.expectation_config.meta["id"]: result for result in results.results}
    return tuple(_outcome(rule, by_id[rule.id]) for rule in suites.rules.values())


def validate_one(records: Records, expectation: Expectation, rule: Rule, suites: Suites, year: int | None) -> Outcome:
    """One expectation over one unit's records: how a check is tried in a notebook cell. SuiteError for an unknown limit."""
    check_parameters(expectation, suites.thresholds, rule.id)
    limits = suites.limits(year)
    result = make_batch(records).validate(expectation, expectation_parameters=limits, result_format="COMPLETE")
    return _outcome(rule, result)


def make_judges(suites: Suites, year: int | None) -> dict[str, Judge]:
    """Every rule of perfaudit's own as a function of a unit, with the limits of the year: for asking what another figure would do.

    Core expectations of GX, which an auditor may have added, have none: they judge frames only.
    """
    limits = suites.limits(year)
    judges: dict[str, Judge] = {}
    for rule in suites.rules.values():
        if not isinstance(rule.expectation, UnitExpectation):
            continue
        kwargs = rule.expectation.configuration.kwargs
        named = {
            key: limits[value["$PARAMETER"]]
            for key, value in kwargs.items()
            if isinstance(value, dict) and "$PARAMETER" in value
        }
        judges[rule.id] = rule.expectation.copy(update=named).verdicts
    return judges


def make_rule(suite: str, expectation: Expectation) -> Rule:
    """The rule that an expectation's ``meta`` describes; what it does not say is said by its class."""
    meta = expectation.meta or {}
    return Rule(
        id=meta.get("id", type(expectation).__name__), version=int(meta.get("version", 1)), suite=suite,
        severity=str(getattr(expectation.severity, "value", expectation.severity)),
        title=_texts(meta.get("title") or type(expectation).__name__), remedy=_texts(meta.get("remedy") or ""),
        basis=meta.get("basis", ""), expectation=expectation, cases=meta.get("cases") or {},
    )  # fmt: skip


def _texts(text: Texts | str) -> Texts:
    """What is written once goes for every language."""
    return text if isinstance(text, dict) else dict.fromkeys(LANGUAGES, text)


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


def check_rule(path: Path, suite: str, expectation: Expectation) -> Rule:
    """One expectation of a suite file as a rule. Raises SuiteError for all that can be seen to be wrong without a unit."""
    meta = expectation.meta or {}
    where = f"{path.name}, {meta.get('id', type(expectation).__name__)}"
    if not meta.get("id"):
        raise SuiteError(where, "the rule has no id", 'an id in "meta"')
    if unknown := sorted(set(meta) - META_KEYS):
        raise SuiteError(where, f'unknown key "{unknown[0]}" in "meta"', f"one of {', '.join(sorted(META_KEYS))}")
    if unknown := sorted(set(meta.get("cases") or {}) - set(STATUSES)):
        raise SuiteError(where, f'unknown case "{unknown[0]}"', f"a status: {', '.join(STATUSES)}")
    if not isinstance(meta.get("version", 1), int):
        raise SuiteError(where, f"version {meta['version']!r}", "a whole number")
    for key in ("title", "remedy"):
        texts = meta.get(key, "")
        if isinstance(texts, dict) and sorted(texts) != sorted(LANGUAGES):
            raise SuiteError(
                where, f'"{key}" in {", ".join(texts) or "no language"}', f"it in {' and '.join(LANGUAGES)}"
            )
    try:
        check_formulas(expectation)
    except FormulaError as error:
        raise SuiteError(where, str(error)) from error
    return make_rule(suite, expectation)


def check_parameters(expectation: Expectation, thresholds: Iterable[str], where: str) -> None:
    """Raises SuiteError where a limit that the expectation names has no entry in thresholds.yml."""
    for name in _parameters(expectation):
        if name not in thresholds:
            raise SuiteError(where, f'thresholds.yml has no limit "{name}"', remedy=_near(name, thresholds))


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
        verdict = _core_verdict(rule, bool(result.success), data)
        return Outcome(**join_verdicts([verdict]), verdicts=(verdict,), **known)
    verdicts = tuple(verdict_from_json(verdict) for verdict in data["verdicts"])
    return Outcome(
        status=data["status"],
        applied=data["applied"],
        passed=data["passed"],
        reason=data["reason"],
        verdicts=verdicts,
        **known,
    )


def _core_verdict(rule: Rule, success: bool, data: dict[str, Any]) -> Verdict:
    """What a core expectation says: that it holds or not, with the value that GX observed."""
    kind = type(rule.expectation).__name__
    observed = data.get("observed_value", data.get("unexpected_count", ""))
    message = {"zh": f"{kind}：实际为 {observed}", "en": f"{kind}: observed {observed}"}
    return Verdict(PASS if success else FAIL, f"{rule.suite}:{kind}", message)


def _exception(info: dict[str, Any]) -> str:
    """The message of an exception in GX's result, which is one dict or a dict of dicts by metric."""
    entries: Sequence[dict[str, Any]] = [info] if "raised_exception" in info else list(info.values())
    return "; ".join(str(entry["exception_message"]) for entry in entries if entry.get("raised_exception"))


def run_cases(rule: Rule, suites: Suites) -> dict[str, str]:
    """The status that each of a rule's cases comes to; they should be the names of the cases themselves."""
    statuses = {}
    for name, case in rule.cases.items():
        records = make_records(case, f"{rule.suite}.json, {rule.id}, case {name}")
        statuses[name] = validate_one(records, rule.expectation, rule, suites, case.get("year")).status
    return statuses
