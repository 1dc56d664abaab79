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

MOST_FIGURES = 40
"""Of more figures than this, some two make any gap by chance."""

OTHER_FUNDS = ("other_funds", "government_fund", "state_capital", "fiscal_account")
"""What a form may give beside the general budget."""


def explain_gap(unit: UnitIndex, left: Value, right: Value) -> tuple[Texts, ...]:
    """What would close the gap between two computed values, likeliest first; empty where nothing does.

    In this order: another figure equal to the gap, or two of them; a part counted twice, left out, left blank, or known to
    the report alone; two digits swapped; one digit; a slip of the unit; last year's figure. Rates, points and counts of a
    few are not explained: too many figures would fit by chance.
    """
    if left.dimensions != right.dimensions or left.measure != "元":
        return ()
    if unit.previous is not None and any(fact.address.startswith(PREVIOUS) for fact in right.figures):
        found = explain_digits(left.interval, right.interval, left.measure)
        return tuple([*found, *_last_years_equal_to(unit.previous, left, right)][:MAXIMUM])
    missing = list(_missing_parts(unit, left, right))
    found = [*_figures_equal_to(unit, left, right, has_part=bool(missing)), *missing]
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
    """That last year's figure was copied: the other side repeats it, or the figure itself does."""
    prior = unit.members(fact.form, fact.item, "prior_final").get(fact.member)
    if prior is None or prior.state != REPORTED or not prior.value or prior.address == fact.address:
        return []
    name = fact_name(prior)
    if prior.interval.meets(other):
        return [{"zh": f"与{name['zh']}{prior.text}相同：可能照抄了上年数",
                 "en": f"it equals {name['en']} {prior.text}: last year's figure may have been copied"}]  # fmt: skip
    if fact.basis == "final" and fact.state == REPORTED and fact.interval.meets(prior.interval):
        return [{"zh": f"“{fact.label}”{fact.text}与{name['zh']}相同：可能照抄了上年数",
                 "en": f"“{fact.label}” {fact.text} equals {name['en']}: last year's figure may have been copied"}]  # fmt: skip
    return []


def _figures_equal_to(unit: UnitIndex, left: Value, right: Value, has_part: bool) -> Iterator[Texts]:
    """Reported figures that equal the gap, alone; two of them where neither one nor a part of the sum does."""
    used = {fact.address for fact in left.figures + right.figures}
    gap = _absolute(left.interval - right.interval)
    basis = {fact.basis for fact in left.figures + right.figures}
    facts = [
        fact
        for fact in unit.records.facts
        if fact.state == REPORTED and fact.measure == "元" and fact.value and fact.address not in used
        and (fact.basis in basis or fact.basis == "stated")
    ]  # fmt: skip
    singles = [fact for fact in facts if fact.interval.meets(gap)]
    for fact in singles[:2]:
        name = fact_name(fact)
        yield {"zh": f"差额等于{name['zh']}{fact.text}", "en": f"the gap equals {name['en']} {fact.text}"}
    if not singles and not has_part and len(facts) <= MOST_FIGURES:
        for one, other in combinations(facts, 2):
            if (one.interval + other.interval).meets(gap):
                yield {"zh": f"差额等于“{one.label}”{one.text}与“{other.label}”{other.text}之和",
                       "en": f"the gap equals “{one.label}” {one.text} plus “{other.label}” {other.text}"}  # fmt: skip
                return


def _missing_parts(unit: UnitIndex, left: Value, right: Value) -> Iterator[Texts]:
    """Parts of a sum that equal the gap: counted twice or not at all, left blank beside the report's figure, or only there."""
    gap = _absolute(left.interval - right.interval)
    figures = left.figures + right.figures
    for fact in figures if len(figures) > 2 else ():
        if fact.value and fact.interval.meets(gap):
            name = fact_name(fact)
            yield {"zh": f"差额等于其中的{name['zh']}{fact.text}：可能漏计或重计",
                   "en": f"the gap equals {name['en']} {fact.text}: left out or counted twice"}  # fmt: skip
    blank = {entry.address for entry in (*left.skipped, *right.skipped)}
    summed = [claim for claim in unit.records.claims if claim.link in {fact.address for fact in figures}]
    lists = {claim.claim_id for claim in summed} | {claim.parent for claim in summed if claim.parent}
    for claim in unit.records.claims:
        if claim.value is None or claim.measure != "元" or not claim.bounds.meets(gap):
            continue
        if claim.link in blank:
            yield {"zh": f"差额等于报告所说“{claim.subject}”{claim.text}，而表中这一项空白",
                   "en": f"the gap equals what the report says of “{claim.subject}”, {claim.text}, which the form leaves blank"}  # fmt: skip
        elif not claim.link and claim.relation == "part" and claim.parent in lists:
            yield {"zh": f"差额等于报告所列“{claim.subject}”{claim.text}，表中没有这一项",
                   "en": f"the gap equals “{claim.subject}” {claim.text}, which the report lists and the form lacks"}  # fmt: skip


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
    """Funds outside the general budget that equal the gap, one kind or all: two figures differ in scope, not in fact.

    ``of`` is the form's figure; where it is those funds themselves, what is said of them is no matter of scope.
    """
    facts = (unit.fact(f"overall.{item}.stated") for item in OTHER_FUNDS)
    funds = [
        fact
        for fact in facts
        if fact is not None and fact.state == REPORTED and fact.value and fact.address != of.address
    ]
    choices = [(fact,) for fact in funds] + ([tuple(funds)] if len(funds) > 1 else [])
    for chosen in choices:
        if not sum((fact.interval for fact in chosen), Interval.exact(0)).meets(_absolute(gap)):
            continue
        amount = amount_text(sum((fact.value for fact in chosen if fact.value is not None), Decimal(0)), "元")
        names = "与".join(fact.label for fact in chosen)
        return {"zh": f"差额等于{names}{amount}：一处只含一般公共预算，另一处含全部资金，属口径不同",
                "en": f"the gap equals {names} {amount}: one figure covers the general budget only, the other all funds"}  # fmt: skip
    return None


def _absolute(interval: Interval) -> Interval:
    return -interval if interval.high < 0 else interval
