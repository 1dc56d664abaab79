"""Numerals, in digits and in Chinese, to decimals."""

import re
from decimal import Context, Decimal
from typing import NamedTuple

# The default context rounds at 28 digits; a figure that was read must stay the figure that was printed.
EXACT = Context(prec=400)

_ONE = Decimal(1)
_DIGITS = dict(zip("零〇一二两三四五六七八九", map(Decimal, (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9)), strict=True))
_SMALL = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
_LARGE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_TWO_DIGITS = re.compile("[一二两三四五六七八][二三四五六七八九]")


class Numeral(NamedTuple):
    """A number as written; ``high`` is not ``low`` in 三五 (three to five), ``place`` its last digit's worth."""

    low: Decimal
    high: Decimal
    place: Decimal


def scaled(number: Decimal, scale: Decimal) -> Decimal:
    """``number`` × ``scale`` without the zeros that a scale leaves behind the point: 1250.60 × 10 000 is 12506000."""
    if scale == 1:
        return number
    product = EXACT.normalize(EXACT.multiply(number, scale))
    exponent = product.as_tuple().exponent
    return product if isinstance(exponent, int) and exponent <= 0 else EXACT.quantize(product, _ONE)


def read_scale(words: str | None) -> Decimal:
    """万 → 10 000, 百万 → 1 000 000; 1 for none."""
    scale = _ONE
    for word in words or "":
        scale *= _SMALL.get(word) or _LARGE[word]
    return scale


def read_arabic(digits: str, scale: Decimal = _ONE) -> Numeral:
    """Digits with or without separators: "1,250.60" → 1250.60, last place 0.01."""
    value = scaled(Decimal(digits.replace(",", "").replace("，", "")), scale)
    return Numeral(value, value, scaled(Decimal(f"1E-{len(digits.partition('.')[2])}"), scale))


def count_of(digits: str) -> int:
    """A small whole number in either script: "3", "三" and "两". 0 where the signs make none."""
    read = read_arabic(digits) if digits.isascii() and digits.isdigit() else read_chinese(digits)
    return int(read.low) if read is not None else 0


def read_chinese(text: str) -> Numeral | None:
    """一千二百 → 1200, 三点五万 → 35 000, 两三百 → 200 to 300; None where the signs make no number (一一, 百千)."""
    text = text.translate(_FINANCIAL)
    if "点" in text:
        return _decimal(text)
    pair = _TWO_DIGITS.search(text)
    if not pair:
        return _integer(text)
    first, second = (_DIGITS[sign] for sign in pair.group())
    if second - first != 1 and pair.group() != "三五":
        return None
    low = _integer(text[: pair.end() - 1] + text[pair.end() :])
    high = _integer(text[: pair.start()] + text[pair.end() - 1 :])
    return Numeral(low.low, high.low, low.place) if low and high else None


def _decimal(text: str) -> Numeral | None:
    parts = re.fullmatch("(.*[^万亿])点([零〇一二三四五六七八九]+)([百千万亿]*)", text)
    whole = _integer(parts[1]) if parts else None
    if not parts or not whole:
        return None
    fraction = "".join(str(_DIGITS[sign]) for sign in parts[2])
    return read_arabic(f"{whole.low:f}.{fraction}", read_scale(parts[3]))


def _integer(text: str) -> Numeral | None:
    """Left to right: a digit waits for the unit that gives it its worth; units fall, and start again after 万."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    small, large = _LARGE["万"], Decimal("Infinity")  # the next unit must be smaller than these
    for position, sign in enumerate(text):
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            unit = _SMALL[sign]
            # A unit without a digit counts once at the start (百余), 十 also later (一百十二).
            if unit >= small or (not digit and position and sign != "十"):
                return None
            section += unit * (digit or _ONE)
            small, digit = unit, None
        elif sign in _LARGE:
            unit = _LARGE[sign]
            section += digit or 0
            multiplies_all = sign == "亿" and 0 < total < unit  # 三万亿
            if (position and not section and not multiplies_all) or (unit >= large and not multiplies_all):
                return None
            total = (total + section) * unit if multiplies_all else total + (section or _ONE) * unit
            section, small, large, digit = Decimal(0), _LARGE["万"], unit, None
        else:
            return None
    value = total + section + (digit or 0) * _worth_of_last_digit(text)
    return Numeral(value, value, _place(text) if value >= 10_000 else _ONE)


def _worth_of_last_digit(text: str) -> Decimal:
    """In 两万三 and 一百五 the last digit belongs to the next lower unit."""
    unit = _SMALL.get(text[-2:-1]) or _LARGE.get(text[-2:-1]) or _ONE
    return unit / 10 if unit > 10 else _ONE


def _place(text: str) -> Decimal:
    """Up to four digits a spelled number is meant to the unit; above, 一万二千 is a figure rounded to thousands."""
    large = re.search("[万亿]+$", text)
    return read_scale(large.group()) if large else _SMALL.get(text[-1]) or _worth_of_last_digit(text)
