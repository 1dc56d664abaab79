"""Project forms together against the unit's project spending, and the unit that each of them names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from perfaudit.expectations.balance import judge_sides
from perfaudit.expectations.base import UnitExpectation
from perfaudit.formulas import parse_formula
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Side, Verdict
from perfaudit.projects import ProjectMatches, executed, line_name, match_projects, reported_forms, total_of
from perfaudit.records import REPORTED, Fact, Field
from perfaudit.unit_index import UnitIndex
from perfaudit.unit_names import near_names, same_name, stem_of
from perfaudit.vocabulary import normalise_text

FORMS_SUM, SPENDING = "sum(project.total_funds.final)", "basic.project_spending.final"


class ExpectProjectFormsToAddUp(UnitExpectation):
    """Expect what the project forms spent to add up to the unit's project spending, where every project has its form.

    Left out, in this order:
    1. a unit without a filled project form
    2. forms that add up to less, while projects of form 1 have no form: if these are just what is missing, the finding
       follows from FORM-004; if they are not, each form is held against its own line (CROSS-008) and this rule says nothing
    3. forms that add up to less, while it cannot be told whether every project has its form: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("parts", "basic.project_spending.final", "overall.project_spending.stated")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the unit."""
        forms = [form for form in reported_forms(unit) if (own := executed(unit, form)) and own.state == REPORTED]
        if not forms:
            return  # 1
        verdict = judge_sides(unit, parse_formula(FORMS_SUM), parse_formula(SPENDING), "==", None)
        yield self._in_scope(unit, verdict, match_projects(unit)) if verdict.status == FAIL else verdict

    def _in_scope(self, unit: UnitIndex, verdict: Verdict, found: ProjectMatches) -> Verdict:
        spending, spent = unit.fact(SPENDING), total_of(executed(unit, form) for form in found.forms)
        assert spending is not None
        if found.doubled:
            return replace(verdict, cause=f"CROSS-011 project[{next(iter(found.doubled))}]")
        is_short = spent is not None and spent.high < spending.interval.low
        missing = [line for line in found.lines_left if line.basis == "final" and line.state == REPORTED and line.value]
        if not is_short:
            return verdict
        if found.unclear or (missing and found.forms_left) or not found.lines or found.open_kinds:
            return _untold(verdict)  # 3
        if not missing:
            return verdict
        whole = total_of([*(executed(unit, form) for form in found.forms), *missing])
        if whole is not None and whole.meets(spending.interval):
            return replace(verdict, cause=f"FORM-004 {missing[0].address}")  # 2
        return _beyond(verdict, missing)  # 2


def _untold(verdict: Verdict) -> Verdict:
    message = {
        "zh": f"{verdict.message['zh']}；但分不清是不是每个项目都有自评表",
        "en": f"{verdict.message['en']}; but whether every project has its form cannot be told",
    }
    return replace(verdict, status=UNDECIDABLE, message=message)


def _beyond(verdict: Verdict, missing: Sequence[Fact]) -> Verdict:
    names = "、".join(f"“{line_name(line)}”" for line in missing)
    message = {
        "zh": f"{names}没有项目支出自评表，各表之和不能与项目支出相比",
        "en": f"{names} have no project form, so that the forms' sum is not the unit's project spending",
    }
    return Verdict(NOT_APPLICABLE, verdict.subject, message, evidence=verdict.evidence)


class ExpectProjectFormsToNameUnit(UnitExpectation):
    """Expect every project form to name the unit as the department or as the implementing unit, in its own words.

    A name that is nearly the unit's, one character added, left out or another, is a slip: a warning. A form that names two
    other units is only worth a look.

    Left out, in this order:
    1. a unit whose own name stands nowhere
    2. forms that name neither: not applicable
    """

    reads: ClassVar[tuple[str, ...]] = ("texts",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every filled project form."""
        own = next((row for row in unit.fields("unit_name") if row.state == REPORTED and row.form != "project"), None)
        if own is None:
            return  # 1
        rows = [row for slug in ("implementer", "department", "unit_name") for row in unit.fields(slug, "project")]
        for form in reported_forms(unit):
            named = [row for row in rows if row.member == form and row.state == REPORTED]
            yield self._judge(unit, own, form, named)

    @staticmethod
    def _judge(unit: UnitIndex, own: Field, form: str, named: Sequence[Field]) -> Verdict:
        subject, name = f"project[{form}].unit", normalise_text(own.text)
        if not named:
            message = {"zh": f"“{form}”没有写单位", "en": f"“{form}” names no unit"}
            return Verdict(NOT_APPLICABLE, subject, message)  # 2
        told = "、".join(dict.fromkeys(f"“{normalise_text(row.text)}”" for row in named))
        message = {
            "zh": f"基础数据表等的单位为“{name}”，项目支出自评表“{form}”写{told}",
            "en": f"the unit is “{name}”; the project form “{form}” names {told}",
        }
        stem, kind = stem_of(own.text)
        slip = next((row for row in named if stem and list(near_names(normalise_text(row.text), stem, kind))), None)
        shown = slip or next((row for row in named if same_name(own.text, row.text)), named[0])
        is_same = slip is None and (shown is not named[0] or same_name(own.text, shown.text))
        return Verdict(
            PASS if is_same else FAIL, subject, message, Side(name), Side(normalise_text(shown.text)),
            evidence=(unit.field_evidence(own, "left"), unit.field_evidence(shown, "right")),
            severity=None if slip or is_same else "info",
        )  # fmt: skip
