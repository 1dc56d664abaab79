"""A unit at random: what it is called, what it got and spent, what it was to achieve and did. All values true and exact.

Money is in yuan, rates are ratios, indicators are in their own measure. ``values`` goes by address; quantities that only
prose can state are called ``x.…``. Every figure of the documents is one of these values, rounded where it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from .figures import rounded

FOLDER = Path(__file__).parent
BASES = ("prior_final", "budget", "final")
CLASSES = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
POINTS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
WAN = Decimal(10_000)


@cache
def kinds() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "kinds.yml").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Goal:
    """An indicator: target and actual in its measure, points, and the sentences it can be told by."""

    name: str
    measure: str
    level_2: str
    target: Decimal
    actual: Decimal
    decimals: int
    less_is_better: bool
    sentences: list[str] = field(default_factory=list)
    weight: Decimal = Decimal(0)
    score: Decimal = Decimal(0)

    @property
    def level_1(self) -> str:
        return next(level for level, classes in CLASSES.items() if self.level_2 in classes)

    @property
    def is_met(self) -> bool:
        return self.actual <= self.target if self.less_is_better else self.actual >= self.target

    @property
    def achieved(self) -> Decimal:
        """actual ÷ target where more is better, target ÷ actual where less is; 1 where both are 0."""
        over, under = (self.target, self.actual) if self.less_is_better else (self.actual, self.target)
        return over / under if under else Decimal(1)


@dataclass
class Undertaking:
    """A project with a form of its own: the line of form 1 that it stands for, and its indicators."""

    name: str
    address: str
    goals: list[Goal]


@dataclass
class World:
    seed: int
    chance: Random
    name: str
    itself: str
    level: str
    year: int
    offices: list[str]
    values: dict[str, Decimal] = field(default_factory=dict)
    funds: list[str] = field(default_factory=list)
    transfers: list[str] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    undertakings: list[Undertaking] = field(default_factory=list)
    is_cents: bool = False  # amounts to the cent, so that sums of printed figures can differ in the last digit

    def money(self, low: float, high: float) -> Decimal:
        """An amount between two in 万元; round sums where the unit reckons in 百元."""
        yuan = Decimal(self.chance.uniform(low, high)) * WAN
        return rounded(yuan, 2) if self.is_cents else rounded(yuan / 100, 0) * 100

    def part_of(self, amount: Decimal, low: float, high: float) -> Decimal:
        share = Decimal(self.chance.uniform(low, high))
        return rounded(amount * share, 2) if self.is_cents else rounded(amount * share / 100, 0) * 100

    def row(self, item: str, basis: str) -> Decimal:
        return self.values.get(f"basic.{item}.{basis}", Decimal(0))


def make_world(seed: int) -> World:
    """The unit of a seed, always the same."""
    chance = Random(seed)
    kind = chance.choice(kinds()["kinds"])
    places = kinds()["places"]
    name = kind["name"].format(
        county=chance.choice(places["counties"]), city=chance.choice(places["cities"]),
        stem=chance.choice(places["stems"]), nth=chance.choice("一二三四"),
    )  # fmt: skip
    offices = kinds()["offices"][kind["offices"]]
    world = World(
        seed, chance, name, kind["self"], kind["level"], chance.choice((2021, 2022, 2023, 2024)),
        offices=sorted(chance.sample(offices, chance.randint(3, min(8, len(offices)))), key=offices.index),
        is_cents=chance.random() < 0.4,
    )  # fmt: skip
    _staff(world)
    _projects(world, kind["groups"])
    _three_public(world)
    _running_costs(world)
    _totals(world)
    _goals(world, kind["groups"])
    _undertakings(world)
    return world


def _staff(world: World) -> None:
    posts = world.chance.randint(18, 260)
    in_post = posts - world.chance.randint(0, max(1, posts // 8))
    world.values |= {"basic.posts.final": Decimal(posts), "basic.in_post.final": Decimal(in_post)}
    world.values["basic.staff_control_rate.final"] = Decimal(in_post) / posts
    civil = posts * world.chance.randint(15, 60) // 100
    world.values |= {"x.civil_posts": Decimal(civil), "x.other_posts": Decimal(posts - civil)}


def _columns(world: World, item: str, low: float, high: float, prior: tuple[float, float] = (0.75, 1.22)) -> None:
    """Budget at random, final below it, last year's around it."""
    budget = world.money(low, high)
    final = budget if world.chance.random() < 0.15 else world.part_of(budget, 0.9, 0.998)
    prior_final = world.part_of(final, *prior)
    for basis, value in zip(BASES, (prior_final, budget, final), strict=True):
        world.values[f"basic.{item}.{basis}"] = value


