"""What money is counted in, and the text of a cell → a figure of a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.documents.model import Row
from perfaudit.forms.headrows import find_indicator_heads
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import Heads
from perfaudit.quantities import MONEY_SCALES, parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, UNDECIDABLE, Fact
from perfaudit.vocabulary import Vocabulary, normalise_text, stated_measure

_BARE = re.compile(r"-?[\d.]+")
_FAR_BEYOND = 100  # 元 taken for 万元 goes 10 000 times too far; no project is a hundred times its unit
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
    if printed == "%" and _BARE.fullmatch(shown) and reading.value is not None and 0 < abs(reading.value) <= 1:
        return Figure(UNDECIDABLE, note=f"“{shown}”没有百分号：分不清是{shown}%还是比率，请按原件核对")
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


def doubt_borrowed_measure(facts: Sequence[Fact], borrowed: Collection[str]) -> list[Fact]:
    """The facts, undecidable where one whose form names no measure of money goes far beyond all that forms with one have.

    ``borrowed`` are the addresses of those read in the measure of the other forms: 380000 among 万元 is yuan, or an error.
    """
    stated = [
        abs(fact.value)
        for fact in facts
        if fact.measure == "元" and fact.value is not None and fact.address not in borrowed
    ]
    most = max(stated, default=Decimal(0)) * _FAR_BEYOND
    note = "本表没有写明金额单位，按其他表的单位计，远远超过其他表的数：请按原件核对单位"
    return [
        replace(fact, state=UNDECIDABLE, value=None, quantum=None, note=note)
        if most and fact.address in borrowed and fact.value is not None and abs(fact.value) > most
        else fact
        for fact in facts
    ]


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
