"""Scores reckoned anew from weight, target and actual; what cannot be reckoned keeps the self-score and says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from perfaudit.outcomes import Texts
from perfaudit.quantities import parse_cell, plain_number, rounded
from perfaudit.records import NOT_APPLICABLE, REPORTED, Indicator
from perfaudit.rule_sets import Grade
from perfaudit.targets import MET, MISSED, TargetResult, judge_target
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text

_CENT = Decimal("0.01")
_PERCENT = Decimal(100)

Kind = Literal["reckoned", "range", "kept"]


@dataclass(frozen=True, slots=True)
class Bands:
    """What a target in words is worth as a share of its weight, from 0 to 1: reached, from ``reached_ratio`` to 1; reached in
    part, from ``partly_ratio`` to ``reached_ratio``; missed, from 0 to ``partly_ratio``. ``is_printed``: the form says so.
    """

    reached_ratio: Decimal
    partly_ratio: Decimal
    is_printed: bool = False

    def of(self, how_far: str) -> tuple[Decimal, Decimal]:
        """Lowest and highest share of "reached", "partly" or "missed"."""
        edges = (Decimal(0), self.partly_ratio, self.reached_ratio, Decimal(1))
        place = ("missed", "partly", "reached").index(how_far)
        return edges[place], edges[place + 1]


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One row of the overall form; points are None where the form gives none. ``reason`` says how ``recomputed`` came about.

    ``kind`` "reckoned": one number follows; "range": a target in words, worth ``low_points`` to ``high_points``, of which
    ``recomputed_points`` is the one next to the self-score; "kept": the self-score stands, because nothing could be reckoned.
    """

    name: str
    address: str
    weight_points: Decimal | None
    score_points: Decimal | None
    recomputed_points: Decimal | None
    low_points: Decimal | None
    high_points: Decimal | None
    kind: Kind
    reason: Texts

    @property
    def is_kept(self) -> bool:
        return self.kind == "kept"

    @property
    def difference_points(self) -> Decimal | None:
        """Recomputed less self-score: negative where the unit gave itself too much."""
        if self.recomputed_points is None or self.score_points is None:
            return None
        return self.recomputed_points - self.score_points


@dataclass(frozen=True, slots=True)
class Scores:
    """The self-score as printed, the recomputed total, and the grade that the report names ("" where it names none).

    The totals are None where no row has points; ``total_low_points`` and ``total_high_points`` are what the targets in words
    leave open. ``grades_recomputed`` are the labels that the lowest and the highest total earn, one where it is the same,
    none where the rows that have points do not make a whole form.
    """

    total_self_points: Decimal | None
    total_recomputed_points: Decimal | None
    total_low_points: Decimal | None
    total_high_points: Decimal | None
    grade: str
    grades_recomputed: tuple[str, ...]
    items: tuple[ScoreItem, ...]


def recompute_scores(unit: UnitIndex, usual: Bands | None = None, grades: Sequence[Grade] = ()) -> Scores:
    """Every row of the overall form: execution first, then the indicators in their order.

    ``usual`` are the bands of targets in words where the form prints none; without them such targets keep their
    self-score. ``grades`` stand best first; without them no grade is reckoned.
    """
    bands = _printed_bands(unit) or usual
    items = [
        _score_execution(unit),
        *(_score_indicator(unit, row, bands) for row in unit.indicators() if row.state != NOT_APPLICABLE),
    ]
    scored = [item for item in items if item is not None and item.weight_points is not None]
    total = unit.fact("overall.total.score")
    low, high = _total([item.low_points for item in scored]), _total([item.high_points for item in scored])
    weights = sum((item.weight_points for item in scored if item.weight_points is not None), Decimal(0))
    is_whole = weights == _PERCENT and all(item.recomputed_points is not None for item in scored)
    return Scores(
        total_self_points=total.value if total else None,
        total_recomputed_points=_total([item.recomputed_points for item in scored]),
        total_low_points=low,
        total_high_points=high,
        grade=_printed_grade(unit),
        grades_recomputed=_earned(grades, low, high) if is_whole else (),
        items=tuple(scored),
    )


