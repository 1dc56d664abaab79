"""Claims → figures and indicators: one oddity a test."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.cases import make_records
from perfaudit.linking import link_claims
from perfaudit.narrative import extract_claims, read_paragraph
from perfaudit.quantities import parse_quantity
from perfaudit.records import Claim, Fact, Indicator

SEED = Path(__file__).parents[2] / "shared" / "seed" / "wangyue-2023.txt"

ADDRESSES = [
    "basic.posts.final", "basic.in_post.final", "basic.staff_control_rate.final",
    *(f"basic.{item}.{basis}" for item in ("three_public", "vehicle_running", "vehicle_purchase", "travel_abroad", "reception",
      "project_spending", "running_costs", "special_funds", "procurement") for basis in ("prior_final", "budget", "final")),
    *(f"basic.special_fund[{name}].{basis}" for name in ("环卫专项支出", "社区建设支出", "食品安全") for basis in ("prior_final", "final")),
    *(f"overall.total_funds.{basis}" for basis in ("budget", "full_year", "final", "rate")),
    "overall.total.score", "overall.basic_spending.stated", "overall.project_spending.stated",
    "overall.government_fund.stated", "project.total_funds[智慧社区建设].final",
]  # fmt: skip


def fact(address: str) -> Fact:
    head, _, basis = address.rpartition(".")
    place, _, member = head.partition("[")
    form, item = place.split(".")
    return Fact(address, form, item, member.rstrip("]"), basis, None, "元", None, "", "blank", item, "a#t1r1c1")


def indicator(name: str, actual: str, target: str | None = None, form: str = "overall", member: str = "") -> Indicator:
    done, wanted = parse_quantity(actual), parse_quantity(target or actual)
    return Indicator(
        form=form, member=member, name=name, level_1="产出指标", level_2="数量指标", target_text=target or actual,
        actual_text=actual, weight=Decimal(5), score=Decimal(5), reason="", comparator=">=",
        target_value=wanted.value if wanted else None, target_measure=wanted.measure if wanted else "",
        target_quantum=wanted.quantum if wanted else None, actual_value=done.value if done else None,
        actual_measure=done.measure if done else "", actual_quantum=done.quantum if done else None,
        actual_qualifier=done.qualifier if done else "", target_reference="", is_measurable=wanted is not None,
        state="reported", source_id="a#t2r1c1", target_source_id="a#t2r1c2", actual_source_id="a#t2r1c3",
        weight_source_id="a#t2r1c4", score_source_id="a#t2r1c5", reason_source_id="a#t2r1c6",
    )  # fmt: skip


FACTS = tuple(map(fact, ADDRESSES))


def linked(text: str, *indicators: Indicator, section: str = "", form: str = "report") -> list[Claim]:
    """The quantities of one paragraph, linked."""
    claims = link_claims(read_paragraph(form, section, text, "a#p1", 2023), FACTS, indicators)
    return [claim for claim in claims if claim.kind == "quantity"]


def links(text: str, *indicators: Indicator) -> list[str]:
    return [claim.link for claim in linked(text, *indicators)]


def actual(name: str) -> str:
    return f"overall.indicator[{name}].actual"


# Figures


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("现有行政事业编制人员 69 人。", ["basic.posts.final"]),
        (
            "核定编制50名，实有在职人员48人，在职人员控制率96%。",
            ["basic.posts.final", "basic.in_post.final", "basic.staff_control_rate.final"],
        ),
        ("单位现有69名在职人员。", ["basic.in_post.final"]),
        ("2023年我单位基本支出是1070.70万元。", ["overall.basic_spending.stated"]),
        ("清河街道2023年度项目支出共计1426.36万元。", ["basic.project_spending.final"]),
        ("公用经费：211.39万元。", ["basic.running_costs.final"]),
        (
            "2023年“三公”经费支出1.5万元，较上年的1.86万元减少。",
            ["basic.three_public.final", "basic.three_public.prior_final"],
        ),
        (
            "三公经费年初预算5万元，实际支出1.86万元，其中公务接待费0.86万元、因公出国（境）费0万元、公务用车运行维护费1万元。",
            [
                "basic.three_public.budget",
                "basic.three_public.final",
                "basic.reception.final",
                "basic.travel_abroad.final",
                "basic.vehicle_running.final",
            ],
        ),
        ("2022年公务接待费2万元，2023年公务接待费1万元。", ["basic.reception.prior_final", "basic.reception.final"]),
        (
            "年度资金总额年初预算数942.79万元，全年预算数2706.79万元，全年执行数2706.79万元，预算执行率100%。",
            [
                "overall.total_funds.budget",
                "overall.total_funds.full_year",
                "overall.total_funds.final",
                "overall.total_funds.rate",
            ],
        ),
        ("自评得分99分。", ["overall.total.score"]),
        ("根据绩效自评表，我单位总得分98.5分。", ["overall.total.score"]),
        (
            "2023年初预算1186.00万元，全年预算1207.60万元，全年执行1189.97万元，预算执行率98.54%。",
            [
                "overall.total_funds.budget",
                "overall.total_funds.full_year",
                "overall.total_funds.final",
                "overall.total_funds.rate",
            ],
        ),
        (
            "三公经费支出5.73万元，比上年的6.27万元下降8.61%，比预算的6万元节约0.27万元；没有因公出国支出。",
            [
                "basic.three_public.final",
                "basic.three_public.prior_final",
                "",
                "basic.three_public.budget",
                "",
                "basic.travel_abroad.final",
            ],
        ),
        ("编制86名，在职91人。", ["basic.posts.final", "basic.in_post.final"]),
        ("我单位2023年度无政府性基金预算。", ["overall.government_fund.stated"]),
        ("政府采购支出574.81万元。", ["basic.procurement.final"]),
        ("基本支出由2022年的1000万元增加到2023年的1070万元。", ["", "overall.basic_spending.stated"]),
    ],
)
def test_words_of_prose_name_figures(text: str, addresses: list[str]):
    """The name stands right before the number, and the year or the word for the column says which figure it is."""
    assert links(text) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "社区人员61人，1名社区书记到龄退休，行政编制30人。",
        "实施水库改造工程，总投资1500万元，企业投资7亿元。",
        "环境整治项目支出50万元，设备采购项目支出2万元。",
        "其中：人员经费859.31万元。",
        "2021年三公经费3万元。",
        "2022年基本支出900万元。",
        "每个项目支出5万元。",
        "道路改造预算执行率90%，某项目预算执行率80%。",
        "人均公用经费2万元。",
        "基本支出和公用经费合计30万元。",
        "安排专项资金50万元用于绿化。",
        "智慧社区建设项目进展顺利，全年支出50万元，预算执行率95%。",
        "在全区卫生评比中总得分92分。",
        "下属单位编制12名，临聘人员30人。",
        "公用经费控制在预算5万元以内。",
        "项目自评得分95分。",
    ],
)
def test_figures_that_only_resemble_stay_unlinked(text: str):
    """A wrong link makes a contradiction out of two statements about different things."""
    assert set(links(text)) == {""}


def test_lines_below_a_total_are_found_by_name():
    """A fund is known without 专项 and 支出, and a blank line is named, too."""
    text = "项目支出300万元，其中：环卫专项支出288.30万元、社区建设8.12万元、食品安全经费3.58万元。"
    assert links(text)[1:] == [
        "basic.special_fund[环卫专项支出].final", "basic.special_fund[社区建设支出].final", "basic.special_fund[食品安全].final",
    ]  # fmt: skip


def test_project_is_found_by_its_name():
    """A project that only its own form names is linked to that form."""
    assert links("智慧社区建设项目支出35万元。") == ["project.total_funds[智慧社区建设].final"]


def test_last_years_fund_is_last_years_figure():
    """The same fund stands in two columns."""
    assert links("2022年环卫专项支出320万元。") == ["basic.special_fund[环卫专项支出].prior_final"]


def test_link_needs_a_cell():
    """Where the forms have no such row there is nothing to compare, and the reason says so."""
    (claim,) = linked("本年度无国有资本经营预算。")
    assert (claim.link, claim.certainty) == ("", "unlinked")
    assert "国有资本经营预算" in claim.link_reason


def test_shares_and_growth_get_addresses():
    """Where the prose leaves out a figure that the forms give, the ratio is reckoned from the form."""
    (share,) = linked("占项目支出的40%。")
    (growth,) = linked("三公经费较上年下降10%。")
    assert share.denominator == "basic.project_spending.final"
    assert (growth.numerator, growth.denominator) == ("basic.three_public.final", "basic.three_public.prior_final")


# Indicators


@pytest.mark.parametrize(
    ("name", "printed", "text"),
    [
        ("拆除违法建设数量", "139处", "全年拆除甲项目、乙别墅区等违法建设139处，共4496平方米。"),
        ("开展重点区域环境整治场次", "270场次", "开展重点区域环境整治，扎实开展大扫除，共270场次。"),
        ("完成学法、普法考试人数", "70人", "推进学法、普法考试工作，共70人完成学法、普法考试，通过率达100%。"),
        ("组织企业参加招聘", "120余家", "共组织120余家企业参加，招聘岗位达3000余个。"),
        ("争取资金开展老旧小区改造", "1亿元", "争取资金1亿元开展老旧小区改造，共改造房屋94栋。"),
        ("化解矛盾纠纷，按期办结率", "100%", "积极化解矛盾纠纷，处理热线851条，按期办结率均达到100％。"),
        ("安全生产事故发生率", "0%", "全年未发生一起安全生产责任事故。"),
        ("新建农村公路里程", "12公里", "今年新建农村公路12公里。"),
        ("群众满意度", "≥95%", "群众满意度达到96.5%。"),
        ("残疾人补贴发放人数", "328人", "为328名残疾人发放补贴。"),
        ("新改建村组道路长度", "12.6公里", "新改建村组道路12.6公里，验收合格率100%。"),
        ("道路工程验收合格率", "100%", "新改建村组道路12.6公里，验收合格率100%。"),
        ("带动村集体经济增收", "60万元", "推行订单种植，带动村集体经济增收66.4万元。"),
        ("绿地养护面积", "186万平方米", "养护绿地190万平方米。"),
        ("商贸业数据增长率", "107%", "相较去年同期我街道商贸业数据同比增长107%。"),
        ("群众满意度", "96%", "群众满意率达96%。"),
    ],
)
def test_indicator_is_found_by_its_name(name: str, printed: str, text: str):
    """The clause, or the sentence where it speaks of nothing else, names the indicator in words of its own."""
    found = [claim for claim in linked(text, indicator(name, printed)) if claim.link]
    assert [claim.link for claim in found] == [actual(name)]
    assert found[0].certainty == "certain"


@pytest.mark.parametrize(
    ("name", "printed", "text"),
    [
        ("拆除违法建设数量", "139处", "拆除违法建设共4496平方米。"),
        ("培训人数", "200人", "培训200人次。"),
        ("社区书记培训人数", "20人", "1名社区书记到龄退休。"),
        ("服务对象满意度", "98%", "自建房录入率达到98%。"),
        ("危房处置率", "100%", "街道自建房排查录入率达到100%。"),
        ("安全事故发生率", "0%", "全年未发生一起群访事件。"),
        ("困难群众补助标准", "500元", "补助困难群众20万元。"),
        ("项目投资额", "1500万元", "己片区水库改造工程总投资1500万元。"),
        ("项目建设数量", "9个", "拆除旧改项目等违法建设139处。"),
        ("媒体上稿篇数", "191篇", "省级媒体上稿1篇，市、区级媒体上稿190篇。"),
        ("就业人数", "500人", "女性就业人数320人。"),
        ("就业率", "95%", "就业率同比增长5%。"),
    ],
)
def test_indicators_that_only_resemble_stay_alone(name: str, printed: str, text: str):
    """Equal values or a few equal words are not enough: measure, rate and name have to fit."""
    assert all(claim.certainty != "certain" for claim in linked(text, indicator(name, printed)))
    assert set(links(text, indicator(name, printed))) <= {""}


def test_equal_percentages_find_their_own_sentences():
    """Three indicators of 100 % each belong to the sentence with their rate."""
    names = ["危房处置率达", "化解矛盾纠纷，按期办结率", "完成学法、普法考试通过率"]
    text = (
        "自建房录入率达到100%，对3栋危房整改，危房处置率达100％。积极化解矛盾纠纷，按期办结率均达到100％。"
        "涉毒人员核查率、执行率均为100%。共70人完成学法、普法考试，通过率达100%。"
    )
    found = [claim.link for claim in linked(text, *(indicator(name, "100%") for name in names)) if claim.link]
    assert found == [actual(name) for name in names]


def test_link_does_not_need_the_value():
    """A contradiction can only be found where the link stands without it."""
    (claim,) = linked("今年新建农村公路21公里。", indicator("新建农村公路里程", "12公里"))
    assert (claim.link, claim.certainty) == (actual("新建农村公路里程"), "certain")


def test_second_number_that_resembles_does_not_contradict():
    """Of two numbers that both resemble an indicator, the one that agrees is meant."""
    found = linked("发布志愿服务活动120次。开展志愿服务骨干队伍专题培训3次。", indicator("志愿服务活动次数", "120次"))
    assert [bool(claim.link) for claim in found] == [True, False]


def test_planned_and_done_are_two_cells():
    """ "计划5个，实际6个": the first number speaks of the target."""
    found = linked("年初计划改造老旧小区5个，实际改造6个。", indicator("老旧小区改造数量", "6个", "5个"))
    assert [claim.link for claim in found] == [
        "overall.indicator[老旧小区改造数量].target", "overall.indicator[老旧小区改造数量].actual",
    ]  # fmt: skip


def test_goals_are_compared_with_targets():
    """The goal cell speaks of the target; its section tells the checks so."""
    point = indicator("拆除违法建设数量", "150处", "139处")
    claims = read_paragraph("overall", "goal", "1、拆除违法建设139处；", "a#t1r1c1", 2023)
    found = [claim for claim in link_claims(claims, FACTS, [point]) if claim.kind == "quantity"]
    assert [(claim.link, claim.section) for claim in found] == [(actual("拆除违法建设数量"), "goal")]


def test_plans_for_next_year_are_no_results():
    """The section on next steps names numbers that nobody has reached yet."""
    point = indicator("新建农村公路里程", "12公里")
    assert linked("新建农村公路20公里。", point, section="八、下一步改进措施")[0].link == ""
    assert linked("2024年新建农村公路20公里。", point)[0].link == ""


def test_same_people_other_word():
    """名 counts people as 人 does; 人次 counts visits."""
    point = indicator("开展干部培训人数", "85人")
    assert links("干部培训85名。", point) == [actual("开展干部培训人数")]
    assert links("干部培训85人次。", point) == [""]


def test_linking_is_pure():
    """Linked claims keep all that was read, in their order, and can be linked again."""
    claims = read_paragraph("report", "", "基本支出100万元，其中人员经费80万元，公用经费20万元。", "a#p1", 2023)
    once = link_claims(claims, FACTS)
    assert [claim.claim_id for claim in once] == [claim.claim_id for claim in claims]
    assert link_claims(once, FACTS) == once
    assert link_claims([], FACTS) == ()


PIECES = ["基本支出", "项目支出", "其中", "：", "，", "。", "100", "1431.36万元", "80%", "占", "同比增长", "实际", "预算", "拆除违法建设",
          "139处", "的", "无", "2022年", "三公经费", "（", "）", "环卫专项支出", "未发生一起安全事故", "计划", "完成"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_claims_can_be_linked(text: str):
    """Every link is an address of the forms or an indicator's, with a reason and a certainty that fit."""
    points = [indicator("拆除违法建设数量", "139处"), indicator("安全事故发生率", "0%"), indicator("", "5")]
    known = {*ADDRESSES, *(f"{point.address}.{cell}" for point in points for cell in ("actual", "target")), ""}
    for claim in link_claims(read_paragraph("report", "", text, "a#p1", 2023), FACTS, points):
        assert claim.link in known
        assert (claim.certainty != "unlinked") == bool(claim.link) == bool(claim.link and claim.link_reason)


