"""What money is counted in, and the text of a cell → a figure of a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.documents.model import Row
from perfaudit.forms.headrows import find_indicator_heads
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads
from perfaudit.quantities import parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, UNDECIDABLE
from perfaudit.vocabulary import Vocabulary, normalise_text, stated_measure

MONEY_SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
TWO_MEASURES = "?"
"""The measure of a figure whose label and column name different ones."""


@dataclass(frozen=True)
class Figure:
    """What a cell says: a value with its measure and quantum where it is reported, else a state and why."""

    state: str
    value: Decimal | None = None
    measure: str = ""
    quantum: Decimal | None = None
    note: str = ""


def read_figure(text: str, measure: str | None) -> Figure:
    """One figure out of ``text``, whose numbers are in ``measure`` if they name none; None: nobody knows in what."""
    printed = "元" if measure in MONEY_SCALES else (measure or "").strip(TWO_MEASURES)
    reading = parse_cell(text, MONEY_SCALES.get(measure or "", Decimal(1)), printed)
    shown = text.strip()
    if reading.state == "unreadable" or reading.qualifier != "exactly":  # a form asks for a figure, not for "约98"
        return Figure(UNDECIDABLE, note=f"“{shown}”不是一个能确定的数：请按原件核对并改正")
    if reading.state != REPORTED:
        return Figure(reading.state, measure=printed)
    if printed and reading.measure not in ("", printed):
        return Figure(UNDECIDABLE, note=f"“{shown}”的单位不是{printed}：请按原件核对并改正")
    if measure == TWO_MEASURES and not reading.measure:
        return Figure(UNDECIDABLE, note="行名与栏名写的金额单位不同：请按原件核对并改正")
    if measure is None and not reading.measure:
        return Figure(UNDECIDABLE, note="没有写明金额单位（元或万元）：请在表头或“单位：”处注明")
    quantum = Decimal(0) if (reading.measure or printed) == "分" else reading.quantum  # points are given, not measured
    return Figure(REPORTED, reading.value, reading.measure or printed, quantum)


def read_points(text: str, is_percent: bool = False) -> Figure:
    """The points in a cell: "10", "10分", and, in a column of percentages, "10%"."""
    reading = parse_cell(text, Decimal(1), "分")
    measures = ("", "分", "%") if is_percent else ("", "分")
    if reading.state in (BLANK, NOT_APPLICABLE):
        return Figure(reading.state, measure="分")
    if reading.state == "unreadable" or reading.measure not in measures or reading.qualifier != "exactly":
        return Figure(UNDECIDABLE, measure="分", note=f"“{text.strip()}”不是分数")
    return Figure(REPORTED, reading.value, "分", Decimal(0))


def measure_of_cell(own: str | None, label: str, head: str, form: str | None) -> str | None:
    """What the numbers of a cell are in: the item's own measure, its label's, its column's, that of the form."""
    if own is not None:
        return own
    named = {measure for text in (label, head) if (measure := stated_measure(text)) is not None}
    return named.pop() if len(named) == 1 else (TWO_MEASURES if named else form)


def form_money_measure(part: Part, vocabulary: Vocabulary) -> str | None:
    """What a form counts money in: its title or a line such as "单位：万元" says it, else its heads, if they agree."""
    lines = [part.title, *(passage.text for passage in part.passages)]
    cells = [cell.text for row in _rows_of_figures(part, vocabulary) for cell in row if len(cell.text) <= 60]
    said = [text for text in [*lines, *cells] if "单位" in normalise_text(text)]
    for texts in (lines[:1], said, lines[1:]):
        named = (stated_measure(text) for text in texts if len(text) <= 60)
        if (measure := next((measure for measure in named if measure in MONEY_SCALES), None)) is not None:
            return measure
    named_in_heads = {measure for text in cells if (measure := stated_measure(text)) in MONEY_SCALES}
    return named_in_heads.pop() if len(named_in_heads) == 1 else None


def _rows_of_figures(part: Part, vocabulary: Vocabulary) -> Iterator[Row]:
    """The rows before the indicators, whose targets are in all measures."""
    for table in part.tables:
        for index, row in enumerate(table.rows):
            if find_indicator_heads(table.rows, index, vocabulary) is not None:
                break
            yield row


def money_of_heads(heads: Heads | None) -> str | None:
    """The measure of money that stands to the left of the named columns."""
    stated = stated_measure(heads.measure_cell()) if heads is not None and heads.slugs else None
    return stated if stated in MONEY_SCALES else None
