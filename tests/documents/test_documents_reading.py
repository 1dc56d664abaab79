"""Files and folders: formats by content, encodings, and what is refused."""

import codecs
import hashlib
import io
import os
import pickle
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.documents import Document, File, Passage, Source, Table, read_document
from perfaudit.documents.formats import decode_text, recognise_format
from perfaudit.errors import DocumentError

TEXT = "2023年度预算单位整体支出绩效自评表\n\t单位名称\n\t某街道办事处\n\n\t总分\n\t99\n"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def docx_bytes(*paragraphs: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def zip_bytes(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "内容")
    return stream.getvalue()


def texts(document: Document) -> list[str]:
    return [piece.text for piece in (*document.passages, *document.cells)]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode("gbk"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16 LE", "UTF-16 BE", "UTF-32", "GB18030", "GBK from Windows"],
)
def test_encodings(tmp_path: Path, data: bytes):
    """Every encoding that Word and Notepad save in reads the same."""
    path = tmp_path / "某街道.2023.txt"
    path.write_bytes(data)
    document = read_document(path)
    assert document.unit_id == "某街道.2023"
    assert document.files == (File(path.name, hashlib.sha256(data).hexdigest(), "txt"),)
    assert texts(document) == ["2023年度预算单位整体支出绩效自评表", "单位名称", "某街道办事处", "总分", "99"]


def test_traditional_characters_in_gb18030():
    """Common traditional characters are as good a sign of the right encoding as simplified ones."""
    text = "預算單位整體支出績效評價基礎數據表：財政供養人員情況，項目支出，專項資金"
    assert decode_text("單位.txt", text.encode("gb18030")) == text


@pytest.mark.parametrize("name", ["单位.docx", "单位.doc", "单位.wps", "单位", "单位.txt"])
def test_format_is_known_by_content(tmp_path: Path, name: str):
    """A Word document under a wrong ending is a Word document."""
    path = tmp_path / name
    path.write_bytes(docx_bytes("正文"))
    assert read_document(path).files[0].format == "docx"
    assert read_document(path).unit_id == "单位"


BAD_FILES = [
    ("空.txt", b"", "empty"),
    ("空.docx", b"", "empty"),
    ("空行.txt", b"\xef\xbb\xbf\r\n \t\r\n", "nothing but empty lines"),
    ("零.txt", bytes(64), "nothing but empty lines"),
    ("隐.txt", "\u200b\n[bookmark: _GoBack]\n".encode(), "no text in it"),
    ("照.docx", docx_bytes(""), "no text in it"),
    ("扫描.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "those of a PDF"),
    ("改名.docx", b"%PDF-1.7\n", "those of a PDF"),
    ("旧.doc", OLE2 + "WordDocument".encode("utf-16-le"), r"old Word document \(\.doc"),
    ("旧.xls", OLE2 + "Workbook".encode("utf-16-le"), "old Excel workbook"),
    ("旧.ppt", OLE2 + "PowerPoint Document".encode("utf-16-le"), "old presentation"),
    ("旧.dat", OLE2, "old Office file"),
    ("锁.docx", OLE2 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    ("表.xlsx", zip_bytes("[Content_Types].xml", "xl/workbook.xml"), "Excel workbook"),
    ("稿.pptx", zip_bytes("ppt/presentation.xml"), "presentation"),
    ("文.odt", zip_bytes("mimetype", "content.xml"), "OpenDocument"),
    ("包.zip", zip_bytes("单位.docx"), "zip file without"),
    ("断.docx", docx_bytes("正文" * 999)[:-900], "end is missing or damaged"),
    ("头.docx", b"PK\x03\x04", "end is missing or damaged"),
    ("假.docx", TEXT.encode(), r"named \.docx, but holds plain text"),
    ("假.PDF", TEXT.encode(), r"named \.PDF, but holds plain text"),
    ("图.png", b"\x89PNG\r\n\x1a\n", "picture"),
    ("图.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "picture"),
    ("图.bmp", b"BM\x36\x00\x00\x00", "picture"),
    ("文.rtf", b"{\\rtf1\\ansi}", "rich text"),
    ("包.rar", b"Rar!\x1a\x07", "archive"),
    ("页.html", b"<!DOCTYPE html><html></html>", "web page"),
    ("页.txt", "\ufeff\n<HTML><body>预算</body>".encode(), "web page"),
    ("页.mht", b"MIME-Version: 1.0\r\n", "web page"),
    ("程.bin", bytes(range(32)) * 4, "some program's data"),
    ("乱.txt", bytes(range(1, 256)) * 9, "neither GB18030 nor"),
    ("繁.txt", "預算單位整體支出績效評價基礎數據表".encode("big5"), "from byte 0 on, UTF-8"),
    ("截.txt", (TEXT * 3).encode()[:-2] + b"\xe9", "from byte [0-9]+ on, UTF-8"),
    ("截16.txt", codecs.BOM_UTF16_LE + b"\x00\xd8", "UTF-16 up to byte"),
]


@pytest.mark.parametrize(("name", "data", "message"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, message: str):
    """Each names the file, what its bytes look like and what to do, alone or in a folder."""
    folder = tmp_path / "单位"
    folder.mkdir()
    (folder / name).write_bytes(data)
    for path in (folder / name, folder):
        with pytest.raises(DocumentError, match=message) as caught:
            read_document(path)
        assert caught.value.where == name and caught.value.remedy


def test_text_that_begins_like_another_format():
    """Two letters at the beginning of a text make it no picture and no program."""
    assert [recognise_format("单位.txt", f"{letters}项目\n".encode()) for letters in ("BM", "MZ", "PK")] == ["txt"] * 3


def test_missing_path(tmp_path: Path):
    """A mistyped path says so."""
    for path in (tmp_path / "无.docx", tmp_path / "无" / "无.docx", tmp_path / ("长" * 300)):
        with pytest.raises(DocumentError, match=r"no such file|cannot be read"):
            read_document(path)


@pytest.mark.parametrize("is_folder", [False, True])
def test_reading_not_permitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_folder: bool):
    """A file or folder of somebody else says what is missing."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "单位"
    path.mkdir() if is_folder else path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(Path, "iterdir" if is_folder else "open", refuse)
    with pytest.raises(DocumentError, match="单位: reading it is not permitted"):
        read_document(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_pipe_is_not_read(tmp_path: Path):
    """A pipe, whose reading would wait for ever, is refused."""
    os.mkfifo(tmp_path / "管.txt")
    with pytest.raises(DocumentError, match="neither a file nor a folder"):
        read_document(tmp_path / "管.txt")


def test_file_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file of hundreds of megabytes is refused before it is read to its end."""
    path = tmp_path / "大.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("perfaudit.documents.limits.MAX_FILE_BYTES", path.stat().st_size)
    assert read_document(path).blocks
    monkeypatch.setattr("perfaudit.documents.limits.MAX_FILE_BYTES", path.stat().st_size - 1)
    with pytest.raises(DocumentError, match=r"大\.txt: the file has more than"):
        read_document(path)


def test_folder_is_one_unit(tmp_path: Path):
    """Forms and report in several files are read in the order of their names, each with its own numbers."""
    folder = tmp_path / "某街道.2023"
    folder.mkdir()
    (folder / "2报告.txt").write_text("一、概况\n正文。", encoding="utf-8")
    (folder / "1表.docx").write_bytes(docx_bytes("自评表"))
    for hidden in (".DS_Store", "~$1表.docx", "Thumbs.db", ".隐.txt"):
        (folder / hidden).write_bytes(b"\x00")
    document = read_document(folder)
    assert document.unit_id == "某街道.2023"
    assert [(file.name, file.format) for file in document.files] == [("1表.docx", "docx"), ("2报告.txt", "txt")]
    assert [block.source.id for block in document.passages] == ["1表.docx#p1", "2报告.txt#p1", "2报告.txt#p2"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: None, "holds no document"),
        (lambda folder: (folder / "~$表.docx").write_bytes(b"x"), "holds no document"),
        (lambda folder: (folder / "子").mkdir(), 'another folder, "子"'),
        (lambda folder: [(folder / f"{n}.txt").write_text("文") for n in range(201)], "holds 201 files"),
    ],
    ids=["empty", "only a lock file", "folder in folder", "too many"],
)
def test_folders_that_cannot_be_read(tmp_path: Path, make, message: str):
    """A folder without a document, or of more than one unit, says what to do."""
    folder = tmp_path / "单位"
    folder.mkdir()
    make(folder)
    with pytest.raises(DocumentError, match=message) as caught:
        read_document(folder)
    assert caught.value.where == "单位" and caught.value.remedy


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    ("name", "shown"), [(b"a\n\tb.txt", "a  b.txt"), (b"a\xffb.txt", "a�b.txt"), ("a\u202eb.txt".encode(), "ab.txt")]
)
def test_unprintable_file_names(tmp_path: Path, name: bytes, shown: str):
    """A name that no terminal or JSON file can hold is shown in one that they can."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    try:
        path.write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    document = read_document(path)
    assert document.files[0].name == shown and document.passages[0].source.file == shown
    assert document.unit_id == shown.removesuffix(".txt")


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The folder one stands in has a name as well."""
    folder = tmp_path / "某单位"
    folder.mkdir()
    (folder / "表.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(folder)
    assert read_document(Path(".")).unit_id == "某单位"
    assert read_document(Path("表.txt")).unit_id == "表"


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "表#1:2-3.txt").write_text(TEXT, encoding="utf-8")
    return read_document(tmp_path / "表#1:2-3.txt")


def test_find_by_source_and_by_id(document: Document):
    """Evidence is looked up by source or id, as a whole or by offsets, even under a name that looks like an id."""
    passage, cell = document.passages[0], document.tables[0].rows[0][1]
    assert document.find(cell.source) is document.find("表#1:2-3.txt#t1r1c2") is cell
    assert document.find(passage.source.within(0, 4)) is passage
    assert document.text_of(passage.source.within(0, 5)) == document.text_of("表#1:2-3.txt#p1:0-5") == "2023年"
    assert document.text_of(cell.source) == "某街道办事处"
    for missing in ("表#1:2-3.txt#p2", "别.txt#p1", "", Source("表#1:2-3.txt", table=1, row=9, column=1)):
        with pytest.raises(KeyError):
            document.find(missing)


def test_ids_of_sources():
    """Each kind of place has its form of id, and words within words count from the beginning of the text."""
    cell = Source("表.docx", table=3, row=12, column=4)
    assert cell.id == "表.docx#t3r12c4"
    assert cell.within(2, 9).within(3, 5).id == "表.docx#t3r12c4:3-5"
    assert Source("表.docx", paragraph=17).within(20, 31).id == "表.docx#p17:20-31"
    assert (Source("表.docx").id, Source("表.docx", table=2).id) == ("表.docx", "表.docx#t2")


def test_document_crosses_process_borders(document: Document):
    """A batch sends documents between processes."""
    copy = pickle.loads(pickle.dumps(document))
    assert copy == document and copy.find(document.passages[0].source) == document.passages[0]


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_give_a_document_or_an_error(data: bytes):
    """Whatever a file holds, nothing but a DocumentError with a remedy comes out."""
    try:
        assert recognise_format("任意.txt", data) in ("docx", "txt")
    except DocumentError as error:
        assert error.where == "任意.txt" and error.remedy


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_any_unicode_text_decodes(text: str, encoding: str):
    """Every text with a known encoding comes back as it was, but for one byte order mark."""
    received = decode_text("任意.txt", text.encode(encoding))
    assert received == (text.removeprefix("\ufeff") if encoding == "utf-8" else text)


def test_blocks_are_tables_and_passages(document: Document):
    """The two views and the blocks hold the same things."""
    assert [type(block) for block in document.blocks] == [Passage, Table]
    assert document.blocks == (*document.passages, *document.tables)
