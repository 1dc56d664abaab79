"""This year's column of last year's finals against the finals that last year's own document gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from perfaudit.expectations.balance import judge_sides
from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.last_year import (
    OTHER_UNIT,
    SUBJECT,
    key_of,
    most_alike,
    nothing_to_hold_against,
    unit_names,
    wrong_year,
)
from perfaudit.formulas import parse_formula
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Texts, Verdict
from perfaudit.records import NOT_APPLICABLE as NO_FIGURE
from perfaudit.records import PREVIOUS, REPORTED, Fact, Field
from perfaudit.unit_index import UnitIndex
from perfaudit.unit_names import same_name
from perfaudit.vocabulary import load_vocabulary, normalise_text
from perfaudit.wording import fact_side

CELLS_RULE, LINES_RULE = "PREV-002", "PREV-003"


class ExpectPreviousToBeLastYears(UnitExpectation):
    """Expect the document given for last year to be of the same unit, and of the year before.

    Left out, in this order:
    1. a name or a year that one of the two documents does not print: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("texts", "previous")

    def needs_previous(self) -> bool:
        return False  # it says for itself what there is: a wrong year is its own finding

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the unit's name, and one for the year."""
        if nothing := nothing_to_hold_against(unit, must_be_last_years=False):
            yield nothing
            return
        assert unit.previous is not None
        yield self._judge_name(unit, unit.previous)
        yield self._judge_year(unit, unit.previous)

    @staticmethod
    def _judge_name(unit: UnitIndex, previous: UnitIndex) -> Verdict:
        subject = OTHER_UNIT.split()[1]
        ours, theirs = unit_names(unit), unit_names(previous)
        if not (ours and theirs):
            message = {
                "zh": f"{'上年' if ours else '本年'}的文件没有写明单位名称",
                "en": f"{'last' if ours else 'this'} year's document does not name the unit",
            }
            return Verdict(UNDECIDABLE, subject, message)  # 1
        names = normalise_text(ours[0].text), normalise_text(theirs[0].text)
        is_same = same_name(*names)
        message = {
            "zh": f"本年的文件是“{names[0]}”的，上年的文件是“{names[1]}”的",
            "en": f"this year's document is of “{names[0]}”, last year's of “{names[1]}”",
        }
        evidence = (unit.field_evidence(ours[0], "left"), previous.field_evidence(theirs[0], "right"))
        return Verdict(PASS if is_same else FAIL, subject, message, Side(names[0]), Side(names[1]), evidence=evidence)

    @staticmethod
    def _judge_year(unit: UnitIndex, previous: UnitIndex) -> Verdict:
        subject = f"{SUBJECT}.year"
        if not (unit.year and previous.year):
            message = {
                "zh": f"{'上年' if unit.year else '本年'}的文件没有写明年度",
                "en": f"{'last' if unit.year else 'this'} year's document does not say its year",
            }
            return Verdict(UNDECIDABLE, subject, message)  # 1
        sides = Side(str(unit.year)), Side(str(previous.year))
        evidence = (_year_evidence(unit, "left"), _year_evidence(previous, "right"))
        status = PASS if previous.year == unit.year - 1 else FAIL
        return Verdict(status, subject, wrong_year(unit.year, previous.year), *sides, evidence=evidence)


def _year_evidence(unit: UnitIndex, role: str) -> Evidence:
    field = next(field for field in unit.fields("year") if field.text == str(unit.year))
    return unit.field_evidence(field, role)


