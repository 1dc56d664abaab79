"""Tables of a text file that has each cell on a line of its own and nothing else, as some pages are copied.

Neither rows nor blank cells are marked. What can be told is that a figure belongs to the words before it: the figures
after a line of words are one row with it, and the lines of words before that are another, which may be heads. A run of
short lines is such a table only if it has several rows of figures; it ends at its last figure, at an empty line, at a
sentence, and at what stands between forms. So lines of prose stay lines.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from perfaudit.documents.borders import stands_between_tables
from perfaudit.documents.building import CellText
from perfaudit.documents.line_tables import BARE_FIGURE, LineTable

_NOTHING = re.compile("[-—–/／]{1,2}")
_SENTENCE_END = ("。", "；", "！", "？", ";", "，", ",")
MAX_TEXT, MIN_ROWS = 40, 3


def find_loose_tables(lines: Sequence[str]) -> Iterator[LineTable]:
    """The tables with a cell a line, in order."""
    for may_be_cells, run in groupby(range(len(lines)), key=lambda number: _may_be_cell(lines[number])):
        if not may_be_cells:
            continue
        numbers = list(run)
        figures = [number for number in numbers if _is_figure(lines[number])]
        if len(figures) < 2 * MIN_ROWS:
            continue
        first, after = numbers[0], figures[-1] + 1
        rows = list(_rows([lines[number].strip() for number in range(first, after)]))
        if sum(len(row) > 1 and _is_figure(row[-1]) for row in rows) >= MIN_ROWS:
            yield LineTable(first, after, tuple(tuple(map(CellText, row)) for row in rows))


def _may_be_cell(line: str) -> bool:
    text = line.strip()
    return (
        0 < len(text) <= MAX_TEXT
        and "\t" not in line
        and not text.endswith(_SENTENCE_END)
        and not stands_between_tables(text)
    )


def _is_figure(text: str) -> bool:
    return bool(BARE_FIGURE.fullmatch(text.strip()) or _NOTHING.fullmatch(text.strip()))


def _rows(texts: Sequence[str]) -> Iterator[list[str]]:
    words: list[str] = []
    for are_figures, run in groupby(texts, key=_is_figure):
        if are_figures:
            *above, label = words or [""]
            if above:
                yield above
            yield [*([label] if label else []), *run]
            words = []
        else:
            words = list(run)
