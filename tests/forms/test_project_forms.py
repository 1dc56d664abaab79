"""Project forms: several of them, of one name, without a name, empty, and listed one a row."""

import pytest

from tests.audits import audit_of, audit_unit, outcome_of
from tests.forms.describing import read_drawing
from tests.forms.sample_forms import CLEAN, fact_at
from tests.units import Funds, Project, sample


def test_several_project_forms_are_told_apart():
    """Each has its own figures and indicators, under its own name."""
    audit = audit_of(CLEAN)
    members = list(audit.index.members("project", "total_funds", "final"))
    assert members == ["业务工作经费", "农村道路提质专项", "人居环境整治专项", "高标准农田管护专项"]
    assert {row.member for row in audit.index.indicators("project")} == set(members)
    assert len(outcome_of(audit, "RATE-007").verdicts) == 4


def test_project_forms_of_one_name_are_two():
    """A second form under the same name is no correction of the first."""
    unit = sample(CLEAN)
    unit.projects[2].name = unit.projects[1].name
    members = list(audit_unit(unit).index.members("project", "total_funds", "final"))
    assert members[1:3] == ["农村道路提质专项", "农村道路提质专项(2)"]


@pytest.mark.parametrize("ending", ["docx", "txt"])
def test_a_project_form_of_strokes_is_empty(ending):
    """Its printed weights and its template's dots are nobody's figures."""
    audit = audit_of("qinghe-2023", ending)
    [form] = [field for field in audit.records.fields if (field.form, field.field) == ("project", "form")]
    assert form.state == "not_applicable" and form.text == ""
    assert audit.index.indicators("project") == []
    for check in ("SUM-011", "SUM-012", "SUM-015", "RATE-007", "CROSS-003"):
        assert outcome_of(audit, check).status == "not_applicable", check


def test_an_unnamed_project_form_with_figures_is_filled():
    """The name is missing, the money is not."""
    unit = sample(CLEAN)
    unit.projects = [Project(name="", funds={"total": Funds("38.00", "38.00", "37.62", "10", "99.00%", "9.90")})]
    audit = audit_unit(unit)
    assert fact_at(audit, "project.total_funds.final").value == 376_200
    [form] = [field for field in audit.records.fields if (field.form, field.field) == ("project", "form")]
    assert form.state == "reported"


@pytest.mark.parametrize("code", ["51132422T000006451123-", "（0123456789）", "2023ABCD0001："])
def test_a_code_before_a_projects_name_is_left_out(code):
    """Budget systems print a code before the name, which no other form and no report repeats."""
    records = read_drawing(
        f"""
        项目支出绩效自评表
        | 项目名称 | {code}农村公路养护 | < | < |
        | 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
        | 年度资金总额 | 5.00 | 5.00 | 4.00 |
        """
    )
    assert {fact.member for fact in records.facts} == {"农村公路养护"}
