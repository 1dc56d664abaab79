"""Text files: forms and reports flattened by Word, one cell a line after a tab, or with tabs between the cells.

**Flattened tables.** A line that starts with a tab is a cell; an empty cell is a lone tab. A cell's text runs on over
the lines that follow. A row ends at an empty line that is followed by a line starting with a tab. Empty lines at the
beginning or the end of a cell are layout and are left out of its text. A line that only looks empty is empty.

Two things look alike in flattened text, and are read so:

- Empty lines at the *end* of a cell look like the end of a row, and are read as one: two rows. Whoever knows the form
  can join them.
- Text without a tab after empty lines is either the rest of a cell (one that begins with empty lines, or holds some)
  or a passage after the table. It is **the rest of the cell only if a line starting with a tab follows it without an
  empty line between**, and

  - every line of it **looks like a label**: at most 12 characters, together at most 24 (white space not counted); no
    punctuation of sentences; no figure outside brackets; not the numbered heading of a section; not what stands
    between forms: an annex number, a form's title, a line for signatures;
  - or every line of it **carries on the numbered list in the cell**: "2、…" after "1、…".

  Anything else is a passage and ends the table, so a title directly before the next form is not lost in the last cell
  of the form before.

**Two tables** without a word between them are parted by more empty lines than the rows before. More empty lines stand at
the end of a row, too, that a cell with empty lines at its end has parted in two: both together have as many cells as a row
next to them.

**A frame.** A table of one cell, or one whose cells are all sentences and numbered headings, is prose set off by a tab
or a frame: its lines are passages.

**A row a line.** Lines with tabs, bars ("|") or commas between their cells are a table if a cell after the first is a bare
figure (`line_tables`); so are lines whose texts stand in columns (`laid_out_tables`). Where each cell is a line of
its own and nothing else marks a cell, nobody can tell heads from labels and names, and the lines are passages.

Headers, footers and footnotes are passages here, as the conversion has left them.
"""

import re
from collections.abc import Sequence

from perfaudit.documents import limits
from perfaudit.documents.borders import stands_between_tables
from perfaudit.documents.building import BlockBuilder, CellText, refuse_over_limit
from perfaudit.documents.cleaning import clean_text, unify_line_breaks
from perfaudit.documents.laid_out_tables import find_laid_out_tables
from perfaudit.documents.line_tables import LineTable, find_line_tables
from perfaudit.documents.model import Block

