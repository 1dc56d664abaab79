"""Reading the forms: one oddity of real papers each, and none of them is passed over in silence."""

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document as DocxDocument
from docx.table import Table as DocxTable

from perfaudit.audit import Audit
from perfaudit.errors import DocumentError
from perfaudit.records import Fact
from tests.audits import above_info, audit_of, audit_text, audit_unit, facts_of, found, ids_of, outcome_of, text_of
from tests.units import Figures, Funds, Indicator, Line, Project, Section, Unit, docx_bytes, sample, write_unit

CLEAN = "liyun-2024"
COSTS = "\t公用经费\n\t98.46\n\t100.00\n\t97.83\n"
FUND = "\t高标准农田管护专项\n\t62.75\n\t65.00\n\t64.28\n"


def fact_at(audit: Audit, address: str) -> Fact:
    fact = audit.index.fact(address)
    assert fact is not None, address
    return fact


def unknown_labels(audit: Audit) -> list[str]:
    return [field.text for field in audit.records.fields if field.field == "unknown_label"]


def without_column(text: str, head: str, width: int) -> str:
    """A table of flattened text without one of its columns: rows of ``width`` cells from the head on lose that cell."""
    start = text.index(f"\t{head}\n")
    first = text.rindex("\n\n", 0, start) + 2
    position = text[first:start].count("\n\t") + (text[first:start].startswith("\t"))
    rows = text[first:].split("\n\n")
    for number, row in enumerate(rows):
        cells = row.split("\n\t")
        if len(cells) != width:
            break
        del cells[position]
        rows[number] = "\n\t".join(cells)
    return text[:first] + "\n\n".join(rows)


# Columns and cells that are missing


@pytest.mark.parametrize(
    ("head", "width", "checks"),
    [
        ("2024年预算数", 4, ["FORM-002", "CTRL-003", "CTRL-006", "CTRL-007"]),
        ("全年预算数", 8, ["FORM-003", "RATE-002", "CTRL-004"]),
    ],
)
def test_a_missing_column_is_told(head, width, checks):
    """A template without the budget column leaves its rules undecided, each with what it lacks; none of them passes."""
    text = text_of(CLEAN)
    shorter = without_column(text, head, width)
    assert shorter.count(f"\t{head}\n") == text.count(f"\t{head}\n") - 1
    audit = audit_text(shorter)
    for check in checks:
        outcome = outcome_of(audit, check)
        told = outcome.reason["zh"] + "".join(verdict.message["zh"] for verdict in outcome.failed)
        assert outcome.status in ("undecidable", "fail") and "表中没有这一栏" in told, check
    assert {finding.check for finding in above_info(audit)} <= {"FORM-002", "FORM-003", "CTRL-008"}


@pytest.mark.parametrize(
    ("row", "short", "addresses", "checks"),
    [
        (COSTS, "\t公用经费\n\t98.46\n\t97.83\n", ["basic.running_costs.final"], ["SUM-006", "CTRL-007"]),
        (COSTS, "\t公用经费\n\t97.83\n", ["basic.running_costs.final"], ["SUM-006", "CTRL-007"]),
        (
            FUND,
            "\t高标准农田管护专项\n\t62.75\n\t64.28\n",
            ["basic.special_fund[高标准农田管护专项].budget"],
            ["SUM-004"],
        ),
        (FUND, "\t高标准农田管护专项\n\t64.28\n", ["basic.special_fund[高标准农田管护专项].final"], ["SUM-004"]),
        (
            "\t\n\t52\n\t50\n\t96.15%\n",
            "\t52\n\t50\n\t96.15%\n",
            ["basic.posts.final", "basic.in_post.final"],
            ["RATE-001"],
        ),
        (
            "\t1186.00\n\t1207.60\n\t1189.97\n\t10\n",
            "\t1207.60\n\t1189.97\n\t10\n",
            ["overall.total_funds.final", "overall.total_funds.weight"],
            ["RATE-002", "SUM-009", "SUM-010", "SCORE-001"],
        ),
    ],
)
def test_a_row_that_lost_cells_is_undecidable(row, short, addresses, checks):
    """Where a page was flattened blank cells get lost, and nobody can tell in which column the others stood."""
    audit = audit_text(text_of(CLEAN, (row, short)))
    for address in addresses:
        fact = fact_at(audit, address)
        assert (fact.state, fact.value) == ("undecidable", None) and "分不清数字在哪一列" in fact.note
    for check in checks:
        assert outcome_of(audit, check).status == "undecidable", check
    assert above_info(audit) == []


