"""The figures of a form, row by row: head rows give the basis or the item, labels give the item or the member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from perfaudit.documents import Cell
from perfaudit.documents.model import Row, Table
from perfaudit.forms.facts import FactList, Names, Place
from perfaudit.forms.headrows import (
    HeadWords,
    are_item_heads,
    are_money_heads,
    doubled_heads,
    find_indicator_heads,
    head_above,
    head_year,
    money_words,
    place_row,
    tell_unknown_heads,
)
from perfaudit.forms.labels import Labels
from perfaudit.forms.ledger import Ledger, is_value
from perfaudit.forms.money import form_money_measure, measure_of_cell, money_of_heads
from perfaudit.forms.pairs import PairReader
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads, label_of, loses_blanks, read_heads, settle_doubled
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED, UNDECIDABLE, Fact, Field
from perfaudit.vocabulary import Vocabulary, normalise_label, stated_measure, stated_points

_MAX_LOOK_AHEAD = 60


@dataclass
class FigureReader:
    """Reads the figures of one part. ``money_measure`` is what the rest of the document counts money in, if it is agreed.

    ``ledger`` collects labels and heads that the vocabulary does not know: nothing is dropped in silence. ``projects``
    are those of a table that lists one project a row.
    """

    part: Part
    vocabulary: Vocabulary
    member: str
    money_measure: str | None
    ledger: Ledger = field(default_factory=Ledger)
    fields: list[Field] = field(default_factory=list)
    projects: dict[str, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._list = FactList(self.part.form, self.vocabulary, self.member)
        self._form_measure = form_money_measure(self.part, self.vocabulary) or self.money_measure
        self._project_names = Names()
        self._pairs = PairReader(self._list, self.ledger)

    @property
    def facts(self) -> list[Fact]:
        return self._list.facts

    def read(self) -> list[Fact]:
        """All figures of the part's tables, without the indicators."""
        for table in self.part.tables:
            self._read_table(table)
        self._list.settle()
        return self.facts

    def _read_table(self, table: Table) -> None:
        reader = _TableState(loses_blanks=loses_blanks(table.rows))
        words = self._words(table)
        skip_to = 0
        for index, row in enumerate(table.rows):
            if index < skip_to:
                continue
            skip_to = index + self._read_heads(table.rows, index, words, reader)
            if skip_to == index:
                self._read_body(row, reader)

    def _words(self, table: Table) -> tuple[HeadWords, HeadWords]:
        year = head_year(table) or self.part.year
        form = self.part.form
        return money_words(self.vocabulary, form, year), HeadWords(self.vocabulary, "item_columns", form, year)

    def _read_heads(
        self, rows: Sequence[Row], index: int, words: tuple[HeadWords, HeadWords], state: _TableState
    ) -> int:
        """How many rows are heads here: 0 for a row of the body. Sets what the rows below stand under."""
        of_money, of_items = words
        if (indicators := find_indicator_heads(rows, index, self.vocabulary)) is not None:
            state.close()
            return indicators.height
        if (money := of_money.find(rows, index, are_money_heads)) is not None:
            heads = self._settle(money.heads)
            start = index + money.height
            labels = Labels(self.vocabulary, self.part.form, heads, rows[start : start + _MAX_LOOK_AHEAD])
            state.open(heads, of_money, labels=labels)
            tell_unknown_heads(money.heads, of_money, self.ledger)
            self.ledger.take(cell for row in rows[index : index + money.height] for cell in row)
            return money.height
        if (items := of_items.find(rows, index, are_item_heads)) is not None:
            state.open(items.heads, of_items, of_items=True)
            tell_unknown_heads(items.heads, of_items, self.ledger)
            self.ledger.take(cell for row in rows[index : index + items.height] for cell in row)
            return items.height
        if read_heads(rows[index], self.vocabulary.goal_head, 2):
            state.close(goals=True)  # goals and results follow, no figures
            return 1
        return 0

    def _settle(self, heads: Heads) -> Heads:
        """Note every head that stands twice, and read the second by its place where the form leaves one reading."""
        if not doubled_heads(heads):
            return heads
        order = [slug for slug in self.vocabulary.words["columns"][self.part.form] if self._is_usual(slug, heads)]
        settled = settle_doubled(heads, order)
        for cell in doubled_heads(settled):
            self.fields.append(Field(self.part.form, "doubled_head", self.member, cell.text, REPORTED, cell.source.id))
        return settled

    def _is_usual(self, slug: str, heads: Heads) -> bool:
        """Whether a column is one that every form of the kind has, or this one prints."""
        return (self.part.form, slug) != ("basic", "full_year") or slug in heads.slugs.values()

    def _read_body(self, row: Row, state: _TableState) -> None:
        heads = state.heads
        if state.is_closed or self._is_text(row):
            return
        if heads is None:
            self._pairs.read(row, self._form_measure)
        elif state.of_items:
            self._read_item_columns(row, heads)
        elif "project_name" in heads.slugs.values():
            self._read_project(row, heads)
        elif self._pairs.is_row(row):
            self._pairs.read(row, self._money(heads))
        elif (
            self.part.form != "overall"
            or self._has_columns(row, heads)
            or not self._pairs.read(row, self._money(heads))
        ):
            state.group = self._read_row(row, heads, state)

    def _is_text(self, row: Row) -> bool:
        """Whether a row begins with the label of a text that is known and not read."""
        filled = [cell for cell in row if cell.text.strip()]
        if not filled or any(self.vocabulary.item(self.part.form, cell.text) for cell in filled):
            return False
        is_text = self.vocabulary.is_in("ignored_labels", filled[0].text) and not any(
            parse_cell(cell.text).state == REPORTED for cell in filled[1:]
        )
        if is_text:
            self.ledger.take(row)
        return is_text

    def _has_columns(self, row: Row, heads: Heads) -> bool:
        """Whether a row gives figures under several heads, so that they are no pairs of label and value."""
        placed = place_row(row, heads) or {}
        return sum(is_value(cell.text) for cell in placed.values()) >= 2

    def _read_row(self, row: Row, heads: Heads, state: _TableState) -> str:
        """One row under basis heads. Returns the group of free-text lines that is open after it."""
        label = state.labels.find(row) if state.labels else None
        group = state.group
        if label is None:
            return group
        item = self.vocabulary.item(self.part.form, label.text)
        member = self.member
        if item is not None and self._is_line(item, group):
            item, member = group, self._list.free_member(group, member_name(label.text))
        elif item is not None:
            group = self.vocabulary.group(self.part.form, item) or ""  # every known row ends a list of free-text lines
        elif self.vocabulary.field(label.text) or (len(row) < len(heads.slugs) and not _lost_cells(row, label)):
            if group and heads.loses_blanks and len(row) == 1 and not self.vocabulary.field(label.text):
                # A line without figures, or words over the whole width: nobody can tell.
                self.ledger.tell("unplaced_row", label.text, label.source)
                self.ledger.take(row)
            return group
        elif group and not self.vocabulary.is_in("generic_rows", label.text):
            item, member = group, self._list.free_member(group, member_name(label.text))
        else:
            self.ledger.tell("unknown_label", label.text, label.source)
            self.ledger.take(row)
            return group
        self._add_row(row, heads, item, member, label)
        self._tell_strays(row, heads, state)
        return group

    def _is_line(self, item: str, group: str) -> bool:
        """Whether a known label in an open list is the name of one of its lines: the form gave its own row before."""
        return (
            bool(group) and self._list.has(item, self.member) and self.vocabulary.group(self.part.form, item) != group
        )

    def _tell_strays(self, row: Row, heads: Heads, state: _TableState) -> None:
        """Figures of a row that stand under no head that is known: their column is told, not the row."""
        self.ledger.take(row)
        placed = {cell.source.id for cell in (place_row(row, heads) or {}).values()}
        for cell in row:
            if cell.source.id in placed or parse_cell(cell.text).state != REPORTED:
                continue
            head = head_above(heads, row, cell)
            if head is not None and head.text.strip() and not (state.words and state.words.is_known(head.text)):
                self.ledger.tell("unknown_head", head.text, head.source)

    def _add_row(self, row: Row, heads: Heads, item: str, member: str, label: Cell) -> None:
        placed = place_row(row, heads)
        if placed is None:
            first = next((cell for cell in row if cell is not label and cell.text.strip()), label)
            for slug in heads.slugs.values():
                self._list.add_unread(Place(item, member, slug, label.text, first), _unplaced(row, heads))
            return
        for slug, cell in placed.items():
            self._list.add(Place(item, member, slug, label.text, cell), self._measure(item, slug, label, heads))
        if item == "total_funds":
            self._read_stated_weight(placed, heads, label)
        elif self.part.form == "overall" and "final" in placed:  # what the usual form states once is what was executed
            place = Place(item, member, "stated", label.text, placed["final"])
            self._list.add(place, self._measure(item, "final", label, heads))

    def _read_stated_weight(self, placed: dict[str, Cell], heads: Heads, label: Cell) -> None:
        """The weight of execution, where the head row says it in place of a column: "预算执行情况（20分）"."""
        if "score" not in placed or "weight" in placed:
            return
        score = next(position for position, slug in heads.slugs.items() if slug == "score")
        for cell in (*(cell for cell in heads.row[: heads.first] if cell.text.strip()), heads.row[score]):
            if (points := stated_points(cell.text)) is not None:
                place = Place("total_funds", self.member, "weight", label.text, cell)
                self._list.add_points(place, Decimal(points))
                return

    def _read_item_columns(self, row: Row, heads: Heads) -> None:
        """A row under heads that name items: of staff without a label, of buildings with their name or without."""
        label = label_of(row, heads)
        if label is not None and (
            is_value(label.text)
            or self.vocabulary.is_in("generic_rows", label.text)
            or normalise_label(label.text) in normalise_label(heads.measure_cell())
        ):
            label = None  # the empty cell of the label got lost, says once more what the head row says, or 合计
        is_building = all(slug.startswith("building_") for slug in heads.slugs.values())
        if label is not None and not (is_building and self._is_free(label)):
            if any(is_value(cell.text) for cell in row):
                self.ledger.tell("unknown_label", label.text, label.source)
                self.ledger.take(row)
            return
        name = member_name(label.text) if label is not None else ""
        placed = place_row(row, heads)
        if placed is None:
            figures = [cell for cell in row if cell.text.strip()]
            if figures and all(is_value(cell.text) for cell in figures):
                for position, slug in heads.slugs.items():
                    place = Place(slug, name, "final", heads.row[position].text, figures[0])
                    self._list.add_unread(place, _unplaced(row, heads))
            return
        self.ledger.take(row)
        for slug, cell in placed.items():
            head = next(heads.row[position] for position, found in heads.slugs.items() if found == slug)
            own = self.vocabulary.measure_of(slug, "final") or stated_measure(head.text)
            member = self._list.free_member(slug, name)
            self._list.add(Place(slug, member, "final", head.text, cell), own or self._money(heads))

    def _is_free(self, label: Cell) -> bool:
        """Whether the words are no label that the form gives, but a name of the unit's own."""
        return not (self.vocabulary.item(self.part.form, label.text) or self.vocabulary.field(label.text))

    def _read_project(self, row: Row, heads: Heads) -> None:
        """A row of a table that lists one project a row: its figures are that project's, its score the project's total."""
        placed = place_row(row, heads)
        name = (placed or {}).get("project_name")
        if placed is None or name is None or not name.text.strip():
            self._tell_unnamed(row)
            return
        self.ledger.take(row)
        if self.vocabulary.is_in("generic_rows", name.text) or self.vocabulary.is_in("total_row", name.text):
            return
        member = self._project_names.free(member_name(name.text))
        self.projects[member] = name
        for slug, cell in placed.items():
            if slug in ("project_name", "weight"):
                continue
            item = "total" if slug == "score" else "total_funds"
            self._list.add(Place(item, member, slug, name.text, cell), self._measure(item, slug, name, heads))

    def _tell_unnamed(self, row: Row) -> None:
        filled = [cell for cell in row if cell.text.strip()]
        first = next((cell for cell in filled if not is_value(cell.text)), None)
        is_total = first is not None and self.vocabulary.is_in("generic_rows", first.text)
        if not is_total and sum(is_value(cell.text) for cell in filled) > 1:
            self.ledger.tell("unplaced_row", " | ".join(cell.text.strip() for cell in filled), filled[0].source)
        self.ledger.take(row)

    def _measure(self, item: str, basis: str, label: Cell, heads: Heads) -> str | None:
        head = next((heads.row[position] for position, slug in heads.slugs.items() if slug == basis), None)
        own = self.vocabulary.measure_of(item, basis)
        return measure_of_cell(own, label.text, head.text if head is not None else "", self._money(heads))

    def _money(self, heads: Heads | None = None) -> str | None:
        """What money is counted in: the head row says it, else the form, else the rest of the document."""
        return money_of_heads(heads) or self._form_measure


