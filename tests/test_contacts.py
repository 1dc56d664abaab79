"""Persons' names and telephone numbers: masked wherever a label, a title or their own shape gives them away."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.contacts import find_masked, mask_contacts, mask_file_name
from perfaudit.documents import Document, File, Passage, Source
from perfaudit.documents.building import BlockBuilder, CellText

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def document_of(*blocks: str | list[list[str]]) -> Document:
    """A document of paragraphs (texts) and tables (rows of texts)."""
    builder = BlockBuilder("a.docx")
    for block in blocks:
        if isinstance(block, str):
            builder.add_passage(block)
        else:
            builder.add_table([[CellText(text) for text in row] for row in block])
    return Document("a", (), builder.blocks)


def masked(*blocks: str | list[list[str]]) -> list[str]:
    """All texts of such a document after masking, cells first."""
    document = mask_contacts(document_of(*blocks))
    return [piece.text for piece in document.pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("填表人：方小圆", "填表人：***"),
        ("负责人（签字）：方　圆", "负责人（签字）：*　*"),
        ("單位負責人簽字：歐陽方圓", "單位負責人簽字：****"),
        ("组长：方圆；成员：方正、方大圆", "组长：**；成员：**、***"),
        ("由党委书记方圆任组长", "由党委书记**任组长"),
        ("方圆同志牵头", "**同志牵头"),
        ("阿里木·买买提同志；联系人：阿里木·买买提", "*******同志；联系人：*******"),
        ("联系电话：0737-1234567", "联系电话：************"),
        ("電話：８２３４５６７８", "電話：********"),
        ("手机 138 1234 5678", "手机 *** **** ****"),
        ("请致电13812345678。", "请致电***********。"),
        ("邮箱 unit@example.com", "邮箱 ****************"),
    ],
)
def test_contacts_are_masked(text, expected):
    """Labels, titles and shapes give persons away, in either kind of characters and with blanks inside."""
    assert masked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "填表人：    联系电话：",
        "负责人：        主管部门：某某局",
        "主任办公会研究决定，全体同志参加",
        "项目投资13812345678元，编号2023-0737-1234567890",
        "成员单位包括财政局、民政局",
        "2023年度决算数1381.23万元，同比增长12.5%",
    ],
)
def test_what_names_nobody_stays(text):
    """Empty signature lines, offices, amounts and years are no contacts."""
    assert masked(text) == [text]


def test_cells_beside_and_beneath_labels():
    """A name or a number in a cell of its own is known by the label beside it or above it."""
    beside = [["联系人", "方小圆", "联系电话", "82345678"], ["项目名称", "道路养护", "预算数", "82345678"]]
    assert masked(beside) == ["联系人", "***", "联系电话", "********", *beside[1]]
    assert masked([["负责人", "联系电话"], ["方圆", "13812345678"]])[2:] == ["**", "***********"]


def test_bare_figures_in_tables_stay():
    """Eleven digits alone in a cell are an amount in yuan, whatever they look like."""
    assert masked([["项目支出", "13812345678"]]) == ["项目支出", "13812345678"]


def test_a_name_is_masked_wherever_it_stands():
    """The signature gives a name away, and the report says it again without any label."""
    assert masked("本年由方小圆负责验收", "填表人：方小圆") == ["本年由***负责验收", "填表人：***"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人张三，13812345678", "联系人**，***********"),
        ("请致电,13812345678，谢谢", "请致电,***********，谢谢"),
        ("13812345678，13912345678", "***********************"),
        ("（电话：0731-85551234，13812345678）", f"（电话：{'*' * 25}）"),
    ],
)
def test_a_number_behind_a_comma(text, expected):
    """Only behind a digit is a comma part of a figure."""
    assert masked(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成员：赵一山（财政所所长）、钱二水（办公室）、周三木。", "成员：***（财政所所长）、***（办公室）、***。"),
        ("成员：赵一山、周三木等", "成员：***、***等"),
        ("成员：陈伟斌 李明亮 王大锤", "成员：*** *** ***"),
        ("成　员：陈伟斌　李明亮", "成　员：***　***"),
        ("组长：陈伟斌副局长", "组长：***副局长"),
    ],
)
def test_names_in_a_list(text, expected):
    """Neither posts in brackets nor blanks between names end a list of them."""
    assert masked(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("填表人 李小四", "填表人 ***"),
        ("填表人（签字）王五一", "填表人（签字）***"),
        ("单位负责人：（签字）陈伟斌", "单位负责人：（签字）***"),
        ("填表人 李小四 联系电话 85551234", "填表人 *** 联系电话 ********"),
        ("填 表 人：陈伟斌  电 话：85551234", "填 表 人：***  电 话：********"),
        ("联 系 人：李 四 电 话：85551234", "联 系 人：* * 电 话：********"),
        ("填表人:陈伟斌联系电话:13812345678", "填表人:***联系电话:***********"),
        ("填表人：陈伟斌日期：2024年", "填表人：***日期：2024年"),
        ("联系人及联系方式：陈建华，85551234", "联系人及联系方式：***，********"),
        ("审核：李明亮　制 表：王小五", "审核：***　制 表：***"),
        *((f"{label}：陈伟斌", f"{label}：***") for label in ("校对", "联络员", "牵头人", "责任人", "报告人")),
    ],
)
def test_labels_as_they_are_written(text, expected):
    """A colon may be missing, blanks may stand inside a label, and another label may follow at once."""
    assert masked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "项目负责人 联系电话 金额 备注",
        "负责人 安化县 财政局",
        "成员 高度重视，会计 金额 余额",
        "分管领导 安排部署",
        "审核：金额无误，审核：通过，制表：财政局",
        "责任人：财政局；牵头人：办公室；组长：镇长",
        "责任人：安化县；会计：方便查询",
        "严格审核程序，制表规范，校对无误",
        "局长安排，主任管理。",
        "购置手机12000元，联系电话 85551台",
        "编号1,13812345678.00，13812345678万元",
    ],
)
def test_what_only_looks_like_a_contact_stays(text):
    """Words that begin as surnames do, offices, places, posts and figures behind labels are nobody's."""
    assert masked(text) == [text]


