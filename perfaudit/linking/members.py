"""The name of a line in the prose → the line of the form: special funds, projects, kinds of running costs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from perfaudit.narrative import Words, any_of, flatten
from perfaudit.records import Fact
from perfaudit.vocabulary import normalise_label

_QUOTES = str.maketrans("", "", "“”‘’\"'《》〈〉")
_MIN_FUZZY, _FUZZY_RATIO = 4, 0.75
_JOINTS = re.compile("以及|[、,及和与/]")
_COST = re.compile("(?:费用|经费|支出|费|等)+$")
# Where one name stands for several lines, the first of these is meant.
_MEMBER_ITEMS = ("basic.special_fund", "project.total_funds", "basic.upper_transfer", "basic.running_cost")
_OTHER_MEMBERS = ("indicator", "level_1", "level_2")


class MemberNames:
    """The lines of free text in the forms: special funds, projects, kinds of running costs."""

    def __init__(self, facts: Iterable[Fact], words: Words) -> None:
        self._suffix = re.compile(any_of(words.list_of("fund_suffixes")) + "$")
        self._neutral = re.compile(any_of(words.list_of("neutral_before")) + "$")
        self._leads = re.compile(f"{any_of(words.list_of('line_leads'))}+")
        self._joint = {flatten(name): parts for name, parts in words.words["joint_names"].items()}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_core: dict[str, list[str]] = defaultdict(list)
        self._by_parts: dict[frozenset[str], list[str]] = defaultdict(list)
        for item, member in dict.fromkeys((f"{f.form}.{f.item}", f.member) for f in facts if f.member):
            if item.partition(".")[2] in _OTHER_MEMBERS or (item.startswith("project.") and item not in _MEMBER_ITEMS):
                continue
            prefix = f"{item}[{member}]"
            self._by_name[self._key(member)].append(prefix)
            self._by_core[self._core(self._key(member))].append(prefix)
            if len(parts := self._parts(self._key(member))) > 1:
                self._by_parts[parts].append(prefix)
        ends = [name for name in self._by_name if len(name) >= _MIN_FUZZY]
        self._end = re.compile(any_of(ends) + "$") if ends else None

    def find(self, phrase: str, is_line: bool) -> tuple[str, str] | None:
        """The address without basis, and how the name was found: exact, core, joint or fuzzy; None where no line fits.

        ``is_line``: the phrase is a line of the list that explains project spending, so a slip of the pen is still its name.
        """
        name = self._key(phrase)
        led = (name[found.end() :] for found in self._leads.finditer(name))
        for key in dict.fromkeys((name, *led)):  # 主要用于救灾物资专项; but a line may be called 支持…专项
            if found := self._plainly(key):
                return found
        if self._end is not None and (match := self._end.search(name)) is not None:
            left = name[: match.start()]
            if (not left or self._neutral.search(left)) and (prefix := self._one(self._by_name[match.group()])):
                return prefix, "exact"
        begins = self._leads.match(name)
        return self._fuzzy(self._core(name[begins.end() :] if begins else name)) if is_line else None

    def _plainly(self, name: str) -> tuple[str, str] | None:
        """The line of that name, of that name without 专项 and the like, or of the same things joined in other words."""
        if prefix := self._one(self._by_name.get(name)):
            return prefix, "exact"
        core = self._core(name)
        if len(core) >= 2 and (prefix := self._one(self._by_core.get(core), only=True)):
            return prefix, "core"
        if len(parts := self._parts(name)) > 1 and (prefix := self._one(self._by_parts.get(parts), only=True)):
            return prefix, "joint"
        return None

    def _parts(self, name: str) -> frozenset[str]:
        """What a name joins: "水电及差旅费" and "水费、电费、差旅费" join the same things."""
        pieces = [_COST.sub("", piece) for piece in _JOINTS.split(name)]
        return frozenset(part for piece in pieces if piece for part in self._joint.get(piece, [piece]))

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
        return flatten(normalise_label(name)).translate(_QUOTES)

    def _core(self, name: str) -> str:
        """The name without 专项支出 and the like."""
        while (found := self._suffix.search(name)) is not None and found.start() > 1:
            name = name[: found.start()]
        return name


def _rank(prefix: str) -> int:
    item = prefix.partition("[")[0]
    return _MEMBER_ITEMS.index(item) if item in _MEMBER_ITEMS else len(_MEMBER_ITEMS)
