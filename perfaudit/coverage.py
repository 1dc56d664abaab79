"""How much of what stands in the documents the checks have touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfaudit.outcomes import FAIL, PASS, Outcome
from perfaudit.records import REPORTED, Claim, Fact, Field, Records


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reported figures and numbers of the report, how many of them a check compared with something, and the rest."""

    figures: tuple[Fact, ...]
    figures_checked: int
    numbers: tuple[Claim, ...]
    numbers_checked: int
    untouched_figures: tuple[Fact, ...]
    untouched_numbers: tuple[Claim, ...]
    unread: tuple[Field, ...]  # rows of forms that nobody knows, or that lost cells


def measure_coverage(records: Records, outcomes: Sequence[Outcome]) -> Coverage:
    """A figure counts as checked if it is evidence of a verdict that passed or failed."""
    touched = {
        evidence.source_id
        for outcome in outcomes
        for verdict in outcome.verdicts
        if verdict.status in (PASS, FAIL)
        for evidence in verdict.evidence
    }
    figures = tuple(fact for fact in records.facts if fact.state == REPORTED)
    numbers = tuple(
        claim
        for claim in records.claims
        if claim.form == "report" and claim.kind == "quantity" and claim.value is not None
    )
    untouched_figures = tuple(fact for fact in figures if fact.source_id not in touched)
    untouched_numbers = tuple(claim for claim in numbers if claim.source_id not in touched)
    return Coverage(
        figures,
        len(figures) - len(untouched_figures),
        numbers,
        len(numbers) - len(untouched_numbers),
        untouched_figures,
        untouched_numbers,
        tuple(field for field in records.fields if field.is_unread),
    )
