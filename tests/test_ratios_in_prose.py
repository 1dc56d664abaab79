"""Shares, growth and what is left of a budget: right figures pass, wrong ones fail, in the words that reports use."""

from __future__ import annotations

import pytest

from perfaudit.expectations import ExpectRatiosInTextToFollow
from tests.audits import index_of
from tests.test_targets import row

_FACTS = {
    "overall.total_funds.final": "1000.00",
    "overall.total_funds.full_year": "1050.00",
    "overall.total_funds.budget": "980.00",
    "overall.basic_spending.stated": "600.00",
    "overall.project_spending.stated": "400.00",
    "overall.general_budget.stated": "900.00",
    "overall.government_fund.stated": "100.00",
    "basic.three_public.final": "20.00",
    "basic.three_public.prior_final": "25.00",
    "basic.three_public.budget": "22.00",
    "basic.reception.final": "5.00",
    "basic.reception.prior_final": "8.00",
    "basic.running_costs.final": "120.00",
    "basic.running_costs.prior_final": "100.00",
    "basic.project_spending.final": "400.00",
    "basic.project_spending.prior_final": "500.00",
}
_SAID = [
    ("一般公共预算财政拨款支出900.00万元，占全部支出的{}%。", "90.00", "80.00"),
    ("一般公共预算拨款900万元，占支出总额的{}%。", "90", "80"),
    ("基本支出600.00万元，占总支出{}%；项目支出400.00万元，占总支出40%。", "60", "66"),
    ("全年支出1000.00万元，其中基本支出600.00万元，占{}%。", "60", "66"),
    ("全年支出1000.00万元，其中基本支出600.00万元（占{}%）、项目支出400.00万元（占40%）。", "60", "66"),
    ("基本支出占全年支出的比重为{}%。", "60", "66"),
    ("基本支出、项目支出分别占总支出的{}%和40%。", "60", "66"),
    ("政府性基金支出100.00万元，占全年支出的{}%。", "10", "12"),
    ("政府性基金支出100.00万元，仅占本年支出的{}%。", "10", "12"),
    ("公务接待费5.00万元，占三公经费的{}%。", "25", "35"),
    ("三公经费20.00万元，为年初预算的{}%。", "90.91", "95.91"),
    ("三公经费20.00万元，占年初预算22万元的{}%。", "90.91", "95.91"),
    ("三公经费20.00万元，完成预算的{}%。", "90.91", "95.91"),
    ("三公经费20.00万元，较上年的25.00万元减少5.00万元，下降{}%。", "20", "25"),
    ("三公经费20.00万元，比上年下降{}%。", "20", "25"),
    ("三公经费20.00万元，同比下降{}%。", "20", "25"),
    ("三公经费20.00万元（上年25.00万元），下降{}%。", "20", "25"),
    ("三公经费20.00万元，上年为25.00万元，降幅{}%。", "20", "25"),
    ("三公经费由上年的25.00万元下降到20.00万元，降低{}%。", "20", "25"),
    ("三公经费由25.00万元压减至20.00万元，压减{}%。", "20", "25"),
    ("三公经费从上年25.00万元降至20.00万元，降幅达{}%。", "20", "25"),
    ("上年三公经费25.00万元，今年20.00万元，减少{}%。", "20", "25"),
    ("三公经费20.00万元，较上年减少{}万元。", "5.00", "6.00"),
    ("三公经费20.00万元，比预算减少{}万元。", "2.00", "3.00"),
    ("三公经费支出20.00万元，比年初预算节约{}万元。", "2.00", "3.00"),
    ("三公经费预算22.00万元，实际支出20.00万元，节约{}万元。", "2.00", "3.00"),
    ("三公经费20.00万元，较上年减少5.00万元，减幅{}%；公务接待费5.00万元，较上年减少3.00万元，减幅37.5%。", "20", "25"),
    (
        "三公经费20.00万元，较上年减少5.00万元，减幅20%；公务接待费5.00万元，较上年减少3.00万元，减幅{}%。",
        "37.5",
        "47.5",
    ),
    ("三公经费20.00万元、公用经费120.00万元，分别比上年下降20%、增长{}%。", "20", "25"),
    ("公用经费120.00万元，是上年的{}倍。", "1.2", "1.5"),
    ("公用经费120.00万元，为上年的{}%。", "120", "130"),
    ("公用经费120.00万元，相当于上年的{}%。", "120", "130"),
    ("公用经费120.00万元，同比增长{}%，主要是物价上涨。", "20", "25"),
    ("公用经费120.00万元，较2022年100.00万元增加20.00万元，增长率为{}%。", "20", "25"),
    ("公用经费120.00万元，增幅{}%（上年100.00万元）。", "20", "25"),
    ("项目支出400.00万元，较上年减少100.00万元，同比下降{}%。", "20", "25"),
    ("年初预算980.00万元，调整后全年预算1050.00万元，调增{}万元。", "70.00", "75.00"),
    ("年初预算980.00万元，年中追加{}万元，全年预算1050.00万元。", "70.00", "75.00"),
    ("全年预算1050.00万元，实际支出1000.00万元，结余{}万元。", "50.00", "55.00"),
    ("带动就业由100人增加到200人，增长{}%。", "100", "150"),
    ("参保人数300人，是上年100人的{}倍。", "3", "4"),
    ("参保人数300人，比上年100人增长{}倍。", "2", "4"),
    ("参保人数由上年的100人增加到300人，增长{}倍。", "2", "4"),
]
_OF_TARGET = [
    ("培训500人，完成年初目标的{}%。", "125", "105"),
    ("培训500人，占年度任务的{}%。", "125", "105"),
    ("培训500人，比年初目标多{}人。", "100", "120"),
    ("培训500人，超年度计划，比年初目标增长{}%。", "25", "20"),
]


