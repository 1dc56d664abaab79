"""Rows under heads that name items: staff and buildings."""

import pytest

from tests.audits import audit_of, audit_text, facts_of, outcome_of, text_of
from tests.forms.sample_forms import CLEAN, unknown_labels

BUILDINGS = "\t\n\t/\n\t/\n\t/\n\t/\n\t/\n\t/\n"


@pytest.mark.parametrize("names", [("", ""), ("办公楼", "车库")])
def test_several_buildings_are_judged_one_by_one(names):
    """Two rows under the heads of the buildings are two buildings, with their names or without."""
    rates = ("98.87%", "97.00%")  # 1186.40 of 1200.00 is 98.87 %, not 97 %
    rows = "\n".join(
        f"\t{name}\n\t1200.00\n\t1186.40\n\t{rate}\n\t560.00\n\t548.80\n\t98.00%\n"
        for name, rate in zip(names, rates, strict=True)
    )
    audit = audit_text(text_of(CLEAN, (BUILDINGS, rows)))
    outcome = outcome_of(audit, "RATE-004")
    assert [verdict.status for verdict in outcome.verdicts] == ["pass", "pass", "fail", "pass"]
    assert list(audit.index.members("basic", "building_size_actual", "final")) == [names[0], names[1] or "(2)"]


def test_a_second_row_of_staff_is_undecidable():
    """Two kinds of staff in two rows without a name: nobody knows which row the rate is about, and no check breaks."""
    audit = audit_text(
        text_of(CLEAN, ("\t\n\t52\n\t50\n\t96.15%\n", "\t\n\t40\n\t38\n\t95.00%\n\n\t\n\t12\n\t12\n\t100%\n"))
    )
    outcome = outcome_of(audit, "RATE-001")
    assert outcome.status == "undecidable" and "2 行" in outcome.reason["zh"]


@pytest.mark.parametrize("label", ["财政供养人员情况（人）", "（人）", "财政供养 人员情况"])
def test_a_label_that_is_not_merged_stands_again(label):
    """A page without merged cells prints the label in the head row and in the row below."""
    audit = audit_text(text_of(CLEAN, ("\t\n\t52\n\t50\n", f"\t{label}\n\t52\n\t50\n")), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and unknown_labels(audit) == []


def test_rows_are_not_taken_for_staff_where_their_heads_were_lost():
    """Without the head row of the money, the rows below are not read as people: they are unknown, with their labels."""
    heads = "\t经费控制情况（万元）\n\t2023年决算数\n\t2024年预算数\n\t2024年决算数\n\n"
    audit = audit_text(text_of(CLEAN, (heads, "")))
    assert list(audit.index.members("basic", "posts", "final")) == [""]
    assert "公用经费" in unknown_labels(audit)
    assert {outcome.status for outcome in audit.outcomes if outcome.check in ("RATE-001", "CTRL-001")} == {"pass"}
