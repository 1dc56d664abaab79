"""Formulas over addresses: what they come to, what they refuse, and how they say so."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfaudit.errors import FormulaError
from perfaudit.formulas import (
    RELATIONS,
    Missing,
    Value,
    known_addresses,
    known_bases,
    parse_comparison,
    parse_formula,
)
from perfaudit.formulas.syntax import MAX_DEPTH, MAX_LENGTH
from perfaudit.quantities import Interval
from perfaudit.records import Fact, Records
from perfaudit.unit_index import UnitIndex
from tests.audits import index_of

FACTS = {
    "basic.special_funds.final": "300.00",
    "basic.special_fund[甲].final": "100.00",
    "basic.special_fund[乙].final": "200.00",
    "basic.special_fund[丙].final": "",
    "basic.running_costs.final": "",
    "basic.maintenance.final": "/",
    "basic.operations.final": "1.2.3",
    "basic.posts.final": "10",
    "basic.in_post.final": "9",
    "basic.staff_control_rate.final": "90.00%",
    "overall.total_funds.budget": "200.00",
    "overall.total_funds.full_year": "250.00",
    "overall.total_funds.final": "240.00",
    "overall.total_funds.rate": "96.00%",
    "overall.total_funds.weight": "10",
    "overall.total_funds.score": "9.6",
    "overall.other_funds.stated": "0.00",
}
UNIT = index_of({"facts": FACTS})


def evaluate(text: str, unit: UnitIndex = UNIT, limit: Decimal | None = None) -> Value:
    value = parse_formula(text).evaluate(unit, limit)
    assert isinstance(value, Value), value
    return value


def missing(text: str) -> list[tuple[str, str]]:
    value = parse_formula(text).evaluate(UNIT)
    assert isinstance(value, list)
    return [(entry.address, entry.state) for entry in value]


def error_of(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    return str(caught.value)


# What formulas come to


@pytest.mark.parametrize(
    ("text", "middle", "measure"),
    [
        ("basic.special_funds.final", "3000000", "元"),
        ('basic.special_fund["甲"].final', "1000000", "元"),
        ("basic.special_fund[甲].final", "1000000", "元"),
        ("sum(basic.special_fund.final)", "3000000", "元"),
        ("overall.full_year_budget - overall.initial_budget", "500000", "元"),
        ("(overall.full_year_budget - overall.initial_budget) / overall.initial_budget", "0.25", "%"),
        ("basic.in_post.final / basic.posts.final", "0.9", "%"),
        ("basic.in_post.final + 1", "10", "人"),
        ("-basic.in_post.final", "-9", "人"),
        ("overall.total_funds.weight * overall.executed / overall.full_year_budget", "9.6", "分"),
        ("max(basic.in_post.final, basic.posts.final)", "10", "人"),
        ("min(basic.in_post.final, basic.posts.final)", "9", "人"),
        ("abs(basic.in_post.final - basic.posts.final)", "1", "人"),
        ("count(basic.special_fund.final)", "2", ""),
        ("limit", "0.3", ""),
        ("2 * 3 - 1.5", "4.5", ""),
    ],
)
def test_formulas_are_reckoned(text, middle, measure):
    """Every function, operator, alias and way to name a member comes to what one reckons on paper."""
    value = evaluate(text, limit=Decimal("0.3"))
    assert (round(value.middle, 6), value.measure) == (Decimal(middle), measure)


def test_a_figure_stands_for_its_rounding_interval():
    """Two printed decimals of 万元 leave 50 yuan to either side; a count leaves nothing."""
    assert evaluate("basic.special_funds.final").interval == Interval(Decimal(2999950), Decimal(3000050))
    assert evaluate("basic.posts.final").interval == Interval.exact(10)


def test_printed_widens_points_by_half_of_their_last_digit():
    """A score of 9.6 is given, not measured, and yet was rounded from a rate."""
    score, widened = evaluate("overall.total_funds.score"), evaluate("printed(overall.total_funds.score)")
    assert score.interval == Interval.exact(Decimal("9.6"))
    assert widened.interval == Interval(Decimal("9.55"), Decimal("9.65"))


def test_percent_and_ratio_are_one_kind():
    """A rate printed as 90.00% and one worked out as 9 ÷ 10 are compared with each other, not a hundred times apart."""
    printed, worked = (
        evaluate("basic.staff_control_rate.final"),
        evaluate("basic.in_post.final / basic.posts.final"),
    )
    assert printed.interval == Interval(Decimal("0.89995"), Decimal("0.90005"))
    assert printed.interval.meets(worked.interval) and printed.measure == worked.measure == "%"


def test_the_figures_of_a_formula_are_kept():
    """A finding shows every cell that went into it, and the blank ones that a sum passed over."""
    value = evaluate("sum(basic.special_fund.final) - basic.special_funds.final")
    assert [fact.raw_text for fact in value.figures] == ["100.00", "200.00", "300.00"]
    assert [(entry.address, entry.state) for entry in value.skipped] == [("basic.special_fund[丙].final", "blank")]


sums = st.lists(
    st.tuples(st.decimals(-(10**6), 10**6, places=2), st.decimals(Decimal("-0.005"), Decimal("0.005"), places=5)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(sums)
def test_a_sum_contains_every_true_value(figures):
    """Whatever the true figures behind the rounded ones are, their sum lies in the interval: rounding is never an alarm."""
    facts = tuple(
        Fact(f"basic.special_fund[{n}].final", "basic", "special_fund", str(n), "final", printed, "元",
             Decimal("0.005"), str(printed), "reported", str(n), "")
        for n, (printed, _) in enumerate(figures)
    )  # fmt: skip
    unit = UnitIndex(Records(facts))
    total = evaluate("sum(basic.special_fund.final)", unit)
    assert total.interval.contains(sum(printed + off for printed, off in figures))
    assert total.interval.contains(sum(printed for printed, _ in figures))
    width = total.interval.high - total.interval.low
    assert width == Decimal("0.01") * len(figures)
    apart = evaluate("basic.special_fund['0'].final - sum(basic.special_fund.final)", unit)
    assert apart.interval.contains(figures[0][0] - sum(printed + off for printed, off in figures))


# What is missing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("basic.running_costs.final", [("basic.running_costs.final", "blank")]),
        ("basic.maintenance.final", [("basic.maintenance.final", "not_applicable")]),
        ("basic.operations.final", [("basic.operations.final", "undecidable")]),
        ("basic.special_funds.budget", [("basic.special_funds.budget", "absent")]),
        ("basic.vehicles.final", [("basic.vehicles.final", "no_row")]),
        ('basic.special_fund["丁"].final', [("basic.special_fund[丁].final", "absent")]),
        ("basic.posts.final / overall.other_funds", [("overall.other_funds", "zero")]),
        (
            "basic.running_costs.final + basic.maintenance.final",
            [("basic.running_costs.final", "blank"), ("basic.maintenance.final", "not_applicable")],
        ),
        ("min(basic.running_costs.final, 1)", [("basic.running_costs.final", "blank")]),
        ("sum(basic.running_costs.final)", [("basic.running_costs.final", "blank")]),
        ("sum(basic.upper_transfer.final)", [("basic.upper_transfer.final", "no_row")]),
    ],
)
def test_what_stands_in_a_formula_must_be_there(text, expected):
    """Blank, not applicable, unreadable, no such column, no such row and zero are six reasons, and none of them is a nought."""
    assert missing(text) == expected


def test_blank_parts_of_a_sum_count_as_nothing():
    """A form leaves the lines blank on which nothing was spent."""
    assert evaluate("sum(basic.special_fund.final, basic.running_costs.final)").middle == 3_000_000


def test_an_unreadable_part_leaves_a_sum_undecided():
    """A part that may be anything is not nothing."""
    assert ("basic.operations.final", "undecidable") in missing("sum(basic.special_fund.final, basic.operations.final)")


def test_a_denominator_that_may_be_zero_divides_nothing():
    """0.00 with its rounding is no number to divide by, be it ever so little above or below nought."""
    assert missing("overall.executed / overall.other_funds") == [("overall.other_funds", "zero")]


# What does not go together


@pytest.mark.parametrize(
    "text",
    [
        "basic.posts.final + basic.special_funds.final",
        "basic.posts.final - basic.special_funds.final",
        "sum(basic.posts.final, basic.special_funds.final)",
        "min(basic.posts.final, basic.special_funds.final)",
        "basic.staff_control_rate.final + basic.posts.final",
    ],
)
def test_measures_must_go_together(text):
    """People and money add up to nonsense that would pass for a figure."""
    with pytest.raises(FormulaError, match="do not go together"):
        parse_formula(text).evaluate(UNIT)


def test_several_members_are_not_one_figure():
    """An item with many lines is summed, or one line is named; it is never the first that happens to come."""
    with pytest.raises(FormulaError, match="3 members"):
        parse_formula("basic.special_fund.final").evaluate(UNIT)


def test_an_address_without_basis_must_leave_one_reading():
    """The basis may be left out where the forms print the item on one basis only."""
    assert evaluate("overall.other_funds").middle == 0
    with pytest.raises(FormulaError, match="several bases"):
        parse_formula("overall.total_funds").evaluate(UNIT)


def test_a_limit_must_be_given():
    """A rule that names a limit and gets none has nothing to hold the figure against."""
    with pytest.raises(FormulaError, match="no limit was given"):
        parse_formula("limit").evaluate(UNIT)


# Comparisons


def test_comparisons_are_read_into_sides():
    """A condition keeps its two sides and its relation, as they were written."""
    left, relation, right = parse_comparison("  basic.special_funds.final  >=  sum(basic.special_fund.final) ")
    assert (left.text, relation, right.text) == (
        "basic.special_funds.final", ">=", "sum(basic.special_fund.final)",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["basic.posts.final", "1 < 2 < 3", "1 in 2", "1 is 2", "basic.posts.final > 1 and 1 < 2"]
)
def test_what_compares_no_two_sides_is_refused(text):
    """A condition that always holds would look like one that was checked."""
    with pytest.raises(FormulaError):
        parse_comparison(text)


def test_a_comparison_is_no_formula():
    """left and right are given apart; a comparison in one of them would compare a truth with a sum of money."""
    assert "comparison" in error_of("basic.posts.final > 1")


@given(*[st.integers(-5, 5)] * 4)
def test_relations_leave_the_benefit_of_rounding(a, b, c, d):
    """A relation fails only where no pair of true values keeps to it."""
    left, right = Interval(*map(Decimal, sorted((a, b)))), Interval(*map(Decimal, sorted((c, d))))
    ends = [(x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    assert RELATIONS["<="](left, right) == any(x <= y for x, y in ends)
    assert RELATIONS[">="](left, right) == any(x >= y for x, y in ends)
    assert RELATIONS["<"](left, right) == any(x < y for x, y in ends)
    assert RELATIONS[">"](left, right) == any(x > y for x, y in ends)
    assert RELATIONS["=="](left, right) == (RELATIONS["<="](left, right) and RELATIONS[">="](left, right))
    assert RELATIONS["!="](left, right) != RELATIONS["=="](left, right)


# Worked out on paper


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("sum(basic.special_fund.final)", "100.00 + 200.00"),
        ("basic.special_funds.final - sum(basic.special_fund.final)", "300.00 − (100.00 + 200.00)"),
        ("basic.special_funds.final / sum(basic.special_fund.final)", "300.00 ÷ (100.00 + 200.00)"),
        ("sum(basic.special_fund.final) * 2", "(100.00 + 200.00) × 2"),
        ("-sum(basic.special_fund.final)", "-(100.00 + 200.00)"),
        ("1 - (2 - basic.posts.final)", "1 − (2 − 10)"),
        (
            "(overall.full_year_budget - overall.initial_budget) / overall.initial_budget",
            "(250.00 − 200.00) ÷ 200.00",
        ),
        ("printed(overall.total_funds.score)", "9.6"),
        ("max(basic.posts.final, 1)", "max(10, 1)"),
        ("sum(basic.special_fund.final, basic.running_costs.final)", "100.00 + 200.00"),
        ("basic.running_costs.final", "—"),
    ],
)
def test_a_formula_is_shown_with_the_printed_figures(text, worked):
    """The auditor reckons it again with a pencil, so brackets must stand where they change the result."""
    assert parse_formula(text).worked(UNIT) == worked


def test_a_long_sum_is_worked_out():
    """A county with hundreds of special funds is no reason to run out of stack."""
    facts = {f"basic.special_fund[{n}].final": "1.00" for n in range(600)}
    unit = index_of({"facts": facts})
    assert parse_formula("sum(basic.special_fund.final)").worked(unit).count(" + ") == 599
    assert evaluate("sum(basic.special_fund.final)", unit).middle == 6_000_000


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        "lambda: 1", "__import__('os')", "eval('1')", "open('x')", "basic.f()", "sum(basic.special_fund.final).real",
        "basic.posts.final.__class__", "().__class__", "[x for x in basic]", "{x for x in basic}", "(x for x in basic)",
        "f'{basic}'", "'text'", "b'x'", "True", "None", "...", "1j", "1 if 2 else 3", "basic.posts.final or 1",
        "not basic.posts.final", "~1", "+1", "1 ** 2", "1 // 2", "1 % 2", "1 << 2", "(x := 1)", "await x", "yield",
        "[1, 2]", "(1, 2)", "{1: 2}", "*basic", "sum(*basic)", "sum(x=1)", "sum(basic.special_fund.final, start=1)",
        "sum()", "count()", "count(1)", "count(limit)", "count(basic.posts.final + 1)", "printed(1)", "abs(1, 2)",
        "printed(basic.posts.final, basic.in_post.final)", "count(basic.posts.final, basic.in_post.final)",
        "basic.special_fund[1].final", "basic.special_fund[a.b].final", "basic.special_fund['a']['b'].final",
        "basic.special_fund.final['a']['b']", "basic['a'].special_fund.final", "basic.special_fund[:].final",
        "basic.special_fund['a', 'b'].final", "limit.x", "limit()", "import os", "x = 1", "basic.posts.final;", "",
        "   ", "#", "1e999", "-1e999", "nan", "inf", "basic", "basic.a.b.c", "a\0b", "１ ＋ 1", "1 +", "sum(", ")",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text):
    """A suite is a file that anybody may edit: whatever is not on the whitelist is an error that says where it stands."""
    assert error_of(text).startswith("formula ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2000 + "1" + ")" * 2000,
        "-" * 3000 + "1",
        "1" + " + 1" * 900,
        "sum(" * 90 + "1" + ")" * 90,
        "basic" + ".a" * 1500,
        "basic.special_fund" + "['a']" * 500 + ".final",
        "9" * (MAX_LENGTH + 1),
        "a" * 10_000_000,
        "-" * (MAX_DEPTH + 1) + "1",
    ],
    ids=lambda text: f"{text[:12]} {len(text)}",
)
def test_what_is_too_deep_is_refused(text):
    """Nested beyond reason it is an error in words, never the interpreter's own."""
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert len(str(caught.value)) < 2 * MAX_LENGTH + 500


