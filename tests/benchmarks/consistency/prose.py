"""The report of a unit, and its goals and results, from sentence patterns that are used for scoring only."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import count
from random import Random
from typing import Any

import yaml

from .figures import Figure, Money, chinese, count_figure, percent_figure
from .papers import Chapter, Papers, Piece, Sentence, Word, print_cells
from .slots import Filler, NotFitting
from .world import FOLDER, Goal, World, make_world

PATTERN_SETS = ("development", "held_out", "all")


@cache
def patterns() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "sentences.yml").read_text(encoding="utf-8"))
    return loaded


def dealt(entries: list[Any], pattern_set: str) -> list[Any]:
    """The first, third … entry are development's, the others held out."""
    if pattern_set == "all":
        return entries
    return entries[PATTERN_SETS.index(pattern_set) :: 2]


def make_papers(seed: int, pattern_set: str = "all") -> tuple[Papers, Money]:
    """A clean unit: every statement of it is true, and rounded as it is printed."""
    world = make_world(seed)
    chance = Random(f"{seed}/prose")
    in_yuan = chance.random() < 0.1
    form_money = Money("元" if in_yuan else "万元", False, False)
    papers = Papers(world, print_cells(world, form_money))
    money = Money("元" if in_yuan or chance.random() < 0.12 else "万元", chance.random() < 0.2, chance.random() < 0.3)
    writer = _Writer(papers, Filler(world, money, chance, chance.choice((2, 2, 1))), pattern_set)
    writer.write()
    return papers, form_money


