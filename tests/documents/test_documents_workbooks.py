"""Workbooks, cell by cell: formulas without results, words in runs, and files that are damaged or mean harm."""

import io
import struct
import zipfile

import pytest
import xlwt

from perfaudit.documents.spreadsheet import read_spreadsheet
from perfaudit.errors import DocumentError
from tests.documents.workbooks import SHEET, book_of, bytes_of, read, texts, with_cells, with_xml
from tests.units.build_ods import ods_of
from tests.units.sheets import SheetCell


def test_formulas_are_read_by_their_saved_results():
    """A formula without a result and an error are no blanks: their words cannot be read as a figure."""
    assert texts(read([["合计", "=SUM(B2:B3)"], ["甲", 1], ["乙", "#REF!"]])[0]) == [
        ["合计", "=SUM(B2:B3)"], ["甲", "1"], ["乙", "#REF!"],
    ]  # fmt: skip
    saved = with_cells('<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+2</f><v>3</v></c></row>')
    assert texts(read_spreadsheet("a.xlsx", saved)[0])[1] == ["1", "3"]


def test_an_empty_result_is_a_blank():
    """A formula that gives no words shows nothing, unlike one whose result was not saved."""
    data = with_cells('<row r="2"><c r="A2" t="str"><f>IF(1,"")</f><v></v></c><c r="B2"><f>1+1</f><v/></c></row>')
    assert texts(read_spreadsheet("a.xlsx", data)[0])[1] == ["", "=1+1"]


def test_zeros_that_await_excel_are_no_figures():
    """Programs write 0 for every formula and leave the rest to Excel; any other result is one that somebody saved."""
    rows = '<row r="2"><c r="A2"><f>SUM(B3:B4)</f><v>0</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
    data = with_cells(rows)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")
    assert texts(read_spreadsheet("a.xlsx", data)[0])[1] == ["=SUM(B3:B4)", "2"]
    calculated = with_xml(data, "xl/workbook.xml", b'fullCalcOnLoad="1"', b"")
    assert texts(read_spreadsheet("a.xlsx", calculated)[0])[1] == ["0", "2"]


def test_zeros_that_await_excel_in_old_workbooks():
    """There, a flag of the formula says so."""
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "合计")
    book.get_sheet(0).write(0, 1, xlwt.Formula("SUM(A3:A4)"))
    buffer = io.BytesIO()
    book.save(buffer)
    nothing = bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    assert buffer.getvalue().count(nothing) == 1
    for result, flags, shown in ((0.0, 2, "="), (0.0, 0, "0"), (5.0, 2, "5")):
        saved = buffer.getvalue().replace(nothing + bytes(2), struct.pack("<dH", result, flags))
        assert texts(read_spreadsheet("a.xls", saved)[0]) == [["合计", shown]]


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


def test_words_within_cells():
    """Line breaks stay, Excel's escapes and invisible characters go."""
    table = read([["实际规\n模", "甲_x000D_乙\u202e"], ["丙", "丁"]])[0]
    assert texts(table)[0] == ["实际规\n模", "甲\n乙"]


def test_shared_texts_in_runs():
    """Phonetic guides do not show; a raised 2 cannot join the figure before it; a comment does not part a figure."""
    shared = "<si><r><t>面积m</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r><rPh sb='0' eb='1'><t>mian</t></rPh></si>"
    cells = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>12<!-- -->34</v></c></row>'
    assert texts(read_spreadsheet("a.xlsx", with_shared(shared, cells))[0])[1] == ["面积m²", "1234"]


def with_shared(strings: str, cells: str) -> bytes:
    """A workbook with shared texts, which openpyxl does not write."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    data = with_xml(with_cells(cells), "xl/_rels/workbook.xml.rels", b"</Relationships>", link.encode())
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return buffer.getvalue()


def test_a_far_declared_sheet_is_read():
    """Some programs declare a sheet to reach to the last row and column although a few cells are filled."""
    data = with_xml(bytes_of(book_of([["甲", 1], ["乙", 2]])[0]), SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert texts(read_spreadsheet("a.xlsx", data)[0]) == [["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize("at", ["XFD1048576", "xfd1048576", "$XFD$1048576"])
def test_a_cell_in_the_last_corner_costs_nothing(at):
    """A stray cell far away is a line of its own; a library that builds the rectangle between would end the process."""
    assert [texts(block) for block in read_spreadsheet("a.xlsx", with_cells(f'<row><c r="{at}"><v>9</v></c></row>'))] == [
        [["甲", "1"]], "9",
    ]  # fmt: skip


def ods_with(rows: str) -> bytes:
    """An .ods whose only sheet has these rows of XML."""
    empty = ods_of([("一", [SheetCell(0, 0, 0, 0, "甲")])])
    old = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"
    return with_xml(empty, "content.xml", old.encode(), rows.encode())


def test_values_of_open_documents_without_words():
    """Some programs write values only; a formula without either, and an accounting zero, are no blanks."""
    cells = [
        "<table:table-cell><text:p>甲<office:annotation><text:p>批注</text:p></office:annotation></text:p></table:table-cell>",
        '<table:table-cell office:value-type="float" office:value="12.50"/>',
        '<table:table-cell office:value-type="percentage" office:value="0.9734"/>',
        '<table:table-cell office:value-type="float" office:value="0"><text:p>-</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=SUM([.A1:.A2])"/>',
        '<table:table-cell table:formula="of:=1" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>',
    ]
    row = f"<table:table-row>{''.join(cells)}</table:table-row>"
    assert texts(read_spreadsheet("a.ods", ods_with(row))[0]) == [
        ["甲", "12.5", "97.34%", "0", "=SUM([.A1:.A2])", "#REF!"]
    ]


def test_repeated_cells_of_open_documents():
    """Empty ones fill the sheet to its last row and column and cost nothing."""
    filler = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    two = '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"><text:p>3</text:p></table:table-cell></table:table-row>'
    assert texts(read_spreadsheet("a.ods", ods_with(two + filler + two))[0]) == [["3", "3"]] * 4


@pytest.mark.parametrize(
    ("data", "read_words"),
    [
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


@pytest.mark.parametrize(("count", "read_words"), [(250_000, "table cells"), (1_000_000, "tags of XML")])
def test_a_million_cells_are_refused_early(count, read_words):
    """A sheet of a million cells is no self-evaluation."""
    cells = b"".join(b'<c r="A%d"><v>1</v></c>' % row for row in range(1, count))
    with pytest.raises(DocumentError, match=read_words):
        read_spreadsheet("a.xlsx", with_cells(b"<row>" + cells + b"</row>"))


def bomb_of_repeats() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>3</text:p></table:table-cell>'
    return ods_with(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def bomb_of_texts() -> bytes:
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(2, 3000))
    return with_shared(f"<si><t>{'甲' * 1_000_000}</t></si>", f"<row>{cells}</row>")


def overlapping_ranges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{row}:CV{row + 900}"/>' for row in range(1, 900))
    cells = "".join(f'<row><c r="A{row}"><v>1</v></c></row>' for row in range(2, 1900))
    return with_xml(
        with_cells(cells), SHEET, b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
    )


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)


@pytest.mark.parametrize(
    ("write", "read_words"),
    [
        (bomb_of_repeats, "table cells"),
        (bomb_of_texts, "characters"),
        (overlapping_ranges, "table cells"),
        (locked, "password"),
    ],
)
def test_small_files_that_grow_are_refused(write, read_words):
    """Repeats, shared texts and overlapping ranges make much of little; a locked workbook says so."""
    with pytest.raises(DocumentError, match=read_words):
        read_spreadsheet("a", write())
