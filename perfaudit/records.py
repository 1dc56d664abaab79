"""The tidy tables every check works on: what a row holds, and how the tables of one unit travel as one frame.

A row is one of the dataclasses below, a table is their frame, and the columns are the dataclass's own fields: there is no
second list of names. ``None`` means that there is nothing, never that nothing was found out; states say that in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pandas as pd

from perfaudit.quantities import Interval, Quantity, amount_text

REPORTED, BLANK, NOT_APPLICABLE, UNDECIDABLE = "reported", "blank", "not_applicable", "undecidable"
"""The states of a figure: a value stands there; the cell is empty; it says "/" or the like; it can be read two ways."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a form. ``value`` and ``quantum`` (half of the last printed digit) are in ``measure``, money in 元.

    ``value`` is None unless ``state`` is "reported"; for "undecidable" ``note`` says which two ways there are.
    """

    address: str  # "basic.special_fund[环卫].final"
    form: str
    item: str
    member: str  # name of the special fund or project, "" where the item has none
    basis: str  # prior_final, budget, full_year, final, stated, weight, rate, score
    value: Decimal | None
    measure: str
    quantum: Decimal | None
    raw_text: str
    state: str
    label: str  # the words of row and column, for people
    source_id: str
    note: str = ""

    @property
    def text(self) -> str:
        """The value with its measure, for people, money in 万元; the words as printed where there is no value."""
        return self.raw_text if self.value is None else amount_text(self.value, self.measure)

    @property
    def interval(self) -> Interval:
        """Where the true value can lie: half of the last printed digit to either side. Only for reported figures."""
        if self.value is None or self.quantum is None:
            raise ValueError(f"{self.address} is {self.state}")
        return Interval.around(self.value, self.quantum)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One third-level indicator of ``overall`` or of the project ``member``; ``weight`` and ``score`` are in points.

    ``target_*`` and ``actual_*`` are None where the words hold no quantity (then ``is_measurable`` is False for the target).
    """

    form: str
    member: str
    name: str
    level_1: str
    level_2: str
    target_text: str
    actual_text: str
    weight: Decimal | None
    score: Decimal | None
    reason: str
    comparator: str  # ">=", "<=", ">", "<": which side of the target is good
    target_value: Decimal | None
    target_measure: str
    target_quantum: Decimal | None
    actual_value: Decimal | None
    actual_measure: str
    actual_quantum: Decimal | None
    actual_qualifier: str
    target_reference: str  # address of the figure that the target speaks of ("不超过年初预算"), or ""
    is_measurable: bool
    state: str  # reported, not_applicable
    source_id: str  # the cell with the name
    target_source_id: str
    actual_source_id: str
    weight_source_id: str
    score_source_id: str
    reason_source_id: str
    actual_step: Decimal | None = None  # how far 余 or 多 can reach, None where the words set no end

    @property
    def less_is_better(self) -> bool:
        return self.comparator in ("<", "<=")

    @property
    def actual_bounds(self) -> Interval:
        """What the words of the actual value allow. Only where there is a quantity."""
        return _bounds(self.actual_value, None, self.actual_quantum, self.actual_qualifier, self.actual_step)

    @property
    def address(self) -> str:
        """``overall.indicator[NAME]``; the cells are told apart by ``.target``, ``.actual``, ``.weight``, ``.score``."""
        return f"{self.form}.indicator[{f'{self.member}/' if self.member else ''}{self.name}]"


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity of the prose, with the sentence it stands in and the figure it speaks of (``link``, "" if unknown)."""

    claim_id: str
    form: str  # "report", or "overall" for goals and results
    section: str
    sentence: str
    paragraph_text: str
    start: int  # offsets into paragraph_text
    end: int
    raw_text: str
    kind: str  # quantity, date, ordinal, reference
    subject: str
    period: str  # this, prior, or a year
    value: Decimal | None
    high: Decimal | None
    measure: str
    quantum: Decimal | None
    qualifier: str
    relation: str  # amount, share, growth, change ("减少5万元": growth in the amount's own measure), count_of_list, part, negation
    direction: str  # "up" or "down" where the words give a trend, with a number or without, else ""
    judgement: str  # what the sentence says of the target: exceeded, met, missed, level, or ""
    listed_names: tuple[str, ...]  # the names that follow a count: "6个社区：甲、乙…"
    parent: str  # claim_id of the total that this part explains ("其中"), or ""
    numerator: str  # claim_id or address of what a share or growth is reckoned from, or ""
    denominator: str
    link: str  # address of a fact, or an indicator's address with ".actual"; "" where it speaks of none
    certainty: str  # certain, likely, unlinked
    link_reason: str
    source_id: str
    step: Decimal | None = None  # how far 余 or 多 can reach, None where the words set no end
    # The column that the words name: budget, full_year, final, target, of amounts; change, of amounts that something was
    # raised by. Of growth and change: what is compared with (prior, budget, target). "" where they name none.
    basis: str = ""
    # Which money a sum covers: all (funds), general (budget), funds (without some kinds of them), part (without something
    # else); "" where the words say nothing of it.
    scope: str = ""

    @property
    def text(self) -> str:
        """The words of the number; where they leave the measure to a table's head, the value with its measure."""
        has_measure = not self.measure or any(not sign.isdigit() and sign not in ".,，" for sign in self.raw_text)
        return self.raw_text if has_measure or self.value is None else amount_text(self.value, self.measure)

    @property
    def bounds(self) -> Interval:
        """What the words allow: the rounding interval, or more to one side with 近, 余, 约 … Only for claims with a value."""
        return _bounds(self.value, self.high, self.quantum, self.qualifier, self.step)


