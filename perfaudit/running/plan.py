"""Which units there are, what each is called in the output folder, and what came in."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfaudit.contacts import mask_file_name
from perfaudit.documents.cleaning import clean_name
from perfaudit.documents.folders import walk_files
from perfaudit.documents.submission import printable_path
from perfaudit.errors import DocumentError, ParameterError, PerfauditError
from perfaudit.linking import links_file
from perfaudit.previous import Entry, list_entries, match_entry, read_entry, units_in

# What stands in the output folder beside the units' own folders.
RESERVED = frozenset({"index.html", "findings.xlsx", "run.json"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit to audit: its path, the id that names its output folder, and the paths of other units with the same id.

    ``previous`` is its own document of last year's; None where none was asked for, or none was found.
    """

    id: str
    path: Path
    namesakes: tuple[Path, ...] = ()
    previous: Path | None = None

    def check(self) -> None:
        """Raises PerfauditError where the id cannot be the name of a folder beneath the output folder."""
        hostile = any(sign in "/\\" or unicodedata.category(sign).startswith("C") for sign in self.id)
        if not self.id.strip(". ") or hostile or self.id.lower() in RESERVED:
            raise PerfauditError(
                ascii(self.path.name), f"the unit's id would be {self.id!a}", "a name of its own", "rename the file"
            )

    def refuse_namesakes(self) -> None:
        """Raises PerfauditError where another unit has the same id: they would overwrite each other."""
        if self.namesakes:
            raise PerfauditError(
                clean_name(self.path.name),
                f'its id "{self.id}" is also that of {", ".join(clean_name(path.name) for path in self.namesakes)}',
                "one id for each unit",
                "rename one of them, or put the files of one unit into a folder",
            )


def plan_units(paths: Iterable[Path], folder: Path | None, out: Path) -> list[Unit]:
    """The units at ``paths`` and those that are children of ``folder``, each once, in this order.

    Hidden files, Word's lock files and the output folder itself are no units. Raises ParameterError where ``folder``
    holds no unit, and where the output would fall among a unit's own files.
    """
    out = Path(os.path.abspath(out))
    found = [Path(os.path.abspath(path)) for path in paths]
    if folder is not None:
        children = [child for child in units_in(folder) if child != out]
        if not children:
            raise ParameterError(
                f"--all {folder}", "the folder holds no unit", "a document or a folder for each unit", "check the path"
            )
        found += children
    units = [Unit(clean_name(path.name if path.is_dir() else path.stem), path) for path in dict.fromkeys(found)]
    for unit in units:
        if unit.path in (out, out / unit.id) or unit.path in out.parents:
            raise ParameterError(str(unit.path), f"the output would go into it ({out})", remedy="choose another --out")
    return _with_namesakes(units)


def check_previous(previous: Path | None, units: Sequence[Unit]) -> None:
    """Raises ParameterError where there is no such path, and where one document would have to do for several units."""
    if previous is None:
        return
    if not previous.exists():
        raise ParameterError(f"--previous {previous}", "there is no such file or folder", remedy="check the path")
    if len(units) > 1 and not previous.is_dir():
        raise ParameterError(
            f"--previous {previous}", f"one document of last year's for {len(units)} units",
            "a folder of last year's units", "audit that one unit alone, or name a folder",
        )  # fmt: skip


def with_previous(units: Sequence[Unit], previous: Path | None, year: int | None) -> list[Unit]:
    """The units, each with its own of last year's documents, if ``previous`` is or holds one. A folder is read once for all."""
    if previous is None:
        return list(units)
    if not previous.is_dir():
        return [replace(unit, previous=previous) for unit in units]
    entries = list_entries(previous)
    return [replace(unit, previous=_match(unit, entries, year)) for unit in units]


def _match(unit: Unit, entries: Sequence[Entry], year: int | None) -> Path | None:
    own = read_entry(unit.path)
    found = None if own.error else match_entry(entries, unit.id, own.name, own.year or year).entry
    return found.path if found else None


def mask_ids(units: Iterable[Unit]) -> list[Unit]:
    """The units with the ids that a masked audit shows; those that come to have one id are namesakes, too."""
    return _with_namesakes([replace(unit, id=mask_file_name(unit.id)) for unit in units])


def _with_namesakes(units: list[Unit]) -> list[Unit]:
    namesakes: dict[str, list[Path]] = {}
    for unit in units:
        # Some systems do not tell "A" from "a" in names of folders.
        namesakes.setdefault(unit.id.casefold(), []).append(unit.path)
    return [
        replace(unit, namesakes=tuple(path for path in namesakes[unit.id.casefold()] if path != unit.path))
        for unit in units
    ]


def hash_sources(path: Path) -> list[dict[str, str]]:
    """[{"file", "sha256"}] of a unit's files and of the links settled for it; empty where they cannot be read."""
    try:
        files = {path.name: path}
        if path.is_dir():
            files = {file.relative_to(path).as_posix(): file for file in walk_files(path)}
        if links_file(path).is_file():
            files[links_file(path).name] = links_file(path)
        return [{"file": printable_path(name), "sha256": _sha256(files[name])} for name in sorted(files)]
    except (OSError, DocumentError):
        return []


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
