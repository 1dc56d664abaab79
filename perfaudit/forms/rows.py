"""Which cell of a row stands under which head: by grid where the format knows it, else by position, never by a guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from perfaudit.documents import Cell
from perfaudit.documents.model import Row


@dataclass(frozen=True)
class Heads:
    """A head row: the whole row, the slug of each cell that names a column, and the cells that name one again."""

    row: Row
    slugs: dict[int, str]  # position in the row → slug
    doubled: tuple[int, ...] = ()  # positions

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
    """
    missing = [slug for slug in order if slug not in heads.slugs.values()]
    if len(heads.doubled) != 1 or len(missing) != 1:
        return heads
    slugs = dict(sorted({**heads.slugs, heads.doubled[0]: missing[0]}.items()))
    return Heads(heads.row, slugs, heads.doubled) if list(slugs.values()) == order else heads


def place_cells(row: Row, heads: Heads) -> dict[str, Cell] | None:
    """slug → cell for a row under these heads; a cell that does not exist there is left out. None: it can be read two ways.

    A flattened row has no grid: it is placed only if it has as many cells as the head row (more, if the rest are empty).
    """
    if row[0].grid is not None and heads.row[0].grid is not None:
        return _place_by_grid(row, heads)
    width = len(heads.row)
    if len(row) < width or any(cell.text.strip() for cell in row[width:]):
        return None
    return {slug: row[position] for position, slug in heads.slugs.items()}


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
    return _without_labels(placed, heads)


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
    """The cell that names the row: the last filled one before the first named column."""
    before = row
    if heads is not None:
        first_grid = heads.row[heads.first].grid
        if first_grid is not None and row[0].grid is not None:
            before = tuple(cell for cell in row if cell.grid and cell.grid[0] < first_grid[0])
        else:
            before = row[: heads.first]
    return next((cell for cell in reversed(before) if cell.text.strip()), None)
