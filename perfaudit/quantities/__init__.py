"""Text → value, measure, quantum and qualifier; and the intervals that figures stand for.

The only place where numbers are read. ``interval`` is arithmetic; ``measures`` holds the words as data, ``numerals``
turns numerals into decimals, ``patterns`` finds numbers of every kind, ``reading`` and ``cells`` give them a meaning.
"""

from .amounts import amount_text, money_number, plain_number, rounded
from .cells import CellReading, parse_cell
from .interval import Interval
from .measures import MONEY_SCALES, QUALIFIERS
from .numerals import count_of
from .reading import Number, Quantity, find_numbers, find_quantities, parse_quantity

__all__ = [
    "MONEY_SCALES",
    "QUALIFIERS",
    "CellReading",
    "Interval",
    "Number",
    "Quantity",
    "amount_text",
    "count_of",
    "find_numbers",
    "find_quantities",
    "money_number",
    "parse_cell",
    "parse_quantity",
    "plain_number",
    "rounded",
]
