"""Names of figures and indicators that do not stand directly before their number."""

import pytest

from test_links_of_columns import FINAL, FULL, RATE, TOTAL, links

PROJECT, LAST, PLANNED = (f"basic.project_spending.{basis}" for basis in ("final", "prior_final", "budget"))
BASIC, GUESTS, FUNDS = "overall.basic_spending.stated", "basic.reception.final", "basic.special_funds.final"
RELIEF, DRILLS = (f"basic.special_fund[{name}].final" for name in ("救灾物资专项", "应急演练专项"))
WATER, MEETINGS = (f"basic.running_cost[{name}].final" for name in ("水费、电费、差旅费", "会议费、培训费"))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("项目支出决算240.66万元。", [PROJECT]),
        ("基本支出决算数为1700万元。", [BASIC]),
        ("会议费、培训费（9.90万元）和水费、电费、差旅费（36.89万元）据实列支。", [MEETINGS, WATER]),
        ("办大事的钱（项目支出）240.66万元。", [PROJECT]),
        ("项目支出（实支240.66万元）控制较好。", [PROJECT]),
        ("项目支出240.66万元（预算260万元，上年250万元）。", [PROJECT, PLANNED, LAST]),
        ("救灾物资专项（实支90万元）、应急演练专项（110万元）。", [RELIEF, DRILLS]),
        ("“救灾物资专项”90万元，“应急演练专项”110万元。", [RELIEF, DRILLS]),
    ],
)
def test_a_bracket_or_a_quotation_mark_stands_between_a_name_and_its_number(text, addresses):
    """The number in a bracket is that of the name before the bracket, a name in brackets is a name."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("在1940.66万元的总支出里，人员是大头。", [FINAL]),
        ("与上年250万元的项目支出相比，本年为240.66万元。", [LAST, PROJECT]),
        ("各项相加就是1700万元的基本支出。", [BASIC]),
        ("166.84万元的政府采购预算，实际执行163.88万元。", ["basic.procurement.budget", "basic.procurement.final"]),
        ("90万元投向救灾物资专项、110万元投向应急演练专项。", [RELIEF, DRILLS]),
        ("90万元用于救灾物资专项，110万元用于应急演练专项。", [RELIEF, DRILLS]),
        ("共有120个编制，110名干部职工在编在岗。", ["basic.posts.final", "basic.in_post.final"]),
    ],
)
def test_a_name_stands_behind_its_number(text, addresses):
    """Where the words before a number say nothing, the noun behind it is its name."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("基本支出与项目支出分别为1700万元和240.66万元。", [BASIC, PROJECT]),
        ("项目支出、基本支出依次为240.66万元、1700万元。", [PROJECT, BASIC]),
        ("救灾物资专项和应急演练专项分别支出90万元、110万元。", [RELIEF, DRILLS]),
    ],
)
def test_names_take_their_numbers_in_turn(text, addresses):
    """分别 gives the first name the first number."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "项目支出：预算260万元，决算240.66万元，上年决算250万元。",
        "项目支出方面，预算260万元、支出240.66万元，上年支出250万元。",
        "项目支出一览：年初预算260万元，本年实支240.66万元，去年250万元。",
        "项目支出情况：批复260万元，实际支付240.66万元，上年同期250万元。",
        "项目支出预算260万元，实际花费240.66万元，而上年为250万元。",
    ],
)
def test_columns_are_those_of_the_figure_named_before(text):
    """What goes through columns without a name is of the figure its sentence opens with."""
    assert links(text) == [PLANNED, PROJECT, LAST]


@pytest.mark.parametrize(
    "text",
    [
        "项目支出方面，甲项目预算260万元。",
        "项目支出240.66万元，另有30万元在途。",
        "从项目支出中调剂5万元用于公务接待费。",
        "专项用于公务接待费3.2万元。",
        "水费用于项目支出3.1万元。",
        "兄弟县区同类单位支出规模为1500万元。",
        "公务接待费（人均30元）标准从严。",
        "活动经费（含公务接待费）8万元。",
    ],
)
def test_what_says_more_than_a_column_names_something_else(text):
    """A project's budget, a part of a figure and another unit's spending are no figure of the unit."""
    assert set(links(text)) <= {"", PROJECT}


@pytest.mark.parametrize(
    "text",
    [
        "“政策知晓率”指标得分情况：目标93%，实绩95%。",
        "以政策知晓率为例，年初定的是93%，年底做到了95%。",
        "政策知晓率（目标93%，实际95%）得满分。",
        "重点指标政策知晓率：目标值93%，完成值95%。",
        "政策知晓率：指标值93%，实际完成值95%。",
        "“政策知晓率”一项，年初目标为93%，实际达到95%。",
        "对照93%的目标，政策知晓率实际为95%。",
    ],
)
def test_an_indicator_named_once_is_told_by_role(text):
    """Target and actual stand behind the indicator's name, each with the word for its role."""
    assert links(text) == ["overall.indicator[政策知晓率].target", "overall.indicator[政策知晓率].actual"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("95%的受访群众知晓相关政策。", "政策知晓率"),
        ("截至年末，89%的干部职工表示满意。", "干部职工满意度"),
        ("干部职工89%表示满意。", "干部职工满意度"),
        ("100%的工作任务按时完成。", "工作任务按时完成率"),
        ("“政策知晓率”一项实际为95%。", "政策知晓率"),
    ],
)
def test_a_rate_is_told_as_a_share_of_a_group(text, name):
    """ "89%的干部职工表示满意" is the degree to which they are."""
    assert links(text) == [f"overall.indicator[{name}].actual"]


