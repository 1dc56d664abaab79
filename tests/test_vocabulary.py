"""Labels and headings in all their spellings: what they are known as, and mistakes in the file of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.errors import VocabularyError
from perfaudit.settings import read_yaml
from perfaudit.vocabulary import (
    FORMS,
    Vocabulary,
    load_vocabulary,
    normalise_label,
    normalise_text,
    stated_measure,
    stated_points,
    years_in,
)

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("received", "normal"),
    [
        ("实际规\n模（㎡）", "实际规模"),
        ("3、区级专项资金(一个专项一行)", "区级专项资金"),
        ("其中：  一般公共预算：", "一般公共预算"),
        ("（一）主要职能", "主要职能"),
        ("１、公务用车购置和维护经费", "公务用车购置和维护经费"),
        ("经费控制情况（万元）", "经费控制情况"),
        ("预算投资\n(万元)", "预算投资"),
        ("产出指标 (50 分)", "产出指标"),
        ("满意度\n指标\n（10分）", "满意度指标"),
        ("2022年决算数", "2022年决算数"),
        ("1.5万元以上工程", "1.5万元以上工程"),
        ("一般公共预算", "一般公共预算"),
        ("　公 用 经 费　", "公用经费"),
        ("①办公经费", "办公经费"),
        ("", ""),
    ],
)
def test_spellings_of_one_label_are_one(received, normal):
    """Blanks, line breaks, numbering, full-width signs and brackets that hold a unit are no part of a label."""
    assert normalise_label(received) == normal


@given(st.text(alphabet="预算（）()：:、，. 1一\n　①ＡA年", max_size=12))
def test_normalising_twice_changes_nothing_more(text):
    """A text that was made plain once is plain."""
    assert normalise_text(normalise_text(text)) == normalise_text(text)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("经费控制情况（万元）", "万元"),
        ("单位：元", "元"),
        ("金额单位： 万元", "万元"),
        ("（单位:亿元）", "亿元"),
        ("[千元]", "千元"),
        ("批复规模\n(m²)", "平方米"),
        ("实际规模（㎡）", "平方米"),
        ("财政供养人员情况(人)", "人"),
        ("预算单位名称", None),
        ("万元", None),
        ("单位：个", None),
        ("金额单位：人民币万元", "万元"),
        ("单位：人、万元", "万元"),
        ("【元】", "元"),
        ("（万元，保留两位小数）", "万元"),
        ("预算数/万元", "万元"),
        ("单位：元/人", None),
    ],
)
def test_measures_are_read_from_heads(text, measure):
    """A column without its unit is ten thousand times too large or too small."""
    assert stated_measure(text) == measure


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("产出指标（50%）", 50),
        ("效益指标30分", 30),
        ("得分（20分*执行率）", 20),
        ("【10分】满意度", 10),
        ("5年规划", None),
    ],
)
def test_points_stand_in_brackets_or_behind(text, points):
    """Templates print the points of a class with 分 or %, in brackets or without, and those of a score with their formula."""
    assert stated_points(text) == points


def test_points_and_years_are_read_from_headings():
    """Blanks and full-width digits stand inside them."""
    assert stated_points("产出指标\n（50 分）") == 50 and stated_points("产出指标") is None
    assert years_in("２０２２年决算数、2023年") == [2022, 2023] and years_in("电话12023456") == []


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("2023年度预算单位整体支出绩效评价基础数据表", "basic"),
        ("附件1-2：2023 年度 预算单位整体支出绩效自评表", "overall"),
        ("附件一 2023年度项目支出绩效自评表", "project"),
        ("某某局2023年度部门整体支出绩效自评报告", "report"),
        ("绩效自评报告按要求随决算一并公开。", None),
        ("附件3", None),
        ("", None),
        ("绩效自评报告" * 12, None),
    ],
)
def test_forms_are_known_by_title(title, form):
    """The annex number differs from county to county, and a sentence that names a form is no title."""
    assert WORDS.form_of_title(title) == form


def test_forms_are_known_by_rows():
    """A form whose title was lost is known by two rows of its own, not by one."""
    assert WORDS.form_of_rows(["三公经费", "公用经费", "编制数"]) == "basic"
    assert WORDS.form_of_rows(["项目支出名称", "主管部门\n", "实施单位"]) == "project"
    assert WORDS.form_of_rows(["三公经费", "别的"]) is None


@pytest.mark.parametrize(
    "level", ["区级", "县级", "市级", "省级", "本级", "盟级", "旗县级", "街道级", "自治州级", "县（区）级"]
)
def test_special_funds_are_known_at_every_level(level):
    """Whose special funds they are differs with the kind of place."""
    assert WORDS.item("basic", f"3、{level}专项资金（一个专项一行）") == "special_funds"


def test_heads_follow_the_year_of_their_form():
    """2022 is last year in a form of 2023, this year in one of 2022, and nothing in one of 2024."""
    assert WORDS.basis("basic", "2022年决算数", 2023) == "prior_final"
    assert WORDS.basis("basic", "2022年决算数", 2022) == "final"
    assert WORDS.basis("basic", "2022年决算数", 2024) is None
    assert WORDS.item_column("basic", "2023年实际在职人数", 2023) == "in_post"


def test_a_weak_spelling_says_so():
    """预算数 is the year's budget only where no other head of the row is."""
    assert WORDS.column("columns", "overall", "预算数（A）", None) == ("full_year", True)
    assert WORDS.column("columns", "overall", "全年预算数（A）", None) == ("full_year", False)


