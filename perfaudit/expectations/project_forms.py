"""Project forms against the projects of form 1: each line its form, each form its line, and the same money in both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Literal

from perfaudit.expectations.balance import judge_sides
from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.completeness import unread_form
from perfaudit.formulas import Missing, parse_formula
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Texts, Verdict
from perfaudit.projects import (
    Pair,
    ProjectMatches,
    executed,
    line_name,
    match_projects,
    printed_names,
    total_of,
)
from perfaudit.records import REPORTED, UNREAD_FORM, Fact
from perfaudit.records import UNDECIDABLE as FIGURE_UNDECIDABLE
from perfaudit.unit_index import UnitIndex
from perfaudit.wording import amount_text, missing_text


class ExpectProjectFormsToBeFilled(UnitExpectation):
    """Expect a filled project form where the unit spent money on projects, and one for every project that form 1 lists.

    Left out, in this order:
    1. a unit that reports no project spending
    2. lines without spending in the year
    3. lines that may be what a form of another name is about: undecidable, unless there are fewer such forms than lines
    """

    reads: ClassVar[tuple[str, ...]] = (
        "parts",
        "basic.project_spending.final",
        "overall.project_spending.stated",
        "basic.special_fund.final",
        "basic.upper_transfer.final",
        "basic.operations.final",
        "basic.maintenance.final",
    )

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the unit, or one for every line that has no form."""
        found = match_projects(unit)
        lines = [line for line in found.lines if _is_spent(line)]  # 2
        totals = [unit.fact(f"{address}.final") for address in ("basic.project_spending", "basic.special_funds")]
        totals += [unit.fact("overall.project_spending.stated")]
        known = [fact for fact in totals if fact is not None and fact.state == REPORTED and fact.value] or lines
        unclear = [fact for fact in totals if fact is not None and fact.state == FIGURE_UNDECIDABLE]
        if not known:
            for fact in unclear[:1]:
                message = missing_text([Missing(fact.address, fact.state, fact)])
                yield Verdict(UNDECIDABLE, "project", message, evidence=(unit.fact_evidence(fact, "left"),))
            return  # 1
        unread = unit.fields(UNREAD_FORM, "project")
        if unread and len(found.forms) < len(lines or known[:1]):
            yield unread_form("project", unit.field_evidence(unread[0], "right"))
        elif not found.forms:
            yield _no_form(unit, known[0], len(lines))
        else:
            yield from self._lines(unit, found, known[0])

    def _lines(self, unit: UnitIndex, found: ProjectMatches, total: Fact) -> Iterator[Verdict]:
        left = [line for line in found.lines_left if _is_spent(line)]
        if not left:
            message = {"zh": f"{len(found.forms)}张项目支出自评表", "en": f"{len(found.forms)} project forms"}
            yield Verdict(PASS, "project", message, evidence=(unit.fact_evidence(total, "left"),))
        elif not found.forms_left:
            yield from (_without_form(unit, line) for line in left)
        elif len(found.forms_left) < len(left) and not found.unclear:
            yield _too_few(unit, left, found.forms_left)  # 3
        else:
            yield from (_unmatched(unit, line, found.forms_left) for line in left)  # 3


def _is_spent(line: Fact) -> bool:
    return line.basis == "final" and line.state == REPORTED and bool(line.value)


def _no_form(unit: UnitIndex, total: Fact, lines: int) -> Verdict:
    evidence = [unit.fact_evidence(total, "left")]
    empty = [field for field in unit.fields("form", "project") if field.state != REPORTED]
    evidence += [unit.field_evidence(field, "right") for field in empty[:1]]
    amount = amount_text(total.value or Decimal(0), total.measure)
    over = (f"，共{lines}项", f" over {lines} lines") if lines else ("", "")
    message = {
        "zh": f"项目支出{amount}{over[0]}，但没有一张填了内容的项目支出自评表",
        "en": f"project spending is {amount}{over[1]}, but no project form is filled in",
    }
    return Verdict(FAIL, "project", message, evidence=tuple(evidence))


def _without_form(unit: UnitIndex, line: Fact) -> Verdict:
    name = line_name(line)
    message = {"zh": f"“{name}”支出{line.raw_text}，没有对应的项目支出自评表",
               "en": f"“{name}” spent {line.raw_text} and has no project form of its own"}  # fmt: skip
    return Verdict(FAIL, line.address, message, evidence=(unit.fact_evidence(line, "left"),))


def _too_few(unit: UnitIndex, lines: Sequence[Fact], forms: Sequence[str]) -> Verdict:
    names = "、".join(f"“{line_name(line)}”" for line in lines)
    others = "、".join(f"“{form}”" if form else "未写项目名称" for form in forms)
    missing = len(lines) - len(forms)
    message = {
        "zh": f"{names}没有同名的项目支出自评表，名称对不上的表只有{len(forms)}张（{others}），至少缺{missing}张",
        "en": f"{names} have no project form of their name; {len(forms)} forms have other names ({others}), "
        f"so at least {missing} are missing",
    }
    evidence = tuple(unit.fact_evidence(line, "left_part") for line in lines)
    return Verdict(FAIL, "project", message, evidence=evidence + _form_evidence(unit, forms))


