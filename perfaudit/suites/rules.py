"""One expectation of a suite as a rule, and what can be seen to be wrong with it without a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from great_expectations.expectations.expectation import Expectation

from perfaudit.cases import case_problems
from perfaudit.errors import FormulaError, SuiteError, did_you_mean
from perfaudit.formulas import parse_comparison, parse_formula
from perfaudit.outcomes import STATUSES, Texts
from perfaudit.settings import Keys, place_of

META_KEYS = {"id", "version", "title", "remedy", "basis", "cases"}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Rule:
    """One check of one suite: its GX expectation, and what ``meta`` says of it."""

    id: str
    version: int
    suite: str
    severity: str
    title: Texts
    remedy: Texts
    basis: str
    expectation: Expectation = field(repr=False)
    cases: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Where:
    """A rule in its file, for errors: ``number`` is its place in the list, None for one that stands in no file yet."""

    path: Path
    number: int | None
    id: str

    def at(self, *keys: str | int) -> str:
        """ "controls.json, line 12, CTRL-001": the line of the entry that ``keys`` lead to within the rule."""
        if self.number is None:
            return f"{self.path.name}, {self.id}"
        return place_of(self.path, ("expectations", self.number, *keys), self.id)

    def fail(self, keys: Keys, read: str, expected: str = "", remedy: str = "") -> NoReturn:
        raise SuiteError(self.at(*keys), read, expected, remedy)


def make_rule(suite: str, expectation: Expectation) -> Rule:
    """The rule that an expectation's ``meta`` describes; what it does not say is said by its class."""
    meta = expectation.meta or {}
    return Rule(
        id=meta.get("id", type(expectation).__name__), version=int(meta.get("version", 1)), suite=suite,
        severity=str(getattr(expectation.severity, "value", expectation.severity)),
        title=_texts(meta.get("title") or type(expectation).__name__), remedy=_texts(meta.get("remedy") or ""),
        basis=meta.get("basis", ""), expectation=expectation, cases=meta.get("cases") or {},
    )  # fmt: skip


def _texts(text: Texts | str) -> Texts:
    """What is written once goes for every language."""
    return text if isinstance(text, dict) else dict.fromkeys(LANGUAGES, text)


def check_formulas(expectation: Expectation) -> None:
    """Read the expectation's formulas. Raises FormulaError for one that is none, or that names an unknown address."""
    for formula in getattr(expectation, "formulas", list)():
        parse_formula(formula)
    for condition in getattr(expectation, "conditions", list)():
        parse_comparison(condition)


def check_rule(path: Path, suite: str, expectation: Expectation, number: int | None = None) -> Rule:
    """One expectation of a suite file as a rule. Raises SuiteError for all that can be seen to be wrong without a unit.

    ``number`` is its place in the file's list, from 0; None for one that is not written yet.
    """
    meta = expectation.meta or {}
    where = Where(path, number, meta.get("id") or type(expectation).__name__)
    if not meta.get("id"):
        where.fail(("meta",), "the rule has no id", 'an id in "meta"')
    if unknown := sorted(set(meta) - META_KEYS):
        where.fail(
            ("meta", unknown[0]), f'unknown key "{unknown[0]}" in "meta"', f"one of {', '.join(sorted(META_KEYS))}"
        )
    if not isinstance(meta.get("version", 1), int):
        where.fail(("meta", "version"), f"version {meta['version']!r}", "a whole number")
    for key in ("title", "remedy"):
        texts = meta.get(key, "")
        if isinstance(texts, dict) and sorted(texts) != sorted(LANGUAGES):
            where.fail(
                ("meta", key), f'"{key}" in {", ".join(texts) or "no language"}', f"it in {' and '.join(LANGUAGES)}"
            )
    _check_cases(meta.get("cases") or {}, where)
    try:
        check_formulas(expectation)
    except FormulaError as error:
        keys = _keys_of_formula(expectation, error.where)
        raise SuiteError(where.at("kwargs", *keys), str(error)) from error
    return make_rule(suite, expectation)


def _check_cases(cases: Any, where: Where) -> None:
    if not isinstance(cases, dict):
        where.fail(("meta", "cases"), f"{cases!r}", f"cases by status: {', '.join(STATUSES)}")
    for name, case in cases.items():
        keys = ("meta", "cases", name)
        if name not in STATUSES:
            where.fail(keys, f'unknown case "{name}"', f"a status: {', '.join(STATUSES)}")
        for problem in case_problems(case):
            where.fail((*keys, *problem.keys), f"case {name}: {problem.read}", problem.expected, problem.remedy)


def _keys_of_formula(expectation: Expectation, where: str) -> Keys:
    """Where among the arguments the formula stands that an error names: filled in, or with a basis put behind it."""
    if where.startswith("each, "):
        return "each", where.removeprefix("each, ")
    for keys, text in _texts_of(expectation.configuration.kwargs):
        pattern = re.sub(r"\\{\w+\\}", ".*", re.escape(" ".join(text.split())))
        if text and re.fullmatch(rf"formula ['\"]{pattern}(?:\.\w+)?['\"]", " ".join(where.split())):
            return keys
    return ()


def _texts_of(entry: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every text of nested lists and maps, names of maps too, with the keys that lead to it."""
    if isinstance(entry, str):
        yield keys, entry
    elif isinstance(entry, dict):
        for name, value in entry.items():
            yield (*keys, name), name
            yield from _texts_of(value, (*keys, name))
    elif isinstance(entry, list):
        for place, value in enumerate(entry):
            yield from _texts_of(value, (*keys, place))


def check_parameters(expectation: Expectation, known: Iterable[str], where: Where) -> None:
    """Raises SuiteError where a limit that the expectation names has no entry in thresholds.yml or in the rule sets."""
    for key, name in parameters_of(expectation).items():
        if name not in known:
            where.fail(("kwargs", key), f'thresholds.yml has no limit "{name}"', remedy=near(name, known))


def parameters_of(expectation: Expectation) -> dict[str, str]:
    """Argument → the name behind its "$PARAMETER"."""
    kwargs = expectation.configuration.kwargs
    return {
        key: value["$PARAMETER"] for key, value in kwargs.items() if isinstance(value, dict) and "$PARAMETER" in value
    }


def near(name: str, names: Iterable[str]) -> str:
    """A remedy for a name that nobody knows."""
    return did_you_mean(name, names, "mend the name")