def _projects(world: World, groups: list[str]) -> None:
    chance = world.chance
    names = [name for group in groups for name in kinds()["funds"].get(group, [])]
    world.funds = chance.sample(names, min(len(names), chance.choice((0, 1, 2, 2, 3, 3, 4, 5, 6, 8))))
    world.transfers = chance.sample(kinds()["transfers"], chance.choice((0, 0, 0, 1, 2)))
    scale = chance.choice((1, 1, 3))
    if not world.funds or chance.random() < 0.8:
        _columns(world, "operations", 12 * scale, 160 * scale)
    if chance.random() < 0.35:
        _columns(world, "maintenance", 8 * scale, 60 * scale)
    for fund in world.funds:
        _columns(world, f"special_fund[{fund}]", 6 * scale, 180 * scale)
    for transfer in world.transfers:
        _columns(world, f"upper_transfer[{transfer}]", 10 * scale, 120 * scale)
    for basis in BASES:
        sums = {
            "special_funds": [f"special_fund[{name}]" for name in world.funds],
            "upper_transfers": [f"upper_transfer[{name}]" for name in world.transfers],
            "project_spending": ["operations", "maintenance", "special_funds", "upper_transfers"],
        }
        for total, parts in sums.items():
            there = [world.values[a] for part in parts if (a := f"basic.{part}.{basis}") in world.values]
            if there:
                world.values[f"basic.{total}.{basis}"] = sum(there, Decimal(0))


def _three_public(world: World) -> None:
    """Never above budget or last year: a unit that is, is no clean one."""
    chance = world.chance
    prior = (1.02, 1.3)
    _columns(world, "vehicle_running", 1.5, 22, prior)
    _columns(world, "reception", 0.8, 12, prior)
    if chance.random() < 0.15:
        _columns(world, "travel_abroad", 2, 15, prior)
    if chance.random() < 0.1:
        _columns(world, "vehicle_purchase", 10, 25, prior)
    for basis in BASES:
        world.values[f"basic.vehicles.{basis}"] = world.row("vehicle_purchase", basis) + world.row(
            "vehicle_running", basis
        )
        parts = (world.row(item, basis) for item in ("vehicles", "travel_abroad", "reception"))
        world.values[f"basic.three_public.{basis}"] = sum(parts, Decimal(0))


def _running_costs(world: World) -> None:
    _columns(world, "running_costs", 30, 420)
    shares = (("办公经费", 0.2, 0.4), ("水费、电费、差旅费", 0.1, 0.3), ("会议费、培训费", 0.02, 0.1))
    for basis in BASES:
        for name, low, high in shares:
            costs = world.row("running_costs", basis)
            world.values[f"basic.running_cost[{name}].{basis}"] = world.part_of(costs, low, high)
    _columns(world, "procurement", 10, 300)


def _totals(world: World) -> None:
    chance, values = world.chance, world.values
    run, project = world.row("running_costs", "final"), world.row("project_spending", "final")
    personnel = world.money(8 * float(values["basic.in_post.final"]), 15 * float(values["basic.in_post.final"]))
    basic = personnel + run
    executed = basic + project
    fund = world.part_of(project, 0.2, 0.5) if chance.random() < 0.25 else Decimal(0)
    other = world.part_of(basic, 0.05, 0.2) if chance.random() < 0.25 else Decimal(0)
    full = executed + world.part_of(executed, 0.0005, 0.06)
    initial = max(full - world.part_of(full, -0.02, 0.2), world.row("project_spending", "budget") + basic / 2)
    initial = rounded(initial, 2) if world.is_cents else rounded(initial / 100, 0) * 100
    wages = world.part_of(personnel, 0.7, 0.93)
    values |= {
        "x.personnel": personnel, "x.wages": wages, "x.aid": personnel - wages, "overall.basic_spending.stated": basic, "overall.project_spending.stated": project,
        "overall.general_budget.stated": executed - fund - other, "overall.government_fund.stated": fund,
        "overall.other_funds.stated": other, "overall.total_funds.budget": initial, "overall.total_funds.full_year": full,
        "overall.total_funds.final": executed, "overall.total_funds.rate": executed / full, "x.left": full - executed,
        "x.adjust": full - initial, "x.prior_total": world.part_of(executed, 0.85, 1.15),
        "overall.total_funds.weight": Decimal(10), "x.general_basic": basic - other, "x.general_project": project - fund,
    }  # fmt: skip
    values["overall.total_funds.score"] = rounded(10 * executed / full, 2)


