"""Cells, columns and figures that are missing, stand twice or can be read two ways: never guessed, never silent."""

import pytest

from tests.audits import above_info, audit_of, audit_text, facts_of, outcome_of, text_of
from tests.forms.sample_forms import CLEAN, COSTS, FUND, fact_at, without_column


@pytest.mark.parametrize(
    ("head", "width", "checks"),
    [
        ("2024年预算数", 4, ["FORM-002", "CTRL-003", "CTRL-006", "CTRL-007"]),
        ("全年预算数", 8, ["FORM-003", "RATE-002", "CTRL-004"]),
    ],
)
def test_a_missing_column_is_told(head, width, checks):
    """A template without the budget column leaves its rules undecided, each with what it lacks; none of them passes."""
    text = text_of(CLEAN)
    shorter = without_column(text, head, width)
    assert shorter.count(f"\t{head}\n") == text.count(f"\t{head}\n") - 1
    audit = audit_text(shorter)
    for check in checks:
        outcome = outcome_of(audit, check)
        told = outcome.reason["zh"] + "".join(verdict.message["zh"] for verdict in outcome.failed)
        assert outcome.status in ("undecidable", "fail") and "表中没有这一栏" in told, check
    assert {finding.check for finding in above_info(audit)} <= {"FORM-002", "FORM-003", "CTRL-008"}


@pytest.mark.parametrize(
    ("row", "short", "addresses", "checks"),
    [
        (COSTS, "\t公用经费\n\t98.46\n\t97.83\n", ["basic.running_costs.final"], ["SUM-006", "CTRL-007"]),
        (COSTS, "\t公用经费\n\t97.83\n", ["basic.running_costs.final"], ["SUM-006", "CTRL-007"]),
        (
            FUND,
            "\t高标准农田管护专项\n\t62.75\n\t64.28\n",
            ["basic.special_fund[高标准农田管护专项].budget"],
            ["SUM-004"],
        ),
        (FUND, "\t高标准农田管护专项\n\t64.28\n", ["basic.special_fund[高标准农田管护专项].final"], ["SUM-004"]),
        (
            "\t1186.00\n\t1207.60\n\t1189.97\n\t10\n",
            "\t1207.60\n\t1189.97\n\t10\n",
            ["overall.total_funds.final", "overall.total_funds.weight"],
            ["RATE-002", "SUM-009", "SUM-010", "SCORE-001"],
        ),
    ],
)
def test_a_row_that_lost_cells_is_undecidable(row, short, addresses, checks):
    """Where a page was flattened blank cells get lost, and nobody can tell in which column the others stood."""
    audit = audit_text(text_of(CLEAN, (row, short)))
    for address in addresses:
        fact = fact_at(audit, address)
        assert (fact.state, fact.value) == ("undecidable", None) and "分不清数字在哪一列" in fact.note
    for check in checks:
        assert outcome_of(audit, check).status == "undecidable", check
    assert above_info(audit) == []


def test_an_indicator_that_lost_a_cell_is_undecidable():
    """Without its points the scores would not add up, which is the reader's doing and not the unit's."""
    row = "\t高标准农田管护面积\n\t≥3200亩\n\t3260亩\n\t5\n\t5\n\t\n"
    audit = audit_text(text_of(CLEAN, (row, row.replace("\t5\n\t5\n\t\n", "\t5\n"))))
    [field] = [field for field in audit.records.fields if field.field == "unplaced_row"]
    assert "高标准农田管护面积" in field.text
    for check in ("SUM-009", "SUM-010"):
        assert outcome_of(audit, check).status == "undecidable"
    assert above_info(audit) == []


@pytest.mark.parametrize("text", ["97.83.1", "97.83或98.00", "约97.83", "97.83左右", "97.8３／98", "见附表"])
def test_a_figure_that_can_be_read_two_ways_is_undecidable(text):
    """It is neither guessed nor left out; the note quotes it and says what to do."""
    audit = audit_text(text_of(CLEAN, ("\t97.83\n", f"\t{text}\n")))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == "undecidable" and text in fact.note and "核对" in fact.note
    assert outcome_of(audit, "CTRL-007").status == "undecidable" and above_info(audit) == []


def test_a_figure_that_stands_twice_and_differs_is_undecidable():
    """A row repeated on the next page with another number: the auditor is told both."""
    audit = audit_text(text_of(CLEAN, (COSTS, COSTS + "\n" + COSTS.replace("97.83", "79.83"))))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == "undecidable" and "97.83" in fact.note and "79.83" in fact.note
    assert fact_at(audit, "basic.running_costs.budget").state == "reported"
    assert outcome_of(audit, "CTRL-007").status == "undecidable"


def test_a_figure_that_stands_twice_and_agrees_is_one():
    """A row repeated on the next page is the same row."""
    audit = audit_text(text_of(CLEAN, (COSTS, COSTS + "\n" + COSTS)))
    assert fact_at(audit, "basic.running_costs.final").state == "reported" and above_info(audit) == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"),
        ("/", "not_applicable"),
        ("不适用", "not_applicable"),
        ("0.00", "reported"),
        ("—", "not_applicable"),
    ],
)
def test_blank_zero_and_not_applicable_are_three_things(text, state):
    """Only one of them is a number, and only one of them is an omission."""
    audit = audit_text(text_of(CLEAN, (COSTS, f"\t公用经费\n\t98.46\n\t100.00\n\t{text}\n")))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == state and (fact.value == 0 if text == "0.00" else fact.value is None)


def test_a_row_that_lost_its_blank_label_has_one_reading():
    """Three figures under three heads, the last of them a rate: nothing is left to guess."""
    audit = audit_text(text_of(CLEAN, ("\t\n\t52\n\t50\n\t96.15%\n", "\t52\n\t50\n\t96.15%\n")), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and above_info(audit) == []
