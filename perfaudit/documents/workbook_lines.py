"""The rows of a sheet as lines of cells, and what each line looks like: lone, empty, boxed, a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from perfaudit.documents.building import CellText
from perfaudit.documents.model import Place
from perfaudit.documents.workbook_sheets import MAX_MERGED_COLUMNS, At, Range, Sheet, address, refuse_many, visible

WIDE_SHARE = 0.6  # of a table's width, from which a merged cell is a line across it
MAX_LABEL = 20  # characters
_SENTENCE = re.compile("[。；！？：:]")
_COLON_END = re.compile(r"[:：][\s_]*$")
_COLON = re.compile("[:：]")
_BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?|[/／]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row that shows: its cells in order. ``is_boxed``: some cell has a line at its side.

    ``has_boxed_blank``: a blank one has; ``has_room``: a blank one has, or is merged, so that something belongs there.
    """

    cells: tuple[CellText, ...]
    is_boxed: bool = False
    has_boxed_blank: bool = False
    has_room: bool = False

    @property
    def filled(self) -> list[CellText]:
        return [cell for cell in self.cells if cell.text]

    @property
    def is_continued(self) -> bool:
        """Whether a merged cell of a row above reaches into it."""
        return any(cell.is_continuation for cell in self.cells)

    @property
    def is_blank(self) -> bool:
        """No words, and no cell from above."""
        return not self.filled and not self.is_continued

    @property
    def is_empty(self) -> bool:
        """Nothing to be seen: neither words nor boxes for them."""
        return self.is_blank and not self.has_boxed_blank

    @property
    def is_lone(self) -> bool:
        """One filled cell, and no place for others: no box, and no blank merged range beside it."""
        return len(self.filled) == 1 and not (self.is_continued or self.has_room)

    def is_shadow_of(self, above: Line) -> bool:
        """Whether it is but the lower part of a lone line that is several rows high."""
        is_lower_part = sum(cell.is_continuation for cell in self.cells) == 1 and not (self.filled or self.has_room)
        return above.is_lone and is_lower_part


def lines_of(sheet: Sheet) -> Iterator[Line]:
    """The rows that show, down to the last filled one; those in which nothing stands come as one empty line.

    All cells of the rectangle exist, empty ones as blanks, merged ones once. Columns in which nothing stands on the whole
    sheet, not even a line or part of a merged range, are left out. Raises DocumentError beyond the limits.
    """
    rows = max((row for row, _ in sheet.words), default=-1) + 1
    last_words = max((column for _, column in sheet.words), default=-1)
    ends = [min(right, MAX_MERGED_COLUMNS) for _, (_, right) in sheet.merged]
    columns = max([last_words, *ends], default=-1) + 1
    merged = sheet.merged_within(rows, columns)
    used = sheet.words.keys() | {at for at in sheet.boxed if at[0] < rows and at[1] < columns}
    within = [range(left, right + 1) for (_, left), (_, right) in merged]
    shown = visible(
        {column for _, column in used} | {column for area in within for column in area}, sheet.hidden_columns
    )
    place_of = {column: place for place, column in enumerate(shown)}
    ranges = {(row, area[0][1]): area for area in merged for row in range(area[0][0], area[1][0] + 1)}
    filled_rows = visible({row for row, _ in used} | {row for row, _ in ranges}, sheet.hidden_rows)
    starts = sorted(
        {*shown, *(left for (_, left), _ in merged)}
    )  # a merged range shows although its first column does not
    refuse_many(sheet.file, len(filled_rows) * len(starts))
    previous = -1
    for row in filled_rows:
        if row > previous + 1:
            yield Line(())
        yield _line(sheet, row, starts, place_of, ranges)
        previous = row


def _line(sheet: Sheet, row: int, starts: list[int], place_of: dict[int, int], ranges: dict[At, Range]) -> Line:
    cells: list[CellText] = []
    is_boxed = has_boxed_blank = has_room = False
    end = -1  # of the merged range that reaches over the next columns
    for column in starts:
        if column <= end:
            continue
        area = ranges.get((row, column))
        (top, left), (_, end) = area or ((row, column), (row, column))
        grid = [place_of[number] for number in range(left, end + 1) if number in place_of]
        if not grid:
            continue
        # Of a merged range whose first rows are hidden, the words show in the first row that does.
        is_continuation = any(above not in sheet.hidden_rows for above in range(top, row))
        text = "" if is_continuation else sheet.words.get((top, left), "")
        has_box = any((row, number) in sheet.boxed for number in range(left, end + 1))
        is_blank = not (text or is_continuation)
        is_boxed |= has_box
        has_boxed_blank |= is_blank and has_box
        has_room |= is_blank and (has_box or area is not None)
        place = Place(sheet=sheet.name, address=address((top, left)))
        cells.append(CellText(text, (grid[0], grid[-1]), is_continuation, place))
    return Line(tuple(cells), is_boxed, has_boxed_blank, has_room)


def width_of(lines: list[Line], is_filled_only: bool = False) -> int:
    """Grid columns up to the last that holds words, or a cell from above unless only words count."""
    return max(
        (
            cell.grid[1] + 1
            for line in lines
            for cell in line.cells
            if cell.grid and (cell.text or (cell.is_continuation and not is_filled_only))
        ),
        default=0,
    )


def is_closing(line: Line, width: int) -> bool:
    """A lone line at the end of a table that is no label with blanks beside it."""
    if not line.is_lone:
        return False
    cell = line.filled[0]
    assert cell.grid is not None
    is_wide = cell.grid[1] - cell.grid[0] + 1 >= max(2.0, WIDE_SHARE * width)
    return is_wide or len(cell.text) > MAX_LABEL or bool(_SENTENCE.search(cell.text))


def is_line_of_pairs(line: Line) -> bool:
    """Before a table: "填报单位：某局" and "单位：万元" side by side."""
    is_free = not (line.is_boxed or line.is_continued)
    has_pairs = len(line.filled) > 1 and all(_COLON.search(cell.text) for cell in line.filled)
    return is_free and has_pairs and not _has_figures(line)


def is_signature(line: Line) -> bool:
    """After a table: labels with a colon, each with what belongs to it in the same cell or in the next."""
    texts = [cell.text for cell in line.filled]
    belongs = (
        _COLON.search(text) or (place and _COLON_END.search(texts[place - 1])) for place, text in enumerate(texts)
    )
    return len(texts) > 1 and not line.is_continued and all(belongs) and not _has_figures(line)


def _has_figures(line: Line) -> bool:
    return any(_BARE_FIGURE.fullmatch(cell.text) and len(cell.text) < 7 for cell in line.filled)
