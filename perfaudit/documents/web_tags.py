"""What the tags of HTML are: blocks, parts of tables, items of lists, fields, and what no browser shows."""

from perfaudit.documents.web_style import Attributes, style_of

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary",
    "ul",
))  # fmt: skip
TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
# Part of a table → what it stands in, if not in the table itself.
HOLDERS = {
    **dict.fromkeys(("td", "th"), frozenset(("tr", "thead", "tbody", "tfoot"))),
    "tr": frozenset(("thead", "tbody", "tfoot")),
    **dict.fromkeys(("thead", "tbody", "tfoot", "caption"), frozenset[str]()),
}
# Item of a list → the items it ends.
ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",)}
LISTS = frozenset(("ul", "ol", "menu", "dl", "select", "div", "section", "article", "form"))
FRAMES = frozenset(("iframe", "frame", "embed", "object"))
_CHOICES = frozenset(("select", "option"))
UNSEEN = frozenset((
    "script", "style", "template", "head", "title", "noscript", "noframes", "noembed", "datalist", "audio", "video",
    "canvas", "svg", "applet", "xml", "rt", "rp", "math", "area", "map", "col", "colgroup",
))  # fmt: skip
DELETED = "del"  # Word's tracked deletions, which the docx reader leaves out, too
_WITHOUT_VALUE = frozenset(("hidden", "password", "file", "image", "color", "range", "button", "submit", "reset"))
_BOXES = {("checkbox", True): "☑", ("checkbox", False): "□", ("radio", True): "●", ("radio", False): "○"}


def is_block(tag: str, attributes: Attributes) -> bool:
    if tag in TABLE_PARTS or tag in _CHOICES:
        return True
    display = style_of(attributes).get("display", "")
    if tag in _BLOCKS:
        return not display.startswith("inline")
    return display.startswith(("block", "flex", "grid", "table", "list-item"))


def value_of(attributes: Attributes) -> str:
    """What an input shows; what a button says is no value."""
    kind = attributes.get("type", "text").strip().lower()
    if box := _BOXES.get((kind, "checked" in attributes)):
        return box
    return "" if kind in _WITHOUT_VALUE else attributes.get("value", "")
