"""A unit as an OpenDocument workbook, written by hand: its XML is small."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from .description import PARTS, Unit
from .sheets import SheetCell, sheets_of

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return ods_of(sheets_of(unit, parts))


def ods_of(sheets: Iterable[tuple[str, list[SheetCell]]]) -> bytes:
    """A workbook of these sheets, by name."""
    tables = "".join(_table(name, cells) for name, cells in sheets)
    content = f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{_MIMETYPE}"/></m:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in (("mimetype", _MIMETYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            package.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def _table(name: str, cells: list[SheetCell]) -> str:
    starts = {(cell.row, cell.column): cell for cell in cells}
    covered = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    }
    rows, columns = max(cell.last_row for cell in cells) + 1, max(cell.last_column for cell in cells) + 1
    lines = (
        "".join(_cell(starts.get((row, column)), (row, column) in covered) for column in range(columns))
        for row in range(rows)
    )
    written = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return f"<table:table table:name={quoteattr(name)}>{written}</table:table>"


def _cell(cell: SheetCell | None, is_covered: bool) -> str:
    if cell is None:
        return "<table:covered-table-cell/>" if is_covered else "<table:table-cell/>"
    across, down = cell.last_column - cell.column + 1, cell.last_row - cell.row + 1
    spans = f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"' if across * down > 1 else ""
    value = f' office:value-type="float" office:value="{cell.number[0]}"' if cell.number else ""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.text.split("\n")) if cell.text else ""
    return f"<table:table-cell{spans}{value}>{paragraphs}</table:table-cell>"
