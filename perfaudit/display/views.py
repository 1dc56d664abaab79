"""What each part of the page shows: findings.json and the frames, put in order for the templates. Nothing is decided here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from perfaudit import charts
from perfaudit.catalogue import text
from perfaudit.display.cuts import Cutter, cut_named
from perfaudit.display.figures import format_figure, is_same_number
from perfaudit.display.html import Html, name_of, render, stylesheet
from perfaudit.documents import Document
from perfaudit.outcomes import SEVERITIES

UNCONCLUDED = ("error", "undecidable")
STATUSES = ("error", "fail", "undecidable", "pass", "not_applicable")
FORMS = ("basic", "overall", "project", "report")
BASES = ("prior_final", "budget", "full_year", "final", "stated", "rate", "weight", "score")
MAX_CELLS_BESIDE = 6  # a longer row of a form needs the whole width of the card

Finding = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A unit's result: ``level`` is critical, warning or clean."""

    level: str
    words: str


class Audited(Protocol):
    """What the display needs of an audit: the language, the document, the frames, and findings.json as a dict."""

    @property
    def lang(self) -> str: ...
    @property
    def document(self) -> Document: ...
    @property
    def facts(self) -> pd.DataFrame: ...
    @property
    def indicators(self) -> pd.DataFrame: ...
    @property
    def sources(self) -> pd.DataFrame: ...
    def to_json(self) -> dict[str, Any]: ...


def cover(audit: Audited) -> Html:
    """Whose self-evaluation it is, what came in, with which versions it was audited, and the verdict in one line.

    It brings the style sheet along, so that the cells of a notebook look like the page.
    """
    data = audit.to_json()
    page = render(
        "cover.html",
        audit.lang,
        unit=data["unit"],
        files=data["sources"],
        previous=data.get("previous") or [],
        scores=_scores(audit),
        versions=data.get("versions") or {},
        rule_set=data.get("rule_set"),
        coverage=data.get("coverage") or {},
        counts=count_roots(data["findings"]),
        follows=len(data["findings"]) - sum(count_roots(data["findings"]).values()),
        verdict=state_verdict(data, audit.lang),
        kept=sum(bool(item.get("kept")) for item in (data.get("scores") or {}).get("items") or []),
    )
    return Html(stylesheet("fragments") + page)


def findings(audit: Audited) -> Html:
    """Every finding as a card, by severity; a finding that follows from another one hangs under it."""
    data = audit.to_json()
    return _render_findings(data["findings"], data["checks"], audit)


def trial(check: dict[str, Any], found: Sequence[Finding], audit: Audited) -> Html:
    """What a check that is being tried says of this unit: its entry of ``checks``, and every verdict like a finding.

    A verdict that is no finding names its ``status``: what agrees is shown with its evidence, too.
    """
    cards = _render_findings(found, [check], audit) if found else ""
    page = render("trial.html", audit.lang, check=check, cards=cards)
    return Html(stylesheet("fragments") + page)


def pictures(audit: Audited) -> Html:
    """Budget against final, change since last year, score given against score recomputed."""
    drawn = (
        charts.draw_budget_against_final(audit.facts, audit.lang),
        charts.draw_change_since_last_year(audit.facts, audit.lang),
        charts.draw_scores(audit.to_json().get("scores") or {}, audit.lang),
    )
    entries = [{"svg": Html(picture.svg), "caption": picture.caption} for picture in drawn]
    return render("pictures.html", audit.lang, pictures=entries)


def figures(audit: Audited) -> Html:
    """Every figure of the forms as it was read: raw text, value, state and place."""
    places = {row["source_id"]: row for row in _rows(audit.sources)}
    tables = []
    for form in _in_order(audit.facts["form"], FORMS):
        rows = [row for row in _rows(audit.facts) if row["form"] == form]
        bases = _in_order((row["basis"] for row in rows), BASES)
        items = [
            {
                "name": _item_name(of_item[0], audit.lang),
                "cells": [[_figure(row, audit.lang) for row in of_item if row["basis"] == basis] for basis in bases],
                "place": _row_place([places.get(row["source_id"]) for row in of_item]),
            }
            for of_item in _by_item(rows)
        ]
        tables.append({"form": form, "bases": bases, "items": items})
    return render("figures.html", audit.lang, tables=tables, many=_has_many_files(audit))


def indicators(audit: Audited) -> Html:
    """The score given beside the score recomputed, row by row; then every third-level indicator as it was read."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _rows(audit.indicators):
        groups.setdefault((row["form"], row["member"]), []).append(row)
    tables = [{"form": form, "member": member, "rows": rows} for (form, member), rows in groups.items()]
    return render("indicators.html", audit.lang, tables=tables, scores=_scores(audit), signed=_signed)


def _scores(audit: Audited) -> dict[str, Any]:
    """``scores`` of findings.json, with what an older one or a hand-made one leaves out as None."""
    scores = audit.to_json().get("scores") or {}
    names = ("name", "address", "weight", "score", "recomputed", "low", "high", "difference", "reason")
    items = [_plain(dict.fromkeys(names) | {"kept": False} | item) for item in scores.get("items") or []]
    total = dict.fromkeys(("self", "recomputed", "low", "high", "difference", "grade"))
    return _plain(total | {"grades_recomputed": []} | scores) | {"items": items}


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Points as people write them, without the noughts that a product leaves behind."""
    points = ("weight", "score", "self", "recomputed", "low", "high")
    return entry | {name: format_figure(entry[name], "", "") for name in points if name in entry}


