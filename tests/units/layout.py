"""A described unit laid out on paper: lines and tables, with merged cells, the same for every file format.

Widths are in thousandths of the text's width. They differ between the rows of one table, as in the Word templates.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any, Literal

import yaml

from .description import (
    BASIC_ROWS,
    EXPENDITURE_LINES,
    FUNDS_ROWS,
    INCOME_LINES,
    PARTS,
    Basic,
    Figures,
    Funds,
    Indicator,
    Indicators,
    Line,
    Overall,
    Project,
    Report,
    Signature,
    Unit,
)

WORDING = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text(encoding="utf-8"))
BLANK_CLASSES = {
    "产出指标（50分）": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标（30分）": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标（10分）": ["服务对象满意度指标"],
}


@dataclass(frozen=True)
class Text:
    """A paragraph outside tables."""

    text: str
    style: Literal["annex", "title", "heading", "body", "note", "blank"] = "body"
    new_page: bool = False


@dataclass(frozen=True)
class Box:
    """A cell as printed. ``merge`` is "start" at the top of vertically merged cells and "continue" below."""

    text: str
    width: int
    merge: Literal["", "start", "continue"] = ""


@dataclass(frozen=True)
class Grid:
    rows: list[list[Box]]

    @property
    def edges(self) -> list[int]:
        """Where any row has a border, from 0 to the right-hand side: the grid that the cells span."""
        return sorted({0} | {edge for row in self.rows for edge in accumulate(box.width for box in row)})


Block = Text | Grid
Label = Callable[[str], str]


def lay_out(unit: Unit, parts: tuple[str, ...] = PARTS) -> list[Block]:
    """The parts of a unit in reading order; what the unit does not hand in is left out."""
    written = {
        "basic": [_basic(unit, unit.basic)] if unit.basic else [],
        "overall": [_overall(unit, unit.overall)] if unit.overall else [],
        "project": [_project(unit, project) for project in unit.projects],
        "report": [_report(unit.report)] if unit.report else [],
    }
    blocks: list[Block] = []
    for first, *others in (form for part in parts for form in written[part]):
        assert isinstance(first, Text)
        blocks += [Text(first.text, first.style, new_page=bool(blocks)), *others]
    return blocks


def labels_of(unit: Unit) -> Label:
    """Key of wording.yml -> the words as this unit's template prints them."""
    labels = WORDING["labels"]["plain"] | WORDING["labels"][unit.template.spelling] | unit.template.labels
    if unknown := unit.template.labels.keys() - WORDING["labels"]["plain"].keys():
        raise ValueError(f"{unit.id}: no labels {sorted(unknown)} in wording.yml")
    filled = {"year": unit.year, "prior": unit.year - 1, "level": unit.template.special_level}
    return lambda key: str(labels[key]).format(money=unit.template.money, **filled | _SIGNATURE_KEPT)


_SIGNATURE_KEPT = {f.name: "{" + f.name + "}" for f in fields(Signature)}  # filled in by _signature


def _signature(label: Label, signature: Signature) -> Text:
    return Text(label("signature").format(**vars(signature)), "note")


def _strings(described: Any) -> list[str]:
    return [getattr(described, f.name) for f in fields(described)]


