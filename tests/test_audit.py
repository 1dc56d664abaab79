"""``Audit``: one unit from the path to findings.json, and checks that are tried in a cell and kept."""

import json
import shutil
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import perfaudit
from perfaudit import workbook
from perfaudit.audit import SCHEMA, Audit
from perfaudit.errors import FormulaError, ParameterError, SuiteError
from perfaudit.expectations import ExpectFiguresToBalance, ExpectFiguresToBeReported
from perfaudit.suites import load_suites
from tests.audits import ROOT, audit_of, audit_unit, found, outcome_of, squeezed
from tests.units import SAMPLES, Line, sample, write_unit

FAULTY = "qinghe-2023"
BALANCE = ExpectFiguresToBalance(left="basic.special_funds.final", right="sum(basic.special_fund.final)")
WRONG = ExpectFiguresToBalance(left="basic.procurement.final", right="basic.procurement.budget")

# The contract of DESIGN.md, key by key; None stands for a value, a list for many of its entry.
SOURCE = dict.fromkeys(("file", "form", "table", "row", "column", "paragraph", "start", "end"))
SIDE = dict.fromkeys(("text", "value", "measure"))
CONTRACT: dict[str, Any] = {
    "schema": None,
    "unit": dict.fromkeys(("id", "name", "year")),
    "sources": [dict.fromkeys(("file", "sha256", "format"))],
    "scores": dict.fromkeys(("self", "recomputed", "grade"))
    | {"items": [dict.fromkeys(("name", "address", "weight", "score", "recomputed", "reason"))]},
    "checks": [dict.fromkeys(("id", "version", "suite", "status", "severity", "title", "applied", "passed", "reason"))],
    "findings": [
        dict.fromkeys(("id", "check", "severity", "title", "message", "gap", "slack", "explanations", "cause"))
        | {"left": SIDE, "right": SIDE}
        | {"evidence": [dict.fromkeys(("role", "address", "label", "text", "quote")) | {"source": SOURCE}]}
    ],
    "coverage": dict.fromkeys(
        ("figures_in_forms", "figures_checked", "numbers_in_report", "numbers_checked", "untouched")
    ),
}


def missing_keys(contract: Any, data: Any, place: str = "") -> list[str]:
    """What the contract promises and the data does not have; a side or a source may be null as a whole."""
    if isinstance(contract, list):
        return [key for entry in data for key in missing_keys(contract[0], entry, f"{place}[]")]
    if not isinstance(contract, dict) or (data is None and (contract is SIDE or contract is SOURCE)):
        return []
    missing = [f"{place}.{key}" for key in contract if key not in data]
    return missing + [
        name for key in contract if key in data for name in missing_keys(contract[key], data[key], f"{place}.{key}")
    ]


# From a path to findings.json


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_findings_json_keeps_the_contract(unit_id):
    """Other programs rely on every key, in every unit."""
    data = json.loads(json.dumps(audit_of(unit_id).to_json(), ensure_ascii=False, allow_nan=False))
    assert data["schema"] == SCHEMA == "perfaudit/findings/1"
    assert missing_keys(CONTRACT, data) == []
    assert data["checks"] and data["scores"]["items"] and data["coverage"]["untouched"]


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_numbers_in_findings_json_are_strings(unit_id):
    """A float would lose the cents of a province; an exponent would be misread."""
    data = audit_of(unit_id).to_json()
    numbers = [data["scores"]["self"], data["scores"]["recomputed"]]
    for finding in data["findings"]:
        numbers += [finding["gap"], finding["slack"]]
        numbers += [side["value"] for side in (finding["left"], finding["right"]) if side]
    for item in data["scores"]["items"]:
        numbers += [item["weight"], item["score"], item["recomputed"]]
    assert any(numbers)
    for number in numbers:
        assert number is None or (isinstance(number, str) and "E" not in number and Decimal(number).is_finite())


