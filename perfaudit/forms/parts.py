"""A document → its parts: which passages and tables belong to which form, known by title and rows, never by number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfaudit.documents import Cell, Document, Passage, Source, Table
from perfaudit.vocabulary import Vocabulary, years_in

Block = Passage | Table


@dataclass(frozen=True)
class Part:
    """One form or the report: its blocks in order, without the title. ``title`` is "" where it was known by its rows."""

    form: str
    title: str
    title_source: Source | None
    blocks: tuple[Block, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Passage))

    @property
    def year(self) -> int | None:
        """The year in the title; None where it names none."""
        return next(iter(years_in(self.title)), None)

    def cells(self) -> Iterator[Cell]:
        """Every cell of the part, row by row."""
        for table in self.tables:
            for row in table.rows:
                yield from row


def split_parts(document: Document, vocabulary: Vocabulary) -> tuple[Part, ...]:
    """The document's forms and report in reading order; a cover or a list of contents makes no part of its own.

    A part begins at a title line, at a table whose first rows hold a title, or at a table with the rows of another form.
    A second table that names a project begins a second project form. Each file begins anew.
    """
    parts: list[Part] = []
    for file in document.files:
        blocks = [block for block in document.blocks if _source(block).file == file.name]
        parts.extend(_split_file(blocks, vocabulary))
    return tuple(parts)


def _split_file(blocks: list[Block], vocabulary: Vocabulary) -> list[Part]:
    drafts: list[_Draft] = [_Draft("", "", None, [])]
    for block in blocks:
        current = drafts[-1]
        start = _starts_form(block, current, vocabulary)
        if start is None:
            current.blocks.append(block)
        else:
            drafts.append(_Draft(start.form, start.title, start.title_source, start.blocks))
    parts = [Part(draft.form, draft.title, draft.title_source, tuple(draft.blocks)) for draft in drafts if draft.form]
    parts = [part for part in parts if part.tables or (part.form == "report" and _has_prose(part.blocks))]
    if not parts and _is_untitled_report(blocks):
        return [Part("report", "", None, tuple(blocks))]
    return parts


@dataclass
class _Draft:
    form: str
    title: str
    title_source: Source | None
    blocks: list[Block]


def _starts_form(block: Block, current: _Draft, vocabulary: Vocabulary) -> _Draft | None:
    """The part that a block opens; None where it belongs to the current one."""
    if isinstance(block, Passage):
        form = vocabulary.form_of_title(block.text)
        return _Draft(form, block.text, block.source, []) if form else None
    titled = next(
        ((form, cell) for row in block.rows[:2] for cell in row if (form := vocabulary.form_of_title(cell.text))), None
    )
    if titled:
        form, cell = titled
        return None if form == current.form and not _tables(current) else _Draft(form, cell.text, cell.source, [block])
    form = vocabulary.form_of_rows([cell.text for row in block.rows for cell in row])
    if form is None or (current.form == "report" and form != "project"):
        return None  # a report may repeat rows of the forms in tables of its own
    if form != current.form or (
        form == "project" and any(_names_project(table, vocabulary) for table in _tables(current))
    ):
        return _Draft(form, "", None, [block]) if not _awaits_table(current, form) else None
    return None


def _awaits_table(current: _Draft, form: str) -> bool:
    return current.form == form and not _tables(current)


def _tables(draft: _Draft) -> list[Table]:
    return [block for block in draft.blocks if isinstance(block, Table)]


def _names_project(table: Table, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.field(cell.text) == "project_name" for row in table.rows for cell in row)


def _has_prose(blocks: tuple[Block, ...] | list[Block]) -> bool:
    return sum(len(block.text) for block in blocks if isinstance(block, Passage)) >= 100


def _is_untitled_report(blocks: list[Block]) -> bool:
    """A file of prose about performance under a title nobody foresaw."""
    prose = "".join(block.text for block in blocks if isinstance(block, Passage))
    return len(prose) >= 500 and "绩效" in prose and "自评" in prose


def _source(block: Block) -> Source:
    return block.source if isinstance(block, Passage) else block.rows[0][0].source
