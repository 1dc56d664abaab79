"""Old and foreign documents through LibreOffice: what they keep, and that nothing else happens."""

import io
import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pytest

from perfaudit.documents import READERS, Table, office, read_document
from perfaudit.documents.formats import identify
from perfaudit.errors import DocumentError
from tests.units.build_doc import is_office_there

needs_office = pytest.mark.skipif(not is_office_there(), reason="LibreOffice is not installed")
WORD_XML = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
    "<w:body><w:p><w:r><w:t>执行率 98.50%</w:t></w:r></w:p></w:body></w:wordDocument>"
)


def docx_bytes() -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph("2023年度部门整体支出绩效自评报告")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("项目", "预算数", "决算数"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "１２．５０\n万元"
    document.add_paragraph("二、结果")
    document.save(stream)
    return stream.getvalue()


def shape(blocks: tuple) -> list:
    return [
        [[(cell.text, cell.grid) for cell in row] for row in block.rows] if isinstance(block, Table) else block.text
        for block in blocks
    ]


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_read_like_the_docx(ending: str):
    """Blank cells, merged cells, full-width digits and line breaks survive the way through another format."""
    original = docx_bytes()
    data = office.convert("甲.docx", original, "docx", ending)
    assert identify("单位", data) == ending
    assert shape(READERS[ending]("甲", data)) == shape(READERS["docx"]("甲", original))


@needs_office
def test_word_2003_xml(tmp_path: Path):
    """What Word 2003 saved as XML is a document, mostly under the name .doc."""
    (tmp_path / "单位.doc").write_text(WORD_XML, encoding="utf-8")
    document = read_document(tmp_path / "单位.doc")
    assert [passage.text for passage in document.passages] == ["执行率 98.50%"] and document.files[0].format == "doc"


@needs_office
def test_rtf_after_empty_lines():
    """Systems that print RTF into a web answer begin it with empty lines."""
    (passage,) = READERS["rtf"]("甲.doc", b"\r\n\r\n{\\rtf1\\ansi 12.50\\par}")
    assert passage.text == "12.50"


@needs_office
def test_several_at_once():
    """Two conversions do not meet: each has a profile of its own."""
    data = office.convert("甲.docx", docx_bytes(), "docx", "doc")
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(lambda name: READERS["doc"](name, data), ("甲", "乙"))
    assert shape(one) == shape(two) and one[0].source.file == "甲"


def test_missing_program(monkeypatch: pytest.MonkeyPatch):
    """Without LibreOffice, the error says what to install, or what else to do."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_USUAL_PLACES", ())
    with pytest.raises(DocumentError, match=r"甲\.doc: reading it takes LibreOffice") as caught:
        office.read_by_office("甲.doc", b"{\\rtf1}")
    assert "apt-get install libreoffice-writer" in caught.value.remedy and ".docx" in caught.value.remedy


@needs_office
@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + b"no document" * 99, b"<?xml version='1.0'?><a>b</a>"])
def test_what_cannot_be_read_is_no_text(data: bytes):
    """LibreOffice would show anything as plain text, which is no reading of it."""
    try:
        assert office.read_by_office("甲.doc", data) == ()
    except DocumentError as error:
        assert "LibreOffice cannot read it" in str(error)


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program in LibreOffice's place."""
    path = folder / "bin" / "soffice"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(office, "find_program", lambda: str(path))
    (folder / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_time_limit_ends_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A conversion that hangs is ended with whatever it has started, and its folder is gone."""
    program(tmp_path, monkeypatch, f"sleep 60 & echo $! >{tmp_path}/pid; wait")
    monkeypatch.setattr("perfaudit.documents.limits.MAX_OFFICE_SECONDS", 0.5)
    with pytest.raises(DocumentError, match="not done with it after"):
        office.read_by_office("甲.doc", b"{\\rtf1}")
    assert not list((tmp_path / "tmp").iterdir())
    child = (tmp_path / "pid").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", child], capture_output=True, text=True).stdout.strip()
    assert not state or state.startswith("Z")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no limit on memory")
def test_memory_and_size_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The program has less memory and may write smaller files than it could fill the computer with."""
    program(tmp_path, monkeypatch, f"(ulimit -v; ulimit -f; ulimit -c) >{tmp_path}/limits")
    with pytest.raises(DocumentError, match="cannot read it"):
        office.read_by_office("甲.doc", b"{\\rtf1}")
    memory, written, core = map(int, (tmp_path / "limits").read_text().split())
    assert 1_000_000 < memory <= 4_000_000 and written * 512 <= 400_000_000 and core == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_neutral_names_and_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The unit's own name never reaches a command line; macros and links are off in the profile."""
    program(tmp_path, monkeypatch, f'echo "$@" >{tmp_path}/args; cp -r "$HOME" {tmp_path}/seen')
    with pytest.raises(DocumentError):
        office.read_by_office("--甲$(touch x);.doc", b"{\\rtf1}")
    assert "甲" not in (tmp_path / "args").read_text() and (tmp_path / "seen" / "input.rtf").is_file()
    settings = (tmp_path / "seen" / "profile" / "user" / "registrymodifications.xcu").read_text()
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert f'"{name}" oor:op="fuse"><value>true<' in settings


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server, and the paths that it has been asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def odt_bytes(body: str) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "text", "script"))
    spaces += f' xmlns:draw="{urn}:drawing:1.0" xmlns:svg="{urn}:svg-compatible:1.0"'
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>{body}</office:text>'
            "</office:body></office:document-content>",
        )
        parts = {"/": "application/vnd.oasis.opendocument.text", "content.xml": "text/xml"}
        listed = "".join(f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>' for name, kind in parts.items())
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{urn}:manifest:1.0">{listed}</m:manifest>')
    return stream.getvalue()


@needs_office
@pytest.mark.parametrize("is_isolated", [True, False])
def test_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: tuple[str, list[str]], is_isolated: bool
):
    """Pictures, objects, sections and DDE links to the network or to this computer's files stay what they were."""
    if not is_isolated:
        monkeypatch.setattr(office, "_can_do_without_network", lambda: False)
    address, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    frame = '<text:p><draw:frame draw:name="{}" svg:width="5cm" svg:height="5cm" text:anchor-type="as-char">{}</draw:frame></text:p>'
    section = '<text:section text:name="{}">{}<text:p>旧</text:p></text:section>'
    body = "".join(
        [
            frame.format(
                "a", f'<draw:image xlink:href="{address}/picture.png" xlink:type="simple" xlink:show="embed"/>'
            ),
            frame.format("b", f'<draw:object xlink:href="{address}/object.ods" xlink:type="simple"/>'),
            frame.format("c", f'<draw:floating-frame xlink:href="{secret.as_uri()}" xlink:type="simple"/>'),
            section.format("d", f'<text:section-source xlink:href="{secret.as_uri()}" xlink:type="simple"/>'),
            section.format("e", f'<text:section-source xlink:href="{address}/section.txt" xlink:type="simple"/>'),
            section.format(
                "f",
                f'<office:dde-source office:dde-application="soffice" office:dde-topic="{secret}" office:dde-item="x" '
                'office:automatic-update="true"/>',
            ),
        ]
    )
    assert shape(READERS["odt"]("甲.odt", odt_bytes(body))) == ["旧", "旧", "旧"]
    assert asked == []
    assert os.listdir(tmp_path) == ["secret.txt"]
