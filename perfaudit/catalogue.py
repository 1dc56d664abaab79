"""Every text of the pages, in Chinese and in English: ``catalogue.yml`` holds them, nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfaudit.errors import PerfauditError
from perfaudit.settings import read_yaml

# Text under "source" → what a source must say for it, the most exact first.
_PLACES = {
    "sheet": {"sheet", "address"},
    "table": {"table", "row", "column"},
    "table_row": {"table", "row"},
    "table_only": {"table"},
    "paragraph": {"paragraph"},
}
LANGUAGES = ("zh", "en")
PATH = Path(__file__).with_name("catalogue.yml")


def text(key: str, lang: str, /, **values: object) -> str:
    """The text of a key such as "cover.verdict" with its placeholders filled.

    Raises PerfauditError for a key, a language or a placeholder that nobody knows: a page never shows a bare key.
    """
    texts = load_catalogue().get(key)
    if texts is None:
        raise PerfauditError("catalogue.yml", f'there is no "{key}"', remedy="add it in both languages")
    if lang not in texts:
        raise PerfauditError(f"catalogue.yml, {key}", f'the language "{lang}"', expected=" or ".join(LANGUAGES))
    try:
        return texts[lang].format(**values)
    except (KeyError, IndexError) as error:
        raise PerfauditError(f"catalogue.yml, {key}", f"the placeholder {error} has no value") from None


def place_text(source: Mapping[str, Any], lang: str, with_file: bool = True) -> str:
    """ "甲.xlsx，表“收入” C12", for people who look it up by hand: as near as the source says, in the file's own terms.

    ``source`` has the keys of a finding's ``evidence[].source``; "" where it says nothing.
    """
    known = {key: value for key, value in source.items() if value is not None}
    name = next((name for name, needed in _PLACES.items() if needed <= known.keys()), None)
    place = text(f"source.{name}", lang, **known) if name else ""
    if place and "page" in known:
        place = text("source.on_page", lang, page=known["page"], place=place)
    file = str(source.get("file") or "") if with_file or not place else ""
    return text("source.file_and_place", lang, file=file, place=place) if file and place else file or place


def has(key: str) -> bool:
    """Whether there is such a text, for words that documents and suites bring along."""
    return key in load_catalogue()


@lru_cache
def load_catalogue() -> dict[str, dict[str, str]]:
    """Key → {"zh": …, "en": …}. Raises PerfauditError where a text lacks a language or has one too many."""
    catalogue: dict[str, dict[str, str]] = {}
    _collect(read_yaml(PATH), "", catalogue)
    return catalogue


def _collect(branch: Any, key: str, catalogue: dict[str, dict[str, str]]) -> None:
    if not isinstance(branch, dict):
        raise PerfauditError(f"catalogue.yml, {key}", f'"{branch}"', expected="{zh: …, en: …}")
    if not set(branch) & set(LANGUAGES):
        for name, inner in branch.items():
            _collect(inner, f"{key}.{name}" if key else str(name), catalogue)
        return
    if set(branch) != set(LANGUAGES) or not all(isinstance(words, str) and words for words in branch.values()):
        raise PerfauditError(f"catalogue.yml, {key}", f"{sorted(map(str, branch))}", expected="a text for zh and en")
    catalogue[key] = branch