class ExpectLastYearsFiguresToMatch(UnitExpectation):
    """Expect every figure of the column "last year's final" to be what last year's own document gives as its final.

    ``items`` are addresses without a basis; of an item with lines of free text, a line is known again by its name. A line
    that is not is a finding all the same: a warning where it claims an amount for last year, else worth a look.
    ``parts`` names the parts of a total: a total that is off by as much as one of them follows from it.

    Left out, in this order:
    1. forms that last year's document does not hold, and columns that this year's form does not have: not applicable
    2. what neither year reports, and "/" or nothing beside "/" or 0
    3. a figure that one of the years leaves blank, or that can be read two ways: undecidable
    4. lines without a like, in a form with rows that nobody could read: undecidable, as one of these may be the line
    """

    reads: ClassVar[tuple[str, ...]] = ("previous",)

    items: list[str]
    parts: dict[str, list[str]] = {}

    success_keys: ClassVar[tuple[str, ...]] = ("items", "parts")

    def formulas(self) -> list[str]:
        named = [*self.items, *self.parts, *(part for parts in self.parts.values() for part in parts)]
        return [f"{item}.prior_final" for item in named]

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every figure, and for every line that only one of the years has."""
        assert unit.previous is not None
        for form in dict.fromkeys(item.partition(".")[0] for item in self.items):
            if unit.has_form(form) and not unit.previous.has_form(form):
                yield _without_form(form)  # 1
        for address in self.items:
            form, item = address.split(".")
            ours, theirs = unit.members(form, item, "prior_final"), unit.previous.members(form, item, "final")
            if ours and unit.previous.has_form(form):  # 1
                for verdict in _judge_lines(unit, unit.previous, list(ours.values()), list(theirs.values())):
                    yield replace(verdict, cause=_cause(unit, unit.previous, verdict, self.parts.get(address, [])))


def _cause(unit: UnitIndex, previous: UnitIndex, verdict: Verdict, parts: Sequence[str]) -> str:
    """The rule and subject of the one part that is off by as much as its total, in the same direction; "" where none is."""
    if verdict.status != FAIL or verdict.left is None or verdict.right is None or not verdict.gap:
        return ""
    assert verdict.left.value is not None and verdict.right.value is not None
    off = verdict.left.value - verdict.right.value
    found = []
    for address in parts:
        form, item = address.split(".")
        theirs = {key_of(fact.member): fact for fact in previous.members(form, item, "final").values()}
        for fact in unit.members(form, item, "prior_final").values():
            other = theirs.get(key_of(fact.member))
            if other is not None and fact.value is not None and other.value is not None:
                difference = fact.interval - other.interval
                if difference.low <= off <= difference.high and not fact.interval.meets(other.interval):
                    found.append(f"{LINES_RULE if fact.member else CELLS_RULE} {fact.address}")
    return found[0] if len(found) == 1 else ""


def _without_form(form: str) -> Verdict:
    names = load_vocabulary().words["form_names"][form]
    message = {"zh": f"上年的文件里没有{names['zh']}", "en": f"last year's document holds no {names['en']}"}
    return Verdict(NOT_APPLICABLE, f"{PREVIOUS}{form}", message)


def _judge_lines(
    unit: UnitIndex, previous: UnitIndex, ours: Sequence[Fact], theirs: Sequence[Fact]
) -> Iterator[Verdict]:
    """The figures of one item: those of the same name first, then what is left on either side."""
    left = {key_of(fact.member): fact for fact in theirs}
    alone: list[Fact] = []
    for fact in ours:
        other = left.pop(key_of(fact.member), None)
        if other is None:
            alone.append(fact)
        elif not (_is_nothing(fact) and _is_nothing(other)):  # 2
            verdict = judge_sides(unit, parse_formula(_formula(fact)), parse_formula(_formula(other)), "==", None)
            yield replace(verdict, subject=fact.address)  # 3
    rest = [fact for fact in left.values() if fact.member and not _is_nothing(fact)]
    for fact in alone:
        if not fact.member or _is_nothing(fact):
            continue  # 2
        same = [other for other in rest if _is_same_amount(fact, other)]
        if len(same) == 1:
            rest.remove(same[0])
            yield _renamed(unit, previous, fact, same[0])
        else:
            verdict = _not_in_last_years(unit, previous, fact, rest)
            yield _unless_unread(verdict, previous, fact)  # 4
    for other in rest:
        yield _unless_unread(_gone(previous, other), unit, other)  # 4


def _formula(fact: Fact) -> str:
    """The fact's own address as a formula: the name of a line in quotes."""
    prefix = PREVIOUS if fact.address.startswith(PREVIOUS) else ""
    member = f"[{json.dumps(fact.member, ensure_ascii=False)}]" if fact.member else ""
    return f"{prefix}{fact.form}.{fact.item}{member}.{fact.basis}"


