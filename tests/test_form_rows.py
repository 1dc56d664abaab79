"""Rows of flattened text under their heads: placed where they leave one reading, and never in a wrong column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.documents import Cell, Source
from perfaudit.forms.columns import readings
from perfaudit.forms.rows import Heads, label_of, loses_blanks, place_cells

BASES = ["prior_final", "budget", "final"]
FUNDS = ["budget", "full_year", "final", "weight", "rate", "score"]
STAFF = ["posts", "in_post", "staff_control_rate"]
INDICATOR = ["level_1", "level_2", "level_3", "target", "actual", "weight", "score", "reason"]


def row_of(texts, grid=False):
    return tuple(
        Cell(text, Source("单位.txt", table=1, row=1, column=place), (place, place) if grid else None)
        for place, text in enumerate(texts, 1)
    )


def heads_of(slugs, before=("支出",), lossy=False):
    """A head row of labels, columns named by their slugs, and columns that nobody knows ("?")."""
    texts = [*before, *slugs]
    named = {place: text for place, text in enumerate(texts) if place >= len(before) and not text.startswith("?")}
    return Heads(row_of(texts), named, loses_blanks=lossy)


def placed_texts(texts, heads):
    placed = place_cells(row_of(texts), heads)
    return None if placed is None else {slug: cell.text for slug, cell in placed.items()}


@pytest.mark.parametrize(
    ("texts", "slugs", "before", "expected"),
    [
        (["三公", "1", "2", "3"], BASES, ["支出", ""], ["1", "2", "3"]),  # the label is one wide cell
        (["", "三公", "1", "", "3"], BASES, ["支出"], ["1", "", "3"]),  # the head of the labels is one wide cell
        (["52", "50", "96.15%"], STAFF, ["人员"], ["52", "50", "96.15%"]),  # the blank label got lost
        (["/", "/", "/"], STAFF, ["人员"], ["/", "/", "/"]),
        (["三公", "1", "见附表", "3"], BASES, ["支出"], ["1", "见附表", "3"]),  # a word is no reason to move figures
        (["三公", "1", "2", "3", "", ""], BASES, ["支出"], ["1", "2", "3"]),
    ],
)
def test_one_reading(texts, slugs, before, expected):
    """As many figures as columns are those columns' figures, wherever labels were merged or got lost."""
    assert placed_texts(texts, heads_of(slugs, before)) == dict(zip(slugs, expected, strict=True))


def test_a_rate_parts_what_stands_before_and_behind_it():
    """A figure in percent can only be the rate, so four figures before it are the four columns before it."""
    placed = placed_texts(["总额", "100", "110", "109", "10", "99.1%"], heads_of(FUNDS, lossy=True))
    assert placed == dict(zip(FUNDS, ["100", "110", "109", "10", "99.1%", ""], strict=True))


@pytest.mark.parametrize(
    ("texts", "slugs", "before"),
    [
        (["三公", "1", "2"], BASES, ["支出"]),  # two figures under three columns
        (["三公", "1"], BASES, ["支出"]),
        (["三公", "", "2"], BASES, ["支出"]),
        (["52", "50"], STAFF, ["人员"]),
        (["三公", "公车", "1", "2"], BASES, ["支出"]),  # the head of the second label got lost, and a figure
        (["三公", "1", "2", "3", "4"], BASES, ["支出"]),
        (["公用", "5", "3", "4"], ["budget", "?面积", "final", "score"], ["支出"]),  # a column that nobody knows
        (["甲", "≥95%", "6", "6"], INDICATOR, ["绩效指标"]),  # target or actual
        (["", "", "52", "50", ""], STAFF, ["人员"]),  # the head of the labels may be wide, or the last cell is too many
    ],
)
def test_two_readings(texts, slugs, before):
    """What can be read two ways is not placed at all."""
    assert placed_texts(texts, heads_of(slugs, before)) is None


def test_a_figure_under_a_blank_head_is_not_passed_over():
    """A head over two columns of a sheet leaves a blank one behind: the figure below that may be its own."""
    row = row_of(["支出", "budget", "", "final"])
    heads = Heads(row, {1: "budget", 3: "final"})
    assert placed_texts(["三公", "", "7", "8"], heads) is None
    assert placed_texts(["三公", "6", "", "8"], heads) == {"budget": "6", "final": "8"}


def test_a_figure_under_no_head_is_not_passed_over():
    """Where a text shows a page and its columns drift, the row is told instead of read as blank."""
    head = tuple(Cell(text, Source("a", 1, 1, n), (n * 10, n * 10 + 4)) for n, text in enumerate(["支出", "甲", "乙"]))
    drifted = tuple(Cell(text, Source("a", 1, 2, n), (n * 16, n * 16 + 2)) for n, text in enumerate(["三公", "5", "6"]))
    assert place_cells(drifted, Heads(head, {1: "budget", 2: "final"})) is None


