"""One unit's records, indexed for the checks: figures by address, and the places that prove them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from perfaudit.outcomes import Evidence
from perfaudit.records import (
    PREVIOUS,
    REPORTED,
    UNDECIDABLE,
    Claim,
    Fact,
    Field,
    Indicator,
    Records,
    SourceRow,
    year_of,
)

FigureKey = tuple[str, str, str]
"""form, item, basis."""


class UnitIndex:
    """The records of one unit with look-ups. Two figures under one address that differ become one undecidable figure.

    ``previous`` is the same for last year's document. Its figures and its evidence have ``PREVIOUS`` before their addresses,
    so that nobody takes them for this year's; ``fact`` takes addresses without it.
    """

    def __init__(self, records: Records, prefix: str = "") -> None:
        self.records = records
        self._prefix = prefix
        self._by_key: dict[FigureKey, dict[str, Fact]] = defaultdict(dict)
        for fact in records.facts:
            fact = replace(fact, address=prefix + fact.address) if prefix else fact
            members = self._by_key[(fact.form, fact.item, fact.basis)]
            members[fact.member] = _merge(members[fact.member], fact) if fact.member in members else fact

    @cached_property
    def previous(self) -> UnitIndex | None:
        """Last year's document; None where none was asked for."""
        return None if self.records.previous is None else UnitIndex(self.records.previous, PREVIOUS)

    def members(self, form: str, item: str, basis: str) -> dict[str, Fact]:
        """The figures of an item by member; the member is "" where the item has none."""
        return self._by_key.get((form, item, basis), {})

    def bases(self, form: str, item: str) -> list[str]:
        """The bases under which an item stands in this unit's forms."""
        return [basis for form_, item_, basis in self._by_key if (form_, item_) == (form, item)]

    def fact(self, address: str) -> Fact | None:
        """The figure at a full address; None where the forms have no such cell."""
        if self.previous is not None and address.startswith(PREVIOUS):
            return self.previous.fact(address.removeprefix(PREVIOUS))
        return self._by_address.get(self._prefix + address)

    @cached_property
    def _by_address(self) -> dict[str, Fact]:
        return {fact.address: fact for members in self._by_key.values() for fact in members.values()}

    @cached_property
    def sources(self) -> dict[str, SourceRow]:
        """Every place by its id, last year's, too: no two files have one name."""
        own = {source.source_id: source for source in self.records.sources}
        return own if self.previous is None else self.previous.sources | own

    @cached_property
    def claims_by_id(self) -> dict[str, Claim]:
        return {claim.claim_id: claim for claim in self.records.claims}

    @property
    def year(self) -> int | None:
        """The year that most titles name."""
        return year_of(self.records.fields)

    def fields(self, field: str, form: str | None = None) -> list[Field]:
        """The texts under one slug, of one form or of all."""
        return [row for row in self.records.fields if row.field == field and form in (None, row.form)]

    def has_form(self, form: str) -> bool:
        return bool(self.fields("part", form))

    def indicators(self, form: str = "overall") -> list[Indicator]:
        return [indicator for indicator in self.records.indicators if indicator.form == form]

    def quote(self, source_id: str) -> str:
        """The words as received at a source; "" where the unit has no such source."""
        source = self.sources.get(source_id)
        return source.text if source else ""

    def fact_evidence(self, fact: Fact, role: str) -> Evidence:
        return Evidence(role, fact.address, fact.label, fact.raw_text, self.quote(fact.source_id), fact.source_id)

    def claim_evidence(self, claim: Claim, role: str) -> Evidence:
        return Evidence(
            role,
            claim.link and self._prefix + claim.link,
            claim.subject,
            claim.raw_text,
            claim.sentence,
            claim.source_id,
        )

    def field_evidence(self, field: Field, role: str) -> Evidence:
        address = f"{self._prefix}{field.form}.{field.field}"
        return Evidence(role, address, field.field, field.text, self.quote(field.source_id), field.source_id)

    def indicator_evidence(self, indicator: Indicator, cell: str, role: str) -> Evidence:
        """The proof from one cell of an indicator: ``cell`` is target, actual, weight, score or reason."""
        texts = {
            "target": indicator.target_text, "actual": indicator.actual_text, "reason": indicator.reason,
            "weight": _text(indicator.weight), "score": _text(indicator.score), "name": indicator.name,
        }  # fmt: skip
        source_id = indicator.source_id if cell == "name" else getattr(indicator, f"{cell}_source_id")
        address = self._prefix + (indicator.address if cell == "name" else f"{indicator.address}.{cell}")
        return Evidence(role, address, indicator.name, texts[cell], self.quote(source_id), source_id)


def _merge(first: Fact, second: Fact) -> Fact:
    """One figure out of two under one address: the reported one, undecidable where one is or where both differ."""
    unread = [fact for fact in (first, second) if fact.state == UNDECIDABLE]
    if unread:
        return unread[0]
    reported = [fact for fact in (first, second) if fact.state == REPORTED]
    if len(reported) < 2:
        return reported[0] if reported else first
    if first.interval.meets(second.interval):
        return first
    note = f"同一项填了两个不同的数：{first.raw_text}、{second.raw_text}，请核对以哪个为准"
    return replace(first, state=UNDECIDABLE, value=None, quantum=None, note=note)


def _text(value: object) -> str:
    return "" if value is None else format(value, "f")


def reported(facts: Iterable[Fact]) -> list[Fact]:
    """Only the figures that have a value."""
    return [fact for fact in facts if fact.state == REPORTED]
