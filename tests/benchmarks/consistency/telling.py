"""What all parts of a report need to be told: the patterns of one set, the filler, and numbers for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from random import Random
from typing import Any

import yaml

from .papers import Papers
from .slots import Filler
from .world import FOLDER, World

OF_THEIR_OWN = ("fresh", "sealed")  # sets with files named after them
PATTERN_SETS = ("development", "held_out", "all", *OF_THEIR_OWN)  # all: of the first two


@cache
def patterns(pattern_set: str = "all") -> dict[str, Any]:
    """All patterns that a set is dealt from, by the name of their block."""
    names = ["outlines", "sentences", "others"]
    if pattern_set in OF_THEIR_OWN:
        names = [f"{name}_{pattern_set}" for name in (*names, "indicators")]
    loaded: dict[str, Any] = {}
    for name in names:
        loaded |= _loaded(name)
    return loaded


@cache
def _loaded(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def dealt(entries: list[Any], pattern_set: str) -> list[Any]:
    """The first, third … entry are development's, the others held out; of all, and of a set of its own, every one."""
    if pattern_set in ("all", *OF_THEIR_OWN):
        return entries
    return entries[PATTERN_SETS.index(pattern_set) :: 2]


def split_slots(pattern: str) -> list[str]:
    """Texts and slots by turns, slots with their brackets."""
    return re.split(r"(\{[^{}]*\})", pattern)


@dataclass
class Telling:
    papers: Papers
    filler: Filler
    pattern_set: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def world(self) -> World:
        return self.papers.world

    @property
    def chance(self) -> Random:
        return self.filler.chance

    def of(self, name: str) -> list[Any]:
        """The patterns under a name that this set may use."""
        return dealt(self.shared(name), self.pattern_set)

    def shared(self, name: str) -> Any:
        """The patterns under a name that development and held-out set have in common."""
        return patterns(self.pattern_set)[name]

    def own(self, name: str, otherwise: Any) -> Any:
        """Words that only sets of their own have in their files."""
        return patterns(self.pattern_set).get(name, otherwise)

    def number(self) -> int:
        return next(self.numbers)
