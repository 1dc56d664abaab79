"""Papers → the description of a unit that the writers of tests.units turn into any format."""

from __future__ import annotations

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
    Table,
    Template,
    Unit,
)

from .cells import chance_of
from .figures import Money
from .papers import Papers, Sentence
from .world import BASES, CLASSES, POINTS, Goal, Undertaking

ROWS = {
    "three_public": "three_public", "vehicles": "vehicles", "vehicle_purchase": "vehicle_purchase",
    "vehicle_running": "vehicle_running", "travel_abroad": "travel_abroad", "reception": "reception",
    "project_spending": "project_spending", "operations": "operations", "maintenance": "maintenance",
    "special_funds": "special_funds", "upper_level_transfers": "upper_transfers", "running_costs": "running_costs",
    "office": "running_cost[办公经费]", "utilities": "running_cost[水费、电费、差旅费]",
    "meetings": "running_cost[会议费、培训费]", "procurement": "procurement",
}  # fmt: skip
NOT_APPLICABLE = "不适用"


def describe(papers: Papers, money: Money, unit_id: str) -> Unit:
    """The papers as tests.units describes them, ready for any of its writers."""
    return _Describer(papers, money).unit(unit_id)


def _printed(paragraph: list[Sentence]) -> str | Table:
    """The paragraph's text, or its table of two columns."""
    if paragraph[0].kind != "table":
        return "".join(sentence.text for sentence in paragraph)
    texts = [piece if isinstance(piece, str) else piece.text for piece in paragraph[0].pieces]
    return Table([list(row) for row in zip(texts[::2], texts[1::2], strict=True)])


class _Describer:
    def __init__(self, papers: Papers, money: Money) -> None:
        self.papers, self.world, self.money = papers, papers.world, money

    def text(self, address: str, absent: str = "/") -> str:
        figure = self.papers.cells.get(address)
        return figure.text if figure else absent

    def unit(self, unit_id: str) -> Unit:
        world = self.world
        title = self.papers.title
        sections = [
            Section(c.heading, [_printed(paragraph) for paragraph in c.paragraphs]) for c in self.papers.chapters
        ]
        labels = {}
        for part, year in self.papers.titles.items():
            labels[f"{part}_title"] = {
                "basic": f"{year}年度预算单位整体支出绩效评价基础数据表", "overall": f"{year}年度预算单位整体支出绩效自评表",
                "project": f"{year}年度项目支出绩效自评表",
            }[part]  # fmt: skip
        return Unit(
            unit_id, world.name, world.year, ending="txt", template=self._template(labels),
            basic=self._basic(), overall=self._overall(),
            projects=[self._project(undertaking) for undertaking in world.undertakings], report=Report(title, sections),
        )  # fmt: skip

    def _template(self, labels: dict[str, str]) -> Template:
        chance = chance_of(self.world, "template")
        annexes = chance.choice(
            (["附件1", "附件2", "附件3"], ["附件2", "附件3", "附件4"], ["附件一", "附件二", "附件三"])
        )
        spelling = "odd" if chance.random() < 0.15 else "plain"
        labels |= chance.choice(({}, {"weight": "权重"}, {"reason": "偏差原因及改进措施"}))
        return Template(self.world.level, self.money.measure, annexes, spelling, labels)

    def _columns(self, item: str) -> list[str]:
        return [self.text(f"basic.{item}.{basis}") for basis in BASES]

    def _signature(self) -> Signature:
        return Signature("（签章）", "经办人", "（略）", f"{self.world.year + 1}年3月15日")

    def _basic(self) -> Basic:
        lines = {
            item: [
                Line(name, *self._columns(f"{item}[{name}]")) for name in names if name not in self.papers.dropped_lines
            ]
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

        columns = ("budget", "full_year", "final", "weight", "rate", "score")
        return Overall(
            Funds(*(self.text(f"overall.total_funds.{basis}") for basis in columns)),
            {"total": stated("income_total"), "general_budget": stated("general_budget"), "government_fund": stated("government_fund"),
             "nontax": "0.00", "other": stated("other_funds")},
            {"total": stated("expenditure_total"), "basic": stated("basic_spending"), "project": stated("project_spending")},
            "\n".join(s.text for s in self.papers.goals), "\n".join(s.text for s in self.papers.results),
            self._indicators("overall", "", self.world.goals),
            [self.text("overall.total.weight"), self.text("overall.total.score"), "执行率未达100%及个别指标未完成，相应扣分。"],
            signature=self._signature(),
        )  # fmt: skip

    def _project(self, undertaking: Undertaking) -> Project:
        name = undertaking.name
        funds = {}
        for row, item in (
            ("total", "total_funds"),
            ("grant", "grant"),
            ("carry_over", "carry_over"),
            ("other", "other_funds"),
        ):
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
        target, actual, weight, score = (
            self.text(f"{address}.{cell}") for cell in ("target", "actual", "weight", "score")
        )
        return Indicator(goal.name, target, actual, weight, score, self.papers.reasons.get(address, reason))
