"""Word documents: the body in reading order, as python-docx's parser gives it.

Only the part with the text is opened: never a picture, a macro or anything outside the file. Document types are
refused and entities are not resolved. What an auditor sees on paper is read: inserted text, hyperlinks, results of
fields, content controls, text boxes (they follow the paragraph they hang on). What does not show is left out: deleted
and moved-away text, hidden text, hidden rows (which `Blocks.left_out` names), codes of fields, the second copy of a text
box that Word keeps for old versions; and so is struck-out text, which shows as deleted.

Left out as well: numbers that Word makes itself (the "一、" of a numbered paragraph), tables of contents, headers,
footers, footnotes, comments.

A table of one cell that stands in no other table is a frame: its content is read as if it stood there without it.
Tables nested in cells are tables of their own, right after the outer one; the cell's text is without their words.
"""

import posixpath
import zipfile
from collections.abc import Iterator

from docx.oxml.parser import parse_xml

from perfaudit.documents import limits
from perfaudit.documents.building import BlockBuilder, refuse_over_limit, row_name, runs_of
from perfaudit.documents.docx_table import hidden_rows, read_rows
from perfaudit.documents.docx_text import paragraph_text
from perfaudit.documents.docx_xml import (
    CELL,
    PARAGRAPH,
    ROW,
    TABLE,
    Element,
    contents,
    is_contents_entry,
    is_left_out,
    text_boxes,
    w,
)
from perfaudit.documents.formats import SAVE_AS
from perfaudit.documents.model import Block, Source
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.errors import DocumentError

_COMPLETE = "a complete Word document (.docx)"
_MAIN_PART = "word/document.xml"
_SAVE_AGAIN = "open it in Word or WPS, save it under another name, and read that"


def read_docx(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a .docx (.docm, .dotx), in order.

    Raises DocumentError: damaged or locked, without a body, beyond the limits, or with parts only Word can read.
    """
    body = _body_of(file, _parse(file, _read_main_part(file, data)))
    builder = BlockBuilder(file)
    try:
        _add_blocks(builder, body)
    except RecursionError:
        raise DocumentError(file, "tables or text are nested too deeply in each other", remedy=_SAVE_AGAIN) from None
    return builder.blocks


def _read_main_part(file: str, data: bytes) -> bytes:
    with open_package(file, data, _COMPLETE) as package:
        return _unpack(file, package, _main_part_name(file, package))


def _unpack(file: str, package: zipfile.ZipFile, name: str) -> bytes:
    return unpack_part(file, package, name, limits.MAX_XML_BYTES, "bytes of XML in one part")


def _main_part_name(file: str, package: zipfile.ZipFile) -> str:
    """The part that the package names as its document: some programs call it word/document2.xml."""
    if "_rels/.rels" in package.namelist():
        for relation in _parse(file, _unpack(file, package, "_rels/.rels")).iter("{*}Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return _MAIN_PART


def _parse(file: str, xml: bytes) -> Element:
    try:
        root = parse_xml(xml)
    except (SyntaxError, ValueError) as error:  # the parser's own errors are SyntaxErrors
        raise DocumentError(
            file,
            f"the XML inside is damaged ({error})",
            _COMPLETE,
            COPY_AGAIN,
        ) from None
    if root.getroottree().docinfo.doctype:
        raise DocumentError(file, "the XML inside declares a document type; Word never does", remedy=_SAVE_AGAIN)
    return root


def _body_of(file: str, root: Element) -> Element:
    body: Element | None = root.find(w("body"))
    if body is None:
        is_strict = "purl.oclc.org" in str(root.tag)
        read = 'it is saved as "Strict Open XML"' if is_strict else "its main part has no body"
        raise DocumentError(file, read, "an ordinary Word document (.docx)", SAVE_AS)
    if next(body.iter(w("altChunk")), None) is not None:
        raise DocumentError(file, "another document is embedded in it, which only Word can read", remedy=_SAVE_AGAIN)
    refuse_over_limit(file, sum(1 for _ in body.iter(CELL)), limits.MAX_CELLS, "table cells")  # before walking them
    return body


def _add_blocks(builder: BlockBuilder, container: Element) -> None:
    for piece in _flow(container):
        if isinstance(piece, str):
            builder.add_passage(piece)
        elif (frame := _framed(piece)) is not None:
            _add_blocks(builder, frame)
        else:
            _add_table(builder, piece, None)


def _flow(container: Element) -> Iterator[str | Element]:
    """What stands in a body, a cell or a text box in reading order: the words of each paragraph, and tables."""
    for block in contents(container, PARAGRAPH, TABLE):
        if block.tag == TABLE:
            yield block
            continue
        if not is_contents_entry(block):
            yield paragraph_text(block)
        for box in text_boxes(block):
            yield from _flow(box)


def _framed(table: Element) -> Element | None:
    """The only cell of a table that has but one, which is a frame around text."""
    cells = [(cell, row) for row in contents(table, ROW) for cell in contents(row, CELL)]
    return cells[0][0] if len(cells) == 1 and not is_left_out(cells[0][1]) else None


def _add_table(builder: BlockBuilder, element: Element, parent: Source | None) -> None:
    rows = read_rows(builder.file, element, _flow)
    table = builder.add_table([row.cells for row in rows], parent)
    if hidden := hidden_rows(element):
        which = f"table {table.number}" if rows else "a table that does not show"
        builder.leave_out(f"hidden row{'s' * (len(hidden) > 1)} {runs_of(hidden, row_name)} of {which}")
    for row_number, row in enumerate(rows):
        for column, nested in enumerate(row.nested):
            for inner in nested:
                _add_table(builder, inner, table.rows[row_number][column].source)