def test_a_text_is_no_label():
    """A paragraph in a cell is looked up nowhere, and remembered by nobody."""
    assert WORDS.item("basic", "三公经费" * 60) is None and WORDS.field("单位名称" * 60) is None


def test_words_nobody_knows_are_none():
    """An unknown label is told to the auditor, not taken for the nearest known one."""
    assert WORDS.item("basic", "食堂补贴") is None and WORDS.item("report", "三公经费") is None
    assert WORDS.field("食堂") is None and WORDS.signature("食堂") is None and WORDS.goal_head("食堂") is None
    assert WORDS.group("basic", "posts") is None


def test_every_item_can_be_named():
    """A finding about a cell that is not there names it in words, not by its slug."""
    for form in ("basic", "overall", "project"):
        for item in WORDS.words["items"][form]:
            assert WORDS.usual_label(form, item), f"{form}.{item}"


def test_every_name_stands_in_both_languages():
    """A page in English would break on the one name without it."""
    for table in ("form_names", "basis_names"):
        assert all(set(names) == {"zh", "en"} for names in WORDS.words[table].values())
    assert set(WORDS.words["form_names"]) == set(FORMS)


def test_one_spelling_for_two_slugs_is_refused():
    """Whichever came first would win in silence."""
    words = WORDS.words | {"items": {"basic": {"posts": ["编制数"], "in_post": ["编 制 数"]}}}
    with pytest.raises(VocabularyError, match=r"vocabulary.yml, items, basic: .*posts and for in_post"):
        Vocabulary(words).item("basic", "编制数")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3"),
        ("a: [1\nb: 2\n", "line 2"),
        ("a: {b: 1, b: 2}\n", "line 1"),
        ("\ta: 1", "line 1"),
    ],
)
def test_mistakes_in_yaml_name_their_line(tmp_path, text, where):
    """Of a key that stands twice the last would win in silence; a bracket left open is a parser's riddle."""
    path = tmp_path / "words.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError, match=f"words.yml, {where}"):
        read_yaml(path)


def test_what_is_no_utf8_is_an_error_in_words(tmp_path):
    """A file saved by an old editor names itself."""
    path = tmp_path / "words.yml"
    path.write_bytes("预算: 1".encode("gb18030"))
    with pytest.raises(VocabularyError, match=r"words\.yml"):
        read_yaml(path)
    with pytest.raises(VocabularyError, match=r"none\.yml"):
        read_yaml(tmp_path / "none.yml")
