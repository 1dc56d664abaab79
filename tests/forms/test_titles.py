"""Titles in many wordings and places, and the tables that belong to no form."""

import pytest

from perfaudit.forms import split_parts
from perfaudit.forms.titles import is_title_like
from perfaudit.vocabulary import load_vocabulary
from tests.forms.describing import drawn_document, facts_in, read_drawing, unread_in

FUNDS = """
| 预算资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 |
| 年度资金总额 | 100.00 | 110.00 | 105.00 |
"""
PROSE = "单位按照要求开展了绩效自评工作，" * 10


def parts_of(drawing: str) -> list[tuple[str, str]]:
    return [(part.form, part.title) for part in split_parts(drawn_document(drawing), load_vocabulary())]


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("部门整体支出绩效自评表", "overall"), ("2023年度单位整体支出绩效自评情况表", "overall"),
        ("某某局部门（单位）整体支出绩效目标自评表（2023年度）", "overall"), ("部门整体支出绩效评价指标评分表", "overall"),
        ("附表1-2：预算单位整体支出绩效评分表", "overall"), ("整体支出绩效评价打分表", "overall"),
        ("公开14表 部门整体支出绩效自评表", "overall"), ("部门预算项目支出绩效自评表(2023年度)", "project"),
        ("【附件2】项目绩效自评表", "project"), ("中央对地方专项转移支付绩效自评表", "project"),
        ("项目支出绩效自评汇总表", "project"), ("2021年度农村公路建设项目自评表", "project"),
        ("2023年度 部门整体支出绩效评价 基础数据表", "basic"), ("表1：单位基本情况表", "basic"),
        ("项目支出绩效目标申报表", None), ("部门收支预算总表", None), ("详见附件2部门整体支出绩效自评表", None),
        ("部门整体支出绩效自评表填表说明", None), ("关于报送部门整体支出绩效自评表的通知", None),
    ],
)  # fmt: skip
def test_titles_of_many_places(title, form):
    """Unit, year, annex, brackets and the word for the table differ; a form of targets and a sentence are no title."""
    assert load_vocabulary().form_of_title(title) == form


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("2023年度部门整体支出\n绩效自评表", "2023年度部门整体支出绩效自评表"),
        ("某某镇人民政府\n部门整体支出绩效自评表\n（2023年度）", "部门整体支出绩效自评表（2023年度）"),
        ("2023年度\n部门整体支出绩效自评表", "2023年度部门整体支出绩效自评表"),
        ("某某局2022年\n整体支出\n绩效自评评分表", "某某局2022年整体支出绩效自评评分表"),
    ],
)
def test_a_title_over_several_lines(lines, title):
    """The year, the unit's name or half of the words stand on a line of their own."""
    assert parts_of(lines + FUNDS) == [("overall", title)]


def test_the_unit_is_named_on_the_line_above_a_report():
    """A cover prints the unit's name, then what the report is."""
    text = f"清河街道办事处\n2023年度部门整体支出绩效自评报告\n{PROSE}"
    records = read_drawing(text)
    assert records.unit_name == "清河街道办事处" and records.year == 2023


@pytest.mark.parametrize(
    "rows",
    [
        "| 2023年度部门整体支出绩效自评表 | < | < | < |",
        "| 附件2 | 部门整体支出绩效自评表 | < | < |\n| （2023年度） | < | < | < |",
        "| 某某局2023年度部门整体支出 | < | < | < |\n| 绩效自评表 | < | < | < |",
    ],
)
def test_a_title_in_the_first_rows_of_a_table(rows):
    """Word and Excel put the title into the table; the year may stand below it."""
    [(form, title)] = parts_of(rows + FUNDS.rstrip())
    assert form == "overall" and "2023" in title and "绩效自评表" in title


def test_a_list_of_annexes_takes_nothing_from_the_report():
    """Names of forms at the end of a report are lines of it, and what follows them is, too."""
    text = f"2023年度部门整体支出绩效自评报告\n{PROSE}\n附件：1.部门整体支出绩效自评表\n2.项目支出绩效自评表\n{PROSE}"
    [part] = split_parts(drawn_document(text), load_vocabulary())
    assert part.form == "report" and len(part.passages) == 4


def test_a_form_of_targets_within_a_report_is_set_aside():
    """The report goes on behind a table that is no part of a self-evaluation."""
    table = "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 产出指标 | 数量指标 | 培训 | 5期 |"
    text = f"2023年度部门整体支出绩效自评报告\n{PROSE}\n2024年度整体支出绩效目标申报表\n{table}\n{PROSE}"
    parts = split_parts(drawn_document(text), load_vocabulary())
    assert [part.form for part in parts] == ["", "report"] and len(parts[1].passages) == 2
    assert parts[0].is_set_aside and unread_in(read_drawing(text)) == []


def test_a_title_nobody_foresaw_stays_the_title_of_a_form_known_by_its_rows():
    """The form is read, and its title gives the year."""
    rows = "| 年度预算申请（万元） | 年初预算数 | 全年预算数 | 全年执行数 |\n| 部门整体支出总额 | 100.00 | 110.00 | 105.00 |"
    text = f"2023年度预算单位绩效自评结果\n{rows}"
    assert parts_of(text) == [("overall", "2023年度预算单位绩效自评结果")] and read_drawing(text).year == 2023


def test_a_title_row_that_names_no_form_is_told():
    """In the middle of a form it is a signal, and the rows below are still read."""
    text = (
        "部门整体支出绩效自评表"
        + FUNDS.rstrip()
        + "\n| 固定资产增减变动登记表 | < | < | < |\n| 其他资金 | 1.00 | 1.00 | 1.00 |"
    )
    records = read_drawing(text)
    assert unread_in(records) == ["unknown_title 固定资产增减变动登记表"]
    assert facts_in(records)["overall.other_funds.final"] == "10000元"


@pytest.mark.parametrize(
    ("line", "expected"),
    [("资产情况登记表", True), ("（一）收支情况表", True), ("注：本表一式两份，报财政", False), ("请如实填报本表", False), ("附件3", False), ("附表", False), ("公开14表", False)],
)  # fmt: skip
def test_what_looks_like_a_title(line, expected):
    """Notes about a table and numbers of annexes end in 表, too."""
    assert is_title_like(line) is expected
