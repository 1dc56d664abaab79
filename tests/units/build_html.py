"""A unit as a web page with row and column spans, the same bytes on every run."""

from html import escape
from itertools import accumulate

from .build_docx import BOOKMARK
from .description import PARTS, Unit
from .layout import Box, Grid, Text, lay_out

_TAGS = {"title": "h1", "heading": "h2"}


def html_bytes(unit: Unit, parts: tuple[str, ...] = PARTS, encoding: str = "utf-8") -> bytes:
    """The page; ``encoding`` is a name that web pages know."""
    return html_text(unit, parts, encoding).encode(encoding, "xmlcharrefreplace")


def html_text(unit: Unit, parts: tuple[str, ...] = PARTS, encoding: str = "utf-8") -> str:
    """The page before it is bytes, naming the encoding it is to be in."""
    blocks = [
        _paragraph(block) if isinstance(block, Text) else "\n".join(_table(block)) for block in lay_out(unit, parts)
    ]
    head = f'<meta charset="{encoding}">\n<title>{escape(unit.name)}</title>'
    return "\n".join(
        ["<!DOCTYPE html>", "<html>", "<head>", head, "</head>", "<body>", *blocks, "</body>", "</html>", ""]
    )


def _paragraph(block: Text) -> str:
    tag = _TAGS.get(block.style, "p")
    text = _words(block.text).replace(BOOKMARK, '<a name="_GoBack"></a>')
    return f"<{tag}>{text or '&nbsp;'}</{tag}>"


def _words(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _table(grid: Grid) -> list[str]:
    """One line a cell; what is merged downwards stands once, with the number of rows it spans."""
    edges = grid.edges
    lines = ['<table border="1">']
    for number, row in enumerate(grid.rows):
        lines.append("<tr>")
        for box, right in zip(row, accumulate(box.width for box in row), strict=True):
            if box.merge == "continue" and _starts_above(grid, number, box, right):
                continue
            columns = edges.index(right) - edges.index(right - box.width)
            spans = [("colspan", columns), ("rowspan", _rows_below(grid, number, box, right))]
            attributes = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
            lines.append(f"<td{attributes}>{_words(box.text)}</td>")
        lines.append("</tr>")
    return [*lines, "</table>"]


def _rows_below(grid: Grid, number: int, box: Box, right: int) -> int:
    rows = 1
    if box.merge == "start":
        while number + rows < len(grid.rows) and _merge_at(grid, number + rows, box, right) == "continue":
            rows += 1
    return rows


def _starts_above(grid: Grid, number: int, box: Box, right: int) -> bool:
    while number > 0:
        number -= 1
        merge = _merge_at(grid, number, box, right)
        if merge != "continue":
            return merge == "start"
    return False


def _merge_at(grid: Grid, number: int, box: Box, right: int) -> str | None:
    """How the cell of a row in the same columns is merged; None where there is no such cell."""
    row = grid.rows[number]
    rights = accumulate(other.width for other in row)
    return next((o.merge for o, edge in zip(row, rights, strict=True) if (o.width, edge) == (box.width, right)), None)
