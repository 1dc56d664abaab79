"""Targets and actual values as units really write them: met, missed or unknown, the share achieved, and the points that follow."""

from decimal import Decimal

import pytest

from perfaudit.scoring import recompute_scores
from perfaudit.targets import MET, MISSED, UNKNOWN, judge_target
from tests.test_targets import row, unit_with

SELF_SCORE, WEIGHT = Decimal(9), Decimal(10)

# Target, actual value, name of the indicator; whether it was met; the share achieved to four places, None where none can be told.
PAIRS = [
    ("≥95%", "98%", "满意度", MET, "1.0316"),
    ("≥95%", "94.6%", "满意度", MISSED, "0.9958"),
    ("95%以上", "95%", "满意度", MET, "1"),
    ("不低于95%", "90%", "满意度", MISSED, "0.9474"),
    ("＞90%", "90.5%", "满意度", MET, "1.0056"),
    ("≧90%", "92%", "满意度", MET, "1.0222"),
    ("≥95", "96", "群众满意度(%)", MET, "1.0105"),
    ("95%", "96%", "群众满意度", MET, "1.0105"),
    ("达到95%以上", "97%", "满意率", MET, "1.0211"),
    ("90%左右", "91%", "满意率", MET, "1.0111"),
    ("80%-90%", "85%", "覆盖率", MET, "1.0625"),
    ("80%-90%", "75%", "覆盖率", MISSED, "0.9375"),
    ("≤30分钟", "25分钟", "响应时间", MET, "1.2"),
    ("≤30分钟", "35分钟", "响应时间", MISSED, "0.8571"),
    ("30分钟内", "28分钟", "响应时间", MET, "1.0714"),
    ("15个工作日内", "12个工作日", "办结时限", MET, "1.25"),
    ("不超过5%", "6%", "差错率", MISSED, "0.8333"),
    ("<1%", "0.5%", "差错率", MET, "2"),
    ("≤0", "0", "安全事故", MET, "1"),
    ("0", "0", "重大安全事故发生数", MET, "1"),
    ("0起", "无", "安全事故", UNKNOWN, None),
    ("零事故", "0起", "安全事故", UNKNOWN, None),
    ("0%", "0%", "投诉率", MET, "1"),
    ("1亿元", "10000万元", "争取资金", MET, "1"),
    ("10000万元", "1亿元", "争取资金", MET, "1"),
    ("≤120万元", "118.5万元", "项目成本", MET, "1.0127"),
    ("≤120万元", "121万元", "项目成本", MISSED, "0.9917"),
    ("120万元", "118.5万元", "项目成本", MET, "1.0127"),
    ("不超过年初预算", "2706.79万元", "成本控制数", UNKNOWN, None),
    ("控制在预算内", "控制在预算内", "成本", UNKNOWN, None),
    ("120余家", "120余家", "服务企业", MET, "1"),
    ("120余家", "118家", "服务企业", MISSED, "0.9833"),
    ("不少于12次", "13次", "培训次数", MET, "1.0833"),
    ("12次", "三次", "培训次数", MISSED, "0.25"),
    ("3-5个", "4个", "示范点", MET, "1.3333"),
    ("3~5次", "2次", "检查次数", MISSED, "0.6667"),
    ("2个以上", "1个", "示范点", MISSED, "0.5"),
    ("≥1.2万人次", "12300人次", "服务人次", MET, "1.025"),
    ("1.2万人", "11900人", "服务人数", MISSED, "0.9917"),
    ("≥12次/年", "12次", "巡查次数", UNKNOWN, None),
    ("12次/年", "13次/年", "巡查次数", MET, "1.0833"),
    ("每季度1次", "4次", "检查次数", UNKNOWN, None),
    ("每月完成", "已完成", "工作完成及时性", UNKNOWN, None),
    ("1次/月", "12次", "检查频次", UNKNOWN, None),
    ("2023年12月底前", "11月", "完成时间", MET, None),
    ("2023年12月底前", "2023年12月", "完成时间", MET, None),
    ("2023年11月底前", "2023年12月", "完成时间", MISSED, None),
    ("12月31日前", "12月20日", "完成时间", MET, None),
    ("2023年12月31日前完成", "2024年1月", "完成时间", MISSED, None),
    ("年底前", "已完成", "完成时间", UNKNOWN, None),
    ("及时", "及时", "完成及时性", UNKNOWN, None),
    ("显著加强", "显著加强", "能力", UNKNOWN, None),
    ("全部完成", "100%", "完成率", UNKNOWN, None),
    ("100%", "全部完成", "完成率", UNKNOWN, None),
    ("100%", "100", "完成率", MET, "1"),
    ("100%", "99.8%", "合格率", MISSED, "0.998"),
    ("≥100%", "105%", "完成率", MET, "1.05"),
    ("≥5%", "6.2%", "收入增长率", MET, "1.24"),
    ("增长5%", "增长6.2%", "收入增长", MET, "1.24"),
    ("增长5%以上", "增长3%", "收入增长", MISSED, "0.6"),
    ("下降3%", "下降4%", "能耗", MET, "1.3333"),
    ("降低10%", "降低8%", "能耗", MISSED, "0.8"),
    ("≤50人", "48人", "在编人数", MET, "1.0417"),
    ("50人", "50人", "覆盖人数", MET, "1"),
    ("500户", "500人", "惠及户数", UNKNOWN, None),
    ("10次，每次50人", "10次", "培训", UNKNOWN, None),
    ("500人", "", "培训人数", UNKNOWN, None),
    ("", "500人", "培训人数", UNKNOWN, None),
    ("/", "/", "培训", UNKNOWN, None),
    ("≥10公里", "9.6公里", "道路长度", MISSED, "0.96"),
    ("10km", "10公里", "道路长度", MET, "1"),
    ("≥500平方米", "520㎡", "面积", MET, "1.04"),
    ("≥3000亩", "0.32万亩", "面积", MET, "1.0667"),
    ("1/3", "40%", "占比", MET, "1.2"),
    ("八成以上", "85%", "覆盖率", MET, "1.0625"),
    ("一百个", "100个", "数量", MET, "1"),
    ("≥1批次", "2批", "批次", UNKNOWN, None),
    ("≥90%", "95.00", "满意度", MET, "1.0556"),
    ("优良", "优", "质量等级", UNKNOWN, None),
    ("是", "是", "是否公开", UNKNOWN, None),
]


