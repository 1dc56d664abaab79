"""Words for a plan in the name of a rate, and 近 before days: neither makes a number another one."""

from __future__ import annotations

import pytest

from perfaudit.quantities import find_quantities
from tests.audits import index_of, standard_suites

NAME = "工作任务按时完成率"


def failed(report: list[str], name: str, target: str, actual: str, *rules: str) -> set[str]:
    row = {"name": name, "level_1": "产出指标", "level_2": "质量指标", "target": target, "actual": actual, "weight": "10",
           "score": "10", "reason": ""}  # fmt: skip
    unit = index_of({"indicators": [row], "report": report})
    suites = standard_suites()
    return {rule for rule in rules for v in suites.rules[rule].expectation.judge(unit) if v.status == "fail"}


@pytest.mark.parametrize("name", [NAME, "目标任务完成率", "年度计划落实率", "工作任务及时办结率"])
def test_a_rate_of_done_tasks_is_an_actual_value(name):
    """任务 in the indicator's own name does not make its actual value a target, and a target beside it is still one."""
    report = [f"全年{name}100%。", f"上述指标中，{name}年度目标95%，实际100%。"]
    assert not failed(report, name, "≥95%", "100%", "TEXT-007", "TEXT-009", "TEXT-014")
    assert failed([f"全年{name}91%。"], name, "≥95%", "100%", "TEXT-007") == {"TEXT-007"}


@pytest.mark.parametrize("title", ["2.坚持统筹推进，重点任务落地见效。", "（二）年度目标任务取得突破。"])
def test_a_heading_of_tasks_that_were_done_announces_no_plan(title):
    """落地见效 and the like say that what follows was done."""
    report = [f"{title}年内服务对象满意度91%。", "服务对象满意度年度目标88%，实际91%。"]
    assert not failed(report, "服务对象满意度", "≥88%", "91%", "TEXT-007", "TEXT-014")


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [("免费开放近320天", "nearly"), ("累计服务近三百二十天", "nearly"), ("近30天", "exactly"), ("近三年", "exactly")],
)
def test_near_days_after_a_verb_are_nearly_so_many(text, qualifier):
    """近30天 are the last thirty days; 开放近320天 was open for nearly 320."""
    (quantity,) = find_quantities(text)
    assert quantity.qualifier == qualifier
