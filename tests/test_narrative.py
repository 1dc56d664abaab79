"""Prose → claims and sections: one oddity a test."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.documents import Cell, Passage, Source, Table
from perfaudit.forms import Part, extract_forms, split_parts
from perfaudit.narrative import extract_claims, find_sections, flatten, read_paragraph
from perfaudit.records import Claim, Field

SEED = Path(__file__).parents[2] / "shared" / "seed" / "wangyue-2023.txt"
FILE = "report.txt"


def claims_of(text: str, year: int = 2023) -> list[Claim]:
    """The quantities of one paragraph."""
    return [claim for claim in read_paragraph("report", "", text, f"{FILE}#p1", year) if claim.kind == "quantity"]


def one(text: str, raw_text: str) -> Claim:
    return next(claim for claim in claims_of(text) if claim.raw_text == raw_text)


def raw(claims: list[Claim], claim_id: str) -> str:
    """The printed figure behind an id."""
    return next((claim.raw_text for claim in claims if claim.claim_id == claim_id), "")


def passage(number: int, text: str) -> Passage:
    return Passage(text, Source(FILE, paragraph=number))


def table(number: int, rows: list[list[str]]) -> Table:
    return Table(
        number,
        tuple(
            tuple(Cell(text, Source(FILE, table=number, row=r, column=c), None) for c, text in enumerate(row, 1))
            for r, row in enumerate(rows, 1)
        ),
    )


def report(*blocks: str | list[list[str]]) -> Part:
    """A report of these lines and tables."""
    made = tuple(
        passage(place, block) if isinstance(block, str) else table(place, block)
        for place, block in enumerate(blocks, 1)
    )
    return Part("report", "2023年度某单位整体支出绩效自评报告", None, made)


def quantities(part: Part) -> list[Claim]:
    return [claim for claim in extract_claims([part]) if claim.kind == "quantity"]


# What a number is of


def test_every_number_is_a_claim_of_its_kind():
    """Dates, ordinals and references are kept apart from quantities and none is lost."""
    kinds = [c.kind for c in read_paragraph("report", "", "一是2023年处理12345热线工单20件。", "a#p1", 2023)]
    assert kinds == ["ordinal", "date", "reference", "quantity"]


def test_offsets_are_those_of_the_text_as_received():
    """Blanks and full-width signs are taken away for reading only."""
    text = "现有　编制 人员 ６９ 人，临聘人员１２人。"
    assert [text[claim.start : claim.end] for claim in claims_of(text)] == ["６９ 人", "１２人"]
    assert claims_of(text)[0].source_id == f"{FILE}#p1:{text.index('６')}-{text.index('人，') + 1}"


def test_sentence_ends_at_semicolon_and_line():
    """The sentence is quoted to people as received, so it must not run into its neighbours."""
    text = "1、改造厕所5座；\n2、修路3公里。"
    assert [claim.sentence for claim in claims_of(text)] == ["1、改造厕所5座；", "2、修路3公里。"]


@pytest.mark.parametrize(
    ("text", "raw_text", "subject"),
    [
        ("2023年我单位基本支出是1070.70万元。", "1070.70万元", "基本支出"),
        ("全年拆除甲仓库、乙车棚等违法建设139处。", "139处", "拆除违法建设"),
        ("扎实开展每周大扫除，共270场次。", "270场次", "扎实开展每周大扫除"),
        ("1名村支书到龄退休。", "1名", "村支书到龄退休"),
        ("成功处置3起网络事件。", "3起", "成功处置网络事件"),
        ("改造房屋94栋，3175户。", "3175户", "改造房屋"),
        ("共提出4大方面82条整改措施。", "82条", "整改措施"),
        ("人员经费：859.31万元。", "859.31万元", "人员经费"),
    ],
)
def test_subject_is_the_noun_phrase(text: str, raw_text: str, subject: str):
    """The noun stands before the number, after it, or in the clause before."""
    assert one(text, raw_text).subject == subject


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2022年基本支出1000万元，2023年基本支出1070万元。", ["prior", "this"]),
        ("三公经费1.5万元，较上年的1.86万元下降19.35%。", ["this", "prior", "this"]),
        ("上年结转资金20万元。", ["this"]),
        ("2021年修建水渠3公里。", ["2021"]),
        ("2019年机构改革后，核定编制50名。", ["this"]),
        ("去年收入90万元。今年收入95万元。", ["prior", "this"]),
        ("收入112000.00元，支出95000.00元。", ["this", "this"]),
    ],
)
def test_period_is_that_of_the_nearest_year(text: str, periods: list[str]):
    """A comparison does not make the growth last year's, nor an event the figures after it old."""
    assert [claim.period for claim in claims_of(text)] == periods


