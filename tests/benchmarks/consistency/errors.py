"""The errors that are planted, a function a class: each yields papers with one error that something contradicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

from .figures import ONE, WAN, Figure, number_text
from .list_errors import drop_part, list_item_added, list_item_dropped
from .papers import Papers
from .planting import Plant, change_digit, plant_figures, swap_digits, with_figure
from .ties import Ledger, Stated, statements
from .word_errors import qualifier_contradicted, sign_or_direction, wrong_year

_TOTALS = (
    "basic.three_public.final", "basic.vehicles.final", "basic.project_spending.final", "basic.special_funds.final",
    "basic.upper_transfers.final", "overall.project_spending.stated", "overall.total_funds.final", "overall.total.score",
    "overall.total.weight", "basic.running_costs.final", "overall.basic_spending.stated",
)  # fmt: skip
_NEEDS_DIGITS = 2


def _is_plain(stated: Stated) -> bool:
    """A figure that stands for itself: no share, no growth, no total."""
    about = stated.figure.about
    return (
        "|" not in about
        and about not in _TOTALS
        and len(stated.figure.number) >= _NEEDS_DIGITS
        and not stated.figure.qualifier
    )


def _is_total(stated: Stated) -> bool:
    return stated.figure.about in _TOTALS and not stated.figure.qualifier


def digit_changed(papers: Papers, chance: Random) -> Iterator[Plant]:
    yield from plant_figures("digit changed", papers, chance, _is_plain, change_digit)


def digits_swapped(papers: Papers, chance: Random) -> Iterator[Plant]:
    yield from plant_figures("digits swapped", papers, chance, _is_plain, swap_digits)


def total_changed(papers: Papers, chance: Random) -> Iterator[Plant]:
    yield from plant_figures("total changed", papers, chance, _is_total, change_digit)


def unit_slip(papers: Papers, chance: Random) -> Iterator[Plant]:
    """万元 written 元 and the other way round; in a cell, the amount in the other measure."""
    slips = {"万元": ("元", ONE), "元": ("万元", WAN), "亿元": ("万元", WAN)}

    def change(figure: Figure, _: Random) -> Figure | None:
        if figure.after in slips:
            measure, scale = slips[figure.after]
            return replace(figure, after=measure, scale=scale)
        if figure.after or figure.before:
            return None
        in_other = figure.amount if figure.scale == WAN else figure.amount / WAN
        return figure.with_number(number_text(in_other, 2))

    def is_money(stated: Stated) -> bool:
        figure = stated.figure
        if "|" in figure.about or not figure.amount:
            return False
        return figure.after in slips or (bool(stated.cell) and figure.decimals == 2 and not figure.after)

    yield from plant_figures("unit slip", papers, chance, is_money, change)


def last_years_value(papers: Papers, chance: Random) -> Iterator[Plant]:
    """This year's figure is last year's, copied."""

    def prior(figure: Figure) -> Figure | None:
        if not figure.about.startswith("basic.") or not figure.about.endswith(".final"):
            return None
        return papers.cells.get(figure.about.removesuffix("final") + "prior_final")

    def change(figure: Figure, _: Random) -> Figure | None:
        copied = prior(figure)
        assert copied is not None
        return figure.with_number(number_text(copied.amount / figure.scale, figure.decimals, "," in figure.number))

    yield from plant_figures(
        "last year's value",
        papers,
        chance,
        lambda stated: prior(stated.figure) is not None and not stated.figure.qualifier,
        change,
    )


def label_swapped(papers: Papers, chance: Random) -> Iterator[Plant]:
    """Two figures of a sentence, or of a column, in each other's place."""
    pairs = [*_pairs_in_prose(papers), *_pairs_in_forms(papers)]
    chance.shuffle(pairs)
    prose_first = chance.random() < 0.6
    for one, other in sorted(pairs, key=lambda pair: bool(pair[0].cell) == prose_first):
        if one.figure.text == other.figure.text or _measure(one.figure) != _measure(other.figure):
            continue
        changed, _ = with_figure(papers, one, _as(one.figure, other.figure))
        changed, there = with_figure(changed, other, _as(other.figure, one.figure))
        ledger = Ledger(changed)
        against = ledger.against(there) + ledger.against(replace(one, figure=_as(one.figure, other.figure)))
        against = [place for place in dict.fromkeys(against) if place not in (one.place, other.place)]
        if against:
            texts = f"{one.figure.text}…{other.figure.text}", f"{other.figure.text}…{one.figure.text}"
            yield Plant("label swapped", changed, [one.place, other.place], *texts, against)


def _measure(figure: Figure) -> tuple[str, bool]:
    return figure.after, figure.is_digits


def _as(figure: Figure, other: Figure) -> Figure:
    return replace(other, about=figure.about)


def _pairs_in_prose(papers: Papers) -> list[tuple[Stated, Stated]]:
    stated = [s for s in statements(papers) if s.sentence and "|" not in s.figure.about and s.figure.is_digits]
    return [(a, b) for a in stated for b in stated if a.sentence == b.sentence and a.at < b.at]


