"""Workbooks (.xlsx, .xlsm, .xls, .et, .ods): each visible sheet as tables and passages, as it shows on the screen.

Macros are never run, formulas never reckoned, links never followed. A formula whose result was not saved arrives as its
text ("=SUM(B2:B3)", "=" in .xls), and so does an error such as "#REF!": neither is a blank, and neither can be read as a
figure. A 0 counts as not saved where the program that wrote the file left all results for Excel to work out.

Hidden sheets, rows and columns (also by a filter or a folded outline) are left out, as hidden text is in Word; those that
hold words are named in `Blocks.left_out`. Struck-out words are left out as well: a cell of nothing else is a blank.

**Lines and tables.** A sheet has no paragraphs, so layout decides. A *lone line* is a row with one filled cell and no place
for others: no blank cell of it has a line at its side, or is merged.

1. Lone lines before the first and after the last row of another kind are passages: titles, "单位：万元", notes. So is a whole
   sheet of them, which is a report. A lone line at the end stays in the table where it is a label whose figures are
   blank: neither merged over most of the table nor a sentence.
2. A row at the end whose filled cells are labels with a colon and what belongs to them ("填表人：" beside a name) is one
   passage, its cells parted by blanks; before the table, only where each of its cells has a colon and none is boxed.
3. Empty rows without boxes are filler, unless lone lines follow: then these are passages again, and another table begins.
   So it is, without an empty row, where a lone line or a row of signatures without boxes follows rows with boxes.
4. Other lone lines among a table's rows are rows of it: heads of sections, labels whose figures are blank. Up to
   `MAX_BLANK_ROWS` blank rows with boxes are, too.
5. A passage is a cell. One that holds sentences is several, parted at its line breaks.

All cells of a table's rectangle exist, empty ones as blanks; a merged range is one cell, carried on in its lower rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from perfaudit.documents.building import BlockBuilder
from perfaudit.documents.model import Block
from perfaudit.documents.packages import open_package
from perfaudit.documents.workbook_lines import (
    Line,
    is_closing,
    is_line_of_pairs,
    is_signature,
    lines_of,
    width_of,
)
from perfaudit.documents.workbook_ods import read_ods_sheets
from perfaudit.documents.workbook_sheets import Sheet, hidden_parts
from perfaudit.documents.workbook_xls import read_xls_sheets
from perfaudit.documents.workbook_xlsx import read_xlsx_sheets
from perfaudit.errors import DocumentError

WORKBOOK = "an Excel workbook (.xlsx, .xls) or an OpenDocument one (.ods)"
MAX_BLANK_ROWS = 20  # more of them were made ready for nobody
_ZIP, _OLE2 = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SENTENCE_END = re.compile("[。；！？]")


def read_spreadsheet(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a workbook's visible sheets, in order.

    Raises DocumentError: damaged, locked with a password, beyond the limits, or in a format that is no workbook.
    """
    builder = BlockBuilder(file)
    for sheet in _sheets(file, data):
        for part in hidden_parts(sheet):
            builder.leave_out(part)
        for lines in _split_blocks(lines_of(sheet)):
            _add_block(builder, lines)
    return builder.blocks


def _sheets(file: str, data: bytes) -> Iterator[Sheet]:
    if data.startswith(_ZIP):
        with open_package(file, data, WORKBOOK) as package:
            is_open_document = "content.xml" in package.namelist()
        return read_ods_sheets(file, data) if is_open_document else read_xlsx_sheets(file, data)
    if data.startswith(_OLE2) and _LOCKED in data:  # a locked .xlsx
        raise DocumentError(file, "it is locked with a password", remedy="save it without a password")
    return read_xls_sheets(file, data)


def _split_blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that belong together (module docstring, 3), without empty ones and the lower parts of high lone lines."""
    block: list[Line] = []
    blank: list[Line] = []  # boxed, and not known yet to stand within a table
    was_empty, in_boxes = False, False
    for line in lines:
        if line.is_empty or (block and not blank and line.is_shadow_of(block[-1])):
            was_empty = was_empty or line.is_empty
            continue
        if line.is_blank:
            blank.append(line)
            continue
        is_beneath_boxes = in_boxes and not line.is_boxed
        if block and line.is_lone and (was_empty or is_beneath_boxes):
            yield block
            block = []
        elif len(blank) <= MAX_BLANK_ROWS:
            block += blank
        if is_beneath_boxes and is_signature(line):
            yield [*block, line]
            block = []
        else:
            block.append(line)
            in_boxes = in_boxes if line.is_lone else line.is_boxed
        blank, was_empty = [], False
    if block:
        yield block


def _add_block(builder: BlockBuilder, lines: list[Line]) -> None:
    width = width_of(lines, is_filled_only=True)
    first, last = 0, len(lines)
    while first < last and (lines[first].is_lone or is_line_of_pairs(lines[first])):
        first += 1
    while last > first and (is_closing(lines[last - 1], width) or is_signature(lines[last - 1])):
        last -= 1
    for line in lines[:first]:
        _add_passages(builder, line)
    if table := lines[first:last]:
        width = width_of(table)
        builder.add_table([[cell for cell in line.cells if cell.grid and cell.grid[0] < width] for line in table])
    for line in lines[last:]:
        _add_passages(builder, line)


def _add_passages(builder: BlockBuilder, line: Line) -> None:
    """The words of a line; those of a cell that holds sentences a paragraph for each of its line breaks."""
    texts = [cell.text for cell in line.filled]
    place = line.filled[0].place
    if len(texts) > 1:
        builder.add_passage("  ".join(" ".join(text.split()) for text in texts), place)
        return
    for text in texts[0].split("\n") if _SENTENCE_END.search(texts[0]) else texts:
        builder.add_passage(text, place)