def _total(points: Sequence[Decimal | None]) -> Decimal | None:
    known = [entry for entry in points if entry is not None]
    return sum(known, Decimal(0)) if known else None


def _earned(grades: Sequence[Grade], low: Decimal | None, high: Decimal | None) -> tuple[str, ...]:
    labels = [
        grade.label
        for total in (low, high)
        for grade in [next((grade for grade in grades if total is not None and total >= grade.from_points), None)]
        if grade is not None
    ]
    return tuple(dict.fromkeys(labels))


def _score_execution(unit: UnitIndex) -> ScoreItem | None:
    bases = ("weight", "score", "final", "full_year", "rate")
    facts = {basis: unit.fact(f"overall.total_funds.{basis}") for basis in bases}
    values = {basis: fact.value if fact and fact.state == REPORTED else None for basis, fact in facts.items()}
    weight, score, final, full_year = (values[basis] for basis in ("weight", "score", "final", "full_year"))
    if weight is None:
        return None
    name, address = load_vocabulary().words["basis_names"]["rate"]["zh"], "overall.total_funds"
    if final is not None and full_year:
        rate, zh, en = final / full_year, "", ""
    elif values["rate"] is not None:
        rate, zh, en = values["rate"] / _PERCENT, "表中所填", "printed "
    else:
        reason = {
            "zh": "没有全年预算数或执行数，沿用自评得分",
            "en": "no full-year budget or executed figure: the self-score is kept",
        }
        return ScoreItem(name, address, weight, score, score, score, score, "kept", reason)
    points = rounded(weight * max(Decimal(0), min(Decimal(1), rate)), _CENT)
    percent = rounded(rate * _PERCENT, _CENT)
    reason = {
        "zh": f"分值×{zh}执行率 {percent}%，最高为满分",
        "en": f"weight × {en}execution rate {percent} %, at most the weight",
    }
    return ScoreItem(name, address, weight, score, points, points, points, "reckoned", reason)


def _score_indicator(unit: UnitIndex, indicator: Indicator, bands: Bands | None) -> ScoreItem:
    result = judge_target(indicator, unit)
    weight, score = indicator.weight, indicator.score

    def item(
        kind: Kind, zh: str, en: str, points: Decimal | None, low: Decimal | None, high: Decimal | None
    ) -> ScoreItem:
        return ScoreItem(
            indicator.name, indicator.address, weight, score, points, low, high, kind, {"zh": zh, "en": en}
        )

    def reckoned(points: Decimal, zh: str, en: str) -> ScoreItem:
        return item("reckoned", zh, en, points, points, points)

    def kept(zh: str, en: str) -> ScoreItem:
        return item("kept", f"{zh}，沿用自评得分", f"{en}: the self-score is kept", score, score, score)

    if weight is None:
        return kept("没有分值", "there is no weight")
    if result.status == MET:
        return reckoned(weight, "达到指标值，得满分", "target met: the full weight")
    if result.status == MISSED and result.share_ratio is None:
        return kept("未达到，但无法折算", "missed, but by no measurable share")
    if result.status == MISSED and result.share_ratio is not None:
        points = rounded(weight * max(Decimal(0), result.share_ratio), _CENT)
        percent = rounded(result.share_ratio * _PERCENT, _CENT)
        return reckoned(points, f"未达到，按完成 {percent}% 折算", f"missed: the share achieved is {percent} %")
    how_far = _how_far(indicator) if result.target is None else ""
    if how_far and bands is not None:
        low, high = (rounded(weight * share, _CENT) for share in bands.of(how_far))
        reason = _band_reason(how_far, bands)
        return item(
            "range", reason["zh"], reason["en"], None if score is None else min(max(score, low), high), low, high
        )
    return kept(*_why_unknown(indicator, result))


