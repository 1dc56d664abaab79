"""Parts and their total, in the words and orders that reports use."""

from __future__ import annotations

import pytest

from perfaudit.expectations import ExpectIndicatorsToBeTold, ExpectPartsOfTextToAddUp
from tests.test_expectations import statuses
from tests.test_targets import row

_SAID = [
    ("在职人员93人，其中男{}人、女40人。", "53", "63"),
    ("在职人员93人，其中男性{}人，女性40人。", "53", "63"),
    ("编制104名，其中行政编制{}名、事业编制60名。", "44", "54"),
    ("编制104名（行政编制{}名，事业编制60名）。", "44", "54"),
    ("编制104名。其中：行政编制{}名，事业编制60名。", "44", "54"),
    ("党员40人，其中预备党员2人，正式党员{}人。", "38", "36"),
    ("全年支出1000.00万元，其中：基本支出{}万元，项目支出400.00万元。", "600.00", "610.00"),
    ("全年支出1000.00万元。其中：基本支出{}万元，项目支出400.00万元。", "600.00", "610.00"),
    ("全年支出1000.00万元，包括基本支出{}万元和项目支出400.00万元。", "600.00", "610.00"),
    ("基本支出{}万元、项目支出400.00万元，合计1000.00万元。", "600.00", "610.00"),
    ("基本支出600.00万元。其中人员经费{}万元，公用经费120.00万元。", "480.00", "490.00"),
    ("基本支出600.00万元，其中：人员经费{}万元，公用经费120.00万元。", "480.00", "490.00"),
    ("基本支出600.00万元。基本支出中，人员经费{}万元，公用经费120.00万元。", "480.00", "490.00"),
    (
        "项目支出400.00万元。项目支出中，业务工作经费{}万元，运行维护经费100.00万元，专项资金200.00万元。",
        "100.00",
        "120.00",
    ),
    ("三公经费20.00万元，其中公务用车{}万元，公务接待5.00万元，因公出国（境）0万元。", "15.00", "16.00"),
    ("自评得分95分，其中：预算执行{}分，产出指标48分，效益指标28分，满意度10分。", "9", "8"),
    ("自评得分95分。其中预算执行{}分，产出指标48分，效益指标28分，满意度10分。", "9", "8"),
    ("预算执行{}分、产出指标48分、效益指标28分、满意度10分，合计95分。", "9", "8"),
    ("拆除违建20处，其中东街{}处、西街8处。", "12", "15"),
    ("专项资金300.00万元，分别用于甲项目{}万元、乙项目200.00万元。", "100.00", "120.00"),
    ("专项资金300.00万元，具体为：甲项目{}万元；乙项目200.00万元。", "100.00", "120.00"),
    ("开展培训2场，共120人参加，其中第一场{}人，第二场70人。", "50", "60"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), _SAID)
def test_parts_make_up_their_total(text, right, wrong):
    """Behind 其中 and 分别用于, in brackets, after a full stop, or before 合计."""
    assert set(statuses(ExpectPartsOfTextToAddUp(), {"report": [text.format(right)]})) <= {"pass"}
    assert "fail" in statuses(ExpectPartsOfTextToAddUp(), {"report": [text.format(wrong)]})


def test_a_share_in_brackets_parts_nothing():
    """项目支出 behind the closed bracket is a part of all, not of 基本支出."""
    text = "全年支出1000.00万元，其中基本支出600.00万元（占60%）、项目支出400.00万元（占40%）。"
    assert statuses(ExpectPartsOfTextToAddUp(), {"report": [text]}) == ["pass"]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("举办文化活动20场以上", "fail"),
        ("举办文化活动不少于23场", "pass"),
        ("举办文化活动23场", "pass"),
        ("举办文化活动20余场", "pass"),
    ],
)
def test_a_goal_states_its_target(goal, expected):
    """20场以上 is another target than ≥23场, though 23 are more than 20."""
    case = {
        "indicators": [row("≥23场", "25场", "举办文化活动")],
        "goal": f"1、{goal}；",
    }
    rule = ExpectIndicatorsToBeTold(aspect="value", forms=["overall"])
    assert statuses(rule, case) == [expected]
