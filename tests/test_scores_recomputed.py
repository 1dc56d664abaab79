"""Targets and actual values as units really write them: met, missed or unknown, the share achieved, and the points that follow."""

from dataclasses import replace
from decimal import Decimal

import pytest

from perfaudit.records import SourceRow
from perfaudit.rule_sets import Grade
from perfaudit.scoring import Bands, recompute_scores
from perfaudit.targets import MET, MISSED, UNKNOWN, judge_target
from perfaudit.unit_index import UnitIndex
from tests.audits import index_of
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
    ("90%左右", "91%", "满意率", MET, "1"),
    ("90%左右", "89%", "满意率", MET, "1"),
    ("约500人", "400人", "覆盖人数", MISSED, "0.8421"),
    ("80%-90%", "85%", "覆盖率", MET, "1"),
    ("80%-90%", "75%", "覆盖率", MISSED, "0.9375"),
    ("≤30分钟", "25分钟", "响应时间", MET, "1.2"),
    ("≤30分钟", "35分钟", "响应时间", MISSED, "0.8571"),
    ("30分钟内", "28分钟", "响应时间", MET, "1.0714"),
    ("15个工作日内", "12个工作日", "办结时限", MET, "1.25"),
    ("不超过5%", "6%", "差错率", MISSED, "0.8333"),
    ("<1%", "0.5%", "差错率", MET, "2"),
    ("≤0", "0", "安全事故", MET, "1"),
    ("0", "0", "重大安全事故发生数", MET, "1"),
    ("0起", "无", "安全事故", MET, "1"),
    ("0起", "发生1起", "安全事故", MISSED, "0"),
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
    ("3-5个", "4个", "示范点", MET, "1"),
    ("3–5个", "8个", "示范点", MET, "1.6"),
    ("95%-98%", "96%", "达标率", MET, "1"),
    ("95%-98%", "94%", "达标率", MISSED, "0.9895"),
    ("3-5天", "4天", "办结时限", MET, "1"),
    ("3-5天", "2天", "办结时限", MET, "1.5"),
    ("3-5天", "6天", "办结时限", MISSED, "0.8333"),
    ("100%", "98%", "遵守办结时限", MISSED, "0.98"),
    ("3~5次", "2次", "检查次数", MISSED, "0.6667"),
    ("2个以上", "1个", "示范点", MISSED, "0.5"),
    ("≥1.2万人次", "12300人次", "服务人次", MET, "1.025"),
    ("1.2万人", "11900人", "服务人数", MISSED, "0.9917"),
    ("≥12次/年", "12次", "巡查次数", MET, "1"),
    ("12次/年", "13次/年", "巡查次数", MET, "1.0833"),
    ("每季度1次", "4次", "检查次数", MET, "1"),
    ("每季度至少1次", "5次", "检查次数", MET, "1.25"),
    ("每季度1次", "3次", "检查次数", UNKNOWN, None),
    ("每季度1次", "每季度1次", "检查次数", MET, "1"),
    ("每半年1次", "2次", "检查次数", MET, "1"),
    ("每月1次", "12次", "检查次数", MET, "1"),
    ("每月完成", "已完成", "工作完成及时性", UNKNOWN, None),
    ("1次/月", "12次", "检查频次", MET, "1"),
    ("1次/月", "1次/月", "检查频次", MET, "1"),
    ("2023年12月底前", "11月", "完成时间", MET, None),
    ("2023年12月底前", "2023年12月", "完成时间", MET, None),
    ("2023年11月底前", "2023年12月", "完成时间", MISSED, None),
    ("12月31日前", "12月20日", "完成时间", MET, None),
    ("2023年12月31日前完成", "2024年1月", "完成时间", MISSED, None),
    ("11月底前", "2023年10月15日", "完成时间", MET, None),
    ("2023年6月", "2023年7月", "完成时间", MISSED, None),
    ("12月底前", "尚未完成，预计次年1月", "完成时间", UNKNOWN, None),
    ("年底前", "已完成", "完成时间", UNKNOWN, None),
    ("及时", "及时", "完成及时性", UNKNOWN, None),
    ("显著加强", "显著加强", "能力", UNKNOWN, None),
    ("全部完成", "100%", "完成率", MET, "1"),
    ("全部完成", "92%", "完成率", MISSED, "0.92"),
    ("100%", "全部完成", "完成率", MET, "1"),
    ("100%", "已完成", "完成率", UNKNOWN, None),
    ("100%", "100", "完成率", MET, "1"),
    ("100%", "99.8%", "合格率", MISSED, "0.998"),
    ("≥100%", "105%", "完成率", MET, "1.05"),
    ("100%以上", "100%", "完成率", MET, "1"),
    ("100%以上", "98%", "完成率", MISSED, "0.98"),
    ("控制在5%以内", "4%", "差错率", MET, "1.25"),
    ("控制在5%以内", "6%", "差错率", MISSED, "0.8333"),
    ("控制在30天以内", "31天", "办理时间", MISSED, "0.9677"),
    ("≤3‰", "2‰", "差错率", MET, "1.5"),
    ("=50人", "52人", "培训人数", MET, "1.04"),
    ("＝50人", "48人", "培训人数", MISSED, "0.96"),
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
    ("逐年下降", "逐年下降", "发案率", UNKNOWN, None),
    ("逐年下降", "较上年有所下降", "发案率", UNKNOWN, None),
    ("有所提升", "部分完成", "能力", UNKNOWN, None),
    ("有所提升", "未完成", "能力", UNKNOWN, None),
    ("有所提升", "基本完成", "能力", UNKNOWN, None),
    ("全面合格", "不合格", "质量", UNKNOWN, None),
    ("优良", "优", "质量等级", UNKNOWN, None),
    ("是", "是", "是否公开", UNKNOWN, None),
]


