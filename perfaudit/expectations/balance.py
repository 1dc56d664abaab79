"""Two sides of figures that must agree, or keep to a relation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import ClassVar, Literal

from perfaudit.errors import FormulaError
from perfaudit.expectations.base import Limit, UnitExpectation
from perfaudit.explanations import explain_gap
from perfaudit.formulas import RELATIONS, Formula, Missing, Value, parse_comparison, parse_formula
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Texts, Verdict
from perfaudit.quantities import MONEY_SCALES, parse_cell
from perfaudit.records import REPORTED, Fact, Field, SourceRow
from perfaudit.records import UNDECIDABLE as FIGURE_UNDECIDABLE
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, fact_name, missing_text, neat, value_side

RELATION_WORDS: dict[str, Texts] = {
    "==": {"zh": "应等于", "en": "should equal"},
    "<=": {"zh": "应不大于", "en": "should not exceed"},
    ">=": {"zh": "应不小于", "en": "should not be below"},
    "<": {"zh": "应小于", "en": "should be below"},
    ">": {"zh": "应大于", "en": "should exceed"},
}


class ExpectFiguresToBalance(UnitExpectation):
    """Expect ``left`` and ``right`` to keep to ``relation`` within the intervals that their printed digits leave.

    ``instead`` are other left sides that will do as well, where a form may mean one figure or another.
    ``beside`` are addresses that a finding shows as well.
    ``each`` runs the rule once for every value of a placeholder: ``{"basis": ["budget", "final"]}`` for ``{basis}``, or
    ``{"member": "basic.special_fund"}`` for every line of that item; several placeholders for every
    combination. ``when`` is a condition on which the rule applies.

    Left out, in this order:
    1. places where no figure of either side is reported, or where the form has no such row or lines at all: not applicable
    2. places where ``when`` does not hold, or lacks a figure: not applicable
    3. places where a figure of one side is blank, "/" or can be read two ways, or one of ``when`` can be read two ways:
       undecidable, never a pass
    4. sums that do not fit and have parts without a row, in a form with rows that nobody could read: undecidable, as one
       of these rows may be the part
    """

    left: str
    right: str
    relation: Literal["==", "<=", ">=", "<", ">"] = "=="
    limit: Limit | None = None
    each: dict[str, list[str] | str] | None = None
    when: str | None = None
    instead: list[str] = []
    beside: list[str] = []

    success_keys: ClassVar[tuple[str, ...]] = (
        "left", "right", "relation", "limit", "each", "when", "instead", "beside",
    )  # fmt: skip

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every place."""
        for values in places(unit, self.each):
            left, right = (parse_formula(fill(side, values)) for side in (self.left, self.right))
            applies = self.when is None or holds(fill(self.when, values), unit, self._limit)
            if isinstance(applies, list):
                yield untold(unit, left.text, applies)  # 3
            if applies is not True:
                continue  # 2
            verdict = judge_sides(unit, left, right, self.relation, self._limit)
            for other in self.instead if verdict.status == FAIL else ():
                second = judge_sides(unit, parse_formula(fill(other, values)), right, self.relation, self._limit)
                verdict = second if second.status == PASS else verdict
            beside = tuple(unit.fact_evidence(fact, "context") for name in self.beside if (fact := unit.fact(name)))
            if verdict.status == FAIL and self.relation == "==":
                verdict = _unless_unread(unit, verdict, (left, right))  # 4
            yield replace(verdict, evidence=verdict.evidence + beside) if verdict.status == FAIL else verdict

    def formulas(self) -> list[str]:
        return filled([self.left, self.right, *self.instead, *self.beside], self.each) + lines_of(self.each)

    def conditions(self) -> list[str]:
        return filled([self.when], self.each) if self.when else []

    @property
    def _limit(self) -> Decimal | None:
        return Decimal(str(self.limit)) if isinstance(self.limit, str | int | float) else None


def places(unit: UnitIndex, each: dict[str, list[str] | str] | None) -> list[dict[str, str]]:
    """The values of the placeholders, one dict for each place that a rule is applied to."""
    choices = [[(name, value) for value in _choices(unit, values)] for name, values in (each or {}).items()]
    return [dict(choice) for choice in product(*choices)]


def _choices(unit: UnitIndex, values: list[str] | str) -> list[str]:
    """What a placeholder can stand for: the values of a list, or the members of an item, in quotes."""
    if not isinstance(values, str):
        return values
    form, item = values.split(".")
    members = dict.fromkeys(member for basis in unit.bases(form, item) for member in unit.members(form, item, basis))
    return [json.dumps(member, ensure_ascii=False) for member in members]


