"""Rates with their sum beside them: "预算执行率＝A÷B×100%＝95%", "三公经费占公用经费的比重为5%（A／B）"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from perfaudit.linking.around import Around
from perfaudit.linking.chains import TOTAL
from perfaudit.linking.figures import FigureNames
from perfaudit.narrative import Words, any_of
from perfaudit.records import Claim

_DIVIDED = re.compile(r"(?:[÷/]|除以)[^,;。:、()\d]{0,12}")
_TIMES = re.compile(r"(?:[×*xX]|乘以)")
_IS = re.compile("[=≈]|等于")
_SHARE = re.compile(
    "(?P<part>[^占,;。:]{2,20})占(?P<whole>[^占,;。:]{2,20}?)的?(?:比重|比例|份额|比)?(?:为|是|达到?|:|=)*$"
)
_NAME_ENDS = re.compile("(?:=|:|为|是|达到?|即)+$")
_COLUMNS = {f"{TOTAL}.rate": (f"{TOTAL}.final", f"{TOTAL}.full_year")}
_POSTS = ("basic.in_post.final", "basic.posts.final")


class Reckoned:
    """Gives the two numbers of a division, and what comes of it, the links that the rate's name says."""

    def __init__(self, figures: FigureNames, addresses: Collection[str], words: Words) -> None:
        self.figures, self.addresses = figures, addresses
        self._rates = re.compile(f"(?P<name>.*?){any_of(words.list_of('chain_rates'))}$")

    def find(self, paragraph: Around) -> Iterator[tuple[Claim, str]]:
        """The claims of every division in a text, each with its address."""
        context = paragraph.context
        for place, claim in enumerate(paragraph.claims):
            following = context.next_quantity(place) if claim.kind == "quantity" else None
            if following is None or paragraph.claims[following].measure != claim.measure:
                continue
            if not _DIVIDED.fullmatch(context.text[context.marks[place].end : context.marks[following].start]):
                continue
            name, rate = self._name(paragraph, place)
            operands = self._operands(name)
            if operands is None:
                continue
            told = [(paragraph.claims[place], operands[0]), (paragraph.claims[following], operands[1])]
            result = rate if rate is not None else self._result(paragraph, following)
            if result is not None and operands[2]:
                told.append((paragraph.claims[result], operands[2]))
            yield from ((claim, address) for claim, address in told if address in self.addresses)

    def _name(self, paragraph: Around, place: int) -> tuple[str, int | None]:
        """What is reckoned: the words before "=", or those before the rate whose bracket the division stands in."""
        context = paragraph.context
        start, here = context.clause(place)[0], context.marks[place].start
        previous = context.previous_quantity(place)
        if previous is not None and context.marks[previous].measure == "%":
            between = context.text[context.marks[previous].end : here]
            if re.fullmatch(r"[,(=]*[^,;。:、()\d÷/]{0,12}", between):
                begin = context.clause(previous)[0]
                return context.text[begin : context.marks[previous].start], previous
        start = max(start, context.marks[previous].end if previous is not None else 0)
        found = re.search("^(.*?)(?:=|≈)", context.text[start:here])
        return (found.group(1), None) if found else ("", None)

    def _operands(self, name: str) -> tuple[str, str, str] | None:
        """The addresses of dividend, divisor and rate by the rate's name."""
        if (share := _SHARE.search(name)) is not None:
            found = [self.figures.find(share[part], "元") for part in ("part", "whole")]
            addresses = [known.addresses("this") if known else [] for known in found]
            return (addresses[0][0], addresses[1][0], "") if all(addresses) else None
        name = _NAME_ENDS.sub("", name)
        rate = self.figures.find(name, "%")
        if rate is not None and rate.item == "basic.staff_control_rate":
            return (*_POSTS, "basic.staff_control_rate.final")
        if rate is not None and rate.item == TOTAL:
            return (*_COLUMNS[f"{TOTAL}.rate"], f"{TOTAL}.rate")
        found_rate = self._rates.match(name)
        of = self.figures.find(found_rate["name"], "元") if found_rate else None
        if of is not None and of.item != TOTAL and "budget" in of.bases:
            return f"{of.item}.final", f"{of.item}.budget", ""
        return None

    @staticmethod
    def _result(paragraph: Around, place: int) -> int | None:
        """The rate behind the division: "×100%=95%", "=95%"."""
        context = paragraph.context
        following = context.next_quantity(place)
        at = context.marks[place].end
        while following is not None and context.marks[following].measure == "%":
            between = context.text[at : context.marks[following].start]
            if _IS.fullmatch(between):
                return following
            if not _TIMES.fullmatch(between):
                return None
            at, following = context.marks[following].end, context.next_quantity(following)
        return None
