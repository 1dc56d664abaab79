"""Excel workbooks (.xlsx, .xlsm, also "Strict Open XML"): each visible sheet from its XML, in one pass."""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.number_formats import BUILT_IN, GENERAL, show_number
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.documents.workbook_sheets import MAX_SHEETS, At, Sheet, refuse_many, shown_text, uncalculated
from perfaudit.errors import DocumentError

XLSX = "an Excel workbook (.xlsx)"
# Of all sheets: a table made ready has more empty cells than filled ones, but not without end.
MAX_TAGS = 4_000_000
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_ON = ("1", "true", "on")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
# Without comments a figure is one piece of text: "12<!-- -->34" is 1234, as in Excel.
_SAFELY: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_SHEET_TAGS = ("{*}c", "{*}row", "{*}col", "{*}mergeCell")


@dataclass(frozen=True, slots=True)
class _Style:
    """Number format of a cell, and whether a line stands at its left or right."""

    code: str = GENERAL
    is_boxed: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share. ``is_stale``: whoever wrote the file left it to Excel to work out its formulas."""

    file: str
    strings: list[str]
    styles: list[_Style]
    is_1904: bool
    is_stale: bool


def read_xlsx_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets. Raises DocumentError for damage, XML that no Excel writes, and sheets beyond the limits."""
    with open_package(file, data, XLSX) as package:
        main = _main_part(file, package)
        root = _parse(file, package, main)
        links = _links(file, package, main)
        book = _Book(
            file,
            _strings(file, package, links),
            _styles(file, package, links),
            any(element.get("date1904") in _ON for element in root.iter("{*}workbookPr")),
            any(element.get("fullCalcOnLoad") in _ON for element in root.iter("{*}calcPr")),
        )
        sheets = [sheet for sheet in root.iter("{*}sheet") if sheet.get("state", "visible") == "visible"]
        refuse_over_limit(file, len(sheets), MAX_SHEETS, "sheets")
        tags, read = 0, set[str]()  # a part that several sheets name would be read over and over
        for sheet in sheets:
            kind, part = links.get(_attribute(sheet, "id"), ("", ""))
            if kind == "worksheet" and part not in read:  # neither a chart nor a sheet of macros
                read.add(part)
                xml = _unpack(file, package, part)
                tags += xml.count(b"<")
                refuse_over_limit(file, tags, MAX_TAGS, "tags of XML in its sheets")
                yield _read_sheet(book, sheet.get("name", ""), xml)


def _main_part(file: str, package: zipfile.ZipFile) -> str:
    links = _parse(file, package, "_rels/.rels").iter("{*}Relationship")
    targets = (link.get("Target", "") for link in links if link.get("Type", "").endswith("/officeDocument"))
    return posixpath.normpath(next(targets, "xl/workbook.xml").lstrip("/"))


def _links(file: str, package: zipfile.ZipFile, main: str) -> dict[str, tuple[str, str]]:
    """Id → kind and part of what the workbook links to inside the package; nothing outside is ever opened."""
    folder, name = posixpath.split(main)
    return {
        link.get("Id", ""): (
            link.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"),
        )
        for link in _parse(file, package, f"{folder}/_rels/{name}.rels").iter("{*}Relationship")
        if link.get("TargetMode") != "External"
    }


def _strings(file: str, package: zipfile.ZipFile, links: dict[str, tuple[str, str]]) -> list[str]:
    """The texts that cells share, as they show: each is kept once, however many cells show it."""
    strings: list[str] = []
    for xml in _linked(file, package, links, "sharedStrings"):
        for element in _walk(file, xml, ("{*}si",)):
            strings.append(_words(element))
            refuse_over_limit(file, len(strings), limits.MAX_CELLS, "texts of cells")
    return strings


def _styles(file: str, package: zipfile.ZipFile, links: dict[str, tuple[str, str]]) -> list[_Style]:
    for xml in _linked(file, package, links, "styles"):
        root = _root(file, xml)
        codes = {element.get("numFmtId"): element.get("formatCode", GENERAL) for element in root.iter("{*}numFmt")}
        boxed = [any(map(_is_line, border)) for border in root.iterfind("{*}borders/{*}border")]
        return [
            _Style(
                codes.get(style.get("numFmtId")) or BUILT_IN.get(_number(style.get("numFmtId")), GENERAL),
                any(boxed[number : number + 1]) if (number := _number(style.get("borderId"))) else False,
            )
            for style in root.iterfind("{*}cellXfs/{*}xf")
        ]
    return []


def _is_line(side: Any) -> bool:
    is_side = etree.QName(side).localname in ("left", "right", "start", "end") if isinstance(side.tag, str) else False
    return is_side and side.get("style", "none") != "none"


def _linked(file: str, package: zipfile.ZipFile, links: dict[str, tuple[str, str]], kind: str) -> list[bytes]:
    parts = [part for linked, part in links.values() if linked == kind and part in package.namelist()]
    return [_unpack(file, package, part) for part in parts[:1]]