def test_what_is_not_too_deep_is_reckoned():
    """The limit leaves room for any rule that can be reckoned on paper, and everything within it can be evaluated and shown."""
    text = "1" + " + 1" * (MAX_DEPTH // 2)
    assert evaluate(text).middle == MAX_DEPTH // 2 + 1
    assert parse_formula(text).worked(UNIT) == text


@settings(max_examples=150)
@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["basic", ".", "posts", "final", "(", ")", "[", "]", "'a'", "sum", "+", "-", "/", "1", " "]), max_size=14)
    .map("".join)
)  # fmt: skip
@example("basic.special_fund['a'].final")
@example("count((basic.special_fund.final))")
def test_any_text_is_a_formula_or_an_error_in_words(text):
    """Whatever is typed into a cell, the answer is a value, what is missing for it, or a FormulaError."""
    try:
        formula = parse_formula(text)
        assert isinstance(formula.evaluate(UNIT), Value | list)
        formula.worked(UNIT)
    except FormulaError as error:
        assert str(error).startswith("formula ")


# Errors that help


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("basic.special_fnds.final", "basic.special_funds"),
        ("basic.special_funds.fnal", "final"),
        ("overall.exectued / 2", "overall.executed"),
        ("sum(basic.running_cst.final)", "basic.running_cost"),
        ("project.grnat[甲].final", "project.grant"),
    ],
)
def test_near_addresses_are_named(text, near):
    """A mistyped address would compare with nothing, and pass."""
    assert f"did you mean {near}" in error_of(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1 + basic.special_fnds.final + 2", "basic.special_fnds.final"),
        ('basic.special_fund["环卫专项"].final + basic.pst.final', "basic.pst.final"),
        ("sum(basic.special_fund.final, foo(1))", "foo(1)"),
        ("(\n  basic.pst.final)", "basic.pst.final"),
    ],
)
def test_errors_point_at_the_place(text, part):
    """The marks stand under the part that is wrong, also behind Chinese signs, which take two columns."""
    _, shown, marks = error_of(text).split(";")[0].split("\n")
    columns = "".join(sign * 2 if ord(sign) > 0x2E7F else sign for sign in shown)
    assert columns[marks.index("^") : marks.rindex("^") + 1] == part


def test_an_unknown_form_names_the_forms():
    """Where no address is near, the error says what an address looks like."""
    assert "basic, overall, project, report" in error_of("basik.posts.final")


def test_every_known_address_is_a_formula():
    """What the vocabulary can produce can be asked for, on every basis."""
    pairs, bases = known_addresses(), known_bases()
    assert len(pairs) > 30 and {"final", "prior_final", "budget", "full_year", "stated", "rate"} <= bases
    for (form, item), basis in itertools.product(pairs, bases):
        parse_formula(f"{form}.{item}.{basis}")


def test_missing_says_which_cell():
    """A blank cell has a place that a page can show; an absent one has none."""
    [blank] = parse_formula("basic.running_costs.final").evaluate(UNIT)
    [absent] = parse_formula("basic.vehicles.final").evaluate(UNIT)
    assert isinstance(blank, Missing) and blank.fact is not None and blank.fact.state == "blank"
    assert absent.fact is None
