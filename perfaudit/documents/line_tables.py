"""Tables of a text file that has a row on every line: cells parted by tabs, bars or commas, copied or exported.

What marks a table is a run of lines with cells, one of which holds a bare figure behind the first cell. So prose with a
tab in it, and a line for signatures ("签字：⇥填表人："), stay lines.

- **Tabs.** Rows of one table may differ in their number of cells: merged cells come out as one, and empty cells at the
  end of a row get lost, all of them even, so that a label stands alone on its line. A line that begins with a tab is more likely a cell of a flattened table, a cell a line
  (`text`); it begins a row here only if most lines of its run begin with text.
- **Bars.** A line of dashes between bars, which some programs draw under heads, is no row.
- **Commas** stand in prose, too. They part cells where at least three rows have the same number of them, and all rows
  have figures if that number is two.

A cell in quotation marks may hold line breaks, as sheets copy and save them. Where all rows have the same number of
cells, the cell's number is its column: merged cells left blank ones behind. Else nobody knows, and a cell has no grid.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfaudit.documents.borders import stands_between_tables
from perfaudit.documents.building import CellText

_TAB, _BAR, _COMMA = "\t", "|", ","
_BARS = re.compile("[|｜│]")
_RULE = re.compile(r"(?=.*[-=─━])[|｜│+][\s|｜│:+=─━-]+")
BARE_FIGURE = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．]*[%％)）]?|[/／]")
_QUOTED = {mark: re.compile(rf'"(?:[^"]|"")*"(?={mark}|$)') for mark in (_TAB, _COMMA)}
_QUOTED_FIRST = re.compile(r'"(?:[^"]|"")*"([\t,])')
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
MIN_ROWS, MIN_COMMA_ROWS = 2, 3
MAX_BARE_LABELS, MAX_LABEL = 20, 24  # in a row; characters
MAX_QUOTED_LINES, MAX_UNCLOSED = 100, 100  # of one row; rows with a mark that none closes, before marks are mere signs


@dataclass(frozen=True, slots=True)
class LineTable:
    """The rows of cells that stand on the lines from ``first`` to before ``after``, and lines there that belong to none."""

    first: int
    after: int
    rows: tuple[tuple[CellText, ...], ...]
    strays: tuple[str, ...] = ()


Texts = tuple[str, ...]


def find_line_tables(lines: Sequence[str]) -> Iterator[LineTable]:
    """The tables with a row a line, in order."""
    reader = _RowReader(lines)
    at = 0
    while at < len(lines):
        mark, first = reader.mark_at(at), at
        if mark is None:
            at += 1
            continue
        rows: list[Texts] = []
        shape = _Shape()
        while at < len(lines) and reader.mark_at(at) == mark:
            cells, after = reader.read_row(at, mark)
            if mark == _COMMA and rows and len(cells) != len(rows[0]):
                break
            rows += [cells] if cells else []
            shape.add(cells)
            at = after
            if mark == _TAB and shape.may_lack_end_tabs:
                labels = reader.labels_at(at)
                rows += [(label,) for label in labels]
                at += len(labels)
        if _is_table(rows, mark):
            yield LineTable(first, at, tuple(map(_on_grid if len(set(map(len, rows))) == 1 else _off_grid, rows)))


@dataclass(slots=True)
class _Shape:
    """What the rows of a run have in common so far."""

    balance: int = 0  # rows that begin with text, less those that do not
    is_wide: bool = False
    ends_blank: bool = False

    def add(self, row: Texts) -> None:
        self.balance += 1 if row and row[0].strip() else -1
        self.is_wide |= len(row) > 2
        self.ends_blank |= bool(row) and not row[-1].strip()

    @property
    def may_lack_end_tabs(self) -> bool:
        """Whether no row ends in a blank cell, and they are no cells of a flattened table, which has one on each line."""
        return self.balance > 0 and self.is_wide and not self.ends_blank


class _RowReader:
    """Reads rows of cells; of those in quotation marks only as long as they are closed, or nearly all of them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._unclosed = 0

    def mark_at(self, at: int) -> str | None:
        """What parts the cells of the row that begins at a line, which may run on in quotation marks before the first mark."""
        mark = _mark_of(self.lines[at])
        if mark is None and self.lines[at].startswith('"') and self._unclosed < MAX_UNCLOSED:
            found = _QUOTED_FIRST.match("\n".join(self.lines[at : at + MAX_QUOTED_LINES]))
            self._unclosed += not found
            return found[1] if found else None
        return mark

    def labels_at(self, at: int) -> list[str]:
        """The lines from ``at`` on that are labels of rows whose tabs got lost with the blank cells behind them.

        They are short, and the next row follows them. Only a table of which all rows lost such tabs has them.
        """
        end = at
        latest = min(len(self.lines), at + MAX_BARE_LABELS)
        while end < latest and _may_be_label(self.lines[end]) and self.mark_at(end) is None:
            end += 1
        return list(self.lines[at:end]) if end < len(self.lines) and _mark_of(self.lines[end]) == _TAB else []

    def read_row(self, at: int, mark: str) -> tuple[Texts, int]:
        """The cells of the row that begins at line ``at``, none if the line only draws a rule, and the line after the row."""
        if mark == _BAR:
            return _between_bars(self.lines[at]), at + 1
        row = self.lines[at]
        if '"' in row and self._unclosed < MAX_UNCLOSED:
            for after in range(at + 1, min(at + MAX_QUOTED_LINES, len(self.lines)) + 1):
                if row.count('"') % 2 == 0 and (cells := _unquote(row, mark)) is not None:
                    return tuple(cells), after
                row = "\n".join(self.lines[at : after + 1])
            self._unclosed += 1
        return tuple(self.lines[at].split(mark)), at + 1


