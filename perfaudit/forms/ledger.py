"""What of a form was understood; whatever was not becomes a row of its own, so that nothing is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from perfaudit.documents import Cell, Passage, Source, Table
from perfaudit.documents.model import Row
from perfaudit.forms.parts import Part
from perfaudit.forms.titles import is_title_like
from perfaudit.quantities import parse_cell
from perfaudit.records import NOT_APPLICABLE, REPORTED, Field
from perfaudit.vocabulary import Vocabulary, normalise_text, stated_measure

MAX_LABEL = 30
"""Longer words are a text, not a label that a vocabulary could hold."""
_NOTE = re.compile(r"[(（]?(?:注|备注|说明|填[报表写]说明|编制说明)[0-9一二三四五六七八九十]{0,2}[：:、.．)）]|[※★*＊]")
_PAIR = re.compile(r"[^:：]{2,20}[:：]\s*[-(（]?[\d/][\d.,，%元万亿/)）]*\s*$")
_YEAR_ONLY = re.compile(r"\(?(?:19|20)\d\d年?度?\)?")


@dataclass
class Ledger:
    """Cells that a reader has understood, and signals for the others."""

    signals: list[tuple[str, str, str]] = field(default_factory=list)  # field, text, source id
    _taken: set[str] = field(default_factory=set)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def take(self, cells: Iterable[Cell]) -> None:
        self._taken.update(cell.source.id for cell in cells)

    def has(self, cell: Cell) -> bool:
        return cell.source.id in self._taken

    def tell(self, slug: str, text: str, source: Source) -> None:
        """Note what the vocabulary does not know, once for each place."""
        if (slug, source.id) not in self._told:
            self._told.add((slug, source.id))
            self.signals.append((slug, text.strip(), source.id))

    def fields(self, form: str, member: str) -> list[Field]:
        """The signals in the order of their places."""
        return [Field(form, slug, member, text, REPORTED, source_id) for slug, text, source_id in self.signals]


def tell_unread(part: Part, vocabulary: Vocabulary, ledger: Ledger) -> None:
    """Go over a form once more and tell every label, title and table of which no reader understood anything.

    Left out, in this order:
    1. notes, and texts too long to be a label
    2. rows that hold one short text only: headings of what follows
    """
    title = ""
    for block in part.blocks:
        if isinstance(block, Passage):
            title = block.text.strip() if is_title_like(block.text) else title
            continue
        if not _is_empty(block):
            _tell_table(block, title, vocabulary, ledger)
        title = ""


def tell_table(table: Table, title: str, ledger: Ledger) -> None:
    """A table that nobody reads as part of a form."""
    first = next((cell for row in table.rows for cell in row if cell.text.strip()), None)
    if first is not None:
        ledger.tell("unknown_table", title or first.text, first.source)


def _tell_table(table: Table, title: str, vocabulary: Vocabulary, ledger: Ledger) -> None:
    cells = [cell for row in table.rows for cell in row if cell.text.strip()]
    if not any(ledger.has(cell) for cell in cells) and len(cells) > 1:
        tell_table(table, title, ledger)
        return
    for row in table.rows:
        for label in _unread_labels(row, vocabulary, ledger):
            slug = "unknown_title" if _is_alone(label, row) else "unknown_label"
            ledger.tell(slug, label.text, label.source)


def _unread_labels(row: Row, vocabulary: Vocabulary, ledger: Ledger) -> Iterator[Cell]:
    left = [cell for cell in row if cell.text.strip() and not ledger.has(cell) and not _is_note(cell.text)]
    pairs = [cell for cell in left if _PAIR.fullmatch(cell.text.strip())]
    yield from pairs
    left = [cell for cell in left if cell not in pairs]
    filled = [cell for cell in row if cell.text.strip()]
    if left and _is_alone(left[0], row):
        text = left[0].text
        if is_title_like(text) and vocabulary.form_of_title(text) is None and not vocabulary.is_other_form(text):
            yield left[0]
        return  # 2
    labels = [cell for cell in left if not is_value(cell.text) and len(normalise_text(cell.text)) <= MAX_LABEL]  # 1
    if not labels or vocabulary.is_in("ignored_labels", labels[0].text) or vocabulary.goal_head(labels[0].text):
        figures = [cell for cell in left if parse_cell(cell.text).state == REPORTED]
        yield from figures[:1] if not labels else ()
        return
    if len(filled) > 1 and not _YEAR_ONLY.fullmatch(normalise_text(labels[0].text)):
        yield labels[0]


def _is_alone(cell: Cell, row: Row) -> bool:
    return all(other is cell or not other.text.strip() or other.text == cell.text for other in row)


def _is_note(text: str) -> bool:
    return bool(_NOTE.match(text.strip())) or ("单位" in text and stated_measure(text) is not None)


def _is_empty(table: Table) -> bool:
    return not any(cell.text.strip() for row in table.rows for cell in row)


def is_value(text: str) -> bool:
    """Whether a cell holds a figure, or says that there is none."""
    return parse_cell(text).state in (REPORTED, NOT_APPLICABLE)
