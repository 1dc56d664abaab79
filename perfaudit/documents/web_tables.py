"""The rows of a web page's table, placed in its grid as HTML says ("forming a table").

A cell that spans rows leaves a continuation in each row below that exists, up to the end of its row group. Where a wide
cell runs into one that comes down from above, both stand in the same columns, as browsers draw them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from perfaudit.documents import limits
from perfaudit.documents.building import CellText, refuse_over_limit
from perfaudit.documents.web_style import style_of
from perfaudit.documents.web_text import Line, length_of
from perfaudit.documents.web_tree import Node

CELLS = ("td", "th")
_GROUPS = ("thead", "tbody", "tfoot")
_MAX_COLSPAN, _MAX_ROWSPAN = 1_000, 65_534  # what browsers make of more
_SPAN = re.compile(r"\s*\+?(\d+)")
_BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?")
MIN_SHARE_OF_FULL_ROWS = 0.6
_NARROW = re.compile("#+")  # what Excel shows of a figure in a column that is too narrow

# What stands in a cell in reading order: lines, and tables.
Flow = Callable[[Node], Iterator[Line | Node]]


@dataclass(slots=True)
class DraftRow:
    """The cells of a row, and the tables that stand in each of them."""

    cells: list[CellText] = field(default_factory=list)
    nested: list[list[Node]] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A table's rows of cells group by group, and what stands in it outside of cells; a caption comes first there."""

    groups: list[list[list[Node]]]
    strays: list[Node]

    @property
    def rows(self) -> list[list[Node]]:
        return [row for group in self.groups for row in group]


@dataclass(slots=True)
class _Span:
    """A cell that comes down from above: columns from ``first`` to ``last``, in ``rows`` more rows."""

    first: int
    last: int
    rows: int
    is_blank: bool  # each column is a blank cell of its own


def outline_table(table: Node) -> Outline:
    """The head first and the foot last, wherever they stand; a cell without a row, or a row without a group, gets one."""
    groups: list[tuple[str, list[list[Node]]]] = []
    captions: list[Node] = []
    strays: list[Node] = []
    _collect_groups(table, groups, captions, strays)
    heads = [rows for tag, rows in groups if tag == "thead"][:1]
    feet = [rows for tag, rows in groups if tag == "tfoot"][:1]
    bodies = [rows for _, rows in groups if not any(rows is other for other in (*heads, *feet))]
    return Outline([*heads, *bodies, *feet], captions + strays)


def _collect_groups(
    table: Node, groups: list[tuple[str, list[list[Node]]]], captions: list[Node], strays: list[Node]
) -> None:
    is_open = False  # whether the last group takes rows that stand in none
    for child in _parts(table, strays):
        if child.tag in _GROUPS:
            groups.append((child.tag, []))
            _collect_rows(_parts(child, strays), groups[-1][1], strays)
        elif child.tag == "tr" or child.tag in CELLS:
            if not is_open:
                groups.append(("tbody", []))
            _collect_rows([child], groups[-1][1], strays)
        else:
            (captions if child.tag == "caption" else strays).append(child)
        is_open = child.tag == "tr" or child.tag in CELLS


def _collect_rows(parts: Iterable[Node], rows: list[list[Node]], strays: list[Node]) -> None:
    is_loose = False  # whether the last row is of cells that stand in none
    for child in parts:
        if child.tag == "tr":
            cells = list(_parts(child, strays))
            rows.append([cell for cell in cells if cell.tag in CELLS])
            strays += [other for other in cells if other.tag not in CELLS]
        elif child.tag not in CELLS:
            strays.append(child)
        elif is_loose:
            rows[-1].append(child)
        else:
            rows.append([child])
        is_loose = child.tag in CELLS


def _parts(around: Node, strays: list[Node]) -> Iterator[Node]:
    """The elements in a table or a part of one; words between them are strays."""
    for child in around.children:
        if isinstance(child, Node):
            yield child
        elif length_of(child):
            strays.append(Node("p", {}, [child]))


