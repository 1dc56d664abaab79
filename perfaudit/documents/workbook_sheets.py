"""The sheets of a workbook as they show: words of cells by place, merged ranges; hidden sheets, rows and columns left out.

Of .xlsx, values and merged ranges come from calamine. It knows no number formats, without which 0.9734 would not be
"97.34%": those come from the sheet's XML. Of .ods it knows no merged ranges either, but the XML holds the words as shown,
so that nothing else is needed; and .xls is read by xlrd, which damaged files cannot bring down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.cleaning import clean_text, unify_line_breaks
from perfaudit.documents.number_formats import GENERAL
from perfaudit.errors import DocumentError

At = tuple[int, int]
"""Row and column from 0."""
Range = tuple[At, At]
"""Upper left and lower right cell, both included."""

MAX_MERGED_COLUMNS = 200  # what a title may be merged over beyond the last words
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MAX_AREA = 1_000_000  # cells of the smallest rectangle around all that a sheet holds


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of the cells that hold any, and the merged ranges; places are those in the file."""

    name: str
    words: dict[At, str]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(slots=True)
class Looks:
    """What a sheet's own format says beside its values. ``unread`` has the words of cells that calamine leaves empty:
    errors such as "#REF!", and formulas whose result was not saved."""

    codes: dict[At, str] = field(default_factory=dict)
    unread: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def code(self, at: At) -> str:
        return self.codes.get(at, GENERAL)


def build_sheet(
    file: str,
    name: str,
    words: dict[At, str],
    merged: Sequence[Range],
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
) -> Sheet:
    """The sheet, its merged ranges cut to the rows that hold words. Raises DocumentError beyond the limits."""
    rows = max((row for row, _ in words), default=-1) + 1
    ends = [column for _, column in words] + [min(right, MAX_MERGED_COLUMNS) for _, (_, right) in merged]
    columns = max(ends, default=-1) + 1
    refuse_wide(file, rows, columns)
    clipped = _clip(file, merged, rows, columns)
    return Sheet(name, words, clipped, frozenset(hidden_rows), frozenset(hidden_columns))


def shown_text(text: str) -> str:
    """The words of a cell: line breaks as they show, Excel's escaped characters as what they stand for."""
    return clean_text(unify_line_breaks(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))).strip()


def refuse_wide(file: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose cells lie so far apart that a table of them would fill the memory."""
    if rows * columns > MAX_AREA:
        raise DocumentError(
            file,
            f"a sheet spreads its cells over {rows:,} rows and {columns:,} columns",
            "the forms and the report of one unit",
            "delete what stands far from the forms, and save it again",
        )


def _clip(file: str, ranges: Iterable[Range], rows: int, columns: int) -> tuple[Range, ...]:
    """The merged ranges within so many rows, without overlaps; of two that overlap the first counts."""
    kept: list[Range] = []
    taken: set[At] = set()
    for (top, left), (bottom, right) in ranges:
        bottom, right = min(bottom, rows - 1), min(right, max(left, columns - 1))
        if top > bottom or left > right or (top, left) == (bottom, right):
            continue
        refuse_many(file, len(taken) + (bottom - top + 1) * (right - left + 1))
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            kept.append(((top, left), (bottom, right)))
    return tuple(kept)


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
    refuse_over_limit(file, count, limits.MAX_CELLS, "table cells")
