"""Scores reckoned anew from weight, target and actual; what cannot be reckoned keeps the self-score and says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from perfaudit.outcomes import Texts
from perfaudit.quantities import rounded
from perfaudit.records import NOT_APPLICABLE, REPORTED, Indicator
from perfaudit.targets import MET, UNKNOWN, judge_target
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One row of the overall form; points are None where the form gives none. ``reason`` says how ``recomputed`` came about."""

    name: str
    address: str
    weight_points: Decimal | None
    score_points: Decimal | None
    recomputed_points: Decimal | None
    reason: Texts
    is_kept: bool = False  # the self-score stands, because nothing could be reckoned


@dataclass(frozen=True, slots=True)
class Scores:
    """The self-score as printed, the recomputed total, and the grade that the report names ("" where it names none).

    ``total_recomputed_points`` is None where no row has points.
    """

    total_self_points: Decimal | None
    total_recomputed_points: Decimal | None
    grade: str
    items: tuple[ScoreItem, ...]


def recompute_scores(unit: UnitIndex) -> Scores:
    """Every row of the overall form: execution first, then the indicators in their order."""
    items = [
        _score_execution(unit),
        *(_score_indicator(unit, row) for row in unit.indicators() if row.state != NOT_APPLICABLE),
    ]
    scored = [item for item in items if item is not None and item.weight_points is not None]
    points = [item.recomputed_points for item in scored if item.recomputed_points is not None]
    total = unit.fact("overall.total.score")
    return Scores(
        total_self_points=total.value if total else None,
        total_recomputed_points=sum(points, Decimal(0)) if points else None,
        grade=_printed_grade(unit),
        items=tuple(scored),
    )


def _score_execution(unit: UnitIndex) -> ScoreItem | None:
    facts = {basis: unit.fact(f"overall.total_funds.{basis}") for basis in ("weight", "score", "final", "full_year")}
    values = {basis: fact.value if fact and fact.state == REPORTED else None for basis, fact in facts.items()}
    weight, final, full_year = values["weight"], values["final"], values["full_year"]
    if weight is None:
        return None
    name = load_vocabulary().words["basis_names"]["rate"]["zh"]
    if final is None or not full_year:
        reason = {
            "zh": "没有全年预算数或执行数，沿用自评得分",
            "en": "no full-year budget or executed figure: the self-score is kept",
        }
        return ScoreItem(name, "overall.total_funds", weight, values["score"], values["score"], reason, is_kept=True)
    rate = final / full_year
    points = rounded(weight * max(Decimal(0), min(Decimal(1), rate)), _CENT)
    percent = rounded(rate * 100, _CENT)
    return ScoreItem(
        name, "overall.total_funds", weight, values["score"], points,
        {"zh": f"分值×执行率 {percent}%，最高为满分", "en": f"weight × execution rate {percent} %, at most the weight"},
    )  # fmt: skip


def _score_indicator(unit: UnitIndex, indicator: Indicator) -> ScoreItem:
    result = judge_target(indicator, unit)
    weight, score = indicator.weight, indicator.score

    def item(points: Decimal | None, zh: str, en: str) -> ScoreItem:
        return ScoreItem(indicator.name, indicator.address, weight, score, points, {"zh": zh, "en": en})

    def kept(zh: str, en: str) -> ScoreItem:
        return replace(item(score, f"{zh}，沿用自评得分", f"{en}: the self-score is kept"), is_kept=True)

    if weight is None or result.status == UNKNOWN:
        return kept("不能用数字判断", "cannot be told by number")
    if result.status == MET:
        return item(weight, "达到指标值，得满分", "target met: the full weight")
    if result.share_ratio is None:
        return kept("未达到，但无法折算", "missed, but by no measurable share")
    points = rounded(weight * max(Decimal(0), result.share_ratio), _CENT)
    percent = rounded(result.share_ratio * 100, _CENT)
    return item(points, f"未达到，按完成 {percent}% 折算", f"missed: the share achieved is {percent} %")


def _printed_grade(unit: UnitIndex) -> str:
    """The grade that the report gives its unit, by the labels that the vocabulary knows."""
    grades = load_vocabulary().words["grades"]
    labels = "|".join(sorted((label for words in grades.values() for label in words), key=len, reverse=True))
    pattern = re.compile(rf"(?:等级|等次|评定|结论|结果)(?:评?定?为|是|[:：])?[“\"]?({labels})[”\"。,，;；]")
    for source in unit.records.sources:
        if source.form == "report" and (found := pattern.search(normalise_text(source.text))):
            return next(grade for grade, words in grades.items() if found.group(1) in words)
    return ""
