"""Sentences that go through the columns of one figure without naming it: "年初预算…，全年预算…，实际执行…，执行进度…"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from perfaudit.linking.around import Around
from perfaudit.linking.figures import FigureNames
from perfaudit.narrative import Words, any_of
from perfaudit.quantities import Interval
from perfaudit.records import Claim

TOTAL = "overall.total_funds"
_MONEY, _RATE = "元", "%"
_COLUMNS = ("budget", "full_year", "final")


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a chain: the claim, its column, and whether the figure of the form agrees with it."""

    claim: Claim
    basis: str
    agrees: bool

    @property
    def address(self) -> str:
        return f"{TOTAL}.{self.basis}"


class Chains:
    """Finds the chains that speak of the whole unit.

    Columns without a name can be those of any figure. So a chain is the unit's only where it begins its sentence and one of
    its numbers is the unit's own in that column, or what it says is left is what the unit has left. The others are then
    linked whatever they say: that is how a wrong one among them is seen.
    """

    def __init__(self, figures: FigureNames, values: Mapping[str, Interval], addresses: Collection[str], words: Words):
        self.figures, self.values, self.addresses = figures, values, addresses
        trailing = any_of([*words.list_of("trailing"), "数", "情况"])
        self._either = words.patterns("either_budget_patterns")
        self._left = words.of("left_over_words")
        self._rate = re.compile(f"{any_of(words.list_of('chain_rates'))}{trailing}*$")

    def find(self, paragraph: Around) -> Iterator[list[Step]]:
        """The chains of a text, each a run of numbers from the beginning of a sentence."""
        start = -1
        steps: list[Step] = []
        is_open = False
        for place, claim in enumerate(paragraph.claims):
            if claim.kind != "quantity":
                continue
            sentence = paragraph.context.whole_sentence(place)[0]
            if sentence != start:
                yield from self._proven(steps, paragraph)
                start, steps, is_open = sentence, [], True
            basis = self._basis(paragraph, place, claim, bool(steps)) if is_open else ""
            is_open = bool(basis)
            if basis in (*_COLUMNS, "rate") and f"{TOTAL}.{basis}" in self.addresses:
                steps.append(Step(claim, basis, self._agrees(claim, f"{TOTAL}.{basis}")))
        yield from self._proven(steps, paragraph)

    def _basis(self, paragraph: Around, place: int, claim: Claim, has_begun: bool) -> str:
        """The column a number's words name, "left" for what is left over; "" where they name something else, too."""
        before = paragraph.context.before(place)
        if claim.relation in ("growth", "change", "share") or claim.basis == "change":
            return "left" if has_begun else ""  # 调整幅度2.0%: goes on, and is no column
        if claim.period != "this":
            return ""
        if claim.measure == _RATE:
            return "rate" if has_begun and self._rate.search(before) else "left" if has_begun else ""
        if claim.measure != _MONEY:
            return ""
        if self._left.search(before) or self._left.match(paragraph.context.after(place)):
            return "left"
        if not has_begun and not before and claim.period == "this" and self._agrees(claim, f"{TOTAL}.final"):
            return "final"
        if any(pattern.search(before) for pattern in self._either):
            agreeing = [basis for basis in ("budget", "full_year") if self._agrees(claim, f"{TOTAL}.{basis}")]
            return agreeing[0] if len(agreeing) == 1 else "left"  # 预算总盘子: the words do not say which
        name = self.figures.find(before, _MONEY)
        if name is not None:
            return (name.basis or claim.basis or "final") if name.item == TOTAL else ""
        return self.figures.basis_only(before)

    def _agrees(self, claim: Claim, address: str) -> bool:
        known = self.values.get(address)
        return known is not None and claim.value is not None and claim.bounds.meets(known)

    def _proven(self, steps: list[Step], paragraph: Around) -> Iterator[list[Step]]:
        if (len({step.basis for step in steps}) > 1 and any(s.agrees and s.claim.measure == _MONEY for s in steps)) or (
            len(steps) == 1 and (steps[0].agrees or self._left_agrees(steps[0], paragraph))
        ):
            yield steps

    def _left_agrees(self, step: Step, paragraph: Around) -> bool:
        """ "当年执行…，年末结转结余…": what is left is the unit's budget less what it spent."""
        full, spent = (self.values.get(f"{TOTAL}.{basis}") for basis in ("full_year", "final"))
        following = paragraph.context.next_quantity(paragraph.claims.index(step.claim))
        if full is None or spent is None or following is None:
            return False
        left = paragraph.claims[following]
        if left.measure != _MONEY or left.value is None or not self._left.search(paragraph.context.before(following)):
            return False
        return bool(left.value) and left.bounds.meets(full - spent)