def test_an_indicator_that_lost_a_cell_is_undecidable():
    """Without its points the scores would not add up, which is the reader's doing and not the unit's."""
    row = "\t高标准农田管护面积\n\t≥3200亩\n\t3260亩\n\t5\n\t5\n\t\n"
    audit = audit_text(text_of(CLEAN, (row, row.replace("\t5\n\t5\n\t\n", "\t5\n"))))
    [field] = [field for field in audit.records.fields if field.field == "unplaced_row"]
    assert "高标准农田管护面积" in field.text
    for check in ("SUM-009", "SUM-010"):
        assert outcome_of(audit, check).status == "undecidable"
    assert above_info(audit) == []


@pytest.mark.parametrize("text", ["97.83.1", "97.83或98.00", "约97.83", "97.83左右", "97.8３／98", "见附表"])
def test_a_figure_that_can_be_read_two_ways_is_undecidable(text):
    """It is neither guessed nor left out; the note quotes it and says what to do."""
    audit = audit_text(text_of(CLEAN, ("\t97.83\n", f"\t{text}\n")))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == "undecidable" and text in fact.note and "核对" in fact.note
    assert outcome_of(audit, "CTRL-007").status == "undecidable" and above_info(audit) == []


def test_a_figure_that_stands_twice_and_differs_is_undecidable():
    """A row repeated on the next page with another number: the auditor is told both."""
    audit = audit_text(text_of(CLEAN, (COSTS, COSTS + "\n" + COSTS.replace("97.83", "79.83"))))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == "undecidable" and "97.83" in fact.note and "79.83" in fact.note
    assert fact_at(audit, "basic.running_costs.budget").state == "reported"
    assert outcome_of(audit, "CTRL-007").status == "undecidable"


def test_a_figure_that_stands_twice_and_agrees_is_one():
    """A row repeated on the next page is the same row."""
    audit = audit_text(text_of(CLEAN, (COSTS, COSTS + "\n" + COSTS)))
    assert fact_at(audit, "basic.running_costs.final").state == "reported" and above_info(audit) == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"),
        ("/", "not_applicable"),
        ("不适用", "not_applicable"),
        ("0.00", "reported"),
        ("—", "not_applicable"),
    ],
)
def test_blank_zero_and_not_applicable_are_three_things(text, state):
    """Only one of them is a number, and only one of them is an omission."""
    audit = audit_text(text_of(CLEAN, (COSTS, f"\t公用经费\n\t98.46\n\t100.00\n\t{text}\n")))
    fact = fact_at(audit, "basic.running_costs.final")
    assert fact.state == state and (fact.value == 0 if text == "0.00" else fact.value is None)


# What money is counted in


MONEY = "经费控制情况（万元）"


@pytest.mark.parametrize(
    "changes",
    [
        [(MONEY, "经费控制情况"), ("绩效评价基础数据表\n", "绩效评价基础数据表（单位：万元）\n")],
        [(MONEY, "经费控制情况"), ("绩效评价基础数据表\n", "绩效评价基础数据表\n金额单位： 万元\n")],
        [(MONEY, "经费控制情况[万元]")],
        [(MONEY, "经费控制情况（单位：万元）")],
        [(MONEY, "经费控制情况")],  # the other forms agree on one
    ],
    ids=["title", "line", "brackets", "head", "others"],
)
def test_money_is_read_in_its_unit_wherever_that_stands(changes):
    """The head row, the title, a line of its own or, where all others agree, the other forms say it."""
    audit = audit_text(text_of(CLEAN, *changes), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and above_info(audit) == []


def test_a_form_in_yuan_gives_the_same_figures():
    """A whole form in 元 beside others in 万元 says the same money."""
    text = text_of(CLEAN, (MONEY, "经费控制情况（元）"))
    start, end = text.index("\t三公经费\n"), text.index("\t楼堂馆所")
    in_yuan = re.sub(r"(?m)^\t(\d[\d.]*)$", lambda cell: f"\t{Decimal(cell[1]) * 10_000:.2f}", text[start:end])
    audit = audit_text(text[:start] + in_yuan + text[end:], CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN))


