"""Workbooks (.xlsx, .xlsm, .xls, .et, .ods): each visible sheet as tables and passages, as it shows on the screen.

Macros are never run, formulas never reckoned, links never followed. A formula whose result was not saved arrives as its
text, and so does an error such as "#REF!": neither is a blank, and neither can be read as a figure.

**Lines and tables.** A sheet has no paragraphs, so layout decides. A *lone line* is a row with one filled cell.

1. Lone lines before the first and after the last row with more filled cells are passages: titles, "单位：万元", notes. So is
   a whole sheet of them, which is a report. A lone line at the end stays in the table where it is a label whose figures are
   blank: neither merged over most of the table nor a sentence.
2. A row at the end whose filled cells are labels with a colon and what belongs to them ("填表人：" beside a name) is one
   passage, its cells parted by blanks; before the table, only where each of its cells has a colon.
3. Wholly empty rows are filler, unless lone lines follow: then these are passages again, and another table begins.

All cells of a table's rectangle exist, empty ones as blanks; a merged range is one cell, carried on in its lower rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from perfaudit.documents.building import BlockBuilder, CellText
from perfaudit.documents.model import Block, Place
from perfaudit.documents.number_formats import show_stored
from perfaudit.documents.packages import COPY_AGAIN, refuse_false_sizes
from perfaudit.documents.workbook_looks import xlsx_looks
from perfaudit.documents.workbook_ods import read_ods_sheets
from perfaudit.documents.workbook_sheets import (
    Looks,
    Sheet,
    address,
    build_sheet,
    refuse_many,
    refuse_wide,
    shown_text,
)
from perfaudit.documents.workbook_xls import read_xls_sheets
from perfaudit.errors import DocumentError

WORKBOOK = "an Excel workbook (.xlsx, .xls) or an OpenDocument one (.ods)"
SAVE_AGAIN = "open it in Excel or WPS and save it as .xlsx"
ZIP_BEGINNING = b"PK\x03\x04"
WIDE_SHARE = 0.6  # of a table's width, from which a merged cell is a line across it
MAX_LABEL = 20  # characters
_SENTENCE = re.compile("[。；！？：:]")
_COLON_END = re.compile(r"[:：][\s_]*$")
_COLON = re.compile("[:：]")
_BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?|[/／]")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a sheet: its cells in order, and the texts of those that are filled."""

    cells: tuple[CellText, ...]

    @property
    def filled(self) -> list[CellText]:
        return [cell for cell in self.cells if cell.text]

    @property
    def is_empty(self) -> bool:
        return not self.filled and not any(cell.is_continuation for cell in self.cells)

    @property
    def is_lone(self) -> bool:
        return len(self.filled) == 1 and not any(cell.is_continuation for cell in self.cells)


def read_spreadsheet(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a workbook's visible sheets, in order.

    Raises DocumentError: damaged, locked with a password, beyond the limits, or in a format that is no workbook.
    """
    builder = BlockBuilder(file)
    for sheet in _sheets(file, data):
        _add_sheet(builder, sheet)
    return builder.blocks


def _sheets(file: str, data: bytes) -> Iterator[Sheet]:
    if not data.startswith(ZIP_BEGINNING):
        return read_xls_sheets(file, data)
    refuse_false_sizes(file, data, WORKBOOK)
    return (
        read_ods_sheets(file, data)
        if _is_open_document(data)
        else _read_by_calamine(file, data, xlsx_looks(file, data))
    )


def _is_open_document(data: bytes) -> bool:
    return b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]


def _read_by_calamine(file: str, data: bytes, looks: dict[str, Looks]) -> Iterator[Sheet]:
    """The sheets that calamine can read and whose looks are known, with their values as shown."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for entry in workbook.sheets_metadata:
                is_shown = entry.visible == SheetVisibleEnum.Visible and entry.typ == SheetTypeEnum.WorkSheet
                if is_shown and entry.name in looks:
                    yield _shown_sheet(file, workbook, entry.name, looks[entry.name])
    except PasswordError:
        raise DocumentError(file, "it is locked with a password", remedy="save it without a password") from None
    except (CalamineError, ValueError, OSError) as error:
        raise DocumentError(file, f"it cannot be read ({error})", WORKBOOK, COPY_AGAIN) from None
    except BaseException as error:
        # Damage that calamine did not foresee arrives as pyo3's PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError(file, "it is damaged inside", WORKBOOK, SAVE_AGAIN) from None


def _shown_sheet(file: str, workbook: CalamineWorkbook, name: str, looks: Looks) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    refuse_wide(file, sheet.total_height, sheet.total_width)
    words = {
        (row, column): text
        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
        for column, value in enumerate(values)
        if value != "" and (text := shown_text(show_stored(value, looks.code((row, column)))))
    }
    for at, text in looks.unread.items():
        words.setdefault(at, shown_text(text))
    refuse_many(file, len(words))
    return build_sheet(file, name, words, sheet.merged_cell_ranges or [], looks.hidden_rows, looks.hidden_columns)


def _add_sheet(builder: BlockBuilder, sheet: Sheet) -> None:
    for block in _split_blocks(_lines(builder.file, sheet)):
        _add_block(builder, block)


def _lines(file: str, sheet: Sheet) -> list[_Line]:
    """The visible rows down to the last filled one; every cell of the rectangle exists, merged ones once."""
    covered = {
        (row, left): (top, left, right)
        for (top, left), (bottom, right) in sheet.merged
        for row in range(top, bottom + 1)
    }
    inside = {
        (row, column)
        for (top, left), (bottom, right) in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left + 1, right + 1)
    }
    rows = max((row for row, _ in sheet.words), default=-1) + 1
    columns = max([column for _, column in sheet.words] + [right for _, (_, right) in sheet.merged], default=-1) + 1
    shown = [column for column in range(columns) if column not in sheet.hidden_columns]
    place_of = {column: place for place, column in enumerate(shown)}
    refuse_many(file, rows * len(shown))
    lines = []
    for row in range(rows):
        if row in sheet.hidden_rows:
            continue
        cells = []
        for column in range(columns):
            if (row, column) in inside:
                continue
            top, left, right = covered.get((row, column), (row, column, column))
            grid = [place_of[number] for number in range(left, right + 1) if number in place_of]
            if not grid:
                continue
            text = "" if top != row else sheet.words.get((row, column), "")
            is_continuation = top != row and any(above not in sheet.hidden_rows for above in range(top, row))
            if top != row and not is_continuation:  # the rows above are hidden, so the words show here
                text = sheet.words.get((top, left), "")
            place = Place(sheet=sheet.name, address=address((top, left)))
            cells.append(CellText(text, (grid[0], grid[-1]), is_continuation, place))
        lines.append(_Line(tuple(cells)))
    return lines


