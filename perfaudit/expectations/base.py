"""What all expectations share: one table metric that gives the unit, and the way verdicts become a GX result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, TypeAlias

import pandas as pd
from great_expectations.core.suite_parameters import SuiteParameterDict
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from perfaudit.expectations.last_year import OTHER_UNIT, is_other_unit, nothing_to_hold_against
from perfaudit.outcomes import FAIL, UNDECIDABLE, Verdict, join_verdicts, verdict_to_json
from perfaudit.records import PREVIOUS, unpack
from perfaudit.unit_index import UnitIndex

UNIT_METRIC = "perfaudit.unit"

Limit: TypeAlias = str | SuiteParameterDict
"""A number as text, or {"$PARAMETER": name} for one of thresholds.yml, which GX puts in its place."""


Parameter: TypeAlias = SuiteParameterDict
"""{"$PARAMETER": name} for what a rule set says, which GX puts in its place."""


class UnitRecords(TableMetricProvider):
    """The packed frame as a UnitIndex. It takes no arguments, so GX computes it once for all rules of a validation."""

    metric_name = UNIT_METRIC

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> UnitIndex:
        frame: pd.DataFrame = execution_engine.get_domain_records(domain_kwargs=metric_domain_kwargs)
        return UnitIndex(unpack(frame))


class UnitExpectation(BatchExpectation):
    """A rule over one unit. Subclasses say in ``judge`` what they find; one verdict for each place they apply to."""

    reads: ClassVar[tuple[str, ...]] = ()
    """What it looks at beside the figures of its formulas: addresses, and kinds of rows as in ``needs`` of catalogue.yml."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (UNIT_METRIC,)

    def judge(self, unit: UnitIndex) -> Iterable[Verdict]:
        """The verdicts on one unit; none where the rule applies to nothing."""
        raise NotImplementedError

    def verdicts(self, unit: UnitIndex) -> list[Verdict]:
        """What ``judge`` finds; of a rule that needs last year's document, why it cannot be judged where there is none."""
        if not self.needs_previous():
            return list(self.judge(unit))
        if nothing := nothing_to_hold_against(unit):
            return [nothing]
        cause = OTHER_UNIT if is_other_unit(unit) else ""
        found = self.judge(unit)
        return [
            replace(verdict, cause=verdict.cause or cause) if verdict.status == FAIL else verdict for verdict in found
        ]

    def needs_previous(self) -> bool:
        """Whether the rule holds this year against last year's own document: any that reads it, or whose formulas name it."""
        return "previous" in self.reads or any(
            PREVIOUS in formula for formula in (*self.formulas(), *self.conditions())
        )

    def formulas(self) -> list[str]:
        """Every formula and address of the rule as it can be read without a unit: a suite with an unknown one is refused."""
        return []

    def conditions(self) -> list[str]:
        """Every comparison of the rule, in the same way."""
        return []

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        verdicts = self.verdicts(metrics[UNIT_METRIC])
        joined = join_verdicts(verdicts)
        success = joined["status"] not in (FAIL, UNDECIDABLE)
        return {"success": success, "result": {**joined, "verdicts": [verdict_to_json(v) for v in verdicts]}}
