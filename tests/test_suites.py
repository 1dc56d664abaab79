"""The suites: every rule proves itself on its own cases, a suite that is wrong is refused, and nothing passes on nothing."""

import json
import os
import re
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit import workbook
from perfaudit.cases import CASE_KEYS, make_records
from perfaudit.errors import PerfauditError, SuiteError
from perfaudit.expectations import ExpectFiguresToBalance, UnitExpectation
from perfaudit.outcomes import STATUSES, Evidence, Side, Verdict, join_verdicts, verdict_from_json, verdict_to_json
from perfaudit.rulebook import case_results
from perfaudit.settings import line_of
from perfaudit.suites import STANDARD_SUITES, Suites, load_suites, make_rule, read_suite, write_suite
from perfaudit.unit_index import UnitIndex
from perfaudit.validation import validate, validate_one
from tests.audits import audit_of

FOLDER = workbook.suites_folder()
SUITES = load_suites()
RULES = sorted(SUITES.rules.values(), key=lambda rule: rule.id)

# Every rule on its own cases


@lru_cache
def statuses_of(rule_id: str) -> dict[str, str]:
    return {result.name: result.outcome.status for result in case_results(SUITES.rules[rule_id], SUITES)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_case_comes_to_its_name(rule):
    """A rule that passes what it should fail is worse than none; its cases say what it must tell apart."""
    assert statuses_of(rule.id) == {name: name for name in rule.cases}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_speaks_both_languages(rule):
    """A title, a remedy, a severity and a version: the page shows them all."""
    assert all(rule.title[lang].strip() and rule.remedy[lang].strip() for lang in ("zh", "en"))
    assert rule.severity in ("critical", "warning", "info") and rule.version >= 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_unit_without_anything_passes_no_rule(rule):
    """Of papers in which nothing stands, no rule can say that they are in order; only what is missing can be reported."""
    outcome = validate_one(make_records({"parts": []}), rule.expectation, rule, SUITES, None)
    assert outcome.status in ("not_applicable", "fail") or rule.id in ("FORM-001", "FORM-007"), outcome
    assert outcome.status != "error"


def test_cases_refuse_keys_that_nobody_reads():
    """A misspelt key of a case would leave its figures out, and the case might still come to its name."""
    with pytest.raises(SuiteError, match=r'x: unknown key "fact"'):
        make_records({"fact": {}}, "x")
    with pytest.raises(SuiteError, match=r'"basic\.posts" is no address'):
        make_records({"facts": {"basic.posts": "1"}}, "x")
    used = {key for rule in RULES for case in rule.cases.values() for key in case}
    assert used <= CASE_KEYS


# Files and what can be wrong with them


@pytest.mark.parametrize("name", [*STANDARD_SUITES, "local"])
def test_suites_round_trip_through_great_expectations(name, tmp_path):
    """Custom batch expectations are not documented any more: what GX writes must be what the file holds."""
    path = FOLDER / f"{name}.json"
    suite = read_suite(path)
    data, again = json.loads(path.read_text(encoding="utf-8")), suite.to_json_dict()
    assert again["name"] == data["name"] == name
    assert len(again["expectations"]) == len(data["expectations"])
    for entry, written in zip(data["expectations"], again["expectations"], strict=True):
        for key in ("type", "kwargs", "severity", "meta"):
            assert written[key] == entry[key], entry["meta"]["id"]
    write_suite(suite, tmp_path / "again.json")
    assert read_suite(tmp_path / "again.json").to_json_dict() == again


Edit = Callable[[dict[str, Any]], Any]


def entry_of(data: dict[str, Any], rule_id: str) -> dict[str, Any]:
    return next(entry for entry in data["expectations"] if entry["meta"].get("id") == rule_id)


def case_of(data: dict[str, Any], rule_id: str, name: str) -> dict[str, Any]:
    return entry_of(data, rule_id)["meta"]["cases"][name]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the suites, to be spoilt."""
    copy = tmp_path / "expectations"
    shutil.copytree(FOLDER, copy)
    yield copy


def load_edited(folder: Path, name: str, edit: Edit) -> Suites:
    path = folder / f"{name}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")
    return load_suites(folder)


def kwargs(rule_id: str, **values: Any) -> Edit:
    return lambda data: entry_of(data, rule_id)["kwargs"].update(values)


def meta(rule_id: str, **values: Any) -> Edit:
    return lambda data: entry_of(data, rule_id)["meta"].update(values)


WRONG: list[tuple[str, str, Edit, str, str]] = [
    ("unknown meta key", "controls", meta("CTRL-001", titel="x"), 'controls.json, CTRL-001: unknown key "titel"', '"titel": "x"'),
    ("unknown class", "controls", lambda d: entry_of(d, "CTRL-001").update(type="expect_figures_to_blance"),
     "controls.json, CTRL-001: .*expect_figures_to_blance.*did you mean expect_figures_to_balance", '"type": "expect_figures_to_blance"'),
    ("no class", "controls", lambda d: entry_of(d, "CTRL-001").pop("type"), "controls.json, CTRL-001: it has no type", '{'),
    ("unknown kwarg", "controls", kwargs("CTRL-001", lefft="1"), 'controls.json, CTRL-001: "lefft" .*did you mean left', '"lefft"'),
    ("missing kwarg", "controls", lambda d: entry_of(d, "CTRL-001")["kwargs"].pop("left"),
     'controls.json, CTRL-001: "left" .*required', '"kwargs"'),
    ("wrong kind of kwarg", "controls", kwargs("CTRL-001", each=5), 'controls.json, CTRL-001: "each"', '"each": 5'),
    ("unknown relation", "controls", kwargs("CTRL-001", relation="=<"), 'controls.json, CTRL-001: "relation"', '"=<"'),
    ("unknown key beside kwargs", "controls", lambda d: entry_of(d, "CTRL-001").update(kwarg={}), "CTRL-001: .*kwarg", '"kwarg"'),
    ("unknown severity", "controls", lambda d: entry_of(d, "CTRL-001").update(severity="urgent"), "CTRL-001: .*urgent", '"severity": "urgent"'),
    ("unknown case", "controls", lambda d: entry_of(d, "CTRL-001")["meta"]["cases"].update(passes={}),
     'CTRL-001: unknown case "passes"', '"passes"'),
    ("title in one language", "controls", meta("CTRL-001", title={"zh": "x"}), 'CTRL-001: "title" in zh', '"title"'),
    ("version in words", "controls", meta("CTRL-001", version="two"), "CTRL-001: version 'two'", '"two"'),
    ("no id", "controls", lambda d: entry_of(d, "CTRL-001")["meta"].pop("id"), "controls.json, .*has no id", '"meta"'),
    ("doubled id", "controls", meta("CTRL-001", id="CTRL-002"), "controls.json, CTRL-002: controls.json has it, too", '"id": "CTRL-002"'),
    ("doubled id in two files", "controls", meta("CTRL-001", id="SUM-004"),
     "controls.json, SUM-004: forms.json has it, too", '"id": "SUM-004"'),
    ("unknown address", "controls", kwargs("CTRL-001", left="basic.in_pst.final"),
     "(?s)controls.json, CTRL-001: .*basic.in_pst.*did you mean basic.in_post", 'in_pst'),
    ("unknown basis", "controls", kwargs("CTRL-001", left="basic.in_post.fnal"), "(?s)CTRL-001: .*did you mean final", 'fnal'),
    ("unknown address beside", "controls", kwargs("CTRL-005", beside=["overall.total_fund.rate"]), "CTRL-005: ", 'overall.total_fund.rate'),
    ("unknown address instead", "forms", kwargs("SUM-007", instead=["overall.total_fund.final"]), "forms.json, SUM-007: ", 'overall.total_fund.final'),
    ("unknown condition", "controls", kwargs("CTRL-008", when="basic.{item}.fnal > 0"), "CTRL-008: ", '"when"'),
    ("second value of a placeholder", "controls", kwargs("CTRL-008", each={"item": ["special_funds", "opertions"]}),
     "(?s)CTRL-008: .*did you mean basic.operations", 'basic.{item}.budget'),
    ("placeholder without values", "controls", kwargs("CTRL-008", each={"itm": ["special_funds"]}), "CTRL-008: ", 'basic.{item}.budget'),
    ("placeholder of nothing", "forms", kwargs("SUM-001", each={"basis": []}), "SUM-001: each, basis: no values", '"basis": []'),
    ("lines nobody has", "forms", kwargs("SUM-011", each={"member": "project.total_fnds", "basis": ["final"]}), "SUM-011: ", 'project.total_fnds'),
    ("figure that nobody reports", "forms", kwargs("FORM-002", figures=["basic.pots.final"]),
     "(?s)FORM-002: .*did you mean basic.posts", 'basic.pots'),
    ("total that nobody reports", "forms", kwargs("FORM-008", totals={"basic.pots.final": "sum(basic.reception.final)"}),
     "FORM-008: ", 'basic.pots'),
    ("parts that nobody reports", "forms", kwargs("FORM-008", totals={"basic.posts.final": "sum(basic.recption.final)"}),
     "FORM-008: ", 'recption'),
    ("claims of an unknown figure", "narrative", kwargs("TEXT-001", figures=[["basic.pots.final"]]), "TEXT-001: ", 'basic.pots'),
    ("unknown parts of a claim", "narrative", kwargs("TEXT-004", parts={"basic.running_costs.final": "sum(basic.x.final)"}),
     "TEXT-004: ", 'basic.x'),
    ("unknown line", "narrative", kwargs("TEXT-005", lines=["basic.special_fnd"]), "TEXT-005: ", '"basic.special_fnd"'),
    ("unknown lines of a trend", "controls", kwargs("TREND-001", lines=["basic.special_fnd"]), "TREND-001: ", '"basic.special_fnd"'),
    ("unknown field", "forms", kwargs("FORM-007", fields=["placehoder"], absent=True), "FORM-007: .*placehoder is no field", 'placehoder'),
    ("unknown form", "forms", kwargs("SUM-009", form="overal"), 'SUM-009: "form"', '"form": "overal"'),
    ("unknown form in a list", "narrative", kwargs("TEXT-008", forms=["reprot"]), "TEXT-008: ", '"reprot"'),
    ("unknown limit", "controls", kwargs("CTRL-001", limit={"$PARAMETER": "staff_control_rate"}),
     'controls.json, CTRL-001: .*no limit "staff_control_rate".*did you mean staff_control_rate_max', '"limit"'),
    ("a formula that runs code", "controls", kwargs("CTRL-001", left="__import__('os').getpid()"), "CTRL-001: ", '__import__'),
    ("not a list of expectations", "controls", lambda d: d.update(expectations={}), "controls.json: it is no suite", '"expectations": {}'),
    ("unknown key of a case", "controls", lambda d: case_of(d, "CTRL-001", "pass").update(fact={}), 'CTRL-001: case pass: unknown key "fact"', '"fact"'),
    ("a case that is a list", "controls", lambda d: entry_of(d, "CTRL-001")["meta"]["cases"].update(fail=[]), "case fail: \\[\\]; expected a map", '"fail": []'),
    ("unknown address of a case", "controls", lambda d: case_of(d, "CTRL-001", "pass")["facts"].update({"basic.pots.final": "1"}),
     "case pass: .*nobody reports basic.pots.*did you mean basic.posts", "basic.pots"),
    ("a figure of a case without a basis", "controls", lambda d: case_of(d, "CTRL-001", "pass")["facts"].update({"basic.posts": "1"}),
     '"basic.posts" is no address', '"basic.posts"'),
    ("unknown part of a case", "forms", lambda d: case_of(d, "FORM-001", "pass").update(parts=["basc"]), 'there is no part "basc"', '"basc"'),
    ("unknown column of an indicator", "indicators", lambda d: case_of(d, "SCORE-001", "fail")["indicators"][0].update(wieght="1"),
     'unknown key "wieght"; did you mean weight', '"wieght"'),
    ("a number that is no text", "indicators", lambda d: case_of(d, "SCORE-001", "fail")["indicators"][0].update(weight=10),
     "10; expected a text in quotes", '"weight": 10'),
    ("a field of no form", "forms", lambda d: case_of(d, "FORM-005", "fail").update(fields=[{"field": "section"}]), "lacks its form", "{"),
    ("facts in a list", "controls", lambda d: case_of(d, "CTRL-001", "pass").update(facts=["1"]), '"facts" is .*; expected a dict', '"facts"'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "message", "at"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_suite_is_refused(folder, name, edit, message, at):
    """A mistyped rule compares with nothing, or is left out by GX with a note in a log; it must name its file, line and itself."""
    with pytest.raises(SuiteError) as caught:
        load_edited(folder, name, edit)
    text, line = without_line(str(caught.value))
    assert re.search(message, text)
    assert at in (folder / f"{name}.json").read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_key_that_stands_twice_is_refused(folder):
    """Python's reader of JSON takes the last of two, and nobody sees that a rule lost its first limit."""
    path = folder / "controls.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"relation": "<=",', '"relation": "<=",\n        "relation": ">=",', 1), encoding="utf-8"
    )
    with pytest.raises(SuiteError, match=r'controls\.json, line \d+: "relation" stands twice') as caught:
        load_suites(folder)
    line = without_line(str(caught.value))[1]
    assert '"relation": ">="' in path.read_text(encoding="utf-8").splitlines()[line - 1]


names = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=6)
nested = st.recursive(
    st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


@given(nested, st.sampled_from([1, 2, "\t"]), st.data())
@settings(max_examples=60, deadline=None)
def test_the_line_of_any_entry_of_any_json_is_found(content, indent, data):
    """JSON is read as YAML for the lines of errors; each key and each entry must come out on the line it stands on."""
    keys: list[str | int] = []
    at = content
    while isinstance(at, list | dict) and at:
        key = data.draw(st.sampled_from(sorted(at))) if isinstance(at, dict) else data.draw(st.integers(0, len(at) - 1))
        keys.append(key)
        at = at[key]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(json.dumps(content, indent=indent, ensure_ascii=False), encoding="utf-8")
        line = line_of(path, keys)
        written = path.read_text(encoding="utf-8").split("\n")
    last = keys[-1] if keys else None
    assert line is not None
    if isinstance(last, str):
        assert written[line - 1].strip().startswith(json.dumps(last, ensure_ascii=False))
    elif last is not None:
        assert written[line - 1].strip().startswith(json.dumps(at, ensure_ascii=False)[0])


def without_line(error: str) -> tuple[str, int]:
    """An error without ", line 12", and the line."""
    found = re.search(r", line (\d+)", error)
    assert found, error
    return error.replace(found.group(), "", 1), int(found.group(1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{\n "name": "controls",\n "expectations": [,]}', "controls.json, line 3: "),
        (b"", "controls.json, line 1: "),
        (b"[]", "controls.json, line 1: it is no suite"),
        (b'{"expectations": []}', "controls.json, line 1: it is no suite"),
        (b"\xff\xfe{}", "controls.json: "),
    ],
)
def test_what_is_no_suite_is_refused(folder, content, message):
    """An editor that left a comma too many is told the line."""
    (folder / "controls.json").write_bytes(content)
    with pytest.raises(SuiteError, match=message):
        load_suites(folder)


def test_a_standard_suite_must_be_there_and_the_local_one_need_not(folder):
    """A suite that was lost is an error; a workbook in which nobody has kept a check has no local one."""
    (folder / "local.json").unlink()
    assert len(load_suites(folder).rules) == len(RULES)
    (folder / "forms.json").unlink()
    with pytest.raises(SuiteError, match=r"forms\.json: "):
        load_suites(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("budget_adjustment_max:", "budget_adjustment_mx:", "CTRL-004: .*budget_adjustment_max.*did you mean"),
        (
            "trend_change_yuan:",
            "nobody: {source: {zh: x, en: x}, values: {2000: 1}}\ntrend_change_yuan:",
            "thresholds.yml, nobody: no rule uses it",
        ),
        ('values: {2000: "0.30"}', "values: {}", "thresholds.yml, budget_adjustment_max: it has no values"),
        ('values: {2000: "0.30"}', "value: 1", "thresholds.yml, budget_adjustment_max: it has no values"),
        ('values: {2000: "0.30"}', "values: {2000: a third}", "thresholds.yml, budget_adjustment_max: 2000: a third"),
        ('values: {2000: "0.30"}', 'values: {since: "1"}', "thresholds.yml, budget_adjustment_max: since: 1"),
        ('values: {2000: "0.30"}', "values: {2000: .nan}", "thresholds.yml, budget_adjustment_max: "),
        ("near_full_score:", "staff_control_rate_max:", "thresholds.yml: .*stands twice"),
    ],
)
def test_wrong_thresholds_are_refused(folder, old, new, message):
    """A limit that is missing, unused, doubled or no number would let everything through, or nothing."""
    path = folder / "thresholds.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PerfauditError) as caught:
        load_suites(folder)
    assert re.search(message, re.sub(r", line \d+", "", str(caught.value)))