def filled(formulas: list[str], each: dict[str, list[str] | str] | None) -> list[str]:
    """The formulas with every value that their placeholders can take; a name of a member is made up.

    Raises FormulaError for a placeholder without values: the rule would apply to nothing.
    """
    if empty := [name for name, values in (each or {}).items() if not values]:
        raise FormulaError(f"each, {empty[0]}", "no values", "a list of values, or an item with members")
    choices = [
        [(name, value) for value in (['"x"'] if isinstance(values, str) else values)]
        for name, values in (each or {}).items()
    ]
    return [fill(formula, dict(choice)) for formula in formulas for choice in product(*choices)]


def lines_of(each: dict[str, list[str] | str] | None) -> list[str]:
    """The item whose members a placeholder stands for, as an address; none where it stands for given values."""
    return [f"{values}.final" for values in (each or {}).values() if isinstance(values, str)]


def fill(formula: str, values: dict[str, str]) -> str:
    """A formula with its placeholders filled in, at one go: a name may hold braces."""

    def put(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    return re.sub(r"\{(\w+)\}", put, formula)


def holds(condition: str, unit: UnitIndex, limit: Decimal | None = None) -> bool | list[Missing]:
    """Whether a comparison holds; the figures that can be read two ways, where it depends on them. Without a figure it does not.

    "<" and ">" hold only where rounding cannot have turned them round: a printed 0.00 is not above 0.
    """
    left, relation, right = parse_comparison(condition)
    sides = [side.evaluate(unit, limit) for side in (left, right)]
    missing = [entry for side in sides if isinstance(side, list) for entry in side]
    if missing:
        return [entry for entry in missing if entry.state == FIGURE_UNDECIDABLE] or False
    first, second = sides
    assert isinstance(first, Value) and isinstance(second, Value)
    is_strict = relation in ("<", ">")
    return RELATIONS[relation](first.interval, second.interval) and not (
        is_strict and first.interval.meets(second.interval)
    )


def untold(unit: UnitIndex, subject: str, missing: list[Missing]) -> Verdict:
    """The verdict where it cannot be told whether a rule applies."""
    evidence = tuple(unit.fact_evidence(entry.fact, "context") for entry in missing if entry.fact)
    return Verdict(UNDECIDABLE, subject, missing_text(missing), evidence=evidence)


def judge_sides(unit: UnitIndex, left: Formula, right: Formula, relation: str, limit: Decimal | None) -> Verdict:
    """The verdict on two formulas over one unit."""
    sides = [side.evaluate(unit, limit) for side in (left, right)]
    subject = left.text
    missing = [entry for side in sides if isinstance(side, list) for entry in side]
    if missing:
        return _incomplete(unit, subject, (left, right), missing)
    first, second = sides
    assert isinstance(first, Value) and isinstance(second, Value)
    if not first.goes_with(second):
        measures = " and ".join(value.measure or "1" for value in (first, second))
        raise FormulaError(f"{left.text} {relation} {right.text}", f"{measures} do not go together", "one measure")
    if first.is_rate or second.is_rate:  # a limit of 0.3 beside a rate is 30 %
        first, second = (replace(value, is_rate=True) if value.is_constant else value for value in (first, second))
    agrees = RELATIONS[relation](first.interval, second.interval)
    points = left.point(unit, limit), right.point(unit, limit)
    gap = abs(points[0] - points[1])
    slack = _half_width(first) + _half_width(second)
    factor = 100 if "%" in (first.measure, second.measure) else 1
    measure = next((value.measure for value in (first, second) if value.measure), "")
    explanations = () if agrees or relation != "==" else explain_gap(unit, first, second)
    return Verdict(
        status=PASS if agrees else FAIL,
        subject=subject,
        message=_message(
            unit, ((left, first), (right, second)), relation, agrees, Side(amount_text(gap * factor, measure))
        ),
        left=value_side(first, points[0]),
        right=value_side(second, points[1]),
        gap=neat(gap * factor),
        slack=neat(slack * factor),
        evidence=_evidence(unit, first, "left") + _evidence(unit, second, "right"),
        explanations=explanations,
    )


def _incomplete(unit: UnitIndex, subject: str, sides: tuple[Formula, Formula], missing: list[Missing]) -> Verdict:
    """One side or both lack a figure: not applicable where nothing at all is reported, undecidable otherwise."""
    message = missing_text(missing)
    is_read = [entry for entry in missing if entry.state == FIGURE_UNDECIDABLE]
    some = any(side.reported(unit) for side in sides)
    only_rows = all(entry.state == "no_row" for entry in missing)
    status = UNDECIDABLE if is_read or (some and not only_rows) else NOT_APPLICABLE  # 1, 3
    evidence = tuple(unit.fact_evidence(entry.fact, "context") for entry in missing if entry.fact)
    blank_total = next((entry for entry in missing if entry.state == "blank" and some), None)
    cause = f"FORM-008 {blank_total.address}" if blank_total else ""
    return Verdict(status, subject, message, evidence=evidence, cause=cause)


def _unless_unread(unit: UnitIndex, verdict: Verdict, sides: tuple[Formula, Formula]) -> Verdict:
    """The verdict, undecidable where a row that nobody could read may be a part that the sum lacks.

    It may where the sum lacks a row of the form, or where the row stands among those that were summed and holds the gap.
    """
    values = [value for side in sides if isinstance(value := side.evaluate(unit), Value)]
    lacking = {
        entry.address.partition(".")[0] for value in values for entry in value.skipped if entry.state == "no_row"
    }
    spans = _spans(unit, [fact for value in values for fact in value.figures])
    unread = [
        row
        for row in unit.records.fields
        if row.is_unread and (row.form in lacking or _holds_gap(unit, row, spans, verdict))
    ]
    if not unread:
        return verdict
    label = " ".join(unread[0].text.split())[:40]
    message = {
        "zh": f"{verdict.message['zh']}；但表中“{label}”一栏认不出，可能是缺的那一项",
        "en": f"{verdict.message['en']}; but “{label}”, which nobody could read, may be the missing part",
    }
    evidence = (*verdict.evidence, unit.field_evidence(unread[0], "context"))
    return Verdict(UNDECIDABLE, verdict.subject, message, evidence=evidence)


def _spans(unit: UnitIndex, facts: Iterable[Fact]) -> dict[tuple[str, int], tuple[int, int]]:
    """(file, table) → first and last row in which the figures stand."""
    spans: dict[tuple[str, int], tuple[int, int]] = {}
    for source in (unit.sources.get(fact.source_id) for fact in facts):
        if source is not None and source.table is not None and source.row is not None:
            first, last = spans.get((source.file, source.table), (source.row, source.row))
            spans[source.file, source.table] = min(first, source.row), max(last, source.row)
    return spans


def _holds_gap(
    unit: UnitIndex, field: Field, spans: Mapping[tuple[str, int], tuple[int, int]], verdict: Verdict
) -> bool:
    """Whether a row among those that were summed, or right behind them, has a cell with the figure that the sum lacks."""
    source = unit.sources.get(field.source_id)
    if source is None or source.table is None or source.row is None or verdict.gap is None:
        return False
    first, last = spans.get((source.file, source.table), (0, -2))
    if not first < source.row <= last + 1:
        return False
    slack = verdict.slack or Decimal(0)
    cells = (parse_cell(other.text) for other in unit.sources.values() if _row_of(other) == _row_of(source))
    values = [abs(cell.value) for cell in cells if cell.state == REPORTED and cell.value is not None]
    return any(
        abs(value * scale - verdict.gap) <= slack + scale / 100 for value in values for scale in MONEY_SCALES.values()
    )


def _row_of(source: SourceRow) -> tuple[str, int | None, int | None]:
    return source.file, source.table, source.row


def _evidence(unit: UnitIndex, value: Value, role: str) -> tuple[Evidence, ...]:
    parts = [unit.fact_evidence(fact, role if len(value.figures) == 1 else f"{role}_part") for fact in value.figures]
    blank = [entry.fact for entry in value.skipped if entry.fact is not None and entry.fact.state != REPORTED]
    return tuple(parts) + tuple(unit.fact_evidence(fact, "blank_part") for fact in blank)


def _half_width(value: Value) -> Decimal:
    return (value.interval.high - value.interval.low) / 2


def _message(
    unit: UnitIndex, sides: tuple[tuple[Formula, Value], tuple[Formula, Value]], relation: str, agrees: bool, gap: Side
) -> Texts:
    words = RELATION_WORDS[relation]
    first, second = ({lang: side_text(unit, *side, lang) for lang in ("zh", "en")} for side in sides)
    if not sides[0][0].is_address and sides[0][1].figures:  # a sum or a ratio has no name: say of what it is
        label = sides[0][1].figures[0].label
        first = {"zh": f"“{label}”{first['zh']}", "en": f"“{label}”: {first['en']}"}
    apart = gap.text.replace("%", "个百分点"), gap.text.replace("%", " percentage points")
    tail = ("，两者一致", "; they agree") if agrees else (f"，相差{apart[0]}", f"; they differ by {apart[1]}")
    return {
        "zh": f"{first['zh']}，{words['zh']}{second['zh']}{tail[0]}",
        "en": f"{first['en']}; it {words['en']} {second['en']}{tail[1]}",
    }


def side_text(unit: UnitIndex, formula: Formula, value: Value, lang: str) -> str:
    """A side in words: the figure by its name, or the formula worked out with the printed figures."""
    text = value_side(value).text
    if not value.figures:
        return {"zh": f"限额{text}", "en": f"the limit {text}"}[lang]
    if formula.is_address:
        return {
            "zh": f"{fact_name(value.figures[0])['zh']}{text}",
            "en": f"{fact_name(value.figures[0])['en']} {text}",
        }[lang]
    return f"{formula.worked(unit)} = {text}"
