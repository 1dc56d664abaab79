"""The process that reads a PDF: bytes in, tables and passages out as JSON, within a limit on memory and time.

Passages are ``[text, page, x0, top, x1, bottom]``, tables rows of cells ``[text, first column, last column, whether it
carries on, page, x0, top, x1, bottom]``; an error is the four parts of a DocumentError.
"""

import json
import sys
from typing import Any

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.model import Place
from perfaudit.documents.pdf_layout import Draft, DraftPassage, lay_out
from perfaudit.documents.pdf_pages import read_pages
from perfaudit.documents.pdf_tables import cell_texts
from perfaudit.errors import DocumentError


def read_drafts(file: str, data: bytes) -> list[Draft]:
    """The tables and passages of a PDF. Raises DocumentError, and what Python raises when memory or stack run out."""
    drafts = lay_out(file, read_pages(file, data))
    cells = sum(len(row) for draft in drafts if not isinstance(draft, DraftPassage) for row in draft.rows)
    refuse_over_limit(file, cells, limits.MAX_CELLS, "table cells")
    return drafts


def as_json(drafts: list[Draft]) -> list[Any]:
    """The drafts in the form that the module's head describes."""
    return [
        [draft.text, *_numbers(draft.place)]
        if isinstance(draft, DraftPassage)
        else [
            [[cell.text, *(cell.grid or ()), cell.is_continuation, *_numbers(cell.place)] for cell in row]
            for row in cell_texts(draft)
        ]
        for draft in drafts
    ]


def _numbers(place: Place) -> list[float]:
    return [place.page or 0, *(place.box or ())]


def _limit_itself(data: bytes) -> None:
    """Bound this process, where the system can: memory, time, and not a byte written to any file."""
    if sys.platform == "win32":
        return
    import resource

    memory = limits.MAX_PDF_MEMORY_BYTES + 4 * len(data)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits.MAX_PDF_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def main() -> None:
    """Read the PDF of standard input, called as the first argument says."""
    data = sys.stdin.buffer.read()
    file = sys.argv[1]
    answer: dict[str, Any]
    try:
        _limit_itself(data)
        answer = {"blocks": as_json(read_drafts(file, data))}
    except DocumentError as error:
        answer = {"error": [error.where, error.read, error.expected, error.remedy]}
    except (RecursionError, MemoryError):
        sys.exit(3)
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
