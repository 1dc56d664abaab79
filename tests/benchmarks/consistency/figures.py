"""Printed figures: how a value is written in a cell or in a sentence, and what its words allow.

Nothing here is taken from perfaudit: the benchmark must not share the mistakes of what it measures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from random import Random

INFINITE = Decimal("Infinity")
WAN, YI, ONE, PERCENT = Decimal(10_000), Decimal(100_000_000), Decimal(1), Decimal("0.01")
_DIGITS = "零一二三四五六七八九"
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_NARROW = {ord(wide): narrow for narrow, wide in zip("0123456789.", "０１２３４５６７８９．", strict=True)}


@dataclass(frozen=True, slots=True)
class Range:
    """Where a true value can lie; both ends belong to it."""

    low: Decimal
    high: Decimal

    def meets(self, other: Range) -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed: ``before`` + ``number`` + ``after``.

    ``about`` is the quantity it states: an address of the forms, or a name of `world.py` for what only prose states.
    ``number`` × ``scale`` is its value in yuan, people, ratio …; ``value`` is given where the number is in words.
    ``qualifier`` says what the words allow: "" (rounding), 近, 约, 余, 超, 不足.
    """

    about: str
    number: str
    scale: Decimal = ONE
    before: str = ""
    after: str = ""
    qualifier: str = ""
    value: Decimal | None = None

    @property
    def text(self) -> str:
        return self.before + self.number + self.after

    @property
    def is_digits(self) -> bool:
        return self.value is None

    @property
    def amount(self) -> Decimal:
        return self.value if self.value is not None else Decimal(narrow(self.number).replace(",", "")) * self.scale

    @property
    def decimals(self) -> int:
        return len(narrow(self.number).partition(".")[2])

    @property
    def range(self) -> Range:
        """What the words allow, as a reader would take them: 余 reaches to the next step of the last digit that counts."""
        amount = self.amount
        is_whole_count = self.scale == ONE and not self.decimals and not self.after.startswith("元")
        half = Decimal(0) if is_whole_count or self.value is not None else self.scale.scaleb(-self.decimals) / 2
        if self.qualifier == "近":
            return Range(amount * Decimal("0.9"), amount)
        if self.qualifier == "约":
            return Range(amount * Decimal("0.95"), amount * Decimal("1.05"))
        if self.qualifier == "余":
            return Range(amount, amount + _step(amount / self.scale) * self.scale)
        if self.qualifier == "超":
            return Range(amount, INFINITE)
        if self.qualifier == "不足":
            return Range(-INFINITE, amount)
        return Range(amount - half, amount + half)

    @property
    def is_wide(self) -> bool:
        return self.is_digits and narrow(self.number) != self.number

    def with_number(self, number: str) -> Figure:
        """Another number, in digits as wide as this one's."""
        return replace(self, number=number.translate(_WIDE) if self.is_wide else number, value=None)

    def widened(self) -> Figure:
        """In full-width digits, without separators."""
        return replace(self, number=self.number.replace(",", "").translate(_WIDE))


def narrow(text: str) -> str:
    """Full-width digits and points as the usual ones."""
    return text.translate(_NARROW)


def _step(number: Decimal) -> Decimal:
    """The unit of the last digit that is not zero: 1200 → 100, 12.6 → 0.1."""
    return Decimal(1).scaleb(number.normalize().as_tuple().exponent)  # type: ignore[arg-type]


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number_text(value: Decimal, decimals: int, has_separators: bool = False) -> str:
    return f"{rounded(value, decimals):{',' if has_separators else ''}.{decimals}f}"


