"""Numbers whose words name a column, a line or a target and leave the rest to the sentence."""

import pytest

from perfaudit.cases import make_records

TOTAL = "overall.total_funds"
FACTS = {
    f"{TOTAL}.budget": "2000.07", f"{TOTAL}.full_year": "2040.64", f"{TOTAL}.final": "1940.66", f"{TOTAL}.rate": "95.10%",
    f"{TOTAL}.score": "9.51", "overall.total.score": "99.10", "overall.basic_spending.stated": "1700.00",
    "basic.posts.final": "120", "basic.in_post.final": "110", "basic.staff_control_rate.final": "91.67%",
    "basic.project_spending.final": "240.66", "basic.project_spending.prior_final": "250.00",
    "basic.project_spending.budget": "260.00", "overall.project_spending.stated": "240.66",
    "basic.reception.prior_final": "5.73", "basic.reception.final": "5.57",
    "basic.vehicles.final": "16.80", "basic.procurement.budget": "166.84", "basic.procurement.final": "163.88",
    "basic.special_funds.final": "200.00", "basic.special_fund[救灾物资专项].final": "90.00",
    "basic.special_fund[应急演练专项].final": "110.00", "basic.special_fund[支持企业专项].final": "0.00",
    "basic.running_cost[水费、电费、差旅费].final": "36.89", "basic.running_cost[会议费、培训费].final": "9.90",
}  # fmt: skip
INDICATORS = [
    {"name": "政策知晓率", "target": "≥93%", "actual": "95%", "weight": "5", "score": "5"},
    {"name": "干部职工满意度", "target": "≥88%", "actual": "89%", "weight": "5", "score": "5"},
    {"name": "工作任务按时完成率", "target": "100%", "actual": "100%", "weight": "5", "score": "5"},
    {"name": "长效管理制度数量", "target": "≥5项", "actual": "6项", "weight": "5", "score": "5"},
    {"name": "接待读者人次", "target": "156800人次", "actual": "156900人次", "weight": "5", "score": "5"},
]
BUDGET, FULL, FINAL, RATE = (f"{TOTAL}.{basis}" for basis in ("budget", "full_year", "final", "rate"))


def links(*report):
    claims = make_records({"facts": FACTS, "indicators": INDICATORS, "report": list(report), "year": 2023}).claims
    told = [claim for claim in claims if claim.form == "report" and claim.kind == "quantity"]
    assert all(claim.link_reason and claim.certainty != "unlinked" for claim in told if claim.link)
    return [claim.link for claim in told]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("全年预算二千余万元，实际执行近2000万元，执行进度达到95.1%。", [FULL, FINAL, RATE]),
        ("年初预算2000.07万元，年中追加后全年预算数为2040.64万元，全年实际支出1940.66万元。", [BUDGET, FULL, FINAL]),
        ("财政部门批复我局2023年初部门预算2000.07万元，调整后预算2040.64万元，决算支出1940.66万元。", [BUDGET, FULL, FINAL]),
        ("财政批复本馆年初部门预算2000.07万元，调整后预算2040.64万元，支出决算1940.66万元。", [BUDGET, FULL, FINAL]),
        ("当年执行1940.66万元，年末结转结余99.98万元。", [FINAL, ""]),
        ("年初预算2000.07万元，年中调整后为2040.64万元，调整幅度2.0%。", [BUDGET, FULL, ""]),
        ("2023年本单位支出1940.66万元。", [FINAL]),
    ],
)  # fmt: skip
def test_columns_without_a_name_are_those_of_the_unit(text, addresses):
    """Budget, adjusted budget and spending told one after the other are the unit's, if one of them is."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("年初预算2000.07万元，全年预算2040.64万元，实际执行1490.66万元。", FINAL),
        ("年初预算2000.70万元，年中调整后为2040.64万元。", BUDGET),
        ("当年执行1490.66万元，年末结转结余99.98万元。", FINAL),
    ],
)
def test_a_wrong_number_among_the_columns_is_linked_too(text, address):
    """The others prove what the sentence speaks of; a link that needs all of them right would find no error."""
    assert address in links(text)


@pytest.mark.parametrize(
    "text",
    [
        "年初预算30.00万元，全年预算35.00万元，实际执行34.00万元，执行进度97.1%。",
        "救灾项目年初预算2000.07万元，实际执行1940.66万元。",
        "当年执行34.00万元，年末结转结余1.00万元。",
        "上半年执行进度46.7%，三季度末达到74.7%。",
    ],
)
def test_columns_of_something_else_stay_unlinked(text):
    """None of the numbers is the unit's, or the words name something else: no verdict."""
    assert not any(links(text))


