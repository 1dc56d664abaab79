"""Head rows in the vocabulary's terms: weak spellings yield to others, two rows of heads are one, levels have their points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from perfaudit.documents import Cell
from perfaudit.documents.model import Row, Table
from perfaudit.forms.columns import fits_by_kind
from perfaudit.forms.ledger import Ledger
from perfaudit.forms.rows import Heads, place_cells, read_heads
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text, years_in

MONEY_BASES = frozenset({"prior_final", "budget", "full_year", "final"})
_MAX_HEIGHT, _MAX_WIDTH = 3, 60
LEVELS = ("level_1", "level_2", "level_3")
_POINTS = ("weight", "score")
_WORDS = frozenset({"project_name", "remark"})
_VALUES = frozenset({"target", "actual", "weight", "score"})


@dataclass(frozen=True)
class FoundHeads:
    """Heads, and how many rows they take."""

    heads: Heads
    height: int


@dataclass(frozen=True)
class HeadWords:
    """How the heads of one kind of table are looked up: ``table`` is columns, item_columns or indicator_columns."""

    vocabulary: Vocabulary
    table: str
    form: str = ""
    year: int | None = None
    with_project: bool = False  # whether the name of a project is a column, too

    def find(self, rows: Sequence[Row], index: int, is_enough: Callable[[Heads], bool]) -> FoundHeads | None:
        """The heads that begin in a row. Rows are one head where together they name more columns than each alone."""
        one = self._read(rows[index])
        best = FoundHeads(one, 1) if is_enough(one) else None
        joined: Row | None = rows[index]
        most = len(one.slugs)
        for height in range(2, min(_MAX_HEIGHT, len(rows) - index) + 1):
            lower = rows[index + height - 1]
            if joined is None or not _may_join(rows[index + height - 2], lower):
                break
            upper, joined = joined, _joined(joined, lower, self)
            if joined is None:
                break
            both, below = self._read(joined), self._read(lower)
            most = max(most, len(below.slugs))
            is_more = len(both.slugs) > most
            is_split = best is not None and len(both.slugs) >= most and self._splits(upper, lower)
            if is_enough(both) and (is_more or is_split):
                best, most = FoundHeads(both, height), len(both.slugs)
        return best

    def _read(self, row: Row) -> Heads:
        found = {cell.text: self.look_up(cell.text) for cell in row}
        strong = {entry[0] for entry in found.values() if entry is not None and not entry[1]}

        def slug_of(text: str) -> str | None:
            entry = found[text]
            return None if entry is None or (entry[1] and entry[0] in strong) else entry[0]

        return read_heads(row, slug_of, 0) or Heads(row, {})

    def _splits(self, upper: Row, lower: Row) -> bool:
        """Whether the lower row only parts wide heads in columns whose names are known: 得分 in 自评 and 复核."""
        filled = [cell for cell in lower if cell.text.strip()]
        if not filled or not all(self.is_known(cell.text) for cell in filled):
            return False
        return upper[0].grid is None or all(
            any(_overlap(head, cell) and head.grid != cell.grid for head in upper) for cell in filled
        )

    def look_up(self, text: str) -> tuple[str, bool] | None:
        """The slug of a head, and whether it is a weak spelling."""
        if self.with_project and self.vocabulary.field(text) == "project_name":
            return "project_name", False
        return self.vocabulary.column(self.table, self.form, text, self.year)

    def is_known(self, text: str) -> bool:
        """Whether a head needs no signal: it is read, or known to hold nothing that is."""
        return self.look_up(text) is not None or self.vocabulary.is_in("ignored_heads", text)


def money_words(vocabulary: Vocabulary, form: str, year: int | None) -> HeadWords:
    return HeadWords(vocabulary, "columns", form, year, with_project=form == "project")


def are_money_heads(heads: Heads) -> bool:
    """Two columns at least, one of them money: weight and score alone are the heads of some other table."""
    slugs = set(heads.slugs.values())
    return len(slugs) >= 2 and bool(slugs & MONEY_BASES)


def are_item_heads(heads: Heads) -> bool:
    """Two columns at least, and no figure between them: "编制数 | 20 | 实有人数 | 19" are labels with their values."""
    return len(heads.slugs) >= 2 and not _has_figures(heads.row)


def find_indicator_heads(rows: Sequence[Row], index: int, vocabulary: Vocabulary) -> FoundHeads | None:
    """The heads of an indicator table: a column that names the indicator, one of target, actual, weight or score, and a third."""
    found = HeadWords(vocabulary, "indicator_columns").find(rows, index, _are_indicator_heads)
    return None if found is None else FoundHeads(_with_level_points(found.heads, vocabulary), found.height)


def _are_indicator_heads(heads: Heads) -> bool:
    slugs = set(heads.slugs.values())
    values = slugs & _VALUES
    levels = slugs & set(LEVELS)
    return bool(levels and values) and len(slugs) + (len(heads.doubled) > 0) >= 3 and (
        len(levels) > 1 or len(values) > 1
    )  # fmt: skip


def name_column(heads: Heads) -> str:
    """The level whose cells name the indicators: the last that the table has."""
    return max((slug for slug in heads.slugs.values() if slug in LEVELS), default="level_3")


def _with_level_points(heads: Heads, vocabulary: Vocabulary) -> Heads:
    """A column of points right behind a level is that level's own; behind the last level it is the indicator's weight."""
    slugs = dict(heads.slugs)
    own = {position: slug for position, slug in slugs.items() if slug in LEVELS}
    last = name_column(heads)
    words = HeadWords(vocabulary, "indicator_columns")
    points = [
        place for place, cell in enumerate(heads.row) if (found := words.look_up(cell.text)) and found[0] in _POINTS
    ]
    behind = {place: own[place - 1] for place in points if place - 1 in own}
    if not any(level != last for level in behind.values()):
        return heads
    later = [place for place in points if place not in behind]
    for place in points:
        slugs.pop(place, None)
    for place, level in behind.items():
        slugs[place] = "weight" if level == last else f"{level}_weight"
    for place in later:
        found = words.look_up(heads.row[place].text)
        assert found is not None
        slug = "weight" if found[0] == "weight" and "weight" not in slugs.values() else found[0]
        if slug not in slugs.values():
            slugs[place] = slug
    if "weight" not in slugs.values():
        only = [place for place, slug in slugs.items() if slug.endswith("_weight")]
        slugs[only[-1]] = "weight"
    return replace(heads, slugs=dict(sorted(slugs.items())), doubled=())


def place_row(row: Row, heads: Heads) -> dict[str, Cell] | None:
    """The cells of a row under these heads, as ``place_cells`` has it; None where they can be placed in two ways."""
    return place_cells(row, heads, fits_column)


def fits_column(slug: str, text: str) -> bool:
    """Whether a text can stand in a column: names and remarks are words, points of a level may be in percent."""
    if slug in _WORDS:
        return parse_cell(text).state != REPORTED
    return fits_by_kind("weight" if slug.endswith("_weight") else slug, text)


def doubled_heads(heads: Heads) -> list[Cell]:
    """Heads that stand twice in their row, to the letter or with their year; others only mean the same."""
    first = {normalise_label(heads.row[place].text) for place in heads.slugs}
    cells = [heads.row[place] for place in heads.doubled]
    return [cell for cell in cells if years_in(cell.text) or normalise_label(cell.text) in first]


def tell_unknown_heads(heads: Heads, words: HeadWords, ledger: Ledger) -> None:
    """Signal the heads behind the first named column that nobody knows."""
    ledger.take(heads.row)
    for place in _places_after(heads):
        cell = heads.row[place]
        is_second = place in heads.doubled and cell not in doubled_heads(heads) and not _is_weak(cell, words)
        is_unknown = bool(cell.text.strip()) and place not in heads.slugs and not words.is_known(cell.text)
        if is_second or is_unknown:
            ledger.tell("unknown_head", cell.text, cell.source)


def _places_after(heads: Heads) -> Iterator[int]:
    yield from range(min(heads.slugs, default=0), len(heads.row))


def _is_weak(cell: Cell, words: HeadWords) -> bool:
    found = words.look_up(cell.text)
    return found is not None and found[1]


def head_year(table: Table) -> int | None:
    """The form's own year as its column heads print it: a form left from last year is still read in its own terms."""
    rows = [
        [
            year
            for cell in row
            if ("算" in cell.text or "实" in cell.text) and len(normalise_text(cell.text)) <= 16
            for year in years_in(cell.text)
        ]
        for row in table.rows
    ]
    heads = [years for years in rows if len(years) > 1] or rows
    return max((year for years in heads for year in years), default=None)