def _mark_of(line: str) -> str | None:
    """What parts the cells of a line; None where nothing does."""
    if _TAB in line:
        return _TAB
    if len(_BARS.findall(line)) > 1 or (line and _RULE.fullmatch(line)):
        return _BAR
    return _COMMA if _COMMA in line and not _is_sentence_with_thousands(line) else None


def _is_sentence_with_thousands(line: str) -> bool:
    """Whether a line is a sentence whose commas all stand inside numbers: "项目支出7,427,800.00元，完成率95.3%。"."""
    return line.rstrip().endswith(("。", "；")) and _COMMA not in _THOUSANDS.sub("", line)


def _may_be_label(line: str) -> bool:
    text = line.strip()
    is_short = 0 < len(text) <= MAX_LABEL and not text.endswith(("。", "；", "：", ":", ";"))
    return is_short and _mark_of(line) is None and not stands_between_tables(text)


def _between_bars(line: str) -> Texts:
    if _RULE.fullmatch(line):
        return ()
    cells = [cell.strip() for cell in _BARS.split(line.strip())]
    return tuple(cells[int(not cells[0]) : len(cells) - int(not cells[-1])])


def _unquote(row: str, mark: str) -> list[str] | None:
    """The cells of a row of which some are in quotation marks; None where those are not closed."""
    cells: list[str] = []
    at = 0
    while True:
        if row.startswith('"', at) and (quoted := _QUOTED[mark].match(row, at)):
            cells.append(quoted.group()[1:-1].replace('""', '"'))
            at = quoted.end()
        else:
            end = row.find(mark, at)
            cells.append(row[at : len(row) if end < 0 else end])
            at += len(cells[-1])
            if "\n" in cells[-1]:
                return None
        if at >= len(row):
            return cells
        at += 1


def _is_table(rows: Sequence[Texts], mark: str) -> bool:
    begin_with_text = sum(bool(row[0].strip()) for row in rows)
    # A flattened table has a cell a line: one tab, at its beginning.
    is_flattened = mark == _TAB and 2 * begin_with_text <= len(rows) and all(len(row) == 2 for row in rows)
    has_figure = any(_is_figure(cell) for row in rows for cell in row[1:])
    is_list = (
        mark != _COMMA
        or len(rows[0]) > 2
        or all(_is_figure(cell) or not cell.strip() for row in rows[1:] for cell in row[1:2])
    )
    enough = len(rows) >= (MIN_COMMA_ROWS if mark == _COMMA else MIN_ROWS)
    return enough and not is_flattened and bool(begin_with_text) and has_figure and is_list


def _is_figure(text: str) -> bool:
    return bool(BARE_FIGURE.fullmatch(text.strip()))


def _on_grid(row: Texts) -> tuple[CellText, ...]:
    return tuple(CellText(text, (number, number)) for number, text in enumerate(row))


def _off_grid(row: Texts) -> tuple[CellText, ...]:
    return tuple(map(CellText, row))
