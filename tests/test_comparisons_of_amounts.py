"""Differences, moves, rates and limits told with both their numbers: right ones pass, wrong numbers and wrong words fail."""

from __future__ import annotations

import re

import pytest

from perfaudit.expectations import ExpectRatiosInTextToFollow, ExpectWordingToFitFigures
from perfaudit.narrative import claims
from perfaudit.narrative.claims import read_paragraph
from tests.audits import index_of

_FACTS = {
    "overall.total_funds.final": "1000.00",
    "basic.three_public.final": "20.00",
    "basic.three_public.prior_final": "25.00",
    "basic.three_public.budget": "22.00",
    "basic.project_spending.final": "400.00",
    "basic.project_spending.prior_final": "500.00",
}
# {right|wrong} numbers and words; each is made wrong by itself.
_CHANGES = """
项目支出突破300万元，同比{下降|增长}{20|26}%。
用于办大事的项目支出接近四百一十万元，同比减幅{20|26}%。
三公经费执行数为预算数的90.91%，较上年{下降|上升}{20|26}%。
三公经费较2022年（25.00万元）{少支出|多支出}{5.00|6.00}万元，同比{下降|增长}{20|26}%。
总支出比上年（800.00万元）增加{200.00|210.00}万元，增幅{25|35}%。
三公经费同比减少{5.00|6.00}万元（上年25.00万元，本年20.00万元）。
水电费由2022年的66.19万元变为63.44万元，{回落|上涨}{4.15|5.15}%。
水电费由66.19万元变动至63.44万元，{下降|上涨}{4.15|5.15}%。
水电费由66.19万元调减为63.44万元，减少{4.15|5.15}%。
水电费由66.19万元{减至|增至}63.44万元。
水电费从去年的66.19万元到今年的63.44万元，{下降|上涨}{4.15|5.15}%。
水电费2022年66.19万元，2023年63.44万元，{降幅|涨幅}{4.15|5.15}%。
水电费与2022年相比{减支|增支}{2.75|3.75}万元，本年63.44万元，上年66.19万元。
水电费同比{下降|上涨}{4.15|5.15}%，从66.19万元降至63.44万元。
水电费63.44万元，2022年同期66.19万元，同比{降低|提高}{4.15|5.15}%。
水电费63.44万元，较上年66.19万元{少花|多花}{2.75|3.75}万元。
发案由2022年的624起下降到515起，{少发|多发}{109|119}起。
发案515起，较2022年的624起{少发|多发}{109|119}起，{降幅|升幅}{17.47|27.47}%。
上半年受理1203件，下半年受理1277件，下半年比上半年{多|少}{74|84}件。
"""
_DIFFERENCES = """
三公经费20.00万元，较预算22.00万元{节约|超支}{2.00|3.00}万元。
三公经费20.00万元，较预算少花{2.00|3.00}万元。
三公经费20.00万元，低于预算{2.00|3.00}万元。
三公经费20.00万元，{低于|高于}预算22.00万元。
三公经费（20.00万元）控制在预算（22.00万元）以内，结余{2.00|3.00}万元。
三公经费20.00万元，控制在22.00万元的预算以内，结余{2.00|3.00}万元。
压减三公经费{2.00|3.00}万元，压减后支出20.00万元，而预算数为22.00万元。
三公经费支出20.00万元，预算22.00万元，节省{2.00|3.00}万元。
与22.00万元的预算相比，三公经费20.00万元{节约|超支}{2.00|3.00}万元。
三公经费20.00万元，比预算（22.00万元）节约{2.00|3.00}万元，节约率{9.09|19.09}%。
培训费预算12.00万元，实际支出13.00万元，超支{1.00|2.00}万元。
应换1200本，实换1116本，未换{84|94}本。
改造农厕320户，比300户的任务多{20|30}户。
改造农厕320户（目标300户，超额{20|30}户）。
改造农厕290户，距300户的目标还差{10|20}户。
计划改造农厕300户，实际改造290户，少{10|20}户。
满意度95.3%（目标93%，超额{2.3|3.3}个百分点）。
出警时间6分钟，比8分钟的要求快{2|3}分钟。
"""
_RATES = """
发现问题1120处，已整改1106处，整改率{98.75|97.85}%。
受理12345热线1200件，办结1188件，办结率{99|97}%。
立刑事案件1328起，破640起，刑事案件破案率{48.19|58.19}%。
按每立方米0.05元收取水费，应收206万元、实收201.88万元，收缴率{98|96}%。
抽检482批次，合格457批次，合格率{94.81|84.81}%。
应到会员100人，实到97人，到会率{97|87}%。
签约居民8353人，其中规范管理7517人，规范管理率{89.99|99.99}%。
培训6期、300人次，平均每期{50|60}人次。
改造小区8个、建筑面积5720平方米，平均每个小区{715|751}平方米。
购置电脑20台，单价0.50万元，共计{10.00|11.00}万元。
发放补助300人，每人1000元，共{30|40}万元。
开馆312天，接待读者22.4万人次，日均{718|781}人次。
"""
_LIMITS = """
办理时限24天，{快于|慢于}30天的要求。
平均到场时间6.5分钟，比上年的7.1分钟快0.6分钟，{优于|未达到}8分钟的目标。
收水率88.5%，{高于|低于}85%的设计标准。
举办培训12期，{超过|少于}计划的10期。
亩均成本1450元，{没有突破|突破了}1500元的上限。
平均响应时间45分钟，{未超过|超过}60分钟的承诺时限。
建成高标准农田2.1万亩，{超过|低于}2万亩的年度任务。
"""
_SLOT = re.compile(r"\{([^|}]*)\|([^}]*)\}")


