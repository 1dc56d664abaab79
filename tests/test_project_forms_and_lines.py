"""Project forms against the projects of form 1: which form is about which line, and what that allows to be said."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.expectations import (
    ExpectOneFormForEachProject,
    ExpectOneYear,
    ExpectProjectFormsToAddUp,
    ExpectProjectFormsToBeFilled,
    ExpectProjectFormsToHaveLines,
    ExpectProjectFormsToMatchLines,
    ExpectProjectFormsToNameUnit,
)
from perfaudit.projects import ProjectNames, match_projects
from tests.audits import _opened, audit_of, audit_unit, found, index_of, outcome_of
from tests.units import PARTS, WRITERS, Project, Unit, sample
from tests.units.build_xlsx import xlsx_of
from tests.units.sheets import sheets_of

UNIT = "东江市西川区丰禾街道办事处"
NAMES = ProjectNames(UNIT, 2023)
FORMS = "project.total_funds"
CLEAN = "heting-2023"
RULES = ("FORM-004", "CROSS-003", "CROSS-008", "CROSS-009", "CROSS-010", "CROSS-011", "CROSS-012")


def case(lines, forms, spending="", **more):
    """A unit by its lines and forms, final figures, in 万元."""
    figures = {f"basic.special_fund[{name}].final": text for name, text in lines.items()}
    figures |= {f"{FORMS}[{name}].final": text for name, text in forms.items()}
    return {"facts": figures | ({"basic.project_spending.final": spending} if spending else {})} | more


def statuses(expectation, *args, **kwargs):
    return [verdict.status for verdict in expectation.judge(index_of(case(*args, **kwargs)))]


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人居环境整治专项", "人居环境整治项目"),
        ("人居环境整治", "2023年度人居环境整治项目资金"),
        ("“人居环境”整治经费", "人居环境整治（2023年）"),
        ("区级人居环境整治专项资金", "人居环境整治"),
        ("西川区人居环境整治", "人居环境整治专项"),
        ("丰禾街道人居环境整治", "人居环境整治"),
        ("综治维稳及信访专项", "综治维稳、信访项目"),
        ("1、计生专项支出", "计生经费"),
        ("道路 硬化\n一期", "道路硬化（一期）项目"),
    ],
)
def test_names_of_one_project(one, other):
    """Endings, years of the forms, places of the unit, quotes and brackets say nothing of a project."""
    assert NAMES.core(one) == NAMES.core(other)


@pytest.mark.parametrize(
    ("one", "other", "are_near"),
    [
        ("人居环境整治", "农村人居环境整治", True),
        ("城乡环境综合整治", "城乡环境整治", True),
        ("农村道路", "农村道路提质", True),
        ("农村道路提质专项", "农村道路养护专项", False),
        ("东河村道路", "西河村道路", False),
        ("道路硬化一期", "道路硬化二期", False),
        ("2022年结转道路硬化", "道路硬化", False),
        ("食品", "食品安全", False),
        ("环卫", "计生", False),
    ],
)
def test_names_that_only_look_alike(one, other, are_near):
    """Near names may be one project's, and names that differ in what tells projects apart are two."""
    assert NAMES.core(one) != NAMES.core(other)
    assert NAMES.are_near(one, other) is are_near is NAMES.are_near(other, one)


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_names_can_be_compared(one, other):
    """Whatever stands in a cell has a core, and nearness has no direction."""
    assert NAMES.are_near(one, other) is NAMES.are_near(other, one)
    assert bool(NAMES.core(one)) is bool(NAMES.key(one))


# Lines and forms


@settings(deadline=None)
@given(st.permutations(["环卫", "计生", "农村道路提质", "农村道路养护", "社区建设"]), st.integers(0, 5))
def test_every_form_goes_to_its_own_line(names, missing):
    """In whatever order they stand, no form takes another's line, and a line without its form stays without."""
    lines = {f"{name}专项支出": f"{10 + at}.00" for at, name in enumerate(names)}
    forms = {f"2023年{name}项目": f"{20 + at}.00" for at, name in enumerate(names[missing:])}
    year = [{"form": "basic", "field": "year", "text": "2023"}]
    matches = match_projects(index_of(case(lines, forms, fields=year)))
    assert all(pair.is_sure and NAMES.core(pair.lines[0].member) in pair.forms[0] for pair in matches.pairs)
    assert len(matches.pairs) == len(forms)
    assert [line.member for line in matches.lines_left] == [f"{name}专项支出" for name in names[:missing]]


