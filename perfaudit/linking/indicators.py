"""Which indicator a number speaks of, by the likeness of its name to the clause and the sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.linking.likeness import Name, likeness, signs_only
from perfaudit.narrative import Words, any_of
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Claim, Indicator

_SURE, _TOPIC, _ANCHOR, _FAINT = 0.72, 0.8, 0.3, 0.55
_SHARED_RATE = 0.65
_GROUP = 0.4  # of a clause such as 92%的受访群众知晓相关政策 so much has to be the indicator's name
_RATE_SAID = re.compile("率|比例|比重|占")
_FULL = 0.9  # of a short name nearly all has to be there
_MARGIN = 0.15
_VAGUE = 0.45  # enough where the very same figure, and no common one, stands beside it
_RATES = {"%", "‰", "百分点"}
_NEARLY_EQUAL = 0.05
_SHORT_CORE = 4
_ROUGHLY = ("nearly", "about", "more_than")


@dataclass(frozen=True, slots=True)
class Words4Claim:
    """The words around a number: its clause, the clause's phrase before and after it, and what its sentence says of it."""

    clause: str
    before: str
    after: str
    topic: str
    is_bare: bool  # the clause says nothing but the number: "，共270场次"
    named: str = ""  # where the number only goes on from the one before: the phrase before that one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may speak of an indicator."""

    claim: Claim
    indicator: Indicator
    cell: str  # "actual" or "target"
    score: float
    own: float
    precision: float
    is_equal: bool
    certainty: str

    @property
    def rank(self) -> tuple[bool, float, bool, int, float]:
        is_sure = self.certainty == "certain"
        return (is_sure, round(self.score / _NEARLY_EQUAL), self.is_equal, len(self.indicator.name), self.precision)


