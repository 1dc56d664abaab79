"""Collects the blocks of one file in reading order, numbers them, and refuses more than the limits allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from perfaudit.documents import limits
from perfaudit.documents.cleaning import clean_text
from perfaudit.documents.model import NOWHERE, Block, Blocks, Cell, Passage, Place, Source, Table
from perfaudit.errors import DocumentError

_MAX_LEFT_OUT = 20  # what is told of one by one, and runs of rows in it


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell before it has a number; ``grid`` and ``is_continuation`` as in `Cell`."""

    text: str
    grid: tuple[int, int] | None = None
    is_continuation: bool = False
    place: Place = NOWHERE


class BlockBuilder:
    """Takes passages and tables in reading order and gives each its source; `blocks` is what has been taken so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._blocks: list[Block] = []
        self._left_out: list[str] = []
        self._tables = self._passages = self._cells = self._characters = 0

    @property
    def blocks(self) -> Blocks:
        blocks = Blocks(self._blocks)
        more = len(self._left_out) - _MAX_LEFT_OUT
        blocks.left_out = (*self._left_out[:_MAX_LEFT_OUT], *([f"{more} more"] if more > 0 else []))
        return blocks

    def leave_out(self, what: str) -> None:
        """Take note of words that the file holds and does not show."""
        self._left_out.append(" ".join(clean_text(what).split()))

    def add_passage(self, text: str, place: Place = NOWHERE) -> None:
        """Take one paragraph outside tables; a paragraph without visible text is nothing."""
        if not (text := text.strip()):
            return
        self._passages += 1
        self._count(text)
        self._blocks.append(Passage(text, Source(self.file, paragraph=self._passages, place=place)))

    def add_table(self, rows: Sequence[Sequence[CellText]], parent: Source | None = None) -> Table:
        """Take one table, whose rows all have cells; without any row it gets no number and is not kept."""
        number = self._tables + 1
        built = tuple(
            tuple(
                self._build_cell(cell, Source(self.file, table=number, row=row_number, column=column, place=cell.place))
                for column, cell in enumerate(row, 1)
            )
            for row_number, row in enumerate(rows, 1)
        )
        table = Table(number, built, parent)
        if built:
            self._tables = number
            self._blocks.append(table)
        return table

    def _build_cell(self, cell: CellText, source: Source) -> Cell:
        text = cell.text.strip()
        self._cells += 1
        self._count(text)
        return Cell(text, source, cell.grid, cell.is_continuation)

    def _count(self, text: str) -> None:
        self._characters += len(text)
        for count, limit, what in (
            (self._cells, limits.MAX_CELLS, "table cells"),
            (self._passages, limits.MAX_PASSAGES, "paragraphs"),
            (self._characters, limits.MAX_CHARACTERS, "characters"),
        ):
            refuse_over_limit(self.file, count, limit, what)


def row_name(row: int) -> str:
    return str(row + 1)


def runs_of(numbers: set[int], name: Callable[[int], str]) -> str:
    """{3, 4, 5, 8} → "4–6, 9"."""
    starts = sorted(number for number in numbers if number - 1 not in numbers)
    ends = sorted(number for number in numbers if number + 1 not in numbers)
    runs = [
        name(first) if first == last else f"{name(first)}–{name(last)}"
        for first, last in zip(starts, ends, strict=True)
    ]
    return ", ".join(runs[:_MAX_LEFT_OUT]) + " …" * (len(runs) > _MAX_LEFT_OUT)


def refuse_over_limit(file: str, count: int, limit: int, what: str) -> None:
    """Raise DocumentError where a file holds more than anybody's self-evaluation does."""
    if count > limit:
        raise DocumentError(
            file,
            f"more than {limit:,} {what}",
            "one unit's self-evaluation",
            "hand in the forms and the report only, without data attached to them",
        )