def test_lost_blanks_are_blank():
    """In a table that has no blank cell at all, a label alone says that nothing was filled in."""
    row = row_of(["三公"])
    assert loses_blanks([row, row]) and not loses_blanks([row, row_of(["", "1"])])
    placed = place_cells(row, heads_of(BASES, lossy=True))
    assert placed is not None and {slug: cell.text for slug, cell in placed.items()} == dict.fromkeys(BASES, "")
    assert {cell.source for cell in placed.values()} == {row[0].source}
    assert place_cells(row, heads_of(BASES)) == {}  # else it may lie over all columns, which then have no cells


@pytest.mark.parametrize(
    ("texts", "before", "label"),
    [
        (["三公", "1", "2", "3"], ["支出", ""], "三公"),
        (["", "三公", "1", "2", "3"], ["支出"], "三公"),
        (["三公", "1"], ["支出", ""], "三公"),
    ],
)
def test_label_of_a_row_with_other_widths(texts, before, label):
    """The label is found where the row has more cells for it than the heads, or fewer."""
    found = label_of(row_of(texts), heads_of(BASES, before))
    assert found is not None and found.text == label


def test_hostile_widths_take_no_time():
    """Heads and rows of hundreds of cells are not laid out in every way."""
    slugs = {place: f"slug_{place}" for place in range(1, 500)}
    assert readings(["甲"] + ["1"] * 300, ["支出", *slugs.values()], slugs, lambda *_: True) == []


# Any row of any table, its blank cells lost: each figure is placed right, or the row is not placed.
MONEY = st.sampled_from(["0.00", "1.86", "120", "1,234.50", "（3.5）", "12.5万元", "/", "—", ""])
COLUMN_TEXTS = {
    "posts": st.sampled_from(["52", "0", "52人", "/", ""]),
    "weight": st.sampled_from(["10", "20", "10%", "10分", "—", ""]),
    "score": st.sampled_from(["9.9", "10", "—", ""]),
    "rate": st.sampled_from(["98.5%", "98.5", "100％", "/", ""]),
    "staff_control_rate": st.sampled_from(["96.15%", "96", "/", ""]),
    "target": st.sampled_from(["≥95%", "12", "每月完成", "不适用", "139处", ""]),
    "actual": st.sampled_from(["96%", "12", "已完成", "不适用", "139处", ""]),
    "level_1": st.sampled_from(["产出指标", "效益指标（30分）", ""]),
    "level_2": st.sampled_from(["数量指标", "成本指标", ""]),
    "level_3": st.sampled_from(["拆除违建数量", "成本控制", "不适用", ""]),
    "reason": st.sampled_from(["年初未列入预算。", "无", "/", ""]),
}
TABLES = st.one_of(
    st.lists(st.sampled_from([*FUNDS, *STAFF, "prior_final", "?面积"]), min_size=2, max_size=7, unique=True),
    st.just(INDICATOR),
)


@st.composite
def tables(draw):
    """Slugs of columns, heads of labels before them, and a row with its labels and all of its cells."""
    slugs = draw(TABLES)
    before = draw(st.sampled_from([["支出"], ["支出", ""], ["", "支出"], ["指标"]]))
    labels = draw(st.sampled_from([["", "三公经费"], ["三公经费", ""], ["", ""]])) if len(before) > 1 else [
        draw(st.sampled_from(["三公经费", ""]))
    ]  # fmt: skip
    return slugs, before, labels, [draw(COLUMN_TEXTS.get(slug, MONEY)) for slug in slugs]


@given(tables(), st.booleans())
def test_no_figure_of_a_row_that_lost_its_blanks_is_placed_wrong(table, lossy):
    """With the heads' blank cells lost, too: what is placed stands where it stood, and what is left out was blank."""
    slugs, before, labels, texts = table
    lost = [text for text in (*labels, *texts) if text]
    if not lost:
        return
    placed = placed_texts(lost, heads_of(slugs, [head for head in before if head], lossy))
    if placed is not None:
        stood = {slug: text for slug, text in zip(slugs, texts, strict=True) if not slug.startswith("?")}
        assert {slug: placed.get(slug, "") for slug in stood} == stood


@given(tables())
def test_no_figure_of_a_row_that_kept_its_blanks_is_placed_elsewhere(table):
    """With all cells there, each stands under its head; only what a blank head leaves in doubt is not placed."""
    slugs, before, labels, texts = table
    placed = placed_texts([*labels, *texts], heads_of(slugs, before))
    stood = {slug: text for slug, text in zip(slugs, texts, strict=True) if not slug.startswith("?")}
    has_blank = not all((*labels, *texts, *before))
    assert placed == stood or (placed is None and not has_blank)


@given(tables(), st.integers(0, 4))
def test_no_figure_of_a_row_that_lost_its_end_is_placed_wrong(table, most):
    """Blank cells at the end of a line got lost: what is placed stands where it stood."""
    slugs, before, labels, texts = table
    row = [*labels, *texts]
    for _ in range(most):
        if len(row) > 1 and not row[-1]:
            row.pop()
    placed = placed_texts(row, heads_of(slugs, before))
    if placed is not None:
        stood = dict(zip(slugs, texts, strict=True))
        assert {slug: text for slug, text in placed.items() if text} == {
            slug: text for slug, text in stood.items() if text and not slug.startswith("?")
        }
