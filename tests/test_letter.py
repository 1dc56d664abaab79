"""The letter to a unit: which findings it asks about, what it says of where, and that it is nothing but text."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit import workbook
from perfaudit.audit import Audit
from perfaudit.errors import PerfauditError
from perfaudit.findings import Finding
from perfaudit.letter import letter_bytes, letter_points
from perfaudit.letter.paper import Paper, plain
from perfaudit.letter.points import standing_findings
from perfaudit.letter.words import LANGUAGES, PATH, load_words
from perfaudit.outcomes import SEVERITIES
from tests.audits import audit_of, audit_unit, found, standard_suites
from tests.test_cli import perfaudit
from tests.units import sample

DIRTY, CLEAN = "qinghe-2023", "liyun-2024"


def texts_in(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def finding(id_: str, severity: str = "critical", cause: str | None = None) -> Finding:
    words = {"zh": id_, "en": id_}
    return Finding(id_, id_, id_, severity, words, words, None, None, None, None, (), cause, (), words)


# Which findings stand


def test_the_worst_come_first_and_causes_lead():
    """What follows from a finding is told with it, and the rules' own order is kept within a severity."""
    found = [finding("w", "warning"), finding("f", cause="c"), finding("c"), finding("i", "info"), finding("d")]
    standing = standing_findings(found)
    assert [(root.id, [f.id for f in followers]) for root, followers in standing] == [
        ("c", ["f"]),
        ("d", []),
        ("w", []),
    ]


def test_nothing_is_lost_with_a_cause_that_is_not_asked_about():
    """A finding stands for itself where its cause is settled, is of no severity that was asked for, or is its own."""
    chain = [
        finding("a", "info"),
        finding("b", cause="a"),
        finding("c", cause="b"),
        finding("x", cause="y"),
        finding("y", cause="x"),
    ]
    assert [root.id for root, _ in standing_findings(chain)] == ["b", "x", "y"]
    assert [root.id for root, _ in standing_findings(chain, without={"b"})] == ["c", "x", "y"]
    assert standing_findings([finding("a")], without={"a"}) == []


@given(
    st.lists(st.tuples(st.sampled_from(SEVERITIES), st.none() | st.integers(0, 7).map(str)), min_size=1, max_size=8),
    st.sets(st.sampled_from(SEVERITIES)),
)
def test_every_chosen_finding_is_in_the_letter_once(rows, severities):
    """However causes hang together, in circles, too."""
    findings = [finding(str(at), severity, cause) for at, (severity, cause) in enumerate(rows)]
    standing = standing_findings(findings, severities)
    told = [f.id for root, followers in standing for f in (root, *followers)]
    assert sorted(told) == sorted(f.id for f in findings if f.severity in severities)


# What the letter says


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_point_has_both_figures_and_where_they_stand(lang):
    """Form, row, column and cell of a figure; section, sentence and paragraph of a number."""
    audit = audit_of(DIRTY, "docx")
    [point] = [point for point in letter_points(audit, lang) if point.check == "TEXT-003"]
    [item] = point.items
    assert {place.stated for place in item.places} >= {"1426.36万元", "1431.36万元"}
    told, cell = item.places[0], item.places[1]
    assert "项目支出情况" in told.what and "1426.36万元" in told.what and "31" in told.where
    assert "项目支出" in cell.what and {"zh": "决算", "en": "final"}[lang] in cell.what
    assert {"zh": "表 1 第 11 行", "en": "table 1, row 11"}[lang] in cell.where


def test_a_figure_is_said_in_the_measure_of_its_form():
    """A form in 元 is quoted in 元, or the unit looks for a figure that it never wrote."""
    unit = sample("heting-2023")
    unit.basic.special_funds[0].final = "2964999.00"
    points = letter_points(audit_unit(unit))
    stated = {place.stated for point in points for item in point.items for place in item.places}
    assert "2964999.00元" in stated


def test_last_years_document_is_named_beside_this_years():
    """Two tables of one number, a year apart, are told apart by their files."""
    folder = workbook.root() / "data"
    audit = Audit.open(folder / "units" / "heting-2023.txt", previous=folder / "previous")
    vars(audit)["suites"] = standard_suites()
    [point] = [point for point in letter_points(audit) if point.check == "PREV-002"]
    files = [place.where.partition("，")[0] for place in point.items[0].places]
    assert len(set(files)) == 2 and "heting-2023.txt" in files


def test_the_letter_has_its_head_its_points_and_its_blanks():
    """Unit and year at the top, every point numbered, office, date and signature as letter.yml has them."""
    audit = audit_of(DIRTY, "docx")
    points, texts = letter_points(audit), texts_in(letter_bytes(audit))
    words = load_words("zh")
    assert any(audit.unit.name in text and "2023年度" in text for text in texts)
    for name in ("office", "signature", "date", "contact"):
        assert words.text(name) in texts
    for number, point in enumerate(points, 1):
        assert words.text("point", number=number, title=point.title) in texts
    assert len([text for text in texts if text == words.text("answer")]) == len(points) > 5
    assert "2024年5月20日" in texts_in(letter_bytes(audit, date="2024年5月20日"))


def test_only_what_follows_from_no_other_point_is_numbered():
    """One blank total is one point, with what hangs on it beside it."""
    audit = audit_of(DIRTY, "docx")
    asked = {item.id for point in letter_points(audit) for item in point.items}
    roots = {f.id for f in audit.findings if f.severity != "info" and f.cause is None}
    assert roots <= asked and len(asked) < len([f for f in audit.findings if f.severity != "info"])
    [blank] = [point for point in letter_points(audit) if point.check == "FORM-008"]
    assert any("211.39" in text for item in blank.items for text in item.follows)


