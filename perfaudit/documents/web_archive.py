"""Web archives (.mhtml, .mht): a page, and what it shows, as the parts of one MIME message.

The parts are found by their boundaries and only those with pages are unpacked, each when it is read. A picture is never
unpacked, whatever it claims to hold. Headers are read by Python's ``email``.
"""

import binascii
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from urllib.parse import unquote, urljoin

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.errors import DocumentError

_MAX_HEADERS = 65_536  # bytes
_MAX_DEPTH = 4  # multiparts inside each other
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
_KIND = "a web archive as browsers, Word and Excel save it (.mhtml, .mht)"
_SAVE_AGAIN = "open it in a browser and save it again, or as .html"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class _Part:
    headers: Message
    body: bytes


class Archive:
    """The pages of an archive by their numbers; ``main`` is the number of the one that a browser opens."""

    def __init__(self, file: str, pages: list[_Part], start: str) -> None:
        self._file, self._pages = file, pages
        self._numbers: dict[str, int] = {}
        for number, page in enumerate(pages):
            for name in (_location(page), _content_id(page)):
                if name:
                    self._numbers.setdefault(name, number)
        self.main = self._numbers.get(f"cid:{start.strip().strip('<>')}", 0)

    def find(self, address: str, around: int) -> int | None:
        """The page that an address in the page with the number ``around`` speaks of; None where it is not in the archive."""
        try:
            absolute = urljoin(_location(self._pages[around]), address.strip())
        except ValueError:
            return None
        return self._numbers.get(_plain(address), self._numbers.get(_plain(absolute)))

    def charset(self, number: int) -> str | None:
        charset = self._pages[number].headers.get_param("charset")
        return charset if isinstance(charset, str) else None

    def content(self, number: int) -> bytes:
        """The page as it was before it was packed. Raises DocumentError where it is larger than a page may be."""
        body = self._pages[number].body
        refuse_over_limit(self._file, len(body), 2 * limits.MAX_XML_BYTES, "bytes in a packed page")
        encoding = str(self._pages[number].headers.get("Content-Transfer-Encoding", "")).strip().lower()
        if encoding == "quoted-printable":
            body = binascii.a2b_qp(body)
        elif encoding == "base64":
            digits = _NOT_BASE64.sub(b"", body)
            body = binascii.a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + b"==")
        refuse_over_limit(self._file, len(body), limits.MAX_XML_BYTES, "bytes of HTML in one page")
        return body


def open_archive(file: str, data: bytes) -> Archive:
    """The archive. Raises DocumentError where it is damaged, holds no page, or nests or counts more than the limits."""
    top = _split_headers(data)
    pages = [part for part in _parts(file, top, 0) if part.headers.get_content_type() in _PAGES]
    if not pages:
        raise DocumentError(file, "there is no page in the archive", _KIND, _SAVE_AGAIN)
    start = top.headers.get_param("start")
    return Archive(file, pages, start if isinstance(start, str) else "")


def _parts(file: str, message: _Part, depth: int) -> list[_Part]:
    """The message itself, or the parts of a multipart in order, each part of those inside it, too."""
    boundary = message.headers.get_boundary()
    if message.headers.get_content_maintype() != "multipart":
        return [message]
    if not boundary:
        raise DocumentError(file, "the archive does not say what parts its pages", _KIND, _SAVE_AGAIN)
    if depth == _MAX_DEPTH:
        raise DocumentError(file, f"more than {_MAX_DEPTH} archives are packed into each other", _KIND, _SAVE_AGAIN)
    pieces = _split(file, message.body, boundary)
    return [part for piece in pieces for part in _parts(file, _split_headers(piece), depth + 1)]


def _split(file: str, body: bytes, boundary: str) -> list[bytes]:
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    borders = list(re.finditer(rb"(?:^|\r?\n)--" + mark + rb"(?P<last>--)?[ \t]*(?=\r?\n|$)", body))
    refuse_over_limit(file, len(borders), limits.MAX_ZIP_ENTRIES, "parts in the archive")
    pieces = []
    for number, border in enumerate(borders):
        if border["last"]:
            break
        end = borders[number + 1].start() if number + 1 < len(borders) else len(body)  # the end may be missing
        pieces.append(body[border.end() : end])
    return pieces


def _split_headers(message: bytes) -> _Part:
    message = message.lstrip(b"\r\n")
    end = _END_OF_HEADERS.search(message, 0, _MAX_HEADERS)
    if end is None:
        return _Part(BytesHeaderParser().parsebytes(message[:_MAX_HEADERS]), b"")
    return _Part(BytesHeaderParser().parsebytes(message[: end.start()] + b"\n\n"), message[end.end() :])


def _location(page: _Part) -> str:
    return _plain(str(page.headers.get("Content-Location", "")))


def _content_id(page: _Part) -> str:
    name = str(page.headers.get("Content-ID", "")).strip().strip("<>")
    return _plain(f"cid:{name}") if name else ""


def _plain(address: str) -> str:
    """An address without what may be written in several ways: "%20" for a space, the place in a page after "#"."""
    return unquote(address.strip().replace("\\", "/").split("#")[0])