def head_above(heads: Heads, row: Row, cell: Cell) -> Cell | None:
    """The head cell over a cell of a row below; None where it cannot be told."""
    if cell.grid is not None and heads.row[0].grid is not None:
        over = [
            head for head in heads.row if head.grid and head.grid[0] <= cell.grid[1] and cell.grid[0] <= head.grid[1]
        ]
        return over[0] if over else None
    place = next(place for place, other in enumerate(row) if other is cell)
    return heads.row[place] if len(row) == len(heads.row) else None


def _may_join(upper: Row, lower: Row) -> bool:
    """Whether two rows can be one head: no figures, and the lower one parts a wide cell of the upper or goes on below it."""
    if max(len(upper), len(lower)) > _MAX_WIDTH or _has_figures(upper) or _has_figures(lower):
        return False
    if upper[0].grid is None or lower[0].grid is None:
        return len(lower) > len(upper)
    return any(cell.is_continuation or not cell.text.strip() for cell in lower) or len(lower) > len(upper)


def _has_figures(row: Row) -> bool:
    """Whether a row holds a figure; a year is a head's."""
    return any(_is_figure(cell.text) for cell in row)


@lru_cache(maxsize=20_000)
def _is_figure(text: str) -> bool:
    reading = parse_cell(text)
    return reading.state == REPORTED and reading.measure != "年"


