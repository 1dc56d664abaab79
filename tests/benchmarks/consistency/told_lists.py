"""Sentences that list names: the offices behind their count, the lines of special funds with their amounts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .figures import Figure, chinese, percent_figure
from .papers import Piece, Sentence, Word
from .slots import NotFitting
from .telling import Telling, split_slots

_TOTAL = "basic.special_funds.final"


def tell_offices(telling: Telling, pattern: str) -> Sentence:
    """ "内设5个科室：…": the count in digits or in words, the names behind or before it."""
    names, chance = telling.world.offices, telling.chance
    kind = chance.choice(telling.own("office_kinds", ("科室", "内设机构", "部门")))
    is_digits = chance.random() < 0.7
    count = Figure(
        "count|offices", str(len(names)) if is_digits else chinese(len(names)),
        value=None if is_digits else Decimal(len(names)),
    )  # fmt: skip
    slots: dict[str, Piece] = {
        "{count}": count, "{names}": Word("、".join(names), "count", "offices"), "{kind}": kind, "{self}": telling.world.itself,
    }  # fmt: skip
    parts = split_slots(pattern.replace("{offices}", chance.choice(telling.of("office_lists"))))
    return Sentence(
        telling.number(), [slots.get(part, part) for part in parts if part], pattern, list(names), "offices"
    )


def tell_lines(telling: Telling, pattern: str) -> Sentence:
    """All lines of special funds, or one or two of them. Raises NotFitting where the unit has none."""
    names = telling.world.funds
    if not names:
        raise NotFitting("special funds")
    item = telling.chance.choice(telling.of("line_items"))
    picked = telling.chance.sample(names, len(names))
    pieces: list[Piece] = []
    for part in split_slots(pattern):
        pieces += _slot(telling, part, item, picked)
    kind = "lines" if "{lines" in pattern else "line"
    return Sentence(telling.number(), pieces, pattern, list(names) if kind == "lines" else [], kind)


def _slot(telling: Telling, part: str, item: str, picked: list[str]) -> list[Piece]:
    names = telling.world.funds
    if part.startswith("{lines "):
        return list(_items(telling, item, part.strip("{}").partition(" ")[2]))
    if part == "{count_lines}":
        return [Figure("count|lines", str(len(names)))]
    if part == "{count_lines_words}":
        return [Figure("count|lines", chinese(len(names)), value=Decimal(len(names)))]
    if part == "{one_line}":
        return _item(telling, item, picked[0])
    if part == "{another_line}":
        if len(picked) < 2:
            raise NotFitting("a second line")
        return _item(telling, item, picked[1])
    if part == "{share_line}":
        address, values = f"basic.special_fund[{picked[0]}].final", telling.world.values
        return [percent_figure(f"ratio|{address}|{_TOTAL}", values[address] / values[_TOTAL], telling.filler.decimals)]
    return list(telling.filler.pieces(part))


def _items(telling: Telling, item: str, separator: str) -> Iterator[Piece]:
    if separator == "ordinal" and len(telling.world.funds) < 2:
        raise NotFitting("a second line")
    for place, name in enumerate(telling.world.funds, 1):
        if separator in ("numbered", "ordinal"):
            mark = f"（{place}）" if separator == "numbered" else f"{chinese(place)}是"
            yield f"{'；' if place > 1 else ''}{mark}"
        elif place > 1:
            yield separator
        yield from _item(telling, item, name)


def _item(telling: Telling, item: str, name: str) -> list[Piece]:
    address = f"basic.special_fund[{name}].final"
    before, after = item.split("{v}")
    figure = telling.filler.money.figure(address, telling.world.values[address])
    return [piece for piece in (before.format(name=name), figure, after.format(name=name)) if piece]


def tell_table(telling: Telling) -> list[list[Sentence]]:
    """The lines as a table of the report, with the sentence that announces it; amounts in 万元 or 元 by its head."""
    names, values = telling.world.funds, telling.world.values
    if not names:
        raise NotFitting("special funds")
    filler = telling.filler
    opening = telling.chance.choice(telling.of("table_openings"))
    heads = telling.own("table_heads", ("项目名称", "支出金额"))
    table = Sentence(
        telling.number(), [heads[0], f"{heads[1]}（{filler.money.measure}）"], "table", list(names), "table"
    )
    for name in names:
        address = f"basic.special_fund[{name}].final"
        figure = filler.money.figure(address, values[address], "wan" if filler.money.measure == "万元" else "yuan")
        table.pieces += [name, Figure(address, figure.number, figure.scale)]
    return [[filler.fill(opening, telling.number(), "lines total")], [table]]
