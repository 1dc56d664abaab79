"""Values → words for people: money in 万元, rates in %, counts with their word."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)  # whatever number was typed into a form can be shown
_TEN_THOUSAND = Decimal(10_000)
_FOUR, _TWO = Decimal("0.0001"), Decimal("0.01")


def amount_text(value: Decimal, measure: str) -> str:
    """Money in 万元 to two decimals or more, rates in % to two, counts with their word: (12345000, "元") → "1234.50万元"."""
    if measure == "元":
        return f"{money_number(value)}万元"
    if measure == "%":
        value = rounded(value, _TWO)
    return f"{plain_number(value)}{measure}"


def money_number(value: Decimal) -> str:
    """An amount of yuan in 万元, without the measure, to two decimals at least and six at the most."""
    text = format(rounded(_WIDE.divide(value, _TEN_THOUSAND), _FOUR * _TWO), "f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def plain_number(value: Decimal) -> str:
    """Without exponent or needless zeros, to four decimals at the most."""
    text = format(rounded(value, _FOUR), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """To the nearest multiple of a power of ten, halves away from zero, also of numbers with more digits than usual."""
    return value.quantize(step, context=_WIDE)
