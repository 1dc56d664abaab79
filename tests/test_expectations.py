"""The custom expectations, one by one: what each leaves out, and what its verdicts carry.

Every expectation numbers in its docstring what it leaves out; the cases here follow those numbers.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfaudit import expectations as room
from perfaudit.expectations import (
    ExpectActualsNotToRepeatTargets,
    ExpectActualsToDifferFromTargets,
    ExpectClaimsToMatchFigures,
    ExpectClassesToHaveIndicators,
    ExpectFieldsToBeFilled,
    ExpectFiguresToBalance,
    ExpectFiguresToBeReported,
    ExpectIndicatorsToBeTold,
    ExpectLinesToChangeWithin,
    ExpectListedLinesToMatch,
    ExpectListedNamesToBeCounted,
    ExpectOneQuantityToHaveOneValue,
    ExpectOneUnitName,
    ExpectOneVersionOfEachPart,
    ExpectOneYear,
    ExpectPartsOfTextToAddUp,
    ExpectPartsToBeHandedIn,
    ExpectPointsToAddUp,
    ExpectProjectFormsToBeFilled,
    ExpectRatiosInTextToFollow,
    ExpectScoresWithinWeights,
    ExpectTargetsNotToBeTooLow,
    ExpectTargetsToBeMeasurable,
    ExpectTargetsToBeMet,
    ExpectTotalsToBeReported,
    ExpectWordingToFitFigures,
    UnitExpectation,
)
from perfaudit.outcomes import Verdict
from perfaudit.unit_names import near_names, same_name, stem_of
from tests.audits import index_of
from tests.test_targets import row

Case = dict[str, Any]
PROVEN_IN = ("test_expectations", "test_last_year", "test_project_forms_and_lines")
FUNDS = {"basic.special_funds.final": "300.00", "basic.special_fund[甲].final": "100.00"}


def judge(expectation: UnitExpectation, case: Case) -> list[Verdict]:
    return list(expectation.judge(index_of(case)))


def statuses(expectation: UnitExpectation, case: Case) -> list[str]:
    return [verdict.status for verdict in judge(expectation, case)]


def only(expectation: UnitExpectation, case: Case) -> Verdict:
    [verdict] = judge(expectation, case)
    return verdict


def facts(**figures: str) -> Case:
    """``basic`` figures by item, final where no basis is named: posts="10", posts__budget="9"."""
    return {"facts": {f"basic.{'.'.join((*name.split('__'), 'final')[:2])}": text for name, text in figures.items()}}


def test_every_expectation_is_proven_here():
    """A new expectation without a test below, or with those of its kind, has only the cases of its rules."""
    names = {name for name in room.__all__ if name != "UnitExpectation"}
    source = "".join(Path(__file__).with_name(f"{name}.py").read_text("utf-8") for name in PROVEN_IN)
    assert len(names) >= 25
    assert {name for name in names if source.count(f"{name}(") == 0} == set()


@pytest.mark.parametrize("name", [name for name in room.__all__ if name != "UnitExpectation"])
def test_every_expectation_says_what_it_leaves_out(name):
    """The docstring is the rule in a sentence, then a numbered list; its numbers stand at the lines that do so."""
    expectation = getattr(room, name)
    assert expectation.__doc__.startswith("Expect ")
    if "Left out" in expectation.__doc__:
        assert "    1. " in expectation.__doc__


# Two sides of figures

SUM = ExpectFiguresToBalance(left="basic.special_funds.final", right="sum(basic.special_fund.final)")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["300.00"], "pass"),
        (["100.00", "200.00"], "pass"),
        (["100.00", "200.01"], "pass"),  # rounding
        (["100.00", "200.02"], "fail"),
        (["100.00", "199.40"], "fail"),
        (["25.00"] * 12, "pass"),
        (["25.00"] * 11 + ["25.06"], "pass"),
        (["25.00"] * 11 + ["25.07"], "fail"),
        (["100.00", "200.00", ""], "pass"),
        (["100.00", "200.00", "/"], "pass"),
        (["100.00", "1.2.3"], "undecidable"),
        (["", ""], "undecidable"),
        ([], "not_applicable"),
    ],
)
def test_rounding_is_no_error_and_an_error_no_rounding(lines, status):
    """Every line adds half of its last digit to what the sum leaves open, and not a bit more."""
    figures = {f"basic.special_fund[{n}].final": text for n, text in enumerate(lines)}
    assert only(SUM, {"facts": {"basic.special_funds.final": "300.00"} | figures}).status == status


def test_balance_shows_both_sides_gap_and_slack():
    """A finding is two numbers, how far they are apart, and how far rounding could have brought them."""
    verdict = only(
        SUM, {"facts": FUNDS | {"basic.special_fund[乙].final": "150.00", "basic.special_fund[丙].final": ""}}
    )
    assert verdict.left is not None and verdict.right is not None
    assert (verdict.left.text, verdict.right.text) == ("300.00万元", "250.00万元")
    assert (verdict.gap, verdict.slack) == (Decimal(500_000), Decimal(150))
    assert [(e.role, e.text) for e in verdict.evidence] == [
        ("left", "300.00"), ("right_part", "100.00"), ("right_part", "150.00"), ("blank_part", ""),
    ]  # fmt: skip
    assert "100.00 + 150.00" in verdict.message["zh"] and "差50.00万元" in verdict.message["zh"]


def test_balance_leaves_out_what_nobody_reports():
    """1: neither side is reported; 3: one is blank, "/" or unreadable, which is never a pass."""
    assert only(SUM, {"facts": {"basic.special_funds.final": "", "basic.special_fund[甲].final": ""}}).status == (
        "not_applicable"
    )
    for text in ("", "/", "1.2.3"):
        verdict = only(SUM, {"facts": FUNDS | {"basic.special_funds.final": text}})
        assert verdict.status == "undecidable" and verdict.message["zh"] and verdict.evidence


def test_a_blank_total_is_named_as_the_cause():
    """What cannot be told for want of a total follows from that total."""
    verdict = only(SUM, {"facts": FUNDS | {"basic.special_funds.final": ""}})
    assert verdict.cause == "FORM-008 basic.special_funds.final"


def test_balance_applies_where_its_condition_holds():
    """2: the condition does not hold or lacks a figure; 3: it depends on a figure that can be read two ways."""
    rule = ExpectFiguresToBalance(
        left="basic.posts.final", right="basic.in_post.final", when="basic.vehicles.final > 0"
    )
    staff = {"posts": "2", "in_post": "1"}
    for text, expected in (("5.00", ["fail"]), ("0.00", []), ("", []), ("/", []), ("1.2.3", ["undecidable"])):
        assert statuses(rule, facts(**staff, vehicles=text)) == expected, text


def test_another_left_side_may_do():
    """Some forms mean the full-year budget where others mean what was executed; one that agrees is enough."""
    rule = ExpectFiguresToBalance(
        left="basic.posts.final", right="basic.in_post.final", instead=["basic.vehicles.final / 10000"]
    )
    assert statuses(ExpectFiguresToBalance(left="basic.posts.final", right="basic.in_post.final", instead=["basic.posts.budget"]),
                    facts(posts="2", posts__budget="1", in_post="1")) == ["pass"]  # fmt: skip
    assert statuses(
        ExpectFiguresToBalance(left="basic.posts.final", right="basic.in_post.final", instead=["basic.posts.budget"]),
        facts(posts="2", posts__budget="3", in_post="1"),
    ) == ["fail"]
    assert rule.formulas()[-1] == "basic.vehicles.final / 10000"


def test_a_rule_runs_once_for_every_value_or_line():
    """Each column on its own, each project on its own, also where names hold signs of the formula language."""
    columns = ExpectFiguresToBalance(
        left="basic.posts.{basis}", right="basic.in_post.{basis}", each={"basis": ["budget", "final"]}
    )
    assert statuses(columns, facts(posts="1", in_post="1", posts__budget="1", in_post__budget="2")) == ["fail", "pass"]
    lines = ExpectFiguresToBalance(
        left="basic.special_fund[{member}].{basis}", right="basic.special_fund[{member}].budget",
        each={"member": "basic.special_fund", "basis": ["final"]},
    )  # fmt: skip
    names = ["甲", 'a"b', "a.b", "x\\y", "sum(1)", "{basis}"]
    case = {"facts": {f"basic.special_fund[{name}].{basis}": "1.00" for name in names for basis in ("final", "budget")}}
    assert statuses(lines, case) == ["pass"] * len(names)


def test_half_of_a_rate_is_undecidable():
    """A rate of which one figure is reported and the other is not applies, and cannot be told."""
    rule = ExpectFiguresToBalance(
        left="basic.in_post.final / basic.posts.final", right="limit", relation="<=", limit="1"
    )
    for in_post, posts, status in (
        ("9", "10", "pass"),
        ("9", "", "undecidable"),
        ("", "10", "undecidable"),
        ("", "", "not_applicable"),
    ):
        assert only(rule, facts(in_post=in_post, posts=posts)).status == status


@pytest.mark.parametrize(
    ("relation", "in_post", "status"),
    [("<=", "10", "pass"), ("<=", "11", "fail"), (">=", "10", "pass"), (">=", "9", "fail"), ("<", "10", "fail"), (">", "11", "pass")],
)  # fmt: skip
def test_relations_are_kept(relation, in_post, status):
    """Counts are exact: 10 of 10 is not above, 11 of 10 is."""
    rule = ExpectFiguresToBalance(left="basic.in_post.final", right="basic.posts.final", relation=relation)
    assert only(rule, facts(in_post=in_post, posts="10")).status == status


def test_a_rate_beside_a_limit_is_shown_as_a_rate():
    """A limit of 0.3 beside a rate is 30 %, and the gap counts percentage points."""
    rule = ExpectFiguresToBalance(
        left="basic.in_post.final / basic.posts.final", right="limit", relation="<=", limit="0.3"
    )
    verdict = only(rule, facts(in_post="5", posts="10"))
    assert verdict.right is not None and verdict.right.text == "30%"
    assert verdict.gap == 20 and "20个百分点" in verdict.message["zh"]


def test_figures_beside_are_shown_with_a_finding():
    """What a reviewer will ask for next stands on the same card."""
    rule = ExpectFiguresToBalance(
        left="basic.posts.final", right="basic.in_post.final", beside=["basic.vehicles.final"]
    )
    failed = only(rule, facts(posts="1", in_post="2", vehicles="3.00"))
    assert [entry.text for entry in failed.evidence if entry.role == "context"] == ["3.00"]


amounts = st.decimals(0, 10**6, places=2)


@settings(max_examples=40, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=8), st.integers(-20, 20))
def test_a_sum_fails_exactly_beyond_its_rounding(lines, off):
    """Whatever the lines are: the total may be off by half a cent a line and half a cent of its own, and by no more."""
    total = sum(lines) + Decimal(off) / 100
    if total < 0:
        return
    figures = {f"basic.special_fund[{n}].final": str(line) for n, line in enumerate(lines)}
    verdict = only(SUM, {"facts": {"basic.special_funds.final": str(total)} | figures})
    assert (verdict.status == "pass") == (abs(off) <= (len(lines) + 1) / 2)
    assert verdict.gap is not None and verdict.slack is not None
    assert (verdict.gap <= verdict.slack) == (verdict.status == "pass")


# What must be reported


def test_required_figures_are_told_apart_by_state():
    """1: no such form; 3: "/" is an answer; 4: what can be read two ways or has no cell is undecidable; only a blank fails."""
    rule = ExpectFiguresToBeReported(figures=["basic.posts.final"])
    found = {text: statuses(rule, facts(posts=text)) for text in ("5", "0", "", "/", "不适用", "1.2.3")}
    assert found == {
        "5": ["pass"], "0": ["pass"], "": ["fail"], "/": ["not_applicable"], "不适用": ["not_applicable"], "1.2.3": ["undecidable"],
    }  # fmt: skip
    assert statuses(rule, {"parts": ["overall"]}) == []
    no_cell = only(rule, facts(vehicles="1.00"))
    assert no_cell.status == "undecidable" and "表中没有" in no_cell.message["zh"]


def test_figures_may_be_required_on_a_condition():
    """2: a budget is required only where money was spent, and 0.00 was not; 4: an unreadable amount leaves it open."""
    rule = ExpectFiguresToBeReported(figures=["basic.vehicles.budget"], when="basic.vehicles.final > 0")
    for spent, expected in (("9.00", ["fail"]), ("0.00", []), ("", []), ("/", []), ("1.2.3", ["undecidable"])):
        assert statuses(rule, facts(vehicles=spent, vehicles__budget="")) == expected, spent
    by_address = ExpectFiguresToBeReported(figures=["basic.vehicles.budget"], when="basic.posts.final")
    assert statuses(by_address, facts(posts="3", vehicles__budget="")) == ["fail"]
    assert statuses(by_address, facts(posts="", vehicles__budget="")) == []
    assert statuses(by_address, facts(posts="1.2.3", vehicles__budget="")) == ["undecidable"]


def test_a_blank_is_shown_with_what_stands_beside_it():
    """The other columns of the row show that something was spent, and the condition why it is asked for."""
    rule = ExpectFiguresToBeReported(
        figures=["basic.vehicles.budget"], when="basic.vehicles.final > 0", beside=["basic.posts.final"]
    )
    verdict = only(rule, facts(vehicles="9.00", vehicles__budget="", vehicles__prior_final="8.00", posts="3"))
    assert {entry.text for entry in verdict.evidence} == {"", "9.00", "8.00", "3"}
    assert "9.00" in verdict.message["zh"]


def test_totals_are_required_where_parts_are():
    """1: no parts, or parts of nought; 2: "/" beside values is left out, too; 3: what can be read two ways."""
    rule = ExpectTotalsToBeReported(
        totals={"basic.vehicles.final": "sum(basic.vehicle_purchase.final, basic.vehicle_running.final)"}
    )
    for total, parts, expected in (
        ("5.00", ("2.00", "3.00"), "pass"),
        ("9.00", ("2.00", "3.00"), "pass"),  # whether it is right is another rule's business
        ("", ("2.00", "3.00"), "fail"),
        ("/", ("2.00", "3.00"), "fail"),
        ("", ("2.00", ""), "fail"),
        ("", ("", ""), "not_applicable"),
        ("", ("0.00", ""), "not_applicable"),
        ("1.2.3", ("2.00", "3.00"), "undecidable"),
        ("", ("1.2.3", ""), "undecidable"),
        ("5.00", ("1.2.3", ""), "not_applicable"),
    ):
        case = facts(vehicles=total, vehicle_purchase=parts[0], vehicle_running=parts[1])
        assert only(rule, case).status == expected, (total, parts)


# Whether everything was handed in


def test_every_part_is_asked_for():
    """One verdict a form, and the one that is missing is named."""
    found = judge(ExpectPartsToBeHandedIn(), {"parts": ["basic", "overall", "report"]})
    assert [v.subject for v in found if v.status == "fail"] == ["project"] and len(found) == 4


def forms(*members: str, state: str = "filled") -> list[dict[str, str]]:
    return [
        {"form": "project", "field": "form", "member": member, "text": "表" if state == "filled" else "/"}
        for member in members
    ]


@pytest.mark.parametrize(
    ("lines", "fields", "expected"),
    [
        ({"甲": "1.00"}, forms("", state="empty"), ["fail"]),
        ({"甲": "1.00"}, [], ["fail"]),
        ({"甲专项": "1.00", "乙专项": "1.00"}, forms("甲项目", "乙支出"), ["pass"]),
        ({"甲专项": "1.00", "乙专项": "1.00"}, forms("甲项目"), ["fail"]),
        ({"甲专项": "1.00", "乙专项": "1.00"}, forms("丙", "丁"), ["undecidable", "undecidable"]),  # 3: by other names
        ({"甲专项": "1.00", "乙专项": "0.00"}, forms("甲"), ["pass"]),  # 2
        ({"甲专项": "1.00", "乙专项": ""}, forms("甲"), ["pass"]),  # 2
    ],
)
def test_project_forms_cover_the_lines(lines, fields, expected):
    """A form of strokes is none; names may differ in the words that every project has."""
    case = {
        "facts": {"basic.project_spending.final": "2.00"}
        | {f"basic.special_fund[{m}].final": t for m, t in lines.items()}
    }
    assert statuses(ExpectProjectFormsToBeFilled(), case | {"fields": fields}) == expected


def test_without_project_spending_no_project_form_is_asked_for():
    """1: a unit that spent nothing on projects owes no form."""
    for text in ("0.00", "", "/"):
        assert statuses(ExpectProjectFormsToBeFilled(), facts(project_spending=text)) == []


def test_fields_are_filled_or_left_blank():
    """1: a project form of strokes is FORM-004's; 2: "/" is an answer."""
    rule = ExpectFieldsToBeFilled(fields=["preparer"])
    for text, expected in (("某", "pass"), ("", "fail"), ("/", "not_applicable")):
        case = {"fields": [{"form": "basic", "field": "preparer", "text": text}]}
        assert only(rule, case).status == expected
    case = {"fields": [{"form": "project", "field": "preparer", "text": ""}, *forms("", state="empty")]}
    assert statuses(rule, case) == [] and statuses(rule, {}) == []


