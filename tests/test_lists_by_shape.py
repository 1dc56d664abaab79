"""Lists that only their shape shows: amounts told alike with a total beside them, bodies beside their count."""

from __future__ import annotations

import pytest

from perfaudit.narrative import read_paragraph
from perfaudit.records import Claim

_ITEMS = ("{n}列支{v}", "{n}：{v}", "“{n}”{v}", "{v}投向{n}", "{n}一项{v}", "{n}（实支{v}）", "{v}用于{n}")
_FRAMES = (
    "专项资金{t}的去向是：{list}（凭证详见附件）。",
    "专项资金（合计{t}）逐项列示：{list}。",
    "专项资金支出{t}，由{list}构成。",
    "专项资金{t}，按项目分：{list}。",
    "专项资金{t}，细分为{list}。",
    "{list}，合计专项资金{t}。",
    "{list}共同构成专项资金{t}。",
    "专项共3项，{list}，累计{t}。",
)
_LINES = {"校舍维修专项": "52.00万元", "助学补助专项": "29.00万元", "实验设备专项": "19.00万元"}


def _claims(text: str) -> list[Claim]:
    return list(read_paragraph("report", "", text, "p", 2023))


@pytest.mark.parametrize("item", _ITEMS)
@pytest.mark.parametrize("frame", _FRAMES)
def test_amounts_told_alike_are_the_parts_of_the_total_beside_them(frame: str, item: str) -> None:
    """Neither the words of an item nor its place before or behind its amount has to be known."""
    told = "、".join(item.format(n=name, v=value) for name, value in _LINES.items())
    parts = [claim for claim in _claims(frame.format(t="100.00万元", list=told)) if claim.parent]
    assert [part.raw_text for part in parts] == list(_LINES.values())
    assert len({part.parent for part in parts}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "专项资金100.00万元，校舍维修专项52.00万元、助学补助专项29.00万元，其余项目金额见附表。",
        "专项资金100.00万元，主要包括校舍维修专项52.00万元、助学补助专项29.00万元。",
        "采购预算185万元，实际采购176万元，节约9万元。",
    ],
)
def test_amounts_beside_a_total_that_nothing_divides_are_no_parts(text: str) -> None:
    """Without a colon, a dividing word or a sum, the list may name some only."""
    assert not [claim for claim in _claims(text) if claim.parent]


@pytest.mark.parametrize(
    "frame",
    [
        "现有{names}，合计{count}个内设机构。",
        "组织架构：{names}这{count}个股室。",
        "目前常设{count}个股室——{names}，职责分工详见附件1。",
        "现有职能科室（共{count}个）：{names}。",
        "我局由{names}{count}个股室组成。",
        "本局机关内设机构为：{names}（共{count}个）。",
        "{names}为本局{count}个内设股室。",
        "本局{count}个内设股室为{names}。",
        "共设{count}个股室。分别是{names}。",
    ],
)
@pytest.mark.parametrize("count", [3, 4])
def test_bodies_are_counted_on_either_side_of_their_count(frame: str, count: int) -> None:
    """Names known by how they end need no known words between them and their count."""
    (claim,) = [c for c in _claims(frame.format(names="办公室、财务股、业务股", count=count)) if c.listed_names]
    assert (claim.value, len(claim.listed_names)) == (count, 3)


@pytest.mark.parametrize(
    "text",
    [
        "经办公室、财务股、业务股审核，合计5个项目通过。",
        "经办公室、财务股、业务股审核，共5个科室的项目通过。",
        "会同财政局、教育局，共3个部门开展检查。",
        "设办公室、财务股、业务股，有2个下属单位。",
        "走访张庄社区、李庄社区，合计5个社区。",
        "5个股室，办公室、财务股、业务股获评优秀。",
    ],
)
def test_names_that_need_not_be_all_are_not_counted(text: str) -> None:
    """Others than those named may be meant, or other things are counted."""
    assert not [claim for claim in _claims(text) if claim.listed_names]
