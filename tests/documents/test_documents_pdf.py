"""PDFs: paragraphs, pages however they lie, what is no text, and hostile files. Tables have a file of their own."""

import io
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from perfaudit.documents import limits
from perfaudit.documents.pdf import read_pdf
from perfaudit.documents.pdf_layout import DraftPassage
from perfaudit.documents.pdf_letters import letters_of
from perfaudit.documents.pdf_tables import cell_texts
from perfaudit.documents.pdf_worker import read_drafts
from perfaudit.errors import DocumentError
from tests.units import PARTS, sample
from tests.units.build_pdf import PdfWriter, pdf_bytes
from tests.units.layout import Text

Content = str | list[list[str]]


WIDTH, HEIGHT = A4


PROSE = "全年依法拆除违建139处，面积合计4380平方米；重点路段每周开展环境大清扫，共270场次，杂物得到清运。" * 2


def made(write: Callable[[PdfWriter], None], pagesize: tuple[float, float] = A4, **options: object) -> bytes:
    buffer = io.BytesIO()
    writer = PdfWriter(Canvas(buffer, pagesize=pagesize, invariant=1, **options))  # type: ignore[arg-type]
    write(writer)
    writer.canvas.showPage()
    writer.canvas.save()
    return buffer.getvalue()


def read(data: bytes) -> list[Content]:
    """A passage as its text, a table as the texts of its cells, row by row; "^" is a cell that goes on from above."""
    return [
        draft.text
        if isinstance(draft, DraftPassage)
        else [["^" if cell.is_continuation else cell.text for cell in row] for row in cell_texts(draft)]
        for draft in read_drafts("单位.pdf", data)
    ]


def write_words(writer: PdfWriter, words: dict[tuple[float, float], str], size: float = 10.5) -> None:
    """Words by where they stand: x, and y from the top."""
    for (x, y), text in words.items():
        writer.draw(x, writer.canvas._pagesize[1] - y, text, size)


def test_letters_printed_twice_are_read_once():
    """Programs print a character twice, a little apart, to make it bold: "11.10" is not "1111..1100"."""

    def write(writer):
        write_words(writer, {(100, 100): "合计11.10万元", (100.3, 100): "合计11.10万元"})

    assert read(made(write)) == ["合计11.10万元"]


def ruled_rows(writer: PdfWriter, rows: list[list[str]], top: float = 72, left: float = 72, height: float = 20) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            x, y = left + 110 * column, top + height * number
            writer.canvas.rect(x, writer.canvas._pagesize[1] - y - height, 110, height)
            write_words(writer, {(x + 4, y + 14): text})


HEAD = ["项目", "上年", "预算", "决算"]


def test_paragraphs_are_put_together():
    """Over lines and pages, without blanks between Chinese characters; a heading, a title of two lines stay apart."""
    title = "2023年度澜州市澜湖区清禾街道办事处单位整体支出绩效自评工作报告"

    def write(writer):
        for _ in range(6):
            writer.write_paragraph(Text(title, "title"))
            writer.write_paragraph(Text("一、单位基本情况", "heading"))
            for _ in range(4):
                writer.write_paragraph(Text(PROSE))
        writer.new_page()

    assert read(made(write)) == [title, "一、单位基本情况", *[PROSE] * 4] * 6


def test_blanks_stand_where_they_are_seen():
    """Words of Latin letters and figures keep their distance, Chinese characters set wide do not get one."""

    def write(writer):
        write_words(writer, {(100, 100): "GDP", (130, 100): "growth", (170, 100): "5.2%"})
        write_words(writer, {(100 + 14 * n, 130): letter for n, letter in enumerate("两端对齐")})

    assert read(made(write)) == ["GDP growth 5.2%", "两端对齐"]


def test_titles_at_the_top_of_pages_are_no_headers():
    """Several forms that begin with the same title, each on a page of its own."""

    def write(writer):
        for number in range(4):
            write_words(writer, {(200, 70): "项目支出绩效自评表"}, 16)
            ruled_rows(writer, [["项目名称", f"项目{number}"]], top=100)
            write_words(writer, {(290, 810): f"{number + 1}"}, 9)
            writer.canvas.showPage()

    assert read(made(write)).count("项目支出绩效自评表") == 4


