"""The rules that hold this year against last year's own document: what each finds, and what it leaves alone."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.expectations import (
    ExpectFiguresToBalance,
    ExpectIndicatorsToGoOn,
    ExpectLastYearsFiguresToMatch,
    ExpectNoStaleYears,
    ExpectPreviousToBeLastYears,
    ExpectProseToBeNew,
    ExpectTargetsNotToBeLowered,
    UnitExpectation,
)
from perfaudit.findings import build_findings
from perfaudit.outcomes import Verdict, join_verdicts
from perfaudit.records import (
    NOT_APPLICABLE,
    PREVIOUS_DOCUMENT,
    REPORTED,
    UNDECIDABLE,
    Field,
    Records,
    pack,
    unpack,
)
from perfaudit.unit_index import UnitIndex
from tests.audits import expectations_of, index_of, outcomes_of
from tests.test_targets import row

CELLS = ExpectLastYearsFiguresToMatch(
    items=["basic.three_public", "basic.reception"], parts={"basic.three_public": ["basic.reception"]}
)
LINES = ExpectLastYearsFiguresToMatch(items=["basic.special_fund"])
BALANCE = ExpectFiguresToBalance(
    left="basic.posts.final", right="1.1 * previous.basic.posts.final", relation="<=", beside=["previous.basic.in_post.final"]
)  # fmt: skip


def judge(expectation: UnitExpectation, now: dict[str, Any], before: Any) -> list[Verdict]:
    return expectation.verdicts(index_of(now | {"previous": before}))


def told(verdicts: list[Verdict]) -> list[tuple[str, str | None]]:
    return [(verdict.status, verdict.severity) for verdict in verdicts]


def of(name: str, year: int | str, **more: Any) -> dict[str, Any]:
    fields = [("unit_name", name), ("year", str(year))]
    return {"fields": [{"form": "basic", "field": key, "text": text} for key, text in fields if text], **more}


def funds(basis: str, **figures: str) -> dict[str, Any]:
    return {"facts": {f"basic.special_fund[{name}].{basis}": text for name, text in figures.items()}}


def targets(*rows: dict[str, str]) -> dict[str, Any]:
    return {"indicators": list(rows)}


# The mechanism


def test_last_years_records_travel_in_the_same_frame():
    """What a validator unpacks must be both years, each with its own rows."""
    unit = index_of(of("甲", 2023, **funds("final", 环卫="1.00")) | {"previous": funds("final", 环卫="2.00")})
    again = unpack(pack(unit.records))
    assert again == unit.records and again.previous != again
    assert unpack(pack(replace(unit.records, previous=None))).previous is None


def test_a_formula_can_name_last_years_figures():
    """An auditor's own rule can hold any figure against last year's, and the figure keeps its address apart."""
    [verdict] = judge(BALANCE, {"facts": {"basic.posts.final": "60"}}, {"facts": {"basic.posts.final": "50"}})
    assert verdict.status == "fail" and verdict.right is not None and verdict.right.value == Decimal(55)
    assert [entry.address for entry in verdict.evidence] == ["basic.posts.final", "previous.basic.posts.final"]


def test_an_address_of_last_years_is_none_of_this_years():
    """The index of this year must not give last year's figure, nor the other way round."""
    unit = index_of({"facts": {"basic.posts.final": "60"}, "previous": {"facts": {"basic.in_post.final": "50"}}})
    assert unit.fact("basic.in_post.final") is None and unit.fact("previous.basic.posts.final") is None
    found = unit.fact("previous.basic.in_post.final")
    assert found is not None and found.address == "previous.basic.in_post.final"


NOTHING = [
    (None, "not_applicable", "没有给出上年的文件"),
    (Field("", PREVIOUS_DOCUMENT, "", "旧", NOT_APPLICABLE, ""), "not_applicable", "在“旧”里没有找到"),
    (Field("", PREVIOUS_DOCUMENT, "", "旧.docx: damaged", UNDECIDABLE, ""), "undecidable", "旧.docx: damaged"),
]


