"""Rule sets by place and year: what picks a family, what it changes, and what is refused in its file."""

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfaudit import workbook
from perfaudit.audit import Audit
from perfaudit.errors import PerfauditError
from perfaudit.rule_sets import Description, PickedBy, default_rule_set, fits, load_rule_sets, without_marks
from perfaudit.suites import load_suites
from perfaudit.vocabulary import load_vocabulary
from tests.audits import audit_of, audit_text
from tests.test_templates import OVERALL, TWENTY, flat

FAMILIES = sorted(path.stem for path in (workbook.suites_folder() / "places").glob("*.yml"))
MONEY = [
    ["预算资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", "600.00", "700.00", "690.00", "10", "98.57%", "9.86"],
]
INDICATORS = [
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["", "产出指标", "数量指标", "巡查次数", "40次", "42次", "50", "50"],
    ["", "效益指标", "社会效益", "办结率", "90%", "95%", "40", "40"],
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the suites, to be changed."""
    shutil.copytree(workbook.suites_folder(), tmp_path / "expectations")
    yield tmp_path / "expectations"


def write(folder: Path, name: str, text: str) -> None:
    (folder / "places" / f"{name}.yml").write_text(text, encoding="utf-8")


def audit_in(folder: Path, text: str) -> Audit:
    return Audit(audit_text(text).document, expectations=folder)


# What picks a family


def test_the_national_default_is_what_nothing_else_fits():
    """A unit of the usual template is judged by the usual rules, and findings.json says so."""
    audit = audit_of("liyun-2024")
    assert audit.rule_set is not None and audit.rule_set.names == ("national",)
    assert audit.to_json()["rule_set"] == {"names": ["national"], "title": "全国通用"}


def test_words_of_the_form_pick_a_family():
    """The head of a form says that execution is worth 20 points; no option has to."""
    audit = audit_text(flat(OVERALL, *TWENTY))
    assert audit.rule_set.names == ("national", "execution-20")
    assert audit.rule_set.execution_points == (Decimal(20),)
    assert audit.to_json()["rule_set"]["title"] == "预算执行20分"


def test_a_line_of_boxes_picks_the_grades():
    """ "优□ 良□ 合格□ 不合格□" is how forms print the four grades; words of an indicator are no such line."""
    boxes = audit_text(flat(OVERALL, *MONEY, ["自评等级", "优□ 良□ 合格☑ 不合格□"]))
    assert [grade.label for grade in boxes.rule_set.grades] == ["优", "良", "合格", "不合格"]
    other = audit_text(
        flat(OVERALL, *MONEY, INDICATORS[0], ["", "产出指标", "质量指标", "验收合格率", "95%", "96%", "50", "50"])
    )
    assert other.rule_set.names == ("national",)


def test_two_families_of_one_document_add_up():
    """A place may have both oddities, and each family says only what it changes."""
    audit = audit_text(flat(OVERALL, *TWENTY, ["自评等级", "优秀□ 良好□ 合格□ 不合格□"]))
    assert audit.rule_set.names == ("national", "execution-20", "grades-pass")
    assert audit.rule_set.execution_points == (Decimal(20),)
    assert audit.rule_set.grades[2].label == "合格"


def test_old_forms_without_points_are_asked_for_what_they_have():
    """A form of 2018 without an execution rate lacks nothing; the same form of 2023 leaves the rate untold."""
    rows = [["年度预算申请（万元）", "", "年初预算数", "全年执行数"], ["", "年度资金总额", "600.00", "590.00"]]
    rows += [["", "基本支出", "", "400.00"], ["", "项目支出", "", "190.00"]]
    old, new = (audit_text(flat(f"{year}年度部门整体支出绩效自评表", *rows)) for year in (2018, 2023))
    assert old.rule_set.names == ("national", "scoreless") and new.rule_set.names == ("national",)
    assert "overall.total_funds.rate" not in old.rule_set.required["overall"]
    told = {audit: next(outcome for outcome in audit.outcomes if outcome.check == "FORM-003") for audit in (old, new)}
    assert "执行率" not in told[old].reason["zh"] and "执行率" in told[new].reason["zh"]


def test_the_year_given_picks_where_no_title_names_one():
    """``--year`` is the year of documents that do not say theirs."""
    text = flat(
        "部门整体支出绩效自评表",
        ["年度预算申请（万元）", "", "年初预算数", "全年执行数"],
        ["", "年度资金总额", "6.00", "5.00"],
    )
    document = audit_text(text).document
    assert Audit(document, year=2019).rule_set.names == ("national", "scoreless")
    assert Audit(document).rule_set.names == ("national",)


@given(st.none() | st.integers(2000, 2030), st.none() | st.integers(2000, 2030), st.none() | st.integers(2000, 2030))
def test_years_bound_a_family(first, last, year):
    """A family of some years fits these years only, and none where nobody knows the year."""
    fit = fits(PickedBy(from_year=first, to_year=last), Description(year=year))
    if first is None and last is None:
        assert fit
    else:
        assert fit == (year is not None and (first or 0) <= year <= (last or 9999))


def test_marks_between_words_do_not_count():
    """Boxes, commas and brackets are set as every typist likes."""
    assert without_marks("优□、良 □") == without_marks("优,良") == "优良"


# What a family changes


PLACE = """
title: {zh: 某地, en: a place}
picked_by: {headings: [云岭区]}
limits:
  budget_adjustment_max:
    source: {zh: 审计机关设定, en: set by the audit office}
    values: {2000: "0.10"}
weights:
  classes: {产出指标: 60}
"""
TITLE = "云岭区2023年度部门整体支出绩效自评表"


def outcome(audit: Audit, check: str) -> tuple[str, str | None]:
    found = next(outcome for outcome in audit.outcomes if outcome.check == check)
    return found.status, next((verdict.severity for verdict in found.failed), None)


def test_a_limit_of_a_place_counts_instead_of_the_general_one(folder):
    """A sixth more than budgeted keeps to 30 %, and not to the 10 % that the place allows."""
    write(folder, "somewhere", PLACE)
    assert outcome(audit_in(folder, flat(TITLE, *MONEY)), "CTRL-004")[0] == "fail"
    assert outcome(audit_in(folder, flat(OVERALL, *MONEY)), "CTRL-004")[0] == "pass"


def test_a_class_weighs_what_the_rule_set_says(folder):
    """Where no heading states the points of a class, the template may; it is a warning, for the weights still make 100."""
    write(folder, "somewhere", PLACE)
    rows = [*MONEY, *INDICATORS]
    assert outcome(audit_in(folder, flat(TITLE, *rows)), "SUM-009") == ("fail", "warning")
    assert outcome(audit_in(folder, flat(OVERALL, *rows)), "SUM-009") == ("pass", None)


def test_execution_that_is_not_printed_may_be_what_the_rule_set_says(folder):
    """80 points of indicators leave 20: of a template that gives 20 to execution nobody can tell, of one that gives 10 it is wrong."""
    rows = [
        ["预算资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", "600.00", "700.00", "690.00", "98.57%"],
        INDICATORS[0], [*INDICATORS[1][:-2], "80", "80"],
    ]  # fmt: skip
    write(
        folder,
        "somewhere",
        "title: {zh: 某地, en: a place}\npicked_by: {headings: [云岭区]}\nweights: {execution: [10]}\n",
    )
    assert outcome(audit_in(folder, flat(OVERALL, *rows)), "SUM-009")[0] == "undecidable"
    assert outcome(audit_in(folder, flat(TITLE, *rows)), "SUM-009")[0] == "fail"


def test_a_changed_rule_set_is_another_workbook(folder, monkeypatch):
    """``--resume`` audits again what another rule set may judge otherwise."""
    monkeypatch.setattr(workbook, "suites_folder", lambda: folder)
    before = workbook.workbook_sha256()
    write(folder, "somewhere", PLACE)
    assert workbook.workbook_sha256() != before


# What is shipped


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_whole(name):
    """A title in both languages, grades for every total, and the words of grades that the vocabulary reads."""
    sets = load_rule_sets()
    assert {"national", "execution-20", "grades-pass", "scoreless"} <= set(FAMILIES)
    assert name == "national" or name in sets._picked_by
    known = load_vocabulary().words.get("grades")
    for grade in default_rule_set().grades:
        assert grade.words[0] == grade.label and (known is None or grade.label in known)


def test_policy_is_marked_as_the_audit_offices_own():
    """What the law does not say must not look as if it did."""
    for name in FAMILIES:
        text = (workbook.suites_folder() / "places" / f"{name}.yml").read_text(encoding="utf-8")
        assert ("grades:" not in text and "limits:" not in text) or "set by the audit office" in text, name


# What is refused

GOOD = (workbook.suites_folder() / "places" / "national.yml").read_text(encoding="utf-8")
PICK = "title: {zh: 某地, en: a place}\npicked_by:\n  headings: [云岭区]\n"
WRONG = [
    ("no YAML", "title: {zh: x", "somewhere.yml", None),
    ("a key twice", PICK + "title: {zh: x, en: x}\n", "stands twice", "title: {zh: x"),
    ("unknown key", PICK + "requires: {}\n", 'unknown key "requires"; did you mean required', "requires"),
    ("unknown key inside", PICK + "weights:\n  executions: [10]\n", "did you mean execution", "executions"),
    ("title in one language", "title: {zh: 某地}\npicked_by: {headings: [x]}\n", "expected words", "title"),
    ("nothing picks it", "title: {zh: 某地, en: a place}\n", "nothing picks it", "title"),
    ("unknown column", PICK + "  without: [wight]\n", "did you mean weight", "wight"),
    ("no year", PICK + "  from_year: MMXX\n", "expected a year", "MMXX"),
    ("years the wrong way", PICK + "  from_year: 2020\n  to_year: 2019\n", "2019 is before 2020", "to_year"),
    ("unknown figure", PICK + "required:\n  basic: [basic.pots.final]\n", "did you mean basic.posts", "basic.pots"),
    ("figure of another form", PICK + "required:\n  basic:\n    - overall.total_funds.final\n", "one figure of the form", "overall"),
    ("a sum", PICK + "required:\n  basic:\n    - basic.posts.final + 1\n", "one figure of the form", "+ 1"),
    ("nothing required", PICK + "required:\n  basic: []\n", "an empty list", "basic: []"),
    ("unknown form", PICK + "required:\n  basc: []\n", "did you mean basic", "basc"),
    ("no points", PICK + "weights:\n  execution:\n    - ten\n", "points from 0 to 100", "ten"),
    ("points beyond all", PICK + "weights:\n  classes:\n    产出指标: 500\n", "points from 0 to 100", "500"),
    ("grades in disorder", PICK + "grades:\n  - {label: 良, from_points: 80}\n  - {label: 优, from_points: 90}\n", "best grade first", "优"),
    ("no grade for some", PICK + "grades:\n  - {label: 优, from_points: 90}\n", "no grade begins at 0", "grades"),
    ("a word for two grades", PICK + "grades:\n  - {label: 优, from_points: 90}\n  - {label: 优, from_points: 0}\n", "two grades", "from_points: 0"),
    ("unknown key of a grade", PICK + "grades:\n  - {label: 优, from: 0}\n", 'unknown key "from"', "from: 0"),
    ("unknown limit", PICK + "limits:\n  budget_max: {source: {zh: x, en: x}, values: {2000: 1}}\n", "no such limit", "budget_max"),
    ("a limit from nowhere", PICK + "limits:\n  budget_adjustment_max: {values: {2000: 1}}\n", "where it comes from", "budget_adj"),
    ("a limit that is no number", PICK + "limits:\n  budget_adjustment_max:\n    source: {zh: x, en: x}\n    values:\n      2000: much\n", "a year with a number", "2000: much"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "at"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_family_is_refused(folder, text, message, at):
    """A mistyped rule set would leave the national default in force and say nothing; it must name its file and line."""
    write(folder, "somewhere", text)
    with pytest.raises(PerfauditError) as caught:
        load_suites(folder)
    assert "somewhere.yml" in str(caught.value) and message in str(caught.value)
    found = re.search(r"somewhere\.yml, line (\d+)", str(caught.value))
    assert found and (at is None or at in text.splitlines()[int(found.group(1)) - 1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("required:", "picked_by: {headings: [x]}\nrequired:", "the national default is what nothing else fits"),
        ("  execution: [10, 20]\n", "", "it has no execution"),
        ("title: {zh: 全国通用, en: national default}", "title: 全国", "'全国'"),
    ],
)
def test_a_wrong_national_default_is_refused(folder, old, new, message):
    """Nothing stands behind it, so that it may leave nothing out."""
    assert old in GOOD
    write(folder, "national", GOOD.replace(old, new))
    with pytest.raises(PerfauditError, match=message):
        load_rule_sets(folder)


def test_the_national_default_must_be_there(folder):
    """A folder of suites from before there were rule sets is told what it lacks."""
    shutil.rmtree(folder / "places")
    with pytest.raises(PerfauditError, match=r"places/national\.yml: there is no such file"):
        load_suites(folder)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readmes_example_is_one(folder, name):
    """An example that cannot be loaded teaches the error message."""
    text = (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
    write(folder, "our-district", text.split("```yaml\n")[1].split("```")[0])
    assert load_suites(folder).rule_sets is not None
