"""Templates of many places, each as a drawing: what is read of it, with its grid and flattened, and what is told as unknown."""

from pathlib import Path
from typing import Any

import pytest

from perfaudit.forms import FormRecords
from perfaudit.settings import read_yaml
from tests.forms.describing import audit_drawing, facts_in, unread_in

CORPUS: list[dict[str, Any]] = read_yaml(Path(__file__).with_name("corpus.yml"))
PARTS_MISSING = {"FORM-001", "FORM-004"}
"""A drawing is one form of the four."""


def expected(template: dict[str, Any], key: str, is_flat: bool) -> Any:
    """What a template has to give; where it was flattened, with the entries under "flat" in place of the others."""
    given = template.get(key) or ({} if key in ("facts", "indicators") else [])
    other = template.get("flat", {}).get(key) if is_flat else None
    if other is None:
        return given
    return {**given, **other} if isinstance(given, dict) else other


def indicators_in(records: FormRecords) -> dict[str, list[Any]]:
    return {
        row.name: [
            row.target_text,
            row.actual_text,
            *(float(p) if p is not None else None for p in (row.weight, row.score)),
        ]
        for row in records.indicators
    }


@pytest.mark.parametrize("is_flat", [False, True], ids=["grid", "flat"])
@pytest.mark.parametrize("template", CORPUS, ids=lambda template: template["name"])
def test_a_template_is_read(template, is_flat):
    """Every figure under its address, every indicator, nothing unknown that is not meant to be, and nothing else reported."""
    records = audit_drawing(template["drawing"], is_flat)._forms
    facts, rows = facts_in(records), indicators_in(records)
    wanted = expected(template, "facts", is_flat)
    assert {address: facts.get(address) for address in wanted} == wanted
    assert not set(expected(template, "absent", is_flat)) & set(facts)
    named = {name: row for name, row in expected(template, "indicators", is_flat).items() if row is not None}
    assert rows == {name: [str(row[0]), str(row[1]), *row[2:]] for name, row in named.items()}
    assert sorted(unread_in(records)) == sorted(expected(template, "unread", is_flat))


@pytest.mark.parametrize("is_flat", [False, True], ids=["grid", "flat"])
@pytest.mark.parametrize("template", CORPUS, ids=lambda template: template["name"])
def test_a_template_raises_no_false_alarm(template, is_flat):
    """The figures of every drawing agree: another template may leave rules undecided, and finds nothing."""
    alarms = [
        f"{finding.check} {finding.message['zh']}"
        for finding in audit_drawing(template["drawing"], is_flat).findings
        if finding.severity != "info" and finding.check not in PARTS_MISSING
    ]
    assert alarms == []