@pytest.mark.parametrize(("field", "status", "words"), NOTHING)
def test_without_last_years_document_every_rule_says_so(field, status, words):
    """Nothing to hold against is never a pass, whether nothing was given, found or readable."""
    records = index_of(of("甲", 2023, report=["2022年完成项目支出120万元，均已支付。"])).records
    unit = UnitIndex(replace(records, previous=Records(fields=(field,)) if field else None))
    rules = [(rule, rule_ex) for rule, rule_ex in expectations_of(2023) if rule.suite == "previous"]
    assert len(rules) >= 7
    for rule, expectation in rules:
        joined = join_verdicts(expectation.verdicts(unit))
        assert (joined["status"], words in joined["reason"]["zh"]) == (status, True), rule.id
    assert all(not ex.needs_previous() for rule, ex in expectations_of(2023) if rule.suite != "previous")


def test_a_document_of_another_year_is_nobodys_last_year():
    """Held against this year's own document, or one two years old, everything would seem to contradict."""
    now = of("甲", 2023, **funds("prior_final", 环卫="1.00"))
    [verdict] = judge(LINES, now, of("甲", 2021, **funds("final", 环卫="2.00")))
    assert verdict.status == "undecidable" and "2021" in verdict.message["zh"]
    [verdict] = judge(LINES, now, of("甲", "", **funds("final", 环卫="2.00")))
    assert verdict.status == "fail", "a document without a year is the auditor's word"


# PREV-001


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (of("甲县乙镇人民政府", 2022), ["pass", "pass"]),
        (of("乙镇人民政府", 2022), ["pass", "pass"]),
        (of("甲县丙镇人民政府", 2022), ["fail", "pass"]),
        (of("甲县乙镇人民政府", 2021), ["pass", "fail"]),
        (of("", 2022), ["undecidable", "pass"]),
        (of("甲县乙镇人民政府", ""), ["pass", "undecidable"]),
    ],
)
def test_the_document_is_the_same_units_of_the_year_before(before, expected):
    """The wrong file is found before its figures are believed; a short form is the same name."""
    verdicts = judge(ExpectPreviousToBeLastYears(), of("甲县乙镇人民政府", 2023), before)
    assert [verdict.status for verdict in verdicts] == expected


def test_what_another_units_document_contradicts_follows_from_that():
    """One wrong file is one story, not an alarm a cell."""
    now = of("甲县乙镇人民政府", 2023, **funds("prior_final", 环卫="1.00"))
    unit = index_of(now | {"previous": of("甲县丙镇人民政府", 2022, **funds("final", 环卫="2.00"))})
    outcomes = outcomes_of(type("Opened", (), {"index": unit, "unit": type("Unit", (), {"year": 2023})})())
    findings = {f.check: f for f in build_findings(outcomes, "甲", 2023) if f.check.startswith("PREV")}
    assert findings["PREV-003"].cause == findings["PREV-001"].id


# PREV-002 and PREV-003


@pytest.mark.parametrize(
    ("now", "before", "status"),
    [
        ("12.00", "12.00", ["pass"]),
        ("12.0", "12.04", ["pass"]),  # rounding
        ("12.00", "21.00", ["fail"]),
        ("/", "0.00", []),
        ("0", "/", []),
        ("", "12.00", ["undecidable"]),
        ("12.00", "", ["undecidable"]),
        ("1.2.3", "12.00", ["undecidable"]),
    ],
)
def test_last_years_final_is_last_years_own(now, before, status):
    """Blank, 0, "/" and a figure that can be read two ways are four things in either year."""
    facts = {"basic.reception.prior_final": now}, {"basic.reception.final": before}
    assert [v.status for v in judge(CELLS, {"facts": facts[0]}, {"facts": facts[1]})] == status


