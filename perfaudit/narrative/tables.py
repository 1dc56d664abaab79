"""Tables of the report: every figure is a claim, and the head of its column says which year's and which column's it is.

Below "明细如下（单位：万元）：" the rows are the parts of a total; in a table with a row 合计 they are the parts of that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.documents import Cell, Table
from perfaudit.documents.model import Row
from perfaudit.narrative.columns import AMOUNTS, Column, read_columns
from perfaudit.narrative.words import Words
from perfaudit.quantities import find_quantities, parse_cell
from perfaudit.records import REPORTED, Claim
from perfaudit.vocabulary import normalise_label

SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[-−(（]?[\d０-９][\d０-９,，.．\s]*(?:万元|亿元|千元|元|[%％])?[)）]?")
_COMPARATORS = "≥≤><=＞＜"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Leading:
    """What the passage before a table says of it: the total it explains (None: it explains none) and the measure of money."""

    total: Claim | None
    measure: str | None


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure and nothing else: "1,285.50", "-2.70%", "13.6公里", "≥95%"."""
    text = cell.text.strip()
    if _NUMBER.fullmatch(text):
        return True
    if len(text) > 12 or not re.search(r"\d", text):
        return False
    bare = text.lstrip(_COMPARATORS)
    found = find_quantities(bare)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)) and bool(found[0].measure)


def table_claims(table: Table, leading: Leading, section: str, words: Words, year: int | None = None) -> list[Claim]:
    """One claim per figure, and one without value per line that is named and left blank."""
    head, columns = read_columns(table, words, is_figure, year)
    value_place = _value_place(table.rows[head:], columns, has_head=head > 0)
    finals = [column for column in columns if column.kind == "final" and column.period == "this"]
    has_several = head > 0 and len(finals) > 1
    if has_several and leading.total is not None:
        place = _explained(table.rows[head:], columns, finals, leading, section, words)
        leading = leading if place >= 0 else replace(leading, total=None)
        value_place = place if place >= 0 else value_place
    rows = [
        _RowClaims(row, columns, value_place, leading, section, words, has_head=head > 0) for row in table.rows[head:]
    ]
    claims: list[list[Claim]] = []
    totals = [row for row in rows if row.is_total]
    total_row = totals[0] if len(totals) == 1 and not any(row.is_within for row in rows) else None
    for row in rows:
        made = row.claims
        if total_row is not None and row is not total_row:
            made = [_part_of(claim, row, total_row) for claim in made]
        made = made if has_several else _ratios(made, row, total_row, leading.total)
        claims.append(made)
    return [claim for made in claims for claim in made]


def _value_place(rows: Sequence[Row], columns: Sequence[Column], has_head: bool) -> int:
    """The column that a row's amount stands in: by its head, else the last that holds figures; -1 for none."""
    finals = [column.place for column in columns if column.kind == "final" and column.period == "this"]
    if finals:
        return finals[0]
    known = {column.place for column in columns if column.kind not in ("", "unknown")}
    width = max((len(row) for row in rows), default=0)
    places = {width - len(row) + place for row in rows for place, cell in enumerate(row) if is_figure(cell)}
    return max(places - known, default=-1)


class _RowClaims:
    """One row: its label, and a claim per figure with the column it stands in."""

    def __init__(
        self, row: Row, columns: Sequence[Column], value_place: int, leading: Leading, section: str, words: Words,
        has_head: bool,
    ) -> None:  # fmt: skip
        self.label = next((normalise_label(c.text) for c in row if _HAN.search(c.text) and not is_figure(c)), "")
        self.is_total = self.label in words.list_of("total_labels")
        self.is_within = re.match(r"其中|含|小计|[(（]", self.label) is not None
        self.by_kind: dict[tuple[str, str], Claim] = {}  # kind and period → claim
        self.column_of: dict[str, Column] = {}
        self.by_place: dict[int, Claim] = {}
        self.claims: list[Claim] = []
        if self.label:
            self._read(row, columns, value_place, leading, section, has_head)

    def _read(
        self, row: Row, columns: Sequence[Column], value_place: int, leading: Leading, section: str, has_head: bool
    ) -> None:
        sentence = " ".join(cell.text.strip() for cell in row if cell.text.strip())
        # Rows differ in length where cells were merged at the left, as in 合计: columns are counted from the right.
        shift = max(0, len(columns) - len(row))
        has_value = False
        for place, cell in enumerate(row):
            column = columns[min(place + shift, len(columns) - 1)]
            if not is_figure(cell) or (place == 0 and len(row) > 1) or column.kind == "skip":
                continue  # the first cell is a label or the row's number
            is_amount = column.place == value_place
            has_value |= is_amount
            if is_amount and column.kind in ("", "unknown"):
                column = replace(column, kind="final")
            claim = _claim(cell, self.label, column, leading.measure, section, sentence, has_head)
            if is_amount and leading.total is not None and not self.is_within:
                claim = _explain(claim, leading.total, self.is_total)
            self.claims.append(claim)
            self.by_kind.setdefault((column.kind, column.period), claim)
            self.column_of[claim.claim_id] = column
            self.by_place[column.place] = claim
        at = value_place - shift
        if not has_value and leading.total is not None and not self.is_total and 0 < at < len(row):
            column = replace(columns[value_place], kind="final")
            blank = _claim(row[at], self.label, column, leading.measure, section, sentence, has_head)
            self.claims.append(_explain(blank, leading.total, False))


