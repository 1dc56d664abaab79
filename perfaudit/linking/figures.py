"""The phrase before a number → the figure of a form that goes by that name, or the line of a list of funds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from perfaudit.narrative import Words, any_of, flatten
from perfaudit.records import Fact
from perfaudit.vocabulary import normalise_label

_MIN_FUZZY, _FUZZY_RATIO = 4, 0.75
_JOINERS, _CLOSERS = "、,;:和及与", ")"
# Where one name stands for several lines, the first of these is meant.
_MEMBER_ITEMS = ("basic.special_fund", "project.total_funds", "basic.upper_transfer", "basic.running_cost")
_OTHER_MEMBERS = ("indicator", "level_1", "level_2")


@dataclass(frozen=True, slots=True)
class FigureName:
    """A figure that a phrase names: ``item`` is "basic.three_public"; ``basis`` is "" where the words name none."""

    item: str
    otherwise: str
    bases: tuple[str, ...]
    measures: frozenset[str]
    word: str
    basis: str
    sentence_words: tuple[str, ...] = ()  # one of them has to stand in the sentence

    def addresses(self, period: str) -> list[str]:
        """Where the figure of that period can stand: nowhere if the form has no such column."""
        basis = self.basis if self.basis in ("budget", "full_year") else "prior_final" if period == "prior" else ""
        if (
            period not in ("this", "prior")
            or (basis and basis not in self.bases)
            or (basis == "budget" and period == "prior")
        ):
            return []
        basis = basis or self.bases[0]
        return [f"{self.item}.{basis}", *([f"{self.otherwise}.stated"] if self.otherwise and basis == "final" else [])]


class FigureNames:
    """Looks up what a phrase ends in."""

    def __init__(self, words: Words) -> None:
        self._entries: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in words.words["figures"]:
            for word in _names(entry):
                self._entries[flatten(word)].append(entry)
        self._word = re.compile(any_of(self._entries) + "$")
        self._first_word = re.compile(any_of(self._entries) + "(?![\u4e00-\u9fff])")
        self._basis_of = {flatten(w): basis for basis, names in words.words["basis_words"].items() for w in names}
        # 一般公共预算 and the like name funds, no column.
        self._basis = re.compile(f"(?<!公共)(?<!基金)(?<!经营){any_of(self._basis_of)}$")
        self._tail = re.compile(any_of([*words.list_of("figure_tails"), *words.list_of("trailing")]) + "$")
        neutral = words.list_of("neutral_before")
        self._neutral = re.compile(any_of(neutral) + "$")
        self._neutral_of_people = re.compile(any_of([*neutral, *words.list_of("neutral_before_people")]) + "$")
        self._other = words.of("other_before")

    def find(self, phrase: str, measure: str) -> FigureName | None:
        """The figure whose name the phrase ends in, words such as 决算数 and 共计 after it allowed."""
        basis = ""
        while phrase:
            if (found := self._word.search(phrase)) is not None:
                name = self._name(found.group(), measure, basis)
                if name is not None and (checked := self._checked(name, phrase[: found.start()])) is not None:
                    return checked
            if (tail := self._basis.search(phrase)) is not None:
                basis = basis or self._basis_of[tail.group()]
            elif (tail := self._tail.search(phrase)) is None:
                return None
            phrase = phrase[: tail.start()]
        return None

    def find_after(self, phrase: str, before: str, measure: str) -> FigureName | None:
        """The figure that a noun after the number names: "69名在职人员", where the words before say nothing else."""
        if (found := self._first_word.match(phrase.lstrip("的"))) is None:
            return None
        name = self._name(found.group(), measure, "", after=True)
        return self._checked(name, before) if name else None

    def split_basis(self, phrase: str) -> tuple[str, str]:
        """The phrase without the column it ends in, and that column's basis: "绿化专项年初预算数" → ("绿化专项", "budget")."""
        found = self._basis.search(phrase)
        return (phrase[: found.start()], self._basis_of[found.group()]) if found else (phrase, "")

    def basis_only(self, phrase: str) -> str:
        """The basis where a phrase names a column and no figure: "实际支出" → "final"; else ""."""
        basis = ""
        while phrase:
            if (tail := self._basis.search(phrase)) is not None:
                basis = basis or self._basis_of[tail.group()]
            elif (tail := self._tail.search(phrase) or self._neutral.search(phrase)) is None:
                return ""
            phrase = phrase[: tail.start()]
        return basis

    def _name(self, word: str, measure: str, basis: str, after: bool = False) -> FigureName | None:
        for entry in self._entries[word]:
            bases, measures = tuple(entry["bases"]), frozenset(entry["measures"])
            fits = not measure or measure in measures
            if fits and (not after or entry.get("after")) and (basis in ("", "final") or basis in bases):
                needed = tuple(entry.get("sentence_words", ()))
                otherwise = str(entry.get("otherwise", ""))
                return FigureName(str(entry["item"]), otherwise, bases, measures, word, basis, needed)
        return None

    def _checked(self, name: FigureName, left: str) -> FigureName | None:
        """The name, if what stands before it makes it no other figure; a column named before it counts."""
        if (found := self._basis.search(left)) is not None:
            basis = name.basis or self._basis_of[found.group()]
            name = replace(name, basis=basis)
            left = left[: found.start()]
        left = left.lstrip(_JOINERS)  # 甲10万元、公用经费5万元; but 人员经费和公用经费15万元 are two
        neutral = self._neutral if "元" in name.measures else self._neutral_of_people
        is_free = not left or left[-1] in _CLOSERS or neutral.search(left) is not None
        return name if is_free and not self._other.search(left) else None


