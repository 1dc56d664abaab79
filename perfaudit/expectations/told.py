"""The indicators in the prose: told, or contradicted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.claims import claim_name, claim_side
from perfaudit.outcomes import FAIL, PASS, Side, Verdict
from perfaudit.quantities import Interval
from perfaudit.records import NOT_APPLICABLE, Claim, Indicator
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import FormName


class ExpectIndicatorsToBeTold(UnitExpectation):
    """Expect the prose to say of an indicator what its cell says.

    ``aspect`` "value": a claim that speaks of the indicator has its value. "present": there is such a claim at all.
    ``form`` is where the words stand: report, or overall for its goals and results.

    Left out, in this order:
    1. indicators that are not applicable, and actual values without a quantity
    2. claims that are only likely to mean the indicator, where another one says the same value
    3. ("value") targets that the words only may mean, and indicators that nobody speaks of: TEXT-008 lists them
    4. units that handed in no such part: FORM-001 says so
    """

    reads: ClassVar[tuple[str, ...]] = ("indicators", "prose")

    aspect: Literal["value", "present"]
    forms: list[FormName] = ["report"]

    success_keys: ClassVar[tuple[str, ...]] = ("aspect", "forms")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every indicator or claim."""
        if not any(unit.has_form(form) for form in self.forms):
            return  # 4
        for indicator in unit.indicators():
            if indicator.state == NOT_APPLICABLE or indicator.actual_value is None:
                continue  # 1
            claims = self._told(unit, f"{indicator.address}.actual")
            if self.aspect == "present":
                yield self._judge_presence(unit, indicator, claims or self._told_as_figure(unit, indicator))
            else:
                yield from self._judge_values(unit, indicator, claims)
                planned = self._told(unit, f"{indicator.address}.target")
                yield from self._judge_values(unit, indicator, [c for c in planned if c.certainty == "certain"])  # 3

    def _told(self, unit: UnitIndex, address: str) -> list[Claim]:
        claims = unit.records.claims
        return [c for c in claims if c.link == address and c.form in self.forms and c.value is not None]

    def _told_as_figure(self, unit: UnitIndex, indicator: Indicator) -> list[Claim]:
        """Claims that speak of a form's figure by whose name the indicator goes, and say the indicator's value."""
        named = {fact.address for fact in unit.records.facts if len(fact.label) >= 3 and fact.label in indicator.name}
        return [
            claim
            for claim in unit.records.claims
            if claim.form in self.forms
            and claim.link in named
            and claim.value is not None
            and claim.measure == indicator.actual_measure
            and _fits(claim, indicator)
        ]

    def _judge_presence(self, unit: UnitIndex, indicator: Indicator, claims: list[Claim]) -> Verdict:
        evidence = [unit.indicator_evidence(indicator, "actual", "left")]
        evidence += [unit.claim_evidence(claim, "right") for claim in claims[:1]]
        message = {
            "zh": f"“{indicator.name}”完成值{indicator.actual_text}，报告里有说明",
            "en": f"“{indicator.name}” {indicator.actual_text} is told in the report",
        }
        if not claims:
            message = {
                "zh": f"“{indicator.name}”完成值{indicator.actual_text}，报告里没有提到",
                "en": f"“{indicator.name}” {indicator.actual_text} is nowhere in the report",
            }
        return Verdict(
            PASS if claims else FAIL, indicator.address, message, Side(indicator.actual_text), evidence=tuple(evidence)
        )

    def _judge_values(self, unit: UnitIndex, indicator: Indicator, claims: list[Claim]) -> Iterator[Verdict]:
        matching = [claim for claim in claims if _fits(claim, indicator)]
        for claim in claims:
            agrees = claim in matching
            if not agrees and claim.certainty != "certain" and matching:
                continue  # 2
            cell = _cell(claim)
            text = getattr(indicator, f"{cell}_text")
            said = claim_name(claim)
            verb = {"zh": "与" if agrees else "不同于", "en": "as" if agrees else "unlike"}
            words = {"target": {"zh": "指标值", "en": "target"}, "actual": {"zh": "完成值", "en": "actual"}}[cell]
            message = {
                "zh": f"{said['zh']}，{verb['zh']}“{indicator.name}”{words['zh']}{text}{'一致' if agrees else ''}",
                "en": f"{said['en']}, {verb['en']} the {words['en']} of “{indicator.name}” {text}",
            }
            evidence = (unit.claim_evidence(claim, "left"), unit.indicator_evidence(indicator, cell, "right"))
            status = PASS if agrees else FAIL
            place = claim.section if claim.form == "overall" else "target/" if cell == "target" else ""
            yield Verdict(
                status,
                f"{claim.form}:{place}{indicator.address}",
                message,
                claim_side(claim),
                Side(text),
                evidence=evidence,
            )


def _fits(claim: Claim, indicator: Indicator) -> bool:
    """Whether a claim's words allow the value of the cell; goals speak of the target."""
    if _cell(claim) == "target":
        return indicator.target_value is None or _planned_bounds(claim).meets(Interval.exact(indicator.target_value))
    return claim.bounds.meets(indicator.actual_bounds)


def _cell(claim: Claim) -> str:
    """Goals, and what the report calls planned, speak of the target."""
    return (
        "target" if (claim.form, claim.section) == ("overall", "goal") or claim.link.endswith(".target") else "actual"
    )


def _planned_bounds(claim: Claim) -> Interval:
    """A limit is the target itself: "≥77%" is no "≥87%", though what is at least 87 is at least 77, too."""
    assert claim.value is not None and claim.quantum is not None
    is_limit = claim.qualifier in ("at_least", "at_most") and claim.high is None
    return Interval.around(claim.value, claim.quantum) if is_limit else claim.bounds
