"""What a sheet's own format says beside its values: number formats, what is hidden, formulas without a saved result."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.number_formats import GENERAL
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.documents.workbook_sheets import Looks, refuse_many, refuse_wide
from perfaudit.errors import DocumentError

XLSX = "an Excel workbook (.xlsx)"
MAX_PART_BYTES = 100 * limits.MEGABYTE
# The formats that have a number but no code in the file (ECMA-376, part 1, 18.8.30), as Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    31: "yyyy年m月d日", 57: "yyyy年m月", 27: "yyyy年m月",
}  # fmt: skip
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def xlsx_looks(file: str, data: bytes) -> dict[str, Looks]:
    """Sheet name → its looks. Raises DocumentError for damage, XML that no Excel writes, and sheets beyond the limits."""
    with open_package(file, data, XLSX) as package:
        codes = _codes(file, package)
        return {name: _sheet_looks(file, package, part, codes) for name, part in _sheet_parts(file, package)}


def _sheet_parts(file: str, package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name and part of each sheet that is part of the workbook."""
    main = next(
        (posixpath.normpath(link.get("Target", "").lstrip("/"))
         for link in _parse(file, package, "_rels/.rels").iter("{*}Relationship")
         if link.get("Type", "").endswith("/officeDocument")),
        "xl/workbook.xml",
    )  # fmt: skip
    folder, name = posixpath.split(main)
    links = {
        link.get("Id"): posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        for link in _parse(file, package, f"{folder}/_rels/{name}.rels").iter("{*}Relationship")
    }
    sheets = _parse(file, package, main).iter("{*}sheet")
    ids = ((sheet.get("name", ""), _attribute(sheet, "id")) for sheet in sheets)
    return [(name, links[link]) for name, link in ids if links.get(link) in package.namelist()]


def _codes(file: str, package: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style, in order."""
    try:
        root = _parse(file, package, "xl/styles.xml")
    except KeyError:
        return []
    own = {element.get("numFmtId"): element.get("formatCode", GENERAL) for element in root.iter("{*}numFmt")}
    styles = root.find("{*}cellXfs")
    ids = [style.get("numFmtId", "0") for style in (styles if styles is not None else ())]
    return [own.get(number) or BUILT_IN.get(_number(number), GENERAL) for number in ids]


def _sheet_looks(file: str, package: zipfile.ZipFile, part: str, codes: list[str]) -> Looks:
    looks = Looks()
    count, row, column, last = 0, 0, -1, (0, 0)
    for _, element in _walk(file, unpack_part(file, package, part, MAX_PART_BYTES, "bytes of XML in one sheet")):
        name = etree.QName(element).localname
        if name == "col" and element.get("hidden") in ("1", "true"):
            first, end = _number(element.get("min")), _number(element.get("max"))
            looks.hidden_columns.update(range(first - 1, min(end, limits.MAX_COLUMNS)))
        elif name == "c":
            found = _ADDRESS.fullmatch(element.get("r", ""))
            row, column = (int(found[2]) - 1, _column(found[1])) if found else (row, column + 1)
            value, formula = element.find("{*}v"), element.find("{*}f")
            if value is not None or element.find("{*}is") is not None or formula is not None:
                count += 1
                refuse_many(file, count)
                last = max(last[0], row), max(last[1], column)
                style = _number(element.get("s"))
                if style < len(codes) and codes[style] != GENERAL:
                    looks.codes[row, column] = codes[style]
                if formula is not None and (value is None or not value.text):
                    looks.unread[row, column] = f"={formula.text or ''}"
                elif element.get("t") == "e" and value is not None:
                    looks.unread[row, column] = value.text or ""
            element.clear()
        elif name == "row":
            number = _number(element.get("r")) or row + 1
            if element.get("hidden") in ("1", "true"):
                looks.hidden_rows.add(number - 1)
            row, column = number, -1
            element.clear()
    refuse_wide(file, last[0] + 1, last[1] + 1)
    return looks


def _walk(file: str, xml: bytes) -> Any:
    try:
        yield from etree.iterparse(
            io.BytesIO(xml), events=("end",), tag=("{*}c", "{*}row", "{*}col"), resolve_entities=False, no_network=True
        )
    except etree.XMLSyntaxError as error:
        raise _damaged(file, error) from None


def _parse(file: str, package: zipfile.ZipFile, part: str) -> Any:
    xml = unpack_part(file, package, part, limits.MAX_XML_BYTES, "bytes of XML in one part")
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _damaged(file, error) from None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type; Excel never does", XLSX, COPY_AGAIN)
    return root


def _damaged(file: str, error: Exception) -> DocumentError:
    return DocumentError(file, f"the XML inside is damaged ({error})", XLSX, COPY_AGAIN)


def _attribute(element: Any, name: str) -> str:
    """An attribute by its local name, in whichever namespace: transitional and strict files differ."""
    return next(
        (value for key, value in element.attrib.items() if etree.QName(key).localname == name and "}" in key), ""
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
