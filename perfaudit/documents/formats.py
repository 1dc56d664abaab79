"""What a file is, by its bytes: the name is what somebody called it, the bytes are what it is."""

import re
import zipfile
from pathlib import PurePath
from typing import NamedTuple

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.decoding import decode_text
from perfaudit.documents.ole2 import is_locked_word, ole2_streams
from perfaudit.documents.packages import COPY_AGAIN, open_package, unpack_part
from perfaudit.errors import DocumentError

READABLE = (
    "a Word, WPS or OpenDocument text (.docx, .doc, .wps, .rtf, .odt), a workbook (.xlsx, .xls, .ods), a PDF, "
    "a web page (.html, .mhtml), a text file (.txt), or a .zip of these"
)
SAVE_AS = "open it in Word or WPS and save it as .docx"
_SAVE_AS_SHEET = "open it in Excel or WPS and save it as .xlsx"
_ITSELF = "hand in the document itself"
_ORIGINAL = "hand in the Word document or workbook it was made from"
_UNPACK = "unpack it into a folder and audit the folder"
_UNLOCK = "save it without a password"


class Refused(NamedTuple):
    """A file that is not read: what it is, what to do, and whether it may hold words or figures all the same."""

    kind: str
    remedy: str
    may_hold_text: bool = True


def _textless(kind: str) -> Refused:
    return Refused(kind, _ITSELF, may_hold_text=False)


Recognised = str | Refused  # a key of READERS (or "zip"), or why there is none

