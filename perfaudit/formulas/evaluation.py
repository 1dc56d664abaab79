"""A formula over one unit → an interval with its measure, the figures used, and what is missing for it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from perfaudit.errors import FormulaError
from perfaudit.formulas.syntax import formula_error, split_address
from perfaudit.quantities import Interval, money_number
from perfaudit.records import PREVIOUS, REPORTED, UNDECIDABLE, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text

Dimensions = tuple[tuple[str, int], ...]
"""Measures with their exponents: 元 is (("元", 1),), a rate is ()."""


@dataclass(frozen=True)
class Missing:
    """A figure that a formula needs and the forms do not give. ``fact`` is None where there is no such cell."""

    address: str
    state: str  # blank, not_applicable, undecidable, absent (no such column), no_row (no such line at all), zero
    fact: Fact | None = None


@dataclass(frozen=True)
class Value:
    """What a formula comes to: an interval in ``dimensions`` (rates as ratios), the printed figures it was made of."""

    interval: Interval
    dimensions: Dimensions = ()
    figures: tuple[Fact, ...] = ()
    skipped: tuple[Missing, ...] = ()  # blank parts of sums
    is_rate: bool = False
    is_constant: bool = False

    @property
    def middle(self) -> Decimal:
        return (self.interval.low + self.interval.high) / 2

    def goes_with(self, other: Value) -> bool:
        """Whether the two can be added or compared: they have one measure, or one of them is a bare number."""
        return self.dimensions == other.dimensions or self.is_constant or other.is_constant

    @property
    def measure(self) -> str:
        """The measure to show: "%" for a rate (then the value is shown times 100)."""
        if not self.dimensions:
            return "%" if self.is_rate else ""
        return "·".join(name if power == 1 else f"{name}^{power}" for name, power in self.dimensions)


@dataclass
class Undecided(Exception):
    missing: list[Missing]


class Worked(ast.NodeTransformer):
    """Puts the printed figures in the place of their addresses; several of them stand in one name, "1.20 + 3.40"."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def _printed(self, node: ast.expr) -> ast.expr:
        _, facts = self.evaluation.figures(node)
        texts = [
            money_number(fact.value) if fact.measure == "元" and fact.value is not None else fact.raw_text
            for fact in facts
            if fact.state == REPORTED
        ]
        return ast.Name(" + ".join(texts) or "—")

    visit_Attribute = visit_Subscript = _printed

    def visit_Call(self, node: ast.Call) -> ast.expr:
        arguments = [self.visit(argument) for argument in node.args]
        assert isinstance(node.func, ast.Name)
        if node.func.id in ("sum", "printed"):
            texts = [ast.unparse(argument) for argument in arguments]
            return ast.Name(" + ".join(text for text in texts if text != "—") or "—")
        return ast.Call(node.func, arguments, [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        is_product = isinstance(node.op, ast.Mult | ast.Div)
        left, right = self.visit(node.left), self.visit(node.right)
        return ast.BinOp(
            _bracketed(left) if is_product else left, node.op,
            right if isinstance(node.op, ast.Add) else _bracketed(right),
        )  # fmt: skip

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        return ast.UnaryOp(node.op, _bracketed(self.visit(node.operand)))


def _bracketed(node: ast.expr) -> ast.expr:
    return ast.Name(f"({node.id})") if isinstance(node, ast.Name) and " " in node.id else node


@dataclass
class Evaluation:
    index: UnitIndex
    text: str
    limit: Decimal | None
    is_exact: bool = False  # the printed figures as they stand, without their rounding

    def of(self, node: ast.expr) -> Value:
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.UnaryOp):
            value = self.of(node.operand)
            return Value(
                -value.interval, value.dimensions, value.figures, value.skipped, value.is_rate, value.is_constant
            )
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            return getattr(self, f"_{node.func.id}")(node)
        if isinstance(node, ast.Constant):
            return Value(Interval.exact(Decimal(str(node.value))), is_constant=True)
        if isinstance(node, ast.Name):
            if self.limit is None:
                raise FormulaError(f"formula {self.text!r}", "no limit was given", remedy='add "limit" to the check')
            return Value(Interval.exact(self.limit), is_constant=True)
        return self._single(node)

    def figures(self, node: ast.expr) -> tuple[str, list[Fact]]:
        """The full address of a node, and the figures that stand under it in this unit."""
        form, item, member, basis, is_previous = split_address(self.text, node)
        index = self.index.previous if is_previous else self.index
        if basis is None:
            bases = index.bases(form, item) if index else []
            if len(bases) > 1 and "stated" not in bases:
                raise formula_error(
                    self.text, node, f"{form}.{item} stands on several bases", f"one of {', '.join(bases)}"
                )
            basis = bases[0] if len(bases) == 1 else "stated"
        facts = index.members(form, item, basis) if index else {}
        name = f"{form}.{item}[{member}].{basis}" if member else f"{form}.{item}.{basis}"
        name = PREVIOUS + name if is_previous else name
        return name, [fact for fact in facts.values() if member in (None, fact.member)]

    def _absent(self, name: str, node: ast.expr) -> Missing:
        form, item, _, _, is_previous = split_address(self.text, node)
        index = self.index.previous if is_previous else self.index
        return Missing(name, "absent" if index and index.bases(form, item) else "no_row")

    def _single(self, node: ast.expr) -> Value:
        name, facts = self.figures(node)
        if not facts:
            raise Undecided([self._absent(name, node)])
        if len(facts) > 1 and not self._has_members(facts[0]):
            note = f"有 {len(facts)} 行，分不清以哪一行为准"
            raise Undecided(
                [Missing(name, UNDECIDABLE, replace(facts[0], state=UNDECIDABLE, value=None, quantum=None, note=note))]
            )
        if len(facts) > 1:
            raise formula_error(
                self.text, node, f"{name} has {len(facts)} members", 'sum(…), or one member: item["name"]'
            )
        return self._value_of(facts[0])

    @staticmethod
    def _has_members(fact: Fact) -> bool:
        """Whether its item has many figures by nature: one for every line, project or indicator. Then a rule must say which."""
        lines = load_vocabulary().words["groups"].get(fact.form, {}).values()
        return fact.form == "project" or fact.item in (*lines, "indicator", "level_1", "level_2")

    def _binary(self, node: ast.BinOp) -> Value:
        missing: list[Missing] = []
        sides = []
        for side in (node.left, node.right):
            try:
                sides.append(self.of(side))
            except Undecided as undecided:
                missing += undecided.missing
        if missing:
            raise Undecided(missing)
        left, right = sides
        used = left.figures + right.figures, left.skipped + right.skipped
        if isinstance(node.op, ast.Add | ast.Sub):
            return self._add(
                node, left, right if isinstance(node.op, ast.Add) else replace(right, interval=-right.interval)
            )
        if isinstance(node.op, ast.Mult):
            dimensions = _combine(left.dimensions, right.dimensions, 1)
            is_rate = (left.is_rate or right.is_rate) and not dimensions
            return Value(left.interval * right.interval, dimensions, *used, is_rate=is_rate)
        if right.interval.low <= 0 <= right.interval.high:
            raise Undecided([Missing(ast.unparse(node.right), "zero")])
        dimensions = _combine(left.dimensions, right.dimensions, -1)
        return Value(left.interval / right.interval, dimensions, *used, is_rate=not dimensions)

    def _add(self, node: ast.expr, left: Value, right: Value) -> Value:
        self._same_measure(node, left, right)
        return Value(
            left.interval + right.interval, left.dimensions or right.dimensions, left.figures + right.figures,
            left.skipped + right.skipped, left.is_rate or right.is_rate, left.is_constant and right.is_constant,
        )  # fmt: skip

    def _same_measure(self, node: ast.expr, left: Value, right: Value) -> None:
        if not left.goes_with(right):
            raise formula_error(
                self.text, node, f"{left.measure or '1'} and {right.measure or '1'} do not go together", "one measure"
            )

    def _sum(self, node: ast.Call) -> Value:
        values: list[Value] = []
        missing: list[Missing] = []
        for argument in node.args:
            if isinstance(argument, ast.Attribute | ast.Subscript):
                name, facts = self.figures(argument)
                values += [self._value_of(fact) for fact in facts if fact.state == REPORTED]
                missing += [Missing(fact.address, fact.state, fact) for fact in facts if fact.state != REPORTED]
                missing += [] if facts else [self._absent(name, argument)]
            else:
                values.append(self.of(argument))
        if not values or any(part.state == UNDECIDABLE for part in missing):
            raise Undecided(missing)
        total = reduce(lambda left, right: self._add(node, left, right), values)
        return replace(total, skipped=total.skipped + tuple(missing))

    def _extreme(self, node: ast.Call, pick: Callable[..., Decimal]) -> Value:
        values = [self.of(argument) for argument in node.args]
        for value in values[1:]:
            self._same_measure(node, values[0], value)
        low, high = pick(v.interval.low for v in values), pick(v.interval.high for v in values)
        dimensions = next((value.dimensions for value in values if not value.is_constant), ())
        figures = tuple(fact for value in values for fact in value.figures)
        return Value(Interval(low, high), dimensions, figures, is_rate=any(value.is_rate for value in values))

    def _min(self, node: ast.Call) -> Value:
        return self._extreme(node, min)

    def _max(self, node: ast.Call) -> Value:
        return self._extreme(node, max)

    def _abs(self, node: ast.Call) -> Value:
        value = self.of(node.args[0])
        low, high = value.interval.low, value.interval.high
        ends = sorted((abs(low), abs(high)))
        interval = Interval(Decimal(0), ends[1]) if low < 0 < high else Interval(ends[0], ends[1])
        return Value(interval, value.dimensions, value.figures, value.skipped, value.is_rate)

    def _count(self, node: ast.Call) -> Value:
        _, facts = self.figures(node.args[0])
        reported = tuple(fact for fact in facts if fact.state == REPORTED)
        return Value(Interval.exact(Decimal(len(reported))), (), reported, is_constant=True)

    def _printed(self, node: ast.Call) -> Value:
        value = self._single(node.args[0])
        places = len(normalise_text(value.figures[0].raw_text).partition(".")[2].rstrip("分"))
        half = Decimal(5).scaleb(-places - 1)
        return Value(Interval.around(value.middle, half), value.dimensions, value.figures)

    def _value_of(self, fact: Fact) -> Value:
        if fact.state != REPORTED or fact.value is None:
            raise Undecided([Missing(fact.address, fact.state, fact)])
        interval = Interval.exact(fact.value) if self.is_exact else fact.interval
        if fact.measure == "%":
            return Value(interval / Interval.exact(Decimal(100)), (), (fact,), is_rate=True)
        return Value(interval, ((fact.measure, 1),) if fact.measure else (), (fact,))


def _combine(left: Dimensions, right: Dimensions, sign: int) -> Dimensions:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
