"""Indicators: their targets, names and points."""

from decimal import Decimal

import pytest

from tests.audits import audit_unit, outcome_of
from tests.forms.sample_forms import CLEAN
from tests.units import Indicator, sample


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥95%", "97.2%", (">=", Decimal(95), "%", True)),
        ("不超过12件", "9件", ("<=", Decimal(12), "件", True)),
        ("显著提升", "显著提升", (">=", None, "", False)),
        ("1亿元", "1亿元", (">=", Decimal(100_000_000), "元", True)),
        ("不超过年初预算", "9万元", ("<=", None, "", True)),
        ("120余家", "120余家", (">=", Decimal(120), "家", True)),
    ],
)
def test_targets_are_parsed(target, actual, expected):
    """Which side is good, the number, its measure, and whether it can be told at all."""
    unit = sample(CLEAN)
    assert unit.overall is not None
    unit.overall.indicators["产出指标（50分）"]["数量指标"][0] = Indicator("某项", target, actual, "5", "5")
    row = audit_unit(unit).index.indicators()[0]
    assert (row.comparator, row.target_value, row.target_measure, row.is_measurable) == expected


def test_indicators_of_one_name_are_told_apart():
    """Two rows with one name are two rows, and both have their points."""
    unit = sample(CLEAN)
    assert unit.overall is not None
    rows = unit.overall.indicators["产出指标（50分）"]["数量指标"]
    rows[1].name = rows[0].name
    audit = audit_unit(unit)
    assert [row.name for row in audit.index.indicators()[:2]] == ["新改建村组道路长度", "新改建村组道路长度(2)"]
    assert outcome_of(audit, "SUM-009").status == "pass"


@pytest.mark.parametrize("name", ["指标1", "指标1：修路", "（1）修路", "1、修路"])
def test_numbered_indicators_keep_their_points(name):
    """A template's own numbering is no name, but where there is no other the row still counts."""
    unit = sample(CLEAN)
    assert unit.overall is not None
    unit.overall.indicators["产出指标（50分）"]["数量指标"][0].name = name
    audit = audit_unit(unit)
    assert outcome_of(audit, "SUM-009").status == "pass"
    assert audit.index.indicators()[0].name == ("指标1" if name == "指标1" else "修路")