class IndicatorLinker:
    """Finds the indicator of each claim; several claims may speak of one indicator, a claim speaks of one at most."""

    def __init__(self, indicators: Sequence[Indicator], words: Words) -> None:
        self.words = words
        self._restricting, self._degrees = words.of("restricting_words"), words.of("degree_words")
        self._leads = re.compile(f"^(?:{any_of(words.list_of('leading'))})+")
        self.named = [
            (indicator, _name_of(indicator, words))
            for indicator in indicators
            if indicator.state == REPORTED
            and (indicator.actual_value is not None or indicator.target_value is not None)
        ]

    def best(self, claim: Claim, around: Words4Claim, cell: str) -> Candidate | None:
        """The indicator that fits best; None where none fits, or where two fit as well."""
        candidates = [
            candidate
            for indicator, name in self.named
            if (candidate := self._candidate(claim, around, indicator, name, cell)) is not None
        ]
        candidates.sort(key=lambda candidate: candidate.rank, reverse=True)
        if not candidates:
            return None
        if len(candidates) > 1 and candidates[0].rank == candidates[1].rank:
            same_name = candidates[0].indicator.name == candidates[1].indicator.name
            return candidates[0] if same_name else None
        return candidates[0]

    def _candidate(
        self, claim: Claim, around: Words4Claim, indicator: Indicator, name: Name, cell: str
    ) -> Candidate | None:
        value, measure, quantum = _printed(indicator, cell)
        if value is None:
            return None
        if claim.relation == "negation":
            return self._negation(claim, around, indicator, name, cell, value)
        if not self._measures_fit(claim, name, measure):
            return None
        if claim.relation == "growth" or name.grows:
            return self._growth(claim, around, indicator, name, cell, _is_equal(claim, value, quantum))
        if (
            name.rate_pattern
            and measure == "%"
            and not name.rate_pattern.search(signs_only(around.named or around.before or around.topic))
        ):
            return self._share_of_group(claim, around, indicator, name, cell, _is_equal(claim, value, quantum))
        if not name.core:
            return None  # a name of signs alone is like nothing
        own = likeness(name.core, signs_only(around.clause))
        topic = likeness(name.core, signs_only(around.topic))
        is_equal = _is_equal(claim, value, quantum)
        if not is_equal and any(word not in indicator.name for word in self._restricting.findall(around.clause)):
            return None
        content = name.noise.sub("", signs_only(around.clause)) or name.core
        precision = min(1.0, len(name.core) / len(content))
        certainty = self._certainty(name, around, own, topic, is_equal, bool(name.rate and measure == "%"))
        if certainty != "certain" and own >= _SURE and precision >= 0.8:
            certainty = "certain"  # a short clause that says the name in another order, and nothing else
        if not certainty and is_equal and max(own, topic) >= _VAGUE and _is_distinctive(claim):
            certainty = "likely"
        if not certainty:
            return None
        if not measure and certainty == "certain":
            certainty = "likely"
        return Candidate(claim, indicator, cell, max(own, 0.95 * topic), own, precision, is_equal, certainty)

    def _measures_fit(self, claim: Claim, name: Name, measure: str) -> bool:
        if not measure:
            return len(name.core) >= _SHORT_CORE and claim.measure not in ("元", "%")
        return self.words.same_measure(claim.measure, measure)

    @staticmethod
    def _certainty(name: Name, around: Words4Claim, own: float, topic: float, is_equal: bool, names_rate: bool) -> str:
        """ "certain" where the clause names the indicator, or its sentence does and the clause speaks of nothing else."""
        if len(name.core) < _SHORT_CORE and not names_rate:
            before, after = signs_only(around.before), signs_only(around.after)
            if before == name.flat:
                return "certain"
            if before.endswith(name.core) or after.startswith(name.core):
                return "certain" if is_equal or before == name.core or after == name.core else ""
            return "likely" if is_equal and topic == 1 else ""
        if own >= (_SURE if len(name.core) > _SHORT_CORE else _FULL):
            return "certain"
        if topic >= _TOPIC and (own >= _ANCHOR or around.is_bare or names_rate):
            return "certain"
        before = re.sub("[达到为是均约近]+$", "", signs_only(around.before))
        if names_rate and topic >= _SHARED_RATE and any(name.core.endswith(before[-length:]) for length in (5, 4)):
            return "certain"  # 新改建道路12公里，验收合格率100%: the rate is named in short
        if topic >= _TOPIC and is_equal:
            return "likely"
        return "likely" if own >= _FAINT and is_equal else ""

    def _share_of_group(
        self, claim: Claim, around: Words4Claim, indicator: Indicator, name: Name, cell: str, is_equal: bool
    ) -> Candidate | None:
        """ "92%的服务对象表示满意", "资金使用100%合规": a rate in words, without its 率 or 度."""
        said = around.before + around.after
        if len(name.stem) < _SHORT_CORE or claim.relation != "amount" or _RATE_SAID.search(said):
            return None
        if any(word not in indicator.name for word in self._degrees.findall(said)):
            return None
        if not is_equal and any(word not in indicator.name for word in self._restricting.findall(said)):
            return None
        text = signs_only(self._leads.sub("", said))
        score = likeness(name.stem, text)
        precision = min(1.0, len(name.stem) / len(text)) if text else 0.0
        if score >= _SURE and precision >= _GROUP:
            return Candidate(claim, indicator, cell, score, score, precision, is_equal, "certain")
        is_likely = is_equal and score >= _VAGUE
        return Candidate(claim, indicator, cell, score, score, precision, is_equal, "likely") if is_likely else None

    def is_target(self, claim: Claim, link: str) -> bool:
        """Whether a number is the target of the indicator that a link speaks of."""
        for indicator, _ in self.named:
            if link.startswith(f"{indicator.address}.") and indicator.target_value is not None:
                return _is_equal(claim, indicator.target_value, indicator.target_quantum or Decimal(0))
        return False

    def framed(self, claim: Claim, indicators: Sequence[Indicator], cell: str) -> Candidate | None:
        """The candidate of a number whose indicator its sentence names outright: of two forms, the one that agrees."""
        candidates = []
        for indicator in indicators:
            value, measure, quantum = _printed(indicator, cell)
            if value is not None and self.words.same_measure(claim.measure, measure):
                is_equal = _is_equal(claim, value, quantum)
                candidates.append(Candidate(claim, indicator, cell, 1.0, 1.0, 1.0, is_equal, "certain"))
        return max(candidates, key=lambda candidate: candidate.is_equal, default=None)

    @staticmethod
    def _growth(
        claim: Claim, around: Words4Claim, indicator: Indicator, name: Name, cell: str, is_equal: bool
    ) -> Candidate | None:
        """Growth speaks of an indicator of growth, and of no other."""
        if claim.relation != "growth" or not name.grows:
            return None
        score = likeness(signs_only(name.grows), signs_only(claim.subject or around.clause))
        certainty = "certain" if score >= _SURE else "likely" if score >= _FAINT and is_equal else ""
        return Candidate(claim, indicator, cell, score, score, score, is_equal, certainty) if certainty else None

    @staticmethod
    def _negation(
        claim: Claim, around: Words4Claim, indicator: Indicator, name: Name, cell: str, value: Decimal
    ) -> Candidate | None:
        """ "未发生一起…事故" speaks of a rate or number of accidents, whatever it is counted in."""
        score = likeness(name.event, signs_only(around.clause))
        is_equal = value == 0
        counts_events = name.event != name.core or is_equal
        if not counts_events or score < (_FAINT if is_equal else _SURE):
            return None
        certainty = "certain" if score >= _FAINT else "likely"
        return Candidate(claim, indicator, cell, score, score, score, is_equal, certainty)


