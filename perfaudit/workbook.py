"""Where the workbook is: the notebook, the suites and the sample units that stand beside the package in a checkout."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from perfaudit.errors import PerfauditError

VARIABLE = "PERFAUDIT_WORKBOOK"
PACKAGE_FILES = frozenset({".py", ".yml", ".html", ".css", ".j2", ".json"})


def root() -> Path:
    """The folder that holds ``notebooks/`` and ``expectations/``: $PERFAUDIT_WORKBOOK, else the package's checkout.

    Raises PerfauditError where there is no such folder.
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named).resolve() if named else Path(__file__).resolve().parents[1]
    if missing := [name for name in ("notebooks", "expectations") if not (folder / name).is_dir()]:
        raise PerfauditError(
            f"{VARIABLE}={named}" if named else f"{folder}",
            f"there is no folder {missing[0]}/",
            "a checkout of perfaudit",
            f"set {VARIABLE} to the folder that holds notebooks/ and expectations/",
        )
    return folder


def notebook_path() -> Path:
    """The workbook's notebook."""
    return root() / "notebooks" / "audit.ipynb"


def suites_folder() -> Path:
    """The folder with the suites and thresholds.yml."""
    return root() / "expectations"


def workbook_sha256() -> str:
    """What decides the results besides the unit: every suite, the thresholds, the rule sets and the notebook, as one SHA-256."""
    paths = [notebook_path(), *(path for path in suites_folder().rglob("*") if path.suffix in {".json", ".yml"})]
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def package_sha256() -> str:
    """The program itself, its words and its templates, as one SHA-256: what else decides the results and the pages."""
    package = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in PACKAGE_FILES and path.is_file():
            name = path.relative_to(package).as_posix()
            total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def find(path: str | Path) -> Path:
    """A path as it is where it exists, else beneath the workbook: samples are found from any working folder."""
    given = Path(path)
    if given.is_absolute() or given.exists():
        return given
    beneath = root() / given
    return beneath if beneath.exists() else given
