"""Any way of typing a label of the vocabulary is that label; a table in another order, or with more columns, is that table."""

import copy
import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfaudit.settings import read_yaml
from perfaudit.vocabulary import Vocabulary, load_vocabulary
from tests.forms.describing import facts_in, read_drawing, unread_in

WORDS = load_vocabulary()
NUMBERING = ["", "1、", "2.", "3．", "（1）", "(2)", "①", "一、", "（三）", "十一、", "4 ", "A1", "C11 ", "1.1", "B-2."]
DASHES = ["", "其中：", "其中:", "其中，", "—", "－", "• ", "●", "　　"]
NOTES = [
    "",
    "（万元）",
    "(元)",
    "[万元]",
    "【万元】",
    "（单位：万元）",
    "（按项目填列）",
    "（A）",
    "（含税）",
    "：",
    ":",
    "；",
    "。：",
]
WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789()/%:,ABC"}


def written_out(spelling: str) -> str:
    return spelling.rstrip("~").replace("{level}", "区").replace("{year}", "2023").replace("{prior}", "2022")


def entries(*path: str) -> list[tuple[str, str]]:
    """(slug, spelling) of every whole word in a table of the vocabulary."""
    table = WORDS.words
    for key in path:
        table = table[key]
    return [(slug, written_out(s)) for slug, list_ in table.items() for s in map(str, list_) if not set(s) & set("*?")]


LABELS = [("item", form, *entry) for form in ("basic", "overall", "project") for entry in entries("items", form)]
HEADS = [("basis", form, *entry) for form in ("basic", "overall", "project") for entry in entries("columns", form)]
HEADS += [("item_column", "basic", *entry) for entry in entries("item_columns", "basic")]
HEADS += [("indicator_column", "", *entry) for entry in entries("indicator_columns")]
TEXTS = [("field", "", *entry) for entry in entries("fields")] + [
    ("goal_head", "", *entry) for entry in entries("goal_heads")
]


def find(kind: str, form: str, text: str) -> str | None:
    if kind == "item":
        return WORDS.item(form, text)
    if kind == "basis":
        return WORDS.basis(form, text, 2023)
    if kind == "item_column":
        return WORDS.item_column(form, text, 2023)
    return getattr(WORDS, kind)(text)


def loosened(label: str, chance: random.Random) -> str:
    """Blanks and line breaks anywhere, signs in full width or half."""
    signs = [sign + chance.choice(["", "", "", " ", "\n", "　"]) for sign in label]
    text = "".join(signs)
    if chance.random() < 0.5:
        text = text.translate(WIDE)
    return text.replace("（", "(").replace("）", ")") if chance.random() < 0.5 else text


@pytest.mark.parametrize("known", [LABELS, HEADS, TEXTS], ids=["labels", "heads", "texts"])
def test_there_is_something_to_spell(known):
    """An empty table would make every property below hold."""
    assert len(known) > 40 and all(find(kind, form, spelling) == slug for kind, form, slug, spelling in known)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(LABELS), st.sampled_from(NUMBERING), st.sampled_from(DASHES), st.sampled_from(NOTES), st.randoms()
)
@example(("item", "basic", "vehicles", "公务用车购置和维护经费"), "A1", "", "（万元）", random.Random(1))
def test_a_label_is_known_however_it_is_typed(entry, numbering, dash, note, chance):
    """Numbering, "of which", blanks, line breaks, full width and a note in brackets are typing, not meaning."""
    kind, form, slug, spelling = entry
    assert find(kind, form, f"{dash}{numbering}{loosened(spelling, chance)}{note}") == slug


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(HEADS + TEXTS), st.sampled_from(NOTES), st.randoms())
def test_a_head_is_known_however_it_is_typed(entry, note, chance):
    """The same goes for heads of columns and for labels of texts."""
    kind, form, slug, spelling = entry
    assert find(kind, form, f"{loosened(spelling, chance)}{note}") == slug