def test_leftovers_are_absent_or_named():
    """A placeholder that nobody filled in is shown; where none is left, the rule has looked."""
    rule = ExpectFieldsToBeFilled(fields=["placeholder"], absent=True)
    assert statuses(rule, {}) == ["pass"]
    verdict = only(rule, {"fields": [{"form": "report", "field": "placeholder", "text": "XX"}]})
    assert verdict.status == "fail" and "XX" in verdict.message["zh"]


# Points


def points(
    *rows: tuple[str, str], total: tuple[str, str] = ("100", "100"), execution: tuple[str, str] = ("10", "10")
) -> Case:
    indicators = [row("1户", "1户", f"指标{n}", weight=weight, score=score) for n, (weight, score) in enumerate(rows)]
    return {
        "indicators": indicators,
        "facts": {
            "overall.total.weight": total[0], "overall.total.score": total[1],
            "overall.total_funds.weight": execution[0], "overall.total_funds.score": execution[1],
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("basis", "case", "expected"),
    [
        ("weight", points(("90", "88")), ["pass"]),
        ("weight", points(("80", "80")), ["fail"]),
        ("weight", points(("100", "100")), ["fail"]),  # 100 and 10 for execution
        ("weight", points(("90", "90"), total=("90", "90")), ["fail"]),
        ("weight", points(("90", "90"), total=("", "")), ["pass"]),  # 2: held against 100
        ("score", points(("90", "88"), total=("100", "98")), ["pass"]),
        ("score", points(("90", "88"), total=("100", "99")), ["fail"]),
        ("score", points(("90", "88.5"), total=("100", "98.5")), ["pass"]),
        ("score", points(("90", "88"), total=("100", "")), ["undecidable"]),  # 2
        ("score", points(("90", "满分")), ["undecidable"]),  # 3
        ("weight", points(("90", "90"), execution=("1.2.3", "10")), ["undecidable"]),  # 3
        ("weight", points(("", "")), []),  # 1
        ("weight", {}, []),  # 1
    ],
)
def test_points_add_up(basis, case, expected):
    """To 100 and to the total row, with execution's own points or with those that stand among the indicators."""
    assert statuses(ExpectPointsToAddUp(form="overall", basis=basis, execution=["10", "20"]), case) == expected


def test_weights_add_up_to_what_a_class_states():
    """50 points in the heading and 40 beneath it do not agree; a heading without points says nothing."""
    rule = ExpectPointsToAddUp(form="overall", basis="weight", execution=["10", "20"])
    indicators = [
        row("1户", "1户", "甲", level_1="产出指标（50分）", weight="40"),
        row("1户", "1户", "乙", "社会效益指标", level_1="效益指标", weight="50"),
    ]
    found = judge(rule, points() | {"indicators": indicators})
    assert [(v.subject, v.status) for v in found] == [
        ("overall.total.weight", "pass"), ("overall.level_1[产出指标].stated", "fail"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "score", "expected"),
    [
        ("10", "10", "pass"),
        ("10", "0", "pass"),
        ("10", "10.5", "fail"),
        ("10", "-1", "fail"),
        ("10", "满分", "undecidable"),
    ],
)
def test_scores_keep_within_their_weights(weight, score, expected):
    """1: rows without a score or a weight are left out; 2: what cannot be read is undecidable."""
    assert statuses(ExpectScoresWithinWeights(), {"indicators": [row("1户", "1户", weight=weight, score=score)]}) == [
        expected
    ]
    for pair in (("", score), (weight, "")):
        indicator = row("1户", "1户", weight=pair[0], score=pair[1])
        assert "fail" not in statuses(ExpectScoresWithinWeights(), {"indicators": [indicator]})


# Prose and figures

SPENT = ExpectClaimsToMatchFigures(figures=[["basic.project_spending.final", "overall.project_spending.stated"]])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2023年项目支出300.00万元。", "pass"),
        ("2023年项目支出3000000元。", "pass"),
        ("2023年项目支出300万元。", "pass"),
        ("2023年项目支出约300万元。", "pass"),
        ("2023年项目支出310.00万元。", "fail"),
        ("2023年项目支出超过310万元。", "fail"),
        ("2023年项目支出0.03亿元。", "pass"),
    ],
)
def test_prose_agrees_with_a_figure_as_closely_as_it_says(text, status):
    """Other units, other precision and 约 are other ways to say the same; another number is not."""
    assert only(SPENT, facts(project_spending="300.00") | {"report": [text]}).status == status


