"""Names and telephone numbers of persons, masked in a document before anything else reads it.

So nothing that is made of the document can show them. A mask is as long as what it hides: every offset stays right, and
a line that was signed still looks signed. What is masked:

1. A name after a label such as "填表人：", or in the cell after one; and the same name wherever else it stands.
2. A name beside a title: "书记某某某任组长", "某某某同志".
3. A number after a label such as "联系电话", or in the cell after one or beneath it.
4. Whatever can be nothing but a mobile or a fixed line number, an identity number or a mail address.

A cell that holds nothing but digits is a figure unless a label says otherwise (3): no amount is ever masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from perfaudit.documents import Cell, Document, Passage, Source
from perfaudit.documents.simplified import map_texts, simplified
from perfaudit.settings import read_yaml

MASK = "*"
_HAN = "[\u3400-\u9fff]"
# Longer with the dot of a name from another language; else two to four characters, with a blank in between or none.
_NAME = rf"{_HAN}{{1,6}}(?:[·•]{_HAN}{{1,6}})+|{_HAN}(?:[ \u3000]?{_HAN}){{1,3}}(?!{_HAN})"
_NAMES = rf"(?:{_NAME})(?![:：])(?:[ \u3000]*[、,，/／][ \u3000]*(?:{_NAME})(?![:：]))*"
_DIGIT = "[0-9０-９]"
_DASH = "[-—－–_ \u3000]?"
_LABELLED_NUMBER = rf"[(（]?{_DIGIT}(?:[-—－–() （）、/／转\u3000]*{_DIGIT}){{4,24}}"
_MOBILE = rf"[1１][3-9３-９]{_DIGIT}{_DASH}{_DIGIT}{{4}}{_DASH}{_DIGIT}{{4}}"
_FIXED_LINE = rf"[(（]?[0０]{_DIGIT}{{2,3}}[)）]?[-—－–]{_DIGIT}{{7,8}}"
_IDENTITY = rf"[1-9]{_DIGIT}{{5}}(?:19|20){_DIGIT}{{9}}[0-9０-９Xx]"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_UNIT_AFTER = r"(?![\d０-９.．,，%％]|\s*(?:元|万|亿|人|个|平方))"
_UNLABELLED = re.compile(
    rf"(?<![\d０-９.．,，])(?:{_IDENTITY}|{_MOBILE}|{_FIXED_LINE}){_UNIT_AFTER}|{_MAIL}", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"[\s\d０-９]+")

Span = tuple[int, int]


def mask_contacts(document: Document) -> Document:
    """The document with ``*`` in place of every person's name and telephone number it knows (module docstring)."""
    persons, numbers = (
        set(_cells_under(document, _patterns().person_label)),
        set(_cells_under(document, _patterns().number_label)),
    )
    names: set[str] = set()
    for piece in document.pieces:
        text = simplified(piece.text)
        names.update(_names_at(text, _whole_names(text) if piece.source in persons else _named_spans(text)))
    known = _pattern_of(names)

    def masked(piece: Cell | Passage) -> str:
        text = simplified(piece.text)
        spans = [*_named_spans(text), *_number_spans(text)]
        if known:
            spans += [found.span() for found in known.finditer(text)]
        if piece.source in persons:
            spans += _whole_names(text)
        if piece.source in numbers:
            spans += [found.span() for found in re.finditer(_LABELLED_NUMBER, text)]
        elif _BARE_NUMBER.fullmatch(text):
            return piece.text
        return _hide(piece.text, spans)

    return map_texts(document, masked)


