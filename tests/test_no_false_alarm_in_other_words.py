"""True sentences in many wordings raise no alarm, and the same sentences with one number wrong do."""

from __future__ import annotations

import pytest

from tests.audits import index_of, standard_suites


def indicator(name: str, target: str, actual: str) -> dict[str, str]:
    return {
        "name": name, "level_1": "产出指标", "level_2": "质量指标", "target": target, "actual": actual, "weight": "10",
        "score": "10", "reason": "",
    }  # fmt: skip


FACTS = {
    "overall.basic_spending.stated": "2643.29", "overall.project_spending.stated": "474.86",
    "basic.project_spending.final": "474.86", "basic.project_spending.budget": "500.00",
    "overall.total_funds.final": "3118.15", "overall.total_funds.budget": "2700.00",
    "overall.total_funds.full_year": "3218.56", "overall.total_funds.rate": "96.88", "basic.three_public.final": "11.88",
    "basic.three_public.budget": "30.00", "basic.three_public.prior_final": "34.16", "basic.reception.final": "8.64",
    "basic.vehicle_running.final": "3.24", "basic.running_costs.final": "33.84", "basic.running_costs.budget": "40.00",
    "basic.running_costs.prior_final": "38.00", "basic.in_post.final": "56", "basic.posts.final": "61",
}  # fmt: skip
INDICATORS = [
    indicator("工作任务按时完成率", "≥98%", "100%"), indicator("服务对象满意度", "≥87%", "76.5%"),
    indicator("培训人数", "≥200人", "210人"), indicator("出厂水水质达标率", "≥98%", "94.6%"),
]  # fmt: skip


def failed(text: str) -> list[str]:
    """The rules on the report that fail on one sentence."""
    unit = index_of({"facts": FACTS, "indicators": INDICATORS, "report": [text], "year": 2023})
    return [
        rule.id
        for rule in standard_suites().rules.values()
        if rule.suite == "narrative" and any(verdict.status == "fail" for verdict in rule.expectation.judge(unit))
    ]


# A true sentence, a number of it, what it is changed to ("" where the change leaves no verdict: then only truth is tested).
SENTENCES = [
    ("年度工作任务按时完成率100%，完成年度指标值的102.04%。", "", ""),
    ("培训人数210人，完成年度指标值的105%。", "210", "240"),
    ("培训人数任务200人，截至6月底完成105人，全年完成210人。", "", ""),
    ("预期培训人数200人，实际210人。", "210", "240"),
    ("培训人数210人，占年度目标200人的105%。", "105%", "150%"),
    ("服务对象满意度76.5%，占年度目标87%的87.93%。", "", ""),
    ("服务对象满意度从上年的74.4%增长到76.5%，与年度指标值87%相差10.5个百分点。", "10.5", "15.5"),
    ("服务对象满意度由74.4%提高到76.5%，距目标87%还差10.5个百分点。", "10.5", "15.5"),
    ("出厂水94.6%达标。", "", ""),
    ("基本支出中，人员经费占比98.72%，金额2609.45万元。", "", ""),
    ("基本支出中，人员经费占98.72%，计2609.45万元；公用经费占1.28%，计33.84万元。", "", ""),
    ("严控“三公”经费，全年支出约12万元，较上年下降65.22%。", "", ""),
    ("从严控制公用经费，全年支出33.84万元，较上年下降10.95%。", "", ""),
    ("加强预算管理，全年支出3118.15万元。", "3118.15", "3181.15"),
    ("从严控制公用经费，全年总支出3118.15万元。", "3118.15", "3181.15"),
    ("全年核定预算3218.56万元，其中年初预算2700.00万元、年中追加518.56万元。", "", ""),
    ("公务接待费8.64万元、公务用车运行维护费3.24万元，合计11.88万元，分别占“三公”经费的72.73%、27.27%。", "72.73", "77.23"),
    ("全年预算3218.56万元，年初预算2700.00万元，支出3118.15万元，预算执行率96.88%。", "96.88", "98.68"),
    ("年初预算2700.00万元，调整后预算3218.56万元，支出3118.15万元，执行率96.88%。", "96.88", "98.68"),
    ("项目支出决算474.86万元，完成预算的94.97%。", "94.97", "97.94"),
    ("在职56人（不含劳务派遣27人、退休34人），编制61人。", "56人", "65人"),
    ("实有人数90人，其中在职56人、退休34人。", "退休34", "退休43"),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text, _, _ in SENTENCES])
def test_true_sentences_raise_no_alarm(text):
    """Whatever its order and its words, what agrees with the forms is no finding."""
    assert [rule for rule in failed(text) if rule != "TEXT-008"] == []


@pytest.mark.parametrize(("text", "number", "wrong"), [sentence for sentence in SENTENCES if sentence[1]])
def test_a_wrong_number_in_them_is_found(text, number, wrong):
    """The same words with one number changed are a finding."""
    assert [rule for rule in failed(text.replace(number, wrong, 1)) if rule != "TEXT-008"]
