"""The sheets of a workbook as they show: words of cells by place, merged ranges, lines around cells, what is hidden.

The formats' own modules fill these in. .xlsx and .ods are read from their XML, which alone holds all of it: number formats,
without which 0.9734 would not be "97.34%", merged ranges, hidden rows, formulas without a result. A library for values
(calamine) would read the same XML a second time, knows neither number formats nor lines nor the merged ranges of .ods,
and fills the memory and ends the process where a cell claims to stand in the last row and column. .xls is read by xlrd.

Places are kept sparsely: a sheet with a few cells far apart is as small as these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit, row_name, runs_of
from perfaudit.documents.cleaning import clean_text, unify_line_breaks

At = tuple[int, int]
"""Row and column from 0."""
Range = tuple[At, At]
"""Upper left and lower right cell, both included."""

MAX_SHEETS = 500
MAX_MERGED_COLUMNS = 200  # what a title may be merged over beyond the last words
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Sheet:
    """What stands where, filled in by a reader cell by cell; `add` refuses more than the limits allow.

    ``words`` has the cells that hold any; ``boxed`` cells, filled or not, with a line at their left or right.
    ``is_hidden``: a sheet that holds words and does not show, of which nothing is taken but its name.
    """

    file: str
    name: str
    words: dict[At, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    boxed: set[At] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    _characters: int = 0

    def add(self, at: At, text: str) -> None:
        """Take the words of a cell; none are nothing."""
        if text:
            self.words[at] = text
            self._characters += len(text)
            refuse_many(self.file, len(self.words))
            refuse_over_limit(self.file, self._characters, limits.MAX_CHARACTERS, "characters")

    def add_box(self, at: At) -> None:
        """Take note of a line beside a cell; lines are evidence only, so that beyond the limit they are dropped."""
        if len(self.boxed) < limits.MAX_CELLS and at[1] < limits.MAX_COLUMNS:
            self.boxed.add(at)

    def merged_within(self, rows: int, columns: int) -> list[Range]:
        """The merged ranges cut to so many rows and columns, without overlaps; of two that overlap the first counts."""
        kept: list[Range] = []
        taken: set[At] = set()
        area = 0
        for (top, left), (bottom, right) in self.merged:
            bottom, right = min(bottom, rows - 1), min(right, max(left, columns - 1))
            if top > bottom or left > right or (top, left) == (bottom, right):
                continue
            area += (bottom - top + 1) * (right - left + 1)
            refuse_many(self.file, area)
            cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if taken.isdisjoint(cells):
                taken |= cells
                kept.append(((top, left), (bottom, right)))
        return kept


def hidden_parts(sheet: Sheet) -> Iterator[str]:
    """What holds words and does not show: the sheet, else rows and columns of it: "hidden rows 4–6, 9 of “附表”"."""
    if sheet.is_hidden:
        yield f"hidden sheet “{sheet.name}”"
        return
    starts = {start: end for start, end in sheet.merged if start in sheet.words}
    rows, columns = set[int](), set[int]()
    for top, left in sheet.words:
        bottom, right = starts.get((top, left), (top, left))
        # Of a merged range the words show in the first row and column that do.
        if top in sheet.hidden_rows and sheet.hidden_rows.issuperset(range(top, bottom + 1)):
            rows.add(top)
        elif left in sheet.hidden_columns and sheet.hidden_columns.issuperset(range(left, right + 1)):
            columns.add(left)
    for kind, numbers, name in (("row", rows, row_name), ("column", columns, _column_name)):
        if numbers:
            yield f"hidden {kind}{'s' * (len(numbers) > 1)} {runs_of(numbers, name)} of “{sheet.name}”"


def _column_name(column: int) -> str:
    return address((0, column))[:-1]


def shown_text(text: str) -> str:
    """The words of a cell: line breaks as they show, Excel's escaped characters as what they stand for."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return clean_text(unify_line_breaks(text)).strip()


def uncalculated(formula: str = "") -> str:
    """What stands in for a result that was not saved: it is no blank, and nobody can read it as a figure."""
    return f"={formula}"


def address(at: At) -> str:
    """(11, 2) → "C12"."""
    row, column = at
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"


def refuse_many(file: str, count: int) -> None:
    """Raises DocumentError: more cells than anybody's self-evaluation has."""
    refuse_over_limit(file, count, limits.MAX_CELLS, "table cells")


def visible(numbers: Iterable[int], hidden: set[int]) -> list[int]:
    """Rows or columns in order, without the hidden ones."""
    return sorted(number for number in numbers if number not in hidden)
