"""What a text says of a target, on which number it falls, and whether the figures bear it out."""

from __future__ import annotations

import pytest

from perfaudit.expectations import ExpectWordingToFitFigures
from perfaudit.narrative import read_paragraph
from tests.test_expectations import row, statuses


def _judgement(text: str, raw_text: str) -> str:
    return next(c.judgement for c in read_paragraph("report", "", text, "p", 2023) if c.raw_text == raw_text)


@pytest.mark.parametrize(
    ("words", "judgement"),
    [
        ("，超额完成任务", "exceeded"),
        ("，超过年度计划", "exceeded"),
        ("，高于年初设定的目标值", "exceeded"),
        ("，超额完成省定目标任务", "exceeded"),
        ("，超出年初目标5人", "exceeded"),
        ("，超额完成年初900人的目标", "exceeded"),
        ("，低于年度目标", "missed"),
        ("，未达到年初目标", "missed"),
        ("，未完成全年任务", "missed"),
        ("，没有达到全年目标", "missed"),
        ("，未达到年初960人的目标", "missed"),
        ("，不及年初预期目标", "missed"),
        ("，完成了年初955人的目标", "met"),
        ("，实现了预期目标", "met"),
        ("，达到了年度目标", "met"),
        ("，全面完成年度任务", "met"),
        ("，年度任务全部完成", "met"),
        ("，与上年持平", "level"),
        ("，与年初目标持平", ""),
        ("，力争完成全年目标", ""),
        ("，基本完成全年目标", ""),
        ("，完成年初目标的105%", ""),
        ("，完成年度任务900人的106.1%", ""),
        ("，任务完成情况良好", ""),
        ("，目标完成率106.1%", ""),
    ],
)
def test_the_words_for_a_judgement(words, judgement):
    """A verb with a target behind it judges; a wish, a share and a part of a longer word do not."""
    assert _judgement(f"培训农民955人{words}。", "955人") == judgement


def test_all_of_them_are_judged_together():
    """均 speaks of every number of its clause; without it, a judgement is of the last."""
    assert [_judgement("改厕50户、建房60户，均完成年度目标。", n) for n in ("50户", "60户")] == ["met", "met"]
    assert [_judgement("改厕50户，建房60户，低于年度目标。", n) for n in ("50户", "60户")] == ["", "missed"]


@pytest.mark.parametrize(
    ("words", "target", "actual", "expected"),
    [
        ("，超额完成任务", "500人以上", "500人", "fail"),
        ("，超额完成任务", "≥450人", "500人", "pass"),
        ("，低于年度目标", "≥450人", "500人", "fail"),
        ("，未达到年度目标", "500人", "500人", "fail"),
        ("，未达到年度目标", "520人", "500人", "pass"),
        ("，全部完成年度任务", "520人", "500人", "fail"),
        ("，实现了预期目标", "500人", "500人", "pass"),
    ],
)
def test_judgements_are_held_against_target_and_actual(words, target, actual, expected):
    """An actual equal to its target is neither beyond nor below it."""
    case = {"indicators": [row(target, actual, "培训人数")], "report": [f"全年培训人数500人{words}。"]}
    assert statuses(ExpectWordingToFitFigures(), case) == [expected]


@pytest.mark.parametrize(
    ("said", "expected"), [("九成以上，超额完成任务", "fail"), ("九成以上，完成了目标任务", "pass")]
)
def test_loose_words_are_judged_by_their_cell(said, expected):
    """九成以上 leaves open whether 94 % were passed; the cell says 94 %."""
    case = {"indicators": [row("94%", "94%", "培训合格率")], "report": [f"全年培训合格率{said}。"]}
    assert statuses(ExpectWordingToFitFigures(), case) == [expected]


@pytest.mark.parametrize(
    ("words", "prior", "expected"),
    [
        ("与上年持平", "2.80", ["fail"]),
        ("同上年持平", "2.30", ["pass"]),
        ("与去年持平", "2.305", ["pass"]),
        ("与上年基本持平", "2.80", []),
        ("与预算持平", "2.80", []),
        ("与上年持平", "/", []),
    ],
)
def test_level_with_last_year_hides_no_change(words, prior, expected):
    """持平 says that the figure is last year's, as far as whole percents show; 基本 leaves it open."""
    case = {
        "facts": {"basic.reception.final": "2.30", "basic.reception.prior_final": prior},
        "report": [f"2023年公务接待费2.30万元，{words}。"],
    }
    assert statuses(ExpectWordingToFitFigures(), case) == expected
