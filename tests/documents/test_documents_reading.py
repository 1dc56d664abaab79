"""Files and folders: formats by content, encodings, and what is refused."""

import codecs
import hashlib
import io
import os
import pickle
import re
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.documents import READERS, Document, File, Passage, Source, Table, read_document
from perfaudit.documents.decoding import decode_text
from perfaudit.documents.formats import Refused, identify
from perfaudit.errors import DocumentError
from tests.units.build_ole2 import ole2_bytes

TEXT = "2023年度预算单位整体支出绩效自评表\n\t单位名称\n\t某街道办事处\n\n\t总分\n\t99\n"
REPORT = "某街道辦事處2023年度部門整體支出績效自評報告，預算執行率為百分之九十五。" * 3


def docx_bytes(*paragraphs: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def zip_bytes(*names: str, **contents: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (dict.fromkeys(names, "内容") | contents).items():
            archive.writestr(name, content)
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


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "cp950"])
def test_traditional_characters(encoding: str):
    """Taiwan's and Hong Kong's Big5 and the mainland's GB18030 are told apart by which of them reads common characters."""
    assert decode_text("单位.txt", REPORT.encode(encoding)) == REPORT


def test_doubtful_encoding_is_refused():
    """A few characters that read well in two encodings must not be guessed at silently."""
    doubtful = "爱".encode("gb18030")
    assert doubtful.decode("big5") == "乾"
    with pytest.raises(DocumentError, match="GB18030 as well as Big5") as caught:
        decode_text("单位.txt", doubtful)
    assert "UTF-8" in caught.value.remedy


@pytest.mark.parametrize("name", ["单位.docx", "单位.doc", "单位.wps", "单位", "单位.txt"])
def test_format_is_known_by_content(tmp_path: Path, name: str):
    """A Word document under a wrong ending is a Word document."""
    path = tmp_path / name
    path.write_bytes(docx_bytes("正文"))
    assert read_document(path).files[0].format == "docx"
    assert read_document(path).unit_id == "单位"