def _unmatched(unit: UnitIndex, line: Fact, forms: Sequence[str]) -> Verdict:
    others = "、".join(f"“{form}”" if form else "未写项目名称的一张" for form in forms)
    message = {
        "zh": f"“{line_name(line)}”没有同名的项目支出自评表，名称对不上的有{others}，分不清是不是同一项目",
        "en": f"“{line_name(line)}” has no project form of its name; whether {others} is about it cannot be told",
    }
    evidence = (unit.fact_evidence(line, "left"), *_form_evidence(unit, forms))
    return Verdict(UNDECIDABLE, line.address, message, evidence=evidence)


def _form_evidence(unit: UnitIndex, forms: Sequence[str], role: str = "right") -> tuple[Evidence, ...]:
    """The names of project forms where they are printed, else their title."""
    named = {row.member: row for slug in ("part", "form", "project_name") for row in unit.fields(slug, "project")}
    return tuple(unit.field_evidence(named[form], role) for form in forms if form in named)


class ExpectProjectFormsToMatchLines(UnitExpectation):
    """Expect every project form to give the same money as its own line in form 1: ``basis`` is ``final`` or ``budget``.

    A budget may be the initial one or the full year's: the columns of form 1 do not say which.

    Left out, in this order:
    1. forms without a line of their own: CROSS-010
    2. pairs without a figure of that basis on either side: not applicable; with one on one side only: undecidable
    3. forms whose name is only near a line's, and forms that share a line: where the money differs, undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("parts", "basic.special_fund.final", "basic.upper_transfer.final")

    basis: Literal["final", "budget"]

    success_keys: ClassVar[tuple[str, ...]] = ("basis",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every pair of line and form."""
        found = match_projects(unit)
        for pair in found.pairs:
            if pair.how != "amount":
                yield self._judge(unit, pair)
        for form in dict.fromkeys(form for _, form in found.unclear):  # 3
            yield _unclear(unit, form, [line for line, other in found.unclear if other == form])

    def _judge(self, unit: UnitIndex, pair: Pair) -> Verdict:
        bases = [self.basis, *(["full_year"] if self.basis == "budget" else [])]
        right = _sum_of([_line_address(line, self.basis) for line in pair.lines])
        if pair.how == "kind" and pair.is_sure:
            kind = {"special_fund": "special_funds", "upper_transfer": "upper_transfers"}[pair.lines[0].item]
            right = f"basic.{kind}.{self.basis}"
        verdicts = [
            judge_sides(
                unit, parse_formula(_sum_of([_form_address(form, basis) for form in pair.forms])), parse_formula(right),
                "==", None,
            )
            for basis in bases
        ]  # fmt: skip
        verdict = next((verdict for verdict in verdicts if verdict.status == PASS), verdicts[0])
        verdict = replace(verdict, subject=_form_address(pair.forms[0], self.basis))
        return verdict if pair.is_sure or verdict.status != FAIL else _doubtful(unit, verdict, pair)


def _doubtful(unit: UnitIndex, verdict: Verdict, pair: Pair) -> Verdict:
    names = [line_name(line) for line in pair.lines], list(pair.forms)
    many = len(pair.lines) > 1 or len(pair.forms) > 1
    reason: Texts = (
        {"zh": "几行或几张表同名，分不清各对哪一个", "en": "several lines or forms share the name"}
        if many and pair.how == "name"
        else {"zh": "名称不完全相同，分不清是不是同一项目", "en": "the names differ, so that it may be two projects"}
    )
    told = "、".join(f"“{name}”" for side in names for name in side)
    message = {lang: f"{verdict.message[lang]}（{told}：{reason[lang]}）" for lang in ("zh", "en")}
    return replace(
        verdict, status=UNDECIDABLE, message=message, evidence=verdict.evidence + _form_evidence(unit, pair.forms)
    )


def _unclear(unit: UnitIndex, form: str, lines: Sequence[Fact]) -> Verdict:
    names = "、".join(f"“{line_name(line)}”" for line in lines)
    message = {
        "zh": f"项目支出自评表“{form}”与基础数据表的{names}名称相近，分不清对哪一行",
        "en": f"the project form “{form}” has nearly the name of {names}: which line it is about cannot be told",
    }
    evidence = _form_evidence(unit, [form], "left") + tuple(unit.fact_evidence(line, "right") for line in lines)
    return Verdict(UNDECIDABLE, _form_address(form, "final"), message, evidence=evidence)


