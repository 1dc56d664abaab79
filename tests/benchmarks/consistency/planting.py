"""Changed papers: a copy in which one thing is different, and what that one thing contradicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from .figures import Figure, narrow
from .papers import Chapter, Papers, Sentence
from .ties import Ledger, Stated, statements


@dataclass
class Plant:
    """One planted error. ``places`` were changed, ``counterparts`` contradict them.

    A place is the address of a cell, "#sentence/piece", or "text:…" for words outside both, such as a title.
    """

    error: str
    papers: Papers
    places: list[str]
    before: str
    after: str
    counterparts: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return "prose" if self.places[0].startswith(("#", "text:report")) else "form"


Change = Callable[[Figure, Random], Figure | None]
Wanted = Callable[[Stated], bool]


def copied(papers: Papers) -> Papers:
    """A copy whose cells and sentences can be changed; the unit itself is shared."""

    def copies(sentences: list[Sentence]) -> list[Sentence]:
        return [replace(sentence, pieces=list(sentence.pieces), names=list(sentence.names)) for sentence in sentences]

    chapters = [Chapter(c.heading, [copies(paragraph) for paragraph in c.paragraphs]) for c in papers.chapters]
    return replace(
        papers, cells=dict(papers.cells), goals=copies(papers.goals), results=copies(papers.results), chapters=chapters,
        reasons=dict(papers.reasons), titles=dict(papers.titles), dropped_lines=list(papers.dropped_lines),
    )  # fmt: skip


def with_figure(papers: Papers, stated: Stated, figure: Figure) -> tuple[Papers, Stated]:
    """The papers with another figure in one place."""
    changed = copied(papers)
    if stated.cell:
        changed.cells[stated.cell] = figure
    else:
        changed.sentence(stated.sentence).pieces[stated.at] = figure
    return changed, replace(stated, figure=figure)


def plant_figures(error: str, papers: Papers, chance: Random, wanted: Wanted, change: Change) -> Iterator[Plant]:
    """Every figure that is wanted, changed, where something else contradicts the change; prose and cells by turns."""
    candidates = [stated for stated in statements(papers) if stated.figure.is_digits and wanted(stated)]
    for stated in _shuffled(candidates, chance):
        figure = change(stated.figure, chance)
        if figure is None or figure.text == stated.figure.text:
            continue
        changed, there = with_figure(papers, stated, figure)
        if against := Ledger(changed).against(there):
            yield Plant(error, changed, [stated.place], stated.figure.text, figure.text, against)


def _shuffled(candidates: list[Stated], chance: Random) -> list[Stated]:
    """In random order; a cell or a sentence first by the toss of a coin, since forms have many more figures."""
    chance.shuffle(candidates)
    prose_first = chance.random() < 0.6
    return sorted(candidates, key=lambda stated: bool(stated.cell) == prose_first)


def change_digit(figure: Figure, chance: Random) -> Figure | None:
    """Another digit in one place; the last place of three or more figures only rarely, where rounding would hide it."""
    number = narrow(figure.number)
    places = [at for at, sign in enumerate(number) if sign.isdigit()]
    if figure.decimals and len(places) > 3:
        places = places[:-1]
    at = chance.choice(places)
    least = 1 if at == 0 else 0
    digits = [str(digit) for digit in range(least, 10) if str(digit) != number[at]]
    return figure.with_number(number[:at] + chance.choice(digits) + number[at + 1 :])


def swap_digits(figure: Figure, chance: Random) -> Figure | None:
    """Two neighbouring digits in each other's place."""
    number = narrow(figure.number)
    pairs = [
        at
        for at in range(len(number) - 1)
        if number[at].isdigit() and number[at + 1].isdigit() and number[at] != number[at + 1]
        and not (at == 0 and number[1] == "0")
    ]  # fmt: skip
    if not pairs:
        return None
    at = chance.choice(pairs)
    return figure.with_number(number[:at] + number[at + 1] + number[at] + number[at + 2 :])
