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

PATTERN_SETS = ("development", "held_out", "all")


@cache
def patterns() -> dict[str, Any]:
    """All patterns, by the name of their block."""
    loaded: dict[str, Any] = {}
    for name in ("outlines", "sentences", "others"):
        loaded |= yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def dealt(entries: list[Any], pattern_set: str) -> list[Any]:
    """The first, third … entry are development's, the others held out."""
    if pattern_set == "all":
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
        return dealt(patterns()[name], self.pattern_set)

    def number(self) -> int:
        return next(self.numbers)
