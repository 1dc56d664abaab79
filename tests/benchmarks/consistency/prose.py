"""The report of a unit, and its goals and results, from sentence patterns that are used for scoring only."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .cells import print_cells
from .figures import Money
from .papers import Chapter, Papers, Sentence
from .slots import UP_WORDS, Filler, NotFitting
from .telling import Telling
from .told_goals import goal_line, tell_again, tell_performance
from .told_lists import tell_lines, tell_offices, tell_table
from .world import make_world


@dataclass(frozen=True)
class Length:
    """How much a report says: sentences a block, other sentences behind each, share of the indicators told."""

    least: int
    most: int
    others: float
    indicators: float


LENGTHS = {
    "short": Length(1, 1, 0.2, 0.6), "middle": Length(1, 2, 0.6, 0.85), "long": Length(2, 3, 1.4, 1.0),
    "very long": Length(3, 5, 5.0, 1.0),
}  # fmt: skip
_ONCE = ("duties", "organisation", "staff", "score", "publicity", "lines", "problems", "measures")
_TITLES = ("部门整体支出绩效自评报告", "整体支出绩效自评报告", "单位整体支出绩效自评报告")


def make_papers(seed: int, pattern_set: str = "all", length: str = "") -> tuple[Papers, Money]:
    """A clean unit, and how its forms write money: every statement is true, and rounded as it is printed.

    ``length`` is one of LENGTHS, at random if none.
    """
    world = make_world(seed)
    chance = Random(f"{seed}/prose")
    in_yuan = chance.random() < 0.1
    form_money = Money("元" if in_yuan else "万元", False, False)
    papers = Papers(world, print_cells(world, form_money), pattern_set=pattern_set)
    money = Money("元" if in_yuan or chance.random() < 0.12 else "万元", chance.random() < 0.2, chance.random() < 0.3)
    filler = Filler(world, money, chance, chance.choice((2, 2, 1)))
    chosen = chance.choice(("short", "middle", "middle", "middle", "long", "long", "very long"))
    telling = Telling(papers, filler, pattern_set)
    filler.up_words, filler.loose_words = telling.own("up_words", UP_WORDS), telling.own("loose_words", {})
    _Writer(telling, LENGTHS[length or chosen]).write()
    return papers, form_money


class _Writer:
    def __init__(self, telling: Telling, length: Length) -> None:
        self.telling, self.length = telling, length
        self.chance, self.papers = telling.chance, telling.papers
        self.distractors = telling.of("distractors")[:]
        self.chance.shuffle(self.distractors)

    def write(self) -> None:
        world = self.papers.world
        self.papers.title = f"{world.name}{world.year}年度{self.chance.choice(_TITLES)}"
        self._goals()
        values = world.values
        only_general = values["overall.general_budget.stated"] == values["overall.total_funds.final"]
        outlines = self.telling.of("outlines")
        fitting = [o for o in outlines if only_general or not any("一般公共预算" in heading for heading, _ in o)]
        for heading, blocks in self.chance.choice(fitting):
            chapter = Chapter(heading)
            self.papers.chapters.append(chapter)
            for block in blocks:
                chapter.paragraphs += self._block(block)
            chapter.paragraphs += tell_again(self.telling, self._again_kind(blocks))
            if not chapter.paragraphs and blocks:
                chapter.paragraphs.append([self._plain()])

    def _again_kind(self, blocks: list[str]) -> str:
        return "missed" if "problems" in blocks else "met" if "score" in blocks else ""

    def _goals(self) -> None:
        goals = self.papers.world.goals
        some = self.chance.sample(goals, min(len(goals), self.chance.randint(3, 6)))
        mark = self.chance.choice(self.telling.own("goal_marks", ("目标{}：", "{}、", "（{}）")))
        for place, goal in enumerate(sorted(some, key=goals.index), 1):
            self.papers.goals.append(goal_line(self.telling, mark.format(place), goal, "target"))
            self.papers.results.append(goal_line(self.telling, mark.format(place), goal, "actual"))

    def _block(self, block: str) -> list[list[Sentence]]:
        """The paragraphs of one subject; none where the unit has nothing to say of it."""
        if block == "performance":
            return tell_performance(self.telling, self.length.indicators, lambda: self._others(0.3))
        if block == "lines":
            if not self.papers.world.funds:
                return []
            if self.chance.random() < 0.15:
                return tell_table(self.telling)
        most = 1 if block in _ONCE else self.length.most
        wanted = self.chance.randint(min(self.length.least, most), most)
        pool = self.telling.of(block)[:]
        self.chance.shuffle(pool)
        sentences: list[Sentence] = []
        for pattern in pool:
            if len(sentences) < wanted and (sentence := self._sentence(pattern, block)) is not None:
                sentences.append(sentence)
        return self._diluted(sentences) if sentences else []

    def _sentence(self, pattern: str, kind: str) -> Sentence | None:
        try:
            if "{offices}" in pattern:
                return tell_offices(self.telling, pattern)
            if "line" in pattern:
                return tell_lines(self.telling, pattern)
            return self.telling.filler.fill(pattern, self.telling.number(), kind)
        except NotFitting:
            return None

    def _diluted(self, sentences: list[Sentence]) -> list[list[Sentence]]:
        """Other sentences between them; each its own paragraph, or all in one."""
        mixed = [one for sentence in sentences for one in (sentence, *self._others(1.0))]
        return [[sentence] for sentence in mixed] if self.chance.random() < 0.4 else [mixed]

    def _others(self, factor: float) -> list[Sentence]:
        """Sentences that no figure of the forms contradicts, as many as the report is long."""
        mean = self.length.others * factor
        count = 0
        while count < 12 and self.chance.random() < mean / (1 + mean):
            count += 1
        return [self._distractor() if self.chance.random() < 0.5 else self._plain() for _ in range(count)]

    def _distractor(self) -> Sentence:
        """One of the distractors, each once."""
        if not self.distractors:
            return self._plain()
        return self.telling.filler.fill(self.distractors.pop(), self.telling.number(), "distractor")

    def _plain(self) -> Sentence:
        """A sentence without figures."""
        parts = self.telling.shared("plain_parts")
        text = self.chance.choice(self.telling.shared("plain"))
        if self.length.least > 1 and self.chance.random() < 0.7:
            text = "".join(self.chance.choice(parts[name]) for name in ("aim", "means", "effect"))
        return Sentence(self.telling.number(), [text], kind="plain")
