"""What a file is, by its content: every format that is read, under whatever name it comes."""

import io
import zipfile

import docx
import openpyxl
import pytest

from perfaudit.documents import READERS
from perfaudit.documents.formats import Refused, identify
from perfaudit.errors import DocumentError
from tests.units.build_ole2 import ole2_bytes

PAGE = "<table><tr><td>预算数</td><td>12.50</td></tr></table>"
MHTML = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x--\r\n"


def package(**parts: str) -> bytes:
    """A zip of these parts; "/" and "." in their names are written "__" and "_"."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def typed(content_type: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="application/vnd.{content_type}"/></Types>'
        )
        archive.writestr("parts/part.xml", "")
    return stream.getvalue()


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


READ = [
    ("docx", saved(docx.Document()), "python-docx"),
    ("docx", typed("ms-word.document.macroEnabled.main+xml"), "docm"),
    ("docx", typed("openxmlformats-officedocument.wordprocessingml.template.main+xml"), "dotx"),
    ("docx", package(word__document_xml=""), "without content types"),
    ("xlsx", saved(openpyxl.Workbook()), "openpyxl"),
    ("xlsx", typed("ms-excel.sheet.macroEnabled.main+xml"), "xlsm"),
    ("odt", package(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
    ("odt", package(mimetype="application/vnd.oasis.opendocument.text-template"), "ott"),
    ("ods", package(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
    ("zip", package(word__表_docx="", b_txt=""), "zip with a folder called word"),
    ("zip", package(), "empty zip"),
    ("doc", ole2_bytes("WordDocument", "1Table"), "doc"),
    ("xls", ole2_bytes("Workbook"), "xls"),
    ("xls", ole2_bytes("Book"), "Excel 95"),
    (
        "doc",
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x">',
        "Word 2003",
    ),
    ("rtf", b"{\\rtf1\\ansi}", "rtf"),
    ("rtf", b"\r\n{\\rtf1\\ansi}", "rtf after an empty line"),
    ("pdf", b"%PDF-1.7\n", "pdf"),
    ("pdf", b"\r\n\x00\x00junk %PDF-1.4\n1 0 obj\nstartxref\n9\n%%EOF", "pdf after other bytes"),
    ("html", PAGE.encode(), "table without a page"),
    ("html", b"<!DOCTYPE html><html></html>", "html 5"),
    ("html", f"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html xmlns='x'>{PAGE}".encode(), "xhtml"),
    ("html", f"\ufeff\n<!-- 由系统导出 -->\n<meta charset=utf-8>{PAGE}".encode(), "comment first"),
    ("html", f"<HTML>{PAGE}".encode("gb18030"), "GB18030"),
    ("html", f"<html>{PAGE}".encode("utf-16"), "UTF-16"),
    ("html", f"<html>{PAGE}".encode("utf-16-le"), "UTF-16 without mark"),
    ("html", f"导出成功 {PAGE}".encode(), "words of the server first"),
    ("html", b"<html>\xff\xff\xff" + PAGE.encode("gb18030") + b"\x80\xff", "bytes of no encoding"),
    ("mhtml", MHTML.encode(), "Word's mht"),
    ("mhtml", f"From: <Saved by Blink>\r\nSubject: a\r\n{MHTML}".encode(), "browser's mhtml"),
    ("txt", "From: 财政局\nTo: 各单位\n\n通知正文".encode(), "letter"),
    ("txt", "<单位> 绩效自评报告 <2023>".encode(), "angle brackets"),
    ("txt", "本系统支持 %PDF-1.4 格式的文件".encode(), "text about PDF"),
]


@pytest.mark.parametrize(("expected", "data", "what"), READ, ids=[f"{kind}: {what}" for kind, _, what in READ])
def test_known_by_content(expected: str, data: bytes, what: str):
    """The same bytes are the same format under every name that systems give them."""
    names = ["单位.bin"] if expected == "txt" else ["单位.doc", "单位.xls", "单位.docx", "单位", "单位.txt"]
    assert {identify(name, data) for name in names} == {expected}
    assert expected in {*READERS, "zip"}


def test_stream_deep_inside_is_not_the_document():
    """A workbook that says WordDocument somewhere in its cells, or embeds one, is still a workbook."""
    assert identify("表.xls", ole2_bytes("Workbook", content="WordDocument".encode("utf-16-le"))) == "xls"


def test_encrypted_opendocument():
    """An OpenDocument file locked with a password looks like any other, but for its manifest."""
    manifest = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    stream = io.BytesIO(package(mimetype="application/vnd.oasis.opendocument.text"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("META-INF/manifest.xml", manifest)
    refused = identify("单位.odt", stream.getvalue())
    assert isinstance(refused, Refused) and "locked with a password" in refused.kind


@pytest.mark.parametrize(
    "piece", ["<!-- -->", "<!--", "<!", "<?", "<?x", "a:b\n", "a:b\n c\n", " ", "\n", "<a", "%PDF-1"]
)
def test_recognition_ends(piece: str):
    """A beginning that could be read in exponentially many ways is read once, or this test never ends."""
    recognised = identify("单位.txt", (piece * 100_000 + "文").encode())
    assert recognised in ("txt", "html", "pdf") or isinstance(recognised, Refused)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03"), "missing or damaged"),
        (lambda data: data[:200], "missing or damaged"),
        (lambda data: b"PK\x03\x04" + b"PK\x01\x02" * 10_001, "more than 10,000 parts"),
    ],
    ids=["list damaged", "end missing", "too many"],
)
def test_damaged_packages(change, message: str):
    """A zip file is judged before its parts are listed, and by a list that is whole."""
    with pytest.raises(DocumentError, match=message):
        identify("单位.docx", change(saved(docx.Document())))