PROJECTS = (
    "小型水库除险加固", "农村供水保障工程", "中小河流治理", "水旱灾害防御", "河湖长制", "村级道路建设", "综治维稳及信访",
    "义务教育薄弱环节改善与能力提升", "农村义务教育学生营养改善计划", "校园安防设施更新", "机耕道建设", "中医药传承创新",
    "县级公立医院综合改革补助", "高标准农田建设", "高标准农田管护", "农村道路提质", "农村道路养护", "社区建设", "社区养老服务",
    "就业创业服务", "退役军人服务", "食品安全", "食品抽检", "计生", "残联", "环卫", "环境整治", "人居环境整治",
)  # fmt: skip
LINE_WAYS = ("{}", "{}专项", "{}专项支出", "{}经费", "“{}”专项", "{}（一般公共预算）")
FORM_WAYS = (
    "{}",
    "{}项目",
    "2023年{}项目",
    "2023年度{}专项资金",
    "{}（2023年）",
    "县级{}经费",
    "《{}》",
    "丰禾街道{}工作经费",
)


@settings(deadline=None)
@given(st.data(), st.lists(st.sampled_from(PROJECTS), min_size=1, max_size=12, unique=True))
def test_names_as_units_write_them_are_matched(data, names):
    """However a line and its form spell a project, the form goes to its own line and no other: one changed amount is one finding."""
    lines = {data.draw(st.sampled_from(LINE_WAYS)).format(name): f"{10 + at}.37" for at, name in enumerate(names)}
    forms = {data.draw(st.sampled_from(FORM_WAYS)).format(name): f"{10 + at}.37" for at, name in enumerate(names)}
    wrong = data.draw(st.sampled_from(sorted(forms)))
    fields = [{"form": "basic", "field": slug, "text": text} for slug, text in (("year", "2023"), ("unit_name", UNIT))]
    spending = f"{sum(Decimal(text) for text in lines.values())}"
    clean = index_of(case(lines, forms, spending, fields=fields))
    for expectation in (ExpectProjectFormsToMatchLines(basis="final"), ExpectProjectFormsToBeFilled()):
        assert {verdict.status for verdict in expectation.judge(clean)} == {"pass"}
    dirty = index_of(case(lines, forms | {wrong: "99.99"}, spending, fields=fields))
    failed = [v for v in ExpectProjectFormsToMatchLines(basis="final").judge(dirty) if v.status != "pass"]
    assert [(v.status, wrong in v.subject) for v in failed] == [("fail", True)]


@pytest.mark.parametrize(
    ("lines", "forms", "expected"),
    [
        ({"环卫专项": "1.00"}, {"环卫": "1.00"}, ["pass"]),
        ({"环卫专项": "1.00"}, {"环卫": "2.00"}, ["fail"]),
        ({"道路提质": "5.00", "道路养护": "6.00"}, {"道路": "5.50"}, []),  # 1: too short a name to be near
        ({"农村道路提质": "5.00", "农村道路养护": "6.00"}, {"农村道路": "5.50"}, ["undecidable"]),  # 3
        ({"农村道路提质": "5.00", "农村道路养护": "6.00"}, {"农村道路": "6.00"}, ["pass"]),  # the amount decides
        ({"农村道路提质": "5.00", "环卫": "1.00"}, {"农村道路": "5.50", "计生": "3.00"}, ["undecidable"]),  # 3
        (
            {"农村道路提质": "5.00", "环卫": "1.00"},
            {"农村道路": "5.50", "环卫": "1.00"},
            ["pass", "fail"],
        ),  # the last two
        ({"环卫专项": ""}, {"环卫": "1.00"}, ["undecidable"]),  # 2
        ({"环卫专项": "1.00"}, {"计生": "1.00"}, []),  # another name, the same amount: nothing to compare
        ({"环境整治": "5.00"}, {"环境整治（道路）": "2.00", "环境整治（河道）": "3.00"}, ["pass"]),
        ({"环境整治": "5.00"}, {"环境整治（道路）": "2.00", "环境整治（河道）": "3.50"}, ["undecidable"]),  # 3
    ],
)
def test_each_form_is_held_against_its_own_line(lines, forms, expected):
    """A difference is one only where it is sure that line and form are about one project."""
    assert statuses(ExpectProjectFormsToMatchLines(basis="final"), lines, forms) == expected


