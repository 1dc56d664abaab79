"""Text made comparable, with the way back: full-width signs half-width, blanks gone, and where each sign came from."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache


@cache
def _flat_sign(sign: str) -> str:
    """What a sign is compared as; "" for blanks and signs nobody sees. A line break ends sentences, so it stays."""
    if sign == "\n":
        return sign
    return "".join(
        part
        for part in unicodedata.normalize("NFKC", sign)
        if not part.isspace() and unicodedata.category(part) != "Cf"
    )


@dataclass(frozen=True, slots=True)
class Flat:
    """``text`` is the comparable text; ``origin[i]`` is the offset, in the text as received, of its sign ``i``.

    ``origin`` has one entry more than ``text``: the length of the text as received.
    """

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Flat:
        signs = [_flat_sign(sign) for sign in text]
        origin = [offset for offset, parts in enumerate(signs) for _ in parts]
        return cls("".join(signs), (*origin, len(text)))

    def at(self, offset: int) -> int:
        """The place in ``text`` of the first sign that came from ``offset`` or later."""
        return min(bisect_left(self.origin, offset), len(self.text))

    def received(self, start: int, end: int) -> tuple[int, int]:
        """The offsets, in the text as received, of the signs from ``start`` up to ``end``."""
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


def flatten(text: str) -> str:
    """Only the comparable text, line breaks gone, too: "２０２３ 年：" → "2023年:"."""
    return "".join(map(_flat_sign, text)).replace("\n", "")
