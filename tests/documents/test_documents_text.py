"""Flattened text: where a cell, a row and a table end."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.documents import Passage, Table, read_document
from perfaudit.documents.text import read_text
from perfaudit.errors import DocumentError

SEED = Path(__file__).parents[3] / "shared" / "seed"


def read(text: str) -> list[str | list[list[str]]]:
    """A passage as its text, a table as the texts of its cells, row by row."""
    return [
        block.text if isinstance(block, Passage) else [[cell.text for cell in row] for row in block.rows]
        for block in read_text("单位.txt", text)
    ]


def test_lone_tab_is_an_empty_cell():
    """A blank figure keeps its place between the figures beside it."""
    assert read("\t三公经费\n\t1.86\n\t\n\t2\n\n\t合计\n\t1.86\n\t\n\t\n") == [
        [["三公经费", "1.86", "", "2"], ["合计", "1.86", "", ""]]
    ]


def test_cell_runs_on_over_lines():
    """A line break inside a word, or between two sentences of a cell, is no new cell."""
    assert read("\t实际规\n模(m²)\n\t1、甲；\n2、乙。\n\n\t5\n\t6") == [
        [["实际规\n模(m²)", "1、甲；\n2、乙。"], ["5", "6"]]
    ]


def test_cell_that_begins_with_empty_lines():
    """A label that Word centred with empty paragraphs stays inside its row."""
    assert read("\t\n\t\n\n\n\n\n产出指标\n(50 分)\n\t数量指标\n\t4\n\n\t\n\t5\n") == [
        [["", "产出指标\n(50 分)", "数量指标", "4"], ["", "5"]]
    ]


def test_cell_with_empty_lines_between_its_words():
    """Empty lines inside a label do not end it as long as a cell follows directly."""
    assert read("\t\n\n效益\n\n指标\n（30 分）\n\t6\n\t6\n\n\t总分\n\t100") == [
        [["效益\n\n指标\n（30 分）", "6", "6"], ["总分", "100"]]
    ]


def test_cell_that_ends_with_empty_lines_ends_its_row():
    """Nothing in the text tells it from the end of a row, so it is left to those who know the form."""
    assert read("\t\n\t数量指标\n\n\n\t\n\t4\n") == [[["", "数量指标"], ["", "4"]]]


def test_numbered_list_with_empty_lines_in_a_cell():
    """A list of goals that goes on after an empty line is no passage between two tables."""
    assert read("\t目标\n\t1、拆除139处。\n\n2、整治270场次；\n3、学法70人。\n\t完成\n") == [
        [["目标", "1、拆除139处。\n\n2、整治270场次；\n3、学法70人。", "完成"]]
    ]


@pytest.mark.parametrize(
    "passages",
    [
        ["单位负责人签字：           填表人：", "附件 3", "2023 年度项目支出绩效自评表"],
        ["附件3"],
        ["附件三"],
        ["项目支出绩效自评表"],
        ["基础数据表（续）"],
        ["整体支出自评报告"],
        ["单位负责人签字"],
        ["明细如下（单位：万元）："],
        ["三、政府性基金"],
        ["（二）项目支出情况"],
        ["第二部分：附表"],
        ["2023年明细"],
        ["我单位无此项。"],
        ["其他各项支出情况和有关事项明细"],
        ["2、第二项"],
    ],
)
def test_passage_directly_before_a_table(passages: list[str]):
    """A title with the next form right below it is not swallowed by the last cell of the form before."""
    lines = "\n".join(passages)
    assert read(f"\t总分\n\t100\n\t\n\n\n\n{lines}\n\t项目名称\n\t/\n") == [
        [["总分", "100", ""]],
        *passages,
        [["项目名称", "/"]],
    ]


@pytest.mark.parametrize(
    "label",
    [
        "年度总体 目标",
        "满意度\n指标\n（10分）",
        "绩 效 指 标",
        "可持续影响指标",
        "水费、电费",
        "实际规\n模(m²)",
        "项目资金（万元）",
    ],
)
def test_label_after_empty_lines(label: str):
    """The spellings of labels that forms really have are all rests of cells."""
    assert read(f"\t甲\n\t\n\n\n{label}\n\t乙\n") == [[["甲", label, "乙"]]]


def test_label_with_an_empty_line_below_is_a_passage():
    """A heading between two tables looks like a label, but no cell follows it directly."""
    assert read("\t甲\n\t1\n\n项目明细\n\n\t乙\n\t2\n") == [[["甲", "1"]], "项目明细", [["乙", "2"]]]


def test_text_after_the_last_table():
    """The report after the last form is prose, however short its headings."""
    assert read("\t甲\n\t\n\n\n三公经费\n\n\n没有变化。\n") == [[["甲", ""]], "三公经费", "没有变化。"]


def test_table_directly_after_a_passage():
    """A list of projects in the report begins in the line below its announcement."""
    assert read("[bookmark: _GoBack]明细如下：\n\t残联专项\n\t\n\t4.28\n\n\t环卫\n\t\n\t2\n") == [
        "明细如下：",
        [["残联专项", "", "4.28"], ["环卫", "", "2"]],
    ]


def test_line_of_spaces_is_empty():
    """What only looks empty ends a row as an empty line does, and is no passage."""
    assert read("\t甲\n\t1\n \u3000\n\t乙\n\t2\n\n\u200b\n\xa0\n") == [[["甲", "1"], ["乙", "2"]]]


def test_prose_indented_with_tabs():
    """A report whose paragraphs begin with a tab is no table."""
    text = "\t一、基本情况\n\t我单位有人员\n69人。\n\n\t（二）支出\n\t支出为5万元；\n"
    assert read(text) == ["一、基本情况", "我单位有人员", "69人。", "（二）支出", "支出为5万元；"]


def test_table_of_one_cell_is_a_frame():
    """A title in a frame is read where titles are looked for."""
    assert read("\t项目支出\n自评表\n\n\n附注。") == ["项目支出", "自评表", "附注。"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028"])
def test_line_ends(ends: str):
    """Text from Windows, old Macs, and with Word's own line and page breaks reads the same."""
    assert read("标题。\n\t甲\n\t1\n\n\t乙\n\t2\n\n\n尾。".replace("\n", ends)) == [
        "标题。",
        [["甲", "1"], ["乙", "2"]],
        "尾。",
    ]


