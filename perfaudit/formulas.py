"""A formula over addresses → intervals, with the figures used. Read with Python's ``ast`` and a whitelist, never ``eval``.

``basic.special_funds.final``, ``basic.special_fund["环卫"].final``, ``sum(basic.special_fund.final)``, ``+ - * /``, ``min``,
``max``, ``abs``, ``count``, ``printed`` (widens points by half of their last printed digit), numbers, and ``limit``.

What stands in a formula must be there: a blank operand makes the whole undecided. Inside ``sum(...)`` a blank part counts as
nothing, as long as one part is reported.
"""

from __future__ import annotations

import ast
import copy
import difflib
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, reduce

from perfaudit.errors import FormulaError
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, UNDECIDABLE, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import FORMS, load_vocabulary, normalise_text

RELATIONS: dict[str, Callable[[Interval, Interval], bool]] = {
    "==": lambda left, right: left.meets(right),
    "<=": lambda left, right: left.low <= right.high,
    ">=": lambda left, right: left.high >= right.low,
    "<": lambda left, right: left.low < right.high,
    ">": lambda left, right: left.high > right.low,
    "!=": lambda left, right: not left.meets(right),
}
_COMPARISONS = {ast.Eq: "==", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">", ast.NotEq: "!="}
_FUNCTIONS = ("sum", "min", "max", "abs", "count", "printed")
_OF_ONE = ("abs", "count", "printed")
_OF_AN_ADDRESS = ("count", "printed")
MAX_LENGTH, MAX_DEPTH = 4000, 60
"""Longer or more deeply nested than this, nobody can reckon a formula on paper, and Python's own reader may give up."""

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
class _Undecided(Exception):
    missing: list[Missing]


class _Worked(ast.NodeTransformer):
    """Puts the printed figures in the place of their addresses; several of them stand in one name, "1.20 + 3.40"."""

    def __init__(self, evaluation: _Evaluation) -> None:
        self.evaluation = evaluation

    def _printed(self, node: ast.expr) -> ast.expr:
        _, facts = self.evaluation.figures(node)
        return ast.Name(" + ".join(fact.raw_text for fact in facts if fact.state == REPORTED) or "—")

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


@dataclass(frozen=True)
class Formula:
    """A formula that was read and whose addresses are known. ``evaluate`` it over a unit as often as you like."""

    text: str
    node: ast.expr

    def evaluate(self, index: UnitIndex, limit: Decimal | None = None) -> Value | list[Missing]:
        """The value, or what is missing for it. Raises FormulaError where measures do not go together."""
        try:
            return _Evaluation(index, self.text, limit).of(self.node)
        except _Undecided as undecided:
            return undecided.missing

    @property
    def is_address(self) -> bool:
        """Whether it is one figure as printed, with nothing to reckon."""
        return isinstance(self.node, ast.Attribute | ast.Subscript)

    def worked(self, index: UnitIndex) -> str:
        """The formula with the printed figures in it, to be reckoned on paper: "(300.00 − 200.00) ÷ 200.00"."""
        node = _Worked(_Evaluation(index, self.text, None)).visit(copy.deepcopy(self.node))
        return ast.unparse(node).replace("*", "×").replace("/", "÷").replace(" - ", " − ")


def parse_formula(text: str) -> Formula:
    """Read a formula. Raises FormulaError that points at the place and names near addresses where one is not known."""
    text = _one_line(text)
    node = _parse(text)
    if isinstance(node, ast.Compare):
        raise _error(text, node, "a comparison", "one side of a comparison: give left, relation and right")
    _check(text, node)
    return Formula(text, node)


def parse_comparison(text: str) -> tuple[Formula, str, Formula]:
    """Read ``left <= right`` into its sides and relation. Raises FormulaError where it is no comparison of two sides."""
    text = _one_line(text)
    node = _parse(text)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARISONS:
        raise _error(
            text, node, "no comparison of two sides", "for example overall.executed <= overall.full_year_budget"
        )
    for side in (node.left, node.comparators[0]):
        _check(text, side)
    left, right = (ast.get_source_segment(text, side) or text for side in (node.left, node.comparators[0]))
    return Formula(left, node.left), _COMPARISONS[type(node.ops[0])], Formula(right, node.comparators[0])


