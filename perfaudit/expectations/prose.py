"""What the prose says, held against itself: lists, parts and totals, shares, growth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Literal

from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.claims import claim_name, claim_side
from perfaudit.expectations.doubts import all_stand_in_forms, follows_from_others
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Verdict
from perfaudit.quantities import Interval, rounded
from perfaudit.records import REPORTED, Claim
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, plain_number

_LEAD = 12  # signs before a share in which its whole is named
_FULL = 100
_TIMES = "倍"


class ExpectListedNamesToBeCounted(UnitExpectation):
    """Expect a stated count to equal the number of names listed with it ("6个股室：…").

    Left out, in this order:
    1. counts without a list
    2. lists that say 等 (and others), if they are not longer than the count
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every count with a list."""
        for claim in unit.records.claims:
            if claim.relation != "count_of_list" or claim.value is None or not claim.listed_names:
                continue  # 1
            count = len(claim.listed_names)
            is_open = claim.listed_names[-1].endswith("等") or f"{claim.listed_names[-1]}等" in claim.sentence
            agrees = claim.value == count or (is_open and count < claim.value)  # 2
            names = "、".join(claim.listed_names)
            yield Verdict(
                PASS if agrees else FAIL,
                f"{claim.form}:{claim.section}/{claim.subject}",
                {"zh": f"“{_around(claim)}”，列出{count}个：{names}", "en": f"“{_around(claim)}”, and {count} are listed: {names}"},
                claim_side(claim), Side(f"{count}", Decimal(count), claim.measure), abs(claim.value - count), Decimal(0),
                (unit.claim_evidence(claim, "left"),),
            )  # fmt: skip


def _around(claim: Claim) -> str:
    """The count with the words that follow it, up to the list: "6个股室"."""
    return re.split(r"[：:，,。；;、（(]", claim.paragraph_text[claim.start :], maxsplit=1)[0][:20]


class ExpectPartsOfTextToAddUp(UnitExpectation):
    """Expect the parts that a text or its table gives for a total ("其中：…", "明细如下") to add up to it.

    Left out, in this order:
    1. totals with a single part: it names one thing among others
    2. parts beside which there may be others that are not named ("其中党员20人"): those have the relation "portion"
    3. parts in another measure than the total
    4. totals and parts that are figures of the forms to the digit, each by itself, unless a figure of the forms closes the
       gap: then it is not the numbers that are wrong but who belongs to whom: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every total with parts."""
        parts_of: dict[str, list[Claim]] = {}
        for claim in unit.records.claims:
            if claim.parent and claim.relation == "part" and claim.value is not None:
                parts_of.setdefault(claim.parent, []).append(claim)
        for parent, parts in parts_of.items():
            total = unit.claims_by_id.get(parent)
            if total is None or total.value is None:
                continue
            parts = [part for part in parts if part.measure == total.measure]  # 3
            if len(parts) >= 2:  # 1
                yield self._judge_total(unit, total, parts)

    def _judge_total(self, unit: UnitIndex, total: Claim, parts: list[Claim]) -> Verdict:
        summed = parts[0].bounds
        for part in parts[1:]:
            summed = summed + part.bounds
        value = sum((part.value for part in parts if part.value is not None), Decimal(0))
        assert total.value is not None
        agrees = summed.meets(total.bounds)
        gap = abs(total.value - value)
        side = Side(amount_text(value, total.measure), value, total.measure)
        evidence = [unit.claim_evidence(total, "left"), *(unit.claim_evidence(part, "right_part") for part in parts)]
        tail = (
            {"zh": "", "en": ""}
            if agrees
            else {
                "zh": f"，相差{amount_text(gap, total.measure)}",
                "en": f"; they differ by {amount_text(gap, total.measure)}",
            }
        )
        said = claim_name(total)
        message = {
            "zh": f"{said['zh']}，列出的{len(parts)}项合计{side.text}{tail['zh']}",
            "en": f"{said['en']}; its {len(parts)} parts add up to {side.text}{tail['en']}",
        }
        slack = (summed.high - summed.low) / 2 + (total.quantum or Decimal(0))
        subject = f"{total.form}:{total.link or f'{total.section}/{total.subject}'}"
        status = PASS if agrees else UNDECIDABLE if all_stand_in_forms(unit, [total, *parts], gap) else FAIL  # 4
        return Verdict(status, subject, message, claim_side(total), side, gap, slack, tuple(evidence))


class ExpectRatiosInTextToFollow(UnitExpectation):
    """Expect shares ("占…的60.25%") or growth ("同比增长…%") to follow from the figures that they are reckoned from.

    Growth stands for change in the amount's own measure, too ("减少1.41万元"). Its size is judged; whether it went up or down
    is a matter of wording, TEXT-009.

    Left out, in this order:
    1. ratios whose two figures stand neither in the text nor in a form, or one of which is open-ended (超三千万元): not applicable
    2. a figure of zero to divide by: not applicable
    3. ratios that two other figures give, of the sentence or of the forms: undecidable which ones are meant
    4. changes that are as large as what they would be reckoned from: "低于预算22万元" names the budget, then
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    relation: Literal["share", "growth"]

    success_keys: ClassVar[tuple[str, ...]] = ("relation",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every share or growth."""
        for claim in unit.records.claims:
            if claim.value is not None and self._is_judged(claim):
                verdict = self._judge_ratio(unit, claim)
                if verdict.status == FAIL and _says_the_base(unit, claim):
                    continue  # 4
                other = _other_budget(unit, claim) if verdict.status == FAIL else None
                second = self._judge_ratio(unit, other) if other is not None else verdict
                if second.status == PASS:
                    yield second
                elif verdict.status == FAIL and self._is_doubtful(unit, claim):
                    yield replace(verdict, status=UNDECIDABLE)  # 3
                else:
                    yield verdict

    @staticmethod
    def _is_doubtful(unit: UnitIndex, claim: Claim) -> bool:
        sides = [_operand(unit, name) for name in (claim.numerator, claim.denominator)]
        one, other = (side[0] if side is not None else None for side in sides)
        if one is None or other is None or claim.value is None:
            return False
        # 完成预算的95% where more was spent than was first given: then it is the budget as adjusted, which the form lacks.
        is_known = _other_budget(unit, claim) is not None
        is_adjusted = _may_be_adjusted(claim) and not is_known and claim.value <= _FULL and one.low > other.high
        return is_adjusted or follows_from_others(unit, claim, one, other)

    def _is_judged(self, claim: Claim) -> bool:
        """Shares or growth; change counts as growth, a rate or average with its two figures beside it as a share."""
        if claim.relation == self.relation:
            return claim.measure in ("%", _TIMES)
        if self.relation == "growth":
            return claim.relation == "change" and bool(claim.denominator)
        return claim.relation == "amount" and bool(claim.numerator and claim.denominator)

    def _judge_ratio(self, unit: UnitIndex, claim: Claim) -> Verdict:
        numerator, denominator = (_operand(unit, name) for name in (claim.numerator, claim.denominator))
        subject = f"{claim.form}:{claim.section}/{claim.subject}/{self.relation}"
        said = claim_name(claim)
        is_change = claim.relation == "change"
        has_ends = all(
            side is not None and side[0].low.is_finite() and side[0].high.is_finite()
            for side in (numerator, denominator)
        )
        if numerator is None or denominator is None or not has_ends or (denominator[0].low <= 0 and not is_change):
            message = {
                "zh": f"{said['zh']}：没有可以推算的两个数",
                "en": f"{said['en']}: there are no two figures to reckon it from",
            }
            return Verdict(
                NOT_APPLICABLE, subject, message, claim_side(claim), evidence=(unit.claim_evidence(claim, "left"),)
            )  # 1, 2
        measure = claim.measure if claim.measure in ("%", _TIMES) or claim.relation == "amount" else "%"
        whole = Interval.exact(Decimal(100 if measure == "%" else 1))
        ratio = numerator[0] - denominator[0] if is_change else numerator[0] / denominator[0] * whole
        if self.relation == "growth":
            ratio = ratio if is_change else ratio - whole
            ratio = -ratio if ratio.high < 0 else ratio
        middle = (ratio.low + ratio.high) / 2
        agrees = ratio.meets(claim.bounds) or (self.relation == "growth" and (-ratio).meets(claim.bounds))
        counted = unit.claims_by_id.get(claim.numerator) if claim.relation == "amount" else None
        if counted is not None and counted.measure != "元" and claim.value is not None and claim.quantum is not None:
            cut_off = Interval.around(claim.value, claim.quantum * 2)  # 208 of 213 are called 97.6 % as well as 97.7 %
            agrees = agrees or ratio.meets(cut_off)
        shown = Side(f"{plain_number(rounded(middle, Decimal('0.01')))}{measure}", middle, measure)
        if is_change or measure not in ("%", _TIMES):
            shown = Side(amount_text(middle, claim.measure), middle, claim.measure)
        evidence = (unit.claim_evidence(claim, "left"), numerator[1], denominator[1])
        message = {
            "zh": f"{said['zh']}，按{numerator[1].text}与{denominator[1].text}推算为{shown.text}",
            "en": f"{said['en']}; {numerator[1].text} and {denominator[1].text} make {shown.text}",
        }
        slack = (ratio.high - ratio.low) / 2 + (claim.quantum or Decimal(0))
        assert claim.value is not None
        return Verdict(
            PASS if agrees else FAIL,
            subject,
            message,
            claim_side(claim),
            shown,
            abs(claim.value - middle),
            slack,
            evidence,
        )


def growth_of(unit: UnitIndex, claim: Claim) -> tuple[Interval, tuple[Evidence, ...]] | None:
    """The difference of the two figures that a growth claim is reckoned from, and where they stand; None without them."""
    is_own = claim.relation not in ("growth", "change")
    numerator, denominator = (
        _operand(unit, name) for name in (claim.claim_id if is_own else claim.numerator, claim.denominator)
    )
    if numerator is None or denominator is None:
        return None
    base = unit.claims_by_id.get(claim.denominator)
    if is_own and base is not None and base.value is not None and base.period == "this":
        limit = Interval.exact(base.value)  # 未达到8分钟的目标 names 8 minutes
        return numerator[0] - limit, (numerator[1], denominator[1])
    return numerator[0] - denominator[0], (numerator[1], denominator[1])


def _says_the_base(unit: UnitIndex, claim: Claim) -> bool:
    base = _operand(unit, claim.denominator) if claim.relation == "change" else None
    return base is not None and base[0].meets(claim.bounds)


def _other_budget(unit: UnitIndex, claim: Claim) -> Claim | None:
    """The share as one of the full year's budget, where the words say 预算 and not which; None where they do."""
    head = claim.denominator.rpartition(".")[0]
    if not _may_be_adjusted(claim) or unit.fact(f"{head}.full_year") is None:
        return None
    return replace(claim, denominator=f"{head}.full_year")


def _may_be_adjusted(claim: Claim) -> bool:
    """Whether a share is of a budget that the words do not call the first one."""
    lead = claim.paragraph_text[max(0, claim.start - _LEAD) : claim.start]
    return claim.denominator.endswith(".budget") and "年初" not in lead


def _operand(unit: UnitIndex, name: str) -> tuple[Interval, Evidence] | None:
    """The figure that a ratio is reckoned from: a claim by its id, a reported fact by its address, or an indicator's target."""
    claim = unit.claims_by_id.get(name)
    if claim is not None and claim.value is not None:
        told = unit.fact(claim.link) if claim.qualifier != "exactly" and claim.certainty == "certain" else None
        if told is not None and told.state == REPORTED and told.interval.meets(claim.bounds):
            return told.interval, unit.fact_evidence(told, "right_part")  # 突破300万元: the form says how much
        return claim.bounds, unit.claim_evidence(claim, "right_part")
    fact = unit.fact(name)
    if fact is not None and fact.state == REPORTED:
        return fact.interval, unit.fact_evidence(fact, "right_part")
    for indicator in unit.indicators() if name.endswith(".target") else ():
        # Of a target that is not to be passed, "90 % of it" can mean two things.
        if (
            name == f"{indicator.address}.target"
            and indicator.target_value is not None
            and not indicator.less_is_better
        ):
            return Interval.exact(indicator.target_value), unit.indicator_evidence(indicator, "target", "right_part")
    return None
