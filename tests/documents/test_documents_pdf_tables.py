"""Tables in PDFs: however their lines are drawn, over page breaks, and without lines."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from perfaudit.documents import Passage, Table
from perfaudit.documents.pdf import read_pdf
from perfaudit.documents.pdf_layout import DraftPassage
from perfaudit.documents.pdf_tables import cell_texts
from perfaudit.documents.pdf_worker import read_drafts
from tests.documents.test_documents_pdf import HEAD, HEIGHT, made, read, ruled_rows, write_words
from tests.units.build_pdf import PdfCell, PdfWriter, width_of


def grids(data: bytes) -> list[list[tuple[int, int] | None]]:
    (table,) = read_drafts("单位.pdf", data)
    assert not isinstance(table, DraftPassage)
    return [[cell.grid for cell in row] for row in cell_texts(table)]


FIELDS = {(104, 116): "项目", (204, 116): "预算", (304, 116): "决算", (104, 136): "公用经费", (304, 136): "12.50"}


GRID = [["项目", "预算", "决算"], ["公用经费", "", "12.50"]]


XS, YS = (100, 200, 300, 400), (100, 120, 140)


def draw_strokes(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1])
    for y in YS:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)


def draw_thin_rectangles(canvas: Canvas) -> None:
    """As Word does: a filled rectangle for each side of each cell, and a dot at each corner."""
    for x in XS:
        for top, bottom in pairwise(YS):
            canvas.rect(x, HEIGHT - bottom, 0.5, bottom - top - 0.5, stroke=0, fill=1)
        for y in YS:
            canvas.rect(x, HEIGHT - y, 0.5, 0.5, stroke=0, fill=1)
    for y in YS:
        for left, right in pairwise(XS):
            canvas.rect(left + 0.5, HEIGHT - y, right - left - 0.5, 0.5, stroke=0, fill=1)


def draw_double(canvas: Canvas) -> None:
    for offset in (-0.75, 0.75):
        for x in XS:
            canvas.line(x + offset, HEIGHT - YS[0], x + offset, HEIGHT - YS[-1])
        for y in YS:
            canvas.line(XS[0], HEIGHT - y + offset, XS[-1], HEIGHT - y + offset)


def draw_dashes(canvas: Canvas) -> None:
    for x in XS:
        for y in range(YS[0], YS[-1], 4):
            canvas.rect(x, HEIGHT - y - 2.5, 0.5, 2.5, stroke=0, fill=1)
    for y in YS:
        for x in range(XS[0], XS[-1], 4):
            canvas.rect(x, HEIGHT - y, 2.5, 0.5, stroke=0, fill=1)


def draw_boxes_apart(canvas: Canvas) -> None:
    """As a browser does: a box for each cell, two points from the next, none quite in line."""
    for top in YS[:-1]:
        for number, left in enumerate(XS[:-1]):
            canvas.rect(left + 1, HEIGHT - top - 19 + number * 0.4, 98, 18)


def draw_without_sides(canvas: Canvas) -> None:
    for x in XS[1:-1]:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1])
    for y in YS:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)


@pytest.mark.parametrize(
    "draw", [draw_strokes, draw_thin_rectangles, draw_double, draw_dashes, draw_boxes_apart, draw_without_sides]
)
def test_lines_are_lines_however_they_are_drawn(draw):
    """Word fills thin rectangles, LibreOffice strokes lines, browsers draw boxes and dashes."""
    assert read(made(lambda writer: (draw(writer.canvas), write_words(writer, FIELDS)))) == [GRID]


def test_merged_cells_have_their_place_in_the_grid():
    """A wide cell takes up several columns, a high one goes on below; a blank cell is there, beside a short row none."""

    def write(writer):
        for left, top, right, bottom in (
            (100, 100, 200, 140), (200, 100, 400, 120), (200, 120, 300, 140), (300, 120, 400, 140), (100, 140, 300, 160),
        ):  # fmt: skip
            writer.canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)
        write_words(writer, {(104, 116): "三公经费", (204, 116): "2023年", (304, 136): "0.00", (104, 156): "合计"})

    data = made(write)
    assert read(data) == [[["三公经费", "2023年"], ["^", "", "0.00"], ["合计"]]]
    assert grids(data) == [[(0, 0), (1, 2)], [(0, 0), (1, 1), (2, 2)], [(0, 1)]]


def test_backgrounds_and_strokes_inside_cells_are_no_borders():
    """A coloured head row, the slanted stroke through a blank cell, and a line to write on."""

    def write(writer):
        writer.canvas.setFillGray(0.8)
        writer.canvas.rect(110, HEIGHT - 118, 120, 16, stroke=0, fill=1)
        writer.canvas.setFillGray(0)
        writer.canvas.line(200, HEIGHT - 120, 300, HEIGHT - 140)
        writer.canvas.line(310, HEIGHT - 138, 350, HEIGHT - 138)
        draw_strokes(writer.canvas)
        write_words(writer, FIELDS)

    assert read(made(write)) == [GRID]


def test_every_cell_and_passage_has_its_page_and_box():
    """A page of the report shows where a figure stands in the file."""
    blocks = read_pdf(
        "单位.pdf", made(lambda w: (draw_strokes(w.canvas), write_words(w, FIELDS | {(100, 80): "单位：万元"})))
    )
    passage, table = blocks
    assert isinstance(passage, Passage) and isinstance(table, Table)
    page, box = passage.source.place.page, passage.source.place.box
    assert page == 1 and box is not None and box[0] == 100 and 65 < box[1] < box[3] < 90
    assert table.rows[1][2].source.place.box == (300.0, 120.0, 400.0, 140.0)


def one_column(*lines: str, width: float, size: float = 10.5) -> bytes:
    """A table with a cell of this inner width that holds these lines."""

    def write(writer):
        height = 20 + 14 * len(lines)
        writer.canvas.rect(100, HEIGHT - 100 - height, 100, height)
        writer.canvas.rect(200, HEIGHT - 100 - height, width + 10, height)
        write_words(writer, {(105, 115): "项目"} | {(205, 115 + 14 * n): line for n, line in enumerate(lines)}, size)

    return made(write)


@pytest.mark.parametrize(
    ("lines", "width", "text"),
    [
        (("公用车购置", "和维护经费"), 55, "公用车购置和维护经费"),
        (("目标一；", "目标二。"), 120, "目标一；\n目标二。"),
        (("97.7", "8"), 22, "97.78"),
        (("13200000.0", "0"), 54, "13200000.00"),
        (("12.50", "30.10"), 26, "12.50\n30.10"),
        (("12", "34"), 60, "12\n34"),
        (("budget of", "the unit"), 44, "budget of the unit"),
    ],
)
def test_line_breaks_in_cells(lines, width, text):
    """A break that the border made is none; a figure broken in two is one, two figures never become one."""
    assert read(one_column(*lines, width=width)) == [[["项目", text]]]


def test_a_figure_wider_than_its_cell_is_one_figure():
    """A line through a digit does not cut 1234567.89 into two figures."""

    def write(writer):
        draw_strokes(writer.canvas)
        write_words(writer, FIELDS | {(104, 136): "1234567.89", (170, 136): "88888888.88"})

    assert "88888888.88" in str(read(made(write)))


def test_watermarks_stay_out_of_the_figures():
    """Slanted letters over a page would turn "12.50" into another figure."""

    def write(writer):
        draw_strokes(writer.canvas)
        write_words(writer, FIELDS)
        writer.canvas.rotate(45)
        writer.canvas.setFont("Helvetica", 20)
        for distance in range(200, 1000, 40):
            writer.canvas.drawString(distance, 300, "2023")

    assert read(made(write)) == [GRID]


def filled_page(first: int) -> list[list[str]]:
    return [[f"项目{number}", "1.00", "", f"{number}.50"] for number in range(first, first + 34)]


def test_a_table_goes_on_over_page_breaks():
    """Head rows printed again are dropped, page numbers and headers do not part the table, blanks stay blank."""

    def write(writer):
        for page in range(3):
            write_words(writer, {(250, 40): "清禾街道绩效自评"}, 9)
            ruled_rows(writer, [HEAD, *filled_page(40 * page)])
            write_words(writer, {(290, 810): f"— {page + 1} —"}, 9)
            if page < 2:
                writer.canvas.showPage()

    assert read(made(write)) == [[HEAD, *filled_page(0), *filled_page(40), *filled_page(80)]]


def test_a_row_that_the_page_break_cuts_is_joined():
    """Prose goes on in the next page's first row, where the other cells are blank; a figure's row stays its own."""

    def write(writer, rest):
        ruled_rows(writer, [HEAD, *filled_page(1)[:33], ["成本控制", "5", "4", "年初只安排了在编人"]])
        writer.canvas.showPage()
        ruled_rows(writer, [rest, ["合计", "", "", "9.00"]])

    joined = read(made(lambda writer: write(writer, ["", "", "", "员的工资，聘用未列"])))
    assert joined[0][-2:] == [
        ["成本控制", "5", "4", "年初只安排了在编人员的工资，聘用未列"],
        ["合计", "", "", "9.00"],
    ]
    (apart,) = read(made(lambda writer: write(writer, ["", "", "7.00", "3.00"])))
    assert apart[-2:] == [["", "", "7.00", "3.00"], ["合计", "", "", "9.00"]]


def test_a_broken_row_below_repeated_heads():
    """Word prints the head rows above the lower part of the row."""

    def write(writer):
        ruled_rows(writer, [HEAD, *filled_page(1)[:33], ["成本控制", "5", "4", "年初只安排了在编人"]])
        writer.canvas.showPage()
        ruled_rows(writer, [HEAD, ["", "", "", "员的工资"], ["合计", "", "", "9.00"]])

    (table,) = read(made(write))
    assert table[-2:] == [["成本控制", "5", "4", "年初只安排了在编人员的工资"], ["合计", "", "", "9.00"]]


def test_tables_of_two_forms_are_not_joined():
    """A form with the same columns that begins anew on the next page is another form."""

    def write(writer):
        ruled_rows(writer, [["项目名称", "环卫", "", ""], HEAD])
        writer.canvas.showPage()
        ruled_rows(writer, [["项目名称", "绿化", "", ""], HEAD])

    assert len(read(made(write))) == 2


def columns(writer: PdfWriter, rows: list[list[str]], top: float = 200) -> None:
    """A label and figures that end below each other, without any line."""
    for number, (label, *figures) in enumerate(rows):
        write_words(writer, {(90, top + 20 * number): label})
        for column, text in enumerate(figures):
            write_words(writer, {(280 + 90 * column - width_of(text, 10.5), top + 20 * number): text})


UNRULED = [
    HEAD,
    ["办公费", "1.00", "", "1,200.50"],
    ["差旅费", "", "0.00", "3.00"],
    ["其他", "/", "", ""],
    ["合计", "4.00", "", "5.50"],
]


def test_columns_without_lines():
    """A blank is known by its place; the lines before and after are none of the table's."""

    def write(writer):
        write_words(writer, {(90, 170): "支出情况如下表（单位：万元）："})
        columns(writer, UNRULED)
        write_words(writer, {(90, 340): "单位负责人：      填表人：      填报日期：2023年4月"})

    before, table, after = read(made(write))
    assert before == "支出情况如下表（单位：万元）：" and after.startswith("单位负责人：")
    assert table == UNRULED


