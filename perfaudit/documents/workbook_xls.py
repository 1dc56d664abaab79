"""The old Excel format (.xls, .et), by xlrd, which damaged files cannot bring down."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.number_formats import BUILT_IN, GENERAL, show_number
from perfaudit.documents.packages import COPY_AGAIN
from perfaudit.documents.workbook_sheets import MAX_SHEETS, At, Sheet, refuse_many, shown_text, uncalculated
from perfaudit.errors import DocumentError

XLS = "an old Excel workbook (.xls)"
MAX_BYTES = 40 * limits.MEGABYTE  # xlrd takes some ten times as much in memory
# Records of a sheet: what a formula is and came to, and the end.
_FORMULA, _END = 0x0006, 0x000A
_HEAD, _FORMULA_CELL = struct.Struct("<HH"), struct.Struct("<HHH8sH")
_CALCULATE_ON_LOAD = 0x0002
_DATES = frozenset({*range(14, 37), *range(45, 59)})  # numbers of formats whose code depends on the country


def read_xls_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets, and hidden ones that hold words. Raises DocumentError for whatever xlrd cannot read, and for sheets beyond the limits."""
    import xlrd

    refuse_over_limit(file, len(data), MAX_BYTES, "bytes in an old workbook")
    try:
        # Padding rows to the width that a file declares would fill the memory.
        options = {"formatting_info": True, "on_demand": True, "ragged_rows": True, "logfile": _Silence()}
        with xlrd.open_workbook(file_contents=data, **options) as book:
            refuse_over_limit(file, book.nsheets, MAX_SHEETS, "sheets")
            walked = 0
            for number in range(book.nsheets):
                uncalculated_cells, length = _look_through(book, number)
                walked += length
                refuse_over_limit(file, walked, MAX_BYTES, "bytes in its sheets, which share them")
                sheet = book.sheet_by_index(number)
                if sheet.visibility == 0:
                    yield _read_sheet(file, book, sheet, uncalculated_cells)
                elif _holds_words(sheet):
                    yield Sheet(file, sheet.name, is_hidden=True)
                book.unload_sheet(number)
    except DocumentError:
        raise
    except Exception as error:  # xlrd meets damage with whatever its parsing runs into
        reason = str(error) or type(error).__name__
        is_locked = "encrypted" in reason.lower()
        read = "it is locked with a password" if is_locked else f"it cannot be read ({reason[:100]})"
        raise DocumentError(file, read, XLS, "save it without a password" if is_locked else COPY_AGAIN) from None


def _look_through(book: Any, number: int) -> tuple[set[At], int]:
    """A sheet's formulas whose result of 0 or nothing was left for Excel to work out, and the bytes the sheet takes up.

    xlrd hands on results only, so that the records are looked through once more.
    """
    cells: set[At] = set()
    start, end = book._sh_abs_posn[number], len(book.mem)
    position = start
    while 0 <= position + _HEAD.size <= end:
        kind, length = _HEAD.unpack_from(book.mem, position)
        position += _HEAD.size
        if kind == _END:
            break
        if kind == _FORMULA and length >= _FORMULA_CELL.size and position + length <= end:
            row, column, _, result, flags = _FORMULA_CELL.unpack_from(book.mem, position)
            is_empty = result in (bytes(8), bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF]))
            if flags & _CALCULATE_ON_LOAD and is_empty:
                cells.add((row, column))
        position += length
    return cells, position - start


def _holds_words(sheet: Any) -> bool:
    return any(str(value).strip() for row in range(sheet.nrows) for value in sheet.row_values(row))


def _read_sheet(file: str, book: Any, sheet: Any, uncalculated_cells: set[At]) -> Sheet:
    taken = Sheet(file, sheet.name)
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == 0:
                continue
            at = row, column
            style = book.xf_list[sheet.cell_xf_index(row, column)]
            taken.add(at, uncalculated() if at in uncalculated_cells else _shown(book, kind, style, sheet, at))
            if style.border.left_line_style or style.border.right_line_style:
                taken.add_box(at)
    for at in uncalculated_cells - taken.words.keys():
        taken.add(at, uncalculated())
    refuse_many(file, len(sheet.merged_cells))
    taken.merged += [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells]
    taken.hidden_rows |= {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    taken.hidden_columns |= {column for column, info in sheet.colinfo_map.items() if info.hidden}
    return taken


def _shown(book: Any, kind: int, style: Any, sheet: Any, at: At) -> str:
    import xlrd

    value = sheet.cell_value(*at)
    if kind != xlrd.XL_CELL_TEXT and _is_struck(book, style.font_index):
        return ""
    match kind:
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#ERROR!"))
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            key = style.format_key
            code = BUILT_IN[key] if key in _DATES and key in BUILT_IN else book.format_map[key].format_str
            return shown_text(show_number(value, code or GENERAL, bool(book.datemode)))
        case _:
            return shown_text(_without_struck(book, style, sheet, at, str(value)))


def _is_struck(book: Any, font: int) -> bool:
    return bool(font < len(book.font_list) and book.font_list[font].struck_out)


def _without_struck(book: Any, style: Any, sheet: Any, at: At, text: str) -> str:
    """The words of a cell in runs, each with its font from where it begins, without those that are struck out."""
    runs = [(0, style.font_index), *sheet.rich_text_runlist_map.get(at, ())]
    ends = [start for start, _ in runs[1:]] + [len(text)]
    return "".join(text[start:end] for (start, font), end in zip(runs, ends, strict=True) if not _is_struck(book, font))


class _Silence:
    """A log that nobody reads: xlrd would write its remarks on damaged files to stdout."""

    def write(self, text: str) -> None:
        """Take nothing down."""
