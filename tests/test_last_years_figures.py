"""Last year's figures that the report repeats are held against the form's column for last year."""

from __future__ import annotations

import pytest

from tests.audits import index_of, standard_suites

FACTS = {
    "basic.project_spending.final": "130.00",
    "basic.project_spending.prior_final": "120.00",
    "basic.special_funds.final": "100.00",
    "basic.special_funds.prior_final": "95.00",
    "basic.special_fund[甲类专项].final": "50.00",
    "basic.special_fund[甲类专项].prior_final": "45.00",
    "basic.reception.final": "2.00",
    "basic.reception.prior_final": "3.00",
}


@pytest.mark.parametrize(
    ("text", "right", "rule"),
    [
        ("项目支出由上年的{}万元增加到130.00万元。", "120.00", "TEXT-003"),
        ("项目支出从去年的{}万元增长至130.00万元，增加10.00万元。", "120.00", "TEXT-003"),
        ("项目支出130.00万元，较上年的{}万元有所增加。", "120.00", "TEXT-003"),
        ("上年项目支出{}万元。", "120.00", "TEXT-003"),
        ("县级专项资金100.00万元，上年为{}万元。", "95.00", "TEXT-003"),
        ("甲类专项50.00万元，上年为{}万元。", "45.00", "TEXT-005"),
        ("公务接待费由上年的{}万元压减到2.00万元，减少1.00万元。", "3.00", "TEXT-006"),
    ],
)
def test_last_years_figure_is_that_of_the_form(text, right, rule):
    """Where the report compares, both amounts are checked, each in its own column."""
    expectation = standard_suites().rules[rule].expectation

    def statuses(amount: str) -> list[str]:
        unit = index_of({"facts": FACTS, "report": [text.format(amount)]})
        return [verdict.status for verdict in expectation.judge(unit)]

    assert "pass" in statuses(right) and "fail" not in statuses(right)
    assert "fail" in statuses("77.77")