def _name_of(indicator: Indicator, words: Words) -> Name:
    measures = {indicator.actual_measure, indicator.target_measure}
    return Name(indicator.name, words, bool(measures & _RATES), sorted(measures))


def _printed(indicator: Indicator, cell: str) -> tuple[Decimal | None, str, Decimal]:
    """Value, measure and quantum of the cell; the measure of the other cell where this one prints none."""
    if cell == "target":
        value, measure, quantum = indicator.target_value, indicator.target_measure, indicator.target_quantum
    else:
        value, measure, quantum = indicator.actual_value, indicator.actual_measure, indicator.actual_quantum
    return value, measure or indicator.target_measure or indicator.actual_measure, quantum or Decimal(0)


def _is_distinctive(claim: Claim) -> bool:
    """Whether two statements of this value hardly agree by chance: 270 does, 1 and 100 % happen everywhere."""
    return claim.value is not None and len(re.sub(r"[.0]+$|^[0.]+|\.", "", format(claim.value, "f"))) >= 2


def _is_equal(claim: Claim, value: Decimal, quantum: Decimal) -> bool:
    if claim.value is None:
        return False
    if claim.qualifier in _ROUGHLY:
        return claim.bounds.meets(Interval.around(value, quantum))
    return abs(claim.value - value) <= quantum + (claim.quantum or Decimal(0))


def settle(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One text must not contradict an indicator only because a second number resembles it.

    Where several claims of one text go to one indicator and differ, those that agree with it stay, and of the others only
    one that names it as fully; where none agrees, only the one that names it best.
    """
    groups: dict[tuple[str, str, str, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        claim = candidate.claim
        text = claim.section if claim.form == "overall" else claim.form
        groups[(candidate.indicator.address, candidate.cell, claim.form, text)].append(candidate)
    kept: list[Candidate] = []
    for group in groups.values():
        agreeing = [candidate for candidate in group if candidate.is_equal]
        others = [candidate for candidate in group if not candidate.is_equal]
        kept.extend(agreeing)
        if agreeing:
            kept.extend(c for c in others if c.certainty == "certain" and c.own >= _FULL and c.precision >= _SURE)
        elif others:
            top = max(others, key=lambda candidate: (candidate.certainty == "certain", _fullness(candidate)))
            same = [c for c in others if c.claim.value == top.claim.value]
            rivals = [c for c in others if c not in same and _fullness(c) > _fullness(top) - _MARGIN]
            kept.extend([] if rivals else [c for c in same if c is top or c.certainty == "certain"])
    return kept


def _fullness(candidate: Candidate) -> float:
    """How fully a claim names its indicator, and how little else it says."""
    return (candidate.score + candidate.precision) / 2