def _statuses(text: str, case: dict[str, object]) -> list[str]:
    index = index_of({**case, "report": [text]})
    rules = (ExpectRatiosInTextToFollow(relation="share"), ExpectRatiosInTextToFollow(relation="growth"))
    return [verdict.status for rule in rules for verdict in rule.judge(index)]


@pytest.mark.parametrize(("text", "right", "wrong"), _SAID)
def test_a_ratio_follows_from_its_figures(text, right, wrong):
    """The two figures stand in the text or in the forms, before or behind, in brackets or in clauses of their own."""
    assert set(_statuses(text.format(right), {"facts": _FACTS})) <= {"pass"}
    assert "fail" in _statuses(text.format(wrong), {"facts": _FACTS})


@pytest.mark.parametrize(("text", "right", "wrong"), _OF_TARGET)
def test_a_ratio_of_a_target_has_it_in_the_form(text, right, wrong):
    """完成年初目标的125% and 比年初目标多100人 are reckoned from the indicator's target."""
    case = {"indicators": [row("≥400人", "500人", "救助困难群众人数")]}
    text = text.replace("培训500人", "救助困难群众500人")
    assert _statuses(text.format(right), case) == ["pass"]
    assert _statuses(text.format(wrong), case) == ["fail"]


@pytest.mark.parametrize(
    "text",
    [
        "年初预算100.00万元，支出90.00万元，结余8.00万元，结转1.00万元。",
        "年初预算100.00万元，年中追加30.00万元，调减5.00万元，全年预算120.00万元。",
        "收入100.00万元，支出90.00万元，结余20.00万元。",
        "参保人数200人，较上年100人翻一番。",
        "基本支出600.00万元，占比66%，项目支出400.00万元，占比40%。",
    ],
)
def test_what_can_be_read_two_ways_is_not_judged(text):
    """Several remainders, several adjustments, income of other years: nothing follows from the two figures alone."""
    assert "fail" not in _statuses(text, {"facts": _FACTS})


def test_what_made_up_a_figure_is_not_last_years():
    """由2.04万元…构成 names no year of its own, though last year's figure was told before."""
    text = "三公经费由2022年的25.00万元降至20.00万元，降低20.00%，由15.00万元公车运行维护费和5.00万元公务接待费构成。"
    claims = index_of({"facts": _FACTS, "report": [text]}).records.claims
    assert next(c.link for c in claims if c.raw_text == "15.00万元") in ("", "basic.vehicle_running.final")
