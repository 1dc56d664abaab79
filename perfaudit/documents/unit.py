"""Reads the files of one unit one after the other, and says which it has set aside."""

import hashlib
from collections.abc import Callable, Mapping

from perfaudit.documents import limits
from perfaudit.documents.archive import unpack_zip
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.formats import READABLE, Refused, identify, refusal
from perfaudit.documents.model import Block, Blocks, Document, File, Passage, Table
from perfaudit.documents.submission import PAGE_ENDINGS, Entry, too_many_files
from perfaudit.errors import DocumentError

_ARCHIVE = "zip"
_FRAMES = b"<frameset"


class UnitReader:
    """Takes files, and archives of files, and keeps their blocks. ``where`` names the whole in messages."""

    def __init__(self, where: str, readers: Mapping[str, Callable[[str, bytes], tuple[Block, ...]]]) -> None:
        self.where = where
        self._readers = readers
        self._files: list[File] = []
        self._blocks: list[Block] = []
        self._cells = self._passages = 0
        self._set_aside: dict[str, str] = {}
        self._names: dict[str, str] = {}  # SHA-256 of what has been read → its name

    def document(self, unit_id: str) -> Document:
        """All that has been read. Raises DocumentError where that is nothing."""
        if not self._files:
            name, reason = next(iter(self._set_aside.items()), ("", ""))
            found = f'"{name}" is set aside: {reason}' if name else "it holds no document"
            raise DocumentError(self.where, found, READABLE, "put the unit's forms and report into it")
        return Document(unit_id, tuple(self._files), tuple(self._blocks), tuple(self._set_aside.items()))

    def read_alone(self, name: str, data: bytes) -> None:
        """Read a file that is the whole unit, so that nothing of it may be set aside; or the files of an archive."""
        recognised = identify(name, data)
        if recognised == _ARCHIVE:
            self.read_all(unpack_zip(name, data), may_be_archives=False)
        elif isinstance(recognised, Refused):
            raise refusal(name, recognised)
        else:
            self._keep(name, data, recognised)

    def read_all(self, entries: list[Entry], may_be_archives: bool = True) -> None:
        """Read the files of a folder, or of an archive, in which no further archive is opened."""
        pages = {entry.name: entry for entry in entries}
        framed = {page for page in {entry.page for entry in entries} - {""} if _FRAMES in pages[page].read().lower()}
        for entry in entries:
            if entry.name in framed:
                self._set_aside[entry.name] = "it is a frame around other pages, which are read"
            elif entry.page and not (entry.page in framed and entry.name.lower().endswith(PAGE_ENDINGS)):
                self._set_aside[f"{entry.page_folder}/"] = f'it has the parts of the web page "{entry.page}"'
            else:
                self._read_entry(entry, may_be_archives)

    def _read_entry(self, entry: Entry, may_be_archives: bool) -> None:
        data = entry.read()
        if twin := self._names.get(_sha256(data)):
            self._set_aside[entry.name] = f'its bytes are the same as those of "{twin}"'
            return
        recognised = identify(entry.name, data)
        if isinstance(recognised, Refused):
            if recognised.may_hold_text:
                raise refusal(entry.name, recognised)
            self._set_aside[entry.name] = f"its bytes are those of {recognised.kind}"
        elif recognised != _ARCHIVE:
            self._keep(entry.name, data, recognised)
        elif may_be_archives:
            inner = [_within(entry.name, part) for part in unpack_zip(entry.name, data)]
            self.read_all(inner, may_be_archives=False)
        else:
            read = "it is a zip file within a zip file"
            raise DocumentError(entry.name, read, READABLE, "unpack both into a folder and audit the folder")

    def _keep(self, name: str, data: bytes, file_format: str) -> None:
        if len(self._files) >= limits.MAX_FILES:
            raise too_many_files(self.where, limits.MAX_FILES)
        blocks = self._readers[file_format](name, data)
        left_out = "; ".join(blocks.left_out) if isinstance(blocks, Blocks) else ""
        if not blocks:
            raise DocumentError(
                name,
                f"nothing shows in it; it holds {left_out}" if left_out else "there is no text in it",
                "forms and a report as text",
                "if its pages are pictures of paper, hand in the document they were printed from",
            )
        # Each reader has seen to the limits of its own file.
        self._passages += sum(isinstance(block, Passage) for block in blocks)
        self._cells += sum(len(row) for block in blocks if isinstance(block, Table) for row in block.rows)
        refuse_over_limit(self.where, self._cells, limits.MAX_CELLS, "table cells")
        refuse_over_limit(self.where, self._passages, limits.MAX_PASSAGES, "paragraphs")
        sha256 = _sha256(data)
        self._names[sha256] = name
        self._files.append(File(name, sha256, file_format))
        self._blocks += blocks
        if left_out:
            self._set_aside[name] = f"it was read, but for what it does not show: {left_out}"


def _within(archive: str, entry: Entry) -> Entry:
    """An entry of an archive that stands in a folder, named by both."""
    page, page_folder = (f"{archive}/{path}" if path else "" for path in (entry.page, entry.page_folder))
    return Entry(f"{archive}/{entry.name}", entry.read, page, page_folder)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
