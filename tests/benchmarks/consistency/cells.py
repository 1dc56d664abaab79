"""A unit's values as the cells of its forms print them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .figures import ONE, WAN, Figure, Money, count_figure, number_text, percent_figure
from .world import Goal, Undertaking, World


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
    for side in ("income", "expenditure"):
        address = f"overall.{side}_total.stated"
        cells[address] = _bare(money, address, world.values["overall.total_funds.final"])
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
    chance = chance_of(world, goal.name)
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
    carried = world.part_of(final, 0.02, 0.1) if chance_of(world, name).random() < 0.2 else Decimal(0)
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


def chance_of(world: World, word: str) -> Random:
    """The same chance for the same word of a unit, whatever was drawn before."""
    return Random(f"{world.seed}/{word}")
