"""The house keeps its shape: imports go one way, each outside library has one room, and a few rules nobody should have to remember.

Every test reads sources with ``ast`` or as text and first makes sure that it found something to look at.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from perfaudit.documents import Cell, Document, Table, read_document

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "perfaudit"
MAX_FILE_LINES = 450
MAX_CELL_LINES = 5

# A room imports only rooms above it. A room is a module, or a package with all its modules.
ROOMS = [
    "errors",
    "files",
    "settings",
    "workbook",
    "catalogue",
    "quantities",
    "documents",
    "contacts",
    "vocabulary",
    "unit_names",
    "records",
    "forms",
    "narrative",
    "linking",
    "outcomes",
    "unit_index",
    "projects",
    "formulas",
    "limits",
    "families",
    "rule_sets",
    "wording",
    "explanations",
    "targets",
    "scoring",
    "expectations",
    "cases",
    "corrections",
    "causes",
    "suites",
    "validation",
    "rulebook",
    "findings",
    "coverage",
    "verdicts",
    "findings_json",
    "charts",
    "display",
    "previous",
    "audit",
    "running",
    "portfolio",
    "register",
    "letter",
    "cli",
]

# The rooms a library (or `ast`, the one part of the standard library with a door of its own) may be used in.
ANYWHERE = set(ROOMS)
LIBRARIES = {
    "ast": {"formulas"},
    "docx": {"documents", "letter"},
    "great_expectations": {"expectations", "suites", "validation"},
    "jinja2": {"display"},
    "lxml": {"documents"},
    "matplotlib": {"charts"},
    "nbconvert": {"running"},
    "nbformat": {"running"},
    "olefile": {"documents"},
    "opencc": {"documents"},
    "pandas": ANYWHERE,
    "papermill": {"running"},
    "pdfminer": {"documents"},
    "pdfplumber": {"documents"},
    "sqlalchemy": {"register"},
    "typer": {"cli"},
    "xlrd": {"documents"},
    "xlsxwriter": {"portfolio"},
    "yaml": {"settings"},
}


def package_modules() -> dict[Path, str]:
    """Every module of the package → the room it belongs to; ``perfaudit/__init__.py`` is the front door and in no room."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]
    assert paths, f"no module under {PACKAGE}"
    return {path: path.relative_to(PACKAGE).with_suffix("").parts[0] for path in paths}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a file imports, inside functions, too: ``from a import b`` is ``a.b``."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
            yield from ((node.lineno, word.value) for word in node.args[:1] if isinstance(word, ast.Constant))