@pytest.mark.parametrize("number", ["3", "— 3 —", "第3页 共9页", "3/9", "Page 3 of 9"])
def test_page_numbers(number):
    """However they are printed; a lone figure elsewhere on the page is kept."""

    def write(writer):
        for page in range(3, 6):
            write_words(writer, {(100, 300): "正文", (290, 800): number.replace("3", str(page))})
            write_words(writer, {(290, 400): "3"})
            writer.canvas.showPage()

    assert read(made(write)) == ["正文", "3"] * 3


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_pages_turned_for_display(degrees):
    """A landscape table on a page with /Rotate; boxes are those of the page as it shows."""

    def write(writer):
        canvas, shown = writer.canvas, writer.canvas._pagesize  # reportlab itself turns the page's size
        width, height = shown if degrees % 180 == 0 else shown[::-1]
        canvas.setPageRotation(degrees)
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[degrees])
        canvas.rotate(degrees)
        ruled_rows(writer, [HEAD, ["办公费", "1.00", "", "2.00"]])

    table, *rest = read_drafts("单位.pdf", made(write))
    assert not rest and not isinstance(table, DraftPassage)
    rows = cell_texts(table)
    assert [[cell.text for cell in row] for row in rows] == [HEAD, ["办公费", "1.00", "", "2.00"]]
    assert rows[1][3].place.box == pytest.approx((402, 92, 512, 112), abs=1)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_tables_drawn_on_their_side(degrees):
    """A landscape table on a portrait page that says nothing of it; boxes are those of the page as it shows."""

    def write(writer):
        canvas, (width, height) = writer.canvas, writer.canvas._pagesize
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[degrees])
        canvas.rotate(degrees)
        canvas._pagesize = (height, width) if degrees % 180 else (width, height)
        ruled_rows(writer, [HEAD, ["办公费", "1.00", "", "2.00"]])
        canvas._pagesize = (width, height)

    table, *rest = read_drafts("单位.pdf", made(write))
    assert not rest and not isinstance(table, DraftPassage)
    rows = cell_texts(table)
    assert [[cell.text for cell in row] for row in rows] == [HEAD, ["办公费", "1.00", "", "2.00"]]
    expected = {
        90: (92, HEIGHT - 512, 112, HEIGHT - 402),
        180: (WIDTH - 512, HEIGHT - 112, WIDTH - 402, HEIGHT - 92),
        270: (WIDTH - 112, 402, WIDTH - 92, 512),
    }
    assert rows[1][3].place.box == pytest.approx(expected[degrees], abs=1)


def test_landscape_pages():
    """A wide table between upright pages does not change where their lines run."""

    def write(writer):
        writer.write_paragraph(Text(PROSE))
        writer.canvas.showPage()
        writer.canvas.setPageSize(landscape(A4))
        ruled_rows(writer, [[*HEAD, "备注"], ["办公费", "1.00", "", "2.00", "无"]])

    assert read(made(write)) == [PROSE, [[*HEAD, "备注"], ["办公费", "1.00", "", "2.00", "无"]]]


PICTURE = ImageReader(io.BytesIO(b"P5 2 2 255 \x10\x80\x20\xff"))


def pages_of(kinds: str) -> bytes:
    """Pages of text (t) and pictures (p)."""

    def write(writer):
        for kind in kinds:
            if kind == "p":
                writer.canvas.drawImage(PICTURE, 0, 0, WIDTH, HEIGHT)
            else:
                write_words(writer, {(100, 100): "一、单位基本情况和本年度支出情况的说明"})
            writer.canvas.showPage()

    buffer = io.BytesIO()
    writer = PdfWriter(Canvas(buffer, pagesize=A4, invariant=1))
    write(writer)
    writer.canvas.save()
    return buffer.getvalue()


def test_scanned_pages_are_refused():
    """All pictures, or pictures between text, where a missing page would go unnoticed; a cover or photographs may stay."""
    with pytest.raises(DocumentError, match=r"pages are pictures.*hand in the document it was made from"):
        read(pages_of("pp"))
    with pytest.raises(DocumentError, match="pages 2, 4: a picture"):
        read(pages_of("tptpt"))
    assert len(read(pages_of("ptttpp"))) == 3


def raw_pdf(*objects: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(data),
    )  # fmt: skip


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


CID_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "
    b"/CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>] >>"
)


def test_letters_without_meaning():
    """A font that keeps its characters to itself: shapes on paper, nothing to read."""
    text = b"BT /F1 10 Tf 72 700 Td <0005000600070008> Tj ET"
    with pytest.raises(DocumentError, match="4 of its 4 characters have no text"):
        read(raw_pdf(CATALOG, PAGES, PAGE, stream(text), CID_FONT))


def test_one_letter_without_meaning_is_no_figure():
    """In a text that can be read, it stays as a mark and never drops out of the middle of a figure."""
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 6 0 R")
    words = b"BT /F1 10 Tf 72 700 Td (%s) Tj 0 -20 Td (12) Tj /F2 10 Tf <0005> Tj /F1 10 Tf (.50) Tj ET" % (
        b"word " * 12
    )
    (*_, last) = read(raw_pdf(CATALOG, PAGES, page, stream(words), HELVETICA, CID_FONT))
    assert last.endswith("12\N{REPLACEMENT CHARACTER}.50")


def test_radicals_are_characters():
    """Browsers write the radical for a character that looks the same."""
    assert "".join(map(letters_of, "⽀出⻓度⺠政⾦额")) == "支出长度民政金额"
    assert letters_of("１㎡") == "１㎡"


def test_passwords():
    """One to open the file is refused; one that only forbids changes is not."""
    words = {(100, 100): "general budget 12.50"}
    locked = made(lambda writer: write_words(writer, words), encrypt=StandardEncryption("secret", "owner"))
    with pytest.raises(DocumentError, match="locked with a password"):
        read(locked)
    guarded = made(lambda writer: write_words(writer, words), encrypt=StandardEncryption("", "owner", canCopy=0))
    assert read(guarded) == ["general budget 12.50"]