def _names(entry: dict[str, Any]) -> list[str]:
    """The words of an entry, and every head with every tail: 在职 and 在编在职 with 人员, 职工, 教职工 …"""
    heads, tails = entry.get("heads", ()), entry.get("tails", ())
    return [*entry["words"], *(f"{head}{tail}" for head in heads for tail in tails)]


class MemberNames:
    """The lines of free text in the forms: special funds, projects, kinds of running costs."""

    def __init__(self, facts: Iterable[Fact], words: Words) -> None:
        self._suffix = re.compile(any_of(words.list_of("fund_suffixes")) + "$")
        self._neutral = re.compile(any_of(words.list_of("neutral_before")) + "$")
        self._leads = re.compile(f"{any_of(words.list_of('line_leads'))}+")
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_core: dict[str, list[str]] = defaultdict(list)
        for item, member in dict.fromkeys((f"{f.form}.{f.item}", f.member) for f in facts if f.member):
            if item.partition(".")[2] in _OTHER_MEMBERS or (item.startswith("project.") and item not in _MEMBER_ITEMS):
                continue
            prefix = f"{item}[{member}]"
            self._by_name[self._key(member)].append(prefix)
            self._by_core[self._core(self._key(member))].append(prefix)
        ends = [name for name in self._by_name if len(name) >= _MIN_FUZZY]
        self._end = re.compile(any_of(ends) + "$") if ends else None

    def find(self, phrase: str, is_line: bool) -> tuple[str, str] | None:
        """The address without basis, and how the name was found: exact, core or fuzzy; None where no line fits.

        ``is_line``: the phrase is a line of the list that explains project spending, so a slip of the pen is still its name.
        A line's name can begin with a word that only leads to other lines ("投入产出…"): it is tried as it is first.
        """
        name = self._key(phrase)
        led = self._leads.match(name)
        bare = name[led.end() :] if led else name
        return self._named(name) or self._named(bare) or (self._fuzzy(self._core(bare)) if is_line else None)

    def _named(self, name: str) -> tuple[str, str] | None:
        if prefix := self._one(self._by_name.get(name)):
            return prefix, "exact"
        core = self._core(name)
        if len(core) >= 2 and (prefix := self._one(self._by_core.get(core), only=True)):
            return prefix, "core"
        if self._end is not None and (found := self._end.search(name)) is not None:
            left = name[: found.start()]
            if (not left or self._neutral.search(left)) and (prefix := self._one(self._by_name[found.group()])):
                return prefix, "exact"
        return None

    def _fuzzy(self, core: str) -> tuple[str, str] | None:
        if len(core) < _MIN_FUZZY:
            return None
        likeness = sorted(
            ((SequenceMatcher(None, core, other).ratio(), other) for other in self._by_core), reverse=True
        )
        if not likeness or likeness[0][0] < _FUZZY_RATIO:
            return None
        if len(likeness) > 1 and likeness[0][0] - likeness[1][0] < 0.1:
            return None  # two lines are as like: neither is meant for sure
        prefix = self._one(self._by_core[likeness[0][1]], only=True)
        return (prefix, "fuzzy") if prefix else None

    @staticmethod
    def _one(prefixes: list[str] | None, only: bool = False) -> str | None:
        """One of the addresses of a name; with ``only``, none where several lines of one list share it."""
        if not prefixes:
            return None
        ranked = sorted(prefixes, key=_rank)
        if only and len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]):
            return None
        return ranked[0]

    @staticmethod
    def _key(name: str) -> str:
        return flatten(normalise_label(name))

    def _core(self, name: str) -> str:
        """The name without 专项支出 and the like."""
        while (found := self._suffix.search(name)) is not None and found.start() > 1:
            name = name[: found.start()]
        return name


def _rank(prefix: str) -> int:
    item = prefix.partition("[")[0]
    return _MEMBER_ITEMS.index(item) if item in _MEMBER_ITEMS else len(_MEMBER_ITEMS)
