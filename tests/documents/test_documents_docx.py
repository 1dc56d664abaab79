"""Word documents: merged cells, and everything Word can wrap around words."""

import io
import tracemalloc
import zipfile

import docx
import pytest
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.documents import Passage, Table
from perfaudit.documents.docx import read_docx
from perfaudit.errors import DocumentError

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w16se": "http://schemas.microsoft.com/office/word/2015/wordml/symex",
    }.items()
)
MAIN_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_file(body: str, main: str = "word/document.xml", prolog: str = "") -> bytes:
    """The smallest .docx with this content of the body."""
    relations = f'<Relationships><Relationship Id="r1" Type="{MAIN_TYPE}" Target="/{main}"/></Relationships>'
    document = f"{prolog}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return zip_of({"_rels/.rels": relations, main: document})


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    return "<w:p>" + "".join(part if part.startswith("<") else run(part) for part in content) + "</w:p>"


def cell(*content: str, properties: str = "") -> str:
    blocks = "".join(part if part.startswith("<") else paragraph(part) for part in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks or paragraph('')}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(data: bytes) -> list[str | list[list[str]]]:
    """A passage as its text, a table as the texts of its cells, row by row."""
    return [
        block.text if isinstance(block, Passage) else [[cell.text for cell in row] for row in block.rows]
        for block in read_docx("单位.docx", data)
    ]


def tables_of(data: bytes) -> list[Table]:
    return [block for block in read_docx("单位.docx", data) if isinstance(block, Table)]


def test_tables_and_passages_in_reading_order():
    """Text between two tables stays between them, and empty paragraphs are none."""
    document = docx.Document()
    document.add_heading("绩效自评表")
    for number in (1, 2):
        grid = document.add_table(1, 2)
        grid.cell(0, 0).text, grid.cell(0, 1).text = "甲\n乙", str(number)
        document.add_paragraph("")
        document.add_paragraph(f"说明{number}。")
    assert read(saved(document)) == ["绩效自评表", [["甲\n乙", "1"]], "说明1。", [["甲\n乙", "2"]], "说明2。"]


def test_merged_cells():
    """A cell merged to the right stands once, one merged downwards leaves a continuation without words."""
    document = docx.Document()
    grid = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            grid.cell(row, column).text = f"{row}{column}"
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "宽"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "高"
    (read_table,) = tables_of(saved(document))
    assert [[(c.text, c.grid, c.is_continuation) for c in row] for row in read_table.rows] == [
        [("宽", (0, 1), False), ("02", (2, 2), False)],
        [("高", (0, 0), False), ("11", (1, 1), False), ("12", (2, 2), False)],
        [("", (0, 0), True), ("21", (1, 1), False), ("22", (2, 2), False)],
    ]
    assert [c.source.id for c in read_table.rows[2]] == [f"单位.docx#t1r3c{column}" for column in (1, 2, 3)]


