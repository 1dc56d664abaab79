"""Pages → passages and tables in reading order, over page breaks.

**Paragraphs.** A line runs on in the next one where the margin broke it: the next word had no room. It does not where
the next line is indented, of another size, or further down. Centred lines of one large size are one title.

**Tables** that go on over a page break are one table (`pdf_tables.carries_on`). A table of one cell is a frame.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from perfaudit.documents.model import Place
from perfaudit.documents.pdf_ink import Page
from perfaudit.documents.pdf_sheets import Sheet, read_sheets
from perfaudit.documents.pdf_tables import DraftTable, carries_on, carry_on
from perfaudit.documents.pdf_text import WIDE, Line, join, runs_on

MAX_PITCH = 2.6  # ems from a line to the next of its paragraph
SAME_SIZE = 0.12  # share by which the sizes in one paragraph differ
LARGE = 1.15  # size of a title against that of the text
INDENT = 1.4  # ems; people indent by two characters
FULL_PAGE = 0.75  # share of the height that text takes up at least, where a page is full
TEXT_WIDTH = 0.5  # share of the width that text takes up at least, where a line is full
CENTRED = 1.0  # ems by which a centred line may be off the middle


@dataclass(frozen=True, slots=True)
class DraftPassage:
    text: str
    place: Place


Draft = DraftPassage | DraftTable


def lay_out(file: str, pages: Sequence[Page]) -> list[Draft]:
    """The tables and passages of the pages in reading order. Raises DocumentError beyond the limits."""
    sheets = read_sheets(file, pages)
    margins = {size: _margins_of(group) for size, group in _by_size(sheets).items()}
    filled = {size: _filled_to(group) for size, group in _by_size(sheets).items()}
    drafts: list[Draft] = []
    paragraph = _Paragraph()
    for before, sheet in pairwise([None, *sheets]):
        assert sheet is not None
        is_page_start = before is not None and before.size == sheet.size
        for block in sheet.blocks():
            last = drafts[-1] if drafts and not paragraph.lines else None
            if isinstance(block, Line):
                lines = [block]
            elif is_page_start and isinstance(last, DraftTable) and carries_on(last, block, filled[sheet.size]):
                drafts[-1] = carry_on(last, block)
                lines = []
            elif block.is_frame:
                lines = block.lines
            else:
                drafts += [*paragraph.finish(), block]
                lines = []
            for line in lines:
                if not paragraph.takes(line, sheet.page, margins[sheet.size]):
                    drafts += paragraph.finish()
                paragraph.lines.append((line, sheet.page))
            is_page_start = False
    return drafts + paragraph.finish()


def _by_size(sheets: Sequence[Sheet]) -> dict[tuple[int, int], list[Sheet]]:
    groups: dict[tuple[int, int], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.size].append(sheet)
    return groups


def _filled_to(sheets: Sequence[Sheet]) -> float:
    """How far down the fullest page goes; few pages may all be short."""
    return max(FULL_PAGE * sheets[0].page.height, *(sheet.bottom for sheet in sheets))


@dataclass(frozen=True, slots=True)
class _Margins:
    """Between where lines run, and the usual size of their text, in points."""

    left: float
    right: float
    size: float


def _margins_of(sheets: Sequence[Sheet]) -> _Margins:
    """Where most lines begin and end at the furthest. Where few do, the margins are taken to be alike."""
    lines = [line for sheet in sheets for line in sheet.lines]
    if not lines:
        return _Margins(0.0, sheets[0].page.width, 1.0)
    size = median([line.size for line in lines for _ in line.glyphs])
    left = _shared([line.box[0] for line in lines], size, 2)
    right = -_shared([-line.box[2] for line in lines], size, 3)
    width = sheets[0].page.width
    is_shared = sum(abs(line.box[2] - right) < size for line in lines) >= 3 and right - left > TEXT_WIDTH * width
    return _Margins(left, right if is_shared else max(right, width - left), size)


def _shared(positions: list[float], size: float, at_least: int) -> float:
    """The lowest position that so many share, give or take a character; the lowest of all where none is shared."""
    ordered = sorted(positions)
    for index in range(len(ordered) - at_least + 1):
        if ordered[index + at_least - 1] - ordered[index] < 0.6 * size:
            return ordered[index]
    return ordered[0]


@dataclass(slots=True)
class _Paragraph:
    """The lines of the paragraph that is being read, each with its page."""

    lines: list[tuple[Line, Page]] = field(default_factory=list)

    def takes(self, line: Line, page: Page, margins: _Margins) -> bool:
        """Whether a line goes on with this paragraph; an empty one takes any."""
        if not self.lines:
            return True
        last, last_page = self.lines[-1]
        if abs(last.size - line.size) > SAME_SIZE * max(last.size, line.size):
            return False
        if len(last.parts(WIDE)) > 1 or len(line.parts(WIDE)) > 1:
            return False
        if last_page is page and not self._is_near(line):
            return False
        is_large = line.size >= LARGE * margins.size
        if is_large and last_page is page and _is_centred(line, margins) and _is_centred(last, margins):
            return True
        is_indented = line.box[0] > margins.left + INDENT * line.size
        if is_indented and not (_is_centred(line, margins) and _is_centred(last, margins)):
            return False
        return runs_on(last, line, margins.right - last.box[2])

    def _is_near(self, line: Line) -> bool:
        """Whether it is no further down than the lines before it are from each other."""
        pitch = line.middle - self.lines[-1][0].middle
        pitches = [
            after.middle - before.middle
            for (before, page), (after, next_page) in pairwise(self.lines)
            if page is next_page
        ]
        usual = 1.3 * median(pitches) if pitches else MAX_PITCH * line.size
        return 0.5 * line.size < pitch <= usual

    def finish(self) -> list[Draft]:
        """The paragraph as a passage, and no line left; nothing where there is none."""
        if not self.lines:
            return []
        text = ""
        for line, _ in self.lines:
            text = join(text, line.text) if text else line.text
        page = self.lines[0][1]
        boxes = [line.box for line, on in self.lines if on is page]
        x0, top, x1, bottom = zip(*boxes, strict=True)
        self.lines = []
        return [DraftPassage(text, page.place((min(x0), min(top), max(x1), max(bottom))))]


def _is_centred(line: Line, margins: _Margins) -> bool:
    return abs(line.box[0] + line.box[2] - margins.left - margins.right) <= 2 * CENTRED * line.size