def _joined(upper: Row, lower: Row, words: HeadWords) -> Row | None:
    """Two rows of heads as one; None where they cannot be brought together in one way."""
    if any(cell.grid is None for cell in (*upper, *lower)):
        return _joined_by_place(upper, lower, words)
    cells = []
    for cell in lower:
        over = [head for head in upper if _overlap(head, cell)]
        if len(over) > 1:
            return None
        cells.append(_under(over[0] if over else None, cell, words))
    cells += [head for head in upper if not any(_overlap(head, cell) for cell in lower)]
    return tuple(sorted(cells, key=lambda cell: cell.grid or (0, 0)))


def _joined_by_place(upper: Row, lower: Row, words: HeadWords) -> Row | None:
    """Flattened rows: the cells that are filled in the lower one stand side by side under one cell of the upper one.

    They may stand under several, if they say the same under each: 名称, 权重, 名称, 权重.
    """
    filled = [place for place, cell in enumerate(lower) if cell.text.strip()]
    if not filled or filled[-1] - filled[0] + 1 != len(filled):
        return None
    start, end, parents = filled[0], filled[-1] + 1, len(upper) - (len(lower) - len(filled))
    if parents < 1 or len(filled) % parents or len(filled) == parents:
        return None
    width = len(filled) // parents
    texts = [cell.text for cell in lower[start:end]]
    if texts != texts[:width] * parents:
        return None
    middle = [_under(upper[start + place // width], cell, words) for place, cell in enumerate(lower[start:end])]
    return (*upper[:start], *middle, *upper[start + parents :])


def _under(head: Cell | None, cell: Cell, words: HeadWords) -> Cell:
    if head is None:
        return cell
    if not cell.text.strip():
        return replace(cell, text=head.text, source=head.source, is_continuation=False)
    # The head says which year, or whose, its columns are of: 决算数 under 上年 is not this year's.
    options = [f"{head.text}{cell.text}", f"{cell.text}{head.text}", cell.text]
    known = [(entry[1], text) for text in options if (entry := words.look_up(text)) is not None]
    known = known or [(True, text) for text in options if words.is_known(text)]
    return replace(cell, text=min(known, key=lambda entry: entry[0])[1]) if known else cell


def _overlap(one: Cell, other: Cell) -> bool:
    assert one.grid is not None and other.grid is not None
    return one.grid[0] <= other.grid[1] and other.grid[0] <= one.grid[1]