def test_a_unit_in_the_cell_wins():
    """A number with its own unit is not multiplied once more by the column's."""
    audit = audit_text(text_of(CLEAN, ("\t97.83\n", "\t978300元\n"), ("\t100.00\n", "\t0.01亿元\n")))
    assert fact_at(audit, "basic.running_costs.final").value == 978_300
    assert fact_at(audit, "basic.running_costs.budget").value == 1_000_000


def test_money_without_any_unit_is_undecidable():
    """Ten thousand times too much or too little: nobody can tell, and the note says where to write it down."""
    text = re.sub("（万元）|（单位：万元[^）]*）", "", text_of(CLEAN))
    audit = audit_text(text)
    money = [fact for fact in audit.records.facts if fact.item == "special_funds"]
    assert [fact.state for fact in money] == ["undecidable"] * 3
    assert all("没有写明金额单位" in fact.note and "请在表头" in fact.note for fact in money)
    assert fact_at(audit, "basic.posts.final").value == 52  # people need none
    assert outcome_of(audit, "SUM-004").status == outcome_of(audit, "FORM-008").status == "undecidable"
    assert outcome_of(audit, "CTRL-008").status == outcome_of(audit, "TREND-001").status == "undecidable"
    assert "请在表头" in outcome_of(audit, "SUM-004").reason["zh"]
    assert [finding for finding in above_info(audit) if finding.check[:3] in ("SUM", "RAT", "CRO", "CTR")] == []


# Labels


def test_an_unknown_label_with_figures_is_kept():
    """A row that the vocabulary does not know is told to the auditor, with its place, and stands in nobody's way."""
    row = "\t机关食堂补贴\n\t1.00\n\t2.00\n\t3.00\n\n"
    audit = audit_text(text_of(CLEAN, ("\t部门基本支出预算调整\n", row + "\t部门基本支出预算调整\n")), CLEAN)
    assert unknown_labels(audit) == ["机关食堂补贴"]
    [field] = [field for field in audit.records.fields if field.field == "unknown_label"]
    assert audit.document.text_of(field.source_id) == "机关食堂补贴"
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and above_info(audit) == []


@pytest.mark.parametrize("unit_id", ["cangyu-2022", "heting-2023", "liyun-2024", "qinghe-2023"])
def test_no_label_of_a_sample_is_unknown(unit_id):
    """The usual templates are known to their last row."""
    assert unknown_labels(audit_of(unit_id)) == []


def test_special_funds_of_one_name_are_told_apart():
    """Two lines with the same name are two lines, and both are part of the sum."""
    audit = audit_text(text_of(CLEAN, ("\t人居环境整治专项\n", "\t农村道路提质专项\n")))
    members = list(audit.index.members("basic", "special_fund", "final"))
    assert members == ["农村道路提质专项", "农村道路提质专项(2)", "高标准农田管护专项"]
    assert outcome_of(audit, "SUM-004").status == "pass"


def test_names_with_brackets_are_still_addresses():
    """A name that holds the signs of an address would cut it in two."""
    audit = audit_text(text_of(CLEAN, ("\t人居环境整治专项\n", '\t人居[2023]"整治".final\n')))
    assert 'basic.special_fund[人居(2023)"整治".final].final' in [fact.address for fact in audit.records.facts]
    assert outcome_of(audit, "SUM-004").status == "pass"


def test_a_form_of_last_year_is_read_in_its_own_terms():
    """Heads that were left from last year still say which column is which; that the year is wrong is a finding."""
    heads = [("2023年决算数", "2022年决算数"), ("2024年预算数", "2023年预算数"), ("2024年决算数", "2023年决算数"),
             ("2024年实际在职人数", "2023年实际在职人数")]  # fmt: skip
    audit = audit_text(text_of(CLEAN, *heads), CLEAN)
    assert [fact[0] for fact in facts_of(audit)] == [fact[0] for fact in facts_of(audit_of(CLEAN))]
    assert [finding.check for finding in above_info(audit)] == ["CROSS-006"]


