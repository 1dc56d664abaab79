"""Intervals of decimals: what a rounded figure can stand for, and arithmetic on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

INFINITY = Decimal("Infinity")
# Ends are rounded outwards, so that a quotient that never ends can only widen the interval, never lose its true value.
_DOWN = Context(prec=50, rounding=ROUND_FLOOR)
_UP = Context(prec=50, rounding=ROUND_CEILING)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from ``low`` to ``high``, both included; an end may be infinite.

    For any x in a and y in b, x + y lies in a + b, and so for -, * and /. Raises ValueError for NaN, for low > high and
    for an interval that holds no finite value.
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low.is_nan() or self.high.is_nan() or self.low > self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")
        if self.low == INFINITY or self.high == -INFINITY:
            raise ValueError(f"an interval from {self.low} to {self.high} holds no finite value")

    @classmethod
    def exact(cls, value: Decimal | int) -> Interval:
        """The interval that holds ``value`` alone."""
        end = Decimal(value)
        return cls(end, end)

    @classmethod
    def around(cls, value: Decimal | int, quantum: Decimal | int) -> Interval:
        """What a figure printed as ``value`` stands for: 1250.60 with quantum 0.005 is [1250.595, 1250.605]."""
        centre, half = Decimal(value), Decimal(quantum)
        return cls(_DOWN.subtract(centre, half), _UP.add(centre, half))

    def __neg__(self) -> Interval:
        return Interval(self.high.copy_negate(), self.low.copy_negate())

    def __add__(self, other: Interval) -> Interval:
        return Interval(_DOWN.add(self.low, other.low), _UP.add(self.high, other.high))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return _extremes(_product, self, other)

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError where the divisor can be 0, be it only at its end: there is no quotient then."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"division by [{other.low}, {other.high}], which can be 0")
        return _extremes(_quotient, self, other)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both; touching ends meet."""
        return self.low <= other.high and other.low <= self.high

    def contains(self, value: Decimal | int) -> bool:
        """Whether ``value`` lies inside or on an end."""
        return self.low <= value <= self.high

    def gap(self, other: Interval) -> Decimal:
        """The distance between the nearest ends; 0 where the intervals meet."""
        return _ZERO if self.meets(other) else _UP.subtract(max(self.low, other.low), min(self.high, other.high))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))


def _extremes(operation: Callable[[Context, Decimal, Decimal], Decimal], left: Interval, right: Interval) -> Interval:
    """A product or quotient takes its least and greatest value where both sides stand at an end."""
    pairs = [(x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    return Interval(min(operation(_DOWN, x, y) for x, y in pairs), max(operation(_UP, x, y) for x, y in pairs))


def _product(context: Context, x: Decimal, y: Decimal) -> Decimal:
    # Decimal calls 0 · ∞ invalid; here the ∞ stands for any large value, and 0 times any of them is 0.
    return context.multiply(x, y) if x and y else _ZERO


def _quotient(context: Context, x: Decimal, y: Decimal) -> Decimal:
    # Over an end without bound, anything comes as near to 0 as one likes; ∞ ÷ ∞ adds nothing to the other corners.
    return _ZERO if y.is_infinite() else context.divide(x, y)
