"""Templates of other places, one oddity each: what RULEBOOK.md says was seen, and what a reading of public forms added."""

import pytest

from perfaudit.audit import Audit
from perfaudit.records import REPORTED
from tests.audits import audit_text

BASIC = "2023年度部门整体支出绩效评价基础数据表"
TWENTY = [
    [
        "预算执行情况（万元）\n（20分）",
        "",
        "全年预算数（A）",
        "全年执行数（B）",
        "执行率（B/A）",
        "得分\n（20分*执行率）",
    ],
    ["", "部门整体支出总额", "200.00", "190.00", "95%", "19"],
]
OVERALL = "2023年度部门整体支出绩效自评表"
INDICATOR_HEADS = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def flat(title: str, *rows: list[str]) -> str:
    """A form as Word's text export leaves it: a cell a line after a tab, rows parted by an empty line."""
    return title + "\n\n" + "\n\n".join("\n".join("\t" + cell for cell in row) for row in rows) + "\n\n\n"


def figures(audit: Audit) -> dict[str, str]:
    """What was read: address → raw text, for reported figures."""
    return {fact.address: fact.raw_text for fact in audit.records.facts if fact.state == REPORTED}


def test_income_lines_with_a_figure_per_column_are_read_by_column():
    """Where each source of income has budget, full-year budget and executed of its own, "stated" is what was executed."""
    text = flat(
        OVERALL,
        ["预算资金（万元）", "资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", "600.00", "700.00", "690.00", "98.57%"],
        ["", "其中：一般公共预算拨款", "500.00", "600.00", "595.00", "99.17%"],
        ["", "其他资金", "100.00", "100.00", "95.00", "95.00%"],
        ["", "基本支出", "400.00", "450.00", "445.00", "98.89%"],
    )
    read_figures = figures(audit_text(text))
    assert read_figures["overall.general_budget.stated"] == read_figures["overall.general_budget.final"] == "595.00"
    assert read_figures["overall.other_funds.budget"] == "100.00"
    assert read_figures["overall.basic_spending.stated"] == "445.00"


def test_letters_in_heads_are_no_part_of_them():
    """Forms that explain the rate as (B/A) put letters behind their column heads."""
    text = flat(OVERALL, *TWENTY)
    read_figures = figures(audit_text(text))
    assert read_figures["overall.total_funds.full_year"] == "200.00"
    assert read_figures["overall.total_funds.final"] == "190.00"
    assert read_figures["overall.total_funds.score"] == "19"
    assert "overall.total_funds.weight" in read_figures, "the weight stands in the head"


@pytest.mark.parametrize(
    ("sign", "target", "measure", "actual", "text", "comparator"),
    [
        ("≥", "95", "%", "96.3%", "≥95%", ">="),
        ("≤", "30", "分钟", "25", "≤30分钟", "<="),
        ("=", "86", "个", "86个", "=86个", ">="),
    ],
)
def test_a_target_in_three_cells_is_one_target(sign, target, measure, actual, text, comparator):
    """Operator, value and measure stand in cells of their own in some places, and the actual leaves its measure out."""
    heads = [*INDICATOR_HEADS[:4], "指标方向", "年度指标值", "计量单位", *INDICATOR_HEADS[5:]]
    row = ["", "产出指标", "质量指标", "办结情况", sign, target, measure, actual, "10", "10"]
    [indicator] = audit_text(flat(OVERALL, heads, row)).records.indicators
    assert (indicator.target_text, indicator.comparator) == (text, comparator)
    assert indicator.target_measure == indicator.actual_measure == measure


def test_a_head_that_stands_twice_is_read_by_its_place_and_reported():
    """One wrong year in a column head must not switch off every check of that column."""
    text = flat(
        BASIC,
        ["经费控制情况（万元）", "2022年决算数", "2023年预算数", "2022年决算数"],
        ["三公经费", "5.00", "5.00", "4.00"],
        ["公用经费", "30.00", "30.00", "29.00"],
    )
    audit = audit_text(text)
    assert figures(audit)["basic.three_public.final"] == "4.00"
    assert any(finding.check == "CROSS-006" for finding in audit.findings)


def test_lines_under_operations_are_members_not_unknown():
    """Some forms break 业务工作经费 down as they do special funds."""
    text = flat(
        BASIC,
        ["经费控制情况（万元）", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["项目支出", "30.00", "30.00", "30.00"],
        ["1、业务工作经费", "30.00", "30.00", "30.00"],
        ["其中：执法检查", "10.00", "10.00", "10.00"],
        ["宣传培训", "20.00", "20.00", "20.00"],
        ["公用经费", "9.00", "9.00", "9.00"],
    )
    audit = audit_text(text)
    assert figures(audit)["basic.operation[执法检查].final"] == "10.00"
    assert not [field for field in audit.records.fields if field.field == "unknown_label"]


def test_goals_end_the_figures():
    """The rows of goals and results have as many cells as figures may have, and are none."""
    text = flat(
        OVERALL,
        ["年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", "600.00", "700.00", "690.00"],
        ["年度总体目标", "预期目标", "", "实际完成情况", ""],
        ["", "目标1：培训3次", "", "培训3次", ""],
    )
    audit = audit_text(text)
    assert not [field for field in audit.records.fields if field.field == "unknown_label"]
    assert [field.text for field in audit.records.fields if field.field in ("goal", "result")] == [
        "目标1：培训3次",
        "培训3次",
    ]


def test_a_total_row_with_a_merged_label_is_placed_from_its_end():
    """合计 spans the columns before the weight; score and weight need not be neighbours."""
    heads = ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "实际完成值", "得分"]
    text = flat(
        OVERALL,
        heads,
        ["过程", "预算执行", "预算完成率", "100", "完成率100%计满分", "97.46%", "97.5"],
        ["合计", "100", "", "", "97.5"],
    )
    read_figures = figures(audit_text(text))
    assert (read_figures["overall.total.weight"], read_figures["overall.total.score"]) == ("100", "97.5")


def test_a_form_for_a_kind_of_projects_covers_its_lines():
    """One project form for all 县级专项资金 is a form for each of them."""
    basic = flat(
        BASIC,
        ["经费控制情况（万元）", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["项目支出", "30.00", "30.00", "30.00"],
        ["县级专项资金", "30.00", "30.00", "30.00"],
        ["河道清淤", "10.00", "10.00", "10.00"],
        ["渠系配套", "20.00", "20.00", "20.00"],
    )
    project = flat(
        "2023年度项目支出绩效自评表",
        ["项目名称", "县级专项资金（河道、渠系）"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", "30.00", "30.00", "30.00"],
    )
    audit = audit_text(basic + project)
    assert not [finding for finding in audit.findings if finding.check == "FORM-004"]


def test_a_column_that_is_missing_is_never_silent():
    """A form without its budget column leaves the rules on budgets undecided, with the column named."""
    text = flat(
        BASIC,
        ["经费控制情况（万元）", "2022年决算数", "2023年决算数"],
        ["三公经费", "5.00", "4.00"],
        ["公用经费", "30.00", "29.00"],
    )
    audit = audit_text(text)
    outcome = next(outcome for outcome in audit.outcomes if outcome.check == "FORM-002")
    assert outcome.status == "undecidable"
    assert "三公经费" in outcome.reason["zh"] and "年初预算" in outcome.reason["zh"]
