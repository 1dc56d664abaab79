"""What must hold between the figures of one document, and which statements contradict a given one beyond rounding.

This is the benchmark's own judge: it says that clean papers are clean, and that a planted error can be seen at all. It
knows every figure's meaning from the generator and reads no words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from .figures import INFINITE, Figure, Range
from .papers import Papers, Sentence, Tie, Word

HUNDRED = Range(Decimal(100), Decimal(100))


@dataclass(frozen=True)
class Stated:
    """A figure where it stands: the address of its cell, or sentence and place in it."""

    figure: Figure
    cell: str = ""
    sentence: int = 0
    at: int = 0

    @property
    def place(self) -> str:
        return self.cell or f"#{self.sentence}/{self.at}"


def statements(papers: Papers) -> Iterator[Stated]:
    for address, figure in papers.cells.items():
        if not address.startswith("project.indicator[") or address.endswith((".weight", ".score")):
            yield Stated(figure, cell=address)
    for sentence in papers.sentences():
        for at, piece in enumerate(sentence.pieces):
            if isinstance(piece, Figure):
                yield Stated(piece, sentence=sentence.number, at=at)


class Ledger:
    """All statements of one document, by quantity."""

    def __init__(self, papers: Papers) -> None:
        self.papers = papers
        self.same, self.rates = _same_quantities(papers), rate_ties(papers)
        self.by_key: dict[str, list[Stated]] = defaultdict(list)
        for stated in statements(papers):
            self.by_key[self.key(stated.figure.about)].append(stated)

    def key(self, about: str) -> str:
        about = self.rates.get(about, about)
        return "|".join(self.same.get(part, part) for part in about.split("|"))

    @cached_property
    def ties(self) -> list[Tie]:
        return list(_ties(self.papers))

    @cached_property
    def derived(self) -> list[str]:
        return [key for key in self.by_key if "|" in key]

    def known(self, key: str, without: str = "") -> Range | None:
        """What all other statements of a quantity leave open; None where there is none."""
        others = [stated for stated in self.by_key.get(key, []) if stated.place != without]
        if not others:
            return None
        ranges = [stated.figure.range for stated in others]
        meet = Range(max(r.low for r in ranges), min(r.high for r in ranges))
        return meet if meet.low <= meet.high else ranges[0]

    def against(self, stated: Stated) -> list[str]:
        """The places that contradict a figure where it stands; [] where nothing does."""
        key, own = self.key(stated.figure.about), stated.figure.range
        found = [
            other.place
            for other in self.by_key[key]
            if other.place != stated.place and not other.figure.range.meets(own)
        ]
        if "|" in key and (expected := self._derived(key, {})) is not None and not expected.meets(own):
            found += self._places(*key.split("|")[1:])
        for tie in self.ties:
            if key in (tie.total, *tie.parts) and not self._holds(tie, key, own, stated.place):
                found += self._places(*(k for k in (tie.total, *tie.parts) if k != key))
        for other_key in self.derived:
            operands = other_key.split("|")[1:]
            if key in operands and (expected := self._derived(other_key, {key: own})) is not None:
                found += [s.place for s in self.by_key[other_key] if not s.figure.range.meets(expected)]
        return list(dict.fromkeys(found))

    def contradictions(self) -> dict[str, list[str]]:
        """Every figure of the papers that something contradicts."""
        all_stated = [stated for group in self.by_key.values() for stated in group]
        return {stated.place: found for stated in all_stated if (found := self.against(stated))}

    def _places(self, *keys: str) -> list[str]:
        return [stated.place for key in keys for stated in self.by_key.get(key, [])]

    def _holds(self, tie: Tie, key: str, own: Range, place: str) -> bool:
        ranges = {k: own if k == key else self.known(k) for k in (tie.total, *tie.parts)}
        if any(value is None for value in ranges.values()):
            return True
        total = ranges[tie.total]
        parts = [ranges[part] for part in tie.parts]
        assert total is not None
        low = sum((part.low for part in parts if part), Decimal(0))
        high = sum((part.high for part in parts if part), Decimal(0))
        if tie.relation == ">=":
            return total.high >= low
        if tie.relation == "<=":
            return total.low <= high
        return total.meets(Range(low, high))

    def _derived(self, key: str, given: dict[str, Range]) -> Range | None:
        """What a share, growth or difference comes to by the other figures; None where one is not stated."""
        name, *operands = key.split("|")
        if name == "count" or len(operands) != 2:
            return _count(self.papers, operands[0]) if name == "count" else None
        one, other = (given.get(operand) or self.known(operand) for operand in operands)
        if one is None or other is None or (name != "change" and other.low <= 0):
            return None
        if name == "change":
            return _absolute(Range(one.low - other.high, one.high - other.low))
        if INFINITE in (one.high, other.high) or -INFINITE in (one.low, other.low):
            return None
        ratio = Range(one.low / other.high, one.high / other.low)
        return ratio if name == "ratio" else _absolute(Range(ratio.low - 1, ratio.high - 1))


def _absolute(range_: Range) -> Range:
    if range_.low >= 0:
        return range_
    if range_.high <= 0:
        return Range(-range_.high, -range_.low)
    return Range(Decimal(0), max(-range_.low, range_.high))


def _count(papers: Papers, what: str) -> Range | None:
    """How many names the sentence's list has; of lines, how many the form has."""
    number = Decimal(len(papers.world.offices if what == "offices" else papers.world.funds))
    return Range(number, number)