def test_a_line_of_fields_parts_tables_without_lines():
    """Two tables one below the other, with different columns, and a line for signatures between them."""

    def write(writer):
        columns(writer, UNRULED)
        write_words(writer, {(90, 300): "单位负责人：", (250, 300): "填表人："})
        write_words(writer, {(90, 320): "表二"})
        for number, row in enumerate([["项目", "预算", "决算"], ["印刷费", "1.50", "2.50"], ["会议费", "", "3.50"]]):
            write_words(writer, {(x, 340 + 20 * number): text for x, text in zip((90, 300, 420), row, strict=True)})

    assert read(made(write)) == [
        UNRULED,
        "单位负责人： 填表人：",
        "表二",
        [["项目", "预算", "决算"], ["印刷费", "1.50", "2.50"], ["会议费", "", "3.50"]],
    ]


def test_horizontal_rules_part_rows_of_several_lines():
    """Tables with rules only, where a rule stands below each row."""

    def write(writer):
        columns(
            writer,
            [HEAD, ["办公费和", "1.00", "2.00", "3.00"], ["印刷费", "", "", ""], ["合计", "4.00", "5.00", "6.00"]],
        )
        for y in (184, 206, 246, 266):
            writer.canvas.line(90, HEIGHT - y, 460, HEIGHT - y)

    assert read(made(write)) == [[HEAD, ["办公费和\n印刷费", "1.00", "2.00", "3.00"], ["合计", "4.00", "5.00", "6.00"]]]


