"""Web pages (.html, .htm), as a browser, Word or Excel saves them, and web archives (.mhtml, .mht).

What a browser shows is read, in reading order, and nothing is run or fetched (`web_tree`). Of hidden elements, those
that hold figures are counted in `Blocks.left_out`. Left out is what belongs to
the site around a report, such as menus and buttons (`web_frame`), and numbers that a browser makes itself.

Tables for layout are frames: their cells are read one after the other. A table nested in a cell of any other table is
a table of its own, right after the outer one. A caption, and words that stand in a table outside its cells, are passages
before it. Paragraphs of sentences that only line breaks part are passages of their own.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from perfaudit.documents import limits
from perfaudit.documents.building import BlockBuilder, refuse_over_limit
from perfaudit.documents.model import Block, Passage, Source
from perfaudit.documents.web_archive import Archive, open_archive
from perfaudit.documents.web_decoding import decode_page
from perfaudit.documents.web_frame import HEADINGS, belongs_to_site, is_empty, is_layout, line_belongs_to_site
from perfaudit.documents.web_tables import outline_table, read_rows
from perfaudit.documents.web_tags import FRAMES
from perfaudit.documents.web_text import Line, set_line
from perfaudit.documents.web_tree import Node, Page, parse_page
from perfaudit.errors import DocumentError

_SENTENCE_ENDS = re.compile(r"[。；！？][”’）)]*\s*(?:\n|$)")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_MAX_FRAMED = 300  # characters of a page that only frames a document or links to it
_MAX_PAGES = 256  # in one archive; a workbook has one a sheet
_MAX_FRAME_DEPTH = 3  # pages that frame pages
# A frame → the page in it, None where it is not at hand.
FindFrame = Callable[[str], Node | None]


def read_html(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a page, in order.

    Raises DocumentError: undecodable, beyond the limits, or without a report of its own: a page that only frames or
    links to documents or other pages, or that a script fills.
    """
    refuse_over_limit(file, len(data), limits.MAX_XML_BYTES, "bytes of HTML in one page")
    page = parse_page(file, decode_page(file, data, None))
    builder = BlockBuilder(file)
    _tell_hidden(builder, page)
    _Reader(builder, lambda address: None).add_blocks(page.body)
    _refuse_without_report(file, page, builder.blocks)
    return builder.blocks


