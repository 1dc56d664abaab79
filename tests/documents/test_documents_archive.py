"""Folders and archives: what of them is read, under which names, and what is refused or set aside."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from perfaudit.documents import Document, read_document
from perfaudit.errors import DocumentError
from tests.units.build_zip import GbkName

PNG = b"\x89PNG\r\n\x1a\n"
Files = dict[str, bytes | str]


def zip_bytes(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read_zip(folder: Path, data: bytes) -> Document:
    (folder / "单位.2023.zip").write_bytes(data)
    before = sorted(folder.rglob("*"))
    document = read_document(folder / "单位.2023.zip")
    assert sorted(folder.rglob("*")) == before
    return document


def read_folder(folder: Path, files: Files) -> Document:
    for name, content in files.items():
        path = folder / "单位.2023" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(folder / "单位.2023")


def names(document: Document) -> list[str]:
    return [file.name for file in document.files]


FILES: Files = {
    "附件10 报告.txt": "报告正文",
    "附件2/项目10.txt": "项目十",
    "附件2/项目9.txt": "项目九",
    "附件1 表.txt": "基础数据表",
}
IN_ORDER = ["附件1 表.txt", "附件2/项目9.txt", "附件2/项目10.txt", "附件10 报告.txt"]


def test_folder_and_archive_are_the_same_unit(tmp_path: Path):
    """Packed or not, with or without a folder around them, the same files are the same document."""
    folder = read_folder(tmp_path, FILES)
    assert names(folder) == IN_ORDER and folder.unit_id == "单位.2023" and folder.set_aside == ()
    assert folder.passages[1].source.id == "附件2/项目9.txt#p1"
    packed = read_zip(tmp_path, zip_bytes(FILES))
    assert packed == folder
    in_folders = {f"某单位/绩效自评/{name}": content for name, content in FILES.items()}
    assert read_zip(tmp_path, zip_bytes({"某单位/": b"", **in_folders})) == folder


def test_names_in_gbk(tmp_path: Path):
    """Chinese Windows packs names in GBK and does not say so; the second byte of some letters is a backslash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("自评/某誠镇报告.txt", "自评/表/基础数据表.txt"):
            archive.writestr(GbkName(name), name)
    assert "誠".encode("gbk")[1:] == b"\\"
    assert names(read_zip(tmp_path, stream.getvalue())) == ["某誠镇报告.txt", "表/基础数据表.txt"]


def test_names_in_utf8_without_a_mark(tmp_path: Path):
    """A Mac packs names in UTF-8 and does not say so, and adds files of its own."""

    class Unmarked(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode(), self.flag_bits

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in (
            "单位/报告.txt",
            "__MACOSX/单位/._报告.txt",
            "单位/.DS_Store",
            "单位/~$报告.docx",
            "单位/Thumbs.db",
        ):
            archive.writestr(Unmarked(name), "正文")
    document = read_zip(tmp_path, stream.getvalue())
    assert names(document) == ["报告.txt"] and document.set_aside == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("子\\表.txt", "子/表.txt"),
        ("./子//表.txt", "子/表.txt"),
        ('子/"甲\n乙".txt', '子/"甲 乙".txt'),
        ("子/甲\u202e乙.txt", "子/甲乙.txt"),
        ("CON.txt", "CON.txt"),
        ("子/<b>&'.txt", "子/<b>&'.txt"),
        ("子 /\u200b/表.txt", "子 /�/表.txt"),
    ],
)
def test_names_are_only_shown(tmp_path: Path, name: str, shown: str):
    """No name in an archive is a path of this computer, so it only has to be printable."""
    assert names(read_zip(tmp_path, zip_bytes({name: "正文", "乙.txt": "别的"}))) in (
        [shown, "乙.txt"],
        ["乙.txt", shown],
    )


