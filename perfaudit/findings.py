"""Outcomes → findings: one for every verdict that failed, with a stable id and the finding it follows from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.outcomes import Evidence, Outcome, Side, Texts, cause_name, first_known
from perfaudit.vocabulary import normalise_text


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. ``id`` stays the same on every run; ``cause`` is the id of the finding it follows from, or None."""

    id: str
    check: str
    subject: str
    severity: str
    title: Texts
    message: Texts
    left: Side | None
    right: Side | None
    gap: Decimal | None
    slack: Decimal | None
    explanations: tuple[Texts, ...]
    cause: str | None
    evidence: tuple[Evidence, ...]
    remedy: Texts


def build_findings(outcomes: Sequence[Outcome], unit_id: str, year: int | None) -> tuple[Finding, ...]:
    """The findings in the order of the rules. Ids are made of rule, unit, year and logical address: no values, no row numbers."""
    findings: list[Finding] = []
    causes: list[str] = []
    by_name: dict[str, str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        for verdict in outcome.failed:
            subject = normalise_text(verdict.subject)
            seen[(outcome.check, subject)] += 1
            findings.append(
                Finding(
                    id=finding_id(outcome.check, unit_id, year, subject, seen[(outcome.check, subject)]),
                    check=outcome.check, subject=subject, severity=verdict.severity or outcome.severity,
                    title=outcome.title, message=verdict.message, left=verdict.left, right=verdict.right,
                    gap=verdict.gap, slack=verdict.slack, explanations=verdict.explanations, cause=None,
                    evidence=verdict.evidence, remedy=outcome.remedy,
                )
            )  # fmt: skip
            name = cause_name(outcome.check, subject, seen[(outcome.check, subject)])
            by_name[normalise_text(name)] = findings[-1].id
            causes.append(normalise_text(verdict.cause))
    ids = (by_name.get(first_known(cause, by_name)) for cause in causes)
    return tuple(
        replace(finding, cause=cause if cause != finding.id else None)
        for finding, cause in zip(findings, ids, strict=True)
    )


def finding_id(check: str, unit_id: str, year: int | None, subject: str, occurrence: int = 1) -> str:
    """ "SUM-004-1f2e3d4c5b": the same for the same rule, unit, year and logical address; a second one there is numbered."""
    key = "\n".join((check, unit_id, str(year or ""), subject, str(occurrence)))
    return f"{check}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