def test_the_table_is_long_enough():
    """Sixty pairs at least, of each kind some."""
    assert len(PAIRS) >= 60
    assert all(sum(status == kind for _, _, _, status, _ in PAIRS) >= 10 for kind in (MET, MISSED, UNKNOWN))


@pytest.mark.parametrize(("target", "actual", "name", "status", "share"), PAIRS)
def test_a_target_and_what_became_of_it(target, actual, name, status, share):
    """Met or missed by the target's own direction, and by which share; what cannot be told is unknown."""
    result = judge_target(*unit_with(row(target, actual, name)))
    found = result.share_ratio
    assert (result.status, None if found is None else round(found, 4)) == (
        status,
        share if share is None else Decimal(share),
    )


@pytest.mark.parametrize(("target", "actual", "name", "status", "share"), PAIRS)
def test_the_points_follow(target, actual, name, status, share):
    """Met: the full weight; missed: the share of it; unknown, or missed by no share: the self-score, and the row says so."""
    _, unit = unit_with(row(target, actual, name, score=str(SELF_SCORE), weight=str(WEIGHT)))
    [item] = recompute_scores(unit).items or [None]
    if item is None:
        assert actual == "/"  # not applicable: no row to score
        return
    expected = {
        MET: WEIGHT,
        MISSED: SELF_SCORE if share is None else round(WEIGHT * Decimal(share), 2),
        UNKNOWN: SELF_SCORE,
    }
    assert abs((item.recomputed_points or Decimal(0)) - expected[status]) <= Decimal("0.01")
    assert item.is_kept == (status == UNKNOWN or (status == MISSED and share is None)) and item.reason["zh"]