# Relations


def test_share_names_its_part_and_its_whole():
    """A share can only be reckoned again where both of its figures are known."""
    claims = claims_of("基本支出100万元，其中：人员经费：80万元，占基本支出的80%；公用经费：20万元，占基本支出的20%。")
    shares = [claim for claim in claims if claim.relation == "share"]
    assert [raw(claims, share.numerator) for share in shares] == ["80万元", "20万元"]
    assert [raw(claims, share.denominator) for share in shares] == ["100万元", "100万元"]


def test_programmes_called_plans_are_no_targets():
    """营养改善计划 is the name of a fund, and what stands beside it was spent."""
    assert one("其中：营养改善计划1204.36万元。", "1204.36万元").basis == ""
    assert one("全年计划1204.36万元。", "1204.36万元").basis == "target"


@pytest.mark.parametrize("end", ["以内。", "之内。", "。", "以内，"])
def test_parts_after_a_limit_are_parts_of_the_outcome(end: str):
    """The budget that an outcome was kept within has no parts, even where it stands right before 其中."""
    claims = claims_of(f"三公经费支出9.74万元，控制在预算10.50万元{end}其中公务接待费2.48万元，公车运行费7.26万元。")
    parts = [claim for claim in claims if claim.raw_text in ("2.48万元", "7.26万元")]
    assert [claim.basis for claim in parts] == ["", ""]
    assert {raw(claims, claim.parent) for claim in parts if claim.parent} <= {"9.74万元"}


def test_share_without_a_whole_is_of_the_total_its_part_belongs_to():
    """ "占比" leaves out what everybody can see."""
    claims = claims_of("总支出200万元，其中基本支出150万元，占比75%；项目支出50万元，占25%。")
    assert [raw(claims, c.denominator) for c in claims if c.relation == "share"] == ["200万元", "200万元"]
    claims = claims_of("总支出200万元，其中基本支出150万元，占比75%。")
    assert raw(claims, claims[-1].denominator) == "200万元"


@pytest.mark.parametrize(
    ("text", "raw_text", "direction"),
    [
        ("商贸业数据同比增长107%。", "107%", "up"),
        ("三公经费较上年下降10%。", "10%", "down"),
        ("满意度比上年提高1.2个百分点。", "1.2个百分点", "up"),
        ("公用经费较上年减少5.3万元。", "5.3万元", "down"),
        ("就业人数翻一番。", "翻一番", "up"),
    ],
)
def test_growth_has_a_direction(text: str, raw_text: str, direction: str):
    """A rise and a fall of the same size are not the same statement."""
    claim = one(text, raw_text)
    is_own_measure = claim.measure not in ("%",)
    assert (claim.relation, claim.direction) == ("change" if is_own_measure else "growth", direction)


def test_growth_names_both_years():
    """Growth follows from this year's and last year's amount where both stand in the sentence."""
    claims = claims_of("基本支出由2022年的1000万元增加到2023年的1070万元，增长7%。")
    assert raw(claims, claims[2].numerator) == "1070万元"
    assert raw(claims, claims[2].denominator) == "1000万元"
    assert claims[1].relation == "amount"


def test_new_ones_are_no_growth():
    """ "增加6个项目" counts new projects where nothing is compared."""
    assert one("今年增加6个项目。", "6个").relation == "amount"


def test_trend_without_a_number_marks_the_amount():
    """ "有明显下降" contradicts a rise, though it gives no rate."""
    claims = claims_of("为328人发放补贴，低保救助287户，较去年有明显下降。")
    assert [claim.direction for claim in claims] == ["", "down"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("机关设置3个股室：党政办、财务室（加挂统计室牌子）、人武部，下设站所若干。", ("党政办", "财务室", "人武部")),
        ("下设文化站、网格和环卫中心2个事业单位。", ("文化站", "网格和环卫中心")),
        ("辖东村、西村、南村3个社区。", ("东村", "西村", "南村")),
        ("内设办公室、人事股和法规股三个股室。", ("办公室", "人事股", "法规股")),
        ("下属单位2个，分别是信息中心、考试中心。", ("信息中心", "考试中心")),
        ("下辖2个社区（东社区、西社区）和5个村。", ("东社区", "西社区")),
        ("完成2项任务：一是建制度；二是强监管。", ("一是建制度", "二是强监管")),
    ],
)
def test_names_beside_a_count_are_listed(text: str, names: tuple[str, ...]):
    """Names stand before or after their count, with remarks in brackets and 和 between or inside them."""
    claim = claims_of(text)[0]
    assert (claim.relation, claim.listed_names) == ("count_of_list", names)


