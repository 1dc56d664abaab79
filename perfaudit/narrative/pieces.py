"""A text of any length → pieces that are read one by one, so that reading takes time in proportion to the length."""

from __future__ import annotations

import re

MAX_PIECE = 2_000
"""A text of no more signs is read as a whole. The longest paragraph of the test corpora has 253."""
_ENDS = (
    re.compile('[。！？!?\n]+[”’）)」』"]*'),
    re.compile("[；;]"),
    re.compile(r"[，,、：:](?!\d)"),
    re.compile(r"[\s（）()]"),
)


def text_pieces(text: str) -> list[tuple[int, int]]:
    """Start and end of the pieces of a text, in order and without gaps: one for any usual text.

    A piece ends with a sentence where one ends in its second half, else with a clause, else anywhere.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > MAX_PIECE:
        end = _end_of_piece(text, start + MAX_PIECE // 2, start + MAX_PIECE)
        pieces.append((start, end))
        start = end
    return [*pieces, (start, len(text))]


def _end_of_piece(text: str, least: int, most: int) -> int:
    for sign in _ENDS:
        ends = [found.end() for found in sign.finditer(text, least, most)]
        if ends:
            return ends[-1]
    return most