@pytest.mark.parametrize(
    "joined", ["水电及差旅费", "水电和差旅费", "差旅费和水电费", "水费、电费及差旅费", "水费电费差旅费"]
)
def test_things_joined_in_other_words_are_one_line(joined):
    """ "水电及差旅费" is the line "水费、电费、差旅费"; words run together without a joint are none we know."""
    expected = "basic.running_cost[水费、电费、差旅费].final" if joined != "水费电费差旅费" else ""
    assert links(f"公用经费中，{joined}36.89万元。")[:1] == [expected]


@pytest.mark.parametrize("lead", ["用于", "主要用于", "投入", "具体为", "安排较多的项目主要有", "其中：用于", ""])
def test_lines_are_known_behind_the_words_that_lead_to_them(lead):
    """ "用于救灾物资专项" names the line 救灾物资专项."""
    assert links(f"{lead}救灾物资专项90.00万元。") == ["basic.special_fund[救灾物资专项].final"]


def test_a_lead_may_begin_a_name():
    """支持 leads to a name, and is the beginning of one here."""
    assert links("支持企业专项0.10万元。") == ["basic.special_fund[支持企业专项].final"]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("公务接待费由上年的5.73万元压减到5.57万元。", ["basic.reception.prior_final", "basic.reception.final"]),
        ("项目支出较上年的250.00万元减少9.34万元。", ["basic.project_spending.prior_final", ""]),
        ("项目经费主要用于完成特定的行政工作任务，全年支出约240万元。", ["basic.project_spending.final"]),
        ("政府采购实际支出163.88万元，未超过采购预算166.84万元。", ["basic.procurement.final", "basic.procurement.budget"]),
        ("我校共核定编制数120名，实有在编在岗110名，控制率91.67%。",
         ["basic.posts.final", "basic.in_post.final", "basic.staff_control_rate.final"]),
        ("经自评，综合得分99.10分，预算执行率95.10%，该项得9.51分。", ["overall.total.score", RATE, f"{TOTAL}.score"]),
        ("县级专项共支出200.00万元。", ["basic.special_funds.final"]),
        ("其中公务用车购置和维护费16.80万元。", ["basic.vehicles.final"]),
    ],
)  # fmt: skip
def test_figures_by_other_names(text, addresses):
    """What a report calls a figure where it does not use the form's own words."""
    assert links(text) == addresses


def actual(name):
    return f"overall.indicator[{name}].actual"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("建立长效管理制度6项，完成了年初5项的目标。", [actual("长效管理制度数量"), "overall.indicator[长效管理制度数量].target"]),
        ("长效管理制度数量为6项，年度目标为5项。", [actual("长效管理制度数量"), "overall.indicator[长效管理制度数量].target"]),
        ("政策知晓率由上年的90%提高到95%，干部职工满意度89%。", ["", actual("政策知晓率"), actual("干部职工满意度")]),
        ("政策知晓率年度目标93%，实际95%。", ["overall.indicator[政策知晓率].target", actual("政策知晓率")]),
        ("工作任务按时完成率年度目标100%，实际100%。", ["overall.indicator[工作任务按时完成率].target", actual("工作任务按时完成率")]),
        ("工作任务按时完成率百分之九十九。", [actual("工作任务按时完成率")]),
        ("接待读者不足16万人次。", [actual("接待读者人次")]),
        ("对照年初计划，干部职工满意度89%。", [actual("干部职工满意度")]),
    ],
)  # fmt: skip
def test_told_and_planned_numbers_of_indicators(text, addresses):
    """What was done goes to the actual value, what was to be done to the target, whichever is named and whichever is only meant."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    "heading",
    [
        "四、绩效目标完成情况",
        "2.坚持统筹推进，重点任务落地见效。",
        "（一）重点工作任务推进有力",
        "三、年度任务完成较好",
    ],
)
def test_headings_of_results_make_no_plan(heading):
    """A heading that says how the year's tasks went announces no targets."""
    assert links(heading, "政策知晓率95%。")[-1:] == [actual("政策知晓率")]


@pytest.mark.parametrize(
    "heading", ["二、年度工作任务", "（一）重点工作目标", "2.年度绩效目标", "二、年度主要任务安排"]
)
def test_headings_of_plans_do(heading):
    """Below the year's tasks stands what was to be done."""
    assert links(heading, "政策知晓率95%。")[-1:] == ["overall.indicator[政策知晓率].target"]
