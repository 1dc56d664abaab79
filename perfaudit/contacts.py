"""Names and telephone numbers of persons, masked in a document before anything else reads it.

So nothing that is made of the document can show them. A mask is as long as what it hides: every offset stays right, and
a line that was signed still looks signed. What is masked:

1. A name after a label such as "填表人：", or in the cell after one or those beneath it; and the same name wherever else
   it stands.
2. A name beside a title: "书记某某某任组长", "某某某同志".
3. A number after a label such as "联系电话", or in the cell after one or those beneath it.
4. Whatever can be nothing but a mobile or a fixed line number, an identity number or a mail address.

A cell that holds nothing but digits is a figure unless a label says otherwise (3): no amount is ever masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, pairwise
from pathlib import Path, PurePosixPath

from perfaudit.documents import Cell, Document, Passage, Row, Source, Table
from perfaudit.documents.model import rename_files
from perfaudit.documents.simplified import map_texts, simplified
from perfaudit.settings import read_yaml

MASK = "*"
FILE_MASK = "＊"
"""Stands for ``MASK`` in names of files and folders, where Windows takes no ``*``."""
_HAN = "[\u3400-\u9fff]"
_DIGIT = "[0-9０-９]"
_BLANK = "[ \u3000]"
# A mask counts as part of a word, so that masking again finds nothing new.
_HAN_OR_MASK = r"[\u3400-\u9fff*＊]"
_BRACKET = r"[(（][^()（）]{0,30}[)）]"
_BETWEEN_NAMES = rf"{_BLANK}*[、,，/／]{_BLANK}*"
_DASH = "[-—－–_ \u3000]?"
_LABELLED_NUMBER = rf"[(（]?{_DIGIT}(?:[-—－–() （）、/／转\u3000]*{_DIGIT}){{4,24}}"
_MOBILE = rf"[1１][3-9３-９]{_DIGIT}{_DASH}{_DIGIT}{{4}}{_DASH}{_DIGIT}{{4}}"
_FIXED_LINE = rf"[(（]?[0０]{_DIGIT}{{2,3}}[)）]?[-—－–]{_DIGIT}{{7,8}}"
_IDENTITY = rf"[1-9]{_DIGIT}{{5}}(?:19|20){_DIGIT}{{9}}[0-9０-９Xx]"
# From its beginning and of bounded length: else each sign of a long run of digits would be tried as the first.
_MAIL = r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){1,8}"
_NO_FIGURE_BEFORE = r"(?<![\d０-９*])(?<![\d０-９][.．,，])"
_GOES_ON = r"[\d０-９%％]|[.．][\d０-９]|[,，][\d０-９]{3}(?![\d０-９])"
_NO_FIGURE_AFTER = rf"(?!{_GOES_ON}|\s*(?:元|万|亿|人|个|平方))"
_ONE_NUMBER = rf"(?:{_IDENTITY}|{_MOBILE}|{_FIXED_LINE}){_NO_FIGURE_AFTER}"
_PERSONAL_NUMBER = rf"{_NO_FIGURE_BEFORE}{_ONE_NUMBER}(?:[,，]{_BLANK}?{_ONE_NUMBER})*"
_UNLABELLED = re.compile(rf"{_PERSONAL_NUMBER}|{_MAIL}", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[\s\d０-９]+")
# What a cell far beneath a head such as "电话" must be to be no figure.
_TELEPHONE = re.compile(rf"{_MOBILE}|[(（]?[0０]{_DIGIT}{{2,3}}[)）]?{_DASH}{_DIGIT}{{7,8}}|[2-8２-８]{_DIGIT}{{6,7}}")

Span = tuple[int, int]


def mask_contacts(document: Document) -> Document:
    """The document with ``*`` in place of every person's name and telephone number it knows (module docstring).

    In the unit's id and the names of files only what ``mask_file_name`` knows is masked, with ``＊``.
    """
    persons, numbers = _contact_cells(document)
    names: set[str] = set()
    for piece in document.pieces:
        text = simplified(piece.text)
        names.update(_names_at(text, _named_spans(text) + (_cell_names(text) if piece.source in persons else [])))
        # What no colon and no bracket gives away is masked where it stands; elsewhere a short word may be another one.
        names.update(name for name in _names_at(text, _loosely_named_spans(text)) if len(name) > 2)
    known = _pattern_of(names)

    def masked(piece: Cell | Passage) -> str:
        text = simplified(piece.text)
        spans = [*_named_spans(text), *_loosely_named_spans(text), *_number_spans(text)]
        if known:
            spans += [found.span() for found in known.finditer(text)]
        if piece.source in persons:
            spans += _cell_names(text)
        if piece.source in numbers:
            spans += [found.span() for found in re.finditer(_LABELLED_NUMBER, text)]
        elif _BARE_NUMBER.fullmatch(text):
            return piece.text
        return _hide(piece.text, spans)

    return _mask_file_names(map_texts(document, masked))


def mask_file_name(name: str) -> str:
    """``name`` with ``＊`` for each sign of an identity or telephone number and of a name beside it."""
    spans = [found.span() for found in re.finditer(_PERSONAL_NUMBER, name)]
    for found in _patterns().beside_number.finditer(simplified(name)):
        spans += [found.span(group) for group in ("before", "after") if found[group]]
    return _hide(name, spans, FILE_MASK)


def find_masked(path: Path) -> Path:
    """The one file or folder that ``path`` is the masked name of; ``path`` itself where there is no such one."""
    if FILE_MASK not in path.name or path.exists() or not path.parent.is_dir():
        return path
    found = [sibling for sibling in path.parent.iterdir() if mask_file_name(sibling.name) == path.name]
    return found[0] if len(found) == 1 else path


def _mask_file_names(document: Document) -> Document:
    """The document with masked names of its unit and files; two that would come to be one are numbered."""
    shown: dict[str, str] = {}
    for file in document.files:
        masked = mask_file_name(file.name)
        path = PurePosixPath(masked)
        others = (str(path.with_name(f"{path.stem} ({number}){path.suffix}")) for number in count(2))
        while masked in shown.values():
            masked = next(others)
        shown[file.name] = masked
    unit_id = mask_file_name(document.unit_id)
    set_aside = tuple(
        (shown.get(name) or mask_file_name(name), mask_file_name(why)) for name, why in document.set_aside
    )
    if unit_id == document.unit_id and set_aside == document.set_aside and all(a == b for a, b in shown.items()):
        return document
    return replace(rename_files(document, shown), unit_id=unit_id, set_aside=set_aside)


def _hide(text: str, spans: Sequence[Span], mask: str = MASK) -> str:
    """``text`` with ``mask`` for each character of the spans that is no blank."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [sign if sign.isspace() else mask for sign in text[start:end]]
    return "".join(signs)


