"""A kind of spending is no spending of the whole unit."""

import pytest

from tests.test_linking import links

TOTAL = "overall.total_funds.final"


@pytest.mark.parametrize(
    "kind", ["人员", "公用", "机构", "工资福利", "教育", "资本性", "商品和服务", "卫生健康", "其他"]
)
@pytest.mark.parametrize("words", ["支出合计", "支出总额", "总支出", "支出"])
def test_a_kind_before_spending_is_no_total(kind, words):
    """人员支出合计 is what was spent on people, and 支出合计 alone what the unit spent."""
    assert TOTAL not in links(f"2023年{kind}{words}319.75万元。")


@pytest.mark.parametrize("before", ["全年", "本年", "单位", "部门", "我局2023年度", "2023年"])
def test_the_unit_before_spending_is_the_total(before):
    """Words that only say whose and when leave it the total."""
    assert links(f"{before}支出合计1,973.77万元。") == [TOTAL]


def test_people_stay_before_posts():
    """人员编制 is a name for posts."""
    assert links("核定人员编制数69个。") == ["basic.posts.final"]


@pytest.mark.parametrize("name", ["“三公”支出", '"三公"支出', "三公支出"])
def test_a_quoted_kind_is_its_own_figure(name):
    """What stands in quotation marks before 支出 says which spending it is."""
    assert links(f"{name}合计31.66万元。") == ["basic.three_public.final"]
    assert links("“双减”支出合计31.66万元。") == [""]