def test_names_that_look_the_same(tmp_path: Path):
    """Two names that differ in what nobody sees stay two files with sources of their own."""
    document = read_zip(
        tmp_path, zip_bytes({"甲/表.txt": "一", "甲/表\u200b.txt": "二", "甲/表\u200c.txt": "三", "乙.txt": "四"})
    )
    assert sorted(names(document)) == ["乙.txt", "甲/表 (2).txt", "甲/表 (3).txt", "甲/表.txt"]
    assert len({passage.source.id for passage in document.passages}) == 4


def link(target: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("报告.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return stream.getvalue()


def twice() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("表.txt", "预算 1")
        archive.writestr("./表.txt", "预算 2")
    return stream.getvalue()


def sharing_bytes() -> bytes:
    one = zip_bytes({"表.txt": b"0" * 100_000})
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = one[start:end] * 9
    return one[:start] + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(entries), start, 0)


def with_flag(data: bytes, flag: int) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(signature) + offset] |= flag
    return bytes(changed)


def with_false_size(data: bytes, size: int) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", changed, changed.index(signature) + offset, size)
    return bytes(changed)


HOSTILE = [
    ("上级", zip_bytes({"a/../../表.txt": "x"}), r'"a/\.\./\.\./表\.txt" leads out'),
    ("上级，反斜杠", zip_bytes({"..\\表.txt": "x"}), "leads out"),
    ("根", zip_bytes({"/etc/表.txt": "x"}), "leads out"),
    ("盘符", zip_bytes({"C:\\表.txt": "x"}), "leads out"),
    ("链接", link("/etc/passwd"), "is a link or a device"),
    ("两份", twice(), "stands twice"),
    ("长名", zip_bytes({"长" * 1001: "x"}), "a name of 1,001 characters"),
    ("密码", with_flag(zip_bytes({"表.txt": "x"}), 1), "locked with a password"),
    ("谎报", with_false_size(zip_bytes({"表.txt": "甲" * 100_000}), 10), "cannot be unpacked"),
    ("重叠", sharing_bytes(), "share bytes"),
    ("少见", zip_bytes({"表.txt": "x"}, zipfile.ZIP_BZIP2), "packed by a rare method"),
    ("太多", zip_bytes({f"{n}.txt": "" for n in range(2001)}), "more than 2,000 files"),
    ("炸弹", zip_bytes({f"{n}.txt": bytes(1_000_000) for n in range(3)}), "bytes when unpacked"),
    ("嵌套", zip_bytes({"内.zip": zip_bytes({"表.txt": "x"})}), r"内\.zip: it is a zip file within a zip file"),
    ("空包", zip_bytes({}), "holds no document"),
    ("断包", zip_bytes({"表.txt": "x"})[:-30], "missing or damaged"),
]


@pytest.mark.parametrize(("what", "data", "message"), HOSTILE, ids=[what for what, _, _ in HOSTILE])
def test_archives_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, data: bytes, message: str
):
    """An archive that is not what it seems is refused before it can fill the memory, and nothing of it is written."""
    monkeypatch.setattr("perfaudit.documents.limits.MAX_UNZIPPED_BYTES", 2_000_000)
    with pytest.raises(DocumentError, match=message) as caught:
        read_zip(tmp_path, data)
    assert caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["单位.2023.zip"]


def test_archive_in_a_folder(tmp_path: Path):
    """The forms packed, the report beside them: one unit, the packed files named after their archive."""
    document = read_folder(
        tmp_path, {"报告.txt": "正文", "表.zip": zip_bytes({"自评/表1.txt": "一", "自评/表2.txt": "二"})}
    )
    assert names(document) == ["报告.txt", "表.zip/表1.txt", "表.zip/表2.txt"]


def test_damaged_document_is_not_set_aside(tmp_path: Path):
    """What could hold figures refuses the whole unit, by its own name."""
    for name, content in {"坏.docx": b"PK\x03\x04", "包.rar": b"Rar!\x1a\x07", "未知": bytes(range(32)) * 9}.items():
        with pytest.raises(DocumentError) as caught:
            read_zip(tmp_path, zip_bytes({f"单位/{name}": content, "单位/报告.txt": "正文"}))
        assert caught.value.where == name