def _signed(points: str | None) -> str:
    shown = format_figure(points, "", "")
    return shown if not shown or shown == "0" or shown.startswith("-") else f"+{shown}"


def checks(audit: Audited) -> Html:
    """All checks with their status and reason, in the order of the suites."""
    entries = audit.to_json()["checks"]
    counts = Counter(entry["status"] for entry in entries)
    parts = [(status, counts[status]) for status in STATUSES if counts[status]]
    return render("checks.html", audit.lang, checks=entries, parts=parts)


def unchecked(audit: Audited) -> Html:
    """What nobody could check: rules that broke, were undecidable or did not apply, and numbers that no rule touched."""
    data = audit.to_json()
    coverage = data.get("coverage") or {}
    by_status = {status: [c for c in data["checks"] if c["status"] == status] for status in STATUSES}
    nothing = dict.fromkeys(("text", "quote", "label", "address", "source"))
    untouched = [
        nothing | (entry if isinstance(entry, dict) else {"text": entry}) for entry in coverage.get("untouched") or []
    ]
    return render(
        "unchecked.html",
        audit.lang,
        by_status=by_status,
        coverage=coverage,
        untouched=untouched,
        unread=coverage.get("unread") or [],
        set_aside=data.get("set_aside") or [],
        many=_has_many_files(audit),
    )


def count_severities(found: Iterable[Finding]) -> dict[str, int]:
    """Severity → number of findings, every severity named."""
    counts = Counter(finding["severity"] for finding in found)
    return {severity: counts[severity] for severity in SEVERITIES}


def count_roots(found: Sequence[Finding]) -> dict[str, int]:
    """Severity → number of stories: a finding with all that follows from it is one, as severe as its worst."""
    return {severity: len(trees) for severity, trees in group_by_cause(found).items()}


