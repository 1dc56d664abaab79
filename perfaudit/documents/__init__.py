"""Files in, a `Document` out: tables and passages with their sources. Nothing here knows what a form is.

A new format is one more reader in `READERS` and one more way to know it in `formats`.
"""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from perfaudit.documents.cleaning import clean_name
from perfaudit.documents.decoding import decode_text
from perfaudit.documents.folders import list_folder, read_file
from perfaudit.documents.model import Block, Cell, Document, File, Passage, Row, Source, Table
from perfaudit.documents.text import read_text
from perfaudit.documents.unit import UnitReader

__all__ = ["Block", "Cell", "Document", "File", "Passage", "Row", "Source", "Table", "read_document"]

Reader = Callable[[str, bytes], tuple[Block, ...]]


def _reader(module: str, function: str) -> Reader:
    """A reader whose libraries are loaded when its first file is read."""

    def read(file: str, data: bytes) -> tuple[Block, ...]:
        read_with: Reader = getattr(import_module(f"{__name__}.{module}"), function)
        return read_with(file, data)

    return read


def _read_text(file: str, data: bytes) -> tuple[Block, ...]:
    return read_text(file, decode_text(file, data))


# Format → reader of a file's name and bytes.
READERS: dict[str, Reader] = {
    "docx": _reader("docx", "read_docx"),
    "doc": _reader("office", "read_by_office"),
    "rtf": _reader("office", "read_by_office"),
    "odt": _reader("office", "read_by_office"),
    "xlsx": _reader("spreadsheet", "read_spreadsheet"),
    "xls": _reader("spreadsheet", "read_spreadsheet"),
    "ods": _reader("spreadsheet", "read_spreadsheet"),
    "pdf": _reader("pdf", "read_pdf"),
    "html": _reader("web", "read_html"),
    "mhtml": _reader("web", "read_mhtml"),
    "txt": _read_text,
}


def read_document(path: Path) -> Document:
    """Read one unit: a file, or a folder or .zip whose files are read in the natural order of their paths.

    The unit's id is the file's name without its last ending, or the folder's name. In a folder or archive, hidden files
    and Word's lock files are left out, and files that can hold no text or are there twice are set aside; any other must
    be readable, so that nothing a unit handed in goes missing.
    Raises DocumentError: no such path, no permission, empty, too large, damaged, or in a format without a reader.
    """
    path = Path(os.path.abspath(path))  # gives "." its name, and leaves links as they are called
    is_folder = os.path.isdir(path)  # unlike Path.is_dir, False where looking is not permitted
    name = clean_name(path.name)
    unit = UnitReader(name, READERS)
    if is_folder:
        unit.read_all(list_folder(path))
    else:
        unit.read_alone(name, read_file(path, name))
    return unit.document(name if is_folder else clean_name(path.stem))