class _Writer:
    def __init__(self, papers: Papers, filler: Filler, pattern_set: str) -> None:
        self.papers, self.filler, self.set = papers, filler, pattern_set
        self.world: World = papers.world
        self.chance = filler.chance
        self.numbers = count(1)
        self.length = self.chance.choice(("short", "middle", "middle", "long"))
        self.distractors = dealt(patterns()["distractors"], pattern_set)[:]
        self.chance.shuffle(self.distractors)
        self.told: set[str] = set()  # patterns used

    def of(self, name: str) -> list[Any]:
        return dealt(patterns()[name], self.set)

    def write(self) -> None:
        world, papers = self.world, self.papers
        papers.title = f"{world.name}{world.year}年度" + self.chance.choice(("部门整体支出绩效自评报告", "整体支出绩效自评报告"))
        some = self.chance.sample(world.goals, min(len(world.goals), self.chance.randint(3, 6)))
        marks = self.chance.choice(("目标{}：", "{}、", "（{}）"))
        for place, goal in enumerate(sorted(some, key=world.goals.index), 1):
            papers.goals.append(self._goal_line(marks.format(place), goal, "target"))
            papers.results.append(self._goal_line(marks.format(place), goal, "actual"))
        only_general = world.values["overall.general_budget.stated"] == world.values["overall.total_funds.final"]
        outlines = [o for o in self.of("outlines") if only_general or not any("一般公共预算" in heading for heading, _ in o)]
        for heading, blocks in self.chance.choice(outlines):
            chapter = Chapter(heading)
            papers.chapters.append(chapter)
            for block in blocks:
                chapter.paragraphs += self._block(block)
            if not chapter.paragraphs and blocks:
                chapter.paragraphs.append([self._plain()])

    def _goal_line(self, mark: str, goal: Goal, cell: str) -> Sentence:
        figure = replace(self.papers.cells[f"overall.indicator[{goal.name}].{cell}"])
        return Sentence(next(self.numbers), [f"{mark}{goal.name}", figure, "；"], "goal line", kind=cell)

    # blocks

    def _block(self, block: str) -> list[list[Sentence]]:
        if block == "performance":
            return self._performance()
        if block == "lines" and not self.world.funds:
            return []
        wanted = {"short": (1, 1), "middle": (1, 2), "long": (2, 3)}[self.length]
        most = 1 if block in ("duties", "organisation", "staff", "score", "publicity", "lines", "problems", "measures") else wanted[1]
        pool = self.of(block)[:]
        self.chance.shuffle(pool)
        sentences: list[Sentence] = []
        for pattern in pool:
            if len(sentences) >= self.chance.randint(min(wanted[0], most), most):
                break
            sentence = self._sentence(pattern, block)
            if sentence is not None:
                sentences.append(sentence)
        if not sentences:
            return []
        return self._dilute(sentences)

    def _sentence(self, pattern: str, kind: str) -> Sentence | None:
        try:
            if "{offices}" in pattern:
                return self._offices(pattern)
            if "line" in pattern:
                return self._lines(pattern)
            return self.filler.fill(pattern, next(self.numbers), kind)
        except NotFitting:
            return None

    def _dilute(self, sentences: list[Sentence]) -> list[list[Sentence]]:
        """Other sentences between them; each its own paragraph, or all in one."""
        share = {"short": 0.2, "middle": 0.6, "long": 1.2}[self.length]
        mixed: list[Sentence] = []
        for sentence in sentences:
            mixed.append(sentence)
            while self.chance.random() < share / (1 + share):
                mixed.append(self._distractor() if self.chance.random() < 0.7 else self._plain())
        return [[s] for s in mixed] if self.chance.random() < 0.4 else [mixed]

    def _distractor(self) -> Sentence:
        if not self.distractors:
            return self._plain()
        return self.filler.fill(self.distractors.pop(), next(self.numbers), "distractor")

    def _plain(self) -> Sentence:
        return Sentence(next(self.numbers), [self.chance.choice(patterns()["plain"])], kind="plain")

    # lists

    def _offices(self, pattern: str) -> Sentence:
        names, kind = self.world.offices, self.chance.choice(("科室", "内设机构", "部门"))
        number = str(len(names)) if self.chance.random() < 0.7 else chinese(len(names))
        template = self.chance.choice(self.of("office_lists"))
        pieces: list[Piece] = []
        for place, part in enumerate(pattern.replace("{offices}", template).split("{count}")):
            if place:
                value = None if number.isdigit() else len(names)
                pieces.append(Figure("count|offices", number, value=value))  # type: ignore[arg-type]
            listed = part.replace("{kind}", kind).replace("{names}", "\x00")
            for at, text in enumerate(listed.split("\x00")):
                if at:
                    pieces.append(Word("、".join(names), "count", "offices"))
                pieces.append(text.replace("{self}", self.world.itself))
        return Sentence(next(self.numbers), [p for p in pieces if p != ""], pattern, list(names), "offices")

    def _lines(self, pattern: str) -> Sentence:
        if not self.world.funds:
            raise NotFitting("special funds")
        names = self.world.funds
        item = self.chance.choice(self.of("line_items"))
        pieces: list[Piece] = []
        picked = iter(self.chance.sample(names, min(2, len(names))))
        first = names[0]
        for place, part in enumerate(_split(pattern)):
            if place % 2 == 0 or not part.strip("{}").replace("_", " ").startswith(("lines", "count lines", "one line", "another", "share line")):
                if part:
                    pieces += list(self.filler._pieces(part)) if "{" in part else [part]
                continue
            slot = part.strip("{}")
            if slot.startswith("lines "):
                pieces += self._items(item, slot.partition(" ")[2], names)
            elif slot == "count_lines":
                pieces.append(Figure("count|lines", str(len(names))))
            elif slot in ("one_line", "another_line"):
                name = next(picked, "")
                if not name:
                    raise NotFitting("a second line")
                first = name if slot == "one_line" else first
                pieces += self._item(item, name)
            else:
                address, whole = f"basic.special_fund[{first}].final", "basic.special_funds.final"
                ratio = self.world.values[address] / self.world.values[whole]
                pieces.append(percent_figure(f"ratio|{address}|{whole}", ratio, self.filler.decimals))
        kind = "lines" if "{lines" in pattern else "line"
        return Sentence(next(self.numbers), pieces, pattern, list(names) if kind == "lines" else [], kind)

    def _items(self, item: str, separator: str, names: list[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for place, name in enumerate(names, 1):
            if separator == "numbered":
                pieces.append(f"{'；' if place > 1 else ''}（{place}）")
            elif place > 1:
                pieces.append(separator)
            pieces += self._item(item, name)
        return pieces

    def _item(self, item: str, name: str) -> list[Piece]:
        address = f"basic.special_fund[{name}].final"
        before, after = item.split("{v}")
        figure = self.filler.money.figure(address, self.world.values[address])
        return [p for p in (before.format(name=name), figure, after) if p]

    # indicators

    def _performance(self) -> list[list[Sentence]]:
        """The indicators in groups, each with a theme; some are left out of short reports."""
        share = {"short": 0.6, "middle": 0.85, "long": 1.0}[self.length]
        told = [goal for goal in self.world.goals if self.chance.random() < share] or self.world.goals[:2]
        if self.chance.random() < 0.5:
            self.chance.shuffle(told)
        themes = self.of("themes")[0]
        size = -(-len(told) // min(len(themes), max(1, len(told) // 2)))
        marks = self.chance.choice((("一是", "二是", "三是", "四是"), ("（一）", "（二）", "（三）", "（四）"), ("1.", "2.", "3.", "4."), ("", "", "", "")))
        paragraphs = []
        for place, start in enumerate(range(0, len(told), size)):
            opening = Sentence(next(self.numbers), [f"{marks[place]}{themes[place]}。"], kind="plain")
            sentences = [opening]
            group = told[start : start + size]
            while group:
                taken, group = group[: (n := self.chance.choice((1, 1, 2, 3)))], group[n:]
                sentences.append(self._told(taken))
                if self.length != "short" and self.chance.random() < 0.4:
                    sentences.append(self._distractor())
            paragraphs.append(sentences)
        return paragraphs

    def _told(self, goals: list[Goal]) -> Sentence:
        """One sentence on one to three indicators; only the last may go on to speak of its target."""
        lead = self.chance.choice(patterns()["leads"]).format(year=self.world.year)
        pieces: list[Piece] = [lead] if lead else []
        for place, goal in enumerate(goals):
            pieces += ["，" if self.chance.random() < 0.7 else "；"] if place else []
            pattern = self.chance.choice(dealt(goal.sentences, self.set))
            before, after = pattern.split("#")
            if lead and place == 0 and before.startswith(("全年", "年内")):
                pieces.clear()
            pieces += [p for p in (before, self._actual(goal), after) if p]
        if self.chance.random() < 0.4 and pattern.endswith("#"):
            pieces += self._tail(goals[-1])
        return Sentence(next(self.numbers), [*pieces, "。"], "told", kind="indicator")

    def _actual(self, goal: Goal) -> Figure:
        about = f"overall.indicator[{goal.name}].actual"
        is_loose = self.chance.random() < 0.15
        return count_figure(about, goal.actual, goal.measure, goal.decimals, self.chance, is_loose)

    def _tail(self, goal: Goal) -> list[Piece]:
        """How the actual stands to the target, in words that are true."""
        kind = "missed" if not goal.is_met else "met" if goal.actual == goal.target else "beyond"
        if goal.less_is_better and kind != "missed":
            return []
        if goal.less_is_better or goal.target == 0:
            return []
        address = f"overall.indicator[{goal.name}]"
        pieces: list[Piece] = []
        pattern = self.chance.choice(self.of(kind))
        for place, part in enumerate(_split(pattern)):
            if place % 2 == 0:
                pieces += [Word(part, kind, address)] if part else []
            elif part == "{target}":
                target = self.papers.cells[f"{address}.target"]
                pieces.append(replace(target, before="", after=goal.measure))
            elif part == "{achieved}":
                about = f"ratio|{address}.actual|{address}.target"
                pieces.append(percent_figure(about, goal.actual / goal.target, self.filler.decimals))
            else:
                measure = "个百分点" if goal.measure == "%" else goal.measure
                if goal.measure == "‰":
                    return []
                gap = count_figure("", abs(goal.actual - goal.target), "%" if goal.measure == "%" else measure, goal.decimals, self.chance, False)
                pieces.append(replace(gap, about=f"change|{address}.actual|{address}.target", number=gap.number, after=measure))
        return pieces


def _split(pattern: str) -> list[str]:
    """Texts and slots by turns, slots with their brackets."""
    return re.split(r"(\{[^{}]*\})", pattern)
