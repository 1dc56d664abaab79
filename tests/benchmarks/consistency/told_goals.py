"""Sentences on indicators: what was done, and how it stands to the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from .figures import Figure, count_figure, percent_figure
from .papers import Piece, Sentence, Tie, Word
from .telling import Telling, dealt, split_slots
from .world import Goal

_MARKS = (
    ("一是", "二是", "三是", "四是"), ("（一）", "（二）", "（三）", "（四）"), ("1.", "2.", "3.", "4."), ("", "", "", ""),
)  # fmt: skip


def goal_line(telling: Telling, mark: str, goal: Goal, cell: str) -> Sentence:
    """A line of the goals ("target") or results ("actual") of form 2."""
    figure = telling.papers.cells[f"overall.indicator[{goal.name}].{cell}"]
    return Sentence(telling.number(), [f"{mark}{goal.name}", figure, "；"], "goal line", kind=cell)


def tell_performance(telling: Telling, share: float, between: Callable[[], list[Sentence]]) -> list[list[Sentence]]:
    """The indicators in groups, each with a theme; ``share`` of them are told, other sentences stand between."""
    chance = telling.chance
    told = [goal for goal in telling.world.goals if chance.random() < share] or telling.world.goals[:2]
    if chance.random() < 0.5:
        chance.shuffle(told)
    themes = chance.choice(telling.of("themes"))
    marks = chance.choice(telling.own("marks", _MARKS))
    size = -(-len(told) // min(len(themes), max(1, len(told) // 2)))
    paragraphs = []
    for place, start in enumerate(range(0, len(told), size)):
        sentences = [Sentence(telling.number(), [f"{marks[place]}{themes[place]}。"], kind="plain")]
        group = told[start : start + size]
        while group:
            count = chance.choice((1, 1, 2, 3))
            sentences.append(_told(telling, group[:count]))
            group = group[count:]
            sentences += between()
        paragraphs.append(sentences)
    return paragraphs


def _told(telling: Telling, goals: list[Goal]) -> Sentence:
    """One sentence on one to three indicators; only the last may go on to speak of its target."""
    chance = telling.chance
    lead = chance.choice(telling.shared("leads")).format(year=telling.world.year)
    pieces: list[Piece] = []
    pattern = ""
    for place, goal in enumerate(goals):
        pattern = chance.choice(_sentences(telling, goal))
        before, after = pattern.split("#")
        if place:
            pieces.append("，" if chance.random() < 0.7 else "；")
        elif lead and not before.startswith(("全年", "年内")):
            pieces.append(lead)
        pieces += _improved(telling, goal) or [piece for piece in (before, _actual(telling, goal), after) if piece]
    halves = _halves(telling, goals[-1], pieces[-1])
    if halves:
        pieces += halves
    elif chance.random() < 0.4 and pattern.endswith("#"):
        pieces += _tail(telling, goals[-1])
    return Sentence(telling.number(), [*pieces, "。"], "told", kind="indicator")


def _sentences(telling: Telling, goal: Goal) -> list[str]:
    """The ways in which the set tells of an indicator."""
    own = telling.own("told", {}).get(goal.name)
    if not own:
        return dealt(goal.sentences, telling.pattern_set)
    return [*own, telling.chance.choice(telling.of("any")).replace("{name}", goal.name)]


def _improved(telling: Telling, goal: Goal) -> list[Piece]:
    """ "由上年的88%提高到93%": last year's value stands nowhere else. Rarely, of percentages."""
    if goal.measure != "%" or goal.less_is_better or telling.chance.random() > 0.08:
        return []
    last_year = goal.actual - Decimal(telling.chance.randint(11, 60)) / 10
    words = {"{name}": goal.name, "{before}": f"{last_year.normalize():f}%"}
    pattern = telling.chance.choice(telling.of("improved"))
    cell = telling.papers.cells[f"overall.indicator[{goal.name}].actual"]
    return [cell if part == "{actual}" else words.get(part, part) for part in split_slots(pattern) if part]


def _halves(telling: Telling, goal: Goal, told: Piece) -> list[Piece]:
    """ "，其中上半年300人、下半年220人" behind an exact count; both make the whole. Rarely."""
    is_exact = isinstance(told, Figure) and not told.qualifier and told.is_digits and told.after == goal.measure
    if (
        not is_exact
        or goal.measure in ("%", "‰", "天")
        or goal.decimals
        or goal.actual < 20
        or telling.chance.random() > 0.1
    ):
        return []
    first = Decimal(telling.chance.randint(int(goal.actual) // 5, int(goal.actual) * 4 // 5))
    names = [f"x.half[{goal.name}/{which}]" for which in (1, 2)]
    telling.papers.ties.append(Tie(f"overall.indicator[{goal.name}].actual", tuple(names)))
    figures = {
        slot: Figure(name, f"{value:f}", told.scale, after=goal.measure)  # type: ignore[union-attr]
        for slot, name, value in zip(("{one}", "{other}"), names, (first, goal.actual - first), strict=True)
    }
    return [figures.get(part, part) for part in split_slots(telling.chance.choice(telling.of("halves"))) if part]


def _actual(telling: Telling, goal: Goal) -> Figure:
    about = f"overall.indicator[{goal.name}].actual"
    is_loose = telling.chance.random() < 0.15
    figure = count_figure(about, goal.actual, goal.measure, goal.decimals, telling.chance, is_loose)
    return telling.filler.reworded(figure)


def _tail(telling: Telling, goal: Goal) -> list[Piece]:
    """How the actual stands to the target, in words that are true; nothing where less is better."""
    if goal.less_is_better or goal.target == 0 or goal.measure == "‰":
        return []
    kind = "missed" if not goal.is_met else "met" if goal.actual == goal.target else "beyond"
    address = f"overall.indicator[{goal.name}]"
    pieces: list[Piece] = []
    for part in split_slots(telling.chance.choice(telling.of(kind))):
        if part == "{target}":
            pieces.append(replace(telling.papers.cells[f"{address}.target"], before="", after=goal.measure))
        elif part == "{achieved}":
            about = f"ratio|{address}.actual|{address}.target"
            pieces.append(percent_figure(about, goal.actual / goal.target, telling.filler.decimals))
        elif part.startswith("{"):
            pieces.append(_gap(telling, goal, address))
        elif part:
            pieces.append(Word(part, kind, address))
    return pieces


def _gap(telling: Telling, goal: Goal, address: str) -> Figure:
    """By how much the target was passed or missed; of percentages in 个百分点."""
    gap = count_figure("", abs(goal.actual - goal.target), goal.measure, goal.decimals, telling.chance, False)
    after = "个百分点" if goal.measure == "%" else goal.measure
    return replace(gap, about=f"change|{address}.actual|{address}.target", after=after)


def tell_again(telling: Telling, kind: str) -> list[list[Sentence]]:
    """An indicator told a second time by its full name: a missed one among problems, a met one beside the score."""
    goals = [g for g in telling.world.goals if g.is_met == (kind == "met") and g.target and not g.less_is_better]
    if not kind or not goals or telling.chance.random() < 0.4:
        return []
    goal = telling.chance.choice(goals)
    pieces: list[Piece] = []
    for part in split_slots(telling.chance.choice(telling.of(f"again_{kind}"))):
        if part == "{name}":
            pieces.append(goal.name)
        elif part.startswith("{"):
            cell = telling.papers.cells[f"overall.indicator[{goal.name}].{part.strip('{}')}"]
            pieces.append(replace(cell, before="", after=goal.measure))
        elif part:
            pieces.append(part)
    return [[Sentence(telling.number(), pieces, "again", kind="indicator")]]
