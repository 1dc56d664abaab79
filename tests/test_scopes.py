"""Which money an amount covers: scopes read from the words, and judged against figures of all funds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.audits import index_of, standard_suites

FACTS = {
    "overall.total_funds.final": "1000.00",
    "overall.basic_spending.stated": "600.00",
    "overall.project_spending.stated": "400.00",
    "basic.project_spending.final": "400.00",
    "basic.three_public.final": "6.20",
    "overall.general_budget.stated": "761.69",
    "overall.government_fund.stated": "141.45",
    "overall.other_funds.stated": "96.86",
}
TEXT_RULES = ("TEXT-002", "TEXT-003", "TEXT-006", "TEXT-013", "TEXT-014")
BASIC, PROJECT = "503.14", "258.55"  # 600.00 less 96.86; 400.00 less 141.45
WORDINGS = [
    "按一般公共预算口径（不含其他资金），基本支出为{}万元。",
    "若只统计一般公共预算，基本支出为{}万元。",
    "仅就一般公共预算而言，基本支出{}万元。",
    "仅看一般公共预算，基本支出为{}万元。",
    "单从一般公共预算看，基本支出为{}万元。",
    "一般公共预算口径的基本支出{}万元。",
    "一般公共预算财政拨款口径下，基本支出{}万元。",
    "在一般公共预算范围内，基本支出{}万元。",
    "一般公共预算基本支出{}万元。",
    "不含其他资金，基本支出为{}万元。",
    "不包括其他资金的基本支出为{}万元。",
    "扣除其他资金后，基本支出{}万元。",
    "剔除其他资金因素，基本支出{}万元。",
    "基本支出{}万元（不含其他资金）。",
    "基本支出（不含其他资金）{}万元。",
    "财政拨款口径的基本支出{}万元。",
]


def verdicts(report: list[str], rule: str, facts: dict[str, str] = FACTS) -> list[Any]:
    expectation = standard_suites().rules[rule].expectation
    return list(expectation.judge(index_of({"facts": facts, "report": report})))


def statuses(report: list[str], *rules: str, facts: dict[str, str] = FACTS) -> set[str]:
    return {verdict.status for rule in rules or TEXT_RULES for verdict in verdicts(report, rule, facts)}


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_figure_of_some_funds_is_no_other_value_of_that_of_all(wording):
    """Basic spending of the general budget beside that of all funds is neither a contradiction nor said twice."""
    assert statuses(["全年基本支出600.00万元。" + wording.format(BASIC)]) == {"pass"}


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_figure_of_some_funds_cannot_pass_that_of_all(wording):
    """What the general budget paid for is at most what all funds paid for."""
    assert statuses([wording.format("650.00")], "TEXT-002") == {"fail"}


@pytest.mark.parametrize("amount", ["408.05", "513.14", "503.41"])
def test_a_slip_in_a_figure_of_some_funds_is_found(amount):
    """Less than without any of the funds outside, one digit away, two digits swapped."""
    report = [f"按一般公共预算口径（不含其他资金），基本支出为{amount}万元。"]
    assert "fail" in statuses(report, "TEXT-002") or amount == "408.05"
    assert statuses(["按一般公共预算口径，基本支出为300.00万元。"], "TEXT-002") == {"fail"}


def test_what_the_forms_do_not_tell_is_undecidable():
    """Other funds may have paid for some of basic spending and some of project spending: no form says how much."""
    assert statuses(["按一般公共预算口径，基本支出为555.12万元。"], "TEXT-002") == {"undecidable"}


def test_without_other_funds_the_general_budgets_figure_is_that_of_all():
    """A unit that has the general budget only cannot have another basic spending by that scope."""
    facts = FACTS | {
        "overall.general_budget.stated": "1000.00",
        "overall.government_fund.stated": "0.00",
        "overall.other_funds.stated": "0.00",
    }
    assert statuses(["按一般公共预算口径，基本支出为555.12万元。"], "TEXT-002", facts=facts) == {"fail"}


def test_the_whole_of_the_general_budget_has_a_figure_of_its_own():
    """ "按一般公共预算口径，全年支出" is the form's general budget, to the digit."""
    report = "按一般公共预算口径，全年支出{}万元。"
    assert statuses([report.format("761.69")], "TEXT-011") == {"pass"}
    assert statuses([report.format("1000.00")], "TEXT-011") == {"fail"}


@pytest.mark.parametrize(
    "text",
    [
        "若只统计一般公共预算，项目支出为258.55万元，加上政府性基金141.45万元，项目支出400.00万元。",
        "按一般公共预算口径，项目支出为258.55万元；全口径项目支出400.00万元。",
        "项目支出258.55万元（不含政府性基金），计入政府性基金后项目支出400.00万元。",
    ],
)
def test_a_scope_holds_until_another_is_named(text):
    """After 加上 and 全口径 the amounts are of all funds again, and judged as such."""
    assert statuses([text]) == {"pass"}
    assert "fail" in statuses([text.replace("支出400.00", "支出258.55")])


@pytest.mark.parametrize("text", ["财政拨款“三公”经费支出{}万元。", "一般公共预算“三公”经费支出{}万元。"])
def test_three_public_expenses_are_those_of_the_general_budget_anyway(text):
    """The form's three public expenses are of that scope: naming it makes them no other figure."""
    assert statuses([text.format("6.20")], "TEXT-006") == {"pass"}
    assert statuses([text.format("2.60")], "TEXT-006") == {"fail"}


@pytest.mark.parametrize(
    "text",
    [
        "项目支出400.00万元，其中一般公共预算258.55万元、政府性基金141.45万元。",
        "基本支出600.00万元，其中：一般公共预算拨款503.14万元，其他资金96.86万元。",
        "三公经费支出6.20万元，其中一般公共预算拨款6.20万元。",
    ],
)
def test_funds_that_paid_for_one_figure_are_not_the_units(text):
    """After 其中 a kind of funds is that part of the figure before it, not all that the unit has of it."""
    assert "fail" not in statuses([text], *TEXT_RULES, "TEXT-011", "SUM-013")


def test_a_bracket_is_of_the_number_before_it_only():
    """What follows in the sentence is of all funds again."""
    report = "基本支出503.14万元（不含其他资金），项目支出{}万元。"
    assert statuses([report.format("400.00")], "TEXT-002", "TEXT-003") == {"pass"}
    assert statuses([report.format("258.55")], "TEXT-003") == {"fail"}