@pytest.mark.parametrize(
    "text",
    [
        "对辖区内卫生死角、零散垃圾等进行清理，处理问题20个。",
        "走访困难群众、老党员56人。",
        "投入3万元：用于购买桌椅、电脑。",
        "发放米、面、油120份。",
        "第3个社区：东村、西村。",
        "问题15个，11月底前已整改，涉及环卫、绿化。",
    ],
)
def test_an_enumeration_beside_another_count_is_no_list(text: str):
    """A list is only one where the count clearly counts its names."""
    assert all(claim.relation == "amount" for claim in claims_of(text))


def test_parts_after_of_which_belong_to_the_total():
    """Semicolons do not end a list of parts, but words without a number between do not belong to it."""
    claims = claims_of(
        "基本支出100万元，其中：人员经费80万元，主要包括工资、补贴；公用经费20万元，主要包括办公费。项目支出5万元。"
    )
    assert [(claim.relation, raw(claims, claim.parent)) for claim in claims] == [
        ("amount", ""), ("part", "100万元"), ("part", "100万元"), ("amount", ""),
    ]  # fmt: skip


def test_parts_end_where_they_make_up_the_total():
    """What the sentence goes on to say is no part of a total that is used up."""
    claims = claims_of("基本支出100万元，其中人员经费80万元，公用经费20万元，项目支出50万元。")
    assert [claim.relation for claim in claims] == ["amount", "part", "part", "amount"]


def test_parts_of_parts_stand_in_brackets():
    """A remark in brackets explains the part before it and is not added to its siblings."""
    claims = claims_of("项目支出50万元，其中：修路20万元（含购置设备2万元），植树30万元。")
    assert [raw(claims, claim.parent) for claim in claims] == ["", "50万元", "", "50万元"]


@pytest.mark.parametrize(
    "text",
    [
        "社区人员61人，其中党员20人。",
        "支出80万元，其中主要用于修路50万元、植树10万元。",
        "公用经费54.45万元，其中：办公费41.58万元、水电费9.68万元。",
        "培训200人，其中干部50人、社区工作者80人。",
        "基本支出90万元。其中：办公费10万元、印刷费5万元。",
    ],
)
def test_some_of_a_total_need_not_make_it_up(text: str):
    """One part, the main ones, kinds of running costs, or groups of people are not said to be all there is."""
    assert {(claim.relation, claim.parent) for claim in claims_of(text)} == {("amount", "")}


def test_some_of_a_total_cannot_pass_it():
    """More party members than people is a contradiction, whatever else the people are."""
    claims = claims_of("培训200人，其中干部150人、社区工作者80人。")
    assert [raw(claims, claim.parent) for claim in claims] == ["", "200人", "200人"]


def test_parts_are_not_told_twice():
    """A passage that names the parts of a total, and a table that names them again, are two lists and not one sum."""
    rows = [["修路", "20"], ["植树", "10"]]
    claims = quantities(report("项目支出30万元，其中修路20万元、植树10万元，明细如下（单位：万元）：", rows))
    assert [claim.relation for claim in claims] == ["amount", "part", "part", "amount", "amount"]


def test_total_after_its_parts():
    """ "合计" sums up what stands before it."""
    claims = claims_of("人员经费80万元、公用经费20万元，共计100万元。")
    assert [raw(claims, claim.parent) for claim in claims] == ["100万元", "100万元", ""]


