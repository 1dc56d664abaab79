"""Damage for files of every format: bytes are changed where they count, in a zip's parts and not in its packing."""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.units import WRITERS, sample, write_unit

Damage = Callable[[bytes], bytes]
ZIP_BEGINNING = b"PK\x03\x04"


def seed_documents() -> dict[str, bytes]:
    """Ending → a whole unit in that format."""
    with TemporaryDirectory() as folder:
        unit = sample("qinghe-2023")
        return {
            ending: write_unit(unit, Path(folder), ending, is_folder=False).read_bytes() for ending in sorted(WRITERS)
        }


def read_as_unit(name: str, data: bytes) -> None:
    """Read a file as if it were a whole unit; a PDF in this process, where a crash would show."""
    from perfaudit.documents import READERS
    from perfaudit.documents.formats import identify
    from perfaudit.documents.unit import UnitReader

    if name.endswith(".pdf") and identify(name, data) == "pdf":
        from perfaudit.documents.pdf_worker import read_drafts

        with suppress(MemoryError, RecursionError):  # they end the process that reads PDFs, and `read_pdf` says so
            read_drafts(name, data)
        return
    unit = UnitReader(name, READERS)
    unit.read_alone(name, data)
    assert unit.document("a").blocks


def damage_inside(data: bytes, damage: Damage, pick: Callable[[list[str]], str]) -> bytes:
    """``data`` with ``damage`` done to it; of a zip, to the part that ``pick`` chooses by name."""
    if not data.startswith(ZIP_BEGINNING):
        return damage(data)
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(buffer, "w") as damaged:
            chosen = pick(whole.namelist())
            for name in whole.namelist():
                part = whole.read(name)
                damaged.writestr(name, damage(part) if name == chosen else part)
    except (zipfile.BadZipFile, ValueError, IndexError, OSError, NotImplementedError, RuntimeError, EOFError):
        return damage(data)
    return buffer.getvalue()


def random_damage(seed: int) -> Damage:
    """Some bytes changed, cut out, doubled or overwritten by words that mean something to a parser."""
    chance = random.Random(seed)

    def damage(data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at, length = chance.randrange(len(changed) + 1), chance.choice((1, 2, 8, 60, 1000))
            match chance.randrange(4):
                case 0:
                    changed[at : at + length] = chance.randbytes(length)
                case 1:
                    del changed[at : at + length]
                case 2:
                    changed[at:at] = changed[at : at + length]
                case _:
                    word = chance.choice(WORDS)
                    changed[at : at + len(word)] = word
        return bytes(changed)

    return damage


WORDS = (
    b"0", b"-1", b"999999999999", b"1e400", b"\x00" * 8, b"\xff" * 8, b"&#0;", b"&x;", b"]]>", b"<!--", b"<!DOCTYPE x>",
    b'colspan="99999"', b'rowspan="65534"', b'w:val="99999"', b"endobj", b"stream", b"/Kids [1 0 R]", b"\t\t\t", b"\n\n",
    b"<table><tr><td>", b"</table>", b"\xe4\xb8", b"XFD1048576", b"\r\n--=_", b"%PDF-1.7",
)  # fmt: skip
