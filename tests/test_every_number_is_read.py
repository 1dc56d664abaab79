"""Every number of a report is a claim, a date, an ordinal or a reference: none is passed over."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from perfaudit.audit import Audit
from perfaudit.documents import Passage
from tests.audits import ROOT, audit_of
from tests.units import SAMPLES

SEED = ROOT.parent / "shared" / "seed" / "wangyue-2023.txt"
_DIGITS = re.compile(r"\d[\d.,]*")
_ROW_NUMBER = re.compile(r"\d{1,2}")  # the cell of a table that counts its rows


def passed_over(audit: Audit) -> Iterator[str]:
    """Digits of the report that no claim of any kind covers, with the words around them."""
    covered: dict[str, set[int]] = defaultdict(set)
    for claim in audit.records.claims:
        covered[claim.source_id.rpartition(":")[0]] |= set(range(claim.start, claim.end))
    for part in audit.parts:
        for block in part.blocks if part.form == "report" else ():
            for piece in [block] if isinstance(block, Passage) else [cell for row in block.rows for cell in row]:
                if not isinstance(piece, Passage) and _ROW_NUMBER.fullmatch(piece.text.strip()):
                    continue
                for found in _DIGITS.finditer(piece.text):
                    if not covered[piece.source.id] & set(range(*found.span())):
                        yield piece.text[max(0, found.start() - 15) : found.end() + 10]


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_no_number_of_a_sample_is_passed_over(unit_id):
    """What is not read cannot be contradicted; a number that is read and links to nothing is at least shown."""
    audit = audit_of(unit_id)
    assert len(audit.records.claims) > 40 and list(passed_over(audit)) == []


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside this checkout")
def test_no_number_of_the_seed_is_passed_over():
    """The same of a real report."""
    audit = Audit.open(SEED)
    assert len(audit.records.claims) > 100 and list(passed_over(audit)) == []
