"""What a person sees on a PDF's pages and a program does not: refused, lest a figure goes missing in silence."""

import zlib

from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF

from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.packages import COPY_AGAIN
from perfaudit.documents.pdf_ink import Page
from perfaudit.documents.pdf_letters import UNREADABLE
from perfaudit.errors import DocumentError

MAX_CONTENT_BYTES = 50_000_000  # what is printed on a page, as commands
MAX_FIELDS = 10_000
PICTURE_SHARE = 0.6  # of a page: more is a picture of a page
PICTURE_TEXT = 20  # characters beside it: a page number, or the name of the scanning program
MAX_UNREADABLE_SHARE = 0.02
_SAVE_AS_DOCX = "hand in the document it was made from, or a PDF saved from that, not scanned"
_CHUNK = 1_000_000


def damaged(where: str, error: object) -> DocumentError:
    """The error for a file that ends or breaks off, with what was come across in it."""
    words = " ".join(str(error).split())[:120] or type(error).__name__
    return DocumentError(where, f"it cannot be read ({words})", "a complete PDF", COPY_AGAIN)


def refuse_missing_pages(file: str, pdf: PDF, found: int) -> None:
    """Refuse a file that counts more pages than are left of it."""
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    counted = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    if found == 0 or (isinstance(counted, int) and counted > found):
        raise damaged(file, f"{found} pages are there of {counted or 'any'}")


def refuse_damaged_content(where: str, raw: PlumberPage) -> None:
    """Refuse a page whose content is missing or breaks off: pdfminer shows what is left as if that were all."""
    references = raw.page_obj.contents
    if not references and resolve1(raw.page_obj.attrs.get("Contents")) not in ([], None):
        raise damaged(where, "its content is missing")
    for reference in references:
        stream = resolve1(reference)
        if not isinstance(stream, PDFStream):
            raise damaged(where, "its content is missing")
        names = [getattr(name, "name", "") for name, _ in stream.get_filters()]
        if stream.rawdata and stream.decipher is None and names in (["FlateDecode"], ["Fl"]):
            _refuse_broken_off(where, stream.rawdata)


def _refuse_broken_off(where: str, packed: bytes) -> None:
    unpacker = zlib.decompressobj()
    unpacked = 0
    try:
        while packed and not unpacker.eof:
            unpacked += len(unpacker.decompress(packed, _CHUNK))
            refuse_over_limit(where, unpacked, MAX_CONTENT_BYTES, "bytes when unpacked")
            packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise damaged(where, error) from None
    if not unpacker.eof:
        raise damaged(where, "its content breaks off")


def refuse_typed_notes(where: str, raw: PlumberPage) -> None:
    """Refuse words that somebody typed onto the page with a PDF program: they show, but are not in the page's text."""
    for reference in resolve1(raw.page_obj.annots) or ():
        note = resolve1(reference)
        kind = resolve1(note.get("Subtype")) if isinstance(note, dict) else None
        if getattr(kind, "name", "") == "FreeText" and resolve1(note.get("Contents")):
            raise _beside_text(where)


def refuse_filled_fields(file: str, pdf: PDF) -> None:
    """Refuse a form whose fields are filled in: their words are not in the page's text."""
    form = resolve1(pdf.doc.catalog.get("AcroForm"))
    waiting = list(resolve1(form.get("Fields")) or ()) if isinstance(form, dict) else []
    seen = 0
    while waiting:
        part = resolve1(waiting.pop())
        refuse_over_limit(file, seen := seen + 1, MAX_FIELDS, "form fields")
        if isinstance(part, dict):
            value = resolve1(part.get("V"))
            if isinstance(value, bytes) and value.strip(b"\xfe\xff\x00 \r\n\t"):
                raise _beside_text(file)
            waiting += resolve1(part.get("Kids")) or ()


def _beside_text(where: str) -> DocumentError:
    return DocumentError(
        where,
        "words are typed into fields or notes that lie over the page",
        "all words in the page itself",
        "open it and print it to PDF, which puts them there, and hand that in",
    )


def refuse_pictures(file: str, pages: list[Page]) -> None:
    """Refuse what only eyes can read.

    A picture as the cover or as the last pages (photographs, a stamped sheet) is left out; should it hold a form or
    the report after all, that part is missing from the unit, which the rules on completeness report. A picture between
    pages of text could be rows of a table or a section that nobody would miss.
    """
    texts = [sum(len(glyph.text.strip()) for glyph in page.glyphs) for page in pages]
    if not any(texts) and any(page.picture_share > 0 or page.rules for page in pages):
        raise _scanned(file, "its pages are pictures, without any text")
    pictures = [
        page.picture_share >= PICTURE_SHARE and text <= PICTURE_TEXT for page, text in zip(pages, texts, strict=True)
    ]
    if pages and all(pictures):
        raise _scanned(file, "its pages are pictures, without any text")
    last = max((index for index, is_picture in enumerate(pictures) if not is_picture), default=-1)
    between = [pages[index].number for index in range(1, last) if pictures[index]]
    if between:
        numbers = ", ".join(map(str, between[:20])) + (" …" if len(between) > 20 else "")
        raise _scanned(file, f"page{'s' if len(between) > 1 else ''} {numbers}: a picture, without any text")


def _scanned(file: str, read: str) -> DocumentError:
    return DocumentError(file, read, "pages with text", _SAVE_AS_DOCX)


def refuse_unreadable(file: str, pages: list[Page]) -> None:
    """Refuse a text whose letters have no meaning; one here and there stays as "�", which no figure is read from."""
    letters = [glyph.text for page in pages for glyph in page.glyphs if glyph.text.strip()]
    unreadable = letters.count(UNREADABLE)
    if unreadable > MAX_UNREADABLE_SHARE * len(letters):
        raise DocumentError(
            file,
            f"{unreadable:,} of its {len(letters):,} characters have no text behind their shapes",
            "a PDF whose text can be copied",
            "open it in Word or WPS, or save it again as PDF from the document it was made from",
        )
