"""The words of ``narrative.yml``, compiled once: which cue stands where in a stretch of flat text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from perfaudit.narrative.flat import flatten
from perfaudit.settings import read_yaml


def any_of(words: Iterable[str]) -> str:
    """A group that matches one of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted({flatten(word) for word in words}, key=len, reverse=True))) + ")"


class Words:
    """Every pattern is over flat text (``flat.py``)."""

    def __init__(self, words: dict[str, Any]) -> None:
        self.words = words
        self._made: dict[tuple[str, ...], list[re.Pattern[str]]] = {}  # compiled once

    def of(self, *names: str) -> re.Pattern[str]:
        """A pattern for one of the words in the named lists."""
        if names not in self._made:
            self._made[names] = [re.compile(any_of(word for name in names for word in self.list_of(name)))]
        return self._made[names][0]

    def list_of(self, name: str) -> list[str]:
        """The words at a dotted name: "growth.up"."""
        entry: Any = self.words
        for key in name.split("."):
            entry = entry[key]
        return list(entry)

    def patterns(self, name: str) -> list[re.Pattern[str]]:
        """The regular expressions in a list."""
        key = ("patterns", name)
        if key not in self._made:
            self._made[key] = [re.compile(expression) for expression in self.list_of(name)]
        return self._made[key]

    def without_rates_of_plans(self, phrase: str) -> str:
        """Without names such as 工作任务按时完成率: what is left tells whether a number is one of a plan."""
        for pattern in self.patterns("rates_of_plans_patterns"):
            phrase = pattern.sub("率", phrase)
        return phrase

    @cached_property
    def sections(self) -> dict[str, re.Pattern[str]]:
        return {slug: re.compile(any_of(words)) for slug, words in self.words["sections"].items()}

    def section(self, title: str) -> str:
        """The slug of a section whose title is known: "存在的问题及原因分析" → "problems"; "" for any other."""
        flat = flatten(title)
        return next((slug for slug, pattern in self.sections.items() if pattern.search(flat)), "")

    @cached_property
    def full_year_names(self) -> frozenset[str]:
        """What the column of the budget as adjusted in the year is called."""
        return frozenset(map(flatten, self.words["basis_words"]["full_year"]))

    def has_period(self, phrase: str) -> bool:
        """Whether a phrase begins with a word for the year: "全年支出"."""
        return self.of("this_words").match(phrase) is not None or phrase.startswith("年度")

    @cached_property
    def selves(self) -> list[str]:
        """What a unit calls itself: 本局, 我校, 学校."""
        entry = self.words["selves"]
        return [*entry["words"], *(f"{head}{kind}" for head in entry["heads"] for kind in entry["kinds"])]

    @cached_property
    def numbered(self) -> re.Pattern[str]:
        """A word that a number of its own tells apart from its like: "目标" before "1：…"."""
        return re.compile(any_of(self.words["numbered_words"]) + "$")

    @cached_property
    def _lead(self) -> re.Pattern[str]:
        years = r"(?:19|20)\d\d年?度?|\d{1,2}月"
        return re.compile(rf"^(?:{any_of(self.words['leading'])}|{years}|[,;。:、)”]|一是|[二三四五六七八九十]是)+")

    @cached_property
    def _trail(self) -> re.Pattern[str]:
        return re.compile(any_of(self.words["trailing"]) + "+$")

    def strip(self, phrase: str) -> str:
        """The noun phrase without what only leads to it or from it: "2023年我单位基本支出是" → "基本支出"."""
        return self._lead.sub("", self.strip_tail(phrase))

    def strip_tail(self, phrase: str) -> str:
        """Without copulas and the like at the end: "基本支出共计为" → "基本支出"."""
        return self._trail.sub("", phrase)

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        return re.compile(f"(?:{any_of([*self.words['bare_amounts'], *self.words['trailing']])})*")

    def is_bare(self, phrase: str) -> bool:
        """Whether a phrase only says that an amount follows: "实支"."""
        return self._bare.fullmatch(phrase) is not None

    @cached_property
    def _compared(self) -> re.Pattern[str]:
        """A comparison with another time, or the verb that leads from one to the next: "较上年同期", "增加到"."""
        compare, prior = any_of(self.words["compare_words"]), any_of(self.words["prior_words"])
        cues = any_of(self.words["growth"]["cues"])
        return re.compile(rf"{cues}(?:同期)?|{compare}?{prior}(?:同期)?(?:相比)?的?|{compare}$|{self._moves}$")

    @cached_property
    def _moves(self) -> str:
        verbs = any_of(self.words["growth"]["up"] + self.words["growth"]["down"] + self.words["growth"]["short"])
        return rf"{verbs}(?:到|至|为|成)(?:了|的)?"

    @cached_property
    def _moves_only(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{any_of(self.words['leading'])})*{self._moves}")

    def moves_only(self, phrase: str) -> bool:
        """Whether a phrase only leads from an earlier amount to this one: "增加到的"."""
        return self._moves_only.fullmatch(phrase) is not None

    def noun(self, phrase: str) -> str:
        """As ``strip``, without comparisons with another time, too: "较上年的" → ""."""
        return self.strip(self._compared.sub("", phrase))

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        return re.compile(any_of(self.words["verbs"]))

    @cached_property
    def _openings(self) -> re.Pattern[str]:
        return re.compile(f"(?:{any_of([*self.words['verbs'], *self.words['places']])})了?$")

    def needs_object(self, phrase: str) -> bool:
        """Whether a phrase only leads to what is counted: it ends with a verb or a place (成功处置, 辖区), or is too short."""
        return len(phrase) <= 2 or self._openings.search(phrase) is not None

    def verb_at_start(self, phrase: str) -> str:
        """The verb that a phrase begins with, "" where it begins with none that is known."""
        found = self._verbs.match(phrase)
        return found.group() if found else ""

    @cached_property
    def measure_groups(self) -> dict[str, frozenset[int]]:
        """Measure → the groups of measures that it is in."""
        groups: dict[str, set[int]] = {}
        for number, members in enumerate(self.words["same_measures"]):
            for measure in members:
                groups.setdefault(flatten(measure), set()).add(number)
        return {measure: frozenset(numbers) for measure, numbers in groups.items()}

    def same_measure(self, left: str, right: str) -> bool:
        """Whether two measures count the same things."""
        nothing: frozenset[int] = frozenset()
        return left == right or bool(self.measure_groups.get(left, nothing) & self.measure_groups.get(right, nothing))


@lru_cache
def load_words() -> Words:
    """The package's own words. Raises VocabularyError where narrative.yml is not one."""
    return Words(read_yaml(Path(__file__).parents[1] / "narrative.yml"))
