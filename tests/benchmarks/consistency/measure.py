"""One unit measured: its clean papers, and the same papers with one error."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random

from perfaudit.findings import Finding
from perfaudit.linking import link_claims
from perfaudit.narrative import extract_claims
from tests.audits import expectations_of

from .auditing import Audited, audited, new_alarms, touches_any
from .errors import plant
from .figures import Money
from .links import Links, judge_links
from .papers import Papers
from .planting import Plant
from .prose import make_papers
from .telling import PATTERN_SETS

TRIES = 60  # other units that are looked at where one has no place for an error
SEEDS = {"all": 0, "development": 1_000_000, "held_out": 2_000_000, "fresh": 3_000_000, "sealed": 4_000_000}
assert set(SEEDS) == set(PATTERN_SETS)


@dataclass
class Result:
    """What perfaudit made of one clean unit and of its planted twin. ``error`` is "" where nothing could be planted."""

    seed: int
    error: str
    where: str = ""
    is_found: bool = False
    is_right: bool = False
    is_undecided: bool = False
    alarms: int = 0  # new ones of the planted unit
    true_alarms: int = 0  # those of them that touch what was changed or what it contradicts
    clean_alarms: list[str] = field(default_factory=list)
    links: Links | None = None
    characters: int = 0
    claims: int = 0
    story: str = ""


def measure(seed: int, error: str, pattern_set: str) -> Result:
    """The unit of a seed, or the next one in which the error has a place."""
    for step in range(TRIES):
        own = SEEDS[pattern_set] + seed + step * 10_007
        papers, money = make_papers(own, pattern_set)
        planted = plant(error, papers, Random(f"{own}/{error}"))
        if planted is not None:
            return _measured(own, error, papers, money, planted)
    papers, money = make_papers(SEEDS[pattern_set] + seed, pattern_set)
    return _measured(SEEDS[pattern_set] + seed, "", papers, money, None)


def _measured(seed: int, error: str, papers: Papers, money: Money, planted: Plant | None) -> Result:
    clean = audited(papers, money)
    result = Result(seed % 1_000_000, error, links=judge_links(papers, clean))
    result.clean_alarms = [_told(finding) for finding in clean.alarms]
    result.characters, result.claims = len(papers.prose), len(clean.audit.records.claims)
    if planted is None:
        return result
    found = audited(planted.papers, money)
    alarms = new_alarms(clean, found)
    result.where = planted.where
    _judge(result, planted, alarms, found)
    result.story = _story(planted, alarms, found)
    return result


def _judge(result: Result, planted: Plant, alarms: list[Finding], found: Audited) -> None:
    """Found: an alarm shows what was changed. Right: it also shows what that contradicts, where something else does."""
    papers = planted.papers
    touching = [alarm for alarm in alarms if touches_any(alarm.evidence, planted.places, papers)]
    places = [*planted.places, *planted.counterparts]
    result.alarms = len(alarms)
    result.true_alarms = sum(touches_any(alarm.evidence, places, papers) for alarm in alarms)
    result.is_found = bool(touching)
    result.is_right = any(
        not planted.counterparts or touches_any(alarm.evidence, planted.counterparts, papers) for alarm in touching
    )
    undecided = [verdict for verdict in found.undecided if touches_any(verdict.evidence, places, papers)]
    result.is_undecided = not touching and bool(undecided)


def _told(finding: Finding) -> str:
    quotes = " / ".join(entry.quote[:70] for entry in finding.evidence[:2])
    return f"{finding.check} [{finding.severity}] {finding.message['zh'][:150]}  «{quotes}»"


def _story(planted: Plant, alarms: list[Finding], found: Audited) -> str:
    """For people: what was changed where, what contradicts it, and what perfaudit said."""
    papers = planted.papers
    lines = [
        f"changed {planted.before!r} → {planted.after!r} at {', '.join(_place(papers, p) for p in planted.places[:2])}"
    ]
    lines += [f"  against {_place(papers, place)}" for place in planted.counterparts[:4]]
    lines += [f"  said    {_told(alarm)}" for alarm in alarms[:5]] or ["  said    nothing new"]
    for place in planted.places[:1]:
        if place.startswith("#"):
            text = papers.sentence(int(place[1:].split("/")[0])).text
            claims = [c for c in found.audit.records.claims if c.sentence and c.sentence.strip("。；") in text]
            lines += [
                f"  claim   {c.raw_text} {c.kind}/{c.relation}/{c.qualifier} → {c.link or '-'} ({c.certainty})"
                for c in claims[:8]
            ]
    return "\n".join(lines)


def _place(papers: Papers, place: str) -> str:
    if place.startswith("#"):
        return f"“{papers.sentence(int(place[1:].split('/')[0])).text}”"
    figure = papers.cells.get(place)
    return f"{place} {figure.text if figure else ''}"


def milliseconds(pattern_set: str, characters: int = 10_000) -> tuple[float, float, float, int]:
    """Claims and links of a report of that length, its judging, both in ms, ms a claim, and its number of claims.

    The report of some very long ones that is nearest to it; the median of five runs after one.
    """
    seeds = range(SEEDS[pattern_set], SEEDS[pattern_set] + 60)
    made = [make_papers(seed, pattern_set, "very long") for seed in seeds]
    papers, money = min(made, key=lambda papers_and_money: abs(len(papers_and_money[0].prose) - characters))
    audit = audited(papers, money).audit
    records, rules = audit.records, expectations_of(audit.unit.year)
    claims: tuple[object, ...] = ()
    linking, judging = [], []
    for _ in range(6):
        started = time.perf_counter()
        claims = link_claims(extract_claims(audit.parts, records.fields), records.facts, records.indicators)
        linked = time.perf_counter()
        for rule, expectation in rules:
            if rule.suite == "narrative":
                list(expectation.judge(audit.index))
        linking.append(linked - started)
        judging.append(time.perf_counter() - linked)
    scale = 1000 * characters / len(papers.prose)
    link_ms, judge_ms = sorted(linking[1:])[2] * scale, sorted(judging[1:])[2] * scale
    return link_ms, judge_ms, sorted(linking[1:])[2] * 1000 / max(len(claims), 1), len(papers.prose)
