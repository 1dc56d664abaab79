"""A form or report that stands in two files: as a Word document, say, and as the signed PDF that was made of it.

Read twice, every figure would count twice. So of parts that say the same one is kept, and of two versions of one part,
which share most of their numbers but not all, one is kept and the difference is told: it contradicts itself.
Documents of which one is no version of the other (two reports on different things) are all kept.
"""

from __future__ import annotations

import re
from collections import Counter
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
        elif numbers[id(part)] == numbers[id(twin)]:
            copies.append((_name(part), _name(twin)))
        else:
            fields.append(_difference(part, twin, numbers, vocabulary))
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


def _numbers(part: Part) -> Iterator[tuple[Cell | Passage, str]]:
    for block in part.blocks:
        for piece in [block] if isinstance(block, Passage) else [cell for row in block.rows for cell in row]:
            yield from ((piece, found.replace(",", "")) for found in _NUMBER.findall(normalise_text(piece.text)))


def _file(part: Part) -> str:
    block = part.blocks[0]
    return (block.source if isinstance(block, Passage) else block.rows[0][0].source).file


def _name(part: Part) -> str:
    return f"{PurePath(_file(part)).name}, {part.title or part.form}"