# First bytes → what such a file is.
_SIGNATURES: tuple[tuple[bytes, Recognised], ...] = (
    (rb"%PDF-", "pdf"),
    (rb"\s{0,64}\{\\rtf", "rtf"),
    (rb"7z\xbc\xaf\x27\x1c", Refused("a packed archive (7z)", _UNPACK)),
    (rb"Rar!", Refused("a packed archive (RAR)", _UNPACK)),
    (rb"\x1f\x8b", Refused("a packed file (gzip)", _UNPACK)),
    (rb"PK\x07\x08|PK00PK", Refused("one part of a zip file in several parts", _UNPACK)),
    (rb"HWP Document File", Refused("a Hangul document (.hwp)", SAVE_AS)),
    (rb"SQLite format 3", Refused("a database", _ITSELF)),
    (rb"\x7fELF|MZ(?=.{0,61}\x00)", Refused("a program", _ITSELF)),  # "MZ" may begin a text, which has no zero bytes
    (rb"\x89PNG", _textless("a picture (PNG)")),
    (rb"\xff\xd8\xff", _textless("a picture (JPEG)")),
    (rb"GIF8", _textless("a picture (GIF)")),
    (rb"BM(?=.{0,61}\x00)", _textless("a picture (BMP)")),
    (rb"II\*\x00|MM\x00\*", _textless("a picture (TIFF)")),
    (rb"RIFF....WEBP", _textless("a picture (WebP)")),
    (rb"\x00\x00\x00.ftyp(?:hei|mif1|avif)", _textless("a picture (HEIF)")),
    (rb"8BPS", _textless("a picture (Photoshop)")),
    (rb"\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF", _textless("a picture (Windows metafile)")),
    (rb"\x00\x00\x01\x00[\x01-\x20]\x00", _textless("an icon")),
    (rb"RIFF|OggS|ID3|fLaC|#!AMR|\xff[\xf1\xf3\xfb](?!\x00)|MThd", _textless("a recording")),
    (rb"\x00\x00\x00.ftyp|\x1aE\xdf\xa3|\x30\x26\xb2\x75\x8e\x66\xcf\x11|FLV\x01", _textless("a film or recording")),
    (rb"\x00\x01\x00\x00\x00[\x05-\x30]\x00|OTTO\x00|ttcf\x00|wOF[F2]", _textless("a font")),
    (rb"L\x00\x00\x00\x01\x14\x02\x00|\[InternetShortcut\]", _textless("a shortcut to another file")),
)
# What [Content_Types].xml, a mimetype or manifest say, and the names of the parts, one a line → what such a file is.
_DECLARATIONS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_PACKAGES: tuple[tuple[str, Recognised], ...] = (
    (r"<(?:\w+:)?encryption-data\b", Refused("a document locked with a password", _UNLOCK)),
    (r"(?:wordprocessingml|ms-word)\.[\w.]+\.main\b", "docx"),
    (r"ms-excel\.sheet\.binary|^xl/workbook\.bin$", Refused("a binary workbook (.xlsb)", _SAVE_AS_SHEET)),
    (r"(?:spreadsheetml|ms-excel)\.[\w.]+\.main\b", "xlsx"),
    (r"(?:presentationml|ms-powerpoint)\.[\w.]+\.main\b", Refused("a presentation (.pptx)", SAVE_AS)),
    (r"opendocument\.text", "odt"),
    (r"opendocument\.spreadsheet", "ods"),
    (r"hwp\+zip|^Contents/section", Refused("a Hangul document (.hwpx)", SAVE_AS)),
    (r"epub\+zip", Refused("an electronic book (.epub)", SAVE_AS)),
    (r"^OFD\.xml$|^doc_\d+/document\.xml$", Refused("a page description (.ofd)", _ORIGINAL)),
    (r"^word/document\d*\.xml$", "docx"),
    (r"^xl/workbook\.xml$", "xlsx"),
    (r"^ppt/presentation\.xml$", Refused("a presentation (.pptx)", SAVE_AS)),
    (r"^content\.xml$|opendocument\.", Refused("an OpenDocument file of a kind that is not read", SAVE_AS)),
    (r"^\[Content_Types\]\.xml$", Refused("an Office file of a kind that is not read", SAVE_AS)),
    (r"", "zip"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names at the top of an OLE2 file's directory → what such a file is.
_OLE2_STREAMS: tuple[tuple[str, Recognised], ...] = (
    ("EncryptedPackage", Refused("a document locked with a password", _UNLOCK)),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", Refused("an old presentation (.ppt)", SAVE_AS)),
    ("BodyText", Refused("a Hangul document (.hwp)", SAVE_AS)),
    ("MatOST", Refused("a Microsoft Works document (.wps)", SAVE_AS)),
    ("__properties_version1.0", Refused("an e-mail (.msg)", "save what is attached to it into a folder")),
    ("Catalog", _textless("pictures that Windows keeps of files (Thumbs.db)")),
)
# What comes before a page's first element; each piece is taken whole, or hostile comments would take for ever.
_PROLOG = r"\s*+(?:(?><\?[^>]*+>|<!--.*?-->|<![^>]*+>)\s*+)*+"
_ROOT = re.compile(rf"(?P<prolog>{_PROLOG})<(?P<root>[a-z][\w.-]*+(?::[\w.-]++)?)(?=[\s/>])", re.IGNORECASE | re.DOTALL)
_HTML_ELEMENT = re.compile(
    "html|head|body|title|meta|link|style|script|base|frameset|table|thead|tbody|tr|td|center|div|p|span|font|b|i|u|br|"
    "hr|h[1-6]|pre|ul|ol|form|section|article|header|main|a|img|xml",
    re.IGNORECASE,
)
_LATE_MARKUP = re.compile(r"<(?:html|body|table)[\s>]", re.IGNORECASE)  # after words that a server has let slip in
_OTHER_XML = Refused("XML that is no web page", SAVE_AS)
# What the prolog or the first element of an XML file says → what such a file is.
_XML: tuple[tuple[str, Recognised], ...] = (
    (r"^svg(?::svg)?$", _textless("a picture (SVG)")),
    (r"<!DOCTYPE|^pkg:package$", _OTHER_XML),
    (r"progid=.Word\.Document|w:wordDocument$", "doc"),
    (r"progid=.Excel\.Sheet|^(?:ss:)?Workbook$", Refused("an XML workbook (Excel 2003)", _SAVE_AS_SHEET)),
    (r"", _OTHER_XML),
)
_HEADERS = re.compile(r"\s*+(?:[!-9;-~]++:[^\n]*+(?:\n|$)(?:[ \t][^\n]*+(?:\n|$))*+)++")
_IS_MAIL = re.compile(r"^mime-version:", re.IGNORECASE | re.MULTILINE)
_CONTENT_TYPE = re.compile(r"^content-type:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WEB_ARCHIVES = ("", "multipart/related", "multipart/alternative", "text/html", "application/xhtml+xml")

_OFFICE_ENDINGS = "docm|docx|dotx?|doc|wps|rtf|odt|ods|pdf|ofd|xls[xm]?|et|pptx?|dps|hwpx?"
_OTHER_ENDINGS = "zip|rar|7z|png|jpe?g|gif|bmp|tiff?|webp"
_NO_TEXT_FILE = re.compile(rf"\.(?:{_OFFICE_ENDINGS}|{_OTHER_ENDINGS})", re.IGNORECASE)
MAX_CONTROL_SHARE = 0.01  # of a text; a program's data has far more
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")
_HEAD = 65_536  # bytes
_LATE_HEAD = 4_096
_PDF_HEAD = 1_024  # Adobe's readers look as far as that for the beginning


def refusal(name: str, refused: Refused) -> DocumentError:
    return DocumentError(name, f"its bytes are those of {refused.kind}", READABLE, refused.remedy)


def identify(name: str, data: bytes) -> Recognised:
    """What a file is, whether it can be read or not. Raises DocumentError where it is empty, damaged or locked."""
    if not data:
        raise DocumentError(name, "the file is empty", READABLE, COPY_AGAIN)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _identify_package(name, data)
    if data.startswith(_OLE2):
        return _identify_ole2(name, data)
    for signature, recognised in _SIGNATURES:
        if re.match(signature, data, re.DOTALL):
            return recognised
    return _identify_mail_or_markup(_head_of(data)) or _identify_late_pdf(data) or _identify_text(name, data)


def _identify_package(name: str, data: bytes) -> Recognised:
    with open_package(name, data, "a complete .docx, .xlsx, .odt, .ods or .zip") as package:
        parts = package.namelist()
        declared = [_declaration(name, package, part) for part in _DECLARATIONS if part in parts]
    said = "\n".join([*declared, *parts])
    return next(kind for pattern, kind in _PACKAGES if re.search(pattern, said, re.IGNORECASE | re.MULTILINE))


def _declaration(name: str, package: zipfile.ZipFile, part: str) -> str:
    return unpack_part(name, package, part, limits.MAX_XML_BYTES, f"bytes in {part}").decode("latin-1")


def _identify_ole2(name: str, data: bytes) -> Recognised:
    streams = ole2_streams(data)
    if streams is None:
        raise DocumentError(name, "it begins like an old Office file (OLE2), but is damaged", READABLE, COPY_AGAIN)
    recognised = next((kind for stream, kind in _OLE2_STREAMS if stream in streams), None)
    if recognised == "doc" and is_locked_word(data):
        return Refused("a document locked with a password", _UNLOCK)
    return recognised or Refused("an old Office file", SAVE_AS)


def _head_of(data: bytes) -> str:
    """The beginning of a file, every character that is not ASCII as some letter or other."""
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:2]:
        head = head.replace(b"\x00", b"")
    return head.decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")


def _identify_mail_or_markup(head: str) -> Recognised | None:
    if (headers := _HEADERS.match(head)) and _IS_MAIL.search(headers[0]):
        content_type = _CONTENT_TYPE.search(headers[0])
        is_page = (content_type[1].rstrip(";").lower() if content_type else "") in _WEB_ARCHIVES
        return "mhtml" if is_page else Refused("an e-mail", "save what is attached to it into a folder")
    if (found := _ROOT.match(head)) is None:
        return "html" if _LATE_MARKUP.search(head, 0, _LATE_HEAD) else None
    prolog, root = found["prolog"], found["root"]
    if _HTML_ELEMENT.fullmatch(root) and "<?mso-application" not in prolog:
        return "html"
    return next(
        kind
        for pattern, kind in _XML
        if re.search(pattern, prolog, re.IGNORECASE) or re.search(pattern, root, re.IGNORECASE)
    )


def _identify_late_pdf(data: bytes) -> Recognised | None:
    return "pdf" if re.search(rb"%PDF-\d", data[:_PDF_HEAD]) and b"startxref" in data else None


def _identify_text(name: str, data: bytes) -> Recognised:
    text = decode_text(name, data)
    refuse_over_limit(name, len(text), limits.MAX_CHARACTERS, "characters")
    if not text.strip("\x00 \t\r\n"):
        raise DocumentError(name, "the file holds nothing but empty lines", READABLE, COPY_AGAIN)
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        return Refused("some program's data, no text", _ITSELF)
    if _NO_TEXT_FILE.fullmatch(ending := PurePath(name).suffix):
        raise DocumentError(
            name,
            f"it is named {ending}, but holds plain text, beginning {_beginning(text)}",
            READABLE,
            "find the right file, or rename it to .txt if the text is what the unit handed in",
        )
    return "txt"


def _beginning(text: str) -> str:
    return ascii(text[:20]) if not text[:20].isprintable() else f'"{text[:20]}"'