def test_prose_is_held_against_every_figure_of_its_group():
    """Where two forms give the figure, the one that contradicts the report is shown, and the other beside it."""
    case = facts(project_spending="300.00") | {"report": ["2023年项目支出300.00万元。"]}
    case["facts"]["overall.project_spending.stated"] = "310.00"
    verdict = only(SPENT, case)
    assert verdict.status == "fail" and verdict.gap == 100_000
    assert {entry.role for entry in verdict.evidence} == {"left", "right", "context"}


def test_prose_about_what_no_form_gives():
    """2: "there is none" agrees with a blank; 3: unreadable is undecidable; 4: without a cell it is not applicable."""
    rule = ExpectClaimsToMatchFigures(figures=[["overall.government_fund.stated"]])
    none = {"report": ["我单位2023年度无政府性基金预算。"]}
    for text, status in (("", "pass"), ("/", "pass"), ("0.00", "pass"), ("15.00", "fail")):
        assert only(rule, {"facts": {"overall.government_fund.stated": text}} | none).status == status, text
    said = {"report": ["2023年项目支出300.00万元。"]}
    for text, status in (("", "fail"), ("1.2.3", "undecidable")):
        assert only(SPENT, facts(project_spending=text) | said).status == status, text


def test_a_blank_total_is_held_against_its_lines():
    """The report names running costs, the form leaves them out and gives their lines: the blank is the cause."""
    rule = ExpectClaimsToMatchFigures(
        figures=[["basic.running_costs.final"]], parts={"basic.running_costs.final": "sum(basic.running_cost.final)"}
    )
    case = facts(running_costs="") | {"report": ["2023年公用经费50.00万元。"]}
    alone = only(rule, case)
    assert alone.status == "fail" and alone.cause == "FORM-002 basic.running_costs.final"
    case["facts"] |= {"basic.running_cost[办公经费].final": "20.00", "basic.running_cost[差旅费].final": "9.00"}
    verdict = only(rule, case)
    assert verdict.cause == "FORM-008 basic.running_costs.final"
    assert verdict.right is not None and verdict.right.text == "29.00万元" and "29.00万元" in verdict.message["zh"]