def test_averages_are_no_parts():
    """A figure per head is counted in the same money and is no part of it."""
    claims = claims_of("人员经费80万元，其中工资50万元，人均5万元，补贴30万元。")
    assert [claim.relation for claim in claims] == ["amount", "part", "amount", "part"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("今年未发生一起安全生产责任事故。", "安全生产责任事故"),
        ("我单位2023年度无政府性基金预算。", "政府性基金预算"),
        ("肇事肇祸发生为零。", "肇事肇祸"),
        ("没有发现违规使用资金情况。", "违规使用资金情况"),
        ("实现零事故。", "事故"),
    ],
)
def test_none_at_all_is_a_claim_of_zero(text: str, subject: str):
    """A negation says 0 without a numeral, and "一起" in it is no 1."""
    (claim,) = claims_of(text)
    assert (claim.relation, claim.value, claim.subject) == ("negation", Decimal(0), subject)


@pytest.mark.parametrize(
    "text", ["清理无人看管的垃圾。", "无障碍设施有了改善。", "无法完成的情况。", "没有充分调动党员的积极性。"]
)
def test_words_that_begin_with_no_are_no_negation(text: str):
    """无 and 没有 begin many words that deny nothing a form could hold."""
    assert claims_of(text) == []


@pytest.mark.parametrize(
    ("text", "raw_text", "judgement"),
    [
        ("完成参保近19000人，超额完成任务数。", "近19000人", "exceeded"),
        ("全面完成投资13.46亿元，在库项目9个，超额完成固定资产投资额，其中投资额最多的5个。", "13.46亿元", "met"),
        ("植树30亩，未完成年初目标。", "30亩", "missed"),
        ("收入20万元，与上年持平。", "20万元", "level"),
        ("共完成改造5处。", "5处", ""),
        ("任务按期完成率98%。", "98%", ""),
    ],
)
def test_judgement_falls_on_the_number_it_speaks_of(text: str, raw_text: str, judgement: str):
    """ "完成" alone says that something was done, not that a target was met."""
    assert one(text, raw_text).judgement == judgement


# Tables and lists below a total


def test_rows_below_details_as_follows_are_parts():
    """The measure stands in the passage, and a line left blank is known as named."""
    claims = quantities(
        report(
            "项目支出30.5万元，明细如下（单位：万元）：", [["修路", "", "20"], ["植树", "", ""], ["清淤", "", "10.50"]]
        )
    )
    total, *parts = claims
    assert [(c.subject, c.value, c.relation, c.parent) for c in parts] == [
        ("修路", Decimal(200_000), "part", total.claim_id),
        ("植树", None, "part", total.claim_id),
        ("清淤", Decimal(105_000), "part", total.claim_id),
    ]
    assert parts[2].quantum == Decimal(50)


def test_head_row_names_the_column_of_the_parts():
    """Budget and last year's column stand beside the amount and are not added up."""
    claims = quantities(
        report(
            "2023年项目支出30万元，具体如下：",
            "（单位：万元）",
            [
                ["项目名称", "上年决算数", "预算数", "决算数"],
                ["修路", "5", "18", "20"],
                ["植树", "6", "9", "10"],
                ["合计", "11", "27", "30"],
            ],
        )
    )
    parts = [claim for claim in claims if claim.relation == "part" and claim.parent == claims[0].claim_id]
    assert [(claim.raw_text, claim.value) for claim in parts] == [("20", Decimal(200_000)), ("10", Decimal(100_000))]
    assert [claim.period for claim in claims if claim.subject.startswith("修路")] == ["prior", "this", "this"]
    assert claims[-1].subject == "项目支出"


def test_parts_are_those_of_this_years_amount():
    """Last year's amount stands nearer to the table and is not what the rows add up to."""
    total, prior, _, *parts = quantities(
        report(
            "项目支出30万元，比上年的25万元增长20%，构成见下表，单位为元。",
            [["修路", "200000.00"], ["植树", "100000.00"]],
        )
    )
    assert prior.period == "prior"
    assert [(claim.parent, claim.value) for claim in parts] == [
        (total.claim_id, Decimal(200_000)), (total.claim_id, Decimal(100_000)),
    ]  # fmt: skip


def test_targets_with_numbers_count_nothing():
    """ "目标1：" tells targets apart."""
    kinds = [c.kind for c in read_paragraph("overall", "goal", "目标1：植树20亩；目标2：修路3公里。", "a#p1", 2023)]
    assert kinds == ["ordinal", "quantity", "ordinal", "quantity"]


