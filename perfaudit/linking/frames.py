"""Indicators named once, told by role: "“培训人数”指标：目标470人，实绩443人", "对照年初370万元的目标，带动增收只做到324万元"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from perfaudit.linking.around import Around
from perfaudit.linking.likeness import Name
from perfaudit.narrative import Words, any_of
from perfaudit.records import Indicator

_SIGNS = r"[,;:、()“”\"=—-]|[一1]项|的是|了"
_MIN_NAME = 4
_MAX_BETWEEN = 2


class Frames:
    """Finds the indicator whose very name stands in the sentence of a number that itself says only "target" or "actual"."""

    def __init__(self, named: Sequence[tuple[Indicator, Name]], words: Words) -> None:
        self._by_name: dict[str, list[Indicator]] = defaultdict(list)
        for indicator, name in named:
            for text in {name.flat, name.core}:
                if len(text) >= _MIN_NAME:
                    self._by_name[text].append(indicator)
        self._names = re.compile(any_of(self._by_name)) if self._by_name else None
        self._roles = {
            cell: re.compile(
                f"(?:{_SIGNS}|{any_of([*words.list_of(f'told_{cell}'), *words.list_of('told_fillers')])})*"
            )
            for cell in ("target", "actual")
        }
        self._says = {cell: words.of(f"told_{cell}") for cell in ("target", "actual")}

    def find(self, paragraph: Around, place: int) -> tuple[list[Indicator], str] | None:
        """The indicator, in each form that has it, and its cell; None where the number's own words say more, or two indicators go by the name."""
        if self._names is None:
            return None
        context, claim = paragraph.context, paragraph.claims[place]
        mark, previous = context.marks[place], context.previous_quantity(place)
        start = max(context.clause(place)[0], context.marks[previous].end if previous is not None else 0)
        begin, end = context.sentence(place)
        before = list(self._names.finditer(context.text, begin, mark.start))
        start = max(start, before[-1].end() if before else 0)
        cell = self._cell(context.text[start : mark.start], claim.basis)
        if not cell:
            return None
        after = context.text[mark.end : end]
        if before:
            between = context.first_from(mark.start) - context.first_from(before[-1].end())
            found = before[-1].group() if between <= _MAX_BETWEEN else ""
        else:
            following = self._names.search(after)
            is_next = following is not None and len(re.findall("[,:]", after[: following.start()])) == 1
            found = following.group() if following is not None and is_next and cell == "target" else ""
        indicators = self._by_name.get(found, [])
        return (indicators, cell) if len({indicator.name for indicator in indicators}) == 1 else None

    def _cell(self, said: str, basis: str) -> str:
        """The role that the words give a number: target, actual, or "" where they say anything else."""
        for cell, role in self._roles.items():
            if role.fullmatch(said) and (self._says[cell].search(said) or (cell == "target" and basis == "target")):
                return "target" if basis == "target" else cell
        return ""
