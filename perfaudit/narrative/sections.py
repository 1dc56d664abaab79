"""The report's headings: which lines are headings, how they nest, and which of them nothing follows.

Word's automatic numbers get lost or flattened, so that "1、" can stand beside "二、" and "三、" can stand below "六、". A
heading's level is therefore taken from the numbers (two follows one) before it is taken from the style of numbering.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from perfaudit.documents import Passage, Table
from perfaudit.forms.parts import Part
from perfaudit.narrative.flat import flatten
from perfaudit.narrative.words import Words, load_words

_HAN = "一二三四五六七八九十"
_STYLES = {
    "chapter": rf"第(?P<n>[{_HAN}]{{1,3}}|\d{{1,2}})(?:部分|章|节)[、:.]?",
    "han": rf"(?P<n>[{_HAN}]{{1,3}})[、.．]",
    "han_bracket": rf"\((?P<n>[{_HAN}]{{1,3}})\)[、.]?",
    "arabic_bracket": r"\((?P<n>\d{1,2})\)[、.]?",
    "arabic": r"(?P<n>\d{1,2})[、.．](?!\d)",
}
_STYLE_PATTERNS = {style: re.compile(expression) for style, expression in _STYLES.items()}
_RANKS = {"chapter": 0, "han": 1, "han_bracket": 2, "arabic": 3, "arabic_bracket": 4, "": 5}
# Styles that automatic numbering may have been flattened into one another.
_FAMILIES = {"chapter": "stop", "han": "stop", "arabic": "stop", "han_bracket": "bracket", "arabic_bracket": "bracket"}
_MAX_LEVEL = 9  # deeper than any report: signs that come in turns must not open level below level without end
_MAX_TITLE, _MAX_PLAIN_TITLE = 40, 30
_SENTENCE_MARK = re.compile("[。;!?]|[,、]$")
_INLINE = re.compile(r"(?P<title>[^。;:!?\d]{2,25})[。:](?P<rest>.+)$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?|-)?")
_DATE_LINE = re.compile(rf"[\d{_HAN}〇零]{{4}}年[\d{_HAN}]{{1,3}}月(?:[\d{_HAN}]{{1,3}}日)?")
_LEFTOVER = re.compile(r"\[bookmark:[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a part. ``path`` holds the titles from the highest level down, this one last, as received.

    ``level`` counts from 0. ``known`` is the slug of a section that every report has, else "". ``is_empty``: the heading is
    followed at once by one of the same or a higher level, or by the end. ``is_announced``: a section of the report (one of
    the highest level, a known one, or one whose siblings are filled), not a line of a list; FORM-005 asks only for these.
    ``is_inline``: the text follows on the same line.
    """

    title: str
    path: tuple[str, ...]
    level: int
    known: str
    is_empty: bool
    is_announced: bool
    is_inline: bool
    block: int  # place of the heading in ``Part.blocks``
    source_id: str


@dataclass
class _Heading:
    """A line that is a heading, before anybody knows how it nests."""

    title: str
    name: str
    style: str
    number: int | None
    known: str
    is_inline: bool
    block: int
    source_id: str
    level: int = 0
    path: tuple[str, ...] = ()
    is_empty: bool = False


@dataclass
class _Level:
    """One open level while headings are read from top to bottom."""

    number: int | None
    styles: set[str]
    has_known: bool
    titles: list[str] = field(default_factory=list)


def find_sections(part: Part, words: Words | None = None) -> tuple[Section, ...]:
    """All headings of a part in order, inline ones included."""
    words = words or load_words()
    headings = [
        heading
        for place, block in enumerate(part.blocks)
        if isinstance(block, Passage) and (heading := _read_heading(block, place, words)) is not None
    ]
    _set_levels(headings)
    _set_empty(headings, part, words)
    announced = _announced(headings)
    return tuple(
        Section(
            heading.title,
            heading.path,
            heading.level,
            heading.known,
            heading.is_empty,
            is_announced,
            heading.is_inline,
            heading.block,
            heading.source_id,
        )
        for heading, is_announced in zip(headings, announced, strict=True)
    )


def section_paths(sections: Sequence[Section], block_count: int) -> list[tuple[Section, ...]]:
    """For every block of the part, the sections it stands in, the highest first; a heading stands in its own section."""
    paths: list[tuple[Section, ...]] = []
    starts = {section.block: section for section in sections}
    stack: list[Section] = []
    for place in range(block_count):
        if (section := starts.get(place)) is not None:
            stack = [open_section for open_section in stack if open_section.level < section.level]
            stack.append(section)
        paths.append(tuple(stack))
    return paths


def _read_heading(passage: Passage, place: int, words: Words) -> _Heading | None:
    text = _LEFTOVER.sub("", passage.text).strip()
    flat = flatten(text)
    style, number, rest = _numbering(flat)
    if not rest:
        return None
    source_id = passage.source.id
    inline = _INLINE.fullmatch(rest) if style else None
    if inline is not None and "。" in rest:
        title = text[: _received_length(text, len(flat) - len(rest) + len(inline["title"]))]
        return _Heading(title, inline["title"], style, number, words.section(inline["title"]), True, place, source_id)
    name = rest.rstrip(":")
    known = words.section(name) if len(name) <= _MAX_PLAIN_TITLE else ""
    if re.search(r"\d", _YEAR.sub("", name)) or _SENTENCE_MARK.search(name) or ":" in name:
        return None
    if (style and len(name) <= _MAX_TITLE) or (known and "," not in name):
        return _Heading(text, name, style, number, known, False, place, source_id)
    return None


