"""One suite file ↔ one GX suite."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.compatibility.pydantic import ValidationError
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.registry import list_registered_expectation_implementations

import perfaudit.expectations  # noqa: F401 - registers them with GX: a suite can name only classes that are imported
from perfaudit.errors import PerfauditError, SuiteError
from perfaudit.files import write_text
from perfaudit.outcomes import SEVERITIES
from perfaudit.settings import place_of, read_yaml
from perfaudit.suites.rules import Where, near

ENTRY_KEYS = ("type", "kwargs", "severity", "meta", "id", "rendered_content", "notes", "description")
"""What GX knows of an expectation."""


def read_suite(path: Path) -> gx.ExpectationSuite:
    """One suite file as a GX suite. Raises SuiteError, with the rule, where it is none.

    The expectations are made one by one: GX would log the error of one that it does not know, and leave it out.
    """
    data = _read_json(path)
    entries = data.get("expectations") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not isinstance(data.get("name"), str):
        raise SuiteError(
            place_of(path, ("expectations",)),
            "it is no suite",
            "a suite in JSON with its name and its list of expectations",
        )
    gx_context()
    expectations = [_read_expectation(path, number, entry) for number, entry in enumerate(entries)]
    return gx.ExpectationSuite(name=data["name"], expectations=expectations, meta=data.get("meta"))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise SuiteError(f"{path.name}, line {error.lineno}", error.msg, "a suite in JSON") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(path.name, getattr(error, "strerror", None) or str(error), "a suite in JSON") from error
    except KeyError as error:
        try:
            read_yaml(path)  # JSON is YAML, and that reader knows the line of a key that stands twice
        except PerfauditError as found:
            raise SuiteError(found.where, found.read, found.expected, found.remedy) from error
        raise SuiteError(path.name, f'"{error.args[0]}" stands twice', remedy="join the two entries") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; Python's reader would keep the last of two entries under one key."""
    entries: dict[str, Any] = {}
    for key, value in pairs:
        if key in entries:
            raise KeyError(key)
        entries[key] = value
    return entries


def _read_expectation(path: Path, number: int, entry: Any) -> Expectation:
    """One entry of a suite file. Raises SuiteError with the rule, the argument that is wrong, and near names."""
    meta = entry.get("meta") if isinstance(entry, dict) else None
    id = meta["id"] if isinstance(meta, dict) and meta.get("id") else f"expectation {number + 1}"
    where = Where(path, number, id)
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        where.fail((), "it has no type", 'an expectation with "type", "kwargs" and "meta"')
    for key in entry:
        if key not in ENTRY_KEYS:
            where.fail((key,), f'unknown key "{key}"', remedy=near(key, sorted(ENTRY_KEYS)))
    if entry.get("severity", SEVERITIES[0]) not in SEVERITIES:
        where.fail(("severity",), f'severity "{entry["severity"]}"', f"one of {', '.join(SEVERITIES)}")
    known = list_registered_expectation_implementations()
    if entry["type"] not in known:
        where.fail(("type",), f'there is no expectation "{entry["type"]}"', remedy=near(entry["type"], known))
    try:
        return ExpectationConfiguration(**entry).to_domain_obj()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(map(str, wrong["loc"]))
        fields = getattr(error.model, "__fields__", {})
        remedy = "" if wrong["loc"][0] in fields else near(name, fields)
        raise SuiteError(
            where.at("kwargs", *wrong["loc"]), f'"{name}" of {entry["type"]}: {wrong["msg"]}', remedy=remedy
        ) from error
    except Exception as error:  # GX raises its own and Python's errors, with no common class
        read = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise SuiteError(where.at(), read, "an expectation that GX and perfaudit know") from error


def make_suite(name: str) -> gx.ExpectationSuite:
    """A suite without any expectation."""
    gx_context()
    return gx.ExpectationSuite(name=name)


def write_suite(suite: gx.ExpectationSuite, path: Path) -> None:
    """Write a suite as GX's own JSON; Chinese stays readable."""
    write_text(path, json.dumps(suite.to_json_dict(), ensure_ascii=False, indent=2) + "\n")


@lru_cache
def gx_context() -> Any:
    """GX without telemetry, progress bars or files."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context
