"""Lines and rows that name a form: which they are, and where a table has to be cut at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from perfaudit.documents import Cell, Source, Table
from perfaudit.documents.model import Row
from perfaudit.vocabulary import Vocabulary, normalise_text, years_in

YEAR_LINE = re.compile(r"[(\[【]?(?:19|20)\d\d年?度?[)\]】]?")
_TITLE_LIKE = re.compile(r"[^:。;,!?]{2,40}表(?:[(\[【][^()\[\]【】]*[)\]】])?")
_NO_TITLE = re.compile(
    r"^(?:注|备注|说明|详?见|填|附件[:：]?\d?[、.]?$)|^(?:公开|附|样)?[\d一二三四五六七八九十]+表$|(?:一张|如下|下|此|本|该|每|列|填|报|代)表$"
)
SHORT_LINE = 40


def is_title_like(text: str) -> bool:
    """Whether a line looks like the title of a table: short, without a stop, ending in 表."""
    line = normalise_text(text)
    return _TITLE_LIKE.fullmatch(line) is not None and _NO_TITLE.search(line) is None


@dataclass(frozen=True)
class Title:
    """A line that names a form; ``form`` is "" for one that is none of ours."""

    form: str
    text: str
    source: Source


def cut_at_titles(table: Table, vocabulary: Vocabulary) -> list[tuple[Title | None, Table]]:
    """A table cut where a title row stands in it, and where a second form begins without one."""
    starts: dict[int, Title | None] = {}
    names = figures = 0  # in the rows since the last start
    for index, row in enumerate(table.rows):
        title = _title_row(table.rows, index, vocabulary)
        is_name = _is_name_row(row, vocabulary)
        if title is not None or (is_name and names and figures):
            first = (
                0 if title is not None and not starts and not figures else index
            )  # what stands above the first title
            starts.setdefault(first, title)
            names = figures = 0
        names += is_name
        figures += _has_figures(row)
    if 0 not in starts:
        starts[0] = None
    bounds = [*sorted(starts), len(table.rows)]
    return [
        (starts[start], replace(table, rows=table.rows[start:end]) if len(bounds) > 2 else table)
        for start, end in pairwise(bounds)
    ]


def _title_row(rows: Sequence[Row], index: int, vocabulary: Vocabulary) -> Title | None:
    """The title that a row holds, alone or, among the first rows, beside an annex number; or over two rows."""
    filled = [cell for cell in rows[index] if cell.text.strip()]
    alone = len({normalise_text(cell.text) for cell in filled}) == 1
    if not filled or not (alone or index < 2):
        return None
    for cell in filled:
        if (title := _title_of_cell(cell, rows, index, vocabulary)) is not None:
            return title
    above = [cell for cell in rows[index - 1] if cell.text.strip()] if index else []
    if alone and len(above) == 1 and len(above[0].text) <= SHORT_LINE:
        text = f"{above[0].text.strip()}{filled[0].text.strip()}"
        if (form := vocabulary.form_of_title(text)) is not None:
            return Title(form, text, filled[0].source)
    return None


def _title_of_cell(cell: Cell, rows: Sequence[Row], index: int, vocabulary: Vocabulary) -> Title | None:
    text = cell.text.strip()
    if vocabulary.is_other_form(text):
        return Title("", text, cell.source)
    form = vocabulary.form_of_title(text)
    if form is None:
        return None
    if not years_in(text):
        below = [other for other in rows[index + 1] if other.text.strip()] if index + 1 < len(rows) else []
        if len(below) == 1 and YEAR_LINE.fullmatch(normalise_text(below[0].text)):
            text = f"{text}{below[0].text.strip()}"
    return Title(form, text, cell.source)


def _is_name_row(row: Row, vocabulary: Vocabulary) -> bool:
    filled = [cell for cell in row if cell.text.strip()]
    return bool(filled) and len(filled) <= 4 and vocabulary.field(filled[0].text) == "project_name"


def _has_figures(row: Row) -> bool:
    return any(re.fullmatch(r"[\d.,，]+%?", cell.text.strip()) for cell in row)