def test_lines_below_details_as_follows_are_parts():
    """The same list stands as lines of text elsewhere, and the next heading ends it."""
    claims = quantities(
        report("项目支出30万元，明细如下：", "1、修路20万元；", "2、植树10万元。", "三、绩效情况", "全年接待50万人。")
    )
    assert [claim.relation for claim in claims] == ["amount", "part", "part", "amount"]


def test_table_of_the_report_without_a_total():
    """Figures of any table are claims, and text in it is read as text."""
    claims = quantities(report("情况见下表。", [["培训", "12"], ["备注", "共3场次"]]))
    assert [(claim.raw_text, claim.relation) for claim in claims] == [("12", "amount"), ("3场次", "amount")]


def test_goals_and_results_are_read_from_their_cells():
    """The texts of form 2 hold the same kind of claims, told apart by their section."""
    fields = [
        Field("overall", "goal", "", "1、拆除违建5处；\n2、植树20亩。", "reported", "a.docx#t1r2c3"),
        Field("overall", "result", "", "", "blank", "a.docx#t1r2c4"),
        Field("project", "goal", "", "修路3公里", "reported", "a.docx#t2r2c3"),
    ]
    claims = [claim for claim in extract_claims([], fields) if claim.kind == "quantity"]
    assert [(c.form, c.section, c.raw_text) for c in claims] == [
        ("overall", "goal", "5处"),
        ("overall", "goal", "20亩"),
    ]
    assert claims[1].source_id.startswith("a.docx#t1r2c3:")


# Sections


def levels(*lines: str) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in find_sections(report(*lines))]


def empty(*lines: str) -> list[str]:
    sections = find_sections(report(*lines))
    return [section.title for section in sections if section.is_empty and section.is_announced]


def test_flattened_automatic_numbers_keep_their_level():
    """Word's "1、" stands beside "二、" once the automatic number has become text."""
    found = levels(
        "1、 单位基本情况",
        "（一）职能职责",
        "负责卫生。",
        "二、 支出情况",
        "（一）基本支出",
        "支出若干。",
        "3、 存在的问题",
        "不少。",
    )
    assert [level for level, _ in found] == [0, 1, 0, 1, 0]


def test_same_style_can_nest():
    """ "一、" below "六、" starts a level of its own, and the outer numbers go on after it."""
    found = levels(
        "五、收支情况",
        "正常。",
        "六、绩效情况",
        "一、党建工作",
        "好。",
        "三、经济工作",
        "好。",
        "七、存在的问题",
        "有。",
        "八、下一步打算",
        "改。",
    )
    assert [level for level, _ in found] == [0, 0, 1, 1, 0, 0]


def test_empty_sections_are_told():
    """A section that the report announces and does not fill stands before the next one or at the end."""
    assert empty("一、基本情况", "有。", "二、支出情况", "（一）基本支出情况", "有。", "三、结果应用情况", "四、其他需要说明的情况") == [
        "三、结果应用情况", "四、其他需要说明的情况",
    ]  # fmt: skip


def test_signature_and_date_do_not_fill_a_section():
    """The unit's name and the date at the end are no content of the last section."""
    assert empty("一、基本情况", "有。", "二、其他需要说明的情况", "某某街道办事处", "2024年3月15日") == [
        "二、其他需要说明的情况"
    ]
    assert empty("一、基本情况", "有。", "二、其他需要说明的情况", "无。", "某某街道办事处", "2024年3月15日") == []


def test_lines_of_a_list_are_no_sections():
    """Numbered lines without a full stop are items, not sections that nobody filled."""
    assert empty("一、主要职责", "1、负责城市管理", "2、负责社区服务", "二、其他情况", "无。") == []


def test_known_titles_need_no_number():
    """Automatic numbers that were lost leave bare titles."""
    assert empty("单位基本情况", "有。", "存在的问题", "下一步改进措施", "改。") == ["存在的问题"]


def test_inline_headings_are_filled():
    """ "（一）基本支出：2023年…" is heading and text in one line."""
    sections = find_sections(
        report("一、支出情况", "（一）基本支出。2023年支出5万元。", "（二）项目支出。无项目支出。")
    )
    assert [(section.title, section.is_inline, section.is_empty) for section in sections[1:]] == [
        ("（一）基本支出", True, False), ("（二）项目支出", True, False),
    ]  # fmt: skip


