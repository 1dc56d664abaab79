"""Glyphs → lines → text: which glyphs stand in one line, where a space is, and where a line runs on in the next."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from perfaudit.documents.cleaning import clean_text
from perfaudit.documents.pdf_ink import Box, Glyph

# Gaps between glyphs, in ems. Justified lines stretch Chinese text by less than a half; Word puts a quarter between
# Chinese and Latin letters.
WIDE = 1.2  # between what belongs to different columns
LATIN_SPACE, OTHER_SPACE = 0.25, 1.0
SAME_GLYPH = 0.6  # share of its width by which a glyph covers its like: it was printed twice to look bold
MAX_MARGIN = 8.0  # points between the border of a cell and its text
FULL = 1.5  # ems below the last line of a cell in which no other has room
_ENDS_UNIT = frozenset("，。、；：？！）》〉」』】〕”’…％℃,.;:?!)]}%")  # never the first of a line
BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?|[/／]")
_FIGURE = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+,?)(?:\.\d*)?%?")
_LATIN = re.compile(r"[!-~]")
_ALNUM = re.compile(r"[0-9A-Za-z]")


@dataclass(slots=True, eq=False)
class Line:
    """Glyphs side by side, without the blanks at either end. ``size`` is the usual one of its glyphs."""

    glyphs: list[Glyph]
    text: str
    box: Box
    size: float

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    def parts(self, gap: float) -> list["Line"]:
        """The line cut where nothing is printed over more than ``gap`` ems."""
        groups: list[list[Glyph]] = []
        end = 0.0
        for glyph in self.glyphs:
            if not glyph.text.strip():
                continue
            if not groups or glyph.x0 - end > gap * self.size:
                groups.append([])
            groups[-1].append(glyph)
            end = max(end, glyph.x1)
        if len(groups) < 2 or any(glyph.direction for glyph in self.glyphs):
            return [self]
        return [part for group in groups if (part := line_of(group)) is not None]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines from top to bottom, those that read downwards or upwards after the upright ones."""
    by_direction: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_direction.setdefault(glyph.direction, []).append(glyph)
    lines = []
    for direction in sorted(by_direction):
        lines += _upright_lines(by_direction[direction]) if direction == 0 else _turned_lines(by_direction[direction])
    return lines


def _upright_lines(glyphs: list[Glyph]) -> list[Line]:
    return [line for group in _group(glyphs) if (line := line_of(group)) is not None]


def _turned_lines(glyphs: list[Glyph]) -> list[Line]:
    """Lines of glyphs that lie on their side: read as if the page were turned, but with their place on the page."""
    original: dict[Glyph, Glyph] = {}
    for glyph in glyphs:
        x0, top, x1, bottom = glyph[1:5]
        turned = {1: (top, -x1, bottom, -x0), 2: (-x1, -bottom, -x0, -top), 3: (-bottom, x0, -top, x1)}
        original[glyph.with_box(turned[glyph.direction])] = glyph
    lines = []
    for line in _upright_lines([*original]):
        boxes = [original[glyph][1:5] for glyph in line.glyphs]
        lines.append(Line([original[glyph] for glyph in line.glyphs], line.text, _around(boxes), line.size))
    return lines


