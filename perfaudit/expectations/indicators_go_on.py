"""What became of last year's indicators and their targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.last_year import Pair, pair_indicators
from perfaudit.outcomes import FAIL, PASS, UNDECIDABLE, Side, Texts, Verdict
from perfaudit.quantities import amount_text
from perfaudit.records import Indicator
from perfaudit.targets import MISSED, judge_target
from perfaudit.unit_index import UnitIndex


class ExpectIndicatorsToGoOn(UnitExpectation):
    """Expect this year's forms to hold last year's indicators again, under their names.

    One that missed its target last year and is gone is a warning: so is nothing held against it any more.

    Left out, in this order:
    1. rows that are not applicable
    2. forms, and projects, that this year has no indicator of
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "previous")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every indicator of last year's."""
        assert unit.previous is not None
        for pair in pair_indicators(unit):
            if pair.now is None:
                yield _gone(unit.previous, pair.before)
            else:
                yield _kept(unit, unit.previous, pair, pair.now)


def _gone(previous: UnitIndex, before: Indicator) -> Verdict:
    was_missed = judge_target(before, previous).status == MISSED
    message = {
        "zh": f"上年的指标“{before.name}”（{before.target_text}）今年没有了",
        "en": f"last year's indicator “{before.name}” ({before.target_text}) is gone",
    }
    if was_missed:
        message = {
            "zh": f"{message['zh']}，而上年它没有达到指标值（实际{before.actual_text}）",
            "en": f"{message['en']}, and it had missed its target (actual: {before.actual_text})",
        }
    evidence = tuple(previous.indicator_evidence(before, cell, "right") for cell in ("name", "target", "actual"))
    return Verdict(
        FAIL, _subject(before), message, None, Side(before.name), evidence=evidence, severity="warning" if was_missed else None
    )  # fmt: skip


def _kept(unit: UnitIndex, previous: UnitIndex, pair: Pair, now: Indicator) -> Verdict:
    message = {
        "zh": f"上年的指标“{pair.before.name}”今年是“{now.name}”",
        "en": f"last year's indicator “{pair.before.name}” is “{now.name}” this year",
    }
    evidence = (unit.indicator_evidence(now, "name", "left"), previous.indicator_evidence(pair.before, "name", "right"))
    status = FAIL if pair.is_renamed else PASS
    return Verdict(
        status, _subject(pair.before), message, Side(now.name), Side(pair.before.name), evidence=evidence
    )  # fmt: skip


def _subject(indicator: Indicator) -> str:
    return f"previous.{indicator.address}"


class ExpectTargetsNotToBeLowered(UnitExpectation):
    """Expect no indicator's target to ask for less than last year's, by its own direction, nor to have lost its number.

    A warning; worth a look only, where last year's own result would not have met this year's target either.

    Left out, in this order:
    1. indicators without a target in a quantity last year, and those that speak of another figure ("不超过年初预算")
    2. costs in money: they follow the budget
    3. targets in other measures, or with another direction, than last year's: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "previous")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every indicator that goes on and had a target in a quantity."""
        assert unit.previous is not None
        for pair in pair_indicators(unit):
            before, now = pair.before, pair.now
            if now is None or before.target_value is None or before.target_reference or now.target_reference:
                continue  # 1
            if before.target_measure == "元" and "成本" in before.level_2:
                continue  # 2
            yield _judge_target(unit, unit.previous, before, now)


def _judge_target(unit: UnitIndex, previous: UnitIndex, before: Indicator, now: Indicator) -> Verdict:
    texts = before.target_text, now.target_text
    status, severity, why = _compared(before, now)
    name = {
        "zh": f"“{now.name}”的指标值，上年是“{texts[0]}”，今年是“{texts[1]}”",
        "en": f"the target of “{now.name}” was “{texts[0]}” and is “{texts[1]}”",
    }
    evidence = (
        unit.indicator_evidence(now, "target", "left"),
        previous.indicator_evidence(before, "target", "right"),
        previous.indicator_evidence(before, "actual", "context"),
    )
    message = {"zh": f"{name['zh']}{why['zh']}", "en": f"{name['en']}{why['en']}"}
    return Verdict(
        status, f"{now.address}.target", message, _side(now), _side(before), evidence=evidence, severity=severity
    )  # fmt: skip


def _compared(before: Indicator, now: Indicator) -> tuple[str, str | None, Texts]:
    """Status, severity and the end of the message."""
    if now.target_value is None:
        if now.is_measurable:
            return UNDECIDABLE, None, {"zh": "，无法比较", "en": ", which cannot be compared"}
        return FAIL, None, {"zh": "，不再能衡量", "en": ", which cannot be measured any more"}
    if now.target_measure != before.target_measure or now.less_is_better != before.less_is_better:
        return UNDECIDABLE, None, {
            "zh": "，计量单位或方向不同，无法比较", "en": ", in another measure or direction: not to be compared",
        }  # fmt: skip
    assert before.target_value is not None
    if not _is_easier(now.target_value, before.target_value, before.less_is_better):
        return PASS, None, {"zh": "，没有降低", "en": ", which is not lower"}
    result = before.actual_value if before.actual_measure == before.target_measure else None
    if result is None:
        return FAIL, None, {"zh": "，要求降低了", "en": ": lowered"}
    is_behind = _is_easier(result, now.target_value, before.less_is_better)
    tail = {
        "zh": f"，要求降低了；上年实际“{before.actual_text}”" + ("也达不到" if is_behind else "已经达到"),
        "en": f": lowered; last year's actual, “{before.actual_text}”, "
        + ("would not have met it" if is_behind else "meets it already"),
    }
    return FAIL, "info" if is_behind else None, tail


def _is_easier(one: Decimal, other: Decimal, less_is_better: bool) -> bool:
    """Whether ``one`` asks for less than ``other``."""
    return one > other if less_is_better else one < other


def _side(indicator: Indicator) -> Side:
    if indicator.target_value is None:
        return Side(indicator.target_text)
    text = amount_text(indicator.target_value, indicator.target_measure)
    return Side(text, indicator.target_value, indicator.target_measure)
