"""Rows by their labels: unknown ones are told, free-text lines are members, last year's heads are read in their own terms."""

import pytest

from tests.audits import above_info, audit_of, audit_text, audit_unit, facts_of, outcome_of, text_of
from tests.forms.sample_forms import CLEAN, unknown_labels
from tests.units import Figures, Line, sample


def test_an_unknown_label_with_figures_is_kept():
    """A row that the vocabulary does not know is told to the auditor, with its place, and stands in nobody's way."""
    row = "\t机关食堂补贴\n\t1.00\n\t2.00\n\t3.00\n\n"
    audit = audit_text(text_of(CLEAN, ("\t部门基本支出预算调整\n", row + "\t部门基本支出预算调整\n")), CLEAN)
    assert unknown_labels(audit) == ["机关食堂补贴"]
    [field] = [field for field in audit.records.fields if field.field == "unknown_label"]
    assert audit.document.text_of(field.source_id) == "机关食堂补贴"
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and above_info(audit) == []


@pytest.mark.parametrize("unit_id", ["cangyu-2022", "heting-2023", "liyun-2024", "qinghe-2023"])
def test_no_label_of_a_sample_is_unknown(unit_id):
    """The usual templates are known to their last row."""
    assert unknown_labels(audit_of(unit_id)) == []


def test_special_funds_of_one_name_are_told_apart():
    """Two lines with the same name are two lines, and both are part of the sum."""
    audit = audit_text(text_of(CLEAN, ("\t人居环境整治专项\n", "\t农村道路提质专项\n")))
    members = list(audit.index.members("basic", "special_fund", "final"))
    assert members == ["农村道路提质专项", "农村道路提质专项(2)", "高标准农田管护专项"]
    assert outcome_of(audit, "SUM-004").status == "pass"


def test_names_with_brackets_are_still_addresses():
    """A name that holds the signs of an address would cut it in two."""
    audit = audit_text(text_of(CLEAN, ("\t人居环境整治专项\n", '\t人居[2023]"整治".final\n')))
    assert 'basic.special_fund[人居(2023)"整治".final].final' in [fact.address for fact in audit.records.facts]
    assert outcome_of(audit, "SUM-004").status == "pass"


def test_a_form_of_last_year_is_read_in_its_own_terms():
    """Heads that were left from last year still say which column is which; that the year is wrong is a finding."""
    heads = [("2023年决算数", "2022年决算数"), ("2024年预算数", "2023年预算数"), ("2024年决算数", "2023年决算数"),
             ("2024年实际在职人数", "2023年实际在职人数")]  # fmt: skip
    audit = audit_text(text_of(CLEAN, *heads), CLEAN)
    assert [fact[0] for fact in facts_of(audit)] == [fact[0] for fact in facts_of(audit_of(CLEAN))]
    assert [finding.check for finding in above_info(audit)] == ["CROSS-006"]


def test_lines_of_a_form_are_members():
    """What the unit names itself is a member of its list, also where the list has one line or none."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.special_funds = [Line("独一专项", "269.00", "283.00", "279.20")]
    unit.basic.rows["upper_level_transfers"] = Figures("/", "/", "/")
    audit = audit_unit(unit)
    assert list(audit.index.members("basic", "special_fund", "final")) == ["独一专项"]
    assert audit.index.members("basic", "upper_transfer", "final") == {}
    assert outcome_of(audit, "SUM-004").status == "pass" and outcome_of(audit, "SUM-005").status == "not_applicable"
