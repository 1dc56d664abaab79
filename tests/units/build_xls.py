"""A unit as an old Excel workbook (.xls)."""

import io
from collections.abc import Iterable

import xlwt

from .description import PARTS, Unit
from .sheets import SheetCell, sheets_of


def xls_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return xls_of(sheets_of(unit, parts))


def xls_of(sheets: Iterable[tuple[str, list[SheetCell]]]) -> bytes:
    """A workbook of these sheets, by name."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for name, cells in sheets:
        sheet = book.add_sheet(name)
        for cell in cells:
            value, code = (cell.text, "General") if cell.number is None else (float(cell.number[0]), cell.number[1])
            style = styles.setdefault(code, xlwt.easyxf(num_format_str=code))
            if (cell.row, cell.column) != (cell.last_row, cell.last_column):
                sheet.write_merge(cell.row, cell.last_row, cell.column, cell.last_column, value, style)
            elif cell.text:
                sheet.write(cell.row, cell.column, value, style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
