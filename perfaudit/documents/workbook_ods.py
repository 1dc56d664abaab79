"""OpenDocument workbooks (.ods): the XML holds the words of every cell as it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.documents.workbook_sheets import MAX_SHEETS, Sheet, refuse_many, shown_text, uncalculated
from perfaudit.errors import DocumentError

ODS = "an OpenDocument workbook (.ods)"
MAX_ROWS, MAX_COLUMNS = 1 << 20, 1 << 14  # of a sheet
MAX_BOXED_REPEATS = 50  # boxed rows and columns beyond so many are a sheet made ready, not a form
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_HIDDEN = ("collapse", "filter")


def read_ods_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets, and hidden ones that hold words. Raises DocumentError for damage, a password, and sheets beyond the limits."""
    with open_package(file, data, ODS) as package:
        if "META-INF/manifest.xml" in package.namelist():
            manifest = unpack_part(file, package, "META-INF/manifest.xml", limits.MAX_XML_BYTES, "bytes of XML")
            if b"encryption-data" in manifest:
                raise DocumentError(file, "it is locked with a password", remedy="save it without a password")
        xml = unpack_part(file, package, "content.xml", limits.MAX_XML_BYTES, "bytes of XML in one part")
    root = _parse(file, xml)
    styles = list(root.iter(f"{_STYLE}style"))
    hidden = {_name(style) for style in styles if _has(style, "table-properties", _hides)}
    boxed = {_name(style) for style in styles if _has(style, "table-cell-properties", _draws_sides)}
    struck = {
        _name(style): strikes
        for style in styles
        for properties in style.iterchildren(f"{_STYLE}text-properties")
        if (strikes := _strikes(properties)) is not None
    }
    tables = list(root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"))
    refuse_over_limit(file, len(tables), MAX_SHEETS, "sheets")
    for table in tables:
        if table.get(f"{_TABLE}style-name") not in hidden:
            yield _read_sheet(file, table, boxed, struck)
        elif any(map(_shown, table.iter(_CELL))):
            yield Sheet(file, table.get(f"{_TABLE}name", ""), is_hidden=True)


def _parse(file: str, xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(file, f"the XML inside is damaged ({error})", ODS, COPY_AGAIN) from None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type", ODS, COPY_AGAIN)
    return root


def _name(style: Any) -> str:
    return str(style.get(f"{_STYLE}name", ""))


def _has(style: Any, properties: str, holds: Any) -> bool:
    return any(map(holds, style.iterchildren(f"{_STYLE}{properties}")))


def _hides(properties: Any) -> bool:
    return bool(properties.get(f"{_TABLE}display") == "false")


def _draws_sides(properties: Any) -> bool:
    sides = (properties.get(f"{_FO}{side}") for side in ("border", "border-left", "border-right"))
    return any(side not in (None, "none", "hidden") for side in sides)


def _strikes(properties: Any) -> bool | None:
    """Whether they strike words out; None where they have no say in it."""
    lines = {properties.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")} - {None}
    return lines != {"none"} if lines else None


def _read_sheet(file: str, table: Any, boxed: set[str], struck: dict[str, bool]) -> Sheet:
    sheet = Sheet(file, table.get(f"{_TABLE}name", ""))
    sheet.hidden_columns.update(_hidden_columns(table))
    row_number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = _number(row, "number-rows-repeated")
        if row_number >= MAX_ROWS:
            break
        last = min(row_number + repeated, MAX_ROWS)
        if any(True for _ in row):
            _read_row(sheet, row, range(row_number, last), boxed, struck)
        if row.get(f"{_TABLE}visibility") in _HIDDEN and repeated <= limits.MAX_CELLS:  # more of them are all empty
            sheet.hidden_rows.update(range(row_number, last))
        row_number = last
    return sheet


def _read_row(sheet: Sheet, row: Any, numbers: range, boxed: set[str], struck: dict[str, bool]) -> None:
    """The cells of a row that stands for all these rows."""
    column = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        columns = range(column, min(column + _number(cell, "number-columns-repeated"), MAX_COLUMNS))
        column = columns.stop
        text = _shown(cell, struck) if cell.tag == _CELL else ""
        is_boxed = cell.get(f"{_TABLE}style-name") in boxed and max(len(numbers), len(columns)) <= MAX_BOXED_REPEATS
        _add_merged(sheet, cell, numbers.start, columns.start)
        if not (text or is_boxed):
            continue
        refuse_many(sheet.file, len(numbers) * len(columns))  # before they are taken one by one
        for at in ((number, place) for number in numbers for place in columns):
            sheet.add(at, text)
            if is_boxed:
                sheet.add_box(at)


def _add_merged(sheet: Sheet, cell: Any, row: int, column: int) -> None:
    across, down = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
    if across * down > 1:
        sheet.merged.append(((row, column), (row + down - 1, column + across - 1)))
        refuse_many(sheet.file, len(sheet.merged))


def _shown(cell: Any, struck: Mapping[str, bool] = MappingProxyType({})) -> str:
    """The paragraphs that show in a cell, without the notes that hang on it; where none do, the value that it holds.

    A zero that shows as "-" is a zero, as in the other formats. A formula that never had a result is its text.
    ``struck`` says of styles that have a say in it whether they strike words out.
    """
    is_struck = struck.get(cell.get(f"{_TABLE}style-name", ""), False)
    paragraphs = list(cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h"))
    text = shown_text("\n".join(_words(paragraph, struck, is_struck) for paragraph in paragraphs))
    if not text and (is_struck or any(shown_text(_words(paragraph, {}, False)) for paragraph in paragraphs)):
        return ""
    kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
    if kind in ("float", "currency", "percentage") and not any(character.isalnum() for character in text):
        return _number_text(value, kind == "percentage")
    held = (cell.get(f"{_OFFICE}{name}", "") for name in ("string-value", "date-value", "time-value", "boolean-value"))
    text = text or shown_text(next(filter(None, held), ""))
    formula = cell.get(f"{_TABLE}formula", "")
    return uncalculated(shown_text(formula.partition("=")[2])) if formula and not (text or kind) else text


def _number_text(value: str, is_percentage: bool) -> str:
    try:
        number = Decimal(value) * (100 if is_percentage else 1)
        return f"{number.normalize():f}{'%' * is_percentage}" if abs(number.adjusted()) < 400 else value
    except (InvalidOperation, ValueError, OverflowError):
        return shown_text(value)


def _words(paragraph: Any, struck: Mapping[str, bool], is_struck: bool) -> str:
    """The words in an element and all within it, without recursion: hostile files nest deeply.

    Struck-out words are left out: ``is_struck`` are those whose own style has no say in it.
    """
    parts: list[str] = []
    skipped: Any = None
    open_elements = [is_struck]  # whether each strikes its words out
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                parts.append("" if open_elements[-1] else element.tail or "")
        elif event == "start" and element.tag in (f"{_OFFICE}annotation", f"{_TEXT}ruby-text"):
            skipped = element
        elif event == "start":
            open_elements.append(struck.get(element.get(f"{_TEXT}style-name", ""), open_elements[-1]))
            parts.append("" if open_elements[-1] else _sign(element) or element.text or "")
        else:
            open_elements.pop()
            if element is not paragraph and not open_elements[-1]:
                parts.append(element.tail or "")
    return "".join(parts)


def _sign(element: Any) -> str:
    if element.tag == f"{_TEXT}s":
        return " " * min(_number(element, "c", _TEXT), 100)
    return {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(element.tag, "")


def _hidden_columns(table: Any) -> Iterator[int]:
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        last = min(column + _number(element, "number-columns-repeated"), MAX_COLUMNS)
        if element.get(f"{_TABLE}visibility") in _HIDDEN:
            yield from range(column, last)
        column = last


def _number(element: Any, name: str, space: str = _TABLE) -> int:
    """A count, which is 1 where it is left out."""
    text = element.get(f"{space}{name}", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
