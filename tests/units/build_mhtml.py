"""A unit as a web archive: the page of build_html.py as a browser packs it, the same bytes on every run."""

import quopri

from .build_html import html_bytes
from .description import PARTS, Unit

_BOUNDARY = "----MultipartBoundary--perfaudit----"
_DOT = b"R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="  # a picture of one point


def mhtml_bytes(unit: Unit, parts: tuple[str, ...] = PARTS, encoding: str = "utf-8") -> bytes:
    """The archive: the page and a picture."""
    page = quopri.encodestring(html_bytes(unit, parts, encoding)).replace(b"\n", b"\r\n")
    headers = [
        "From: <Saved by perfaudit>",
        "Snapshot-Content-Location: http://example.invalid/report.html",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/related; type="text/html"; boundary="{_BOUNDARY}"',
    ]
    head = _part("text/html", "quoted-printable", "report.html", page)
    picture = _part("image/gif", "base64", "dot.gif", _DOT)
    pieces = ["\r\n".join([*headers, "", ""]).encode(), head, picture]
    return f"\r\n--{_BOUNDARY}\r\n".encode().join(pieces) + f"\r\n--{_BOUNDARY}--\r\n".encode()


def _part(kind: str, encoding: str, name: str, body: bytes) -> bytes:
    lines = [
        f"Content-Type: {kind}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Location: http://example.invalid/{name}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
