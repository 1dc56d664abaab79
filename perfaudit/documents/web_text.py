"""Words in a web page as a browser sets them: white space, line breaks, links, characters of fonts of signs.

While a page is read, its text holds marks at the places of control characters, which no text may have. `set_line` turns
them into what shows. White space collapses into one space, also where the source has a line break between two Chinese
characters: browsers differ there, programs break lines where a blank stood, and words that are looked for in a document
are compared without blanks. "1,234" and ".50" on two lines of the source never become one number.
"""

import re
from dataclasses import dataclass

from perfaudit.documents.cleaning import DIRECTION_ENDS, RIGHT_TO_LEFT, clean_text, unify_line_breaks
from perfaudit.documents.font_signs import font_sign

_SPACE = "\x01"
LINK_BEGINS, _LINKED, _NOT_LINKED = "\x03", "\x04", "\x05"
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_WHITE_SPACE = re.compile("[ \t\n\r\x0c]+")
_MARKED_SPACE = re.compile(f"{_SPACE}+")
_SPACE_AT_LINE = re.compile(f"{_SPACE}*\n{_SPACE}*")
_LINKED_TEXT = re.compile(f"{_LINKED}([^{_NOT_LINKED}]*){_NOT_LINKED}")
_MARKS = re.compile(f"[{LINK_BEGINS}{_LINKED}{_NOT_LINKED}]")
SENTENCE_END = re.compile("[。；！？]")
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SIGNS_AS_LETTERS = re.compile("[\u00a1-\u00ff\uf021-\uf0ff]")
_MAX_LINK = 60  # characters; whoever puts more into a link has put a paragraph into it


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set where it stands: ``sign_font`` draws signs at the places of letters, "" for others.

    ``is_struck``: struck out, so that it is not read; ``is_turned``: shown from right to left.
    """

    keeps_breaks: bool = False
    is_raised: bool = False
    is_linked: bool = False
    sign_font: str = ""
    is_struck: bool = False
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it shows; ``link_length`` counts the characters in links, of ``links`` that begin in it."""

    text: str
    links: int = 0
    link_length: int = 0
    is_heading: bool = False


def mark_text(text: str, style: Style) -> str:
    """``text`` of the source with marks for what `set_line` has to know."""
    if style.is_struck:
        return ""
    text = _CONTROL.sub("", text)
    if style.sign_font and _SIGNS_AS_LETTERS.search(text):
        text = _read_signs(text, style.sign_font)
    if style.is_raised:
        text = text.translate(_SUPERSCRIPTS)
    text = unify_line_breaks(text) if style.keeps_breaks else _WHITE_SPACE.sub(_SPACE, text)
    text = f"{RIGHT_TO_LEFT}{text}{DIRECTION_ENDS}" if style.is_turned and text else text
    return f"{_LINKED}{text}{_NOT_LINKED}" if style.is_linked else text


def set_line(marked: str, is_heading: bool = False) -> Line:
    """What shows of text with marks; "" where nothing does."""
    links, link_length = measure_links(marked)
    text = _MARKED_SPACE.sub(_SPACE, _MARKS.sub("", marked))
    text = clean_text(_SPACE_AT_LINE.sub("\n", text).strip(_SPACE).replace(_SPACE, " "))
    return Line(text if text.strip() else "", links, link_length, is_heading)


def measure_links(marked: str) -> tuple[int, int]:
    """How many links begin in text with marks, and how many characters stand in links; sentences do not count."""
    linked = [length_of(words) for words in _LINKED_TEXT.findall(marked) if not SENTENCE_END.search(words)]
    return marked.count(LINK_BEGINS), sum(length for length in linked if length <= _MAX_LINK)


def without_links(marked: str) -> list[str]:
    """The words between the links, but for blank ones."""
    words = _LINKED_TEXT.sub("\n", marked)
    return [part for part in _MARKS.sub("", words).split("\n") if length_of(part)]


def length_of(words: str) -> int:
    """Characters that are no white space."""
    return len("".join(_MARKED_SPACE.sub("", words).split()))


def _read_signs(text: str, font: str) -> str:
    return _SIGNS_AS_LETTERS.sub(lambda found: font_sign(font, f"{ord(found[0]):X}"), text)
