"""The words of a Word paragraph, as they show on paper."""

from perfaudit.documents.cleaning import DIRECTION_ENDS, RIGHT_TO_LEFT, clean_text
from perfaudit.documents.docx_xml import ALTERNATE, CHOICE, FALLBACK, TEXT, VAL, WRAPPERS, Element, is_on, w
from perfaudit.documents.font_signs import font_sign

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_INLINE = WRAPPERS | set(map(w, ("hyperlink", "fldSimple", "dir", "bdo")))
_RUN, _SYMBOL, _FIELD, _RUBY, _OVERRIDE = w("r"), w("sym"), w("fldChar"), w("ruby"), w("bdo")
_UNREAD = ("rPr/vanish", "rPr/strike", "rPr/dstrike")  # what hides a run, or strikes it out
_FIXED = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def paragraph_text(paragraph: Element) -> str:
    """What can be read of a paragraph; a superscript "2" becomes "²", so that it cannot join the figure before it."""
    parts: list[str] = []
    _collect(paragraph, parts, [])
    return clean_text("".join(parts))


def _collect(element: Element, parts: list[str], fields: list[bool]) -> None:
    """Append the words in ``element``; ``fields`` says for each field that is open whether its result has begun."""
    for child in element:
        if child.tag == _RUN:
            if not any(is_on(child, switch) for switch in _UNREAD):
                _collect_run(child, parts, fields)
            else:
                for mark in child.iterchildren(_FIELD):
                    _follow_field(mark, fields)
        elif child.tag == _OVERRIDE and child.get(VAL) == "rtl":
            parts.append(RIGHT_TO_LEFT)
            _collect(child, parts, fields)
            parts.append(DIRECTION_ENDS)
        elif child.tag in _INLINE:
            _collect(child, parts, fields)
        elif child.tag == ALTERNATE:
            _collect_alternate(child, parts, fields)
        elif str(child.tag).startswith(_M) and all(fields):
            parts.append(_formula_text(child))


def _collect_run(run: Element, parts: list[str], fields: list[bool]) -> None:
    for child in run:
        if child.tag == _FIELD:
            _follow_field(child, fields)
        elif child.tag == ALTERNATE:
            _collect_alternate(child, parts, fields)
        elif not all(fields):
            continue  # the code of a field, such as the condition of an IF
        elif child.tag == TEXT:
            parts.append(_run_text(run, child.text or ""))
        elif child.tag in _FIXED:
            parts.append(_FIXED[child.tag])
        elif child.tag == _SYMBOL:
            parts.append(font_sign(child.get(w("font"), ""), child.get(w("char"), "")))
        elif child.tag == _RUBY and (base := child.find(w("rubyBase"))) is not None:
            _collect(base, parts, fields)


def _collect_alternate(alternate: Element, parts: list[str], fields: list[bool]) -> None:
    """The first version that has words: a new sign may be one that only its fallback spells in plain text."""
    for version in alternate.iterchildren(CHOICE, FALLBACK):
        words: list[str] = []
        _collect(version, words, fields)
        _collect_run(version, words, fields)
        if words:
            parts += words
            return


def _follow_field(mark: Element, fields: list[bool]) -> None:
    kind = mark.get(w("fldCharType"))
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:  # none is open where the field began in a paragraph before
        fields.pop()


def _run_text(run: Element, text: str) -> str:
    text = text.replace("\n", " ")  # in XML a line break is a space; Word's own is w:br
    raised = run.find(f"{w('rPr')}/{w('vertAlign')}")
    if raised is not None and raised.get(VAL) == "superscript":
        return text.translate(_SUPERSCRIPTS)
    if any("\uf000" <= character <= "\uf0ff" for character in text):
        fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
        font = "" if fonts is None else fonts.get(w("ascii"), "")
        return "".join(font_sign(font, f"{ord(c):X}") if "\uf000" <= c <= "\uf0ff" else c for c in text)
    return text


def _formula_text(element: Element) -> str:
    """A formula on one line: fractions as a/b, powers as a^b, all else one after the other."""
    if element.tag == f"{_M}t":
        return element.text or ""
    mark = {f"{_M}f": "/", f"{_M}sSup": "^"}.get(element.tag, "")
    texts = [text for child in element if str(child.tag).startswith(_M) and (text := _formula_text(child))]
    return mark.join(texts)
