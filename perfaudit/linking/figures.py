"""The phrase before a number → the figure of a form that goes by that name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from perfaudit.narrative import Words, any_of, flatten

_JOINERS, _CLOSERS = "、,;:和及与/÷+=", ")"
_QUOTES = str.maketrans("", "", '“”"')
_FUNDS = ("公共", "基金", "经营")


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
    led_by: str = ""  # the verb before it, where that may make it a part of something else

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
            for word in _names(entry, words.selves):
                self._entries[flatten(word)].append(entry)
        self._word = re.compile(any_of(self._entries) + "$")
        self._first_word = re.compile(any_of(self._entries) + "(?=$|[^\u4e00-\u9fff]|中|对应|里)")
        self._basis_of = {flatten(w): basis for basis, names in words.words["basis_words"].items() for w in names}
        # 一般公共预算 and the like name funds, no column.
        self._basis = re.compile(f"(?<!公共)(?<!基金)(?<!经营){any_of(self._basis_of)}$")
        self._tails = {flatten(word) for word in [*words.list_of("figure_tails"), *words.list_of("trailing")]}
        self._longest = max(map(len, [*self._basis_of, *self._tails]))
        self._tail = re.compile(any_of(self._tails) + "$")
        neutral = [*words.list_of("neutral_before"), *words.selves]
        self._neutral = re.compile(any_of(neutral) + "$")
        self._neutral_of_people = re.compile(any_of([*neutral, *words.list_of("neutral_before_people")]) + "$")
        self._other = words.of("other_before")
        self._weak = re.compile(f"(?P<verb>{any_of(words.list_of('weak_before'))})(?:了)?$")
        self._only_neutral = re.compile(f"(?:{any_of([*neutral, *words.list_of('leading')])})*")
        self._column_leads = re.compile(any_of([*neutral, *words.list_of("column_leads")]) + "$")
        self.basis_words = frozenset(self._basis_of)
        self._opens = re.compile(
            f"(?P<word>{any_of(self._entries)})(?:{any_of(self._tails)}|{any_of(self._basis_of)})*"
            f'(?:$|(?=[“"(:,])|{any_of(words.list_of("opening_ends"))})'
        )
        self._opening = re.compile(
            f"(?P<word>{any_of(self._entries)})(?:资金)?(?:主要|是|全部)?{any_of(words.list_of('explains'))}"
        )

    def find(self, phrase: str, measure: str, basis: str = "") -> FigureName | None:
        """The figure whose name the phrase ends in, words such as 决算数 and 共计 after it allowed.

        Where one such word ends in another, either may be meant: 项目支出决算 is the 决算 of 项目支出, not the 支出决算 of a 项目.
        """
        if (found := self._word.search(phrase)) is not None:
            name = self._name(found.group(), measure, basis)
            if name is not None and (checked := self._checked(name, phrase[: found.start()])) is not None:
                return checked
        for length in range(min(self._longest, len(phrase) - 1), 0, -1):
            left, tail = phrase[:-length], phrase[-length:]
            is_basis = tail in self._basis_of and not left.endswith(_FUNDS)
            if (is_basis or tail in self._tails) and (
                name := self.find(left, measure, basis or (self._basis_of[tail] if is_basis else ""))
            ):
                return name
        return None

    def find_behind(self, names: list[str], measure: str) -> FigureName | None:
        """The figure that one of the names behind a number is, with nothing left before it."""
        return next((name for text in names if (name := self.find(text, measure)) is not None), None)

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
            elif (tail := self._tail.search(phrase) or self._column_leads.search(phrase)) is None:
                return ""
            phrase = phrase[: tail.start()]
        return basis

    def subject_of(self, sentence: str, measure: str) -> FigureName | None:
        """The figure that a sentence opens with and explains: "项目支出主要用于…" → project spending."""
        found = self._opening.match(sentence)
        return self._name(found["word"], measure, "") if found else None

    def last_word(self, clause: str, measure: str) -> FigureName | None:
        """The figure whose name a clause ends with, whatever is said of it before: "严控“三公”经费"."""
        found = self._word.search(clause) or self._word.search(clause.translate(_QUOTES))
        return self._name(found.group(), measure, "") if found else None

    def opening(self, clause: str, measure: str) -> FigureName | None:
        """The figure that a clause opens with and goes on about: "“三公”经费一览", "公车运行维护费同比减少"."""
        found = self._opens.match(clause)
        return self._name(found["word"], measure, "") if found else None

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
        if (verb := self._weak.search(left)) is not None:
            is_free = self._only_neutral.fullmatch(left[: verb.start()]) is not None
            return replace(name, led_by=verb["verb"]) if is_free else None
        is_free = not left or left[-1] in _CLOSERS or neutral.search(left) is not None
        return name if is_free and not self._other.search(left) else None


def _names(entry: dict[str, Any], selves: list[str]) -> list[str]:
    """The words of an entry, and every head with every tail: 在职 and 在编在职 with 人员, 职工, 教职工 …; 我局 with 支出."""
    heads = [*entry.get("heads", ()), *(selves if entry.get("selves") else ())]
    return [*entry["words"], *(f"{head}{tail}" for head in heads for tail in entry.get("tails", ()))]