def called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def repository_texts() -> dict[Path, str]:
    """Every text file that is tracked or about to be: what .gitignore leaves out is not ours."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    texts = {}
    for path in (ROOT / name for name in names if name):
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[path] = content.decode("utf-8", errors="replace")
    assert texts, "git lists no file"
    return texts


def sample_documents() -> list[Document]:
    samples = [path for path in sorted((ROOT / "data" / "units").iterdir()) if not path.name.startswith(".")]
    return [read_document(path) for path in samples]


def cells_of(document: Document) -> Iterator[Cell]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)


def places_of(pattern: re.Pattern[str], texts: dict[Path, str]) -> list[str]:
    return [
        f"{place(path, number)}: {line.strip()[:100]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def assert_none(places: list[str]) -> None:
    assert not places, "\n" + "\n".join(places)


def test_every_module_is_in_a_known_room():
    """A new module has to say where in the order it stands before anything can import it."""
    assert_none([f"{place(path, 1)}: {room}" for path, room in package_modules().items() if room not in ROOMS])


def test_rooms_import_only_rooms_above():
    """One import against the order makes a circle possible, and the data no longer flows one way."""
    wrong, looked_at = [], 0
    for path, room in package_modules().items():
        above = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else []
        for line, name in imports_of(path):
            if name.split(".")[0] != "perfaudit":
                continue
            looked_at += 1
            # The front door is not a way into the house: Audit is imported from its room.
            if name != "perfaudit.__version__" and name.partition(".")[2].split(".")[0] not in above:
                wrong.append(f"{place(path, line)}: {room} imports {name}")
    assert looked_at
    assert_none(wrong)


def test_each_library_has_its_room():
    """A library that is used in two rooms, or that nobody has given a room, is a second place for the same purpose."""
    wrong, looked_at = [], 0
    for path, room in package_modules().items():
        for line, name in imports_of(path):
            library = name.split(".")[0]
            free = library == "perfaudit" or (library in sys.stdlib_module_names and library not in LIBRARIES)
            looked_at += not free
            if not free and room not in LIBRARIES.get(library, set()):
                wrong.append(f"{place(path, line)}: {library} is not for {room}")
    assert looked_at
    assert_none(wrong)


def test_importing_perfaudit_is_instant():
    """The command line and its completion answer at once only while the front door pulls in nothing heavy."""
    script = "import perfaudit, sys; print(perfaudit.__version__, *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"perfaudit", "sys"} <= loaded
    assert loaded & (set(LIBRARIES) - {"ast"}) == set()


def test_nothing_is_evaluated():
    """Formulas are data from a file anyone can edit, so no code of ours may hand text to Python (or pandas) to run."""
    calls = [
        (path, node) for path in package_modules() for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)
    ]
    assert calls
    assert_none([place(path, call.lineno) for path, call in calls if called_name(call) in {"eval", "exec"}])


def test_files_stay_small():
    """A file over the limit has become more than one room."""
    counts = {path: text.count("\n") for path, text in repository_texts().items() if PACKAGE in path.parents}
    assert counts
    assert_none([f"{place(path, 1)}: {count} lines" for path, count in counts.items() if count > MAX_FILE_LINES])


def test_notebooks_are_thin_and_clean():
    """A rule that grows in a cell, or an output that is kept, makes every copy of the notebook a different program."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert notebooks
    for notebook in notebooks:
        cells = [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        assert cells, notebook.name
        for number, cell in enumerate(cells, 1):
            is_limited = "parameters" not in cell["metadata"].get("tags", [])  # papermill takes one line a parameter
            assert not cell["outputs"] and cell["execution_count"] is None, (
                f"{notebook.name}, code cell {number}: output"
            )
            lines = "".join(cell["source"]).splitlines()
            assert len(lines) <= MAX_CELL_LINES or not is_limited, (
                f"{notebook.name}, code cell {number}: {len(lines)} lines"
            )


def test_nothing_knows_a_sample_unit():
    """A rule or a reader that knows a sample by its name or by one of its sums would pass here and fail on every other unit."""
    cells = [cell.text.strip() for document in sample_documents() for cell in cells_of(document)]
    names = {
        after for label, after in pairwise(cells) if re.sub(r"\s", "", label).endswith("单位名称") and len(after) > 3
    }
    sums = set(re.findall(r"(?<![\d.])\d{4,}\.\d\d(?!\d)", "\n".join(cells)))
    assert names and sums
    homes = (PACKAGE, ROOT / "expectations")
    texts = {path: text for path, text in repository_texts().items() if any(home in path.parents for home in homes)}
    known = (
        "|".join(sorted(map(re.escape, names)))
        + r"|(?<![\d.])(?:"
        + "|".join(sorted(map(re.escape, sums)))
        + r")(?!\d)"
    )
    assert_none(places_of(re.compile(known), texts))


def test_no_file_names_a_registry():
    """People install from their own mirror, so an address in a tracked file would send them elsewhere."""
    index = pytest.importorskip("pip._internal.models.index")
    hosts = {host for pypi in (index.PyPI, index.TestPyPI) for host in (pypi.netloc, pypi.file_storage_domain)}
    hosts |= {f"registry.{name}" for name in ("npmjs.org", "yarnpkg.com")} | {
        f"{name}.debian.org" for name in ("deb", "ftp")
    }
    assert all(hosts)
    assert_none(places_of(re.compile("|".join(map(re.escape, sorted(hosts)))), repository_texts()))


def test_no_file_names_a_path_of_this_machine():
    """The checkout's own path, or its owner's home, works on one machine only."""
    paths = [path for path in (ROOT, Path.home()) if len(path.parts) > 1]
    assert ROOT in paths
    pattern = re.compile("|".join(rf"(?<![\w.~-]){re.escape(str(path))}(?![\w.-])" for path in paths))
    assert_none(places_of(pattern, repository_texts()))


def test_every_test_says_what_it_guards():
    """A test whose docstring is not one sentence leaves the next person guessing which oddity it stands for."""
    tests = [
        (path, node)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert tests
    one_sentence = re.compile(r"(?:(?![.!?]\s|[。！？]).)+[.!?。！？]", re.DOTALL)
    assert_none(
        [
            f"{place(path, test.lineno)}: {test.name}"
            for path, test in tests
            if not one_sentence.fullmatch((ast.get_docstring(test) or "").strip())
        ]
    )
