"""All units: each ends in exactly one state, one bad unit never stops the others, and run.json knows at any time."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from perfaudit import __version__, workbook
from perfaudit.contacts import find_masked, mask_file_name
from perfaudit.display import count_roots, count_unconcluded
from perfaudit.documents import read_document
from perfaudit.errors import PerfauditError
from perfaudit.files import write_json
from perfaudit.running.plan import Unit, hash_sources, mask_ids, with_previous

SCHEMA = "perfaudit/run/1"
DONE, FAILED = "done", "failed"
NOTEBOOK, PAGE, FINDINGS = "audit.ipynb", "audit.html", "findings.json"


@dataclass(frozen=True, slots=True)
class Options:
    """How to audit: where to write, year and language, whether each unit gets a notebook and a page, and who may be named.

    ``previous`` is last year's document of the one unit, or the folder that every unit is looked up in.
    """

    out: Path
    lang: str = "zh"
    year: int | None = None
    jobs: int = 1
    resume: bool = False
    notebook: bool = True
    keep_contacts: bool = False
    previous: Path | None = None

    def shown(self, words: str) -> str:
        """A file's name, or a message that may hold one, as the output shows it."""
        return words if self.keep_contacts else mask_file_name(words)

    def shown_path(self, path: Path) -> Path:
        """A unit's path as the output shows it; ``find_masked`` finds the unit by it."""
        return path.with_name(self.shown(path.name)) if path.name else path

    @property
    def files(self) -> tuple[str, ...]:
        """What every unit's folder holds in the end."""
        return (NOTEBOOK, PAGE, FINDINGS) if self.notebook else (FINDINGS,)


@dataclass(frozen=True, slots=True)
class Result:
    """How one unit ended; the fields of a unit in run.json. ``error`` is empty where it was audited.

    ``counts`` are findings by severity, each with what follows from it as one; ``unconcluded`` are checks by status (error,
    undecidable); ``made_with`` stands for the program, rules and options it was audited with. ``previous`` are the files of
    last year's document, as ``sources``.
    """

    id: str
    path: str
    state: str
    seconds: float
    sources: list[dict[str, str]] = field(default_factory=list)
    error: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    unconcluded: dict[str, int] = field(default_factory=dict)
    made_with: str = ""
    previous: list[dict[str, str]] = field(default_factory=list)


def run_batch(units: Sequence[Unit], options: Options, report: Callable[[Result], None]) -> list[Result]:
    """Audit the units, call ``report`` with each as it ends, and return all results in the order of the units.

    run.json is written anew after every unit, and keeps the units of earlier runs that are none of these. With
    ``options.resume`` the units that are done, whole and unchanged are taken over from it and not reported.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    units = with_previous(units, options.previous, options.year)
    units = units if options.keep_contacts else mask_ids(units)
    log = _Log(units, options)
    log.write()
    for ended in _audit_all([unit for unit in units if str(unit.path) not in log.results], options):
        result = replace(ended, made_with=log.made_with)
        log.results[result.path] = result
        log.write()
        report(result)
    log.finished = _now()
    log.write()
    return log.in_order


def audit_unit(unit: Unit, options: Options) -> Result:
    """Audit one unit into its folder. Never raises: what went wrong is the result's error."""
    started = time.perf_counter()
    error, counts, unconcluded = "", {}, {}
    sources = hash_sources(unit.path)
    previous = hash_sources(unit.previous) if unit.previous else []
    try:
        unit.check()
        data = _audit_into(options.out / unit.id, unit, options)
        counts, unconcluded = count_roots(data["findings"]), count_unconcluded(data["checks"])
    except PerfauditError as problem:
        error = str(problem)
    except OSError as problem:
        error = f"{problem.filename or unit.path}: {problem.strerror or problem}; check the disk and the rights of {options.out}"
    except Exception as problem:  # a defect of ours must not stop the other units
        error = (
            f"{unit.path.name}: {type(problem).__name__}: {problem}; this is a defect of perfaudit, please report it"
        )
    seconds = round(time.perf_counter() - started, 2)
    state = FAILED if error else DONE
    return Result(
        unit.id, str(unit.path), state, seconds, sources, " ".join(error.split()), counts, unconcluded, previous=previous
    )  # fmt: skip


