"""All units together: index.html and findings.xlsx, made from run.json and the units' findings.json alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import quote

from perfaudit import __version__
from perfaudit.catalogue import place_text, text
from perfaudit.display import (
    SEVERITIES,
    UNCONCLUDED,
    count_roots,
    count_unconcluded,
    render,
    state_verdict,
    stylesheet,
)
from perfaudit.files import replacing, write_text
from perfaudit.running import DONE

# Fixed, so that the same findings give the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
MAX_CELL_CHARACTERS = 32_767  # Excel's limit
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no way to write them
MAX_SHEET_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the slug of its head, its width in characters, and whether its texts are numbers."""

    slug: str
    width: int
    is_number: bool = False


UNITS = (
    Column("unit", 28), Column("name", 36), Column("year", 8, True), Column("state", 10), Column("critical", 10, True),
    Column("warning", 10, True), Column("info", 10, True), Column("broken", 10, True), Column("undecidable", 11, True),
    Column("self_score", 11, True), Column("recomputed", 13, True), Column("grade", 9),
    Column("seconds", 10, True), Column("error", 60), Column("path", 60),
)  # fmt: skip
FINDINGS = (
    Column("unit", 28), Column("finding", 14), Column("check", 12), Column("severity", 10), Column("title", 36),
    Column("message", 70), Column("left", 24), Column("right", 24), Column("gap", 16, True), Column("measure", 9),
    Column("explanations", 50), Column("cause", 14), Column("where", 50),
)  # fmt: skip
CHECKS = (
    Column("unit", 28), Column("check", 12), Column("suite", 14), Column("title", 50), Column("severity", 10),
    Column("status", 15), Column("applied", 9, True), Column("passed", 9, True), Column("reason", 60),
)  # fmt: skip


def write_portfolio(out: Path, lang: str) -> None:
    """Write ``out``/index.html and ``out``/findings.xlsx for the units of ``out``/run.json."""
    entries = json.loads((out / "run.json").read_text(encoding="utf-8"))["units"]
    write_text(out / "index.html", render_index(out, entries, lang))
    with replacing(out / "findings.xlsx") as draft:
        _write_workbook(draft, out, entries, lang)


def render_index(out: Path, entries: Sequence[dict[str, Any]], lang: str) -> str:
    """The page of all units: who was audited and with what result, and who could not be."""
    units = []
    for entry in entries:
        if entry["state"] != DONE:
            continue
        data = _read_findings(out, entry)
        counts = count_roots(data["findings"]) | count_unconcluded(data["checks"])
        scores = data.get("scores") or {}
        page = f"{quote(entry['id'])}/audit.html" if (out / entry["id"] / "audit.html").is_file() else ""
        units.append(
            data["unit"]
            | {"id": entry["id"], "page": page, "counts": counts, "verdict": state_verdict(data, lang).words}
            | {"self": scores.get("self"), "recomputed": scores.get("recomputed")}
        )
    failed = [entry for entry in entries if entry["state"] != DONE]
    style = stylesheet("fragments", "page")
    return render(
        "portfolio.html",
        lang,
        units=units,
        failed=failed,
        severities=SEVERITIES,
        unconcluded=UNCONCLUDED,
        style=style,
        version=__version__,
    )


def _read_findings(out: Path, entry: dict[str, Any]) -> dict[str, Any]:
    return json.loads((out / entry["id"] / "findings.json").read_text(encoding="utf-8"))


def _write_workbook(path: Path, out: Path, entries: Sequence[dict[str, Any]], lang: str) -> None:
    """One sheet a table, row by row: memory does not grow with the number of units."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "perfaudit", "created": CREATED.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        done = [entry for entry in entries if entry["state"] == DONE]
        sheets: tuple[tuple[str, Sequence[Column], Iterable[Sequence[Any]]], ...] = (
            ("units", UNITS, (_unit_row(out, entry, lang) for entry in entries)),
            ("findings", FINDINGS, _finding_rows(out, done, lang)),
            ("checks", CHECKS, _check_rows(out, done, lang)),
        )
        for name, columns, rows in sheets:
            heads = [text(f"sheet.{column.slug}", lang) for column in columns]
            _fill(book.add_worksheet(name), columns, heads, rows, bold, wrapped)


def _fill(
    sheet: Any, columns: Sequence[Column], heads: Sequence[str], rows: Iterable[Sequence[Any]], bold: Any, wrapped: Any
) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, heads[place], bold)
    last = 0
    for last, row in enumerate(rows, 1):
        if last >= MAX_SHEET_ROWS:
            break
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, last, place, value, column.is_number, wrapped)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _write_cell(sheet: Any, row: int, place: int, value: Any, is_number: bool, wrapped: Any) -> None:
    """Text as text whatever it begins with: "=1+1" in a document is no formula in the workbook."""
    if value is None or value == "":
        return
    number = _number(value) if is_number else None
    if number is not None:
        sheet.write_number(row, place, number, wrapped)
    else:
        sheet.write_string(row, place, FORBIDDEN.sub("", str(value))[:MAX_CELL_CHARACTERS], wrapped)


def _number(value: Any) -> float | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() else None


def _unit_row(out: Path, entry: dict[str, Any], lang: str) -> list[Any]:
    data: dict[str, Any] = {"unit": {}}
    counts: dict[str, int] = {}
    if entry["state"] == DONE:
        data = _read_findings(out, entry)
        counts = count_roots(data["findings"]) | count_unconcluded(data["checks"])
    scores = data.get("scores") or {}
    return [
        entry["id"],
        data["unit"].get("name"),
        data["unit"].get("year"),
        text(f"state_of_unit.{entry['state']}", lang),
        *(counts.get(name) for name in (*SEVERITIES, *UNCONCLUDED)),
        *(scores.get(name) for name in ("self", "recomputed", "grade")),
        entry["seconds"],
        entry["error"],
        entry["path"],
    ]


def _finding_rows(out: Path, entries: Iterable[dict[str, Any]], lang: str) -> Iterator[list[Any]]:
    for entry in entries:
        for finding in _read_findings(out, entry)["findings"]:
            left, right = finding.get("left") or {}, finding.get("right") or {}
            places = dict.fromkeys(
                place_text(evidence.get("source") or {}, lang) for evidence in finding.get("evidence") or []
            )
            yield [
                entry["id"],
                *(finding.get(name) for name in ("id", "check")),
                text(f"severity.{finding['severity']}", lang),
                *(finding.get(name) for name in ("title", "message")),
                left.get("text"),
                right.get("text"),
                finding.get("gap"),
                left.get("measure") or right.get("measure"),
                "\n".join(finding.get("explanations") or []),
                finding.get("cause"),
                "\n".join(place for place in places if place),
            ]


def _check_rows(out: Path, entries: Iterable[dict[str, Any]], lang: str) -> Iterator[list[Any]]:
    names = ("id", "suite", "title", "severity", "status", "applied", "passed", "reason")
    for entry in entries:
        for check in _read_findings(out, entry)["checks"]:
            words = {name: text(f"{name}.{check[name]}", lang) for name in ("severity", "status")}
            yield [entry["id"], *((check | words).get(name) for name in names)]
