"""A web page as a tree of its blocks and tables, with only what shows.

The parser calls `_Builder` for each tag and keeps no tree of its own: a tag with a million attributes, or a hundred
thousand tags inside each other, costs no more than its length. It fetches nothing, runs nothing and knows no entities
but HTML's own. Elements that only format words leave no trace but their words.

Left out: scripts, styles, templates, comments, the head, fallbacks for browsers without scripts, and what is hidden by
an attribute, by its own style or by a rule of a style sheet in the page that names one class or id.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.web_style import Attributes, Sheet, is_hidden, sign_font, style_of
from perfaudit.documents.web_text import LINK_BEGINS, Style, mark_text
from perfaudit.errors import DocumentError

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 150  # blocks and tables inside each other; people's pages have some twenty
MAX_TAGS = 4_000_000
_CHUNK = 1 << 16

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "ul",
    ]
)
_TABLE_PARTS = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th"])
# Part of a table → what it stands in, if not in the table itself.
_HOLDERS = {
    **dict.fromkeys(("td", "th"), frozenset(("tr", "thead", "tbody", "tfoot"))),
    "tr": frozenset(("thead", "tbody", "tfoot")),
    **dict.fromkeys(("thead", "tbody", "tfoot", "caption"), frozenset[str]()),
}
# Item of a list → the items it ends.
_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",)}
_LISTS = frozenset(("ul", "ol", "menu", "dl", "select", "div", "section", "article", "form"))
FRAMES = frozenset(("iframe", "frame", "embed", "object"))
_CHOICES = frozenset(("select", "option"))
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "head",
        "title",
        "noscript",
        "noframes",
        "noembed",
        "datalist",
        "audio",
        "video",
        "canvas",
        "svg",
        "applet",
        "xml",
        "rt",
        "rp",
        "math",
        "area",
        "map",
        "col",
        "colgroup",
    ]
)
_DELETED = "del"  # Word's tracked deletions, which the docx reader leaves out, too
_WITHOUT_VALUE = frozenset(("hidden", "password", "file", "image", "color", "range", "button", "submit", "reset"))
_BOXES = {("checkbox", True): "☑", ("checkbox", False): "□", ("radio", True): "●", ("radio", False): "○"}
_DOCUMENT = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|odt|ods|zip|rar|7z|pptx?|jpe?g|png|tiff?)(?:$|[?#])", re.I)


@dataclass(eq=False, slots=True)
class Node:
    """A block, a table or a part of one; ``children`` are text with marks and nodes, in order."""

    tag: str
    attributes: Attributes
    children: list["str | Node"] = field(default_factory=list)
    parent: "Node | None" = None
    depth: int = 0
    measured: Any = None  # kept here by web_frame

    def add_text(self, marked: str) -> None:
        self.children.append(marked)


@dataclass(slots=True)
class Page:
    """What a page shows; ``attachments`` names documents it links to or frames, ``has_scripts`` whether it needs some."""

    body: Node
    attachments: list[str]
    sheets: list[str]  # parts of a saved workbook, as its main page lists them
    has_scripts: bool


@dataclass(slots=True)
class _Open:
    """An element that has not ended: the node that takes its content (None: it does not show), and how text is set."""

    tag: str
    node: Node | None
    style: Style


def parse_page(file: str, text: str) -> Page:
    """The page. Raises DocumentError beyond the limits."""
    refuse_over_limit(file, text.count("<"), MAX_TAGS, "tags")
    builder = _Builder(file)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=builder, no_network=True)
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.LxmlError as error:
        if data.strip():
            raise DocumentError(file, f"the page cannot be read ({error})", remedy="save it again") from None
    return Page(builder.root, builder.attachments, builder.sheets, builder.has_scripts)


class _Builder:
    """What the parser calls: start, data and end of each element, every one of them well nested."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root = Node("html", {})
        self.attachments: list[str] = []
        self.sheets: list[str] = []
        self.has_scripts = False
        self._open = [_Open("", self.root, Style())]
        self._count = 0
        self._sheet = Sheet()
        self._css: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        above = self._open[-1]
        tag = tag.lower()
        self.has_scripts = self.has_scripts or tag == "script"
        if tag == "link" and attributes.get("id", "").lower() == "shlink":
            self.sheets.append(attributes.get("href", ""))
        node = above.node
        if node is not None and self._shows(tag, attributes):
            style = _style_of(above.style, tag, attributes)
            self._open.append(_Open(tag, self._enter(node, tag, attributes, style), style))
        else:
            self._open.append(_Open(tag, None, above.style))

    def data(self, text: str) -> None:
        above = self._open[-1]
        if above.node is not None:
            above.node.add_text(mark_text(text, above.style))
        elif above.tag == "style":
            self._css.append(text)

    def end(self, tag: str) -> None:
        ended = self._open.pop()
        if ended.tag == "style":
            self._sheet.read("".join(self._css))
            self._css.clear()
        around = self._open[-1].node
        if ended.tag == "select" and around and ended.node and around.children[-1:] == [ended.node]:
            around.children[-1:] = _chosen(ended.node)

    def close(self) -> None:
        """The parser is done; `root` holds the page."""

    def _shows(self, tag: str, attributes: Attributes) -> bool:
        if tag in _UNSEEN or tag == _DELETED or (tag == "dialog" and "open" not in attributes):
            return tag == "template" and ("shadowmode" in attributes or "shadowrootmode" in attributes)
        return not is_hidden(tag, attributes, self._sheet)

    def _enter(self, node: Node, tag: str, attributes: Attributes, style: Style) -> Node | None:
        """Add what the element shows by itself; returns the node that takes its content."""
        if tag == "br":
            node.add_text("\n")
        elif tag == "input":
            node.add_text(mark_text(_value_of(attributes), style))
        elif tag == "a":
            self._note_link(node, attributes)
        elif tag in FRAMES:
            self._note_document(attributes.get("src", "") or attributes.get("data", ""))
            self._nest(node, tag, attributes)
            return None
        elif _is_block(tag, attributes):
            inner = self._nest(self._close_for(tag, node), tag, attributes)
            # A cell with invisible words keeps its place.
            return None if style_of(attributes).get("visibility") == "hidden" else inner
        return node

    def _close_for(self, tag: str, node: Node) -> Node:
        """The node that a new block stands in: what it ends, as HTML says, takes nothing more.

        The parser knows that a cell ends the cell before, but not where an element that only formats words is open.
        """
        parent = _parent_for(tag, node)
        for above in reversed(self._open):
            if parent is node or above.node is parent or above.node is None:
                break
            above.node = parent
        return parent

    def _nest(self, node: Node, tag: str, attributes: Attributes) -> Node:
        self._count += 1
        refuse_over_limit(self.file, self._count, MAX_ELEMENTS, "blocks and table cells")
        inner = Node(tag, attributes, parent=node, depth=node.depth + 1)
        if inner.depth > MAX_DEPTH:
            raise DocumentError(
                self.file,
                f"more than {MAX_DEPTH} blocks or tables are nested in each other",
                "a page that a browser shows",
                "open it in a browser, copy what it shows into Word and hand that in",
            )
        node.children.append(inner)
        return inner

    def _note_link(self, node: Node, attributes: Attributes) -> None:
        if "href" in attributes:
            node.add_text(LINK_BEGINS)
            self._note_document(attributes["href"])

    def _note_document(self, address: str) -> None:
        if _DOCUMENT.search(address) and len(self.attachments) < limits.MAX_FILES:
            self.attachments.append(re.split(r"[/\\]", re.split("[?#]", address)[0])[-1][:80])


