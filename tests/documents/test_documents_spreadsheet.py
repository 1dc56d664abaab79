"""Workbooks: words as the screen shows them, lines and tables told apart by layout, nothing run, nothing silently lost."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfaudit.documents.model import Block, Passage, Table
from perfaudit.documents.number_formats import show_number, show_stored
from perfaudit.documents.spreadsheet import read_spreadsheet
from perfaudit.errors import DocumentError


def book_of(rows: list[list[object]], *merged: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet; None is an empty cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    return book, sheet


def bytes_of(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(rows: list[list[object]], *merged: str) -> tuple[Block, ...]:
    return read_spreadsheet("a.xlsx", bytes_of(book_of(rows, *merged)[0]))


def texts(block: Block) -> object:
    return block.text if isinstance(block, Passage) else [[cell.text for cell in row] for row in block.rows]


def with_xml(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old in content
            after.writestr(name, content.replace(old, new) if name == part else content)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.9734, "0.00%", "97.34%"),
        (1, "0%", "100%"),
        (1200, "0.00", "1200.00"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1431.3600000000001, "General", "1431.36"),
        (1200, "General", "1200"),
        (-5.5, "0.00_);(0.00)", "(5.50)"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0"),
        (0, "0;-0;;@", "0"),
        (12.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.50"),
        (5, '0.00"万元"', "5.00万元"),
        (12, "[$¥-804]#,##0.00", "¥12.00"),
        (0.5, "# ?/?", "0.5"),
        (3.456, "0.##", "3.46"),
        (3, "0.##", "3"),
        (1234567, "0.0,", "1234.6"),
        (date(2024, 3, 5), "yyyy-mm-dd", "2024-03-05"),
        (date(2024, 3, 5), 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers_arrive_as_shown(value, code, shown):
    """A rate stored as 0.97 is 97 %, and the last printed digit says how exact a figure is."""
    assert show_stored(value, code) == shown


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_fixed_decimals_round_like_excel(value, places):
    """Whatever the number, a format with fixed decimals shows it rounded half up to these."""
    code = "0." + "0" * places if places else "0"
    stored = Decimal(f"{float(value):.15g}")
    shown = Decimal(show_number(float(value), code))
    assert abs(shown - stored) <= Decimal("0.5").scaleb(-places)
    assert -shown.as_tuple().exponent == places


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


def test_formulas_are_read_by_their_saved_results():
    """A formula without a result and an error are no blanks: their words cannot be read as a figure."""
    book, _ = book_of([["合计", "=SUM(B2:B3)"], ["甲", 1], ["乙", "#REF!"]])
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert texts(blocks[0]) == [["合计", "=SUM(B2:B3)"], ["甲", "1"], ["乙", "#REF!"]]
    saved = with_xml(bytes_of(book), SHEET, b"<v></v>", b"<v>3</v>") if b"<v></v>" in unzipped(book) else None
    saved = saved or with_xml(bytes_of(book), SHEET, b"<v />", b"<v>3</v>")
    assert texts(read_spreadsheet("a.xlsx", saved)[0])[0] == ["合计", "3"]


def unzipped(book: Workbook) -> bytes:
    with zipfile.ZipFile(io.BytesIO(bytes_of(book))) as package:
        return package.read(SHEET)


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


def test_words_within_cells():
    """Line breaks stay, Excel's escapes and invisible characters go."""
    table = read([["实际规\n模", "甲_x000D_乙\u202e"], ["丙", "丁"]])[0]
    assert texts(table)[0] == ["实际规\n模", "甲\n乙"]


def test_a_far_declared_sheet_is_read():
    """Some programs declare a sheet to reach to the last row and column although a few cells are filled."""
    data = with_xml(bytes_of(book_of([["甲", 1], ["乙", 2]])[0]), SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert texts(read_spreadsheet("a.xlsx", data)[0]) == [["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize(
    ("data", "read_words"),
    [
        (lambda: far_cell(), "spreads its cells"),
        (lambda: with_xml(bytes_of(book_of([["甲", 1]])[0]), SHEET, b"<sheetData>", b"<sheetData><x"), "damaged"),
        (lambda: with_xml(bytes_of(book_of([["甲", 1]])[0]), "xl/workbook.xml", b"<workbook xmlns", b"<!DOCTYPE x><workbook xmlns"), "document type"),
        (lambda: bytes_of(book_of([["甲", 1]])[0])[:700], "missing or damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "cannot be read"),
        (lambda: b"PK\x03\x04" + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet".rjust(80), "missing or damaged"),
    ],
)  # fmt: skip
def test_hostile_and_damaged_workbooks_are_refused(data, read_words):
    """Each ends in an error of ours that says what was read, in bounded time and memory."""
    with pytest.raises(DocumentError, match=read_words):
        read_spreadsheet("a.xlsx", data())


def far_cell() -> bytes:
    book, sheet = book_of([["甲", 1]])
    sheet["XFD1048576"] = 1
    return bytes_of(book)


def test_a_million_cells_are_refused_early():
    """A sheet of a million cells is no self-evaluation."""
    cells = b"".join(b'<c r="A%d"><v>1</v></c>' % row for row in range(1, 1_000_001))
    data = with_xml(bytes_of(book_of([["甲", 1]])[0]), SHEET, b"<sheetData>", b"<sheetData><row>" + cells + b"</row>")
    with pytest.raises(DocumentError, match="table cells"):
        read_spreadsheet("a.xlsx", data)


def test_old_workbooks_show_their_formats():
    """In an .xls the codes stand elsewhere, and say the same."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for column, (value, code) in enumerate([("率", "General"), (0.9734, "0.00%"), (1200, "#,##0.00")]):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
    sheet.row(1).hidden = True
    sheet.write(1, 0, "不显示")
    buffer = io.BytesIO()
    book.save(buffer)
    blocks = read_spreadsheet("a.xls", buffer.getvalue())
    assert texts(blocks[0]) == [["率", "97.34%", "1,200.00"]]


FIGURES = st.one_of(
    st.just(""),
    st.just("/"),
    st.just("不适用"),
    st.decimals(0, 10**6, places=2).map(str),
    st.integers(0, 10**6).map(str),
)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_grid_reads_back(data):
    """Figures, blanks and signs, beside and within merged cells, arrive at their places."""
    width, height = data.draw(st.integers(2, 5)), data.draw(st.integers(2, 6))
    rows = [[f"项{row}", *(data.draw(FIGURES) for _ in range(width - 1))] for row in range(height)]
    rows[0] = [f"栏{column}" for column in range(width)]
    rows[-1][-1] = "1.00"  # the rectangle that is read ends with its last words
    book, sheet = book_of([[text or None for text in row] for row in rows])
    tall = data.draw(st.booleans()) and height > 2
    if tall:
        sheet.merge_cells(start_row=2, end_row=height, start_column=1, end_column=1)
    table = read_spreadsheet("a.xlsx", bytes_of(book))[-1]
    assert isinstance(table, Table)
    for number, (row, expected) in enumerate(zip(table.rows, rows, strict=True)):
        assert [cell.text for cell in row[1:]] == expected[1:]
        assert row[0].is_continuation == (tall and number > 1)
        assert [cell.grid for cell in row] == [(column, column) for column in range(width)]
