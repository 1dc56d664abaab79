"""The words of the letter: ``letter.yml``, read and checked as a whole before a word of it is used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from perfaudit.errors import PerfauditError, did_you_mean
from perfaudit.outcomes import SEVERITIES
from perfaudit.settings import place_of, read_yaml

PATH = Path(__file__).with_name("letter.yml")
LANGUAGES = ("zh", "en")
# Text → the placeholders that it may have.
TEXTS: dict[str, frozenset[str]] = {
    name: frozenset(placeholders.split())
    for name, placeholders in {
        "office": "", "number": "", "signature": "", "date": "", "contact": "", "answer_until": "", "font": "",
        "heading_font": "", "title": "unit year", "year": "year", "unnamed": "", "address": "unit",
        "received": "year files", "request": "count until", "clean": "", "scope": "rules concluded open",
        "narrowed": "severities", "heading": "number heading", "point": "number title", "message": "message", "item": "number message",
        "remedy": "remedy", "follows": "points", "blank": "", "figure": "form label column", "cell": "form label",
        "part": "form", "sentence": "form section", "quote": "words", "more": "count", "answer": "", "closing": "",
        "page": "page", "ask": "",
    }.items()
}  # fmt: skip
LISTS = {"heading_numbers": len(SEVERITIES), "columns": 3}
GROUPS = {"severity": SEVERITIES}
TURNS = "turns"


@dataclass(frozen=True)
class Words:
    """The letter's words in one language."""

    lang: str
    entries: dict[str, Any]

    def text(self, name: str, /, **values: object) -> str:
        """A text with its placeholders filled; what is filled in is never read as a template itself."""
        return str(self.entries[name][self.lang]).format(**values)

    def list_of(self, name: str) -> list[str]:
        return list(self.entries[name][self.lang])

    def severity(self, severity: str) -> str:
        return str(self.entries["severity"][severity][self.lang])

    def turned(self, remedy: str) -> str:
        """A rule's remedy, said to the unit; the general request where it begins as no other does."""
        turns = self.entries[TURNS][self.lang]
        for begin in sorted(turns, key=len, reverse=True):
            if remedy.startswith(begin):
                return f"{turns[begin]}{remedy.removeprefix(begin)}"
        return self.text("ask")


def load_words(lang: str, path: Path = PATH) -> Words:
    """The words in one language. Raises PerfauditError, with the line, for what is missing, unknown or has a wrong placeholder."""
    return Words(lang, _checked(path))


@lru_cache
def _checked(path: Path) -> dict[str, Any]:
    entries = read_yaml(path)
    if not isinstance(entries, dict):
        raise PerfauditError(path.name, "it holds no texts", "name: {zh: …, en: …}")
    known = [*TEXTS, *LISTS, *GROUPS, TURNS]
    for name in entries:
        if name not in known:
            raise PerfauditError(
                place_of(path, [name]),
                f'there is no text "{name}"',
                remedy=did_you_mean(str(name), known, "take it out"),
            )
    for name, placeholders in TEXTS.items():
        _check_text(path, [name], entries.get(name), placeholders)
    for name, length in LISTS.items():
        _check_languages(path, [name], entries.get(name))
        if any(not isinstance(entries[name][lang], list) or len(entries[name][lang]) != length for lang in LANGUAGES):
            raise PerfauditError(
                place_of(path, [name], name), "not that many words", f"{length} words in each language"
            )
    for name, keys in GROUPS.items():
        for key in keys:
            group = entries.get(name)
            _check_text(path, [name, key], group.get(key) if isinstance(group, dict) else None, frozenset())
    _check_languages(path, [TURNS], entries.get(TURNS))
    for lang, turns in entries[TURNS].items():
        if not isinstance(turns, dict) or not all(isinstance(word, str) for pair in turns.items() for word in pair):
            raise PerfauditError(
                place_of(path, [TURNS, lang], TURNS, lang), "no pairs of words", "begins there: begins here"
            )
    return entries


def _check_languages(path: Path, keys: list[str | int], entry: Any) -> None:
    if not isinstance(entry, dict) or sorted(entry) != sorted(LANGUAGES):
        read = (
            "it is missing"
            if entry is None
            else f"it is in {', '.join(map(str, entry)) if isinstance(entry, dict) else 'no language'}"
        )
        raise PerfauditError(place_of(path, keys, *map(str, keys)), read, f"the text in {' and '.join(LANGUAGES)}")


def _check_text(path: Path, keys: list[str | int], entry: Any, placeholders: frozenset[str]) -> None:
    _check_languages(path, keys, entry)
    for lang in LANGUAGES:
        where = place_of(path, [*keys, lang], *map(str, keys), lang)
        if not isinstance(entry[lang], str):
            raise PerfauditError(where, f"{entry[lang]!r}", "a text")
        try:
            found = [field for _, field, spec, conversion in Formatter().parse(entry[lang]) if field is not None]
            plain = [field for field in found if entry[lang].count(f"{{{field}}}")]
        except ValueError as error:
            raise PerfauditError(where, str(error), "braces in pairs, around a placeholder") from error
        for field in found:
            if field not in placeholders or field not in plain:
                allowed = ", ".join(f"{{{name}}}" for name in sorted(placeholders)) or "no placeholder"
                raise PerfauditError(where, f'the placeholder "{{{field}}}"', allowed, "mend it, or double the braces")
