"""Amounts without an upper end ("超三千万元") beside shares and growths."""

import pytest

from perfaudit.outcomes import FAIL, NOT_APPLICABLE
from tests.audits import audit_text, text_of


@pytest.mark.parametrize(
    "sentence",
    [
        "全年支出超3000万元，较上年2500万元增长20%。",
        "全年支出3000万元，较上年的2500余万元增长超20%。",
        "全年支出超3000万元，占预算不少于3100万元的96.77%。",
        "超3000万元中，超1000万元用于民生，占33.33%。",
    ],
)
def test_nothing_is_reckoned_from_an_amount_without_an_end(sentence):
    """Half of all that lies above an amount is no number: the rules neither break nor find anything."""
    audit = audit_text(text_of("liyun-2024", ("2024年基本支出873.15万元。", f"{sentence}2024年基本支出873.15万元。")))
    outcomes = [outcome for outcome in audit.outcomes if outcome.check in ("RATE-005", "RATE-006")]
    assert {outcome.status for outcome in outcomes} <= {"pass", NOT_APPLICABLE}
    assert not [outcome.check for outcome in audit.outcomes if outcome.status == "error"]
    assert FAIL not in {outcome.status for outcome in outcomes}
