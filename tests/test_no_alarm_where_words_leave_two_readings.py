"""Points to be had, where a change began, parts that overlap: no figure is contradicted by these."""

from __future__ import annotations

import pytest

from tests.audits import index_of, standard_suites

INDICATOR = {
    "name": "助学金发放及时率", "level_1": "产出指标", "level_2": "时效指标", "target": "≥85%", "actual": "86%",
    "weight": "10", "score": "10", "reason": "",
}  # fmt: skip
FACTS = {"overall.total.score": "98.70", "overall.total_funds.score": "19.70"}


def statuses(rule: str, text: str) -> set[str]:
    unit = index_of({"facts": FACTS, "indicators": [INDICATOR], "report": [text]})
    return {verdict.status for verdict in standard_suites().rules[rule].expectation.judge(unit)}


@pytest.mark.parametrize("before", ["从82.8%（上年）升至", "由82.8%提高到", "从82.8%逐步提升至"])
def test_where_a_change_began_contradicts_no_indicator(before):
    """从X升至Y speaks of the year with Y, and a wrong Y is still found."""
    assert "fail" not in statuses("TEXT-007", f"助学金发放及时率{before}86%。")
    assert "fail" in statuses("TEXT-007", "助学金发放及时率达到82.8%。")


@pytest.mark.parametrize(
    "text",
    [
        "按照区财政局评分办法（预算执行20分、产出40分、效益30分、满意度10分），本部门自评{}分。",
        "总分100分，我局自评{}分，等次为“优”。",
        "满分100分，自评得分{}分。",
    ],
)
def test_points_to_be_had_are_no_score(text):
    """A scheme or full points before the score are not held against it; a wrong score is still found."""
    assert "fail" not in statuses("TEXT-012", text.format("98.70"))
    assert "fail" in statuses("TEXT-012", text.format("96.70"))


@pytest.mark.parametrize("count", ["两项", "2项", "以上两项"])
def test_a_sum_of_two_adds_the_two_before_it(count):
    """两项合计 leaves out what stands before the two, and a wrong sum of them is still found."""
    text = "抽样800名读者，很满意612人、较满意164人，{}合计{}人。"
    assert "fail" not in statuses("SUM-013", text.format(count, 776))
    assert "fail" in statuses("SUM-013", text.format(count, 786))


@pytest.mark.parametrize("remark", ["（两项有交叉）", "，两者存在重叠", "（有重复）"])
def test_parts_that_overlap_add_up_to_nothing(remark):
    """Where some are counted twice, the parts may pass their total; where nothing is said, they may not."""
    text = "抓获犯罪嫌疑人703名，其中刑拘412名，移送起诉365名{}。"
    assert "fail" not in statuses("SUM-013", text.format(remark))
    assert "fail" in statuses("SUM-013", text.format(""))


def test_a_share_is_of_no_whole_smaller_than_its_part():
    """46 of 117 people are no share of the 33 that were named last."""
    text = "新增就业117人，按比例就业46人，集中就业38人，灵活就业33人；其中女性46人，占39.32%。"
    assert "fail" not in statuses("RATE-005", text)
