"""Numbers as a workbook shows them: the stored value and its format code → the words on the screen.

Read are digits, decimals, thousands, percent, scaling ("0.0," and the "0!.0," that shows 万), words, currency signs,
conditions, dates and times. A code of another kind (fractions, powers of ten) shows the number in full, as does a code
that would show nothing of it. One thing is not as on the screen: a zero that its format writes as "-" arrives as "0",
because the cell holds a zero and no "-".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import groupby

GENERAL = "General"
# The formats that have a number but no code in the file (ECMA-376, part 1, 18.8.30), as Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00", 8: "#,##0.00;-#,##0.00",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日",
    32: "h时mm分", 33: "h时mm分ss秒", 34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "上午/下午h时mm分", 56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
NO_DATE = "########"
MAX_PLAIN_DECIMALS, MAX_DECIMALS = 6, 30
_LAST_DAY = 2_958_465  # 31 December 9999
_SECONDS = 86_400
_EXACT = Context(prec=400)  # the largest number that a cell can hold has 309 digits

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.) | _. | \*.
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[(?P<condition>[<>=]{1,2}-?[\d.]+)\]
    | \[[^\]]*\]  # colours, and how to write digits
    | (?P<general>General|G/通用格式)
    | (?P<exponent>E[+-])
    | (?P<clock>AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4})
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<text>@) | (?P<end>;) | (?P<other>.)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda number, limit: number < limit, "<=": lambda number, limit: number <= limit,
    ">": lambda number, limit: number > limit, ">=": lambda number, limit: number >= limit,
    "=": lambda number, limit: number == limit, "<>": lambda number, limit: number != limit,
}  # fmt: skip
_PLACES = "digit", "point", "comma"  # of a number


@dataclass(frozen=True, slots=True)
class _Token:
    """``kind`` is a name in `_TOKEN`, or "words" for what is printed as it is."""

    kind: str
    text: str


_Section = tuple[_Token, ...]


def show_number(value: int | float, code: str, is_1904: bool = False) -> str:
    """The words that a cell shows: (0.9734, "0.00%") → "97.34%", (1200, "#,##0.00") → "1,200.00".

    Under a code of dates ``value`` counts days, from 1904 on if ``is_1904``. What is no finite number is no figure.
    """
    if value - value != 0:  # infinite, or no number
        return "#NUM!"
    number = _exact(value)
    if code == GENERAL:
        return _plain(number)
    section, number = _choose(_sections(code), number)
    kinds = {token.kind for token in section}
    if kinds & {"clock", "elapsed"} and "digit" not in kinds:
        return _show_date(section, value, is_1904)
    shown = _show(section, kinds, number).strip()
    # A zero written as "-", or a number of which nothing shows: the cell holds a number all the same.
    return shown if any(character.isalnum() for character in shown) else _plain(number)


def _exact(value: int | float) -> Decimal:
    """The number without binary noise: at most 15 digits are ever stored."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


@lru_cache(1000)
def _sections(code: str) -> tuple[_Section, ...]:
    """What is between the semicolons; the fourth section is for text, and none is for numbers."""
    groups = groupby(_tokens(code + ";"), key=lambda token: token.kind == "end")
    sections: list[_Section] = []
    for is_end, tokens in groups:
        if is_end:
            sections += [()] * (sum(1 for _ in tokens) - 1)  # nothing between two semicolons
        else:
            sections.append(tuple(tokens))
    return tuple(sections[:3])


def _tokens(code: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup
        if kind is None:
            continue  # a space as wide as a sign, a colour
        is_words = kind in ("quoted", "escaped", "currency", "other")
        yield _Token("words" if is_words else kind, found[kind])


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, Decimal]:
    """The section for the number, and the number as that section takes it: the second one has its own minus."""
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        return next(
            (section for section, holds in zip(sections, conditions, strict=True) if holds is None or holds(number)), ()
        ), number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    if number < 0 and len(sections) > 1:
        return (sections[1], -number) if sections[1] else ((), number)
    return (sections[0] if sections else ()), number


def _condition(section: _Section) -> Callable[[Decimal], bool] | None:
    found = next((_CONDITION.fullmatch(token.text) for token in section if token.kind == "condition"), None)
    if found is None:
        return None
    holds, limit = _HOLDS[found[1]], Decimal(found[2])
    return lambda number: holds(number, limit)


def _show(section: _Section, kinds: set[str], number: Decimal) -> str:
    is_fraction = "digit" in kinds and any(token == _Token("words", "/") for token in section)
    if "exponent" in kinds or is_fraction:
        return _plain(number)
    number = _EXACT.scaleb(number, 2 * sum(token.kind == "percent" for token in section))
    sign = "-" if number < 0 and kinds & {"digit", "general", "text"} else ""
    places = iter(_fill_places([token for token in section if token.kind in _PLACES], abs(number)))
    plain = _plain(abs(number)) if kinds & {"general", "text"} else ""
    parts = {"general": plain, "text": plain, "percent": "%", "condition": ""}
    return sign + "".join(
        next(places) if token.kind in _PLACES else parts.get(token.kind, token.text) for token in section
    )