# The real document


@pytest.fixture(scope="module")
def seed():
    if not SEED.exists():
        pytest.skip("the seed document is not here")
    from perfaudit.documents import read_document
    from perfaudit.forms import extract_forms, split_parts
    from perfaudit.vocabulary import load_vocabulary

    parts = split_parts(read_document(SEED), load_vocabulary())
    forms = extract_forms(parts, load_vocabulary())
    return extract_claims(parts, forms.fields), forms


SEED_LINKS = {
    "69 人": "basic.posts.final",
    "1070.70万元": "overall.basic_spending.stated",
    "211.39万元": "basic.running_costs.final",
    "1426.36万元": "basic.project_spending.final",
    "996.05": "basic.special_fund[环境整治专项支出].final",
    "38.78": "basic.special_fund[社区建设支出].final",
    "无政府性基金预算": "overall.government_fund.stated",
    "139处": actual("拆除违法建设数量"),
    "270场次": actual("开展重点区域环境整治场次"),
    "70人": actual("完成学法、普法考试人数"),
    "近19000人": actual("完成医保参保人数"),
    "120余家": actual("组织企业参加招聘"),
    "1亿元": actual("争取资金开展老旧小区改造"),
    "未发生一起安全生产责任事故": actual("安全成产事故发生率"),
    **dict.fromkeys(
        ["61人", "859.31万元", "1500万元", "1名", "4496平方米", "3000余个", "107%", "13.46亿元", "7亿元", "15个"], ""
    ),
}


