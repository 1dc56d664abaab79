"""Which part of a document is which form."""

import pytest

from perfaudit.audit import Audit
from tests.audits import audit_of, audit_text, audit_unit, facts_of, found, ids_of, outcome_of, text_of
from tests.forms.sample_forms import CLEAN, fact_at
from tests.units import sample, write_unit

CONTENTS = (
    "目录\n附件1 2024年度预算单位整体支出绩效评价基础数据表……1\n"
    "附件2 2024年度预算单位整体支出绩效自评表\n附件3：2024年度项目支出绩效自评表\n"
    "2024年度霁溪县栗云镇人民政府单位整体支出绩效自评报告\n\n"
)


@pytest.mark.parametrize("cover", [CONTENTS, "霁溪县财政局：\n现报送有关材料，请审阅。\n\n", " \n\n"])
def test_what_stands_before_the_forms_is_no_form(cover):
    """A table of contents names every form and holds none."""
    audit = audit_text(cover + text_of(CLEAN), CLEAN)
    assert [part.form for part in audit.parts] == ["basic", "overall", *["project"] * 4, "report"]
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and ids_of(audit) == ids_of(audit_of(CLEAN))


def test_forms_are_known_without_their_titles():
    """A form whose title was lost is known by its rows."""
    titles = [("2024年度预算单位整体支出绩效评价基础数据表\n", "\n"), ("2024年度预算单位整体支出绩效自评表\n", "\n")]
    audit = audit_text(text_of(CLEAN, *titles), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN))


def test_forms_and_report_may_be_two_files(tmp_path):
    """A folder with the forms in one file and the report in another is one unit, and every source names its file."""
    audit = Audit.open(write_unit(sample("cangyu-2022"), tmp_path, "txt", is_folder=True))
    assert audit.unit.id == "cangyu-2022" and [file.name for file in audit.document.files] == [
        "forms.txt",
        "report.txt",
    ]
    assert {source.file for source in audit.records.sources if source.form == "report"} == {"report.txt"}
    assert {source.file for source in audit.records.sources if source.form == "basic"} == {"forms.txt"}


def test_a_part_that_was_not_handed_in_is_missed():
    """Without the report there is nothing to hold the forms against, and FORM-001 says so."""
    unit = sample(CLEAN)
    unit.report = None
    audit = audit_unit(unit)
    assert [finding.subject for finding in found(audit, "FORM-001")] == ["report"]
    assert outcome_of(audit, "TEXT-003").status == "not_applicable"


@pytest.mark.parametrize("level", ["区级", "县级", "市级", "省级"])
def test_special_funds_are_read_at_every_level(level):
    """The same row is called after whoever pays."""
    unit = sample(CLEAN)
    unit.template.special_level = level
    assert fact_at(audit_unit(unit), "basic.special_funds.final").value == 2_792_000