@lru_cache
def known_addresses() -> frozenset[tuple[str, str]]:
    """Every form and item that the vocabulary can produce, as pairs."""
    words = load_vocabulary().words
    pairs = {(form, item) for form, items in words["items"].items() for item in items}
    pairs |= {(form, item) for form, items in words["item_columns"].items() for item in items}
    pairs |= {(form, line) for form, groups in words["groups"].items() for line in groups.values()}
    pairs |= {(form, item) for form in ("overall", "project") for item in ("indicator", "total", "level_1", "level_2")}
    return frozenset(pairs)


@lru_cache
def known_bases() -> frozenset[str]:
    """Every basis that the vocabulary can produce."""
    words = load_vocabulary().words
    named = {basis for columns in words["columns"].values() for basis in columns}
    return frozenset(named | {"final", "stated", "weight", "score", "rate"})


def _one_line(text: str) -> str:
    return text.replace("\n", " ").strip()


def _parse(text: str) -> ast.expr:
    """The syntax tree of a formula of one line. Raises FormulaError for what is no expression, or too long to be one."""
    where = f"formula {text[:80]!r}"
    if len(text) > MAX_LENGTH:
        raise FormulaError(where, f"{len(text):,} characters", f"at most {MAX_LENGTH:,}", "make two rules of it")
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = error.offset or 1
        read = f"{error.msg} at column {column}\n{text}\n{' ' * _columns(text[: column - 1])}^"
        raise FormulaError(where, read) from error
    except (RecursionError, MemoryError, ValueError) as error:  # what Python's reader raises depends on its version
        raise FormulaError(where, f"it cannot be read ({error})", remedy="make two rules of it") from error
    if _is_deeper(node, MAX_DEPTH):
        raise FormulaError(where, "it is too deeply nested", f"at most {MAX_DEPTH} levels", "make two rules of it")
    return node


def _is_deeper(node: ast.AST, depth: int) -> bool:
    """Whether the tree has more levels than ``depth``; counted level by level, so that no tree is too deep to be counted."""
    level = [node]
    for _ in range(depth):
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]
    return bool(level)


def _check(text: str, node: ast.expr) -> None:
    """Refuse everything that is not on the whitelist, and every address that nobody can report."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        _check(text, node.left)
        _check(text, node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(text, node.operand)
    elif isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords or not node.args:
            raise _error(text, node, "no function of formulas", f"one of {', '.join(_FUNCTIONS)}")
        if node.func.id in _OF_ONE and len(node.args) > 1:
            raise _error(text, node, f"{node.func.id} of {len(node.args)} things", f"{node.func.id}(…) of one")
        for argument in node.args:
            (_check_address if node.func.id in _OF_AN_ADDRESS else _check)(text, argument)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or not math.isfinite(node.value):
            raise _error(text, node, f"{node.value!r}", "a number")
    elif not (isinstance(node, ast.Name) and node.id == "limit"):
        _check_address(text, node)


def _check_address(text: str, node: ast.expr) -> None:
    form, item, _, basis = _address(text, node)
    if (form, item) not in known_addresses():
        names = [f"{known_form}.{known_item}" for known_form, known_item in known_addresses()]
        names += load_vocabulary().words["aliases"]
        raise _error(text, node, f"nobody reports {form}.{item}", remedy=_near(f"{form}.{item}", sorted(names)))
    if basis is not None and basis not in known_bases():
        raise _error(text, node, f"nobody reports on the basis {basis}", remedy=_near(basis, sorted(known_bases())))


def _near(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names)}"


def _error(text: str, node: ast.expr, read: str, expected: str = "", remedy: str = "") -> FormulaError:
    line = text.encode()  # the tree counts bytes, of which a Chinese sign has three
    before, part = line[: node.col_offset].decode(), line[node.col_offset : node.end_col_offset].decode()
    place = f"{text}\n{' ' * _columns(before)}{'^' * max(1, _columns(part))}"
    return FormulaError(f"formula {text!r}", f"{read}\n{place}", expected, remedy)


def _columns(text: str) -> int:
    """The columns that a text takes on a screen: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _address(text: str, node: ast.expr) -> tuple[str, str, str | None, str | None]:
    """form, item, member, basis of an address; member and basis are None where it does not name them."""
    names: list[str] = []
    member: str | None = None
    at: ast.expr = node
    while not isinstance(at, ast.Name):
        if isinstance(at, ast.Attribute):
            names.append(at.attr)
            at = at.value
        elif isinstance(at, ast.Subscript) and member is None and len(names) <= 1:
            key = at.slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                member = key.value
            elif isinstance(key, ast.Name):
                member = key.id
            else:
                raise _error(text, key, "no name of a member", 'a name in quotes: item["name"]')
            at = at.value
        else:
            read = f"{type(at).__name__} is not part of formulas"
            raise _error(text, at, read, "an address such as basic.project_spending.final")
    parts = [at.id, *reversed(names)]
    alias = load_vocabulary().words["aliases"].get(".".join(parts))
    if alias:
        parts = alias.split(".")
    if parts[0] not in FORMS or not 2 <= len(parts) <= 3:
        forms = ", ".join(FORMS)
        raise _error(text, node, f"{'.'.join(parts)} is no address", f"form.item.basis with a form of {forms}")
    return parts[0], parts[1], member, parts[2] if len(parts) == 3 else None


