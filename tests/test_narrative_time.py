"""The time that prose takes grows with its length, whatever the prose: counted in calls, which do not depend on the machine."""

import sys

import pytest

from perfaudit.linking import link_claims
from perfaudit.narrative.claims import read_paragraph
from perfaudit.narrative.pieces import MAX_PIECE, text_pieces
from perfaudit.narrative.words import load_words

SHAPES = {
    "no stop": "绩效自评 3.2万元，",
    "no comma": "道路3公里、",
    "units": "3.2万元5个",
    "open brackets": "项目（支出3万元（",
    "closed brackets": "项目（支出3万元）",
    "lists in lists": "支出9万元，其中：人员2万元，",
    "a row in one line": "政府采购 60.00 57.35 95.58% ",
    "parts": "项目支出10万元、",
    "sums": "甲1万元、乙2万元，合计3万元，",
    "shares": "基本支出6万元，占总支出的60%，",
    "growth": "三公经费2万元，较上年减少1万元，下降33%，",
    "names": "辖3个科室：甲科、乙科、丙科，",
    "judgements": "完成5个项目，超额完成目标任务，",
    "negations": "未发生一起安全事故，无预算，",
    "in turn": "甲科和乙科分别占60%和40%，",
    "years": "2023年机构改革后，上年3万元，",
    "multiples": "收入翻一番，",
    "chain": "年初预算5万元，全年支出4万元，预算执行率80%，",
}


def calls_of(text):
    """How many calls it takes to read and link a text, those of built-in functions included."""
    count = 0

    def count_call(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        link_claims(read_paragraph("report", "", text, "a.txt#p1", 2024), ())
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape):
    """One paragraph without end must not take time by the square of its length."""
    phrase = SHAPES[shape]
    few = 2 * MAX_PIECE // len(phrase)
    calls_of(phrase)  # patterns are compiled once, and not counted
    once, twice = calls_of(phrase * few), calls_of(phrase * 2 * few)
    assert once > few
    assert twice < 2.3 * once


@pytest.mark.parametrize("shape", SHAPES)
def test_a_piece_has_a_bounded_price_per_number(shape):
    """Within a piece, too, ten times the numbers cost not much more than ten times the work."""
    phrase = SHAPES[shape]
    calls_of(phrase * 10)
    few = MAX_PIECE // 10 // len(phrase)
    assert calls_of(phrase * 10 * few) < 40 * calls_of(phrase * few)


def test_a_usual_paragraph_is_read_as_a_whole():
    """Nothing is cut that a person would write."""
    assert text_pieces("绩效自评。" * 400) == [(0, 2000)]


@pytest.mark.parametrize(
    "text", ["绩效自评3.2万元。" * 2000, "绩效自评1,234.5元，" * 2000, "甲" * 9999, "123，456" * 2000]
)
def test_pieces_leave_nothing_out(text):
    """Pieces follow each other without a gap, and end between sentences or clauses where there are any."""
    pieces = text_pieces(text)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(0 < end - start <= MAX_PIECE for start, end in pieces)
    assert not any("。" in text and text[end - 1] != "。" for _, end in pieces)
    assert not any("元，" in text and text[end - 1] != "，" for _, end in pieces)


def test_numbers_of_pieces_stand_where_they_stood():
    """Offsets and ids are those of the whole paragraph, which every claim carries."""
    text = "绩效自评3.2万元，其中人员1万元。" * 1000
    claims = link_claims(read_paragraph("report", "", text, "a.txt#p1", 2024, load_words()), ())
    assert len(claims) == 2000
    for claim in claims:
        assert claim.paragraph_text is text
        assert text[claim.start : claim.end] == claim.raw_text
        assert claim.claim_id == f"a.txt#p1:{claim.start}-{claim.end}"
        assert len(claim.sentence) < 30


def test_a_sentence_is_one_string_for_all_its_numbers():
    """Ten thousand numbers of one sentence do not hold ten thousand copies of it."""
    claims = read_paragraph("report", "", "道路3公里、" * 300, "a.txt#p1", 2024)
    assert len({id(claim.sentence) for claim in claims}) == 1
