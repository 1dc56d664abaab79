"""One form in two files: copies count once, and versions that differ contradict each other."""

import pytest

from perfaudit.audit import Audit
from perfaudit.documents import read_document
from perfaudit.errors import DocumentError
from tests.units import SAMPLES, WRITERS, sample, write_unit


def folder_of(tmp_path, unit_id, *endings, change=None):
    """A folder that holds a sample in several formats; ``change`` alters the last one."""
    folder = tmp_path / unit_id
    folder.mkdir(parents=True)
    for number, ending in enumerate(endings, 1):
        unit = sample(unit_id)
        if change is not None and number == len(endings):
            change(unit)
        unit.id = f"{number}"
        write_unit(unit, folder, ending, is_folder=False)
    return folder


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_copies_in_another_format_change_nothing(tmp_path, unit_id):
    """A Word document and what was made of it are one hand-in: each figure counts once, and no alarm is added."""
    alone = Audit.open(write_unit(sample(unit_id), tmp_path, "docx", is_folder=False))
    both = Audit.open(folder_of(tmp_path / "both", unit_id, "xlsx", "docx"))
    assert len(both.document.files) == 2
    assert [fact.address for fact in both.records.facts] == [fact.address for fact in alone.records.facts]
    assert {finding.check for finding in both.findings} == {finding.check for finding in alone.findings}
    assert len(both.to_json()["set_aside"]) == len(alone.parts)


def test_versions_that_differ_are_a_finding(tmp_path):
    """A figure changed in one of two files is a contradiction, told with both numbers; the form is read once."""

    def change(unit):
        unit.basic.rows["running_costs"].final = "98765.43"

    folder = folder_of(tmp_path, "liyun-2024", "docx", "xlsx", change=change)
    audit = Audit.open(folder)
    found = [finding for finding in audit.findings if finding.check == "FORM-009"]
    assert len(found) == 1
    assert "98765.43" in found[0].message["zh"]
    assert [part.form for part in audit.parts].count("basic") == 1


def exchange_figures(unit):
    """Budget and outturn of one row change places."""
    row = unit.basic.rows["procurement"]
    row.budget, row.final = row.final, row.budget


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "html"])
def test_exchanged_figures_are_a_difference(tmp_path, ending):
    """Two figures that changed places leave the same numbers, and yet one of the two files is wrong; both rows are told."""
    audit = Audit.open(folder_of(tmp_path, "liyun-2024", "docx", ending, change=exchange_figures))
    row = sample("liyun-2024").basic.rows["procurement"]
    (found,) = [finding for finding in audit.findings if finding.check == "FORM-009"]
    assert f"{row.budget}、{row.final}" in found.message["zh"]
    assert f"{row.final}、{row.budget}" in found.message["zh"]
    assert [part.form for part in audit.parts].count("basic") == 1


def test_figures_exchanged_between_rows_are_a_difference(tmp_path):
    """A figure in the row of another is told with the numbers of both rows."""

    def change(unit):
        rows = unit.basic.rows
        rows["running_costs"].final, rows["procurement"].final = rows["procurement"].final, rows["running_costs"].final

    audit = Audit.open(folder_of(tmp_path, "liyun-2024", "docx", "pdf", change=change))
    rows = sample("liyun-2024").basic.rows
    (found,) = [finding for finding in audit.findings if finding.check == "FORM-009"]
    for figure in (rows["running_costs"].final, rows["procurement"].final):
        assert found.message["zh"].count(str(figure)) == 2


@pytest.mark.parametrize("ending", sorted(set(WRITERS) - {"docx", "zip"}))
@pytest.mark.parametrize("unit_id", SAMPLES[:2])
def test_every_format_counts_as_a_copy(tmp_path, unit_id, ending):
    """What a format does to rows and cells is no difference: nothing was exchanged."""
    audit = Audit.open(folder_of(tmp_path, unit_id, "docx", ending))
    assert [finding.message["zh"] for finding in audit.findings if finding.check == "FORM-009"] == []
    assert len(audit.to_json()["set_aside"]) == len(audit.parts)


def test_two_files_on_different_things_are_both_read(tmp_path):
    """Forms that share few numbers are no versions of each other."""
    folder = tmp_path / "two"
    folder.mkdir()
    for unit_id in ("qinghe-2023", "liyun-2024"):
        write_unit(sample(unit_id), folder, "docx", is_folder=False)
    document = read_document(folder)
    assert len(Audit(document).parts) == sum(len(Audit(read_document(path)).parts) for path in sorted(folder.iterdir()))
    with pytest.raises(DocumentError, match=r"several units.*--all"):
        Audit.open(folder)
