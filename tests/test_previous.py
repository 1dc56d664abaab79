"""Last year's document: found by name, by short form or by id, shown beside this year's, and never in the way of the audit."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from perfaudit import display
from perfaudit.audit import Audit
from perfaudit.errors import ParameterError
from perfaudit.previous import Entry, list_entries, match_entry
from perfaudit.running import DONE, Options, Result, check_previous, plan_units, run_batch
from tests.audits import ROOT, found, standard_suites
from tests.test_cli import perfaudit
from tests.units import Unit, sample, write_unit

UNITS, LAST_YEARS = ROOT / "data" / "units", ROOT / "data" / "previous"
UNIT, OLD = UNITS / "heting-2023.txt", LAST_YEARS / "heting-2022.txt"


def opened(unit: Path, previous: Path | None, **options: Any) -> Audit:
    audit = Audit.open(unit, previous=previous, **options)
    vars(audit)["suites"] = standard_suites()
    return audit


def statuses(audit: Audit) -> set[str]:
    return {outcome.status for outcome in audit.outcomes if outcome.suite == "previous"}


def reasons(audit: Audit) -> str:
    return "".join({outcome.reason["zh"] for outcome in audit.outcomes if outcome.suite == "previous"})


def year_before(unit: Unit) -> Unit:
    """What the unit would have handed in the year before, had it been as this year's column of last year's finals says."""
    assert unit.basic is not None
    unit.id, unit.report = unit.id.replace(str(unit.year), str(unit.year - 1)), None
    unit.year -= 1
    for figures in [*unit.basic.rows.values(), *unit.basic.special_funds, *unit.basic.transfers]:
        figures.final, figures.prior_final = figures.prior_final, ""
    return unit


# Which document it is

ENTRIES = [
    Entry(Path("a/heting-2022.txt"), "鹤汀市园林绿化管理处", 2022),
    Entry(Path("a/heting-2021.txt"), "鹤汀市园林绿化管理处", 2021),
    Entry(Path("a/水务.docx"), "苍榆县水务局", 2022),
    Entry(Path("a/栗云-2022.docx"), "", None),
]


@pytest.mark.parametrize(
    ("unit_id", "name", "year", "expected"),
    [
        ("x", "鹤汀市园林绿化管理处", 2023, "heting-2022.txt"),
        ("x", "鹤汀市园林绿化管理处", 2022, "heting-2021.txt"),
        ("x", "水务局", 2023, "水务.docx"),  # a short form
        ("栗云-2023", "霁溪县栗云镇人民政府", 2023, "栗云-2022.docx"),
        ("栗云2023年度", "", None, "栗云-2022.docx"),
        ("水务-2023", "别的县水务局", 2023, "水务.docx"),  # renamed, or another: PREV-001 says which
        ("2023", "", 2023, ""),  # an id that is nothing but a year is nobody's
        ("heting-2023", "鹤汀市园林绿化管理处", 2024, ""),  # only of years before the last
        ("y", "丙县丁局", 2023, ""),
    ],
)
def test_a_unit_is_looked_up_by_name_then_by_id(unit_id, name, year, expected):
    """Names are printed, ids are the auditor's: the name comes first, and a wrong year is nobody's last year."""
    match = match_entry(ENTRIES, unit_id, name, year)
    assert (match.entry.path.name if match.entry else "") == expected
    assert match.entry is not None or match.state == "not_applicable"


def test_several_documents_of_one_unit_are_undecidable():
    """Which of two is last year's nobody can say; both are named."""
    match = match_entry(ENTRIES[:2], "x", "鹤汀市园林绿化管理处", None)
    assert (match.entry, match.state) == (None, "undecidable") and "heting-2021.txt" in match.text


def test_a_document_that_cannot_be_read_may_be_the_one():
    """Among files that nobody could open, "not found" would be a guess; the unit's own is named with its error."""
    broken = [Entry(Path("a/甲-2022.docx"), error="甲-2022.docx: it is damaged"), *ENTRIES]
    assert match_entry(broken, "甲-2023", "甲局", 2023).text == "甲-2022.docx: it is damaged"
    other = match_entry(broken, "乙-2023", "乙局", 2023)
    assert other.state == "undecidable" and "甲-2022.docx" in other.text


def test_a_folder_of_one_units_files_is_one_unit(tmp_path):
    """Forms and report apart are a unit; as two, the report would be nobody's."""
    folder = write_unit(sample("cangyu-2022"), tmp_path, is_folder=True)
    assert [(entry.path, entry.name) for entry in list_entries(folder)] == [(folder, "苍榆县水务局")]
    write_unit(sample("liyun-2024"), tmp_path, ending="txt")
    assert [entry.path for entry in list_entries(tmp_path)] == [folder, tmp_path / "liyun-2024.txt"]


