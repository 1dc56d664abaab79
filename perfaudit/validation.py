"""Suites over a unit's records → outcomes: the only place for the GX context."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from great_expectations.core.batch import Batch
from great_expectations.expectations.expectation import Expectation

from perfaudit.causes import Judge
from perfaudit.expectations import UnitExpectation
from perfaudit.outcomes import ERROR, FAIL, PASS, Outcome, Verdict, join_verdicts, verdict_from_json
from perfaudit.records import Records, pack
from perfaudit.rule_sets import RuleSet
from perfaudit.suites import Rule, Suites, gx_context, load_suites

__all__ = ["Rule", "Suites", "load_suites", "make_batch", "make_judges", "validate", "validate_one"]


def validate(
    records: Records, suites: Suites, year: int | None, rule_set: RuleSet | None = None
) -> tuple[Outcome, ...]:
    """Every rule over one unit's records, in the order of the suites; without a rule set by the national default."""
    batch = make_batch(records)
    parameters = suites.parameters(year, rule_set)
    results = batch.validate(suites.as_one, expectation_parameters=parameters, result_format="COMPLETE")
    by_id = {result.expectation_config.meta["id"]: result for result in results.results}
    return tuple(_outcome(rule, by_id[rule.id]) for rule in suites.rules.values())


def validate_one(
    records: Records,
    expectation: Expectation,
    rule: Rule,
    suites: Suites,
    year: int | None,
    rule_set: RuleSet | None = None,
) -> Outcome:
    """One expectation over one unit's records: how a check is tried in a notebook cell."""
    parameters = suites.parameters(year, rule_set)
    result = make_batch(records).validate(expectation, expectation_parameters=parameters, result_format="COMPLETE")
    return _outcome(rule, result)


def make_judges(suites: Suites, year: int | None, rule_set: RuleSet | None = None) -> dict[str, Judge]:
    """Every rule of perfaudit's own as a function of a unit, with the limits of the year: for asking what another figure would do.

    Core expectations of GX, which an auditor may have added, have none: they judge frames only.
    """
    judges: dict[str, Judge] = {}
    for rule in suites.rules.values():
        resolved = suites.resolved(rule, year, rule_set)
        if isinstance(resolved, UnitExpectation):
            judges[rule.id] = resolved.verdicts
    return judges


def make_batch(records: Records) -> Batch:
    """The unit's records as one GX batch."""
    return _batch_definition().get_batch({"dataframe": pack(records)})


@lru_cache
def _batch_definition() -> Any:
    asset = gx_context().data_sources.add_pandas("perfaudit").add_dataframe_asset("unit")
    return asset.add_batch_definition_whole_dataframe("records")


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
