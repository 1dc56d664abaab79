"""A number that the words do not name right before it, and that is another figure to the digit, proves nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from perfaudit.expectations.doubts import all_stand_in_forms, figure_at, follows_from_others, other_figure
from tests.audits import index_of, standard_suites

FACTS = {
    "basic.project_spending.final": "849.60", "basic.special_funds.final": "849.60", "basic.running_costs.final": "61.37",
    "basic.running_costs.prior_final": "58.12", "basic.special_fund[安防工程专项].final": "174.29",
    "basic.special_fund[客运站改造专项].final": "54.80", "overall.total_funds.final": "1377.17",
    "overall.total_funds.full_year": "1455.93", "overall.basic_spending.stated": "527.57",
}  # fmt: skip


def unit_of(*report: str):
    return index_of({"facts": FACTS, "report": list(report)})


def statuses(rule: str, *report: str) -> Counter[str]:
    return Counter(v.status for v in standard_suites().rules[rule].expectation.judge(unit_of(*report)))


def claim_of(unit, number: str):
    return next(claim for claim in unit.records.claims if claim.raw_text.startswith(number))


@pytest.mark.parametrize(
    ("number", "equal"), [("849.60", True), ("1377.17", True), ("849.67", False), ("84.96", False)]
)
def test_another_figure_is_one_to_the_digit(number, equal):
    """A number off by one digit is no other figure: that is how errors look."""
    unit = unit_of(f"该项支出{number}万元。")
    assert (figure_at(unit, claim_of(unit, number)) is not None) == equal


@pytest.mark.parametrize(
    ("number", "proves"),
    [
        ("7", False),
        ("0.5", False),
        ("12", False),
        ("50", False),
        ("800", False),
        ("1,200", False),
        ("1500.00", False),
        ("847", True),
        ("1234", True),
        ("0.617", True),
        ("8.47", True),
    ],
)
def test_few_digits_prove_nothing(number, proves):
    """What two digits equal, they equal by chance, and so do round numbers, however many noughts these have."""
    unit = index_of({"facts": {"basic.reception.final": number}, "report": [f"该项支出{number}万元。"]})
    assert (figure_at(unit, claim_of(unit, number)) is not None) == proves


@pytest.mark.parametrize(
    "text", ["公用经费{}万元。", "公用经费为{}万元", "公用经费：{}万元", "全年公用经费支出{}万元，有所变动。"]
)
def test_what_the_words_name_is_never_doubted(text):
    """Last year's figure, or another item's, under the name of this one stays an error."""
    for number in ("58.12", "174.29", "61.73"):
        unit = unit_of(text.format(number))
        assert other_figure(unit, claim_of(unit, number), unit.fact("basic.running_costs.final")) is None
        assert statuses("TEXT-004", text.format(number))["fail"] == 1


def test_a_sum_of_known_figures_is_doubted_and_one_that_lacks_a_figure_is_not():
    """Numbers that each stand in the forms make no false sum, unless what is lacking stands there, too."""
    unit = unit_of("支出1377.17万元、54.80万元、174.29万元。")
    claims = [claim_of(unit, number) for number in ("1377.17", "54.80", "174.29")]
    assert all_stand_in_forms(unit, claims, claims[0].value - claims[1].value)
    lacking = unit.fact("overall.basic_spending.stated").value
    assert not all_stand_in_forms(unit, claims, lacking)
    wrong = unit_of("支出1377.17万元、54.88万元、174.29万元。")
    assert not all_stand_in_forms(wrong, [claim_of(wrong, "1377.17"), claim_of(wrong, "54.88")], claims[0].value)


@pytest.mark.parametrize(("share", "follows"), [("61.69%", True), ("61.96%", False), ("62%", False)])
def test_a_ratio_follows_where_a_figure_of_the_forms_is_another(share, follows):
    """A share that the same part gives of another item of the forms is doubted; one with swapped or two digits is not."""
    unit = unit_of(f"项目支出849.60万元，占预算的{share}。")
    claim = claim_of(unit, share)
    part, whole = (
        unit.fact(name).interval for name in ("basic.project_spending.final", "overall.basic_spending.stated")
    )
    assert (
        follows_from_others(unit, replace(claim, denominator="overall.basic_spending.stated"), part, whole) == follows
    )
    beside = replace(claim, numerator=claim.claim_id, denominator=claim.claim_id)
    assert not follows_from_others(unit, beside, part, whole), "numbers that stand beside it are not exchanged"


@pytest.mark.parametrize("scope", ["一般公共预算支出", "一般公共预算拨款支出"])
def test_parts_of_the_general_budget_are_of_the_general_budget(scope):
    """Basic spending behind 一般公共预算…其中 is not that of all funds."""
    unit = unit_of(f"{scope}1000.00万元，其中：基本支出400.00万元、项目支出600.00万元。")
    assert {claim_of(unit, number).scope for number in ("400.00", "600.00")} == {"general"}
