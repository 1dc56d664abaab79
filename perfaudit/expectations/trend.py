"""Lines that changed much since last year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from perfaudit.expectations.balance import places, untold
from perfaudit.expectations.base import Limit, UnitExpectation
from perfaudit.formulas import Missing
from perfaudit.outcomes import FAIL, PASS, Verdict
from perfaudit.quantities import rounded
from perfaudit.records import REPORTED, UNDECIDABLE
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, fact_side, plain_number


class ExpectLinesToChangeWithin(UnitExpectation):
    """Expect a line's final not to differ from last year's by more than ``share`` (a ratio) and ``amount_yuan`` both.

    Left out, in this order:
    1. lines with a figure that can be read two ways: undecidable
    2. lines that one of the years does not report, or reports as zero: that is a beginning or an end, not a change
    """

    lines: list[str]
    share: Limit
    amount_yuan: Limit

    success_keys: ClassVar[tuple[str, ...]] = ("lines", "share", "amount_yuan")

    def formulas(self) -> list[str]:
        return [f"{line}.final" for line in self.lines]

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every line that both years report."""
        for line in self.lines:
            form, item = line.split(".")
            for place in places(unit, {"member": line}):
                member = json.loads(place["member"])
                prior = unit.members(form, item, "prior_final").get(member)
                final = unit.members(form, item, "final").get(member)
                unread = [fact for fact in (prior, final) if fact is not None and fact.state == UNDECIDABLE]
                if unread:
                    missing = [Missing(fact.address, fact.state, fact) for fact in unread]
                    yield untold(unit, unread[0].address, missing)
                    continue  # 1
                if (
                    prior is None
                    or final is None
                    or prior.state != REPORTED
                    or final.state != REPORTED
                    or not prior.value
                    or not final.value
                ):
                    continue  # 2
                change = final.value - prior.value
                ratio = abs(change) / abs(prior.value)
                is_large = ratio > Decimal(str(self.share)) and abs(change) > Decimal(str(self.amount_yuan))
                arrow = f"{prior.text} → {final.text}"
                percent = plain_number(rounded(change / prior.value * 100, Decimal("0.1")))
                yield Verdict(
                    FAIL if is_large else PASS, final.address,
                    {"zh": f"“{final.label}”{arrow}，变动{amount_text(change, final.measure)}（{percent}%）",
                     "en": f"“{final.label}” {arrow}: a change of {amount_text(change, final.measure)} ({percent} %)"},
                    fact_side(prior), fact_side(final), abs(change), None,
                    (unit.fact_evidence(prior, "left"), unit.fact_evidence(final, "right")),
                )  # fmt: skip
