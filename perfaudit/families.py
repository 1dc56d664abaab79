"""One family of templates as its file says it: read, and refused with file and line where something in it cannot be meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from perfaudit.errors import FormulaError, SuiteError, did_you_mean
from perfaudit.formulas import known_bases, parse_formula
from perfaudit.limits import check_limits
from perfaudit.settings import Keys, place_of, read_yaml

NATIONAL = "national"
LANGUAGES = ("zh", "en")
_SECTIONS = {
    "title": LANGUAGES,
    "picked_by": ("headings", "without", "from_year", "to_year"),
    "required": ("basic", "overall"),
    "weights": ("execution", "classes"),
    "grades": None,
    "limits": None,
}
_NEEDED = {"required", "weights", "grades"}
_GRADE_KEYS = ("label", "words", "from_points")
_YEARS = range(1990, 2101)
_FULL_POINTS = 100


def read_family(path: Path) -> dict[str, Any]:
    """The content of one file of ``places/``. Raises SuiteError, with file and line, for what is none.

    Refused: unknown keys and addresses, a family that nothing picks, weights that are no points, grades that are not in
    order or do not begin at 0, limits that are no numbers.
    """
    return _Family(path, read_yaml(path)).checked()


class _Family:
    def __init__(self, path: Path, content: Any) -> None:
        self.path = path
        self.content = content

    def fail(self, keys: Keys, read: str, expected: str = "", remedy: str = "") -> NoReturn:
        raise SuiteError(place_of(self.path, keys, *map(str, keys)), read, expected, remedy)

    def checked(self) -> dict[str, Any]:
        is_national = self.path.stem == NATIONAL
        self._known_keys((), self.content, _SECTIONS)
        self._known_keys(("title",), self.content.get("title"), LANGUAGES)
        for language in LANGUAGES:
            self._text(("title", language), self.content["title"].get(language))
        for name in ("picked_by", "required", "weights"):
            self._known_keys((name,), self.content.setdefault(name, {}), _SECTIONS[name] or ())
        if is_national and (missing := sorted(name for name in _NEEDED if not self.content.get(name))):
            self.fail((), f"it has no {missing[0]}", "all that a family may leave out, for nothing stands behind it")
        self._check_pick(is_national)
        self._check_required(is_national)
        self._check_weights(is_national)
        if "grades" in self.content:
            self._check_grades()
        check_limits(self.path, self.content.setdefault("limits", {}), ("limits",))
        return dict(self.content)

    def _known_keys(self, keys: Keys, entry: Any, known: Collection[str]) -> None:
        if not isinstance(entry, dict):
            self.fail(keys, f"{entry!r}", f"entries of {', '.join(known)}")
        for name in entry:
            if name not in known:
                self.fail(
                    (*keys, name),
                    f'unknown key "{name}"',
                    remedy=did_you_mean(str(name), known, f"known are {', '.join(known)}"),
                )

    def _text(self, keys: Keys, text: Any) -> None:
        if not isinstance(text, str) or not text.strip():
            self.fail(keys, f"{text!r}", "words")

    def _list(self, keys: Keys, entries: Any) -> Sequence[Any]:
        if not isinstance(entries, list):
            self.fail(keys, f"{entries!r}", "a list")
        return entries

    def _check_pick(self, is_national: bool) -> None:
        entry: Mapping[str, Any] = self.content["picked_by"]
        if is_national:
            if entry:
                self.fail(("picked_by",), "the national default is what nothing else fits", remedy="take it out")
            return
        if not entry:
            self.fail(("picked_by",), "nothing picks it", "headings, columns that are not there, or years")
        for name in ("headings", "without"):
            for place, words in enumerate(self._list(("picked_by", name), entry.get(name, []))):
                self._text(("picked_by", name, place), words)
                if name == "without" and words not in known_bases():
                    near = did_you_mean(words, known_bases(), "mend the name")
                    self.fail(("picked_by", name, place), f'there is no column "{words}"', remedy=near)
        years = [entry.get(name) for name in ("from_year", "to_year")]
        for name, year in zip(("from_year", "to_year"), years, strict=True):
            if year is not None and (not isinstance(year, int) or year not in _YEARS):
                self.fail(("picked_by", name), f"{year!r}", "a year")
        if (entry.get("from_year") or 0) > (entry.get("to_year") or _YEARS[-1]):
            self.fail(("picked_by", "to_year"), f"{years[1]} is before {years[0]}", "a later year")

    def _check_required(self, is_national: bool) -> None:
        for form in ("basic", "overall"):
            keys: Keys = ("required", form)
            if form not in self.content["required"]:
                if is_national:
                    self.fail(("required",), f"it has no {form}", "the figures that the form requires")
                continue
            addresses = self._list(keys, self.content["required"][form])
            if not addresses:
                self.fail(keys, "an empty list", "the figures that the form requires")
            for place, address in enumerate(addresses):
                self._check_address((*keys, place), form, address)

    def _check_address(self, keys: Keys, form: str, address: Any) -> None:
        self._text(keys, address)
        try:
            is_figure = parse_formula(address).is_address
        except FormulaError as error:
            raise SuiteError(place_of(self.path, keys, *map(str, keys)), str(error)) from error
        if not is_figure or not address.startswith(f"{form}."):
            self.fail(keys, f'"{address}"', f"one figure of the form, such as {form}.total_funds.final")

    def _check_weights(self, is_national: bool) -> None:
        weights = self.content["weights"]
        for name in ("execution", "classes") if is_national else ():
            if name not in weights:
                self.fail(("weights",), f"it has no {name}", "the points of execution and of classes")
        for place, points in enumerate(self._list(("weights", "execution"), weights.get("execution", []))):
            self._points(("weights", "execution", place), points)
        classes = weights.get("classes", {})
        if not isinstance(classes, dict):
            self.fail(("weights", "classes"), f"{classes!r}", "class: points")
        for name, points in classes.items():
            self._points(("weights", "classes", name), points)

    def _points(self, keys: Keys, points: Any) -> Decimal:
        try:
            value = Decimal(str(points))
        except InvalidOperation:
            value = Decimal("NaN")
        if isinstance(points, bool) or not value.is_finite() or not 0 <= value <= _FULL_POINTS:
            self.fail(keys, f"{points!r}", f"points from 0 to {_FULL_POINTS}")
        return value

    def _check_grades(self) -> None:
        grades = self._list(("grades",), self.content["grades"])
        bounds: list[Decimal] = []
        seen: set[str] = set()
        for place, grade in enumerate(grades):
            keys: Keys = ("grades", place)
            self._known_keys(keys, grade, _GRADE_KEYS)
            words = [grade.get("label"), *self._list((*keys, "words"), grade.get("words", []))]
            for word in words:
                self._text((*keys, "label"), word)
                if word in seen:
                    self.fail(keys, f'"{word}" stands for two grades', remedy="take one of them out")
            seen.update(words)
            bounds.append(self._points((*keys, "from_points"), grade.get("from_points")))
            if len(bounds) > 1 and bounds[-1] >= bounds[-2]:
                self.fail((*keys, "from_points"), f"{bounds[-1]} is not below {bounds[-2]}", "the best grade first")
        if not bounds or bounds[-1]:
            self.fail(("grades",), "no grade begins at 0 points", "a grade for every total")
