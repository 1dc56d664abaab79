"""Limits: the form in which thresholds.yml, and a family of templates, give them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from perfaudit.errors import SuiteError
from perfaudit.settings import place_of, read_yaml

_KEYS = ("unit", "source", "values")
_EXAMPLE = "values: {year: number}"


def read_thresholds(path: Path) -> dict[str, dict[str, Any]]:
    """The limits by name. Raises SuiteError, with the line, for one without a number for any year."""
    thresholds = read_yaml(path)
    if not isinstance(thresholds, dict):
        raise SuiteError(path.name, "it holds no limits", "name: {unit, source, values: {year: number}}")
    check_limits(path, thresholds, ())
    return thresholds


def check_limits(path: Path, limits: Any, keys: tuple[str, ...]) -> None:
    """Refuse limits that are none; they stand under ``keys`` of the file. A limit without its source is a number from nowhere."""
    if not isinstance(limits, dict):
        raise SuiteError(place_of(path, keys, *keys), f"{limits!r}", "name: {source, values: {year: number}}")
    for name, entry in limits.items():
        where = (*keys, name)
        values = entry.get("values") if isinstance(entry, dict) else None
        if not isinstance(values, dict) or not values:
            raise SuiteError(place_of(path, where, *where), "it has no values", _EXAMPLE)
        for key in entry:
            if key not in _KEYS:
                raise SuiteError(
                    place_of(path, (*where, key), *where), f'unknown key "{key}"', f"one of {', '.join(_KEYS)}"
                )
        source = entry.get("source")
        if not isinstance(source, dict) or sorted(source) != ["en", "zh"]:
            raise SuiteError(place_of(path, where, *where), "it does not say where it comes from", "source: {zh, en}")
        for year, value in values.items():
            if not isinstance(year, int) or not _is_number(value):
                raise SuiteError(
                    place_of(path, (*where, "values", year), *where), f"{year}: {value}", "a year with a number"
                )


def limit_in_force(entry: dict[str, Any], year: int | None) -> str:
    """The value of a limit in a year: the latest that is not after it, before the first the first, without a year the latest."""
    values = {int(since): str(value) for since, value in entry["values"].items()}
    in_force = [since for since in values if year is None or since <= year]
    return values[max(in_force or [min(values)])]


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
