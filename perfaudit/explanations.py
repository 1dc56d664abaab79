"""Why two figures may differ: tried in a fixed order, and only as far as the printed digits bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from perfaudit.formulas import Value
from perfaudit.outcomes import Texts
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, fact_name

MAXIMUM = 3
"""More explanations than this say nothing."""


def explain_gap(unit: UnitIndex, left: Value, right: Value) -> tuple[Texts, ...]:
    """What would close the gap between two computed values, likeliest first; empty where nothing does.

    Rates, points and counts of a few are not explained: too many figures would fit by chance.
    """
    if left.dimensions != right.dimensions or left.measure != "元":
        return ()
    found = list(_figures_equal_to(unit, left, right))
    if len(left.figures) == 1 and len(right.figures) == 1:
        found += explain_pair(left.figures[0], right.figures[0])
    return tuple(found[:MAXIMUM])


def explain_pair(left: Fact, right: Fact) -> list[Texts]:
    """How one printed figure may have become the other: digits swapped, one digit, a unit slip."""
    first, second = (digits_of(fact.raw_text) for fact in (left, right))
    return explain_digits(first, second, left.interval, right.interval)


def explain_digits(first: str, second: str, left: Interval, right: Interval) -> list[Texts]:
    """The same for the digits as printed and their intervals."""
    found: list[Texts] = []
    if len(first) == len(second) and first != second:
        differing = [position for position, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
        if len(differing) == 2 and sorted(first) == sorted(second):
            found.append(
                {"zh": f"两位数字对调：{first} 与 {second}", "en": f"two digits swapped: {first} and {second}"}
            )
        elif len(differing) == 1:
            found.append(
                {"zh": f"只有一位数字不同：{first} 与 {second}", "en": f"one digit differs: {first} and {second}"}
            )
    for power in (10, 100, 10_000):
        factor = Interval.exact(Decimal(power))
        if (left * factor).meets(right) or (right * factor).meets(left):
            found.append(
                {
                    "zh": f"单位或小数点错位：相差 {power} 倍",
                    "en": f"a slip of unit or decimal point: a factor of {power}",
                }
            )
            break
    return found


def _figures_equal_to(unit: UnitIndex, left: Value, right: Value) -> Iterator[Texts]:
    """Reported figures that equal the gap, alone or two of them."""
    used = {fact.address for fact in left.figures + right.figures}
    gap = _absolute(left.interval - right.interval)
    basis = {fact.basis for fact in left.figures + right.figures}
    facts = [
        fact
        for fact in unit.records.facts
        if fact.state == REPORTED and fact.measure == "元" and fact.value and fact.address not in used
        and (fact.basis in basis or fact.basis == "stated")
    ]  # fmt: skip
    parts = [fact for fact in left.figures + right.figures if len(left.figures + right.figures) > 2 and fact.value]
    for fact in parts:
        if fact.interval.meets(gap):
            name = fact_name(fact)
            yield {"zh": f"差额等于其中的{name['zh']}{fact.raw_text}：可能漏计或重计",
                   "en": f"the gap equals {name['en']} {fact.raw_text}: left out or counted twice"}  # fmt: skip
    singles = [fact for fact in facts if fact.interval.meets(gap)]
    for fact in singles[:2]:
        name = fact_name(fact)
        yield {"zh": f"差额等于{name['zh']}{fact.raw_text}", "en": f"the gap equals {name['en']} {fact.raw_text}"}
    if not singles and len(facts) <= 40:
        for one, other in combinations(facts, 2):
            if (one.interval + other.interval).meets(gap):
                yield {"zh": f"差额等于“{one.label}”{one.raw_text}与“{other.label}”{other.raw_text}之和",
                       "en": f"the gap equals “{one.label}” {one.raw_text} plus “{other.label}” {other.raw_text}"}  # fmt: skip
                return


def scope_explanation(unit: UnitIndex, gap: Interval) -> Texts | None:
    """Funds outside the general budget that equal the gap: then two figures differ in scope, not in fact."""
    for item in ("other_funds", "government_fund", "state_capital", "fiscal_account"):
        fact = unit.fact(f"overall.{item}.stated")
        if fact is not None and fact.state == REPORTED and fact.value and fact.interval.meets(_absolute(gap)):
            amount = amount_text(fact.value, fact.measure)
            return {"zh": f"差额等于{fact.label}{amount}：一处只含一般公共预算，另一处含全部资金，属口径不同",
                    "en": f"the gap equals {fact.label} {amount}: one figure covers the general budget only, the other all funds"}  # fmt: skip
    return None


def digits_of(text: str) -> str:
    """The number as printed, without measure, blanks and separators: "1,234.56万元" → "1234.56"."""
    return "".join(character for character in text if character.isdigit() or character == ".")


def _absolute(interval: Interval) -> Interval:
    return -interval if interval.high < 0 else interval
