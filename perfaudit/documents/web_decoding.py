"""The text of a web page: its bytes tell the encoding; what the page or the archive says of it is believed if it fits."""

import re

from perfaudit.documents.decoding import MIN_COMMON_SHARE, common_share, decode_text, read_as_chinese
from perfaudit.errors import DocumentError

_HEAD = 65_536  # bytes in which a page has to name its encoding
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,500}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w-]{1,40})""", re.I
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# Names of encodings → the largest one with the same characters at the same places.
_CHINESE = dict.fromkeys(
    ("gb2312", "gbk", "gb18030", "gb_2312-80", "gb2312-80", "x-gbk", "cp936"), "gb18030"
) | dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cp950"), "cp950")
_WESTERN = dict.fromkeys(("windows-1252", "iso-8859-1", "latin1"), "cp1252")
_TOLERANT = ("utf-8", "gb18030", "big5hkscs")
MAX_BROKEN_SHARE = 0.001  # of a page's characters


def decode_page(file: str, data: bytes, charset: str | None) -> str:
    """The page's text; ``charset`` is what the archive says of it, if anything. Raises DocumentError where none fits.

    A few bytes that fit no encoding become "�", as in a browser: a figure with one in it is no figure.
    """
    try:
        return decode_text(file, data) if data.startswith(_MARKS) else data.decode("utf-8")
    except (UnicodeDecodeError, DocumentError):
        pass
    declared = [name.lower() for name in (charset or "", _declared(data)) if name]
    readings = {encoding: (share, text) for share, encoding, text in read_as_chinese(data)}
    for name in declared:
        share, text = readings.get(_CHINESE.get(name, ""), (0, ""))
        if share >= MIN_COMMON_SHARE:
            return text
    try:
        return decode_text(file, data)
    except DocumentError:
        if (nearly := _decode_nearly(data, declared)) is None:
            raise
        return nearly


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii", "replace") if found else ""


def _decode_nearly(data: bytes, declared: list[str]) -> str | None:
    """The text in the first encoding that fits nearly all bytes and reads common words."""
    western = [_WESTERN[name] for name in declared if name in _WESTERN]
    for encoding in (*_TOLERANT, *western):
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") <= MAX_BROKEN_SHARE * len(text) and common_share(text) >= MIN_COMMON_SHARE:
            return text.removeprefix("\ufeff")
    return None
