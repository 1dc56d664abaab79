"""What a unit hands in: cells and sentences, each figure of them with the quantity it states.

``Papers`` is what errors are planted in: a figure is changed in its cell or sentence, and everything is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .figures import Figure
from .world import World


@dataclass(frozen=True)
class Word:
    """Words that say something of figures without a figure: ``kind`` is up, down, beyond, met, missed, none, count."""

    text: str
    kind: str
    about: str


Piece = str | Figure | Word


@dataclass
class Sentence:
    number: int
    pieces: list[Piece]
    pattern: str = ""  # which pattern it was made from
    names: list[str] = field(default_factory=list)  # listed after a count
    kind: str = ""  # offices, lines, distractor …

    @property
    def text(self) -> str:
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    def start_of(self, at: int) -> int:
        return len("".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces[:at]))


@dataclass(frozen=True)
class Tie:
    """``total`` is the sum of ``parts`` ("="), at least it (">="), or at most the one part ("<=")."""

    total: str
    parts: tuple[str, ...]
    relation: str = "="


@dataclass
class Chapter:
    heading: str
    paragraphs: list[list[Sentence]] = field(default_factory=list)


@dataclass
class Papers:
    world: World
    cells: dict[str, Figure]
    title: str = ""
    titles: dict[str, int] = field(default_factory=dict)  # part -> year in its title
    goals: list[Sentence] = field(default_factory=list)
    results: list[Sentence] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    dropped_lines: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)  # of what only this report states
    pattern_set: str = "all"

    def sentences(self) -> Iterator[Sentence]:
        """Goals, results, then the report in reading order."""
        yield from self.goals
        yield from self.results
        yield from self.report_sentences()

    def report_sentences(self) -> Iterator[Sentence]:
        for chapter in self.chapters:
            for paragraph in chapter.paragraphs:
                yield from paragraph

    def sentence(self, number: int) -> Sentence:
        return next(sentence for sentence in self.sentences() if sentence.number == number)

    @property
    def prose(self) -> str:
        return "\n".join("".join(s.text for s in p) for chapter in self.chapters for p in chapter.paragraphs)
