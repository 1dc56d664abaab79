"""Which year an amount is of, and which two numbers a change is between, where units write it shortly."""

import pytest

from perfaudit.narrative.claims import read_paragraph


def claims_of(text):
    return {c.raw_text: c for c in read_paragraph("report", "", text, "a.txt#p1", 2023) if c.kind == "quantity"}


def operands(claims, name):
    by_id = {claim.claim_id: raw for raw, claim in claims.items()}
    return by_id.get(claims[name].numerator), by_id.get(claims[name].denominator)


@pytest.mark.parametrize("move", ["增至", "增加到", "增长到", "升至", "减至", "下降到", "减少到", "降至", "压减至"])
def test_the_first_amount_of_a_move_is_last_years(move):
    """由A增至B: A is of last year, B of this one, and growth is of those two, whatever the clause before compares."""
    text = f"甲专项由220.00万元增加到258.60万元，增长17.55%；乙专项由130.00万元{move}126.40万元，变化不大，下降2.77%。"
    claims = claims_of(text)
    assert (claims["130.00万元"].period, claims["126.40万元"].period) == ("prior", "this")
    assert operands(claims, "2.77%") == ("126.40万元", "130.00万元")


def test_a_move_from_the_budget_is_not_one_from_last_year():
    """由年初预算A增至B names its own first amount."""
    assert claims_of("项目支出由年初预算30万元增至36万元。")["30万元"].period == "this"


@pytest.mark.parametrize("year", ["去年", "上年", "上年度", "2022年", "2022年度"])
@pytest.mark.parametrize("stop", ["；", "，", "、", "；其中"])
def test_an_amount_behind_its_year_says_nothing_of_the_next(year, stop):
    """The year does not carry across a semicolon or to the next named item."""
    claims = claims_of(f"公用经费28.60万元，{year}30.00万元，减少1.40万元{stop}公务接待费0.36万元。")
    periods = [claims[raw].period for raw in ("28.60万元", "30.00万元", "1.40万元", "0.36万元")]
    assert periods == ["this", "prior", "this", "this"]


def test_a_year_that_opens_a_sentence_still_holds():
    """上年支出10万元，其中… is a sentence about last year."""
    assert {c.period for c in claims_of("上年支出10万元，其中甲4万元、乙6万元。").values()} == {"prior"}


def test_what_is_saved_behind_a_budget_is_saved_from_it():
    """Not from last year's amount before it."""
    claims = claims_of("三公经费2.64万元，去年3.00万元，下降12%，预算2.90万元，节约0.26万元。")
    assert operands(claims, "0.26万元") in (("2.64万元", "2.90万元"), (None, None))
    assert operands(claims, "12%") == ("2.64万元", "3.00万元")


@pytest.mark.parametrize("verb", ["多支", "少支", "增支", "减支", "多收", "净增"])
def test_an_amount_behind_a_verb_of_change_is_a_change(verb):
    """与上年…相比，多支60.80万元: 60.80万元 is no amount that growth could be reckoned from."""
    claims = claims_of(f"与上年772.60万元相比，{verb}60.80万元，增长7.87%。")
    assert claims["60.80万元"].relation == "change"
    assert operands(claims, "7.87%")[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "年末总藏量达118.6万册，人均藏书1.04册，比2022年末的115.2万册净增3.4万册。",
        "年末高标准农田118.6万亩，占耕地总面积151.2万亩的78.44%，比上年末115.2万亩增加3.4万亩。",
    ],
)
def test_totals_are_compared_with_totals(text):
    """Never an average, nor what a share is of, with last year's total."""
    claims = claims_of(text)
    change = next(claim for claim in claims.values() if claim.relation == "change")
    done = operands(claims, change.raw_text)
    assert done in ((next(iter(claims)), next(r for r in claims if r.startswith("115.2"))), (None, None))


@pytest.mark.parametrize("word", ["高于", "低于", "快于"])
def test_points_beside_another_subjects_rate_are_of_no_amount(word):
    """A rate of another subject is not last year's, and percentage points are none of amounts."""
    claims = claims_of(
        f"农民收入21360元，比上年的20000元增加1360元，增长率6.8%，{word}城镇居民增速（4.9%）1.9个百分点。"
    )
    assert operands(claims, "1.9个百分点") == (None, None)