PICTURES = [
    ("图.png", b"\x89PNG\r\n\x1a\n", "picture"),
    ("图.jpg", b"\xff\xd8\xff\xe0" + bytes(9), "picture"),
    ("图.bmp", b"BM\x36\x00\x00\x00", "picture"),
    ("章.svg", b"<?xml version='1.0'?><!DOCTYPE svg><svg></svg>", "picture"),
    ("会议.mp3", b"ID3\x04" + bytes(9), "recording"),
    ("会议.mp4", b"\x00\x00\x00\x18ftypisom", "recording"),
    ("缩略图", ole2_bytes("Catalog", "1"), "Thumbs"),
    ("快捷方式.lnk", b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
]
BAD_FILES = [
    ("空.txt", b"", "empty"),
    ("空.docx", b"", "empty"),
    ("空行.txt", b"\xef\xbb\xbf\r\n \t\r\n", "nothing but empty lines"),
    ("零.txt", bytes(64), "nothing but empty lines"),
    ("隐.txt", "\u200b\n[bookmark: _GoBack]\n".encode(), "no text in it"),
    ("照.docx", docx_bytes(""), "no text in it"),
    ("旧.ppt", ole2_bytes("PowerPoint Document"), "old presentation"),
    ("旧.dat", ole2_bytes("Contents"), "old Office file"),
    ("坏.doc", ole2_bytes("WordDocument")[:600], r"old Office file \(OLE2\), but is damaged"),
    ("锁.docx", ole2_bytes("EncryptedPackage"), "locked with a password"),
    ("锁.doc", ole2_bytes("WordDocument", content=bytes(10) + b"\x00\x01"), "locked with a password"),
    ("韩.hwp", ole2_bytes("FileHeader", "BodyText"), "Hangul"),
    ("信.msg", ole2_bytes("__properties_version1.0"), "e-mail"),
    ("稿.pptx", zip_bytes("ppt/presentation.xml"), "presentation"),
    ("表.xlsb", zip_bytes("[Content_Types].xml", "xl/workbook.bin"), "binary workbook"),
    ("图.odg", zip_bytes("mimetype", "content.xml"), "OpenDocument file of a kind"),
    ("版.ofd", zip_bytes("OFD.xml", "Doc_0/Document.xml"), "page description"),
    ("书.epub", zip_bytes(mimetype="application/epub+zip"), "electronic book"),
    ("断.docx", docx_bytes("正文" * 999)[:-900], "end is missing or damaged"),
    ("头.docx", b"PK\x03\x04", "end is missing or damaged"),
    ("假.docx", TEXT.encode(), r"named \.docx, but holds plain text"),
    ("假.PDF", TEXT.encode(), r"named \.PDF, but holds plain text"),
    ("包.rar", b"Rar!\x1a\x07", "archive"),
    ("包.7z", b"7z\xbc\xaf\x27\x1c", "archive"),
    ("包.tgz", b"\x1f\x8b\x08\x00", "packed file"),
    ("包.z01", b"PK\x07\x08PK\x03\x04", "several parts"),
    ("装.exe", b"MZ\x90\x00", "program"),
    ("信.eml", b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\n", "e-mail"),
    ("表.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="x"/>', "XML workbook"),
    ("数.xml", b"<?xml version='1.0'?><data><a>1</a></data>", "XML that is no web page"),
    ("程.bin", bytes(range(32)) * 4, "some program's data"),
    ("乱.txt", bytes(range(1, 256)) * 9, "neither GB18030 nor"),
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


@pytest.mark.parametrize(("name", "data", "message"), PICTURES, ids=[name for name, _, _ in PICTURES])
def test_files_without_text(tmp_path: Path, name: str, data: bytes, message: str):
    """A photograph or a seal beside the forms does not lose the unit, and is named; handed in alone it is refused."""
    folder = tmp_path / "单位"
    folder.mkdir()
    (folder / name).write_bytes(data)
    for path in (folder / name, folder):
        with pytest.raises(DocumentError, match=message) as caught:
            read_document(path)
        assert caught.value.remedy
    (folder / "表.txt").write_text(TEXT, encoding="utf-8")
    document = read_document(folder)
    ((set_aside, reason),) = document.set_aside
    assert set_aside == name and re.search(message, reason)
    assert [file.name for file in document.files] == ["表.txt"]


def test_text_that_begins_like_another_format():
    """Two letters at the beginning of a text make it no picture and no program."""
    assert [identify("单位.txt", f"{letters}项目\n".encode()) for letters in ("BM", "MZ", "PK")] == ["txt"] * 3


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
    monkeypatch.setattr(os if is_folder else Path, "scandir" if is_folder else "open", refuse)
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
        (lambda folder: (folder / "子").mkdir(), "holds no document"),
        (lambda folder: [(folder / f"{n}.txt").write_text(f"文{n}") for n in range(201)], "more than 200 files"),
        (lambda folder: [(folder / f"{n}.png").write_bytes(b"\x89PNG") for n in range(2001)], "more than 2,000 files"),
    ],
    ids=["empty", "only a lock file", "empty folder in folder", "too many", "too many pictures"],
)
def test_folders_that_cannot_be_read(tmp_path: Path, make, message: str):
    """A folder without a document, or of more files than one unit has, says what to do."""
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


@given(
    st.sampled_from([b"", b"PK\x03\x04", ole2_bytes("WordDocument")[:1600], b"<?xml ", b"From: "]),
    st.binary(max_size=300),
)
def test_any_bytes_give_a_document_or_an_error(beginning: bytes, data: bytes):
    """Whatever a file holds, nothing but a DocumentError with a remedy comes out."""
    try:
        recognised = identify("任意.txt", beginning + data)
        assert recognised.remedy if isinstance(recognised, Refused) else recognised in {*READERS, "zip"}
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
