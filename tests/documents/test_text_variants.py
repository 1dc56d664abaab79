"""The ways in which forms become text: what keeps its blank cells reads figure for figure, and nothing is read wrong."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfaudit.audit import Audit
from perfaudit.documents import Document, File
from perfaudit.documents.text import read_text
from tests.documents.test_any_unit_reads_back import expected_facts, units
from tests.units import SAMPLES, flattened_text, sample, write_unit
from tests.units.build_txt import laid_out_text, line_text, loose_text

KEPT = {
    "flattened": flattened_text,
    "tabs": line_text,
    "sheet": lambda unit: line_text(unit, is_sheet=True),
    "bars": lambda unit: line_text(unit, mark="|"),
    "markdown": lambda unit: line_text(unit, mark="|", is_sheet=True, rule="|---|---:|"),
    "commas": lambda unit: line_text(unit, mark=",", is_sheet=True),
    "windows": lambda unit: line_text(unit).replace("\n", "\r\n"),
}
SHOWN = {"page": laid_out_text, "narrow page": lambda unit: laid_out_text(unit, wide_sign=1)}
LOST = {
    "flattened": lambda unit: flattened_text(unit, keep_blanks=False),
    "tabs": lambda unit: line_text(unit, is_stripped=True),
    "sheet": lambda unit: line_text(unit, is_sheet=True, is_stripped=True),
}


def audit_text(unit_id, text):
    return Audit(Document(unit_id, (File(f"{unit_id}.txt", "0" * 64, "txt"),), read_text(f"{unit_id}.txt", text)))


def facts_of(audit):
    return {fact.address: (fact.value, fact.state) for fact in audit.records.facts}


@cache
def reference(unit_id):
    with TemporaryDirectory() as folder:
        return facts_of(Audit.open(write_unit(sample(unit_id), Path(folder), "docx", is_folder=False)))


@pytest.mark.parametrize("unit_id", SAMPLES)
@pytest.mark.parametrize("way", KEPT)
def test_text_with_its_blank_cells(way, unit_id):
    """Tabs, bars and commas, with merged cells as one or with blanks behind them, give what the Word document gives."""
    assert facts_of(audit_text(unit_id, KEPT[way](sample(unit_id)))) == reference(unit_id)


@pytest.mark.parametrize("way", [*KEPT, *SHOWN, *LOST])
@given(unit=units(), data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_unit_in_any_text(way, unit, data):
    """Where blanks are kept all figures are read, where they got lost each is read right, or undecidable, or missing."""
    write = data.draw(st.sampled_from([ways[way] for ways in (KEPT, SHOWN, LOST) if way in ways]))
    expected = expected_facts(unit)
    read = facts_of(audit_text(unit.id, write(unit)))
    told = {address: read[address] for address in expected if address in read and read[address][1] != "undecidable"}
    assert told == {address: expected[address] for address in told}
    if write in KEPT.values():
        assert told == expected


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_a_form_that_lost_its_cells_is_not_missing(unit_id):
    """A title over cells that stand a line each: nobody can read the form, and nobody may say that it was not handed in."""
    audit = audit_text(unit_id, loose_text(sample(unit_id)))
    [outcome] = [outcome for outcome in audit.outcomes if outcome.check == "FORM-001"]
    said = {verdict.subject: verdict.status for verdict in outcome.verdicts}
    assert said == {"basic": "undecidable", "overall": "undecidable", "project": "undecidable", "report": "pass"}
    told = {field.form for field in audit.coverage.unread if field.field == "unread_form"}
    assert told == {"basic", "overall", "project"}
    assert not audit.records.facts


@pytest.mark.parametrize("contents", [["1", "2"], ["一、基本情况 1", "二、收支情况 2", "三、绩效情况 3"]])
def test_a_form_of_which_only_the_title_stands_is_missing(contents):
    """A list of contents names a form and gives page numbers; that is no form which lost its cells."""
    text = loose_text(sample(SAMPLES[0]), ("report",))
    named = "2023年度项目支出绩效自评表\n" + "\n".join(contents) + "\n"
    [outcome] = [outcome for outcome in audit_text("a", named + text).outcomes if outcome.check == "FORM-001"]
    assert {verdict.subject: verdict.status for verdict in outcome.verdicts}["project"] == "fail"
