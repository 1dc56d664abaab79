"""Which units there are, what each is called in the output folder, and what came in."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from perfaudit.documents.cleaning import clean_name
from perfaudit.errors import ParameterError, PerfauditError

# What stands in the output folder beside the units' own folders.
RESERVED = frozenset({"index.html", "findings.xlsx", "run.json"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit to audit: its path, and the id that names its output folder."""

    id: str
    path: Path

    def check(self) -> None:
        """Raises PerfauditError where the id cannot be the name of a folder beneath the output folder."""
        hostile = any(sign in "/\\" or unicodedata.category(sign).startswith("C") for sign in self.id)
        if not self.id.strip(". ") or hostile or self.id.lower() in RESERVED:
            raise PerfauditError(
                ascii(self.path.name), f"the unit's id would be {self.id!a}", "a name of its own", "rename the file"
            )


def plan_units(paths: Iterable[Path], folder: Path | None, out: Path) -> list[Unit]:
    """The units at ``paths`` and those that are children of ``folder``, each once, in this order.

    Hidden files, Word's lock files and the output folder itself are no units. Raises ParameterError where two units
    have one id, since they would overwrite each other, and where the output would fall among a unit's own files.
    """
    out = Path(os.path.abspath(out))
    found = [Path(os.path.abspath(path)) for path in paths]
    if folder is not None:
        children = sorted(Path(os.path.abspath(folder)).iterdir(), key=lambda child: child.name)
        found += [child for child in children if not _is_left_out(child.name) and child != out]
    units: dict[str, Unit] = {}
    for path in dict.fromkeys(found):
        unit = Unit(clean_name(path.name if path.is_dir() else path.stem), path)
        if path in (out, out / unit.id) or path in out.parents:
            raise ParameterError(str(path), f"the output would go into it ({out})", remedy="choose another --out")
        # Some systems do not tell "A" from "a" in names of folders.
        first = units.setdefault(unit.id.casefold(), unit)
        if first is not unit:
            raise ParameterError(
                str(path),
                f'its id "{unit.id}" is taken by {first.path}',
                "one id for each unit",
                "rename one of the two",
            )
    return list(units.values())


def hash_sources(path: Path) -> list[dict[str, str]]:
    """[{"file", "sha256"}] of a unit's files; empty where they cannot be read, which auditing it will report."""
    try:
        paths = sorted(path.iterdir(), key=lambda child: child.name) if path.is_dir() else [path]
        files = [child for child in paths if child.is_file() and (child == path or not _is_left_out(child.name))]
        return [{"file": clean_name(file.name), "sha256": _sha256(file)} for file in files]
    except OSError:
        return []


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in {"thumbs.db", "desktop.ini"}
