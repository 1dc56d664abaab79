"""Words that do not fit the figures beside them: "nearly" what was exceeded, "下降" beside a rise, "持平" beside a change."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.claims import claim_name, claim_side
from perfaudit.expectations.prose import growth_of
from perfaudit.outcomes import FAIL, PASS, Side, Texts, Verdict
from perfaudit.quantities import Interval
from perfaudit.records import NOT_APPLICABLE, REPORTED, Claim, Indicator
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import FormName
from perfaudit.wording import fact_side

_BELOW = ("nearly", "less_than")
_HIDDEN = Decimal("0.005")  # of last year's figure: whole percents do not show less
_DIRECTIONS: dict[str, Texts] = {"up": {"zh": "上升", "en": "a rise"}, "down": {"zh": "下降", "en": "a fall"}}


class ExpectWordingToFitFigures(UnitExpectation):
    """Expect the wording of ``forms`` to fit the figures: what is "nearly" the target was neither met nor exceeded, what was
    "exceeded" is above it, what was "missed" is below it, a rise is not called a fall, and "持平" hides no change.

    Left out, in this order:
    1. indicators that are not applicable, those where less is better, and goals, which are no results
    2. claims in another measure than the target
    3. growth whose two figures stand nowhere, or lie so close that rounding hides the direction
    4. changes since last year that whole percents do not show, beside "持平"
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "prose")

    forms: list[FormName] = ["report", "overall"]

    success_keys: ClassVar[tuple[str, ...]] = ("forms",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every claim that speaks of an indicator, and one for every growth."""
        indicators = {
            f"{row.address}.actual": row
            for row in unit.indicators()
            if row.state != NOT_APPLICABLE and not row.less_is_better and row.target_value is not None
        }
        for claim in unit.records.claims:
            if claim.form not in self.forms or claim.value is None:
                continue
            indicator = indicators.get(claim.link)
            if claim.relation in ("growth", "change"):
                yield from self._judge_direction(unit, claim)
                continue
            if claim.direction and claim.denominator and not claim.numerator:
                yield from self._judge_direction(unit, claim)  # 由A升至B; 24天，快于30天的要求
            if claim.judgement == "level":
                yield from self._judge_level(unit, claim)
            elif indicator and claim.section != "goal" and claim.measure == indicator.target_measure:  # 1, 2
                yield self._judge_claim(unit, claim, indicator)

    def _judge_claim(self, unit: UnitIndex, claim: Claim, indicator: Indicator) -> Verdict:
        target = indicator.target_value
        assert claim.value is not None and target is not None
        is_below = claim.qualifier in _BELOW and claim.value <= target
        rounded, printed = _done(claim, indicator)
        claims_more = (claim.judgement == "exceeded" and (printed.high <= target or is_below)) or (
            claim.judgement == "met" and (rounded.high < target or is_below)
        )
        cell_says_met = is_below and indicator.actual_value is not None and indicator.actual_value >= target
        claims_less = claim.judgement == "missed" and not is_below and printed.low >= target
        is_wrong = claims_more or cell_says_met or claims_less
        said, tail = (
            claim_name(claim),
            ("：措辞与数字不符", ": the words do not fit the figures") if is_wrong else ("", ""),
        )
        name, goal, actual = indicator.name, indicator.target_text, indicator.actual_text
        message = {
            "zh": f"{said['zh']}，而“{name}”指标值{goal}、完成值{actual}{tail[0]}",
            "en": f"{said['en']}; “{name}” has the target {goal} and the actual {actual}{tail[1]}",
        }
        evidence = (
            unit.claim_evidence(claim, "left"),
            unit.indicator_evidence(indicator, "target", "right"),
            unit.indicator_evidence(indicator, "actual", "right"),
        )
        subject = f"{claim.form}:{indicator.address}"
        status = FAIL if is_wrong else PASS
        return Verdict(status, subject, message, claim_side(claim), Side(indicator.target_text), evidence=evidence)

    def _judge_direction(self, unit: UnitIndex, claim: Claim) -> Iterator[Verdict]:
        growth = growth_of(unit, claim)
        if growth is None or not claim.direction or growth[0].low <= 0 <= growth[0].high:
            return  # 3
        change, proof = growth
        found = "up" if change.low > 0 else "down"
        agrees = found == claim.direction
        said, words = claim_name(claim), _DIRECTIONS[found]
        message = {
            "zh": f"{said['zh']}，而按{proof[0].text}与{proof[1].text}为{words['zh']}",
            "en": f"{said['en']}; {proof[0].text} and {proof[1].text} make {words['en']}",
        }
        subject = f"{claim.form}:{claim.section}/{claim.subject}/direction"
        evidence = (unit.claim_evidence(claim, "left"), *proof)
        right = Side(f"{proof[1].text} → {proof[0].text}")
        yield Verdict(PASS if agrees else FAIL, subject, message, claim_side(claim), right, evidence=evidence)

    def _judge_level(self, unit: UnitIndex, claim: Claim) -> Iterator[Verdict]:
        """ "与上年持平" beside a figure of which the form gives last year's, too."""
        now = unit.fact(claim.link) if claim.link.endswith(".final") else None
        then = unit.fact(f"{claim.link.removesuffix('.final')}.prior_final") if now else None
        if now is None or then is None or not (now.state == then.state == REPORTED) or not then.value:
            return
        assert now.value is not None
        change = now.value - then.value
        agrees = now.interval.meets(then.interval) or abs(change) < abs(then.value) * _HIDDEN  # 4
        said, tail = claim_name(claim), ("", "") if agrees else ("：并非持平", ": that is not level")
        message = {
            "zh": f"{said['zh']}，与上年持平，而表中上年为{then.text}、本年为{now.text}{tail[0]}",
            "en": f"{said['en']}, level with last year; the form has {then.text} and now {now.text}{tail[1]}",
        }
        evidence = (
            unit.claim_evidence(claim, "left"), unit.fact_evidence(then, "right"), unit.fact_evidence(now, "right"),
        )  # fmt: skip
        subject = f"{claim.form}:{claim.link}/level"
        status = PASS if agrees else FAIL
        yield Verdict(status, subject, message, claim_side(claim), fact_side(then), abs(change), evidence=evidence)


def _done(claim: Claim, indicator: Indicator) -> tuple[Interval, Interval]:
    """What was done, as rounded and as printed: by the cell where the claim says the same (九成以上 of 94 %), else by the claim."""
    value, qualifier, bounds = claim.value, claim.qualifier, claim.bounds
    is_alike = indicator.actual_value is not None and indicator.actual_measure == claim.measure
    if is_alike and bounds.meets(indicator.actual_bounds):
        value, qualifier, bounds = indicator.actual_value, indicator.actual_qualifier, indicator.actual_bounds
    assert value is not None
    return bounds, Interval.exact(value) if qualifier == "exactly" else bounds
