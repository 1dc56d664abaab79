"""Tables of a text file that shows a page: columns are told by where on the line a text stands, as `pdftotext -layout` does.

Texts on a line are parted by two blanks or more; so are figures by one. A cell's grid is its first and last place on the
line, so that it stands under the head that it is printed under, in part at least; where nothing is printed there are
blank cells. Lines directly below each other are one row if empty lines part the rows of the table and only one of them
holds a figure: a cell's text ran on over them.

How wide a Chinese sign is depends on the program: as wide as a digit, or as two. It is what puts the figures of rows
with labels of different lengths below each other. Where one does not do so far more often, nobody can tell, and there is no
table.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfaudit.documents import limits
from perfaudit.documents.borders import stands_between_tables
from perfaudit.documents.building import CellText
from perfaudit.documents.line_tables import BARE_FIGURE, LineTable

_PIECE = re.compile(r"[^ \u3000]+(?:[ \u3000][^ \u3000]+)*")
_FIGURES = re.compile(rf"(?:{BARE_FIGURE.pattern})(?: (?:{BARE_FIGURE.pattern}))+")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")  # "1 234.56" may be one figure
_SENTENCE_END = ("。", "；", "：", "！", "？", ";", ":")
_PAGE_NUMBER = re.compile(r"[-—–－\s第]*\d{1,4}[-—–－\s页]*|第?\s*\d+\s*页.*")
MIN_COLUMNS, MIN_ROWS, MAX_GAP_LINES, MAX_LABEL, MAX_LINE = 3, 2, 4, 30, 3_000
MIN_BELOW = 2  # figures below others, more than which tell how wide signs are
MAX_PIECES, MAX_LINES = 60, 20_000  # on a line, and lines with columns in a file: no unit has as many
WIDE_ENOUGH = 4  # places that the next word may have lacked


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text on a line, and its first place and the one after its last."""

    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        return bool(BARE_FIGURE.fullmatch(self.text))

    def is_below(self, other: "_Piece") -> bool:
        """Whether both begin, end or have their middle at about the same place."""
        return min(abs(self.start - other.start), abs(self.end - other.end),
                   abs(self.start + self.end - other.start - other.end) // 2) <= 1  # fmt: skip


Pieces = list[_Piece]


def find_laid_out_tables(lines: Sequence[str]) -> Iterator[LineTable]:
    """The tables with columns at their places, in order."""
    runs: list[tuple[int, int]] = []
    with_columns = [number for number, line in enumerate(lines) if _may_have_columns(line)]
    if len(with_columns) > MAX_LINES:
        return
    for at in with_columns:
        if (not runs or at >= runs[-1][1]) and _has_columns(lines[at]):
            runs.append((at, _end_of_run(lines, at)))
    narrow, wide = (sum(_count_below(lines[first:after], sign) for first, after in runs) for sign in (1, 2))
    if max(narrow, wide) > max(2 * min(narrow, wide), MIN_BELOW):
        tables = (_read_table(lines, first, after, 1 if narrow > wide else 2) for first, after in runs)
        yield from (table for table in tables if table is not None)


def _may_have_columns(line: str) -> bool:
    return len(line) <= MAX_LINE and "\t" not in line and "  " in line.replace("\u3000", " ").strip()


def _has_columns(line: str) -> bool:
    return _may_have_columns(line) and 1 < len(_split(line, 1)) <= MAX_PIECES


def _end_of_run(lines: Sequence[str], first: int) -> int:
    """The line after the last one with columns that only short lines and a few empty ones part from those before."""
    at = after = first
    empty = 0
    while at < len(lines) and empty <= MAX_GAP_LINES:
        line = lines[at].strip(" \u3000")
        if not line:
            empty += 1
        elif stands_between_tables(line) or "\t" in line:
            break
        elif _has_columns(lines[at]):
            empty, after = 0, at + 1
        elif len(line) > MAX_LABEL or line.endswith(_SENTENCE_END):
            break
        at += 1
    return max(after, first + 1)


def _count_below(lines: Sequence[str], wide_sign: int) -> int:
    """How many figures stand below one of the last row of figures before."""
    rows = [[piece for piece in _split(line, wide_sign)[1:] if piece.is_figure] for line in lines]
    pairs = pairwise(row for row in rows if row)
    return sum(any(piece.is_below(other) for other in upper) for upper, lower in pairs for piece in lower)


def _read_table(lines: Sequence[str], first: int, after: int, wide_sign: int) -> LineTable | None:
    """The run of lines as a table; None where it is none."""
    numbers = [n for n in range(first, after) if lines[n].strip(" \u3000")]
    strays = {n for n in numbers if _PAGE_NUMBER.fullmatch(lines[n].strip(" \u3000"))}
    rows = _join_lines([(n, _split(lines[n], wide_sign)) for n in numbers if n not in strays], wide_sign)
    if rows is None:
        return None
    columns = max(map(len, rows), default=0)
    figures = sum(any(piece.is_figure for piece in row[1:]) for row in rows)
    if columns < MIN_COLUMNS or figures < MIN_ROWS:
        return None
    heads = [row for row in rows if len(row) >= MIN_COLUMNS and not any(piece.is_figure for piece in row)]
    starts = sorted({piece.start for row in heads for piece in row})
    if len(starts) * len(rows) > limits.MAX_CELLS:
        return None
    width = max(piece.end for row in rows for piece in row)
    cells = tuple(tuple(_with_blanks(row, starts, width)) for row in rows)
    return LineTable(first, after, cells, tuple(lines[n].strip(" \u3000") for n in sorted(strays)))


def _split(line: str, wide_sign: int) -> Pieces:
    pieces: Pieces = []
    for found in _PIECE.finditer(line):
        start = _width(line[: found.start()], wide_sign)
        parts = [found.group()]
        if _FIGURES.fullmatch(parts[0]) and not _GROUPED.fullmatch(parts[0]):
            parts = parts[0].split(" ")
        for part in parts:
            pieces.append(_Piece(part, start, start + _width(part, wide_sign)))
            start = pieces[-1].end + 1
    return pieces


def _width(text: str, wide_sign: int) -> int:
    return len(text) if wide_sign == 1 else sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _join_lines(lines: list[tuple[int, Pieces]], wide_sign: int) -> list[Pieces] | None:
    """The rows: each block of lines between empty ones, if most are parted so, else each line; None: nobody can tell."""
    blocks: list[list[Pieces]] = []
    last = -1
    for number, line in lines:
        if number == last + 1 and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        last = number
    with_figure = [sum(any(piece.is_figure for piece in line) for line in block) for block in blocks]
    if with_figure.count(1) > len([number for number in with_figure if number > 1]):
        rows = [_join(block) for block in blocks]
        return None if None in rows else [row for row in rows if row is not None]
    single = [line for block in blocks for line in block]
    return None if _may_run_on(single, wide_sign) else single


def _join(block: list[Pieces]) -> Pieces | None:
    """The lines of a row as one: what stands below each other in part is one text; None if that joins texts of one line."""
    groups: list[list[tuple[int, _Piece]]] = []
    end = -1
    for number, piece in sorted(((n, p) for n, line in enumerate(block) for p in line), key=lambda pair: pair[1].start):
        if groups and piece.start < end:
            groups[-1].append((number, piece))
        else:
            groups.append([(number, piece)])
        end = max(end, piece.end) if len(groups[-1]) > 1 else piece.end
    if any(len({number for number, _ in group}) < len(group) for group in groups):
        return None
    return [
        _Piece("\n".join(piece.text for _, piece in sorted(group, key=lambda pair: pair[0])),
               min(piece.start for _, piece in group), max(piece.end for _, piece in group))
        for group in groups
    ]  # fmt: skip


def _may_run_on(lines: list[Pieces], wide_sign: int) -> bool:
    """Whether the texts of some line may go on in the next: one has no figure, and all that stand above are full."""
    full: dict[int, int] = {}  # where the texts that begin at a place end at most
    for piece in (piece for line in lines for piece in line if not piece.is_figure):
        full[piece.start] = max(full.get(piece.start, 0), piece.end)
    starts = sorted({piece.start for line in lines for piece in line})

    def is_full(piece: _Piece) -> bool:
        after = bisect_left(starts, piece.end)
        has_room = wide_sign == 2 and after < len(starts) and starts[after] - piece.end > WIDE_ENOUGH
        return piece.end >= full[piece.start] - WIDE_ENOUGH and not has_room

    for upper, lower in pairwise(lines):
        without = [line for line in (upper, lower) if not any(piece.is_figure for piece in line)]
        if not without:
            continue
        pairs = [(a, b) for a in upper for b in lower if a.start < b.end and b.start < a.end]
        are_texts = not any(piece.is_figure for pair in pairs for piece in pair)
        if any(len(pairs) == len(line) for line in without) and are_texts and all(is_full(a) for a, _ in pairs):
            return True
    return False


def _with_blanks(row: Pieces, starts: Sequence[int], width: int) -> Iterator[CellText]:
    """The cells of a row, with blank ones between, which end where a column may begin."""
    at = 0
    for piece in [*row, _Piece("", width, width + 1)]:
        cuts = [at, *starts[bisect_right(starts, at) : bisect_left(starts, piece.start)], piece.start]
        yield from (CellText("", (left, right - 1)) for left, right in pairwise(cuts) if left < right)
        if piece.text:
            yield CellText(piece.text, (piece.start, piece.end - 1))
        at = piece.end