@pytest.mark.parametrize(
    ("line", "initial", "full_year", "expected"),
    [
        ("5.00", "5.00", "6.00", "pass"),
        ("6.00", "5.00", "6.00", "pass"),
        ("7.00", "5.00", "6.00", "fail"),
        ("", "5.00", "6.00", "undecidable"),
        ("5.00", "", "6.00", "undecidable"),
    ],
)
def test_a_budget_may_be_the_initial_one_or_the_full_years(line, initial, full_year, expected):
    """The budget column of form 1 does not say whether it was adjusted."""
    figures = {
        "basic.special_fund[环卫].budget": line,
        "basic.special_fund[环卫].final": "1.00",
        f"{FORMS}[环卫].final": "1.00",
    }
    figures |= {f"{FORMS}[环卫].budget": initial, f"{FORMS}[环卫].full_year": full_year}
    [verdict] = ExpectProjectFormsToMatchLines(basis="budget").judge(index_of({"facts": figures}))
    assert verdict.status == expected


@pytest.mark.parametrize(
    ("lines", "forms", "expected"),
    [
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00"}, ["fail"]),
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00", "古树": "9.00"}, ["undecidable"]),  # 3
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00", "古树": "2.00"}, ["pass"]),  # the amount says it
        ({"环卫": "1.00", "计生": "2.00", "民政": "3.00"}, {"古树": "9.00"}, ["fail"]),  # 3: too few in any reading
        ({"环卫": "1.00"}, {"环卫": "1.00", "古树": "9.00"}, ["pass"]),
        ({"农村道路提质": "1.00", "农村道路养护": "2.00"}, {"农村道路": "9.00"}, ["undecidable", "undecidable"]),  # 3
    ],
)
def test_forms_are_counted_by_name(lines, forms, expected):
    """As many forms as lines say nothing where one of them is about something else."""
    assert statuses(ExpectProjectFormsToBeFilled(), lines, forms, "9.00") == expected


@pytest.mark.parametrize(
    ("lines", "forms", "expected"),
    [
        ({"环卫": "1.00"}, {"环卫": "1.00", "古树": "9.00"}, ["pass", "fail"]),
        ({"环卫": "1.00"}, {"环卫": "1.00", "古树": "0.00"}, ["pass", "not_applicable"]),  # 2
        ({"环卫": "1.00", "计生": "1.00"}, {"环卫": "1.00", "古树": "9.00"}, ["pass", "undecidable"]),  # 3
        ({"环卫": "1.00", "计生": "0.00"}, {"环卫": "1.00", "古树": "9.00"}, ["pass", "fail"]),
        ({}, {"古树": "9.00"}, []),  # 1
    ],
)
def test_a_form_has_its_line(lines, forms, expected):
    """A project that form 1 does not know was paid from somewhere."""
    assert statuses(ExpectProjectFormsToHaveLines(), lines, forms) == expected


def test_a_kind_without_lines_lists_no_project():
    """1: 上级转移支付 with an amount and no line may be what the form is about."""
    unit = case({"环卫": "1.00"}, {"环卫": "1.00", "古树": "9.00"})
    unit["facts"]["basic.upper_transfers.final"] = "9.00"
    verdicts = list(ExpectProjectFormsToHaveLines().judge(index_of(unit)))
    assert [verdict.status for verdict in verdicts] == ["pass", "not_applicable"]


def shares(*implementers: str) -> dict:
    rows = [("project_name", "环卫"), ("project_name", "环卫")]
    fields = [
        {"form": "project", "field": slug, "member": m, "text": text}
        for (slug, text), m in zip(rows, ("环卫", "环卫(2)"), strict=True)
    ]
    return {
        "fields": fields
        + [
            {"form": "project", "field": "implementer", "member": m, "text": text}
            for m, text in zip(("环卫", "环卫(2)"), implementers, strict=False)
        ]
    }


