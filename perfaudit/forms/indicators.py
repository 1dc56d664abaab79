"""The indicator table of a form: three levels, target, actual, weight, score, reason; then the total row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.figures import address_of
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads, place_cells, read_heads
from perfaudit.quantities import Quantity, find_quantities, parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, UNDECIDABLE, Fact, Field, Indicator
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text, stated_points

_COLUMNS = ("level_1", "level_2", "level_3", "target", "actual", "weight", "score", "reason")


@dataclass
class IndicatorReader:
    """Reads the indicators of one part, and the points of its classes and total row as facts."""

    part: Part
    vocabulary: Vocabulary
    member: str
    indicators: list[Indicator] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    _level: dict[str, str] = field(default_factory=lambda: {"level_1": "", "level_2": ""})

    def read(self) -> None:
        """Fill ``indicators``, ``facts`` and ``fields`` from the part's tables."""
        heads: Heads | None = None
        for table in self.part.tables:
            for row in _join_split_rows(table.rows, self.vocabulary):
                if found := read_heads(row, self.vocabulary.indicator_column, 4):
                    heads = found
                elif heads is not None and (label := _total_label(row, self.vocabulary)) is not None:
                    self._read_total(row, heads, label)
                elif heads is not None:
                    self._read_row(row, heads)

    def _read_row(self, row: Row, heads: Heads) -> None:
        placed = place_cells(row, heads)
        if placed is None:
            named = [cell for cell in row if cell.text.strip()]
            if len(named) > 2:  # a row of an indicator that lost cells; shorter ones are notes and signatures
                self.fields.append(
                    Field(self.part.form, "unplaced_row", self.member, " | ".join(c.text.strip() for c in named),
                          UNDECIDABLE, named[0].source.id)
                )  # fmt: skip
            return
        self._enter_levels(placed)
        name_cell = placed.get("level_3")
        if name_cell is None:
            return
        is_filled = any(placed[column].text.strip() for column in ("target", "actual", "score") if column in placed)
        name = _indicator_name(name_cell.text) or (normalise_label(name_cell.text) if is_filled else "")
        state = parse_cell(name_cell.text).state
        if state == NOT_APPLICABLE or (name and name.strip("…. ")):
            self._add_indicator(name, NOT_APPLICABLE if state == NOT_APPLICABLE else REPORTED, placed)

    def _enter_levels(self, placed: dict[str, Cell]) -> None:
        """An empty class cell continues the class above it; a new first level forgets the second."""
        for level in ("level_1", "level_2"):
            cell = placed.get(level)
            if cell is None or not cell.text.strip():
                continue
            name = normalise_label(re.sub(r"\(\d+分\)", "", normalise_text(cell.text)))
            if name == self._level[level]:
                continue
            self._level[level] = name
            if level == "level_1":
                self._level["level_2"] = ""
            self.fields.append(Field(self.part.form, level, self.member, name, REPORTED, cell.source.id))
            points = stated_points(cell.text)
            if points is not None:
                self._add_points(level, name, "stated", Decimal(points), cell)

    def _add_indicator(self, name: str, state: str, placed: dict[str, Cell]) -> None:
        taken = {indicator.name for indicator in self.indicators}
        if name in taken:
            name = next(f"{name}({n})" for n in range(2, 1000) if f"{name}({n})" not in taken)
        texts = {column: placed[column].text.strip() if column in placed else "" for column in _COLUMNS}
        _join_target_cells(texts, placed)
        source = {column: placed[column].source.id if column in placed else "" for column in _COLUMNS}
        target = first_quantity(texts["target"])
        actual = first_quantity(texts["actual"])
        reference = self._reference(texts["target"]) if target is None else ""
        comparator = read_comparator(texts["target"], name, self._level["level_2"], self.vocabulary)
        indicator = Indicator(
            form=self.part.form, member=self.member, name=name,
            level_1=self._level["level_1"], level_2=self._level["level_2"],
            target_text=texts["target"], actual_text=texts["actual"],
            weight=_points(texts["weight"]), score=_points(texts["score"]), reason=texts["reason"],
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
        for basis in ("weight", "score"):
            if basis in placed:
                self._add_cell_points("indicator", indicator_member(indicator), basis, name, placed[basis])

    def _reference(self, target: str) -> str:
        """The address of the figure a target speaks of: "不超过年初预算投入" → ``overall.total_funds.budget``."""
        text = normalise_text(target)
        for words, basis in self.vocabulary.words["target_references"].items():
            if words in text:
                return address_of(self.part.form, "total_funds", self.member, basis)
        return ""

    def _read_total(self, row: Row, heads: Heads, label: Cell) -> None:
        """The total's weight and score: by grid, or the first cells after the label, which are the columns from weight on."""
        placed = place_cells(row, heads) if row[0].grid is not None and heads.row[0].grid is not None else None
        if placed is None:
            columns = [slug for _, slug in sorted(heads.slugs.items()) if slug in ("weight", "score", "reason")]
            after = row[row.index(label) + 1 :]
            if len(after) > len(columns):  # the label spans the columns before, so the row ends where the heads end
                from_end = {slug: position - len(heads.row) for position, slug in heads.slugs.items()}
                placed = {slug: row[place] for slug, place in from_end.items() if -place <= len(after)}
            else:
                placed = dict(zip(columns, after, strict=False))
        for basis in ("weight", "score"):
            if placed and basis in placed:
                self._add_cell_points("total", self.member, basis, label.text, placed[basis])

    def _add_cell_points(self, item: str, member: str, basis: str, label: str, cell: Cell) -> None:
        reading = parse_cell(cell.text, Decimal(1), "分")
        is_points = reading.state != "unreadable" and reading.measure in ("", "分") and reading.qualifier == "exactly"
        state = reading.state if is_points else UNDECIDABLE
        is_known = state == REPORTED
        self.facts.append(
            Fact(
                address=address_of(self.part.form, item, member, basis), form=self.part.form, item=item, member=member,
                basis=basis, value=reading.value if is_known else None, measure="分",
                quantum=Decimal(0) if is_known else None,  # points are given, not measured
                raw_text=cell.text.strip(), state=state, label=normalise_label(label), source_id=cell.source.id,
                note="" if is_known or state in (BLANK, NOT_APPLICABLE) else f"“{cell.text.strip()}”不是分数",
            )
        )  # fmt: skip

    def _add_points(self, item: str, name: str, basis: str, value: Decimal, cell: Cell) -> None:
        member = f"{self.member}/{name}" if self.member else name
        self.facts.append(
            Fact(address_of(self.part.form, item, member, basis), self.part.form, item, member, basis, value, "分",
                 Decimal(0), cell.text.strip(), REPORTED, name, cell.source.id)
        )  # fmt: skip


def _join_target_cells(texts: dict[str, str], placed: dict[str, Cell]) -> None:
    """A target in three cells ("≥", "95", "%") becomes one; an actual that is a bare number takes the same measure."""
    sign, measure = (placed[column].text.strip() if column in placed else "" for column in ("comparator", "measure"))
    if texts["target"] and (sign or measure):
        texts["target"] = f"{sign}{texts['target']}{measure}"
    actual = first_quantity(texts["actual"])
    if measure and actual is not None and not actual.measure:
        texts["actual"] = f"{texts['actual']}{measure}"


def indicator_member(indicator: Indicator) -> str:
    """The member that an indicator's points go under: its name, with the project before it in a project form."""
    return f"{indicator.member}/{indicator.name}" if indicator.member else indicator.name


def first_quantity(text: str) -> Quantity | None:
    """The quantity that a target or an actual states; None where it states none, or more than one in different measures."""
    quantities = find_quantities(text)
    measures = {quantity.measure for quantity in quantities}
    return quantities[0] if len(measures) == 1 else None


def read_comparator(target: str, name: str, level_2: str, vocabulary: Vocabulary) -> str:
    """Which side of the target is good: its own words first, then "0" and the name, then more is better."""
    text = normalise_text(target)
    said = {
        normalise_text(word): comparator
        for comparator, words in vocabulary.words["comparators"].items()
        for word in words
    }
    longest = max((word for word in said if word in text), key=len, default="")  # 不超过 before 超过
    if longest:
        return said[longest]
    if any(word in name for word in vocabulary.words["higher_is_better"]):
        return ">="
    if any(word in name or word in level_2 for word in vocabulary.words["lower_is_better"]):
        return "<="
    return ">="


def is_measurable(target: str, vocabulary: Vocabulary) -> bool:
    """Whether one can tell from the target whether it was met: it holds a number, a date, or words of a plain yes or no."""
    text = normalise_text(target)
    if (
        not text
        or find_quantities(target)
        or re.search(r"\d|每[日天周月季年]|月底|年底|全部|全覆盖|按时|及时|按期|已?完成|不发生|无", text)
    ):
        return True
    return not any(word in text for word in vocabulary.words["unmeasurable"])


def _points(text: str) -> Decimal | None:
    reading = parse_cell(text, Decimal(1), "分")
    return reading.value if reading.state == REPORTED and reading.measure == "分" else None


def _indicator_name(text: str) -> str:
    name = re.sub(r"^指标\d+[::.、]?", "", normalise_text(text))
    return normalise_label(name).replace("[", "(").replace("]", ")")


def _total_label(row: Row, vocabulary: Vocabulary) -> Cell | None:
    first = next((cell for cell in row if cell.text.strip()), None)
    return first if first is not None and vocabulary.is_in("total_row", first.text) else None


def _join_split_rows(rows: tuple[Row, ...], vocabulary: Vocabulary) -> Iterator[Row]:
    """Rows as they were in the form: a class cell that ended in an empty line splits its row where a table was flattened."""
    width = next((len(row) for row in rows if read_heads(row, vocabulary.indicator_column, 4)), 0)
    pending: Row = ()
    for row in rows:
        is_broken = len(row) < width and row[0].grid is None and vocabulary.is_in("level_2_classes", row[-1].text)
        if pending:
            joins = len(pending) + len(row) == width
            yield from [pending + row] if joins else [pending, row]
            pending = ()
        elif is_broken:
            pending = row
        else:
            yield row
    if pending:
        yield pending
