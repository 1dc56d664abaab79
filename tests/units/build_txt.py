"""A unit as text, in the ways in which forms become text: flattened by Word, copied from sheets and pages, exported."""

from itertools import accumulate, chain

from .description import PARTS, Unit
from .layout import Box, Text, lay_out


def flattened_text(unit: Unit, parts: tuple[str, ...] = PARTS, keep_blanks: bool = True) -> str:
    """A cell a line after a tab, rows parted by an empty line, page breaks a space.

    An empty cell, also one that is vertically merged with the cell above it, is a lone tab, or lost.
    """
    lines: list[str] = []
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            lines.append((" " if block.new_page else "") + block.text)
            continue
        for row in block.rows:
            texts = [box.text for box in row] if keep_blanks else [text for box in row if (text := box.text.strip())]
            lines += [*("\t" + text for text in texts), ""] if texts else []
        lines.append("")
    return "\n".join(lines) + "\n"


def line_text(
    unit: Unit,
    parts: tuple[str, ...] = PARTS,
    mark: str = "\t",
    *,
    is_sheet: bool = False,
    is_stripped: bool = False,
    rule: str = "",
) -> str:
    """A row a line, with ``mark`` between the cells; bars also stand around them.

    ``is_sheet``: merged cells leave blank ones, cells with line breaks or the mark are quoted, as programs for sheets
    copy and save them; else a merged cell is one, and a line break a space, as Word turns tables into text.
    ``is_stripped``: blanks at the end of a line got lost. ``rule`` stands below the first row of a table.
    """
    lines: list[str] = []
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            lines.append(block.text)
            continue
        for number, row in enumerate(block.rows):
            texts = _on_sheet(row, block.edges) if is_sheet else [box.text for box in row]
            cells = [_quoted(text, mark) if is_sheet and mark != "|" else " ".join(text.split()) for text in texts]
            line = f"| {' | '.join(cells)} |" if mark == "|" else mark.join(cells)
            lines += [line.rstrip() if is_stripped else line, *([rule] if rule and not number else [])]
    return "\n".join(lines) + "\n"


def laid_out_text(unit: Unit, parts: tuple[str, ...] = PARTS, wide_sign: int = 2) -> str:
    """A row a line, each cell at its place on a page of fixed-width signs; ``wide_sign`` is the width of Chinese ones."""
    lines: list[str] = []
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            lines.append(block.text)
            continue
        # The page is as wide as the widest cell needs, with two blanks behind each.
        needs = (
            (_width(" ".join(box.text.split()), wide_sign) + 2) * 1000 / box.width for row in block.rows for box in row
        )
        scale = max(needs) / 1000
        for row in block.rows:
            line = ""
            for left, box in zip(accumulate((box.width for box in row), initial=0), row, strict=False):
                line += " " * (round(left * scale) - _width(line, wide_sign)) + " ".join(box.text.split())
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def loose_text(unit: Unit, parts: tuple[str, ...] = PARTS) -> str:
    """Each cell on a line of its own and nothing else, as some pages copy: neither rows nor blank cells are marked."""
    blocks = lay_out(unit, parts)
    cells = [[b] if isinstance(b, Text) else [box for row in b.rows for box in row] for b in blocks]
    return "\n".join(text for cell in chain.from_iterable(cells) if (text := " ".join(cell.text.split()))) + "\n"


def txt_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return flattened_text(unit, parts).encode("utf-8")


def _on_sheet(row: list[Box], edges: list[int]) -> list[str]:
    """The texts of a row in the columns of the sheet: merged cells have theirs in the first."""
    lefts = dict(zip(accumulate((box.width for box in row), initial=0), row, strict=False))
    return [lefts[edge].text if edge in lefts else "" for edge in edges[:-1]]


def _quoted(text: str, mark: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (mark, "\n", '"')) else text


def _width(text: str, wide_sign: int) -> int:
    return sum(wide_sign if ord(sign) > 0x2E7F else 1 for sign in text)