@dataclass
class _TableState:
    """What the rows of a table stand under."""

    loses_blanks: bool
    heads: Heads | None = None
    words: HeadWords | None = None
    of_items: bool = False
    group: str = ""
    is_closed: bool = False  # within the indicators
    labels: Labels | None = None

    def open(self, heads: Heads, words: HeadWords, of_items: bool = False, labels: Labels | None = None) -> None:
        self.heads = replace(heads, loses_blanks=self.loses_blanks)
        self.words, self.of_items, self.is_closed = words, of_items, False
        self.group, self.labels = "", labels

    def close(self, goals: bool = False) -> None:
        self.heads, self.words, self.of_items, self.group, self.is_closed = None, None, False, "", not goals


def is_empty_form(facts: list[Fact]) -> bool:
    """Whether a form holds no figure at all but "/" and blanks. Weights and the points of classes come with the template."""
    own = (fact for fact in facts if fact.basis != "weight" and fact.item != "level_1")
    return not any(fact.state in (REPORTED, UNDECIDABLE) for fact in own)


def member_name(label: str) -> str:
    return normalise_label(label).replace("[", "(").replace("]", ")")


def _lost_cells(row: Row, label: Cell) -> bool:
    """Whether a short row is a line whose empty cells got lost: its label, and nothing else but figures."""
    others = [cell for cell in row if cell is not label and cell.text.strip()]
    return bool(others) and all(is_value(cell.text) for cell in others)


def _unplaced(row: Row, heads: Heads) -> str:
    return f"{len(row)} 格，表头 {len(heads.row)} 格：分不清数字在哪一列，请按原件补齐空格"
