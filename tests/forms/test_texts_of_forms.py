"""Signatures, placeholders and headings."""

from perfaudit.audit import Audit
from tests.audits import audit_of, audit_unit, found
from tests.forms.describing import read_drawing
from tests.forms.sample_forms import CLEAN
from tests.units import Section, sample, write_unit


def test_signatures_are_read_from_one_line(tmp_path):
    """Four labels stand in one line; each has the words up to the next."""
    audit = Audit.open(write_unit(sample(CLEAN), tmp_path, "txt"), keep_contacts=True)
    texts = {field.field: field.text for field in audit.records.fields if field.form == "basic"}
    assert (texts["head_signature"], texts["preparer"], texts["date"]) == ("张某某", "李某某", "2025年3月12日")
    blank = {field.field: field.state for field in audit_of("qinghe-2023").records.fields if field.form == "basic"}
    assert (blank["head_signature"], blank["preparer"], blank["date"]) == ("blank", "reported", "blank")


def test_masked_names_are_no_placeholders():
    """A masked telephone number is made of the signs that templates use."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.signature.phone = "138XXXX0000"
    assert found(audit_unit(unit), "FORM-007") == []


def test_sections_without_a_word_are_empty():
    """A heading that the next heading follows has announced something."""
    unit = sample(CLEAN)
    assert unit.report is not None
    unit.report.sections.append(Section("十一、附件说明"))
    assert [finding.subject for finding in found(audit_unit(unit), "FORM-005")] == ["report.section[十一、附件说明]"]


def test_a_text_behind_blank_cells():
    """Where cells were not merged, blanks stand between a label and its text; the next label is no text."""
    drawing = """
        项目支出绩效自评表
        | 项目名称 | | 修路 | |
        | 主管部门 | | 实施单位 | 某局 |
        | 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
        | 年度资金总额 | 5.00 | 5.00 | 4.00 |
        """
    records = read_drawing(drawing)
    assert {fact.member for fact in records.facts} == {"修路"}
    texts = {field.field: field.text for field in records.fields}
    assert (texts["department"], texts["implementer"]) == ("", "某局")