def test_words_over_several_columns_without_lines_are_wide():
    """A figure between two columns is not given to one of them."""

    def write(writer):
        columns(writer, UNRULED)
        write_words(writer, {(90, 300): "调整", (305, 300): "7.77"})

    (table,) = read_drafts("单位.pdf", made(write))
    assert not isinstance(table, DraftPassage)
    cell = next(cell for row in cell_texts(table) for cell in row if cell.text == "7.77")
    assert cell.grid == (1, 2)


@pytest.mark.parametrize(
    "lines",
    [
        ["单位负责人：              填表人：", "联系电话：              填报日期："],
        ["一、基本情况", "全 年 支 出 1 2 万 元"],
        ["第一季度      完成", "第二季度      完成"],
    ],
)
def test_prose_with_gaps_is_no_table(lines):
    """Lines for signatures, letter-spaced titles and words set apart hold no figures below each other."""
    data = made(lambda writer: write_words(writer, {(90, 100 + 20 * n): line for n, line in enumerate(lines)}))
    assert all(isinstance(block, str) for block in read(data))


def test_words_that_read_upwards_in_a_cell():
    """A label on its side beside rows that stand upright."""

    def write(writer):
        ruled_rows(writer, [["", "1.00"], ["", "2.00"]])
        writer.canvas.saveState()
        writer.canvas.translate(100, HEIGHT - 90)
        writer.canvas.rotate(90)
        writer.draw(0, 0, "甲乙", 8)
        writer.canvas.restoreState()

    assert read(made(write)) == [[["甲乙", "1.00"], ["", "2.00"]]]


