"""What a file holds and does not show is told; what is struck out or turned round is never read as a figure."""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from perfaudit.documents import Block, read_document
from perfaudit.documents.cleaning import clean_text
from perfaudit.documents.docx import read_docx
from perfaudit.documents.spreadsheet import read_spreadsheet
from perfaudit.documents.web import read_html
from perfaudit.errors import DocumentError
from perfaudit.quantities import parse_quantity
from tests.documents.test_documents_docx import cell, paragraph, run, table, word_file
from tests.documents.workbooks import book_of, bytes_of, texts
from tests.units.build_ods import ods_of
from tests.units.sheets import SheetCell

ROWS: list[list[object]] = [["项目", "预算", "决算"], ["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6], ["丁", 7, 8]]
COLLAPSED = ' table:visibility="collapse"'
ROW = cell("甲") + cell("57.35")


def left_out(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    return getattr(blocks, "left_out", ())


def ods_cell(words: object, attributes: str = "") -> str:
    return f"<table:table-cell{attributes}><text:p>{words}</text:p></table:table-cell>"


def ods_file(styles: str, sheets: str) -> bytes:
    content = ZipFile(io.BytesIO(ods_of([("一", [SheetCell(0, 0, 0, 0, "甲")])]))).read("content.xml").decode()
    names = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    names += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    opening = re.match("<office:document-content[^>]*", content)
    assert opening
    names = " ".join(name for name in names.split() if name not in opening[0])
    head = f"{opening[0]} {names}><office:automatic-styles>{styles}</office:automatic-styles>"
    body = (
        f"{head}<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", body)
    return buffer.getvalue()


def saved(book: xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def struck_html(words: str) -> object:
    return texts(read_html("页.html", f"<table><tr><td>甲<td>{words}<tr><td>乙<td>1</table>".encode())[0])[0][1]


def test_hidden_parts_of_a_workbook_are_named():
    """Figures that a sheet, rows or columns hide take no part in the audit, and nobody may think there were none."""
    book, sheet = book_of(ROWS)
    sheet.title = "附表"
    for row in (2, 3, 5, 9):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = sheet.column_dimensions["H"].hidden = True
    for state, word in (("hidden", "底"), ("veryHidden", "稿"), ("hidden", None)):
        other = book.create_sheet(f"{state}{word}")
        other.append([word])
        other.sheet_state = state
    blocks = read_spreadsheet("a.xlsx", bytes_of(book))
    assert left_out(blocks) == (
        "hidden rows 2–3, 5 of “附表”", "hidden column B of “附表”", "hidden sheet “hidden底”", "hidden sheet “veryHidden稿”",
    )  # fmt: skip
    assert left_out(read_spreadsheet("a.xlsx", bytes_of(book_of(ROWS)[0]))) == ()


def test_merged_words_that_still_show_are_not_hidden():
    """Of a merged range whose first row is hidden, the words show in the next one."""
    book, sheet = book_of(ROWS, "A2:A3")
    sheet["B2"] = sheet["C2"] = None
    sheet.row_dimensions[2].hidden = True
    assert left_out(read_spreadsheet("a.xlsx", bytes_of(book))) == ()


def test_hidden_parts_of_old_workbooks_are_named():
    """An .xls says so in other records."""
    book = xlwt.Workbook()
    shown, hidden, empty = (book.add_sheet(name) for name in ("一", "二", "三"))
    for row, words in enumerate(ROWS):
        for column, word in enumerate(words):
            shown.write(row, column, word)
    hidden.write(0, 0, 0)
    hidden.visibility = empty.visibility = 2
    shown.row(1).hidden = True
    shown.col(2).hidden = True
    blocks = read_spreadsheet("a.xls", saved(book))
    assert left_out(blocks) == ("hidden row 2 of “一”", "hidden column C of “一”", "hidden sheet “二”")


def test_hidden_parts_of_opendocument_workbooks_are_named():
    """An .ods collapses rows, and hides a sheet by its style."""
    away = '<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>'
    rows = "".join(f"<table:table-row{mark}>{ods_cell('甲')}</table:table-row>" for mark in (COLLAPSED, "", COLLAPSED))
    empty = f'<table:table table:name="三" table:style-name="away"><table:table-row>{ods_cell("")}</table:table-row>'
    sheets = (
        f'<table:table table:name="一">{rows}</table:table><table:table table:name="二" table:style-name="away">{rows}'
    )
    blocks = read_spreadsheet("a.ods", ods_file(away, f"{sheets}</table:table>{empty}</table:table>"))
    assert left_out(blocks) == ("hidden rows 1, 3 of “一”", "hidden sheet “二”")


def test_hidden_rows_of_word_tables_are_named():
    """Word hides a row by a mark of the row, whatever the words in it say."""
    hidden = "<w:tr><w:trPr><w:hidden/></w:trPr>" + cell("乙") + cell("9") + "</w:tr>"
    rows = table(ROW).removesuffix("</w:tbl>")
    blocks = read_docx("a.docx", word_file(f"{rows}{hidden}<w:tr>{ROW}</w:tr></w:tbl>"))
    assert texts(blocks[0]) == [["甲", "57.35"]] * 2
    assert left_out(blocks) == ("hidden row 2 of table 1",)
    alone = f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cell('9')}</w:tr></w:tbl>"
    blocks = read_docx("a.docx", word_file(paragraph("前") + alone))
    assert texts(blocks[0]) == "前" and len(blocks) == 1
    assert left_out(blocks) == ("hidden row 1 of a table that does not show",)


def test_hidden_figures_of_web_pages_are_counted():
    """Pages hide much that is no report: only what holds figures is told, and no long number, which may be somebody's."""
    page = """<style>.no{display:none}</style><table><tr><td>甲<td>1<tr style="display:none"><td>乙<td>57.35
    <tr hidden><td>丙<td>8<tr><td>丁<td style="visibility:hidden">9</table><p class=no>13812345678<p class=no>菜单
    <script>var a = 1</script><div style="display:none"><script>2</script><style>.a3{}</style></div><p hidden><del>4</del>"""
    blocks = read_html("页.html", page.encode())
    assert left_out(blocks) == ("4 hidden pieces of the page with figures, such as 57.35 and 8 and 9",)
    assert left_out(read_html("页.html", b"<p>1</p>")) == ()


def test_what_does_not_show_is_set_aside(tmp_path: Path):
    """One entry a file, whatever it hides; a file that shows nothing says what it hides."""
    book, sheet = book_of(ROWS)
    sheet.title = "表"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    (tmp_path / "单位.xlsx").write_bytes(bytes_of(book))
    document = read_document(tmp_path / "单位.xlsx")
    told = "it was read, but for what it does not show: hidden row 2 of “表”; hidden column C of “表”"
    assert document.set_aside == (("单位.xlsx", told),) and len(document.files) == 1
    sheet.sheet_state = "hidden"
    book.create_sheet("空")
    (tmp_path / "单位.xlsx").write_bytes(bytes_of(book))
    with pytest.raises(DocumentError, match="nothing shows in it; it holds hidden sheet “表”"):
        read_document(tmp_path / "单位.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        "\u202e53.75\u202c", "\u202d53.75\u202c万元", "\u202e53.75", "5\u202e3.7\u202c5", "\u206753.75\u2069",
        "\u202b-53.75\u202c", "\u2067\u202e53\u202c.75\u2069", "\u202e五十七\u202c", "\u202e\u2066\u202c53.75", "\u202e５３．７５",
    ],
)  # fmt: skip
def test_turned_figures_are_unreadable(text: str):
    """ "53.75" that a mark shows as "57.35" is neither: no digit of it is left for a reader to find."""
    cleaned = clean_text(text)
    assert "\ufffd" in cleaned and not any(character.isdecimal() or character in "五七" for character in cleaned)
    assert parse_quantity(cleaned) is None


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\u202a57.35\u202c", "57.35"), ("\u200e57.35\u200f", "57.35"), ("\u202e甲\u202c57.35", "甲57.35"),
        ("\u2067甲\u206957.35\u2069\u202c", "甲57.35"), ("\u206657.35\u2069", "57.35"), ("1\u202e甲2\u202c，3", "1甲\ufffd，\ufffd"),
    ],
)  # fmt: skip
def test_harmless_marks_of_direction(text: str, cleaned: str):
    """Marks that change no figure, and figures outside the span of others, leave no trace."""
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(
    "mark", ['<bdo dir="rtl">{}</bdo>', '<i style="direction:rtl;unicode-bidi:bidi-override">{}</i>']
)
def test_elements_that_turn_figures_round(mark: str):
    """HTML and Word have elements that do what the characters do."""
    assert struck_html(mark.format("53.75")) == "\ufffd\ufffd.\ufffd\ufffd"
    word = f'<w:bdo w:val="rtl">{run("53.75")}</w:bdo>'
    assert texts(read_docx("a.docx", word_file(paragraph(word)))[0]) == "\ufffd\ufffd.\ufffd\ufffd"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<s>57.35</s>58", "58"), ("<strike>57.35<br></strike>58", "58"), ("<i class=old>57</i>58", "58"),
        ('<i style="text-decoration: red line-through">57</i>58', "58"), ("<s>57.35</s>", ""),
        ("<s style='text-decoration:none'>57</s>", "57"), ("<u style='text-decoration:underline'>57</u>", "57"),
        ("<s>57<b>.35</b><input value=9></s>", ""),
    ],
)  # fmt: skip
def test_struck_words_of_web_pages(words: str, shown: str):
    """A figure that is struck out is no longer said; joined to the one that replaces it, it would be a third."""
    assert struck_html(f"<style>.old{{text-decoration:line-through}}</style>{words}") == shown


