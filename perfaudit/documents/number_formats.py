"""Numbers as a workbook shows them: the stored value and its format code → the words on the screen.

Read are digits, decimals, thousands, percent, words and currency signs, and sections for negative numbers and zero. A code
of another kind (fractions, powers of ten) shows the number in full. One thing is not as on the screen: a zero that its
format writes as "-" arrives as "0", because the cell holds a zero and no "-".
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

GENERAL = "General"
MAX_PLAIN_DECIMALS, MAX_DECIMALS = 6, 30

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>General)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\])*)(?:;|$)', re.DOTALL)
_UNREADABLE = re.compile(r"[eE][+-]|/")
_DATE_OF_YEAR_AND_MONTH = re.compile("年|月|日")

Stored = int | float | str | bool | datetime | date | time | timedelta


def show_stored(value: Stored, code: str) -> str:
    """The words that a cell shows: (0.9734, "0.00%") → "97.34%", (1200, "#,##0.00") → "1,200.00"."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return show_number(value, code)
    if isinstance(value, datetime | date):
        return _show_date(value, code)
    return str(value)


def show_number(value: int | float, code: str) -> str:
    """A number under a format code; a code that cannot be read shows the number in full."""
    number = _exact(value)
    sections = [section for section in _SECTION.findall(code)][:4]
    section, number = _choose(sections, number)
    shows_digits = any("0" in (token["digits"] or "") or token["general"] for token in _TOKEN.finditer(section))
    return "0" if number == 0 and not shows_digits else _apply(section, number)


def _exact(value: int | float) -> Decimal:
    """The number without binary noise: at most 15 digits are ever stored."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


def _choose(sections: list[str], number: Decimal) -> tuple[str, Decimal]:
    """The section for the number, and the number as that section takes it: the second one has its own minus."""
    filled = sections[:-1] if sections and not sections[-1] else sections
    if number == 0 and len(filled) > 2:
        return filled[2], number
    if number < 0 and len(filled) > 1:
        return filled[1], -number
    return (filled[0] if filled else GENERAL), number


def _apply(section: str, number: Decimal) -> str:
    tokens = list(_TOKEN.finditer(section))
    bare = "".join(token["other"] or "" for token in tokens)
    placeholders = [token for token in tokens if token["digits"] or token["general"]]
    if _UNREADABLE.search(bare) or len(placeholders) != 1:
        return _plain(number)
    number *= Decimal(100) ** bare.count("%")
    sign = "-" if number < 0 else ""
    words = [
        _digits(token["digits"], abs(number)) if token["digits"] else _plain(abs(number)) if token["general"]
        else token["quoted"] or token["escaped"] or token["currency"] or (token["other"] or "")
        for token in tokens
    ]  # fmt: skip
    return (sign + "".join(words)).strip()


def _digits(placeholder: str, number: Decimal) -> str:
    """The number under "#,##0.0#": as many decimals as there are places, optional ones only if they are not zero."""
    shown = placeholder.rstrip(",")  # each comma at the end stands for three digits that are not shown
    whole, _, decimals = shown.partition(".")
    places = min(len(decimals), MAX_DECIMALS)
    scaled = number.scaleb(-3 * (len(placeholder) - len(shown)))
    text = format(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in whole else "f")
    optional = len(decimals) - len(decimals.rstrip("#"))
    for _ in range(optional):
        text = text.removesuffix("0") if "." in text else text
    return text.rstrip(".")


def _plain(number: Decimal) -> str:
    """All digits; of a number that a division left endless, as many as a cell shows."""
    if -int(number.normalize().as_tuple().exponent) > MAX_PLAIN_DECIMALS:
        number = Decimal(f"{number:.11g}")
    return format(number.normalize(), "f")


def _show_date(value: datetime | date, code: str) -> str:
    day = f"{value.year}年{value.month}月" if _DATE_OF_YEAR_AND_MONTH.search(code) else f"{value:%Y-%m-%d}"
    if "年" in day and "d" in code.lower():
        day += f"{value.day}日"
    has_time = isinstance(value, datetime) and (value.hour or value.minute or value.second)
    return f"{day} {value:%H:%M}" if has_time else day
