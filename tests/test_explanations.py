"""Why two figures may differ: only what the printed digits bear out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.explanations import MAXIMUM, explain_digits, explain_gap, scope_explanation
from perfaudit.formulas import Value, parse_formula
from perfaudit.quantities import Interval
from tests.audits import index_of


def explained(left: str, right: str, facts: dict[str, str], report: tuple[str, ...] = ()) -> list[str]:
    """What is said of the gap between two formulas over these figures."""
    unit = index_of({"facts": facts, "report": list(report)})
    sides = [parse_formula(side).evaluate(unit) for side in (left, right)]
    assert all(isinstance(side, Value) for side in sides), sides
    return [text["zh"] for text in explain_gap(unit, *sides)]


def digits(left: str, right: str, quantum: str = "0.005") -> list[str]:
    sides = (Interval.around(Decimal(text), Decimal(quantum)) for text in (left, right))
    return [text["zh"] for text in explain_digits(*sides, "分")]


TOTALS = ("basic.project_spending.final", "overall.project_spending")


def totals(basic: str, overall: str, **more: str) -> dict[str, str]:
    items = {f"basic.{item}.final": text for item, text in more.items()}
    return {"basic.project_spending.final": basic, "overall.project_spending.stated": overall} | items


def test_another_figure_equals_the_gap():
    """The line that was left out has the very amount by which the sides differ."""
    facts = totals("300.00", "277.77") | {"basic.procurement.final": "22.23"}
    assert explained(*TOTALS, facts)[0] == "差额等于基础数据表“政府采购金额”（决算）22.23万元"


def test_a_figure_of_another_year_explains_nothing():
    """The gap between this year's figures equals last year's by chance."""
    facts = totals("300.00", "277.77") | {"basic.procurement.prior_final": "22.23"}
    assert explained(*TOTALS, facts) == []


def test_two_figures_together_equal_the_gap():
    """Two lines were left out; they are named only where no single one fits."""
    facts = totals("300.00", "269.00") | {"basic.procurement.final": "20.50", "basic.reception.final": "10.50"}
    assert "之和" in explained(*TOTALS, facts)[0]
    alone = explained(*TOTALS, facts | {"basic.vehicles.final": "31.00"})
    assert "公务用车" in alone[0] and not any("之和" in text for text in alone)


def test_a_part_of_the_sum_equals_the_gap():
    """A line that was counted twice, or not at all, is one of the sum's own."""
    facts = {
        "basic.special_funds.final": "30.00",
        "basic.special_fund[甲].final": "10.00",
        "basic.special_fund[乙].final": "20.00",
        "basic.special_fund[丙].final": "7.77",
    }
    texts = explained("basic.special_funds.final", "sum(basic.special_fund.final)", facts)
    assert "其中的" in texts[0] and "丙" in texts[0]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1431.36", "1413.36", ["两位数字对调：1431.36分 与 1413.36分"]),
        ("98.28", "99.28", ["只有一位数字不同：98.28分 与 99.28分"]),
        ("12.34", "123.4", ["单位或小数点错位：相差 10 倍"]),
        ("12.34", "123400", ["单位或小数点错位：相差 10000 倍"]),
        ("12.34", "43.21", []),
        ("12.30", "12.3", []),
        ("5", "6", []),  # of one digit, "one digit differs" says nothing
        ("0", "35", []),  # a nought times ten thousand is a nought
        ("867460", "876460", ["两位数字对调：867460分 与 876460分"]),
    ],
)
def test_slips_of_the_pen_are_told_apart(left, right, expected):
    """Two digits swapped, one digit wrong, a point or a unit moved: one of them, or none."""
    assert digits(left, right) == expected


def test_digits_are_compared_in_one_measure():
    """8674600 yuan beside 876.46 ten thousand are two digits swapped, whatever units they are printed in."""
    facts = totals("867.46", "876.46")
    assert explained(*TOTALS, facts) == ["两位数字对调：867.46万元 与 876.46万元"]


