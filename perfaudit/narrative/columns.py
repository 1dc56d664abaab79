"""The columns of a table in the report: which year, budget or outcome, change, share or rate, by the words of the head."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from perfaudit.documents import Cell, Table
from perfaudit.documents.model import Row
from perfaudit.narrative.flat import flatten
from perfaudit.narrative.words import Words
from perfaudit.vocabulary import normalise_label, stated_measure

AMOUNTS = ("final", "prior", "budget", "full_year")
_MEASURES = re.compile(r"[(（/](?:单位[:：])?(亿元|万元|千元|元|人次|人|名|个|辆|台|户|亩|%|％)[)）]?$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)")
_MAX_HEADS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: final, prior, budget, full_year, target, change, share, rate, skip, label, unknown, or "" without a head."""

    place: int
    kind: str
    basis: str
    period: str
    measure: str
    head: str


def read_columns(
    table: Table, words: Words, is_figure: Callable[[Cell], bool], year: int | None
) -> tuple[int, list[Column]]:
    """How many rows are the head, and the columns. A head holds no figure and mostly words for columns."""
    heads = 0
    for row in table.rows[:_MAX_HEADS]:
        labels = [flatten(cell.text) for cell in row if cell.text.strip()]
        known = sum(_kind(label, words) != "unknown" for label in labels)
        if (
            not labels
            or any(is_figure(cell) and not _YEAR.search(cell.text) for cell in row)
            or known * 2 < len(labels)
        ):
            break
        heads += 1
    body = table.rows[heads:]
    width = max((len(row) for row in body), default=0)
    if not heads:
        return 0, [Column(place, "", "", "this", "", "") for place in range(width)]
    model = next((row for row in body if len(row) == width), ())
    texts = [_head_text(table.rows[:heads], model, place, width) for place in range(width)]
    return heads, [_column(place, text, words, year) for place, text in enumerate(texts)]


def _head_text(heads: Sequence[Row], model: Row, place: int, width: int) -> str:
    """The words above a column, from the top down: over grid columns where the format has them, else by number."""
    found: list[str] = []
    for row in heads:
        grid = model[place].grid if place < len(model) else None
        if grid is not None and all(cell.grid is not None for cell in row):
            found += [c.text for c in row if c.grid and c.grid[0] <= grid[0] <= c.grid[1] and not c.is_continuation]
        elif len(row) == width:
            found.append(row[place].text)
    return flatten("".join(found))


def _kind(text: str, words: Words) -> str:
    bare = re.sub(r"[(（][^()（）]*[)）]", "", text)
    for kind, pattern in words.words["column_patterns"].items():
        if re.search(pattern, bare or text):
            return str(kind)
    return "unknown"


def _column(place: int, text: str, words: Words, year: int | None) -> Column:
    kind = _kind(text, words)
    found = _YEAR.search(text)
    period = "this"
    if words.of("prior_words").search(text) and kind != "change":
        period = "prior"
    elif found and year is not None and kind != "change":
        period = {0: "this", 1: "prior"}.get(year - int(found.group(1)), found.group(1))
    if kind == "unknown" and found:
        kind = "final"
    if kind in ("final", "prior"):
        kind = "final" if period == "this" else "prior"
    basis = kind if kind in ("budget", "full_year", "target") else ""
    unit = _MEASURES.search(text)
    measure = (unit.group(1) if unit else "") or stated_measure(text) or ""
    return Column(place, kind, basis, period, measure.replace("％", "%"), normalise_label(text))