@pytest.mark.parametrize("text", ["60%的干部职工表示非常满意。", "部分科室42%的干部职工表示基本满意。"])
def test_another_degree_is_another_rate(text):
    """Very satisfied is not satisfied."""
    assert links(text) == [""]


def test_a_bracket_behind_a_number_is_of_that_number_alone():
    """ "从90%（上年）升至95%": 上年 is when the first was measured, not the second."""
    assert links("政策知晓率从90%（上年）升至95%。")[-1] == "overall.indicator[政策知晓率].actual"


def test_a_unit_in_brackets_measures_the_numbers_of_its_sentence():
    """ "（单位：万元）" stands once and holds to the full stop."""
    text = "收支总体情况（单位：万元）：年初预算2000.07；全年预算2040.64；全年执行1940.66；执行率95.10%。"
    assert links(text) == [f"{TOTAL}.budget", FULL, FINAL, RATE]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("预算执行率一项自评得9.51分，自评总分99.10分。", [f"{TOTAL}.score", "overall.total.score"]),
        ("全年资金盘子从年初的2000.07万元调整到2040.64万元，最终支出1940.66万元。", [f"{TOTAL}.budget", FULL, FINAL]),
        ("结转结余99.98万元，即全年预算2040.64万元减去实际支出1940.66万元后的余额。", ["", FULL, FINAL]),
        ("项目支出占12.40%，为240.66万元。", ["", PROJECT]),
    ],
)
def test_other_words_for_the_units_money(text, addresses):
    """Points of an item, a budget that becomes another, what is left, the amount of a share."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("预算执行率＝1940.66万元/2040.64万元×100%＝95.10%。", [FINAL, FULL, "", RATE]),
        ("当年预算执行率95.10%（全年执行1940.66万元÷全年预算2040.64万元）。", [RATE, FINAL, FULL]),
        ("预算执行率为95.10%（1940.66万元÷2040.64万元）。", [RATE, FINAL, FULL]),
        ("人员控制率＝110人÷120人×100%＝91.67%。", ["basic.in_post.final", "basic.posts.final", "", "basic.staff_control_rate.final"]),
        ("项目支出占基本支出的比重为14.16%（240.66万元／1700万元）。", ["", PROJECT, BASIC]),
        ("政府采购执行率98.23%（163.88万元/166.84万元）。", ["", "basic.procurement.final", "basic.procurement.budget"]),
        ("项目支出240.66万元，占全年总支出的12.40%，年初预算260万元。", [PROJECT, "", PLANNED]),
        ("自评结果为“优”（99.10分）。", ["overall.total.score"]),
        ("压减项目支出19.34万元，压减后支出240.66万元，而预算数为260万元。", ["", PROJECT, PLANNED]),
    ],
)  # fmt: skip
def test_the_numbers_of_a_division_are_those_that_its_rate_names(text, addresses):
    """The name of a rate says what was divided by what."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    ("words", "is_target"),
    [
        ("超出年度目标1项", False), ("超过目标任务1项", False), ("比年初计划多1项，超计划1项", False), ("超额完成年度任务1项", False),
        ("超过目标任务5项", True),
    ],
)  # fmt: skip
def test_what_passes_a_target_may_be_the_target_or_the_surplus(words, is_target):
    """ "超出年度目标1项" is no target of 1; it is the target only where the form has that number."""
    target = "overall.indicator[长效管理制度数量].target"
    assert (links(f"出台长效管理制度6项，{words}。")[-1] == target) == is_target
