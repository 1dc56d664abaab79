"""Cuts of the document: the rows of a form with the cells marked, the sentence of the report with the words marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from perfaudit.documents import Document, Source, Table
from perfaudit.documents.model import Row
from perfaudit.documents.simplified import simplified
from perfaudit.vocabulary import FORMS, load_vocabulary, years_in

MAX_ROWS = 24
MAX_CELL, MAX_MARKED_CELL = 26, 160
MAX_CONTEXT = 90  # characters of a sentence to either side of the marked words
PLACE = ("file", "table", "row", "column", "paragraph", "start", "end", "page", "box", "sheet", "address")
_SENTENCE_ENDS = "。！？；\n"

Evidence = dict[str, Any]
"""One entry of a finding's ``evidence``, as in findings.json."""


@dataclass(frozen=True)
class Words:
    """Part of a text; ``is_marked`` where it is what the evidence speaks of."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class CutCell:
    words: tuple[Words, ...]
    is_marked: bool


@dataclass(frozen=True)
class CutRow:
    """A row with its number in the table; ``is_head`` where it only says what the columns of the rows below are."""

    number: int
    cells: tuple[CutCell, ...]
    is_head: bool = False


@dataclass(frozen=True)
class Cut:
    """What to show for one or more entries: rows of a table, or the words of a passage. ``source`` says where."""

    source: dict[str, Any]
    labels: tuple[str, ...]
    rows: tuple[CutRow, ...] = ()
    left_out: int = 0
    words: tuple[Words, ...] = ()


@dataclass
class Cutter:
    """Makes cuts of a unit's document, and of last year's. Where a source is in neither, the quotes must do."""

    document: Document | None
    previous: Document | None = None
    _tables: dict[tuple[str, int], Table] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for table in (table for document in self._documents for table in document.tables):
            first = next((cell for row in table.rows for cell in row), None)
            if first is not None:
                self._tables[first.source.file, table.number] = table

    @property
    def _documents(self) -> list[Document]:
        return [document for document in (self.document, self.previous) if document is not None]

    def cut(self, entries: Iterable[Evidence]) -> list[Cut]:
        """Cuts in the order in which the entries name their places; entries in one table, or one passage, share a cut."""
        places: dict[tuple[Any, ...], list[Evidence]] = {}
        for entry in entries:
            source = entry.get("source") or {}
            key = tuple(source.get(name) for name in ("file", "table", "paragraph"))
            places.setdefault(key, []).append(entry)
        return [self._cut_place(group) for group in places.values()]

    def _cut_place(self, entries: list[Evidence]) -> Cut:
        source = dict.fromkeys(PLACE) | (entries[0].get("source") or {})
        source["is_previous"] = (
            any(source["file"] == file.name for file in self.previous.files) if self.previous else False
        )
        labels = tuple(dict.fromkeys(str(entry["label"]) for entry in entries if entry.get("label")))
        table = self._tables.get((str(source.get("file")), source.get("table") or 0))
        if table is not None and any((entry["source"] or {}).get("row") for entry in entries):
            return _cut_table(table, entries, source, labels)
        passage = self._passage(source)
        if passage is None:
            quotes = dict.fromkeys(str(entry["quote"]) for entry in entries if entry.get("quote"))
            words = tuple(Words(_shorten(quote, MAX_MARKED_CELL), True) for quote in quotes)
        else:
            words = _cut_passage(passage, [_span_of(passage, entry) for entry in entries])
        return Cut(source, labels, words=words)

    def _passage(self, source: dict[str, Any]) -> str | None:
        if not source.get("paragraph"):
            return None
        for document in self._documents:
            with suppress(KeyError):
                return document.find(Source(str(source["file"]), paragraph=source["paragraph"])).text
        return None


def cut_named(entry: Evidence, names: Sequence[str]) -> Cut | None:
    """The entry's quote with the names marked; None where it does not hold at least two of them, and every one."""
    quote = str(entry.get("quote") or "")
    spans, at = [], 0
    for name in names:
        place = quote.find(name, at)
        if place < 0:
            return None
        at = place + len(name)
        spans.append((place, at))
    if len(spans) < 2:
        return None
    return Cut(
        dict.fromkeys((*PLACE, "is_previous")) | (entry.get("source") or {}), (), words=_cut_passage(quote, spans)
    )


