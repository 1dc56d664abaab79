"""Whole files or none: what a reader of the output folder sees was written to its end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path``, with its ending, to write to; it takes the place of ``path`` if all went well."""
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, content: str) -> None:
    """Write a text in UTF-8 with "\\n" at the ends of lines, whole or not at all."""
    with replacing(path) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes as they are, whole or not at all."""
    with replacing(path) as draft:
        draft.write_bytes(content)


def write_json(path: Path, content: Any) -> None:
    """Write JSON that people can read, too."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
