"""Figures that a form requires."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from perfaudit.expectations.balance import fill, filled, holds, lines_of, places, untold
from perfaudit.expectations.base import Parameter, UnitExpectation
from perfaudit.formulas import Missing, Value, parse_comparison, parse_formula
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Verdict
from perfaudit.records import REPORTED, Fact
from perfaudit.records import UNDECIDABLE as FIGURE_UNDECIDABLE
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import fact_name, missing_text, value_side


class ExpectFiguresToBeReported(UnitExpectation):
    """Expect every one of ``figures`` to be reported, or to say that it is not applicable.

    ``figures`` may be a parameter: what the rule set of the unit's templates requires. ``each`` as for balances. ``when`` is a condition, or an address that must be reported, for the rule to apply.
    ``beside`` are figures that a finding shows as well.

    Left out, in this order:
    1. a unit that did not hand in the form: FORM-001 says so
    2. places where ``when`` does not hold
    3. figures that say "/" or the like
    4. figures that can be read two ways, those on which ``when`` depends, and those that the form has no cell for, since
       the template may be another or the column be lost: undecidable
    """

    figures: list[str] | Parameter
    each: dict[str, list[str] | str] | None = None
    when: str | None = None
    beside: list[str] = []

    success_keys: ClassVar[tuple[str, ...]] = ("figures", "each", "when", "beside")

    def formulas(self) -> list[str]:
        addresses = [] if self.when is None or _is_comparison(self.when) else [self.when]
        figures = self.figures if isinstance(self.figures, list) else []  # those of rule sets are read with their files
        return filled([*figures, *self.beside, *addresses], self.each) + lines_of(self.each)

    def conditions(self) -> list[str]:
        return filled([self.when], self.each) if self.when is not None and _is_comparison(self.when) else []

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every figure and place."""
        if not unit.has_form(self.figures[0].split(".")[0]):
            return  # 1
        for values in places(unit, self.each):
            context = self._context(unit, values)
            if isinstance(context, list):
                yield untold(unit, fill(self.figures[0], values), context)  # 4
            if not isinstance(context, tuple):
                continue  # 2
            for figure in self.figures:
                yield self._judge_figure(unit, fill(figure, values), context)

    def _context(self, unit: UnitIndex, values: dict[str, str]) -> tuple[Evidence, ...] | list[Missing] | None:
        """The figures on whose account the rule applies; None where it does not, a list of those that can be read two ways."""
        if self.when is None:
            return ()
        condition = fill(self.when, values)
        if _is_comparison(condition):
            applies = holds(condition, unit)
            if applies is not True:
                return applies or None
            value = parse_comparison(condition)[0].evaluate(unit)
        else:
            value = parse_formula(condition).evaluate(unit)
        if isinstance(value, list):
            return [entry for entry in value if entry.state == FIGURE_UNDECIDABLE] or None
        return tuple(unit.fact_evidence(fact, "context") for fact in value.figures) or None

    def _judge_figure(self, unit: UnitIndex, figure: str, context: tuple[Evidence, ...]) -> Verdict:
        value = parse_formula(figure).evaluate(unit)
        if isinstance(value, Value):
            names = [fact_name(fact) for fact in value.figures]
            return Verdict(PASS, figure, {lang: f"{names[0][lang]}: {value.figures[0].text}" for lang in ("zh", "en")})
        missing = value[0]
        message = missing_text(value)
        if missing.state == "not_applicable":
            return Verdict(NOT_APPLICABLE, figure, message)  # 3
        if missing.state in (FIGURE_UNDECIDABLE, "absent", "no_row"):
            return Verdict(UNDECIDABLE, figure, message, evidence=_proof(unit, missing))  # 4
        if context:
            parts = "、".join(f"“{entry.label}”{entry.text}" for entry in context[:6])
            message = {"zh": f"{message['zh']}，而{parts}已填报", "en": f"{message['en']}, while {parts} is reported"}
        beside = [
            fact for address in self.beside if (fact := unit.fact(address)) is not None and fact.state == REPORTED
        ]
        beside += _other_columns(unit, missing)
        evidence = _proof(unit, missing) + context + tuple(unit.fact_evidence(fact, "context") for fact in beside)
        return Verdict(FAIL, figure, message, evidence=evidence)


def _is_comparison(condition: str) -> bool:
    return any(mark in condition for mark in "<>=")


def _other_columns(unit: UnitIndex, missing: Missing) -> list[Fact]:
    """What the row of a blank figure reports in its other columns."""
    if missing.fact is None:
        return []
    form, item, member = missing.fact.form, missing.fact.item, missing.fact.member
    others = (unit.members(form, item, basis).get(member) for basis in unit.bases(form, item))
    return [fact for fact in others if fact is not None and fact.state == REPORTED]


def _proof(unit: UnitIndex, missing: Missing) -> tuple[Evidence, ...]:
    return (unit.fact_evidence(missing.fact, "left"),) if missing.fact else ()


class ExpectTotalsToBeReported(UnitExpectation):
    """Expect a total to be reported where parts of it are. ``totals`` gives for every total the sum of its parts.

    Left out, in this order:
    1. totals of which no part is reported: not applicable
    2. totals that say "/" while their parts have values count as left out, like blanks
    3. totals, or parts of a total that is left out, that can be read two ways: undecidable
    """

    totals: dict[str, str]
    each: dict[str, list[str] | str] | None = None

    success_keys: ClassVar[tuple[str, ...]] = ("totals", "each")

    def formulas(self) -> list[str]:
        return filled([*self.totals, *self.totals.values()], self.each) + lines_of(self.each)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every total and place."""
        for values in places(unit, self.each):
            for total, parts in self.totals.items():
                yield self._judge_total(unit, fill(total, values), fill(parts, values))

    def _judge_total(self, unit: UnitIndex, address: str, parts: str) -> Verdict:
        summed = parse_formula(parts).evaluate(unit)
        total = parse_formula(address).evaluate(unit)
        if isinstance(summed, list):
            unread = [entry for entry in summed if entry.state == FIGURE_UNDECIDABLE]
            if unread and isinstance(total, list):
                return untold(unit, address, unread + total)  # 3
        if isinstance(summed, list) or not summed.middle:
            return Verdict(
                NOT_APPLICABLE, address, {"zh": f"{address}没有填报的明细", "en": f"no part of {address} is reported"}
            )  # 1
        side = value_side(summed)
        evidence = tuple(unit.fact_evidence(fact, "right_part") for fact in summed.figures)
        if isinstance(total, Value):
            name = fact_name(total.figures[0])
            message = {lang: f"{name[lang]}: {total.figures[0].text}" for lang in ("zh", "en")}
            return Verdict(PASS, address, message, value_side(total), side, evidence=evidence)
        missing = total[0]
        text = missing_text(total)
        if missing.state == FIGURE_UNDECIDABLE:
            return Verdict(UNDECIDABLE, address, text, None, side, evidence=_proof(unit, missing))  # 3
        message = {
            "zh": f"{text['zh']}，而其明细{len(summed.figures)}项合计{side.text}",
            "en": f"{text['en']}, while its {len(summed.figures)} parts add up to {side.text}",
        }
        return Verdict(FAIL, address, message, Side("—"), side, evidence=_proof(unit, missing) + evidence)
