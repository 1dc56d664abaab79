"""Tables without lines, or with horizontal ones only: columns from the gaps that run through their rows.

A table is told from prose by its figures: lines one after another that wide gaps cut into the same columns, and bare
figures below each other in two of them at least. A line for signatures has gaps as well, but no such figures.

A blank cell is a blank place in a column. Words that reach over several columns are one wide cell, and two figures in
what looks like one column are one cell: whoever reads it can tell that its column, or its figure, is undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from perfaudit.documents.pdf_ink import Page, Rule
from perfaudit.documents.pdf_tables import DraftCell, DraftRow, DraftTable
from perfaudit.documents.pdf_text import BARE_FIGURE, WIDE, Line

MAX_PITCH = 4.0  # ems from a row to the next
SAME_END = 4.0  # points between the ends of the rules of one table
PROSE = 0.6  # of the width of the widest line
SLIGHT = 0.3  # share of a column, and of the words, by which words may reach into it without standing in it

Span = tuple[float, float]


@dataclass(slots=True, eq=False)
class _Row:
    """What stands at one height, as its parts between the wide gaps."""

    line: Line
    parts: list[Line]

    @property
    def figures(self) -> list[Line]:
        return [part for part in self.parts[1:] if BARE_FIGURE.fullmatch(part.text)]

    @property
    def is_of_fields(self) -> bool:
        """Whether it is a line such as "单位负责人：    填表人："."""
        return sum("：" in part.text or ":" in part.text for part in self.parts) > 1


def find_tables(page: Page, lines: Sequence[Line], rules: Sequence[Rule]) -> tuple[list[DraftTable], list[Line]]:
    """The tables among lines that stand in no grid, and the lines that are left. ``rules`` are horizontal."""
    rows = [_Row(line, line.parts(WIDE)) for line in sorted(lines, key=lambda line: line.middle)]
    tables: list[DraftTable] = []
    left: list[Line] = []
    for run in _runs(rows):
        table_rows = _trimmed(run)
        if len(table_rows) < 2 or not (columns := _columns(table_rows)):
            left += [row.line for row in run]
            continue
        tables.append(_table(page, _by_rules(table_rows, rules), columns))
        left += [row.line for row in run if row not in table_rows]
    return tables, left


def _runs(rows: list[_Row]) -> Iterable[list[_Row]]:
    """Rows that follow each other closely; a line of prose, or of fields to fill in, is in none with others."""
    run: list[_Row] = []
    widest = max((row.line.width for row in rows), default=0.0)
    for row in rows:
        is_prose = (len(row.parts) == 1 and row.line.width > PROSE * widest) or row.is_of_fields
        if run and (is_prose or not _follows(row, run)):
            yield run
            run = []
        run.append(row)
        if is_prose:
            yield run
            run = []
    if run:
        yield run


def _follows(row: _Row, run: list[_Row]) -> bool:
    """Whether it may be a row of the same table; one without figures only at the usual distance, and as a label."""
    pitch = row.line.middle - run[-1].line.middle
    if len(row.parts) > 1 or len(run[-1].parts) > 1:
        return pitch <= MAX_PITCH * row.line.size
    pitches = [after.line.middle - before.line.middle for before, after in pairwise(run)]
    label = next((known.parts[0] for known in run if len(known.parts) > 1), None)
    return label is not None and pitch <= 1.2 * min(pitches) and abs(row.line.box[0] - label.box[0]) < row.line.size


def _trimmed(run: list[_Row]) -> list[_Row]:
    """The run from its first row with several parts to its last with figures, and what goes on below that likewise."""
    first = next((index for index, row in enumerate(run) if len(row.parts) > 1), len(run))
    last = max((index for index, row in enumerate(run) if row.figures), default=-1)
    if last < first:
        return []
    pitches = [after.line.middle - before.line.middle for before, after in pairwise(run[first : last + 1])]
    usual = median(pitches) if pitches else 0.0
    label_left = min(row.parts[0].box[0] for row in run[first : last + 1])
    while last + 1 < len(run):
        following = run[last + 1]
        is_regular = following.line.middle - run[last].line.middle <= 1.2 * usual
        begins_alike = abs(following.parts[0].box[0] - label_left) <= following.line.size
        if not (is_regular and begins_alike and len(following.parts) == 1 and len(following.line.text) <= 20):
            break
        last += 1
    return run[first : last + 1]


def _columns(rows: list[_Row]) -> list[Span]:
    """From where to where each column is filled, by the rows with figures; empty where these do not make a table."""
    with_figures = [row for row in rows if row.figures]
    if len(with_figures) < 2:
        return []
    spans = [(part.box[0], part.box[2]) for row in with_figures for part in row.parts]
    columns = [column for column in _united(spans) if _has_support(column, rows)]
    for row in rows:  # the head of a column that holds no figure
        for part in row.parts if len(row.parts) > 1 else ():
            if not BARE_FIGURE.fullmatch(part.text) and all(
                part.box[2] < start or end < part.box[0] for start, end in columns
            ):
                columns = sorted([*columns, (part.box[0], part.box[2])])
    stacked = sum(
        sum(_overlap(part, column) > 0 for row in with_figures for part in row.figures) >= 2 for column in columns[1:]
    )
    return columns if stacked and len(columns) > 1 else []


def _has_support(column: Span, rows: list[_Row]) -> bool:
    """Whether a column has a head or words in two rows: a figure that stands by itself may belong to its neighbours."""
    support = [any(_overlap(part, column) > 0 for part in row.parts) for row in rows]
    return support[0] or sum(support) > 1


def _united(spans: Iterable[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _overlap(part: Line, column: Span) -> float:
    return max(0.0, min(part.box[2], column[1]) - max(part.box[0], column[0]))


def _by_rules(rows: list[_Row], rules: Sequence[Rule]) -> list[list[_Row]]:
    """The lines of each row: those between two rules where every row has its rule, else each for itself."""
    top, bottom = rows[0].line.box[1], rows[-1].line.box[3]
    at = sorted(rule.at for rule in rules if top < rule.at < bottom and rule.end - rule.start > 5 * rows[0].line.size)
    groups: list[list[_Row]] = [[rows[0]]]
    for before, row in pairwise(rows):
        if any(before.line.middle < position < row.line.middle for position in at):
            groups.append([row])
        else:
            groups[-1].append(row)
    has_rules_throughout = sum(any(row.figures for row in group) for group in groups) >= sum(
        bool(row.figures) for row in rows
    )
    return groups if has_rules_throughout else [[row] for row in rows]


def _table(page: Page, groups: list[list[_Row]], columns: list[Span]) -> DraftTable:
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    rows = [_cells(page, group, columns, edges) for group in groups]
    boxes = [row.line.box for group in groups for row in group]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    height = groups[0][-1].line.box[3] - top
    return DraftTable(rows, edges[0], edges[-1], top, bottom, height, is_ruled=False)


def _cells(page: Page, group: list[_Row], columns: list[Span], edges: list[float]) -> DraftRow:
    top, bottom = min(row.line.box[1] for row in group), max(row.line.box[3] for row in group)
    words: dict[Span, list[str]] = {}
    for row in group:
        in_row: dict[Span, list[str]] = {}
        for part in row.parts:
            in_row.setdefault(_columns_of(part, columns), []).append(part.text)
        for columns_taken, texts in in_row.items():
            words.setdefault(columns_taken, []).append(" ".join(texts))
    cells: DraftRow = []
    column = 0
    while column < len(columns):
        first, last, texts = column, column, []
        while overlapping := [taken for taken in words if taken[0] <= last]:
            for taken in sorted(overlapping):
                texts += words.pop(taken)
                first, last = min(first, int(taken[0])), max(last, int(taken[1]))
        left, right = edges[first], edges[last + 1]
        cells.append(DraftCell(left, right, "\n".join(texts), page.place((left, top, right, bottom))))
        column = last + 1
    return cells


def _columns_of(part: Line, columns: list[Span]) -> Span:
    """The first and last column that words stand in: those they overlap by more than a little, else the nearest."""
    taken = [
        index
        for index, column in enumerate(columns)
        if (overlap := _overlap(part, column)) > SLIGHT * part.width or overlap > SLIGHT * (column[1] - column[0]) > 0
    ]
    if taken:
        return taken[0], taken[-1]
    middle = (part.box[0] + part.box[2]) / 2
    before = max((index for index, column in enumerate(columns) if column[0] <= middle), default=0)
    return before, min(before + 1, len(columns) - 1)  # between two columns: it may belong to either