# Targets in words, by target and actual value: lowest and highest points of ten. What is unknown and not here is kept.
IN_WORDS = {
    ("控制在预算内", "控制在预算内"): ("8", "10"),
    ("每月完成", "已完成"): ("8", "10"),
    ("年底前", "已完成"): ("8", "10"),
    ("及时", "及时"): ("8", "10"),
    ("显著加强", "显著加强"): ("8", "10"),
    ("逐年下降", "逐年下降"): ("8", "10"),
    ("是", "是"): ("8", "10"),
    ("有所提升", "部分完成"): ("6", "8"),
    ("有所提升", "未完成"): ("0", "6"),
    ("12月底前", "尚未完成，预计次年1月"): ("0", "6"),
    ("全面合格", "不合格"): ("0", "6"),
}
BANDS = Bands(Decimal("0.8"), Decimal("0.6"))


def test_the_table_is_long_enough():
    """Sixty pairs at least, of each kind some; and every target in words is one of the pairs."""
    assert len(PAIRS) >= 60
    assert all(sum(status == kind for _, _, _, status, _ in PAIRS) >= 10 for kind in (MET, MISSED, UNKNOWN))
    assert set(IN_WORDS) <= {(target, actual) for target, actual, _, status, _ in PAIRS if status == UNKNOWN}


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
    """Met: the full weight; missed: the share of it; in words: a range; unknown, or missed by no share: the self-score."""
    _, unit = unit_with(row(target, actual, name, score=str(SELF_SCORE), weight=str(WEIGHT)))
    [item] = recompute_scores(unit, BANDS).items
    assert item.reason["zh"] and item.reason["en"]
    if status == MET or share is not None:
        points = WEIGHT if status == MET else round(WEIGHT * Decimal(share), 2)
        assert abs(item.recomputed_points - points) <= Decimal("0.01")
        assert (item.kind, item.low_points, item.high_points) == (
            "reckoned",
            item.recomputed_points,
            item.recomputed_points,
        )
        return
    low, high = map(Decimal, IN_WORDS.get((target, actual), (str(SELF_SCORE), str(SELF_SCORE))))
    assert (item.low_points, item.high_points) == (low, high)
    assert item.recomputed_points == min(max(SELF_SCORE, low), high)
    assert item.kind == ("range" if (target, actual) in IN_WORDS else "kept") and item.is_kept == (item.kind == "kept")


@pytest.mark.parametrize(("target", "actual"), sorted(IN_WORDS))
def test_without_bands_a_target_in_words_keeps_its_score(target, actual):
    """Where neither the form nor the audit office says what words are worth, the self-score stands."""
    _, unit = unit_with(row(target, actual, "能力", score=str(SELF_SCORE), weight=str(WEIGHT)))
    [item] = recompute_scores(unit).items
    assert (item.kind, item.recomputed_points) == ("kept", SELF_SCORE)


NOTE = "注：定性指标分为达成年度指标、部分达成、未达成三档，分别按照{}合理确定分值。"


@pytest.mark.parametrize(
    ("bands", "low", "is_printed"),
    [
        ("100%-80%（含）、80%-60%（含）、60%-0%", "8", True),
        ("100-80%(含80%)、80-60%(含60%)、60-0%", "8", True),
        ("100%～85%、85%～50%、50%～0%", "8.5", True),
        ("满分至零分", "8", False),
        ("100%-80%、70%-50%、40%-0%", "8", False),  # bands with holes are not understood, so not used
    ],
)
def test_bands_are_those_that_the_form_prints(bands, low, is_printed):
    """Many forms say below the table what a target in words is worth; only where they do not, the usual bands count."""
    _, unit = unit_with(row("显著加强", "显著加强", "能力", score="10"))
    note = SourceRow("case#p9", "case", "overall", None, None, None, 9, None, None, NOTE.format(bands))
    noted = UnitIndex(replace(unit.records, sources=(*unit.records.sources, note)))
    [item] = recompute_scores(noted, BANDS).items
    assert item.low_points == Decimal(low) and ("表中所印档次" in item.reason["zh"]) == is_printed


GRADES = tuple(
    Grade(label, Decimal(points), (label,)) for label, points in (("优", 90), ("良", 80), ("中", 60), ("差", 0))
)


@pytest.mark.parametrize(
    ("actual", "weight", "total", "grades"),
    [
        ("40户", "60", ("92", "100"), ("优",)),
        ("36户", "60", ("86", "94"), ("良", "优")),
        ("20户", "60", ("62", "70"), ("中",)),
        ("40户", "50", ("82", "90"), ()),  # the weights do not make 100: half a form earns no grade
    ],
)
def test_grades_follow_from_the_range(actual, weight, total, grades):
    """The lowest and the highest total may earn two grades, and then both are said."""
    rows = [
        row("≥40户", actual, "完成户数", weight=weight, score="50"),
        row("显著加强", "显著加强", "能力", weight="40", score="36"),
    ]
    scores = recompute_scores(index_of({"indicators": rows, "facts": {}}), BANDS, GRADES)
    assert (scores.total_low_points, scores.total_high_points) == tuple(map(Decimal, total))
    assert scores.grades_recomputed == grades


def test_the_difference_is_told_row_by_row():
    """What the unit gave itself too much is negative, what it forewent positive."""
    rows = [row("≥40户", "20户", "户数", score="9"), row("≥40户", "40户", "又一户数", score="7")]
    scores = recompute_scores(index_of({"indicators": rows, "facts": {}}))
    assert [item.difference_points for item in scores.items] == [Decimal(-4), Decimal(3)]