def _form_address(form: str, basis: str) -> str:
    return f"project.total_funds[{json.dumps(form, ensure_ascii=False)}].{basis}"


def _line_address(line: Fact, basis: str) -> str:
    member = f"[{json.dumps(line.member, ensure_ascii=False)}]" if line.member else ""
    return f"basic.{line.item}{member}.{basis}"


def _sum_of(addresses: Sequence[str]) -> str:
    return " + ".join(addresses)


class ExpectProjectFormsToHaveLines(UnitExpectation):
    """Expect every project form with spending to have its line in form 1.

    Left out, in this order:
    1. a form 1 without a line for any project, or with a kind of projects that it prints without lines: not applicable
    2. forms that say that nothing was spent, or not how much
    3. forms that may be about a line that has no form either: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("parts", "basic.special_fund.final", "basic.upper_transfer.final")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every filled project form."""
        found = match_projects(unit)
        if not found.lines or not found.forms:
            return  # 1
        left = [line for line in found.lines_left if _is_spent(line)]
        for form in found.forms:
            own = executed(unit, form)
            if form not in found.forms_left:
                yield Verdict(PASS, f"project[{form}]", {"zh": form, "en": form})
            elif found.open_kinds or own is None or own.state != REPORTED or not own.value:
                yield self._not_asked(unit, form, found.open_kinds)  # 1, 2
            elif left:
                yield replace(_unmatched(unit, left[0], [form]), subject=f"project[{form}]")  # 3
            else:
                message = {
                    "zh": f"项目支出自评表“{form}”执行{own.text}，基础数据表里没有这个项目",
                    "en": f"the project form “{form}” spent {own.text}, and form 1 has no such project",
                }
                evidence = (*_form_evidence(unit, [form], "left"), unit.fact_evidence(own, "left"))
                yield Verdict(FAIL, f"project[{form}]", message, evidence=evidence)

    @staticmethod
    def _not_asked(unit: UnitIndex, form: str, kinds: Sequence[Fact]) -> Verdict:
        if kinds:
            message = {
                "zh": f"基础数据表的“{kinds[0].label}”没有逐项列出",
                "en": f"form 1 does not list the projects of “{kinds[0].label}”",
            }
        else:
            message = {"zh": f"“{form}”没有执行数", "en": f"“{form}” reports no spending"}
        return Verdict(NOT_APPLICABLE, f"project[{form}]", message, evidence=_form_evidence(unit, [form], "left"))


class ExpectOneFormForEachProject(UnitExpectation):
    """Expect no project to have two filled forms.

    Left out, in this order:
    1. forms without a name
    2. forms of one name by different implementing units, where together they spent what form 1 gives the project
    """

    reads: ClassVar[tuple[str, ...]] = ("parts",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every name of a project form."""
        found = match_projects(unit)
        lines = {pair.forms[0]: pair.lines for pair in found.pairs}
        names = printed_names(unit, found.forms)
        seen: set[str] = set()
        for form in found.forms:
            if form in seen or not names[form]:
                continue  # 1
            namesakes = tuple(other for other in found.forms if names[other] == names[form])
            forms = found.doubled.get(form, namesakes)
            seen.update(forms)
            subject = f"project[{form}]"
            if len(forms) == 1 or self._are_shares(unit, forms, lines.get(form, ())):
                yield Verdict(PASS, subject, {"zh": form, "en": form}, evidence=_form_evidence(unit, forms))
            else:
                yield self._twice(unit, subject, forms)

    @staticmethod
    def _are_shares(unit: UnitIndex, forms: Sequence[str], lines: Sequence[Fact]) -> bool:
        """Whether the forms are those of several units, which share the line's money. (2)"""
        rows = [row for row in unit.fields("implementer", "project") if row.member in forms]
        spent = total_of(executed(unit, form) for form in forms)
        line = total_of(lines)
        differ = len({row.text for row in rows if row.state == REPORTED}) == len(forms)
        return differ and spent is not None and line is not None and spent.meets(line)

    @staticmethod
    def _twice(unit: UnitIndex, subject: str, forms: Sequence[str]) -> Verdict:
        figures = [executed(unit, form) for form in forms]
        amounts = [figure.text for figure in figures if figure is not None]
        same = len(amounts) == len(forms) and len(set(amounts)) == 1
        told = "、".join(amounts)
        message = {
            "zh": f"项目“{forms[0]}”有{len(forms)}张项目支出自评表，执行数"
            + (f"都是{amounts[0]}" if same else f"分别为{told or '空白'}"),
            "en": f"the project “{forms[0]}” has {len(forms)} project forms, which "
            + (f"all say that {amounts[0]} was spent" if same else f"say that {told or 'nothing'} was spent"),
        }
        evidence = tuple(unit.fact_evidence(figure, "left") for figure in figures if figure is not None)
        return Verdict(FAIL, subject, message, evidence=_form_evidence(unit, forms, "left") + evidence)
