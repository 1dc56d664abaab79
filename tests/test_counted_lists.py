"""Names and their count, in the orders in which reports write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.narrative import read_paragraph
from perfaudit.records import Claim

_NAMES = ("办公室", "人事科", "政策法规科", "财务股", "社会治安办公室", "生态环境办公室", "项目管理科", "服务股")
_WORDINGS = (
    "内设科室有{names}，共{count}个。",
    "根据“三定”方案，本局下设部门有{names}，共{count}个，各机构分工明确。",
    "内设内设机构有{names}，共{count}个。",
    "内设机构：{names}，共计{count}个。",
    "本单位内设{names}，合计{count}个科室。",
    "我局内设机构包括{names}，一共{count}个股室。",
    "内设{count}个机构，具体包括：{names}。",
    "内设机构{count}个，名称分别为{names}。",
    "下设机构：{names}等{count}个科室。",
    "现有内设科室：{names}{count}个。",
    "下设科室{count}个，分别为：{names}。",
    "内设机构{count}个（{names}）。",
)


def _counts(text: str) -> list[Claim]:
    return [c for c in read_paragraph("report", "", text, "p", 2023) if c.relation == "count_of_list"]


@given(
    wording=st.sampled_from(_WORDINGS),
    names=st.lists(st.sampled_from(_NAMES), min_size=3, max_size=8, unique=True),
    off=st.sampled_from((-1, 0, 1)),
)
def test_a_list_is_read_with_its_count(wording: str, names: list[str], off: int) -> None:
    """The count stands before, behind or apart from its names, and may be wrong."""
    (claim,) = _counts(wording.format(names="、".join(names), count=len(names) + off))
    assert claim.value == len(names) + off
    assert [name.removesuffix("等") for name in claim.listed_names] == names


@pytest.mark.parametrize("text", ["下设3个科室：①办公室②人事科③财务科。", "下设3个科室：①办公室；②人事科；③财务科。"])
def test_circled_numbers_part_names(text: str) -> None:
    """A circled number is an ordinal and no part of the name behind it."""
    (claim,) = _counts(text)
    assert claim.listed_names == ("办公室", "人事科", "财务科")


@pytest.mark.parametrize(
    "text",
    [
        "对所有食品、药品、器械，共6个批次。",
        "涵盖教育、医疗、养老，共6个项目。",
        "完成所有道路、桥梁、水渠，共6处。",
        "有关单位对老旧小区、背街小巷、农贸市场进行整治，共整治6处。",
    ],
)
def test_what_is_counted_apart_is_no_list(text: str) -> None:
    """Names before a count of something else are not what it counts."""
    assert not _counts(text)