def _same_quantities(papers: Papers) -> dict[str, str]:
    """Addresses of one quantity → the one that stands for all."""
    same = {"overall.project_spending.stated": "basic.project_spending.final"}
    same |= {f"overall.{side}_total.stated": "overall.total_funds.final" for side in ("income", "expenditure")}
    for undertaking in papers.world.undertakings:
        for basis in ("budget", "full_year", "final"):
            kept = "final" if basis == "final" else "budget"  # no budget is adjusted
            same[f"project.total_funds[{undertaking.name}].{basis}"] = f"{undertaking.address}.{kept}"
    return same


def _ties(papers: Papers) -> Iterator[Tie]:
    """The sums and limits of the forms, by the keys that stand for all."""
    cells, world = papers.cells, papers.world
    for basis in ("prior_final", "budget", "final"):
        yield from _basic_ties(papers, basis)
    income = ("general_budget", "government_fund", "other_funds")
    executed, basic = "overall.total_funds.final", "overall.basic_spending.stated"
    yield Tie(executed, tuple(f"overall.{item}.stated" for item in income))
    yield Tie(executed, (basic, "basic.project_spending.final"))
    yield from papers.ties
    yield Tie("x.personnel", ("x.wages", "x.aid"))
    yield Tie("basic.posts.final", ("x.civil_posts", "x.other_posts"))
    yield Tie(basic, ("x.general_basic", "overall.other_funds.stated"))
    yield Tie("basic.project_spending.final", ("x.general_project", "overall.government_fund.stated"))
    yield Tie(basic, ("x.personnel", "basic.running_costs.final"))
    yield Tie("overall.total_funds.full_year", (executed, "x.left"))
    yield Tie("overall.total_funds.full_year", ("overall.total_funds.budget", "x.adjust"))
    for undertaking in world.undertakings:
        name = undertaking.name
        same = _same_quantities(papers)
        for basis in ("budget", "full_year", "final"):
            total = same[f"project.total_funds[{name}].{basis}"]
            yield Tie(
                total, tuple(f"project.{item}[{name}].{basis}" for item in ("grant", "carry_over", "other_funds"))
            )
        yield from _point_ties(
            [f"project.indicator[{name}/{goal.name}]" for goal in undertaking.goals],
            f"project.total_funds[{name}]",
            f"project.total[{name}]",
        )
    yield from _point_ties(
        [f"overall.indicator[{goal.name}]" for goal in world.goals], "overall.total_funds", "overall.total"
    )
    assert executed in cells


def _basic_ties(papers: Papers, basis: str) -> Iterator[Tie]:
    def there(*items: str) -> tuple[str, ...]:
        return tuple(a for item in items if (a := f"basic.{item}.{basis}") in papers.cells)

    funds = [f"special_fund[{name}]" for name in papers.world.funds if name not in papers.dropped_lines]
    moves = [f"upper_transfer[{name}]" for name in papers.world.transfers if name not in papers.dropped_lines]
    sums = {
        "vehicles": ("vehicle_purchase", "vehicle_running"),
        "three_public": ("vehicles", "travel_abroad", "reception"),
        "project_spending": ("operations", "maintenance", "special_funds", "upper_transfers"),
        "special_funds": tuple(funds), "upper_transfers": tuple(moves),
    }  # fmt: skip
    for total, parts in sums.items():
        if found := there(*parts):
            yield Tie(f"basic.{total}.{basis}", found)
    lines = there("running_cost[办公经费]", "running_cost[水费、电费、差旅费]", "running_cost[会议费、培训费]")
    yield Tie(f"basic.running_costs.{basis}", lines, ">=")


def _point_ties(indicators: list[str], execution: str, total: str) -> Iterator[Tie]:
    for basis in ("weight", "score"):
        yield Tie(f"{total}.{basis}", (f"{execution}.{basis}", *(f"{address}.{basis}" for address in indicators)))
    for address in (*indicators, execution, total):
        yield Tie(f"{address}.score", (f"{address}.weight",), "<=")


def rate_ties(papers: Papers) -> dict[str, str]:
    """Cells that are a quotient of others: address → derived key."""
    rates = {
        "basic.staff_control_rate.final": "ratio|basic.in_post.final|basic.posts.final",
        "overall.total_funds.rate": "ratio|overall.total_funds.final|overall.total_funds.full_year",
    }
    for undertaking in papers.world.undertakings:
        address = f"project.total_funds[{undertaking.name}]"
        rates[f"{address}.rate"] = f"ratio|{address}.final|{address}.full_year"
    return rates


def word_holds(papers: Papers, sentence: Sentence, word: Word) -> bool:
    """Whether a word of direction, of having met a target, or a denial fits the true figures."""
    values = papers.world.values
    if word.kind in ("up", "down"):
        new, old = (values[address] for address in word.about.split("|"))
        return (new > old) == (word.kind == "up")
    if word.kind == "none":
        return not values.get(word.about)
    if word.kind in ("beyond", "met", "missed"):
        goal = next(goal for goal in papers.world.goals if f"[{goal.name}]" in word.about)
        true = "missed" if not goal.is_met else "met" if goal.actual == goal.target else "beyond"
        return true == word.kind
    return True
