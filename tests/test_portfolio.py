"""All units on one page and in one workbook, made from run.json and findings.json alone; no text becomes more than text."""

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perfaudit.portfolio import write_portfolio
from sample_audit import make_findings

EVIL = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "http://example.com/",
    "<script>alert(1)</script>",
    "42",
)


def entry(unit_id: str, state: str = "done", error: str = "") -> dict:
    counts = {"critical": 1, "warning": 1, "info": 0} if state == "done" else {}
    sources = [{"file": f"{unit_id}.txt", "sha256": "0" * 64}]
    return {"id": unit_id, "path": f"/in/{unit_id}.txt", "state": state, "seconds": 1.5, "sources": sources, "error": error, "counts": counts}  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Two audited units, the second with a page, and one that could not be audited."""
    units = [entry("unit-a"), entry("单位 #2"), entry("坏单位", "failed", "坏单位.docx: it is empty; copy it again")]
    (tmp_path / "run.json").write_text(json.dumps({"schema": "perfaudit/run/1", "units": units}), encoding="utf-8")
    for name in ("unit-a", "单位 #2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "findings.json").write_text(json.dumps(make_findings()), encoding="utf-8")
    (tmp_path / "单位 #2" / "audit.html").write_text("page")
    return tmp_path


def spoil(out: Path, words: str) -> None:
    """Put the words into every text of one unit's findings.json and into the error of another."""
    data = make_findings()
    data["unit"]["name"] = data["scores"]["grade"] = words
    for row in (*data["findings"], *data["checks"]):
        row |= {name: words for name in ("title", "message", "reason") if name in row}
    data["findings"][0]["left"]["text"] = words
    data["findings"][0]["explanations"] = [words]
    (out / "unit-a" / "findings.json").write_text(json.dumps(data), encoding="utf-8")
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    run["units"][2]["error"] = words
    (out / "run.json").write_text(json.dumps(run), encoding="utf-8")


def sheets(out: Path) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(out / "findings.xlsx")
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


@pytest.mark.parametrize(
    ("lang", "verdict", "tag"), [("zh", "发现 1 处严重问题", "zh-CN"), ("en", "Critical findings: 1", "en")]
)
def test_page_lists_every_unit(out, lang, verdict, tag):
    """Who was audited with which result, who could not be and why, each with a link where there is a page."""
    write_portfolio(out, lang)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{tag}">' in page and page.count(verdict) == 2
    assert re.findall(r'<a href="([^"#][^"]*)"', page) == ["%E5%8D%95%E4%BD%8D%20%232/audit.html"]
    assert "坏单位.docx: it is empty; copy it again" in page and "90.5" in page


def test_workbook_holds_units_findings_and_checks(out):
    """People who live in Excel filter and sort there: frozen heads, filters, numbers as numbers."""
    write_portfolio(out, "zh")
    book = openpyxl.load_workbook(out / "findings.xlsx")
    assert book.sheetnames == ["units", "findings", "checks"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])
    tables = sheets(out)
    assert [row[0] for row in tables["units"]] == ["单位编号", "unit-a", "单位 #2", "坏单位"]
    assert [len(rows) for rows in tables.values()] == [4, 5, 11]
    first = dict(zip(tables["findings"][0], tables["findings"][1], strict=True))
    assert (first["规则编号"], first["差额"], first["计量单位"]) == ("TEXT-003", 50000, "元")
    assert first["级别"] == "严重" and first["出处"].splitlines()[1] == "甲街道.txt，表 1 第 1 行第 4 格"
    unit = dict(zip(tables["units"][0], tables["units"][1], strict=True))
    assert (unit["重算得分"], unit["状态"], unit["规则出错"], unit["无法判定"]) == (90.5, "已审计", 0, 1)


def test_workbook_speaks_the_language_of_the_run(out):
    """Heads, severities, statuses and places in English for whoever asked for English."""
    write_portfolio(out, "en")
    tables = sheets(out)
    assert not any(re.search("[\u4e00-\u9fff]", str(cell)) for rows in tables.values() for cell in rows[0])
    first = dict(zip(tables["findings"][0], tables["findings"][1], strict=True))
    assert (first["severity"], first["where"].splitlines()[1]) == ("Critical", "甲街道.txt, table 1, row 1, cell 4")


@pytest.mark.parametrize("status", ["error", "undecidable"])
def test_check_without_conclusion_never_reads_as_clean(out, status):
    """Where a check broke or stayed undecided, nobody knows that there is no contradiction."""
    data = make_findings()
    data["findings"] = []
    data["checks"] = [data["checks"][2], data["checks"][2] | {"status": status}]
    for name in ("unit-a", "单位 #2"):
        (out / name / "findings.json").write_text(json.dumps(data), encoding="utf-8")
    write_portfolio(out, "zh")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "未发现矛盾" not in page and page.count("1 条规则未能得出结论") == 2
    assert page.count(f'pa-count-{status}">1<') == 2
    assert ("规则本身出错" in page) is (status == "error")


@pytest.mark.parametrize("words", EVIL)
def test_text_stays_text(out, words):
    """A formula, a link or a number in a document must arrive in the workbook as the words it is."""
    spoil(out, words)
    write_portfolio(out, "zh")
    with zipfile.ZipFile(out / "findings.xlsx") as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            assert "<f>" not in content and "<hyperlink" not in content, name
    cells = [cell for rows in sheets(out).values() for row in rows for cell in row]
    assert cells.count(words) >= 9
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page and words.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in page


def test_control_characters_and_long_texts_leave_a_sound_file(out):
    """XML forbids some characters and Excel long texts; neither may cost the whole workbook."""
    spoil(out, "a\x01b\ufffe" + "长" * 40_000)
    write_portfolio(out, "zh")
    assert max(len(str(cell)) for row in sheets(out)["findings"] for cell in row) <= 32_767


def test_same_findings_give_the_same_bytes(out):
    """Neither the page nor the workbook may hold the time at which it was written."""
    contents = []
    for _ in range(2):
        write_portfolio(out, "zh")
        contents.append([(out / name).read_bytes() for name in ("index.html", "findings.xlsx")])
    assert contents[0] == contents[1]


def test_no_units_give_a_page_that_says_so(tmp_path):
    """An empty folder of units is no reason for a broken page."""
    (tmp_path / "run.json").write_text('{"units": []}')
    write_portfolio(tmp_path, "zh")
    assert "没有单位。" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert [len(rows) for rows in sheets(tmp_path).values()] == [1, 1, 1]
