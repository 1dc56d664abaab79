"""What a unit hands in: cells and sentences, each figure of them with the quantity it states; and the forms as described.

``Papers`` is what errors are planted in: a figure is changed in its cell or sentence, and everything is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from tests.units import (
    Basic,
    Buildings,
    Figures,
    Funds,
    Indicator,
    Line,
    Overall,
    Project,
    Report,
    Section,
    Signature,
    Staff,
    Template,
    Unit,
)

from .figures import ONE, WAN, Figure, Money, count_figure, number_text, percent_figure
from .world import BASES, CLASSES, POINTS, Goal, Undertaking, World

ROWS = {
    "three_public": "three_public", "vehicles": "vehicles", "vehicle_purchase": "vehicle_purchase",
    "vehicle_running": "vehicle_running", "travel_abroad": "travel_abroad", "reception": "reception",
    "project_spending": "project_spending", "operations": "operations", "maintenance": "maintenance",
    "special_funds": "special_funds", "upper_level_transfers": "upper_transfers", "running_costs": "running_costs",
    "office": "running_cost[办公经费]", "utilities": "running_cost[水费、电费、差旅费]",
    "meetings": "running_cost[会议费、培训费]", "procurement": "procurement",
}  # fmt: skip
NOT_APPLICABLE = "不适用"


@dataclass(frozen=True)
class Word:
    """Words that say something of figures without a figure: ``kind`` is up, down, beyond, met, missed, none, count."""

    text: str
    kind: str
    about: str


Piece = str | Figure | Word


@dataclass
class Sentence:
    number: int
    pieces: list[Piece]
    pattern: str = ""  # which pattern it was made from
    names: list[str] = field(default_factory=list)  # listed after a count
    kind: str = ""  # offices, lines, distractor …

    @property
    def text(self) -> str:
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    def start_of(self, at: int) -> int:
        return len("".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces[:at]))


@dataclass
class Chapter:
    heading: str
    paragraphs: list[list[Sentence]] = field(default_factory=list)


@dataclass
class Papers:
    world: World
    cells: dict[str, Figure]
    title: str = ""
    titles: dict[str, int] = field(default_factory=dict)  # part -> year in its title
    goals: list[Sentence] = field(default_factory=list)
    results: list[Sentence] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    dropped_lines: list[str] = field(default_factory=list)

    def sentences(self) -> Iterator[Sentence]:
        """Goals, results, then the report in reading order."""
        yield from self.goals
        yield from self.results
        yield from self.report_sentences()

    def report_sentences(self) -> Iterator[Sentence]:
        for chapter in self.chapters:
            for paragraph in chapter.paragraphs:
                yield from paragraph

    def sentence(self, number: int) -> Sentence:
        return next(sentence for sentence in self.sentences() if sentence.number == number)

    @property
    def prose(self) -> str:
        return "\n".join("".join(s.text for s in p) for chapter in self.chapters for p in chapter.paragraphs)


def print_cells(world: World, money: Money) -> dict[str, Figure]:
    """Every figure of the forms as its cell prints it, by address. Zeros that a unit has no row for are left out."""
    cells: dict[str, Figure] = {}
    for address, value in world.values.items():
        if address.startswith("x."):
            continue
        if address.endswith((".rate", "staff_control_rate.final")):
            cells[address] = percent_figure(address, value, 2)
        elif address in ("basic.posts.final", "basic.in_post.final"):
            cells[address] = Figure(address, f"{value}")
        elif address.startswith(("overall.total.", "overall.total_funds.weight", "overall.total_funds.score")):
            cells[address] = _points(address, value)
        else:
            cells[address] = _bare(money, address, value)
    for goal in world.goals:
        _print_goal(world, cells, "overall", goal.name, goal)
    for undertaking in world.undertakings:
        _print_undertaking(world, cells, money, undertaking)
    return cells


def _bare(money: Money, address: str, yuan: Decimal) -> Figure:
    """A cell of money: its head says the measure."""
    scale = WAN if money.measure == "万元" else ONE
    return Figure(address, number_text(yuan / scale, 2), scale)


def _points(address: str, value: Decimal) -> Figure:
    return Figure(address, f"{value.normalize():f}")


def _print_goal(world: World, cells: dict[str, Figure], form: str, member: str, goal: Goal) -> None:
    address = f"{form}.indicator[{member}]"
    chance = _chance_of(world, goal.name)
    target = count_figure(f"{address}.target", goal.target, goal.measure, goal.decimals, chance, False)
    signs = ("≤", "不超过", "不高于") if goal.less_is_better else ("≥", "≥", "不少于", "不低于", "以上")
    sign = signs[world.seed % len(signs)]
    is_fixed = goal.target == 0 or (goal.target == 100 and goal.measure == "%")
    before, after = ("", "") if is_fixed else ("", sign) if sign == "以上" else (sign, "")
    cells[f"{address}.target"] = Figure(target.about, _shortest(target), target.scale, before, target.after + after)
    actual = count_figure(f"{address}.actual", goal.actual, goal.measure, goal.decimals, chance, False)
    cells[f"{address}.actual"] = Figure(actual.about, _shortest(actual), actual.scale, "", actual.after)
    cells[f"{address}.weight"] = _points(f"{address}.weight", goal.weight)
    cells[f"{address}.score"] = _points(f"{address}.score", goal.score)


def _shortest(figure: Figure) -> str:
    """The digits without zeros behind the point, and without thousands separators."""
    digits = figure.number.replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _print_undertaking(world: World, cells: dict[str, Figure], money: Money, undertaking: Undertaking) -> None:
    name, values = undertaking.name, world.values
    budget, final = values[f"{undertaking.address}.budget"], values[f"{undertaking.address}.final"]
    rate = final / budget
    amounts = {"budget": budget, "full_year": budget, "final": final}
    carried = world.part_of(final, 0.02, 0.1) if _chance_of(world, name).random() < 0.2 else Decimal(0)
    for basis, amount in amounts.items():
        cells[f"project.total_funds[{name}].{basis}"] = _bare(money, f"project.total_funds[{name}].{basis}", amount)
        parts = {"grant": amount - carried, "carry_over": carried, "other_funds": Decimal(0)}
        for item, part in parts.items():
            cells[f"project.{item}[{name}].{basis}"] = _bare(money, f"project.{item}[{name}].{basis}", part)
    score = Decimal(number_text(rate * 10, 2))
    cells[f"project.total_funds[{name}].weight"] = _points(f"project.total_funds[{name}].weight", Decimal(10))
    cells[f"project.total_funds[{name}].rate"] = percent_figure(f"project.total_funds[{name}].rate", rate, 2)
    cells[f"project.total_funds[{name}].score"] = _points(f"project.total_funds[{name}].score", score)
    for goal in undertaking.goals:
        _print_goal(world, cells, "project", f"{name}/{goal.name}", goal)
    total = sum((goal.score for goal in undertaking.goals), score)
    cells[f"project.total[{name}].weight"] = _points(f"project.total[{name}].weight", Decimal(100))
    cells[f"project.total[{name}].score"] = _points(f"project.total[{name}].score", total)


def _chance_of(world: World, word: str) -> Random:
    """The same chance for the same word of a unit, whatever was drawn before."""
    return Random(f"{world.seed}/{word}")


def describe(papers: Papers, money: Money, unit_id: str) -> Unit:
    """The papers as tests.units describes them, ready for any of its writers."""
    return _Describer(papers, money).unit(unit_id)


class _Describer:
    def __init__(self, papers: Papers, money: Money) -> None:
        self.papers, self.world, self.money = papers, papers.world, money

    def text(self, address: str, absent: str = "/") -> str:
        figure = self.papers.cells.get(address)
        return figure.text if figure else absent

    def unit(self, unit_id: str) -> Unit:
        world = self.world
        title = self.papers.title
        sections = [Section(chapter.heading, ["".join(s.text for s in p) for p in chapter.paragraphs]) for chapter in self.papers.chapters]
        labels = {}
        for part, year in self.papers.titles.items():
            labels[f"{part}_title"] = {
                "basic": f"{year}年度预算单位整体支出绩效评价基础数据表", "overall": f"{year}年度预算单位整体支出绩效自评表",
                "project": f"{year}年度项目支出绩效自评表",
            }[part]  # fmt: skip
        return Unit(
            unit_id, world.name, world.year, ending="txt", template=Template(world.level, self.money.measure, labels=labels),
            basic=self._basic(), overall=self._overall(),
            projects=[self._project(undertaking) for undertaking in world.undertakings], report=Report(title, sections),
        )  # fmt: skip

    def _columns(self, item: str) -> list[str]:
        return [self.text(f"basic.{item}.{basis}") for basis in BASES]

    def _signature(self) -> Signature:
        return Signature("（签章）", "经办人", "（略）", f"{self.world.year + 1}年3月15日")

    def _basic(self) -> Basic:
        lines = {
            item: [Line(name, *self._columns(f"{item}[{name}]")) for name in names if name not in self.papers.dropped_lines]
            for item, names in (("special_fund", self.world.funds), ("upper_transfer", self.world.transfers))
        }
        staff = Staff(*(self.text(f"basic.{item}.final") for item in ("posts", "in_post", "staff_control_rate")))
        return Basic(
            staff, {row: Figures(*self._columns(item)) for row, item in ROWS.items()} | {"basic_adjustment": Figures("/", "/", "/")},
            lines["special_fund"], lines["upper_transfer"], Buildings(*["/"] * 6),
            "严格执行厉行节约各项规定，公务接待实行审批制，公务用车统一调度。", signature=self._signature(),
        )  # fmt: skip

    def _overall(self) -> Overall:
        def stated(item: str) -> str:
            return self.text(f"overall.{item}.stated", "0.00")

        total = self.text("overall.total_funds.final")
        columns = ("budget", "full_year", "final", "weight", "rate", "score")
        return Overall(
            Funds(*(self.text(f"overall.total_funds.{basis}") for basis in columns)),
            {"total": total, "general_budget": stated("general_budget"), "government_fund": stated("government_fund"),
             "nontax": "0.00", "other": stated("other_funds")},
            {"total": total, "basic": stated("basic_spending"), "project": stated("project_spending")},
            "\n".join(s.text for s in self.papers.goals), "\n".join(s.text for s in self.papers.results),
            self._indicators("overall", "", self.world.goals),
            [self.text("overall.total.weight"), self.text("overall.total.score"), "执行率未达100%及个别指标未完成，相应扣分。"],
            signature=self._signature(),
        )  # fmt: skip

    def _project(self, undertaking: Undertaking) -> Project:
        name = undertaking.name
        funds = {}
        for row, item in (("total", "total_funds"), ("grant", "grant"), ("carry_over", "carry_over"), ("other", "other_funds")):
            columns = ("budget", "full_year", "final", "weight", "rate", "score")
            funds[row] = Funds(*(self.text(f"project.{item}[{name}].{basis}", "—") for basis in columns))
        return Project(
            name, self.world.name, self.world.name, funds, "按计划完成项目建设任务，发挥资金效益。", "项目已按计划实施，资金效益得到发挥。",
            self._indicators("project", f"{name}/", undertaking.goals),
            [self.text(f"project.total[{name}].weight"), self.text(f"project.total[{name}].score"), "按执行率和完成情况扣分。"],
            self._signature(),
        )  # fmt: skip

    def _indicators(self, form: str, prefix: str, goals: list[Goal]) -> dict[str, dict[str, list[Indicator]]]:
        """Every class that forms have, those without an indicator marked not applicable."""
        described: dict[str, dict[str, list[Indicator]]] = {}
        for level_1, classes in CLASSES.items():
            group = described.setdefault(f"{level_1}（{POINTS[level_1]}分）", {})
            for level_2 in classes:
                group[level_2] = [self._indicator(form, prefix, goal) for goal in goals if goal.level_2 == level_2] or [
                    Indicator(NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE)
                ]
        return described

    def _indicator(self, form: str, prefix: str, goal: Goal) -> Indicator:
        address = f"{form}.indicator[{prefix}{goal.name}]"
        reason = "" if goal.is_met else "受客观条件影响进度偏慢，下一步加强调度，确保按期完成。"
        return Indicator(
            goal.name, *(self.text(f"{address}.{cell}") for cell in ("target", "actual", "weight", "score")),
            self.papers.reasons.get(address, reason),
        )  # fmt: skip
