"""Amounts told one after the other in one shape, and the total before or behind them: "100万元的去向是:甲52万元、乙48万元".

What the items are called, and whether the name stands before or behind its amount, does not matter: what tells a list is
that the words between its amounts are alike, and what tells that it is whole is a colon, a word that divides or sums up.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from perfaudit.narrative.examples import names_examples
from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES
from perfaudit.narrative.words import Words, any_of
from perfaudit.quantities import count_of

_BRACKETS = re.compile(r"\([^()]*\)")
_ORDINAL = re.compile(r"^\(?(?:[一二三四五六七八九十]+|\d+)[)、.)]|^[①-⑳]|^(?:其)?[一二三四五六七八九十](?:是|,)")
# Between two amounts of a list: what still belongs to the first, what parts them, and what leads to the second.
_GAP = re.compile(r"(?P<after>[^、,;:。]{0,20}?)(?P<sign>[、,;]|以及|[和及与])(?P<before>[^,;。]{0,30})")
_NUMBER = re.compile(r"(\d+|[二两三四五六七八九十])(?:个|项|类|大|笔|部分|者|块)")
_MIN_LONG = 3
_SCORE = "分"
_SIGNS = "、,;"  # the weakest first


@dataclass
class Run:
    """Amounts in one shape."""

    amounts: list[Mention]
    gaps: list[tuple[str, bool]]  # the sign between two, and whether the names stand behind their amounts

    @property
    def summed(self) -> Decimal:
        return sum((m.value or Decimal(0) for m in self.amounts), Decimal(0))

    @property
    def slack(self) -> Decimal:
        return sum((m.quantum or Decimal(0) for m in self.amounts), Decimal(0))

    def excess(self, total: Mention) -> Decimal:
        """How far the amounts pass a total (negative: fall short of it), 0 within rounding."""
        gap = self.summed - (total.value or Decimal(0))
        return Decimal(0) if abs(gap) <= self.slack + (total.quantum or Decimal(0)) else gap


@lru_cache(maxsize=4)
def run_reader(words: Words) -> RunReader:
    """Made once: the patterns are the same for every text."""
    return RunReader(words)


class RunReader:
    """Finds lists by their shape, and makes their amounts the parts of the total beside them."""

    def __init__(self, words: Words) -> None:
        own = words.words["runs"]
        self._words = words
        self._breaks, self._divides = re.compile(any_of(own["breaks"])), re.compile(any_of(own["divides"]))
        self._sums, self._loose_sums = re.compile(any_of(own["sums"])), re.compile(any_of(own["loose_sums"]))
        self._only_sums = re.compile(f"{any_of([*own['sums'], *own['loose_sums']])}[为是:]?")
        count = "[一二三四五六七八九十两\\d]+(?:部分|项|个|块|类)"
        self._closing = re.compile(rf"(?:共同|一起|{count}\w*?)?{any_of(own['makes_up'])}|{count}$")
        self._leads = words.of("money_leads")
        self._makes_up = re.compile(rf"[^,;。]{{0,8}}?{any_of(own['makes_up'])}")
        self._open_total = words.of("open_totals")

    def read(self, paragraph: Paragraph) -> None:
        """Sets relation and parent where no other reader has found what the amounts are parts of."""
        by_measure: dict[str, list[Mention]] = defaultdict(list)
        for mention in paragraph.mentions:
            if mention.is_amount and mention.value is not None and mention.measure not in RATES:
                by_measure[mention.measure].append(mention)
        for amounts in by_measure.values():
            for run, before, after in self._runs(paragraph, amounts):
                self._settle(paragraph, run, before, after)

    def _settle(self, paragraph: Paragraph, run: Run, before: Mention | None, after: Mention | None) -> None:
        self._name(paragraph, run)
        if len(run.amounts) < 2 or any(
            m.parent or m.within or not m.is_own_amount or m.relation != "amount" for m in run.amounts
        ):
            return
        total = self._total_behind(paragraph, run, after) or self._total_before(paragraph, run, before)
        if total is not None and not total.parent and self._fits(run, total):
            for part in run.amounts:
                part.relation, part.parent = "part", total.claim_id

    def _name(self, paragraph: Paragraph, run: Run) -> None:
        """Names that stand behind their amounts are what these speak of, whatever stands before the first."""
        names = [self._named_behind(paragraph, part) for part in run.amounts] if run.gaps and run.gaps[0][1] else []
        for part, name in zip(run.amounts, names, strict=False) if all(names) else ():
            part.subject = name

    def _named_behind(self, paragraph: Paragraph, part: Mention) -> str:
        """ "投向甲专项(见附件)" → 甲专项."""
        after = paragraph.context.after(part.place)
        led = self._leads.match(after)
        return self._closing.split(after[led.end() :].partition("(")[0])[0] if led is not None else ""

    def _runs(
        self, paragraph: Paragraph, amounts: list[Mention]
    ) -> Iterator[tuple[Run, Mention | None, Mention | None]]:
        """The lists, each with the amount before it and the one behind it, of the same sentence."""
        run, before = Run(amounts[:1], []), None
        for left, right in itertools.pairwise(amounts):
            near = right if not self._is_apart(paragraph, left, right) else None
            gap = self._gap(paragraph, left, right)
            if gap is not None and (not run.gaps or self._is_alike(run, gap)):
                run.amounts.append(right)
                run.gaps.append(gap)
            elif gap is not None and _SIGNS.find(gap[0]) < _SIGNS.find(run.gaps[0][0]):
                # 支出100万元,由甲52万元、…: what a comma parts is above what 、 parts
                yield Run(run.amounts[:-1], run.gaps[:-1]), before, left
                run, before = Run([left, right], [gap]), run.amounts[-2]
            else:
                yield run, before, near
                run, before = Run([right], []), left if near else None
        yield run, before, None

    @staticmethod
    def _is_alike(run: Run, gap: tuple[str, bool]) -> bool:
        sign, is_behind = run.gaps[0]
        return gap[1] == is_behind and (gap[0] == sign or gap[0] in "以及和与")

    @staticmethod
    def _is_apart(paragraph: Paragraph, left: Mention, right: Mention) -> bool:
        return paragraph.context.full_stops_between(paragraph.flat_start(left), paragraph.flat_start(right))

    @staticmethod
    def _between(paragraph: Paragraph, left: Mention, right: Mention) -> str:
        text = paragraph.flat.text[paragraph.context.marks[left.place].end : paragraph.flat_start(right)]
        return _BRACKETS.sub("", text)

    def _gap(self, paragraph: Paragraph, left: Mention, right: Mention) -> tuple[str, bool] | None:
        """The sign between two amounts of a list, and whether names stand behind amounts; None where they are of no list."""
        if left.measure != right.measure or left.measure in RATES or self._is_apart(paragraph, left, right):
            return None
        text = self._between(paragraph, left, right)
        found = _GAP.fullmatch(text)
        if (
            found is None
            or ":" in found["before"][:-1]
            or any(p.search(text) for p in (self._breaks, self._sums, self._divides))
        ):
            return None
        after, led = found["after"].strip(')”"'), _ORDINAL.sub("", found["before"])
        if bool(after) == bool(led) or self._only_sums.fullmatch(led):
            return None  # a name has to stand between, and on one side
        return found["sign"], bool(after)

    # Totals

    def _total_behind(self, paragraph: Paragraph, run: Run, after: Mention | None) -> Mention | None:
        """ "甲52万元、乙48万元，合计100万元", "…共同构成专项资金100万元"."""
        if after is None or after.measure != run.amounts[0].measure or not after.is_own_amount:
            return None
        text = self._between(paragraph, run.amounts[-1], after)
        is_sum = self._sums.search(text) is not None
        is_sum |= self._loose_sums.search(text) is not None and (
            len(run.amounts) >= _MIN_LONG or _NUMBER.search(text) is not None
        )
        if not is_sum or self._breaks.search(text):
            return None
        self._take_last(text, run, after)
        return after

    @staticmethod
    def _take_last(text: str, run: Run, total: Mention) -> None:
        """ "以上两项合计": the last two of the list, where those make up the total and all of it does not."""
        found = _NUMBER.search(text)
        if found is None or run.excess(total) == 0:
            return
        number = count_of(found[1])
        last = Run(run.amounts[-number:], [])
        if 1 < number < len(run.amounts) and last.excess(total) == 0:
            run.amounts = last.amounts

    def _total_before(self, paragraph: Paragraph, run: Run, before: Mention | None) -> Mention | None:
        """ "专项资金100万元的去向是:…", "…100万元，由甲52万元、乙48万元构成"."""
        if before is None or before.measure != run.amounts[0].measure or not before.is_own_amount:
            return None
        if before.measure == _SCORE:
            return None  # 满分100分，自评98分: points to be had are no total of points got
        first, last = run.amounts[0], run.amounts[-1]
        text = self._between(paragraph, before, first)
        rest = _BRACKETS.sub("", paragraph.flat.text[paragraph.context.marks[last.place].end :][:60])
        if self._breaks.search(text) or self._open_total.search(before.subject):
            return None
        is_closed = self._makes_up.match(rest) is not None or self._divides.search(text) is not None
        led = text if run.gaps[0][1] else text.rstrip(":")  # 甲专项:52万元 is the shape of an item
        has_colon = first.measure == "元" and re.search("[:—]", led) is not None
        if not is_closed and not has_colon:
            return None
        if run.excess(before) < 0 and names_examples(text, rest, self._words):
            return None
        return before

    @staticmethod
    def _fits(run: Run, total: Mention) -> bool:
        return (
            all(m.period == total.period and m.basis in ("", "final", total.basis) for m in run.amounts)
            and total.value is not None
            and all((m.value or Decimal(0)) <= total.value * 10 for m in run.amounts)
        )
