"""Findings: ids that survive, causes that are found, and what must not change anything, whatever the unit looks like."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit.audit import Audit
from perfaudit.findings import build_findings, finding_id
from perfaudit.outcomes import Outcome, Verdict
from tests.audits import audit_of, audit_text, audit_unit, facts_of, findings_of, ids_of, says, text_of
from tests.units import SAMPLES, Figures, Line, Section, Table, Unit, sample

CLEAN, FAULTY = "liyun-2024", "qinghe-2023"
BOTH = {"zh": "x", "en": "x"}


def found_ids(audit: Audit) -> list[str]:
    return sorted(finding.id for finding in findings_of(audit))


def outcome(check: str, *verdicts: Verdict, severity: str = "critical") -> Outcome:
    return Outcome(check, 1, "forms", severity, BOTH, "fail", len(verdicts), 0, BOTH, verdicts, BOTH)


def fail(subject: str, cause: str = "", severity: str | None = None) -> Verdict:
    return Verdict("fail", subject, BOTH, cause=cause, severity=severity)


# Ids and causes


def test_an_id_says_rule_unit_year_and_address():
    """Each of the four makes another finding, and nothing else does."""
    one = finding_id("SUM-004", "x-2023", 2023, "basic.special_funds.final")
    assert re.fullmatch(r"SUM-004-[0-9a-f]{10}", one)
    others = [
        finding_id("SUM-005", "x-2023", 2023, "basic.special_funds.final"),
        finding_id("SUM-004", "y-2023", 2023, "basic.special_funds.final"),
        finding_id("SUM-004", "x-2023", 2022, "basic.special_funds.final"),
        finding_id("SUM-004", "x-2023", None, "basic.special_funds.final"),
        finding_id("SUM-004", "x-2023", 2023, "basic.special_funds.budget"),
        finding_id("SUM-004", "x-2023", 2023, "basic.special_funds.final", 2),
    ]
    assert len({one, *others}) == 7
    assert one == finding_id("SUM-004", "x-2023", 2023, "basic.special_funds.final")


def test_ids_are_known_beforehand():
    """An id that changed with the program would lose every decision that was made on it."""
    assert finding_id("SUM-004", "x-2023", 2023, "basic.special_funds.final") == "SUM-004-8028942fd3"


def test_spellings_of_one_address_are_one_finding():
    """A blank or a full-width sign in a name makes no other place of it."""
    for subject in (
        "basic.special_fund[环卫].final",
        "basic.special_fund[环 卫].final",
        "basic.special_fund［环卫］.final",
    ):
        [finding] = build_findings([outcome("SUM-004", fail(subject))], "x", 2023)
        assert finding.subject == "basic.special_fund[环卫].final"


def test_two_findings_in_one_place_have_two_ids():
    """A sentence that is wrong twice is two findings, in the order in which they stand."""
    twice = [outcome("TEXT-003", fail("report:a"), fail("report:a"))]
    first, second = build_findings(twice, "x", 2023)
    assert first.id != second.id
    assert [finding.id for finding in build_findings(twice, "x", 2023)] == [first.id, second.id]


def test_only_what_failed_is_a_finding():
    """Passes, gaps and breakdowns are outcomes, which the page shows elsewhere."""
    verdicts = [Verdict(status, status, BOTH) for status in ("pass", "fail", "undecidable", "not_applicable", "error")]
    [finding] = build_findings([outcome("SUM-004", *verdicts)], "x", 2023)
    assert finding.subject == "fail"


def test_a_verdict_may_lower_its_severity():
    """A difference of scope is a warning, though the rule is critical."""
    found = build_findings([outcome("TEXT-002", fail("a"), fail("b", severity="warning"))], "x", 2023)
    assert [finding.severity for finding in found] == ["critical", "warning"]


def test_causes_are_ids_of_findings():
    """A cause that was not found itself, or that is the finding itself, is none."""
    outcomes = [
        outcome("FORM-008", fail("basic.running_costs.final")),
        outcome(
            "TEXT-004", fail("report:a", "FORM-008 basic.running_costs.final"), fail("report:b", "FORM-002 nowhere")
        ),
        outcome("GOAL-006", fail("c", "GOAL-006 c")),
    ]
    total, symptom, orphan, itself = build_findings(outcomes, "x", 2023)
    assert symptom.cause == total.id
    assert (total.cause, orphan.cause, itself.cause) == (None, None, None)


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_ids_are_unique_and_the_same_on_every_run(unit_id):
    """Two findings with one id would share their decisions, and one with two ids would lose them."""
    ids = ids_of(audit_of(unit_id))
    assert len(set(ids)) == len(ids)
    assert ids == found_ids(audit_unit(sample(unit_id)))
    causes = {finding.cause for finding in audit_of(unit_id).findings if finding.cause}
    assert causes <= set(ids)


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_the_short_way_gives_the_same_findings(unit_id):
    """The tests below do without Great Expectations, which must change nothing about what is found."""
    assert findings_of(audit_of(unit_id)) == audit_of(unit_id).findings


# What must change nothing


def test_the_order_of_lines_changes_no_finding():
    """A unit that sorts its special funds otherwise next time has not corrected anything."""
    before = ids_of(audit_of(FAULTY))

    @settings(max_examples=6, deadline=None)
    @given(st.permutations(range(14)))
    def check(order: list[int]) -> None:
        unit = sample(FAULTY)
        assert unit.basic is not None
        unit.basic.special_funds = [unit.basic.special_funds[place] for place in order]
        assert found_ids(audit_unit(unit)) == before

    check()


@pytest.mark.parametrize("unit_id", [FAULTY, CLEAN, "heting-2023"])
def test_inserted_rows_and_paragraphs_change_no_finding(unit_id):
    """Row and paragraph numbers move, decisions on findings stay."""
    unit = sample(unit_id)
    assert unit.basic is not None and unit.report is not None
    unit.basic.special_funds.insert(0, Line("备用专项"))
    unit.report.sections[0].body.insert(0, "本报告由办公室起草，经会议讨论。")
    unit.report.sections.insert(1, Section("（附）起草说明", ["起草时听取了各科室的意见。"]))
    assert found_ids(audit_unit(unit)) == ids_of(audit_of(unit_id))
    text = "附表\n\n\t甲\n\t乙\n\n\t一\n\t二\n\n"  # a table before the forms moves the numbers of all others
    assert ids_of(audit_text(text + text_of(unit_id), unit_id)) == ids_of(audit_of(unit_id))


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789.,%/-" else sign for sign in text)


def with_commas(text: str) -> str:
    whole, point, rest = text.partition(".")
    return (f"{int(whole):,}" if whole.isdigit() and whole == str(int(whole)) else whole) + point + rest


STYLES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "full-width": full_width,
    "thousands": with_commas,
    "both": lambda text: full_width(with_commas(text)),
    "blanks": lambda text: f" {text}　",
    "wrapped": lambda text: f"\n{text}\n" if text else text,
}
styles = st.lists(st.sampled_from(sorted(STYLES)), min_size=40, max_size=40)


def restyled(unit: Unit, chosen: list[str]) -> Unit:
    """The unit with every cell of money, staff and points printed in one of the styles, in turn."""
    unit = copy.deepcopy(unit)
    assert unit.basic is not None and unit.overall is not None
    rows = [
        unit.basic.staff, *unit.basic.rows.values(), unit.basic.buildings, unit.overall.funds,
        *(funds for project in unit.projects for funds in project.funds.values()),
    ]  # fmt: skip
    rows += [*unit.basic.special_funds, *unit.basic.transfers]
    number = 0
    for row in rows:
        for name, text in vars(row).items():
            if name != "name":
                setattr(row, name, STYLES[chosen[number % len(chosen)]](text))
                number += 1
    for amounts in (unit.overall.income, unit.overall.expenditure):
        for key, text in amounts.items():
            amounts[key] = STYLES[chosen[number % len(chosen)]](text).strip()
            number += 1
    return unit


@pytest.mark.parametrize("ending", ["txt", "docx"])
@pytest.mark.parametrize("unit_id", [FAULTY, "heting-2023"])
def test_spellings_of_numbers_change_nothing(unit_id, ending):
    """Full-width digits, thousands separators, blanks and line breaks are the typist's, not the unit's."""
    allowed = [
        name for name in STYLES if name != "wrapped" or ending == "docx"
    ]  # a line break ends a flattened cell's row

    @settings(max_examples=4, deadline=None)
    @given(styles.map(lambda names: [name if name in allowed else "blanks" for name in names]))
    def check(chosen: list[str]) -> None:
        audit = audit_unit(restyled(sample(unit_id), chosen), ending)
        assert facts_of(audit) == facts_of(audit_of(unit_id))
        assert found_ids(audit) == ids_of(audit_of(unit_id))

    check()


def shifted(text: str, power: int) -> str:
    """A printed sum of money times a power of ten, with as many digits as before."""
    digits = text.partition(".")[2]
    return f"{Decimal(text).scaleb(power):.{max(0, len(digits) - power)}f}"


def scaled(unit: Unit, power: int) -> Unit:
    """The unit with all its money times a power of ten: every form, every sentence, every table."""
    unit = copy.deepcopy(unit)
    assert unit.basic is not None and unit.overall is not None and unit.report is not None

    def money(text: str) -> str:
        return shifted(text, power) if re.fullmatch(r"\d+\.\d+", text) else text

    def prose(text: str) -> str:
        return re.sub(r"\d+(?:\.\d+)?(?=万元)", lambda found: shifted(found[0], power), text)

    for row in [*unit.basic.rows.values(), *unit.basic.special_funds]:
        row.prior_final, row.budget, row.final = money(row.prior_final), money(row.budget), money(row.final)
    for funds in [unit.overall.funds, *(f for project in unit.projects for f in project.funds.values())]:
        funds.initial, funds.full_year, funds.executed = (
            money(funds.initial),
            money(funds.full_year),
            money(funds.executed),
        )
    for amounts in (unit.overall.income, unit.overall.expenditure):
        amounts.update({key: money(text) for key, text in amounts.items()})
    for form in (unit.overall, *unit.projects):
        form.goals, form.results = prose(form.goals), prose(form.results)
        for classes in form.indicators.values():
            for indicator in (row for rows in classes.values() for row in rows):
                indicator.target, indicator.actual = prose(indicator.target), prose(indicator.actual)
    for section in unit.report.sections:
        section.body = [
            prose(item) if isinstance(item, str) else Table([[money(cell) for cell in row] for row in item.table])
            for item in section.body
        ]
    return unit


@pytest.mark.parametrize("power", [-1, 1, 2])
def test_a_clean_unit_stays_clean_at_any_size(power):
    """No limit in yuan decides what is a contradiction: a village and a province are judged alike."""
    unit = scaled(sample(CLEAN), power)
    audit = audit_unit(unit)
    spent, before = (a.index.fact("basic.special_funds.final") for a in (audit, audit_of(CLEAN)))
    assert spent is not None and before is not None and spent.value is not None and before.value is not None
    assert spent.value == before.value.scaleb(power)
    assert [f"{f.check} {f.message['zh']}" for f in findings_of(audit_unit(unit)) if f.severity != "info"] == []


# What must be found

Change = tuple[str, Callable[[Unit], object], str]
BALANCED_ROWS = (
    "three_public", "vehicles", "vehicle_running", "reception", "project_spending", "operations", "special_funds",
)  # fmt: skip


def constrained_figures(unit: Unit) -> list[Change]:
    """Every figure of the clean unit that another figure or sentence fixes: a name, its row, and the row's attribute."""
    assert unit.basic is not None and unit.overall is not None
    rows: list[tuple[str, Callable[[Unit], object], tuple[str, ...]]] = []
    columns = ("prior_final", "budget", "final")
    for key in BALANCED_ROWS:
        rows.append((key, lambda u, key=key: u.basic.rows[key], columns))  # type: ignore[union-attr,misc]
    for number in range(len(unit.basic.special_funds)):
        rows.append((f"special_fund {number}", lambda u, n=number: u.basic.special_funds[n], columns))  # type: ignore[union-attr,misc]
    rows.append(("staff", lambda u: u.basic.staff, ("posts", "in_post", "control_rate")))  # type: ignore[union-attr]
    rows.append(("overall", lambda u: u.overall.funds, ("executed", "rate", "full_year")))  # type: ignore[union-attr]
    for number, project in enumerate(unit.projects):
        names = ("executed", "rate")
        rows.append((project.name, lambda u, n=number: u.projects[n].funds["total"], names))  # type: ignore[misc]
        rows.append((f"{project.name} grant", lambda u, n=number: u.projects[n].funds["grant"], ("executed",)))  # type: ignore[misc]
    return [
        (f"{name}.{attribute}", row, attribute)
        for name, row, attributes in rows
        for attribute in attributes
        if re.search(r"\d", getattr(row(unit), attribute))
    ]