def test_a_total_with_a_wrong_digit_is_seen_beside_its_sum():
    """The sum stands nowhere in print, and yet its digits show which one was mistyped."""
    facts = {
        "basic.special_funds.final": "2318.64",
        "basic.special_fund[甲].final": "1432.18",
        "basic.special_fund[乙].final": "876.46",
    }
    texts = explained("basic.special_funds.final", "sum(basic.special_fund.final)", facts)
    assert texts == ["只有一位数字不同：2318.64万元 与 2308.64万元"]


def test_last_years_figure_may_have_been_copied():
    """One side repeats, within rounding, what stands in the other's column of the year before."""
    facts = totals("316.82", "305.50") | {"basic.project_spending.prior_final": "305.50"}
    assert any("上年" in text and "305.50" in text for text in explained(*TOTALS, facts))
    facts["basic.project_spending.prior_final"] = "305.60"
    assert explained(*TOTALS, facts) == []


def test_the_order_goes_from_the_likeliest_on():
    """An equal figure comes before digits, digits before last year's figure, and no more than three are given."""
    facts = totals("316.82", "361.82") | {
        "basic.project_spending.prior_final": "361.82",
        "basic.procurement.final": "45.00",
        "basic.reception.final": "45.00",
    }
    texts = explained(*TOTALS, facts)
    assert len(texts) == MAXIMUM and all("45.00" in text for text in texts[:2]) and "对调" in texts[2]


def test_rates_points_and_people_are_not_explained_by_figures():
    """With a gap of two people, too many figures would fit by chance."""
    facts = {"basic.posts.final": "43", "basic.in_post.final": "41", "basic.procurement.final": "2"}
    assert explained("basic.posts.final", "basic.in_post.final", facts) == []


@pytest.mark.parametrize("fund", ["other_funds", "government_fund", "state_capital", "fiscal_account"])
def test_a_gap_of_the_size_of_a_fund_is_one_of_scope(fund):
    """One figure covers the general budget, the other all funds: then both are true."""
    unit = index_of({"facts": {f"overall.{fund}.stated": "204.72", "overall.basic_spending.stated": "1275.43"}})
    basic, own = unit.fact("overall.basic_spending.stated"), unit.fact(f"overall.{fund}.stated")
    assert basic is not None and own is not None
    gap = Interval.around(Decimal(-2047300), Decimal(100))
    found = scope_explanation(unit, gap, basic)
    assert found is not None and "口径" in found["zh"] and "204.72" in found["zh"]
    assert scope_explanation(unit, Interval.exact(-2050000), basic) is None
    assert scope_explanation(unit, gap, own) is None


def test_a_fund_of_nothing_explains_no_gap():
    """0.00 is within rounding of a tiny gap, and no scope."""
    unit = index_of({"facts": {"overall.other_funds.stated": "0.00", "overall.basic_spending.stated": "12.00"}})
    basic = unit.fact("overall.basic_spending.stated")
    assert basic is not None and scope_explanation(unit, Interval.exact(40), basic) is None


FUNDS = ("basic.special_funds.final", "sum(basic.special_fund.final)")


def funds(total: str, **lines: str) -> dict[str, str]:
    return {"basic.special_funds.final": total} | {
        f"basic.special_fund[{name}].final": text for name, text in lines.items()
    }


