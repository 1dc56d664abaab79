"""The indicator table of a form: three levels, target, actual, weight, score, reason; then the total row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from perfaudit.documents import Cell, Passage, Table
from perfaudit.documents.model import Row
from perfaudit.forms.facts import Names, address_of
from perfaudit.forms.headrows import (
    LEVELS,
    HeadWords,
    are_money_heads,
    find_indicator_heads,
    money_words,
    name_column,
    place_row,
    tell_unknown_heads,
)
from perfaudit.forms.indicator_rows import (
    class_name,
    classes_of_lost_row,
    indicator_name,
    join_split_rows,
    place_indicator,
    prints_percent,
)
from perfaudit.forms.ledger import Ledger
from perfaudit.forms.money import read_points
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads, loses_blanks
from perfaudit.forms.targets import (
    first_quantity,
    is_measurable,
    join_cells,
    read_comparator,
    target_quantity,
    with_measure_of,
)
from perfaudit.forms.titles import is_title_like
from perfaudit.quantities import parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, UNDECIDABLE, Fact, Field, Indicator
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text, stated_points

_COLUMNS = ("level_1", "level_2", "level_3", "target", "actual", "weight", "score", "reason")
_POINTS_IN_NAME = re.compile(r"[(\[【](\d{1,3}(?:\.\d+)?)分[)\]】]")


@dataclass
class _Heads:
    """The heads that are open, which of their columns names the indicators, and how their points are printed."""

    heads: Heads
    name: str
    is_percent: bool


@dataclass
class IndicatorReader:
    """Reads the indicators of one part, and the points of its classes and total row as facts."""

    part: Part
    vocabulary: Vocabulary
    member: str
    ledger: Ledger = field(default_factory=Ledger)
    indicators: list[Indicator] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    rate: Fact | None = (
        None  # execution, where it stands among the indicators; it counts in a form without rows of funds
    )
    _names: Names = field(default_factory=Names)
    _level: dict[str, str] = field(default_factory=lambda: {"level_1": "", "level_2": ""})

    def read(self) -> None:
        """Fill ``indicators``, ``facts`` and ``fields`` from the part's tables."""
        open_heads: _Heads | None = None
        for block in self.part.blocks:
            if isinstance(block, Table):
                open_heads = self._read_table(block, open_heads)
            elif isinstance(block, Passage) and is_title_like(block.text):
                open_heads = None  # another table follows, which has heads of its own or none

    def _read_table(self, table: Table, open_heads: _Heads | None) -> _Heads | None:
        rows = tuple(join_split_rows(table.rows, self.vocabulary))
        money = money_words(self.vocabulary, self.part.form, self.part.year)
        is_short = loses_blanks(table.rows)
        skip_to = 0
        for index, row in enumerate(rows):
            if index < skip_to:
                continue
            if (found := find_indicator_heads(rows, index, self.vocabulary)) is not None:
                skip_to = index + found.height
                tell_unknown_heads(found.heads, HeadWords(self.vocabulary, "indicator_columns"), self.ledger)
                self.ledger.take(cell for row in rows[index:skip_to] for cell in row)
                heads = replace(found.heads, loses_blanks=is_short)
                open_heads = _Heads(heads, name_column(heads), prints_percent(rows[skip_to:], heads, self.vocabulary))
            elif open_heads is None:
                continue
            elif money.find(rows, index, are_money_heads) is not None:
                open_heads = None
            elif (label := self._total_label(row)) is not None:
                self.ledger.take(row)
                self._read_total(row, open_heads, label)
            elif not self._is_text(row):
                self._read_row(row, open_heads)
        return open_heads

    def _is_text(self, row: Row) -> bool:
        """Whether a row is a text below the indicators: a known label with words behind it and no points."""
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
            return True
        if len(filled) <= 2 and (
            self.vocabulary.is_in("ignored_labels", filled[0].text) or self.vocabulary.field(filled[0].text)
        ):
            self.ledger.take(row)
            return True
        return False

    def _read_row(self, row: Row, open_heads: _Heads) -> None:
        placed = place_indicator(row, open_heads.heads, self.vocabulary)
        if placed is None:
            self._enter_lost_levels(row, open_heads)
            self._tell_unplaced(row)
            return
        self._enter_levels(placed, open_heads)
        is_filled = any(placed[column].text.strip() for column in ("target", "actual", "score") if column in placed)
        has_words = any(placed[column].text.strip() for column in ("target", "actual") if column in placed)
        name_cell = self._name_cell(placed, open_heads, has_words)
        if name_cell is None:
            if is_filled:  # the lower part of a merged name: its points, if it has any, would be missing from the sum
                self._tell_unplaced(row)
            self.ledger.take(row)
            return
        self.ledger.take(row)
        name = indicator_name(name_cell.text) or (normalise_label(name_cell.text) if is_filled else "")
        state = parse_cell(name_cell.text).state
        if state == NOT_APPLICABLE or (name and name.strip("…. ")):
            placed = {**placed, "level_3": name_cell}
            self._add_indicator(name, NOT_APPLICABLE if state == NOT_APPLICABLE else REPORTED, placed, open_heads)
        elif (
            any(parse_cell(placed[c].text).state == REPORTED for c in ("weight", "score") if c in placed) and is_filled
        ):
            self._tell_unplaced(row)

    def _tell_unplaced(self, row: Row) -> None:
        """A row of an indicator that lost cells or its name; shorter ones are notes and signatures."""
        named = [cell for cell in row if cell.text.strip()]
        if len(named) > 2:
            self.ledger.take(row)
            text = " | ".join(cell.text.strip() for cell in named)
            self.fields.append(
                Field(self.part.form, "unplaced_row", self.member, text, UNDECIDABLE, named[0].source.id)
            )

    def _name_cell(self, placed: dict[str, Cell], open_heads: _Heads, has_words: bool) -> Cell | None:
        """The cell that names the indicator: of the last level, or, where that is empty, of the level before in this row.

        A class that every form prints names none: it was left without an indicator.
        """
        cell = placed.get(open_heads.name)
        if cell is not None and not cell.text.strip() and has_words:
            above = [placed[level] for level in LEVELS if level in placed and placed[level].text.strip()]
            if above and not any(self.vocabulary.is_in(f"{level}_classes", above[-1].text) for level in LEVELS[:2]):
                return above[-1]
        return cell

    def _enter_lost_levels(self, row: Row, open_heads: _Heads) -> None:
        """The rows below a row that lost cells are of its class, and of none that stood above where nobody can tell it."""
        levels = open_heads.heads.slugs.values()
        found = {level: cell for level, cell in classes_of_lost_row(row, self.vocabulary).items() if level in levels}
        self._enter_levels(
            {level: cell for level, cell in found.items() if cell is not None}, open_heads, is_told=False
        )
        self._level |= {level: "" for level, cell in found.items() if cell is None}

    def _enter_levels(self, placed: dict[str, Cell], open_heads: _Heads, is_told: bool = True) -> None:
        """An empty class cell continues the class above it; a new first level forgets the second.

        A cell over several levels is each of them; an indicator's name that lies over its classes belongs to none. A
        class of which an indicator could not be read is not told: it would look as if it had none.
        """
        name_cell = placed.get(open_heads.name)
        for level in ("level_1", "level_2"):
            cell = placed.get(level)
            if cell is None or not cell.text.strip() or level == open_heads.name:
                continue
            if cell is name_cell:
                self._level[level] = ""
                continue
            name = class_name(cell.text)
            if name == self._level[level]:
                continue
            self._level[level] = name
            if level == "level_1":
                self._level["level_2"] = ""
            if is_told:
                self.fields.append(Field(self.part.form, level, self.member, name, REPORTED, cell.source.id))
            points = stated_points(cell.text)
            own = placed.get(f"{level}_weight")
            if points is not None:
                self._add_points(level, name, "stated", Decimal(points), cell)
            elif own is not None and (figure := read_points(own.text, open_heads.is_percent)).value is not None:
                self._add_points(level, name, "stated", figure.value, own)

    def _add_indicator(self, name: str, state: str, placed: dict[str, Cell], open_heads: _Heads) -> None:
        name = self._names.free(name)
        texts = {column: placed[column].text.strip() if column in placed else "" for column in _COLUMNS}
        source = {column: placed[column].source.id if column in placed else "" for column in _COLUMNS}
        self._complete_reason(texts, source, placed)
        joined = join_cells(
            *(placed[c].text.strip() if c in placed else "" for c in ("comparator", "target", "measure", "actual"))
        )
        texts["target"], texts["actual"] = joined.target, with_measure_of(joined.target, joined.actual)
        points = {basis: self._points_of(basis, placed, open_heads) for basis in ("weight", "score")}
        target = target_quantity(texts["target"], texts["actual"], self.vocabulary)
        actual = first_quantity(texts["actual"])
        reference = self._reference(texts["target"]) if target is None else ""
        comparator = read_comparator(texts["target"], name, self._level["level_2"], self.vocabulary)
        indicator = Indicator(
            form=self.part.form, member=self.member, name=name,
            level_1=self._level["level_1"], level_2=self._level["level_2"],
            target_text=texts["target"], actual_text=texts["actual"],
            weight=points["weight"], score=points["score"], reason=texts["reason"],
            comparator=comparator,
            target_value=target.value if target else None, target_measure=target.measure if target else "",
            target_quantum=target.quantum if target else None,
            actual_value=actual.value if actual else None, actual_measure=actual.measure if actual else "",
            actual_quantum=actual.quantum if actual else None, actual_qualifier=actual.qualifier if actual else "",
            target_reference=reference,
            is_measurable=is_measurable(texts["target"], self.vocabulary) or bool(reference),
            state=state,
            source_id=source["level_3"], target_source_id=source["target"], actual_source_id=source["actual"],
            weight_source_id=source["weight"], score_source_id=source["score"], reason_source_id=source["reason"],
            actual_step=actual.step if actual else None,
        )  # fmt: skip
        self.indicators.append(indicator)
        self._add_facts(indicator, placed, open_heads)

    def _points_of(self, basis: str, placed: dict[str, Cell], open_heads: _Heads) -> Decimal | None:
        if basis in placed:
            return read_points(placed[basis].text, open_heads.is_percent and basis == "weight").value
        found = self._points_in_name(placed, open_heads) if basis == "weight" else None
        return Decimal(found.group(1)) if found else None

    @staticmethod
    def _points_in_name(placed: dict[str, Cell], open_heads: _Heads) -> re.Match[str] | None:
        """The weight behind an indicator's name, in a table without a column of weights: "相关性（5分）"."""
        if "weight" in open_heads.heads.slugs.values():
            return None
        return _POINTS_IN_NAME.search(normalise_text(placed["level_3"].text))

    def _add_facts(self, indicator: Indicator, placed: dict[str, Cell], open_heads: _Heads) -> None:
        member = indicator_member(indicator)
        for basis in ("weight", "score"):
            if basis in placed:
                is_percent = open_heads.is_percent and basis == "weight"
                self._add_cell_points("indicator", member, basis, indicator.name, placed[basis], is_percent)
        if indicator.weight is not None and "weight" not in placed:
            cell = placed["level_3"]
            self._append_points("indicator", member, "weight", indicator.weight, cell, indicator.name)
        self._add_rate(indicator)

    def _add_rate(self, indicator: Indicator) -> None:
        """The execution rate of a form that has no rows of funds and lists it among its indicators."""
        is_rate = self.vocabulary.is_in("execution_indicators", indicator.name) and indicator.actual_measure == "%"
        if self.part.form != "overall" or not is_rate or indicator.actual_qualifier != "exactly":
            return
        self.rate = self.rate or Fact(
            address_of("overall", "total_funds", "", "rate"), "overall", "total_funds", "", "rate", indicator.actual_value,
            "%", indicator.actual_quantum, indicator.actual_text, REPORTED, indicator.name, indicator.actual_source_id,
        )  # fmt: skip

    @staticmethod
    def _complete_reason(texts: dict[str, str], source: dict[str, str], placed: dict[str, Cell]) -> None:
        """Remarks are the reason where there is no column for reasons; an empty one asks for none."""
        remark = placed.get("remark")
        if "reason" not in placed and remark is not None and remark.text.strip():
            texts["reason"], source["reason"] = remark.text.strip(), remark.source.id

    def _reference(self, target: str) -> str:
        """The address of the figure a target speaks of: "不超过年初预算投入" → ``overall.total_funds.budget``."""
        text = normalise_text(target)
        for words, basis in self.vocabulary.words["target_references"].items():
            if words in text:
                return address_of(self.part.form, "total_funds", self.member, basis)
        return ""

    def _total_label(self, row: Row) -> Cell | None:
        first = next((cell for cell in row if cell.text.strip()), None)
        return first if first is not None and self.vocabulary.is_in("total_row", first.text) else None

    def _read_total(self, row: Row, open_heads: _Heads, label: Cell) -> None:
        """The total's weight and score: by grid, or the first cells after the label, which are the columns from weight on."""
        heads = open_heads.heads
        if not {"weight", "score"} & set(heads.slugs.values()):
            self._read_bare_total(row, label)
            return
        if row[0].grid is not None and heads.row[0].grid is not None:
            after = row[row.index(label) + 1 :]
            placed = place_row(after, heads) if after else {}
            if placed is None:  # one wide figure, or two: no grid says more than their number
                placed = _points_in_order(after, heads)
        else:
            placed = self._total_by_place(row, heads, label)
        if placed is not None and _holds_words(placed):
            placed = _points_in_order(row[row.index(label) + 1 :], heads) or placed
        points = stated_points(label.text)
        if points is not None and "weight" not in (placed or {}):
            self._append_points("total", self.member, "weight", Decimal(points), label, label.text)
        for basis in ("weight", "score"):
            if placed and basis in placed and placed[basis] is not label:
                is_percent = open_heads.is_percent and basis == "weight"
                self._add_cell_points("total", self.member, basis, label.text, placed[basis], is_percent)

    def _read_bare_total(self, row: Row, label: Cell) -> None:
        """The one number of a total row below indicators without points: it can only be the score."""
        figures = [cell for cell in row if cell is not label and parse_cell(cell.text).state == REPORTED]
        if len(figures) == 1:
            self._add_cell_points("total", self.member, "score", label.text, figures[0])
        elif figures:
            self._tell_unplaced(row)

    def _total_by_place(self, row: Row, heads: Heads, label: Cell) -> dict[str, Cell] | None:
        columns = [slug for _, slug in sorted(heads.slugs.items()) if slug in ("weight", "score", "reason", "remark")]
        after = row[row.index(label) + 1 :]
        if len(row) == len(heads.row):
            return place_row(row, heads)
        points = _points_in_order(after, heads)
        if points is not None:
            return points
        if len(after) > 1 and (after[-1].text.strip() or heads.loses_blanks):
            return None  # blank cells got lost, at the end of the row if not everywhere
        if len(after) > len(columns):  # the label spans the columns before, so the row ends where the heads end
            from_end = {slug: position - len(heads.row) for position, slug in heads.slugs.items()}
            return {slug: after[place] for slug, place in from_end.items() if -place <= len(after)}
        if len(after) == 1 and {"weight", "score"} <= set(columns):  # one number: nobody knows of which column
            said = normalise_text(label.text)
            if "得分" in said or "自评" in said or stated_points(said) is not None:
                return {"score": after[0]}
            note = "总分一行只有一个数：分不清是分值还是得分，请按原件核对"
            self.facts.append(self._unread_total("score", label, after[0], note))
            return None
        return dict(zip(columns, after, strict=False))

    def _unread_total(self, basis: str, label: Cell, cell: Cell, note: str) -> Fact:
        address = address_of(self.part.form, "total", self.member, basis)
        return Fact(
            address, self.part.form, "total", self.member, basis, None, "分", None, cell.text.strip(),
            BLANK if not cell.text.strip() else UNDECIDABLE, normalise_label(label.text), cell.source.id, note,
        )  # fmt: skip

    def _add_cell_points(
        self, item: str, member: str, basis: str, label: str, cell: Cell, is_percent: bool = False
    ) -> None:
        figure = read_points(cell.text, is_percent)
        self.facts.append(
            Fact(
                address_of(self.part.form, item, member, basis), self.part.form, item, member, basis,
                figure.value, "分", figure.quantum, cell.text.strip(), figure.state, normalise_label(label),
                cell.source.id, figure.note,
            )
        )  # fmt: skip

    def _add_points(self, item: str, name: str, basis: str, value: Decimal, cell: Cell) -> None:
        member = f"{self.member}/{name}" if self.member else name
        self._append_points(item, member, basis, value, cell, name)

    def _append_points(self, item: str, member: str, basis: str, value: Decimal, cell: Cell, label: str) -> None:
        address = address_of(self.part.form, item, member, basis)
        self.facts.append(
            Fact(address, self.part.form, item, member, basis, value, "分", Decimal(0), cell.text.strip(), REPORTED,
                 label, cell.source.id)
        )  # fmt: skip


def indicator_member(indicator: Indicator) -> str:
    """The member that an indicator's points go under: its name, with the project before it in a project form."""
    return f"{indicator.member}/{indicator.name}" if indicator.member else indicator.name


def _holds_words(placed: dict[str, Cell]) -> bool:
    """Whether words stand where a total row should have its points: then its cells are merged otherwise than the heads."""
    return any(
        basis in placed and parse_cell(placed[basis].text).state == "unreadable" for basis in ("weight", "score")
    )


def _points_in_order(cells: Row, heads: Heads) -> dict[str, Cell] | None:
    """ "总分 | 100 | 99.94 | （自评等级） | 优": as many numbers as columns of points are those; None where there are more or fewer."""
    figures = [cell for cell in cells if parse_cell(cell.text).state == REPORTED]
    columns = [slug for _, slug in sorted(heads.slugs.items()) if slug in ("weight", "score")]
    return dict(zip(columns, figures, strict=True)) if len(figures) == len(columns) else None
