"""A unit as an Excel workbook with lines around the cells of its tables, the same bytes on every run."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

from .build_docx import MADE_AT, without_timestamps
from .description import PARTS, Unit
from .sheets import SheetCell, sheets_of

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def xlsx_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return xlsx_of(sheets_of(unit, parts))


def xlsx_of(sheets: Iterable[tuple[str, list[SheetCell]]]) -> bytes:
    """A workbook of these sheets, by name."""
    book = Workbook()
    book.properties.created = book.properties.modified = MADE_AT
    assert book.active is not None
    book.remove(book.active)
    for name, cells in sheets:
        sheet = book.create_sheet(name)
        for cell in cells:
            written = sheet.cell(cell.row + 1, cell.column + 1)
            if cell.number is None:
                written.value, written.data_type = cell.text or None, "s" if cell.text else "n"
            else:
                written.value, written.number_format = float(cell.number[0]), cell.number[1]
            written.alignment = Alignment(wrap_text=True)
            if cell.is_boxed:
                written.border = _BOX  # openpyxl draws it around the whole of a merged range
            if (cell.row, cell.column) != (cell.last_row, cell.last_column):
                sheet.merge_cells(
                    start_row=cell.row + 1, start_column=cell.column + 1,
                    end_row=cell.last_row + 1, end_column=cell.last_column + 1,
                )  # fmt: skip
    buffer = io.BytesIO()
    book.save(buffer)
    return without_timestamps(buffer.getvalue())