LINES = {f"basic.special_fund[{name}专项].final": f"{n}0.00" for n, name in enumerate(["环卫", "道路", "养老"], 1)}


def listing(*lines: tuple[str, str]) -> Case:
    total = "2023年项目支出60.00万元，明细如下（单位：万元）："
    return {"facts": LINES, "report": [total, [["项目", "金额"], *map(list, lines)]]}


@pytest.mark.parametrize(
    ("lines", "failed"),
    [
        ([("环卫专项", "10.00"), ("道路专项", "20.00"), ("养老专项", "30.00")], []),
        ([("环卫专项", "10.00"), ("道路专项", "20.00")], ["basic.special_fund[养老专项].final"]),
        ([("环卫专项", "10.00")], []),  # 1: an example, no list
        (
            [("环卫专项", "10.00"), ("道路专项", "21.00"), ("养老专项", "30.00")],
            ["report:basic.special_fund[道路专项].final"],
        ),
        (
            [("环卫专项", "10.00"), ("道路专项", "20.00"), ("养老专项", "30.00"), ("绿化专项", "5.00")],
            ["report:basic.special_fund[绿化专项].final"],
        ),
    ],
)
def test_a_list_of_lines_is_whole(lines, failed):
    """Another amount, a line that is missing and a line that was added are three findings; a few examples are none."""
    found = judge(ExpectListedLinesToMatch(lines=["basic.special_fund"]), listing(*lines))
    assert [verdict.subject for verdict in found if verdict.status == "fail"] == failed


