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
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")  # not U+3000, the ordinary space of Chinese text
_BOOKMARK = re.compile(r"\[bookmark: \w{1,40}\]")  # as Word leaves it in text; other brackets are the author's
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # 0b and 0c: Word's line break and page break


def clean_text(text: str) -> str:
    """``text`` without invisible characters and "[bookmark: _GoBack]", its special spaces made plain ones."""
    return _BOOKMARK.sub("", _INVISIBLE.sub("", _SPACES.sub(" ", text)))


def unify_line_breaks(text: str) -> str:
    """``text`` with every kind of line and page break written as a line feed."""
    return _LINE_BREAKS.sub("\n", text)


def clean_name(name: str) -> str:
    """A file name that can be printed and written to a file: bytes that are no text become "�"."""
    printable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _INVISIBLE.sub("", printable).replace("\n", " ").replace("\t", " ")