def test_a_total_that_is_off_by_its_part_follows_from_it():
    """One figure that was changed afterwards is one story, together with the total that was changed with it."""
    now = {"basic.three_public.prior_final": "5.20", "basic.reception.prior_final": "1.20"}
    before = {"basic.three_public.final": "6.10", "basic.reception.final": "2.10"}
    total, part = judge(CELLS, {"facts": now}, {"facts": before})
    assert (total.cause, part.cause) == ("PREV-002 basic.reception.prior_final", "")
    other = judge(CELLS, {"facts": now}, {"facts": before | {"basic.three_public.final": "6.20"}})
    assert [verdict.cause for verdict in other] == ["", ""]


def test_a_figure_of_the_wrong_column_is_explained():
    """The budget in the place of the final is the slip that happens; this year's own figures explain nothing here."""
    before = {"basic.reception.final": "2.13", "basic.reception.budget": "1.20", "basic.reception.prior_final": "4.00"}
    [verdict] = judge(CELLS, {"facts": {"basic.reception.prior_final": "1.20"}}, {"facts": before})
    assert ["取错了列" in text["zh"] for text in verdict.explanations] == [True]
    [verdict] = judge(CELLS, {"facts": {"basic.reception.prior_final": "1.27"}}, {"facts": before})
    assert verdict.explanations == ()


LINES_CASES = [
    ({"环卫": "1.00"}, {"环卫": "1.00"}, [("pass", None)]),
    ({"1、环卫": "1.00"}, {"环 卫": "1.00"}, [("pass", None)]),
    ({"环卫": "1.00"}, {"环卫": "2.00"}, [("fail", None)]),
    ({"环卫提质": "1.00"}, {"环卫": "1.00"}, [("fail", "info")]),  # renamed
    ({"环卫": "1.00", "社区": ""}, {"环卫": "1.00"}, [("pass", None), ("not_applicable", None)]),  # a new line
    ({"环卫": "1.00", "社区": "5.00"}, {"环卫": "1.00"}, [("pass", None), ("fail", "warning")]),
    ({"环卫": "1.00"}, {"环卫": "1.00", "社区": "5.00"}, [("pass", None), ("fail", "info")]),
    ({"环卫": "1.00"}, {"环卫": "1.00", "社区": "0.00"}, [("pass", None)]),
    ({"环卫": "1.00", "甲": "5.00"}, {"环卫": "1.00", "乙": "5.00", "丙": "5.00"},
     [("pass", None), ("fail", "warning"), ("fail", "info"), ("fail", "info")]),  # two could be it: neither is
]  # fmt: skip


@pytest.mark.parametrize(("now", "before", "expected"), LINES_CASES)
def test_lines_are_held_against_lines_of_the_same_name(now, before, expected):
    """A line is known by its name, then by its amount; what only one year has is told with its weight."""
    assert told(judge(LINES, funds("prior_final", **now), funds("final", **before))) == expected


def test_a_line_with_a_name_like_it_is_shown_beside_it():
    """ "环卫专项支出" beside "环卫专项经费" is a hint, and no verdict on two amounts that may be of two things."""
    now, before = funds("prior_final", 环卫专项支出="3.00"), funds("final", 环卫专项经费="2.00")
    [verdict] = judge(LINES, now, before)
    assert verdict.severity == "warning" and "环卫专项经费" in verdict.explanations[0]["zh"]


def test_a_row_that_nobody_could_read_may_be_the_line():
    """Where last year's form has a row that is not known, a line without a like is undecided."""
    before = funds("final", 环卫="1.00") | {"fields": [{"form": "basic", "field": "unplaced_row", "text": "社区 5.00"}]}
    verdicts = judge(LINES, funds("prior_final", 环卫="1.00", 社区="5.00"), before)
    assert [verdict.status for verdict in verdicts] == ["pass", "undecidable"]


def test_a_form_that_last_year_lacks_is_not_held_against():
    """Of a report alone nothing can be said about figures of a form."""
    [verdict] = judge(LINES, funds("prior_final", 环卫="1.00"), {"parts": ["report"]})
    assert verdict.status == "not_applicable" and "没有基础数据表" in verdict.message["zh"]


AMOUNT = st.decimals(min_value=0, max_value=9999, places=2).map(str)


