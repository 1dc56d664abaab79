"""Damaged files of every format: read or refused, but never a crash, a hang or another kind of error."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfaudit.errors import DocumentError
from tests.documents.mutations import damage_inside, random_damage, read_as_unit, seed_documents
from tests.units import WRITERS

# LibreOffice takes seconds for each: tests/soak has more patience.
QUICK = sorted(WRITERS.keys() - {"doc", "wps"})

documents = cache(seed_documents)


@pytest.mark.parametrize("ending", QUICK)
@given(seed=st.integers(0, 2**32), part=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_documents_are_read_or_refused(ending, seed, part):
    """A changed byte, a lost end or a nonsense number raises DocumentError and nothing else."""
    data = damage_inside(documents()[ending], random_damage(seed), part.choice)
    try:
        read_as_unit(f"a.{ending}", data)
    except DocumentError as error:
        assert error.where and error.read
