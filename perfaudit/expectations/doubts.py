"""When an alarm rests on how the words were read, and the number says that they may well be read otherwise.

A unit that tells the truth in words nobody foresaw gives numbers that stand in its forms, only elsewhere than they were looked
for. So a number that its words do not name right before it, and that is some other figure to the last digit, proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfaudit.narrative import flatten
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Claim, Fact
from perfaudit.unit_index import UnitIndex

_DIGITS = 3
"""Numbers of fewer digits are found somewhere by chance."""
_ENDS = "，,。；;、"
_TAIL = 2  # signs of a subject that tell it
_HUNDRED = Interval.exact(100)
_WHOLES = ("total_funds", "basic_spending", "project_spending", "special_funds", "three_public", "running_costs")


def other_figure(unit: UnitIndex, claim: Claim, fact: Fact) -> Fact | None:
    """A figure that equals the claim's number, of another item or column; None where the words before the number name
    ``fact``'s, or where the number has too few digits to tell anything."""
    return None if _is_named(claim) else figure_at(unit, claim, fact.address)


def figure_at(unit: UnitIndex, claim: Claim, but: str = "") -> Fact | None:
    """A figure of the forms that equals the claim's number to the digit, the one at the address ``but`` left out."""
    if claim.value is None or _digits(claim) < _DIGITS:
        return None
    others = (
        other for other in unit.records.facts
        if other.state == REPORTED and other.value and other.measure == claim.measure and other.address != but
    )  # fmt: skip
    return next((other for other in others if other.interval.meets(claim.bounds)), None)


def follows_from_others(unit: UnitIndex, claim: Claim, numerator: Interval, denominator: Interval) -> bool:
    """Whether a share or a growth follows where a figure that was taken from the forms is another one of them, or of the
    sentence. Numbers that stand beside it are what a reader reckons with, and are not exchanged."""
    if claim.value is None or claim.measure != "%" or _digits(claim) < _DIGITS:
        return False
    others = list(dict.fromkeys(_amounts(unit, claim)))
    pairs = [] if claim.denominator in unit.claims_by_id else [(numerator, other) for other in others]
    pairs += [] if claim.numerator in unit.claims_by_id else [(other, denominator) for other in others]
    return any(
        _rate(one, other, claim.relation == "growth").meets(claim.bounds) for one, other in pairs if other.low > 0
    )


def _rate(one: Interval, other: Interval, is_growth: bool) -> Interval:
    rate = one / other * _HUNDRED
    if not is_growth:
        return rate
    rate = rate - _HUNDRED
    return -rate if rate.high < 0 else rate


def all_stand_in_forms(unit: UnitIndex, claims: Sequence[Claim], gap: Decimal) -> bool:
    """Whether every one of the numbers is a figure of the forms, and what they lack to make a sum is none."""
    figures = [fact for fact in unit.records.facts if fact.state == REPORTED and fact.value]
    of_measure = [fact for fact in figures if fact.measure == claims[0].measure]
    stand = all(
        _digits(claim) >= _DIGITS and any(fact.interval.meets(claim.bounds) for fact in of_measure) for claim in claims
    )
    lacking = Interval.around(gap, sum((claim.quantum or Decimal(0) for claim in claims), Decimal(0)))
    return stand and not any(fact.interval.meets(lacking) for fact in of_measure)


def _amounts(unit: UnitIndex, claim: Claim) -> Iterator[Interval]:
    """Sums that a share in the claim's sentence may be reckoned from."""
    for other in unit.records.claims:
        is_beside = other.paragraph_text == claim.paragraph_text and other.sentence == claim.sentence
        if is_beside and other.measure == "元" and other.value and other.bounds.high.is_finite():
            yield other.bounds
    named = {
        name.rpartition(".")[0] for name in (claim.numerator, claim.denominator)
    }  # its columns are told by the words
    for fact in unit.records.facts:
        if f"{fact.form}.{fact.item}" in named:
            continue
        if fact.item in _WHOLES and fact.measure == "元" and fact.state == REPORTED and fact.value:
            yield fact.interval


def _is_named(claim: Claim) -> bool:
    """Whether the subject's words stand right before the number, with no comma between."""
    before = claim.paragraph_text[: claim.start]
    clause = flatten(before[max((before.rfind(end) for end in _ENDS), default=-1) + 1 :])
    subject = flatten(claim.subject)
    return bool(subject) and subject[-_TAIL:] in clause


def _digits(claim: Claim) -> int:
    """How many digits of the number say something: three of 849万元, one of 800万元 and of 八百万元."""
    return len(claim.value.normalize().as_tuple().digits) if claim.value else 0
