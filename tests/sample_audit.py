"""A hand-made audit for the tests of pages, pictures and runs: the contract's dict, small frames, and one short document."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from perfaudit.documents import Cell, Document, File, Passage, Source, Table
from perfaudit.records import Fact, Indicator, SourceRow, to_frame

FILE = "甲街道.txt"
SENTENCE = "我单位2023年度项目支出1426.36万元，比上年增长。"
PARAGRAPH = f"一、基本情况。{SENTENCE}明细如下。"
ROWS = (
    ("项目支出", "881.00", "5.83", "1431.36"),
    ("残联专项支出", "5.58", "", "4.28"),
    ("环境整治专项支出", "47.79", "", "996.05"),
    ("政府采购金额", "", "100.40", "574.81"),
)
ITEMS = ("project_spending", "special_fund", "special_fund", "procurement")
BASES = ("prior_final", "budget", "final")


def make_document(file: str = FILE, rows: tuple[tuple[str, ...], ...] = ROWS, paragraph: str = PARAGRAPH) -> Document:
    cells = tuple(
        tuple(Cell(text, Source(file, table=1, row=y, column=x), None) for x, text in enumerate(row, 1))
        for y, row in enumerate(rows, 1)
    )
    passage = Passage(paragraph, Source(file, paragraph=1))
    return Document("unit-a", (File(file, "0" * 64, "txt"),), (Table(1, cells), passage))


def make_facts(rows: tuple[tuple[str, ...], ...] = ROWS, file: str = FILE) -> list[Fact]:
    facts = []
    for y, (row, item) in enumerate(zip(rows, ITEMS, strict=True), 1):
        member = row[0] if item == "special_fund" else ""
        for x, (basis, text) in enumerate(zip(BASES, row[1:], strict=True), 2):
            value = Decimal(text) * 10_000 if text else None
            address = f"basic.{item}[{member}].{basis}" if member else f"basic.{item}.{basis}"
            state = "reported" if text else "blank"
            source_id = Source(file, table=1, row=y, column=x).id
            facts.append(
                Fact(
                    address,
                    "basic",
                    item,
                    member,
                    basis,
                    value,
                    "元",
                    Decimal(50) if text else None,
                    text,
                    state,
                    row[0],
                    source_id,
                )
            )
    return facts


def make_indicator(name: str = "总成本控制", target: str = "不超过年初预算", actual: str = "2706.79万元") -> Indicator:
    sources = [f"{FILE}#t2r1c{column}" for column in range(1, 7)]
    return Indicator(
        "overall", "", name, "产出指标", "成本指标", target, actual, Decimal(5), Decimal(4), "只做了年初预算。", "<=",
        None, "", None, Decimal(27067900), "元", Decimal(50), "exactly", "overall.total_funds.budget", True, "reported", *sources,
    )  # fmt: skip


def evidence(role: str, address: str, label: str, text: str, quote: str, **place: object) -> dict[str, Any]:
    source = (
        dict.fromkeys(("file", "form", "table", "row", "column", "paragraph", "start", "end")) | {"file": FILE} | place
    )
    return {"role": role, "address": address, "label": label, "text": text, "quote": quote, "source": source}


def make_findings() -> dict[str, Any]:
    """findings.json of one unit: a critical finding, one that follows from it, and checks of every status."""
    start = PARAGRAPH.index("1426.36")
    contradiction = {
        "id": "a1b2c3",
        "check": "TEXT-003",
        "severity": "critical",
        "title": "报告所述项目支出与表一致",
        "message": "报告说项目支出 1,426.36 万元，基础数据表是 1,431.36 万元。",
        "left": {"text": "1426.36万元", "value": "14263600", "measure": "元"},
        "right": {"text": "1431.36", "value": "14313600", "measure": "元"},
        "gap": "50000",
        "slack": "100",
        "explanations": ["两个数字只有一位不同"],
        "cause": None,
        "evidence": [
            evidence("left", "report.claim[3]", "项目支出", "1426.36万元", "1426.36万元", form="report", paragraph=1, start=start, end=start + 9),
            evidence("right", "basic.project_spending.final", "项目支出 本年决算", "1431.36", "1431.36", form="basic", table=1, row=1, column=4),
            evidence("right_part", "basic.special_fund[残联专项支出].final", "残联专项支出", "4.28", "4.28", form="basic", table=1, row=2, column=4),
        ],
    }  # fmt: skip
    symptom = contradiction | {
        "id": "d4e5f6",
        "check": "SUM-013",
        "severity": "warning",
        "title": "分项之和等于合计",
        "message": "分项之和与合计不符。",
        "cause": "a1b2c3",
        "explanations": [],
        "evidence": [],
        "gap": None,
        "slack": None,
    }
    return {
        "schema": "perfaudit/findings/1",
        "unit": {"id": "unit-a", "name": "甲街道办事处", "year": 2023},
        "sources": [{"file": FILE, "sha256": "0" * 64, "format": "txt"}],
        "versions": {"perfaudit": "0.1.0", "great_expectations": "1.24.1", "suites": "abc123"},
        "scores": {
            "self": "99",
            "recomputed": "90.5",
            "grade": "优",
            "items": [
                {"name": "总成本控制", "address": "overall.indicator[总成本控制]", "weight": "5", "score": "4", "recomputed": "0", "reason": "目标未达到"}
            ],
        },
        "checks": [
            {"id": "TEXT-003", "version": 1, "suite": "narrative", "status": "fail", "severity": "critical", "title": "报告所述项目支出与表一致", "applied": 1, "passed": 0, "reason": "", "remedy": "更正报告或报表"},
            {"id": "SUM-013", "version": 1, "suite": "narrative", "status": "fail", "severity": "critical", "title": "分项之和等于合计", "applied": 2, "passed": 1, "reason": ""},
            {"id": "SUM-001", "version": 1, "suite": "forms", "status": "pass", "severity": "critical", "title": "三公经费", "applied": 3, "passed": 3, "reason": ""},
            {"id": "SUM-011", "version": 1, "suite": "forms", "status": "not_applicable", "severity": "critical", "title": "项目资金", "applied": 0, "passed": 0, "reason": "没有可供核对的数据"},
            {"id": "RATE-001", "version": 1, "suite": "forms", "status": "undecidable", "severity": "critical", "title": "控制率", "applied": 0, "passed": 0, "reason": "编制数空白"},
        ],
        "findings": [contradiction, symptom],
        "coverage": {
            "figures_in_forms": 12,
            "figures_checked": 9,
            "numbers_in_report": 3,
            "numbers_checked": 1,
            "untouched": [{"address": "report.claim[9]", "label": "", "text": "82条", "quote": "共计82条整改措施", "source": {"file": FILE, "form": "report", "table": None, "row": None, "column": None, "paragraph": 1, "start": 0, "end": 3}}],
        },
    }  # fmt: skip


def make_sources(facts: list[Fact]) -> list[SourceRow]:
    rows = []
    for fact in facts:
        table, row, column = (
            int(number) for number in fact.source_id.split("#t")[1].replace("r", " ").replace("c", " ").split()
        )
        rows.append(SourceRow(fact.source_id, FILE, "basic", table, row, column, None, None, None, fact.raw_text))
    return rows


@dataclass
class SampleAudit:
    """What the display needs of an audit."""

    lang: str = "zh"
    data: dict[str, Any] = field(default_factory=make_findings)
    document: Document = field(default_factory=make_document)
    fact_rows: list[Fact] = field(default_factory=make_facts)
    indicator_rows: list[Indicator] = field(default_factory=lambda: [make_indicator()])

    @property
    def facts(self) -> pd.DataFrame:
        return to_frame(self.fact_rows, Fact)

    @property
    def indicators(self) -> pd.DataFrame:
        return to_frame(self.indicator_rows, Indicator)

    @property
    def sources(self) -> pd.DataFrame:
        return to_frame(make_sources(self.fact_rows), SourceRow)

    def to_json(self) -> dict[str, Any]:
        return self.data