def _explain(claim: Claim, total: Claim, is_total_row: bool) -> Claim:
    """The row as a part of the total; the table's own total row says the total once more."""
    if claim.value is not None and claim.measure != total.measure:
        return claim
    if is_total_row:
        return replace(claim, subject=total.subject, period=total.period)
    return replace(claim, relation="part", parent=total.claim_id, period=total.period)


def _explained(
    rows: Sequence[Row], columns: Sequence[Column], finals: Sequence[Column], leading: Leading, section: str,
    words: Words,
) -> int:  # fmt: skip
    """Of several columns of amounts, the one that the passage before names, or whose total it gives; -1 for none."""
    total = leading.total
    if total is None:
        return -1
    named = [
        column.place for column in finals if len(column.head) >= 2 and column.head == normalise_label(total.subject)
    ]
    if len(named) == 1:
        return named[0]
    plain = replace(leading, total=None)
    read = [_RowClaims(row, columns, -1, plain, section, words, has_head=True) for row in rows]
    sums = [row.by_place for row in read if row.is_total]
    equal = [
        column.place
        for column in finals
        if len(sums) == 1 and column.place in sums[0] and sums[0][column.place].value == total.value
    ]
    return equal[0] if len(equal) == 1 else -1


def _part_of(claim: Claim, row: _RowClaims, total_row: _RowClaims) -> Claim:
    """The figure as a part of its own column's total; ratios are parts of nothing."""
    column = row.column_of.get(claim.claim_id)
    total = total_row.by_place.get(column.place) if column is not None else None
    if claim.relation != "amount" or column is None or total is None:
        return claim
    if column.kind in AMOUNTS and total.measure == claim.measure and total.relation == "amount":
        return replace(claim, relation="part", parent=total.claim_id)
    return claim


def _ratios(made: list[Claim], row: _RowClaims, total_row: _RowClaims | None, leading: Claim | None) -> list[Claim]:
    """What the columns of change, shares and rates are reckoned from: figures of the same row, shares of the total."""

    def at(*kinds: str) -> Claim | None:
        return next((c for kind in kinds for (k, _), c in row.by_kind.items() if k == kind), None)

    filled = []
    final = at("final")
    for claim in made:
        column = row.column_of.get(claim.claim_id)
        kind = column.kind if column else ""
        base: Claim | None = None
        if kind == "change" and column is not None:
            base = at("budget", "full_year") if "预算" in column.head else at("prior") or at("budget", "full_year")
        elif kind == "rate" and not (claim.value == _HUNDRED and at("target") is not None):
            base = at("full_year", "budget", "target")
        elif kind == "share":
            base = leading if total_row is None else total_row.by_kind.get(("final", "this"))
        if base is not None and final is not None and base.measure == final.measure and claim.value is not None:
            claim = replace(claim, numerator=final.claim_id, denominator=base.claim_id)
        filled.append(claim)
    return filled


def _claim(
    cell: Cell, label: str, column: Column, measure: str | None, section: str, sentence: str, has_head: bool
) -> Claim:
    text = cell.text.strip()
    unit = column.measure or (measure if column.kind not in ("rate", "share") else None) or ""
    reading = parse_cell(cell.text, SCALES.get(unit, Decimal(1)), "元" if unit in SCALES else unit)
    value, read_measure, quantum, qualifier = reading.value, reading.measure, reading.quantum, "exactly"
    is_known = reading.state == REPORTED
    if not _NUMBER.fullmatch(text) and (found := find_quantities(text.lstrip(_COMPARATORS))):
        value, read_measure, quantum, qualifier = found[0].value, found[0].measure, found[0].quantum, found[0].qualifier
        is_known = True
    if is_known and not read_measure and column.kind in ("rate", "share"):
        read_measure = "%"
    start = len(cell.text) - len(cell.text.lstrip())
    claim_id = cell.source.within(start, max(start, len(cell.text.rstrip()))).id
    is_change = column.kind == "change"
    relation = {"share": "share", "rate": "share"}.get(column.kind, "amount")
    if is_change:
        relation = "growth" if read_measure == "%" else "change"
    direction = ""
    if is_change and value and not re.search("减少|下降|节约", column.head):
        direction = "down" if value < 0 else "up"
    return Claim(
        claim_id=claim_id, form="report", section=section, sentence=sentence, paragraph_text=cell.text,
        start=start, end=max(start, len(cell.text.rstrip())), raw_text=text, kind="quantity",
        subject=_subject(label, column, has_head), period=column.period, value=value if is_known else None, high=None,
        measure=read_measure if is_known else "", quantum=quantum if is_known else None,
        qualifier=qualifier if is_known else "", relation=relation, direction=direction, judgement="", listed_names=(),
        parent="", numerator="", denominator="", link="", certainty="unlinked", link_reason="", source_id=claim_id,
        basis=column.basis,
    )  # fmt: skip


def _subject(label: str, column: Column, has_head: bool) -> str:
    """The label, with the head where that makes the figure another than the amount of that name."""
    if column.kind in (*AMOUNTS, "target"):
        return label
    if not has_head:
        return f"{label}第{column.place + 1}列"  # nobody says what this column holds
    return f"{label}{column.head}"