def test_files_set_aside(tmp_path: Path):
    """Pictures and second copies are named with the reason, and their names tell where they lie."""
    document = read_folder(
        tmp_path, {"报告.txt": "正文", "照片/1.png": PNG, "副本/报告（终稿）.txt": "正文", "报告2.txt": "正文二"}
    )
    assert names(document) == ["副本/报告（终稿）.txt", "报告2.txt"]
    assert dict(document.set_aside) == {
        "报告.txt": 'its bytes are the same as those of "副本/报告（终稿）.txt"',
        "照片/1.png": "its bytes are those of a picture (PNG)",
    }


def test_parts_of_a_saved_page(tmp_path: Path):
    """Styles and scripts that a browser has saved with a page are no documents of the unit."""
    page = "<html><table><tr><td>预算</td><td>1</td></tr></table></html>"
    files: Files = {
        "表.html": page,
        "表_files/a.css": "td {width: 12px}",
        "表_files/图/b.js": "var n = 5",
        "表_files/c.gif": "GIF8",
    }
    for folder in ("表_files", "表.files"):
        renamed = {name.replace("表_files", folder): content for name, content in files.items()}
        data = zip_bytes({**renamed, "x_files/说明.txt": "不属于网页"})
        document = read_zip(tmp_path, data)
        assert names(document) == ["x_files/说明.txt", "表.html"]
        assert document.set_aside == ((f"{folder}/", 'it has the parts of the web page "表.html"'),)


def test_frames_of_a_saved_page(tmp_path: Path):
    """A workbook that Excel saves as a page has its sheets in the folder of the page's parts."""
    sheet = "<html><table><tr><td>预算</td><td>{}</td></tr></table></html>"
    files: Files = {
        "表.htm": "<html><frameset rows='*'><frame src='表.files/sheet001.htm'><noframes>不支持框架</noframes></frameset></html>",
        "表.files/sheet001.htm": sheet.format(1),
        "表.files/sheet002.htm": sheet.format(2),
        "表.files/style.css": "td {width: 12px}",
    }
    document = read_zip(tmp_path, zip_bytes(files))
    assert names(document) == ["表.files/sheet001.htm", "表.files/sheet002.htm"]
    assert dict(document.set_aside).keys() == {"表.files/", "表.htm"}


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    folder = tmp_path / "单位"
    (folder / "子").mkdir(parents=True)
    (folder / "子" / "报告.txt").write_text("正文", encoding="utf-8")
    (tmp_path / "别的单位.txt").write_text("别的单位的正文", encoding="utf-8")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="making links takes rights there")
def test_links_in_a_folder(unit: Path):
    """A link within the unit is a second name of its file; the unit's own folder may be a link, too."""
    (unit / "另名.txt").symlink_to(unit / "子" / "报告.txt")
    (unit.parent / "也是").symlink_to(unit)
    document = read_document(unit.parent / "也是")
    assert document.unit_id == "也是" and names(document) == ["另名.txt"]
    assert [name for name, _ in document.set_aside] == ["子/报告.txt"]


@pytest.mark.skipif(os.name == "nt", reason="making links takes rights there")
@pytest.mark.parametrize("target", ["别的单位.txt", "单位/子", "没有.txt", "单位/子/圈"])
def test_links_that_lead_elsewhere(unit: Path, target: str):
    """A link must not bring another unit's document, or a file of this computer, under this unit's name."""
    (unit / "子" / "圈").symlink_to(unit.parent / target)
    with pytest.raises(DocumentError, match=r"子/圈: (it is a link that leads|it cannot be read)"):
        read_document(unit)


def test_limits_are_those_of_the_whole_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Many files together may hold no more than one."""
    monkeypatch.setattr("perfaudit.documents.limits.MAX_PASSAGES", 3)
    with pytest.raises(DocumentError, match=r"单位\.2023\.zip: more than 3 paragraphs"):
        read_zip(tmp_path, zip_bytes({f"{n}.txt": f"一{n}\n二" for n in range(2)}))
