"""A grid and the glyphs on it → the rows of a table; tables that go on over a page break → one table."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace

from perfaudit.documents.building import CellText
from perfaudit.documents.model import Place
from perfaudit.documents.pdf_grid import Grid, Region
from perfaudit.documents.pdf_ink import Glyph, Page
from perfaudit.documents.pdf_text import BARE_FIGURE, Column, Line, column_of, lines_of

SAME_EDGE = 4.0  # points by which the edges of one table differ from page to page
_REMARK = re.compile(r"[(（][^()（）]*[\u4e00-\u9fff][^()（）]*[)）]")  # "（50分）"; figures in brackets are below zero
MIN_PROSE = 8  # characters: a shorter text in a cell may be a figure or a name


@dataclass(slots=True)
class DraftCell:
    """A cell between ``left`` and ``right``, in points; ``rows`` is how many rows of its page it takes up."""

    left: float
    right: float
    text: str
    place: Place
    is_continuation: bool = False
    rows: int = 1
    column: Column | None = None  # of a table with lines: how the text stands in the cell


DraftRow = list[DraftCell]


@dataclass(slots=True)
class DraftTable:
    """Rows of cells. ``top`` and ``bottom`` are where its first and last page show it, ``first_height`` the first row's."""

    rows: list[DraftRow]
    left: float
    right: float
    top: float
    bottom: float
    first_height: float
    is_open_top: bool = False
    is_open_bottom: bool = False
    is_ruled: bool = True
    lines: list[Line] = field(
        default_factory=list
    )  # of a table of one cell, which is a frame unless a table goes on in it

    @property
    def is_frame(self) -> bool:
        return len(self.rows) == 1 and len(self.rows[0]) == 1


def read_grid(page: Page, grid: Grid, glyphs_by_region: dict[Region, list[Glyph]]) -> DraftTable:
    """The table that a grid shows; a row in which no cell begins is none."""
    rows: dict[int, DraftRow] = defaultdict(list)
    beginning = sorted({region.top for region in grid.regions})
    for region in grid.regions:
        left, top, right, bottom = box = grid.box_of(region)
        column = column_of(lines_of(glyphs_by_region.get(region, ())), left, right, bottom)
        covered = beginning[bisect_left(beginning, region.top) : bisect_left(beginning, region.bottom + 1)]
        for row in covered:
            cell = DraftCell(left, right, "", page.place(box), row != region.top, len(covered))
            rows[row].append(replace(cell, text=column.text, column=column) if row == region.top else cell)
    for cells in rows.values():
        cells.sort(key=lambda cell: cell.left)
    left, top, right, bottom = grid.box
    only = lines_of(glyphs_by_region.get(grid.regions[0], ())) if len(grid.regions) == 1 else []
    second = beginning[1] if len(beginning) > 1 else -1
    return DraftTable(
        [rows[row] for row in beginning],
        left,
        right,
        top,
        bottom,
        grid.ys[second] - top,
        grid.is_open_top,
        grid.is_open_bottom,
        lines=only,
    )


def cell_texts(table: DraftTable) -> list[list[CellText]]:
    """The rows as a reader hands them on, with the columns of the grid counted from 0."""
    edges: list[float] = []
    for edge in sorted({edge for row in table.rows for cell in row for edge in (cell.left, cell.right)}):
        if not edges or edge - edges[-1] > SAME_EDGE / 2:
            edges.append(edge)

    def column(edge: float) -> int:
        after = bisect_left(edges, edge)
        near = [index for index in (after - 1, after) if 0 <= index < len(edges)]
        return min(near, key=lambda index: abs(edges[index] - edge))

    return [
        [
            CellText(
                cell.text,
                (first := column(cell.left), max(first, column(cell.right) - 1)),
                cell.is_continuation,
                cell.place,
            )
            for cell in row
        ]
        for row in table.rows
    ]


