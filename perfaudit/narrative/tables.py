"""Tables of the report: every figure is a claim; below "明细如下（单位：万元）：" the rows are the parts of a total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.documents import Cell, Table
from perfaudit.documents.model import Row
from perfaudit.narrative.flat import flatten
from perfaudit.narrative.words import Words
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED, Claim
from perfaudit.vocabulary import normalise_label, stated_measure

SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_HAN = re.compile("[\u4e00-\u9fff]")
_MAX_HEAD = 16


@dataclass(frozen=True, slots=True)
class Leading:
    """What the passage before a table says of it: the total it explains (None: it explains none) and the measure of money."""

    total: Claim | None
    measure: str | None


def table_claims(table: Table, leading: Leading, section: str, words: Words) -> list[Claim]:
    """One claim per figure, and one without value per line that is named and left blank."""
    head = _head_row(table, words)
    measure = leading.measure or _head_measure(head)
    value_column = _value_column(table, head, words)
    claims: list[Claim] = []
    for row in table.rows:
        if row is head:
            continue
        claims.extend(_row_claims(row, head, value_column, measure, leading.total, section, words))
    return claims


def _head_row(table: Table, words: Words) -> Row | None:
    """The first row, if it holds no figure and most of its cells are words for columns."""
    first = table.rows[0] if table.rows else ()
    labels = [normalise_label(cell.text) for cell in first if cell.text.strip()]
    known = {flatten(word) for names in words.words["table_heads"].values() for word in names}
    is_head = bool(labels) and sum(label in known for label in labels) * 2 >= len(labels)
    has_figure = any(is_figure(cell) for cell in first)
    return first if is_head and not has_figure else None


def _head_measure(head: Row | None) -> str | None:
    measures = (stated_measure(cell.text) for cell in head or ())
    return next((measure for measure in measures if measure in SCALES), None)


def _value_column(table: Table, head: Row | None, words: Words) -> int:
    """The place of the column that a row's amount stands in: by its head, else the last that holds figures; -1 for none."""
    if head is not None:
        finals = [flatten(word) for word in words.list_of("table_heads.final")]
        named = {normalise_label(cell.text): place for place, cell in enumerate(head)}
        if (place := next((named[word] for word in finals if word in named), None)) is not None:
            return place
    places = [place for row in table.rows for place, cell in enumerate(row) if is_figure(cell)]
    return max(places) if places else -1


def is_figure(cell: Cell) -> bool:
    return (
        re.fullmatch(r"[-−(（]?[\d０-９][\d０-９,，.．\s]*(?:万元|亿元|千元|元|[%％])?[)）]?", cell.text.strip())
        is not None
    )


def _row_claims(
    row: Row, head: Row | None, value_column: int, measure: str | None, total: Claim | None, section: str, words: Words
) -> Iterator[Claim]:
    label = next((normalise_label(cell.text) for cell in row if _HAN.search(cell.text) and not is_figure(cell)), "")
    if not label:
        return
    is_total_row = label in words.list_of("total_labels")
    sentence = " ".join(cell.text.strip() for cell in row if cell.text.strip())
    # Rows of one table can differ in length where cells were merged; the last cell is then the amount's.
    value_place = value_column if value_column < len(row) else len(row) - 1
    has_value = False
    for place, cell in enumerate(row):
        if not is_figure(cell) or (place == 0 and len(row) > 1):
            continue  # the first cell is a label or the row's number
        name = normalise_label(head[place].text) if head is not None and place < len(head) else ""
        is_amount = place == value_place
        has_value |= is_amount
        claim = _claim(cell, label, name if not is_amount else "", measure, section, sentence, words)
        if is_amount and total is not None:
            claim = _explain(claim, total, is_total_row)
        yield claim
    if not has_value and total is not None and not is_total_row and value_place > 0:
        yield _explain(_claim(row[value_place], label, "", measure, section, sentence, words), total, False)


def _explain(claim: Claim, total: Claim, is_total_row: bool) -> Claim:
    """The row as a part of the total; the table's own total row says the total once more."""
    if claim.value is not None and claim.measure != total.measure:
        return claim
    if is_total_row:
        return replace(claim, subject=total.subject, period=total.period)
    return replace(claim, relation="part", parent=total.claim_id, period=total.period)


def _claim(cell: Cell, label: str, head: str, measure: str | None, section: str, sentence: str, words: Words) -> Claim:
    reading = parse_cell(cell.text, SCALES.get(measure or "", Decimal(1)), "元" if measure in SCALES else "")
    is_known = reading.state == REPORTED
    start = len(cell.text) - len(cell.text.lstrip())
    end = max(start, len(cell.text.rstrip()))
    claim_id = cell.source.within(start, end).id
    prior = [flatten(word) for word in words.list_of("table_heads.prior")]
    return Claim(
        claim_id=claim_id, form="report", section=section, sentence=sentence, paragraph_text=cell.text,
        start=start, end=end, raw_text=cell.text.strip(), kind="quantity", subject=label if head in prior else f"{label}{head}",
        period="prior" if head in prior else "this", value=reading.value if is_known else None, high=None,
        measure=reading.measure if is_known else "", quantum=reading.quantum if is_known else None,
        qualifier="exactly" if is_known else "", relation="amount", direction="", judgement="", listed_names=(),
        parent="", numerator="", denominator="", link="", certainty="unlinked", link_reason="", source_id=claim_id,
    )  # fmt: skip