def _audit_into(folder: Path, unit: Unit, options: Options) -> dict[str, Any]:
    """Write the unit's files and return its findings.json; where it fails, nothing of an earlier run stays that could be
    taken for this one, but a notebook with notes of the auditor's."""
    for name in (PAGE, FINDINGS, NOTEBOOK):
        if name != NOTEBOOK or not _has_notes(folder / name):
            (folder / name).unlink(missing_ok=True)
    try:
        unit.refuse_namesakes()
        read_document(unit.path)  # a damaged file need not wait for a kernel to start
        folder.mkdir(exist_ok=True)
        (_run_notebook if options.notebook else _run_in_process)(folder, unit, options)
    except Exception:
        (folder / PAGE).unlink(missing_ok=True)
        (folder / FINDINGS).unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            shutil.rmtree(folder)
        raise
    findings: dict[str, Any] = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
    return findings


def _has_notes(path: Path) -> bool:
    if not path.exists():
        return False
    import nbformat

    from perfaudit.running.notes import read_notes

    return bool(read_notes(path, nbformat.read(workbook.notebook_path(), as_version=4)))


def _run_notebook(folder: Path, unit: Unit, options: Options) -> None:
    # papermill and nbconvert take a second to import, which a screening without notebooks need not wait for
    from perfaudit.running.execute import execute_notebook
    from perfaudit.running.render import render_page

    shown = options.shown_path(unit.path)
    if find_masked(shown) != unit.path:
        raise PerfauditError(
            shown.name, "with telephone numbers masked, another file or folder beside it has the same name",
            remedy="rename one of them, or audit with --keep-contacts",
        )  # fmt: skip
    parameters = {
        "unit": str(shown), "out": str(options.out), "lang": options.lang, "year": options.year,
        "keep_contacts": options.keep_contacts, "previous": _shown_previous(unit, options),
    }  # fmt: skip
    execute_notebook(parameters, folder / NOTEBOOK)
    written = folder / FINDINGS
    if not written.exists():
        raise PerfauditError(NOTEBOOK, "it wrote no findings.json", remedy="keep the cell that calls audit.write(out)")
    found = json.loads(written.read_text(encoding="utf-8"))["unit"]
    render_page(folder / NOTEBOOK, folder / PAGE, found["name"] or found["id"], options.lang)


def _shown_previous(unit: Unit, options: Options) -> str | None:
    """The unit's own document of last year's; without one the folder it was looked up in, so that the audit can say so."""
    previous = unit.previous or options.previous
    return None if previous is None else str(options.shown_path(previous))


def _run_in_process(folder: Path, unit: Unit, options: Options) -> None:
    from perfaudit.audit import Audit

    opened = Audit.open(
        unit.path, options.year, options.lang, keep_contacts=options.keep_contacts,
        previous=_shown_previous(unit, options),
    )  # fmt: skip
    opened.write(folder.parent)


def _audit_all(units: Sequence[Unit], options: Options) -> Iterator[Result]:
    if options.jobs == 1 or len(units) < 2:
        for unit in units:
            yield audit_unit(unit, options)
        return
    ended = set()
    for result in _audit_in_processes(units, options, options.jobs):
        ended.add(result.path)
        yield result
    # A process that died takes the whole pool along: who is left goes alone, so that only the guilty one fails.
    for unit in units:
        if str(unit.path) not in ended:
            yield next(_audit_in_processes([unit], options, 1), None) or _died(unit)


def _audit_in_processes(units: Sequence[Unit], options: Options, jobs: int) -> Iterator[Result]:
    """Results as they come; those of units whose process died are missing."""
    # "spawn" is the only way to start a process that every system has and that shares no half-used event loop.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(units)), mp_context=context) as pool:
        futures: list[Future[Result]] = [pool.submit(audit_unit, unit, options) for unit in units]
        try:
            for future in as_completed(futures):
                if not isinstance(future.exception(), BrokenProcessPool):
                    yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _died(unit: Unit) -> Result:
    error = f"{unit.path.name}: the process that audited it ended; free memory and run it again with --resume"
    return Result(unit.id, str(unit.path), FAILED, 0.0, hash_sources(unit.path), error)


