"""Prose → its numbers: quantities, dates, ordinals and references, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QuantityError
from .interval import INFINITY, Interval
from .measures import (
    AFTER_DIGITS_ONLY,
    COUNTED,
    HEADS,
    MEASURE_OF,
    ONE_CASE_AFTER,
    ONE_IS_NO_COUNT_AFTER,
    SPANS,
    TAILS,
    plain,
)
from .numerals import EXACT, Numeral, read_arabic, read_chinese, read_scale, scaled
from .patterns import NUMBER

_HAN = "[\u4e00-\u9fff]"
_HALF = Decimal("0.5")
_ONE = Decimal(1)
_ABOUT = Decimal("0.05")
_NEARLY = Decimal("0.9")

_BEFORE_LAST = "在对从于最的及和与将把按以是为有仅"  # 在近30天内: not nearly 30


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it measures.

    ``value`` is in ``measure``, money in 元, shares in %; ``measure`` is "" where none is written. ``quantum`` is half
    of the last printed digit, 0 for counts printed in full. ``qualifier`` is one of ``QUALIFIERS``. ``high`` is the
    upper end of a range (3-5个), else None. ``step`` is how far 余 or 多 can reach (120余家: 10), None where the words
    set no end. ``text`` is ``original[start:end]``, qualifier and measure included.
    """

    value: Decimal
    measure: str
    quantum: Decimal
    qualifier: str
    text: str
    start: int
    end: int
    high: Decimal | None = None
    step: Decimal | None = None

    @property
    def interval(self) -> Interval:
        """The values that print as this figure, or as one of a range. The qualifier has no say in it."""
        top = self.value if self.high is None else self.high
        return Interval.around(self.value, self.quantum).hull(Interval.around(top, self.quantum))

    @property
    def bounds(self) -> Interval:
        """What the words allow.

        exactly: the rounding interval. about n: 5 % more on either side. nearly n: 0.9 n to n. more_than n: from n on;
        余 and 多 reach up to the next step of the last digit that is not 0 (120余: 130; 2.6万余: 2.7万), 超 has no end.
        at_least, at_most, less_than: open on one side. A limit named in words is no rounded figure, so there the
        quantum widens nothing: 1.96万 is not 超过2万. Ends are included; whoever compares decides about equality.
        """
        low, high = self.value, self.value if self.high is None else self.high
        match self.qualifier:
            case "about":
                return self.interval.hull(
                    Interval.around(low, abs(low) * _ABOUT + self.quantum).hull(
                        Interval.around(high, abs(high) * _ABOUT + self.quantum)
                    )
                )
            case "nearly":
                return Interval.exact(low * _NEARLY).hull(Interval.exact(high))
            case "more_than":
                return Interval(low, INFINITY if self.step is None else high + self.step)
            case "at_least":
                return Interval(low, INFINITY)
            case "at_most":
                return Interval(-INFINITY, high)
            case "less_than":
                return Interval(-INFINITY, low)
        return self.interval


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``kind``: quantity, date, ordinal, reference, or unclear (it can be read two ways: 1,23)."""

    kind: str
    text: str
    start: int
    end: int
    quantity: Quantity | None = None


def find_numbers(text: str) -> list[Number]:
    """Every number in ``text``, in order, without overlap; every digit 0 to 9 belongs to one of them."""
    signs = plain(text)
    numbers = []
    position = 0
    while match := NUMBER.search(signs, position):
        number = _number(match, signs, text)
        if number:
            numbers.append(number)
        position = number.end if number else max(match.end(), position + 1)
    return numbers


def find_quantities(text: str) -> list[Quantity]:
    """The quantities among the numbers of ``text``."""
    return [number.quantity for number in find_numbers(text) if number.quantity]


def parse_quantity(text: str) -> Quantity | None:
    """Read the first quantity in ``text``: "近1.9万人" → 19000 people, nearly, quantum 500.

    Full-width digits, thousands separators, 元/万元/亿元, 余/多/近/约/超/不少于 are read. Returns None where there is
    no quantity. Raises QuantityError where there is one that can be read two ways.
    """
    for number in find_numbers(text):
        if number.quantity:
            return number.quantity
        if number.kind == "unclear":
            raise QuantityError(
                f"characters {number.start + 1} to {number.end}",
                f'"{number.text}" can be read two ways',
                "one number",
                "write it with a decimal point and commas between thousands, or as two numbers",
            )
    return None


def _number(match: re.Match[str], signs: str, text: str) -> Number | None:
    kind = match.lastgroup or ""
    start, end = match.span()
    if kind == "quantity":
        quantity = read_quantity(match, signs, text) or _shorter(match, signs, text)
        if quantity:
            return Number(kind, quantity.text, quantity.start, quantity.end, quantity)
        # A digit is never passed over in silence; Chinese numerals are parts of ordinary words.
        kind = "unclear" if re.search("[0-9]", match.group()) else "idiom"
    return None if kind == "idiom" else Number(kind, text[start:end], start, end)


def _shorter(match: re.Match[str], signs: str, text: str) -> Quantity | None:
    """A quantity at the start of what makes none as a whole: 投入3万元到5个社区, 由5个到3个; 一半人员."""
    if match["low"] and match["dash"].strip() in ("至", "到"):
        end = match.end(next(name for name in ("low_measure", "low_scale", "low") if match[name]))
    elif _is_share(match) and match["measure"] and not match["scale"]:
        end = match.start("measure")
    else:
        return None
    start = NUMBER.match(signs, match.start(), end)
    return read_quantity(start, signs, text) if start and start.lastgroup == "quantity" else None


def read_quantity(match: re.Match[str], signs: str, text: str) -> Quantity | None:
    """What QUANTITY found in ``signs``, the plain form of ``text``; None where it counts nothing."""
    measure = _measure(match)
    numeral = read_numeral(match)
    if numeral is None or (match["chinese"] and not _counts(match, signs)):
        return None
    if _is_share(match):
        if match["measure"] or (match["scale"] and not match["per"]):
            return None
        measure = "%"
    low, high = numeral.low, numeral.high
    place = numeral.place
    if match["low"]:
        lower = _lower_end(match, numeral)
        same_measure = not match["low_measure"] or _canonical(match["low_measure"]) == measure
        if lower is None or lower.low >= high or not same_measure:
            return None
        low, place = lower.low, max(place, lower.place)
    if match["more"] == "半" or match["also"] == "半":
        low, high, place = low + _HALF, high + _HALF, _ONE
    if match["minus"]:
        low, high = -high, -low
    qualifier, is_stepped = _qualifier(match, measure)
    start = match.start()
    if _is_last(match, measure):
        start = match.end("head_nearly")
        start += len(signs[start:]) - len(signs[start:].lstrip())
    end = match.end()
    return Quantity(
        value=low,
        measure=measure,
        quantum=quantum_of(place, measure),
        qualifier=qualifier,
        text=text[start:end],
        start=start,
        end=end,
        high=high if high != low else None,
        step=_step(high) if is_stepped else None,
    )


def quantum_of(place: Decimal, measure: str) -> Decimal:
    """Half of the last printed digit; 0 for a count that is printed down to ones."""
    counted = measure.partition("/")[0] in COUNTED
    return Decimal(0) if counted and place == 1 else scaled(place, _HALF)


def _canonical(written: str) -> str:
    return "%" if written == "‰" else MEASURE_OF[written]


def _measure(match: re.Match[str]) -> str:
    if match["more"]:
        return MEASURE_OF.get(match["of"], match["of"])
    if match["measure"]:
        return _canonical(match["measure"]) + (match["each"] or "")
    if match["money"]:
        return "元"
    return _canonical(match["low_measure"]) if match["low_measure"] else ""


def _is_share(match: re.Match[str]) -> bool:
    return bool(match["per"] or not (match["arabic"] or match["chinese"]))


def _share(match: re.Match[str]) -> Numeral | None:
    """Fractions and tenths in %: 1/3, 三分之一, 八成, 一半. A third has no last digit; it is taken as a whole %."""
    if match["tenths"]:
        ones = match["hundredths"]
        tens = _digit(match["tenths"]) * 10
        value = tens + (5 if ones == "半" else _digit(ones)) if ones else tens
        return Numeral(value, value, _ONE if ones else Decimal(10))
    if match["half"]:
        return Numeral(Decimal(50), Decimal(50), Decimal(10))
    if match["denominator"]:
        part, whole = Decimal(match["numerator"]), Decimal(match["denominator"])
    elif match["parts"]:
        numerals = read_chinese(match["share"]), read_chinese(match["parts"])
        if not numerals[0] or not numerals[1]:
            return None
        part, whole = numerals[0].low, numerals[1].low
    else:
        return None
    if not part < whole:
        return None
    value = part * 100 / whole
    return Numeral(value, value, _ONE)


def _digit(sign: str) -> Decimal:
    numeral = read_chinese(sign)
    return numeral.low if numeral else Decimal(sign)


def read_numeral(match: re.Match[str]) -> Numeral | None:
    """The main number with its scale, shares in %; None where it can be read two ways or not at all."""
    scale = read_scale(match["scale"])
    if match["chinese"]:
        numeral = read_chinese(match["chinese"])
    elif not match["arabic"]:
        return _share(match)
    elif match["rest"]:
        numeral = _in_two_parts(match)
        scale = _ONE
    else:
        # 分别为139，270，700 are three numbers, or one: the comma parts clauses and thousands alike.
        before = match.string[max(0, match.start() - 12) : match.start()]
        is_list = "，" in match["arabic"] and re.search("分别|依次", before)
        numeral = None if is_list else read_arabic(match["arabic"])
    if match["per"] or match["measure"] == "‰":
        scale *= {"百分之": _ONE, "万分之": Decimal("0.01")}.get(match["per"], Decimal("0.1"))
    return numeral and Numeral(*(scaled(part, scale) for part in numeral))


def _in_two_parts(match: re.Match[str]) -> Numeral | None:
    """1亿5000万, 2万3000; None for 3万5, which some mean as 35 000 and some as 30 005."""
    upper = read_arabic(match["arabic"], read_scale(match["large"]))
    lower = read_arabic(match["rest"], read_scale(match["scale"]))
    if (len(match["rest"]) < 2 and not match["scale"]) or lower.low >= read_scale(match["large"]):
        return None
    value = EXACT.add(upper.low, lower.low)
    return Numeral(value, value, lower.place)


def _lower_end(match: re.Match[str], upper: Numeral) -> Numeral | None:
    """The first number of a range. In 3-5万元 it shares the scale of the second, in 5000-1万元 it does not."""
    words = match["low"]
    lower = read_arabic(words) if re.match("[0-9]", words) else read_chinese(words)
    if not lower:
        return None
    shared = read_scale(match["scale"])
    scale = read_scale(match["low_scale"])
    if not match["low_scale"] and scaled(lower.low, shared) < upper.high:
        scale = shared
    return Numeral(*(scaled(part, scale) for part in lower))


def _counts(match: re.Match[str], signs: str) -> bool:
    """Whether a Chinese numeral counts something (两次), or is a part of an ordinary word (统一, 千家万户)."""
    numeral, written = match["chinese"], match["measure"]
    if match["per"]:
        return True
    start = match.start("low") if match["low"] else match.start("chinese")
    before, after = signs[max(0, start - 2) : start], signs[match.end() : match.end() + 2]
    is_qualified = match.group()[: start - match.start()].strip() or match["infix"] or match["after_scale"]
    if before[-1:] in "数几第" and before and not is_qualified:
        return False
    if numeral[0] in "零〇" and "点" not in numeral:
        return not written and before[-1:] in ("为", "是") and not re.match(_HAN, after)
    if numeral[0] in "百千万亿" and (len(numeral) > 1 or not is_qualified):
        return False
    if not written:
        if len(numeral) > 1:
            return bool(is_qualified or not re.match(_HAN, after) or re.search(".[百千万亿点]", numeral))
        return bool(match["infix"] or (match["low"] and match["scale"]))
    if len(numeral) == 1 and written in AFTER_DIGITS_ONLY:
        return False
    if written == "番" and before[-1:] != "翻":
        return False
    if re.match("一(?![百十千万])", after):  # 一户一策, 四个一
        return False
    if numeral != "一" or is_qualified or match["low"]:
        return True
    if written == "起":
        return before in ONE_CASE_AFTER
    return before[-1:] not in ONE_IS_NO_COUNT_AFTER and before[:1] != "一"


def _is_last(match: re.Match[str], measure: str) -> bool:
    """Whether 近 says the last days or years, not nearly so many: 近三年, 近30天; but 免费开放近320天."""
    before = match.string[: match.start("head_nearly")].rstrip()[-1:] if match["head_nearly"] == "近" else None
    follows_verb = before is not None and "\u4e00" <= before <= "\u9fff" and before not in _BEFORE_LAST
    return before is not None and measure in SPANS and (measure == "年" or not follows_verb)


def _qualifier(match: re.Match[str], measure: str) -> tuple[str, bool]:
    """The qualifier, and whether 余 or 多 limits it to the next step. 约 yields to the firmer; 近…余 is but about."""
    head = next((name for name in HEADS if match[f"head_{name}"]), None)
    if _is_last(match, measure):
        head = None
    tail = next((name for name in TAILS if match[f"tail_{name}"]), None)
    inner = [match[name] for name in ("infix", "after_scale", "more", "also") if match[name] and match[name] != "半"]
    middle = None if not inner else "about" if inner[0] == "来" else "more_than"
    found = [name for name in (head, tail, middle) if name]
    firm = [name for name in found if name != "about"] or found
    if not firm:
        return "exactly", False
    if firm[0] == "nearly" and len(set(firm)) > 1:
        return "about", False
    return firm[0], firm[0] == "more_than" == middle and head != "more_than"


def _step(value: Decimal) -> Decimal:
    """One step of the last digit that is not 0: 120 → 10, 26 000 → 1000."""
    exponent = EXACT.normalize(value).as_tuple().exponent
    return scaled(_ONE, Decimal(f"1E{exponent}")) if value and isinstance(exponent, int) else _ONE
