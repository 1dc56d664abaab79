"""What a page says of how something is set: whether it shows, and in which font. Only what changes words is read."""

import re

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile("([{}])")
_MAX_STYLE = 4_000  # characters that are read of an element's style; Word writes some hundred
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_SIGN_FONTS = frozenset(("symbol", "wingdings", "wingdings 2"))
_STRIKING = frozenset(("s", "strike"))
Attributes = dict[str, str]


class Sheet:
    """The rules of a page's style sheets that hide a class or an id, or strike it out.

    Only rules for one class or id, outside @media and the like, are believed, and only where no rule anywhere shows
    the same class or id: rather words that do not show than words that go missing.
    """

    def __init__(self) -> None:
        self._hidden, self._struck = _Switch(), _Switch()

    def read(self, css: str) -> None:
        preludes: list[str] = []
        pieces = _BRACE.split(_COMMENT.sub("", css))
        for text, brace in zip(pieces[::2], pieces[1::2], strict=False):  # the last piece has no brace after it
            if brace == "{":
                preludes.append(text)
            elif preludes:
                prelude = preludes.pop()
                self._add(prelude, text, is_conditional=bool(preludes))

    def _add(self, selectors: str, declarations: str, is_conditional: bool) -> None:
        if "display" in declarations:
            self._hidden.add(selectors, read_style(declarations).get("display") == "none", is_conditional)
        if "text-decoration" in declarations:
            self._struck.add(selectors, "line-through" in _decoration(read_style(declarations)), is_conditional)

    def hides(self, tag: str, attributes: Attributes) -> bool:
        return self._hidden.is_on(tag, attributes)

    def strikes(self, tag: str, attributes: Attributes) -> bool:
        return self._struck.is_on(tag, attributes)


class _Switch:
    """What rules turn on for some elements, and off for others."""

    def __init__(self) -> None:
        self._on: set[tuple[str, str]] = set()  # element ("" for any) and ".class" or "#id"
        self._off: set[str] = set()

    def add(self, selectors: str, is_on: bool, is_conditional: bool) -> None:
        if not is_on:
            self._off.update(_NAME.findall(selectors))
        elif not is_conditional:
            for selector in selectors.split(","):
                if simple := _SIMPLE.fullmatch(selector.strip()):
                    self._on.add(((simple[1] or "").lower(), simple[2]))

    def is_on(self, tag: str, attributes: Attributes) -> bool:
        if not self._on:
            return False
        names = [f".{name}" for name in attributes.get("class", "").split()]
        names += [f"#{attributes['id']}"] if "id" in attributes else []
        found = [name for name in names if ("", name) in self._on or (tag, name) in self._on]
        return bool(found) and not self._off.intersection(names)


def read_style(style: str) -> Attributes:
    """Property → value, both in small letters: "Display: None !important" → {"display": "none"}."""
    pairs = (declaration.partition(":") for declaration in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def style_of(attributes: Attributes) -> Attributes:
    return read_style(attributes["style"][:_MAX_STYLE]) if "style" in attributes else {}


def is_hidden(tag: str, attributes: Attributes, sheet: Sheet) -> bool:
    """Whether an element takes no place on the page; a table cell with invisible words still takes its own."""
    if "hidden" in attributes:
        return True
    style = style_of(attributes)
    if style.get("display") == "none" or ("display" not in style and sheet.hides(tag, attributes)):
        return True
    return style.get("visibility") in ("hidden", "collapse") and tag not in ("td", "th")


def is_struck(tag: str, attributes: Attributes, style: Attributes, sheet: Sheet) -> bool:
    """Whether an element strikes its words out; ``style`` is its own."""
    if decoration := _decoration(style):
        return "line-through" in decoration
    return tag in _STRIKING or sheet.strikes(tag, attributes)


def turns_round(tag: str, attributes: Attributes, style: Attributes) -> bool:
    """Whether an element shows its words from right to left, figures and all; ``style`` is its own."""
    direction = style.get("direction", attributes.get("dir", "").strip().lower())
    return direction == "rtl" and (tag == "bdo" or "override" in style.get("unicode-bidi", ""))


def _decoration(style: Attributes) -> str:
    return f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}".strip()


def sign_font(tag: str, attributes: Attributes, style: Attributes) -> str | None:
    """The font that draws signs at the places of letters, "" for any other, None where none is named."""
    families = attributes.get("face", "") if tag == "font" else style.get("font-family", "")
    first = families.split(",")[0].strip(" \"'").lower()
    return None if not first else first if first in _SIGN_FONTS else ""
