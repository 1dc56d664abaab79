"""Characters that nobody sees, and leftovers of conversion, taken out of text before anything reads it."""

import re

# Named by number: in the source they would be as invisible as in the documents.
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u200b-\u200d\u2060-\u2064\ufeff"  # soft hyphen, zero width characters, byte order mark
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction of writing: they can make a figure look like another
    "\ufe00-\ufe0f\ufff9-\ufffb\ufffe\uffff"  # variation selectors, ruby anchors, no characters at all
    "\ud800-\udfff\U000e0000-\U000e0fff"  # lone surrogates, tags
    "]"
)
# Marks that turn what follows them round, or may, up to the mark that ends them.
RIGHT_TO_LEFT, DIRECTION_ENDS, _ISOLATE_ENDS = "\u202e", "\u202c", "\u2069"
_TURNING = frozenset("\u202b\u202d\u202e\u2067")  # embedded and isolated right to left, overridden either way
_ISOLATES = frozenset("\u2066\u2067\u2068")
_BEGINNINGS = _TURNING | _ISOLATES | {"\u202a"}
_TURNED = "\x00"  # stands for a turned digit, for a while
_FIGURE = re.compile(f"[{_TURNED}\\d.,．，]+")
_UNREADABLE = "\ufffd"
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")  # not U+3000, the ordinary space of Chinese text
_BOOKMARK = re.compile(r"\[bookmark: \w{1,40}\]")  # as Word leaves it in text; other brackets are the author's
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # 0b and 0c: Word's line break and page break


def clean_text(text: str) -> str:
    """``text`` without invisible characters and "[bookmark: _GoBack]", its special spaces made plain ones.

    Figures whose digits show in another order than they are written in become "�": nobody can say which was meant.
    """
    if not _TURNING.isdisjoint(text):
        text = _mask_turned(text)
    return _BOOKMARK.sub("", _INVISIBLE.sub("", _SPACES.sub(" ", text)))


def _mask_turned(text: str) -> str:
    """ "53.75" turned round → "��.��", with the digits before and after it in the same figure; words stay."""
    begun: list[str] = []
    turning = isolates = 0  # of those that have begun
    shown: list[str] = []
    marked: list[str] = []  # the same, with a mark at the place of each turned digit
    for character in text:
        if character in _BEGINNINGS:
            begun.append(character)
            turning += character in _TURNING
            isolates += character in _ISOLATES
        elif character == DIRECTION_ENDS and begun and begun[-1] not in _ISOLATES:
            turning -= begun.pop() in _TURNING
        elif character == _ISOLATE_ENDS and isolates:
            isolates -= 1
            while (last := begun.pop()) not in _ISOLATES:
                turning -= last in _TURNING
            turning -= last in _TURNING
        elif character != _TURNED:
            shown.append(character)
            marked.append(_TURNED if turning and character.isnumeric() else character)
    for figure in _FIGURE.finditer("".join(marked)):
        start, end = figure.span()
        is_word = end - start == 1 and not shown[start].isdecimal()  # such as the 一 of 一般
        if _TURNED in figure[0] and not is_word:
            shown[start:end] = [_UNREADABLE if one.isnumeric() else one for one in shown[start:end]]
    return "".join(shown)


def unify_line_breaks(text: str) -> str:
    """``text`` with every kind of line and page break written as a line feed."""
    return _LINE_BREAKS.sub("\n", text)


def clean_name(name: str) -> str:
    """A file name that can be printed and written to a file: bytes that are no text become "�"."""
    printable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _INVISIBLE.sub("", printable).replace("\n", " ").replace("\t", " ")
