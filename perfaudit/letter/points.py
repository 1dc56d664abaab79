"""Findings → the points of a letter: which of them stand, in what order, and what each says of where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfaudit.catalogue import place_text
from perfaudit.findings import Finding
from perfaudit.findings_json import FindingsJson
from perfaudit.letter.words import Words
from perfaudit.outcomes import SEVERITIES, Evidence
from perfaudit.quantities import MONEY_SCALES
from perfaudit.records import Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary

MAX_PLACES, MAX_QUOTE, MAX_LABEL = 12, 90, 40
_SPACE = re.compile(r"\s+")
_BARE = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_CELLS = ("target", "actual", "weight", "score")


@dataclass(frozen=True)
class PlaceRow:
    """One place that a point speaks of: what stands there, as printed, and where it stands."""

    what: str
    stated: str
    where: str


@dataclass(frozen=True)
class Item:
    """One finding in the letter. ``follows`` are the messages of findings that follow from it, each once."""

    id: str
    message: str
    places: tuple[PlaceRow, ...]
    places_left_out: int
    follows: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One numbered point: what one rule found, one item for each place, and what the unit is asked to do."""

    check: str
    severity: str
    title: str
    remedy: str
    items: tuple[Item, ...]


def standing_findings(
    findings: Sequence[Finding], severities: Collection[str] = SEVERITIES[:2], without: Collection[str] = ()
) -> list[tuple[Finding, list[Finding]]]:
    """The findings that a letter asks about, the most severe first, each with those that follow from it.

    ``without`` are ids that are settled: a register of decisions names them here. A finding whose cause is not in the
    letter stands for itself, so that nothing is lost with a cause that is settled or not asked for.
    """
    chosen = {f.id: f for f in findings if f.severity in severities and f.id not in without}
    causes = {finding.id: finding.cause for finding in findings}
    roots: dict[str, list[Finding]] = {}
    for finding in chosen.values():
        root = _root(finding.id, chosen, causes)
        roots.setdefault(root, []).extend([finding] if root != finding.id else [])
    order = sorted(roots, key=lambda root: SEVERITIES.index(chosen[root].severity))
    return [(chosen[root], roots[root]) for root in order]


def _root(id_: str, chosen: Collection[str], causes: dict[str, str | None]) -> str:
    """The first cause that is in the letter itself; a circle of causes ends where it began."""
    root, seen, at = id_, {id_}, causes.get(id_)
    while at is not None and at not in seen:
        seen.add(at)
        root = at if at in chosen else root
        at = causes.get(at)
    return root if at is None else id_


def build_points(
    standing: Iterable[tuple[Finding, Sequence[Finding]]], index: UnitIndex, words: Words, many_files: bool
) -> list[Point]:
    """The points in the letter's language: findings of one rule and one severity share a point, where the first stood."""
    writer = _Writer(index, words, many_files)
    groups: dict[tuple[str, str], list[tuple[Finding, Sequence[Finding]]]] = {}
    for finding, followers in standing:
        groups.setdefault((finding.check, finding.severity), []).append((finding, followers))
    return [
        Point(
            check, severity, group[0][0].title[words.lang], words.turned(sentence(group[0][0].remedy[words.lang])),
            tuple(writer.item(finding, followers) for finding, followers in group),
        )
        for (check, severity), group in groups.items()
    ]  # fmt: skip


@dataclass(frozen=True)
class _Writer:
    index: UnitIndex
    words: Words
    many_files: bool

    def item(self, finding: Finding, followers: Sequence[Finding]) -> Item:
        lang = self.words.lang
        rows = list(dict.fromkeys(self._row(entry) for entry in finding.evidence))
        follows = dict.fromkeys(sentence(follower.message[lang]) for follower in followers)
        return Item(
            finding.id, sentence(finding.message[lang]), tuple(rows[:MAX_PLACES]), max(0, len(rows) - MAX_PLACES),
            tuple(follows),
        )  # fmt: skip

    def _row(self, entry: Evidence) -> PlaceRow:
        fact = self.index.fact(entry.address)
        is_figure = fact is not None and fact.source_id == entry.source_id
        stated = _as_printed(fact) if fact is not None and is_figure else entry.text
        stated = stated or (entry.quote if len(entry.quote) <= MAX_LABEL and not is_figure else "")
        return PlaceRow(
            self._what(entry, fact), _short(stated, MAX_QUOTE) or self.words.text("blank"), self._where(entry)
        )

    def _what(self, entry: Evidence, fact: Fact | None) -> str:
        """The form with row and column of a figure, the section of the report with the sentence of a number."""
        names = load_vocabulary().words
        lang = self.words.lang
        source = self.index.sources.get(entry.source_id)
        form = source.form if source is not None and source.form else entry.address.partition(".")[0]
        name = names["form_names"].get(form, {}).get(lang, "")
        claim = next((claim for claim in self.index.records.claims if claim.source_id == entry.source_id), None)
        if claim is not None and source is not None and source.row is None:
            head = self.words.text("sentence", form=name, section=claim.section) if claim.section else name
            return f"{head}{self.words.text('quote', words=_around(claim.sentence, claim.raw_text))}"
        if fact is not None and fact.source_id == entry.source_id:
            column = names["basis_names"].get(fact.basis, {}).get(lang, "")
            return self.words.text("figure", form=name, label=_short(fact.label), column=column)
        tail = entry.address.rpartition(".")[2]
        if tail in _CELLS and entry.label:
            column = names["basis_names"][tail][lang]
            return self.words.text("figure", form=name, label=_short(entry.label), column=column)
        label = entry.label if not entry.label.isascii() else ""
        if label or not entry.quote or entry.quote == entry.text or len(entry.quote) <= MAX_LABEL:
            return (
                self.words.text("cell", form=name, label=_short(label)) if label else self.words.text("part", form=name)
            )
        return f"{name}{self.words.text('quote', words=_around(entry.quote, entry.text))}"

    def _where(self, entry: Evidence) -> str:
        source = FindingsJson(self.words.lang, self.index).source(entry.source_id)
        return place_text(source, self.words.lang, self.many_files) if source else ""


def sentence(text: str) -> str:
    """With a capital letter at its beginning, and without the stop that the template sets."""
    plain = _SPACE.sub(" ", text).strip().rstrip("。.;； ")
    return plain[:1].upper() + plain[1:]


def _as_printed(fact: Fact) -> str:
    """A figure's own words, with the measure that its form counts in: "12.50" in a form in 万元 is "12.50万元"."""
    bare = fact.raw_text.strip().replace(",", "").replace("，", "")
    if fact.value is None or not _BARE.fullmatch(bare):
        return fact.raw_text
    if fact.measure != "元":
        return f"{fact.raw_text}{fact.measure}"
    scale = next((name for name, scale in MONEY_SCALES.items() if Decimal(bare) * scale == fact.value), "")
    return f"{fact.raw_text}{scale if Decimal(bare) else ''}"


def _short(text: str, most: int = MAX_LABEL) -> str:
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= most else f"{text[:most]}…"


def _around(text: str, words: str) -> str:
    """A sentence, cut to the piece around the words that are meant."""
    text = _SPACE.sub(" ", text).strip()
    if len(text) <= MAX_QUOTE:
        return text
    at = max(0, text.find(words))
    start = max(0, min(at - MAX_QUOTE // 2, len(text) - MAX_QUOTE))
    end = start + MAX_QUOTE
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