def test_claims_know_their_sections():
    """The path of headings tells the same words in two sections apart."""
    claims = quantities(report("一、支出", "（一）基本支出情况", "支出5万元。", "二、绩效", "支出6万元。"))
    assert [claim.section for claim in claims] == ["一、支出 / （一）基本支出情况", "二、绩效"]


# For any text

PIECES = ["基本支出", "项目支出", "其中", "：", "，", "；", "。", "100", "1,431.36万元", "80%", "占", "同比增长", "6个社区", "、", "（", "）",
          "无", "未发生一起事故", "2023年", "上年", "合计", "一、", "\n", "等", "约", "近1.9万人", "甲", "翻一番", "超额完成", " ", "　"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str):
    """Whatever a report holds, offsets point at the words and ids refer to claims of the same text."""
    claims = read_paragraph("report", "", text, "a#p1", 2023)
    ids = {claim.claim_id for claim in claims}
    assert len(ids) == len(claims)
    for claim in claims:
        assert text[claim.start : claim.end] == claim.raw_text
        assert {claim.parent, claim.numerator, claim.denominator} <= ids | {""}
        assert claim.parent != claim.claim_id


SENTENCES = [
    "2023年基本支出1070.70万元，其中：人员经费859.31万元，占基本支出的80.26%；公用经费211.39万元，占19.74%。",
    "三公经费1.5万元，较上年的1.86万元下降19.35%。",
    "机关设置3个股室：党政办、财务室、人武部；辖东村、西村2个社区。",
    "全年完成参保近19000人，超额完成任务数，未发生一起安全事故。",
]


@given(st.sampled_from(SENTENCES), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_full_width_signs_and_blanks_change_nothing(sentence: str, random):
    """The same sentence typed with full-width digits and stray blanks makes the same claims."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() and random.random() < 0.5 else sign for sign in sentence)
    spaced = re.sub(r"(?<=[\u4e00-\u9fff])(?=[，、：；])", lambda _: random.choice(["", " ", "　"]), wide)

    def essence(text: str) -> list[tuple]:
        claims = claims_of(text)
        return [
            (
                flatten(c.raw_text), c.value, c.measure, c.subject, c.period, c.relation, c.direction, c.judgement,
                c.listed_names, flatten(raw(claims, c.parent)), flatten(raw(claims, c.denominator)),
            )
            for c in claims
        ]  # fmt: skip

    assert essence(spaced) == essence(sentence)


# The real document


@pytest.fixture(scope="module")
def seed() -> tuple[tuple[Part, ...], tuple[Field, ...]]:
    if not SEED.exists():
        pytest.skip("the seed document is not here")
    from perfaudit.documents import read_document
    from perfaudit.vocabulary import load_vocabulary

    parts = split_parts(read_document(SEED), load_vocabulary())
    return parts, extract_forms(parts, load_vocabulary()).fields


def test_seed_every_digit_of_the_report_is_in_a_claim(seed):
    """No number of a real report is passed over."""
    parts, fields = seed
    claims = extract_claims(parts, fields)
    covered = {(claim.source_id.rpartition(":")[0], at) for claim in claims for at in range(claim.start, claim.end)}
    blocks = next(part for part in parts if part.form == "report").passages
    missed = [
        (block.text[max(0, at - 5) : at + 5])
        for block in blocks
        for at, sign in enumerate(block.text)
        if sign.isdigit() and (block.source.id, at) not in covered
    ]
    assert blocks and missed == []


def test_seed_lists_parts_and_shares(seed):
    """The counts, parts and shares that an auditor checks by hand are found in the real report."""
    claims = extract_claims(*seed)
    lists = [(claim.value, len(claim.listed_names)) for claim in claims if claim.relation == "count_of_list"]
    assert lists == [(6, 8), (4, 5), (6, 6)]
    total = next(claim for claim in claims if claim.subject == "项目支出")
    lines = [claim for claim in claims if claim.parent == total.claim_id]
    assert (len(lines), sum(claim.value is None for claim in lines)) == (13, 2)
    assert sum(claim.value or 0 for claim in lines) == Decimal(14_307_700)
    shares = [claim for claim in claims if claim.relation == "share"]
    assert [(raw(claims, c.numerator), raw(claims, c.denominator)) for c in shares] == [
        ("859.31万元", "1070.70万元"), ("211.39万元", "1070.70万元"),
    ]  # fmt: skip


def test_seed_empty_sections(seed):
    """The real report announces two sections at its end and fills neither."""
    part = next(part for part in seed[0] if part.form == "report")
    found = [section.known for section in find_sections(part) if section.is_empty and section.is_announced]
    assert found == ["results_use", "other"]


# Comparisons


@pytest.mark.parametrize(
    ("text", "raw_text", "numerator", "denominator"),
    [
        ("接待费7.20万元，比上年9万元减少1.80万元，下降20%。", "1.80万元", "7.20万元", "9万元"),
        ("接待费7.20万元，比上年9万元减少1.80万元，下降20%。", "20%", "7.20万元", "9万元"),
        ("会议费预算6万元，决算4万元，比预算减少2万元，比上年决算5万元减少1万元，减幅20%。", "2万元", "4万元", "6万元"),
        ("会议费预算6万元，决算4万元，比预算减少2万元，比上年决算5万元减少1万元，减幅20%。", "20%", "4万元", "5万元"),
        ("参保率由91.2%提高到93.5%，提高2.3个百分点。", "2.3个百分点", "93.5%", "91.2%"),
        ("结余由上年的30万元压减至12万元，减少18万元。", "18万元", "12万元", "30万元"),
        ("采购60万元，其中货物25万元、工程35万元，较上年50万元增加10万元。", "10万元", "60万元", "50万元"),
    ],
)
def test_change_is_reckoned_from_the_two_it_compares(text: str, raw_text: str, numerator: str, denominator: str):
    """ "比预算" and "比上年" each have a base of their own, and the amount of change is never the amount itself."""
    claims = claims_of(text)
    claim = next(c for c in claims if c.raw_text == raw_text)
    assert (raw(claims, claim.numerator), raw(claims, claim.denominator)) == (numerator, denominator)


def test_change_is_no_total():
    """What follows a comparison divides the amount that was compared, not the amount of change."""
    claims = claims_of("接待费9万元，较上年12万元减少3万元，下降25%。具体为：甲5万元，乙4万元。")
    assert [raw(claims, c.parent) for c in claims if c.parent] == ["9万元", "9万元"]


def test_change_of_something_else_is_not_reckoned_from_the_amount_before():
    """The clause names what rose: the number before it is another thing's."""
    claims = claims_of("住房支出30万元，教育支出同比增加5万元。")
    assert (claims[1].relation, claims[1].numerator) == ("change", "")


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("支出共200万元。甲类支出150万元、乙类支出50万元，分别占支出的75%和25%。", [("150万元"), ("50万元")]),
        ("甲类支出150万元，占75%；乙类支出50万元，占25%。", ["150万元", "50万元"]),
    ],
)
def test_shares_in_a_row_go_to_their_parts_in_order(text: str, wholes: list[str]):
    """ "分别占" gives the parts first and their shares later."""
    claims = claims_of(text)
    assert [raw(claims, c.numerator) for c in claims if c.relation == "share"] == wholes


