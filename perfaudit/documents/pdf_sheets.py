"""A page taken apart: the tables and lines it shows from top to bottom, without page numbers, headers and footers.

A header or footer is a line that most pages repeat at the same height, figures aside, beyond anything else on any page,
and smaller than the text or close to the page's edge: so a form's title, which several pages may begin with, is none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from perfaudit.documents.pdf_columns import find_tables
from perfaudit.documents.pdf_grid import Grid, Region, find_grids
from perfaudit.documents.pdf_ink import Glyph, Page, Rule
from perfaudit.documents.pdf_tables import DraftTable, read_grid
from perfaudit.documents.pdf_text import Line, lines_of

EDGE_SHARE = 0.12  # of the page's height: where page numbers, headers and footers stand
MIN_REPEATS, REPEAT_SHARE = (
    3,
    0.4,
)  # pages, and share of the pages, that show a header; it may differ on left-hand pages
SMALL, NEAR_EDGE = 0.93, 50.0  # size of a header against the text's; points from the page's edge
_FIGURE_GLYPHS = frozenset("0123456789.,-%")
_PAGE_NUMBER = re.compile(
    r"[-—–－·~～\s]*(?:第\s*)?(?:page\s*)?(\d{1,4})\s*页?"
    r"(?:\s*(?:/|of|，|,|共)\s*共?\s*\d{1,4}\s*页?|\s*共\s*\d{1,4}\s*页)?[-—–－·~～\s]*",
    re.IGNORECASE,
)

Block = Line | DraftTable


@dataclass(slots=True)
class Sheet:
    """The lines outside ruled tables, those tables, and the horizontal rules that belong to none."""

    page: Page
    lines: list[Line]
    tables: list[DraftTable]
    rules: list[Rule]

    @property
    def size(self) -> tuple[int, int]:
        """Pages of one size share their margins."""
        return round(self.page.width / 5), round(self.page.height / 5)

    @property
    def bottom(self) -> float:
        """How far down the page is filled."""
        lines = [line.box[3] for line in self.lines]
        return max([*lines, *(table.bottom for table in self.tables)], default=0.0)

    def blocks(self) -> list[Block]:
        """What stands on the page from top to bottom, tables without lines among it."""
        tables, lines = find_tables(self.page, self.lines, self.rules)
        return sorted([*lines, *tables, *self.tables], key=_top)


def _top(block: Block) -> tuple[float, float]:
    return (block.box[1], block.box[0]) if isinstance(block, Line) else (block.top, block.left)


def read_sheets(file: str, pages: Sequence[Page]) -> list[Sheet]:
    """Every page taken apart. Raises DocumentError beyond the limits."""
    sheets = [_take_apart(f"{file}, page {page.number}", page) for page in pages]
    _drop_page_numbers(sheets)
    _drop_running_lines(sheets)
    return sheets


def _take_apart(where: str, page: Page) -> Sheet:
    points = [
        ((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2) for glyph in page.glyphs if glyph.text.strip()
    ]
    grids, rules = find_grids(where, page.rules, points)
    frames = [grid for grid in grids if len(grid.regions) == 1 and _is_mere_frame(grid, grids)]
    grids = [grid for grid in grids if grid not in frames]
    inside: dict[int, dict[Region, list[Glyph]]] = defaultdict(lambda: defaultdict(list))
    outside: list[Glyph] = []
    for glyph, found in zip(page.glyphs, _cells_of(page.glyphs, grids), strict=True):
        if found is None:
            outside.append(glyph)
        else:
            inside[found[0]][found[1]].append(glyph)
    tables = [read_grid(page, grid, inside[index]) for index, grid in enumerate(grids)]
    return Sheet(page, lines_of(outside), tables, rules)


def _is_mere_frame(grid: Grid, grids: Sequence[Grid]) -> bool:
    """Whether a grid of one cell has other grids in it, or stands below something: else a table may go on there."""
    x0, top, x1, bottom = grid.box
    others = [other for other in grids if other is not grid]
    return any((other.ys[0] < bottom and x0 < other.xs[0] < x1) or other.ys[0] < top for other in others)


def _cells_of(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> list[tuple[int, Region] | None]:
    """For each glyph the grid and the cell it stands in, of grids in each other the inner one; None outside all."""
    inner_first = sorted(range(len(grids)), key=lambda index: _area(grids[index]))
    found: list[tuple[int, Region] | None] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        cells = ((index, region) for index in inner_first if (region := grids[index].region_at(x, y)) is not None)
        found.append(next(cells, None))
    for run in _figures_across_lines(glyphs, found):
        usual = Counter(found[index] for index in run).most_common(1)[0][0]
        for index in run:
            found[index] = usual
    return found


def _area(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def _figures_across_lines(glyphs: Sequence[Glyph], found: Sequence[tuple[int, Region] | None]) -> Iterator[list[int]]:
    """Figures that are too wide for their cell, so that a line runs through a digit: they are not two figures."""
    run: list[int] = []
    for index, (before, glyph) in enumerate(pairwise(glyphs), 1):
        is_joined = (
            before.text in _FIGURE_GLYPHS
            and glyph.text in _FIGURE_GLYPHS
            and abs(glyph.top - before.top) < 1
            and abs(glyph.x0 - before.x1) < 0.1 * glyph.size
        )
        if is_joined:
            run = run or [index - 1]
            run.append(index)
        if run and (not is_joined or index == len(glyphs) - 1):
            if len({found[member] for member in run}) > 1:
                yield run
            run = []


def _drop_page_numbers(sheets: Sequence[Sheet]) -> None:
    """Take out lines at the edges of the pages that count them: the first or last, with one and the same distance."""
    found: list[tuple[Sheet, Line, int]] = []
    for sheet in sheets:
        for line in _edge_lines(sheet):
            if number := _PAGE_NUMBER.fullmatch(line.text):
                found.append((sheet, line, int(number[1]) - sheet.page.number))
    offsets = Counter(offset for _, _, offset in found)
    for sheet, line, offset in found:
        if line in sheet.lines and (offsets[offset] > 1 or offset == 0):
            sheet.lines.remove(line)


def _edge_lines(sheet: Sheet) -> list[Line]:
    height = sheet.page.height
    return [
        line for line in sheet.lines if line.box[3] < EDGE_SHARE * height or line.box[1] > (1 - EDGE_SHARE) * height
    ]


def _drop_running_lines(sheets: Sequence[Sheet]) -> None:
    lines = [line for sheet in sheets for line in sheet.lines]
    usual_size = median([line.size for line in lines for _ in line.glyphs]) if lines else 0.0
    repeated: dict[tuple[str, int, bool], list[tuple[Sheet, Line]]] = defaultdict(list)
    for sheet in sheets:
        for line in _edge_lines(sheet):
            from_edge = min(line.box[1], sheet.page.height - line.box[3])
            if line.size <= SMALL * usual_size or (line.size <= 1.05 * usual_size and from_edge < NEAR_EDGE):
                is_header = line.middle < sheet.page.height / 2
                repeated[re.sub(r"\d+", "#", line.text), round(from_edge / 2), is_header].append((sheet, line))
    needed = max(MIN_REPEATS, REPEAT_SHARE * len(sheets))
    running = [members for members in repeated.values() if len({id(sheet) for sheet, _ in members}) >= needed]
    candidates = {id(line) for members in running for _, line in members}
    for members in running:
        if all(_is_beyond(line, sheet, sheets, candidates) for sheet, line in members):
            for sheet, line in members:
                sheet.lines.remove(line)


def _is_beyond(line: Line, own: Sheet, sheets: Sequence[Sheet], candidates: set[int]) -> bool:
    """Whether nothing on any page of that size reaches as far up, or down, as this line at its edge."""
    is_header = line.middle < own.page.height / 2
    for sheet in sheets:
        if sheet.size != own.size:
            continue
        boxes = [other.box for other in sheet.lines if id(other) not in candidates]
        boxes += [(table.left, table.top, table.right, table.bottom) for table in sheet.tables]
        if any(box[1] < line.box[3] - 1 if is_header else box[3] > line.box[1] + 1 for box in boxes):
            return False
    return True