def test_words_typed_over_the_page():
    """Fields and notes show their words, but not in the page's text: figures would go missing in silence."""

    def write(writer, value):
        write_words(writer, {(100, 100): "决算数："})
        writer.canvas.acroForm.textfield(name="a", value=value, x=150, y=700, width=100, height=20)

    with pytest.raises(DocumentError, match="fields or notes"):
        read(made(lambda writer: write(writer, "12.50")))
    assert read(made(lambda writer: write(writer, ""))) == ["决算数："]
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (12.50) >>"
    page = PAGE.replace(b"/Contents", b"/Annots [%s] /Contents" % note)
    with pytest.raises(DocumentError, match="page 1: words are typed"):
        read(raw_pdf(CATALOG, PAGES, page, stream(b""), HELVETICA))


def bomb() -> bytes:
    packer = zlib.compressobj(1)
    zeros = b" " * 1_000_000
    return b"".join([*(packer.compress(zeros) for _ in range(60)), packer.flush()])


HOSTILE = {
    "cut off": (pdf_bytes(sample("heting-2023"))[:20_000], "cannot be read"),
    "no page": (raw_pdf(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), "0 pages"),
    "a page missing": (
        raw_pdf(CATALOG, PAGES.replace(b"Count 1", b"Count 2"), PAGE, stream(b""), HELVETICA), "1 pages are there of 2",
    ),
    "content missing": (raw_pdf(CATALOG, PAGES, PAGE.replace(b"4 0 R", b"9 0 R"), b"", b""), "content is missing"),
    "content broken off": (
        raw_pdf(CATALOG, PAGES, PAGE, stream(zlib.compress(bytes(range(256)) * 9)[:200], b"/Filter /FlateDecode"), HELVETICA),
        "breaks off",
    ),
    "bomb": (raw_pdf(CATALOG, PAGES, PAGE, stream(bomb(), b"/Filter /FlateDecode"), HELVETICA), "more than 50,000,000 bytes"),
    "ends in itself": (raw_pdf(CATALOG, PAGES.replace(b"3 0 R", b"2 0 R")), "0 pages"),
    "nested arrays": (raw_pdf(CATALOG, b"[" * 50_000 + b"]" * 50_000), "cannot be read|broke off|0 pages"),
    "many pages": (
        raw_pdf(CATALOG, b"<< /Type /Pages /Count 1500 /Kids [%s] >>" % b"".join(b"%d 0 R " % n for n in range(3, 1503)),
                *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * 1500), "more than 1,000 pages",
    ),
    "many lines": (
        raw_pdf(CATALOG, PAGES, PAGE, stream(b"".join(b"0 %d m 9 %d l S " % (n, n) for n in range(30_000))), HELVETICA),
        "more than 20,000 ruled lines",
    ),
    "a fine grid": (
        raw_pdf(CATALOG, PAGES, PAGE, stream(b"BT /F1 9 Tf 72 700 Td (a) Tj ET " + b"".join(
            b"0 %.1f m 595 %.1f l S %.1f 0 m %.1f 842 l S " % (n / 4, n / 4, n / 5, n / 5) for n in range(2_900)
        )), HELVETICA),
        "more than 4,000,000 crossings",
    ),
    "not a PDF": (b"%PDF-1.7\nnothing", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name):
    """Damaged, endless or huge files end in an error that says so, and soon."""
    data, message = HOSTILE[name]
    with pytest.raises(DocumentError, match=message):
        read_pdf("单位.pdf", data)


def test_reading_takes_no_longer_than_the_limit(monkeypatch):
    """A file that keeps the reader busy is given up."""
    monkeypatch.setattr(limits, "MAX_PDF_SECONDS", 0.01)
    with pytest.raises(DocumentError, match=r"more than 0\.01 seconds"):
        read_pdf("单位.pdf", pages_of("t"))


def test_nothing_beside_the_document_is_run(monkeypatch, tmp_path):
    """A folder of documents may hold a file that is named like a module."""
    for name in ("pdfplumber", "json", "zlib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(5)")
    monkeypatch.chdir(tmp_path)
    assert len(read_pdf("-c.pdf", pages_of("t"))) == 1


def test_scripts_and_attachments_are_not_looked_at():
    """A PDF may carry a script that runs when it is opened: it is read as if there were none."""
    catalog = CATALOG.replace(b"/Pages", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Pages")
    content = stream(b"BT /F1 10 Tf 72 700 Td (plain) Tj ET")
    assert read(raw_pdf(catalog, PAGES, PAGE, content, HELVETICA)) == ["plain"]


def test_the_writer_makes_the_same_bytes():
    """A test that fails must fail again."""
    unit = sample("qinghe-2023")
    assert pdf_bytes(unit, PARTS) == pdf_bytes(unit, PARTS)