@pytest.mark.parametrize(
    ("received", "text"),
    [
        ("\ufeff预\u200b算\u200d数", "预算数"),
        ("1\u202a234\u202c.5", "1234.5"),
        ("预\x07算\x1f数\x7f", "预算数"),
        ("一\xa0二\u2003三", "一 二 三"),
        ("[bookmark: _Toc123]预算", "预算"),
        ("[bookmark: 书签]预算[注1][bookmark]", "预算[注1][bookmark]"),
        ("１，２３４\u3000元", "１，２３４\u3000元"),
    ],
)
def test_unseen_characters(received: str, text: str):
    """Characters that nobody sees go, in passages and cells alike, and those that are seen stay."""
    assert read(f"{received}\n\t{received}\n\t{received}") == [text, [[text, text]]]


def test_invisible_character_before_a_tab():
    """A byte order mark or a bookmark before the tab does not turn a cell into prose."""
    assert read("\ufeff\t甲\n[bookmark: _GoBack]\t1\n") == [[["甲", "1"]]]


def test_tabs_between_cells():
    """A table copied from a spreadsheet has its cells in one line, and its corner may be empty."""
    assert read("明细：\n\t2022年\t2023年\n三公经费\t1.86\t\n公用经费\t\t54.45\n完。") == [
        "明细：",
        [["", "2022年", "2023年"], ["三公经费", "1.86", ""], ["公用经费", "", "54.45"]],
        "完。",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["单位负责人签字：\t填表人：", "联系电话：\t填报日期："],
        ["1.\t加强党的建设", "2.\t统筹社区发展"],
        ["残联专项\t4.28"],
    ],
)
def test_tabs_that_make_no_table(lines: list[str]):
    """Signature lines, numbered paragraphs and a lone line cannot be told apart into cells."""
    assert read("\n".join(lines)) == lines


def test_merged_and_lost_cells_in_a_row_a_line():
    """Rows of one table differ in their cells: merged ones count once, and empty ones at the end got lost."""
    assert read("单位名称\t某局\n项目\t预算\t决算\n残联专项\t4.28\n环卫专项\t\t288.30") == [
        [["单位名称", "某局"], ["项目", "预算", "决算"], ["残联专项", "4.28"], ["环卫专项", "", "288.30"]],
    ]


@pytest.mark.parametrize("rule", ["|---|---:|\n", "+----+----+\n", ""])
def test_bars_between_cells(rule: str):
    """Text exported by editors has bars between cells, and rules that are no rows."""
    assert read(f"前言。\n| 项目 | 预算 |\n{rule}| 残联专项 | 4.28 |\n| 环卫专项 |  |\n完。") == [
        "前言。",
        [["项目", "预算"], ["残联专项", "4.28"], ["环卫专项", ""]],
        "完。",
    ]


