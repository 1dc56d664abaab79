"""Which findings tell one story: those that one figure, put right, would all take away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.corrections import Place, corrected, value_at
from perfaudit.errors import PerfauditError
from perfaudit.outcomes import FAIL, PASS, SEVERITIES, Evidence, Outcome, Verdict, cause_name, first_known
from perfaudit.records import BLANK, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import normalise_text

Judge = Callable[[UnitIndex], Iterable[Verdict]]
"""One rule, applied to a unit without Great Expectations."""

MAX_TRIALS = 200
"""Corrections that are tried for one unit: a form of noughts must not keep an auditor waiting."""

_COMPARED = ("left", "right", "left_part", "right_part", "blank_part")
_LOOKED_AT = ("controls",)  # limits, not contradictions: what is right may pass one


@dataclass(frozen=True, slots=True)
class Failed:
    """One verdict that failed, with the rule that says so; ``number`` counts them in the order of the rules."""

    number: int
    outcome: Outcome
    verdict: Verdict
    occurrence: int

    @property
    def severity(self) -> str:
        return self.verdict.severity or self.outcome.severity

    @property
    def name(self) -> str:
        """What ``Verdict.cause`` calls it."""
        return normalise_text(cause_name(self.outcome.check, self.verdict.subject, self.occurrence))


@dataclass(frozen=True, slots=True)
class Story:
    """Findings that go away together when the figure at ``place`` is put right."""

    place: Place
    is_blank: bool
    members: frozenset[int]


def trace_causes(unit: UnitIndex, outcomes: Sequence[Outcome], judges: Mapping[str, Judge]) -> tuple[Outcome, ...]:
    """The outcomes, with ``cause`` set on every failed verdict that another one accounts for.

    ``judges`` are the rules by id; what a rule without one says follows from nothing. A figure accounts for several
    findings if one value in its place, which one of them implies, takes them all away and breaks nothing that agreed.
    The finding that names the figure most exactly is the cause, the others follow from it; two findings that no single
    figure joins stay apart. What is left blank in several columns of one row is one omission.
    """
    failed = list(_failed(outcomes))
    names = {entry.name for entry in failed}
    own = {entry.number: normalise_text(entry.verdict.cause) for entry in failed}
    causes = {number: first_known(cause, names) for number, cause in own.items()}
    left = {entry.number for entry in failed}
    stories = list(_stories(unit, outcomes, failed, judges))
    while stories:
        best = max(stories, key=lambda story: (len(story.members & left), story.is_blank))
        members = [entry for entry in failed if entry.number in best.members & left]
        if len(members) < 2:
            break
        _hang(best.place, members, causes)
        left -= best.members
        stories.remove(best)
    _join_rows(unit, failed, causes)
    return _with_causes(outcomes, causes)


def _failed(outcomes: Sequence[Outcome]) -> Iterator[Failed]:
    seen: Counter[tuple[str, str]] = Counter()
    for number, (outcome, verdict) in enumerate((o, v) for o in outcomes for v in o.failed):
        seen[outcome.check, verdict.subject] += 1
        yield Failed(number, outcome, verdict, seen[outcome.check, verdict.subject])


def _hang(place: Place, members: Sequence[Failed], causes: dict[int, str]) -> None:
    """Let all members follow from the one that names the place most exactly; a cause that a rule gave itself stays."""
    names = {entry.name for entry in members}
    root = min(members, key=lambda entry: (causes[entry.number] in names, *_distance(entry, place)))
    above = _chain(root.name, members, causes)
    for entry in members:
        own = causes[entry.number]
        if entry is not root and entry.name not in above and (not own or own in names):
            causes[entry.number] = root.name


def _join_rows(unit: UnitIndex, failed: Sequence[Failed], causes: dict[int, str]) -> None:
    """Let what is said of the blank cells of one row follow from one of them, the final's before the others'."""
    rows: dict[tuple[str, str, str], list[tuple[Failed, Fact]]] = defaultdict(list)
    for entry in failed:
        fact = unit.fact(entry.verdict.subject)
        if fact is not None and fact.state == BLANK and not causes[entry.number]:
            rows[fact.form, fact.item, fact.member].append((entry, fact))
    for entries in rows.values():
        root, _ = min(
            entries, key=lambda pair: (SEVERITIES.index(pair[0].severity), pair[1].basis != "final", pair[0].number)
        )
        causes.update({entry.number: root.name for entry, _ in entries if entry is not root})


def _chain(name: str, members: Sequence[Failed], causes: Mapping[int, str]) -> set[str]:
    """What a finding follows from already, so that nothing is hung on its own effect."""
    by_name = {entry.name: causes[entry.number] for entry in members}
    above: set[str] = set()
    while (name := by_name.get(name, "")) and name not in above:
        above.add(name)
    return above


def _distance(entry: Failed, place: Place) -> tuple[int, ...]:
    """How far a finding is from saying that this very figure is wrong; the least is nearest."""
    figures = sum(proof.role in _COMPARED for proof in entry.verdict.evidence)
    is_named = entry.verdict.subject == place.address
    return (not _points_at(entry, place), SEVERITIES.index(entry.severity), not is_named, figures, entry.number)


def _stories(
    unit: UnitIndex, outcomes: Sequence[Outcome], failed: Sequence[Failed], judges: Mapping[str, Judge]
) -> Iterator[Story]:
    """Every correction of one figure that takes away two findings or more and breaks nothing."""
    severe = [outcome for outcome in outcomes if outcome.severity != "info" and outcome.suite not in _LOOKED_AT]
    agreed = {_key(o.check, verdict) for o in severe for verdict in o.verdicts if verdict.status == PASS}
    agreed -= {_key(entry.outcome.check, entry.verdict) for entry in failed}
    trials = 0
    for place, entries in _shared_places(failed):
        near = {entry.outcome.check for entry in entries} & judges.keys()
        now = value_at(unit.records, place)
        for value in dict.fromkeys(value for entry in entries for value in _implied(entry.verdict, place, now)):
            if (trials := trials + 1) > MAX_TRIALS:
                return
            changed = corrected(unit.records, place, value)
            if changed is None or not _takes_away(UnitIndex(changed), entries, near, judges):
                continue
            fails = _fails(UnitIndex(changed), judges)
            if fails is None or agreed & fails.keys():
                continue
            gone = frozenset(
                entry.number
                for entry in failed
                if entry.outcome.check in judges and not fails[_key(entry.outcome.check, entry.verdict)]
            )
            if _tell_one_story(place, [entry for entry in failed if entry.number in gone]):
                yield Story(place, now is None, gone)


def _tell_one_story(place: Place, entries: Sequence[Failed]) -> bool:
    """Whether it is this figure that is wrong: one finding says so of it itself, or two sums or more miss the same amount.

    One sum with many parts and something that would be well with a little more would fit by chance.
    """
    points_at = [entry for entry in entries if _points_at(entry, place)]
    exact = [entry for entry in entries if entry.verdict.gap is not None and _roles(entry, place) & set(_COMPARED)]
    return len(entries) > 1 and (bool(points_at) or len(exact) > 1)


def _points_at(entry: Failed, place: Place) -> bool:
    return entry.verdict.subject == place.address or bool(_roles(entry, place) & {"left", "right"})


def _roles(entry: Failed, place: Place) -> set[str]:
    return {proof.role for proof in entry.verdict.evidence if _place(proof) == place}


def _shared_places(failed: Sequence[Failed]) -> list[tuple[Place, list[Failed]]]:
    """Places that two failed verdicts or more show, those of the most verdicts first."""
    shared: dict[Place, list[Failed]] = defaultdict(list)
    for entry in failed:
        for place in dict.fromkeys(_place(proof) for proof in entry.verdict.evidence if proof.source_id):
            shared[place].append(entry)
    found = [(place, entries) for place, entries in shared.items() if len(entries) > 1]
    return sorted(found, key=lambda pair: -len(pair[1]))


def _takes_away(unit: UnitIndex, entries: Sequence[Failed], checks: set[str], judges: Mapping[str, Judge]) -> bool:
    """Whether two of the entries, at least, no longer fail: the quick look before all rules are asked."""
    fails = _fails(unit, {check: judges[check] for check in checks})
    gone = [
        entry
        for entry in entries
        if fails is not None and entry.outcome.check in checks and not fails[_key(entry.outcome.check, entry.verdict)]
    ]
    return len(gone) > 1


Key = tuple[str, str, str]
"""Rule, subject and the first place of a verdict: enough to know it again in a corrected unit."""


def _key(check: str, verdict: Verdict) -> Key:
    return check, verdict.subject, verdict.evidence[0].source_id if verdict.evidence else ""


def _fails(unit: UnitIndex, judges: Mapping[str, Judge]) -> Counter[Key] | None:
    """What the rules say against a corrected unit; None where one of them cannot work with the correction."""
    try:
        return Counter(
            _key(check, verdict) for check, judge in judges.items() for verdict in judge(unit) if verdict.status == FAIL
        )
    except (PerfauditError, ArithmeticError, ValueError):
        return None  # a figure that no form prints can overflow a formula: then it is not what was meant


def _implied(verdict: Verdict, place: Place, now: Decimal | None) -> Iterator[Decimal]:
    """The values of the place that one failed verdict asks for: the other side, the gap made good, or the ratio."""
    sides = [side.value if side is not None else None for side in (verdict.left, verdict.right)]
    for role in dict.fromkeys(proof.role for proof in verdict.evidence if _place(proof) == place):
        if role in ("left", "right"):
            other = sides[role == "left"]
            if other is not None:
                yield other
        elif role in _COMPARED and sides[0] is not None and sides[1] is not None:
            yield from _implied_parts(now, sides[0], sides[1])


def _implied_parts(now: Decimal | None, left: Decimal, right: Decimal) -> Iterator[Decimal]:
    if now is None:
        yield abs(left - right)
        return
    yield now + (left - right)
    yield now - (left - right)
    if left and right:
        yield now * left / right
        yield now * right / left


def _place(proof: Evidence) -> Place:
    return Place(proof.source_id, proof.address)


def _with_causes(outcomes: Sequence[Outcome], causes: Mapping[int, str]) -> tuple[Outcome, ...]:
    numbers = iter(sorted(causes))
    traced = []
    for outcome in outcomes:
        verdicts = tuple(
            replace(verdict, cause=causes[next(numbers)]) if verdict.status == FAIL else verdict
            for verdict in outcome.verdicts
        )
        traced.append(replace(outcome, verdicts=verdicts))
    return tuple(traced)
