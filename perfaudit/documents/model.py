"""What every reader hands on: a document as tables and passages in reading order, each with its source.

Readers drop what nobody sees (control, zero-width and bidi characters, white space around a cell's or a passage's
text) and change nothing else: full-width digits, inner spaces and line breaks arrive as received.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person finds words in the file as it is shown; None where the format has no such thing.

    ``page`` counts from 1; ``box`` is x0, top, x1, bottom in points from the page's upper left corner. ``sheet`` is the
    sheet's name and ``address`` the cell's in it, such as "C12"; of merged cells the upper left one's.
    """

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None
    address: str | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Source:
    """Where words stand; None where it does not apply.

    ``table``, ``row``, ``column`` and ``paragraph`` count from 1 within their file. ``column`` is the place among the
    physical cells of the row, so a horizontally merged cell counts once. ``paragraph`` counts the passages: paragraphs
    outside tables that hold any text. ``start`` and ``end`` are offsets from 0 into the cell's or passage's text.
    ``place`` helps people to find it and takes no part in what a source is.
    """

    file: str
    table: int | None = None
    row: int | None = None
    column: int | None = None
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def id(self) -> str:
        """``form.docx#t3r12c4`` for a cell, ``form.docx#p17`` for a passage, ``…:20-31`` for words in either."""
        marks = (("t", self.table), ("r", self.row), ("c", self.column), ("p", self.paragraph))
        place = "".join(f"{letter}{number}" for letter, number in marks if number is not None)
        words = "" if self.start is None else f":{self.start}-{self.end}"
        return self.file + (f"#{place}{words}" if place or words else "")

    def within(self, start: int, end: int) -> "Source":
        """The words from ``start`` to ``end`` of the whole cell or passage, whatever part this source spoke of."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Cell:
    """A physical cell.

    ``grid`` is the first and last grid column (from 0) where the format knows them, None in flattened text.
    ``is_continuation`` marks the lower part of a vertically merged cell, which does not exist on its own and has no
    text; flattened text cannot tell it from an empty cell, so it is never set there.
    """

    text: str
    source: Source
    grid: tuple[int, int] | None
    is_continuation: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of physical cells, which may differ in length; ``parent`` is the cell that a nested table stands in."""

    number: int
    rows: tuple[Row, ...]
    parent: Source | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph outside tables; it is never empty."""

    text: str
    source: Source


Block = Table | Passage


class Blocks(tuple[Block, ...]):
    """The blocks of one file; ``left_out`` names what it holds and does not show, such as "hidden sheet “底稿”"."""

    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its name, the SHA-256 of its bytes in hexadecimal, and its format, a key of ``READERS``."""

    name: str
    sha256: str
    format: str


@dataclass(frozen=True, slots=True)
class Document:
    """All that one unit handed in; the blocks of its files follow each other in the order of ``files``.

    ``set_aside`` has the name of each file that was not read, and why: it can hold no text, or stands there twice.
    So it has a file that was read, but for what it holds and does not show.
    """

    unit_id: str
    files: tuple[File, ...]
    blocks: tuple[Block, ...]
    set_aside: tuple[tuple[str, str], ...] = ()
    _by_id: dict[str, Cell | Passage] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Built once: a page looks up thousands of sources.
        object.__setattr__(self, "_by_id", {piece.source.id: piece for piece in self.pieces})

    @property
    def pieces(self) -> tuple[Cell | Passage, ...]:
        """Whatever holds text: all cells, then all passages."""
        return (*self.cells, *self.passages)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Passage))

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for table in self.tables for row in table.rows for cell in row)

    def find(self, source: Source | str) -> Cell | Passage:
        """The cell or passage that a source, or its id, stands in. Raises KeyError where the document has none."""
        return self._by_id[_split_id(source)[0]]

    def text_of(self, source: Source | str) -> str:
        """The words a source, or its id, speaks of: part of a cell or passage where it has offsets, else all of it."""
        piece_id, words = _split_id(source)
        return self._by_id[piece_id].text[words]


def rename_files(document: Document, names: Mapping[str, str]) -> Document:
    """The document with other names of its files, in all its sources; a name that ``names`` does not hold stays."""

    def elsewhere(source: Source) -> Source:
        return replace(source, file=names.get(source.file, source.file))

    def renamed(block: Block) -> Block:
        if isinstance(block, Passage):
            return replace(block, source=elsewhere(block.source))
        rows = tuple(tuple(replace(cell, source=elsewhere(cell.source)) for cell in row) for row in block.rows)
        return replace(block, rows=rows, parent=block.parent and elsewhere(block.parent))

    files = tuple(replace(file, name=names.get(file.name, file.name)) for file in document.files)
    return replace(document, files=files, blocks=tuple(map(renamed, document.blocks)))


def _split_id(source: Source | str) -> tuple[str, slice]:
    """The id of the whole cell or passage, and the part of its text: ``a.txt#p3:2-5`` → ``a.txt#p3``, 2 to 5."""
    identity = source if isinstance(source, str) else source.id
    offsets = re.search(r":(\d+)-(\d+)$", identity)
    if offsets is None or "#" not in identity[: offsets.start()]:
        return identity, slice(None)
    return identity[: offsets.start()], slice(int(offsets[1]), int(offsets[2]))