@pytest.mark.parametrize(
    ("amounts", "implementers", "expected"),
    [
        (("5.00", "5.00"), (), ["fail"]),
        (("2.00", "3.00"), ("甲所", "甲所"), ["fail"]),
        (("2.00", "3.00"), ("甲所", "乙所"), ["pass"]),  # 2
        (("5.00", "5.00"), ("甲所", "乙所"), ["fail"]),
    ],
)
def test_no_project_is_told_twice(amounts, implementers, expected):
    """Two units may share a project; two forms of one project count its money twice."""
    forms = dict(zip(("环卫", "环卫(2)"), amounts, strict=True))
    assert statuses(ExpectOneFormForEachProject(), {"环卫专项": "5.00"}, forms, **shares(*implementers)) == expected


def test_a_number_that_is_printed_tells_two_projects_apart():
    """ "道路(2)" is a name where the form prints it so."""
    fields = [
        {"form": "project", "field": "project_name", "member": name, "text": name} for name in ("道路", "道路(2)")
    ]
    assert (
        statuses(ExpectOneFormForEachProject(), {}, {"道路": "1.00", "道路(2)": "1.00"}, fields=fields) == ["pass"] * 2
    )
    assert statuses(ExpectOneFormForEachProject(), {}, {"": "1.00", "(2)": "1.00"}) == []  # 1


@pytest.mark.parametrize(
    ("lines", "forms", "spending", "expected", "cause"),
    [
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00", "计生": "2.00"}, "3.00", "pass", ""),
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00", "计生": "2.00"}, "4.00", "fail", ""),
        (
            {"环卫": "1.00", "计生": "2.00"},
            {"环卫": "1.00"},
            "3.00",
            "fail",
            "FORM-004 basic.special_fund[计生].final",
        ),  # 2
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.50"}, "3.00", "not_applicable", ""),  # 2
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "4.00"}, "3.00", "fail", ""),  # more than there is
        ({"环卫": "1.00", "计生": "2.00"}, {"环卫": "1.00", "古树": "1.00"}, "3.00", "undecidable", ""),  # 3
        ({}, {"环卫": "1.00"}, "3.00", "undecidable", ""),  # 3
        ({"环卫": "1.00"}, {"环卫": "1.00", "环卫(2)": "1.00"}, "1.00", "fail", "CROSS-011 project[环卫]"),
        ({"环卫": "1.00"}, {"环卫": "/"}, "1.00", None, ""),  # 1
    ],
)
def test_forms_add_up_where_every_project_has_one(lines, forms, spending, expected, cause):
    """A form that is missing is one story with the sum that lacks it."""
    verdicts = list(ExpectProjectFormsToAddUp().judge(index_of(case(lines, forms, spending))))
    assert [(verdict.status, verdict.cause) for verdict in verdicts] == ([(expected, cause)] if expected else [])


@pytest.mark.parametrize(
    ("department", "implementer", "expected"),
    [
        (UNIT, UNIT, ("pass", None)),
        ("西川区农业农村局", "丰禾街道", ("pass", None)),
        (UNIT, "各社区", ("pass", None)),
        (UNIT, "丰禾路街道办事处", ("fail", None)),
        ("西川区财政局", "西川区民政局", ("fail", "info")),
        ("", "/", ("not_applicable", None)),  # 2
    ],
)
def test_each_form_names_the_unit(department, implementer, expected):
    """A neighbour's project form, or a slip in the name, is seen in the form's head."""
    fields = [{"form": "basic", "field": "unit_name", "text": UNIT}]
    fields += [
        {"form": "project", "field": slug, "member": "环卫", "text": text}
        for slug, text in (("department", department), ("implementer", implementer))
    ]
    unit = index_of(case({}, {"环卫": "1.00"}, fields=fields))
    [verdict] = ExpectProjectFormsToNameUnit().judge(unit)
    assert (verdict.status, verdict.severity) == expected
    assert list(ExpectProjectFormsToNameUnit().judge(index_of(case({}, {"环卫": "1.00"})))) == []  # 1


def test_a_wrong_year_in_a_project_form_names_the_form():
    """Ten forms of one kind: a finding that only says "project form" sends the reader through all of them."""
    fields = [{"form": "basic", "field": "year", "text": "2023"}, {"form": "overall", "field": "year", "text": "2023"}]
    fields += [{"form": "project", "field": "year", "member": "环卫", "text": "2022"}]
    wrong = [v for v in ExpectOneYear().judge(index_of({"fields": fields})) if v.status == "fail"]
    assert [verdict.subject for verdict in wrong] == ["project.year[环卫]"]
    assert "环卫" in wrong[0].message["zh"]