def _parent_for(tag: str, node: Node) -> Node:
    """The node around ``node``, or itself, that may hold a block of this kind."""
    if tag in _HOLDERS:
        around: Node | None = node
        while around is not None and around.tag != "table" and around.tag not in _HOLDERS[tag]:
            around = around.parent
        return around or node  # outside tables a cell is a block like any other
    same = node
    while tag in _ITEMS and same.tag not in _TABLE_PARTS and same.tag not in _LISTS and same.parent is not None:
        if same.tag in _ITEMS[tag]:
            return same.parent
        same = same.parent
    while node.tag == "p" and node.parent is not None:
        node = node.parent
    return node


def _style_of(around: Style, tag: str, attributes: Attributes) -> Style:
    """How text is set in an element; what it does not say is as around it."""
    style = style_of(attributes)
    if not style and tag not in ("a", "button", "font", "pre", "sup", "textarea") and "onclick" not in attributes:
        return around
    keeps_breaks = around.keeps_breaks or tag in ("pre", "textarea")
    if "white-space" in style:
        keeps_breaks = style["white-space"].startswith(("pre", "break-spaces"))
    is_link = (tag == "a" and "href" in attributes) or tag == "button" or _is_pressed(tag, attributes)
    font = sign_font(tag, attributes, style)
    return Style(
        keeps_breaks,
        around.is_raised or tag == "sup" or style.get("vertical-align") == "super",
        around.is_linked or is_link,
        around.sign_font if font is None else font,
    )


def _is_pressed(tag: str, attributes: Attributes) -> bool:
    """Whether words do something when pressed, as links do."""
    return "onclick" in attributes and not _is_block(tag, attributes)


def _is_block(tag: str, attributes: Attributes) -> bool:
    if tag in _TABLE_PARTS or tag in _CHOICES:
        return True
    display = style_of(attributes).get("display", "")
    if tag in _BLOCKS:
        return not display.startswith("inline")
    return display.startswith(("block", "flex", "grid", "table", "list-item"))


def _value_of(attributes: Attributes) -> str:
    """What an input shows; what a button says is no value."""
    kind = attributes.get("type", "text").strip().lower()
    if box := _BOXES.get((kind, "checked" in attributes)):
        return box
    return "" if kind in _WITHOUT_VALUE else attributes.get("value", "")


def _chosen(select: Node) -> list[str | Node]:
    """What a list to choose from shows: what is chosen, else the first."""
    options = [child for child in select.children if isinstance(child, Node) and child.tag == "option"]
    chosen = [option for option in options if "selected" in option.attributes] or options[:1]
    return [child for option in chosen for child in option.children]
