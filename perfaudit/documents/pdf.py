"""PDFs: tables with and without lines, and the paragraphs between them.

The pages are read by another process (`pdf_worker`), which has a limit on time and memory: a PDF can say in a few bytes
that it takes gigabytes or for ever, and no library that reads PDFs guards against all of that.

What is read, what is left out and what is refused is told in `pdf_pages` (characters), `pdf_grid` and `pdf_columns`
(tables), `pdf_sheets` (page numbers, headers) and `pdf_layout` (paragraphs, page breaks).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from perfaudit.documents import limits
from perfaudit.documents.building import BlockBuilder, CellText
from perfaudit.documents.model import Block, Place
from perfaudit.documents.packages import COPY_AGAIN
from perfaudit.errors import DocumentError

_SAVE_AGAIN = f"open it and print it to PDF anew, or {COPY_AGAIN}"


def read_pdf(file: str, data: bytes) -> tuple[Block, ...]:
    """The tables and passages of a PDF, in order, each with its page and box.

    Raises DocumentError: locked, damaged, pictures without text, characters without meaning, words typed over the page,
    or more than the limits on pages, lines, time and memory allow.
    """
    answer = _ask_worker(file, data)
    if "error" in answer:
        raise DocumentError(*answer["error"])
    builder = BlockBuilder(file)
    for block in answer["blocks"]:
        if isinstance(block[0], str):
            builder.add_passage(block[0], _place(block[1:]))
        else:
            builder.add_table([[_cell(cell) for cell in row] for row in block])
    return builder.blocks


def _ask_worker(file: str, data: bytes) -> dict[str, Any]:
    root = str(Path(__file__).parents[2])
    # -P: a module that lies beside the document must never be imported.
    command = [sys.executable, "-P", "-X", "utf8", "-m", "perfaudit.documents.pdf_worker", file]
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.MAX_PDF_SECONDS,
            env={**os.environ, "PYTHONPATH": paths},
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        raise DocumentError(
            file,
            f"reading it takes more than {limits.MAX_PDF_SECONDS} seconds",
            "a unit's forms and report",
            _SAVE_AGAIN,
        ) from None
    except (OSError, ValueError) as error:
        raise DocumentError(file, f"it cannot be read here ({error})", remedy="try again") from None
    if not isinstance(answer, dict):
        raise DocumentError(
            file,
            "reading it broke off: it is damaged, or takes more memory than any document needs",
            "a unit's forms and report",
            _SAVE_AGAIN,
        )
    return answer


def _place(values: list[Any]) -> Place:
    page, *box = values
    return Place(page, (box[0], box[1], box[2], box[3]))


def _cell(values: list[Any]) -> CellText:
    text, first, last, is_continuation, *place = values
    return CellText(text, (first, last), bool(is_continuation), _place(place))
