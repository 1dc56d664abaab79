"""Opens zip files without trusting what they say of themselves: .docx, .xlsx, .odt and archives alike."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.errors import DocumentError

COPY_AGAIN = "copy or download it again"
# What zipfile raises over damaged bytes.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
)
_ENCRYPTED = 0x1
_LISTED = b"PK\x01\x02"  # begins every part's line in the list at the end
_LOCAL_HEADER = struct.Struct("<26x2H")  # all of it but the lengths of the name and the extra field after it
# All that office programs write. The others would let a few bytes unpack to gigabytes at once, whatever one asks for.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@contextmanager
def open_package(file: str, data: bytes, kind: str) -> Iterator[zipfile.ZipFile]:
    """The zip, checked before anything in it is unpacked; ``kind`` is what it should be, for messages.

    Raises DocumentError, also for what goes wrong while it is open: damaged, locked, more entries or bytes than the
    limits allow, entries that share bytes, or a part that is missing.
    """
    refuse_many_parts(file, data)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS:
        raise DocumentError(file, "it is a zip file whose end is missing or damaged", kind, COPY_AGAIN) from None
    with package, telling_damage(file, kind):
        check_package(file, package)
        yield package


@contextmanager
def telling_damage(file: str, kind: str) -> Iterator[None]:
    """Turns what zipfile raises over damaged bytes into a DocumentError."""
    try:
        yield
    except KeyError:
        raise DocumentError(file, "the part that holds its text is missing", kind, COPY_AGAIN) from None
    except ZIP_ERRORS as error:
        raise DocumentError(file, f"it cannot be unpacked ({error})", kind, COPY_AGAIN) from None


def unpack_part(file: str, package: zipfile.ZipFile, part: str | zipfile.ZipInfo, limit: int, what: str) -> bytes:
    """The bytes of one part, never more than ``limit``. Raises KeyError where there is none of that name."""
    entry = package.getinfo(part) if isinstance(part, str) else part
    refuse_over_limit(file, entry.file_size, limit, what)
    with package.open(entry) as stream:
        # Without a number zipfile unpacks everything before it looks at the size, which may be a lie.
        return stream.read(entry.file_size + 1)


def refuse_many_parts(file: str, data: bytes) -> None:
    """Refuse before zipfile lists them: four million empty parts fit into 200 MB."""
    refuse_over_limit(file, data.count(_LISTED), limits.MAX_ZIP_ENTRIES, "parts in the zip file")


def check_package(file: str, package: zipfile.ZipFile) -> None:
    """Raises DocumentError: locked, too large when unpacked, packed by another method, or entries that share bytes."""
    entries = package.infolist()
    refuse_over_limit(file, sum(entry.file_size for entry in entries), limits.MAX_UNZIPPED_BYTES, "bytes when unpacked")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DocumentError(file, "it is locked with a password", remedy="save it without a password")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise DocumentError(file, "it is packed by a rare method", "an ordinary zip file", "pack or save it again")
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + _LOCAL_HEADER.size + entry.compress_size > following.header_offset:
            raise DocumentError(file, "parts of the zip file share bytes, as only zip bombs do", remedy=COPY_AGAIN)