def test_a_folder_of_one_unit_without_a_name_is_the_one_that_was_named(tmp_path):
    """Who names last year's own folder need not hope that its forms print the unit's name; another's name still counts."""
    unit = year_before(sample("heting-2023"))
    unit.name = ""
    unit.report = sample("heting-2022").report
    folder = write_unit(unit, tmp_path, "txt", is_folder=True).rename(tmp_path / "旧")
    [entry] = list_entries(folder)
    assert entry.is_all and match_entry([entry], "heting-2023", "鹤汀市园林绿化管理处", 2023).entry == entry
    other = Entry(folder, "苍榆县水务局", 2022, is_all=True)
    assert match_entry([other], "heting-2023", "鹤汀市园林绿化管理处", 2023).entry is None


# Beside this year's


def test_the_sample_shows_every_kind_of_finding():
    """What the README promises of the sample's last year."""
    audit = opened(UNIT, LAST_YEARS)
    by_rule = {f"PREV-00{n}": [f.severity for f in found(audit, f"PREV-00{n}")] for n in range(1, 8)}
    assert by_rule == {
        "PREV-001": [], "PREV-002": ["critical", "critical"], "PREV-003": ["info"], "PREV-004": ["warning", "info"],
        "PREV-005": ["warning", "warning"], "PREV-006": ["warning"], "PREV-007": [],
    }  # fmt: skip
    assert {f.id for f in opened(UNIT, OLD).findings} == {f.id for f in audit.findings}


def test_this_years_findings_are_the_same_with_and_without():
    """Last year's document adds findings, and changes neither the others, nor their ids, nor what counts as checked."""
    with_it, without = opened(UNIT, OLD), opened(UNIT, None)
    assert [f for f in with_it.findings if not f.check.startswith("PREV")] == list(without.findings)
    assert with_it.coverage.figures == without.coverage.figures
    assert statuses(without) == {"not_applicable"} and without.to_json()["previous"] == []


@pytest.mark.parametrize("unit_id", ["liyun-2024", "qinghe-2023", "cangyu-2022"])
@pytest.mark.parametrize("ending", ["docx", "txt", "xlsx"])
def test_a_year_that_follows_the_last_raises_no_alarm(unit_id, ending, tmp_path):
    """Whatever either year is written in, a column that was carried over rightly is clean, line by line."""
    before = write_unit(year_before(sample(unit_id)), tmp_path, ending, is_folder=False)
    audit = opened(UNITS / next(path.name for path in UNITS.iterdir() if path.name.startswith(unit_id)), before)
    assert [f.message["zh"] for f in audit.findings if f.check.startswith("PREV")] == []
    passed = {outcome.check: outcome.passed for outcome in audit.outcomes}
    assert passed["PREV-001"] == 2 and passed["PREV-002"] >= 4 and passed["PREV-003"] >= 6 and passed["PREV-004"] >= 12


def test_evidence_names_last_years_file_and_the_page_shows_both(tmp_path):
    """Two files of one name must not be taken for each other, in the findings, the cuts and the list of files."""
    old = tmp_path / "2022" / UNIT.name
    old.parent.mkdir()
    shutil.copy(OLD, old)
    audit = opened(UNIT, old)
    data = audit.to_json()
    assert [file["file"] for file in data["previous"]] == ["2022/heting-2023.txt"]
    finding = next(f for f in data["findings"] if f["check"] == "PREV-002" and "公务接待" in f["message"])
    files = {entry["role"]: (entry["address"], entry["source"]["file"]) for entry in finding["evidence"]}
    assert files == {
        "left": ("basic.reception.prior_final", "heting-2023.txt"),
        "right": ("previous.basic.reception.final", "2022/heting-2023.txt"),
    }
    page = display.findings(audit)
    assert "上年文件</b> 2022/heting-2023.txt，表 1 第 10 行第 4 格" in page and "21400.00" in page
    assert "2022/heting-2023.txt" in display.cover(audit)


@pytest.mark.parametrize("kind", ["missing", "damaged", "empty folder", "no form", "other units"])
def test_a_document_that_cannot_be_used_stops_nothing(kind, tmp_path):
    """The unit is audited all the same, and every rule on last year says why it could not judge."""
    path = tmp_path / "旧.docx"
    if kind == "damaged":
        path.write_bytes(b"PK\x03\x04 cut off")
    elif kind == "no form":
        path = tmp_path / "旧.txt"
        path.write_text("关于召开会议的通知\n\n请准时参加。\n", encoding="utf-8")
    elif kind in ("empty folder", "other units"):
        path = tmp_path / "旧"
        path.mkdir()
        if kind == "other units":
            shutil.copy(UNITS / "liyun-2024.txt", path)
    audit = opened(UNIT, path)
    expected = "not_applicable" if path.is_dir() else "undecidable"
    assert statuses(audit) == {expected} and path.name.removesuffix(".docx") in reasons(audit)
    assert len(audit.findings) > 20 and audit.to_json()["previous"] == []


