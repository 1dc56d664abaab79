"""What a check says: one outcome per rule, made of verdicts, each with both sides, gap, slack and evidence.

Everything here turns into plain JSON and back, because Great Expectations carries results as JSON.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

PASS, FAIL, NOT_APPLICABLE, UNDECIDABLE, ERROR = "pass", "fail", "not_applicable", "undecidable", "error"
STATUSES = (ERROR, FAIL, UNDECIDABLE, PASS, NOT_APPLICABLE)
"""In the order in which one verdict decides the whole outcome."""

SEVERITIES = ("critical", "warning", "info")
"""The worst first."""

Texts = dict[str, str]
"""One text in each language: {"zh": …, "en": …}."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison as people read it: ``text`` with its value in ``measure``; None where it is no number."""

    text: str
    value: Decimal | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that proves a verdict. ``role``: left, right, part, context. ``quote`` are the words, as received."""

    role: str
    address: str
    label: str
    text: str
    quote: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One comparison: the rule applied to one place. ``subject`` is its logical address, which makes a finding's id.

    ``gap`` is the distance of the sides' intervals' middles, ``slack`` what rounding allows of it, both in the sides' measure.
    ``severity`` is None for the rule's own. ``cause`` names what it follows from, as ``cause_name`` does; of several names,
    parted by "|", the first that was found counts.
    """

    status: str
    subject: str
    message: Texts
    left: Side | None = None
    right: Side | None = None
    gap: Decimal | None = None
    slack: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    explanations: tuple[Texts, ...] = ()
    severity: str | None = None
    cause: str = ""


def cause_name(check: str, subject: str, occurrence: int = 1) -> str:
    """ "FORM-008 basic.running_costs.final"; of two findings of one rule in one place, the second ends in "#2"."""
    return f"{check} {subject}" + (f"#{occurrence}" if occurrence > 1 else "")


def first_known(cause: str, names: Container[str]) -> str:
    """The first name of a ``Verdict.cause`` that ``names`` has; "" where it has none of them."""
    return next((name for name in cause.split("|") if name and name in names), "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check of one suite says of one unit. ``reason`` says why it did not simply pass or fail."""

    check: str
    version: int
    suite: str
    severity: str
    title: Texts
    status: str
    applied: int
    passed: int
    reason: Texts
    verdicts: tuple[Verdict, ...]
    remedy: Texts
    basis: str = ""

    @property
    def failed(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.status == FAIL)


NOTHING_TO_CHECK: Texts = {"zh": "没有可供核对的数据", "en": "there is nothing to check"}


def join_verdicts(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Status, counts and reason of several verdicts: the worst one decides; a pass that applied to nothing is refused.

    The reason is that of the status; of a failure, why other places could not be decided, if there are any.
    """
    applied = [verdict for verdict in verdicts if verdict.status in (PASS, FAIL)]
    status = next((s for s in STATUSES if any(verdict.status == s for verdict in verdicts)), NOT_APPLICABLE)
    told = UNDECIDABLE if status == FAIL else status  # a failure says for itself; what it hides has to be told
    reasons = [verdict.message for verdict in verdicts if verdict.status == told and told != PASS]
    reason = _join(reasons) if verdicts else NOTHING_TO_CHECK
    return {
        "status": status,
        "applied": len(applied),
        "passed": sum(verdict.status == PASS for verdict in applied),
        "reason": reason,
    }


def _join(texts: Sequence[Texts]) -> Texts:
    """Different reasons in a row, each once."""
    joints = {"zh": "；", "en": "; "}
    return {lang: joint.join(dict.fromkeys(text[lang] for text in texts)) for lang, joint in joints.items()}


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """Plain JSON; Decimals become strings, so that no digit is lost."""
    return _plain(asdict(verdict))


def verdict_from_json(data: dict[str, Any]) -> Verdict:
    """The inverse of ``verdict_to_json``."""
    data = dict(data)
    for side in ("left", "right"):
        if data[side] is not None:
            data[side] = Side(data[side]["text"], _decimal(data[side]["value"]), data[side]["measure"])
    data["gap"], data["slack"] = _decimal(data["gap"]), _decimal(data["slack"])
    data["evidence"] = tuple(Evidence(**entry) for entry in data["evidence"])
    data["explanations"] = tuple(data["explanations"])
    return Verdict(**data)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
