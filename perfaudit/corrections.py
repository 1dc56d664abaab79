"""A unit with another figure in one place, wherever the tables repeat it: for asking what the rules would say then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from perfaudit.quantities import rounded
from perfaudit.records import REPORTED, Claim, Fact, Indicator, Records

_CENT_OF_TEN_THOUSAND_YUAN = Decimal(50)  # half of the last digit of what a form in 万元 would print


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a form or a number of the prose, as evidence names it."""

    source_id: str
    address: str


_CELLS = ("target", "actual")
_POINTS = ("weight", "score")


def value_at(records: Records, place: Place) -> Decimal | None:
    """The value that stands there now; None for a blank."""
    facts = [fact.value for fact in records.facts if _is_fact(fact, place)]
    claims = [claim.value for claim in records.claims if claim.source_id == place.source_id]
    cells = [getattr(row, f"{cell}_value") for row in records.indicators for cell in _cells_at(row, place, _CELLS)]
    return next((value for value in [*facts, *claims, *cells] if value is not None), None)


def corrected(records: Records, place: Place, value: Decimal) -> Records | None:
    """The records with another value in one place, wherever the tables repeat it; None where nothing stands there."""
    facts = tuple(_fact_with(fact, value) if _is_fact(fact, place) else fact for fact in records.facts)
    claims = tuple(
        _claim_with(claim, value) if claim.source_id == place.source_id else claim for claim in records.claims
    )
    rows = tuple(_row_with(row, place, value) for row in records.indicators)
    changed = replace(records, facts=facts, claims=claims, indicators=rows)
    return None if changed == records else changed


def _is_fact(fact: Fact, place: Place) -> bool:
    return fact.source_id == place.source_id and fact.address == place.address


def _fact_with(fact: Fact, value: Decimal) -> Fact:
    usual = {"元": _CENT_OF_TEN_THOUSAND_YUAN, "%": Decimal("0.005")}.get(fact.measure, Decimal(0))
    quantum = fact.quantum if fact.quantum is not None else usual
    return replace(fact, value=_printed(value, quantum), quantum=quantum, state=REPORTED)


def _claim_with(claim: Claim, value: Decimal) -> Claim:
    if claim.value is None or claim.quantum is None:
        return claim
    return replace(claim, value=_printed(value, claim.quantum), high=None)


def _row_with(row: Indicator, place: Place, value: Decimal) -> Indicator:
    changes: dict[str, Any] = {point: value for point in _cells_at(row, place, _POINTS)}
    for cell in _cells_at(row, place, _CELLS):
        if getattr(row, f"{cell}_value") is not None:
            changes[f"{cell}_value"] = value
    return replace(row, **changes) if changes else row


def _cells_at(row: Indicator, place: Place, cells: tuple[str, ...]) -> list[str]:
    return [cell for cell in cells if place.address == f"{row.address}.{cell}"]


def _printed(value: Decimal, quantum: Decimal) -> Decimal:
    """The value with as many digits as the form prints: a quotient has no end."""
    step = Decimal(1).scaleb((quantum * 2).adjusted()) if quantum else Decimal("0.01")
    return rounded(value, step)