def _pairs_in_forms(papers: Papers) -> list[tuple[Stated, Stated]]:
    lines = [f"special_fund[{name}]" for name in papers.world.funds]
    groups = [lines, ["vehicle_running", "reception"], ["operations", "maintenance"]]
    cells = papers.cells
    pairs = []
    for group in groups:
        there = [address for item in group if (address := f"basic.{item}.final") in cells]
        pairs += list(pairwise(there))
    pairs.append(("overall.basic_spending.stated", "overall.project_spending.stated"))
    return [(Stated(cells[a], cell=a), Stated(cells[b], cell=b)) for a, b in pairs]


def share_not_following(papers: Papers, chance: Random) -> Iterator[Plant]:
    def is_share(stated: Stated) -> bool:
        about = stated.figure.about
        return about.startswith("ratio|") or about.endswith((".rate", "staff_control_rate.final"))

    yield from plant_figures("share not following", papers, chance, is_share, change_digit)


def growth_not_following(papers: Papers, chance: Random) -> Iterator[Plant]:
    def is_growth(stated: Stated) -> bool:
        return stated.figure.about.startswith(("growth|", "change|"))

    yield from plant_figures("growth not following", papers, chance, is_growth, change_digit)


def score_over_weight(papers: Papers, chance: Random) -> Iterator[Plant]:
    def change(figure: Figure, chance: Random) -> Figure | None:
        weight = papers.cells[figure.about.removesuffix("score") + "weight"].amount
        return figure.with_number(f"{(weight + chance.choice((Decimal(1), Decimal('0.5'), Decimal(2)))).normalize():f}")

    def is_score(stated: Stated) -> bool:
        return bool(stated.cell) and stated.cell.endswith("].score") and "indicator[" in stated.cell

    yield from plant_figures("score over weight", papers, chance, is_score, change)


def missed_with_full_score(papers: Papers, chance: Random) -> Iterator[Plant]:
    """A target set above what was done, where nothing else speaks of the target; the full score stands."""
    ledger = Ledger(papers)
    for goal in chance.sample(papers.world.goals, len(papers.world.goals)):
        address = f"overall.indicator[{goal.name}]"
        target = papers.cells[f"{address}.target"]
        is_told = len(ledger.by_key[f"{address}.target"]) > 1 or any(address in key for key in ledger.derived)
        has_words = any(
            address in getattr(piece, "about", "") and not isinstance(piece, Figure)
            for s in papers.sentences()
            for piece in s.pieces
        )
        if not goal.is_met or is_told or has_words or not goal.actual:
            continue
        factor = Decimal(chance.uniform(0.7, 0.93) if goal.less_is_better else chance.uniform(1.06, 1.3))
        number = goal.actual * factor
        if goal.measure == "%" and number > 100:
            continue
        figure = target.with_number(number_text(number, 0 if number > 30 else goal.decimals))
        if goal.measure == "%" or figure.amount == target.amount:
            figure = target.with_number(number_text(number, goal.decimals))
        actual = papers.cells[f"{address}.actual"].amount
        if figure.amount >= actual if goal.less_is_better else figure.amount <= actual:
            continue
        changed, _ = with_figure(papers, Stated(target, cell=f"{address}.target"), figure)
        places = [f"{address}.{cell}" for cell in ("target", "actual", "score")]
        yield Plant("missed with full score", changed, places[:1], target.text, figure.text, places[1:])


def scope_swapped(papers: Papers, chance: Random) -> Iterator[Plant]:
    """The general budget's figure given as all funds', or all funds' as the general budget's."""
    other = {"overall.total_funds.final": "overall.general_budget.stated"}
    other |= {b: a for a, b in other.items()}

    def change(figure: Figure, _: Random) -> Figure | None:
        amount = papers.world.values[other[figure.about]]
        return figure.with_number(number_text(amount / figure.scale, figure.decimals, "," in figure.number))

    yield from plant_figures(
        "scope swapped",
        papers,
        chance,
        lambda s: bool(s.sentence) and s.figure.about in other and not s.figure.qualifier,
        change,
    )


ERRORS: dict[str, Callable[[Papers, Random], Iterator[Plant]]] = {
    "digit changed": digit_changed, "digits swapped": digits_swapped, "total changed": total_changed,
    "part dropped": drop_part, "unit slip": unit_slip, "last year's value": last_years_value, "wrong year": wrong_year,
    "label swapped": label_swapped, "list item added": list_item_added, "list item dropped": list_item_dropped,
    "qualifier contradicted": qualifier_contradicted, "share not following": share_not_following,
    "growth not following": growth_not_following, "sign or direction": sign_or_direction,
    "score over weight": score_over_weight, "missed with full score": missed_with_full_score, "scope swapped": scope_swapped,
}  # fmt: skip


def plant(error: str, papers: Papers, chance: Random) -> Plant | None:
    """The papers with one error of a class; None where the unit has no place for it."""
    return next(ERRORS[error](papers, chance), None)
