"""Rule sets by place and year: what a family of templates requires, weighs, grades and limits, over the national default.

A family is a YAML file in ``expectations/places/``; it says what differs, and what picks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfaudit import workbook
from perfaudit.errors import SuiteError
from perfaudit.families import NATIONAL, read_family
from perfaudit.forms import Part
from perfaudit.narrative import find_sections
from perfaudit.outcomes import Texts
from perfaudit.records import Fact
from perfaudit.vocabulary import normalise_text

FOLDER = "places"
_MAX_LABEL = 60


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade that is earned from ``from_points`` on; ``words`` are all ways in which it is printed, its label first."""

    label: str
    from_points: Decimal
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickedBy:
    """What a family is known by; all that is given must hold, and of ``headings`` any one."""

    headings: tuple[str, ...] = ()  # words of a title, a heading or a label, without marks
    without: tuple[str, ...] = ()  # bases that its overall form has no column for
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What a unit's documents say of their template: titles, headings and labels without marks; "overall.weight" and the like."""

    headings: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    year: int | None = None


@dataclass(frozen=True)
class RuleSet:
    """The rules of one unit's templates: the national default, with what each family that fits has otherwise.

    ``grades`` stand best first. ``class_points`` holds what a first-level class must weigh; a class that it leaves out may
    weigh what it likes. ``limits`` are entries in the form of thresholds.yml that count instead of those.
    """

    names: tuple[str, ...]
    title: Texts
    required: dict[str, tuple[str, ...]]
    execution_points: tuple[Decimal, ...]
    class_points: dict[str, Decimal]
    grades: tuple[Grade, ...]
    limits: dict[str, dict[str, Any]]

    def parameters(self) -> dict[str, Any]:
        """What a rule may name behind "$PARAMETER", beside limits: as JSON, for Great Expectations."""
        return {
            **{f"required_{form}": list(addresses) for form, addresses in self.required.items()},
            "execution_points": [str(points) for points in self.execution_points],
            "class_points": {name: str(points) for name, points in self.class_points.items()},
            "grades": [
                {"label": grade.label, "from_points": str(grade.from_points), "words": list(grade.words)}
                for grade in self.grades
            ],
        }


@dataclass(frozen=True)
class RuleSets:
    """The national default and all families, by name."""

    default: RuleSet
    _families: dict[str, dict[str, Any]] = field(repr=False)
    _picked_by: dict[str, PickedBy] = field(repr=False)
    paths: dict[str, Path] = field(repr=False)

    def limits(self) -> Iterator[tuple[str, str]]:
        """Every limit that a family sets, as its name and the limit's."""
        for name, family in self._families.items():
            yield from ((name, limit) for limit in family["limits"])

    def pick(self, document: Description) -> RuleSet:
        """The national default with every family laid over it that fits the document, in the order of their names."""
        fitting = [name for name, rule in self._picked_by.items() if fits(rule, document)]
        return _rule_set([NATIONAL, *fitting], self._families) if fitting else self.default


def fits(picked_by: PickedBy, document: Description) -> bool:
    """Whether a family's words, columns and years are those of a document. A year that nobody knows fits no limited years."""
    if picked_by.headings and not any(
        words in heading for words in picked_by.headings for heading in document.headings
    ):
        return False
    if picked_by.without and not _lacks(document.columns, picked_by.without):
        return False
    if picked_by.from_year is None and picked_by.to_year is None:
        return True
    year = document.year
    return year is not None and (picked_by.from_year or year) <= year <= (picked_by.to_year or year)


def _lacks(columns: frozenset[str], bases: Iterable[str]) -> bool:
    """Whether there is an overall form, and it has none of these columns."""
    overall = {column for column in columns if column.startswith("overall.")}
    return bool(overall) and not any(f"overall.{basis}" in overall for basis in bases)


def describe(parts: Iterable[Part], facts: Iterable[Fact], year: int | None) -> Description:
    """What the parts of a unit's documents say of their template."""
    return Description(
        headings=tuple(dict.fromkeys(without_marks(text) for part in parts for text in _headings(part))),
        columns=frozenset(f"{fact.form}.{fact.basis}" for fact in facts),
        year=year,
    )


def _headings(part: Part) -> Iterator[str]:
    """The title, the lines between the tables and, in forms, the labels; of a report the headings of its sections."""
    yield part.title
    if part.form == "report":
        yield from (section.title for section in find_sections(part))
        return
    yield from (passage.text for passage in part.passages)
    yield from (cell.text for cell in part.cells() if len(cell.text) <= _MAX_LABEL)


def without_marks(text: str) -> str:
    """A heading as it is compared: "优□、良□" and "优良" are one."""
    return re.sub(r"[\W_]", "", normalise_text(text))


def load_rule_sets(folder: Path | None = None) -> RuleSets:
    """Read the national default and the families in ``places/`` beneath the folder of the suites.

    Raises SuiteError, with file and line, for what is none: unknown keys and addresses, grades out of order, no words to
    pick a family by.
    """
    places = (folder or workbook.suites_folder()) / FOLDER
    paths = {path.stem: path for path in sorted(places.glob("*.yml"))}
    if NATIONAL not in paths:
        raise SuiteError(
            f"{FOLDER}/{NATIONAL}.yml", "there is no such file", "the national default", f"put it into {places}"
        )
    families = {name: read_family(path) for name, path in paths.items()}
    picked_by = {name: _picked_by(family["picked_by"]) for name, family in families.items() if name != NATIONAL}
    return RuleSets(_rule_set([NATIONAL], families), families, picked_by, paths)


@lru_cache
def default_rule_set() -> RuleSet:
    """The national default of the workbook's own suites, for figures that come without a document."""
    return load_rule_sets().default


def _picked_by(entry: dict[str, Any]) -> PickedBy:
    headings = tuple(without_marks(words) for words in entry.get("headings", ()))
    return PickedBy(headings, tuple(entry.get("without", ())), entry.get("from_year"), entry.get("to_year"))


def _rule_set(names: Iterable[str], families: dict[str, dict[str, Any]]) -> RuleSet:
    """The families, one laid over the other: maps are joined entry by entry, lists are taken whole."""
    layers = [families[name] for name in names]

    def joined(key: str) -> dict[str, Any]:
        return {name: value for layer in layers for name, value in layer.get(key, {}).items()}

    weights = joined("weights")
    grades = next(layer["grades"] for layer in reversed(layers) if "grades" in layer)
    titles = [layer["title"] for layer in layers]
    return RuleSet(
        names=tuple(names),
        title={lang: " + ".join(title[lang] for title in titles[1:] or titles) for lang in titles[0]},
        required={form: tuple(addresses) for form, addresses in joined("required").items()},
        execution_points=tuple(Decimal(str(points)) for points in weights["execution"]),
        class_points={name: Decimal(str(points)) for name, points in weights["classes"].items()},
        grades=tuple(
            Grade(grade["label"], Decimal(str(grade["from_points"])), (grade["label"], *grade.get("words", ())))
            for grade in grades
        ),
        limits=joined("limits"),
    )
