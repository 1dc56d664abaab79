"""A formula over addresses → intervals, with the figures used. Read with Python's ``ast`` and a whitelist, never ``eval``.

``basic.special_funds.final``, ``basic.special_fund["环卫"].final``, ``sum(basic.special_fund.final)``, ``+ - * /``, ``min``,
``max``, ``abs``, ``count``, ``printed`` (widens points by half of their last printed digit), numbers, and ``limit``.
``previous.basic.special_funds.final`` is what last year's document says under the address behind ``previous``.

What stands in a formula must be there: a blank operand makes the whole undecided. Inside ``sum(...)`` a blank part counts as
nothing, as long as one part is reported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.formulas.evaluation import Evaluation, Missing, Undecided, Value, Worked
from perfaudit.formulas.syntax import (
    check_tree,
    formula_error,
    known_addresses,
    known_bases,
    one_line,
    parse_tree,
    split_address,
)
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Fact
from perfaudit.unit_index import UnitIndex

__all__ = [
    "RELATIONS",
    "Formula",
    "Missing",
    "Value",
    "known_addresses",
    "known_bases",
    "parse_comparison",
    "parse_formula",
]

RELATIONS: dict[str, Callable[[Interval, Interval], bool]] = {
    "==": lambda left, right: left.meets(right),
    "<=": lambda left, right: left.low <= right.high,
    ">=": lambda left, right: left.high >= right.low,
    "<": lambda left, right: left.low < right.high,
    ">": lambda left, right: left.high > right.low,
    "!=": lambda left, right: not left.meets(right),
}
_COMPARISONS = {ast.Eq: "==", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">", ast.NotEq: "!="}


@dataclass(frozen=True)
class Formula:
    """A formula that was read and whose addresses are known. ``evaluate`` it over a unit as often as you like."""

    text: str
    node: ast.expr

    def evaluate(self, index: UnitIndex, limit: Decimal | None = None) -> Value | list[Missing]:
        """The value, or what is missing for it. Raises FormulaError where measures do not go together."""
        try:
            return Evaluation(index, self.text, limit).of(self.node)
        except Undecided as undecided:
            return undecided.missing

    def reported(self, index: UnitIndex) -> list[Fact]:
        """The figures it names that are reported, also where others are missing for its value."""
        evaluation = Evaluation(index, self.text, None)
        return [
            fact for node in _addresses(self.node) for fact in evaluation.figures(node)[1] if fact.state == REPORTED
        ]

    @property
    def figures(self) -> list[tuple[str, str, str | None]]:
        """Form, item and basis of every figure it names; the basis is None where ``count`` asks for any."""
        addresses = (split_address(self.text, node) for node in _addresses(self.node))
        return [(address.form, address.item, address.basis) for address in addresses]

    def point(self, index: UnitIndex, limit: Decimal | None = None) -> Decimal:
        """The value of the printed figures as they stand, without their rounding. Only where ``evaluate`` gives a value."""
        return Evaluation(index, self.text, limit, is_exact=True).of(self.node).middle.normalize()

    @property
    def is_address(self) -> bool:
        """Whether it is one figure as printed, with nothing to reckon."""
        return isinstance(self.node, ast.Attribute | ast.Subscript)

    def worked(self, index: UnitIndex) -> str:
        """The formula with the printed figures in it, to be reckoned on paper: "(300.00 − 200.00) ÷ 200.00"."""
        node = Worked(Evaluation(index, self.text, None)).visit(
            parse_tree(self.text)
        )  # a copy would take ten times as long
        return ast.unparse(node).replace("*", "×").replace("/", "÷").replace(" - ", " − ")


def _addresses(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Attribute | ast.Subscript):
        yield node
    elif isinstance(node, ast.BinOp):
        yield from (*_addresses(node.left), *_addresses(node.right))
    elif isinstance(node, ast.UnaryOp):
        yield from _addresses(node.operand)
    elif isinstance(node, ast.Call):
        for argument in node.args:
            yield from _addresses(argument)


def parse_formula(text: str) -> Formula:
    """Read a formula. Raises FormulaError that points at the place and names near addresses where one is not known."""
    text = one_line(text)
    node = parse_tree(text)
    if isinstance(node, ast.Compare):
        raise formula_error(text, node, "a comparison", "one side of a comparison: give left, relation and right")
    check_tree(text, node)
    return Formula(text, node)


def parse_comparison(text: str) -> tuple[Formula, str, Formula]:
    """Read ``left <= right`` into its sides and relation. Raises FormulaError where it is no comparison of two sides."""
    text = one_line(text)
    node = parse_tree(text)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARISONS:
        raise formula_error(
            text, node, "no comparison of two sides", "for example overall.executed <= overall.full_year_budget"
        )
    for side in (node.left, node.comparators[0]):
        check_tree(text, side)
    left, right = (ast.get_source_segment(text, side) or text for side in (node.left, node.comparators[0]))
    return Formula(left, node.left), _COMPARISONS[type(node.ops[0])], Formula(right, node.comparators[0])