def _hide(text: str, spans: Sequence[Span]) -> str:
    """``text`` with ``*`` for each character of the spans that is no blank."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [sign if sign.isspace() else MASK for sign in text[start:end]]
    return "".join(signs)


def _cells_under(document: Document, label: re.Pattern[str]) -> Iterator[Source]:
    """The cells to the right of a cell that is such a label, and those beneath one in a row of heads."""
    for table in document.tables:
        for row in table.rows:
            for cell, following in pairwise(row):
                if label.fullmatch(_plain(cell)) and not _is_label(following):
                    yield following.source
        for heads, row in pairwise(table.rows):
            if len(heads) == len(row) and not any(re.search(_DIGIT, head.text) for head in heads):
                beneath = (cell for head, cell in zip(heads, row, strict=True) if label.fullmatch(_plain(head)))
                yield from (cell.source for cell in beneath if _begins_like_a_contact(cell))


def _begins_like_a_contact(cell: Cell) -> bool:
    first = _plain(cell)[:1]
    return bool(first) and (first in _patterns().surnames or bool(re.match(_DIGIT, first)))


def _is_label(cell: Cell) -> bool:
    words = _plain(cell)
    return bool(_patterns().person_label.fullmatch(words) or _patterns().number_label.fullmatch(words))


def _plain(cell: Cell) -> str:
    return re.sub(r"\s", "", simplified(cell.text)).rstrip(":：")


def _whole_names(text: str) -> list[Span]:
    """The names in a cell that holds nothing else."""
    return [found.span() for found in re.finditer(_NAME, text)] if re.fullmatch(_NAMES, text.strip()) else []


def _named_spans(text: str) -> list[Span]:
    """Names that a label or a title beside them gives away."""
    patterns = _patterns()
    spans = []
    for found in patterns.labelled_names.finditer(text):
        start = found.start("names")
        spans += [(start + name.start(), start + name.end()) for name in re.finditer(_NAME, found["names"])]
    return spans + [found.span("name") for pattern in patterns.titled_names for found in pattern.finditer(text)]


def _number_spans(text: str) -> list[Span]:
    labelled = [found.span("number") for found in _patterns().labelled_number.finditer(text)]
    return labelled + [found.span() for found in _UNLABELLED.finditer(text)]


def _names_at(text: str, spans: Sequence[Span]) -> Iterator[str]:
    yield from (re.sub(r"\s", "", text[start:end]) for start, end in spans)


def _pattern_of(names: set[str]) -> re.Pattern[str] | None:
    """Finds the names wherever they stand; one of two characters that begins with no surname only standing apart."""
    alternatives = [
        re.escape(name)
        if len(name) > 2 or name[0] in _patterns().surnames
        else rf"(?<!{_HAN}){re.escape(name)}(?!{_HAN})"
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile("|".join(alternatives)) if alternatives else None


@dataclass(frozen=True)
class _Patterns:
    """The words of ``contacts.yml`` as expressions."""

    person_label: re.Pattern[str]
    number_label: re.Pattern[str]
    labelled_names: re.Pattern[str]
    labelled_number: re.Pattern[str]
    titled_names: tuple[re.Pattern[str], ...]
    surnames: str


@cache
def _patterns() -> _Patterns:
    words = read_yaml(Path(__file__).with_name("contacts.yml"))
    tail = rf"(?:[(（]?(?:{_any(words['label_tails'])})[)）]?)?"
    person, number = rf"(?:{_any(words['person_labels'])}){tail}", rf"(?:{_any(words['number_labels'])})"
    other_label = rf"(?!{_any([*words['person_labels'], *words['number_labels']])})"
    name = rf"(?P<name>[{words['surnames']}][ \u3000]?{_HAN}{{1,2}}?)"
    return _Patterns(
        person_label=re.compile(person),
        number_label=re.compile(number),
        labelled_names=re.compile(rf"{person}[ \u3000]*[:：][ \u3000_]*{other_label}(?P<names>{_NAMES})"),
        labelled_number=re.compile(rf"{number}[ \u3000]*[:：]?[ \u3000_]*(?P<number>{_LABELLED_NUMBER})"),
        titled_names=(
            re.compile(
                rf"(?:{_any(words['titles_before'])}){name}(?=[,，、。;；)）]|{_any(words['words_after_name'])})"
            ),
            re.compile(rf"{name}(?={_any(words['titles_after'])})"),
        ),
        surnames=words["surnames"],
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