def _fill_places(places: list[_Token], number: Decimal) -> list[str]:
    """What stands at each place of "#,##0.0#": the first digit place takes what is left of the number before it.

    As many decimals as there are places, optional ones only if they are not zero. A comma after the last place stands
    for three digits that are not shown.
    """
    kinds = [token.kind for token in places]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = [at for at in range(point) if kinds[at] == "digit"]
    decimals = [at for at in range(point, len(kinds)) if kinds[at] == "digit"][:MAX_DECIMALS]
    last_whole = whole[-1] if whole else -1
    scale = kinds.count("comma") - kinds[:last_whole].count("comma") if last_whole >= 0 else kinds.count("comma")
    rounded = _EXACT.scaleb(number, -3 * scale).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _EXACT)
    digits, _, fraction = format(rounded, "f").partition(".")
    if digits == "0" and all(places[at].text != "0" for at in whole):
        digits, whole = ("0", []) if decimals else ("", whole)  # "#" and "?" show no zero; ".50" is read as "0.50"
    optional = len(decimals) - next((n for n, at in enumerate(decimals[::-1]) if places[at].text == "0"), len(decimals))
    fraction = fraction[:optional] + fraction[optional:].rstrip("0")
    filled = [""] * len(places)
    if whole and kinds[:last_whole].count("comma"):
        filled[whole[0]] = f"{int(digits):,}" if digits else ""
    else:
        _fill_whole(filled, places, whole, digits)
    if fraction:
        filled[point] = "." if whole else f"{digits}."
    elif point < len(kinds) and not whole:
        filled[point] = digits
    for at, digit in zip(decimals, fraction, strict=False):
        filled[at] = digit
    return filled


def _fill_whole(filled: list[str], places: list[_Token], whole: list[int], digits: str) -> None:
    """The digits before the point from the last place to the first: words may stand between places, as in "0!.0"."""
    for at in reversed(whole):
        is_first = at == whole[0]
        digit, digits = (digits, "") if is_first else (digits[-1:], digits[:-1])
        filled[at] = digit or ("0" if places[at].text == "0" else "")


def _plain(number: Decimal) -> str:
    """All digits; of a number that a division left endless, as many as a cell shows."""
    exact = _EXACT.normalize(number)
    if -int(exact.as_tuple().exponent) > MAX_PLAIN_DECIMALS:
        exact = _EXACT.normalize(Decimal(f"{number:.11g}"))
    return format(exact, "f")


def _show_date(section: _Section, days: float, is_1904: bool) -> str:
    """The moment as the code writes it; days that no calendar has show as a row of "#"."""
    if not 0 <= days <= _LAST_DAY:
        return NO_DATE
    seconds = round(days * _SECONDS)
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    try:
        moment = start + timedelta(seconds=seconds)
    except OverflowError:
        return NO_DATE
    clock = [token for token in section if token.kind in ("clock", "elapsed")]
    is_half_day = any("/" in token.text for token in clock)
    parts = iter(_show_clock(clock, at, moment, seconds, is_half_day) for at in range(len(clock)))
    shown = (next(parts) if token in clock else token.text for token in section if token.kind != "condition")
    return "".join(shown).strip()


def _show_clock(clock: list[_Token], at: int, moment: datetime, seconds: int, is_half_day: bool) -> str:
    text = clock[at].text.lower().partition(".")[0]
    length = len(text)
    if clock[at].kind == "elapsed":
        return str(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]])
    neighbours = [clock[place].text[0].lower() for place in (at - 1, at + 1) if 0 <= place < len(clock)]
    match text[0]:
        case "m" if "h" in neighbours[: at > 0] or "s" in neighbours[-1:]:
            number = moment.minute
        case "m" if length > 2:
            return f"{moment:%B}" if length == 4 else f"{moment:%b}"
        case "m":
            number = moment.month
        case "y":
            return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
        case "d" if length > 2:
            return f"{moment:%A}" if length > 3 else f"{moment:%a}"
        case "a" if "/" not in text:
            return ("星期" if length > 3 else "") + "一二三四五六日"[moment.weekday()]
        case "a" | "上":
            morning, _, afternoon = clock[at].text.partition("/")
            return afternoon if moment.hour >= 12 else morning
        case "h":
            number = (moment.hour - 1) % 12 + 1 if is_half_day else moment.hour
        case "s":
            number = moment.second
        case _:
            number = moment.day
    return f"{number:02}" if length > 1 else str(number)
