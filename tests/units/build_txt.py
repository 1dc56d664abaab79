"""A unit as text flattened from Word: a cell a line after a tab, rows parted by an empty line, page breaks a space."""

from .description import PARTS, Unit
from .layout import Text, lay_out


def flattened_text(unit: Unit, parts: tuple[str, ...] = PARTS) -> str:
    """The text. An empty cell, also one that is vertically merged with the cell above it, is a lone tab."""
    lines: list[str] = []
    for block in lay_out(unit, parts):
        if isinstance(block, Text):
            lines.append((" " if block.new_page else "") + block.text)
            continue
        for row in block.rows:
            lines += [*("\t" + box.text for box in row), ""]
        lines.append("")
    return "\n".join(lines) + "\n"


def txt_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return flattened_text(unit, parts).encode("utf-8")
