"""Which project form is about which line of form 1: surely by name, perhaps by a name that is near or by the amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from perfaudit.projects.names import ProjectNames, plain_member, project_names
from perfaudit.quantities import Interval
from perfaudit.records import REPORTED, Fact
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text

# The kinds of projects in form 1: the row of the kind, its free-text lines, and whether the row is a project by itself.
KINDS = (
    ("special_funds", "special_fund", False),
    ("upper_transfers", "upper_transfer", False),
    ("operations", "operation", True),
    ("maintenance", "maintenance_line", True),
)
_CLOSE = Decimal("0.01")  # figures printed less closely than to a hundredth agree by chance


@dataclass(frozen=True)
class Pair:
    """Lines of form 1 and the project forms about them, nearly always one of each. ``forms`` are members of ``project``.

    ``how``: name (the same apart from 专项, 经费 and the like), kind (a form for all lines of a kind), alike (near names),
    parts (several forms whose names begin with the line's), amount (another name, the same executed amount).
    ``is_sure`` where a difference between the two is one project's, and not two projects'.
    """

    lines: tuple[Fact, ...]
    forms: tuple[str, ...]
    how: str
    is_sure: bool


@dataclass(frozen=True)
class ProjectMatches:
    """``lines`` and ``forms`` in reading order; ``lines_left`` and ``forms_left`` have no partner.

    ``unclear`` are the pairs of a line and a form that are left and near, where several readings remain. ``open_kinds`` are
    rows of a kind that print an amount and list no line. ``twins`` are forms that go by the name of a line which has its form,
    apart from 专项, 经费 and the like.
    """

    lines: tuple[Fact, ...]
    forms: tuple[str, ...]
    pairs: tuple[Pair, ...]
    lines_left: tuple[Fact, ...]
    forms_left: tuple[str, ...]
    unclear: tuple[tuple[Fact, str], ...]
    open_kinds: tuple[Fact, ...]
    twins: tuple[tuple[Pair, str], ...]

    @property
    def doubled(self) -> dict[str, tuple[str, ...]]:
        """The first form about a line → all forms that go by the line's name, where there are several."""
        groups = {}
        for pair in self.pairs:
            forms = (*pair.forms, *(form for twin, form in self.twins if twin is pair))
            if pair.how == "name" and len(forms) > len(pair.lines) == 1:
                groups[forms[0]] = forms
        return groups


def reported_forms(unit: UnitIndex) -> list[str]:
    """The members of the project forms that were filled in; "" for one without a name."""
    names = [row.member for row in unit.fields("form", "project") if row.state == REPORTED]
    figures = unit.members("project", "total_funds", "final").values()
    return list(dict.fromkeys([*names, *(fact.member for fact in figures if fact.state == REPORTED)]))


def printed_names(unit: UnitIndex, forms: Sequence[str]) -> dict[str, str]:
    """Each form with the name that it prints: two forms of one name are told apart by a number, which is not printed."""
    texts = {row.member: normalise_text(row.text) for row in unit.fields("project_name", "project")}
    names = {}
    for form in forms:
        plain = plain_member(form)
        is_second = plain != form and plain in forms and texts.get(plain) == texts.get(form)
        names[form] = plain if is_second else form
    return names


def executed(unit: UnitIndex, form: str) -> Fact | None:
    """What a project form says that it spent; None where it has no such cell."""
    return unit.members("project", "total_funds", "final").get(form)


def match_projects(unit: UnitIndex) -> ProjectMatches:
    """Every project form with its line, each line and each form at most once."""
    names = next((row.text for row in unit.fields("unit_name") if row.state == REPORTED), "")
    lines, open_kinds = _lines(unit)
    matcher = _Matcher(unit, project_names(names, unit.year), list(lines), reported_forms(unit))
    matcher.run()
    return ProjectMatches(
        tuple(lines), tuple(reported_forms(unit)), tuple(matcher.pairs), tuple(matcher.lines), tuple(matcher.forms),
        tuple((line, form) for line in matcher.lines for form in matcher.forms if matcher.are_near(line, form)),
        tuple(open_kinds), tuple(matcher.twins),
    )  # fmt: skip


def line_name(line: Fact) -> str:
    """What a line is called: its own name, or the label of the row that is a project by itself."""
    return line.member or line.label


def _lines(unit: UnitIndex) -> tuple[list[Fact], list[Fact]]:
    """The projects that form 1 lists, by their final figure or the nearest that they have; and the kinds without lines."""
    lines: list[Fact] = []
    open_kinds: list[Fact] = []
    for row, item, is_project in KINDS:
        own = list(_by_member(unit, item).values())
        total = _by_member(unit, row).get("")
        if total is not None and not own and total.state == REPORTED and total.value:
            (lines if is_project else open_kinds).append(total)
        elif total is not None and not own and is_project:
            lines.append(total)
        lines += own
    return lines, open_kinds


def _by_member(unit: UnitIndex, item: str) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for basis in ("final", "budget", "full_year"):
        for member, fact in unit.members("basic", item, basis).items():
            found.setdefault(member, fact)
    return found


@dataclass
class _Matcher:
    """Takes lines and forms out of what is left, the surest way first."""

    unit: UnitIndex
    names: ProjectNames
    lines: list[Fact]
    forms: list[str]
    pairs: list[Pair] = field(default_factory=list)
    twins: list[tuple[Pair, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._printed = printed_names(self.unit, self.forms)

    def run(self) -> None:
        self._by(self._item_of_line, self._item_of_form)
        self._by(lambda line: self.names.key(line_name(line)), lambda form: self.names.key(self._printed[form]))
        self._by(lambda line: self.names.core(line_name(line)), lambda form: self.names.core(self._printed[form]))
        self._tell_twins()
        self._by_kind()
        self._by_parts()
        near = self.are_near
        self._by_only_partner(lambda line, form: near(line, form) and self._amounts_agree(line, form), "alike")
        self._by_only_partner(near, "alike")
        self._by_only_partner(self._amounts_agree, "amount")

    def are_near(self, line: Fact, form: str) -> bool:
        return bool(form) and self.names.are_near(line_name(line), self._printed[form])

    def _take(self, lines: Iterable[Fact], forms: Iterable[str], how: str, is_sure: bool) -> None:
        pair = Pair(tuple(lines), tuple(forms), how, is_sure)
        self.pairs.append(pair)
        self.lines = [line for line in self.lines if line not in pair.lines]
        self.forms = [form for form in self.forms if form not in pair.forms]

    @staticmethod
    def _item_of_line(line: Fact) -> str:
        return "" if line.member else line.item

    def _item_of_form(self, form: str) -> str:
        return load_vocabulary().item("basic", self._printed[form]) or ""

    def _by(self, key_of_line: Callable[[Fact], Hashable], key_of_form: Callable[[str], Hashable]) -> None:
        """Lines and forms of one key; nothing is sure where several lines or several forms share it."""
        lines: dict[Hashable, list[Fact]] = defaultdict(list)
        forms: dict[Hashable, list[str]] = defaultdict(list)
        for line in self.lines:
            lines[key_of_line(line)].append(line)
        for form in self.forms:
            forms[key_of_form(form)].append(form)
        for key, own in lines.items():
            if key and key in forms:
                self._take(own, forms[key], "name", len(own) == len(forms[key]) == 1)

    def _tell_twins(self) -> None:
        """A form that is left and goes by the name of a line that has its form is a second one for that line."""
        for form in list(self.forms):
            core = self.names.core(self._printed[form])
            twins = [
                pair for pair in self.pairs if any(self.names.core(line_name(line)) == core for line in pair.lines)
            ]
            if core and len(twins) == 1 and len(twins[0].lines) == 1:
                self.twins.append((twins[0], form))
                self.forms.remove(form)

    def _by_kind(self) -> None:
        """A form that is called as a whole kind is about all its lines, unless one of them has a form of its own."""
        for form in list(self.forms):
            short = load_vocabulary().item("basic", form.partition("(")[0])  # 县级专项资金（河道、渠系）
            called = {self._item_of_form(form), short}
            for row, item, is_project in KINDS:
                covered = [line for line in self.lines if line.item == item]
                if row in called and not is_project and covered:
                    whole = len(covered) == len(self.unit.members("basic", item, "final"))
                    total = self.unit.fact(f"basic.{row}.final")
                    self._take(covered, [form], "kind", whole and total is not None)
                    break

    def _by_parts(self) -> None:
        """Several forms whose names go on where a line's ends are its parts: 环境整治（道路）, 环境整治（河道）."""
        for line in list(self.lines):
            core = self.names.core(line_name(line))
            parts = [
                form for form in self.forms if len(core) > 2 and self.names.core(self._printed[form]).startswith(core)
            ]
            rivals = [other for other in self.lines if other is not line and core in self.names.core(line_name(other))]
            if len(parts) > 1 and not rivals:
                self._take([line], parts, "parts", False)

    def _by_only_partner(self, fits: Callable[[Fact, str], bool], how: str) -> None:
        """A line and a form that fit each other and nothing else that is left; sure where nothing else is left at all."""
        edges = [(line, form) for line in self.lines for form in self.forms if fits(line, form)]
        is_last = len(self.lines) == len(self.forms) == 1
        for line, form in edges:
            if sum(one is line for one, _ in edges) == sum(other == form for _, other in edges) == 1:
                self._take([line], [form], how, is_last and how == "alike")

    def _amounts_agree(self, line: Fact, form: str) -> bool:
        own = executed(self.unit, form)
        figures = (line, own) if line.basis == "final" else ()
        reported = [fact for fact in figures if fact is not None and fact.state == REPORTED and fact.value]
        is_exact = all(
            fact.value and fact.quantum is not None and fact.quantum <= _CLOSE * fact.value for fact in reported
        )
        return len(reported) == 2 and is_exact and reported[0].interval.meets(reported[1].interval)


def total_of(facts: Iterable[Fact | None]) -> Interval | None:
    """The sum of figures; None where one is missing or not reported."""
    parts = list(facts)
    if not parts or any(fact is None or fact.state != REPORTED for fact in parts):
        return None
    return reduce(lambda left, right: left + right, (fact.interval for fact in parts if fact is not None))
