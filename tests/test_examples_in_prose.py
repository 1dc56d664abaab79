"""A list can name all of its kind or only examples; a target can be another indicator's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.audits import index_of, standard_suites

LINES = {
    "basic.special_funds.final": "100.00",
    "basic.special_fund[甲类专项].final": "50.00",
    "basic.special_fund[乙类专项].final": "30.00",
    "basic.special_fund[丙类专项].final": "20.00",
}
INDICATORS = [
    {"name": name, "level_1": "产出指标", "level_2": "质量指标", "target": target, "actual": actual, "weight": "10",
     "score": "10", "reason": ""}
    for name, target, actual in (("服务对象满意度", "≥90%", "97.3%"), ("垃圾处理率", "≥95%", "100%"))
]  # fmt: skip


def failed(report: list[Any], *rules: str) -> set[str]:
    suites = standard_suites()
    unit = index_of({"facts": LINES, "indicators": INDICATORS, "report": report})
    return {rule for rule in rules for v in suites.rules[rule].expectation.judge(unit) if v.status == "fail"}


@pytest.mark.parametrize(
    "text",
    [
        "安排较多的项目主要有甲类专项50.00万元、乙类专项30.00万元等。",
        "县级专项资金支出100.00万元，主要有甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，主要用于甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，如甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，例如：甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，其中较大的有：甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，其中甲类专项50.00万元、乙类专项30.00万元等项目支出较大。",
        "县级专项资金支出100.00万元，其中重点保障甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，包括甲类专项50.00万元、乙类专项30.00万元等。",
        "县级专项资金支出100.00万元。支出较多的有甲类专项50.00万元、乙类专项30.00万元。",
        "县级专项资金支出100.00万元，金额居前的包括甲类专项50.00万元和乙类专项30.00万元。",
    ],
)
def test_examples_need_not_be_all_lines(text):
    """主要有, 如, 较大的 and 等 announce examples: neither a missing line nor a sum that falls short."""
    assert not failed([text], "TEXT-005", "SUM-013")
    assert failed([text.replace("30.00", "33.00")], "TEXT-005") == {"TEXT-005"}


def test_examples_that_pass_their_total_are_wrong():
    """However many there may be besides, some cannot be more than all."""
    text = "县级专项资金支出100.00万元，包括甲类专项50.00万元、乙类专项80.00万元等。"
    assert "SUM-013" in failed([text], "SUM-013")


def test_a_list_closed_by_its_count_is_whole():
    """等2个专项 names both of them: the third is missing."""
    text = "县级专项资金100.00万元，包括甲类专项50.00万元、乙类专项30.00万元等2个专项。"
    assert failed([text], "TEXT-005", "SUM-013") == {"TEXT-005", "SUM-013"}


@pytest.mark.parametrize("elsewhere", ["丙类专项20.00万元全部用于设备更新。", "支出较少的项目有丙类专项20.00万元等。"])
def test_a_line_named_elsewhere_is_still_missing_from_the_list(elsewhere):
    """The parts of the total are the list, whatever another sentence says of a line."""
    text = "县级专项资金100.00万元，其中：甲类专项50.00万元，乙类专项30.00万元。"
    assert "TEXT-005" in failed([text, elsewhere], "TEXT-005")


@pytest.mark.parametrize(
    "text",
    [
        "服务对象满意度为97.3%，完成了年初90%的目标，垃圾处理率100%，比年初目标多5个百分点。",
        "服务对象满意度目标为90%，实际97.3%；垃圾处理率100%，比年初目标多5个百分点。",
        "服务对象满意度目标90%，垃圾处理率100%，比年初目标多5个百分点。",
        "服务对象满意度为97.3%，垃圾处理率100%，比年初目标多5个百分点。",
    ],
)
def test_anothers_target_is_none_to_reckon_from(text):
    """What B passed its target by is not reckoned from A's target or A's amount."""
    assert not failed([text], "RATE-006", "TEXT-009")


@pytest.mark.parametrize(
    "text",
    [
        "年初目标90%，服务对象满意度97.3%，比年初目标多{}个百分点。",
        "服务对象满意度目标值为90%，实际97.3%，比目标多{}个百分点。",
        "服务对象满意度97.3%，完成了年初90%的目标，比目标多{}个百分点。",
    ],
)
def test_its_own_target_is_one_to_reckon_from(text):
    """A target that only says 目标, or has the indicator's name, is the indicator's own."""
    assert not failed([text.format("7.3")], "RATE-006")
    assert failed([text.format("8.3")], "RATE-006") == {"RATE-006"}
