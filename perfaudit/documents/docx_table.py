"""The rows of a Word table: physical cells with their place in the grid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from perfaudit.documents import limits
from perfaudit.documents.building import CellText
from perfaudit.documents.docx_xml import CELL, ROW, TEXT, VAL, Element, contents, is_left_out, is_on, w
from perfaudit.errors import DocumentError

# What stands in a cell or a body in reading order: the words of each paragraph, and tables.
Flow = Callable[[Element], Iterator[str | Element]]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The cells of a row, and the tables that stand in each of them."""

    cells: list[CellText]
    nested: list[list[Element]]


def read_rows(file: str, table: Element, flow: Flow) -> list[DraftRow]:
    """The rows that hold any cell, but for hidden rows, and rows and cells whose deletion is on record.

    A cell that carries on the one above (w:vMerge) or before (the old w:hMerge) has no words of its own: Word does not
    show any that it may hold. Where no cell is there to carry on, it is a cell of its own, as Word shows it.
    """
    rows: list[DraftRow] = []
    starts_above: set[int] = set()
    for row in contents(table, ROW):
        cells = [cell for cell in contents(row, CELL) if cell.find(_path("tcPr", "cellDel")) is None]
        if not cells or is_left_out(row):
            continue
        column = _number(file, row.find(_path("trPr", "gridBefore")), 0)
        draft, starts = DraftRow([], []), set()
        for cell in cells:
            first, column = column, column + max(1, _number(file, cell.find(_path("tcPr", "gridSpan")), 1))
            starts.add(first)
            carries_on = (first in starts_above and _carries_on(cell, "vMerge")) or (
                bool(draft.cells) and _carries_on(cell, "hMerge")
            )
            pieces = [] if carries_on else [*flow(cell)]
            text = "\n".join(piece for piece in pieces if isinstance(piece, str))
            draft.cells.append(CellText(text, (first, column - 1), carries_on))
            draft.nested.append([piece for piece in pieces if not isinstance(piece, str)])
        rows.append(draft)
        starts_above = starts
    return rows


def hidden_rows(table: Element) -> set[int]:
    """The rows, from 0, that are hidden and hold words."""
    return {
        number
        for number, row in enumerate(contents(table, ROW))
        if is_on(row, "trPr/hidden") and any((text.text or "").strip() for text in row.iter(TEXT))
    }


def _path(*names: str) -> str:
    return "/".join(map(w, names))


def _carries_on(cell: Element, merge: str) -> bool:
    mark = cell.find(_path("tcPr", merge))
    return mark is not None and mark.get(VAL, "continue") == "continue"


def _number(file: str, element: Element | None, default: int) -> int:
    if element is None:
        return default
    text = element.get(VAL, "")
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= limits.MAX_COLUMNS:
        return int(text)
    raise DocumentError(
        file,
        f'a table cell is "{text[:20]}" columns wide',
        f"at most {limits.MAX_COLUMNS}",
        "open it in Word and save it again",
    )