# Word's merged cells


def edited_docx(unit: Unit, folder: Path, edit) -> Audit:
    """The unit as .docx, with ``edit`` done to its tables."""
    document = DocxDocument(io.BytesIO(docx_bytes(unit)))
    edit(document.tables)
    path = folder / f"{unit.id}.docx"
    document.save(str(path))
    return Audit.open(path)


def cell_texts(table: DocxTable) -> list[list]:
    return [list(row.tc_lst) for row in table._tbl.tr_lst]


def row_of(table: DocxTable, label: str) -> list:
    return next(cells for cells in cell_texts(table) if "".join(p.text for p in cells[0].p_lst) == label)


def test_the_lower_part_of_a_merged_cell_does_not_exist(tmp_path):
    """A figure that is merged over two rows belongs to the first; the second has no cell there, which is not a blank."""

    def merge(tables):
        row_of(tables[0], "公用经费")[3].vMerge = "restart"
        row_of(tables[0], "其中：办公经费")[3].vMerge = "continue"

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    assert fact_at(audit, "basic.running_costs.final").value == 978_300
    assert audit.index.fact("basic.running_cost[办公经费].final") is None
    assert fact_at(audit, "basic.running_cost[办公经费].budget").state == "reported"


def test_a_number_over_two_columns_is_undecidable(tmp_path):
    """A figure in a cell that spans budget and final may mean either."""

    def merge(tables):
        cells = row_of(tables[0], "公用经费")
        cells[2].grid_span += cells[3].grid_span
        cells[3].getparent().remove(cells[3])

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    assert {fact_at(audit, f"basic.running_costs.{basis}").state for basis in ("budget", "final")} == {"undecidable"}
    assert outcome_of(audit, "CTRL-007").status == "undecidable" and above_info(audit) == []


def test_words_over_all_columns_are_no_figures(tmp_path):
    """ "Not applicable" across the row answers for every column, and is no number in any."""

    def merge(tables):
        cells = row_of(tables[0], "公用经费")
        cells[1].grid_span = sum(cell.grid_span for cell in cells[1:])
        for cell in cells[2:]:
            cell.getparent().remove(cell)
        for run in list(cells[1].p_lst[0].r_lst):
            run.text = "不适用"

    audit = edited_docx(sample(CLEAN), tmp_path, merge)
    states = [fact.state for fact in audit.records.facts if fact.item == "running_costs"]
    assert "reported" not in states and "undecidable" not in states


def test_classes_go_on_over_their_merged_rows():
    """The first and second level stand once, merged over their indicators, in Word as in flattened text."""
    for ending in ("docx", "txt"):
        rows = audit_of("qinghe-2023", ending).index.indicators()
        assert (rows[3].level_1, rows[3].level_2) == ("产出指标", "数量指标")
        assert (rows[-1].level_1, rows[-1].level_2) == ("满意度指标", "服务对象满意度指标")
        assert [row.state for row in rows if row.name == "不适用"] == ["not_applicable"]


# Project forms


def test_several_project_forms_are_told_apart():
    """Each has its own figures and indicators, under its own name."""
    audit = audit_of(CLEAN)
    members = list(audit.index.members("project", "total_funds", "final"))
    assert members == ["业务工作经费", "农村道路提质专项", "人居环境整治专项", "高标准农田管护专项"]
    assert {row.member for row in audit.index.indicators("project")} == set(members)
    assert len(outcome_of(audit, "RATE-007").verdicts) == 4


def test_project_forms_of_one_name_are_two():
    """A second form under the same name is no correction of the first."""
    unit = sample(CLEAN)
    unit.projects[2].name = unit.projects[1].name
    members = list(audit_unit(unit).index.members("project", "total_funds", "final"))
    assert members[1:3] == ["农村道路提质专项", "农村道路提质专项(2)"]