def test_heads_hold_down_the_table():
    """Every row under 姓名 names somebody, until other heads come; heads beside it are no names."""
    table = [
        ["姓名", "职务", "联系电话"],
        ["陈建设", "主任", "82345678"],
        ["呼延灼", "会计", "13612345678"],
        ["李明亮", "科员", ""],
        ["项目名称", "预算数", "决算数"],
        ["安置房", "金额", "82345678"],
    ]
    expected = [table[0], ["***", "主任", "********"], ["***", "会计", "***********"], ["***", "科员", ""], *table[4:]]
    assert masked(table) == [text for row in expected for text in row]


def test_figures_far_beneath_a_head_stay():
    """An empty line for signatures is no row of heads for the figures under it."""
    table = [["负责人", "联系电话"], ["项目支出", "1234567.00"], ["基本支出", "82345678"]]
    assert masked(table) == [text for row in table for text in row]


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("项目负责人", "陈建军（科长）", "***（科长）"),
        ("联系人及联系方式", "陈建华，13812345678", "***，***********"),
        ("项目负责人及电话", "陈建军 85551235", "*** ********"),
        ("责任人", "财政局", "财政局"),
        ("审核", "通过", "通过"),
        ("审核", "李明亮", "***"),
        ("姓名", "职务", "职务"),
    ],
)
def test_cells_that_hold_more_than_a_name(label, value, expected):
    """A post or a number may stand in the cell of a name, and a head or an office instead of one."""
    assert masked([[label, value]]) == [label, expected]


MEASURED = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "项目支出", "手机", "电话", "负责人 ", "审核：", "，", "预算数,", "年初预算1,"]),
    st.one_of(
        st.integers(0, 10**12).map(str),
        st.integers(0, 10**12).map("{:,}".format),
        st.decimals(0, 10**11, places=2).map(str),
        st.sampled_from(["13812345678", "13812345678.00", "82345678"]),
    ),
    st.sampled_from(["元", "万元", "亿元", " 元", "人", "个", "%"]),
)


@given(st.lists(MEASURED, min_size=1))
def test_money_and_counts_never_change(figures):
    """A figure with its measure behind it is no telephone number, whatever label or comma stands before it."""
    text = "；".join(figures)
    assert masked(text) == [text]


@given(st.lists(st.integers(0, 10**9).map("{:,}.00".format), min_size=2, max_size=2))
def test_money_in_tables_never_changes(figures):
    """Money written as such stays beneath and beside any label."""
    table = [["联系人", "联系电话", "金额"], ["合计", *figures], ["负责人", *figures]]
    assert masked(table) == [text for row in table for text in row]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明13812345678自评.html", "＊＊＊＊＊＊＊＊＊＊＊＊＊＊自评.html"),
        ("13812345678-王小明.docx", "＊＊＊＊＊＊＊＊＊＊＊-＊＊＊.docx"),
        ("自评（430102199001011234）", "自评（＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊）"),
        ("安化县13812345678.docx", "安化县＊＊＊＊＊＊＊＊＊＊＊.docx"),
        ("安化县财政局2024年度自评20240115.docx", "安化县财政局2024年度自评20240115.docx"),
        ("财预〔2024〕13号 1,234,567.89.xlsx", "财预〔2024〕13号 1,234,567.89.xlsx"),
    ],
)
def test_names_of_files(name, expected):
    """Numbers and the names beside them go from a file's name, in a sign that Windows takes; dates and offices stay."""
    assert mask_file_name(name) == expected