def _bounds(
    value: Decimal | None, high: Decimal | None, quantum: Decimal | None, qualifier: str, step: Decimal | None
) -> Interval:
    if value is None or quantum is None:
        raise ValueError("there is no quantity")
    return Quantity(value, "", quantum, qualifier, "", 0, 0, high, step).bounds


UNREAD_FORM = "unread_form"
"""The field of a form whose title stands over lines that lost their cells."""


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a form: unit name, year, signature, goal, section heading … ``state`` as for figures.

    What the vocabulary does not know stands here, too: ``unknown_label``, ``unknown_head``, …, and what lost its cells:
    ``unplaced_row``, ``unread_form``.
    """

    form: str
    field: str
    member: str
    text: str
    state: str
    source_id: str

    @property
    def is_unread(self) -> bool:
        """Whether it says what could not be read: words without an entry in ``vocabulary.yml``, a row that lost cells."""
        return self.field.startswith("unknown_") or self.field in ("unplaced_row", UNREAD_FORM)


def year_of(fields: Iterable[Field]) -> int | None:
    """The year that most titles name, the first of them where they are even; None where no title names one."""
    years = Counter(int(field.text) for field in fields if field.field == "year")
    return years.most_common(1)[0][0] if years else None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where words stand, and the words as received. Numbers count from 1, offsets from 0; None where they do not apply.

    ``page`` and ``box`` (x0, top, x1, bottom in points from the upper left corner) are of PDFs, ``sheet`` and ``address``
    ("C12") of workbooks.
    """

    source_id: str
    file: str
    form: str
    table: int | None
    row: int | None
    column: int | None
    paragraph: int | None
    start: int | None
    end: int | None
    text: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All tables of one unit."""

    facts: tuple[Fact, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    claims: tuple[Claim, ...] = ()
    fields: tuple[Field, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    previous: Records | None = (
        None  # last year's unit, read by the same code; None where no document of it was asked for
    )


PREVIOUS = "previous."
"""Stands before the address of whatever last year's document holds: ``previous.basic.posts.final``."""
PREVIOUS_DOCUMENT = "previous_document"
"""The one field that ``Records.previous`` always holds: the document's name (reported), else why there is nothing to hold
this year against: none was found (not applicable), or it cannot be read (undecidable)."""


ROW_TYPES: dict[str, type] = {
    "facts": Fact,
    "indicators": Indicator,
    "claims": Claim,
    "fields": Field,
    "sources": SourceRow,
}


def to_frame(rows: Iterable[Any], row_type: type) -> pd.DataFrame:
    """The rows as a frame: one column per field of ``row_type``, object dtype, so that Decimals and None stay what they are."""
    columns = [field.name for field in fields(row_type)]
    values = attrgetter(*columns)  # not dataclasses.astuple, which copies every value and takes ten times as long
    return pd.DataFrame([values(row) for row in rows], columns=columns, dtype=object)


def pack(records: Records) -> pd.DataFrame:
    """All tables as one frame, for a validator that takes one batch: the first index level names the table.

    Last year's tables are packed in the same way, under their names with ``PREVIOUS`` before them.
    """
    frames = _frames(records)
    if records.previous is not None:
        frames |= {PREVIOUS + name: frame for name, frame in _frames(records.previous).items()}
    return pd.concat(frames, names=["table", "row"])


def _frames(records: Records) -> dict[str, pd.DataFrame]:
    return {name: to_frame(getattr(records, name), row_type) for name, row_type in ROW_TYPES.items()}


def unpack(frame: pd.DataFrame) -> Records:
    """The inverse of ``pack``: ``unpack(pack(records)) == records``."""
    names = frame.index.get_level_values("table")
    has_previous = (names == f"{PREVIOUS}fields").any()
    previous = Records(**_tables(frame, names, PREVIOUS)) if has_previous else None
    return Records(**_tables(frame, names, ""), previous=previous)


def _tables(frame: pd.DataFrame, names: pd.Index, prefix: str) -> dict[str, Any]:
    tables = {}
    for name, row_type in ROW_TYPES.items():
        columns = [field.name for field in fields(row_type)]
        part = frame.loc[names == f"{prefix}{name}"]
        values = part.reindex(columns=columns).to_numpy(dtype=object)
        tables[name] = tuple(row_type(*row) for row in values)
    return tables
