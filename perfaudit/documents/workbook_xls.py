"""The old Excel format (.xls, .et), by xlrd alone: damaged files that it survives end the whole process in calamine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfaudit.documents.number_formats import GENERAL, show_stored
from perfaudit.documents.packages import COPY_AGAIN
from perfaudit.documents.workbook_sheets import Sheet, build_sheet, refuse_many, refuse_wide, shown_text
from perfaudit.errors import DocumentError

XLS = "an old Excel workbook (.xls)"


def read_xls_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets. Raises DocumentError for whatever xlrd cannot read, and for sheets beyond the limits."""
    import xlrd

    try:
        # Padding rows to the width that a file declares would fill the memory.
        options = {"formatting_info": True, "on_demand": True, "ragged_rows": True, "logfile": _Silence()}
        with xlrd.open_workbook(file_contents=data, **options) as book:
            for number in range(book.nsheets):
                sheet = book.sheet_by_index(number)
                if sheet.visibility == 0:
                    yield _read_sheet(file, book, sheet)
    except DocumentError:
        raise
    except Exception as error:  # xlrd meets damage with whatever its parsing runs into
        reason = str(error) or type(error).__name__
        is_locked = "encrypted" in reason.lower()
        read = "it is locked with a password" if is_locked else f"it cannot be read ({reason[:100]})"
        raise DocumentError(file, read, XLS, "save it without a password" if is_locked else COPY_AGAIN) from None


def _read_sheet(file: str, book: Any, sheet: Any) -> Sheet:
    words: dict[tuple[int, int], str] = {}
    last_column = 0
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if text := shown_text(_shown(book, sheet, row, column)):
                words[row, column] = text
                last_column = max(last_column, column)
                refuse_many(file, len(words))
                refuse_wide(file, row + 1, last_column + 1)
    merged = [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    return build_sheet(file, sheet.name, words, merged, hidden_rows, hidden_columns)


def _shown(book: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERROR!"))
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_TEXT):
        return str(value)
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    code = book.format_map[style.format_key].format_str
    if kind == xlrd.XL_CELL_DATE:
        return show_stored(xlrd.xldate_as_datetime(value, book.datemode), code)
    return show_stored(bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value, code or GENERAL)


class _Silence:
    """A log that nobody reads: xlrd would write its remarks on damaged files to stdout."""

    def write(self, text: str) -> None:
        """Take nothing down."""