def test_share_of_a_printed_target():
    """ "完成年度任务50户的90%": the whole stands between the verb and the rate."""
    claims = claims_of("改造危房45户，完成年度任务50户的90%。")
    assert (raw(claims, claims[2].numerator), raw(claims, claims[2].denominator)) == ("45户", "50户")


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        ("甲专项10万元、乙专项30万元；乙专项包括修渠20万元、植树10万元。", {"30万元"}),
        ("工程合格率100%，其中优良率80%；达标率90%。", set()),
        ("在编50人，其中行政20人、事业30人；退休12人。", {"50人"}),
        ("总支出90万元。基本支出60万元，项目支出30万元。基本支出中，工资50万元，公用10万元。", {"60万元"}),
    ],
)
def test_parts_belong_to_what_their_words_name(text: str, parents: set[str]):
    """A list belongs to the amount that its own words name, and rates are no parts."""
    claims = claims_of(text)
    assert {raw(claims, c.parent) for c in claims if c.parent} == parents


@pytest.mark.parametrize(
    ("text", "raw_text", "basis"),
    [
        ("年初预算安排项目支出20万元。", "20万元", "budget"),
        ("年初部门预算30万元（其中基本支出10万元、项目支出20万元）。", "10万元", "budget"),
        ("造林任务2万亩，实际造林3万亩。", "2万亩", "target"),
        ("造林任务2万亩，实际造林3万亩。", "3万亩", ""),
        ("年中追加12万元。", "12万元", "change"),
        ("一般公共预算拨款支出20万元。", "20万元", ""),
    ],
)
def test_words_before_an_amount_name_its_column(text: str, raw_text: str, basis: str):
    """A budget, a target and what was added in the year are not what was spent."""
    assert one(text, raw_text).basis == basis


