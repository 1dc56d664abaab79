"""The text of a form's cell → a figure, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .measures import plain
from .numerals import scaled
from .patterns import ONLY_QUANTITY
from .reading import quantum_of, read_numeral, read_quantity

_NOT_APPLICABLE = re.compile(r"[-—/\\]+|无|不适用|不涉及|n/?a", re.IGNORECASE)
_BRACKETED = re.compile(r"\((?P<sum>[^()]+)\)(?P<unit>[^()0-9]*)")
# A cell wraps anywhere; only white space between two digits could part two numbers.
_WRAP = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")


@dataclass(frozen=True, slots=True)
class CellReading:
    """``state``: reported, blank, not_applicable or unreadable; the figure is None unless it is reported."""

    state: str
    value: Decimal | None = None
    measure: str = ""
    quantum: Decimal | None = None
    qualifier: str = "exactly"


def parse_cell(text: str, scale: Decimal | int = 1, measure: str = "") -> CellReading:
    """Read a cell that holds one figure: "（1,234.50）" → -1234.50.

    ``scale`` and ``measure`` are the column's (万元: 10 000 and 元); a unit or a scale in the cell wins over them.
    Whatever is not one whole figure (a range, two numbers, words beside it) is unreadable, never guessed.
    """
    signs = _WRAP.sub("", plain(text)).rstrip("。;")
    if not signs:
        return CellReading("blank")
    if _NOT_APPLICABLE.fullmatch(signs):
        return CellReading("not_applicable")
    bracketed = _BRACKETED.fullmatch(signs)
    if bracketed:
        signs = bracketed["sum"] + bracketed["unit"]
    match = ONLY_QUANTITY.fullmatch(signs)
    quantity = read_quantity(match, signs, signs) if match else None
    if not match or not quantity or quantity.high is not None:
        return CellReading("unreadable")
    if bracketed and (match["minus"] or not match["arabic"]):  # （-5） is negative twice, （三） an ordinal
        return CellReading("unreadable")
    numeral = read_numeral(match)
    if numeral is None or (quantity.measure and (match["measure"] or not match["money"])):
        value, measure, quantum = quantity.value, quantity.measure, quantity.quantum
    else:
        has_scale = match["scale"] or match["large"] or re.search("[万亿]", match["chinese"] or "")
        factor = Decimal(1) if has_scale else Decimal(scale)
        measure = measure or quantity.measure
        value, quantum = scaled(quantity.value, factor), quantum_of(scaled(numeral.place, factor), measure)
    return CellReading("reported", -value if bracketed else value, measure, quantum, quantity.qualifier)
