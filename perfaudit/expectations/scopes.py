"""An amount of some of the funds against a figure of all of them: what it can be, and when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from perfaudit.explanations import explain_digits
from perfaudit.outcomes import FAIL, PASS, UNDECIDABLE, Side, Texts, Verdict
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Claim, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, fact_name

_OUTSIDE = ("other_funds", "government_fund", "state_capital", "social_insurance", "fiscal_account")
# What the forms give of all funds. Of their other figures (three public expenses, running costs) the general budget is the
# usual scope, and naming it makes them no others.
_OF_ALL_FUNDS = frozenset({
    "overall.total_funds", "overall.basic_spending", "overall.project_spending", "basic.project_spending",
    "basic.special_funds", "basic.special_fund", "basic.upper_transfers", "basic.upper_transfer", "basic.operations",
    "basic.operation", "basic.maintenance", "basic.maintenance_line",
})  # fmt: skip
_SCOPES: dict[str, Texts] = {
    "general": {"zh": "按一般公共预算口径", "en": "of the general budget only"},
    "funds": {"zh": "不含部分资金", "en": "without some kinds of funds"},
    "part": {"zh": "不含部分内容", "en": "of a part only"},
}


@dataclass(frozen=True)
class _Reading:
    """What an amount comes to where these funds are left out of the form's figure."""

    left_out: tuple[Fact, ...]
    interval: Interval


def judge_scoped(unit: UnitIndex, claim: Claim, fact: Fact, verdict: Verdict) -> Verdict | None:
    """The verdict on a claim that covers less than the form's figure does; None where it has to be that very figure.

    An amount of some funds cannot pass the form's figure, nor be less than what is left of it without any funds outside the
    general budget. In between it agrees where it is the figure without some of those, errs where it misses that by a digit,
    two digits swapped or a slip of the unit, and cannot be told otherwise: which spending they paid for stands in no form.
    ``verdict`` holds what is the same whatever comes out: subject, sides, evidence.
    """
    is_of_all = f"{fact.form}.{fact.item}" in _OF_ALL_FUNDS and claim.scope in ("general", "funds")
    if fact.measure != "元" or not (is_of_all or claim.scope == "part"):
        return None
    has_funds = fact.basis in ("final", "stated")
    outside = _funds_outside(unit) if has_funds else []
    if is_of_all and has_funds and not outside and unit.fact("overall.general_budget.stated") is not None:
        return None
    readings = list(_readings(fact, outside))
    if found := next((reading for reading in readings if reading.interval.meets(claim.bounds)), None):
        return _told(unit, verdict, claim, PASS, ("与{}相符", "agrees with {}"), found, fact)
    if claim.bounds.low > fact.interval.high:
        return _told(unit, verdict, claim, FAIL, ("多于{}", "is more than {}"), readings[0], fact)
    if outside and is_of_all and claim.bounds.high < (least := _without(fact, outside)).interval.low:
        return _told(unit, verdict, claim, FAIL, ("少于{}", "is less than {}"), least, fact)
    for reading in readings if outside else ():
        if slips := explain_digits(claim.bounds, reading.interval, fact.measure):
            told = _told(unit, verdict, claim, FAIL, ("而按表应为{}", "where the form makes it {}"), reading, fact)
            return replace(told, explanations=(slips[0],))
    opening = _opening(claim)
    note = {"zh": f"{opening['zh']}，表中没有这一口径的数", "en": f"{opening['en']}, a scope that no form gives"}
    return replace(verdict, status=UNDECIDABLE, message=note)


def _funds_outside(unit: UnitIndex) -> list[Fact]:
    """The funds outside the general budget that were spent."""
    facts = (unit.fact(f"overall.{item}.stated") for item in _OUTSIDE)
    return [fact for fact in facts if fact is not None and fact.state == REPORTED and fact.value]


def _readings(fact: Fact, outside: list[Fact]) -> Iterator[_Reading]:
    """The figure itself, then without one kind of funds, and so on to none of them; never below zero."""
    for count in range(len(outside) + 1):
        for left_out in combinations(outside, count):
            if (reading := _without(fact, left_out)).interval.high >= 0:
                yield reading


def _without(fact: Fact, left_out: list[Fact] | tuple[Fact, ...]) -> _Reading:
    interval = fact.interval
    for funds in left_out:
        interval = interval - funds.interval
    return _Reading(tuple(left_out), interval)


def _opening(claim: Claim) -> Texts:
    scope = _SCOPES[claim.scope]
    return {
        "zh": f"自评报告称{scope['zh']}{claim.subject[-24:]}{claim.text}",
        "en": f"the report says {claim.subject[-24:]} {claim.text} {scope['en']}",
    }


def _told(
    unit: UnitIndex, verdict: Verdict, claim: Claim, status: str, words: tuple[str, str], reading: _Reading, fact: Fact
) -> Verdict:  # fmt: skip
    """The verdict with its message and the side that the claim is held against."""
    opening, name = _opening(claim), fact_name(fact)
    middle = (reading.interval.low + reading.interval.high) / 2
    reckoned = {
        "zh": f"{name['zh']}{fact.text}" + "".join(f"减{funds.label}{funds.text}" for funds in reading.left_out),
        "en": f"{name['en']} {fact.text}" + "".join(f" less {funds.label} {funds.text}" for funds in reading.left_out),
    }
    message = {
        "zh": f"{opening['zh']}，{words[0].format(reckoned['zh'])}",
        "en": f"{opening['en']}, which {words[1].format(reckoned['en'])}",
    }
    assert claim.value is not None and claim.quantum is not None
    return replace(
        verdict, status=status, message=message,
        right=Side(amount_text(middle, fact.measure), middle, fact.measure), gap=abs(claim.value - middle),
        slack=claim.quantum + (reading.interval.high - reading.interval.low) / 2,
        evidence=(*verdict.evidence, *(unit.fact_evidence(funds, "context") for funds in reading.left_out)),
    )  # fmt: skip