MAX_LABEL_LINE, MAX_LABEL = 12, 24
MIN_GAPS = 2  # that tell how far apart the rows of a table are
_SENTENCE_MARKS = re.compile("[。；：！？，;:!?,\t]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NUMERALS = "[0-9０-９一二三四五六七八九十百]{1,3}"
_HEADING = re.compile(rf"第?{_NUMERALS}(?:[、.．]|[章节条]|是)|[(（]{_NUMERALS}[)）]")
_LIST_ITEM = re.compile(r"[(（]?(\d{1,3})[)）、.．](?!\d)")

LineTables = dict[int, LineTable]  # by first line


def read_text(file: str, text: str) -> tuple[Block, ...]:
    """The tables and passages of a decoded text file, in order. Raises DocumentError beyond the limits."""
    refuse_over_limit(file, len(text), limits.MAX_CHARACTERS, "characters")  # before it is cut into lines
    received = unify_line_breaks(text).split("\n")
    most = limits.MAX_CELLS + limits.MAX_PASSAGES  # before tables are looked for
    refuse_over_limit(file, sum(not line.isspace() and line != "" for line in received), most, "lines")
    lines = [_blank_to_empty(clean_text(line)) for line in received]
    tables = _find_tables(lines)
    builder = BlockBuilder(file)
    at = 0
    while at < len(lines):
        if at in tables:
            table = tables[at]
            builder.add_table(table.rows)
            for line in table.strays:
                builder.add_passage(line)
            at = table.after
        elif lines[at].startswith("\t"):
            flattened, at = _read_flattened_table(lines, at, tables)
            _add_table_or_prose(builder, flattened)
        else:
            builder.add_passage(lines[at])
            at += 1
    return builder.blocks


def _find_tables(lines: Sequence[str]) -> LineTables:
    """The tables with rows on lines, the surest marks first: the lines of one are of no other."""
    found: LineTables = {}
    free = list(lines)
    for find in (find_line_tables, find_laid_out_tables):
        for table in list(find(free)):
            found[table.first] = table
            free[table.first : table.after] = ["\t"] * (table.after - table.first)
    return found


def _blank_to_empty(line: str) -> str:
    return line if line.startswith("\t") or line.strip() else ""


def _read_flattened_table(lines: list[str], at: int, tables: LineTables) -> tuple[list[list[list[str]]], int]:
    """The rows of the table that starts at line ``at``, each cell as its lines, and the line after the table."""
    rows: list[list[list[str]]] = [[]]
    gaps: list[int] = []  # empty lines between the rows
    while at < len(lines) and at not in tables:
        if lines[at].startswith("\t"):
            rows[-1].append([lines[at][1:]])
            at += 1
        elif lines[at]:
            rows[-1][-1].append(lines[at])
            at += 1
        else:
            after = _skip_empty(lines, at)
            if after == len(lines) or after in tables:
                break
            if lines[after].startswith("\t"):
                if _ends_table(lines, after, after - at, gaps, [len(row) for row in rows[-3:]]):
                    return rows, after
                gaps.append(after - at)
                rows.append([])
                at = after
            elif end := _end_of_continuation(lines, after, rows[-1][-1]):
                rows[-1][-1].extend(lines[at:end])
                at = end
            else:
                break
    return rows, at


def _ends_table(lines: list[str], after: int, gap: int, gaps: Sequence[int], widths: Sequence[int]) -> bool:
    """Whether another table begins at line ``after`` the gap (module docstring); ``widths`` are those of the rows before."""
    if len(gaps) < MIN_GAPS or gap <= max(gaps):
        return False
    width, next_row = _width_of_row(lines, after)
    following, _ = _width_of_row(lines, next_row)
    return widths[-1] + width not in (*widths[:-1], following)


def _width_of_row(lines: list[str], at: int) -> tuple[int, int]:
    """The number of cells of the row that begins at a line, as far as it is not parted by empty lines, and the next row."""
    width = 0
    while at < len(lines) and lines[at]:
        width += lines[at].startswith("\t")
        at += 1
    return width, _skip_empty(lines, at)


def _skip_empty(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def _end_of_continuation(lines: list[str], at: int, cell: Sequence[str]) -> int:
    """The line where the text from line ``at`` on ends, if it is the rest of ``cell`` (module docstring), else 0."""
    length, item = 0, _last_item(cell)
    are_labels = carries_on = True
    end = at
    while end < len(lines) and not lines[end].startswith("\t") and (are_labels or carries_on):
        if line := lines[end]:
            length += _length(line)
            are_labels = are_labels and length <= MAX_LABEL and _is_label(line)
            carries_on = carries_on and item is not None and _item(line) == item + 1
            item = _item(line)
        end += 1
    is_followed = end < len(lines) and lines[end].startswith("\t") and bool(lines[end - 1])
    return end if is_followed and (are_labels or carries_on) else 0


def _length(text: str) -> int:
    return len("".join(text.split()))


def _is_label(line: str) -> bool:
    words = "".join(line.split())
    outside_brackets = _BRACKETS.sub("", words)
    return (
        len(words) <= MAX_LABEL_LINE
        and not _SENTENCE_MARKS.search(words)
        and not any(character.isdecimal() for character in outside_brackets)
        and not _HEADING.match(words)
        and not stands_between_tables(words)
    )


def _item(line: str) -> int | None:
    found = _LIST_ITEM.match(line.strip())
    return int(found[1]) if found else None


def _last_item(cell: Sequence[str]) -> int | None:
    return next((item for line in reversed(cell) if (item := _item(line)) is not None), None)


def _add_table_or_prose(builder: BlockBuilder, rows: list[list[list[str]]]) -> None:
    """Hand on a flattened table, or the passages that only looked like one because of the tab before each line."""
    texts = ["\n".join(cell).strip() for row in rows for cell in row]
    is_prose = any(map(_is_sentence, texts)) and all(_is_sentence(text) or _HEADING.match(text) for text in texts)
    if len(texts) == 1 or is_prose:
        for line in "\n".join(texts).split("\n"):
            builder.add_passage(line)
    else:
        builder.add_table([[CellText("\n".join(cell)) for cell in row] for row in rows])


def _is_sentence(text: str) -> bool:
    return text.endswith(("。", "；", "！", "？"))