@pytest.mark.parametrize("ending", ["txt", "docx"])
@pytest.mark.parametrize("unit_id", SAMPLES)
def test_evidence_leads_to_the_words_in_the_document(unit_id, ending):
    """The auditor follows every figure with a finger to the cell or the sentence where it stands."""
    audit = audit_of(unit_id, ending)
    looked_at = 0
    for finding in audit.findings:
        assert finding.evidence or finding.check == "FORM-001", finding.id
        for entry in finding.evidence:
            looked_at += 1
            place = audit.document.find(entry.source_id).source
            row = [
                cell.text
                for cell in audit.document.cells
                if (cell.source.file, cell.source.table, cell.source.row) == (place.file, place.table, place.row)
            ]
            words = squeezed("".join(row) if place.table else audit.document.find(entry.source_id).text)
            assert audit.document.text_of(entry.source_id) == audit.index.quote(entry.source_id), finding.id
            assert squeezed(entry.quote) in words, (finding.id, entry)  # of a cell, the row may be quoted
            assert squeezed(entry.text) in words, (finding.id, entry)
    assert looked_at or unit_id == "liyun-2024"


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_sources_in_findings_json_can_be_looked_up(unit_id):
    """File, table, row, column, paragraph and offsets are those of the document that was handed in."""
    audit = audit_of(unit_id)
    pieces = {
        (p.source.file, p.source.table, p.source.row, p.source.column, p.source.paragraph): p.text
        for p in (*audit.document.cells, *audit.document.passages)
    }
    for finding in audit.to_json()["findings"]:
        for entry in finding["evidence"]:
            source = entry["source"]
            text = pieces[tuple(source[key] for key in ("file", "table", "row", "column", "paragraph"))]
            if source["start"] is not None:
                assert text[source["start"] : source["end"]].strip(), entry


def test_the_coverage_counts_every_figure_once():
    """Checked and untouched figures are all of them, and what was not looked at is named with its place."""
    coverage = audit_of(FAULTY).to_json()["coverage"]
    left = coverage["figures_in_forms"] - coverage["figures_checked"]
    left += coverage["numbers_in_report"] - coverage["numbers_checked"]
    assert left == len(coverage["untouched"]) > 0
    assert all(entry["text"] and entry["source"] for entry in coverage["untouched"])


def test_it_is_written_where_the_contract_says(tmp_path):
    """OUT/<unit id>/findings.json, in UTF-8, Chinese readable."""
    path = audit_of(FAULTY).write(tmp_path)
    assert path == tmp_path / FAULTY / "findings.json"
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == audit_of(FAULTY).to_json() and "清禾街道" in text


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_every_text_is_there_in_english_too(unit_id, tmp_path):
    """Titles, messages, reasons and explanations have both languages, and the numbers are the same."""
    audit = Audit.open(write_unit(sample(unit_id), tmp_path, "txt"), lang="en")
    other, data = audit_of(unit_id).to_json(), audit.to_json()
    assert [f["id"] for f in data["findings"]] == [f["id"] for f in other["findings"]]
    for one, same in zip(data["findings"], other["findings"], strict=True):
        assert one["title"] and one["title"] != same["title"] and one["message"] != same["message"]
        assert (one["gap"], len(one["explanations"])) == (same["gap"], len(same["explanations"]))
    assert all(check["title"] and check["remedy"] for check in data["checks"])


def test_the_year_that_was_given_fills_a_gap(tmp_path):
    """What the titles print is what the unit declared; the option is for documents that print no year."""
    path = write_unit(sample(FAULTY), tmp_path, "txt")
    assert Audit.open(path, year=2022).unit.year == Audit.open(path).unit.year == 2023
    text = path.read_text(encoding="utf-8").replace("2023", "").replace("2022", "")
    path.write_text(text, encoding="utf-8")
    assert (Audit.open(path).unit.year, Audit.open(path, year=2022).unit.year) == (None, 2022)


def test_an_unknown_language_is_refused(tmp_path):
    """A page in no language would be one of empty boxes."""
    with pytest.raises(ParameterError, match=r"lang: \"fr\"; expected one of zh, en"):
        Audit.open(write_unit(sample(FAULTY), tmp_path, "txt"), lang="fr")


def test_frames_have_a_row_for_every_record():
    """What a notebook shows is what was read: Decimals stay Decimals, None stays None."""
    audit = audit_of(FAULTY)
    for name in ("facts", "indicators", "claims", "fields", "sources"):
        frame = getattr(audit, name)
        assert len(frame) == len(getattr(audit.records, name)) > 0
    row = audit.facts.set_index("address").loc["basic.special_funds.final"]
    assert row["value"] == Decimal(14_313_600) and row["measure"] == "元" and row["quantum"] == Decimal(50)
    blank = audit.facts.set_index("address").loc["basic.running_costs.final"]
    assert blank["value"] is None and blank["state"] == "blank"


