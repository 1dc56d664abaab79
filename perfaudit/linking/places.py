"""Where the name of a number stands when it does not stand directly before it: around its bracket, behind it, in turn."""

from __future__ import annotations

import re

from perfaudit.narrative import Context, Words, any_of

_QUOTES = str.maketrans("", "", "“”\"'《》〈〉【】[]")
_JOINTS = re.compile("[、和与及]|以及")
_REMARKS = ("含", "不", "其中", "包", "除", "扣", "仅", "见", "即", "不含")
_INNER = re.compile(r"\(([^()]{2,30})\)$")
_JOINED = re.compile("(?:[、,;]|和|与|及|以及)$")
_MAX_RUN = 8


class Places:
    """Reads the phrases that name a number from the other places where names stand."""

    def __init__(self, words: Words) -> None:
        self._turn = re.compile(
            f"{any_of(words.list_of('in_turn'))}(?:{any_of([*words.list_of('trailing'), *words.list_of('figure_tails')])})*$"
        )
        self._links = re.compile(any_of(words.list_of("name_links")))
        self._free = re.compile(f"(?:{any_of([*words.list_of('before_names'), *words.selves])})*")
        self._ends = re.compile(f'(?=$|[^\\w“"]|{any_of(words.list_of("name_ends"))})')

    def before_bracket(self, context: Context, place: int) -> tuple[str, str] | None:
        """The words before the bracket that a number stands first in, and those in it: "会议费(合计" → 会议费, 合计."""
        here = context.marks[place].start
        opened = context.text.rfind("(", max(0, here - 20), here)
        if opened < 0 or re.search("[),;。]", context.text[opened:here]):
            return None
        previous = context.previous_quantity(place)
        if previous is not None and context.marks[previous].end > opened:
            return None
        start = context.clause_at(opened)[0]
        start = max(start, context.marks[previous].end if previous is not None else 0)
        return context.text[start:opened].lstrip(")"), context.text[opened + 1 : here]

    @staticmethod
    def in_bracket(phrase: str) -> str:
        """The proper name in brackets behind a plain one: "日常运转花费(公用经费)" → 公用经费; not what is only part of it."""
        found = _INNER.search(phrase)
        return "" if found is None or found[1].startswith(_REMARKS) else found[1].translate(_QUOTES)

    @staticmethod
    def is_of_number_before(before: str) -> bool:
        """Whether words end with a joint: then they belong to the number before them ("10万元投向甲专项、")."""
        return len(before) > 1 and _JOINED.search(before) is not None

    def in_turn(self, context: Context, place: int) -> str:
        """The name whose turn it is: of "甲与乙分别为10万元和20万元" the second for the second number."""
        first, numbers = place, [place]
        while len(numbers) < _MAX_RUN and not self._turn.search(context.before(first)):
            previous = context.previous_quantity(first)
            if previous is None or not self._goes_on(context, previous, first):
                return ""
            first = previous
            numbers.insert(0, first)
        found = self._turn.search(context.before(first))
        if found is None:
            return ""
        last = place
        while (following := context.next_quantity(last)) is not None and self._goes_on(context, last, following):
            last = following
            numbers.append(last)
        names = [name for name in _JOINTS.split(context.before(first)[: found.start()]) if name]
        return names[numbers.index(place)] if len(names) == len(numbers) > 1 else ""

    @staticmethod
    def _goes_on(context: Context, left: int, right: int) -> bool:
        between = context.text[context.marks[left].end : context.marks[right].start]
        is_like = context.marks[left].measure == context.marks[right].measure
        return is_like and re.fullmatch("[、,和与及]|以及", between) is not None

    def behind(self, context: Context, place: int) -> tuple[str, list[str]] | None:
        """How the words behind a number lead to a name, and what that may be, the longest first; None where nothing leads.

        "10万元的公务接待费", "(10万元)为公务接待费", "10万元投向甲专项"; only where the words before say nothing.
        """
        before = context.before(place)
        before = "" if self.is_of_number_before(before) else before
        if not self._free.fullmatch(before.replace("(", "")):
            return None
        start = context.marks[place].end
        start += context.text[start : start + 1] == ")"
        following = context.next_quantity(place)
        end = context.marks[following].start if following is not None else len(context.text)
        text = context.text[start : min(end, start + 40)]
        lead = self._links.match(text)
        if lead is None:
            return None
        rest = text[lead.end() :].lstrip('“"')
        names = [rest[: found.start()].translate(_QUOTES) for found in self._ends.finditer(rest) if found.start() > 1]
        stop = re.search("[,;。:(、]", rest)
        length = stop.start() if stop else len(rest)
        return lead.group(), [name for name in reversed(names) if len(name) <= length]
