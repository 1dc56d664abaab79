"""Rates and averages of two numbers in one sentence: "发现问题1120处，整改1106处，整改率98.75%", "平均每场25人"."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES
from perfaudit.narrative.words import Words, any_of

_TAIL = "(?:为|是|达到了|达到|达|约为|约|:)*"
_RATE = re.compile(f"^(?:[,;]|其中|总体|综合|整体|平均|全年)*(?P<stem>[^,;。:\\d]{{1,6}}?)率{_TAIL}$")
_AVERAGE = re.compile(
    "(?:^|[,;。(]|[^\\w])(?:平均|约)*(?:每一?(?P<each>[^,;。\\d为达约有]{1,4}?)|(?P<kind>[人户亩日村班]均))"
    "(?P<what>[^,;。\\d每月年日季周]{0,8}?)(?:为|达到|达|约为|约|近|:)*$"
)
_KINDS = {
    "人均": ("人", "名"),
    "户均": ("户",),
    "亩均": ("亩",),
    "日均": ("天", "日"),
    "村均": ("个村", "村"),
    "班均": ("个班", "班"),
}
_PRICE = re.compile(
    f"(?:平均)?(?:单价|每(?P<each>[^,;。\\d为达约有]{{1,3}}?)(?:补助|补贴|发放|奖励|标准|单价|价格)?){_TAIL}$"
)
_SUM = re.compile(
    "[,)]?(?:共|共计|合计|总计|总价|总额|计|金额|共需|共发放|共支付|共支出)+(?:金额|资金|支出)?(?:为|约)*"
)


class RateReader:
    """Sets numerator and denominator of a rate or an average that its sentence gives both numbers for; else nothing.

    Left alone: where three numbers of one measure stand before it (of which two is it?), where the smaller does not go by the
    rate's own name (按时办结率 beside 办结1188件), and where the larger is only what came in this year (新收).
    """

    def __init__(self, words: Words) -> None:
        said = words.words["rates"]
        self._other = re.compile(any_of(said["not_of_counts"]))
        self._not_all = re.compile(any_of(said["not_all"]))

    def read(self, paragraph: Paragraph) -> None:
        for mention in paragraph.mentions:
            if mention.relation != "amount" or mention.numerator or mention.value is None or mention.is_compared:
                continue
            if mention.period != "this" or mention.basis not in ("", "final"):
                continue
            before = paragraph.context.before(mention.place)
            if mention.measure == "%":
                if (found := _RATE.search(before)) is not None:
                    self._refer_rate(paragraph, mention, found["stem"])
            elif (found := _AVERAGE.search(before)) is not None and not self._refer_price(paragraph, mention, before):
                self._refer_average(paragraph, mention, found)
            elif found is None:
                self._refer_price(paragraph, mention, before)

    def _refer_rate(self, paragraph: Paragraph, rate: Mention, stem: str) -> None:
        if self._other.search(stem):
            return
        near = self._before(paragraph, rate)
        if not near or near[-1].measure in RATES:
            return
        done = near[-1]
        alike = [m for m in near if m.measure == done.measure]
        is_owed = len(alike) > 2 and "应" in _said(paragraph, alike[-2]) and "实" in _said(paragraph, done)
        alike = alike[-2:] if is_owed else alike
        if len(alike) != 2 or paragraph.context.previous_quantity(done.place) != alike[0].place:
            return
        base = alike[0]
        is_whole = (base.value or 0) >= (done.value or 0) > 0 and not self._not_all.search(_said(paragraph, base))
        if len(stem) > 3 and stem[:-2] in _said(paragraph, base):
            stem = stem[-2:]  # 刑事案件破案率
        if is_whole and self._names(stem, _said(paragraph, done)) and not self._is_done(stem, _said(paragraph, base)):
            rate.numerator, rate.denominator = done.claim_id, base.claim_id

    @staticmethod
    def _is_done(stem: str, said: str) -> bool:
        return stem in said and not said.startswith(("应", "计划", "需"))

    @staticmethod
    def _names(stem: str, said: str) -> bool:
        """Whether an amount goes by the rate's name: 整改1106处; of a name of two signs one will do: 破640起, 实收200元."""
        if stem in said:
            return True
        return len(stem) == 2 and any(re.search(f"(?:^|[,实已应]){sign}$", said) for sign in stem)

    def _refer_average(self, paragraph: Paragraph, average: Mention, found: re.Match[str]) -> None:
        near = self._before(paragraph, average)
        counts = [m for m in near if self._is_counted(paragraph, m, found)]
        totals = [m for m in near if m.measure == average.measure and m not in counts]
        if len(counts) != 1 or len(totals) != 1 or (totals[0].value or 0) <= (average.value or 0):
            return
        if any(self._not_all.search(_said(paragraph, m)) for m in (*counts, *totals)):
            return
        average.numerator, average.denominator = totals[0].claim_id, counts[0].claim_id

    def _refer_price(self, paragraph: Paragraph, price: Mention, before: str) -> bool:
        """ "购置电脑20台，单价0.50万元，共计10.00万元"."""
        found = _PRICE.search(before)
        place = paragraph.context.next_quantity(price.place)
        near = self._before(paragraph, price)
        if found is None or place is None or len(near) != 1 or price.measure != "元":
            return False
        total, mark = paragraph.mentions[place], paragraph.context.marks[price.place]
        between = paragraph.flat.text[mark.end : paragraph.flat_start(total)]
        is_counted = near[0].measure not in ("元", *RATES) and found["each"] in (None, near[0].measure)
        if total.measure != "元" or not total.is_own_amount or not _SUM.fullmatch(between) or not is_counted:
            return False
        price.numerator, price.denominator = total.claim_id, near[0].claim_id
        return True

    @staticmethod
    def _is_counted(paragraph: Paragraph, mention: Mention, found: re.Match[str]) -> bool:
        if found["kind"]:
            return mention.measure in _KINDS[found["kind"]]
        each = found["each"]
        return each == mention.measure or (
            each.startswith(mention.measure)
            and each.removeprefix(mention.measure) in paragraph.context.clause_words(mention.place)
        )

    @staticmethod
    def _before(paragraph: Paragraph, mention: Mention) -> list[Mention]:
        """The amounts of the sentence before a number, all of them this year's own; none where one is not."""
        start = paragraph.context.sentence(mention.place)[0]
        near = [m for m in paragraph.between(start, paragraph.flat_start(mention)) if m.kind == "quantity"]
        is_plain = all(m.is_own_amount and m.period == "this" and m.qualifier in ("exactly", "about") for m in near)
        return near if is_plain else []


def _said(paragraph: Paragraph, mention: Mention) -> str:
    """The words on either side of an amount, in its clause."""
    return paragraph.context.before(mention.place) + paragraph.context.after(mention.place)


@lru_cache(maxsize=4)
def rate_reader(words: Words) -> RateReader:
    """Made once: the patterns are the same for every text."""
    return RateReader(words)
