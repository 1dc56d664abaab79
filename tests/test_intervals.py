"""Arithmetic on what printed figures stand for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.quantities import Interval

INFINITY = Decimal("Infinity")
ENDS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """An interval, with open ends among them, and a point in it."""
    low, point, high = sorted(draw(st.tuples(ENDS, ENDS, ENDS)))
    ends = draw(
        st.sampled_from([(low, high), (low, INFINITY), (-INFINITY, high), (-INFINITY, INFINITY), (point, point)])
    )
    return Interval(*ends), point


@given(intervals(), intervals())
def test_arithmetic_contains_the_points(left: tuple[Interval, Decimal], right: tuple[Interval, Decimal]) -> None:
    """What holds for two figures holds for the intervals that they stand for."""
    (a, x), (b, y) = left, right
    assert (a + b).contains(x + y)
    assert (a - b).contains(x - y)
    assert (a * b).contains(x * y)
    assert (-a).contains(-x)
    assert a.hull(b).contains(x) and a.hull(b).contains(y)
    if b.low <= 0 <= b.high:
        with pytest.raises(ZeroDivisionError, match="can be 0"):
            a / b
    else:
        # x / y has no end; x lies between the quotient's ends times y.
        quotient = a / b
        assert (quotient * Interval.exact(y)).contains(x)


@given(intervals(), intervals())
def test_gap_is_zero_exactly_where_intervals_meet(
    left: tuple[Interval, Decimal], right: tuple[Interval, Decimal]
) -> None:
    """Meeting and gap tell one story, whichever side comes first."""
    a, b = left[0], right[0]
    assert a.meets(b) == b.meets(a) == (a.gap(b) == 0)
    assert a.gap(b) == b.gap(a) >= 0
    assert a.meets(a) and a.meets(a.hull(b))


def test_rounding_is_no_error_and_an_error_is_no_rounding() -> None:
    """Twelve lines that add up to 1431.37 agree with 1431.36; 1426.36 does not."""
    quantum = Decimal("0.005")
    lines = Interval.exact(0)
    for line in ["4.28", "996.05", "288.30", "0.60", "9.98", "38.78", "42.37", "41.30", "1.05", "2.58", "1.27", "4.81"]:
        lines += Interval.around(Decimal(line), quantum)
    assert lines == Interval(Decimal("1431.31"), Decimal("1431.43"))
    assert lines.meets(Interval.around(Decimal("1431.36"), quantum))
    assert lines.gap(Interval.around(Decimal("1426.36"), quantum)) == Decimal("4.945")


def test_touching_ends_meet() -> None:
    """Half a digit up and half a digit down are one value."""
    assert Interval.around(Decimal("0.1"), Decimal("0.05")).meets(Interval.around(Decimal("0.2"), Decimal("0.05")))


@pytest.mark.parametrize(
    ("low", "high"), [("2", "1"), ("NaN", "1"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity")]
)
def test_impossible_intervals(low: str, high: str) -> None:
    """An interval that holds no value is refused where it is made."""
    with pytest.raises(ValueError, match="interval"):
        Interval(Decimal(low), Decimal(high))