def test_lines_without_spending_need_not_be_listed():
    """2: what was not spent is not missed."""
    case = listing(("环卫专项", "10.00"), ("道路专项", "20.00"))
    case["facts"] = LINES | {"basic.special_fund[养老专项].final": ""}
    assert "fail" not in statuses(ExpectListedLinesToMatch(lines=["basic.special_fund"]), case)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("登记在册的古树名木共312株。", "登记在册的古树名木共321株，分布零散。", ["fail"]),
        ("登记在册的古树名木共312株。", "登记在册的古树名木共312株，分布零散。", ["pass"]),
        ("登记在册的古树名木共312株。", "登记在册的古树名木300余株，分布零散。", []),
        ("新增乔木312株。", "新增灌木321株。", []),
    ],
)
def test_one_quantity_has_one_value(first, second, expected):
    """What is said twice in the same words must be the same number; 3: said roughly, it may be what the words allow."""
    found = statuses(ExpectOneQuantityToHaveOneValue(), {"report": [first, second]})
    assert [status for status in found if status == "fail"] == [status for status in expected if status == "fail"]
    if "pass" in expected:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("机关设置2个股室：办公室、财务室。", ["pass"]),
        ("机关设置3个股室：办公室、财务室。", ["fail"]),
        ("下设办公室、财务室2个股室。", ["pass"]),
        ("机关设置3个股室：办公室、财务室等。", ["pass"]),  # 2
        ("机关设置2个股室：办公室、财务室、人事室等。", ["fail"]),  # 2
        ("机关设置3个股室。", []),  # 1
    ],
)
def test_names_are_counted(text, expected):
    """A stated count and the names that stand with it must be as many."""
    assert statuses(ExpectListedNamesToBeCounted(), {"report": [text]}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("基本支出100.00万元，其中：人员经费80.00万元，公用经费20.00万元。", ["pass"]),
        ("基本支出100.00万元，其中：人员经费80.00万元，公用经费20.01万元。", ["pass"]),
        ("基本支出100.00万元，其中：人员经费80.00万元，公用经费30.00万元。", ["fail"]),
        ("基本支出100.00万元，其中：人员经费80.00万元。", []),  # 1
        ("全镇党员100人，其中女党员20人。", []),  # 2
    ],
)
def test_parts_of_a_text_add_up(text, expected):
    """What is named after 其中 is the whole of the total, unless it is a single part or a mere portion."""
    assert statuses(ExpectPartsOfTextToAddUp(), {"report": [text]}) == expected


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("基本支出100.00万元，其中：人员经费80.00万元，占基本支出的80.00%；公用经费20.00万元。", "share", ["pass"]),
        ("基本支出100.00万元，其中：人员经费80.00万元，占基本支出的70.00%；公用经费20.00万元。", "share", ["fail"]),
        ("人员经费占基本支出的70.00%。", "share", ["not_applicable"]),  # 1
        ("2023年三公经费支出9.00万元，比上年的10.00万元下降10.00%。", "growth", ["pass"]),
        ("2023年三公经费支出9.00万元，比上年的10.00万元下降20.00%。", "growth", ["fail"]),
        ("辖区商贸业同比增长20%。", "growth", ["not_applicable"]),  # 1
    ],
)
def test_ratios_follow_from_their_figures(text, relation, expected):
    """A share and a growth are reckoned again from the two figures beside them, where these are known."""
    assert statuses(ExpectRatiosInTextToFollow(relation=relation), {"report": [text]}) == expected


