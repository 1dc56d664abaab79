"""Fills the slots of a sentence pattern with a unit's figures, or says that the unit has none that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from .figures import YI, Figure, Money, chinese, number_text, percent_figure
from .papers import Piece, Sentence, Word
from .world import World

_NAMES = {
    "three": "basic.three_public", "car": "basic.vehicles", "carbuy": "basic.vehicle_purchase",
    "carrun": "basic.vehicle_running", "abroad": "basic.travel_abroad", "guest": "basic.reception",
    "proj": "basic.project_spending", "ops": "basic.operations", "maint": "basic.maintenance",
    "funds": "basic.special_funds", "moves": "basic.upper_transfers", "run": "basic.running_costs",
    "office": "basic.running_cost[办公经费]", "util": "basic.running_cost[水费、电费、差旅费]",
    "meet": "basic.running_cost[会议费、培训费]", "buy": "basic.procurement",
}  # fmt: skip
_OTHERS = {
    "init": "overall.total_funds.budget", "full": "overall.total_funds.full_year", "exec": "overall.total_funds.final",
    "rate": "overall.total_funds.rate", "execscore": "overall.total_funds.score", "total": "overall.total.score",
    "gen": "overall.general_budget.stated", "gov": "overall.government_fund.stated",
    "other": "overall.other_funds.stated", "basic": "overall.basic_spending.stated", "person": "x.personnel",
    "posts": "basic.posts.final", "staff": "basic.in_post.final", "ctrl": "basic.staff_control_rate.final",
    "prior_exec": "x.prior_total", "left": "x.left", "adjust": "x.adjust", "genbasic": "x.general_basic",
    "genproj": "x.general_project", "adminposts": "x.civil_posts", "otherposts": "x.other_posts", "wages": "x.wages",
    "aid": "x.aid",
}  # fmt: skip
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
_SMALLEST = Decimal("0.004")  # growth below that is not told
UP_WORDS = {"up": (("增加", "上升"), ("减少", "下降")), "grow": (("增长", "上升"), ("下降", "减少"))}


class NotFitting(Exception):
    """The unit lacks a figure, or one of them does not go with the words of the pattern."""


def address_of(name: str) -> str:
    """``three.prior`` → ``basic.three_public.prior_final``."""
    if name in _OTHERS:
        return _OTHERS[name]
    item, _, basis = name.partition(".")
    return f"{_NAMES[item]}.{ {'': 'final', 'prior': 'prior_final', 'budget': 'budget'}[basis] }"


@dataclass
class Filler:
    """Fills patterns for one report: one way of writing money, one precision of percentages."""

    world: World
    money: Money
    chance: Random
    decimals: int
    up_words: dict[str, Any] = field(default_factory=lambda: UP_WORDS)
    loose_words: dict[str, str] = field(default_factory=dict)

    def reworded(self, figure: Figure) -> Figure:
        """A loose figure with the words that the set has for 约, 近 …"""
        return replace(figure, before=self.loose_words.get(figure.before, figure.before))

    def value(self, name: str) -> Decimal:
        value = self.world.values.get(address_of(name))
        if not value or value < 0:
            raise NotFitting(name)
        return value

    def fill(self, pattern: str, number: int, kind: str = "") -> Sentence:
        """The sentence of a pattern. Raises NotFitting."""
        return Sentence(number, list(self.pieces(pattern)), pattern, kind=kind)

    def pieces(self, pattern: str) -> Iterator[Piece]:
        """Texts and figures of a pattern, in order. Raises NotFitting."""
        for place, part in enumerate(re.split(r"\{([^{}]*)\}", pattern)):
            if place % 2 == 0:
                if part:
                    yield part
                continue
            piece = self._slot(part)
            if piece != "":
                yield piece

    def _slot(self, slot: str) -> Piece:
        words = {"year": self.world.year, "prior_year": self.world.year - 1, "next_year": self.world.year + 1}
        words |= {"far_year": self.world.year + 3}
        names = {"self": self.world.itself, "unit": self.world.name, "level": self.world.level}
        if slot in words:
            return str(words[slot])
        if slot in names:
            return names[slot]
        if slot == "grade":
            score = self.value("total")
            return next(grade for least, grade in _GRADES if score >= least)
        name, _, argument = slot.partition(" ")
        if argument:
            return self._computed(name, argument)
        name, _, how = slot.partition("|")
        return self._figure(name, how)

    def _figure(self, name: str, how: str) -> Piece:
        address, value = address_of(name), self.value(name)
        if name in ("rate", "ctrl"):
            return percent_figure(address, value, self.decimals)
        if name in ("posts", "staff", "adminposts", "otherposts"):
            if how == "words":
                return Figure(address, chinese(int(value)), value=value)
            return Figure(address, f"{value:f}")
        if how == "yi":
            if value < YI / 20:
                raise NotFitting(name)
            return Figure(address, number_text(value / YI, 4), YI, after="亿元")
        if how == "wide":
            return self.money.figure(address, value).widened()
        if name in ("total", "execscore"):
            return Figure(address, f"{value.normalize():f}")
        return self.reworded(self.money.figure(address, value, how, self.chance))

    def _computed(self, name: str, argument: str) -> Piece:
        if name == "n":
            low, high = (int(part) for part in argument.split("-"))
            return str(self.chance.randint(low, high))
        if name == "none":
            address = address_of(argument)
            if self.world.values.get(address):
                raise NotFitting(argument)
            return Word("", "none", address)
        if name == "some":
            self.value(argument)
            return ""
        if name == "sum":
            self._require_all_parts(argument)
            return ""
        if name in ("share", "ratio"):
            part, whole = argument.split("/")
            ratio = self.value(part) / self.value(whole)
            return percent_figure(f"ratio|{address_of(part)}|{address_of(whole)}", ratio, self.decimals)
        if name == "gain":
            new, old = (address_of(part) for part in argument.split("/"))
            gain = (self.world.values[new] - self.world.values[old]) / self.world.values[old]
            if gain < _SMALLEST:
                raise NotFitting(argument)
            return percent_figure(f"growth|{new}|{old}", gain, self.decimals)
        return self._pair(name, argument)

    def _require_all_parts(self, argument: str) -> None:
        """Words such as 其中 name all parts: the total may have no other."""
        total, _, parts = argument.partition("=")
        if sum(self.value(part) for part in parts.split("+")) != self.value(total):
            raise NotFitting(argument)

    def _pair(self, name: str, argument: str) -> Piece:
        """What is said of two columns, or of this year's and last year's total."""
        argument, _, how = argument.partition("|")
        other = "prior_exec" if argument == "exec" else f"{argument}.{'budget' if name == 'save' else 'prior'}"
        new, old = self.value(argument), self.value(other)
        pair = f"{address_of(argument)}|{address_of(other)}"
        if abs(new - old) / old < _SMALLEST:
            raise NotFitting(argument)
        if name == "save":
            if new >= old:
                raise NotFitting(argument)
            return self.money.figure(f"change|{pair}", old - new, how, self.chance)
        if name == "change":
            return self.money.figure(f"change|{pair}", abs(new - old), how, self.chance)
        if name == "growth":
            return percent_figure(f"growth|{pair}", abs(new - old) / old, self.decimals)
        is_up = new > old
        return Word(self.up_words[name][0 if is_up else 1][self.world.seed % 2], "up" if is_up else "down", pair)