def test_severities_can_be_chosen():
    """A letter of warnings alone says that it is one."""
    audit = audit_of(DIRTY, "docx")
    assert {point.severity for point in letter_points(audit)} == {"critical", "warning"}
    assert {point.severity for point in letter_points(audit, severities=["info"])} == {"info"}
    assert any("本函只列出" in text for text in texts_in(letter_bytes(audit, severities=["warning"])))
    assert not any("本函只列出" in text for text in texts_in(letter_bytes(audit)))


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有发现需要你单位说明"), ("en", "nothing was found")])
def test_a_clean_unit_is_told_so(lang, words):
    """And how much of it was compared: a letter without a point is no certificate."""
    texts = texts_in(letter_bytes(audit_of(CLEAN), lang))
    assert any(words in text for text in texts)
    assert not any(load_words(lang).text("answer") == text for text in texts)
    assert any(str(len(standard_suites().rules)) in text for text in texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_remedy_is_turned_to_the_unit(lang):
    """A rule speaks to the auditor, a letter to the unit."""
    words = load_words(lang)
    for rule in standard_suites().rules.values():
        turned = words.turned(rule.remedy[lang])
        assert turned and not turned.startswith(("请单位", "Ask ")), rule.id
    assert words.turned("Whatever") == words.text("ask")


# Bytes and signs


def test_the_same_unit_gives_the_same_bytes():
    """Nothing of the clock is in the file."""
    audit = audit_of(DIRTY, "docx")
    content = letter_bytes(audit)
    assert content == letter_bytes(audit_unit(sample(DIRTY), "docx"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


@settings(deadline=None, max_examples=40)
@given(st.text())
def test_any_text_stays_text(text):
    """Field codes, markup, templates' braces and signs nobody sees come out as the words they are, or not at all."""
    paper = Paper(load_words("zh"))
    paper.line(text)
    paper.line("{office}</w:t><w:instrText>DDE cmd</w:instrText> {0.__class__}")
    texts = texts_in(paper.to_bytes(text))
    assert texts == [plain(text), "{office}</w:t><w:instrText>DDE cmd</w:instrText> {0.__class__}"]


def test_a_documents_words_cannot_become_a_field_or_a_placeholder():
    """What a unit writes into a name goes through templates and XML as it stands."""
    unit = sample(CLEAN)
    hostile = "{files}<w:p/>{office}农村道路"
    unit.basic.special_funds[0].name = hostile
    del unit.projects[1]
    audit = audit_unit(unit, "docx")
    content = letter_bytes(audit)
    texts = texts_in(content)
    assert any("{files}<w:p/>{office}农村道路" in text for text in texts)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.read("word/document.xml").count(b"instrText") == 0
    assert found(audit, "FORM-004")


# letter.yml


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = PATH.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path = tmp_path / "letter.yml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('address: {zh: "{unit}："', 'address: {zh: "{units}："', '"{units}"'),
        ('address: {zh: "{unit}："', 'address: {zh: "{unit.name}："', '"{unit.name}"'),
        ('address: {zh: "{unit}："', 'address: {zh: "{}："', '"{}"'),
        ('address: {zh: "{unit}："', 'address: {zh: "{unit!r}："', '"{unit}"'),
        ('address: {zh: "{unit}："', 'address: {zh: "{unit："', "expected"),
        ('office: {zh: "（审计机关名称）", en:', "office: {en:", "zh and en"),
        ('office: {zh: "（审计机关名称）", en:', "office: {zh: 5, en:", "a text"),
        ("office:", "ofice:", '"ofice"'),
        ("heading_numbers: {zh: [一, 二, 三]", "heading_numbers: {zh: [一, 二]", "3 words"),
        ('  warning: {zh: "需要说明的事项", en: "Points to be explained"}\n', "", "missing"),
        ("  zh: {请单位: 请你单位}", "  zh: 请你单位", "no pairs"),
    ],
)
def test_a_mistake_in_the_templates_is_told_with_its_line(tmp_path, old, new, told):
    """An office changes the words, and learns at once which line it broke."""
    path = changed(tmp_path, old, new)
    with pytest.raises(PerfauditError) as error:
        load_words("zh", path)
    assert told in str(error.value) and "letter.yml, line " in str(error.value)


def test_an_offices_own_words_are_used(tmp_path):
    """Name and signature are one line each."""
    path = changed(tmp_path, "（审计机关名称）", "东江市审计局{{第三组}}")
    assert load_words("zh", path).text("office") == "东江市审计局{第三组}"


# The command


def test_the_command_writes_the_letter(tmp_path):
    """Beside the unit's other results, or where it is asked to; a clean unit's, too."""
    units = workbook.root() / "data" / "units"
    done = perfaudit("letter", units / f"{DIRTY}.docx", "--out", tmp_path, "--severity", "critical")
    assert done.returncode == 0, done.stderr
    assert f"{tmp_path / DIRTY / 'letter.docx'}: " in done.stdout and " points" in done.stdout
    done = perfaudit("letter", units / f"{CLEAN}.txt", "--out", tmp_path / "a" / "函.docx", "--lang", "en")
    assert done.returncode == 0 and "nothing to ask" in done.stdout
    assert texts_in((tmp_path / "a" / "函.docx").read_bytes())
    assert perfaudit("letter", tmp_path / "no-such.docx").returncode != 0
    assert perfaudit("letter", units / f"{CLEAN}.txt", "--severity", "bad").returncode == 2


def test_findings_may_have_no_place():
    """A part that is missing stands nowhere."""
    audit = audit_of("cangyu-2022")
    bare = [replace(finding_, evidence=()) for finding_ in audit.findings]
    from perfaudit.letter.points import build_points

    points = build_points(standing_findings(bare), audit.index, load_words("zh"), many_files=False)
    assert points and all(item.places == () for point in points for item in point.items)