def carries_on(above: DraftTable, below: DraftTable, page_bottom: float) -> bool:
    """Whether a table at the top of a page is the rest of the one at the bottom of the page before.

    It is as wide, it does not begin as the other did, and either its first new row had no room on that page or its
    columns are the same. ``page_bottom`` is how far down the pages are filled.
    """
    if not above.is_ruled:
        return not below.is_ruled and len(_all_edges(above)) == len(_all_edges(below)) and _are_near(above, below)
    if not below.is_ruled or not _same(above.left, below.left) or not _same(above.right, below.right):
        return False
    if _labels(above.rows[0])[:1] == _labels(below.rows[0])[:1] and not _repeated_heads(above, below):
        return False
    had_no_room = above.bottom + below.first_height > page_bottom - SAME_EDGE
    return above.is_open_bottom or below.is_open_top or had_no_room or _has_edges_of(below, above)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_EDGE


def _all_edges(table: DraftTable) -> list[float]:
    return sorted({edge for row in table.rows for cell in row for edge in (cell.left, cell.right)})


def _are_near(above: DraftTable, below: DraftTable) -> bool:
    """Whether the columns of two tables without lines lie below each other: each edge nearest to its like."""
    ours, theirs = _all_edges(above), _all_edges(below)
    return all(abs(edge - ours[index]) == min(abs(edge - other) for other in ours) for index, edge in enumerate(theirs))


def _aligned(above: DraftTable, below: DraftTable) -> DraftTable:
    """The lower of two tables without lines, its columns moved to where the upper one's are."""
    moved = dict(zip(_all_edges(below), _all_edges(above), strict=True))
    rows = [[replace(cell, left=moved[cell.left], right=moved[cell.right]) for cell in row] for row in below.rows]
    return replace(below, rows=rows)


def _has_edges_of(table: DraftTable, other: DraftTable) -> bool:
    """Whether every column of the table begins and ends where some column of the other does."""
    known = _all_edges(other)

    def is_known(edge: float) -> bool:
        after = bisect_left(known, edge - SAME_EDGE)
        return after < len(known) and known[after] <= edge + SAME_EDGE

    return all(is_known(edge) for row in table.rows for cell in row for edge in (cell.left, cell.right))


def _labels(row: DraftRow) -> list[str]:
    return [cell.text for cell in row if cell.text]


def carry_on(above: DraftTable, below: DraftTable) -> DraftTable:
    """Both as one table: without the head rows printed again, a broken row and broken cells made whole."""
    if not above.is_ruled:
        below = _aligned(above, below)
    rows = below.rows[_repeated_heads(above, below) :]
    upper = [list(row) for row in above.rows]
    if rows:
        if _is_rest_of_row(upper, rows[0], above.is_open_bottom or below.is_open_top):
            for cell in rows[0]:
                _append_text(upper, cell)
            rows = rows[1:]
        else:
            rows = [_without_broken_cells(upper, rows[0]), *rows[1:]]
    return replace(above, rows=upper + rows, bottom=below.bottom, is_open_bottom=below.is_open_bottom)


def _repeated_heads(above: DraftTable, below: DraftTable) -> int:
    """How many of the rows that the table begins with stand once more at the top of the page."""
    count = 0
    for first, again in zip(above.rows, below.rows, strict=False):
        alike = len(first) == len(again) and all(
            _same(one.left, other.left) and _same(one.right, other.right) and one.text == other.text
            for one, other in zip(first, again, strict=True)
        )
        if not alike or not _labels(first):
            break
        count += 1
    return count


def _is_rest_of_row(upper: list[DraftRow], rest: DraftRow, is_open: bool) -> bool:
    """Whether ``rest`` is the lower part of the last row, which the page break cut in two.

    Only the text can tell; that no line closes the row is a hint, but browsers leave it out between rows as well. All
    that stands in the lower part goes on from a line that the cell's border broke. Or it is prose, and what else stands
    in the row has ended: a short text may be a name or a figure of a row of its own.
    """
    row = upper[-1]
    if len(row) != len(rest) or any(
        not _same(one.left, other.left) or not _same(one.right, other.right)
        for one, other in zip(row, rest, strict=True)
    ):
        return False
    pairs = [(found[0][found[1]], cell) for cell in rest if cell.text and (found := _cell_above(upper, cell))]
    if not pairs or len(pairs) < sum(bool(cell.text) for cell in rest):
        return False
    if all(_runs_on(above, cell) for above, cell in pairs) and (is_open or not _is_mere_label(pairs, rest)):
        return True
    has_ended = not rest[0].text or any(one.text and not other.text for one, other in zip(row, rest, strict=True))
    is_full = any(above.column is not None and above.column.is_full for above, _ in pairs)
    are_prose = is_full and all(
        _runs_on(above, cell) or min(len(above.text), len(cell.text)) >= MIN_PROSE for above, cell in pairs
    )
    return has_ended and are_prose


