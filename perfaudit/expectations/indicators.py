"""Targets, actual values and scores of the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Literal

from perfaudit.expectations.base import Limit, UnitExpectation
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Texts, Verdict
from perfaudit.quantities import parse_cell, rounded
from perfaudit.records import BLANK, REPORTED, Indicator
from perfaudit.records import NOT_APPLICABLE as INDICATOR_NOT_APPLICABLE
from perfaudit.targets import MET, MISSED, UNKNOWN, TargetResult, judge_target, repeats_target
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary
from perfaudit.wording import plain_number

_CENT = Decimal("0.01")


class ExpectTargetsToBeMet(UnitExpectation):
    """Expect targets to be met, among the indicators of one kind.

    ``only`` "cost" looks at cost targets; "scored" at those that were missed and yet got more than the achieved share of
    their weight, and at least ``near_full`` of it; "explained" at those that lost points or missed, without a reason.

    Left out, in this order:
    1. indicators that are not applicable
    2. targets that cannot be held against a number: undecidable, where a score depends on it
    3. forms without a column for reasons ("explained" only)
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators",)

    only: Literal["cost", "scored", "explained"]
    near_full: Limit = "1"

    success_keys: ClassVar[tuple[str, ...]] = ("only", "near_full")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every indicator of the kind."""
        for indicator in unit.records.indicators:
            if indicator.state == INDICATOR_NOT_APPLICABLE:
                continue  # 1
            result = judge_target(indicator, unit)
            verdict = getattr(self, f"_judge_{self.only}")(unit, indicator, result)
            if verdict is not None:
                yield verdict

    def _judge_cost(self, unit: UnitIndex, indicator: Indicator, result: TargetResult) -> Verdict | None:
        if "成本" not in indicator.level_2:
            return None
        return _verdict(unit, indicator, result, result.status)

    def _judge_scored(self, unit: UnitIndex, indicator: Indicator, result: TargetResult) -> Verdict | None:
        if not indicator.weight or indicator.score is None:
            return None
        if result.status == UNKNOWN:
            return _verdict(unit, indicator, result, UNKNOWN)
        share = min(Decimal(1), result.share_ratio) if result.share_ratio is not None else Decimal(0)
        is_generous = indicator.score >= indicator.weight * Decimal(str(self.near_full))
        rounding = Decimal("0.5") if indicator.score < indicator.weight else Decimal(0)  # of scores that lost something
        is_beyond = indicator.score > indicator.weight * share + rounding
        wrong = result.status == MISSED and is_generous and is_beyond
        cause = f"GOAL-006 {indicator.address}" if wrong and "成本" in indicator.level_2 else ""
        verdict = _verdict(unit, indicator, result, MISSED if wrong else MET, ("score", "weight"), cause)
        if not wrong:
            return verdict
        percent, due = (
            plain_number(rounded(share * 100, _CENT)),
            plain_number(rounded(indicator.weight * share, _CENT)),
        )
        score, weight = plain_number(indicator.score), plain_number(indicator.weight)
        told = {
            "zh": f"“{indicator.name}”未达到指标值（完成{percent}%，按此折算{due}分），却自评{score}/{weight}分",
            "en": f"“{indicator.name}” missed its target ({percent} % achieved, worth {due}) and yet scores {score} of {weight}",
        }
        return replace(verdict, message=told)

    def _judge_explained(self, unit: UnitIndex, indicator: Indicator, result: TargetResult) -> Verdict | None:
        if not indicator.reason_source_id:
            return None  # 3
        lost = indicator.weight is not None and indicator.score is not None and indicator.score < indicator.weight
        if not lost and result.status != MISSED:
            return None
        is_told = parse_cell(indicator.reason).state not in (BLANK, INDICATOR_NOT_APPLICABLE)
        cause = f"SCORE-002 {indicator.address}|GOAL-006 {indicator.address}" if result.status == MISSED else ""
        return _verdict(unit, indicator, result, MET if is_told else MISSED, ("score", "weight", "reason"), cause)


def _verdict(
    unit: UnitIndex,
    indicator: Indicator,
    result: TargetResult,
    status: str,
    cells: tuple[str, ...] = (),
    cause: str = "",
) -> Verdict:
    evidence: list[Evidence] = [unit.indicator_evidence(indicator, "target", "left")]
    if result.reference is not None:
        evidence.append(unit.fact_evidence(result.reference, "left_part"))
    evidence.append(unit.indicator_evidence(indicator, "actual", "right"))
    evidence += [unit.indicator_evidence(indicator, cell, "context") for cell in cells]
    target = indicator.target_text + (f"（{result.reference.raw_text}）" if result.reference else "")
    points = {"zh": "", "en": ""}
    if indicator.score is not None and indicator.weight is not None:
        score, weight = plain_number(indicator.score), plain_number(indicator.weight)
        points = {"zh": f"，自评{score}/{weight}分", "en": f"; self-score {score} of {weight}"}
    told: dict[str, Texts] = {
        MET: {"zh": "", "en": ""},
        MISSED: {"zh": "：未达到", "en": ": missed"}
        if result.status == MISSED
        else {"zh": "：扣了分，没有说明原因", "en": ": points deducted, no reason given"},
        UNKNOWN: {"zh": "：无法用数字判断", "en": ": cannot be told by number"},
    }
    if status == MISSED and result.status == MISSED and "reason" in cells:
        told[MISSED] = {"zh": "：未达到且没有说明原因", "en": ": missed, and no reason given"}
    message = {
        "zh": f"“{indicator.name}”指标值{target}，完成值{indicator.actual_text}{points['zh']}{told[status]['zh']}",
        "en": f"“{indicator.name}”: target {target}, actual {indicator.actual_text}{points['en']}{told[status]['en']}",
    }
    return Verdict(
        {MET: PASS, MISSED: FAIL, UNKNOWN: UNDECIDABLE}[status], indicator.address, message,
        Side(target), Side(indicator.actual_text), evidence=tuple(evidence), cause=cause,
    )  # fmt: skip


class ExpectTargetsToBeMeasurable(UnitExpectation):
    """Expect every target to be one of which it can be told whether it was met.

    Left out, in this order:
    1. indicators that are not applicable or have no target
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every target."""
        for indicator in unit.records.indicators:
            if indicator.state == INDICATOR_NOT_APPLICABLE or not indicator.target_text:
                continue  # 1
            message = {
                "zh": f"“{indicator.name}”的指标值“{indicator.target_text}”",
                "en": f"target of “{indicator.name}”: {indicator.target_text}",
            }
            if not indicator.is_measurable:
                message = {"zh": message["zh"] + "无法衡量", "en": message["en"] + " cannot be measured"}
            evidence = (unit.indicator_evidence(indicator, "target", "left"),)
            status = PASS if indicator.is_measurable else FAIL
            yield Verdict(
                status, f"{indicator.address}.target", message, Side(indicator.target_text), evidence=evidence
            )


class ExpectClassesToHaveIndicators(UnitExpectation):
    """Expect every second-level class that a form prints to have an indicator, or to be marked not applicable.

    A class of the usual form that the overall form does not print at all is worth a look (info): the template may have been
    another, or the row was taken out.

    Left out, in this order:
    1. project forms that were handed in empty
    2. classes whose first level the form does not print
    3. 成本指标 under 产出指标, where the form has a first level of costs
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "texts")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every class."""
        empty = {row.member for row in unit.fields("form", "project") if row.state != REPORTED}
        for row in unit.fields("level_2"):
            if row.form == "project" and row.member in empty:
                continue  # 1
            has_any = any(i.level_2 == row.text and i.member == row.member for i in unit.indicators(row.form))
            message = {"zh": f"“{row.text}”", "en": f"“{row.text}”"}
            if not has_any:
                message = {
                    "zh": f"“{row.text}”没有指标，也没有注明不适用",
                    "en": f"“{row.text}” has no indicator and is not marked not applicable",
                }
            subject = f"{row.form}.level_2[{row.text}]"
            status = PASS if has_any else FAIL
            yield Verdict(status, subject, message, evidence=(unit.field_evidence(row, "left"),))
        yield from self._judge_unprinted(unit)

    def _judge_unprinted(self, unit: UnitIndex) -> Iterator[Verdict]:
        printed = {row.text for row in unit.fields("level_2", "overall")}
        firsts = {row.text: row for row in unit.fields("level_1", "overall")}
        for first, classes in load_vocabulary().words["usual_level_2"].items():
            if first not in firsts:
                continue  # 2
            for name in classes:
                if name in printed or (name in firsts):  # 3
                    continue
                message = {
                    "zh": f"“{first}”下没有“{name}”一栏，也没有注明不适用",
                    "en": f"there is no “{name}” under “{first}”, and no note that it is not applicable",
                }
                evidence = (unit.field_evidence(firsts[first], "left"),)
                yield Verdict(FAIL, f"overall.level_2[{name}]", message, evidence=evidence, severity="info")


class ExpectActualsNotToRepeatTargets(UnitExpectation):
    """Expect actual values to say what was done, not the target's words again.

    Left out, in this order:
    1. indicators that are not applicable
    2. quantities and dates: there a repetition is a result
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every target in words."""
        for indicator in unit.records.indicators:
            if (
                indicator.state == INDICATOR_NOT_APPLICABLE
                or indicator.target_value is not None
                or not indicator.actual_text
            ):
                continue  # 1, 2
            repeats = repeats_target(indicator)
            message = {
                "zh": f"“{indicator.name}”完成值“{indicator.actual_text}”",
                "en": f"actual of “{indicator.name}”: {indicator.actual_text}",
            }
            if repeats:
                message = {"zh": message["zh"] + "只是重复指标值", "en": message["en"] + " only repeats the target"}
            evidence = (
                unit.indicator_evidence(indicator, "target", "left"),
                unit.indicator_evidence(indicator, "actual", "right"),
            )
            yield Verdict(FAIL if repeats else PASS, indicator.address, message, evidence=evidence)


class ExpectActualsToDifferFromTargets(UnitExpectation):
    """Expect some quantified actual values to differ from their targets: equal to the digit throughout means targets written afterwards.

    Left out, in this order:
    1. targets with a direction of their own ("≥95%"), which an equal value does not make suspicious
    2. forms with fewer than ``at_least`` such indicators: not applicable
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators",)

    share: Limit
    at_least: int = 5

    success_keys: ClassVar[tuple[str, ...]] = ("share", "at_least")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the overall form."""
        rows = [i for i in unit.indicators() if i.target_value is not None and i.actual_value is not None]
        rows = [i for i in rows if not any(mark in i.target_text for mark in "≥≤＞＜><不至以")]  # 1
        same = [i for i in rows if i.actual_value == i.target_value and i.actual_measure == i.target_measure]
        counts = {"zh": f"{len(rows)}个量化指标中{len(same)}个的完成值与指标值一字不差",
                  "en": f"{len(same)} of {len(rows)} quantified actuals equal their targets to the digit"}  # fmt: skip
        if len(rows) < self.at_least:
            if rows:
                yield Verdict(NOT_APPLICABLE, "overall.indicator", counts)  # 2
            return
        evidence = tuple(unit.indicator_evidence(i, "actual", "context") for i in same)
        is_suspicious = Decimal(len(same)) / len(rows) >= Decimal(str(self.share))
        yield Verdict(FAIL if is_suspicious else PASS, "overall.indicator", counts, evidence=evidence)


class ExpectTargetsNotToBeTooLow(UnitExpectation):
    """Expect no target to be exceeded by more than ``limit`` (a ratio).

    Left out, in this order:
    1. targets where less is better, and targets of zero
    2. indicators whose target and actual are no two quantities
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators",)

    limit: Limit

    success_keys: ClassVar[tuple[str, ...]] = ("limit",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every quantified indicator."""
        for indicator in unit.records.indicators:
            result = judge_target(indicator, unit)
            if indicator.less_is_better or result.share_ratio is None or not indicator.target_value:
                continue  # 1, 2
            beyond = result.share_ratio - 1
            percent = plain_number(beyond * 100)
            evidence = (
                unit.indicator_evidence(indicator, "target", "left"),
                unit.indicator_evidence(indicator, "actual", "right"),
            )
            yield Verdict(
                FAIL if beyond > Decimal(str(self.limit)) else PASS, indicator.address,
                {"zh": f"“{indicator.name}”完成值{indicator.actual_text}，比指标值{indicator.target_text}多{percent}%",
                 "en": f"“{indicator.name}”: actual {indicator.actual_text}, {percent} % beyond the target {indicator.target_text}"},
                Side(indicator.target_text), Side(indicator.actual_text), evidence=evidence,
            )  # fmt: skip