def test_struck_cells_of_web_pages_keep_their_place():
    """A struck-out row is blank cells, not a row that is missing."""
    page = '<table><tr style="text-decoration:line-through"><td>甲<td>1<tr><td>乙<td>2</table>'
    assert texts(read_html("页.html", page.encode())[0]) == [["", ""], ["乙", "2"]]


@pytest.mark.parametrize("switch", ["strike", "dstrike", "vanish"])
def test_struck_words_of_word(switch: str):
    """Struck once or twice, or hidden; a switch that is off changes nothing."""
    old = run("57.35", f"<w:{switch}/>")
    blocks = read_docx(
        "a.docx", word_file(table(cell("甲") + cell(paragraph(old, "58")), cell("乙") + cell(paragraph(old))))
    )
    assert texts(blocks[0]) == [["甲", "58"], ["乙", ""]]
    off = run("57.35", f'<w:{switch} w:val="0"/>')
    assert texts(read_docx("a.docx", word_file(paragraph(off)))[0]) == "57.35"


def test_struck_words_of_workbooks():
    """A whole cell by its font, or runs of it by theirs: what is left is what counts."""
    book, sheet = book_of([["项目", "预算"], ["甲", 57.35], ["乙", "57"], ["丙", 1], ["丁", "=1+1"]])
    sheet["B2"].font = sheet["B3"].font = sheet["B5"].font = Font(strike=True)
    old, new = InlineFont(strike=True), InlineFont(strike=False)
    sheet["B4"] = CellRichText(TextBlock(old, "57.35"), TextBlock(new, "58"))
    sheet["C3"] = CellRichText(TextBlock(old, "57.35"), TextBlock(InlineFont(b=True), "58"))
    sheet["C3"].font = Font(strike=True)
    read = texts(read_spreadsheet("a.xlsx", bytes_of(book))[0])
    assert read == [["项目", "预算", ""], ["甲", "", ""], ["乙", "", "58"], ["丙", "58", ""], ["丁", "", ""]]


