"""Where everything stands: one row for every cell and passage, and one for every stretch of words that a record names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfaudit.documents import Document, Source
from perfaudit.forms.parts import Part
from perfaudit.records import SourceRow


def extract_sources(document: Document, parts: Sequence[Part], source_ids: Iterable[str]) -> tuple[SourceRow, ...]:
    """Rows for all cells and passages of the document that hold words, in order, then for the other ``source_ids``."""
    form_of = {block_id: part.form for part in parts for block_id in _block_ids(part)}
    rows = {piece.source.id: _row(piece.source, form_of, piece.text) for piece in document.pieces}
    for source_id in source_ids:
        if source_id and source_id not in rows:
            piece = document.find(source_id)
            start, end = (int(offset) for offset in source_id.rpartition(":")[2].split("-"))
            rows[source_id] = _row(piece.source.within(start, end), form_of, piece.text[start:end])
    return tuple(rows.values())


def _block_ids(part: Part) -> Iterable[str]:
    if part.title_source is not None:
        yield _block_id(part.title_source)
    for table in part.tables:
        yield _block_id(table.rows[0][0].source)
    for passage in part.passages:
        yield _block_id(passage.source)


def _block_id(source: Source) -> str:
    return f"{source.file}#{f't{source.table}' if source.table is not None else f'p{source.paragraph}'}"


def _row(source: Source, form_of: dict[str, str], text: str) -> SourceRow:
    return SourceRow(
        source.id, source.file, form_of.get(_block_id(source), ""), source.table, source.row, source.column,
        source.paragraph, source.start, source.end, text,
        source.place.page, source.place.box, source.place.sheet, source.place.address,
    )  # fmt: skip