def test_row_that_begins_further_right():
    """Columns left out before the first cell of a row move its cells to the right."""
    rows = [cell("甲") + cell("乙"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("丙")]
    (read_table,) = tables_of(word_file(table(*rows)))
    assert [c.grid for row in read_table.rows for c in row] == [(0, 0), (1, 1), (1, 1)]


def test_merge_that_continues_nothing():
    """A cell marked as the lower part of a merge that has no upper part is shown, and read, on its own."""
    mark = "<w:vMerge/>"
    data = word_file(table(cell("甲", properties=mark) + cell("乙"), cell("丙", properties=mark) + cell("丁")))
    (read_table,) = tables_of(data)
    assert [(c.text, c.is_continuation) for row in read_table.rows for c in row] == [
        ("甲", False),
        ("乙", False),
        ("", True),
        ("丁", False),
    ]


def test_merge_below_another_column():
    """A lower part joins the cell right above it, not one that begins in another column."""
    wide = '<w:gridSpan w:val="2"/>'
    rows = [cell("甲", properties=wide), cell("乙") + cell("丙", properties='<w:vMerge w:val="continue"/>')]
    assert read(word_file(table(*rows))) == [[["甲"], ["乙", "丙"]]]


def test_old_horizontal_merge():
    """The old way to merge to the right leaves cells that do not exist on their own."""
    row = cell("甲", properties='<w:hMerge w:val="restart"/>') + cell("", properties="<w:hMerge/>") + cell("5")
    (read_table,) = tables_of(word_file(table(row)))
    assert [(c.text, c.is_continuation) for c in read_table.rows[0]] == [("甲", False), ("", True), ("5", False)]


def test_nested_table():
    """A table in a cell is a table of its own after the outer one, and its words are not the cell's."""
    inner = table(cell("内1") + cell("内2"))
    data = word_file(table(cell("外", inner, "外后") + cell("5")) + table(cell("末1") + cell("末2")))
    outer, nested, last = tables_of(data)
    assert [c.text for c in outer.rows[0]] == ["外\n外后", "5"]
    assert [c.text for c in nested.rows[0]] == ["内1", "内2"]
    assert nested.parent == outer.rows[0][0].source and outer.parent is None and last.parent is None
    assert [found.number for found in (outer, nested, last)] == [1, 2, 3]


def test_table_of_one_cell_is_a_frame():
    """A report or a form inside a frame is read as if the frame were not there."""
    inner = table(cell("甲") + cell("1"))
    blocks = read_docx(
        "单位.docx", word_file(paragraph("前") + table(cell("自评报告", inner, "一、概况")) + paragraph("后"))
    )
    assert [block.text if isinstance(block, Passage) else block.parent for block in blocks] == [
        "前",
        "自评报告",
        None,
        "一、概况",
        "后",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<w:sdt><w:sdtContent>{0}</w:sdtContent></w:sdt>", ["预算"]),
        ("<w:customXml>{0}</w:customXml>", ["预算"]),
        (
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
            "<w:sdtContent>{0}</w:sdtContent></w:sdt>",
            [],
        ),
        (
            "<mc:AlternateContent><mc:Choice Requires='wps'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>",
            ["预算"],
        ),
    ],
    ids=["content control", "custom XML", "table of contents", "two versions"],
)
def test_wrapped_paragraphs(body: str, expected: list[str]):
    """What wraps a paragraph neither hides nor doubles it, except a table of contents, which repeats the headings."""
    assert read(word_file(body.format(paragraph("预算")) + paragraph("尾"))) == [*expected, "尾"]


def test_content_controls_in_tables():
    """Rows and cells inside content controls are rows and cells."""
    wrap = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    row = f"<w:tr>{wrap(cell('甲'))}{cell(wrap(paragraph('1')))}</w:tr>"
    assert read(word_file(f"<w:tbl>{wrap(row)}</w:tbl>")) == [[["甲", "1"]]]


