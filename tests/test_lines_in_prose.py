"""What leads to a line of a list of funds is no part of its name; shares of what is left are of the budget they name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.audits import index_of, standard_suites

LINES = {
    "basic.special_funds.final": "30.00",
    "basic.project_spending.final": "30.00",
    "basic.special_fund[打假专项].final": "10.00",
    "basic.special_fund[动物防疫专项].final": "20.00",
}
MONEY = {
    "overall.total_funds.budget": "900.00",
    "overall.total_funds.full_year": "1000.00",
    "overall.total_funds.final": "950.00",
}


def statuses(rule: str, facts: dict[str, str], report: list[Any]) -> set[str]:
    expectation = standard_suites().rules[rule].expectation
    return {verdict.status for verdict in expectation.judge(index_of({"facts": facts, "report": report}))}


@pytest.mark.parametrize(
    "lines",
    [
        "具体为打假专项支出{}万元、动物防疫专项支出20.00万元",
        "其中：用于打假专项{}万元，用于动物防疫专项20.00万元",
        "其中：投入打假专项{}万元，投入动物防疫专项20.00万元",
        "具体是打假专项{}万元，动物防疫专项20.00万元",
        "分别用于打假专项{}万元、动物防疫专项20.00万元",
        "其中安排打假专项{}万元、安排动物防疫专项20.00万元",
    ],
)
def test_words_before_a_line_are_no_part_of_its_name(lines):
    """ "具体为甲专项", "用于甲专项" and "投入甲专项" all speak of 甲专项, and a wrong amount of it is still found."""
    report = "2个县级专项共支出30.00万元，{}。"
    assert statuses("TEXT-005", LINES, [report.format(lines.format("10.00"))]) == {"pass"}
    assert "fail" in statuses("TEXT-005", LINES, [report.format(lines.format("13.00"))])


def test_a_name_that_begins_with_such_a_word_is_known():
    """A fund can be called 投入产出调查: its name is tried as it is before words are taken away."""
    facts = {
        "basic.special_funds.final": "30.00",
        "basic.special_fund[投入产出调查].final": "10.00",
        "basic.special_fund[乙].final": "20.00",
    }
    assert statuses("TEXT-005", facts, ["县级专项资金30.00万元，其中：投入产出调查10.00万元，乙20.00万元。"]) == {
        "pass"
    }


@pytest.mark.parametrize("left", ["结转结余", "年末结余", "结转和结余资金"])
def test_a_share_of_the_budget_as_adjusted_is_none_of_the_first_budget(left):
    """ "占全年预算的5%" is reckoned from the budget of the full year, even where the text gives the initial one only."""
    opening = f"年初预算900.00万元。当年执行950.00万元，{left}50.00万元，{left}占全年预算的"
    assert statuses("RATE-005", MONEY, [opening + "5.00%。"]) == {"pass"}
    assert statuses("RATE-005", MONEY, [opening + "5.56%。"]) == {"fail"}
