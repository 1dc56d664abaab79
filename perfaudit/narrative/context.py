"""What stands around a number: its clause, its sentence, the words directly before and after it. Pure, over flat text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_MAX_WORDS = 500  # a phrase that runs on for longer is none; patterns are not let loose on it
SENTENCE_ENDS = "。;!?\n"
_CLAUSE_END = re.compile("[,;:。!?\n]")
_SENTENCE_END = re.compile('[。;!?\n]+[”’)"]*')
_FULL_STOP = re.compile('[。!?\n]+[”’)"]*')
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a number stands in flat text. ``kind`` and ``measure`` as in claims."""

    start: int
    end: int
    kind: str
    measure: str

    @property
    def is_quantity(self) -> bool:
        return self.kind == "quantity"


class Context:
    """One paragraph and the numbers in it, in order. Every method takes the place of a number in ``marks``."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = tuple(marks)
        self._starts = [mark.start for mark in self.marks]
        self._clause_ends = [end for end in _ends(_CLAUSE_END, text) if not self._is_inside(end)]
        self._sentence_ends = _ends(_SENTENCE_END, text)
        self._full_stops = _ends(_FULL_STOP, text)
        self._previous, self._next = self._nearest_quantities()
        self._words: dict[tuple[str, int], str] = {}  # the words around a number are asked for again and again

    def _nearest_quantities(self) -> tuple[list[int | None], list[int | None]]:
        """For every mark, the place of the quantity before it and of the one after it."""
        found: tuple[list[int | None], list[int | None]] = ([], [])
        places = range(len(self.marks))
        for nearest, order in zip(found, (places, reversed(places)), strict=True):
            last: int | None = None
            for place in order:
                nearest.append(last)
                last = place if self.marks[place].is_quantity else last
        return found[0], found[1][::-1]

    def _is_inside(self, end: int) -> bool:
        """Whether the sign before ``end`` is part of a number, as the comma in 1,431."""
        place = bisect_right(self._starts, end - 1) - 1
        return place >= 0 and self.marks[place].start < end < self.marks[place].end

    def clause(self, place: int) -> Span:
        """The clause around a number: from one comma or colon to the next."""
        return _around(self._clause_ends, self.marks[place].start, len(self.text))

    def sentence(self, place: int) -> Span:
        """The sentence around a number; a semicolon and a line break end one, too."""
        return _around(self._sentence_ends, self.marks[place].start, len(self.text))

    def whole_sentence(self, place: int) -> Span:
        """From full stop to full stop, semicolons included."""
        return _around(self._full_stops, self.marks[place].start, len(self.text))

    def clause_at(self, start: int) -> Span:
        return _around(self._clause_ends, start, len(self.text))

    def sentence_at(self, start: int) -> Span:
        return _around(self._sentence_ends, start, len(self.text))

    def full_stops_between(self, left: int, right: int) -> bool:
        """Whether a full stop ends after ``left`` and up to ``right``."""
        place = bisect_right(self._full_stops, left)
        return place < len(self._full_stops) and self._full_stops[place] <= right

    def previous_quantity(self, place: int) -> int | None:
        return self._previous[place]

    def next_quantity(self, place: int) -> int | None:
        return self._next[place]

    def first_from(self, start: int) -> int:
        """The place of the first number that begins at ``start`` or later; the number of numbers where none does."""
        return bisect_left(self._starts, start)

    def before(self, place: int) -> str:
        """The words of the clause before a number, back to the number before it, without dates and ordinals."""
        if ("before", place) not in self._words:
            self._words["before", place] = self._words_before(place, self.clause(place)[0])
        return self._words["before", place]

    def outside(self, place: int) -> str:
        """The words of the clause before the bracket that a number stands in, back to the quantity before it; "" without one."""
        start, end = self.clause(place)[0], self.marks[place].start
        if (previous := self.previous_quantity(place)) is not None:
            start = max(start, self.marks[previous].end)
        words, bracket, inside = self._without_marks(max(start, end - _MAX_WORDS), end).rpartition("(")
        return words.rpartition("、")[2].strip("()") if bracket and ")" not in inside else ""

    def before_in_sentence(self, place: int) -> str:
        """The words of the sentence before a number, back to the quantity before it."""
        return self._words_before(place, self.sentence(place)[0])

    def _words_before(self, place: int, start: int) -> str:
        end = self.marks[place].start
        start = max(start, end - _MAX_WORDS)
        if (previous := self.previous_quantity(place)) is not None:
            start = max(start, self.marks[previous].end)
            is_alike = self.marks[previous].measure == self.marks[place].measure
            if is_alike and self.text[start:end].endswith("、"):
                return ""  # 52万元投向甲专项、48万元投向乙专项: what stands before 、 is of the number before it
        words = self._without_marks(start, end)
        opened = words.rfind("(")
        return words[opened + 1 :] if opened >= 0 and ")" not in words[opened:] else words

    def after(self, place: int) -> str:
        """The words of the clause after a number, up to the next quantity or closing bracket."""
        if ("after", place) not in self._words:
            self._words["after", place] = self._words_after(place)
        return self._words["after", place]

    def _words_after(self, place: int) -> str:
        start, end = self.marks[place].end, self.clause(place)[1]
        if (following := self.next_quantity(place)) is not None:
            end = min(end, self.marks[following].start)
        end = min(end, start + _MAX_WORDS)
        words = self.text[start : max(start, end)].rstrip(",;:。!?\n、和及与")
        if not re.match(r"[\w“(]", words):
            return ""
        closed = words.find(")")
        return words[:closed] if closed >= 0 and "(" not in words[:closed] else words

    def clause_words(self, place: int) -> str:
        """The clause without its numbers."""
        if ("clause", place) not in self._words:
            self._words["clause", place] = self._without_marks(*self.clause(place))
        return self._words["clause", place]

    def clauses_before(self, place: int) -> list[str]:
        """The clauses of the same sentence before the number's own, the nearest first, up to the quantity before it."""
        start = self.sentence(place)[0]
        previous = self.previous_quantity(place)
        if previous is not None:
            start = max(start, self.marks[previous].end)
        end = self.clause(place)[0]
        if start >= end:
            return []
        return [words for words in reversed(re.split("[,;:。!?\n]", self._without_marks(start, end))) if words]

    def topic_words(self, place: int) -> str:
        """The words that may speak of a number: its sentence, as far as the next numbers of the same measure."""
        start, end = self.sentence(place)
        measure = self.marks[place].measure
        for other in range(place - 1, -1, -1):
            if self.marks[other].end <= start:
                break
            if self.marks[other].is_quantity and self.marks[other].measure == measure:
                # What follows a number in its own clause still speaks of that number.
                start = max(start, min(self.clause(other)[1], self.clause(place)[0]), self.marks[other].end)
                break
        following = self.next_quantity(place)
        while following is not None and self.marks[following].start < end:
            if self.marks[following].measure == measure:
                end = max(self.marks[place].end, min(end, self.clause(following)[0], self.marks[following].start))
                break
            following = self.next_quantity(following)
        return self._without_marks(start, end)

    def _without_marks(self, start: int, end: int) -> str:
        pieces, at = [], start
        for place in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            mark = self.marks[place]
            if mark.kind == "reference":
                continue
            pieces.append(self.text[at : max(at, mark.start)])
            at = max(at, mark.end)
            if mark.kind == "date" and self.text[at : at + 1] == "度":
                at += 1
        pieces.append(self.text[at : max(at, end)])
        return "".join(pieces)


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.end() for found in pattern.finditer(text)]


def _around(ends: list[int], at: int, length: int) -> Span:
    place = bisect_right(ends, at)
    return (ends[place - 1] if place else 0), (ends[place] if place < len(ends) else length)
