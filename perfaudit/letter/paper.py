"""Points → a Word document: the only place that writes with python-docx. Equal letters are equal bytes."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document as new_document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from perfaudit.letter.points import Item, Point
from perfaudit.letter.words import Words

MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
TITLE, BODY, SMALL = Pt(20), Pt(14), Pt(10.5)
LINE = Pt(26)
WIDTHS = (Mm(84), Mm(34), Mm(42))
_ALIGNMENTS = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_SURROGATES = re.compile("[\ud800-\udfff￾￿]")


class Paper:
    """A letter as it grows from top to bottom. Every text goes in as text: no signs of it mean anything to Word."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.document = new_document()
        self._set_page()
        self._set_style()

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(30), Mm(25)
        section.left_margin, section.right_margin = Mm(26), Mm(24)
        self.document.styles["Footer"].font.size = SMALL
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, after = self.words.text("page", page="\0").split("\0")
        self._run(footer, before, SMALL)
        _add_page_number(self._run(footer, "", SMALL))
        self._run(footer, after, SMALL)

    def _set_style(self) -> None:
        style = self.document.styles["Normal"]
        style.font.size = BODY
        _set_font(style.element.get_or_add_rPr(), self.words.text("font"))
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_after = Pt(0)

    def line(
        self, text: str, *, align: str = "", size: Length = BODY, indent: int = 0, is_heading: bool = False
    ) -> Paragraph:
        """A paragraph; ``indent`` counts the signs that its first line is set in by, ``align`` is center or right."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.line_spacing = LINE if size == BODY else None
        paragraph.paragraph_format.first_line_indent = Pt(size.pt * indent) if indent else None
        if align:
            paragraph.alignment = _ALIGNMENTS[align]
        run = self._run(paragraph, text, size)
        if is_heading:
            paragraph.paragraph_format.keep_with_next = True
            _set_font(run.element.get_or_add_rPr(), self.words.text("heading_font"))
        return paragraph

    def title(self, text: str) -> None:
        self.line(text, align="center", size=TITLE, is_heading=True)

    def heading(self, text: str) -> None:
        self.line(text, indent=2, is_heading=True).paragraph_format.space_before = Pt(14)

    def sign(self, signature: str, date: str) -> None:
        """The last two lines, which stay on one page."""
        self.line(signature, align="right").paragraph_format.keep_with_next = True
        self.line(date, align="right")

    def space(self, points: float) -> None:
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(points)

    def point(self, number: int, point: Point) -> None:
        """One numbered point: its title, what was found with the places in a table, and room for the answer."""
        words = self.words
        title = self.line(words.text("point", number=number, title=point.title), indent=2, is_heading=True)
        title.paragraph_format.space_before = Pt(10)
        for place, item in enumerate(point.items, 1):
            key = "message" if len(point.items) == 1 else "item"
            filled = {"message": item.message} | ({"number": place} if key == "item" else {})
            line = self.line(words.text(key, **filled), indent=2)
            line.paragraph_format.keep_with_next = bool(item.places)
            if item.places:
                self._places(item)
            if item.follows:
                joint = {"zh": "；", "en": "; "}[words.lang]
                self.line(words.text("follows", points=joint.join(item.follows)), indent=2)
        self.line(words.text("remedy", remedy=point.remedy), indent=2)
        self.line(words.text("answer"), indent=2)

    def _places(self, item: Item) -> None:
        table = self.document.add_table(rows=0, cols=3)
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, WIDTHS, strict=True):
            column.width = width
        rows = [tuple(self.words.list_of("columns")), *((p.what, p.stated, p.where) for p in item.places)]
        if item.places_left_out:
            rows.append((self.words.text("more", count=item.places_left_out), "", ""))
        for number, texts in enumerate(rows):
            self._row(table, texts, is_head=number == 0)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # once more on a new page

    def _row(self, table: Any, texts: Sequence[str], is_head: bool) -> None:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
            cell.width = width
            run = self._run(cell.paragraphs[0], text, SMALL)
            if is_head:
                _set_font(run.element.get_or_add_rPr(), self.words.text("heading_font"))
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    @staticmethod
    def _run(paragraph: Paragraph, text: str, size: Length) -> Any:
        run = paragraph.add_run(plain(text))
        run.font.size = size
        return run

    def to_bytes(self, title: str) -> bytes:
        """The document, with nothing in it that another run would write otherwise."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.last_modified_by = plain(title), "perfaudit", "perfaudit"
        properties.comments, properties.created, properties.modified = "", MADE_AT, MADE_AT
        properties.language = {"zh": "zh-CN", "en": "en"}[self.words.lang]
        buffer = io.BytesIO()
        self.document.save(buffer)
        return _without_dates(buffer.getvalue())


def plain(text: str) -> str:
    """A text in one line without signs that nobody sees or that XML cannot hold: words of a document stay words."""
    kept = "".join(" " if sign in "\n\r\t\v\f" else sign for sign in _SURROGATES.sub("", text))
    return "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def _set_font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)


def _add_page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run.element.append(element)


def _without_dates(packed: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