def read_mhtml(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a web archive: its main page with the pages it frames, or all sheets of a workbook.

    Raises DocumentError as `read_html` does, and where the archive is damaged or holds no page.
    """
    archive = open_archive(file, data)
    builder = BlockBuilder(file)
    page = _ArchiveReader(file, archive, builder).read()
    _refuse_without_report(file, page, builder.blocks)
    return builder.blocks


class _ArchiveReader:
    """Reads each page of an archive once, where the page that frames it shows it."""

    def __init__(self, file: str, archive: Archive, builder: BlockBuilder) -> None:
        self.file, self.archive, self.builder = file, archive, builder
        self._seen: set[int] = set()

    def read(self) -> Page:
        """Add the blocks of the main page; returns that page."""
        main = self.archive.main
        self._seen.add(main)
        page = self._parse(main)
        reader = _Reader(self.builder, lambda address: self._find(address, main))
        if page.sheets:  # a workbook, whose main page frames but the first sheet
            for address in page.sheets:
                if (body := self._find(address, main)) is not None:
                    reader.add_blocks(body)
        else:
            reader.add_blocks(page.body)
        return page

    def _find(self, address: str, around: int) -> Node | None:
        number = self.archive.find(address, around)
        if number is None or number in self._seen:
            return None
        self._seen.add(number)
        refuse_over_limit(self.file, len(self._seen), _MAX_PAGES, "pages framed by each other")
        return self._parse(number).body

    def _parse(self, number: int) -> Page:
        data = self.archive.content(number)
        page = parse_page(self.file, decode_page(self.file, data, self.archive.charset(number)))
        _tell_hidden(self.builder, page)
        return page


class _Reader:
    """Adds the blocks of a page to a builder."""

    def __init__(self, builder: BlockBuilder, find_frame: FindFrame) -> None:
        self.builder, self._find_frame = builder, find_frame
        self._frames = 0  # that are open

    def add_blocks(self, container: Node, is_in_article: bool = False) -> None:
        is_in_article = is_in_article or container.tag in ("article", "main")
        for piece in _flow(container, lambda block: belongs_to_site(block, is_in_article)):
            if isinstance(piece, Line):
                self._add_line(piece)
            elif piece.tag in FRAMES:
                self._add_frame(piece)
            elif not is_empty(piece) and not belongs_to_site(piece, is_in_article):
                self._add_table(piece, is_in_article)

    def _add_frame(self, frame: Node) -> None:
        if self._frames < _MAX_FRAME_DEPTH and (page := self._find_frame(frame.attributes.get("src", ""))) is not None:
            self._frames += 1
            self.add_blocks(page)
            self._frames -= 1

    def _add_line(self, line: Line) -> None:
        if not line_belongs_to_site(line):
            for text in _paragraphs(line):
                self.builder.add_passage(text)

    def _add_table(self, table: Node, is_in_article: bool) -> None:
        outline = outline_table(table)
        for stray in outline.strays:
            self.add_blocks(stray, is_in_article)
        if is_layout(table):
            for cell in chain(*outline.rows):
                self.add_blocks(cell, is_in_article)
        else:
            self._add_data_table(table, None)

    def _add_data_table(self, table: Node, parent: Source | None) -> None:
        rows = read_rows(self.builder.file, outline_table(table), _cell_flow)
        added = self.builder.add_table([row.cells for row in rows], parent)
        for row_number, row in enumerate(rows):
            for column, nested in enumerate(row.nested):
                for inner in nested:
                    self._add_data_table(inner, added.rows[row_number][column].source)


def _tell_hidden(builder: BlockBuilder, page: Page) -> None:
    if page.hidden:
        builder.leave_out(page.hidden)


def _flow(container: Node, is_left_out: Callable[[Node], bool]) -> Iterator[Line | Node]:
    """What stands in a block in reading order: lines, tables and frames."""
    words: list[str] = []
    is_heading = container.tag in HEADINGS
    for child in container.children:
        if isinstance(child, str):
            words.append(child)
            continue
        if words:
            yield set_line("".join(words), is_heading)
            words = []
        if child.tag == "table" or child.tag in FRAMES:
            yield child
        elif not is_left_out(child):
            yield from _flow(child, is_left_out)
    if words:
        yield set_line("".join(words), is_heading)


def _cell_flow(cell: Node) -> Iterator[Line | Node]:
    """What stands in a cell of a data table: lines with words, those in tables for layout, too, and other tables."""
    for piece in _flow(cell, lambda block: False):
        if isinstance(piece, Line):
            if piece.text:
                yield piece
        elif piece.tag == "table" and not is_empty(piece):
            if is_layout(piece):
                outline = outline_table(piece)
                for inner in chain(outline.strays, *outline.rows):
                    yield from _cell_flow(inner)
            else:
                yield piece


def _paragraphs(line: Line) -> list[str]:
    """The paragraphs of a line: between empty lines, and all its lines where any of them ends a sentence."""
    if line.is_heading or "\n" not in line.text:
        return [line.text]
    return line.text.split("\n") if _SENTENCE_ENDS.search(line.text) else _EMPTY_LINES.split(line.text)


def _refuse_without_report(file: str, page: Page, blocks: tuple[Block, ...]) -> None:
    """Refuse a page without a report of its own, saying what it is instead."""
    passages = [block.text for block in blocks if isinstance(block, Passage)]
    has_prose = sum(map(len, passages)) > _MAX_FRAMED or any("。" in text for text in passages)
    if len(passages) < len(blocks) or (blocks and (has_prose or not page.attachments)):
        return
    if page.attachments:
        read = f'the page only links to or frames other files, such as "{page.attachments[0]}"'
        raise DocumentError(file, read, "forms and a report in the page itself", "hand in those files")
    if next(_frames_of(page.body), None) is not None or page.sheets:
        read, remedy = "the page only frames other pages, which are not in the file", "save it as .mhtml"
        raise DocumentError(file, read, "forms and a report in the page itself", remedy)
    if page.has_scripts:
        read = "the page holds no text: a script fills it when it is opened"
        remedy = "open it in a browser and save it as .mhtml, or print it to a PDF"
        raise DocumentError(file, read, "forms and a report in the page itself", remedy)


def _frames_of(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            if child.tag in FRAMES:
                yield child
            yield from _frames_of(child)
