"""The parts of ``findings.json`` (schema perfaudit/findings/1), each in one language. Numbers are strings, money in yuan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from perfaudit.coverage import Coverage
from perfaudit.findings import Finding
from perfaudit.outcomes import Evidence, Outcome, Side, Texts
from perfaudit.scoring import Scores
from perfaudit.unit_index import UnitIndex
from perfaudit.verdicts import Judged, count_verdicts


@dataclass(frozen=True)
class FindingsJson:
    """Turns what an audit found into JSON; ``index`` knows where everything stands."""

    lang: str
    index: UnitIndex

    def _text(self, texts: Texts) -> str:
        return texts[self.lang]

    def scores(self, scores: Scores) -> dict[str, Any]:
        items = [
            {
                "name": item.name, "address": item.address, "weight": _number(item.weight_points), "score": _number(item.score_points),
                "recomputed": _number(item.recomputed_points), "low": _number(item.low_points), "high": _number(item.high_points),
                "difference": _number(item.difference_points), "kind": item.kind, "kept": item.is_kept,
                "reason": self._text(item.reason),
            }
            for item in scores.items
        ]  # fmt: skip
        return {
            "self": _number(scores.total_self_points),
            "recomputed": _number(scores.total_recomputed_points),
            "low": _number(scores.total_low_points),
            "high": _number(scores.total_high_points),
            "difference": _number(_difference(scores)),
            "grade": scores.grade or None,
            "grades_recomputed": list(scores.grades_recomputed),
            "items": items,
        }

    def check(self, outcome: Outcome) -> dict[str, Any]:
        return {
            "id": outcome.check, "version": outcome.version, "suite": outcome.suite, "status": outcome.status,
            "severity": outcome.severity, "title": self._text(outcome.title), "applied": outcome.applied,
            "passed": outcome.passed, "reason": self._text(outcome.reason), "remedy": self._text(outcome.remedy),
        }  # fmt: skip

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "id": finding.id, "check": finding.check, "severity": finding.severity, "title": self._text(finding.title),
            "message": self._text(finding.message), "left": _side_json(finding.left), "right": _side_json(finding.right),
            "gap": _number(finding.gap), "slack": _number(finding.slack),
            "explanations": [self._text(explanation) for explanation in finding.explanations], "cause": finding.cause,
            "remedy": self._text(finding.remedy), "evidence": self._evidence(finding.evidence),
        }  # fmt: skip

    def _evidence(self, evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
        return [
            {"role": entry.role, "address": entry.address, "label": entry.label, "text": entry.text, "quote": entry.quote,
             "source": self.source(entry.source_id)}
            for entry in evidence
        ]  # fmt: skip

    def source(self, source_id: str) -> dict[str, Any] | None:
        source = self.index.sources.get(source_id)
        if source is None:
            return None
        return {key: value for key, value in asdict(source).items() if key not in ("source_id", "text")}

    def coverage(self, coverage: Coverage, judged: Sequence[Judged]) -> dict[str, Any]:
        untouched = [(fact.address, fact.label, fact.raw_text, fact.source_id) for fact in coverage.untouched_figures]
        untouched += [
            (claim.link, claim.subject, claim.raw_text, claim.source_id) for claim in coverage.untouched_numbers
        ]
        return {
            "figures_in_forms": len(coverage.figures), "figures_checked": coverage.figures_checked,
            "numbers_in_report": len(coverage.numbers), "numbers_checked": coverage.numbers_checked,
            "numbers": count_verdicts(judged), "indicators": count_verdicts(judged, "indicator"),
            "untouched": [
                {"address": address, "label": label, "text": text, "source": self.source(source_id)}
                for address, label, text, source_id in untouched
            ],
            "unread": [
                {"kind": field.field, "text": field.text, "source": self.source(field.source_id)}
                for field in coverage.unread
            ],
        }  # fmt: skip


def _side_json(side: Side | None) -> dict[str, Any] | None:
    return None if side is None else {"text": side.text, "value": _number(side.value), "measure": side.measure}


def _difference(scores: Scores) -> Decimal | None:
    if scores.total_recomputed_points is None or scores.total_self_points is None:
        return None
    return scores.total_recomputed_points - scores.total_self_points


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
