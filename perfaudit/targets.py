"""Whether an indicator met its target, by the target's own direction, and how much of it was achieved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.forms.targets import first_quantity
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
    if (of_parts := _judge_parts_of_year(indicator)) is not None:
        return of_parts
    aim = _aim(indicator, reference)
    if aim is None:
        return _judge_months(indicator, unit.year)  # 2
    target, measure = aim
    actual = _actual(indicator, target, measure)
    if actual is None:
        return TargetResult(UNKNOWN, target=target, reference=reference)  # 3
    is_met = RELATIONS[indicator.comparator](actual, target)
    share = achieved_share(indicator.less_is_better, target, _middle(actual))
    return TargetResult(MET if is_met else MISSED, share, target, actual, reference)


def _aim(indicator: Indicator, reference: Fact | None) -> tuple[Interval, str] | None:
    """What is to be reached, and its measure: a figure of the form, a value, or all values of "3-5个" and "90%左右".

    A target is set, not measured: "≥95%" is not met by 94.6 %.
    """
    if reference is not None and reference.state == REPORTED:
        return reference.interval, reference.measure
    if indicator.target_value is None:
        words = _in_words(indicator.target_text)
        return (Interval.exact(words), "%") if words == 100 else None
    value, told = indicator.target_value, first_quantity(indicator.target_text)
    aim = Interval.exact(value)
    if told is not None and told.value == value and told.measure == indicator.target_measure:
        if told.high is not None and told.high > value:
            aim = Interval(value, told.high)
        elif told.qualifier == "about":
            aim = told.bounds
    return aim, indicator.target_measure


def _actual(indicator: Indicator, target: Interval, measure: str) -> Interval | None:
    """What became of it, in the target's measure; "无" beside a target of 0, and "全部完成" beside one of 100 %, are numbers."""
    if indicator.actual_value is None or indicator.actual_quantum is None:
        words = _in_words(indicator.actual_text)
        fits = words is not None and ((words == 0 and target.contains(0)) or (words == 100 and measure == "%"))
        return Interval.exact(words) if fits and words is not None else None
    if _per_year(indicator.actual_measure) != _per_year(measure):
        return None
    return Interval.around(indicator.actual_value, indicator.actual_quantum)


def _in_words(text: str) -> Decimal | None:
    """0 for words of none at all, 100 for words of everything; None for all others."""
    words, said = load_vocabulary().words, normalise_text(text)
    return Decimal(0) if said in words["none_words"] else Decimal(100) if said in words["all_words"] else None


def _per_year(measure: str) -> str:
    """ "次/年" is what the whole year had, as "次" is."""
    return measure.removesuffix("/年")


def achieved_share(less_is_better: bool, target: Interval, actual: Decimal) -> Decimal | None:
    """actual ÷ target where more is better, target ÷ actual where less is; of a range, its nearer end, and 1 inside.

    None where that would divide by zero.
    """
    near = min(max(actual, target.low), target.high)
    if less_is_better:
        return near / actual if actual else (Decimal(1) if near >= 0 else None)
    return actual / near if near else (Decimal(1) if actual >= 0 else None)


def repeats_target(indicator: Indicator) -> bool:
    """Whether the actual says the target's own words again."""
    return bool(indicator.target_text) and normalise_text(indicator.target_text) == normalise_text(
        indicator.actual_text
    )


def _judge_parts_of_year(indicator: Indicator) -> TargetResult | None:
    """ "每季度1次" against "4次": as many as all parts of the year have to have. None where there is no such target.

    Fewer are unknown: the actual value may be of one part again.
    """
    text, done = normalise_text(indicator.target_text), normalise_text(indicator.actual_text)
    known = load_vocabulary().words["parts_of_year"]
    parts = {word: number for word, number in known.items() if word in text and word not in done}
    if not parts or indicator.actual_value is None or indicator.actual_quantum is None:
        return None
    word = max(parts, key=len)
    each = first_quantity(text.replace(word, ""))
    if each is None or each.measure != indicator.actual_measure:
        return None
    target = Interval.exact(each.value * parts[word])
    actual = Interval.around(indicator.actual_value, indicator.actual_quantum)
    if indicator.less_is_better or actual.high < target.low:
        return TargetResult(UNKNOWN, target=target, actual=actual)
    return TargetResult(MET, achieved_share(False, target, indicator.actual_value), target, actual)


def _judge_months(indicator: Indicator, year: int | None) -> TargetResult:
    """ "2023年12月底前" against "11月": the earlier or the same month meets it; a text without a year speaks of the unit's.

    Where nobody knows the unit's year, one of the two that names none speaks of the other's.
    """
    texts = indicator.target_text, indicator.actual_text
    named = [entry for text in texts for entry in years_in(normalise_text(text))[:1]]
    target, actual = (_month(text, year or next(iter(named), 0)) for text in texts)
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
