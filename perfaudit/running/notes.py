"""The auditor's notes: what she wrote into a unit's notebook is carried over into the next one, and never deleted."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from perfaudit.errors import PerfauditError

NOTES = "notes"
"""The tag of the cell for the auditor's opinion."""


def read_notes(path: Path, template: NotebookNode) -> str:
    """The words of the cells tagged ``notes``; "" where there is no notebook yet, or nothing but what the template says.

    Raises PerfauditError where the notebook cannot be read: writing a new one over it might destroy notes.
    """
    if not path.exists():
        return ""
    try:
        words = _words(nbformat.read(path, as_version=4))
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise PerfauditError(
            str(path), f"it cannot be read ({reason})", remedy="move it elsewhere; notes in it would be lost"
        ) from None
    return "" if words == _words(template) else words


def put_notes(node: NotebookNode, notes: str) -> None:
    """Let the notebook's cell for notes say ``notes``; a notebook without one gets one at its end."""
    if not notes:
        return
    cells = [cell for cell in node.cells if NOTES in cell.metadata.get("tags", [])]
    if not cells:
        cells = [nbformat.v4.new_markdown_cell(metadata={"tags": [NOTES]})]
        node.cells += cells
    cells[0].source = notes


def _words(node: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in node.cells if NOTES in cell.metadata.get("tags", [])).strip()
