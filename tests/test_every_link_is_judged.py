"""A number that is linked to a figure is held against it: no link leads nowhere."""

from perfaudit.linking.members import _MEMBER_ITEMS
from perfaudit.narrative import load_words
from tests.audits import standard_suites

BASES = ("final", "prior_final", "budget")


def judged() -> set[str]:
    """Every address that a rule holds the prose against; one without a member stands for all of an item's."""
    addresses: set[str] = set()
    for rule in standard_suites().rules.values():
        kwargs = rule.expectation.configuration.kwargs
        if rule.expectation.expectation_type in ("expect_claims_to_match_figures", "expect_listed_lines_to_match"):
            addresses |= {address for group in kwargs.get("figures", []) for address in group}
            addresses |= {f"{line}.{basis}" for line in kwargs.get("lines", []) for basis in BASES}
    return addresses


def test_every_figure_with_a_name_is_judged():
    """A name in the vocabulary of the prose makes links, so a rule has to say what follows where the two differ."""
    linked = {f"{entry['item']}.{basis}" for entry in load_words().words["figures"] for basis in entry["bases"]}
    assert linked and linked - judged() == set()


def test_every_line_that_can_be_named_is_judged():
    """The same for the lines of lists, in each column that words can name."""
    items = [item for item in _MEMBER_ITEMS if not item.startswith("project")]
    linked = {f"{item}.{basis}" for item in items for basis in BASES}
    linked |= {f"project.total_funds.{basis}" for basis in ("final", "budget", "full_year")}
    assert linked - judged() == set()
