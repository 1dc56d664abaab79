"""The self-score against the score reckoned anew."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from perfaudit.expectations.base import Limit, UnitExpectation
from perfaudit.expectations.points import FULL_POINTS
from perfaudit.outcomes import FAIL, PASS, UNDECIDABLE, Side, Verdict
from perfaudit.scoring import Bands, recompute_scores
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import plain_number


class ExpectSelfScoreToFollow(UnitExpectation):
    """Expect the self-score not to be above the recomputed total by more than ``limit`` points.

    Quantified indicators count by the share they achieved, those in words within the bands of the form (or, where it
    prints none, from ``reached`` and ``partly`` on, shares from 0 to 1), the others with their self-score.

    Left out, in this order:
    1. forms without points, and units of which nothing could be reckoned: not applicable
    2. forms whose total row gives no score: undecidable
    3. forms whose weights do not make 100, or of which a row could not be read: undecidable
    4. units that gave themselves less than follows: that harms nobody
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "points")

    limit: Limit
    reached: Limit | None = None
    partly: Limit | None = None

    success_keys: ClassVar[tuple[str, ...]] = ("limit", "reached", "partly")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the overall form."""
        scores = recompute_scores(unit, self._usual_bands())
        reckoned = [item for item in scores.items if not item.is_kept]
        if scores.total_recomputed_points is None or not reckoned:
            return  # 1
        total = unit.fact("overall.total.score")
        subject = "overall.total.score"
        if total is None or total.value is None:
            message = {"zh": "总分一栏没有得分", "en": "the total row gives no score"}
            yield Verdict(UNDECIDABLE, subject, message)  # 2
            return
        weights = sum((item.weight_points for item in scores.items if item.weight_points is not None), Decimal(0))
        if weights != FULL_POINTS:
            message = {
                "zh": f"能读出分值的各行合计{plain_number(weights)}分，不能与总分比较",
                "en": f"the rows with a weight make {plain_number(weights)}, which cannot be held against the total",
            }
            yield Verdict(UNDECIDABLE, subject, message)  # 3
            return
        recomputed = scores.total_recomputed_points
        beyond = total.value - recomputed
        is_above = beyond > Decimal(str(self.limit))  # 4
        kept = len(scores.items) - len(reckoned)
        printed, shown = plain_number(total.value), plain_number(recomputed)
        low, high = scores.total_low_points, scores.total_high_points
        span = (
            f"{plain_number(low)}–{plain_number(high)}" if low is not None and high is not None and low < high else ""
        )
        lowered = [
            item
            for item in reckoned
            if item.score_points is not None
            and item.recomputed_points is not None
            and item.recomputed_points < item.score_points
        ]
        names = "、".join(item.name for item in lowered)
        message = {
            "zh": f"自评{printed}分，按完成情况重算{shown}分"
            + (f"，定性指标按档次可在{span}分之间" if span else "")
            + f"（其中{kept}项不能重算，沿用自评得分）"
            + (f"；低于自评的：{names}" if names else ""),
            "en": f"self-score {printed}, recomputed {shown}"
            + (f", between {span} by the bands of targets in words" if span else "")
            + f" ({kept} rows keep their self-score)"
            + (f"; lower: {names}" if names else ""),
        }
        rows = {row.address: row for row in unit.indicators()}
        evidence = [unit.fact_evidence(total, "left")]
        evidence += [
            unit.indicator_evidence(rows[item.address], "score", "right_part")
            for item in lowered
            if item.address in rows
        ]
        cause = "|".join(cause for item in lowered for cause in _causes_of(item.address))
        yield Verdict(
            FAIL if is_above else PASS, subject, message, Side(f"{printed}分", total.value, "分"),
            Side(f"{shown}分", recomputed, "分"), abs(beyond), None, tuple(evidence), cause=cause,
        )  # fmt: skip

    def _usual_bands(self) -> Bands | None:
        if self.reached is None or self.partly is None:
            return None
        return Bands(Decimal(str(self.reached)), Decimal(str(self.partly)))


def _causes_of(address: str) -> tuple[str, ...]:
    """The findings that say why a row got more than follows."""
    if address.endswith(".total_funds"):
        return ("RATE-003 printed(overall.total_funds.score)",)
    return (f"SCORE-002 {address}", f"SCORE-001 {address}.score")
