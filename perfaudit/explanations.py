"""Why two figures may differ: tried in a fixed order, and only as far as the printed digits bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from perfaudit.formulas import Value
from perfaudit.outcomes import Texts
from perfaudit.quantities import Interval
from perfaudit.records import PREVIOUS, REPORTED, Fact
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
    if unit.previous is not None and any(fact.address.startswith(PREVIOUS) for fact in right.figures):
        found = explain_digits(left.interval, right.interval, left.measure)
        return tuple([*found, *_last_years_equal_to(unit.previous, left, right)][:MAXIMUM])
    found = list(_figures_equal_to(unit, left, right))
    found += explain_digits(left.interval, right.interval, left.measure)
    for one, other in ((left, right), (right, left)):
        if len(one.figures) == 1:
            found += explain_prior(unit, one.figures[0], other.interval)
    return tuple(found[:MAXIMUM])


def explain_digits(left: Interval, right: Interval, measure: str) -> list[Texts]:
    """How one number may have become the other: digits swapped, one digit, a slip of the unit. None beside 0 or no end."""
    middles = [(interval.low + interval.high) / 2 for interval in (left, right)]
    if not all(middle.is_finite() and middle for middle in middles):
        return []
    found: list[Texts] = []
    first, second = (amount_text(middle, measure) for middle in middles)
    step = min(int(middle.normalize().as_tuple().exponent) for middle in middles)
    one, other = (str(abs(int(middle.scaleb(-step)))) for middle in middles)
    if len(one) == len(other) > 1 and one != other:
        differing = [position for position, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(differing) == 2 and sorted(one) == sorted(other):
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


def explain_prior(unit: UnitIndex, fact: Fact, other: Interval) -> list[Texts]:
    """That the other side repeats what the figure was last year."""
    prior = unit.members(fact.form, fact.item, "prior_final").get(fact.member)
    if prior is None or prior.state != REPORTED or not prior.value or prior.address == fact.address:
        return []
    if not prior.interval.meets(other):
        return []
    name = fact_name(prior)
    return [{"zh": f"与{name['zh']}{prior.text}相同：可能照抄了上年数",
             "en": f"it equals {name['en']} {prior.text}: last year's figure may have been copied"}]  # fmt: skip


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
            yield {"zh": f"差额等于其中的{name['zh']}{fact.text}：可能漏计或重计",
                   "en": f"the gap equals {name['en']} {fact.text}: left out or counted twice"}  # fmt: skip
    singles = [fact for fact in facts if fact.interval.meets(gap)]
    for fact in singles[:2]:
        name = fact_name(fact)
        yield {"zh": f"差额等于{name['zh']}{fact.text}", "en": f"the gap equals {name['en']} {fact.text}"}
    if not singles and len(facts) <= 40:
        for one, other in combinations(facts, 2):
            if (one.interval + other.interval).meets(gap):
                yield {"zh": f"差额等于“{one.label}”{one.text}与“{other.label}”{other.text}之和",
                       "en": f"the gap equals “{one.label}” {one.text} plus “{other.label}” {other.text}"}  # fmt: skip
                return


def _last_years_equal_to(previous: UnitIndex, left: Value, right: Value) -> Iterator[Texts]:
    """Other figures of last year's form that equal this year's side: another column of the same row, another row."""
    if len(right.figures) != 1:
        return
    [own] = right.figures
    same = [fact for fact in previous.records.facts if fact.state == REPORTED and fact.value and fact.measure == "元"]
    for fact in (fact for fact in same if fact.form == own.form and fact.interval.meets(left.interval)):
        is_own_row = (fact.item, fact.member) == (own.item, own.member)
        if is_own_row == (fact.basis == own.basis):
            continue  # the figure itself, or another row's in another column
        name = fact_name(fact)
        slip = ("列", "column") if is_own_row else ("行", "row")
        yield {"zh": f"与上年报送的{name['zh']}{fact.text}相同：可能取错了{slip[0]}",
               "en": f"it equals last year's {name['en']} {fact.text}: the wrong {slip[1]} may have been copied"}  # fmt: skip


def scope_explanation(unit: UnitIndex, gap: Interval, of: Fact) -> Texts | None:
    """Funds outside the general budget that equal the gap: then two figures differ in scope, not in fact.

    ``of`` is the form's figure; where it is those funds themselves, what is said of them is no matter of scope.
    """
    for item in ("other_funds", "government_fund", "state_capital", "fiscal_account"):
        fact = unit.fact(f"overall.{item}.stated")
        if fact is None or fact.state != REPORTED or not fact.value or fact.address == of.address:
            continue
        if fact.interval.meets(_absolute(gap)):
            amount = amount_text(fact.value, fact.measure)
            return {"zh": f"差额等于{fact.label}{amount}：一处只含一般公共预算，另一处含全部资金，属口径不同",
                    "en": f"the gap equals {fact.label} {amount}: one figure covers the general budget only, the other all funds"}  # fmt: skip
    return None


def _absolute(interval: Interval) -> Interval:
    return -interval if interval.high < 0 else interval
