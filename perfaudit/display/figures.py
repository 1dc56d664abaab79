"""Numbers as people read them: money in 万元, digits in groups of three, no printed digit rounded away."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from perfaudit.catalogue import text

YUAN = "元"
YUAN_PER_UNIT = Decimal(10_000)
MIN_MONEY_DIGITS, MAX_MONEY_DIGITS = 2, 6  # in 万元: down to the hundredth of a yuan
MAX_DIGITS, MAX_RATE_DIGITS = 4, 2  # what a division leaves behind the point is endless


def format_figure(value: Any, measure: str, lang: str) -> str:
    """A value (Decimal or its text) with its measure: ("12345600", "元") → "1,234.56 万元"; "" where there is none."""
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return f"{value} {measure}".strip()
    if not number.is_finite():
        return f"{value} {measure}".strip()
    if measure == YUAN:
        return f"{_digits(number / YUAN_PER_UNIT, MIN_MONEY_DIGITS, MAX_MONEY_DIGITS)} {text('measure.ten_thousand_yuan', lang)}"
    if measure == "%":
        return f"{_digits(number, 0, MAX_RATE_DIGITS)}%"
    return f"{_digits(number)} {measure}".strip()


def is_same_number(raw: str, shown: str) -> bool:
    """Whether what is shown repeats the raw text, but for separators and measure: "1234.56" and "1,234.56 万元"."""
    return _plain_number(raw) == _plain_number(shown)


def _plain_number(words: str) -> str:
    found = re.search(r"-?[\d,]+(?:\.\d+)?", words)
    number = found.group().replace(",", "") if found else words
    return number.rstrip("0").rstrip(".") if "." in number else number


def _digits(number: Decimal, at_least: int = 0, at_most: int = MAX_DIGITS) -> str:
    """The digits that matter, at least and at most so many of them behind the point."""
    plain = format(round(number, at_most).normalize(), "f")
    decimals = max(at_least, len(plain.partition(".")[2]))
    return f"{number:,.{decimals}f}"