def _numbering(flat: str) -> tuple[str, int | None, str]:
    """The style, the number and what follows it: "二、收入" → ("han", 2, "收入")."""
    for style, pattern in _STYLE_PATTERNS.items():
        if (found := pattern.match(flat)) is not None:
            return style, _to_number(found["n"]), flat[found.end() :]
    return "", None, flat


def _to_number(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    tens, _, ones = digits.rpartition("十")
    if "十" not in digits:
        return _HAN.index(digits[-1]) + 1
    return 10 * (_HAN.index(tens[0]) + 1 if tens else 1) + (_HAN.index(ones[0]) + 1 if ones else 0)


def _received_length(text: str, flat_length: int) -> int:
    """How much of the text as received makes ``flat_length`` signs of flat text."""
    length = 0
    for offset, sign in enumerate(text):
        if length >= flat_length:
            return offset
        length += len(flatten(sign))
    return len(text)


def _set_levels(headings: list[_Heading]) -> None:
    """Gives every heading its level and path: see the module's text for the order in which the signs are trusted."""
    stack: list[_Level] = []
    for heading in headings:
        level = min(_level_of(heading, stack), _MAX_LEVEL)
        if level < len(stack):
            del stack[level + 1 :]
            stack[level].number = heading.number
            stack[level].styles.add(heading.style)
            stack[level].has_known |= bool(heading.known)
            stack[level].titles.append(heading.title)
        else:
            stack.append(_Level(heading.number, {heading.style}, bool(heading.known), [heading.title]))
        heading.level = level
        heading.path = tuple(open_level.titles[-1] for open_level in stack)


def _level_of(heading: _Heading, stack: list[_Level]) -> int:
    """The level a heading belongs to; ``len(stack)`` opens a new one."""
    if heading.number is None:
        return _level_without_number(heading, stack)
    family = _FAMILIES[heading.style]
    same = [place for place, level in enumerate(stack) if heading.style in level.styles]
    related = [
        place for place, level in enumerate(stack) if any(_FAMILIES.get(style) == family for style in level.styles)
    ]
    next_in = [place for place in related if stack[place].number == heading.number - 1 and heading.number > 1]
    if next_in:
        # Two levels can wait for the same number: the same style decides, then a known title, then the deeper level.
        ranked = [(place in same, bool(heading.known) and stack[place].has_known, place) for place in next_in]
        return max(ranked)[2]
    if heading.number > 1:
        later = [place for place in same if (stack[place].number or 0) < heading.number]
        if later:
            return later[-1]
    is_repeated = bool(same) and same[-1] == len(stack) - 1 and stack[-1].number == heading.number
    if same and (heading.number > 1 or is_repeated):
        return same[-1]  # numbers that repeat or fall back are still of this level
    if heading.number == 1:
        return len(stack)
    return _level_by_rank(heading, stack)


def _level_without_number(heading: _Heading, stack: list[_Level]) -> int:
    """A known title without number stands beside the other titles without number, else beside other known titles."""
    plain = [place for place, level in enumerate(stack) if "" in level.styles]
    known = [place for place, level in enumerate(stack) if level.has_known]
    return plain[0] if plain else known[0] if known else len(stack)


def _level_by_rank(heading: _Heading, stack: list[_Level]) -> int:
    rank = _RANKS[heading.style]
    below = [place for place, level in enumerate(stack) if min(_RANKS[style] for style in level.styles) >= rank]
    return below[0] if below else len(stack)


def _set_empty(headings: list[_Heading], part: Part, words: Words) -> None:
    own = {heading.block for heading in headings}
    filled = [place for place in _content_blocks(part, words) if place not in own]
    for heading, following in zip_longest(headings, headings[1:]):
        has_within = following is not None and following.level > heading.level
        next_filled = bisect_right(filled, heading.block)
        end = following.block if following is not None else len(part.blocks)
        has_text = next_filled < len(filled) and filled[next_filled] < end
        heading.is_empty = not (has_text or heading.is_inline or has_within)


def _content_blocks(part: Part, words: Words) -> list[int]:
    """Places of the blocks that say something: not the date, the unit's name before it and the signatures at the end."""
    places = [
        place
        for place, block in enumerate(part.blocks)
        if (isinstance(block, Passage) and flatten(_LEFTOVER.sub("", block.text)))
        or (isinstance(block, Table) and any(cell.text.strip() for row in block.rows for cell in row))
    ]
    dated = False
    while places and isinstance(block := part.blocks[places[-1]], Passage):
        flat = flatten(block.text)
        is_date = _DATE_LINE.fullmatch(flat) is not None
        is_name = (
            dated and 4 < len(flat) <= _MAX_PLAIN_TITLE and not re.search("[,。;:]", flat) and not _numbering(flat)[0]
        )
        if not (is_date or is_name or any(pattern.match(flat) for pattern in words.patterns("closing_patterns"))):
            break
        places.pop()
        if is_name:
            break
        dated = is_date
    return places


def _announced(headings: list[_Heading]) -> list[bool]:
    """Which headings are sections and not the lines of a list: lists are runs of lines that nothing follows."""
    filled_levels = {(heading.path[:-1], heading.style) for heading in headings if not heading.is_empty}
    return [
        bool(heading.known)
        or (heading.level == 0 and heading.style != "")
        or (heading.style in ("han", "han_bracket") and (heading.path[:-1], heading.style) in filled_levels)
        for heading in headings
    ]
