"""Excel workbooks (.xlsx, .xlsm, also "Strict Open XML"): each visible sheet from its XML, in one pass."""

from __future__ import annotations

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
from perfaudit.documents.packages import open_package
from perfaudit.documents.workbook_sheets import MAX_SHEETS, At, Sheet, refuse_many, shown_text, uncalculated
from perfaudit.documents.workbook_xlsx_xml import (
    XLSX,
    Links,
    attribute_of,
    count_of,
    damaged,
    linked_parts,
    links_of,
    main_part,
    number_of,
    parse_part,
    parse_xml,
    place_of,
    unpack,
    walk,
)

# Of all sheets: a table made ready has more empty cells than filled ones, but not without end.
MAX_TAGS = 4_000_000
_ON = ("1", "true", "on")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_HOLDS_WORDS = re.compile(rb"<(?:\w+:)?(?:v|t|f)(?:\s[^>]*)?>\s*[^<\s]")  # what a cell holds, in a sheet of any size
_SHEET_TAGS = ("{*}c", "{*}row", "{*}col", "{*}mergeCell")


@dataclass(frozen=True, slots=True)
class _Style:
    """Number format of a cell, whether a line stands at its left or right, and whether its font strikes words out."""

    code: str = GENERAL
    is_boxed: bool = False
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share. ``is_stale``: whoever wrote the file left it to Excel to work out its formulas.

    ``strings`` has each text as it shows, and as it does in a cell whose font strikes words out.
    """

    file: str
    strings: list[tuple[str, str]]
    styles: list[_Style]
    is_1904: bool
    is_stale: bool


def read_xlsx_sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """The visible sheets, and hidden ones that hold words. Raises DocumentError for damage, XML that no Excel writes, and sheets beyond the limits."""
    with open_package(file, data, XLSX) as package:
        main = main_part(file, package)
        root = parse_part(file, package, main)
        links = links_of(file, package, main)
        book = _Book(
            file,
            _strings(file, package, links),
            _styles(file, package, links),
            any(element.get("date1904") in _ON for element in root.iter("{*}workbookPr")),
            any(element.get("fullCalcOnLoad") in _ON for element in root.iter("{*}calcPr")),
        )
        sheets = list(root.iter("{*}sheet"))
        refuse_over_limit(file, len(sheets), MAX_SHEETS, "sheets")
        tags, read = 0, set[str]()  # a part that several sheets name would be read over and over
        for sheet in sheets:
            kind, part = links.get(attribute_of(sheet, "id"), ("", ""))
            if kind == "worksheet" and part not in read:  # neither a chart nor a sheet of macros
                read.add(part)
                xml = unpack(file, package, part)
                if sheet.get("state", "visible") != "visible":
                    if _HOLDS_WORDS.search(xml):
                        yield Sheet(file, sheet.get("name", ""), is_hidden=True)
                    continue
                tags += xml.count(b"<")
                refuse_over_limit(file, tags, MAX_TAGS, "tags of XML in its sheets")
                yield _read_sheet(book, sheet.get("name", ""), xml)


def _strings(file: str, package: zipfile.ZipFile, links: Links) -> list[tuple[str, str]]:
    """The texts that cells share, as they show: each is kept once, however many cells show it."""
    strings: list[tuple[str, str]] = []
    for xml in linked_parts(file, package, links, "sharedStrings"):
        for element in walk(file, xml, ("{*}si",)):
            strings.append((_words(element, False), _words(element, True)))
            refuse_over_limit(file, len(strings), limits.MAX_CELLS, "texts of cells")
    return strings


def _styles(file: str, package: zipfile.ZipFile, links: Links) -> list[_Style]:
    for xml in linked_parts(file, package, links, "styles"):
        root = parse_xml(file, xml)
        codes = {element.get("numFmtId"): element.get("formatCode", GENERAL) for element in root.iter("{*}numFmt")}
        struck = [_strikes(font) for font in root.iterfind("{*}fonts/{*}font")]
        boxed = [any(map(_is_line, border)) for border in root.iterfind("{*}borders/{*}border")]
        return [
            _Style(
                codes.get(style.get("numFmtId")) or BUILT_IN.get(count_of(style.get("numFmtId")), GENERAL),
                any(boxed[number : number + 1]) if (number := count_of(style.get("borderId"))) else False,
                any(struck[(number := count_of(style.get("fontId"))) : number + 1]),
            )
            for style in root.iterfind("{*}cellXfs/{*}xf")
        ]
    return []


def _strikes(font: Any) -> bool:
    mark = font.find("{*}strike")
    return mark is not None and mark.get("val", "1") in _ON


def _is_line(side: Any) -> bool:
    is_side = etree.QName(side).localname in ("left", "right", "start", "end") if isinstance(side.tag, str) else False
    return is_side and side.get("style", "none") != "none"


def _read_sheet(book: _Book, name: str, xml: bytes) -> Sheet:
    sheet = Sheet(book.file, name)
    row, column = 0, -1
    for element in walk(book.file, xml, _SHEET_TAGS):
        match etree.QName(element).localname:
            case "c":
                in_row = count_of(element.getparent().get("r")) - 1
                row, column = place_of(element.get("r", "")) or (in_row if in_row >= 0 else row, column + 1)
                _read_cell(book, sheet, (row, column), element)
            case "row":  # ends after its cells
                number = count_of(element.get("r")) or row + 1
                if element.get("hidden") in _ON:
                    sheet.hidden_rows.add(number - 1)
                row, column = number, -1
            case "col" if element.get("hidden") in _ON:
                first, last = count_of(element.get("min")), count_of(element.get("max"))
                sheet.hidden_columns.update(range(first - 1, min(last, first + 20_000)))
            case "mergeCell":
                ends = [place for end in element.get("ref", "").split(":") if (place := place_of(end)) is not None]
                if len(ends) == 2:
                    sheet.merged.append((min(ends), max(ends)))
                    refuse_many(book.file, len(sheet.merged))
    return sheet


def _read_cell(book: _Book, sheet: Sheet, at: At, cell: Any) -> None:
    number = count_of(cell.get("s"))
    style = book.styles[number] if number < len(book.styles) else _Style()
    if style.is_boxed:
        sheet.add_box(at)
    if len(cell):
        sheet.add(at, _shown(book, cell, style))


def _shown(book: _Book, cell: Any, style: _Style) -> str:
    """The words of a cell that are not struck out. The result of a formula is its text where none was saved, or only the 0 of a stale workbook."""
    code = style.code
    kind, formula = cell.get("t", "n"), cell.find("{*}f")
    value: str = cell.findtext("{*}v", "")
    if style.is_struck and kind not in ("s", "inlineStr"):
        return ""
    if formula is not None:
        is_missing = value == "" and not (kind == "str" and cell.find("{*}v") is not None)  # a formula may give ""
        if is_missing or (book.is_stale and kind == "n" and number_of(value) == 0):
            return uncalculated(shown_text(formula.text or ""))
    match kind:
        case "s":
            return _string(book, value)[style.is_struck]
        case "inlineStr":
            return _words(inline, style.is_struck) if (inline := cell.find("{*}is")) is not None else ""
        case "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        case "d":
            return _shown_date(book, value, code)
        case "n" if value:
            number = number_of(value)
            return shown_text(value) if number is None else shown_text(show_number(number, code, book.is_1904))
        case _:
            return shown_text(value)


def _string(book: _Book, number: str) -> tuple[str, str]:
    if not number.strip().isdecimal() or len(number) > 9 or int(number) >= len(book.strings):
        raise damaged(book.file, f'no shared text "{number[:20]}"')
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


def _words(element: Any, is_struck: bool) -> str:
    """The text of a cell, plain or in runs, without phonetic guides; a superscript cannot join the figure before it.

    Struck-out words are left out: ``is_struck`` are those of runs that have no font of their own.
    """
    parts: list[str] = []
    for child in element.iterchildren("{*}t", "{*}r"):
        text = child.text if etree.QName(child).localname == "t" else child.findtext("{*}t")
        font = child.find("{*}rPr")
        if is_struck if font is None else _strikes(font):
            continue
        raised = child.find("{*}rPr/{*}vertAlign")
        is_raised = raised is not None and raised.get("val") == "superscript"
        parts.append((text or "").translate(_SUPERSCRIPTS) if is_raised else text or "")
    return shown_text("".join(parts))
