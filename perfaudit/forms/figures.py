"""The figures of a form, row by row: head rows give the basis or the item, labels give the item or the member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from perfaudit.documents import Cell
from perfaudit.documents.model import Row, Table
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads, label_of, place_cells, read_heads, settle_doubled
from perfaudit.quantities import parse_cell
from perfaudit.records import NOT_APPLICABLE, REPORTED, UNDECIDABLE, Fact, Field
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text, stated_measure, stated_points, years_in

MONEY_SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_SPLIT_LABEL = ("：", ":")


@dataclass(frozen=True, slots=True)
class _Place:
    """What a figure is called, and the cell that holds it."""

    item: str
    member: str
    basis: str
    label: str
    cell: Cell


@dataclass
class FigureReader:
    """Reads the figures of one part. ``money_measure`` is what the rest of the document counts money in, if it is agreed.

    ``unknown`` collects labels with values that the vocabulary does not know: nothing is dropped in silence.
    """

    part: Part
    vocabulary: Vocabulary
    member: str
    money_measure: str | None
    facts: list[Fact] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)

    def read(self) -> list[Fact]:
        """All figures of the part's tables, without the indicators."""
        for table in self.part.tables:
            self._read_table(table)
        return self.facts

    def _read_table(self, table: Table) -> None:
        heads: Heads | None = None
        of_items = False
        group = ""
        head_year = self._head_year(table)
        for row in table.rows:
            if self._is_indicator_head(row):
                return
            if found := read_heads(row, lambda text: self.vocabulary.basis(self.part.form, text, head_year), 2):
                heads, of_items, group = self._settle(found), False, ""
            elif found := read_heads(row, lambda text: self.vocabulary.item_column(self.part.form, text, head_year), 2):
                heads, of_items = found, True
            elif read_heads(row, self.vocabulary.goal_head, 2):
                heads, group = None, ""  # goals and results follow, no figures
            elif heads is not None and of_items:
                self._read_item_columns(row, heads)
            elif heads is not None and (self._has_columns(row, heads) or not self._read_pairs(row)):
                group = self._read_row(row, heads, group)
            elif heads is None:
                self._read_pairs(row)

    def _settle(self, heads: Heads) -> Heads:
        """Note every head that stands twice, and read the second by its place where the form leaves one reading."""
        for position in heads.doubled:
            cell = heads.row[position]
            self.fields.append(Field(self.part.form, "doubled_head", self.member, cell.text, REPORTED, cell.source.id))
        return settle_doubled(heads, list(self.vocabulary.words["columns"][self.part.form]))

    def _has_columns(self, row: Row, heads: Heads) -> bool:
        """Whether a row gives figures under several heads, so that they are no pairs of label and value."""
        placed = place_cells(row, heads) or {}
        return sum(_is_figure(cell.text) for cell in placed.values()) >= 2

    def _is_indicator_head(self, row: Row) -> bool:
        return read_heads(row, self.vocabulary.indicator_column, 4) is not None

    def _head_year(self, table: Table) -> int | None:
        """The form's own year as its column heads print it: a form left from last year is still read in its own terms."""
        years = [
            year
            for row in table.rows
            for cell in row
            if "算" in cell.text or "实" in cell.text
            if len(normalise_text(cell.text)) <= 16
            for year in years_in(cell.text)
        ]
        return max(years) if years else self.part.year

    def _read_row(self, row: Row, heads: Heads, group: str) -> str:
        """One row under basis heads. Returns the group of free-text lines that is open after it."""
        label = label_of(row, heads)
        if label is None:
            return group
        item = self.vocabulary.item(self.part.form, label.text)
        member = self.member
        if item is not None:
            group = self.vocabulary.group(self.part.form, item) or ""  # every known row ends a list of free-text lines
        elif self.vocabulary.field(label.text) or (len(row) < len(heads.slugs) and not _lost_cells(row, label)):
            return group
        elif group:
            item, member = group, self._free_member(group, _member_name(label.text))
        else:
            self.unknown.append(label)
            return group
        self._add_row(row, heads, item, member, label)
        return group

    def _add_row(self, row: Row, heads: Heads, item: str, member: str, label: Cell) -> None:
        placed = place_cells(row, heads)
        if placed is not None:
            for slug, cell in placed.items():
                self._read_cell(_Place(item, member, slug, label.text, cell), self._measure(item, slug, label, heads))
            if item == "total_funds":
                self._read_stated_weight(placed, heads, label)
            elif (
                self.part.form == "overall" and "final" in placed
            ):  # what the usual form states once is what was executed
                place = _Place(item, member, "stated", label.text, placed["final"])
                self._read_cell(place, self._measure(item, "stated", label, heads))
            return
        first = next((cell for cell in row if cell is not label and cell.text.strip()), label)
        for slug in heads.slugs.values():
            self._append(_Place(item, member, slug, label.text, first), first.text, UNDECIDABLE, _unplaced(row, heads))

    def _read_stated_weight(self, placed: dict[str, Cell], heads: Heads, label: Cell) -> None:
        """The weight of execution, where the head row's first cell says it in place of a column: "预算执行情况（20分）"."""
        points = stated_points(heads.measure_cell())
        if "score" in placed and "weight" not in placed and points is not None:
            cell = next(cell for cell in heads.row[: heads.first] if cell.text.strip())
            place = _Place("total_funds", self.member, "weight", label.text, cell)
            self._append(place, cell.text, REPORTED, "", Decimal(points), "分", Decimal(0))

    def _read_item_columns(self, row: Row, heads: Heads) -> None:
        """A row under heads that name items: of staff without a label, of buildings with their name or without."""
        label = label_of(row, heads)
        if label is not None and (
            _is_figure(label.text) or normalise_label(label.text) in normalise_label(heads.measure_cell())
        ):
            label = None  # the empty cell of the label got lost, or says once more what the head row says
        is_building = all(slug.startswith("building_") for slug in heads.slugs.values())
        if label is not None and not (is_building and self._is_free(label)):
            if any(_is_figure(cell.text) for cell in row):
                self.unknown.append(label)
            return
        name = _member_name(label.text) if label is not None else ""
        placed = place_cells(row, heads)
        if placed is None:
            figures = [cell for cell in row if cell.text.strip()]
            if figures and all(_is_figure(cell.text) for cell in figures):
                for position, slug in heads.slugs.items():
                    place = _Place(slug, name, "final", heads.row[position].text, figures[0])
                    self._append(place, figures[0].text, UNDECIDABLE, _unplaced(row, heads))
            return
        for slug, cell in placed.items():
            head = next(heads.row[position] for position, name in heads.slugs.items() if name == slug)
            measure = self.vocabulary.measure_of(slug, "final") or stated_measure(head.text) or self._money(heads)
            member = self._free_member(slug, name)
            self._read_cell(_Place(slug, member, "final", head.text, cell), measure)

    def _is_free(self, label: Cell) -> bool:
        """Whether the words are no label that the form gives, but a name of the unit's own."""
        return not (self.vocabulary.item(self.part.form, label.text) or self.vocabulary.field(label.text))

    def _read_pairs(self, row: Row) -> bool:
        """Cells such as "其中：一般公共预算：123.45", or a label with its value in the next cell. False: there are none."""
        if self.part.form != "overall":
            return False
        found = False
        for position, cell in enumerate(row):
            is_label = (
                self.vocabulary.item(self.part.form, cell.text) is not None
            )  # whole, its line breaks inside words
            for line in [cell.text] if is_label else cell.text.split("\n"):
                label, value = _split_pair(line)
                item = self.vocabulary.item(self.part.form, label)
                if item is None or self._has(item, self.member) or item == "total_funds":
                    continue
                following = row[position + 1] if position + 1 < len(row) else None
                if not value and following is not None and _is_figure(following.text):
                    value_cell, value = following, following.text
                else:
                    value_cell = cell
                place = _Place(item, self.member, "stated", label, value_cell)
                self._read_text(place, value, self._money())
                found = True
        return found

    def _measure(self, item: str, basis: str, label: Cell, heads: Heads) -> str | None:
        own = self.vocabulary.measure_of(item, basis)
        return own or stated_measure(label.text) or self._money(heads)

    def _money(self, heads: Heads | None = None) -> str | None:
        """What money is counted in: the head row says it, else the form, else the rest of the document."""
        stated = stated_measure(heads.measure_cell()) if heads is not None else None
        return stated if stated in MONEY_SCALES else (form_money_measure(self.part) or self.money_measure)

    def _read_cell(self, place: _Place, measure: str | None) -> None:
        self._read_text(place, place.cell.text, measure)

    def _read_text(self, place: _Place, text: str, measure: str | None) -> None:
        """One figure out of ``text``, whose numbers are in ``measure`` if they name none; None: nobody knows in what."""
        printed = "元" if measure in MONEY_SCALES else (measure or "")
        reading = parse_cell(text, MONEY_SCALES.get(measure or "", Decimal(1)), printed)
        if reading.state == "unreadable" or reading.qualifier != "exactly":  # a form asks for a figure, not for "约98"
            self._append(place, text, UNDECIDABLE, f"“{text.strip()}”不是一个能确定的数：请按原件核对并改正")
        elif reading.state == REPORTED and measure and reading.measure not in ("", printed):
            self._append(place, text, UNDECIDABLE, f"“{text.strip()}”的单位不是{printed}：请按原件核对并改正")
        elif reading.state == REPORTED and measure is None and not reading.measure:
            self._append(place, text, UNDECIDABLE, "没有写明金额单位（元或万元）：请在表头或“单位：”处注明")
        elif reading.state == REPORTED:
            self._append(place, text, REPORTED, "", reading.value, reading.measure or printed, reading.quantum)
        else:
            self._append(place, text, reading.state, measure=printed)

    def _append(
        self,
        place: _Place,
        text: str,
        state: str,
        note: str = "",
        value: Decimal | None = None,
        measure: str = "",
        quantum: Decimal | None = None,
    ) -> None:
        form = self.part.form
        if measure == "分" and quantum is not None:
            quantum = Decimal(0)  # points are given, not measured
        self.facts.append(
            Fact(
                address=address_of(form, place.item, place.member, place.basis),
                form=form,
                item=place.item,
                member=place.member,
                basis=place.basis,
                value=value,
                measure=measure,
                quantum=quantum,
                raw_text=text.strip(),
                state=state,
                label=normalise_label(place.label) or normalise_text(place.label),
                source_id=place.cell.source.id,
                note=note,
            )
        )

    def _has(self, item: str, member: str) -> bool:
        return any(fact.item == item and fact.member == member for fact in self.facts)

    def _free_member(self, item: str, name: str) -> str:
        """The name, made distinct where the form prints it twice."""
        taken = {fact.member for fact in self.facts if fact.item == item}
        return next(candidate for candidate in _numbered(name) if candidate not in taken)