def test_reading_needs_no_great_expectations():
    """Its import takes seconds, and listing what was read must not."""
    script = (
        "import sys; from perfaudit.audit import Audit; "
        f"audit = Audit.open({str(ROOT / 'data' / 'units' / 'heting-2023.txt')!r}); "
        "assert len(audit.facts) > 100; print('great_expectations' in sys.modules)"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_audit_names_itself():
    """In a cell it says whose it is."""
    assert repr(audit_of(FAULTY)) == f"<Audit {FAULTY}: {sample(FAULTY).name} 2023>"


def test_versions_change_with_the_rules(tmp_path, monkeypatch):
    """A page that was made with other rules can be told by its hash."""
    for folder in ("notebooks", "expectations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".*"))
    before = audit_of(FAULTY).to_json()["versions"]
    assert before["perfaudit"] == perfaudit.__version__ and before["great_expectations"] == "1.24.1"
    monkeypatch.setenv(workbook.VARIABLE, str(tmp_path))
    assert audit_of(FAULTY).to_json()["versions"] == before
    thresholds = tmp_path / "expectations" / "thresholds.yml"
    thresholds.write_text(thresholds.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert audit_of(FAULTY).to_json()["versions"]["suites"] != before["suites"]


# A check that is tried


class Text(HTMLParser):
    """The text of a piece of HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, _: object) -> None:
        self.tags.add(tag)


@pytest.mark.parametrize(
    ("expectation", "status", "word"),
    [
        (BALANCE, "pass", "通过"),
        (WRONG, "fail", "574.81"),
        (
            ExpectFiguresToBalance(left="basic.running_costs.final", right="basic.procurement.final"),
            "undecidable",
            "空白",
        ),
        (
            ExpectFiguresToBalance(left="basic.vehicles.final", right="basic.travel_abroad.final"),
            "not_applicable",
            "空白",
        ),
        (ExpectFiguresToBalance(left="basic.posts.final", right="limit"), "error", "no limit was given"),
        (ExpectFiguresToBeReported(figures=["basic.running_costs.final"]), "fail", "空白"),
    ],
)
def test_a_check_shows_its_status_and_its_evidence(expectation, status, word):
    """In a cell: what it says of this unit, with both sides and the places, whatever the status is."""
    trial = audit_of(FAULTY).check(expectation)
    assert trial.status == status and status in repr(trial)
    page = Text(trial._repr_html_())
    assert word in page.text and "script" not in page.tags
    for verdict in trial.outcome.verdicts:
        assert squeezed(verdict.message["zh"]) in squeezed(page.text)


def test_a_check_changes_nothing():
    """Trying a check adds it neither to the suites nor to the findings."""
    audit = audit_of(FAULTY)
    before = audit.to_json()
    audit.check(WRONG)
    assert audit.to_json() == before


def test_a_check_with_a_limit_takes_it_from_the_thresholds():
    """The same name that a suite uses stands for the same number in a cell."""
    rate = "overall.executed / overall.full_year_budget"
    rule = ExpectFiguresToBalance(left=rate, right="limit", relation=">=", limit={"$PARAMETER": "execution_rate_min"})
    assert audit_of(FAULTY).check(rule).status == "pass"
    assert audit_of("heting-2023").check(rule).status == "fail"
    unknown = ExpectFiguresToBalance(left=rate, right="limit", limit={"$PARAMETER": "execution_rate"})
    with pytest.raises(SuiteError, match="did you mean execution_rate_min"):
        audit_of(FAULTY).check(unknown)


def test_a_mistyped_check_is_refused():
    """An unknown address is an error at once, with near names, before anything is compared."""
    with pytest.raises(FormulaError, match=r"did you mean basic\.special_funds"):
        audit_of(FAULTY).check(ExpectFiguresToBalance(left="basic.special_fnds.final", right="1"))


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"


def test_hostile_names_are_text():
    """A line named like a program is shown as a name, in the cell as on the page."""
    unit = sample(FAULTY)
    assert unit.basic is not None
    unit.basic.special_funds.append(Line(HOSTILE, "", "", "5.00"))
    audit = audit_unit(unit)
    html = audit.check(BALANCE)._repr_html_()
    page = Text(html)
    assert page.tags.isdisjoint({"script", "img"})
    assert "alert(1)" in page.text and "{{7*7}}" in page.text and "<script" not in html


# A check that is kept


@pytest.fixture
def kept(tmp_path: Path) -> Audit:
    """An audit with suites of its own, to be added to."""
    folder = tmp_path / "expectations"
    shutil.copytree(workbook.suites_folder(), folder)
    return Audit.open(write_unit(sample(FAULTY), tmp_path, "txt"), expectations=folder)


def again(audit: Audit) -> Audit:
    """The same unit, opened anew with the same suites."""
    return Audit(audit.document, expectations=audit._folder)


def entries(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["expectations"]


def test_a_kept_check_runs_in_the_next_audit(kept):
    """Written into local.json of the suites' own folder, it is a rule like any other from then on."""
    assert found(kept, "LOCAL-001") == []
    path = kept.keep(WRONG, id="LOCAL-001", title="采购等于预算", severity="info")
    assert path == kept._folder / "local.json"
    [entry] = entries(path)
    assert entry["type"] == "expect_figures_to_balance" and entry["kwargs"]["left"] == "basic.procurement.final"
    for audit in (kept, again(kept)):
        [finding] = found(audit, "LOCAL-001")
        assert (finding.severity, finding.title["zh"]) == ("info", "采购等于预算")
        outcome = outcome_of(audit, "LOCAL-001")
        assert (outcome.suite, outcome.status) == ("local", "fail")
    assert len(load_suites(kept._folder).rules) == len(load_suites().rules) + 1


def test_a_trial_can_be_kept(kept):
    """What was shown in a cell is kept as it was shown, with a title in both languages."""
    kept.keep(kept.check(BALANCE), id="LOCAL-002", title={"zh": "专项", "en": "Funds"})
    outcome = outcome_of(again(kept), "LOCAL-002")
    assert (
        outcome.status == "pass" and outcome.title == {"zh": "专项", "en": "Funds"} and outcome.severity == "critical"
    )


def test_the_same_id_replaces_the_check(kept):
    """Keeping a check once more mends it; other checks stay, also one that asks the same."""
    kept.keep(BALANCE, id="LOCAL-001", title="一")
    kept.keep(BALANCE, id="LOCAL-002", title="二")
    path = kept.keep(WRONG, id="LOCAL-001", title="三")
    titles = {entry["meta"]["id"]: entry["meta"]["title"]["zh"] for entry in entries(path)}
    assert titles == {"LOCAL-001": "三", "LOCAL-002": "二"}
    assert outcome_of(again(kept), "LOCAL-001").status == "fail"


def test_a_kept_check_starts_the_local_suite(kept):
    """A workbook that has no local suite yet gets one."""
    (kept._folder / "local.json").unlink()
    kept.keep(BALANCE, id="LOCAL-001", title="一")
    assert outcome_of(again(kept), "LOCAL-001").status == "pass"


@pytest.mark.parametrize(
    ("expectation", "id", "title", "severity", "error"),
    [
        (BALANCE, "SUM-004", "一", None, SuiteError),
        (BALANCE, "", "一", None, SuiteError),
        (BALANCE, "LOCAL-001", {"zh": "一"}, None, SuiteError),
        (BALANCE, "LOCAL-001", "一", "urgent", ParameterError),
        (ExpectFiguresToBalance(left="basic.special_fnds.final", right="1"), "LOCAL-001", "一", None, SuiteError),
        (
            ExpectFiguresToBalance(left="basic.posts.final", right="limit", limit={"$PARAMETER": "nobody"}),
            "LOCAL-001", "一", None, SuiteError,
        ),
    ],
)  # fmt: skip
def test_what_the_next_audit_could_not_load_is_not_kept(kept, expectation, id, title, severity, error):
    """One wrong check in local.json would stop every audit of the office; nothing is written then."""
    before = (kept._folder / "local.json").read_bytes()
    with pytest.raises(error):
        kept.keep(expectation, id=id, title=title, severity=severity)
    assert (kept._folder / "local.json").read_bytes() == before
    assert load_suites(kept._folder)


def test_a_standard_rule_is_not_replaced(kept):
    """The office's own check needs an id of its own, and is told one."""
    with pytest.raises(SuiteError, match=r"local\.json, SUM-004: forms\.json has that id; .*LOCAL-001"):
        kept.keep(BALANCE, id="SUM-004", title="一")
