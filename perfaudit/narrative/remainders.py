"""What is left of a budget, and what it was raised by: "预算50万元，实际采购47万元，节约3万元"."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.mentions import CHANGE, Mention, Paragraph
from perfaudit.narrative.relations import RATES
from perfaudit.narrative.words import Words, any_of

_BUDGETS = ("budget", "full_year")


class RemainderReader:
    """Finds the two amounts that a remainder, a saving or an adjustment stands between.

    It is a change from the first to the second; as a rate it is growth. Only where both stand directly before it, or on
    either side, and where nothing else was added or taken away in the same sentence.
    """

    def __init__(self, words: Words) -> None:
        left, adjusted = any_of(words.list_of("remainder_words")), any_of(words.list_of("adjusted_words"))
        lead, tail = f"(?:{any_of(words.list_of('leading'))}|形成|实现)*", "(?:为|是|了|达到|达|共计|共|约|近|:)*"
        self._left = re.compile(f"{lead}{left}(?:率|比例)?{tail}")
        self._adjusted = re.compile(f"{lead}{adjusted}(?:幅度|比例|比率|率){tail}")
        self._raised = re.compile(f"{lead}{any_of(words.list_of('raised_words'))}(?:预算|资金|经费|指标)?{tail}")
        self._cut = words.of("cut_words")

    def read(self, paragraph: Paragraph) -> None:
        for mention in paragraph.mentions:
            if mention.relation != "amount" or mention.basis not in ("", CHANGE) or mention.is_compared:
                continue
            said = paragraph.context.before(mention.place)
            if self._left.fullmatch(said):
                self._refer_left(paragraph, mention)
            elif mention.measure in RATES and self._adjusted.fullmatch(said):
                self._refer_adjusted(paragraph, mention)
            elif mention.basis == CHANGE and self._raised.fullmatch(said):
                self._refer_raised(paragraph, mention, "down" if self._cut.search(said) else "up")

    def _refer_left(self, paragraph: Paragraph, left: Mention) -> None:
        """预算 − 支出."""
        near = self._before(paragraph, left)
        if len(near) < 2 or any(self._is_left(paragraph, m) for m in self._sums(paragraph, left) if m is not left):
            return  # 结余8万元，结转2万元: several are left
        base, done = near[-2:]
        is_spent = done.basis in ("", "final") and not self._raised.search(paragraph.context.before(done.place))
        if base.basis in _BUDGETS and is_spent and not done.parent:
            self._set(left, base, done, "down")

    def _is_left(self, paragraph: Paragraph, mention: Mention) -> bool:
        return self._left.fullmatch(paragraph.context.before(mention.place)) is not None

    def _refer_adjusted(self, paragraph: Paragraph, rate: Mention) -> None:
        """调整后预算 ÷ 年初预算 − 1."""
        near = self._before(paragraph, rate)
        if len(near) >= 2 and [m.basis for m in near[-2:]] == ["budget", "full_year"]:
            self._set(rate, near[-2], near[-1], "")

    def _refer_raised(self, paragraph: Paragraph, change: Mention, direction: str) -> None:
        """年初预算 + 追加 = 调整后预算."""
        sums = self._sums(paragraph, change)
        at = sums.index(change) if change in sums else 0
        if at < 1 or sum(m.basis == CHANGE for m in sums) > 1:
            return
        if at > 1 and [m.basis for m in sums[at - 2 : at]] == ["budget", "full_year"]:
            self._set(change, sums[at - 2], sums[at - 1], direction)
        elif at < len(sums) - 1 and (sums[at - 1].basis, sums[at + 1].basis) == ("budget", "full_year"):
            self._set(change, sums[at - 1], sums[at + 1], direction)

    @staticmethod
    def _set(mention: Mention, base: Mention, done: Mention, direction: str) -> None:
        mention.relation = "growth" if mention.measure in RATES else "change"
        mention.basis, mention.direction = "budget", direction
        mention.numerator, mention.denominator = done.claim_id, base.claim_id
        mention.subject = done.subject

    @staticmethod
    def _sums(paragraph: Paragraph, near: Mention) -> list[Mention]:
        """The amounts of money of a sentence."""
        start, end = paragraph.context.sentence(near.place)
        return [
            m for m in paragraph.between(start, end) if m.is_amount and m.measure == "元" and m.period == near.period
        ]

    def _before(self, paragraph: Paragraph, mention: Mention) -> list[Mention]:
        sums = self._sums(paragraph, mention)
        before = [m for m in sums if m.place < mention.place]
        return before if not any(m.basis == CHANGE for m in before) else []


@lru_cache(maxsize=4)
def remainder_reader(words: Words) -> RemainderReader:
    """Made once: the patterns are the same for every text."""
    return RemainderReader(words)
