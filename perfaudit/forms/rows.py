"""Which cell of a row stands under which head: by grid where the format knows it, else by order, never by a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.columns import Fits, fits_by_kind, is_figure, readings


@dataclass(frozen=True)
class Heads:
    """A head row: the whole row, the slug of each cell that names a column, and the cells that name one again."""

    row: Row
    slugs: dict[int, str]  # position in the row → slug
    doubled: tuple[int, ...] = ()  # positions
    loses_blanks: bool = False  # whether blank cells got lost in the table: a row without one has them all the same

    @property
    def first(self) -> int:
        """Position of the first column that is named; the label stands before it."""
        return min(self.slugs)

    def measure_cell(self) -> str:
        """The words to the left of the named columns, where "(万元)" stands."""
        return " ".join(cell.text for cell in self.row[: self.first])


def read_heads(row: Row, slug_of: Callable[[str], str | None], at_least: int) -> Heads | None:
    """The row as heads where at least so many of its cells name columns; a slug counts once, the first time."""
    slugs: dict[int, str] = {}
    doubled: list[int] = []
    for position, cell in enumerate(row):
        slug = slug_of(cell.text)
        if slug is None:
            continue
        if slug in slugs.values():
            doubled.append(position)
        else:
            slugs[position] = slug
    return Heads(row, slugs, tuple(doubled)) if len(slugs) >= at_least else None


def settle_doubled(heads: Heads, order: list[str]) -> Heads:
    """Heads of which one names a column again, and one column is not named: by its place it is that one, if ``order`` fits.

    For example 2022 / 2023 / 2022 over last year's final, budget and final: the third is the final, with a wrong year.
    Or 决算数 / 预算数 / 决算数, whose years stand in a row above that lost its cells: the first is last year's.
    """
    missing = [slug for slug in order if slug not in heads.slugs.values()]
    if len(heads.doubled) != 1 or len(missing) != 1:
        return heads
    [again] = heads.doubled
    for slugs in ({**heads.slugs, again: missing[0]}, _with_first_renamed(heads, again, missing[0])):
        ordered = dict(sorted(slugs.items()))
        if list(ordered.values()) == order:
            return replace(heads, slugs=ordered, doubled=() if ordered[again] != missing[0] else heads.doubled)
    return heads


def _with_first_renamed(heads: Heads, again: int, missing: str) -> dict[int, str]:
    """The heads where the first of two that name one column is the missing one, and the second what both name."""
    text = heads.row[again].text
    first = next((place for place in heads.slugs if heads.row[place].text == text), None)
    return heads.slugs if first is None else {**heads.slugs, first: missing, again: heads.slugs[first]}


def place_cells(row: Row, heads: Heads, fits: Fits = fits_by_kind, name: str = "") -> dict[str, Cell] | None:
    """slug → cell for a row under these heads; a cell that does not exist there is left out. None: it can be read two ways.

    A flattened row has no grid: it is placed by the order of its cells if just one placing of them has every text in a
    column where ``fits`` has it stand, and one in the column ``name`` if any stands behind it (`columns`). What stands beside the heads, or under one twice, is not placed.
    """
    if row[0].grid is not None and heads.row[0].grid is not None:
        return _place_by_grid(row, heads)
    found = readings([cell.text for cell in row], [cell.text for cell in heads.row], heads.slugs, fits, name)
    if len(found) != 1:
        return None
    [reading] = found
    placed = {slug: row[position] for slug, position in reading if position is not None}
    if heads.loses_blanks:  # the column's cell was there and blank; what is left of its row is where it stood
        placed |= {slug: Cell("", row[0].source, None) for slug, position in reading if position is None}
    return placed


def loses_blanks(rows: Sequence[Row]) -> bool:
    """Whether a flattened table has no blank cell at all, as no form is: they got lost."""
    return len(rows) > 1 and all(cell.grid is None and cell.text.strip() for row in rows for cell in row)


def _place_by_grid(row: Row, heads: Heads) -> dict[str, Cell] | None:
    placed: dict[str, Cell] = {}
    for position, slug in heads.slugs.items():
        head_grid = heads.row[position].grid
        assert head_grid is not None
        over = [cell for cell in row if cell.grid and cell.grid[0] <= head_grid[1] and head_grid[0] <= cell.grid[1]]
        filled = [cell for cell in over if cell.text.strip()] or over[:1]
        if len(filled) > 1:
            return None
        if filled and not filled[0].is_continuation:
            placed[slug] = filled[0]
    return None if _has_stray_figure(row, heads) else _without_labels(placed, heads)


def _has_stray_figure(row: Row, heads: Heads) -> bool:
    """Whether a figure beyond the first named head is under no head at all, as where a text shows a page and columns drift."""
    grids = [cell.grid for cell in heads.row if cell.grid and cell.text.strip()]
    first = heads.row[heads.first].grid
    return first is not None and any(
        cell.grid is not None
        and cell.grid[1] >= first[0]
        and is_figure(cell.text)
        and not any(head[0] <= cell.grid[1] and cell.grid[0] <= head[1] for head in grids)
        for cell in row
    )


def _without_labels(placed: dict[str, Cell], heads: Heads) -> dict[str, Cell] | None:
    """Take out a cell that spans several columns: a wide text is no figure, a wide figure can be read two ways."""
    spans: dict[str, list[str]] = {}
    for slug, cell in placed.items():
        spans.setdefault(cell.source.id, []).append(slug)
    for slugs in spans.values():
        if len(slugs) > 1:
            cell = placed[slugs[0]]
            if any(character.isdigit() for character in cell.text):
                return None
            for slug in slugs:
                del placed[slug]
    return placed


def label_of(row: Row, heads: Heads | None) -> Cell | None:
    """The cell that names the row: the last one with words before the first placed one, else the last figure there."""
    before = row
    if heads is not None:
        first_grid = heads.row[heads.first].grid
        if first_grid is not None and row[0].grid is not None:
            before = tuple(cell for cell in row if cell.grid and cell.grid[0] < first_grid[0])
        else:
            before = row[: _first_placed(row, heads)]
    filled = [cell for cell in before if cell.text.strip()]
    words = [cell for cell in filled if not is_figure(cell.text)]
    return next(reversed(words or filled), None)


def _first_placed(row: Row, heads: Heads) -> int:
    """Position of the first cell under a named head; as in the head row where the row can be read two ways."""
    if len(row) == len(heads.row):
        return heads.first
    placed = place_cells(row, heads) or {}
    return min((position for position, cell in enumerate(row) if cell in placed.values()), default=heads.first)