def _cut_table(table: Table, entries: list[Evidence], source: dict[str, Any], labels: tuple[str, ...]) -> Cut:
    marks: dict[tuple[int, int], list[Evidence]] = {}
    for entry in entries:
        marks.setdefault((entry["source"]["row"] or 0, entry["source"].get("column") or 0), []).append(entry)
    numbers = sorted({row for row, _ in marks if 0 < row <= len(table.rows)})
    shown = numbers[:MAX_ROWS]
    heads = {head for number in shown if (head := _head_above(table, number))} - set(shown)
    rows = tuple(
        CutRow(
            number,
            tuple(_cut_cell(cell.text, marks.get((number, place))) for place, cell in enumerate(cells, 1)),
            number in heads,
        )
        for number in sorted(heads.union(shown))
        if (cells := table.rows[number - 1])
    )
    return Cut(source, labels, _without_empty_start(rows), max(0, len(numbers) - MAX_ROWS))


def _without_empty_start(rows: tuple[CutRow, ...]) -> tuple[CutRow, ...]:
    """The rows without the first columns that are empty in all of them: the lower parts of merged cells."""
    starts = [
        next((place for place, cell in enumerate(row.cells) if cell.is_marked or cell.words[0].text), 0)
        for row in rows
        if not row.is_head
    ]
    start = min(starts, default=0)
    return tuple(replace(row, cells=row.cells[start:]) for row in rows)


def _head_above(table: Table, number: int) -> int | None:
    """The number of the head row that a row stands under, if it has as many cells; None where there is none."""
    for above in range(number - 1, 0, -1):
        if _is_head(table.rows[above - 1]):
            return above if len(table.rows[above - 1]) == len(table.rows[number - 1]) else None
    return None


def _is_head(row: Row) -> bool:
    vocabulary = load_vocabulary()
    words = [simplified(cell.text) for cell in row]
    year = max((year for word in words for year in years_in(word)), default=None)
    known = (
        vocabulary.indicator_column(word)
        or any(vocabulary.basis(form, word, year) for form in FORMS)
        or any(vocabulary.item_column(form, word, year) for form in FORMS)
        for word in words
    )
    return sum(map(bool, known)) >= 2


def _cut_cell(text: str, entries: list[Evidence] | None) -> CutCell:
    if not entries:
        return CutCell((Words(_shorten(text, MAX_CELL)),), False)
    spans = [_span_of(text, entry) for entry in entries]
    if len(text) <= MAX_CELL or any(span is None or span == (0, len(text)) for span in spans):
        return CutCell((Words(_shorten(text, MAX_MARKED_CELL), True),), True)
    return CutCell(_cut_passage(text, spans), True)


def _span_of(text: str, entry: Evidence) -> tuple[int, int] | None:
    """Where in the text the entry's words stand: by its offsets, else by its quote; None where neither says."""
    source = entry.get("source") or {}
    start, end = source.get("start"), source.get("end")
    if start is not None and end is not None and 0 <= start < end <= len(text):
        return start, end
    quote = str(entry.get("quote") or "")
    place = text.find(quote) if quote else -1
    return (place, place + len(quote)) if place >= 0 else None


def _cut_passage(text: str, spans: Sequence[tuple[int, int] | None]) -> tuple[Words, ...]:
    """The sentences around the marked spans, "…" where the text goes on."""
    marked = _join([span for span in spans if span is not None])
    if not marked:
        return (Words(_shorten(text, MAX_MARKED_CELL)),)
    around = _join([_sentence(text, *span) for span in marked])
    words: list[Words] = []
    for start, end in around:
        if start > 0:
            words.append(Words("…"))
        at = start
        for first, last in marked:
            if start <= first and last <= end:
                words += [Words(text[at:first]), Words(text[first:last], True)]
                at = last
        words.append(Words(text[at:end]))
    if around[-1][1] < len(text):
        words.append(Words("…"))
    return tuple(piece for piece in words if piece.text)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((text.rfind(sign, 0, start) for sign in _SENTENCE_ENDS), default=-1) + 1
    last = min((place + 1 for sign in _SENTENCE_ENDS if (place := text.find(sign, end)) >= 0), default=len(text))
    return max(first, start - MAX_CONTEXT), min(last, end + MAX_CONTEXT)


def _join(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _shorten(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