def _known(given: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """``given``; a key nobody prints would be lost in silence."""
    if unknown := given.keys() - set(keys):
        raise ValueError(f"no rows {sorted(unknown)} among {keys}")
    return given


def _basic(unit: Unit, basic: Basic) -> list[Block]:
    label = labels_of(unit)
    rows = _known(basic.rows, BASIC_ROWS)
    named = {"special_funds": basic.special_funds, "upper_level_transfers": basic.transfers}
    titles = ["approved_size", "actual_size", "size_rate", "building_budget", "investment", "investment_rate"]

    def row(name: str, texts: list[str], merge: Literal["", "start", "continue"] = "") -> list[Box]:
        return [Box(name, 280, merge), *(Box(text, 720 // len(texts)) for text in texts)]

    def line(described: Line) -> list[Box]:
        name, *figures = _strings(described)
        return row(name, figures)

    table = [
        row(label("unit_name"), [basic.unit_name or unit.name]),
        row(label("staff"), [label(key) for key in ("posts", "in_post", "control_rate")], "start"),
        row("", _strings(basic.staff), "continue"),
        row(label("spending"), [label(key) for key in ("prior_final", "budget", "final")]),
    ]
    for key in BASIC_ROWS:
        table.append(row(label(key), _strings(rows.get(key, Figures()))))
        table += [line(described) for described in named.get(key, [])]
    table += [
        row(label("buildings"), [label(key) for key in titles], "start"),
        row("", _strings(basic.buildings), "continue"),
        row(label("thrift"), [basic.thrift]),
    ]
    return [
        Text(unit.template.annexes[0], "annex"),
        Text(label("basic_title"), "title"),
        Text("", "blank"),
        Grid(table),
        Text(label("basic_note"), "note"),
        Text("", "blank"),
        _signature(label, basic.signature),
    ]


def _overall(unit: Unit, overall: Overall) -> list[Block]:
    label = labels_of(unit)
    income, expenditure = _known(overall.income, INCOME_LINES), _known(overall.expenditure, EXPENDITURE_LINES)
    lines = zip_longest(
        [label(f"income_{key}") + income.get(key, "") for key in INCOME_LINES],
        [label(f"expenditure_{key}") + expenditure.get(key, "") for key in EXPENDITURE_LINES],
        fillvalue="",
    )
    table = [
        [Box(label("unit_name"), 160), Box(overall.unit_name or unit.name, 840)],
        _funds_head(label, "funds"),
        _funds_row(label("funds_total"), overall.funds),
        *([Box("", 60, "continue"), Box(left, 470), Box(right, 470)] for left, right in lines),
        *_goals(label, overall.goals, overall.results),
        *_indicators(unit, overall.indicators, overall.total),
    ]
    return [
        Text(unit.template.annexes[1], "annex"),
        Text(label("overall_title"), "title"),
        Text("", "blank"),
        Grid(table),
        Text("", "blank"),
        _signature(label, overall.signature),
    ]


def _project(unit: Unit, project: Project) -> list[Block]:
    label = labels_of(unit)
    funds = _known(project.funds, FUNDS_ROWS)
    table = [
        [Box(label("project_name"), 160), Box(project.name, 840)],
        [
            Box(label("department"), 160),
            Box(project.department, 340),
            Box(label("implementer"), 160),
            Box(project.implementer, 340),
        ],
        _funds_head(label, "project_funds"),
        *(_funds_row(label(f"funds_{key}"), funds.get(key, Funds())) for key in FUNDS_ROWS),
        *_goals(label, project.goals, project.results),
        *_indicators(unit, project.indicators, project.total),
    ]
    return [
        Text(unit.template.annexes[2], "annex"),
        Text(label("project_title"), "title"),  # no blank line here: a table can follow its title directly
        Grid(table),
        Text(label("project_note"), "note"),
        Text("", "blank"),
        _signature(label, project.signature),
    ]


FUNDS_WIDTHS = (60, 240, 140, 140, 140, 90, 95, 95)
INDICATOR_WIDTHS = (60, 100, 100, 220, 130, 130, 70, 70, 120)


def _row(widths: tuple[int, ...], texts: list[str], merges: str = "") -> list[Box]:
    """Boxes side by side; ``merges`` gives a letter per box from the left: s(tart), c(ontinue) or a dot."""
    kinds: dict[str, Literal["", "start", "continue"]] = {"s": "start", "c": "continue", ".": ""}
    letters = merges.ljust(len(texts), ".")
    return [Box(t, width, kinds[letter]) for t, width, letter in zip(texts, widths, letters, strict=True)]


def _funds_head(label: Label, title: str) -> list[Box]:
    heads = [label(f.name) for f in fields(Funds)]
    return _row(FUNDS_WIDTHS, [label(title), "", *heads], "s")


def _funds_row(name: str, funds: Funds) -> list[Box]:
    return _row(FUNDS_WIDTHS, ["", name, *_strings(funds)], "c")


def _goals(label: Label, goals: str, results: str) -> list[list[Box]]:
    widths = (60, 470, 470)
    heads = [label("goals_head"), label("goals"), label("results")]
    return [_row(widths, heads, "s"), _row(widths, ["", goals, results], "c")]


def _indicators(unit: Unit, indicators: Indicators, total: list[str]) -> Iterator[list[Box]]:
    """Head row, a row per indicator with both upper levels merged over their rows, and the row of totals."""
    label = labels_of(unit)
    heads = ["indicators", "level_1", "level_2", "level_3", "target", "actual", "weight", "score", "reason"]
    yield _row(INDICATOR_WIDTHS, [label(key) for key in heads], "s")
    is_odd = unit.template.spelling != "plain"
    for level_1, classes in (indicators or _blank_template(is_odd)).items():
        first_of_level_1 = True
        for level_2, entries in classes.items():
            for number, entry in enumerate(entries):
                names = [_spell(unit, level_1) if first_of_level_1 else "", "" if number else _spell(unit, level_2)]
                merges = "c" + ("s" if first_of_level_1 else "c") + ("c" if number else "s")
                yield _row(INDICATOR_WIDTHS, ["", *names, *_strings(entry)], merges)
                first_of_level_1 = False
    yield _row((740, 70, 70, 120), [label("total"), *total])


def _blank_template(is_odd: bool) -> Indicators:
    """The empty rows of the template; a hasty one leaves a line break after the name of each class."""
    rows = [Indicator(""), Indicator(""), Indicator("……")]
    tail = "\n" if is_odd else ""
    return {level_1: {level_2 + tail: rows for level_2 in names} for level_1, names in BLANK_CLASSES.items()}


def _spell(unit: Unit, name: str) -> str:
    for plain, printed in WORDING["levels"][unit.template.spelling].items():
        if name.startswith(plain):
            return str(printed + name.removeprefix(plain))
    return name


def _report(report: Report) -> list[Block]:
    blocks: list[Block] = [Text(report.title, "title"), Text("", "blank")]
    for section in report.sections:
        blocks.append(Text(section.heading, "heading"))
        for item in section.body:
            if isinstance(item, str):
                blocks.append(Text(item))
            else:
                blocks.append(Grid([[Box(t, 1000 // len(row)) for t in row] for row in item.table]))
    return blocks
