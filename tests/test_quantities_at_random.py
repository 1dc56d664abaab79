"""Numbers written at random, in any style, are read back; and no text at all is too much."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from perfaudit.quantities import QUALIFIERS, find_numbers, find_quantities, parse_cell

SIGNS = st.sampled_from(
    "0123456789０９,.，．。、；：%％‰-—~～/+×（）()〔〕“”≥<>¥ \n\t余多近约超过不足至到第附件年月日周季度号级元万亿千百十一二两三半几零点分之成个人名位次处家户起项m²kAR"
)


@given(st.text(SIGNS, max_size=40) | st.text(max_size=40))
@example("負百万点零")
@example("1/0")
@example("一分之零")
@example("9" * 60 + ".5万元")
def test_any_text_is_read(text: str) -> None:
    """Nothing crashes; numbers are in order, stand where they say, and cover every digit."""
    numbers = find_numbers(text)
    covered: set[int] = set()
    for number in numbers:
        assert text[number.start : number.end] == number.text == number.text.strip()
        assert number.start < number.end
        assert not covered & set(range(number.start, number.end))
        covered |= set(range(number.start, number.end))
        assert (number.kind == "quantity") == (number.quantity is not None)
        if number.quantity:
            assert number.quantity.text == number.text
            assert number.quantity.qualifier in QUALIFIERS
            assert number.quantity.quantum >= 0
            assert number.quantity.interval.contains(number.quantity.value)
            assert number.quantity.bounds.meets(number.quantity.interval)
    assert [number.start for number in numbers] == sorted(number.start for number in numbers)
    assert not {at for at, sign in enumerate(text) if sign in "0123456789"} - covered
    parse_cell(text, Decimal(10_000), "元")


FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
SCALES = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
WORDS = {
    "{}": "exactly", "约{}": "about", "{}左右": "about", "近{}": "nearly", "将近{}": "nearly", "超过{}": "more_than", "不少于{}": "at_least", "≥{}": "at_least",
    "{}以上": "at_least", "至少{}": "at_least", "不超过{}": "at_most", "{}以内": "at_most", "{}以下": "at_most", "不足{}": "less_than",
}  # fmt: skip


@given(
    st.decimals(min_value=0, max_value=10**9, places=2) | st.integers(0, 10**9).map(Decimal),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(sorted(WORDS)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["，共计", "其中：公用经费：", "支出 ", "（", "为"]),
)
def test_an_amount_in_any_style_is_read_back(
    number: Decimal, unit: str, words: str, has_separators: bool, is_wide: bool, before: str
) -> None:
    """Separators, full width, scale and qualifier change how an amount is written, never what it is."""
    digits = f"{number:,f}" if has_separators else f"{number:f}"
    written = words.format((digits.translate(FULL_WIDTH) if is_wide else digits) + unit)
    (quantity,) = find_quantities(before + written + "。")
    assert quantity.value == number * SCALES[unit]
    assert (quantity.measure, quantity.qualifier, quantity.text) == ("元", WORDS[words], written)
    places = -number.as_tuple().exponent  # type: ignore[operator]
    assert quantity.quantum * 2 == Decimal(SCALES[unit]).scaleb(-places)


DIGITS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    """A whole number below 10⁸ as it is spelled."""
    if number >= 10_000:
        upper, lower = divmod(number, 10_000)
        return _chinese(upper) + "万" + ("零" if 0 < lower < 1000 else "") + (_chinese(lower) if lower else "")
    spelled, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            spelled += ("零" if gap and spelled else "") + DIGITS[digit] + unit
        gap = not digit
    return spelled


@given(st.integers(1, 10**8 - 1))
@example(110)
@example(10_010)
@example(20_002_000)
def test_spelled_numbers_are_read_back(number: int) -> None:
    """一千零一十 is 1010 people, in the long spelling and with 十 for 一十."""
    words = _chinese(number)
    for written in {words, re.sub("^一十", "十", words)}:
        (quantity,) = find_quantities(f"帮扶{written}人。")
        assert (quantity.value, quantity.measure) == (number, "人")