def _contact_cells(document: Document) -> tuple[set[Source], set[Source]]:
    """The cells that hold persons' names, and those that hold their numbers: beside a label, or in a column under one."""
    persons: set[Source] = set()
    numbers: set[Source] = set()
    for table in document.tables:
        for row in table.rows:
            for label, cell in pairwise(row):
                if _is_person_label(label) and (_is_like_a_name(cell) or not (_is_weak(label) or _is_label(cell))):
                    persons.add(cell.source)
                if _is_number_label(label) and not _is_label(cell):
                    numbers.add(cell.source)
        for names_beneath, numbers_beneath in _beneath_heads(table):
            persons.update(cell.source for cell in names_beneath)
            numbers.update(cell.source for cell in numbers_beneath)
    return persons, numbers


def _beneath_heads(table: Table) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """For each row under a row of heads, down to the next one: the cells with names, and those with numbers.

    A row without a name in it is one of these only if all above it are: the heads may end without a sign.
    """
    heads: Row = ()
    is_unbroken = True
    for row in table.rows:
        if _is_row_of_heads(row):
            heads, is_unbroken = row, True
            continue
        if len(heads) != len(row):
            continue
        beneath = [(head, cell) for head, cell in zip(heads, row, strict=True) if _plain(cell)]
        names = [cell for head, cell in beneath if _is_person_label(head)]
        numbers = [cell for head, cell in beneath if _is_number_label(head) and not (_is_person_label(head))]
        if not names and not numbers:
            continue
        is_person = bool(names) and all(map(_is_like_a_name, names))
        is_telephone = not names and all(_TELEPHONE.match(_plain(cell)) for cell in numbers)
        is_unbroken = is_unbroken and (is_person or is_telephone)
        if is_person or (is_telephone and is_unbroken):
            mixed = [cell for head, cell in beneath if _is_person_label(head) and _is_number_label(head)]
            yield names, [cell for cell in numbers if not re.search(r"\d[.．,，]\d", cell.text)] + mixed