@given(st.dictionaries(st.text("甲乙丙丁环卫社区", min_size=1, max_size=6), AMOUNT, min_size=1, max_size=6))
def test_a_column_that_was_copied_rightly_raises_no_alarm(figures):
    """Whatever the lines are called and come to, a true copy of last year's finals is clean."""
    verdicts = judge(LINES, funds("prior_final", **figures), funds("final", **figures))
    assert {verdict.status for verdict in verdicts} <= {"pass"}


# PREV-004 and PREV-005


def names_of(*names: str, level_2: str = "数量指标") -> dict[str, Any]:
    return targets(*(row("≥10公里", "12公里", name=name, level_2=level_2) for name in names))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (names_of("修路长度"), names_of("修路长度"), ["pass"]),
        (names_of("修路长度", "植树"), names_of("修路长度"), ["pass"]),
        (names_of("修路长度"), names_of("修路长度", "植树"), ["pass", "fail"]),
        (names_of("新改建道路长度"), names_of("新建道路长度"), ["fail"]),  # renamed
        (names_of("满意度"), names_of("满意度", "满意度"), ["pass", "pass"]),
        (names_of("满意度", level_2="质量指标"), names_of("满意度"), ["pass"]),
        (targets(), names_of("修路长度"), []),  # nobody read this year's form, or it has none: another rule's matter
    ],
)
def test_indicators_go_on(now, before, expected):
    """A name that vanished or changed is seen; one that moved to another class is still there."""
    assert [verdict.status for verdict in judge(ExpectIndicatorsToGoOn(), now, before)] == expected


def test_an_indicator_that_missed_and_is_gone_is_a_warning():
    """What was missed and is not asked any more is worth more than a look."""
    gone = row("≥100株", "60株", name="植树"), row("≥100株", "120株", name="栽花")
    now = targets(row("≥10公里", "12公里", name="修路"))
    verdicts = judge(ExpectIndicatorsToGoOn(), now, targets(*gone))
    assert [verdict.severity for verdict in verdicts] == ["warning", None]
    assert "60株" in verdicts[0].message["zh"] and {e.role for e in verdicts[0].evidence} == {"right"}


@pytest.mark.parametrize(
    ("before", "actual", "now", "expected"),
    [
        ("≥95%", "97%", "≥95%", ("pass", None)),
        ("≥95%", "97%", "≥98%", ("pass", None)),
        ("≥95%", "97%", "≥90%", ("fail", None)),
        ("≥95%", "88%", "≥90%", ("fail", "info")),  # last year's result would have missed this one, too
        ("≥95%", "显著提升", "≥90%", ("fail", None)),
        ("≤12件", "9件", "≤10件", ("pass", None)),
        ("不超过12件", "9件", "不超过20件", ("fail", None)),
        ("≤12件", "25件", "≤20件", ("fail", "info")),
        ("0%", "0%", "0%", ("pass", None)),
        ("1亿元", "1亿元", "10000万元", ("pass", None)),
        ("≥95%", "97%", "显著提升", ("fail", None)),
        ("≥3条", "3条", "≥10公里", ("undecidable", None)),
        ("≥12件", "9件", "≤10件", ("undecidable", None)),
    ],
)
def test_targets_are_lowered_by_their_own_direction(before, actual, now, expected):
    """More complaints allowed is less asked for; a number that gave way to words is, too."""
    verdicts = judge(
        ExpectTargetsNotToBeLowered(), targets(row(now, "1", name="甲")), targets(row(before, actual, name="甲"))
    )
    assert told(verdicts) == [expected]


@pytest.mark.parametrize(
    ("before", "now", "level_2"),
    [
        ("显著加强", "显著加强", "质量指标"),
        ("≤300万元", "≤321万元", "成本指标"),
        ("不超过年初预算", "≤321万元", "成本指标"),
    ],
)
def test_targets_that_follow_something_else_are_left_out(before, now, level_2):
    """A cost in money follows the budget, and words cannot be lowered."""
    one, other = row(now, "1", name="甲", level_2=level_2), row(before, "1", name="甲", level_2=level_2)
    assert judge(ExpectTargetsNotToBeLowered(), targets(one), targets(other)) == []


