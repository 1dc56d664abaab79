"""Which cell of a row names it, where columns that nobody knows or levels of labels stand before the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.headrows import head_above
from perfaudit.forms.ledger import is_value
from perfaudit.forms.rows import Heads, label_of
from perfaudit.vocabulary import Vocabulary


@dataclass
class Labels:
    """Finds the labels of the rows ``below`` one head row."""

    vocabulary: Vocabulary
    form: str
    heads: Heads
    below: Sequence[Row]
    _columns: list[int] | None = field(default=None)  # where labels stand, once somebody asked

    def find(self, row: Row) -> Cell | None:
        """The cell that names a row: not one of a column that nobody knows, and no bare 小计 behind the row's own name."""
        label = label_of(row, self.heads)
        if label is None:
            return None
        before = [cell for cell in row[: row.index(label) + 1] if cell.text.strip() and not is_value(cell.text)]
        if len(before) > 1 and (end := self._end()) is not None:
            before = [cell for cell in before if not _is_beyond(cell, row, self.heads, end)] or before
        if not before:
            return label
        if not self.vocabulary.is_in("generic_rows", before[-1].text):
            return before[-1]
        own = [cell for cell in before if not self.vocabulary.is_in("generic_rows", cell.text)]
        named = [cell for cell in own if self.vocabulary.item(self.form, cell.text)]
        return named[-1] if named else before[-1]

    def _end(self) -> int | None:
        """The last column before the figures that holds a label somewhere: what stands behind it is none."""
        if self._columns is None:
            first = _column(self.heads.row[self.heads.first], self.heads.row, self.heads) or 0
            labels = ((cell, row) for row in self.below for cell in row if self.vocabulary.item(self.form, cell.text))
            columns = (_column(cell, row, self.heads) for cell, row in labels)
            self._columns = [column for column in columns if column is not None and column < first]
        return max(self._columns, default=None)


def _column(cell: Cell, row: Row, heads: Heads) -> int | None:
    """The column in which a cell begins: of the grid, or its place in a row as long as the heads; None where nobody knows."""
    if cell.grid is not None and heads.row[0].grid is not None:
        return cell.grid[0]
    return next(place for place, other in enumerate(row) if other is cell) if len(row) == len(heads.row) else None


def _is_beyond(cell: Cell, row: Row, heads: Heads, label_end: int) -> bool:
    """Whether a cell stands behind the labels, under a head of its own."""
    column, head = _column(cell, row, heads), head_above(heads, row, cell)
    if column is None or column <= label_end or head is None:
        return False
    start = head.grid[0] if head.grid is not None else heads.row.index(head)
    return start > label_end
