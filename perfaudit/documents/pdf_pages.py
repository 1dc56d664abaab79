"""A PDF's pages as glyphs, ruled lines and the area of pictures, in the direction their text is read.

This is the only module that opens a PDF. Scripts, attachments and links are not looked at.
"""

import io
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF

from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.pdf_ink import Box, Glyph, Page, Rule, turn_box
from perfaudit.documents.pdf_letters import letters_of
from perfaudit.documents.pdf_refusals import (
    damaged,
    refuse_damaged_content,
    refuse_filled_fields,
    refuse_missing_pages,
    refuse_pictures,
    refuse_typed_notes,
    refuse_unreadable,
)
from perfaudit.errors import DocumentError

MAX_PAGES = 1_000
MAX_RULES = 20_000  # ruled lines on a page
MAX_SLANT = 0.15  # sideways per length: about 9 degrees
THIN = 3.0  # points: a rectangle no wider is a line


def read_pages(file: str, data: bytes) -> list[Page]:
    """Every page, in order. Raises DocumentError: locked, damaged, scanned, or without readable text."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells of every odd font
    try:
        pdf = PDF(io.BytesIO(data))  # never closed: pdfplumber would read all pages once more to do so
        refuse_filled_fields(file, pdf)
        pages = list(_pages_of(file, pdf))
        refuse_missing_pages(file, pdf, len(pages))
    except DocumentError:
        raise
    except Exception as error:  # whatever pdfminer comes across in damaged bytes; pdfplumber wraps some of it
        cause = error.args[0] if error.args else error
        if isinstance(cause, MemoryError):
            raise cause from None
        if isinstance(cause, PDFPasswordIncorrect):
            raise DocumentError(file, "it is locked with a password", remedy="save it without a password") from None
        raise damaged(file, error) from None
    refuse_pictures(file, pages)
    refuse_unreadable(file, pages)
    return pages


def _pages_of(file: str, pdf: PDF) -> Iterator[Page]:
    for number, page_object in enumerate(PDFPage.create_pages(pdf.doc), 1):
        refuse_over_limit(file, number, MAX_PAGES, "pages")
        page = PlumberPage(pdf, page_object, number)
        yield _read_page(f"{file}, page {number}", page)
        page.close()


def _read_page(where: str, raw: PlumberPage) -> Page:
    refuse_damaged_content(where, raw)
    refuse_typed_notes(where, raw)
    left, top, right, bottom = _visible(raw)
    page = Page(raw.page_number, right - left, bottom - top)
    for char in raw.objects.get("char", ()):
        box = (char["x0"] - left, char["top"] - top, char["x1"] - left, char["bottom"] - top)
        is_visible = 0 <= (box[0] + box[2]) / 2 <= page.width and 0 <= (box[1] + box[3]) / 2 <= page.height
        if is_visible and not _is_slanted(char["matrix"]):
            page.glyphs.append(Glyph(letters_of(char["text"]), *box, char["size"], _direction(char["matrix"])))
    page.rules = [
        Rule(is_vertical, at - (left if is_vertical else top), *(_shifted(start, end, top if is_vertical else left)))
        for is_vertical, at, start, end in _rules_of(raw)
    ]
    refuse_over_limit(where, len(page.rules), MAX_RULES, "ruled lines")
    pictures = sum(abs(i["x1"] - i["x0"]) * abs(i["bottom"] - i["top"]) for i in raw.objects.get("image", ()))
    page.picture_share = pictures / max(page.width * page.height, 1)
    return _upright(page)


def _shifted(start: float, end: float, by: float) -> tuple[float, float]:
    return start - by, end - by


def _visible(raw: PlumberPage) -> Box:
    """The part of the page that is displayed."""
    x0, top, x1, bottom = raw.mediabox
    cx0, ctop, cx1, cbottom = raw.cropbox
    visible = (max(x0, cx0), max(top, ctop), min(x1, cx1), min(bottom, cbottom))
    return visible if visible[0] < visible[2] and visible[1] < visible[3] else (x0, top, x1, bottom)


def _is_slanted(matrix: tuple[float, ...]) -> bool:
    """Whether it stands neither along nor across the page: a watermark, whose letters would get into the figures."""
    along_x, along_y = abs(matrix[0]), abs(matrix[1])
    return min(along_x, along_y) > MAX_SLANT * max(along_x, along_y)


def _direction(matrix: tuple[float, ...]) -> int:
    """Quarter turns clockwise from upright: 1 reads downwards, 3 upwards."""
    along_x, along_y = matrix[0], matrix[1]
    if abs(along_x) >= abs(along_y):
        return 0 if along_x >= 0 else 2
    return 3 if along_y > 0 else 1


def _rules_of(raw: PlumberPage) -> Iterator[Rule]:
    for shape in raw.objects.get("line", ()):
        yield from _lines_along(shape["pts"])
    for shape in raw.objects.get("rect", ()):
        box = (shape["x0"], shape["top"], shape["x1"], shape["bottom"])
        if (thin := _thin(box)) is not None:
            yield thin
        elif shape["stroke"]:  # otherwise it is a coloured background
            x0, top, x1, bottom = box
            yield from (Rule(False, top, x0, x1), Rule(False, bottom, x0, x1))
            yield from (Rule(True, x0, top, bottom), Rule(True, x1, top, bottom))
    for shape in raw.objects.get("curve", ()):
        if (thin := _thin((shape["x0"], shape["top"], shape["x1"], shape["bottom"]))) is not None:
            yield thin
        elif shape["stroke"]:
            yield from _lines_along(shape["pts"])


def _thin(box: Box) -> Rule | None:
    x0, top, x1, bottom = box
    if min(x1 - x0, bottom - top) > THIN:
        return None
    if x1 - x0 >= bottom - top:
        return Rule(False, (top + bottom) / 2, x0, x1)
    return Rule(True, (x0 + x1) / 2, top, bottom)


def _lines_along(points: Iterable[tuple[float, float]]) -> Iterator[Rule]:
    """The parts of a path that run along an axis; a slanted stroke through a cell is no border."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) <= 1 and abs(x0 - x1) >= 1:
            yield Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x0 - x1) <= 1 and abs(y0 - y1) >= 1:
            yield Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _upright(page: Page) -> Page:
    """The page turned so that most of its characters stand upright: tables are often drawn lying on their side."""
    counts = Counter(glyph.direction for glyph in page.glyphs if glyph.text.strip())
    turns = -max(counts, key=lambda direction: (counts[direction], -direction), default=0) % 4
    if turns == 0:
        return page
    width, height = (page.height, page.width) if turns % 2 else (page.width, page.height)

    def turned_glyph(glyph: Glyph) -> Glyph:
        box = turn_box((glyph.x0, glyph.top, glyph.x1, glyph.bottom), page.width, page.height, turns)
        return Glyph(glyph.text, *box, glyph.size, (glyph.direction + turns) % 4)

    def turned_rule(rule: Rule) -> Rule:
        box = (rule.at, rule.start, rule.at, rule.end) if rule.is_vertical else (rule.start, rule.at, rule.end, rule.at)
        x0, top, x1, bottom = turn_box(box, page.width, page.height, turns)
        return Rule(True, x0, top, bottom) if rule.is_vertical ^ bool(turns % 2) else Rule(False, top, x0, x1)

    glyphs, rules = list(map(turned_glyph, page.glyphs)), list(map(turned_rule, page.rules))
    return Page(page.number, width, height, glyphs, rules, turns, page.picture_share)