# PREV-006 and PREV-007

NEW = [f"今年新做的第{number}件事情，上年的报告里没有写过。" for number in "一二三四五六"]
OLD = [f"上年已经写过的第{number}句话，今年一字不改地再用。" for number in "一二三四五六"]
LEFT_OUT = ["duties", "organisation"]


def share(now: list[str], before: list[str]) -> Verdict:
    [verdict] = judge(ExpectProseToBeNew(limit="0.5", leave_out=LEFT_OUT), {"report": now}, {"report": before})
    return verdict


def test_sentences_that_came_again_are_counted_and_shown():
    """The share is of sentences, and every one of them stands there with last year's beside it."""
    assert share([*NEW[:3], *OLD[:3]], OLD).status == "pass"
    verdict = share([*NEW[:2], *OLD[:3]], OLD)
    assert verdict.status == "fail" and verdict.left is not None and verdict.left.value == Decimal(60)
    quotes = [(entry.role, entry.quote) for entry in verdict.evidence]
    assert quotes[:2] == [("left_part", OLD[0]), ("right_part", OLD[0])] and len(quotes) == 6
    assert all(entry.source_id.startswith("previous case#") for entry in verdict.evidence if entry.role == "right_part")


def test_a_new_year_does_not_make_a_sentence_new():
    """The lazy edit is the year's, and blanks and full-width digits are no edit at all."""
    now = [f"２０２３ 年{text}" for text in OLD]
    verdict = share(now, [f"2022年{text}" for text in OLD])
    assert verdict.status == "fail" and "其中6句只改了年份" in verdict.message["zh"]


def test_duties_may_stay_the_same():
    """What a unit is for does not change with the year, nor do short lines and headings."""
    duties = ["一、主要职能", *OLD, "二、绩效情况"]
    assert share([*duties, *NEW], [*duties, *OLD[:0], *[text.replace("今年", "去年") for text in NEW]]).status == "pass"
    assert share([*duties, *NEW], duties).status == "not_applicable"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2022年全镇完成项目支出120万元。", "fail"),
        ("2022年全镇完成项目支出999万元。", "fail"),  # new figures, old year
        ("2023年全镇完成项目支出120万元。", "not_applicable"),
        ("2022年全镇完成的项目今年全部移交。", "pass"),  # this year's own words
        ("自2022年以来全镇完成项目支出120万元。", "pass"),
        ("2022年6月全镇项目支出120万元。", "pass"),
        ("全镇项目支出比2022年增加120万元。", "pass"),
        ("2022年至2025年全镇项目支出120万元。", "pass"),
        ("2022年12月底全镇项目支出共120万元。", "pass"),
        ("2022年成立的项目办支出共120万元。", "pass"),
    ],
)
def test_years_that_stayed_behind(now, expected):
    """A sentence of last year's that still says last year; what speaks of an event or a span may say so every year."""
    before = (
        [now.replace("999", "120"), "2022年全镇完成项目支出120万元。"]
        if "移交" not in now
        else ["2022年的工作已经全部完成验收。"]
    )
    verdicts = judge(ExpectNoStaleYears(), of("甲", 2023, report=[now]), of("甲", 2022, report=before))
    assert join_verdicts(verdicts)["status"] == expected


def test_years_cannot_be_stale_beside_nothing():
    """A last year's document without a report, or without a year, passes no sentence."""
    now = of("甲", 2023, report=["2022年全镇完成项目支出120万元。"])
    for before, status in ((of("甲", 2022), "not_applicable"), (of("甲", "", report=now["report"]), "undecidable")):
        assert [verdict.status for verdict in judge(ExpectNoStaleYears(), now, before)] == [status]


def test_the_state_of_last_years_document_is_one_of_three():
    """A case's last year is reported, and a reason in its place is undecidable."""
    states = [index_of({"previous": case}).previous for case in ({}, "damaged")]
    assert [state and state.fields(PREVIOUS_DOCUMENT)[0].state for state in states] == [REPORTED, UNDECIDABLE]
