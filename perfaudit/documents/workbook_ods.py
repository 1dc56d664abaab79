"""OpenDocument workbooks (.ods): the XML holds the words of every cell as it shows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from perfaudit.documents.cleaning import clean_text
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.documents.workbook_looks import MAX_PART_BYTES
from perfaudit.documents.workbook_sheets import Range, Sheet, build_sheet, refuse_many, refuse_wide
from perfaudit.errors import DocumentError

ODS = "an OpenDocument workbook (.ods)"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
MAX_REPEATED = 1_000_000


def read_ods_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets. Raises DocumentError for damage, a password, and sheets beyond the limits."""
    with open_package(file, data, ODS) as package:
        if "META-INF/manifest.xml" in package.namelist():
            manifest = unpack_part(file, package, "META-INF/manifest.xml", MAX_PART_BYTES, "bytes of XML")
            if b"encryption-data" in manifest:
                raise DocumentError(file, "it is locked with a password", remedy="save it without a password")
        xml = unpack_part(file, package, "content.xml", MAX_PART_BYTES, "bytes of XML in one part")
    try:
        root = etree.parse(io.BytesIO(xml), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise DocumentError(file, f"the XML inside is damaged ({error})", ODS, COPY_AGAIN) from None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type", ODS, COPY_AGAIN)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    body = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    for table in body.iterchildren(f"{_TABLE}table") if body is not None else ():
        if table.get(f"{_TABLE}style-name") not in hidden:
            yield _read_sheet(file, table)


def _read_sheet(file: str, table: Any) -> Sheet:
    words: dict[tuple[int, int], str] = {}
    merged: list[Range] = []
    hidden_rows: set[int] = set()
    row_number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        filled = _read_row(file, row, row_number, words, merged)
        repeated = _number(row, "number-rows-repeated", 1)
        if row.get(f"{_TABLE}visibility") in _HIDDEN:
            hidden_rows.update(range(row_number, row_number + min(repeated, MAX_REPEATED)) if filled else ())
        elif filled:
            refuse_many(file, len(words) + len(filled) * (repeated - 1))
            for further in range(1, repeated):
                words.update({(row_number + further, column): text for column, text in filled.items()})
        row_number += repeated
        last_row, last_column = max((at[0] for at in words), default=0), max((at[1] for at in words), default=0)
        refuse_wide(file, last_row + 1, last_column + 1)
    return build_sheet(file, table.get(f"{_TABLE}name", ""), words, merged, hidden_rows, _hidden_columns(table))


def _read_row(
    file: str, row: Any, row_number: int, words: dict[tuple[int, int], str], merged: list[Range]
) -> dict[int, str]:
    """Column → words of one row, which are added to ``words``; its merged ranges are added to ``merged``."""
    filled: dict[int, str] = {}
    column = 0
    for cell in row.iterchildren(*_CELLS):
        repeated = _number(cell, "number-columns-repeated", 1)
        text = _shown_text(cell)
        if text and cell.tag == _CELLS[0]:
            refuse_many(file, len(words) + len(filled) + repeated)
            filled.update({column + further: text for further in range(repeated)})
        across, down = _number(cell, "number-columns-spanned", 1), _number(cell, "number-rows-spanned", 1)
        if across > 1 or down > 1:
            merged.append(((row_number, column), (row_number + down - 1, column + across - 1)))
        column += repeated
    words.update({(row_number, place): text for place, text in filled.items()})
    return filled


def _shown_text(cell: Any) -> str:
    """The paragraphs that show in a cell; notes hang on it and do not. A formula that never had a result is its text."""
    paragraphs = [_words(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p")]
    text = clean_text("\n".join(paragraphs)).strip()
    formula = cell.get(f"{_TABLE}formula", "")
    return text or ("=" + formula.partition("=")[2] if formula and not cell.get(f"{_OFFICE}value-type") else "")


def _words(paragraph: Any) -> str:
    parts = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(_number(child, "c", 1, _TEXT), 100))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _hidden_columns(table: Any) -> Iterator[int]:
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        repeated = _number(element, "number-columns-repeated", 1)
        if element.get(f"{_TABLE}visibility") in _HIDDEN:
            yield from range(column, column + min(repeated, 1_000))
        column += repeated


def _number(element: Any, name: str, default: int, space: str = _TABLE) -> int:
    text = element.get(f"{space}{name}", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else default