@dataclass
class _Evaluation:
    index: UnitIndex
    text: str
    limit: Decimal | None

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
        form, item, member, basis = _address(self.text, node)
        if basis is None:
            bases = self.index.bases(form, item)
            if len(bases) > 1 and "stated" not in bases:
                raise _error(self.text, node, f"{form}.{item} stands on several bases", f"one of {', '.join(bases)}")
            basis = bases[0] if len(bases) == 1 else "stated"
        facts = self.index.members(form, item, basis)
        name = f"{form}.{item}.{basis}" if member is None else f"{form}.{item}[{member}].{basis}"
        return name, [fact for fact in facts.values() if member in (None, fact.member)]

    def _absent(self, name: str, node: ast.expr) -> Missing:
        form, item, _, _ = _address(self.text, node)
        return Missing(name, "absent" if self.index.bases(form, item) else "no_row")

    def _single(self, node: ast.expr) -> Value:
        name, facts = self.figures(node)
        if not facts:
            raise _Undecided([self._absent(name, node)])
        if len(facts) > 1:
            raise _error(self.text, node, f"{name} has {len(facts)} members", 'sum(…), or one member: item["name"]')
        return _value_of(facts[0])

    def _binary(self, node: ast.BinOp) -> Value:
        missing: list[Missing] = []
        sides = []
        for side in (node.left, node.right):
            try:
                sides.append(self.of(side))
            except _Undecided as undecided:
                missing += undecided.missing
        if missing:
            raise _Undecided(missing)
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
            raise _Undecided([Missing(ast.unparse(node.right), "zero")])
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
            raise _error(
                self.text, node, f"{left.measure or '1'} and {right.measure or '1'} do not go together", "one measure"
            )

    def _sum(self, node: ast.Call) -> Value:
        values: list[Value] = []
        missing: list[Missing] = []
        for argument in node.args:
            if isinstance(argument, ast.Attribute | ast.Subscript):
                name, facts = self.figures(argument)
                values += [_value_of(fact) for fact in facts if fact.state == REPORTED]
                missing += [Missing(fact.address, fact.state, fact) for fact in facts if fact.state != REPORTED]
                missing += [] if facts else [self._absent(name, argument)]
            else:
                values.append(self.of(argument))
        if not values or any(part.state == UNDECIDABLE for part in missing):
            raise _Undecided(missing)
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


def _value_of(fact: Fact) -> Value:
    if fact.state != REPORTED:
        raise _Undecided([Missing(fact.address, fact.state, fact)])
    if fact.measure == "%":
        hundred = Interval.exact(Decimal(100))
        return Value(fact.interval / hundred, (), (fact,), is_rate=True)
    return Value(fact.interval, ((fact.measure, 1),) if fact.measure else (), (fact,))


def _combine(left: Dimensions, right: Dimensions, sign: int) -> Dimensions:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