def count_unconcluded(entries: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Number of checks that came to no conclusion: "error" (the check itself broke) and "undecidable"."""
    counts = Counter(check["status"] for check in entries)
    return {status: counts[status] for status in UNCONCLUDED}


def state_verdict(data: dict[str, Any], lang: str) -> Verdict:
    """The unit's result in one line. It is clean only where no check broke or was left undecided."""
    counts, unconcluded = count_roots(data["findings"]), count_unconcluded(data["checks"])
    total, follows = sum(unconcluded.values()), len(data["findings"]) - sum(counts.values())
    level = next((severity for severity in ("critical", "warning") if counts[severity]), "")
    words = [text(f"verdict.{level or ('no_contradiction' if total else 'clean')}", lang, **counts)]
    if follows:
        words.append(text("verdict.follows", lang, count=follows))
    if total:
        words.append(text("verdict.open", lang, count=total))
    if unconcluded["error"]:
        words.append(text("verdict.broken", lang, count=unconcluded["error"]))
    return Verdict(level or ("warning" if total else "clean"), (" " if lang == "en" else "").join(words))


def group_by_cause(found: Sequence[Finding]) -> dict[str, list[dict[str, Any]]]:
    """Severity → trees {"finding", "follows"}: a finding hangs under its cause, and a tree stands where its worst one does."""
    ids = {finding["id"] for finding in found}
    under: dict[str | None, list[Finding]] = {}
    for finding in found:
        cause = finding.get("cause")
        under.setdefault(cause if cause in ids and not _is_in_circle(finding, found) else None, []).append(finding)

    def tree(finding: Finding) -> dict[str, Any]:
        return {"finding": finding, "follows": [tree(child) for child in under.get(finding["id"], [])]}

    groups: dict[str, list[dict[str, Any]]] = {severity: [] for severity in SEVERITIES}
    for root in under.get(None, []):
        whole = tree(root)
        groups[min(_severities(whole), key=SEVERITIES.index)].append(whole)
    return groups


def _is_in_circle(finding: Finding, found: Sequence[Finding]) -> bool:
    causes = {entry["id"]: entry.get("cause") for entry in found}
    seen, at = set(), finding["id"]
    while at in causes and at not in seen:
        seen.add(at)
        at = causes[at]
    return at == finding["id"]


def _severities(whole: dict[str, Any]) -> list[str]:
    return [whole["finding"]["severity"], *(name for child in whole["follows"] for name in _severities(child))]


def _render_findings(found: Sequence[Finding], entries: Sequence[dict[str, Any]], audit: Audited) -> Html:
    remedies = {entry["id"]: entry.get("remedy") for entry in entries}
    previous = getattr(audit, "previous", None)
    cutter = Cutter(getattr(audit, "document", None), previous and previous.document)
    groups = group_by_cause([_prepare(finding, remedies, cutter, audit.lang) for finding in found])
    heads = {severity: _group_head(severity, trees, audit.lang) for severity, trees in groups.items()}
    return render("findings.html", audit.lang, groups=groups, heads=heads, many=_has_many_files(audit))


def _group_head(severity: str, trees: Sequence[dict[str, Any]], lang: str) -> str:
    """Counts what the cover counts, the stories, and says how many findings more hang in them."""
    follows = sum(len(_severities(tree)) - 1 for tree in trees)
    key = "finding.group_with_follows" if follows else "finding.group"
    return text(key, lang, severity=text(f"severity_long.{severity}", lang), count=len(trees), follows=follows)


def _prepare(finding: Finding, remedies: dict[str, Any], cutter: Cutter, lang: str) -> Finding:
    """The finding with everything a card shows: its sides with their cuts, gap and slack in their measure."""
    evidence = [
        entry | {"label": name_of("field", str(entry.get("label") or ""), lang)}
        for entry in finding.get("evidence") or []
    ]
    by_role: dict[str, list[dict[str, Any]]] = {}
    for entry in evidence:
        by_role.setdefault(entry["role"], []).append(entry)
    sides: list[dict[str, Any]] = []
    for role in ("left", "right"):
        # A side that stands nowhere as such was reckoned from its parts.
        side, entries, parts = finding.get(role), by_role.pop(role, []), by_role.pop(f"{role}_part", [])
        if side or entries or parts:
            name = next((str(entry["label"]) for entry in entries if entry["label"]), "")
            shown = {"cuts": cutter.cut(entries), "parts": cutter.cut(parts), "count": len(parts)}
            sides.append({"role": role, "name": name, "side": side or {}, "entries": entries} | shown)
    for side in sides:
        # A list counted in the very words that state the count: those words again, with what was counted marked.
        others = [entry for other in sides if other is not side for entry in other["entries"]]
        if not side["entries"] and not side["count"] and others:
            side["cuts"] = [cut for entry in others if (cut := cut_named(entry, _named(finding["message"])))]
            side["name"] = text("finding.counted", lang) if side["cuts"] else ""
    more = [entry for entries in by_role.values() for entry in entries]
    cuts = [cut for side in sides for cut in (*side["cuts"], *side["parts"])]
    cells = [sum(bool(cell.words[0].text) for cell in row.cells) for cut in cuts for row in cut.rows]
    measure = next(
        (side["measure"] for role in ("left", "right") if (side := finding.get(role)) and side.get("measure")), ""
    )
    return (
        {"status": None}
        | finding
        | {
            "sides": sides,
            "is_wide": max(cells, default=0) > MAX_CELLS_BESIDE,
            "more": cutter.cut(more),
            "count_more": len(more),
            "gap": format_figure(finding.get("gap"), measure, lang),
            "slack": format_figure(finding.get("slack"), measure, lang),
            "remedy": finding.get("remedy") or remedies.get(finding["check"]) or "",
        }
    )


def _named(message: str) -> list[str]:
    """What a message lists at its end: "…，列出2个：甲、乙" → 甲, 乙."""
    return [name.strip() for name in re.split("[、,，]", re.split("[：:]", message)[-1]) if name.strip()]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [str(column) for column in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _figure(row: dict[str, Any], lang: str) -> dict[str, str]:
    """One figure as the table shows it; the raw text only where it reads differently."""
    value = format_figure(row["value"], row["measure"] or "", lang)
    raw = "" if value and is_same_number(row["raw_text"], value) else row["raw_text"]
    return {"value": value, "raw": raw, "state": row["state"], "note": row.get("note") or ""}


def _row_place(places: Sequence[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Where the figures of one item stand: the cell if there is one figure, the row they share if there are more."""
    known = [place for place in places if place is not None]
    if len(known) < 2:
        return known[0] if known else None
    same_row = len({(place["file"], place["table"], place["row"]) for place in known}) == 1
    first, last = known[0].get("address"), known[-1].get("address")
    shared = known[0] | {"column": None, "address": f"{first}:{last}" if first and last else None}
    return shared if same_row else shared | {"row": None}


def _has_many_files(audit: Audited) -> bool:
    data = audit.to_json()
    return len(data["sources"]) + len(data.get("previous") or []) > 1


def _in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    present = set(names)
    return [name for name in order if name in present] + sorted(present - set(order))


def _by_item(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of one item and member together, in the order in which the items come first."""
    items: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        items.setdefault((row["item"], row["member"]), []).append(row)
    return list(items.values())


def _item_name(row: dict[str, Any], lang: str) -> str:
    """ "残联专项支出" for a line of free text; for a known row its name, and whose it is in project forms."""
    name, member = name_of("item", row["item"], lang), row["member"]
    if not member:
        return name
    return member if row["form"] == "basic" else f"{name}（{member}）" if lang == "zh" else f"{name} ({member})"
