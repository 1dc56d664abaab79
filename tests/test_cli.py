"""The command line as the contract says: exit status, one-line errors on stderr, quick help."""

import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from perfaudit import workbook
from perfaudit.cli import Severity, _reached
from perfaudit.running import Result

SAMPLES = workbook.root() / "data" / "units"
UNIT = SAMPLES / "liyun-2024.txt"


def perfaudit(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "perfaudit.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, check=False)


def test_help_answers_at_once():
    """Nothing heavy may be imported before a command runs."""
    done = perfaudit("--help")
    assert done.returncode == 0 and all(name in done.stdout for name in ("audit", "facts", "checks", "lab"))
    loaded = "import perfaudit.cli, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "great_expectations", "papermill", "nbconvert", "matplotlib", "jinja2"} & set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("audit",),
        ("audit", "--all", "no/such/folder"),
        ("audit", UNIT, "--lang", "fr"),
        ("audit", UNIT, "--jobs", "0"),
        ("audit", UNIT, "--fail-on", "error"),
        ("audit", UNIT, "--no-such-option"),
        ("audit", UNIT, "--year", "23"),
        ("audit", "--all", "."),
        ("facts",),
        ("checks", "NO-SUCH-RULE"),
    ],
)
def test_wrong_usage_is_2(tmp_path, arguments):
    """A caller tells a mistyped command from a unit that could not be audited."""
    done = perfaudit(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())


def test_audit_writes_what_the_contract_names(tmp_path):
    """One unit: its three files, and the three of the portfolio, in the working folder's out/."""
    done = perfaudit("audit", UNIT, "--no-notebook", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert written == {"index.html", "findings.xlsx", "run.json", "liyun-2024/findings.json"}
    assert done.stdout.splitlines()[0].startswith("liyun-2024: ")


def test_failed_unit_is_1_with_one_line(tmp_path):
    """The missing unit is named on stderr in one line; the good one is audited."""
    done = perfaudit("audit", tmp_path / "nobody.docx", UNIT, "--no-notebook", "--out", tmp_path / "o")
    assert done.returncode == 1
    assert done.stderr == "nobody: nobody.docx: there is no such file or folder; check the path\n"
    assert "liyun-2024: " in done.stdout and "1 audited, 1 failed" in done.stdout


def test_fail_on_counts_worse_ones_too(tmp_path):
    """``--fail-on warning`` fails on a critical finding, and no finding fails without it."""
    out = tmp_path / "out"
    perfaudit("audit", UNIT, "--no-notebook", "--out", out)
    counts = json.loads((out / "run.json").read_text(encoding="utf-8"))["units"][0]["counts"]
    for severity, worst in (("critical", ("critical",)), ("warning", ("critical", "warning")), ("info", tuple(counts))):
        done = perfaudit("audit", UNIT, "--no-notebook", "--out", out, "--resume", "--fail-on", severity)
        assert done.returncode == int(any(counts[name] for name in worst)), severity


def test_fail_on_trips_on_a_check_that_broke():
    """A check that broke might have found anything."""
    broken = Result("甲", "/甲.txt", "done", 1.0, counts={"critical": 0}, unconcluded={"error": 1})
    assert _reached([broken], Severity.critical)
    assert not _reached([replace(broken, unconcluded={"error": 0, "undecidable": 2})], Severity.critical)


def test_audit_and_facts_name_a_unit_alike(tmp_path):
    """The same error of the same unit reads the same, whichever command met it."""
    (tmp_path / "甲.txt").write_text("no form at all", encoding="utf-8")
    audited = perfaudit("audit", "甲.txt", "--no-notebook", cwd=tmp_path)
    read = perfaudit("facts", "甲.txt", cwd=tmp_path)
    assert audited.stderr.removeprefix("甲: ") == read.stderr.removeprefix("perfaudit: ") and audited.returncode == 1


def test_all_takes_every_child(tmp_path):
    """A folder of units, in another language, without a word on stderr."""
    (tmp_path / "in").mkdir()
    for name in ("甲", "乙"):
        shutil.copy(UNIT, tmp_path / "in" / f"{name}.txt")
    done = perfaudit(
        "audit", "--all", tmp_path / "in", "--no-notebook", "--lang", "en", "--year", "2024", "--out", tmp_path / "o"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert '<html lang="en">' in (tmp_path / "o" / "index.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "o" / "甲" / "findings.json").read_text(encoding="utf-8"))["unit"]["year"] == 2024


@pytest.mark.parametrize("table", ["facts", "indicators", "claims", "fields"])
def test_facts_give_every_row_its_place(table):
    """Each row names file and place, Chinese arrives in UTF-8, and no number loses a digit."""
    done = perfaudit("facts", UNIT, "--format", "csv", "--table", table)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0 and len(rows) > 5
    assert {row["file"] for row in rows} == {UNIT.name}
    assert all((row["table"] and row["row"] and row["column"]) or row["paragraph"] for row in rows)
    assert not any("E+" in row.get("value", "") for row in rows)


def test_facts_say_the_same_in_json():
    """Programs that read JSON get the same rows, numbers as texts, so that no digit is lost."""
    rows = json.loads(perfaudit("facts", UNIT, "--format", "json").stdout)
    assert len(rows) > 20 and all(isinstance(row["value"], str | None) for row in rows)


def test_facts_of_nothing_is_one_line():
    """A path that is not there is an error of the unit, not of the usage, and no traceback."""
    done = perfaudit("facts", "nobody.docx")
    assert (done.returncode, done.stderr) == (
        1,
        "perfaudit: nobody.docx: there is no such file or folder; check the path\n",
    )


def test_checks_lists_and_explains_and_tests():
    """A rule says what it compares, and its own cases prove that it does."""
    listing = [line.split("\t") for line in perfaudit("checks").stdout.splitlines() if "\t" in line]
    assert len(listing) > 20 and all(len(line) == 4 and all(line) for line in listing)
    done = perfaudit("checks", listing[0][0], "--lang", "en")
    assert done.returncode == 0 and "arguments: Expect" in done.stdout and "case pass: as expected" in done.stdout
