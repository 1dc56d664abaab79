"""Persons' names and telephone numbers: masked wherever a label, a title or their own shape gives them away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit.contacts import mask_contacts
from perfaudit.documents import Document, Passage, Source
from perfaudit.documents.building import BlockBuilder, CellText

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def document_of(*blocks: str | list[list[str]]) -> Document:
    """A document of paragraphs (texts) and tables (rows of texts)."""
    builder = BlockBuilder("a.docx")
    for block in blocks:
        if isinstance(block, str):
            builder.add_passage(block)
        else:
            builder.add_table([[CellText(text) for text in row] for row in block])
    return Document("a", (), builder.blocks)


def masked(*blocks: str | list[list[str]]) -> list[str]:
    """All texts of such a document after masking, cells first."""
    document = mask_contacts(document_of(*blocks))
    return [piece.text for piece in document.pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("填表人：方小圆", "填表人：***"),
        ("负责人（签字）：方　圆", "负责人（签字）：*　*"),
        ("單位負責人簽字：歐陽方圓", "單位負責人簽字：****"),
        ("组长：方圆；成员：方正、方大圆", "组长：**；成员：**、***"),
        ("由党委书记方圆任组长", "由党委书记**任组长"),
        ("方圆同志牵头", "**同志牵头"),
        ("阿里木·买买提同志；联系人：阿里木·买买提", "*******同志；联系人：*******"),
        ("联系电话：0737-1234567", "联系电话：************"),
        ("電話：８２３４５６７８", "電話：********"),
        ("手机 138 1234 5678", "手机 *** **** ****"),
        ("请致电13812345678。", "请致电***********。"),
        ("邮箱 unit@example.com", "邮箱 ****************"),
    ],
)
def test_contacts_are_masked(text, expected):
    """Labels, titles and shapes give persons away, in either kind of characters and with blanks inside."""
    assert masked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "填表人：    联系电话：",
        "负责人：        主管部门：某某局",
        "主任办公会研究决定，全体同志参加",
        "项目投资13812345678元，编号2023-0737-1234567890",
        "成员单位包括财政局、民政局",
        "2023年度决算数1381.23万元，同比增长12.5%",
    ],
)
def test_what_names_nobody_stays(text):
    """Empty signature lines, offices, amounts and years are no contacts."""
    assert masked(text) == [text]


def test_cells_beside_and_beneath_labels():
    """A name or a number in a cell of its own is known by the label beside it or above it."""
    beside = [["联系人", "方小圆", "联系电话", "82345678"], ["项目名称", "道路养护", "预算数", "82345678"]]
    assert masked(beside) == ["联系人", "***", "联系电话", "********", *beside[1]]
    assert masked([["负责人", "联系电话"], ["方圆", "13812345678"]])[2:] == ["**", "***********"]


def test_bare_figures_in_tables_stay():
    """Eleven digits alone in a cell are an amount in yuan, whatever they look like."""
    assert masked([["项目支出", "13812345678"]]) == ["项目支出", "13812345678"]


def test_a_name_is_masked_wherever_it_stands():
    """The signature gives a name away, and the report says it again without any label."""
    assert masked("本年由方小圆负责验收", "填表人：方小圆") == ["本年由***负责验收", "填表人：***"]


@given(st.lists(st.text(HAN | st.sampled_from("：、，。 0123456789张王李负责人电话同志"), min_size=1), min_size=1))
def test_masking_keeps_every_offset(texts):
    """Whatever the text, a mask is as long as what it hides and changes nothing else, and masking again changes nothing."""
    document = Document("a", (), tuple(Passage(t, Source("a.txt", paragraph=n)) for n, t in enumerate(texts, 1)))
    once = mask_contacts(document)
    for before, after in zip(document.passages, once.passages, strict=True):
        assert len(before.text) == len(after.text)
        assert all(a in (b, "*") for a, b in zip(after.text, before.text, strict=True))
    assert mask_contacts(once) == once


def test_nothing_that_an_audit_shows_names_anybody(tmp_path):
    """The page, the tables and findings.json are made of the masked document."""
    lines = [
        "2023年度某镇整体支出绩效自评报告",
        *["本年各项工作由方小圆负责。"] * 20,
        "填表人：方小圆　联系电话：13812345678",
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    from perfaudit.audit import Audit

    hidden = Audit.open(tmp_path / "a.txt").to_json()
    assert "方小圆" not in str(hidden)
    assert "13812345678" not in str(hidden)
    kept = Audit.open(tmp_path / "a.txt", keep_contacts=True)
    assert any("方小圆" in source.text for source in kept.records.sources)