FUNDS = [
    ("年初预算数", ["100.00", "/", "60.00"]), ("全年预算数", ["120.00", "20.00", "100.00"]),
    ("全年执行数", ["110.00", "", "95.50"]), ("分值", ["10", "-", "-"]), ("执行率", ["91.67%", "", "95.50%"]),
    ("自评得分", ["9.17", "-", "-"]), ("备注", ["", "", ""]), ("盘活数", ["1.00", "2.00", "3.00"]),
]  # fmt: skip
ROWS = ["年度资金总额", "上年结转资金", "其他资金"]
POINTS = [
    ("年度指标值", ["≥95%", "12个"]), ("实际完成值", ["97%", "11个"]), ("评分标准", ["按比例", "按比例"]), ("分值", ["60", "40"]),
    ("复核得分", ["50", "30"]), ("自评得分", ["60", "36"]), ("扣分原因", ["", "雨季"]), ("佐证页码", ["1", "2"]),
]  # fmt: skip


def drawn(label: str, names: list[list[str]], columns: list[tuple[str, list[str]]]) -> str:
    """A table with these labels in front and these columns behind them."""
    heads = [*label.split("/"), *(head for head, _ in columns)]
    rows = [[*names[place], *(cells[place] for _, cells in columns)] for place in range(len(names))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, *rows])


def form_of(funds: list[tuple[str, list[str]]], points: list[tuple[str, list[str]]]) -> str:
    title = "2023年度部门整体支出绩效自评表\n单位：万元\n"
    indicators = drawn("一级指标/二级指标/三级指标", [["产出指标", "数量指标", "甲"], ["", "质量指标", "乙"]], points)
    return title + drawn("预算资金", [[row] for row in ROWS], funds) + "\n绩效指标完成情况\n" + indicators


def told(drawing: str) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    records = read_drawing(drawing)
    rows = [
        (row.name, row.target_text, row.actual_text, row.weight, row.score, row.reason) for row in records.indicators
    ]
    return facts_in(records), rows


@settings(max_examples=60, deadline=None)
@given(st.permutations(FUNDS), st.permutations(POINTS))
def test_the_order_of_columns_means_nothing(funds, points):
    """Columns in another order hold the same figures under the same heads."""
    assert told(form_of(funds, points)) == told(form_of(FUNDS, POINTS))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(FUNDS)), st.sampled_from(["拨付数", "结余情况", "资金拨付文号", "x"]), st.lists(st.sampled_from(["5.00", "", "/", "字"]), min_size=3, max_size=3))  # fmt: skip
def test_a_column_nobody_knows_changes_nothing_but_is_told(place, head, cells):
    """One more column between the others is a signal and moves no figure."""
    funds = [*FUNDS[:place], (head, cells), *FUNDS[place:]]
    with_column = form_of(funds, POINTS)
    assert told(with_column) == told(form_of(FUNDS, POINTS))
    signals = unread_in(read_drawing(with_column))
    if any(re.fullmatch(r"[\d.]+", cell) for cell in cells) or place:
        assert f"unknown_head {head}" in signals


ENTRIES = [
    (
        ("items", "overall", "other_funds"),
        "彩票公益金",
        "| 其中：彩票公益金 | 5.00 | 5.00 | 4.00 |",
        "overall.other_funds.final",
    ),
    (("columns", "overall", "final"), "花掉的数", "", "overall.total_funds.final"),
    (("forms", "overall", "titles"), "*家底表", "", "overall.total_funds.budget"),
]


@pytest.mark.parametrize(("path", "spelling", "row", "address"), ENTRIES, ids=["label", "head", "title"])
def test_a_new_spelling_is_one_entry(tmp_path, path, spelling, row, address):
    """A copy of the file with one word more reads a form that the package's own does not know, and nothing else is changed."""
    text = (load_vocabulary.__wrapped__.__globals__["__file__"]).replace(".py", ".yml")
    words = copy.deepcopy(read_yaml(type(tmp_path)(text)))
    entry = words
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = [*entry[path[-1]], spelling]
    title = "2023年度家底表" if "titles" in path else "2023年度部门整体支出绩效自评表"
    final = spelling if "columns" in path else "全年执行数"
    drawing = (
        f"{title}\n| 资金（万元） | 年初预算数 | 全年预算数 | {final} |\n| 年度资金总额 | 9.00 | 9.00 | 8.00 |\n{row}"
    )
    assert address not in facts_in(read_drawing(drawing))
    assert address in facts_in(read_drawing(drawing, Vocabulary(words)))