def _is_nothing(fact: Fact) -> bool:
    return fact.state == NO_FIGURE or (fact.state == REPORTED and fact.value == Decimal(0))


def _is_same_amount(one: Fact, other: Fact) -> bool:
    return one.state == other.state == REPORTED and one.interval.meets(other.interval)


def _renamed(unit: UnitIndex, previous: UnitIndex, fact: Fact, other: Fact) -> Verdict:
    message = {
        "zh": f"“{fact.label}”填的上年决算{fact.text}，在上年的表中是“{other.label}”：名称变了",
        "en": f"last year's final of “{fact.label}”, {fact.text}, stood under “{other.label}” in last year's form: the name changed",
    }
    evidence = (unit.fact_evidence(fact, "left"), previous.fact_evidence(other, "right"))
    return Verdict(
        FAIL, fact.address, message, fact_side(fact), fact_side(other), evidence=evidence, severity="info"
    )  # fmt: skip


def _not_in_last_years(unit: UnitIndex, previous: UnitIndex, fact: Fact, rest: list[Fact]) -> Verdict:
    evidence: tuple[Evidence, ...] = (unit.fact_evidence(fact, "left"),)
    if fact.state != REPORTED:  # 3
        message = {
            "zh": f"“{fact.label}”的上年决算空白或无法认定，上年的表中也没有这一项",
            "en": f"last year's final of “{fact.label}” is blank or can be read two ways, and last year's form has no such line",
        }
        return Verdict(NOT_APPLICABLE if fact.state == "blank" else UNDECIDABLE, fact.address, message)
    near = most_alike(fact.member, rest, [other.member for other in rest])
    explanations: tuple[Texts, ...] = ()
    if near is not None:
        rest.remove(near)
        evidence += (previous.fact_evidence(near, "right"),)
        explanations = (
            {"zh": f"上年的表中名称相近的是“{near.label}”{near.text}",
             "en": f"the line of last year's form with a name like it is “{near.label}”, {near.text}"},
        )  # fmt: skip
    message = {
        "zh": f"“{fact.label}”填有上年决算{fact.text}，上年报送的表中没有这一项",
        "en": f"“{fact.label}” gives {fact.text} as last year's final; the form handed in last year has no such line",
    }
    return Verdict(
        FAIL, fact.address, message, fact_side(fact), fact_side(near) if near else None, evidence=evidence,
        explanations=explanations, severity="warning",
    )  # fmt: skip


def _gone(previous: UnitIndex, other: Fact) -> Verdict:
    if other.state != REPORTED:
        message = {
            "zh": f"上年的“{other.label}”空白或无法认定，今年的表中没有这一项",
            "en": f"last year's “{other.label}” is blank or can be read two ways, and this year's form has no such line",
        }
        return Verdict(NOT_APPLICABLE if other.state == "blank" else UNDECIDABLE, other.address, message)
    message = {
        "zh": f"上年的“{other.label}”决算{other.text}，今年的表中没有这一项",
        "en": f"last year's “{other.label}” came to {other.text}; this year's form has no such line",
    }
    evidence = (previous.fact_evidence(other, "right"),)
    return Verdict(FAIL, other.address, message, None, fact_side(other), evidence=evidence, severity="info")


def _unless_unread(verdict: Verdict, where: UnitIndex, fact: Fact) -> Verdict:
    """The verdict, undecidable where the form that lacks the line has a row that nobody could read."""
    unread: list[Field] = [row for row in where.records.fields if row.is_unread and row.form == fact.form]
    if verdict.status != FAIL or not unread:
        return verdict
    label = " ".join(unread[0].text.split())[:40]
    message = {
        "zh": f"{verdict.message['zh']}；但表中“{label}”一栏认不出，可能就是它",
        "en": f"{verdict.message['en']}; but “{label}”, which nobody could read, may be it",
    }
    return replace(verdict, status=UNDECIDABLE, message=message)
