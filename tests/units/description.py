"""What a unit hands in, described: every text as it is printed, before any file format is chosen.

All texts are strings, so that "881.00" keeps its zeros; blank is "", not applicable is what the unit wrote ("/", "不适用").
The classes are plain and mutable: a test loads a sample, changes what it likes, and writes it.
"""

import dataclasses
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PARTS = ("basic", "overall", "project", "report")
BASIC_ROWS = (
    "three_public", "vehicles", "vehicle_purchase", "vehicle_running", "travel_abroad", "reception",
    "project_spending", "operations", "maintenance", "special_funds", "upper_level_transfers",
    "running_costs", "office", "utilities", "meetings", "procurement", "basic_adjustment",
)  # fmt: skip
INCOME_LINES = ("total", "general_budget", "government_fund", "nontax", "other")
EXPENDITURE_LINES = ("total", "basic", "project")
FUNDS_ROWS = ("total", "grant", "carry_over", "other")


@dataclass
class Template:
    """How a county's forms look. ``labels`` replaces single labels of wording.yml, by their keys."""

    special_level: str = "区级"
    money: str = "万元"
    annexes: list[str] = field(default_factory=lambda: ["附件1", "附件2", "附件3"])
    spelling: str = "plain"
    labels: dict[str, str] = field(default_factory=dict)


@dataclass
class Signature:
    """The line under a form."""

    head: str = ""
    preparer: str = ""
    phone: str = ""
    date: str = ""


@dataclass
class Staff:
    posts: str = ""
    in_post: str = ""
    control_rate: str = ""


@dataclass
class Figures:
    """A row of form 1: final of last year, budget and final of this year."""

    prior_final: str = ""
    budget: str = ""
    final: str = ""


@dataclass
class Line:
    """A row of form 1 that the unit named itself: a special fund or a transfer."""

    name: str
    prior_final: str = ""
    budget: str = ""
    final: str = ""


@dataclass
class Buildings:
    approved_size: str = ""
    actual_size: str = ""
    size_rate: str = ""
    budget: str = ""
    investment: str = ""
    investment_rate: str = ""


@dataclass
class Basic:
    """Form 1. ``rows`` goes by the keys of BASIC_ROWS; a row that is left out is printed blank."""

    staff: Staff = field(default_factory=Staff)
    rows: dict[str, Figures] = field(default_factory=dict)
    special_funds: list[Line] = field(default_factory=list)
    transfers: list[Line] = field(default_factory=list)
    buildings: Buildings = field(default_factory=Buildings)
    thrift: str = ""
    unit_name: str = ""  # "" prints the unit's own name
    signature: Signature = field(default_factory=Signature)


@dataclass
class Funds:
    """A money row of form 2 or 3, from the initial budget to the score for execution."""

    initial: str = ""
    full_year: str = ""
    executed: str = ""
    weight: str = ""
    rate: str = ""
    score: str = ""


@dataclass
class Indicator:
    name: str
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    reason: str = ""


Indicators = dict[str, dict[str, list[Indicator]]]  # level 1 with its points as printed -> level 2 -> indicators


@dataclass
class Overall:
    """Form 2. ``income`` and ``expenditure`` go by INCOME_LINES and EXPENDITURE_LINES."""

    funds: Funds = field(default_factory=Funds)
    income: dict[str, str] = field(default_factory=dict)
    expenditure: dict[str, str] = field(default_factory=dict)
    goals: str = ""
    results: str = ""
    indicators: Indicators = field(default_factory=dict)
    total: list[str] = field(default_factory=lambda: ["100", "", ""])  # weight, score, reason
    unit_name: str = ""
    signature: Signature = field(default_factory=Signature)


@dataclass
class Project:
    """Form 3. ``funds`` goes by FUNDS_ROWS; without indicators the empty template is printed."""

    name: str = "/"
    department: str = "/"
    implementer: str = "/"
    funds: dict[str, Funds] = field(default_factory=lambda: {"total": Funds("/", "/", "/", "10", "/", "/")})
    goals: str = ""
    results: str = ""
    indicators: Indicators = field(default_factory=dict)
    total: list[str] = field(default_factory=lambda: ["100", "", ""])
    signature: Signature = field(default_factory=Signature)