def _is_row_of_heads(row: Row) -> bool:
    """Whether it has labels and no value of any of them."""
    labels = [cell for cell in row if _is_label(cell)]
    if not labels or any(re.search(_DIGIT, cell.text) for cell in row):
        return False
    contacts = [cell for cell in labels if _is_person_label(cell) or _is_number_label(cell)]
    if not contacts:
        return len(labels) > 1
    return not any(_is_person_label(label) and _is_like_a_name(cell) for label, cell in pairwise(row))


def _is_like_a_name(cell: Cell) -> bool:
    """Whether a cell begins with a surname and holds names, and perhaps numbers, only."""
    text = simplified(cell.text).strip()
    return bool(_patterns().like_a_name.match(text)) and bool(_cell_names(text))


def _is_person_label(cell: Cell) -> bool:
    return bool(_patterns().person_label.fullmatch(_plain(cell)))


def _is_weak(cell: Cell) -> bool:
    return bool(_patterns().weak_label.fullmatch(_plain(cell)))


def _is_number_label(cell: Cell) -> bool:
    return bool(_patterns().number_label.fullmatch(_plain(cell)))


def _is_label(cell: Cell) -> bool:
    return bool(_patterns().label.fullmatch(_plain(cell)))


def _plain(cell: Cell) -> str:
    return re.sub(r"\s", "", simplified(cell.text)).rstrip(":：")


def _cell_names(text: str) -> list[Span]:
    """The names in a cell that holds nothing else but posts in brackets and numbers."""
    return _names_in(text, 0, len(text)) if _patterns().names_alone.fullmatch(text) else []


def _named_spans(text: str) -> list[Span]:
    """Names that a label with a colon or a title beside them gives away."""
    patterns = _patterns()
    spans = []
    for pattern in patterns.labelled_names:
        for found in pattern.finditer(text):
            spans += _names_in(text, *found.span("names"))
    return spans + [found.span("name") for pattern in patterns.titled_names for found in pattern.finditer(text)]


def _loosely_named_spans(text: str) -> list[Span]:
    """Words like names after a label without a colon, or after one that is a word of ordinary sentences, too."""
    return [found.span("name") for pattern in _patterns().loosely_labelled_names for found in pattern.finditer(text)]


def _names_in(text: str, start: int, end: int) -> list[Span]:
    """The names in a part of a text that lists names, with or without brackets behind them."""
    return [found.span("name") for found in _patterns().name_or_bracket.finditer(text, start, end) if found["name"]]


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
    weak_label: re.Pattern[str]
    number_label: re.Pattern[str]
    label: re.Pattern[str]
    like_a_name: re.Pattern[str]
    name_or_bracket: re.Pattern[str]
    names_alone: re.Pattern[str]
    labelled_names: tuple[re.Pattern[str], ...]
    loosely_labelled_names: tuple[re.Pattern[str], ...]
    labelled_number: re.Pattern[str]
    titled_names: tuple[re.Pattern[str], ...]
    beside_number: re.Pattern[str]
    surnames: str


