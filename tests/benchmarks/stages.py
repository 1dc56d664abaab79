"""Where the time of one unit goes, stage by stage, and how long a unit takes from a cold start."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from perfaudit import display, workbook
from perfaudit.audit import Audit
from perfaudit.documents import read_document
from perfaudit.forms import extract_forms, split_parts
from perfaudit.linking import link_claims
from perfaudit.narrative import extract_claims
from perfaudit.quantities import find_numbers
from perfaudit.vocabulary import load_vocabulary

UNITS = ("qinghe-2023.docx", "liyun-2024.txt", "heting-2023.txt")
RUNS = 7


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    work()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


def main() -> None:
    """Print a table: a line per unit and stage."""
    vocabulary = load_vocabulary()
    print(
        "| unit | characters of prose | read | forms | numbers | claims and links | validate | display | claims and links per 10,000 |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in UNITS:
        path = workbook.root() / "data" / "units" / name
        document = read_document(path)
        parts = split_parts(document, vocabulary)
        forms = extract_forms(parts, vocabulary)
        prose = "\n".join(passage.text for part in parts if part.form == "report" for passage in part.passages)
        audit = Audit(document)

        def claims_and_links(parts=parts, forms=forms) -> None:  # type: ignore[no-untyped-def]
            link_claims(extract_claims(parts, forms.fields), forms.facts, forms.indicators)

        def validated(document=document, records=audit.records) -> None:  # type: ignore[no-untyped-def]
            fresh = Audit(document)
            fresh.__dict__["records"] = records
            fresh.outcomes  # noqa: B018

        linking = median_ms(claims_and_links)
        stages = (
            median_ms(lambda path=path: read_document(path)),
            median_ms(lambda parts=parts: extract_forms(parts, vocabulary)),
            median_ms(lambda prose=prose: find_numbers(prose)),
            linking,
            median_ms(validated),
            median_ms(
                lambda audit=audit: [view(audit) for view in (display.cover, display.findings, display.pictures)]
            ),
            linking / len(prose) * 10_000,
        )
        print(f"| {name} | {len(prose)} | " + " | ".join(f"{stage:.0f} ms" for stage in stages) + " |")
    with tempfile.TemporaryDirectory() as out:
        unit = workbook.root() / "data" / "units" / UNITS[1]
        command = [sys.executable, "-m", "perfaudit.cli", "audit", str(unit), "--out", out]
        cold = median_ms(lambda: subprocess.run(command, check=True, capture_output=True), 3)
        page = Path(out) / unit.stem / "audit.html"
        print(
            f"\none unit from a cold start, notebook and page: {cold / 1000:.1f} s; its page: {page.stat().st_size / 1000:.0f} KB"
        )


if __name__ == "__main__":
    main()
