"""What the rules of the narrative say of each number of the report, and of each indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfaudit.outcomes import FAIL, PASS, UNDECIDABLE, Outcome
from perfaudit.records import Claim, Records

CONTRADICTED, SUPPORTED, UNDECIDED, UNSUPPORTED = "contradicted", "supported", "undecidable", "unsupported"
SUITE = "narrative"
_STRONGEST = {FAIL: CONTRADICTED, PASS: SUPPORTED, UNDECIDABLE: UNDECIDED}
"""Status of a verdict → what it makes of the numbers it compared; the first that any verdict says holds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One number of the report (``kind`` "number") or one indicator, and what became of it.

    ``address`` is what it is linked to, "" where nothing; ``checks`` are the ids of the rules that say so. A number that no
    rule compared with anything is unsupported, as is an indicator of which the report says nothing.
    """

    kind: str
    address: str
    text: str
    sentence: str
    verdict: str
    checks: tuple[str, ...]
    certainty: str
    reason: str
    source_id: str


def judge_numbers(records: Records, outcomes: Iterable[Outcome]) -> tuple[Judged, ...]:
    """Every quantity of the report in its order, then every indicator of the forms in its order."""
    said = _said(outcomes)
    numbers = [claim for claim in records.claims if claim.form == "report" and claim.kind == "quantity"]
    rows = [_number(claim, said.get(claim.source_id, {})) for claim in numbers if claim.value is not None]
    by_address: dict[str, list[Claim]] = defaultdict(list)
    for claim in numbers:
        by_address[claim.link.rpartition(".")[0]].append(claim)
    for row in records.indicators:
        claims = by_address.get(row.address, [])
        found = _joined([said.get(claim.source_id, {}) for claim in claims])
        verdict, checks = _strongest(found)
        sentence = claims[0].sentence if claims else ""
        rows.append(Judged("indicator", row.address, row.actual_text, sentence, verdict, checks, "", "", row.source_id))
    return tuple(rows)


def count_verdicts(judged: Sequence[Judged], kind: str = "number") -> dict[str, int]:
    """Verdict → how many numbers, or indicators, it holds of; every verdict named."""
    verdicts = [row.verdict for row in judged if row.kind == kind]
    return {name: verdicts.count(name) for name in (SUPPORTED, CONTRADICTED, UNSUPPORTED, UNDECIDED)}


def _said(outcomes: Iterable[Outcome]) -> dict[str, dict[str, list[str]]]:
    """Source of a number → status → the rules that judged it so. What stands beside a comparison was not judged."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        for verdict in outcome.verdicts if outcome.suite == SUITE else ():
            for entry in verdict.evidence:
                if entry.role != "context" and verdict.status in _STRONGEST:
                    said[entry.source_id][verdict.status].append(outcome.check)
    return said


def _joined(found: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = defaultdict(list)
    for statuses in found:
        for status, checks in statuses.items():
            joined[status] += checks
    return joined


def _strongest(statuses: dict[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    for status, verdict in _STRONGEST.items():
        if statuses.get(status):
            return verdict, tuple(dict.fromkeys(statuses[status]))
    return UNSUPPORTED, ()


def _number(claim: Claim, statuses: dict[str, list[str]]) -> Judged:
    verdict, checks = _strongest(statuses)
    return Judged(
        "number", claim.link, claim.raw_text, claim.sentence, verdict, checks, claim.certainty, claim.link_reason,
        claim.source_id,
    )  # fmt: skip