_FAR: dict[str, Texts] = {
    "reached": {"zh": "达成", "en": "reached"},
    "partly": {"zh": "部分达成", "en": "reached in part"},
    "missed": {"zh": "未达成", "en": "missed"},
}


def _band_reason(how_far: str, bands: Bands) -> Texts:
    low, high = (plain_number(share * _PERCENT) for share in bands.of(how_far))
    source = {"zh": "表中所印档次" if bands.is_printed else "表中未印档次，按常用档次",
              "en": "the bands that the form prints" if bands.is_printed else "the usual bands, as the form prints none"}  # fmt: skip
    return {
        "zh": f"定性指标，完成值称{_FAR[how_far]['zh']}：分值的{high}%至{low}%（{source['zh']}）",
        "en": f"in words, said to be {_FAR[how_far]['en']}: {high} % to {low} % of the weight ({source['en']})",
    }


def _why_unknown(indicator: Indicator, result: TargetResult) -> tuple[str, str]:
    """Why neither number nor band can be told, in Chinese and in English."""
    if not indicator.actual_text:
        return "没有填完成值", "no actual value is given"
    if not indicator.target_text:
        return "没有填指标值", "no target is given"
    if result.target is not None and indicator.actual_value is None:
        return "指标值是数字，完成值不是", "the target is a number, the actual value is none"
    if result.target is not None:
        return "指标值与完成值计量单位不同，或一个按期、一个按年", "target and actual differ in measure or in period"
    if indicator.target_reference:
        return "指标值所指的数没有填", "the figure that the target speaks of is not given"
    return "不能用数字判断", "cannot be told by number"


def _how_far(indicator: Indicator) -> str:
    """How far the actual value says that a target in words was reached: reached, partly, missed, or "" where it does not."""
    words, said = load_vocabulary().words, normalise_text(indicator.actual_text)
    is_in_words = not indicator.target_reference and indicator.target_value is None
    if not is_in_words or any(parse_cell(text).state != "unreadable" for text in (indicator.target_text, said)):
        return ""
    if any(word in said for word in (*words["missed_words"], *words["not_yet_words"])):
        return "missed"
    if any(word in said for word in words["partly_words"]):
        return "partly"
    aim = normalise_text(indicator.target_text)
    if any(word in said.replace(aim, "") for word in words["hedging_words"]):
        return ""
    return "reached" if aim in said or said.endswith(tuple(words["reached_words"])) else ""


_BAND = re.compile(r"(\d{1,3})%?[-~—–至到](\d{1,2})%")


def _printed_bands(unit: UnitIndex) -> Bands | None:
    """The bands that the overall form prints for targets in words: "…100-80%、80-60%、60-0%合理确定分值"."""
    for source in unit.records.sources:
        text = normalise_text(source.text) if source.form == "overall" and "%" in normalise_text(source.text) else ""
        edges = [tuple(map(int, found)) for found in _BAND.findall(text)]
        chains = zip(edges, edges[1:], edges[2:], strict=False)
        for first, second, third in chains:
            if first[0] == 100 and third[1] == 0 and first[1] == second[0] > second[1] == third[0]:
                return Bands(Decimal(first[1]) / 100, Decimal(second[1]) / 100, is_printed=True)
    return None


def _printed_grade(unit: UnitIndex) -> str:
    """The grade that the report gives its unit, by the labels that the vocabulary knows."""
    grades = load_vocabulary().words["grades"]
    labels = "|".join(sorted((label for words in grades.values() for label in words), key=len, reverse=True))
    pattern = re.compile(rf"(?:等级|等次|评定|结论|结果)(?:评?定?为|是|[:：])?[“\"]?({labels})[”\"。,，;；]")
    for source in unit.records.sources:
        if source.form == "report" and (found := pattern.search(normalise_text(source.text))):
            return next(grade for grade, words in grades.items() if found.group(1) in words)
    return ""
