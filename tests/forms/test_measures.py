"""Money in 元 or 万元, and figures in another measure than their column's."""

import re
from decimal import Decimal

import pytest

from tests.audits import above_info, audit_of, audit_text, audit_unit, facts_of, outcome_of, text_of
from tests.forms.describing import audit_drawing, read_drawing
from tests.forms.sample_forms import CLEAN, fact_at
from tests.units import sample

MONEY = "经费控制情况（万元）"


@pytest.mark.parametrize(
    "changes",
    [
        [(MONEY, "经费控制情况"), ("绩效评价基础数据表\n", "绩效评价基础数据表（单位：万元）\n")],
        [(MONEY, "经费控制情况"), ("绩效评价基础数据表\n", "绩效评价基础数据表\n金额单位： 万元\n")],
        [(MONEY, "经费控制情况[万元]")],
        [(MONEY, "经费控制情况（单位：万元）")],
        [(MONEY, "经费控制情况")],  # the other forms agree on one
    ],
    ids=["title", "line", "brackets", "head", "others"],
)
def test_money_is_read_in_its_unit_wherever_that_stands(changes):
    """The head row, the title, a line of its own or, where all others agree, the other forms say it."""
    audit = audit_text(text_of(CLEAN, *changes), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and above_info(audit) == []


def test_a_form_in_yuan_gives_the_same_figures():
    """A whole form in 元 beside others in 万元 says the same money."""
    text = text_of(CLEAN, (MONEY, "经费控制情况（元）"))
    start, end = text.index("\t三公经费\n"), text.index("\t楼堂馆所")
    in_yuan = re.sub(r"(?m)^\t(\d[\d.]*)$", lambda cell: f"\t{Decimal(cell[1]) * 10_000:.2f}", text[start:end])
    audit = audit_text(text[:start] + in_yuan + text[end:], CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN))


def test_a_unit_in_the_cell_wins():
    """A number with its own unit is not multiplied once more by the column's."""
    audit = audit_text(text_of(CLEAN, ("\t97.83\n", "\t978300元\n"), ("\t100.00\n", "\t0.01亿元\n")))
    assert fact_at(audit, "basic.running_costs.final").value == 978_300
    assert fact_at(audit, "basic.running_costs.budget").value == 1_000_000


def test_money_without_any_unit_is_undecidable():
    """Ten thousand times too much or too little: nobody can tell, and the note says where to write it down."""
    text = re.sub("（万元）|（单位：万元[^）]*）", "", text_of(CLEAN))
    audit = audit_text(text)
    money = [fact for fact in audit.records.facts if fact.item == "special_funds"]
    assert [fact.state for fact in money] == ["undecidable"] * 3
    assert all("没有写明金额单位" in fact.note and "请在表头" in fact.note for fact in money)
    assert fact_at(audit, "basic.posts.final").value == 52  # people need none
    assert outcome_of(audit, "SUM-004").status == outcome_of(audit, "FORM-008").status == "undecidable"
    assert outcome_of(audit, "CTRL-008").status == outcome_of(audit, "TREND-001").status == "undecidable"
    assert "请在表头" in outcome_of(audit, "SUM-004").reason["zh"]
    assert [finding for finding in above_info(audit) if finding.check[:3] in ("SUM", "RAT", "CRO", "CTR")] == []


@pytest.mark.parametrize("text", ["12%", "5人", "3.5平方米"])
def test_a_figure_in_another_measure_is_undecidable(text):
    """A share or a head count in a column of money is no money, and stops no other column from being added up."""
    audit = audit_text(text_of(CLEAN, ("\t64.28\n", f"\t{text}\n")))
    fact = fact_at(audit, "basic.special_fund[高标准农田管护专项].final")
    assert fact.state == "undecidable" and text in fact.note and "元" in fact.note
    outcome = outcome_of(audit, "SUM-004")
    assert outcome.status == "undecidable"
    assert sorted(verdict.status for verdict in outcome.verdicts) == ["pass", "pass", "undecidable"]


def test_points_in_another_measure_are_undecidable():
    """ "98%" in a column of points is no 98 points."""
    unit = sample(CLEAN)
    assert unit.overall is not None
    unit.overall.indicators["产出指标（50分）"]["数量指标"][0].score = "100%"
    audit = audit_unit(unit)
    assert outcome_of(audit, "SUM-010").status == outcome_of(audit, "SCORE-001").status == "undecidable"


PROJECT = """2023年度项目支出绩效自评表
| 项目名称 | {name} | < | < | < |
| 项目资金{measure} | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
| 年度资金总额 | {amount} | {amount} | {amount} | 100% |
"""


@pytest.mark.parametrize(("amount", "state"), [("38.00", "reported"), ("380000", "undecidable")])
def test_a_measure_is_borrowed_only_where_it_can_be_right(amount, state):
    """A form that names no measure has that of the others, unless its figures then go far beyond all of theirs."""
    stated = PROJECT.format(name="甲", measure="（万元）", amount="40.00")
    records = read_drawing(stated + PROJECT.format(name="乙", measure="", amount=amount))
    [fact] = [fact for fact in records.facts if fact.address == "project.total_funds[乙].final"]
    assert fact.state == state and ("没有写明金额单位" in fact.note) == (state == "undecidable")


LINES = """部门整体支出绩效评价基础数据表（2023年）
| 经费控制情况（万元） | 2022年决算数 | 2023年预算数 | 2023年决算数 |
| 县级专项资金 | 5 | 7 | {total} |
| 水利维修 | 2 | 3 | 2 |
| {name} | 2 | 3 | 3 |
| 防汛 | 1 | 1 | 1 |
| 政府采购金额 | 1 | 1 | 1 |
"""


@pytest.mark.parametrize(
    ("name", "total", "status"),
    [("渠道清淤", "6", "pass"), ("小计", "6", "undecidable"), ("", "6", "undecidable"), ("", "9", "fail")],
)
def test_a_line_nobody_could_read_may_be_what_a_sum_lacks(name, total, status):
    """A row without a name among the lines makes their sum undecidable where it holds the gap, and only there."""
    outcome = outcome_of(audit_drawing(LINES.format(name=name, total=total)), "SUM-004")
    assert {verdict.status for verdict in outcome.verdicts if verdict.subject.endswith(".final")} == {status}
