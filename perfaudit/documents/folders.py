"""The files in a folder and the folders in it, and the bytes of a file.

A link to a file is read where that file stands in the unit's own folder, too; any other link is refused: what another
unit handed in, or a file of this computer, would be audited and shown under this unit's name.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from perfaudit.documents import limits
from perfaudit.documents.cleaning import clean_name
from perfaudit.documents.packages import COPY_AGAIN
from perfaudit.documents.submission import Entry, arrange, is_left_out, printable_path
from perfaudit.errors import DocumentError

_READABLE = "a document, or a folder of documents"


def list_folder(folder: Path) -> list[Entry]:
    """The files of a unit's folder, however deep, each read when it is asked for.

    Raises DocumentError as `walk_files` does, and where there are too many files; reading an entry, where it is a link
    that leads out of the folder.
    """
    return arrange(
        clean_name(folder.name),
        (Entry(path.relative_to(folder).as_posix(), partial(_read_entry, folder, path)) for path in walk_files(folder)),
    )


def walk_files(folder: Path) -> Iterator[Path]:
    """The paths of the files in a folder and the folders in it, but for hidden and system files, in no order.

    Raises DocumentError: not permitted, or a link to another folder.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(clean_name(folder.name), error) from None

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not is_left_out(name)]
        for name in folders:
            if os.path.islink(inner := Path(root, name)):
                raise _link_refused(printable_path(inner.relative_to(folder).as_posix()))
        yield from (Path(root, name) for name in files if not is_left_out(name))


def read_file(path: Path, name: str) -> bytes:
    """The bytes of a file. Raises DocumentError: no such file, not permitted, no file at all, or too large."""
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device might never end
            raise DocumentError(name, "it is neither a file nor a folder", _READABLE, "hand in the document itself")
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


def _read_entry(folder: Path, path: Path) -> bytes:
    name = printable_path(path.relative_to(folder).as_posix())
    if os.path.islink(path) and os.path.realpath(folder) not in map(str, Path(os.path.realpath(path)).parents):
        raise _link_refused(name)
    return read_file(path, name)


def _link_refused(name: str) -> DocumentError:
    return DocumentError(
        name,
        "it is a link that leads out of the unit's folder or to another folder",
        "a document",
        "put the documents themselves into the unit's folder",
    )


def _unreadable(name: str, error: Exception) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        return DocumentError(name, "there is no such file or folder", remedy="check the path")
    if isinstance(error, PermissionError):
        return DocumentError(name, "reading it is not permitted", remedy="ask for the right to read it, or copy it")
    reason = getattr(error, "strerror", None) or error
    return DocumentError(name, f"it cannot be read ({reason})", remedy=COPY_AGAIN)