class _Log:
    """run.json: what ran, with what, and how every unit ended so far."""

    def __init__(self, units: Sequence[Unit], options: Options) -> None:
        self.units, self.options = units, options
        self.path = options.out / "run.json"
        self.started, self.finished = _now(), ""
        self.versions = {
            "perfaudit": __version__,
            "great_expectations": version("great-expectations"),
            "workbook": workbook.workbook_sha256(),
            "package": workbook.package_sha256(),
        }
        self.settings = {
            "lang": options.lang,
            "year": options.year,
            "notebook": options.notebook,
            "keep_contacts": options.keep_contacts,
            "previous": str(options.shown_path(options.previous)) if options.previous else None,
        }
        made_with = json.dumps([self.versions, self.settings], sort_keys=True)
        self.made_with = hashlib.sha256(made_with.encode()).hexdigest()
        self.earlier = [entry for entry in _read_run(self.path).get("units", []) if self._is_there(entry)]
        self.results = self._unchanged() if options.resume else {}

    @property
    def in_order(self) -> list[Result]:
        """How this run's units ended, each by its path: two of them may have one id."""
        return [self.results[str(unit.path)] for unit in self.units if str(unit.path) in self.results]

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Every unit in the output folder: those of earlier runs stay as they were until this run has replaced them."""
        ended = {result.id.casefold() for result in self.in_order}
        kept = [entry for entry in self.earlier if entry["id"].casefold() not in ended]
        return kept + [asdict(self._as_shown(result)) for result in self.in_order]

    def _as_shown(self, result: Result) -> Result:
        sources, previous = self._shown(result.sources), self._shown(result.previous)
        path, error = str(self.options.shown_path(Path(result.path))), self.options.shown(result.error)
        return replace(result, path=path, sources=sources, previous=previous, error=error)

    def _shown(self, sources: Sequence[dict[str, str]]) -> list[dict[str, str]]:
        return [source | {"file": self.options.shown(source["file"])} for source in sources]

    def write(self) -> None:
        write_json(
            self.path,
            {
                "schema": SCHEMA,
                "started": self.started,
                "finished": self.finished or None,
                "versions": self.versions,
                "settings": self.settings,
                "units": self.entries,
            },
        )

    def _unchanged(self) -> dict[str, Result]:
        """The units of the last run that need not be audited again: same input, same rules, same program, all files there."""
        entries = {entry["path"]: entry for entry in self.earlier if entry["state"] == DONE}
        return {
            str(unit.path): replace(Result(**entries[path]), path=str(unit.path))
            for unit in self.units
            if (path := str(self.options.shown_path(unit.path))) in entries
            and not unit.namesakes
            and self._is_whole(unit, entries[path])
        }

    def _is_there(self, entry: Mapping[str, Any]) -> bool:
        """Whether an earlier unit still stands for something: its findings, or the document that could not be audited."""
        if entry["state"] == DONE:
            return (self.options.out / entry["id"] / FINDINGS).is_file()
        return find_masked(Path(entry["path"])).exists()

    def _is_whole(self, unit: Unit, entry: Mapping[str, Any]) -> bool:
        folder = self.options.out / unit.id
        same_input = entry["sources"] == self._shown(hash_sources(unit.path))
        previous = self._shown(hash_sources(unit.previous)) if unit.previous else []
        same_work = entry.get("made_with") == self.made_with and same_input and entry.get("previous", []) == previous
        return same_work and all((folder / name).is_file() for name in self.options.files)


def _read_run(path: Path) -> dict[str, Any]:
    """The last run.json; an empty dict where there is none that can be used."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return run if isinstance(run, dict) and run.get("schema") == SCHEMA else {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