@pytest.mark.parametrize("ending", ["docx", "txt"])
def test_a_project_form_of_strokes_is_empty(ending):
    """Its printed weights and its template's dots are nobody's figures."""
    audit = audit_of("qinghe-2023", ending)
    [form] = [field for field in audit.records.fields if (field.form, field.field) == ("project", "form")]
    assert form.state == "not_applicable" and form.text == ""
    assert audit.index.indicators("project") == []
    for check in ("SUM-011", "SUM-012", "SUM-015", "RATE-007", "CROSS-003"):
        assert outcome_of(audit, check).status == "not_applicable", check


def test_an_unnamed_project_form_with_figures_is_filled():
    """The name is missing, the money is not."""
    unit = sample(CLEAN)
    unit.projects = [Project(name="", funds={"total": Funds("38.00", "38.00", "37.62", "10", "99.00%", "9.90")})]
    audit = audit_unit(unit)
    assert fact_at(audit, "project.total_funds.final").value == 376_200
    [form] = [field for field in audit.records.fields if (field.form, field.field) == ("project", "form")]
    assert form.state == "reported"


# Parts


CONTENTS = (
    "目录\n附件1 2024年度预算单位整体支出绩效评价基础数据表……1\n"
    "附件2 2024年度预算单位整体支出绩效自评表\n附件3：2024年度项目支出绩效自评表\n"
    "2024年度霁溪县栗云镇人民政府单位整体支出绩效自评报告\n\n"
)


@pytest.mark.parametrize("cover", [CONTENTS, "霁溪县财政局：\n现报送有关材料，请审阅。\n\n", " \n\n"])
def test_what_stands_before_the_forms_is_no_form(cover):
    """A table of contents names every form and holds none."""
    audit = audit_text(cover + text_of(CLEAN), CLEAN)
    assert [part.form for part in audit.parts] == ["basic", "overall", *["project"] * 4, "report"]
    assert facts_of(audit) == facts_of(audit_of(CLEAN)) and ids_of(audit) == ids_of(audit_of(CLEAN))


def test_forms_are_known_without_their_titles():
    """A form whose title was lost is known by its rows."""
    titles = [("2024年度预算单位整体支出绩效评价基础数据表\n", "\n"), ("2024年度预算单位整体支出绩效自评表\n", "\n")]
    audit = audit_text(text_of(CLEAN, *titles), CLEAN)
    assert facts_of(audit) == facts_of(audit_of(CLEAN))


def test_forms_and_report_may_be_two_files(tmp_path):
    """A folder with the forms in one file and the report in another is one unit, and every source names its file."""
    audit = Audit.open(write_unit(sample("cangyu-2022"), tmp_path, "txt", is_folder=True))
    assert audit.unit.id == "cangyu-2022" and [file.name for file in audit.document.files] == [
        "forms.txt",
        "report.txt",
    ]
    assert {source.file for source in audit.records.sources if source.form == "report"} == {"report.txt"}
    assert {source.file for source in audit.records.sources if source.form == "basic"} == {"forms.txt"}


def test_a_part_that_was_not_handed_in_is_missed():
    """Without the report there is nothing to hold the forms against, and FORM-001 says so."""
    unit = sample(CLEAN)
    unit.report = None
    audit = audit_unit(unit)
    assert [finding.subject for finding in found(audit, "FORM-001")] == ["report"]
    assert outcome_of(audit, "TEXT-003").status == "not_applicable"


@pytest.mark.parametrize("level", ["区级", "县级", "市级", "省级"])
def test_special_funds_are_read_at_every_level(level):
    """The same row is called after whoever pays."""
    unit = sample(CLEAN)
    unit.template.special_level = level
    assert fact_at(audit_unit(unit), "basic.special_funds.final").value == 2_792_000


# Indicators


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


# Texts


def test_signatures_are_read_from_one_line():
    """Four labels stand in one line; each has the words up to the next."""
    texts = {field.field: field.text for field in audit_of(CLEAN).records.fields if field.form == "basic"}
    assert (texts["head_signature"], texts["preparer"], texts["date"]) == ("张某某", "李某某", "2025年3月12日")
    blank = {field.field: field.state for field in audit_of("qinghe-2023").records.fields if field.form == "basic"}
    assert (blank["head_signature"], blank["preparer"], blank["date"]) == ("blank", "reported", "blank")


