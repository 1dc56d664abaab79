"""The XML of an Excel workbook: its parts, the links between them, and elements and numbers read from them safely."""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.packages import COPY_AGAIN, unpack_part
from perfaudit.documents.workbook_sheets import At
from perfaudit.errors import DocumentError

XLSX = "an Excel workbook (.xlsx)"
Links = dict[str, tuple[str, str]]
"""Id → kind and part of what a part links to."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
# Without comments a figure is one piece of text: "12<!-- -->34" is 1234, as in Excel.
_SAFELY: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True,
}  # fmt: skip


def main_part(file: str, package: zipfile.ZipFile) -> str:
    links = parse_part(file, package, "_rels/.rels").iter("{*}Relationship")
    targets = (link.get("Target", "") for link in links if link.get("Type", "").endswith("/officeDocument"))
    return posixpath.normpath(next(targets, "xl/workbook.xml").lstrip("/"))


def links_of(file: str, package: zipfile.ZipFile, main: str) -> Links:
    """Id → kind and part of what the workbook links to inside the package; nothing outside is ever opened."""
    folder, name = posixpath.split(main)
    return {
        link.get("Id", ""): (
            link.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"),
        )
        for link in parse_part(file, package, f"{folder}/_rels/{name}.rels").iter("{*}Relationship")
        if link.get("TargetMode") != "External"
    }


def linked_parts(file: str, package: zipfile.ZipFile, links: Links, kind: str) -> list[bytes]:
    parts = [part for linked, part in links.values() if linked == kind and part in package.namelist()]
    return [unpack(file, package, part) for part in parts[:1]]


def walk(file: str, xml: bytes, tags: tuple[str, ...]) -> Iterator[Any]:
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
        raise damaged(file, error) from None


def unpack(file: str, package: zipfile.ZipFile, part: str) -> bytes:
    return unpack_part(file, package, part, limits.MAX_XML_BYTES, "bytes of XML in one part")


def parse_part(file: str, package: zipfile.ZipFile, part: str) -> Any:
    return parse_xml(file, unpack(file, package, part))


def parse_xml(file: str, xml: bytes) -> Any:
    try:
        root = etree.fromstring(xml, etree.XMLParser(**_SAFELY))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(file, error) from None
    _refuse_doctype(file, root)
    return root


def _refuse_doctype(file: str, element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type; Excel never does", XLSX, COPY_AGAIN)


def damaged(file: str, error: Exception | str) -> DocumentError:
    return DocumentError(file, f"the XML inside is damaged ({error})", XLSX, COPY_AGAIN)


def attribute_of(element: Any, name: str) -> str:
    """An attribute by its local name, in whichever namespace: transitional and strict files differ."""
    return next(
        (value for key, value in element.attrib.items() if etree.QName(key).localname == name and "}" in key), ""
    )


def place_of(text: str) -> At | None:
    """ "C12" → (11, 2)."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def count_of(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def number_of(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