TRAINED = row("500人", "500人", "培训人数")


@pytest.mark.parametrize(
    ("text", "target", "actual", "expected"),
    [
        ("全年培训人数达500人。", "500人", "500人", "pass"),
        ("全年培训人数520人，超额完成任务。", "500人", "520人", "pass"),
        ("全年培训人数近500人，超额完成任务。", "500人", "500人", "fail"),
        ("全年培训人数近500人。", "500人", "500人", "fail"),
        ("全年培训人数近500人。", "500人", "490人", "pass"),
        ("全年培训人数480人，完成了目标任务。", "500人", "480人", "fail"),
        ("全年培训人数480人，未完成目标任务。", "500人", "480人", "pass"),
        ("全年培训人数520人，未完成目标任务。", "500人", "520人", "fail"),
    ],
)
def test_words_fit_their_figures(text, target, actual, expected):
    """ "Nearly" the target was not reached, "exceeded" is above it, "missed" below."""
    case = {"indicators": [row(target, actual, "培训人数")], "report": [text]}
    assert statuses(ExpectWordingToFitFigures(), case) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年三公经费支出9.00万元，比上年的10.00万元下降10.00%。", ["pass"]),
        ("2023年三公经费支出11.00万元，比上年的10.00万元下降10.00%。", ["fail"]),
        ("辖区商贸业同比下降20%。", []),  # 3
    ],
)
def test_a_rise_is_not_called_a_fall(text, expected):
    """The direction is a matter of words; its amount is RATE-006's."""
    assert statuses(ExpectWordingToFitFigures(), {"report": [text]}) == expected


@pytest.mark.parametrize(
    ("aspect", "text", "expected"),
    [
        ("value", "全年培训人数500人。", ["pass"]),
        ("value", "全年培训人数505人。", ["fail"]),
        ("value", "各项工作有序推进。", []),  # 3
        ("present", "全年培训人数505人。", ["pass"]),
        ("present", "各项工作有序推进。", ["fail"]),
    ],
)
def test_indicators_are_told(aspect, text, expected):
    """What the prose says of an indicator is what its cell says; that nobody speaks of it is another rule's finding."""
    rule = ExpectIndicatorsToBeTold(aspect=aspect)
    assert statuses(rule, {"indicators": [TRAINED], "report": [text]}) == expected
    for left_out in (row("不适用", "不适用", "不适用"), row("显著加强", "显著加强", "能力")):  # 1
        assert statuses(rule, {"indicators": [left_out], "report": [text]}) == []


# Indicators


@pytest.mark.parametrize(
    ("only_kind", "indicator", "expected"),
    [
        ("cost", row("≤10.00万元", "9.00万元", "成本", "成本指标"), ["pass"]),
        ("cost", row("≤10.00万元", "11.00万元", "成本", "成本指标"), ["fail"]),
        ("cost", row("≤10.00万元", "合理", "成本", "成本指标"), ["undecidable"]),  # 2
        ("cost", row("≥10户", "9户"), []),
        ("scored", row("≥10户", "5户", score="10"), ["fail"]),
        ("scored", row("≥10户", "5户", score="5"), ["pass"]),
        ("scored", row("≥10户", "9户", score="9"), ["pass"]),
        ("scored", row("≥10户", "10户", score="10"), ["pass"]),
        ("scored", row("0%", "0%", "事故发生率"), ["pass"]),
        ("scored", row("显著加强", "显著加强"), ["undecidable"]),  # 2
        ("scored", row("≥10户", "5户", score=""), []),
        ("explained", row("≥10户", "5户", score="5", reason="受灾"), ["pass"]),
        ("explained", row("≥10户", "5户", score="5"), ["fail"]),
        ("explained", row("≥10户", "10户", score="9"), ["fail"]),
        ("explained", row("≥10户", "10户"), []),
        ("cost", row("不适用", "不适用", "不适用", "成本指标"), []),  # 1
        ("scored", row("不适用", "不适用", "不适用"), []),  # 1
    ],
)
def test_targets_are_met_scored_and_explained(only_kind, indicator, expected):
    """Three questions about one row: was a cost kept, was a miss scored as one, and was it explained."""
    rule = ExpectTargetsToBeMet(only=only_kind, near_full="0.8")
    assert statuses(rule, {"indicators": [indicator]}) == expected


def test_a_cost_target_missed_is_the_cause_of_its_score():
    """The generous score follows from the target that was missed."""
    indicator = row("≤10.00万元", "30.00万元", "成本", "成本指标", score="9")
    verdict = only(ExpectTargetsToBeMet(only="scored", near_full="0.8"), {"indicators": [indicator]})
    assert verdict.cause == "GOAL-006 overall.indicator[成本]"


@pytest.mark.parametrize(
    ("target", "is_measurable"),
    [
        ("139处", True), ("≥95%", True), ("2023年12月底前", True), ("每周五下午", True), ("已完成", True), ("不发生", True),
        ("全覆盖", True), ("不超过年初预算", True), ("显著加强", False), ("努力打造", False), ("制定方案", False),
        ("有效提升", False), ("进一步改善", False),
    ],
)  # fmt: skip
def test_targets_that_can_be_measured(target, is_measurable):
    """A number, a date, a rhythm or a plain yes or no can be told; an adjective cannot."""
    found = statuses(ExpectTargetsToBeMeasurable(), {"indicators": [row(target, "")]})
    assert found == ["pass" if is_measurable else "fail"]


