"""A letter to a unit: the findings that stand, for the unit to explain or to correct. Words and blanks are in letter.yml."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perfaudit.files import write_bytes
from perfaudit.letter.paper import Paper
from perfaudit.letter.points import Item, PlaceRow, Point, build_points, standing_findings
from perfaudit.letter.words import Words, load_words
from perfaudit.outcomes import ERROR, FAIL, PASS, SEVERITIES, UNDECIDABLE

if TYPE_CHECKING:
    from perfaudit.audit import Audit

__all__ = ["FILE_NAME", "USUAL", "Item", "PlaceRow", "Point", "letter_bytes", "letter_points", "write_letter"]

FILE_NAME = "letter.docx"
USUAL = SEVERITIES[:2]


def letter_points(
    audit: Audit, lang: str = "zh", severities: Collection[str] = USUAL, without: Collection[str] = ()
) -> list[Point]:
    """What the letter asks about, the most severe first; ``without`` are ids of findings that a reviewer has settled."""
    return _points(audit, load_words(lang), severities, without)


def _points(audit: Audit, words: Words, severities: Collection[str], without: Collection[str]) -> list[Point]:
    standing = standing_findings(audit.findings, severities, without)
    files = len(audit.document.files) + (len(audit.previous.document.files) if audit.previous else 0)
    return build_points(standing, audit.index, words, many_files=files > 1)


def letter_bytes(
    audit: Audit,
    lang: str = "zh",
    severities: Collection[str] = USUAL,
    without: Collection[str] = (),
    date: str = "",
) -> bytes:
    """The letter as a .docx, the same bytes for the same unit. Without ``date`` there is a blank for it.

    Where nothing stands the letter says so, and what was compared: a unit that is asked nothing has an answer, too.
    Raises PerfauditError, with the line, where letter.yml is not as it must be.
    """
    words = load_words(lang)
    points = _points(audit, words, severities, without)
    paper = Paper(words)
    unit = audit.unit.name or words.text("unnamed")
    year = words.text("year", year=audit.unit.year) if audit.unit.year else ""
    title = words.text("title", unit=unit, year=year)
    paper.line(words.text("office"), align="center", is_heading=True)
    paper.line(words.text("number"), align="right")
    paper.space(12)
    paper.title(title)
    paper.space(12)
    paper.line(words.text("address", unit=unit))
    _open(paper, audit, words, year, len(points))
    if sorted(severities) != sorted(USUAL):
        named = "、".join(words.severity(name) for name in SEVERITIES if name in severities)
        paper.line(words.text("narrowed", severities=named), indent=2)
    _list(paper, words, points)
    paper.space(12)
    if points:
        paper.line(words.text("closing"), indent=2)
    paper.line(words.text("contact"), indent=2)
    paper.space(24)
    paper.sign(words.text("signature"), date or words.text("date"))
    return paper.to_bytes(title)


def write_letter(path: Path, content: bytes) -> None:
    """Write the letter, whole or not at all; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)


def _open(paper: Paper, audit: Audit, words: Words, year: str, count: int) -> None:
    """What was received and compared, and what the unit is asked to do."""
    joint = {"zh": "、", "en": ", "}[words.lang]
    files = joint.join(dict.fromkeys(Path(file.name).name for file in audit.document.files))
    paper.line(words.text("received", year=year, files=files), indent=2)
    if count:
        paper.line(words.text("request", count=count, until=words.text("answer_until")), indent=2)
    else:
        paper.line(words.text("clean"), indent=2)
    statuses = [outcome.status for outcome in audit.outcomes]
    counts = {
        "rules": len(statuses),
        "concluded": statuses.count(PASS) + statuses.count(FAIL),
        "open": statuses.count(UNDECIDABLE) + statuses.count(ERROR),
    }
    paper.line(words.text("scope", **counts), indent=2)


def _list(paper: Paper, words: Words, points: Sequence[Point]) -> None:
    """The points under the headings of their severities, numbered through."""
    numbers = iter(words.list_of("heading_numbers"))
    number = 0
    for severity in SEVERITIES:
        own = [point for point in points if point.severity == severity]
        if not own:
            continue
        heading = words.text("heading", number=next(numbers), heading=words.severity(severity))
        paper.heading(heading)
        for point in own:
            number += 1
            paper.point(number, point)