def test_struck_words_of_old_workbooks():
    """In an .xls, runs begin where their font does."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    struck, plain = (xlwt.easyxf(f"font: struck_out {state}") for state in ("on", "off"))
    for column, word in enumerate(("甲", "乙", "丙", "丁")):
        sheet.write(0, column, word)
    sheet.write(1, 0, 57.35, struck)
    sheet.write(1, 1, "57", struck)
    sheet.write_rich_text(1, 2, (("57.35", struck.font), ("58", plain.font)))
    sheet.write_rich_text(1, 3, ("5", ("8", struck.font), ("9", plain.font)), plain)
    assert texts(read_spreadsheet("a.xls", saved(book))[0])[1] == ["", "", "58", "59"]


def test_struck_words_of_opendocument_workbooks():
    """The style of a cell, or of a span in it, strikes words out; a style that says nothing of it changes nothing."""
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties {line}/></style:style>'
        for name, line in (
            ("old", 'style:text-line-through-style="solid"'),
            ("new", 'style:text-line-through-type="none"'),
            ("bold", 'fo:font-weight="bold"'),
        )
    )
    span = '<text:span text:style-name="{}">{}</text:span>'
    cells = (
        ods_cell(span.format("old", f"57{span.format('new', 8)}9") + "1"),
        ods_cell(span.format("old", "57"), ' office:value-type="float" office:value="57"'),
        ods_cell("57.35", ' office:value-type="float" office:value="57.35" table:style-name="old"'),
        ods_cell(span.format("bold", "5") + span.format("new", "6"), ' table:style-name="old"'),
        ods_cell("乙"),
    )
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in ("".join(cells), ods_cell("子") * 5))
    sheet = f'<table:table table:name="一">{rows}</table:table>'
    (table_read,) = read_spreadsheet("a.ods", ods_file(styles, sheet))
    assert texts(table_read) == [["81", "", "", "6", "乙"], ["子"] * 5]