def test_empty_and_inapplicable_targets_are_left_out():
    """1: where there is no target, there is nothing to measure."""
    assert (
        statuses(ExpectTargetsToBeMeasurable(), {"indicators": [row("", ""), row("不适用", "不适用", "不适用")]}) == []
    )


def test_versions_of_a_part_agree():
    """Two versions of one form contradict each other; of the others there is one."""
    other = {"form": "overall", "field": "other_version", "text": "b.pdf：12.00；a.docx：21.00"}
    found = judge(ExpectOneVersionOfEachPart(), {"fields": [other]})
    assert {verdict.subject: verdict.status for verdict in found} == {
        "overall": "fail", "basic": "pass", "project": "pass", "report": "pass",
    }  # fmt: skip


def test_a_sum_with_an_unread_row_is_undecidable():
    """4: a row that nobody could read may be the part that a sum lacks; without one the sum contradicts itself."""
    rule = ExpectFiguresToBalance(
        left="overall.executed", right="sum(overall.general_budget.stated, overall.other_funds.stated)"
    )
    facts = {"overall.total_funds.final": "50.00", "overall.general_budget.stated": "40.00"}
    unread = {"form": "overall", "field": "unknown_label", "text": "单位资金"}
    assert statuses(rule, {"facts": facts}) == ["fail"]
    assert statuses(rule, {"facts": facts, "fields": [unread]}) == ["undecidable"]
    assert statuses(rule, {"facts": facts, "fields": [unread | {"form": "basic"}]}) == ["fail"]


def test_classes_have_indicators():
    """A class that the form prints and leaves empty fails; one that it does not print at all is worth a look."""
    indicators = [
        row("1户", "1户", "甲"), row("", "", "", "质量指标"), row("不适用", "不适用", "不适用", "时效指标"),
    ]  # fmt: skip
    found = judge(ExpectClassesToHaveIndicators(), {"indicators": indicators})
    assert [(v.subject, v.status, v.severity) for v in found] == [
        ("overall.level_2[数量指标]", "pass", None),
        ("overall.level_2[质量指标]", "fail", None),
        ("overall.level_2[时效指标]", "pass", None),
        ("overall.level_2[成本指标]", "fail", "info"),
    ]
    with_costs = [*indicators, row("≤1万元", "1万元", "乙", "经济成本指标", level_1="成本指标")]
    subjects = [v.subject for v in judge(ExpectClassesToHaveIndicators(), {"indicators": with_costs})]
    assert "overall.level_2[成本指标]" not in subjects  # 3


def test_actuals_that_repeat_words():
    """Words that are said again are no result; 2: a number that is reached is one."""
    rule = ExpectActualsNotToRepeatTargets()
    assert statuses(rule, {"indicators": [row("显著加强", "显著 加强")]}) == ["fail"]
    assert statuses(rule, {"indicators": [row("显著加强", "举办12场")]}) == ["pass"]
    assert (
        statuses(rule, {"indicators": [row("12场", "12场"), row("显著加强", ""), row("不适用", "不适用", "不适用")]})
        == []
    )


def test_actuals_that_all_equal_their_targets():
    """Equal to the digit throughout means written afterwards; 1: "≥95%" with 95 % proves nothing; 2: a few may be equal."""
    rule = ExpectActualsToDifferFromTargets(share="0.95")
    same = [row(f"{n}户", f"{n}户", f"指标{n}") for n in range(1, 7)]
    assert statuses(rule, {"indicators": same}) == ["fail"]
    assert statuses(rule, {"indicators": [*same, row("7户", "8户", "别的")]}) == ["pass"]
    assert statuses(rule, {"indicators": same[:4]}) == ["not_applicable"]
    assert statuses(rule, {"indicators": [row(f"≥{n}户", f"{n}户", f"指标{n}") for n in range(1, 7)]}) == []


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (row("≥60公里", "88公里"), ["fail"]),
        (row("≥60公里", "78公里"), ["pass"]),
        (row("≤12件", "2件", "投诉"), []),  # 1
        (row("0件", "5件"), []),  # 1
        (row("显著加强", "88公里"), []),  # 2
    ],
)
def test_targets_that_were_set_too_low(indicator, expected):
    """Passed by half again, a target asked for nothing; fewer complaints than allowed are no such thing."""
    assert statuses(ExpectTargetsNotToBeTooLow(limit="0.3"), {"indicators": [indicator]}) == expected


# One unit, one year, one trend


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("东江市西川区丰禾街道办事处", "丰禾街道", True),
        ("东江市西川区丰禾街道办事处", "东江市西川区丰禾街道 办事处", True),
        ("丰禾街道办事处", "丰禾路街道办事处", False),
        ("丰禾街道办事处", "丰木街道办事处", False),
        ("东江市园林绿化管理处", "园林绿化管理处", True),
    ],
)
def test_a_short_form_is_the_same_name(one, other, is_same):
    """Words left out make a short form, words put in or changed another unit."""
    assert same_name(one, other) == same_name(other, one) == is_same
    case = {
        "fields": [
            {"form": form, "field": "unit_name", "text": text} for form, text in (("basic", one), ("report", other))
        ]
    }
    assert statuses(ExpectOneUnitName(), case)[0] == ("pass" if is_same else "fail")


def test_other_names_in_the_prose_are_found():
    """One sign put in, changed or left out before the kind of unit; 1: of two signs, one other makes a neighbour."""
    assert stem_of("东江市西川区丰禾街道办事处") == ("丰禾", "街道")
    assert [name for name, _ in near_names("丰禾路街道与丰禾街道、丰木街道", "丰禾", "街道")] == ["丰禾路街道"]
    assert [name for name, _ in near_names("在大丰木街道，在大丰街道", "大丰禾", "街道")] == ["大丰木街道", "大丰街道"]
    case = {"fields": [{"form": "basic", "field": "unit_name", "text": "丰禾街道办事处"}]}
    text = "丰禾路街道党工委领导本地区工作，丰禾路街道办事处负责服务。"
    verdict = judge(ExpectOneUnitName(), case | {"report": [text]})
    assert [v.status for v in verdict] == ["fail"] and "丰禾路街道" in verdict[0].evidence[1].quote


