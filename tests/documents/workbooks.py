"""Workbooks for tests, and what was read of them."""

import io
import zipfile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfaudit.documents.model import Block, Passage
from perfaudit.documents.spreadsheet import read_spreadsheet

SHEET = "xl/worksheets/sheet1.xml"


def book_of(rows: list[list[object]], *merged: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet; None is an empty cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    return book, sheet


def bytes_of(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(rows: list[list[object]], *merged: str) -> tuple[Block, ...]:
    return read_spreadsheet("a.xlsx", bytes_of(book_of(rows, *merged)[0]))


def texts(block: Block) -> object:
    return block.text if isinstance(block, Passage) else [[cell.text for cell in row] for row in block.rows]


def with_xml(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return buffer.getvalue()


def with_cells(xml: str | bytes) -> bytes:
    """A workbook whose first row is 甲, 1, after these rows of XML."""
    rows = xml if isinstance(xml, bytes) else xml.encode()
    return with_xml(bytes_of(book_of([["甲", 1]])[0]), SHEET, b"<sheetData>", b"<sheetData>" + rows)