@pytest.mark.parametrize("text", ["", "[1]", "just words"])
def test_thresholds_must_be_a_map(folder, text):
    """An emptied file is an error in words."""
    (folder / "thresholds.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError, match=r"thresholds\.yml: it holds no limits"):
        load_suites(folder)


def test_limits_are_those_in_force_in_the_year():
    """The latest value that is not after the year counts; before the first, the first; without a year, the latest."""
    suites = Suites({}, {}, {"share": {"values": {2018: "0.2", 2022: "0.3"}}})
    limits = {year: suites.parameters(year)["share"] for year in (2017, 2018, 2021, 2022, 2030, None)}
    assert limits == {2017: "0.2", 2018: "0.2", 2021: "0.2", 2022: "0.3", 2030: "0.3", None: "0.3"}


def test_every_limit_says_where_it_comes_from():
    """A limit without its unit and source is a number from nowhere."""
    assert SUITES.thresholds
    for name, entry in SUITES.thresholds.items():
        assert entry["unit"] and entry["source"]["zh"] and entry["source"]["en"], name


# Outcomes

statuses = st.lists(st.sampled_from(STATUSES), max_size=8)


def verdict(status: str, **more: Any) -> Verdict:
    return Verdict(status, "x", {"zh": f"因{status}", "en": status}, **more)


@given(statuses)
def test_the_worst_verdict_decides(given_statuses):
    """A pass needs a verdict that passed and none that is worse; a pass that applied to nothing is refused."""
    joined = join_verdicts([verdict(status) for status in given_statuses])
    counts = Counter(given_statuses)
    assert joined["applied"] == counts["pass"] + counts["fail"] and joined["passed"] == counts["pass"]
    if joined["status"] == "pass":
        assert joined["applied"] == joined["passed"] > 0
        assert set(given_statuses) <= {"pass", "not_applicable"}
    if counts["fail"]:
        assert joined["status"] in ("fail", "error")
    if not given_statuses:
        assert joined["status"] == "not_applicable" and joined["reason"]["zh"]
    if joined["status"] not in ("pass", "fail"):
        assert joined["reason"]["zh"] and joined["reason"]["en"]


def test_a_reason_is_said_once():
    """Twelve lines that are blank for one reason give it once."""
    joined = join_verdicts([verdict("undecidable")] * 12)
    assert joined["reason"] == {"zh": "因undecidable", "en": "undecidable"}


numbers = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
sides = st.none() | st.builds(Side, st.text(max_size=5), numbers, st.sampled_from(["", "元", "%"]))
texts = st.fixed_dictionaries({"zh": st.text(max_size=5), "en": st.text(max_size=5)})


@given(
    st.builds(
        Verdict, st.sampled_from(STATUSES), st.text(max_size=5), texts, sides, sides, numbers, numbers,
        st.lists(st.builds(Evidence, *[st.text(max_size=3)] * 6), max_size=2).map(tuple),
        st.lists(texts, max_size=2).map(tuple), st.none() | st.just("info"), st.text(max_size=3),
    )
)  # fmt: skip
def test_verdicts_travel_as_json(given_verdict):
    """Great Expectations carries results as JSON: not a digit of a sum is lost on the way."""
    data = json.loads(json.dumps(verdict_to_json(given_verdict)))
    assert verdict_from_json(data) == given_verdict


class ExpectTrouble(UnitExpectation):
    """A check that breaks."""

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        yield verdict("pass")
        raise ZeroDivisionError("the pencil broke")


class ExpectNothing(UnitExpectation):
    """A check that applies to nothing."""

    def judge(self, unit: UnitIndex) -> list[Verdict]:
        return []


@pytest.mark.parametrize(
    ("expectation", "status", "words"),
    [
        (ExpectTrouble(), "error", "the pencil broke"),
        (ExpectNothing(), "not_applicable", "没有"),
        (ExpectFiguresToBalance(left="basic.posts.final", right="limit"), "error", "no limit was given"),
        (
            ExpectFiguresToBalance(left="basic.posts.final", right="basic.procurement.final"),
            "error",
            "do not go together",
        ),
    ],
)
def test_a_check_that_breaks_is_an_error_and_never_a_pass(expectation, status, words):
    """One caught exception that became an empty result would be as green as a check that agreed."""
    records = make_records({"facts": {"basic.posts.final": "1", "basic.procurement.final": "1"}})
    outcome = validate_one(records, expectation, make_rule("local", expectation), SUITES, None)
    assert outcome.status == status and words in outcome.reason["zh"] and outcome.applied == 0


def test_one_broken_check_leaves_the_others_alone(folder):
    """In a suite of seventy, sixty-nine still say what they find."""
    suites = load_edited(folder, "controls", kwargs("CTRL-006", right="basic.posts.final"))
    records = audit_of("heting-2023").records
    before = {o.check: o.status for o in audit_of("heting-2023").outcomes}
    after = {o.check: o.status for o in validate(records, suites, 2023)}
    assert after == before | {"CTRL-006": "error"}


# Great Expectations keeps quiet


def test_great_expectations_neither_reports_home_nor_draws_bars(capfd, monkeypatch):
    """Telemetry would be a network request of an audit office; progress bars would fill a notebook's page."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    outcomes = validate(audit_of("liyun-2024").records, load_suites(), 2024)
    assert len(outcomes) == len(RULES)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "False"
    assert capfd.readouterr() == ("", "")


def test_outcomes_come_in_the_order_of_the_suites():
    """A page that lists the checks otherwise on every run cannot be compared with yesterday's."""
    outcomes = audit_of("liyun-2024").outcomes
    assert [outcome.check for outcome in outcomes] == list(SUITES.rules)
    assert all(isinstance(v.gap, Decimal | None) for outcome in outcomes for v in outcome.verdicts)