def test_one_year_is_meant_throughout():
    """A heading left over from last year, and a sentence about the unit's own year; 1: a comparison may name another."""
    years = [{"form": form, "field": "year", "text": "2022"} for form in ("basic", "overall", "report")]
    old = {"form": "report", "field": "section", "text": "六、2021年度绩效情况"}
    assert statuses(ExpectOneYear(), {"fields": years}) == ["pass"] * 3
    assert statuses(ExpectOneYear(), {"fields": [*years, old]})[-1] == "fail"
    said = {"fields": years, "report": ["我单位2021年度无政府性基金预算。", "我单位2021年度支出比2022年少。"]}
    assert statuses(ExpectOneYear(), said)[3:] == ["fail"]
    assert statuses(ExpectOneYear(), {}) == []


@pytest.mark.parametrize(
    ("prior", "final", "expected"),
    [
        ("100.00", "20.00", ["fail"]),
        ("100.00", "90.00", ["pass"]),
        ("1.00", "5.00", ["pass"]),  # much in share, little in money
        ("100.00", "", []),  # 2
        ("0.00", "90.00", []),  # 2
        ("", "90.00", []),  # 2
        ("1.2.3", "90.00", ["undecidable"]),  # 1
    ],
)
def test_lines_that_changed_much(prior, final, expected):
    """Both in share and in money; a line that begins or ends has not changed."""
    rule = ExpectLinesToChangeWithin(lines=["basic.special_fund"], share="0.3", amount_yuan="50000")
    case = {"facts": {"basic.special_fund[甲].prior_final": prior, "basic.special_fund[甲].final": final}}
    assert statuses(rule, case) == expected


def test_execution_among_the_indicators_counts_once():
    """Some forms list 预算执行率 among the indicators and in the funds row, and print its points in both."""
    case = points(("90", "90"))
    listed = {**case["indicators"][0], "name": "预算执行率", "weight": "10", "score": "10"}
    case = {**case, "indicators": [*case["indicators"], listed]}
    verdicts = list(
        room.ExpectPointsToAddUp(form="overall", basis="weight", execution=["10", "20"]).judge(index_of(case))
    )
    assert [verdict.status for verdict in verdicts] == ["pass"]


@pytest.mark.parametrize(
    ("actual", "score", "total", "status"),
    [
        ("100件", "100", "100", "pass"),
        ("60件", "95", "95", "fail"),
        ("60件", "50", "50", "pass"),
        ("60件", "95", "", "undecidable"),
    ],
)
def test_the_self_score_follows_from_what_was_achieved(actual, score, total, status):
    """A unit may give itself less than follows, never more."""
    row = {
        "name": "办件数",
        "level_2": "数量指标",
        "target": "100件",
        "actual": actual,
        "weight": "100",
        "score": score,
    }
    index = index_of({"indicators": [row], "facts": {"overall.total.score": total}})
    [verdict] = room.ExpectSelfScoreToFollow(limit="1").judge(index)
    assert verdict.status == status


def test_a_total_is_not_held_against_rows_that_could_not_be_read():
    """A row that lost its weight would make the recomputed total too small, and the unit look generous."""
    row = {"name": "办件数", "level_2": "数量指标", "target": "100件", "actual": "100件", "weight": "90", "score": "90"}
    index = index_of({"indicators": [row], "facts": {"overall.total.score": "100"}})
    [verdict] = room.ExpectSelfScoreToFollow(limit="1").judge(index)
    assert verdict.status == "undecidable"


def test_names_with_quotes_are_lines_too():
    """A line's name may hold quotes; a negative prior makes a ratio negative, not small."""
    facts = {
        'basic.special_fund[“三资”"清理"].prior_final': "10.00", 'basic.special_fund[“三资”"清理"].final': "90.00",
        "basic.special_fund[退库].prior_final": "（10.00）", "basic.special_fund[退库].final": "90.00",
    }  # fmt: skip
    rule = room.ExpectLinesToChangeWithin(lines=["basic.special_fund"], share="0.3", amount_yuan="50000")
    assert [verdict.status for verdict in rule.judge(index_of({"facts": facts}))] == ["fail", "fail"]


@pytest.mark.parametrize("reason", ["", "无", "/", "—"])
def test_no_reason_is_no_reason_in_any_words(reason):
    """A dash in the column for reasons explains nothing."""
    row = {"name": "办件数", "target": "100件", "actual": "80件", "weight": "10", "score": "8", "reason": reason}
    [verdict] = room.ExpectTargetsToBeMet(only="explained").judge(index_of({"indicators": [row]}))
    assert verdict.status == "fail"


@pytest.mark.parametrize("huge", ["9" * 30 + ".99", "-" + "9" * 30 + ".99", "0." + "0" * 29 + "1"])
def test_numbers_beyond_all_measure_are_shown(huge):
    """However long a number is, the check says what it found instead of breaking."""
    verdict = only(SUM, {"facts": FUNDS | {"basic.special_funds.final": huge}})
    assert verdict.status == "fail" and verdict.left is not None and verdict.left.text.endswith("万元")
    rate = ExpectFiguresToBalance(
        left="basic.in_post.final / basic.posts.final", right="limit", relation="<=", limit="1"
    )
    assert statuses(rate, facts(in_post="9" * 30, posts="1")) == ["fail"]