def _is_mere_label(pairs: list[tuple[DraftCell, DraftCell]], rest: DraftRow) -> bool:
    """Whether only the row's first cell goes on, by a line or so: it may as well be the label of a row of blanks."""
    ((above, cell), *others) = pairs
    lines = [len(part.column.lines) for part in (above, cell) if part.column is not None]
    return not others and cell is rest[0] and min(lines, default=0) < 2


def _runs_on(above: DraftCell, cell: DraftCell) -> bool:
    """Whether the text of a cell that is filled to its last line goes on in that of another."""
    if above.column is None or cell.column is None or not above.column.runs_on_in(cell.column):
        return False
    is_figure_under_words = BARE_FIGURE.fullmatch(cell.text) and not above.text[-1:].isdecimal()
    return not is_figure_under_words


def _append_text(upper: list[DraftRow], rest: DraftCell) -> None:
    """Add the words of a cell's lower part to the cell that reaches the end of the page above it."""
    found = _cell_above(upper, rest)
    if found is None or not rest.text:
        return
    row, index = found
    cell = row[index]
    if not cell.text:
        text = rest.text
    elif _runs_on(cell, rest) and cell.column is not None and rest.column is not None:
        text = cell.text + cell.column.break_between(cell.column.lines[-1], rest.column.lines[0]) + rest.text
    else:
        text = f"{cell.text}\n{rest.text}"
    row[index] = replace(cell, text=text, column=rest.column)


def _cell_above(upper: list[DraftRow], cell: DraftCell) -> tuple[DraftRow, int] | None:
    """The cell that reaches the bottom of the rows above this one, as its row and its index there; None: none as wide."""
    for row in reversed(upper):
        for index, above in enumerate(row):
            if _same(above.left, cell.left) and _same(above.right, cell.right):
                if above.is_continuation:
                    break
                return row, index
        else:
            return None
    return None


def _without_broken_cells(upper: list[DraftRow], row: DraftRow) -> DraftRow:
    """The first row of a page. A cell that goes on from the page before does not begin there.

    That a cell goes on shows only where it takes up several rows on either page, and is blank in one of its parts; or
    its text runs on, and the cell beside it goes on as well or a bracket is still open; or it is but a remark in
    brackets. A blank cell in one row below one in one row may be a figure that was left out.
    """
    changed = list(row)
    beside = [*row[1:], None]
    for index, cell in enumerate(row):
        found = _cell_above(upper, cell)
        if found is None:
            continue
        above = found[0][found[1]]
        is_merged = max(above.rows, cell.rows) > 1
        has_witness = _closes_bracket(above.text, cell.text) or _is_blank_below_text(upper, beside[index])
        begins_above = not cell.text or (has_witness and _runs_on(above, cell)) or _REMARK.fullmatch(cell.text)
        is_name = any(map(str.isalpha, cell.text)) and not any(map(str.isdecimal, cell.text))
        stands_below = above.rows > 1 and not above.text and is_name
        if is_merged and (begins_above or stands_below):
            _append_text(upper, cell)
            changed[index] = replace(cell, text="", is_continuation=True)
    return changed


def _is_blank_below_text(upper: list[DraftRow], cell: DraftCell | None) -> bool:
    if cell is None or cell.text or (found := _cell_above(upper, cell)) is None:
        return False
    return bool(found[0][found[1]].text)


def _closes_bracket(above: str, below: str) -> bool:
    """Whether a bracket that is open at the end of one text is closed in the other."""
    is_open = max(above.rfind("("), above.rfind("（")) > max(above.rfind(")"), above.rfind("）"))
    return is_open and re.match(r"[^(（]*[)）]", below) is not None