TEXTS = st.sampled_from(["", "", "0", "0.00", "/", "12.50", "1,234.56", "-3.4", "98%", "公用经费", "环境整治专项"])


@st.composite
def random_tables(draw: st.DrawFn) -> tuple[int, int, list[PdfCell]]:
    """Rows, columns, and cells that cover them, some of them merged; the first row is a head."""
    rows, columns = draw(st.integers(2, 60)), draw(st.integers(2, 6))
    free = {(row, column) for row in range(1, rows) for column in range(columns)}
    cells = [PdfCell(0, 0, column, column + 1, [f"表头{column}"]) for column in range(columns)]
    for row, column in sorted(free):
        if (row, column) not in free:
            continue
        down = draw(st.sampled_from([1, 1, 1, 1, 2, 3]))
        across = draw(st.sampled_from([1, 1, 1, 2]))
        if column == columns - 1 or across > columns - column:
            down, across = 1, 1  # the last column has a cell in every row
        if across == columns - column:
            across = 1
        taken = {(row + r, column + c) for r in range(down) for c in range(across)}
        if not taken <= free:
            down, across, taken = 1, 1, {(row, column)}
        free -= taken
        text = f"{draw(TEXTS)}" if column else f"第{row}行"
        cells.append(PdfCell(row, row + down - 1, column, column + across, [text] if text else []))
    return rows, columns, cells


@settings(max_examples=25, deadline=None)
@given(random_tables())
def test_any_ruled_table_reads_back(table):
    """Whatever is merged and wherever the page ends, every figure comes back in its row and column."""
    rows, columns, cells = table

    def write(writer):
        width = writer.width / columns
        first = 0
        for _ in range(rows // 28 + 1):
            after = min(rows, first + 28)
            scaled = [PdfCell(c.first, c.last, c.left * width, c.right * width, list(c.lines)) for c in cells]
            for cell in scaled:
                cell.lines = [] if cell.first < first else cell.lines
            writer.write_rows(scaled, [24.0] * rows, first, after)
            if (first := after) == rows:
                break
            writer.new_page()

    expected = sorted((c.first, c.left, c.right - 1, c.lines[0]) for c in cells if c.lines)
    (draft,) = read_drafts("单位.pdf", made(write))
    assert not isinstance(draft, DraftPassage)
    found = [
        (number, *(cell.grid or ()), cell.text)
        for number, row in enumerate(cell_texts(draft))
        for cell in row
        if cell.text
    ]
    assert sorted(found) == expected


FIGURES = st.sampled_from(["", "0", "0.00", "/", "12.50", "1,234.56", "98.2%", "100"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(FIGURES, min_size=3, max_size=3), min_size=2, max_size=20))
def test_any_table_without_lines_reads_back(figures):
    """Every figure comes back in its column, and every blank in its own."""
    rows = [
        ["项目", "上年", "预算", "决算"],
        *([f"第{n}项", *row] for n, row in enumerate(figures)),
        ["合计", "1", "2", "3"],
    ]
    rows.insert(1, ["小计", "4", "5", "6"])
    assert read(made(lambda writer: columns(writer, rows))) == [rows]