def read_rows(file: str, outline: Outline, flow: Flow) -> list[DraftRow]:
    """The rows that hold any cell. Raises DocumentError for more cells or columns than the limits allow."""
    rows: list[DraftRow] = []
    count = 0
    for group in outline.groups:
        spans: list[_Span] = []
        for cells in group:
            row, spans = _place_row(file, cells, spans, flow)
            count += len(row.cells)
            refuse_over_limit(file, count, limits.MAX_CELLS, "table cells")
            if row.cells:
                rows.append(row)
    return [_without_doubtful_places(row, _usual_end(rows)) for row in rows]


def _usual_end(rows: list[DraftRow]) -> int:
    """The last column of most rows; -1 where rows end all over the place."""
    ends = Counter(row.cells[-1].grid[1] for row in rows if row.cells[-1].grid)
    end, count = max(ends.items(), key=lambda item: item[1], default=(-1, 0))
    return end if count >= MIN_SHARE_OF_FULL_ROWS * len(rows) else -1


def _without_doubtful_places(row: DraftRow, end: int) -> DraftRow:
    """The row; without places where it is short of the others: a blank cell got lost, and figures may have moved to its place."""
    last = row.cells[-1].grid
    figures = sum(bool(_BARE_FIGURE.fullmatch(cell.text.strip())) for cell in row.cells)
    if last is None or last[1] >= end or figures < 2:
        return row
    return DraftRow([replace(cell, grid=None) for cell in row.cells], row.nested)


def _place_row(file: str, cells: list[Node], spans: list[_Span], flow: Flow) -> tuple[DraftRow, list[_Span]]:
    """The row with cells that come down from above, and those that go on below it; ``spans`` come sorted by column."""
    placed = [piece for span in spans for piece in _continuations(span)]
    below = [_Span(span.first, span.last, span.rows - 1, span.is_blank) for span in spans]
    above = iter([*spans, None])
    span = next(above)
    column = 0
    for cell in cells:
        while span is not None and span.first <= column:
            column = max(column, span.last + 1)
            span = next(above)
        refuse_over_limit(file, column + 1, limits.MAX_COLUMNS, "columns in a table")
        last = min(column + _span_of(cell, "colspan", _MAX_COLSPAN), limits.MAX_COLUMNS) - 1
        is_blank = style_of(cell.attributes).get("mso-ignore", "").startswith("colspan")
        text, nested = _content(cell, flow)
        if is_blank and not text:
            placed += [(CellText("", (at, at)), []) for at in range(column, last + 1)]
        else:
            placed.append((CellText(text, (column, last)), nested))
        below.append(_Span(column, last, _span_of(cell, "rowspan", _MAX_ROWSPAN) - 1, is_blank and not text))
        column = last + 1
    placed.sort(key=lambda piece: piece[0].grid or (0, 0))
    below = sorted((span for span in below if span.rows > 0), key=lambda span: span.first)
    return DraftRow([piece for piece, _ in placed], [nested for _, nested in placed]), below


def _continuations(span: _Span) -> list[tuple[CellText, list[Node]]]:
    if span.is_blank:
        return [(CellText("", (at, at)), []) for at in range(span.first, span.last + 1)]
    return [(CellText("", (span.first, span.last), is_continuation=True), [])]


def _content(cell: Node, flow: Flow) -> tuple[str, list[Node]]:
    pieces = list(flow(cell))
    text = "\n".join(piece.text for piece in pieces if isinstance(piece, Line))
    exact = cell.attributes.get("x:num", "")
    return exact if exact and _NARROW.fullmatch(text) else text, [piece for piece in pieces if isinstance(piece, Node)]


def _span_of(cell: Node, name: str, most: int) -> int:
    """How many columns or rows a cell spans; 0 rows are all that follow in its group."""
    found = _SPAN.match(cell.attributes.get(name, ""))
    if found is None:
        return 1
    digits = found[1].lstrip("0")
    span = most if len(digits) > 6 else min(int(digits or 0), most)
    return span or (most if name == "rowspan" else 1)