@cache
def _patterns() -> _Patterns:
    words = read_yaml(Path(__file__).with_name("contacts.yml"))
    tails = _any(words["label_tails"])
    tail = rf"(?:{_BLANK}*[(（]?(?:{tails})[)）]?)?"
    weak, number = _spaced(words["weak_person_labels"]), _spaced(words["number_labels"])
    with_number = rf"(?:以及|及其|[及与和、/／])?{number}"
    combined = rf"(?:{with_number})?"
    person, in_list = rf"{_spaced(words['person_labels'])}{tail}", rf"{_spaced(words['list_labels'])}{tail}"
    other = rf"(?:{_any(words['other_labels'])})"
    label = rf"(?:{_spaced(words['person_labels'])}|{weak}|{number}|{other})"

    ends_here = rf"(?!{_HAN_OR_MASK})(?!{_BLANK}*[:：])"
    titles = rf"(?:{_any([*words['titles_before'], *words['titles_after']])})"
    ends = rf"(?:{ends_here}|(?=等(?!{_HAN})|{label}|{titles}))"
    is_name = _not_behind(words["ends_of_no_name"])
    is_no_place = _not_behind([rf"{_HAN}{{2}}{end}" for end in words["ends_of_places"]])
    no_name = rf"(?:{_any(words['no_names'])})"
    surname, compound = rf"[{words['surnames']}]", rf"(?:{_any(words['compound_surnames'])})"
    # What is a name by itself: a surname and one or two characters.
    like = rf"(?!{no_name})(?:{compound}{_HAN}{{1,2}}?|{surname}{_HAN}{{1,2}}?){is_name}{is_no_place}"
    # What is a name after a label: longer with the dot of a name from another language; else two to four characters,
    # with blanks in between or none.
    name = "|".join(
        [
            rf"{_HAN}{{1,6}}(?:[·•]{_HAN}{{1,6}})+",
            rf"{compound}{_BLANK}{_HAN}{{1,2}}{ends_here}",
            rf"(?!{no_name}(?:{_HAN}{{2}})?(?!{_HAN})|{other}(?!{_HAN}))(?:{like}{ends}|{surname}{_HAN}{{1,3}}{is_name}{ends_here}"
            rf"|{_HAN}{{2,4}}{is_name}{_not_behind(words['ends_without_surname'])}{ends_here})",
            rf"{_HAN}(?:{_BLANK}(?!{label}){_HAN}){{1,3}}{ends_here}",
            rf"{surname}{_BLANK}(?!{label}){_HAN}{{2}}{ends_here}",
        ]
    )
    item = rf"(?!{label})(?:{name})(?:{_BRACKET})?"
    names = rf"{item}(?:{_BETWEEN_NAMES}{item})*"
    listed = rf"{item}(?:{_BETWEEN_NAMES}{item}|{_BLANK}{{1,4}}(?!{label}){like}{ends_here}(?:{_BRACKET})?)*"
    colon = rf"{_BLANK}*[:：][ \u3000_]*(?:[(（](?:{tails})[)）]{_BLANK}*)?"
    apart = r"\s*[、,，/／;；]?\s*"
    a_number = rf"(?:{number}{_BLANK}*[:：]?{_BLANK}*)?{_LABELLED_NUMBER}"
    titled = rf"(?P<name>(?!{no_name}){surname}{_BLANK}?{_HAN}{{1,2}}?)"
    return _Patterns(
        person_label=re.compile(rf"(?:{person}|{weak}){combined}"),
        weak_label=re.compile(weak),
        number_label=re.compile(rf"(?:{person}(?:以及|及其|[及与和、/／])?)?{number}"),
        label=re.compile(rf"(?:{person}|{weak}){combined}|{number}|{other}"),
        like_a_name=re.compile(rf"(?!{no_name})(?:{surname}|{compound}|{_HAN}+[·•])"),
        name_or_bracket=re.compile(rf"{_BRACKET}|(?P<name>{name})"),
        names_alone=re.compile(rf"\s*(?:{item}{apart}(?:{a_number}{apart})?)+"),
        labelled_names=(
            re.compile(rf"{in_list}{colon}(?P<names>{listed})"),
            re.compile(rf"{person}{combined}{colon}(?P<names>{names})"),
        ),
        loosely_labelled_names=(
            re.compile(rf"{person}{combined}(?:[ \u3000_]+|(?<=[)）]))(?!{label})(?P<name>{like}){ends}"),
            re.compile(rf"{person}(?P<name>{like})(?={_BLANK}*[,，、(（]?{_BLANK}*(?:{_PERSONAL_NUMBER}|{a_number}))"),
            re.compile(rf"{weak}{tail}{_BLANK}*[:：][ \u3000_]*(?!{label})(?P<name>{like}){ends}"),
        ),
        labelled_number=re.compile(
            rf"(?:{number}{_BLANK}*[:：]?|{person}{with_number}{colon}{names}[,，、]?)[ \u3000_]*(?P<number>{_LABELLED_NUMBER}(?:[,，]{_LABELLED_NUMBER})*)"
            rf"(?!{_GOES_ON}|\s*(?:元|万|亿|人|个|台|部|次|条|户|件|项|平方))"
        ),
        titled_names=(
            re.compile(
                rf"(?:{_any(words['titles_before'])}){titled}(?=[,，、。;；)）]|{_any(words['words_after_name'])})"
            ),
            re.compile(rf"{titled}(?={_any(words['titles_after'])})"),
        ),
        beside_number=re.compile(
            rf"(?:(?P<before>{like})[-—_ ,，、(（]?)?{_PERSONAL_NUMBER}"
            rf"(?:[-—_ ,，、)）]?(?P<after>{like})(?=[自绩整项部报]|(?!{_HAN})))?"
        ),
        surnames=words["surnames"],
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _spaced(words: Sequence[str]) -> str:
    """Any of the words, with blanks between its signs or none."""
    in_order = sorted(words, key=len, reverse=True)
    return rf"(?:{'|'.join(f'{_BLANK}{{0,4}}'.join(map(re.escape, word)) for word in in_order)})"


def _not_behind(ends: Sequence[str]) -> str:
    return "".join(f"(?<!{end})" for end in ends)