def _group(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs whose middles are at about the same height: within half a glyph."""
    groups: list[list[Glyph]] = []
    middle = size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom):
        own = (glyph.top + glyph.bottom) / 2
        if groups and own - middle <= max(min(size, glyph.size) * 0.5, max(size, glyph.size) * 0.3):
            groups[-1].append(glyph)
            if glyph.size >= size:
                middle = (middle + own) / 2
            size = max(size, glyph.size)
        else:
            groups.append([glyph])
            middle, size = own, glyph.size
    return groups


def line_of(glyphs: list[Glyph]) -> Line | None:
    """Glyphs of one height as a line; None where nothing is printed."""
    kept = _without_doubles(sorted(glyphs, key=lambda glyph: (glyph.x0, glyph.x1)))
    first = next((index for index, glyph in enumerate(kept) if glyph.text.strip()), None)
    if first is None:
        return None
    last = next(index for index in range(len(kept) - 1, -1, -1) if kept[index].text.strip())
    kept = kept[first : last + 1]
    pieces = [kept[0].text]
    for before, after in pairwise(kept):
        pieces += [" ", after.text] if _is_apart(before, after) else [after.text]
    text = clean_text("".join(pieces)).strip()
    visible = [glyph for glyph in kept if glyph.text.strip()]
    return Line(kept, text, _around(glyph[1:5] for glyph in visible), median(glyph.size for glyph in visible))


def _around(boxes: Iterable[Sequence[float]]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs, but those printed once more over their like."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        is_double = any(
            other.text == glyph.text
            and min(other.x1, glyph.x1) - glyph.x0 > SAME_GLYPH * max(glyph.x1 - glyph.x0, 0.1)
            and abs(other.top - glyph.top) < SAME_GLYPH * glyph.size
            for other in kept[-3:]
        )
        if not is_double:
            kept.append(glyph)
    return kept


def _is_apart(before: Glyph, after: Glyph) -> bool:
    """Whether a blank is to be seen between them, and none is printed."""
    if before.text.isspace() or after.text.isspace():
        return False
    are_latin = _LATIN.match(before.text[-1:]) and _LATIN.match(after.text)
    return after.x0 - before.x1 > max(before.size, after.size) * (LATIN_SPACE if are_latin else OTHER_SPACE)


def first_unit(line: Line) -> float:
    """Width of what has to stay together at the line's beginning: a word or figure, a character and its comma."""
    glyphs = line.glyphs
    end = 1
    if _LATIN.match(glyphs[0].text):
        while end < len(glyphs) and _LATIN.match(glyphs[end].text) and not _is_apart(glyphs[end - 1], glyphs[end]):
            end += 1
    while end < len(glyphs) and glyphs[end].text in _ENDS_UNIT:
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def runs_on(line: Line, following: Line, room: float, tolerance: float = 0.5) -> bool:
    """Whether a line with this room after it had none for what begins the next: only the margin broke it.

    ``tolerance`` in ems: how much larger than it looks the next line's beginning is taken to be.
    """
    return room < first_unit(following) + tolerance * line.size


def join(before: str, after: str) -> str:
    """The text of a line and of the one that it runs on in."""
    needs_space = _ALNUM.match(before[-1:]) and _ALNUM.match(after)
    return f"{before} {after}" if needs_space else before + after


@dataclass(slots=True)
class Column:
    """Lines between two margins, one below the other, as in a cell."""

    lines: list[Line]
    left: float
    right: float
    bottom: float
    is_centred: bool

    @property
    def is_full(self) -> bool:
        """Whether no further line has room below the last."""
        return bool(self.lines) and self.bottom - self.lines[-1].box[3] < FULL * self.lines[-1].size

    @property
    def text(self) -> str:
        """Its text. The line breaks that somebody typed are kept, those that the margins made are not."""
        text = self.lines[0].text if self.lines else ""
        for before, line in pairwise(self.lines):
            text += self.break_between(before, line) + line.text
        return text

    def break_between(self, before: Line, line: Line) -> str:
        """What parts a line and the next: a line feed, a blank or nothing."""
        if before.text[-1:].isdigit() and line.text[:1].isdigit():
            return "" if self._is_one_figure(before, line) else "\n"
        is_indented = not self.is_centred and line.box[0] > self.left + 1.5 * line.size
        if is_indented or not runs_on(before, line, self._room(before)):
            return "\n"
        return join(before.text, line.text)[len(before.text) : -len(line.text)]

    def runs_on_in(self, other: "Column") -> bool:
        """Whether its last line, filled to the end, goes on in the other's first; no line has room below it."""
        if not self.is_full or not other.lines or self.break_between(self.lines[-1], other.lines[0]) == "\n":
            return False
        return runs_on(self.lines[-1], other.lines[0], self._room(self.lines[-1]), tolerance=0.05)

    def _room(self, line: Line) -> float:
        to_left, to_right = line.box[0] - self.left, self.right - line.box[2]
        return to_left + to_right if self.is_centred else to_right

    def _is_one_figure(self, before: Line, line: Line) -> bool:
        """Whether digits above digits are a figure that was too long for its cell.

        It fills the line to the last digit, nothing else stands there, and the whole looks like a figure. Otherwise the
        break is kept, and whoever reads the cell finds no figure in it rather than a wrong one.
        """
        is_full = self._room(before) < line.glyphs[0].x1 - line.glyphs[0].x0
        has_decimals = re.fullmatch(r"[^.]*\.\d{2,}", before.text)
        return is_full and not has_decimals and bool(_FIGURE.fullmatch(before.text + line.text))


def column_of(lines: list[Line], left: float, right: float, bottom: float) -> Column:
    """The lines of a cell with these borders."""
    margin = min((gap for line in lines for gap in (line.box[0] - left, right - line.box[2])), default=0.0)
    margin = min(max(margin, 0.0), MAX_MARGIN)
    left, right = left + margin, right - margin
    is_centred = all(abs(line.box[0] + line.box[2] - left - right) < line.size for line in lines)
    return Column(lines, left, right, bottom, is_centred)