def _split_blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Rows that belong together: parted where lone lines follow empty rows (module docstring, 3)."""
    block: list[_Line] = []
    was_empty = False
    for line in lines:
        if line.is_empty:
            was_empty = True
            continue
        if was_empty and line.is_lone and block:
            yield block
            block = []
        block.append(line)
        was_empty = False
    if block:
        yield block


def _add_block(builder: BlockBuilder, lines: list[_Line]) -> None:
    width = max((cell.grid[1] + 1 for line in lines for cell in line.filled if cell.grid), default=0)
    first, last = 0, len(lines)
    while first < last and (lines[first].is_lone or _is_line_of_pairs(lines[first])):
        first += 1
    while last > first and (_is_closing_line(lines[last - 1], width) or _is_signature(lines[last - 1])):
        last -= 1
    for line in lines[:first]:
        _add_passage(builder, line)
    table = lines[first:last]
    if table:
        width = max(
            cell.grid[1] + 1
            for line in table
            for cell in line.cells
            if cell.grid and (cell.text or cell.is_continuation)
        )
        builder.add_table([[cell for cell in line.cells if cell.grid and cell.grid[0] < width] for line in table])
    for line in lines[last:]:
        _add_passage(builder, line)


def _is_closing_line(line: _Line, width: int) -> bool:
    """A lone line that is no label with blanks beside it."""
    if not line.is_lone:
        return False
    cell = line.filled[0]
    assert cell.grid is not None
    is_wide = cell.grid[1] - cell.grid[0] + 1 >= max(2.0, WIDE_SHARE * width)
    return is_wide or len(cell.text) > MAX_LABEL or bool(_SENTENCE.search(cell.text))


def _is_line_of_pairs(line: _Line) -> bool:
    """Before a table: "填报单位：某局" and "单位：万元" side by side."""
    return len(line.filled) > 1 and all(_COLON.search(cell.text) for cell in line.filled) and not _has_figures(line)


def _is_signature(line: _Line) -> bool:
    """After a table: labels with a colon, each with what belongs to it in the same cell or in the next."""
    texts = [cell.text for cell in line.filled]
    belongs = (
        _COLON.search(text) or (place and _COLON_END.search(texts[place - 1])) for place, text in enumerate(texts)
    )
    is_continued = any(cell.is_continuation for cell in line.cells)
    return len(texts) > 1 and not is_continued and all(belongs) and not _has_figures(line)


def _has_figures(line: _Line) -> bool:
    return any(_BARE_FIGURE.fullmatch(cell.text) and len(cell.text) < 7 for cell in line.filled)


def _add_passage(builder: BlockBuilder, line: _Line) -> None:
    """The words of a line, a paragraph for each line break of a cell that stands alone."""
    texts = [cell.text for cell in line.filled]
    place = line.filled[0].place
    for text in texts[0].split("\n") if len(texts) == 1 else ["  ".join(" ".join(text.split()) for text in texts)]:
        builder.add_passage(text, place)
