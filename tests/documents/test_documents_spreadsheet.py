"""Workbooks: lines and tables told apart by layout; what is hidden is left out; any grid reads back."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from perfaudit.documents.model import Passage, Table
from perfaudit.documents.spreadsheet import read_spreadsheet
from tests.documents.workbooks import book_of, bytes_of, read, texts
from tests.units.build_ods import ods_of
from tests.units.build_xls import xls_of
from tests.units.build_xlsx import xlsx_of
from tests.units.sheets import SheetCell

WRITERS: dict[str, Callable[[list[tuple[str, list[SheetCell]]]], bytes]] = {
    "xlsx": xlsx_of, "xls": xls_of, "ods": ods_of,
}  # fmt: skip
LINE = Side(style="thin")


def test_a_form_on_a_sheet():
    """Title, unit and measure above the table and the signatures beneath it are lines; blanks in the table stay blanks."""
    blocks = read(
        [
            ["附件1"],
            ["2023年度整体支出绩效自评表", None, None, None],
            ["填报单位：某局", None, None, "单位：万元"],
            ["项目", "年初预算数", "全年执行数", "执行率"],
            ["基本支出", 100, None, None],
            [None, None, None, None],
            ["项目支出", 0, "/", "不适用"],
            ["备注", None, None, None],
            ["填表人：", "某某", "联系电话：", "12345678"],
            ["注：金额保留两位小数。"],
        ],
        "A2:D2",
    )
    assert [texts(block) for block in blocks] == [
        "附件1",
        "2023年度整体支出绩效自评表",
        "填报单位：某局  单位：万元",
        [
            ["项目", "年初预算数", "全年执行数", "执行率"],
            ["基本支出", "100", "", ""],
            ["项目支出", "0", "/", "不适用"],
            ["备注", "", "", ""],
        ],
        "填表人：  某某  联系电话：  12345678",
        "注：金额保留两位小数。",
    ]


def test_two_forms_beneath_each_other():
    """Empty rows and a title part two tables; an empty row alone does not."""
    form = [["项目", "预算"], ["甲", 1], [None, None], ["乙", 2]]
    blocks = read([["表一"], *form, [None], ["表二"], *form])
    assert [type(block) for block in blocks] == [Passage, Table, Passage, Table]
    assert texts(blocks[1]) == texts(blocks[3]) == [["项目", "预算"], ["甲", "1"], ["乙", "2"]]


def test_a_report_typed_into_a_sheet():
    """A sheet of lone lines is prose, and a cell with line breaks is several paragraphs."""
    assert [texts(block) for block in read([["一、概况"], ["第一段。\n第二段。"], [None], ["第三段。"]])] == [
        "一、概况", "第一段。", "第二段。", "第三段。",
    ]  # fmt: skip


def test_merged_ranges_are_one_cell_carried_on():
    """The grid tells a wide cell from two, and the lower rows of a tall one hold no words."""
    table = read([["类", "项", "甲", "乙"], ["产出", "数量", 1, None], [None, "质量", 2, 3]], "A2:A3", "C2:D2")[0]
    assert isinstance(table, Table)
    assert [(cell.text, cell.grid, cell.is_continuation) for cell in table.rows[1]] == [
        ("产出", (0, 0), False), ("数量", (1, 1), False), ("1", (2, 3), False),
    ]  # fmt: skip
    assert table.rows[2][0].is_continuation
    assert [cell.source.place.address for cell in table.rows[1]] == ["A2", "B2", "C2"]
    assert table.rows[2][0].source.place.address == "A2"
    assert table.rows[0][0].source.place.sheet == "Sheet"


def draw_boxes(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def boxed_form() -> tuple[Workbook, Worksheet]:
    """One form as people draw it: a high title, lines around the table, and blanks in it."""
    book, sheet = book_of(
        [
            ["2023年度\n部门整体支出绩效自评表"],
            [],
            ["单位名称"],
            ["项目", "预算数", "执行数", "执行率"],
            ["基本支出", 1200, 1150.5, 0.9588],
            ["一、其他"],
            ["结转结余"],
            [],
            ["合计", 1431.3600000000001, None, None],
            ["其他说明"],
        ],
        "A1:D2",
        "B3:D3",
        "A6:D6",
    )
    sheet["B5"].number_format, sheet["D5"].number_format = "#,##0.00", "0.00%"
    draw_boxes(sheet, "A3:D10")
    return book, sheet


BOXED_FORM = [
    ["单位名称", ""],
    ["项目", "预算数", "执行数", "执行率"],
    ["基本支出", "1,200.00", "1150.5", "95.88%"],
    ["一、其他"],
    ["结转结余", "", "", ""],
    ["", "", "", ""],
    ["合计", "1431.36", "", ""],
    ["其他说明", "", "", ""],
]


def test_lines_around_cells_tell_blanks_from_nothing():
    """A label alone in its row is a row of the table where boxes beside it wait for figures, first and last rows, too."""
    blocks = read_spreadsheet("a.xlsx", bytes_of(boxed_form()[0]))
    assert [texts(block) for block in blocks] == ["2023年度\n部门整体支出绩效自评表", BOXED_FORM]


def test_lines_without_boxes_end_a_boxed_table():
    """Signatures, a note and the next form's title follow a table without an empty row, and still are no part of it."""
    book, sheet = boxed_form()
    lines = [
        ["填表人：", "某某", "电话：", "12345678"],
        ["负责人：", "某某"],
        ["注：保留两位小数。"],
        ["附件2"],
        ["项目自评表"],
    ]
    for row in [*lines, ["项目名称", "甲"], ["金额", 5]]:
        sheet.append(row)
    sheet.merge_cells("A15:D15")
    draw_boxes(sheet, "A16:B17")
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert [texts(block) for block in blocks[1:]] == [
        BOXED_FORM,
        "填表人：  某某  电话：  12345678",
        "负责人：  某某",
        "注：保留两位小数。",
        "附件2",
        "项目自评表",
        [["项目名称", "甲"], ["金额", "5"]],
    ]


