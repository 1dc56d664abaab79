"""Whether an indicator met its target, by the target's own direction, and how much of it was achieved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.formulas import RELATIONS
from perfaudit.quantities import Interval
from perfaudit.records import NOT_APPLICABLE, REPORTED, Fact, Indicator
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text, years_in

MET, MISSED, UNKNOWN = "met", "missed", "unknown"


@dataclass(frozen=True, slots=True)
class TargetResult:
    """``status`` met, missed or unknown; ``share_ratio`` achieved (1 = just met), None where there are no two quantities.

    ``reference`` is the figure of the form that the target speaks of ("不超过年初预算"), None where it gives its own.
    """

    status: str
    share_ratio: Decimal | None = None
    target: Interval | None = None
    actual: Interval | None = None
    reference: Fact | None = None


def judge_target(indicator: Indicator, unit: UnitIndex) -> TargetResult:
    """Compare actual and target.

    Left out, in this order:
    1. indicators that are not applicable: unknown
    2. words without a quantity or a month: unknown, even where actual and target are the same words
    3. quantities in different measures: unknown
    """
    if indicator.state == NOT_APPLICABLE:
        return TargetResult(UNKNOWN)  # 1
    reference = unit.fact(indicator.target_reference) if indicator.target_reference else None
    if reference is not None and reference.state == REPORTED:
        target, measure = reference.interval, reference.measure
    elif indicator.target_value is not None:
        target = Interval.exact(indicator.target_value)  # a target is set, not measured: "≥95%" is not met by 94.6 %
        measure = indicator.target_measure
    else:
        return _judge_months(indicator, unit.year)  # 2
    if indicator.actual_value is None or indicator.actual_quantum is None or indicator.actual_measure != measure:
        return TargetResult(UNKNOWN, target=target, reference=reference)  # 3
    actual = Interval.around(indicator.actual_value, indicator.actual_quantum)
    is_met = RELATIONS[indicator.comparator](actual, target)
    share = achieved_share(indicator.less_is_better, _middle(target), _middle(actual))
    return TargetResult(MET if is_met else MISSED, share, target, actual, reference)


def achieved_share(less_is_better: bool, target: Decimal, actual: Decimal) -> Decimal | None:
    """actual ÷ target where more is better, target ÷ actual where less is; None where that would divide by zero."""
    if less_is_better:
        return target / actual if actual else (Decimal(1) if target >= 0 else None)
    return actual / target if target else (Decimal(1) if actual >= 0 else None)


def repeats_target(indicator: Indicator) -> bool:
    """Whether the actual says the target's own words again."""
    return bool(indicator.target_text) and normalise_text(indicator.target_text) == normalise_text(
        indicator.actual_text
    )


def _judge_months(indicator: Indicator, year: int | None) -> TargetResult:
    """ "2023年12月底前" against "11月": the earlier or the same month meets it; a text without a year speaks of the unit's."""
    target, actual = (_month(text, year or 0) for text in (indicator.target_text, indicator.actual_text))
    if target is None or actual is None:
        return TargetResult(UNKNOWN)
    return TargetResult(MET if actual <= target else MISSED)


def _month(text: str, year: int) -> tuple[int, int] | None:
    """Year and month of a date; None where there is none, or where the words only foresee it."""
    words = normalise_text(text)
    found = re.search(r"(?<!\d)(1[0-2]|[1-9])月", words)
    if found is None or any(word in words for word in load_vocabulary().words["not_yet_words"]):
        return None
    return next(iter(years_in(words)), year), int(found.group(1))


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2
