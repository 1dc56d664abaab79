"""What is printed on a PDF's page: glyphs and ruled lines, in points from the page's upper left corner."""

from dataclasses import dataclass, field
from typing import NamedTuple

from perfaudit.documents.model import Place

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class Glyph(NamedTuple):
    """One printed character, or a few that the font prints as one; ``direction`` in quarter turns, 0 for upright."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    direction: int = 0

    def with_box(self, box: Box) -> "Glyph":
        return Glyph(self.text, *box, self.size, self.direction)


class Rule(NamedTuple):
    """A straight line along one axis: at y = ``at`` from x = ``start`` to ``end``, or the other way round."""

    is_vertical: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is printed on a page, its upper left corner at 0, 0, turned so that most of its text is upright."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    turns: int = 0  # quarter turns from the page as displayed
    picture_share: float = 0.0

    def place(self, box: Box) -> Place:
        """Where a box of the page stands on the page as displayed."""
        x0, top, x1, bottom = turn_box(box, self.width, self.height, -self.turns)
        return Place(self.number, (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)))


def turn_box(box: Box, width: float, height: float, turns: int) -> Box:
    """The box on a page of this size after so many quarter turns of the page, clockwise."""
    for _ in range(turns % 4):
        x0, top, x1, bottom = box
        box = (height - bottom, x0, height - top, x1)
        width, height = height, width
    return box
