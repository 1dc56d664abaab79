"""Tables that no template would print: nothing breaks, and a second reading says the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.describing import audit_drawing, drawn_document, read_drawing

WORDS = [
    "", "^", "<", "一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "权重（%）", "得分", "自评", "复核", "年初预算数",
    "全年预算数", "全年执行数", "2023年决算数", "2022年决算数", "执行率", "年度资金总额", "其中：财政拨款", "公用经费", "三公经费", "项目名称",
    "甲项目", "编制数", "实有人数", "控制率", "批复规模", "总分", "合计", "产出指标（50分）", "数量指标", "预算完成率", "预期目标", "实际完成情况",
    "2023年度部门整体支出绩效自评表", "项目支出绩效自评表", "绩效目标申报表", "单位：万元", "10", "97.5%", "100分", "1,234.50", "/", "0",
    "不适用", "一般公共预算：12.30", "其中：基本支出：4.00\\n项目支出：5.00", "填表人：", "说明", "（2023年度）", "一段不长不短的说明文字，没有数字。",
]  # fmt: skip
TITLES = [
    "2023年度部门整体支出绩效自评表",
    "项目支出绩效自评表",
    "基础数据表",
    "部门整体支出绩效自评报告",
    "某某登记表",
]


@st.composite
def drawings(draw) -> str:
    blocks = []
    for title in draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=3)):
        width = draw(st.integers(1, 8))
        rows = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=width, max_size=width), min_size=1, max_size=7))
        rows = [["" if cell == "<" and place == 0 else cell for place, cell in enumerate(row)] for row in rows]
        rows[0] = ["" if cell == "^" else cell for cell in rows[0]]
        blocks += [title, *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(blocks)


@settings(max_examples=300, deadline=None)
@given(drawings())
def test_no_table_breaks_the_reading(drawing):
    """Whatever stands in a table, with its grid or flattened, is read or told, twice alike."""
    records = read_drawing(drawing)
    assert records == read_drawing(drawing)
    pieces = {piece.source.id for piece in drawn_document(drawing).pieces}
    assert {fact.source_id for fact in records.facts} <= pieces
    assert all((fact.value is None) == (fact.state != "reported") for fact in records.facts)


@settings(max_examples=25, deadline=None)
@given(drawings())
def test_no_table_breaks_a_check(drawing):
    """Rules over figures that nobody would print end in one of their states, never in an error."""
    try:
        audit = audit_drawing(drawing)
        broken = [outcome.check for outcome in audit.outcomes if outcome.status == "error"] if audit.parts else []
    except Exception as error:
        raise AssertionError(drawing) from error
    assert broken == []


def test_a_total_row_with_a_grade_beside_it():
    """The grade takes columns of its own, so that the points stand further left than their heads."""
    records = read_drawing(
        """
        项目支出绩效自评表
        | 一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分 | 原因 |
        | 产出指标 | 数量指标 | 修路 | ≥5公里 | 6公里 | 100 | 99.5 | |
        | 总分 | < | < | 100 | 99.5 | （自评等级） | 优 | |
        """
    )
    points = {fact.basis: str(fact.value) for fact in records.facts if fact.item == "total"}
    assert points == {"weight": "100", "score": "99.5"}
