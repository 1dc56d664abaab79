"""One and the same unit in every format: the same facts, indicators, claims and finding ids."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from perfaudit.audit import Audit
from tests.units import SAMPLES, WRITERS, sample, write_unit

REFERENCE = "docx"


@cache
def audit_in(ending: str, unit_id: str) -> Audit:
    """The audit of a sample written in a format; its files are gone when this returns."""
    with TemporaryDirectory() as folder:
        return Audit.open(write_unit(sample(unit_id), Path(folder), ending, is_folder=False))


def what_was_read(audit: Audit) -> dict[str, list[object]]:
    """All that must not depend on the format."""
    records = audit.records
    return {
        "facts": sorted((fact.address, str(fact.value), fact.state) for fact in records.facts),
        "indicators": [
            (row.name, row.target_value, row.actual_value, row.weight, row.score, row.state)
            for row in records.indicators
        ],
        "claims": [(claim.raw_text, claim.value, claim.relation, claim.link) for claim in records.claims],
        "findings": sorted(finding.id for finding in audit.findings),
    }


@pytest.mark.parametrize("unit_id", SAMPLES)
@pytest.mark.parametrize("ending", sorted(WRITERS.keys() - {REFERENCE}))
def test_formats_agree(ending, unit_id):
    """What an auditor finds does not depend on how the unit saved its documents."""
    expected = what_was_read(audit_in(REFERENCE, unit_id))
    assert expected["facts"] and expected["indicators"]
    read = what_was_read(audit_in(ending, unit_id))
    for what, rows in expected.items():
        assert read[what] == rows, what