def _goals(world: World, groups: list[str]) -> None:
    chance, catalogue = world.chance, kinds()["indicators"]
    entries = [entry for group in groups for entry in catalogue[group]]
    most = min(len(entries), 18)
    picked = chance.sample(entries, chance.randint(min(5, most), most))
    picked += chance.sample(catalogue["common"], chance.randint(1, len(catalogue["common"])))
    picked += chance.sample(catalogue["satisfaction"], chance.randint(1, 2))
    for needed in ("数量指标", "社会效益指标"):  # else a whole level would have no points
        if not any(entry[2] in CLASSES[_level_1(needed)] for entry in picked):
            picked.append(next(entry for entry in entries if entry[2] in CLASSES[_level_1(needed)]))
    goals = [_goal(world, entry) for entry in picked]
    order = [level_2 for classes in CLASSES.values() for level_2 in classes]
    world.goals = sorted(goals, key=lambda goal: order.index(goal.level_2))
    give_points(world, world.goals)
    scores = sum((goal.score for goal in world.goals), world.values["overall.total_funds.score"])
    world.values |= {"overall.total.weight": Decimal(100), "overall.total.score": scores}


def _level_1(level_2: str) -> str:
    return next(level for level, classes in CLASSES.items() if level_2 in classes)


def _goal(world: World, entry: list[Any]) -> Goal:
    """Target within the catalogue's bounds, as people set them: round; met by most, missed by few."""
    chance = world.chance
    name, measure, level_2, (low, high), decimals, sentences = entry
    less = name in kinds()["less_is_better"]
    target = Decimal(str(round(chance.uniform(low, high), 1 if high < 10 and decimals else 0)))
    if target >= 1000:
        target = rounded(target / 100, 0) * 100
    elif target >= 100 and measure != "%":
        target = rounded(target / 10, 0) * 10
    factor = chance.choice((1.0, 1.0, chance.uniform(1.0, 1.22)))
    if low != high and level_2 != "成本指标" and chance.random() < 0.07:  # a missed cost target is always an alarm
        factor = chance.uniform(0.86, 0.97)
    actual = target * Decimal(2 - factor if less else factor)
    actual = rounded(min(actual, Decimal(100)) if measure == "%" else actual, decimals)
    return Goal(name, measure, level_2, target, actual, decimals, less, sentences)


def give_points(world: World, goals: list[Goal]) -> None:
    """Weights that make the points of each level, in whole points; scores in full or by the share achieved."""
    for level, points in POINTS.items():
        own = [goal for goal in goals if goal.level_1 == level]
        left = points
        for place, goal in enumerate(own):
            behind = len(own) - place - 1
            even = left // (behind + 1)
            weight = left if not behind else max(1, min(left - behind, even + world.chance.choice((-1, 0, 0, 1))))
            goal.weight, left = Decimal(weight), left - weight
            due = goal.weight * min(Decimal(1), goal.achieved)
            goal.score = goal.weight if goal.is_met else (due * 10).to_integral_value(rounding="ROUND_FLOOR") / 10


def _undertakings(world: World) -> None:
    """One for every line of form 1, with some of the unit's own indicators."""
    named = [("业务工作经费", "basic.operations"), ("运行维护经费", "basic.maintenance")]
    named += [(name, f"basic.special_fund[{name}]") for name in world.funds]
    named += [(name, f"basic.upper_transfer[{name}]") for name in world.transfers]
    for name, address in named:
        if f"{address}.final" not in world.values:
            continue
        goals = [
            Goal(g.name, g.measure, g.level_2, g.target, g.actual, g.decimals, g.less_is_better, g.sentences)
            for level in CLASSES
            for g in _some(world, [goal for goal in world.goals if goal.level_1 == level])
        ]
        give_points(world, goals)
        world.undertakings.append(Undertaking(name, address, goals))


def _some(world: World, goals: list[Goal]) -> list[Goal]:
    count = world.chance.randint(1, min(3, len(goals)))
    chosen = world.chance.sample(range(len(goals)), count)
    return [goals[place] for place in sorted(chosen)]
