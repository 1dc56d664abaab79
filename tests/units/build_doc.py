"""A unit as an old Word document (.doc), which LibreOffice makes of the .docx."""

import os
from functools import lru_cache

from perfaudit.documents.office import convert, find_program

from .build_docx import docx_bytes
from .description import PARTS, Unit


def is_office_there() -> bool:
    """Whether to try the formats that take LibreOffice: where tests run for everybody, it must be there."""
    return bool(os.environ.get("CI")) or find_program() is not None


def doc_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    """The document as bytes; a unit that has been written before costs nothing."""
    return _as_doc(docx_bytes(unit, parts))


@lru_cache(maxsize=64)
def _as_doc(docx: bytes) -> bytes:
    return convert("sample.docx", docx, "docx", "doc")
