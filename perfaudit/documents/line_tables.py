"""Tables of a text file that has a row on every line: cells parted by tabs, as copied from a sheet or a page, or by bars.

Rows of one table may differ in their number of cells: merged cells come out as one, and empty cells at the end of a row
get lost. What marks a table is a run of lines with cells, one of which holds a bare figure behind the first cell. So prose
with a tab in it, and a line for signatures ("签字：⇥填表人："), stay lines.

A line that begins with a tab is more likely a cell of a flattened table, a cell a line (`text`); it begins a row here only
if most lines of its run begin with text. A line of dashes between bars, which some programs draw under heads, is no row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

_TAB, _BAR = "\t", "|"
_BARS = re.compile("[|｜│]")
_RULE = re.compile(r"[|｜│+][\s|｜│:+=─━-]+")
_BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?|[/／]")
MIN_ROWS = 2


@dataclass(frozen=True, slots=True)
class LineTable:
    """The rows of cells that stand on the lines from ``first`` to before ``after``."""

    first: int
    after: int
    rows: tuple[tuple[str, ...], ...]


def find_line_tables(lines: Sequence[str]) -> Iterator[LineTable]:
    """The tables with a row a line, in order."""
    for mark, run in groupby(range(len(lines)), key=lambda number: _mark_of(lines[number])):
        numbers = list(run)
        if mark is None:
            continue
        rows = tuple(cells for number in numbers if (cells := _cells(lines[number], mark)))
        if len(rows) >= MIN_ROWS and _is_table(rows, mark):
            yield LineTable(numbers[0], numbers[-1] + 1, rows)


def _mark_of(line: str) -> str | None:
    """What parts the cells of a line; None where nothing does."""
    if _TAB in line:
        return _TAB
    return _BAR if len(_BARS.findall(line)) > 1 or (line and _RULE.fullmatch(line)) else None


def _cells(line: str, mark: str) -> tuple[str, ...]:
    """The cells of a line, empty ones, too; none of a line that only draws a rule."""
    if mark == _TAB:
        return tuple(line.split(_TAB))
    if _RULE.fullmatch(line):
        return ()
    cells = [cell.strip() for cell in _BARS.split(line.strip())]
    return tuple(cells[int(not cells[0]) : len(cells) - int(not cells[-1])])


def _is_table(rows: Sequence[tuple[str, ...]], mark: str) -> bool:
    begin_with_text = sum(bool(row[0].strip()) for row in rows)
    # A flattened table has a cell a line: one tab, at its beginning.
    is_flattened = mark == _TAB and 2 * begin_with_text <= len(rows) and all(len(row) == 2 for row in rows)
    has_figure = any(_BARE_FIGURE.fullmatch(cell.strip()) for row in rows for cell in row[1:])
    return not is_flattened and bool(begin_with_text) and has_figure
