"""Reading, format by format: what is kept of the sample units, seconds, and peak memory, each in a process of its own.

What is kept is counted against what the .docx gives, which tests/test_units.py compares with the units' descriptions. The
last lines set reading a .docx beside what python-docx itself takes to walk the same file.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from perfaudit.audit import Audit
from tests.units import SAMPLES, WRITERS, sample, write_unit

RUNS = 5
WALK = "python-docx"


def main() -> None:
    """Print the table, a line per format, then the ratio of a .docx to python-docx."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [write_unit(sample(unit_id), folder, "docx", is_folder=False) for unit_id in SAMPLES]
        largest = max(paths, key=lambda path: path.stat().st_size).stem
        kept = {ending: _kept(ending, folder) for ending in WRITERS}
        print(
            "| format | facts kept | numbers of reports kept | cells | first read s | s | s per 1,000 cells | peak MB | MB per 1,000 cells |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        for ending in WRITERS:
            path = write_unit(sample(largest), folder, ending, is_folder=False)
            print(f"| {ending} | {_shares(kept[ending], kept['docx'])} | {_line(_measured('perfaudit', path))} |")
        pairs = [(_measured("perfaudit", path), _measured(WALK, path)) for path in paths]
    ratios = [ours["seconds"] / theirs["seconds"] for ours, theirs in pairs]
    print(f"\nReading a .docx / walking it with python-docx: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")


def _kept(ending: str, folder: Path) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """The facts and the numbers of the report that are read of all samples in a format."""
    facts: Counter[tuple[str, ...]] = Counter()
    numbers: Counter[tuple[str, ...]] = Counter()
    for unit_id in SAMPLES:
        records = Audit.open(write_unit(sample(unit_id), folder, ending, is_folder=False)).records
        facts.update((unit_id, fact.address, str(fact.value), fact.state) for fact in records.facts)
        numbers.update((unit_id, claim.raw_text, str(claim.value), claim.link) for claim in records.claims)
    return facts, numbers


def _shares(kept: tuple[Counter[tuple[str, ...]], ...], present: tuple[Counter[tuple[str, ...]], ...]) -> str:
    return " | ".join(f"{(a & b).total()} of {b.total()}" for a, b in zip(kept, present, strict=True))


def _line(of: dict[str, float]) -> str:
    thousands = of["cells"] / 1000
    return (
        f"{of['cells']:.0f} | {of['first']:.2f} | {of['seconds']:.3f} | {of['seconds'] / thousands:.2f} "
        f"| {of['megabytes']:.0f} | {of['megabytes'] / thousands:.0f}"
    )


def _measured(reader: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.formats", reader, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure(reader: str, path: Path) -> dict[str, float]:
    """Read ``path`` in this process: cells, seconds of the first read with its imports, median seconds of later ones."""
    read = _reader(reader)
    before = _peak_megabytes()
    first, cells = _timed(read, path)
    peak = _peak_megabytes()
    later = [_timed(read, path)[0] for _ in range(RUNS)]
    return {"cells": cells, "first": first, "seconds": statistics.median(later), "megabytes": peak - before}


def _timed(read: Callable[[Path], int], path: Path) -> tuple[float, int]:
    started = time.perf_counter()
    cells = read(path)
    return time.perf_counter() - started, cells


def _reader(name: str) -> Callable[[Path], int]:
    if name == WALK:
        return _walk
    from perfaudit.documents import read_document

    return lambda path: len(read_document(path).cells)


def _walk(path: Path) -> int:
    """The text of every paragraph and cell, by python-docx's own means."""
    import docx

    document = docx.Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert texts
    return len(cells)


def _peak_megabytes() -> float:
    """Peak memory of this process and of those it waited for (LibreOffice). Linux only.

    getrusage would say what the process that started this one had used.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
