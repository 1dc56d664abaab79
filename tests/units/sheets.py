"""A unit laid out on sheets: one for each part, figures as numbers with a number format, as people type them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from .description import Unit
from .layout import Grid, Text, lay_out

SHEET_NAMES = {"basic": "基础数据表", "overall": "整体自评表", "project": "项目自评表", "report": "自评报告"}
_FIGURE = re.compile(r"(-?\d{1,12})(?:\.(\d{1,6}))?(%?)")


@dataclass(frozen=True)
class SheetCell:
    """A cell or a merged range from (row, column) to (last_row, last_column), counted from 0; ``text`` as it shows.

    ``is_boxed``: it belongs to a table, and people draw lines around it.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    text: str
    is_boxed: bool = False

    @property
    def number(self) -> tuple[Decimal, str] | None:
        """The stored number and its format code; None for words, and for what a sheet would not store as it is printed."""
        figure = _FIGURE.fullmatch(self.text)
        if figure is None or (figure[1].lstrip("-").startswith("0") and len(figure[1].lstrip("-")) > 1):
            return None
        decimals = f"0.{'0' * len(figure[2])}" if figure[2] else "0"
        value = Decimal(self.text.rstrip("%"))
        return (value / 100, decimals + "%") if figure[3] else (value, decimals)


def sheets_of(unit: Unit, parts: tuple[str, ...]) -> Iterator[tuple[str, list[SheetCell]]]:
    """Name and cells of each sheet; an empty line is an empty row."""
    for part in parts:
        blocks = lay_out(unit, (part,))
        if not blocks:
            continue
        edges = sorted({0, 1000} | {edge for block in blocks if isinstance(block, Grid) for edge in block.edges})
        cells: list[SheetCell] = []
        row = 0
        for block in blocks:
            if isinstance(block, Text):
                if block.text:
                    cells.append(SheetCell(row, 0, row, len(edges) - 2, block.text))
                row += 1
            else:
                cells += _grid_cells(block, row, edges)
                row += len(block.rows)
        yield SHEET_NAMES[part], cells


def _grid_cells(grid: Grid, top: int, edges: list[int]) -> Iterator[SheetCell]:
    for number, row in enumerate(grid.rows):
        for box, right in zip(row, accumulate(box.width for box in row), strict=True):
            left = right - box.width
            if box.merge == "continue" and number and _stands_above(grid, number, left, right):
                continue
            last = number
            while box.merge == "start" and last + 1 < len(grid.rows) and _continues(grid, last + 1, left, right):
                last += 1
            yield SheetCell(top + number, edges.index(left), top + last, edges.index(right) - 1, box.text, True)


def _continues(grid: Grid, number: int, left: int, right: int) -> bool:
    edges = list(accumulate(box.width for box in grid.rows[number]))
    return any(
        box.merge == "continue" and (edge - box.width, edge) == (left, right)
        for box, edge in zip(grid.rows[number], edges, strict=True)
    )


def _stands_above(grid: Grid, number: int, left: int, right: int) -> bool:
    """Whether a merged cell above reaches down to this row: one that does not is a cell of its own."""
    edges = list(accumulate(box.width for box in grid.rows[number - 1]))
    above = [b for b, edge in zip(grid.rows[number - 1], edges, strict=True) if (edge - b.width, edge) == (left, right)]
    if not above or not above[0].merge:
        return False
    return above[0].merge == "start" or _stands_above(grid, number - 1, left, right)
