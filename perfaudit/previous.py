"""Last year's document of a unit: named, or looked up in a folder of last year's units.

In a folder the unit is known by its name as the documents print it, then by its short form, then by its id without the
year. A document of a year that is not the one before is nobody's last year.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfaudit.contacts import mask_contacts, mask_file_name
from perfaudit.documents import Document, read_document
from perfaudit.documents.cleaning import clean_name
from perfaudit.documents.model import rename_files
from perfaudit.documents.simplified import simplify
from perfaudit.documents.submission import is_left_out
from perfaudit.errors import DocumentError
from perfaudit.forms import extract_forms, split_parts
from perfaudit.linking import ENDING
from perfaudit.records import NOT_APPLICABLE, REPORTED, UNDECIDABLE
from perfaudit.unit_names import same_name
from perfaudit.vocabulary import load_vocabulary, normalise_text

_YEAR = re.compile(r"[-_— （(]*(?<!\d)(?:19|20)\d\d(?!\d)(?:年度?)?[)）]?")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Previous:
    """Last year's document; ``document`` is None where there is none to use, and ``text`` says why.

    ``state``: reported; not_applicable (the folder ``text`` holds none of this unit's); undecidable (``text`` is the error).
    """

    state: str
    text: str
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit in a folder of last year's: where it is, and what its forms print. ``error`` where it cannot be read.

    ``is_all`` where the folder that was named holds the files of this unit and of no other.
    """

    path: Path
    name: str = ""
    year: int | None = None
    forms: frozenset[str] = frozenset()
    error: str = ""
    is_all: bool = False

    @property
    def id(self) -> str:
        return clean_name(self.path.name if self.path.is_dir() else self.path.stem)


@dataclass(frozen=True, slots=True)
class Match:
    """The unit's own of the entries; None where there is none, with ``state`` and ``text`` as of ``Previous``."""

    entry: Entry | None
    state: str = REPORTED
    text: str = ""


def units_in(folder: Path) -> list[Path]:
    """The units that are children of a folder, by name: not hidden files, lock files and settled links."""
    children = sorted(Path(os.path.abspath(folder)).iterdir(), key=lambda child: child.name)
    return [child for child in children if not is_left_out(child.name) and not child.name.endswith(ENDING)]


def open_previous(
    path: Path, unit: Document, unit_id: str, unit_name: str, year: int | None, keep_contacts: bool = False
) -> Previous:
    """Last year's document for a unit, masked like its own, none of its files under a name that the unit's have, too."""
    shown = clean_name(path.name if keep_contacts else mask_file_name(path.name))
    if path.is_dir():
        match = match_entry(list_entries(path), unit_id, unit_name, year)
        if match.entry is None:
            return Previous(match.state, match.text or shown)
        path = match.entry.path
    try:
        document = read_document(path)
        if not split_parts(simplify(document), load_vocabulary()):
            raise DocumentError(clean_name(path.name), "no form and no report was recognised in it")
    except DocumentError as error:
        text = " ".join(str(error).split())
        return Previous(UNDECIDABLE, text if keep_contacts else mask_file_name(text))
    masked: Callable[[Document], Document] = (lambda document: document) if keep_contacts else mask_contacts
    document = _named_apart(masked(document), path, unit, keep_contacts)
    return Previous(REPORTED, document.unit_id, document)


def _named_apart(document: Document, path: Path, unit: Document, keep_contacts: bool) -> Document:
    """The document with its folders before the names of its files, as far as it takes to tell them from the unit's own."""
    taken = {file.name for file in unit.files}
    folders = [path] if path.is_dir() else []
    names = {file.name: file.name for file in document.files}
    for folder in [*folders, *path.parents]:
        if not taken & set(names.values()):
            break
        step = clean_name(folder.name) or "previous"
        step = step if keep_contacts else mask_file_name(step)
        names = {file: f"{step}/{name}" for file, name in names.items()}
    return rename_files(document, names)


def list_entries(folder: Path) -> list[Entry]:
    """The units in a folder of last year's; the folder itself where its files are all one unit's."""
    entries = [read_entry(path) for path in units_in(folder)]
    read = [entry for entry in entries if not entry.error]
    names = {normalise_text(entry.name) for entry in read} - {""}
    years = {entry.year for entry in read} - {None}
    forms = [form for entry in read for form in entry.forms if form in ("basic", "overall", "report")]
    is_apart = len(forms) == len(set(forms))  # form 1 in one file, the report in another
    is_whole = is_apart or (bool(names) and all(entry.name or "basic" not in entry.forms for entry in read))
    if len(read) > 1 and len(names) <= 1 and len(years) <= 1 and is_whole:
        name = next((entry.name for entry in read if entry.name), "")
        return [Entry(folder, name, next(iter(years), None), frozenset(forms), is_all=True)]
    return entries


def read_entry(path: Path) -> Entry:
    """What the forms at a path print of their unit; what went wrong, where it cannot be read."""
    try:
        document = read_document(path)
    except DocumentError as error:
        return Entry(path, error=" ".join(str(error).split()))
    parts = split_parts(simplify(document), load_vocabulary())
    forms = extract_forms(parts, load_vocabulary())
    return Entry(path, forms.unit_name, forms.year, frozenset(part.form for part in parts if part.form))


def match_entry(entries: Sequence[Entry], unit_id: str, unit_name: str, year: int | None) -> Match:
    """The entry of the same unit, by name, by short form, then by id without the year; see the module's text.

    Several that fit equally, and folders in which some documents cannot be read and none fits, are undecidable.
    """
    of_year = [entry for entry in entries if not (year and entry.year) or entry.year == year - 1]
    of_year = [entry for entry in of_year if not entry.error]
    name = normalise_text(unit_name)
    tests: tuple[Callable[[Entry], bool], ...] = (
        lambda entry: bool(name) and normalise_text(entry.name) == name,
        lambda entry: bool(name and entry.name) and same_name(entry.name, name),
        lambda entry: _is_same_id(entry.id, unit_id),
        lambda entry: entry.is_all and not (name and entry.name),  # the auditor named this very unit's folder
    )
    for test in tests:
        found = [entry for entry in of_year if test(entry)]
        if len(found) == 1:
            return Match(found[0])
        if found:
            return Match(None, UNDECIDABLE, f"several are of this unit: {_listed(entry.path.name for entry in found)}")
    broken = [entry for entry in entries if entry.error]
    own = [entry for entry in broken if _is_same_id(entry.id, unit_id)]
    if own or broken:
        text = (
            own[0].error
            if own
            else f"none is of this unit, but some cannot be read: {_listed(e.path.name for e in broken)}"
        )
        return Match(None, UNDECIDABLE, mask_file_name(text))
    return Match(None, NOT_APPLICABLE)


def _is_same_id(one: str, other: str) -> bool:
    """Whether two ids are one but for the year: "heting-2022" and "heting-2023"; an id that is nothing but a year is none."""
    first, second = (
        _YEAR.sub("", normalise_text(mask_file_name(unit_id))).strip("-_—").casefold() for unit_id in (one, other)
    )
    return bool(first) and first == second


def _listed(names: Iterable[str]) -> str:
    shown = [clean_name(name) for name in names]
    more = f" (+{len(shown) - _SHOWN})" if len(shown) > _SHOWN else ""
    return mask_file_name(", ".join(shown[:_SHOWN])) + more
