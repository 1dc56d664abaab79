"""A unit as a Word document with really merged cells (gridSpan, vMerge), the same bytes on every run."""

import io
import re
import zipfile
from datetime import datetime
from itertools import accumulate, pairwise
from typing import cast

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from .description import PARTS, Unit
from .layout import Grid, Text, lay_out

BOOKMARK = "[bookmark: _GoBack]"  # how flattened text shows Word's mark of the last edit
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
MADE_AT = datetime(2024, 1, 1)
TEXT_WIDTH_MM = 156  # A4 less the margins


def docx_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    """The document as bytes."""
    document = Document()
    _set_up(document, unit)
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            _write_paragraph(document.add_paragraph(), block)
        else:
            _write_table(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_timestamps(buffer.getvalue())


def _set_up(document: DocxDocument, unit: Unit) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(27)
    section.top_margin, section.bottom_margin = Mm(30), Mm(28)
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(10.5)
    _set_east_asian_font(document.styles["Normal"].element, "宋体")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = unit.name, "", ""
    properties.created = properties.modified = MADE_AT


def _set_east_asian_font(styled: object, name: str) -> None:
    styled.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # type: ignore[attr-defined]


def _write_paragraph(paragraph: Paragraph, block: Text) -> None:
    if block.new_page:
        paragraph.paragraph_format.page_break_before = True
    before, mark, after = block.text.partition(BOOKMARK)
    runs = [paragraph.add_run(before)] if before else []
    if mark:
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:name"), "_GoBack")
        for element in (start, end):
            element.set(qn("w:id"), "0")
            paragraph._p.append(element)
    runs += [paragraph.add_run(after)] if after else []
    for run in runs:
        if block.style in ("title", "heading"):
            run.font.size, run.font.bold = Pt(16 if block.style == "title" else 12), True
            _set_east_asian_font(run._r, "黑体")
    if block.style == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if block.style == "body":
        paragraph.paragraph_format.first_line_indent = Pt(21)  # two characters


def _write_table(document: DocxDocument, grid: Grid) -> None:
    edges = grid.edges
    table = document.add_table(rows=0, cols=len(edges) - 1)
    table.style, table.autofit = "Table Grid", False
    for column, (left, right) in zip(table.columns, pairwise(edges), strict=True):
        column.width = _width(right - left)
    for row in grid.rows:
        tr = table._tbl.add_tr()
        right_edges = list(accumulate(box.width for box in row))
        for box, right in zip(row, right_edges, strict=True):
            tc = tr._insert_tc(tr._new_tc())
            tc.width = _width(box.width)
            tc.grid_span = edges.index(right) - edges.index(right - box.width)
            if box.merge:
                tc.vMerge = "restart" if box.merge == "start" else "continue"
            _write_cell(_Cell(tc, cast(Table, table)), box.text)


def _write_cell(cell: _Cell, text: str) -> None:
    """One paragraph a line, as people type them."""
    first, *others = text.split("\n")
    cell.paragraphs[0].text = first
    for line in others:
        cell.add_paragraph(line)


def _width(thousandths: int) -> Mm:
    return Mm(TEXT_WIDTH_MM * thousandths / 1000)


def without_timestamps(packed: bytes) -> bytes:
    """The same zip with every entry dated 1980, so that equal documents are equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            # openpyxl dates every workbook it saves.
            new.writestr(entry, _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z", old.read(name)))
    return buffer.getvalue()