def _statuses(monkeypatch, text: str) -> set[str]:
    monkeypatch.setattr(claims, "_year", lambda parts: 2023)
    unit = index_of({"facts": _FACTS, "report": [text]})
    rules = (
        ExpectRatiosInTextToFollow(relation="growth"),
        ExpectRatiosInTextToFollow(relation="share"),
        ExpectWordingToFitFigures(),
    )
    return {verdict.status for rule in rules for verdict in rule.judge(unit)}


def _made_wrong(text: str) -> list[str]:
    wrong = []
    for slot in _SLOT.finditer(text):
        changed = f"{text[: slot.start()]}{slot[2]}{text[slot.end() :]}"
        wrong.append(_SLOT.sub(r"\1", changed))
    return wrong


@pytest.mark.parametrize("text", [line for said in (_CHANGES, _DIFFERENCES, _RATES, _LIMITS) for line in said.split()])
def test_a_comparison_is_reckoned_from_the_two_numbers_meant(monkeypatch, text):
    """In whatever order and words: what is right passes, what is wrong in one number or one word fails."""
    assert "fail" not in _statuses(monkeypatch, _SLOT.sub(r"\1", text))
    assert [wrong for wrong in _made_wrong(text) if "fail" not in _statuses(monkeypatch, wrong)] == []


@pytest.mark.parametrize(
    "text",
    [
        "民警年训练时长14天，未达到15天的目标。",
        "平均住宿21天，优于20天的计划。",
        "公务用车运行维护147.60万元，现有车辆82辆，每辆每月约1500元。",
        "培训500人，合格450人，就业300人，就业率60%。",
        "办结1188件，受理1200件，按时办结率97%。",
        "新收案件500件，结案520件，结案率95%。",
        "新收案件500件，结案480件，结案率90%。",
        "受理矛盾213起，化解208起，化解率97.6%。",
        "与先进地区相比仍有差距。",
        "项目支出由年初预算30万元增至36万元。",
        "公用经费较上年增加10万元，未突破330万元的预算；其中办公费63万元。",
        "从业人员120人，其中高级30人。",
        "三公经费20.00万元，低于预算22万元。",
    ],
)
def test_two_readings_leave_no_verdict(monkeypatch, text):
    """Better or worse of what is not a time waited for, rates of other counts, and limits that are no totals."""
    assert "fail" not in _statuses(monkeypatch, text)


def test_a_part_behind_two_years_is_of_neither():
    """今年2万元，上年3万元，其中接待费1万元: of which of the two, nothing tells."""
    said = read_paragraph("report", "", "三公经费今年2万元，上年3万元，其中接待费1万元。", "a", 2023)
    assert [c.period for c in said if c.kind == "quantity"] == ["this", "prior", "unclear"]