def test_a_merged_blank_is_a_place_for_words():
    """Without any lines, a merged blank beside a label still says that something belongs there."""
    assert texts(read([["项目名称"], ["项目", "数", "率"], ["甲", 1, 2]], "B1:C1")[0])[0] == ["项目名称", ""]


def test_a_sheet_made_ready_for_many_rows():
    """Boxes drawn down to row 300 for figures that never came add no rows beyond a few."""
    book, sheet = book_of([["项目", "数"], ["甲", 1]])
    draw_boxes(sheet, "A1:B300")
    sheet["A301"] = "注：无。"
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert [texts(block) for block in blocks] == [[["项目", "数"], ["甲", "1"]], "注：无。"]


def test_what_is_hidden_is_left_out():
    """Hidden rows, columns and sheets do not show, so they are not read."""
    book, sheet = book_of([["项", "旧", "新"], ["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]])
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.append(["不显示", "不显示"])
        other.sheet_state = state
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert [texts(block) for block in blocks] == [[["项", "新"], ["甲", "2"], ["丙", "6"]]]


def test_words_of_a_merged_range_whose_beginning_is_hidden():
    """They show in the part that is not."""
    book, sheet = book_of([["合计", None, None, 1], [None, None, None, 2], ["甲", "乙", "丙", 3]], "A1:C2")
    sheet.row_dimensions[1].hidden = sheet.column_dimensions["A"].hidden = True
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert texts(blocks[0]) == [["合计", "2"], ["乙", "丙", "3"]]


FIGURES = st.one_of(
    st.just(""),
    st.just("/"),
    st.just("不适用"),
    st.decimals(0, 10**6, places=2).map(str),
    st.decimals(-100, 100, places=3).map(lambda figure: f"{figure}%"),
    st.integers(-(10**6), 10**6).map(str),
)


@st.composite
def grids(draw: st.DrawFn) -> list[SheetCell]:
    """A table with a head row and a first column of labels, in which some neighbours are merged."""
    width, height = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    cells = [SheetCell(0, column, 0, column, f"栏{column}") for column in range(width)]
    taken: set[tuple[int, int]] = set()
    for row in range(1, height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((n for n in range(column + 1, width) if (row, n) in taken), width) - 1
            last_row = draw(st.integers(row, height - 1))
            last_column = column if column == 0 else draw(st.integers(column, free))
            taken |= {(r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)}
            text = f"项{row}" if column == 0 else draw(FIGURES)
            cells.append(SheetCell(row, column, last_row, last_column, text, True))
    return [
        SheetCell(0, 0, 0, width - 1, "表"),
        *(SheetCell(c.row + 1, c.column, c.last_row + 1, c.last_column, c.text, True) for c in cells),
    ]


@pytest.mark.parametrize("ending", WRITERS)
@given(grids())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_grid_reads_back(ending, cells):
    """Figures, blanks and signs, alone and in merged cells, arrive at their places from every format."""
    title, table = read_spreadsheet(f"a.{ending}", WRITERS[ending]([("一", cells)]))
    assert texts(title) == "表" and isinstance(table, Table)
    expected = {
        (row, cell.column, cell.last_column, cell.text if row == cell.row else None)
        for cell in cells[1:]
        for row in range(cell.row, cell.last_row + 1)
    }
    found = {
        (row, *(cell.grid or ()), None if cell.is_continuation else cell.text)
        for row, line in enumerate(table.rows, 1)
        for cell in line
    }
    assert found == {entry for entry in expected if entry[0] <= len(table.rows)}
    rest = [entry for entry in expected if entry[0] > len(table.rows)]
    assert not any(text for *_, text in rest)  # rows beneath the last words are no part of the table
