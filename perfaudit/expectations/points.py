"""Weights and scores: that they add up, and that no score passes its weight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from perfaudit.expectations.base import Parameter, UnitExpectation
from perfaudit.formulas import Missing
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Verdict
from perfaudit.records import REPORTED, Fact
from perfaudit.records import UNDECIDABLE as FIGURE_UNDECIDABLE
from perfaudit.unit_index import UnitIndex, reported
from perfaudit.vocabulary import FormName, load_vocabulary
from perfaudit.wording import missing_text, plain_number

FULL_POINTS = Decimal(100)

_NO_EXECUTION = {
    "zh": "表里没有印预算执行率的分值和得分，差的正好可能是它：请按原件核对",
    "en": "the form prints no points for the execution of the budget, which may be what is lacking: check the original",
}


class ExpectPointsToAddUp(UnitExpectation):
    """Expect the points of a form to add up to its total row, and weights to 100 and to what each class's heading states.

    ``basis`` is weight or score. Execution's own points count, except in forms that list it among the indicators: there
    the indicators alone make the total. ``execution``: the points that the templates may give to it, of the rule set.
    ``classes``: what the rule set has a class weigh whose heading states nothing; another weight is a warning.

    Left out, in this order:
    1. forms without points, and forms that were handed in empty: not applicable
    2. totals that are blank: scores are undecidable then, weights are held against 100
    3. forms in which some points, or a row of the indicators, cannot be read: undecidable
    4. forms that print no points for execution, where the indicators leave just those of a template: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("points", "indicators")

    form: FormName
    basis: Literal["weight", "score"]
    execution: list[str] | Parameter = []
    classes: dict[str, str] | Parameter = {}

    success_keys: ClassVar[tuple[str, ...]] = ("form", "basis", "execution", "classes")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the total of every form, and one for every class whose heading states points."""
        points = unit.members(self.form, "indicator", self.basis)
        projects = dict.fromkeys(indicator.member for indicator in unit.indicators(self.form))
        for project in projects:
            own = [fact for member, fact in points.items() if member.startswith(f"{project}/" if project else "")]
            if unread := self._unread(unit, project, own):
                yield unread
                continue  # 3
            if not reported(own):
                continue  # 1
            yield self._judge_total(unit, project, reported(own))
            if self.basis == "weight":
                yield from self._judge_classes(unit, project)
                yield from self._judge_required(unit, project)

    def _unread(self, unit: UnitIndex, project: str, points: list[Fact]) -> Verdict | None:
        """The verdict where the sum would lack points that the form may well give."""
        execution = unit.members(self.form, "total_funds", self.basis).get(project)
        missing = [
            Missing(fact.address, fact.state, fact)
            for fact in [*([execution] if execution else []), *points]
            if fact.state == FIGURE_UNDECIDABLE
        ]
        rows = [row for row in unit.fields("unplaced_row", self.form) if row.member == project]
        if not missing and not rows:
            return None
        texts = [missing_text(missing)] if missing else []
        texts += [
            {"zh": f"“{row.text}”一行缺格，分不清数字在哪一列", "en": f"the row “{row.text}” lacks cells: its figures cannot be placed"}
            for row in rows
        ]  # fmt: skip
        evidence = [unit.fact_evidence(entry.fact, "context") for entry in missing if entry.fact]
        evidence += [unit.field_evidence(row, "context") for row in rows]
        message = {lang: "；".join(text[lang] for text in texts) for lang in ("zh", "en")}
        return Verdict(UNDECIDABLE, self._total_address(project), message, evidence=tuple(evidence))

    def _total_address(self, project: str) -> str:
        return f"{self.form}.total{f'[{project}]' if project else ''}.{self.basis}"

    def _judge_total(self, unit: UnitIndex, project: str, points: list[Fact]) -> Verdict:
        execution = unit.members(self.form, "total_funds", self.basis).get(project)
        total = unit.members(self.form, "total", self.basis).get(project)
        parts_sum = sum((fact.value for fact in points if fact.value is not None), Decimal(0))
        with_execution = parts_sum + (execution.value or Decimal(0) if execution else Decimal(0))
        subject = self._total_address(project)
        stated = total.value if total is not None and total.state == REPORTED else None
        if stated is None and self.basis == "score":
            message = {"zh": "总分一栏没有得分", "en": "the total row gives no score"}
            return Verdict(UNDECIDABLE, subject, message)  # 2
        expected = FULL_POINTS if self.basis == "weight" else stated
        assert expected is not None
        shown = parts_sum if _lists_execution(unit, self.form, project) else with_execution
        agrees = expected == shown and stated in (None, expected)
        if not agrees and self._leaves_execution(unit, project, shown, stated):
            return Verdict(UNDECIDABLE, subject, _NO_EXECUTION)  # 4
        evidence = [unit.fact_evidence(total, "left")] if total else []
        evidence += [unit.fact_evidence(fact, "right_part") for fact in ([execution] if execution else []) + points]
        label = {"weight": ("分值", "weights"), "score": ("得分", "scores")}[self.basis]
        printed = plain_number(stated if stated is not None else expected)
        return Verdict(
            PASS if agrees else FAIL, subject,
            {"zh": f"各项{label[0]}之和{plain_number(shown)}，总分栏{printed}" + (f"，应为{plain_number(expected)}" if stated not in (None, expected) else ""),
             "en": f"the {label[1]} add up to {plain_number(shown)}; the total row says {printed}"},
            Side(f"{printed}分", stated if stated is not None else expected, "分"), Side(f"{plain_number(shown)}分", shown, "分"),
            abs((stated if stated is not None else expected) - shown), Decimal(0), tuple(evidence),
        )  # fmt: skip

    def _leaves_execution(self, unit: UnitIndex, project: str, shown: Decimal, stated: Decimal | None) -> bool:
        """Whether what the sum lacks can be the points of execution, of which the form prints none."""
        bases = [unit.members(self.form, "total_funds", basis).get(project) for basis in ("weight", "score")]
        if any(fact is not None for fact in bases) or _lists_execution(unit, self.form, project):
            return False
        rows = [row for row in unit.indicators(self.form) if row.member == project]
        left = FULL_POINTS - sum((row.weight for row in rows if row.weight is not None), Decimal(0))
        lacking = (FULL_POINTS if self.basis == "weight" else stated or Decimal(0)) - shown
        return (
            left in map(Decimal, self.execution)
            and 0 <= lacking <= left
            and (self.basis == "score" or stated in (None, FULL_POINTS))
        )

    def _judge_required(self, unit: UnitIndex, project: str) -> Iterator[Verdict]:
        """Classes without points in their heading, against what the rule set has them weigh."""
        stated = {fact.member.rpartition("/")[2] for fact in unit.members(self.form, "level_1", "stated").values()}
        for name, points in self.classes.items():
            rows = [row for row in unit.indicators(self.form) if row.member == project and row.level_1 == name]
            weighed = [row for row in rows if row.weight is not None]
            if name in stated or not weighed:
                continue
            found = sum((row.weight for row in weighed if row.weight is not None), Decimal(0))
            required = Decimal(points)
            yield Verdict(
                PASS if found == required else FAIL, f"{self.form}.level_1[{f'{project}/' if project else ''}{name}].weight",
                {"zh": f"“{name}”下各指标分值之和{plain_number(found)}，适用规则要求{plain_number(required)}",
                 "en": f"the weights under “{name}” add up to {plain_number(found)}; the rule set has {plain_number(required)}"},
                Side(f"{plain_number(found)}分", found, "分"), Side(f"{plain_number(required)}分", required, "分"),
                abs(found - required), Decimal(0),
                tuple(unit.indicator_evidence(row, "weight", "left_part") for row in weighed), severity="warning",
            )  # fmt: skip

    def _judge_classes(self, unit: UnitIndex, project: str) -> Iterator[Verdict]:
        for stated in unit.members(self.form, "level_1", "stated").values():
            owner, _, name = stated.member.rpartition("/")
            if owner != project or stated.value is None:
                continue
            rows = [
                row
                for row in unit.indicators(self.form)
                if row.member == project and row.level_1 == name and row.weight is not None
            ]
            if not rows:
                yield Verdict(
                    NOT_APPLICABLE, stated.address, {"zh": f"“{name}”下没有分值", "en": f"no weights under “{name}”"}
                )
                continue
            found = sum((row.weight for row in rows if row.weight is not None), Decimal(0))
            evidence: list[Evidence] = [unit.fact_evidence(stated, "left")]
            evidence += [unit.indicator_evidence(row, "weight", "right_part") for row in rows]
            yield Verdict(
                PASS if found == stated.value else FAIL, stated.address,
                {"zh": f"“{name}”标明{plain_number(stated.value)}分，其下各指标分值之和{plain_number(found)}",
                 "en": f"“{name}” states {plain_number(stated.value)} points; its indicators' weights add up to {plain_number(found)}"},
                Side(f"{plain_number(stated.value)}分", stated.value, "分"), Side(f"{plain_number(found)}分", found, "分"),
                abs(found - stated.value), Decimal(0), tuple(evidence),
            )  # fmt: skip


def _lists_execution(unit: UnitIndex, form: str, project: str) -> bool:
    """Whether the execution of the budget stands among the indicators, so that the funds row does not count again."""
    names = load_vocabulary().words["execution_indicators"]
    return any(row.name in names for row in unit.indicators(form) if row.member == project)


class ExpectScoresWithinWeights(UnitExpectation):
    """Expect every score to lie between 0 and its weight.

    Left out, in this order:
    1. rows without a score or without a weight
    2. rows with one that can be read two ways: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("points",)

    forms: list[FormName] = ["overall", "project"]

    success_keys: ClassVar[tuple[str, ...]] = ("forms",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every row with a score."""
        for form in self.forms:
            for item in ("total_funds", "indicator", "total"):
                weights = unit.members(form, item, "weight")
                for member, score in unit.members(form, item, "score").items():
                    weight = weights.get(member)
                    pair = [fact for fact in (score, weight) if fact is not None]
                    unread = [fact for fact in pair if fact.state == FIGURE_UNDECIDABLE]
                    if unread:
                        missing = [Missing(fact.address, fact.state, fact) for fact in unread]
                        evidence = tuple(unit.fact_evidence(fact, "context") for fact in unread)
                        yield Verdict(UNDECIDABLE, score.address, missing_text(missing), evidence=evidence)
                        continue  # 2
                    if weight is None or weight.value is None or score.value is None:
                        continue  # 1
                    is_within = 0 <= score.value <= weight.value
                    yield Verdict(
                        PASS if is_within else FAIL, score.address,
                        {"zh": f"“{score.label}”得{plain_number(score.value)}分，分值{plain_number(weight.value)}",
                         "en": f"“{score.label}” scores {plain_number(score.value)} of {plain_number(weight.value)}"},
                        Side(f"{plain_number(score.value)}分", score.value, "分"),
                        Side(f"{plain_number(weight.value)}分", weight.value, "分"),
                        abs(score.value - weight.value), Decimal(0),
                        (unit.fact_evidence(score, "left"), unit.fact_evidence(weight, "right")),
                    )  # fmt: skip