def test_masked_names_are_no_placeholders():
    """A masked telephone number is made of the signs that templates use."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.signature.phone = "138XXXX0000"
    assert found(audit_unit(unit), "FORM-007") == []


def test_sections_without_a_word_are_empty():
    """A heading that the next heading follows has announced something."""
    unit = sample(CLEAN)
    assert unit.report is not None
    unit.report.sections.append(Section("十一、附件说明"))
    assert [finding.subject for finding in found(audit_unit(unit), "FORM-005")] == ["report.section[十一、附件说明]"]


# What is no self-evaluation


def refusal(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        Audit.open(path)
    return caught.value


def test_another_document_is_refused(tmp_path):
    """Minutes of a meeting are no self-evaluation; the error says what was looked for, and what to do."""
    path = tmp_path / "会议纪要.txt"
    path.write_text("会议纪要\n\n一、会议听取了年度工作汇报。\n二、会议决定下周继续研究。\n", encoding="utf-8")
    error = refusal(path)
    assert "会议纪要.txt" in error.where and "self-evaluation" in error.read
    assert "整体支出绩效自评表" in error.expected and "vocabulary.yml" in error.remedy


@pytest.mark.parametrize("content", [b"", b"\n\n \t\n", b"PK\x03\x04 cut off", b"\x00\x01\x02\x03"])
@pytest.mark.parametrize("name", ["x.txt", "x.docx"])
def test_what_cannot_be_read_is_refused(tmp_path, content, name):
    """Empty, cut off or no document at all: an error that names the file and a remedy."""
    path = tmp_path / name
    path.write_bytes(content)
    error = refusal(path)
    assert error.where.startswith("x.") and error.read and (error.expected or error.remedy)


def test_a_path_that_leads_nowhere_is_refused(tmp_path):
    """A slip in a command line is answered with the path that was looked for."""
    error = refusal(tmp_path / "nobody.docx")
    assert "nobody" in error.where and "no such" in error.read and error.remedy


def test_a_few_words_of_a_form_are_no_form(tmp_path):
    """A document that mentions a form by name, without any table, holds none."""
    path = tmp_path / "notice.txt"
    path.write_text("关于报送2023年度整体支出绩效自评表的通知\n请各单位按时报送。\n", encoding="utf-8")
    assert "no form" in refusal(path).read


def test_lines_of_a_form_are_members():
    """What the unit names itself is a member of its list, also where the list has one line or none."""
    unit = sample(CLEAN)
    assert unit.basic is not None
    unit.basic.special_funds = [Line("独一专项", "269.00", "283.00", "279.20")]
    unit.basic.rows["upper_level_transfers"] = Figures("/", "/", "/")
    audit = audit_unit(unit)
    assert list(audit.index.members("basic", "special_fund", "final")) == ["独一专项"]
    assert audit.index.members("basic", "upper_transfer", "final") == {}
    assert outcome_of(audit, "SUM-004").status == "pass" and outcome_of(audit, "SUM-005").status == "not_applicable"


@pytest.mark.parametrize("text", ["12%", "5人", "3.5平方米"])
def test_a_figure_in_another_measure_is_undecidable(text):
    """A share or a head count in a column of money is no money, and stops no other column from being added up."""
    audit = audit_text(text_of(CLEAN, ("\t64.28\n", f"\t{text}\n")))
    fact = fact_at(audit, "basic.special_fund[高标准农田管护专项].final")
    assert fact.state == "undecidable" and text in fact.note and "元" in fact.note
    outcome = outcome_of(audit, "SUM-004")
    assert outcome.status == "undecidable"
    assert sorted(verdict.status for verdict in outcome.verdicts) == ["pass", "pass", "undecidable"]


def test_points_in_another_measure_are_undecidable():
    """ "98%" in a column of points is no 98 points."""
    unit = sample(CLEAN)
    assert unit.overall is not None
    unit.overall.indicators["产出指标（50分）"]["数量指标"][0].score = "100%"
    audit = audit_unit(unit)
    assert outcome_of(audit, "SUM-010").status == outcome_of(audit, "SCORE-001").status == "undecidable"


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
