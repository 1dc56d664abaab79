"""A form or report that stands in two files: as a Word document, say, and as the signed PDF that was made of it.

Read twice, every figure would count twice. So of parts that say the same one is kept, and of two versions of one part,
which share most of their numbers but not all, or have them in other rows, one is kept and the difference is told: it
contradicts itself.
Documents of which one is no version of the other (two reports on different things) are all kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from perfaudit.documents import Cell, File, Passage
from perfaudit.forms.parts import Part
from perfaudit.forms.texts import project_name
from perfaudit.records import REPORTED, Field
from perfaudit.vocabulary import Vocabulary, normalise_text

# Which of two is kept: the format that says most of how a table was meant. A file of a format that is not named is last.
FORMATS = ("docx", "doc", "xlsx", "xls", "ods", "odt", "rtf", "html", "mhtml", "pdf", "txt")
MIN_NUMBERS, MIN_SHARED = 5, 0.8
MAX_TOLD = 5
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SIGNS = re.compile(r"[\W_]+")
_MEASURE = re.compile("[\u4e00-\u9fffA-Za-z]{0,2}")


@dataclass(frozen=True)
class Versions:
    """``kept`` parts in reading order; ``copies`` as (where it stands, what it is a copy of); ``fields`` tell other versions."""

    kept: tuple[Part, ...]
    copies: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]


def choose_versions(parts: Sequence[Part], files: Sequence[File], vocabulary: Vocabulary) -> Versions:
    """One part of those that two files hold in the same or nearly the same words."""
    rank = {file.name: FORMATS.index(file.format) if file.format in FORMATS else len(FORMATS) for file in files}
    numbers = {id(part): Counter(number for _, number in _numbers(part)) for part in parts}
    kept: list[Part] = []
    copies: list[tuple[str, str]] = []
    fields: list[Field] = []
    for part in sorted(parts, key=lambda part: rank[_file(part)]):
        twin = next((other for other in kept if _are_versions(part, other, numbers, vocabulary)), None)
        if twin is None:
            kept.append(part)
        elif numbers[id(part)] != numbers[id(twin)]:
            fields.append(_difference(part, twin, numbers, vocabulary))
        elif exchanged := _exchanged(part, twin):
            fields.append(_exchange(part, twin, exchanged, vocabulary))
        else:
            copies.append((_name(part), _name(twin)))
    return Versions(tuple(part for part in parts if part in kept), tuple(copies), tuple(fields))


def _are_versions(part: Part, other: Part, numbers: dict[int, Counter[str]], vocabulary: Vocabulary) -> bool:
    if part.form != other.form or _file(part) == _file(other):
        return False
    if part.form == "project" and project_name(part, vocabulary) != project_name(other, vocabulary):
        return False
    ours, theirs = numbers[id(part)], numbers[id(other)]
    shared, total = (ours & theirs).total(), ours.total() + theirs.total()
    return min(ours.total(), theirs.total()) >= MIN_NUMBERS and 2 * shared >= MIN_SHARED * total


def _difference(part: Part, twin: Part, numbers: dict[int, Counter[str]], vocabulary: Vocabulary) -> Field:
    """What the version that is not kept says otherwise, at the first place where it does."""
    own, others = numbers[id(part)] - numbers[id(twin)], numbers[id(twin)] - numbers[id(part)]
    source_id = next((piece.source.id for piece, number in _numbers(part) if number in own), "")
    told = [f"{_file(of)}：{'、'.join(list(words)[:MAX_TOLD])}" for of, words in ((part, own), (twin, others)) if words]
    member = project_name(part, vocabulary) if part.form == "project" else ""
    return Field(part.form, "other_version", member, "；".join(told), REPORTED, source_id)


def _exchanged(part: Part, twin: Part) -> list[str]:
    """The rows whose numbers stand in the other row, or in another order, in the twin, though both have the same numbers.

    Where a page break or a merged cell gives a row more numbers in one format than in the other, nothing is told.
    """
    if [number for _, number in _numbers(part)] == [number for _, number in _numbers(twin)]:
        return []
    own, others = _rows(part), _rows(twin)
    return [
        label
        for label, found in own.items()
        if label in others and len(found) == len(others[label]) and _said(found) != _said(others[label])
    ]


def _exchange(part: Part, twin: Part, labels: list[str], vocabulary: Vocabulary) -> Field:
    """What the rows say in either version, and where the first of them stands in the one that is not kept."""
    told, source_id = [], ""
    for of in (part, twin):
        rows = _rows(of)
        said = [f"{label} {'、'.join(_said(rows[label]))}" for label in labels[:MAX_TOLD]]
        told.append(f"{_file(of)}：{'，'.join(said)}")
        source_id = source_id or rows[labels[0]][0][0].source.id
    member = project_name(part, vocabulary) if part.form == "project" else ""
    return Field(part.form, "other_version", member, "；".join(told), REPORTED, source_id)


def _said(numbers: Sequence[tuple[Cell | Passage, str]]) -> list[str]:
    return [number for _, number in numbers]


def _rows(part: Part) -> dict[str, list[tuple[Cell | Passage, str]]]:
    """The numbers in order, by the words before them: the nearest cell of words to the left, or the passage's own words."""
    rows: dict[str, list[tuple[Cell | Passage, str]]] = defaultdict(list)
    for block in part.blocks:
        for pieces in [[block]] if isinstance(block, Passage) else block.rows:
            label = ""
            for piece in pieces:
                text = normalise_text(piece.text)
                label = words if (words := _words(text)) else label
                if label:
                    rows[label].extend((piece, found.replace(",", "")) for found in _NUMBER.findall(text))
    return rows


def _words(text: str) -> str:
    """A text's words without its numbers and signs; "" where it has none but perhaps a measure: "12.5万元"."""
    words = _SIGNS.sub("", _NUMBER.sub("", text))
    return "" if _MEASURE.fullmatch(words) else words


def _numbers(part: Part) -> Iterator[tuple[Cell | Passage, str]]:
    for block in part.blocks:
        for piece in [block] if isinstance(block, Passage) else [cell for row in block.rows for cell in row]:
            yield from ((piece, found.replace(",", "")) for found in _NUMBER.findall(normalise_text(piece.text)))


def _file(part: Part) -> str:
    block = part.blocks[0]
    return (block.source if isinstance(block, Passage) else block.rows[0][0].source).file


def _name(part: Part) -> str:
    return f"{PurePath(_file(part)).name}, {part.title or part.form}"
