"""A web page as a tree of its blocks and tables, with only what shows.

The parser calls `_Builder` for each tag and keeps no tree of its own: a tag with a million attributes, or a hundred
thousand tags inside each other, costs no more than its length. It fetches nothing, runs nothing and knows no entities
but HTML's own. Elements that only format words leave no trace but their words.

Left out: scripts, styles, templates, comments, the head, fallbacks for browsers without scripts, and what is hidden by
an attribute, by its own style or by a rule of a style sheet in the page that names one class or id; and so is what is
struck out, except that its cell or block stays. Figures among what is hidden are kept apart, so that they can be told of.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.web_style import (
    Attributes,
    Sheet,
    is_hidden,
    is_struck,
    sign_font,
    style_of,
    turns_round,
)
from perfaudit.documents.web_tags import DELETED, FRAMES, HOLDERS, ITEMS, LISTS, TABLE_PARTS, UNSEEN, is_block, value_of
from perfaudit.documents.web_text import LINK_BEGINS, Style, mark_text
from perfaudit.errors import DocumentError

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 150  # blocks and tables inside each other; people's pages have some twenty
MAX_TAGS = 4_000_000
_CHUNK = 1 << 16
_STYLED = frozenset(("a", "bdo", "button", "font", "pre", "sup", "textarea"))  # set their words in some way

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MAX_FIGURE = 8  # characters that are shown of what is hidden: longer ones may be telephone numbers
_MAX_TOLD = 5  # figures
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
    """What a page shows; ``hidden`` says what it does not, "2 hidden pieces with figures, such as 1.5"; "" for nothing.

    ``attachments`` names documents it links to or frames, ``has_scripts`` whether it needs some."""

    body: Node
    attachments: list[str]
    sheets: list[str]  # parts of a saved workbook, as its main page lists them
    has_scripts: bool
    hidden: str


@dataclass(slots=True)
class _Open:
    """An element that has not ended: the node that takes its content (None: it does not show), and how text is set.

    ``hidden`` takes the words in a hidden element, the same list in all within it; None where no person would see any.
    """

    tag: str
    node: Node | None
    style: Style
    hidden: list[str] | None = None


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
    return Page(builder.root, builder.attachments, builder.sheets, builder.has_scripts, builder.told_hidden())


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
        self._hidden: list[str] = []  # figures, one of each hidden element that holds any

    def start(self, tag: str, attributes: Attributes) -> None:
        above = self._open[-1]
        tag = tag.lower()
        self.has_scripts = self.has_scripts or tag == "script"
        if tag == "link" and attributes.get("id", "").lower() == "shlink":
            self.sheets.append(attributes.get("href", ""))
        node = above.node
        if node is not None and self._shows(tag, attributes):
            style = _style_of(above.style, tag, attributes, self._sheet)
            inner = self._enter(node, tag, attributes, style)
            self._open.append(_Open(tag, inner, style, [] if inner is None and tag not in FRAMES else None))
        else:
            hidden = None if tag in UNSEEN or tag == DELETED else above.hidden if node is None else []
            if hidden and is_block(tag, attributes):
                hidden.append(" ")
            self._open.append(_Open(tag, None, above.style, hidden))

    def data(self, text: str) -> None:
        above = self._open[-1]
        if above.node is not None:
            above.node.add_text(mark_text(text, above.style))
        elif above.hidden is not None:
            above.hidden.append(text)
        elif above.tag == "style":
            self._css.append(text)

    def end(self, tag: str) -> None:
        ended = self._open.pop()
        if ended.tag == "style":
            self._sheet.read("".join(self._css))
            self._css.clear()
        if ended.hidden and ended.hidden is not self._open[-1].hidden:
            self._hidden += _FIGURE.findall("".join(ended.hidden))[:1]
        around = self._open[-1].node
        if ended.tag == "select" and around and ended.node and around.children[-1:] == [ended.node]:
            around.children[-1:] = _chosen(ended.node)

    def told_hidden(self) -> str:
        """What the page hides and an auditor should know of, as `Page.hidden` says."""
        if not self._hidden:
            return ""
        figures = [figure for figure in dict.fromkeys(self._hidden) if len(figure) <= _MAX_FIGURE][:_MAX_TOLD]
        pieces = f"{len(self._hidden)} hidden piece{'s' * (len(self._hidden) > 1)} of the page with figures"
        return pieces + (f", such as {' and '.join(figures)}" if figures else "")

    def close(self) -> None:
        """The parser is done; `root` holds the page."""

    def _shows(self, tag: str, attributes: Attributes) -> bool:
        if tag in UNSEEN or tag == DELETED or (tag == "dialog" and "open" not in attributes):
            return tag == "template" and ("shadowmode" in attributes or "shadowrootmode" in attributes)
        return not is_hidden(tag, attributes, self._sheet)

    def _enter(self, node: Node, tag: str, attributes: Attributes, style: Style) -> Node | None:
        """Add what the element shows by itself; returns the node that takes its content."""
        if tag == "br":
            node.add_text("" if style.is_struck else "\n")
        elif tag == "input":
            node.add_text(mark_text(value_of(attributes), style))
        elif tag == "a":
            self._note_link(node, attributes)
        elif tag in FRAMES:
            self._note_document(attributes.get("src", "") or attributes.get("data", ""))
            self._nest(node, tag, attributes)
            return None
        elif is_block(tag, attributes):
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
    if tag in HOLDERS:
        around: Node | None = node
        while around is not None and around.tag != "table" and around.tag not in HOLDERS[tag]:
            around = around.parent
        return around or node  # outside tables a cell is a block like any other
    same = node
    while tag in ITEMS and same.tag not in TABLE_PARTS and same.tag not in LISTS and same.parent is not None:
        if same.tag in ITEMS[tag]:
            return same.parent
        same = same.parent
    while node.tag == "p" and node.parent is not None:
        node = node.parent
    return node


def _style_of(around: Style, tag: str, attributes: Attributes, sheet: Sheet) -> Style:
    """How text is set in an element; what it does not say is as around it."""
    style = style_of(attributes)
    strikes = is_struck(tag, attributes, style, sheet)
    has_style = style or strikes or tag in _STYLED or "onclick" in attributes
    if not has_style:
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
        around.is_struck or strikes,
        around.is_turned or turns_round(tag, attributes, style),
    )


def _is_pressed(tag: str, attributes: Attributes) -> bool:
    """Whether words do something when pressed, as links do."""
    return "onclick" in attributes and not is_block(tag, attributes)


def _chosen(select: Node) -> list[str | Node]:
    """What a list to choose from shows: what is chosen, else the first."""
    options = [child for child in select.children if isinstance(child, Node) and child.tag == "option"]
    chosen = [option for option in options if "selected" in option.attributes] or options[:1]
    return [child for option in chosen for child in option.children]
