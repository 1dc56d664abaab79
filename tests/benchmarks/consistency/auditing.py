"""perfaudit on generated papers: its verdicts, which of them are new, and whether their evidence touches a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfaudit.audit import Audit
from perfaudit.findings import Finding, build_findings
from perfaudit.outcomes import UNDECIDABLE, Evidence, Verdict
from tests.audits import audit_unit, outcomes_of

from .describing import describe
from .figures import Money, narrow
from .papers import Papers


@dataclass(frozen=True)
class Audited:
    audit: Audit
    findings: tuple[Finding, ...]
    undecided: tuple[Verdict, ...]

    @property
    def alarms(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity != "info"]


def audited(papers: Papers, money: Money) -> Audited:
    """The audit of the papers, written as .docx in one unit of eight, as flattened text in the others."""
    seed = papers.world.seed
    audit = audit_unit(describe(papers, money, f"unit-{seed}"), "docx" if seed % 8 == 0 else "txt")
    outcomes = outcomes_of(audit)
    undecided = tuple(verdict for outcome in outcomes for verdict in outcome.verdicts if verdict.status == UNDECIDABLE)
    return Audited(audit, build_findings(outcomes, audit.unit.id, audit.unit.year), undecided)


def new_alarms(clean: Audited, planted: Audited) -> list[Finding]:
    """Critical and warning findings that the clean twin does not have."""
    known = {finding.id for finding in clean.alarms}
    return [finding for finding in planted.alarms if finding.id not in known]


def touches_any(evidence: Iterable[Evidence], places: Sequence[str], papers: Papers) -> bool:
    return any(touches(entry, place, papers) for entry in evidence for place in places)


def touches(entry: Evidence, place: str, papers: Papers) -> bool:
    """Whether a piece of evidence is the cell at an address, or words of the sentence with what was changed in it."""
    if place.startswith("text:"):
        _, part, year = place.split(":")
        return entry.address.startswith(part) and year in entry.quote + entry.text
    if not place.startswith("#"):
        return entry.address == place and "#t" in entry.source_id
    number, at = (int(part) for part in place[1:].split("/"))
    sentence = papers.sentence(number)
    piece = sentence.pieces[at] if at < len(sentence.pieces) else ""
    changed = _squeezed(piece if isinstance(piece, str) else piece.text)
    quote, said = _squeezed(entry.quote), _squeezed(sentence.text).rstrip("。；")
    return bool(quote) and (quote in said or said in quote or quote.rstrip("。；") in said) and changed in quote + "。"


def _squeezed(text: str) -> str:
    return narrow(re.sub(r"\s", "", text))