@dataclass(frozen=True)
class Money:
    """How one report writes money."""

    measure: str  # 万元 or 元
    has_separators: bool
    has_yi: bool  # amounts above 100 million in 亿元

    def figure(self, about: str, yuan: Decimal, how: str = "", chance: Random | None = None) -> Figure:
        """``how``: yuan, wan, bare (万元 without its measure), loose, or "" for the report's own way."""
        if how == "loose" and chance is not None and yuan >= WAN:
            return loose_figure(about, yuan / WAN, "万元", chance, WAN)
        if how in ("wan", "bare"):
            return Figure(about, number_text(yuan / WAN, 2, self.has_separators), WAN, after="万元" * (how == "wan"))
        if how == "yuan" or (self.measure == "元" and how == ""):
            return Figure(about, number_text(yuan, 2, self.has_separators), ONE, after="元")
        if self.has_yi and yuan >= YI:
            return Figure(about, number_text(yuan / YI, 4), YI, after="亿元")
        return Figure(about, number_text(yuan / WAN, 2, self.has_separators), WAN, after="万元")


def percent_figure(about: str, ratio: Decimal, decimals: int) -> Figure:
    return Figure(about, number_text(ratio * 100, decimals), PERCENT, after="%")


def count_figure(about: str, value: Decimal, measure: str, decimals: int, chance: Random, is_loose: bool) -> Figure:
    """A count or rate of an indicator: 3,260亩, 十二公里, 近3300人, 1.9万人, 百分之九十五."""
    if measure in ("%", "‰"):
        scale = PERCENT if measure == "%" else Decimal("0.001")
        whole = value == value.to_integral_value()
        if is_loose and whole and measure == "%" and chance.random() < 0.3:
            return Figure(about, chinese(int(value)), scale, before="百分之", value=value * scale)
        if is_loose and measure == "%" and 30 < value < 100 and value % 10:
            tens = int(value // 10)
            return Figure(about, _DIGITS[tens], Decimal("0.1"), "", "成以上", "超", Decimal(tens) / 10)
        return Figure(
            about, number_text(value, 0 if whole and chance.random() < 0.8 else decimals), scale, after=measure
        )
    scale = WAN if measure.startswith("万") else ONE
    if is_loose and value >= 30:
        return loose_figure(about, value, measure, chance, scale)
    if is_loose and not decimals and 2 <= value <= 99:
        return Figure(about, chinese(int(value)), scale, after=measure, value=value * scale)
    return Figure(about, number_text(value, decimals, chance.random() < 0.15), scale, after=measure)


def loose_figure(about: str, value: Decimal, measure: str, chance: Random, scale: Decimal) -> Figure:
    """A rounded figure with the word that makes it true: 1187 → 1100余, 近1200, 约1190, 超过1180, 不足1200."""
    size = max(value.adjusted() - 1, 0)  # two digits count
    step = Decimal(10) ** size
    below, above = (value / step).quantize(ONE, ROUND_DOWN) * step, (value / step).quantize(ONE, ROUND_UP) * step
    ways = [(f"{below:f}", "超", chance.choice(("超过", "超")), measure)] if below < value else []
    ways += (
        [(f"{below:f}", "余", "", f"余{measure}" if chance.random() < 0.7 else f"多{measure}")]
        if below < value and size
        else []
    )
    if below < value:
        ways += [(f"{above:f}", "近", "近", measure)] if above * Decimal("0.9") <= value else []
        ways += [(f"{above:f}", "不足", "不足", measure)] if chance.random() < 0.2 else []
    nearest = rounded(value / step, 0) * step
    if abs(nearest - value) > value / 50 and step >= 10:  # 约 is told of what is nearer
        nearest = rounded(value / step * 10, 0) * step / 10
    ways.append((f"{nearest:f}", "约", "约", measure))
    number, qualifier, before, after = chance.choice(ways)
    if int(number) < 10_000 and chance.random() < 0.25:
        return Figure(about, chinese(int(number)), scale, before, after, qualifier, Decimal(number) * scale)
    if int(number) >= 10_000 and scale == ONE and chance.random() < 0.5:
        return Figure(about, f"{Decimal(number) / WAN:f}", WAN, before, "万" + after, qualifier)
    return Figure(about, number, scale, before, after, qualifier)


def chinese(number: int) -> str:
    """12 → 十二, 95 → 九十五, 100 → 一百, 1200 → 一千二百."""
    if number >= 10_000:
        raise ValueError(number)
    words, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return re.sub(r"^一十", "十", words) or "零"