def test_seed_links(seed):
    """Every figure that an auditor compares by hand in the real report is linked, and what only resembles one is not."""
    claims, forms = seed
    found: dict[str, set[str]] = {}
    for claim in link_claims(claims, forms.facts, forms.indicators):
        if claim.form == "report":
            found.setdefault(claim.raw_text, set()).add(claim.link)
    assert {raw_text: found[raw_text] for raw_text in SEED_LINKS} == {raw: {link} for raw, link in SEED_LINKS.items()}
    rates = found["100％"] | found["100%"]
    assert rates == {
        "", actual("危房处置率达"), actual("化解矛盾纠纷,按期办结率"), actual("完成学法、普法考试通过率"),
    }  # fmt: skip
    assert not any("满意度" in link for addresses in found.values() for link in addresses)


# Columns, changes and parts that are no figure of the whole year


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("年初预算安排项目支出20万元。", ["basic.project_spending.budget"]),
        (
            "年初部门预算30万元（其中基本支出10万元、项目支出20万元）。",
            ["overall.total_funds.budget", "", "basic.project_spending.budget"],
        ),
        ("三公经费3万元，比上年5万元减少2万元。", ["basic.three_public.final", "basic.three_public.prior_final", ""]),
        ("一季度三公经费1万元，上半年三公经费2万元。", ["", ""]),
        ("压减三公经费1.20万元。", [""]),
        ("年末在职在编教职工120人。", ["basic.in_post.final"]),
        ("自评得分98分，其中预算执行9.80分、产出指标40分。", ["overall.total.score", "", ""]),
    ],
)
def test_column_change_and_part_of_the_year_are_told_apart(text: str, addresses: list[str]):
    """A budget, last year's amount, a cut, a quarter and the score of one item are not the figure that bears the name."""
    assert links(text) == addresses


def test_tasks_are_targets():
    """What stands under the year's tasks was to be done, whatever was done."""
    text = "年度主要工作任务：1.人工造林面积2万亩；2.护林员培训60人。"
    found = linked(text, indicator("人工造林面积", "3万亩", "2万亩"))
    assert [claim.link for claim in found][:1] == ["overall.indicator[人工造林面积].target"]


def test_compared_budget_is_the_base_of_the_change():
    """ "较预算节约" is reckoned from the budget, "同比" from last year, where the text gives neither."""
    saved, fell = linked("三公经费较预算减少2万元。")[0], linked("三公经费同比减少2万元。")[0]
    assert (saved.denominator, fell.denominator) == ("basic.three_public.budget", "basic.three_public.prior_final")


@pytest.mark.parametrize("name", [")", "……", "100%"])
def test_an_indicator_named_by_signs_alone_is_linked_to_nothing(name):
    """A name without a single word has nothing to be like, and must not stop the audit of its unit."""
    rows = [{"name": name, "target": "10件", "actual": "10件", "weight": "10", "score": "10"}]
    records = make_records({"indicators": rows, "report": ["10件。", "共办理10件。"]})
    assert not any(claim.link for claim in records.claims)
