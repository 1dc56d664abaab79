"""Text → value, measure, quantum and qualifier; and the intervals that figures stand for.

The only place where numbers are read. ``interval`` is arithmetic; ``measures`` holds the words as data, ``numerals``
turns numerals into decimals, ``patterns`` finds numbers of every kind, ``reading`` and ``cells`` give them a meaning.
"""

from .cells import CellReading, parse_cell
from .interval import Interval
from .measures import QUALIFIERS
from .reading import Number, Quantity, find_numbers, find_quantities, parse_quantity

__all__ = [
    "QUALIFIERS",
    "CellReading",
    "Interval",
    "Number",
    "Quantity",
    "find_numbers",
    "find_quantities",
    "parse_cell",
    "parse_quantity",
]
