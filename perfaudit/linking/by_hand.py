"""Links that an auditor settled once: kept in a file beside the unit, and used by every later audit of it.

A number is known by its words and its sentence, not by its place: rows may be added and paragraphs moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfaudit.errors import ParameterError
from perfaudit.records import Claim
from perfaudit.settings import read_yaml, write_yaml
from perfaudit.vocabulary import normalise_text

ENDING = ".links.yml"
_HEAD = (
    "审计人员定下的对应关系，以后每次审计都照此办理。 Links that an auditor settled; every later audit keeps to them."
)
_KEYS = {"sentence", "number", "nth", "link", "not"}


@dataclass(frozen=True, slots=True)
class SettledLink:
    """What a number of the prose speaks of (``address``), or what it does not where ``is_forbidden``; "" is anything.

    ``nth`` counts from 1 the numbers of the sentence that have the same words.
    """

    sentence: str
    number: str
    address: str
    is_forbidden: bool = False
    nth: int = 1

    @property
    def key(self) -> tuple[str, str, int]:
        return normalise_text(self.sentence), normalise_text(self.number), self.nth


def links_file(unit: Path) -> Path:
    """Where the settled links of a unit's document or folder are kept: beside it."""
    return unit.with_name(f"{unit.name}{ENDING}")


def read_settled(path: Path) -> tuple[SettledLink, ...]:
    """The links in a file; none where there is no file. Raises ParameterError, with the entry, where it is no such list."""
    if not path.is_file():
        return ()
    entries = read_yaml(path) or []
    if not isinstance(entries, list):
        raise ParameterError(path.name, "it is no list", "a list of entries with sentence, number, and link or not")
    return tuple(_settled(f"{path.name}, entry {number}", entry) for number, entry in enumerate(entries, 1))


def _settled(where: str, entry: Any) -> SettledLink:
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        read = (
            f"unknown key {', '.join(sorted(map(str, set(entry) - _KEYS)))}" if isinstance(entry, dict) else str(entry)
        )
        raise ParameterError(where, read, f"the keys {', '.join(sorted(_KEYS))}")
    texts = [entry.get(key) for key in ("sentence", "number")]
    if not all(isinstance(text, str) and text for text in texts) or ("link" in entry) == ("not" in entry):
        raise ParameterError(where, str(entry), "sentence and number as texts, and either link or not")
    nth = entry.get("nth", 1)
    if not isinstance(nth, int) or nth < 1:
        raise ParameterError(where, f"nth: {nth}", "a whole number from 1 on")
    is_forbidden = "not" in entry
    return SettledLink(
        str(texts[0]), str(texts[1]), str(entry["not" if is_forbidden else "link"] or ""), is_forbidden, nth
    )


def write_settled(path: Path, links: Iterable[SettledLink]) -> None:
    """Write the links, whole or not at all; without any, the file goes."""
    entries = [_entry(link) for link in links]
    if entries:
        write_yaml(path, entries, _HEAD)
    else:
        path.unlink(missing_ok=True)


def _entry(link: SettledLink) -> dict[str, Any]:
    nth = {"nth": link.nth} if link.nth > 1 else {}
    return {
        "sentence": link.sentence,
        "number": link.number,
        **nth,
        "not" if link.is_forbidden else "link": link.address,
    }


def settled_link(claims: Sequence[Claim], claim_id: str, address: str, is_forbidden: bool = False) -> SettledLink:
    """The entry that settles the link of one claim. Raises ParameterError where no claim has that id."""
    for claim, nth in _numbered(claims):
        if claim.claim_id == claim_id:
            return SettledLink(claim.sentence, claim.raw_text, address, is_forbidden, nth)
    raise ParameterError("claim_id", f'"{claim_id}"', "the claim_id of a row of audit.claims")


def find_settled(claims: Sequence[Claim], settled: Sequence[SettledLink]) -> dict[str, list[SettledLink]]:
    """claim_id → what was settled of it."""
    by_key: dict[tuple[str, str, int], list[SettledLink]] = defaultdict(list)
    for link in settled:
        by_key[link.key].append(link)
    found: dict[str, list[SettledLink]] = {}
    for claim, nth in _numbered(claims):
        key = normalise_text(claim.sentence), normalise_text(claim.raw_text), nth
        if key in by_key:
            found[claim.claim_id] = by_key[key]
    return found


def without_effect(
    claims: Sequence[Claim], settled: Sequence[SettledLink], addresses: Collection[str]
) -> list[SettledLink]:
    """Entries that no number, or no figure of the forms, answers to any more: the document has changed."""
    used = {link for links in find_settled(claims, settled).values() for link in links}
    return [link for link in settled if link not in used or (not link.is_forbidden and link.address not in addresses)]


def _numbered(claims: Sequence[Claim]) -> Iterable[tuple[Claim, int]]:
    """Each claim with its number among those of one sentence that have the same words; a sentence said twice counts once."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for claim in sorted(claims, key=lambda claim: (claim.source_id.rpartition(":")[0], claim.start)):
        place = claim.source_id.rpartition(":")[0], claim.sentence, claim.raw_text
        seen[place] += 1
        yield claim, seen[place]