def address_of(form: str, item: str, member: str, basis: str) -> str:
    """``basic.special_fund[环卫].final``; without a member ``basic.special_funds.final``."""
    return f"{form}.{item}[{member}].{basis}" if member else f"{form}.{item}.{basis}"


def form_money_measure(part: Part) -> str | None:
    """What a form counts money in, by its title, a line such as "单位：万元", or the first cell that says so."""
    texts = [part.title, *(passage.text for passage in part.passages), *(cell.text for cell in part.cells())]
    measures = (stated_measure(text) for text in texts if len(text) <= 60)
    return next((measure for measure in measures if measure in MONEY_SCALES), None)


def is_empty_form(facts: list[Fact]) -> bool:
    """Whether a form holds no figure at all but "/" and blanks. Weights and the points of classes come with the template."""
    own = (fact for fact in facts if fact.basis != "weight" and fact.item != "level_1")
    return not any(fact.state in (REPORTED, UNDECIDABLE) for fact in own)


def _member_name(label: str) -> str:
    return normalise_label(label).replace("[", "(").replace("]", ")")


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}({number})"
        number += 1


def _split_pair(line: str) -> tuple[str, str]:
    """ "其中：基本支出：1234.56" → ("其中：基本支出", "1234.56"); without a value the second is ""."""
    text = line.strip()
    cut = max(text.rfind(mark) for mark in _SPLIT_LABEL)
    if cut < 0 or not normalise_label(text[:cut]):
        return text, ""
    return text[:cut], text[cut + 1 :].strip()


def _lost_cells(row: Row, label: Cell) -> bool:
    """Whether a short row is a line whose empty cells got lost: its label, and nothing else but figures."""
    others = [cell for cell in row if cell is not label and cell.text.strip()]
    return bool(others) and all(_is_figure(cell.text) for cell in others)


def _unplaced(row: Row, heads: Heads) -> str:
    return f"{len(row)} 格，表头 {len(heads.row)} 格：分不清数字在哪一列，请按原件补齐空格"


def _is_figure(text: str) -> bool:
    return parse_cell(text).state in (REPORTED, NOT_APPLICABLE)
