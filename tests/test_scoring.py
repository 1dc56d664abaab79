"""Scores reckoned anew: what follows from the figures, and what has to be taken as it stands."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.scoring import ScoreItem, Scores, recompute_scores
from tests.audits import audit_of, index_of
from tests.test_targets import row

EXECUTION = {
    "overall.total_funds.weight": "10",
    "overall.total_funds.score": "10",
    "overall.total_funds.full_year": "200.00",
    "overall.total_funds.final": "180.00",
}


def scores_of(*rows: dict[str, str], **case: object) -> Scores:
    return recompute_scores(index_of({"indicators": list(rows), "facts": {}} | case))


def only(scores: Scores) -> ScoreItem:
    [item] = scores.items
    return item


def test_execution_is_weight_times_rate():
    """Nine tenths executed are nine of ten points, and the reason shows the rate."""
    item = only(scores_of(facts=EXECUTION))
    assert (item.score_points, item.recomputed_points) == (10, 9) and "90.00%" in item.reason["zh"]


def test_execution_above_budget_gives_no_more_than_the_weight():
    """Spending more than was budgeted earns no bonus."""
    assert only(scores_of(facts=EXECUTION | {"overall.total_funds.final": "300.00"})).recomputed_points == 10


@pytest.mark.parametrize(
    "facts",
    [
        {"overall.total_funds.full_year": ""},
        {"overall.total_funds.full_year": "0.00"},
        {"overall.total_funds.final": "1.2.3"},
    ],
)
def test_execution_that_cannot_be_reckoned_keeps_its_score(facts):
    """A blank or a nought divides nothing; the self-score stands, and the reason says so."""
    item = only(scores_of(facts=EXECUTION | facts))
    assert item.recomputed_points == 10 and "沿用" in item.reason["zh"]


@pytest.mark.parametrize(
    ("target", "actual", "score", "points"),
    [
        ("≥40户", "40户", "8", "10"),  # met: the full weight, whatever the unit gave itself
        ("≥40户", "36户", "10", "9"),
        ("≤10件", "20件", "10", "5"),
        ("≥40户", "0户", "3", "0"),
        ("显著加强", "显著加强", "7", "7"),
        ("11月底前", "12月", "6", "6"),
    ],
)
def test_an_indicator_is_scored_by_what_was_achieved(target, actual, score, points):
    """Quantified: by the achieved share; in words, or missed by no share: as the unit scored it."""
    item = only(scores_of(row(target, actual, score=score)))
    assert (item.score_points, item.recomputed_points) == (Decimal(score), Decimal(points))
    assert item.reason["zh"] and item.reason["en"]


def test_rows_without_points_are_left_out():
    """Not applicable, or without a weight: nothing is scored, and nothing is missing from the total."""
    scores = scores_of(
        row("≥40户", "40户"),
        row("不适用", "不适用", "不适用", weight="", score=""),
        row("1户", "1户", "无分值", weight=""),
    )
    assert [item.name for item in scores.items] == ["完成数量"]
    assert scores.total_recomputed_points == 10


def test_totals_are_none_where_there_is_nothing():
    """A form without scores has no total of nought."""
    scores = scores_of()
    assert (scores.total_self_points, scores.total_recomputed_points, scores.items) == (None, None, ())


def test_the_self_score_is_the_printed_total():
    """Not what its rows add up to: that is another rule's business."""
    assert scores_of(facts={"overall.total.score": "96.5"}).total_self_points == Decimal("96.5")


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("自评得分99.35分，等级为“优”。", "优"),
        ("综合评定为良好，符合要求。", "良"),
        ("评价等次：合格。", "合格"),
        ("评价结论是不合格。", "不合格"),
        ("干部队伍结构优，作风优良。", ""),
    ],
)
def test_the_grade_is_read_as_it_is_printed(text, grade):
    """Grades are four in most places and named otherwise in some; an adjective is no grade."""
    assert scores_of(report=[text]).grade == grade


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 500), st.integers(0, 1000), st.integers(1, 30))
def test_points_never_leave_their_weight(target, actual, weight):
    """However far a target was missed or passed, the points lie between 0 and the weight."""
    for sign in "≥≤":
        item = only(scores_of(row(f"{sign}{target}户", f"{actual}户", weight=str(weight), score="0")))
        assert item.recomputed_points is not None and 0 <= item.recomputed_points <= weight


def test_a_clean_unit_keeps_its_total():
    """Points deducted by the achieved share are what the reckoning comes to as well."""
    scores = audit_of("liyun-2024").scores
    assert scores.total_self_points == scores.total_recomputed_points == Decimal("99.35")
    assert scores.grade == "优"


def test_generous_scores_are_taken_back():
    """A target missed by far, at nearly full points, shows as the difference of the totals."""
    scores = audit_of("qinghe-2023").scores
    [cost] = [item for item in scores.items if item.recomputed_points != item.score_points]
    assert cost.name == "总成本控制" and cost.recomputed_points == Decimal("1.74")


def test_numbers_beyond_all_measure_are_reckoned():
    """A key that got stuck makes a number of thirty digits, which must break neither the scores nor the page."""
    huge = "9" * 30
    scores = scores_of(
        row("≥1户", f"{huge}户"),
        row(f"≥{huge}户", "1户", "别的"),
        facts=EXECUTION | {"overall.total_funds.final": f"{huge}.99"},
    )
    assert [item.recomputed_points for item in scores.items] == [10, 10, 0]
    assert scores_of(facts=EXECUTION | {"overall.total_funds.final": "-5.00"}).items[0].recomputed_points == 0