def test_tab_inside_a_flattened_cell():
    """Lines with a tab inside that run on in a cell do not end the table."""
    assert read("\t签字：\t日期：\n\t甲\n\n\t乙\n\t1") == [[["签字：\t日期：", "甲"], ["乙", "1"]]]


def test_two_tables_without_a_word_between():
    """Forms that only an empty paragraph parts are two tables; rows are one line apart."""
    forms = "\t甲\n\t1\n\n\t乙\n\t2\n\n\t丙\n\t3\n", "\t项目名称\n\t修路\n\t5\n\n\t合计\n\t5\n\t6\n"
    assert read("\n\n".join(forms)) == [
        [["甲", "1"], ["乙", "2"], ["丙", "3"]],
        [["项目名称", "修路", "5"], ["合计", "5", "6"]],
    ]


def test_row_that_a_cell_with_empty_lines_at_its_end_has_parted():
    """More empty lines than elsewhere are no end of the table where the two parts make one row."""
    rows = [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"], ["丁"], ["7", "8"], ["戊", "9", "0"]]
    flattened = ["\n".join(f"\t{cell}" for cell in row) + "\n" for row in rows]
    assert read("\n".join(flattened[:4]) + "\n\n" + "\n".join(flattened[4:])) == [rows]


@pytest.mark.parametrize("mark", ["\t", ","])
def test_quoted_cells(mark: str):
    """Sheets quote cells with line breaks, quotation marks or the mark itself, at the beginning of a line, too."""
    lines = [
        ['"三公\n经费"', "预算", "决算"],
        ["公用", '"他说""好"""', f'"1{mark}2"'],
        ['"甲\n乙\n丙"', "5", ""],
    ]
    assert read("题。\n" + "\n".join(mark.join(line) for line in lines) + "\n完。") == [
        "题。",
        [["三公\n经费", "预算", "决算"], ["公用", '他说"好"', f"1{mark}2"], ["甲\n乙\n丙", "5", ""]],
        "完。",
    ]


def test_quotation_marks_that_nothing_closes():
    """A quotation mark at the beginning of a cell is a sign like any other where none follows."""
    assert read('甲\t"乙\n丙\t5\n"丁\n') == [[["甲", '"乙'], ["丙", "5"]], '"丁']


@pytest.mark.parametrize(
    "lines",
    [
        ["支出1,234.56万元。", "其中人员1,000.00万元。", "公用234.56万元。"],
        ["甲,1", "乙,2"],  # too few
        ["甲,1", "乙,丙", "丁,2"],
        ["甲,1,2", "乙,1", "丙,1,2"],
    ],
)
def test_commas_that_make_no_table(lines: list[str]):
    """Commas stand in prose and in figures; only rows that all have as many are cells."""
    assert read("\n".join(lines)) == lines


def test_cells_of_equal_rows_know_their_columns():
    """Where all rows have as many cells, a cell's number is its column; where cells are merged or lost, nobody knows."""
    equal, unequal = read_text("单位.txt", "项目\t预算\n环卫\t2\n。\n单位\n\n项目\t预算\t决算\n环卫\t2\n")[::3]
    assert isinstance(equal, Table) and isinstance(unequal, Table)
    assert [cell.grid for cell in equal.rows[1]] == [(0, 0), (1, 1)]
    assert [cell.grid for cell in unequal.rows[1]] == [None, None]


def test_labels_whose_tabs_got_lost():
    """A row of blank cells that lost all of its tabs stands between others, and is no end of the table."""
    lines = ["项目\t预算\t决算", "环卫\t\t288.30", "人社专项", "计生\t10.69", "附件3", "残联\t1\t2"]
    assert read("\n".join(lines)) == [
        [["项目", "预算", "决算"], ["环卫", "", "288.30"], ["人社专项"], ["计生", "10.69"]],
        "附件3",
        "残联\t1\t2",
    ]


def test_line_between_rows_that_kept_their_tabs():
    """Where blank cells at the end of a row are there, a line without tabs is a heading between two tables."""
    lines = ["项目\t预算\t决算", "环卫\t\t", "计生\t10\t", "公用经费", "项目\t预算", "残联\t1"]
    assert [block if isinstance(block, str) else len(block) for block in read("\n".join(lines))] == [3, "公用经费", 2]


COLUMNS = [
    ["支出情况", "2022年决算数", "2023年预算数", "2023年决算数"],
    ["三公经费", "1.86", "", "2.00"],
    ["办公、水电和差旅费", "12.50", "13.00", ""],
    ["其中", "3", "5", "7"],
]


def lay_out_columns(rows: list[list[str]], wide_sign: int, widths: tuple[int, ...] = (24, 18, 18, 12)) -> str:
    def pad(text: str, width: int) -> str:
        return text + " " * (width - len(text) - (wide_sign - 1) * sum(ord(sign) > 0x2E7F for sign in text))

    return "\n".join("".join(map(pad, row, widths)).rstrip() for row in rows)


@pytest.mark.parametrize("wide_sign", [1, 2])
def test_columns_told_by_their_place(wide_sign: int):
    """Text that shows a page has its figures below their heads, however wide a Chinese sign is; blanks are kept."""
    before, table, after = read_text("单位.txt", f"题。\n{lay_out_columns(COLUMNS, wide_sign)}\n\n尾。")
    assert isinstance(before, Passage) and isinstance(table, Table) and isinstance(after, Passage)
    grids = [cell.grid for cell in table.rows[0] if cell.text]
    for expected, row in zip(COLUMNS, table.rows, strict=True):
        below = [
            "".join(
                cell.text for cell in row if cell.grid and grid and cell.grid[0] <= grid[1] and grid[0] <= cell.grid[1]
            )
            for grid in grids
        ]
        assert below == expected


def test_columns_whose_rows_have_lines_of_their_own():
    """A label that runs on is one cell if empty lines part the rows; a page number between them belongs to no row."""
    first, *rows = lay_out_columns(COLUMNS, 1).split("\n")
    blocks = read("\n\n".join([first, rows[0], f"{rows[1]}\n（一般）", "          3", rows[2]]))
    assert [[cell for cell in row if cell] for row in blocks[0]] == [
        ["支出情况", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["三公经费", "1.86", "2.00"],
        ["办公、水电和差旅费\n（一般）", "12.50", "13.00"],
        ["其中", "3", "5", "7"],
    ]
    assert blocks[1:] == ["3"]


@pytest.mark.parametrize(
    "text",
    [
        "一、部门概况        3\n二、支出情况        5\n三、绩效情况        9",  # a list of contents
        "单位负责人：甲   填表人：乙   电话：1\n单位负责人：丙   填表人：丁   电话：2",
        lay_out_columns([*COLUMNS[:3], ["办公、水电和差旅费", "", "", ""], *COLUMNS[3:]], 1),  # one label, or two rows
        lay_out_columns([[text.replace("其中", "其中公务") for text in row] for row in COLUMNS[:2]], 1),  # one row
    ],
)
def test_columns_that_make_no_table(text: str):
    """Where it cannot be told what a row or a column is, the lines stay lines."""
    assert read(text) == [line.strip() for line in text.split("\n")]


def test_cells_on_lines_of_their_own():
    """Where nothing marks cells and rows, heads, labels and names look alike, and nothing is read into them."""
    lines = ["支出", "预算", "决算", "三公经费", "1.86", "2.00", "公用经费", "5", "6", "环卫专项", "7"]
    assert read("\n".join(lines)) == lines


@pytest.mark.parametrize("text", ["甲  1  2\n" * 50, "a,1\n" * 50, "甲\t1\n" * 50, "|甲|1|\n" * 50])
def test_many_lines(monkeypatch: pytest.MonkeyPatch, text: str):
    """A file of millions of lines is refused before anybody looks for tables in it."""
    monkeypatch.setattr("perfaudit.documents.limits.MAX_CELLS", 20)
    monkeypatch.setattr("perfaudit.documents.limits.MAX_PASSAGES", 20)
    with pytest.raises(DocumentError, match=r"^大\.txt: more than 40 lines"):
        read_text("大.txt", text)


def test_sources_count_from_one():
    """Every cell and passage can be found again by its id."""
    blocks = read_text("单位.txt", "题。\n\n\t甲\n\t1\n\n\t\n\t2\n\n\n尾。\n\t乙\n\t3")
    passages = [block.source.id for block in blocks if isinstance(block, Passage)]
    cells = [cell.source.id for block in blocks if isinstance(block, Table) for row in block.rows for cell in row]
    assert passages == ["单位.txt#p1", "单位.txt#p2"]
    assert cells == [f"单位.txt#{place}" for place in ("t1r1c1", "t1r1c2", "t1r2c1", "t1r2c2", "t2r1c1", "t2r1c2")]


@pytest.mark.parametrize(
    ("limit", "text"), [("MAX_CELLS", "\t1\n" * 11), ("MAX_PASSAGES", "一。\n" * 11), ("MAX_CHARACTERS", "一" * 11)]
)
def test_more_than_the_limits(monkeypatch: pytest.MonkeyPatch, limit: str, text: str):
    """A file of a million cells is refused instead of filling the memory."""
    monkeypatch.setattr(f"perfaudit.documents.limits.{limit}", 10)
    with pytest.raises(DocumentError, match=r"^大\.txt: more than 10 "):
        read_text("大.txt", text)


# Random documents, written as Word flattens them and read back. The strategies make what the format can tell apart:
# a passage has what parts it from a label, a cell does not begin with empty lines where a passage might.
LABELS = st.sampled_from(["产出指标", "(50 分)", "数量", "水费、电费", "年度 总体", "（万元）", "满意度"])
WORDS = st.text(st.sampled_from("预算支出项目年度绩效0123456789.,%（）、：。 "), min_size=1, max_size=12).map(str.strip)
CELL_LINES = st.lists(WORDS.filter(bool), max_size=3).map("\n".join)
CENTRED = st.tuples(st.integers(1, 4), st.lists(LABELS, min_size=1, max_size=2)).map(
    lambda parts: "\n" * parts[0] + "\n".join(parts[1])
)
ROWS = st.tuples(st.lists(CELL_LINES | CENTRED, max_size=5), CELL_LINES).map(lambda row: [*row[0], row[1]])
TABLES = st.lists(ROWS, min_size=1, max_size=5).filter(
    lambda rows: sum(map(len, rows)) > 1 and any("" in r for r in rows)
)
PASSAGES = st.lists(
    st.one_of(
        WORDS.map(lambda words: f"{words}。"),
        WORDS.map(lambda words: f"明细{words}："),
        st.sampled_from(
            ["附件 3", "附件二", "2023 年度项目支出绩效自评表", "单位负责人签字", "三、其他", "（二）支出情况"]
        ),
    ),
    min_size=1,
    max_size=3,
)


@given(st.data())
def test_flattened_document_reads_back(data: st.DataObject):
    """Any tables and passages in turn, with or without empty lines before a table, come back cell for cell."""
    text, expected = "", []
    for _ in range(data.draw(st.integers(1, 3))):
        passages, rows = data.draw(PASSAGES), data.draw(TABLES)
        text += "\n".join(passages) + "\n" * data.draw(st.integers(1, 4))
        text += "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
        text += "\n" * data.draw(st.integers(2, 6))
        expected += [*passages, [[cell.strip() for cell in row] for row in rows]]
    assert read(text) == [item if isinstance(item, list) else item.strip() for item in expected]


@given(st.text(st.sampled_from("\t\t\t\n\n\n预算1、。：() 附件表\x0c\u200b")))
def test_no_visible_character_is_lost(text: str):
    """Whatever the layout, each word that can be seen is in some cell or passage, once, and in order."""
    words = ["".join(map("".join, block)) for block in read(text)]  # a passage is its letters, a table its rows
    assert "".join("".join(words).split()) == "".join(text.replace("\u200b", "").split())


@pytest.mark.skipif(not SEED.exists(), reason="the real document is not part of the repository")
def test_real_document():
    """The real document gives three forms and one list in the report, each with its rows, and loses nothing."""
    (path,) = SEED.glob("*.txt")
    document = read_document(path)
    assert document.unit_id == path.stem
    assert [len(table.rows) for table in document.tables] == [38, 32, 45, 13]
    assert len(document.passages) == 70
    assert ["".join(row[0].text.split()) for table in document.tables for row in table.rows[-1:]] == [
        "厉行节约保障措施",
        "总分",
        "总分",
        "专场招聘会",
    ]
    titles = [passage.text for passage in document.passages if passage.text.endswith(("表", "自评报告"))]
    assert len(titles) == 4
    (labels,) = [row for row in document.tables[1].rows if row[1].text == "产出指标\n(50 分)"]
    assert [cell.text for cell in labels[2:5]] == ["数量指标", "拆除违法建设数量", "139处"]


def test_sentences_with_thousands_make_no_table():
    """Three sentences with as many separators of thousands each are no rows parted by commas."""
    lines = ["支出7,427,800.00元，执行95.3%。", "采购2,696,300.00元，未超支。", "拨付1,157,600.00元，已用完。"]
    assert read("\n".join(lines)) == lines


def test_rows_of_one_cell_among_commas():
    """A quoted line is one cell although commas stand in it; there is nothing behind it to look at."""
    assert read('"甲,乙"\n"丙,丁"\n"戊,己",1')
