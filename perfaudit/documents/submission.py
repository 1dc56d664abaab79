"""What a unit hands in, before it is opened: files with their paths, out of a folder or an archive alike."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from perfaudit.documents import limits
from perfaudit.documents.cleaning import clean_name
from perfaudit.errors import DocumentError

# What systems leave in folders and archives; names that begin with "." or "~$" (Word's locks) are left out, too.
_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"})
# How browsers and Word call the folder with the parts of a saved page.
_PAGE_FOLDER = re.compile(r"[._-]files?$|_文件$", re.IGNORECASE)
PAGE_ENDINGS = (".htm", ".html", ".xhtml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path within what was handed in, with "/", and its bytes when asked for.

    ``page`` is the path of the saved web page that it is a part of, and ``page_folder`` that of the folder in which the
    page has its parts; both are "" for a file of its own.
    """

    name: str
    read: Callable[[], bytes]
    page: str = ""
    page_folder: str = ""


def is_left_out(path: str) -> bool:
    """Whether a file or folder is hidden, a lock or a system's own, which nobody means to hand in."""
    return any(part.startswith((".", "~$")) or part.lower() in _SYSTEM_NAMES for part in path.split("/"))


def arrange(where: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order a person expects, their names printable and each different, parts of pages marked.

    Raises DocumentError where there are more than the limits allow.
    """
    arranged: list[Entry] = []
    for entry in entries:
        if len(arranged) >= limits.MAX_ENTRIES:
            raise too_many_files(where, limits.MAX_ENTRIES)
        arranged.append(entry)
    arranged.sort(key=lambda entry: _natural(entry.name))
    named = list(_with_names_of_their_own(arranged))
    pages = {_without_ending(entry.name): entry.name for entry in named if entry.name.lower().endswith(PAGE_ENDINGS)}
    return [_with_page(entry, pages) for entry in named]


def too_many_files(where: str, limit: int) -> DocumentError:
    return DocumentError(
        where, f"it holds more than {limit:,} files", "the files of one unit", "give each unit a folder; see also --all"
    )


def printable_path(path: str) -> str:
    """Each part of a path as it can be printed."""
    return "/".join(clean_name(part) or "\ufffd" for part in path.split("/"))


def _natural(path: str) -> list[list[tuple[int, str]]]:
    """A key that puts "表2" before "表10", and what stands in a folder together."""
    return [
        [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"(\d{1,9})", part) if piece]
        for part in path.split("/")
    ]


def _without_ending(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(""))


def _with_page(entry: Entry, pages: dict[str, str]) -> Entry:
    for folder in map(str, PurePosixPath(entry.name).parents):
        if (mark := _PAGE_FOLDER.search(folder)) and (page := pages.get(folder[: mark.start()])):
            return replace(entry, page=page, page_folder=folder)
    return entry


def _with_names_of_their_own(entries: list[Entry]) -> Iterator[Entry]:
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for entry in entries:
        shown = name = printable_path(entry.name)
        while name in taken:  # two names that differ only in what cannot be printed
            numbers[shown] = number = numbers.get(shown, 1) + 1
            path = PurePosixPath(shown)
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        taken.add(name)
        yield replace(entry, name=name)