@dataclass
class Table:
    """A table in the report, row by row."""

    table: list[list[str]]


@dataclass
class Section:
    """A heading of the report and what follows it; a section can be empty."""

    heading: str
    body: list[str | Table] = field(default_factory=list)


@dataclass
class Report:
    title: str = ""
    sections: list[Section] = field(default_factory=list)

    def replace(self, old: str, new: str) -> None:
        """Put ``new`` for ``old`` in every heading and paragraph; refuse where ``old`` stands nowhere."""
        if not any(old in text for text in texts_of(self)):
            raise ValueError(f"report of {self.title}: {old!r} stands nowhere in it")
        self.title = self.title.replace(old, new)
        for section in self.sections:
            section.heading = section.heading.replace(old, new)
            section.body = [item.replace(old, new) if isinstance(item, str) else item for item in section.body]


@dataclass
class Expectation:
    """One finding: its rule, the figures printed in the document, those an auditor works out from them, and why."""

    rule: str
    figures: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    why: str = ""


@dataclass
class Expected:
    """What perfaudit must find in the unit, and which alarms would be false."""

    must_find: list[Expectation] = field(default_factory=list)
    must_not: list[Expectation] = field(default_factory=list)


@dataclass
class Unit:
    """Everything a unit hands in. A part that is None is not handed in.

    ``ending`` and ``is_folder`` say how ``data/units/`` keeps it; a test can write it in any other way.
    """

    id: str
    name: str
    year: int
    short_names: list[str] = field(default_factory=list)
    ending: str = "docx"
    is_folder: bool = False
    template: Template = field(default_factory=Template)
    basic: Basic | None = None
    overall: Overall | None = None
    projects: list[Project] = field(default_factory=list)
    report: Report | None = None
    expected: Expected = field(default_factory=Expected)


def load_unit(path: Path) -> Unit:
    """Read a unit's description. Scalars stay as written, without quotes: 881.00 is "881.00"."""
    unit: Unit = _build(Unit, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader), path.name)
    return unit


def texts_of(described: Any) -> list[str]:
    """Every printed string in a description, in order: values, and names of indicator groups; no keys of rows."""
    if isinstance(described, str):
        return [described]
    if dataclasses.is_dataclass(described):
        return [text for f in dataclasses.fields(described) for text in texts_of(getattr(described, f.name))]
    if isinstance(described, list):
        return [text for item in described for text in texts_of(item)]
    if isinstance(described, dict):
        is_group = all(isinstance(item, dict | list) for item in described.values())
        return [text for key, item in described.items() for text in [*([key] if is_group else []), *texts_of(item)]]
    return []


def _build(kind: Any, value: Any, where: str) -> Any:
    """Make what a type hint asks for; a list stands for a dataclass field by field. Refuses keys nobody knows."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        kind = next(k for k in arguments if (k is str) == isinstance(value, str) and k is not type(None))
        return _build(kind, value, where)
    if origin is list and isinstance(value, list):
        return [_build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value)]
    if origin is dict and isinstance(value, dict):
        return {key: _build(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(value, list | dict):
        names = [f.name for f in dataclasses.fields(kind)]
        given = dict(zip(names, value, strict=False)) if isinstance(value, list) else value
        if given.keys() - set(names) or len(value) > len(names):
            raise ValueError(f"{where}: {value}; expected some of {names}")
        hints = typing.get_type_hints(kind)
        return kind(**{name: _build(hints[name], item, f"{where}.{name}") for name, item in given.items()})
    if isinstance(value, str) and kind in (str, int):
        return kind(value)
    if kind is bool and value in ("true", "false"):
        return value == "true"
    raise ValueError(f"{where}: {value!r} is no {kind}")
