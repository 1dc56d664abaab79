"""Numbers that go on from the number before: "…，完成了年初5项的目标", "预算执行率95%，该项得9.5分"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from perfaudit.linking.around import Around
from perfaudit.narrative import Words, any_of
from perfaudit.records import Claim

_SCORE = "分"
_CELLS = (".actual", ".target")


class Continued:
    """Says of which earlier number a number is the target or the score; the link of that one decides."""

    def __init__(self, words: Words) -> None:
        bare, tails = any_of(words.list_of("target_bare")), any_of(words.list_of("trailing"))
        self._target = re.compile(f"[,、(]?(?:{bare}|{tails})*")
        item, scored = any_of(words.list_of("same_item")), any_of(words.list_of("scored_words"))
        self._score = re.compile(
            f"{item}(?:的)?{scored}(?:为|是|:)?|[,(]?(?:折算|折合|应|实)?(?:计|得|得分|计分|评分)(?:为|是|:)?"
        )

    def target_of(self, paragraph: Around, place: int) -> Claim | None:
        """The number whose target this one is: it says nothing but "年初目标为", and counts in the same measure."""
        claim = paragraph.claims[place]
        if claim.basis != "target" or claim.relation != "amount":
            return None
        earlier = self._earlier(paragraph, place)
        is_bare = self._target.fullmatch(paragraph.context.before(place)) is not None
        return earlier if earlier and is_bare and earlier.measure == claim.measure else None

    def scored(self, paragraph: Around, place: int) -> Claim | None:
        """The number whose score this one is."""
        claim = paragraph.claims[place]
        if claim.measure != _SCORE or self._score.fullmatch(paragraph.context.before(place)) is None:
            return None
        return self._earlier(paragraph, place)

    @staticmethod
    def _earlier(paragraph: Around, place: int) -> Claim | None:
        previous = paragraph.context.previous_quantity(place)
        if previous is None or paragraph.context.marks[previous].start < paragraph.context.sentence(place)[0]:
            return None
        return paragraph.claims[previous]


def other_cell(link: str, cell: str, addresses: Mapping[str, object] | set[str]) -> str:
    """The address of another cell of a link's row, "" where the form has none."""
    head, _, basis = link.rpartition(".")
    address = f"{head}.{cell}"
    is_indicator = f".{basis}" in _CELLS and f".{cell}" in _CELLS
    return address if head and (is_indicator or address in addresses) else ""