def test_persons_of_last_year_are_masked_as_well(tmp_path):
    """A telephone number of last year's is one all the same, in its words, and in the name of its file."""
    text = OLD.read_text(encoding="utf-8")
    text = text.replace("夏季持续高温，新植苗木管护压力大", "夏季高温，请致电13812345678报告新植苗木情况")
    old = tmp_path / "13812345678-2022.txt"
    old.write_text(text, encoding="utf-8")
    unit = tmp_path / "now-2023.txt"
    now = UNIT.read_text(encoding="utf-8").replace(
        "夏季持续高温，新植苗木管护压力大", "夏季高温，请致电13812345678报告新植苗木情况"
    )
    unit.write_text(now, encoding="utf-8")
    audit = opened(unit, old)
    assert found(audit, "PREV-006") and "13812345678" not in json.dumps(audit.to_json(), ensure_ascii=False)
    assert "13812345678" not in display.findings(audit) + display.cover(audit)
    assert "13812345678" in json.dumps(opened(unit, old, keep_contacts=True).to_json(), ensure_ascii=False)


# Runs


def run(units: list[Path], out: Path, previous: Path | None, **options: Any) -> tuple[list[Result], list[str]]:
    done: list[str] = []
    settings = Options(out, notebook=False, previous=previous, **options)
    return run_batch(plan_units(units, None, out), settings, lambda result: done.append(result.id)), done


def test_every_unit_of_a_run_finds_its_own(tmp_path):
    """Of many units each is held against its own last year; one without says so, and fails nothing."""
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copy(OLD, folder)
    write_unit(year_before(sample("liyun-2024")), folder, "docx")
    (folder / "damaged.docx").write_bytes(b"PK\x03\x04 cut off")
    units = [UNIT, UNITS / "liyun-2024.txt", UNITS / "cangyu-2022"]
    results, _ = run(units, tmp_path / "out", folder)
    assert [(result.state, [file["file"] for file in result.previous]) for result in results] == [
        (DONE, ["heting-2022.txt"]), (DONE, ["liyun-2023.docx"]), (DONE, []),
    ]  # fmt: skip
    data = json.loads((tmp_path / "out" / "cangyu-2022" / "findings.json").read_text(encoding="utf-8"))
    told = {(check["status"], check["reason"]) for check in data["checks"] if check["id"].startswith("PREV")}
    assert len(told) == 1 and "damaged.docx" in told.pop()[1]


def test_resume_notices_a_changed_last_year(tmp_path):
    """A corrected document of last year's changes the findings of its own unit, and of no other."""
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copy(OLD, folder)
    write_unit(year_before(sample("liyun-2024")), folder, "txt")
    units = [UNIT, UNITS / "liyun-2024.txt"]

    def resume(previous: Path | None = folder) -> list[str]:
        return run(units, tmp_path / "out", previous, resume=True)[1]

    assert resume() == ["heting-2023", "liyun-2024"] and resume() == []
    (folder / OLD.name).write_text(OLD.read_text(encoding="utf-8").replace("21000.00", "12000.00"), encoding="utf-8")
    assert resume() == ["heting-2023"] and resume() == []
    (folder / "liyun-2023.txt").unlink()
    assert resume() == ["liyun-2024"]
    assert resume(None) == ["heting-2023", "liyun-2024"], "without last year's the reasons are others"


@pytest.mark.parametrize(("name", "words"), [("no/such.docx", "no such file"), ("heting-2022.txt", "for 2 units")])
def test_a_wrong_previous_is_wrong_usage(name, words, tmp_path):
    """A mistyped path, or one document for two units, must not end as a column of "undecidable"."""
    units = plan_units([UNIT, UNITS / "liyun-2024.txt"], None, tmp_path / "out")
    with pytest.raises(ParameterError, match=words):
        check_previous(LAST_YEARS / name, units)


def test_the_notebook_and_the_command_line_take_it(tmp_path):
    """The page of a real run shows last year's cut, run.json its file, and masked names still find it."""
    old = tmp_path / "13812345678-2022.txt"
    shutil.copy(OLD, old)
    done = perfaudit("audit", UNIT, "--previous", old, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "heting-2023" / "audit.html").read_text(encoding="utf-8")
    run_json = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    notebook = (tmp_path / "out" / "heting-2023" / "audit.ipynb").read_text(encoding="utf-8")
    assert "上年文件</b> ＊＊＊＊＊＊＊＊＊＊＊-2022.txt" in page
    assert "PREV-002" in page and json.loads(run_json)["units"][0]["previous"][0]["sha256"]
    assert not any("13812345678" in text for text in (page, run_json, notebook))
    wrong = perfaudit("audit", UNIT, "--previous", tmp_path / "none", "--out", tmp_path / "other")
    assert wrong.returncode == 2 and not (tmp_path / "other").exists()
