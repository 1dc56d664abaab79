"""The rows of an indicator table: which cell stands in which column, and what they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.headrows import LEVELS, find_indicator_heads, place_row
from perfaudit.forms.rows import Heads
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text


def place_indicator(row: Row, heads: Heads) -> dict[str, Cell] | None:
    """The cells of an indicator by column; a cell over several levels stands under each of them."""
    if row[0].grid is None or heads.row[0].grid is None:
        return place_row(row, heads)
    levels = {at: slug for at, slug in heads.slugs.items() if slug in LEVELS}
    values = {at: slug for at, slug in heads.slugs.items() if slug not in LEVELS}
    placed = place_row(row, replace(heads, slugs=values)) if values else {}
    if placed is None:
        return None
    for at, slug in levels.items():
        grid = heads.row[at].grid
        over = [cell for cell in row if cell.grid and grid and cell.grid[0] <= grid[1] and grid[0] <= cell.grid[1]]
        filled = [cell for cell in over if cell.text.strip()]
        if len(filled) > 1:
            return None
        for cell in (filled or over)[:1]:
            if not cell.is_continuation:
                placed[slug] = cell
    return placed


def prints_percent(rows: Sequence[Row], heads: Heads, vocabulary: Vocabulary) -> bool:
    """Whether a column of weights is printed in percent throughout: then 10 % are ten points."""
    has_any = False
    for index, row in enumerate(rows):
        if find_indicator_heads(rows, index, vocabulary) is not None:
            break
        cell = (place_indicator(row, heads) or {}).get("weight")
        reading = parse_cell(cell.text) if cell is not None else None
        if reading is not None and reading.state == REPORTED:
            if reading.measure != "%":
                return False
            has_any = True
    return has_any


def indicator_name(text: str) -> str:
    name = re.sub(r"^指标\d+[::.、]?", "", normalise_text(text))
    return normalise_label(name).replace("[", "(").replace("]", ")")


def join_split_rows(rows: tuple[Row, ...], vocabulary: Vocabulary) -> Iterator[Row]:
    """Rows as they were in the form: a class cell that ended in an empty line splits its row where a table was flattened."""
    heads = (find_indicator_heads(rows, index, vocabulary) for index in range(len(rows)))
    width = next((len(found.heads.row) for found in heads if found is not None), 0)
    pending: Row = ()
    for row in rows:
        is_broken = len(row) < width and row[0].grid is None and vocabulary.is_in("level_2_classes", row[-1].text)
        if pending:
            joins = len(pending) + len(row) == width
            yield from [pending + row] if joins else [pending, row]
            pending = ()
        elif is_broken:
            pending = row
        else:
            yield row
    if pending:
        yield pending