def test_files_of_one_masked_name_stay_apart():
    """Two files that come to have one name are numbered, and every source follows its file."""
    names = ("13812345678.txt", "13912345678.txt")
    passages = tuple(Passage(name[:3], Source(name, paragraph=1)) for name in names)
    document = replace(document_of(), files=tuple(File(name, "", "txt") for name in names), blocks=passages)
    shown = ["＊＊＊＊＊＊＊＊＊＊＊.txt", "＊＊＊＊＊＊＊＊＊＊＊ (2).txt"]
    assert [file.name for file in mask_contacts(document).files] == shown
    assert [passage.source.file for passage in mask_contacts(document).passages] == shown


def test_a_masked_path_finds_its_file(tmp_path):
    """The notebook knows its document by the masked name only, and must open it; two of one name are none."""
    first = tmp_path / "13812345678.txt"
    first.touch()
    shown = tmp_path / mask_file_name(first.name)
    assert find_masked(shown) == first
    (tmp_path / "13912345678.txt").touch()
    assert find_masked(shown) == shown


@pytest.mark.parametrize(("keep_contacts", "is_named"), [(False, False), (True, True)])
def test_no_output_names_who_stands_in_a_file_name(tmp_path, keep_contacts, is_named):
    """Folder, findings and run.json show the masked id; a second run with --resume knows the unit again."""
    from perfaudit.running import Options, plan_units, run_batch

    path = tmp_path / "王小明13812345678自评.txt"
    path.write_text("2023年度某镇整体支出绩效自评报告\n" + "本年各项工作完成较好。\n" * 20, encoding="utf-8")
    options = Options(tmp_path / "out", notebook=False, keep_contacts=keep_contacts)
    [result] = run_batch(plan_units([path], None, options.out), options, lambda _: None)
    assert not result.error
    written = [file for file in options.out.rglob("*") if file.is_file()]
    assert len(written) == 2
    for file in written:
        shown = str(file.relative_to(tmp_path)) + file.read_text(encoding="utf-8")
        assert ("王小明" in shown) == ("13812345678" in shown) == is_named
    again = []
    run_batch(plan_units([path], None, options.out), replace(options, resume=True), again.append)
    assert not again


def test_units_of_one_masked_id_are_refused(tmp_path):
    """Two units that only a telephone number tells apart would overwrite each other."""
    from perfaudit.running import FAILED, Options, plan_units, run_batch

    paths = [tmp_path / f"自评1381234567{digit}.txt" for digit in (1, 2)]
    for path in paths:
        path.write_text("整体支出绩效自评报告", encoding="utf-8")
    options = Options(tmp_path / "out", notebook=False)
    results = run_batch(plan_units(paths, None, options.out), options, lambda _: None)
    assert [(result.state, "its id" in result.error) for result in results] == [(FAILED, True)] * 2
    assert "1381234567" not in (options.out / "run.json").read_text(encoding="utf-8")


@given(st.lists(st.text(HAN | st.sampled_from("：、，。 0123456789张王李负责人电话同志"), min_size=1), min_size=1))
def test_masking_keeps_every_offset(texts):
    """Whatever the text, a mask is as long as what it hides and changes nothing else, and masking again changes nothing."""
    document = Document("a", (), tuple(Passage(t, Source("a.txt", paragraph=n)) for n, t in enumerate(texts, 1)))
    once = mask_contacts(document)
    for before, after in zip(document.passages, once.passages, strict=True):
        assert len(before.text) == len(after.text)
        assert all(a in (b, "*") for a, b in zip(after.text, before.text, strict=True))
    assert mask_contacts(once) == once


def test_nothing_that_an_audit_shows_names_anybody(tmp_path):
    """The page, the tables and findings.json are made of the masked document."""
    lines = [
        "2023年度某镇整体支出绩效自评报告",
        *["本年各项工作由方小圆负责。"] * 20,
        "填表人：方小圆　联系电话：13812345678",
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    from perfaudit.audit import Audit

    hidden = Audit.open(tmp_path / "a.txt").to_json()
    assert "方小圆" not in str(hidden)
    assert "13812345678" not in str(hidden)
    kept = Audit.open(tmp_path / "a.txt", keep_contacts=True)
    assert any("方小圆" in source.text for source in kept.records.sources)


@pytest.mark.parametrize("words", ["1", "3.2万元", "绩效自评"])
def test_a_long_run_without_a_stop_is_gone_through_once(words):
    """Half a million signs that may each begin a mail address are no reason to hang: it took hours, and takes a second."""
    text = words * (500_000 // len(words))
    assert masked(text) == [text]
