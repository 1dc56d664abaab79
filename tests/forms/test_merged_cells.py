"""Cells that Word merges: over rows, over columns, over a row of figures."""

import io
from pathlib import Path

from docx import Document as DocxDocument
from docx.table import Table as DocxTable

from perfaudit.audit import Audit
from tests.audits import above_info, audit_of, outcome_of
from tests.forms.sample_forms import CLEAN, fact_at
from tests.units import Unit, docx_bytes, sample


def edited_docx(unit: Unit, folder: Path, edit) -> Audit:
    """The unit as .docx, with ``edit`` done to its tables."""
    document = DocxDocument(io.BytesIO(docx_bytes(unit)))
    edit(document.tables)
    path = folder / f"{unit.id}.docx"
    document.save(str(path))
    return Audit.open(path)


def cell_texts(table: DocxTable) -> list[list]:
    return [list(row.tc_lst) for row in table._tbl.tr_lst]


def row_of(table: DocxTable, label: str) -> list:
    return next(cells for cells in cell_texts(table) if "".join(p.text for p in cells[0].p_lst) == label)


def test_the_lower_part_of_a_merged_cell_does_not_exist(tmp_path):
    """A figure that is merged over two rows belongs to the first; the second has no cell there, which is not a blank."""

    def merge(tables):
        row_of(tables[0], "公用经费")[3].vMerge = "restart"
        row_of(tables[0], "其中：办公经费")[3].vMerge = "continue"

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    assert fact_at(audit, "basic.running_costs.final").value == 978_300
    assert audit.index.fact("basic.running_cost[办公经费].final") is None
    assert fact_at(audit, "basic.running_cost[办公经费].budget").state == "reported"


def test_a_number_over_two_columns_is_undecidable(tmp_path):
    """A figure in a cell that spans budget and final may mean either."""

    def merge(tables):
        cells = row_of(tables[0], "公用经费")
        cells[2].grid_span += cells[3].grid_span
        cells[3].getparent().remove(cells[3])

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    assert {fact_at(audit, f"basic.running_costs.{basis}").state for basis in ("budget", "final")} == {"undecidable"}
    assert outcome_of(audit, "CTRL-007").status == "undecidable" and above_info(audit) == []


def test_words_over_all_columns_are_no_figures(tmp_path):
    """ "Not applicable" across the row answers for every column, and is no number in any."""

    def merge(tables):
        cells = row_of(tables[0], "公用经费")
        cells[1].grid_span = sum(cell.grid_span for cell in cells[1:])
        for cell in cells[2:]:
            cell.getparent().remove(cell)
        for run in list(cells[1].p_lst[0].r_lst):
            run.text = "不适用"

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    states = [fact.state for fact in audit.records.facts if fact.item == "running_costs"]
    assert "reported" not in states and "undecidable" not in states


def test_classes_go_on_over_their_merged_rows():
    """The first and second level stand once, merged over their indicators, in Word as in flattened text."""
    for ending in ("docx", "txt"):
        rows = audit_of("qinghe-2023", ending).index.indicators()
        assert (rows[3].level_1, rows[3].level_2) == ("产出指标", "数量指标")
        assert (rows[-1].level_1, rows[-1].level_2) == ("满意度指标", "服务对象满意度指标")
        assert [row.state for row in rows if row.name == "不适用"] == ["not_applicable"]
