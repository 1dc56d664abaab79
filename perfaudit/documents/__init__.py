"""Files in, a `Document` out: tables and passages with their sources. Nothing here knows what a form is.

A new format is one more reader in `READERS` and one more way to know it in `formats`.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from perfaudit.documents import limits
from perfaudit.documents.cleaning import clean_name
from perfaudit.documents.docx import read_docx
from perfaudit.documents.formats import COPY_AGAIN, READABLE, decode_text, recognise_format
from perfaudit.documents.model import Block, Cell, Document, File, Passage, Row, Source, Table
from perfaudit.documents.text import read_text
from perfaudit.errors import DocumentError

__all__ = ["Block", "Cell", "Document", "File", "Passage", "Row", "Source", "Table", "read_document"]

# Format → reader of a file's name and bytes.
READERS: dict[str, Callable[[str, bytes], tuple[Block, ...]]] = {
    "docx": read_docx,
    "txt": lambda name, data: read_text(name, decode_text(name, data)),
}
# Files that a system leaves in folders; names that begin with "." or "~$" (Word's locks) are left out, too.
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


def read_document(path: Path) -> Document:
    """Read one unit: a file, or a folder whose files are read in the order of their names.

    The unit's id is the file's name without its last ending, or the folder's name. Hidden files and Word's lock files
    in a folder are left out; any other file there must be readable, so that nothing a unit handed in goes missing.
    Raises DocumentError: no such path, no permission, empty, too large, damaged, or in a format without a reader.
    """
    path = Path(os.path.abspath(path))  # gives "." its name, and leaves links as they are called
    is_folder = os.path.isdir(path)  # unlike Path.is_dir, False where looking is not permitted
    paths = _files_of(path) if is_folder else [path]
    files: list[File] = []
    blocks: list[Block] = []
    for file_path in paths:
        file, file_blocks = _read_file(file_path)
        files.append(file)
        blocks += file_blocks
    return Document(clean_name(path.name if is_folder else path.stem), tuple(files), tuple(blocks))


def _files_of(folder: Path) -> list[Path]:
    name = clean_name(folder.name)
    try:
        children = sorted(folder.iterdir(), key=lambda child: child.name)
    except OSError as error:
        raise _unreadable(name, error) from None
    paths = [child for child in children if not _is_left_out(child.name)]
    if subfolders := [clean_name(child.name) for child in paths if os.path.isdir(child)]:
        raise DocumentError(
            name,
            f'the folder holds another folder, "{subfolders[0]}"',
            "the files of one unit",
            "put the unit's files beside each other; for a folder of units use --all",
        )
    if not paths:
        raise DocumentError(name, "the folder holds no document", READABLE, "put the unit's forms and report into it")
    if len(paths) > limits.MAX_FILES:
        raise DocumentError(
            name, f"the folder holds {len(paths):,} files", f"at most {limits.MAX_FILES}", "give each unit its folder"
        )
    return paths


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _read_file(path: Path) -> tuple[File, tuple[Block, ...]]:
    name = clean_name(path.name)
    data = _bytes_of(path, name)
    file_format = recognise_format(name, data)
    blocks = READERS[file_format](name, data)
    if not blocks:
        raise DocumentError(
            name,
            "there is no text in it",
            "forms and a report as text",
            "if its pages are pictures of paper, hand in the document they were printed from",
        )
    return File(name, hashlib.sha256(data).hexdigest(), file_format), blocks


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device might never end
            raise DocumentError(name, "it is neither a file nor a folder", READABLE)
        with path.open("rb") as stream:
            data = stream.read(limits.MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        raise _unreadable(name, error) from None
    if len(data) > limits.MAX_FILE_BYTES:
        raise DocumentError(
            name,
            f"the file has more than {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB",
            "the forms and the report of one unit",
            "take out what is attached to them",
        )
    return data


def _unreadable(name: str, error: Exception) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        return DocumentError(name, "there is no such file or folder", remedy="check the path")
    if isinstance(error, PermissionError):
        return DocumentError(name, "reading it is not permitted", remedy="ask for the right to read it, or copy it")
    reason = getattr(error, "strerror", None) or error
    return DocumentError(name, f"it cannot be read ({reason})", remedy=COPY_AGAIN)