# What it is, the two sides, the figures by which it is so, the figures by which it is not, and words of it.
EACH = [
    ("another figure", TOTALS, totals("300.00", "277.77", procurement="22.23"), totals("300.00", "277.77", procurement="22.32"), "差额等于基础"),
    ("two figures", TOTALS, totals("300.00", "269.00", procurement="20.50", reception="10.50"), totals("300.00", "269.00", procurement="20.50", reception="10.60"), "之和"),
    ("a part counted twice", FUNDS, funds("40.00", 甲="10.00", 乙="20.00"), funds("40.10", 甲="10.00", 乙="20.00"), "漏计或重计"),
    ("two digits swapped", TOTALS, totals("316.82", "361.82"), totals("316.82", "461.83"), "对调"),
    ("one digit", TOTALS, totals("316.82", "376.82"), totals("316.82", "377.82"), "一位数字不同"),
    ("ten times", TOTALS, totals("316.82", "3168.20"), totals("316.82", "3168.90"), "相差 10 倍"),
    ("yuan for ten thousand yuan", TOTALS, totals("316.82", "3168200.00"), totals("316.82", "3169200.00"), "相差 10000 倍"),
    ("last year's", TOTALS, totals("316.82", "299.99") | {"basic.project_spending.prior_final": "299.99"}, totals("316.82", "299.99") | {"basic.project_spending.prior_final": "298.88"}, "照抄了上年数"),
    ("last year's in the form itself", TOTALS, totals("316.82", "299.99") | {"basic.project_spending.prior_final": "316.82"}, totals("316.82", "299.99") | {"basic.project_spending.prior_final": "317.82"}, "照抄了上年数"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "sides", "fitting", "other", "words"), EACH, ids=[entry[0] for entry in EACH])
def test_each_explanation_has_a_gap_it_finds_and_one_it_does_not(what, sides, fitting, other, words):
    """An explanation that always fits explains nothing."""
    left, right = sides
    assert any(words in text for text in explained(left, right, fitting)), what
    assert not any(words in text for text in explained(left, right, other)), what


def test_a_blank_line_is_the_missing_part_where_the_report_tells_it():
    """The form leaves a line blank, and the report's figure for it is the very gap of the sum."""
    facts = funds("60.00", 环卫专项="10.00", 绿化专项="20.00", 民政专项="")
    said = "专项资金60.00万元，其中：环卫专项10.00万元、绿化专项20.00万元、民政专项{}万元。"
    assert any("表中这一项空白" in text for text in explained(*FUNDS, facts, (said.format("30.00"),)))
    assert not any("空白" in text for text in explained(*FUNDS, facts, (said.format("31.00"),)))


def test_a_line_that_only_the_report_has_is_the_missing_part():
    """The total of the form holds a line that only the report lists."""
    facts = funds("60.00", 环卫专项="10.00", 绿化专项="20.00")
    said = "专项资金60.00万元，其中：环卫专项10.00万元、绿化专项20.00万元、行道树补植专项{}万元。"
    assert any("表中没有这一项" in text for text in explained(*FUNDS, facts, (said.format("30.00"),)))
    assert not any("没有这一项" in text for text in explained(*FUNDS, facts, (said.format("31.00"),)))


def test_all_funds_beside_the_general_budget_are_one_scope():
    """Two kinds of funds were left out together."""
    facts = {
        "overall.other_funds.stated": "4.72",
        "overall.government_fund.stated": "200.00",
        "overall.basic_spending.stated": "1275.43",
    }
    unit = index_of({"facts": facts})
    basic = unit.fact("overall.basic_spending.stated")
    assert basic is not None
    found = scope_explanation(unit, Interval.around(Decimal(-2047200), Decimal(100)), basic)
    assert found is not None and "口径" in found["zh"] and "204.72" in found["zh"]
    assert scope_explanation(unit, Interval.around(Decimal(-2057200), Decimal(100)), basic) is None


amounts = st.decimals(1, 99999, places=2)


@given(amounts, st.integers(0, 5), st.integers(0, 5))
def test_any_swap_is_recognised(amount, first, second):
    """Swapping two digits of a number is always seen as that, unless it moves the first digit away or changes nothing."""
    text = f"{amount:08.2f}".replace(".", "")
    signs = list(text)
    signs[first], signs[second] = signs[second], signs[first]
    swapped = "".join(signs)
    if swapped == text or (len(swapped.lstrip("0")), len(swapped.rstrip("0"))) != (
        len(text.lstrip("0")),
        len(text.rstrip("0")),
    ):
        return
    found = digits(str(Decimal(text) / 100), str(Decimal(swapped) / 100))
    assert found and "两位数字对调" in found[0]
