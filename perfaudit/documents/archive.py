"""The files in a .zip, as if they stood in a folder; nothing is ever unpacked to disk.

Names without the mark of UTF-8 are read in the encoding that all of them together are likeliest in: Chinese Windows
writes them in GBK. A folder around everything is left out of the names. No name is ever used as a path; one that
leads out of the archive, a link, or two files of one name still say that the archive is not what it seems.
"""

import os
import re
import stat
import zipfile
from functools import partial
from io import BytesIO

from perfaudit.documents import limits
from perfaudit.documents.decoding import read_as_chinese
from perfaudit.documents.packages import check_package, refuse_many_parts, telling_damage, unpack_part
from perfaudit.documents.submission import Entry, arrange, is_left_out, printable_path
from perfaudit.errors import DocumentError

_KIND = "a complete zip file"
_UNPACK = "unpack it into a folder, look at what it holds, and audit the folder"
_IS_UTF8 = 0x800
_SHOWN = 200  # characters of a name
_LEADS_OUT = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


def unpack_zip(file: str, data: bytes) -> list[Entry]:
    """The files in an archive, each unpacked when it is read; hidden and system files are left out.

    Raises DocumentError, and so does reading an entry: damaged, locked, beyond the limits, or with entries that are
    no ordinary files of this archive.
    """
    refuse_many_parts(file, data)
    with telling_damage(file, _KIND):
        archive = zipfile.ZipFile(BytesIO(data))  # stays open for as long as an entry may be read; it is all in memory
        check_package(file, archive)
    files = [(name, entry) for name, entry in _named(archive) if not name.endswith("/")]
    _refuse_what_is_no_file(file, files)
    kept = {path: entry for name, entry in files if not is_left_out(path := _plain(name))}
    start = _length_of_outer_folders(list(kept))
    return arrange(file, (Entry(name[start:], partial(_read, archive, name, entry)) for name, entry in kept.items()))


def _named(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    entries = archive.infolist()
    encoding = _encoding_of([_raw_name(entry) for entry in entries if not entry.flag_bits & _IS_UTF8])
    named = []
    for entry in entries:
        is_utf8 = entry.flag_bits & _IS_UTF8
        name = entry.orig_filename if is_utf8 else _raw_name(entry).decode(encoding, "replace")
        # Some programs for Windows write backslashes; they can only be told from Chinese letters once it is decoded.
        named.append((name.replace("\\", "/"), entry))
    return named


def _plain(name: str) -> str:
    """The path without "." and empty parts, which say nothing."""
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437", "replace")  # as zipfile has read it


def _encoding_of(names: list[bytes]) -> str:
    joined = b"/".join(names)
    try:
        joined.decode("utf-8")
    except UnicodeDecodeError:
        return max(read_as_chinese(joined), default=(0.0, "cp437", ""))[1]
    return "utf-8"


def _refuse_what_is_no_file(file: str, files: list[tuple[str, zipfile.ZipInfo]]) -> None:
    seen: set[str] = set()
    for name, entry in files:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        path = _plain(name)
        if len(name) > limits.MAX_PATH_CHARACTERS:
            read = f"has a name of {len(name):,} characters"
        elif _LEADS_OUT.match(name):
            read = "leads out of the archive"
        elif kind not in (0, stat.S_IFREG):
            read = "is a link or a device, no file"
        elif path in seen:
            read = "stands twice in the archive"
        else:
            seen.add(path)
            continue
        raise DocumentError(file, f'"{printable_path(name)[:_SHOWN]}" {read}', "a zip file of ordinary files", _UNPACK)


def _length_of_outer_folders(names: list[str]) -> int:
    """The length of the folders that all files stand in, with the "/" after them."""
    common = os.path.commonpath([os.path.dirname(name) for name in names]) if names else ""
    return len(common) + bool(common)


def _read(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> bytes:
    shown = printable_path(name)
    with telling_damage(shown, _KIND):
        return unpack_part(shown, archive, entry, limits.MAX_FILE_BYTES, "bytes when unpacked")
