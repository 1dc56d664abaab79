"""A share of 预算 is one of the budget that it follows from, unless the words say which."""

import pytest

from tests.audits import audit_text, outcome_of, text_of

OPENING = "2024年基本支出873.15万元。"


def outcome(share: str) -> str:
    """RATE-005 of a clean unit with 1206.00 budgeted, 1207.60 adjusted and 1189.97 executed in its overall form."""
    facts = {
        fact.basis: fact.value / 10_000
        for fact in audit_text(text_of("liyun-2024")).records.facts
        if fact.address.startswith("overall.total_funds.") and fact.measure == "元"
    }
    share = share.format(
        adjusted=facts["final"] / facts["full_year"] * 100, initial=facts["final"] / facts["budget"] * 100
    )
    sentence = f"年度资金总额执行数{facts['final']:.2f}万元，{share}。"
    return outcome_of(audit_text(text_of("liyun-2024", (OPENING, sentence + OPENING))), "RATE-005").status


@pytest.mark.parametrize(
    "share", ["完成预算的{adjusted:.2f}%", "完成预算的{initial:.2f}%", "完成全年预算的{adjusted:.2f}%"]
)
def test_either_budget_may_be_meant(share):
    """完成预算的96.17% does not say whether of the year's beginning or as adjusted."""
    assert outcome(share) == "pass"


@pytest.mark.parametrize("share", ["完成预算的61.17%", "完成全年预算的61.17%"])
def test_a_share_of_neither_is_found(share):
    """What follows from no budget is wrong whichever is meant."""
    assert outcome(share) == "fail"
