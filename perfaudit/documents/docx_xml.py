"""The shape of WordprocessingML: what stands directly in something, whatever is wrapped around it."""

from collections.abc import Iterator

from docx.oxml.ns import nsmap
from docx.oxml.xmlchemy import BaseOxmlElement as Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE, CHOICE, FALLBACK = f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"


def w(name: str) -> str:
    """A name in Word's namespace as the parser spells it."""
    return f"{{{nsmap['w']}}}{name}"


VAL = w("val")
PARAGRAPH, TABLE, ROW, CELL, TEXT = w("p"), w("tbl"), w("tr"), w("tc"), w("t")
_TEXT_BOX, _SDT, _FIELD_CODE = w("txbxContent"), w("sdt"), w("instrText")
# Elements that say something about what is in them and add no words of their own. Deleted and moved-away text
# (w:del, w:moveFrom) is in none of them.
WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")))


def contents(container: Element, *wanted: str) -> Iterator[Element]:
    """The wanted elements that stand in ``container`` directly, or within nothing but wrappers, in order."""
    for child in container:
        if child.tag in wanted:
            yield child
        elif child.tag in WRAPPERS and not _is_table_of_contents(child):
            yield from contents(child, *wanted)
        elif child.tag == ALTERNATE and (version := next(child.iterchildren(CHOICE, FALLBACK), None)) is not None:
            yield from contents(version, *wanted)


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph, each once; a box inside another comes with that one."""
    for box in paragraph.iter(_TEXT_BOX):
        around = box.getparent()
        while around is not paragraph and not _hides_a_box(around):
            around = around.getparent()
        if around is paragraph:
            yield box


def _hides_a_box(element: Element) -> bool:
    is_second_copy = element.tag == FALLBACK and element.getparent().find(CHOICE) is not None
    return is_second_copy or element.tag in (_TEXT_BOX, w("del"), w("moveFrom"))


def is_left_out(row: Element) -> bool:
    """Whether a row of a table does not show: its deletion is on record, or it is hidden."""
    return row.find("/".join(map(w, ("trPr", "del")))) is not None or is_on(row, "trPr/hidden")


def is_contents_entry(paragraph: Element) -> bool:
    """Whether it is a line of a table of contents, which says again what stands elsewhere."""
    return any("PAGEREF _Toc" in (code.text or "") for code in paragraph.iter(_FIELD_CODE))


def _is_table_of_contents(wrapper: Element) -> bool:
    if wrapper.tag != _SDT:
        return False
    gallery = wrapper.find("/".join(map(w, ("sdtPr", "docPartObj", "docPartGallery"))))
    return gallery is not None and gallery.get(VAL) == "Table of Contents"


def is_on(element: Element, path: str) -> bool:
    """Whether a switch such as ``rPr/vanish`` is there and not set to off."""
    switch = element.find("/".join(map(w, path.split("/"))))
    return switch is not None and switch.get(VAL, "true") not in ("0", "false", "off")