def _read_sheet(book: _Book, name: str, xml: bytes) -> Sheet:
    sheet = Sheet(book.file, name)
    row, column = 0, -1
    for element in _walk(book.file, xml, _SHEET_TAGS):
        match etree.QName(element).localname:
            case "c":
                in_row = _number(element.getparent().get("r")) - 1
                row, column = _place(element.get("r", "")) or (in_row if in_row >= 0 else row, column + 1)
                _read_cell(book, sheet, (row, column), element)
            case "row":  # ends after its cells
                number = _number(element.get("r")) or row + 1
                if element.get("hidden") in _ON:
                    sheet.hidden_rows.add(number - 1)
                row, column = number, -1
            case "col" if element.get("hidden") in _ON:
                first, last = _number(element.get("min")), _number(element.get("max"))
                sheet.hidden_columns.update(range(first - 1, min(last, first + 20_000)))
            case "mergeCell":
                ends = [place for end in element.get("ref", "").split(":") if (place := _place(end)) is not None]
                if len(ends) == 2:
                    sheet.merged.append((min(ends), max(ends)))
                    refuse_many(book.file, len(sheet.merged))
    return sheet


def _read_cell(book: _Book, sheet: Sheet, at: At, cell: Any) -> None:
    number = _number(cell.get("s"))
    style = book.styles[number] if number < len(book.styles) else _Style()
    if style.is_boxed:
        sheet.add_box(at)
    if len(cell):
        sheet.add(at, _shown(book, cell, style.code))


def _shown(book: _Book, cell: Any, code: str) -> str:
    """The words of a cell. The result of a formula is its text where none was saved, or only the 0 of a stale workbook."""
    kind, formula = cell.get("t", "n"), cell.find("{*}f")
    value: str = cell.findtext("{*}v", "")
    if formula is not None:
        is_missing = value == "" and not (kind == "str" and cell.find("{*}v") is not None)  # a formula may give ""
        if is_missing or (book.is_stale and kind == "n" and _float(value) == 0):
            return uncalculated(shown_text(formula.text or ""))
    match kind:
        case "s":
            return _string(book, value)
        case "inlineStr":
            return _words(inline) if (inline := cell.find("{*}is")) is not None else ""
        case "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        case "d":
            return _shown_date(book, value, code)
        case "n" if value:
            number = _float(value)
            return shown_text(value) if number is None else shown_text(show_number(number, code, book.is_1904))
        case _:
            return shown_text(value)


def _string(book: _Book, number: str) -> str:
    if not number.strip().isdecimal() or len(number) > 9 or int(number) >= len(book.strings):
        raise _damaged(book.file, f'no shared text "{number[:20]}"')
    return book.strings[int(number)]


def _shown_date(book: _Book, value: str, code: str) -> str:
    """An ISO date, which strict workbooks may hold, under the cell's format."""
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return shown_text(value)
    start = datetime(1904, 1, 1) if book.is_1904 else datetime(1899, 12, 30)
    days = (moment - start).total_seconds() / 86_400
    return value[:10] if code == GENERAL else shown_text(show_number(days, code, book.is_1904))


def _words(element: Any) -> str:
    """The text of a cell, plain or in runs, without phonetic guides; a superscript cannot join the figure before it."""
    parts: list[str] = []
    for child in element.iterchildren("{*}t", "{*}r"):
        text = child.text if etree.QName(child).localname == "t" else child.findtext("{*}t")
        raised = child.find("{*}rPr/{*}vertAlign")
        is_raised = raised is not None and raised.get("val") == "superscript"
        parts.append((text or "").translate(_SUPERSCRIPTS) if is_raised else text or "")
    return shown_text("".join(parts))


def _walk(file: str, xml: bytes, tags: tuple[str, ...]) -> Iterator[Any]:
    """The elements of these names as they end; each is dropped before the next, so that memory stays small."""
    try:
        elements = etree.iterparse(io.BytesIO(xml), events=("end",), tag=tags, **_SAFELY)
        for number, (_, element) in enumerate(elements):
            if not number:
                _refuse_doctype(file, element)
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise _damaged(file, error) from None


def _unpack(file: str, package: zipfile.ZipFile, part: str) -> bytes:
    return unpack_part(file, package, part, limits.MAX_XML_BYTES, "bytes of XML in one part")


def _parse(file: str, package: zipfile.ZipFile, part: str) -> Any:
    return _root(file, _unpack(file, package, part))


def _root(file: str, xml: bytes) -> Any:
    try:
        root = etree.fromstring(xml, etree.XMLParser(**_SAFELY))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(file, error) from None
    _refuse_doctype(file, root)
    return root


def _refuse_doctype(file: str, element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type; Excel never does", XLSX, COPY_AGAIN)


def _damaged(file: str, error: Exception | str) -> DocumentError:
    return DocumentError(file, f"the XML inside is damaged ({error})", XLSX, COPY_AGAIN)


def _attribute(element: Any, name: str) -> str:
    """An attribute by its local name, in whichever namespace: transitional and strict files differ."""
    return next(
        (value for key, value in element.attrib.items() if etree.QName(key).localname == name and "}" in key), ""
    )


def _place(text: str) -> At | None:
    """ "C12" → (11, 2)."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
