"""The rows of an indicator table: which cell stands in which column, and what they have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.columns import LABEL
from perfaudit.forms.headrows import LEVELS, find_indicator_heads, fits_column, name_column, place_row
from perfaudit.forms.rows import Heads, place_cells
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text

CLASS_LEVELS = ("level_1", "level_2")
_COMPARISON = re.compile("[≥≤＞＜<>=＝]")
MAX_CLASS = 12  # characters of a class's name
CLASS_POINTS = re.compile(r"[(\[【]\d+(?:分|%)[)\]】]|(?<=[\u4e00-\u9fff])\d{1,3}分$")


def class_name(text: str) -> str:
    """A class without its points: "产出指标（50 分）" → "产出指标"."""
    return normalise_label(CLASS_POINTS.sub("", normalise_text(text)))


def place_indicator(row: Row, heads: Heads, vocabulary: Vocabulary) -> dict[str, Cell] | None:
    """The cells of an indicator by column; a cell over several levels stands under each of them."""
    if len(row) == len(heads.row) and (row[0].grid is None or heads.row[0].grid is None):
        return place_row(row, heads)
    if row[0].grid is None or heads.row[0].grid is None:
        name = name_column(heads)
        return place_cells(row, heads, _fits_with_classes(vocabulary, name), name)
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


def _fits_with_classes(vocabulary: Vocabulary, name: str) -> Callable[[str, str], bool]:
    """Whether a text can stand in a column of an indicator table: columns of classes and of names have nothing else."""

    def fits(slug: str, text: str) -> bool:
        if slug in CLASS_LEVELS and slug != name:
            return not text.strip() or slug in _class_levels(text, vocabulary)
        if slug == name and _COMPARISON.match(text.strip()):
            return False
        return fits_column(slug, text) and not (slug == LABEL and _class_levels(text, vocabulary))

    return fits


def _class_levels(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The levels at which a text can be a class: where the form has it, or either for one of the unit's own."""
    name = class_name(text)
    levels = tuple(level for level in CLASS_LEVELS if vocabulary.is_in(f"{level}_classes", name))
    return levels or (CLASS_LEVELS if name.endswith("指标") and len(name) <= MAX_CLASS else ())


def classes_of_lost_row(row: Row, vocabulary: Vocabulary) -> dict[str, Cell | None]:
    """The class that a row begins which can be read two ways, by level; None: it begins one that nobody can tell."""
    cells = [(cell, levels) for cell in row if (levels := _class_levels(cell.text, vocabulary))][:4]
    nothing: tuple[Cell | None, tuple[str, ...]] = (None, CLASS_LEVELS)
    ways = [
        (first, second)
        for one, (first, at) in enumerate([nothing, *cells])
        for two, (second, below) in enumerate([nothing, *cells])
        if "level_1" in at and "level_2" in below and (not two or one < two)
        and all(cell in (first, second) for cell, _ in cells if class_name(cell.text).endswith("指标"))
    ]  # fmt: skip
    found: dict[str, Cell | None] = {}
    for place, level in enumerate(CLASS_LEVELS):
        options = [way[place] for way in ways] or [None]
        if options[0] is not None or any(option is not None for option in options) or (cells and not ways):
            found[level] = options[0] if all(option is options[0] for option in options) else None
    return found


def prints_percent(rows: Sequence[Row], heads: Heads, vocabulary: Vocabulary) -> bool:
    """Whether a column of weights is printed in percent throughout: then 10 % are ten points."""
    has_any = False
    for index, row in enumerate(rows):
        if find_indicator_heads(rows, index, vocabulary) is not None:
            break
        cell = (place_indicator(row, heads, vocabulary) or {}).get("weight")
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
