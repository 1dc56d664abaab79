"""Whether a target was met, by its own direction, and how much of it was achieved."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.quantities import Interval
from perfaudit.records import Indicator
from perfaudit.targets import MET, MISSED, UNKNOWN, TargetResult, achieved_share, judge_target, repeats_target
from perfaudit.unit_index import UnitIndex
from tests.audits import index_of


def row(target: str, actual: str, name: str = "完成数量", level_2: str = "数量指标", **columns: str) -> dict[str, str]:
    return {
        "name": name, "level_1": "产出指标", "level_2": level_2, "target": target, "actual": actual, "weight": "10",
        "score": "10", "reason": "",
    } | columns  # fmt: skip


def unit_with(indicator: dict[str, str], **facts: str) -> tuple[Indicator, UnitIndex]:
    addresses = {f"overall.total_funds.{basis}": text for basis, text in facts.items()}
    unit = index_of({"indicators": [indicator], "facts": addresses})
    return unit.indicators()[0], unit


def judge(target: str, actual: str, name: str = "完成数量", level_2: str = "数量指标", **facts: str) -> TargetResult:
    return judge_target(*unit_with(row(target, actual, name, level_2), **facts))


@pytest.mark.parametrize(
    ("target", "actual", "name", "status"),
    [
        ("500人", "500人", "培训人数", MET),
        ("500人", "499人", "培训人数", MISSED),
        ("≥95%", "95%", "满意度", MET),
        ("≥95%", "94.6%", "满意度", MISSED),
        ("95%以上", "96%", "满意度", MET),
        ("不低于95%", "90%", "满意度", MISSED),
        ("≤12件", "12件", "有效投诉", MET),
        ("≤12件", "13件", "有效投诉", MISSED),
        ("不超过12件", "19件", "有效投诉", MISSED),
        ("控制在30天以内", "28天", "办理时间", MET),
        ("控制在30天以内", "31天", "办理时间", MISSED),
        ("0%", "0%", "安全事故发生率", MET),
        ("0%", "1%", "安全事故发生率", MISSED),
        ("0起", "0起", "安全事故", MET),
        ("12件", "11件", "有效投诉", MET),
        ("12件", "13件", "有效投诉", MISSED),
        ("120余家", "120余家", "企业", MET),
        ("≤50.00万元", "50.00万元", "支出", MET),
        ("≤50.00万元", "50.004万元", "支出", MISSED),
        ("1亿元", "10000万元", "争取资金", MET),
        ("2023年12月底前", "2023年11月", "完成时间", MET),
        ("11月底前", "12月", "完成时间", MISSED),
    ],
)
def test_a_target_has_a_direction_of_its_own(target, actual, name, status):
    """More is better, but not of complaints, accidents, days and costs, nor where the target says otherwise."""
    assert judge(target, actual, name).status == status


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("显著加强", "显著加强"),
        ("每月完成", "已完成"),
        ("500人", "已完成"),
        ("500人", "500户"),
        ("500人", "95%"),
        ("", "500人"),
        ("500人", ""),
        ("10次，每次50人", "10次"),
    ],
)
def test_what_cannot_be_compared_is_unknown(target, actual):
    """Words, other measures and two quantities at once are neither met nor missed."""
    assert judge(target, actual).status == UNKNOWN


def test_not_applicable_is_unknown():
    """An indicator that does not apply has nothing to meet."""
    assert judge("不适用", "不适用", name="不适用").status == UNKNOWN


def test_a_target_may_speak_of_another_figure():
    """ "Not above the initial budget" is held against that budget, which is then part of the proof."""
    result = judge("不超过年初预算", "120.00万元", "总成本", "成本指标", budget="100.00", full_year="130.00")
    assert result.status == MISSED
    assert result.reference is not None and result.reference.address == "overall.total_funds.budget"
    assert (
        judge("不超过全年预算", "120.00万元", "总成本", "成本指标", budget="100.00", full_year="130.00").status == MET
    )


def test_a_target_that_speaks_of_a_blank_is_unknown():
    """Without the budget it speaks of, nobody knows whether a cost stayed below."""
    assert judge("不超过年初预算", "120.00万元", "总成本", "成本指标", budget="").status == UNKNOWN


def test_the_share_follows_the_direction():
    """Half as many complaints are twice as good, half as many trees are half as good."""
    exactly = Interval.exact
    assert achieved_share(False, exactly(40), Decimal(20)) == Decimal("0.5")
    assert achieved_share(True, exactly(20), Decimal(40)) == Decimal("0.5")
    assert achieved_share(False, exactly(0), Decimal(0)) == 1
    assert achieved_share(True, exactly(0), Decimal(0)) == 1
    assert achieved_share(True, exactly(-1), Decimal(0)) is None
    assert achieved_share(False, exactly(0), Decimal(-1)) is None


@pytest.mark.parametrize(
    ("actual", "more", "less"), [(2, "0.5", "2"), (4, "1", "1"), (5, "1", "1"), (8, "1", "1"), (10, "1.25", "0.8")]
)
def test_a_range_is_met_anywhere_inside(actual, more, less):
    """Of "4-8个" four are as good as eight; outside, what counts is the nearer end."""
    target = Interval(Decimal(4), Decimal(8))
    assert achieved_share(False, target, Decimal(actual)) == Decimal(more)
    assert achieved_share(True, target, Decimal(actual)) == Decimal(less)


counts = st.integers(1, 10**6)


@given(counts, counts, st.sampled_from(["≥", "≤"]))
def test_met_and_share_agree(target, actual, sign):
    """A target is met exactly where at least the whole of it was achieved."""
    result = judge(f"{sign}{target}户", f"{actual}户")
    assert result.share_ratio is not None
    assert (result.status == MET) == (result.share_ratio >= 1)


def test_repeating_the_target_is_told_from_meeting_it():
    """Blanks and full-width signs do not make other words of it; an empty target is not repeated."""
    assert repeats_target(unit_with(row("显著 加强", "显著加强"))[0])
    assert not repeats_target(unit_with(row("努力打造", "走在前列"))[0])
    assert not repeats_target(unit_with(row("", ""))[0])


@pytest.mark.parametrize(
    ("name", "target", "actual", "status"),
    [
        ("火灾隐患整改率", "100%", "60%", MISSED),
        ("信访办结率", "90%", "96%", MET),
        ("安全事故起数", "2起", "1起", MET),
        ("安全事故起数", "小于1起", "1起", MISSED),
        ("事故起数下降率", "10%", "4%", MISSED),
        ("项目完工", "2024年12月底前", "2025年3月", MISSED),
        ("项目完工", "12月底前", "预计次年1月完成", UNKNOWN),
        ("项目完工", "12月底前", "11月", MET),
    ],
)
def test_direction_and_deadline(name, target, actual, status):
    """信访 in a name does not make fewer 办结 better, a strict limit is strict, and a later year is later."""
    row = {"name": name, "level_2": "质量指标", "target": target, "actual": actual, "weight": "10", "score": "10"}
    index = index_of({"indicators": [row], "fields": [{"form": "overall", "field": "year", "text": "2024"}]})
    assert judge_target(index.indicators()[0], index).status == status