# Whole documents


def in_one_workbook(unit: Unit, folder: Path) -> Path:
    """A workbook with a sheet for each form."""
    sheets = list(sheets_of(unit, ("basic", "overall")))
    for number, project in enumerate(list(unit.projects), 1):
        unit.projects, kept = [project], unit.projects
        sheets += [(f"项目{number}", cells) for _, cells in sheets_of(unit, ("project",))]
        unit.projects = kept
    path = folder / f"{unit.id}.xlsx"
    path.write_bytes(xlsx_of([*sheets, *sheets_of(unit, ("report",))]))
    return path


def in_files(unit: Unit, folder: Path, ending: str) -> Path:
    """A folder with a file for each project form."""
    path = folder / unit.id
    path.mkdir()
    write = WRITERS[ending]
    (path / f"整体.{ending}").write_bytes(write(unit, ("basic", "overall")))
    (path / f"报告.{ending}").write_bytes(write(unit, PARTS[-1:]))
    for number, project in enumerate(list(unit.projects), 1):
        unit.projects, kept = [project], unit.projects
        (path / f"项目{number}.{ending}").write_bytes(write(unit, ("project",)))
        unit.projects = kept
    return path


WAYS = ("docx", "txt", "xlsx", "sheets", "files-docx", "files-xlsx", "files-txt")


def opened(unit: Unit, way: str, folder: Path):
    if way == "sheets":
        return _opened(in_one_workbook(unit, folder))
    if way.startswith("files-"):
        return _opened(in_files(unit, folder, way.removeprefix("files-")))
    return audit_unit(unit, way)


@pytest.mark.parametrize("way", WAYS)
def test_several_project_forms_are_read_in_every_way_they_are_handed_in(way, tmp_path):
    """One document, a sheet each, a file each: each form is its own, and is found to agree with its own line."""
    audit = opened(sample(CLEAN), way, tmp_path)
    assert sorted(audit.index.members("project", "total_funds", "final")) == sorted(
        p.name for p in sample(CLEAN).projects
    )
    for rule in RULES:
        assert outcome_of(audit, rule).status == "pass", rule
    assert outcome_of(audit, "CROSS-008").applied == outcome_of(audit, "CROSS-009").applied == 5


@pytest.mark.parametrize("way", WAYS)
def test_errors_of_one_project_are_found_in_every_way(way, tmp_path):
    """A changed amount, a form too many and a form too few, each named."""
    unit = sample(CLEAN)
    unit.projects[1].name = "2023年度绿地养护项目"
    unit.projects[1].funds["total"].executed = unit.projects[1].funds["total"].executed.replace("2964000", "2946000")
    unit.projects[3].name = "湿地修复项目"
    unit.projects[3].funds["total"].executed = "100.00"
    audit = opened(unit, way, tmp_path)
    [changed] = found(audit, "CROSS-008")
    assert "294.60" in changed.message["zh"] and "296.40" in changed.message["zh"]
    assert {e.source_id.partition("#")[0] for e in changed.evidence if e.source_id} and len(changed.evidence) == 2
    assert outcome_of(audit, "FORM-004").status == outcome_of(audit, "CROSS-010").status == "undecidable"
    assert "湿地修复" in outcome_of(audit, "FORM-004").reason["zh"]


def test_a_second_form_under_a_shorter_name_is_seen():
    """The same project under 专项 and under 项目 is one project, and its money counts once."""
    unit = sample(CLEAN)
    twin = sample(CLEAN).projects[2]
    assert isinstance(twin, Project)
    twin.name = "古树名木保护项目"
    unit.projects.append(twin)
    audit = audit_unit(unit)
    [twice] = found(audit, "CROSS-011")
    [total] = found(audit, "CROSS-003")
    assert total.cause == twice.id and outcome_of(audit, "CROSS-008").status == "pass"


def test_a_project_without_its_form_is_one_story():
    """The sum that lacks a form follows from the form that is missing."""
    audit = audit_of("cangyu-2022")
    [form], [total] = found(audit, "FORM-004"), found(audit, "CROSS-003")
    assert total.cause == form.id