CHANGES = constrained_figures(sample(CLEAN))


def test_there_is_enough_to_change():
    """A list that came out short would prove little."""
    assert len(CHANGES) > 40


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CHANGES), st.integers(10, 90), st.booleans())
def test_one_wrong_figure_is_always_found(change, percent, is_higher):
    """Any figure that others fix, changed by more than rounding allows, is reported with the changed figure as proof."""
    name, row, attribute = change
    unit = sample(CLEAN)
    old = getattr(row(unit), attribute)
    digits = old.rstrip("%")
    places = len(digits.partition(".")[2])
    step = (
        max(Decimal(1), Decimal(digits) * percent / 100)
        if places == 0
        else max(Decimal("0.10"), Decimal(digits) * percent / 100)
    )
    new = f"{Decimal(digits) + (step if is_higher else -step / 2):.{places}f}" + old[len(digits) :]
    if new == old:
        return
    setattr(row(unit), attribute, new)
    found = [finding for finding in findings_of(audit_unit(unit)) if finding.severity != "info"]
    assert any(says(finding, new) for finding in found), f"{name}: {old} → {new} finds {[f.check for f in found]}"


PROSE = [
    ("基本支出873.15万元。其中", "基本支出837.15万元。其中"), ("项目支出316.82万元，比上年", "项目支出361.82万元，比上年"),
    ("公用经费97.83万元", "公用经费79.83万元"), ("占基本支出的88.80%", "占基本支出的80.80%"), ("增长3.71%", "增长7.31%"),
    ("三公经费支出5.73万元，比上年", "三公经费支出5.37万元，比上年"), ("核定编制52名", "核定编制55名"), ("辖9个村", "辖8个村"),
    ("内设5个办公室", "内设6个办公室"), ("村组道路12.6公里", "村组道路16.2公里"), ("自评得分99.35分", "自评得分95.39分"),
    ("政府采购支出57.35万元", "政府采购支出75.35万元"), ("全年执行1189.97万元", "全年执行1198.97万元"),
    ("农村道路提质专项支出126.34万元", "农村道路提质专项支出162.34万元"), ("满意度为95.5%", "满意度为59.5%"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PROSE)
def test_one_wrong_sentence_is_always_found(old, new):
    """A figure mistyped in the report contradicts a form, another sentence or its own list."""
    unit = sample(CLEAN)
    assert unit.report is not None
    unit.report.replace(old, new)
    wrong = re.sub(r"^.*?(\d[\d.]*%?).*$", r"\1", new)
    found = [finding for finding in findings_of(audit_unit(unit)) if finding.severity != "info"]
    assert any(says(finding, wrong) for finding in found), [f.check for f in found]


def test_a_line_left_out_is_always_found():
    """Whichever line the unit forgets, the sum or the list betrays it."""
    for number in range(3):
        unit = sample(CLEAN)
        assert unit.basic is not None
        gone = unit.basic.special_funds.pop(number)
        found = findings_of(audit_unit(unit))
        assert any(finding.check == "SUM-004" for finding in found)
        assert any(
            gone.final in text["zh"] or says(finding, gone.final)
            for finding in found
            for text in finding.explanations or (BOTH,)
        )


def test_rounding_alone_is_never_found():
    """A hundredth more or less on one of several lines stays within what rounding leaves open."""
    for off in ("0.01", "-0.01"):
        unit = sample(CLEAN)
        assert unit.basic is not None
        row = unit.basic.rows["special_funds"]
        unit.basic.rows["special_funds"] = Figures(row.prior_final, row.budget, str(Decimal(row.final) + Decimal(off)))
        found = [f.check for f in findings_of(audit_unit(unit)) if f.severity != "info" and f.check.startswith("SUM")]
        assert found == []


def test_another_id_of_the_unit_gives_other_ids():
    """Two units with the same contradiction have two findings."""
    unit = sample(FAULTY)
    unit.id = "other-2023"
    assert not {finding.id for finding in findings_of(audit_unit(unit))} & set(ids_of(audit_of(FAULTY)))


def test_audits_are_not_changed_by_reading_them():
    """An audit that was opened once for many tests must be the same for the last of them."""
    audit: Audit = audit_of(FAULTY)
    before = audit.to_json()
    audit.to_json()
    assert audit.to_json() == before