def test_every_column_of_a_table_is_what_its_head_says():
    """Last year, budget, outcome, change and rate are five different statements of one row."""
    head = ["项目", "上年决算数", "年初预算数", "决算数", "增减额", "增减率"]
    claims = quantities(report("（单位：万元）", [head, ["会议费", "5.00", "6.00", "4.00", "-1.00", "-20.00%"]]))
    found = [(c.relation, c.period, c.basis, c.direction) for c in claims]
    assert found == [
        ("amount", "prior", "", ""), ("amount", "this", "budget", ""), ("amount", "this", "", ""),
        ("change", "this", "", "down"), ("growth", "this", "", "down"),
    ]  # fmt: skip
    assert [raw(claims, c.denominator) for c in claims[3:]] == ["5.00", "5.00"]


def test_column_has_its_own_total():
    """A row 合计 adds up each column, rates and changes aside."""
    rows = [["项目名称", "金额", "占比"], ["修路", "20", "40%"], ["植树", "30", "60%"], ["合计", "50", "100%"]]
    claims = quantities(report("（单位：万元）", rows))
    assert [(c.raw_text, raw(claims, c.parent)) for c in claims if c.parent] == [("20", "50"), ("30", "50")]


def test_cell_with_a_measure_is_a_figure():
    """In a table of targets the figures carry their measure, and a target is none of the outcome's."""
    claims = quantities(report([["指标名称", "年初目标", "实际完成"], ["改厕", "60户", "57户"]]))
    assert [(c.subject, c.raw_text, c.basis) for c in claims] == [("改厕", "60户", "target"), ("改厕", "57户", "")]


def test_an_average_is_no_total():
    """The daily average that a list stands behind is made up of none of its items."""
    claims = claims_of("全年借阅7300册次，比2022年的6500册次增长12.31%，日均20册次；其中少儿4300册次，成人3000册次。")
    assert "20册次" not in {raw(claims, c.parent) for c in claims}


@pytest.mark.parametrize(
    ("text", "numerator"),
    [
        ("床位90张，内科30张，外科40张，儿科20张，比2022年的80张多10张，增幅12.5%。", "90张"),
        ("床位95张，内科30张，外科40张，儿科20张，比2022年的80张多15张，增幅18.75%。", ""),
    ],
)
def test_growth_after_a_run_is_of_its_total_or_of_nothing(text: str, numerator: str):
    """The last item of a run is not what grew, unless the figures say so."""
    claims = claims_of(text)
    grown = [c for c in claims if c.relation in ("change", "growth")]
    assert [raw(claims, c.numerator) for c in grown] == [numerator, numerator]


def test_share_of_a_plan_after_a_list_is_of_its_total():
    """依次为 lists as 分别为 does, and the whole list is held against the plan."""
    claims = claims_of("发放种苗900株，三个村依次为400株、300株和200株，为计划1000株的90%。")
    assert (raw(claims, claims[-1].numerator), raw(claims, claims[-1].denominator)) == ("900株", "1000株")


def test_sum_over_different_things_is_left_alone():
    """Things counted in several measures add up to a sum in one of them."""
    claims = claims_of("年度任务12项，交办事项4项，建议5件，合计21项。")
    assert {c.parent for c in claims} == {""}


def test_items_with_numbers_of_their_own_are_no_names():
    """Each of them stands for several."""
    assert one("下属单位12个：局机关1个，事业站所5个，林场6所。", "12个").listed_names == ()


def test_columns_of_amounts_are_kept_apart():
    """A figure belongs to the total below it, and the passage before explains the one column that it names."""
    rows = [["单位", "基本支出", "项目支出", "合计"], ["甲站", "5", "2", "7"], ["乙站", "6", "3", "9"]]
    claims = quantities(report("项目支出5万元，各单位情况如下（单位：万元）：", [*rows, ["合计", "11", "5", "16"]]))
    parents = {c.raw_text: raw(claims, c.parent) for c in claims if c.parent}
    assert parents == {"5": "11", "6": "11", "2": "5万元", "3": "5万元", "7": "16", "9": "16"}
