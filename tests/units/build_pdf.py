"""A unit as a PDF as a word processor saves it: every cell ruled, tables over page breaks, page numbers.

The fonts are those that PDF programs bring along, so that none is embedded: one for Chinese, one for Latin letters and
figures, as in Word. The same bytes on every run.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from .build_docx import BOOKMARK
from .description import PARTS, Unit
from .layout import Grid, Text, lay_out

FONT, LATIN_FONT = "STSong-Light", "Times-Roman"
SIZE, TITLE_SIZE, HEADING_SIZE = 10.5, 16.0, 12.0
LEADING = 1.4  # ems from line to line
MARGIN, PADDING = 72.0, 4.0  # points
_UNIT = re.compile(r"(?:[!-~]+|.)[，。、；：？！）》」』】”’％]*")  # what a line break does not part


def pdf_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    """The document as bytes."""
    buffer = io.BytesIO()
    writer = PdfWriter(Canvas(buffer, pagesize=A4, invariant=1))
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            writer.write_paragraph(block)
        else:
            writer.write_table(block)
    writer.finish()
    return buffer.getvalue()


@dataclass
class PdfCell:
    """A cell from its first to its last row, counted from 0, and the lines of its text that are still to be printed."""

    first: int
    last: int
    left: float
    right: float
    lines: list[str]


@dataclass
class PdfWriter:
    """Fills page after page from the top; ``y`` is how far up the rest of the page begins."""

    canvas: Canvas
    page: int = 1
    y: float = field(init=False)

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.y = self.top

    @property
    def top(self) -> float:
        return float(self.canvas._pagesize[1]) - MARGIN

    @property
    def width(self) -> float:
        return float(self.canvas._pagesize[0]) - 2 * MARGIN

    def new_page(self) -> None:
        self.draw(MARGIN + self.width / 2, MARGIN / 2, f"— {self.page} —", 9, is_centred=True)
        self.canvas.showPage()
        self.page, self.y = self.page + 1, self.top

    def finish(self) -> None:
        self.new_page()
        self.canvas.save()

    def draw(self, x: float, y: float, text: str, size: float, is_centred: bool = False) -> None:
        x -= width_of(text, size) / 2 if is_centred else 0.0
        for font, run in runs_of(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, font, size)

    def write_paragraph(self, block: Text) -> None:
        if block.new_page and self.y < self.top:
            self.new_page()
        size = {"title": TITLE_SIZE, "heading": HEADING_SIZE}.get(block.style, SIZE)
        indent = 2 * size if block.style == "body" else 0.0
        for number, line in enumerate(wrap(block.text.replace(BOOKMARK, ""), self.width, size, indent)):
            if self.y - size * LEADING < MARGIN:
                self.new_page()
            self.y -= size * LEADING
            if block.style == "title":
                self.draw(MARGIN + self.width / 2, self.y, line, size, is_centred=True)
            else:
                self.draw(MARGIN + (0.0 if number else indent), self.y, line, size)

    def write_table(self, grid: Grid) -> None:
        self.y -= SIZE
        cells = list(cells_of(grid, self.width))
        heights = row_heights(grid, cells)
        first = 0
        while first < len(heights):
            last, room = first, self.y - MARGIN
            while last < len(heights) and sum(heights[first : last + 1]) <= room:
                last += 1
            if last == first and self.y == self.top:
                raise ValueError("a row is higher than a page")
            self.write_rows(cells, heights, first, last)
            if last < len(heights):
                self.new_page()
            first = last

    def write_rows(self, cells: list[PdfCell], heights: list[float], first: int, after: int) -> None:
        """The rows up to ``after`` on this page; of a cell that goes on, as many lines as there is room for."""
        for cell in cells:
            if cell.last < first or cell.first >= after:
                continue
            top = self.y - sum(heights[first : max(cell.first, first)])
            height = sum(heights[max(cell.first, first) : min(cell.last + 1, after)])
            self.canvas.rect(MARGIN + cell.left, top - height, cell.right - cell.left, height)
            room = int((height - 2 * PADDING + 0.01) // (SIZE * LEADING))
            printed, cell.lines = cell.lines[:room], cell.lines[room:]
            for number, line in enumerate(printed):
                y = top - PADDING - SIZE - number * SIZE * LEADING
                self.draw(MARGIN + cell.left + PADDING, y, line, SIZE)
        self.y -= sum(heights[first:after])


def cells_of(grid: Grid, width: float) -> Iterator[PdfCell]:
    """The cells, vertically merged ones as one."""
    open_cells: dict[tuple[int, int], PdfCell] = {}
    for number, row in enumerate(grid.rows):
        still_open: dict[tuple[int, int], PdfCell] = {}
        for box, right in zip(row, accumulate(box.width for box in row), strict=True):
            span = (right - box.width, right)
            if box.merge == "continue" and span in open_cells:
                cell = open_cells[span]
                cell.last = number
            else:
                left_points, right_points = (edge * width / 1000 for edge in span)
                lines = wrap(box.text, right_points - left_points - 2 * PADDING, SIZE)
                cell = PdfCell(number, number, left_points, right_points, lines)
            if box.merge:
                still_open[span] = cell
            if cell.first == number:
                yield cell
        open_cells = still_open


def row_heights(grid: Grid, cells: list[PdfCell]) -> list[float]:
    """High enough for every cell; the last row of a merged one makes up for what its text needs more."""
    heights = [SIZE * LEADING + 2 * PADDING] * len(grid.rows)
    for cell in sorted(cells, key=lambda cell: cell.last - cell.first):
        needed = len(cell.lines) * SIZE * LEADING + 2 * PADDING
        missing = needed - sum(heights[cell.first : cell.last + 1])
        heights[cell.last] += max(0.0, missing)
    return heights


def wrap(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """The lines of a text: broken where it has line feeds and, between characters or words, where the width is full."""
    lines = []
    for paragraph in text.split("\n"):
        line, room = "", width - indent
        for unit in _UNIT.findall(paragraph):
            for piece in [unit] if width_of(unit, size) <= width else unit:
                if line and width_of(line + piece, size) > room:
                    lines.append(line)
                    line, room = "", width
                line += piece
        lines.append(line)
    return lines


def width_of(text: str, size: float) -> float:
    return sum(float(pdfmetrics.stringWidth(run, font, size)) for font, run in runs_of(text))


def runs_of(text: str) -> list[tuple[str, str]]:
    """The text as runs, each with its font."""
    return [(LATIN_FONT if run[0] <= "\xff" else FONT, run) for run in re.findall(r"[\x00-\xff]+|[^\x00-\xff]+", text)]