FIELD = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
CODE = "<w:r><w:instrText>{}</w:instrText></w:r>".format


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<w:ins>{run('新')}</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "新"),
        (f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", "新"),
        (f"<w:hyperlink>{run('链')}</w:hyperlink>{run('接')}", "链接"),
        (f"<w:smartTag><w:smartTag>{run('2023')}</w:smartTag>{run('年')}</w:smartTag>", "2023年"),
        (f"<w:sdt><w:sdtContent>{run('5')}</w:sdtContent></w:sdt>", "5"),
        (f"{FIELD('begin')}{CODE('=SUM(ABOVE)')}{FIELD('separate')}{run('12.5')}{FIELD('end')}{run('万元')}", "12.5万元"),
        (f"{FIELD('begin')}{CODE('IF')}{FIELD('begin')}{FIELD('separate')}{run('码')}{FIELD('end')}{FIELD('separate')}{run('果')}{FIELD('end')}", "果"),
        (f"<w:fldSimple w:instr='DATE'>{run('2023年')}</w:fldSimple>", "2023年"),
        (f"{FIELD('end')}{run('余')}", "余"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>", "甲\t乙\n丙\n丁"),
        ("<w:r><w:br w:type='page'/><w:t>附件2</w:t></w:r>", "附件2"),
        ("<w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5个</w:t><w:softHyphen/></w:r>", "3-5个"),
        (f"{run('显')}{run('隐', '<w:vanish/>')}{run('现', '<w:vanish w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)))}", "显现"),
        (run("面积10m") + run("2", '<w:vertAlign w:val="superscript"/>'), "面积10m²"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>" + run("95%"), "≥95%"),
        (run("\uf0a3", '<w:rFonts w:ascii="Symbol"/>') + run("5天"), "≤5天"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:font='Unknown' w:char='F041'/><w:sym/></w:r>", "☑\ufffd\ufffd"),
        ("<w:r><mc:AlternateContent><mc:Choice Requires='w16se'><w16se:symEx/></mc:Choice><mc:Fallback><w:t>☑</w:t></mc:Fallback></mc:AlternateContent></w:r>", "☑"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>yue</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>岳</w:t></w:r></w:rubyBase></w:ruby></w:r>", "岳"),
        ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "1/2"),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup></m:oMath>", "10^4"),
        (run("一\u202e二\xa0三[bookmark: _GoBack]\n四"), "一二 三 四"),
        ("<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>" + run("基本情况"), "基本情况"),
        (run("见") + "<w:r><w:footnoteReference w:id='1'/></w:r>" + run("注"), "见注"),
    ],
)  # fmt: skip
def test_words_of_a_paragraph(content: str, text: str):
    """Each way Word has to write, hide or delete words reads as it shows on paper."""
    assert read(word_file(paragraph(content))) == [text]


BOX = "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>".format  # fmt: skip
OLD_BOX = "<w:r><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></w:r>".format


@pytest.mark.parametrize("box", [BOX, OLD_BOX])
def test_text_box(box):
    """The words of a text box are read once, after the paragraph it hangs on, with a table or box inside it."""
    inner = paragraph("框内", box(paragraph("内框"))) + table(cell("甲") + cell("1"))
    assert read(word_file(paragraph("前", box(inner)) + paragraph("后"))) == ["前", "框内", "内框", [["甲", "1"]], "后"]


def test_text_box_in_a_cell():
    """A text box that hangs on a cell adds its words to the cell's."""
    assert read(word_file(table(cell(paragraph("甲", BOX(paragraph("注")))) + cell("1")))) == [[["甲\n注", "1"]]]


def test_deleted_row_and_cell():
    """Rows and cells whose deletion is on record are not on the paper any more."""
    rows = [
        cell("甲") + cell("1") + cell("旧", properties='<w:cellDel w:id="1"/>'),
        "<w:trPr><w:del w:id='2'/></w:trPr>" + cell("乙") + cell("2"),
    ]
    assert read(word_file(table(*rows))) == [[["甲", "1"]]]


def test_contents_without_a_content_control():
    """Lines of a table of contents are known by their page numbers' fields."""
    line = FIELD("begin") + CODE("PAGEREF _Toc12 \\h") + FIELD("separate") + run("3") + FIELD("end")
    assert read(word_file(paragraph("一、概况", "<w:r><w:tab/></w:r>", line) + paragraph("一、概况"))) == ["一、概况"]


def test_headers_footers_and_pictures_are_out():
    """Page numbers in footers are no figures, and pictures are not opened."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉1"
    document.sections[0].footer.paragraphs[0].text = "第2页"
    document.add_paragraph("正文。")
    document.sections[0].page_width = Inches(8)
    assert read(saved(document)) == ["正文。"]


def test_document_under_another_name():
    """Some programs call the part with the text word/document2.xml."""
    assert read(word_file(paragraph("正文"), main="word/document2.xml")) == ["正文"]


def test_comments_in_the_xml():
    """Comments and processing instructions, which some programs write, are no elements to ask for attributes."""
    noise = "<!-- a --><?b c?>"
    relations = f'<Relationships>{noise}<Relationship Type="{MAIN_TYPE}" Target="word/document.xml"/></Relationships>'
    body = noise + paragraph(noise + run("正文")) + table(noise + cell(noise + paragraph("甲")) + cell("1"))
    xml = f"{noise}<w:document {NAMESPACES}>{noise}<w:body>{body}</w:body></w:document>"
    assert read(zip_of({"_rels/.rels": relations, "word/document.xml": xml})) == ["正文", [["甲", "1"]]]


def test_without_package_relations():
    """A package that has lost its list of parts is still read."""
    xml = f"<w:document {NAMESPACES}><w:body>{paragraph('正文')}</w:body></w:document>"
    assert read(zip_of({"word/document.xml": xml})) == ["正文"]


STRICT = '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body/></w:document>'
WIDE = table(cell("甲", properties='<w:gridSpan w:val="99999"/>') + cell("1"))
ODD = table(cell("甲", properties='<w:gridSpan w:val="x"/>') + cell("1"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zip_of({"word/styles.xml": "<a/>"}), "holds its text is missing"),
        (zip_of({"word/document.xml": f"<w:document {NAMESPACES}/>"}), "no body"),
        (zip_of({"word/document.xml": "<w:document"}), "the XML inside is damaged"),
        (zip_of({"word/document.xml": b""}), "the XML inside is damaged"),
        (zip_of({"word/document.xml": b"\xff\xfe\x00"}), "the XML inside is damaged"),
        (zip_of({"word/document.xml": STRICT}), "Strict Open XML"),
        (zip_of({"_rels/.rels": "x", "word/document.xml": "<a/>"}), "the XML inside is damaged"),
        (word_file("<w:altChunk/>"), "another document is embedded"),
        (word_file(table(cell("<w:altChunk/>") + cell("1"))), "another document is embedded"),
        (word_file(WIDE), '"99999" columns'),
        (word_file(ODD), '"x" columns'),
        (word_file("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000), "damaged|nested too deeply"),
        (word_file("<w:sdt><w:sdtContent>" * 900 + paragraph("深") + "</w:sdtContent></w:sdt>" * 900), "damaged|nested too deeply"),
        (word_file(paragraph("<w:ins>" * 1500 + run("深") + "</w:ins>" * 1500)), "damaged|nested too deeply"),
        (word_file("", prolog='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "document type"),
        (word_file(paragraph("&lol9;"), prolog='<!DOCTYPE a [<!ENTITY lol "lol">' + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10)) + "]>"), "document type|damaged"),
    ],
)  # fmt: skip
def test_damaged_or_hostile_document(data: bytes, message: str):
    """A document that cannot be read rightly is refused with its name, what was read and what to do."""
    with pytest.raises(DocumentError, match=message) as caught:
        read_docx("单位.docx", data)
    assert str(caught.value).startswith("单位.docx: ") and caught.value.remedy


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("MAX_XML_BYTES", "bytes of XML"),
        ("MAX_UNZIPPED_BYTES", "bytes when unpacked"),
        ("MAX_ZIP_ENTRIES", "parts in the zip file"),
        ("MAX_CELLS", "table cells"),
        ("MAX_PASSAGES", "paragraphs"),
        ("MAX_CHARACTERS", "characters"),
    ],
)
def test_more_than_the_limits(monkeypatch: pytest.MonkeyPatch, limit: str, message: str):
    """A zip bomb or a table of a million cells is refused before it fills the memory."""
    data = word_file(paragraph("甲") * 3 + table(*[cell("乙") * 2] * 3))
    monkeypatch.setattr(f"perfaudit.documents.limits.{limit}", 1)
    with pytest.raises(DocumentError, match=rf"more than 1 {message}"):
        read_docx("大.docx", data)


def test_zip_that_lies_about_its_size():
    """A part that says it is small and unfolds to much more is not unfolded."""
    data = bytearray(zip_of({"word/document.xml": bytes(30_000_000)}))
    for mark, field in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark) + field
        data[at : at + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    with pytest.raises(DocumentError, match="cannot be unpacked"):
        read_docx("弹.docx", bytes(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_locked_with_a_password():
    """A zip whose parts are encrypted names the password as the reason."""
    data = bytearray(word_file(paragraph("甲")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    with pytest.raises(DocumentError, match="password"):
        read_docx("单位.docx", bytes(data))


WORDS = st.text(st.sampled_from("预算支出0123456789.,%（） \t"), max_size=8)


@given(st.lists(WORDS | st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=4), max_size=5))
@settings(max_examples=40)
def test_any_document_reads_back(blocks: list[str | list[list[str]]]):
    """Whatever words stand in paragraphs and cells come back in order, but for white space around them."""
    body = "".join(
        paragraph(block) if isinstance(block, str) else table(*["".join(map(cell, row)) for row in block])
        for block in blocks
    )
    expected = [b.strip() if isinstance(b, str) else [[words.strip() for words in row] for row in b] for b in blocks]
    assert read(word_file(body)) == [block for block in expected if block]


@given(st.data())
@settings(max_examples=60)
def test_any_damage_is_a_document_error(data: st.DataObject):
    """Bytes changed or cut off anywhere give a document or an error with a remedy, and no other exception."""
    whole = word_file(paragraph("甲", BOX(paragraph("乙"))) + table(cell("丙") + cell("1")))
    damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, 255)), max_size=4)):
        damaged[at : at + 1] = bytes([value])
    try:
        read_docx("坏.docx", bytes(damaged))
    except DocumentError as error:
        assert error.remedy
