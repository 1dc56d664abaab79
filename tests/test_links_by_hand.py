"""Links that an auditor settles once and every later audit keeps to."""

from pathlib import Path

import pytest

from perfaudit.audit import Audit
from perfaudit.errors import ParameterError
from perfaudit.running.plan import hash_sources, plan_units
from tests.units import sample, write_unit

UNIT = "liyun-2024"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_unit(sample(UNIT), tmp_path, "docx", is_folder=False)


def linked_claim(audit, address):
    """A number of the report that the words link to an address."""
    return next(claim for claim in audit.records.claims if claim.link == address and claim.form == "report")


def claim_of(audit, claim):
    return next(other for other in audit.records.claims if other.claim_id == claim.claim_id)


def test_a_forbidden_link_stays_cut(path):
    """The next audit, in a new process or with the rules changed, does not make the link again, and says who cut it."""
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    audit.forbid(claim.claim_id, claim.link)
    for again in (audit, Audit.open(path)):
        cut = claim_of(again, claim)
        assert (cut.link, cut.certainty, cut.link_reason) == ("", "unlinked", "审计人员排除")


def test_another_link_than_the_forbidden_one_stays(path):
    """Forbidding an address that a number is not linked to changes nothing."""
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    audit.forbid(claim.claim_id, "basic.special_funds.final")
    assert claim_of(audit, claim).link == claim.link


def test_a_pinned_link_is_judged(path):
    """A number pinned to another figure is held against that one: with another value, the audit finds a contradiction."""
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    before = {finding.id for finding in audit.findings}
    audit.pin(claim.claim_id, "basic.special_funds.final")
    again = Audit.open(path)
    assert claim_of(again, claim).certainty == "certain"
    new = [finding for finding in again.findings if finding.id not in before]
    assert any(
        "basic.special_funds.final" in finding.subject or claim.raw_text in str(finding.message) for finding in new
    )


def test_the_last_word_on_a_number_counts(path):
    """Pinning what was forbidden replaces the entry instead of contradicting it."""
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    audit.forbid(claim.claim_id)
    file = audit.pin(claim.claim_id, claim.link)
    assert claim_of(Audit.open(path), claim).link == claim.link
    assert file.name == f"{path.name}.links.yml" and file.read_text(encoding="utf-8").count("number:") == 1


def test_a_link_survives_edits_elsewhere(tmp_path):
    """Known by words and sentence, not by place: a line more in a form and an earlier paragraph lose nothing."""
    unit = sample(UNIT)
    path = write_unit(unit, tmp_path, "txt", is_folder=False)
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    audit.forbid(claim.claim_id)
    path.write_text("关于报送绩效自评材料的说明\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    moved = [other for other in Audit.open(path).records.claims if other.sentence == claim.sentence]
    assert moved and all(other.link == "" for other in moved if other.raw_text == claim.raw_text)


def test_what_answers_to_nothing_is_told(path):
    """A sentence that the unit has since rewritten leaves an entry without effect: the page says so."""
    audit = Audit.open(path)
    file = audit.pin(linked_claim(audit, "basic.project_spending.final").claim_id, "basic.special_funds.final")
    file.write_text(file.read_text(encoding="utf-8").replace("sentence: ", "sentence: 已删去的"), encoding="utf-8")
    [told] = [field for field in Audit.open(path).coverage.unread if field.field == "unknown_link"]
    assert "已删去的" in told.text and "basic.special_funds.final" in told.text


def test_an_unknown_address_names_near_ones(path):
    """A slip in an address is refused before anything is written."""
    audit = Audit.open(path)
    claim = linked_claim(audit, "basic.project_spending.final")
    with pytest.raises(ParameterError, match=r"basic\.project_spending\.final"):
        audit.pin(claim.claim_id, "basic.project_spendin.final")
    with pytest.raises(ParameterError, match="claim_id"):
        audit.forbid("nobody")
    assert not path.with_name(f"{path.name}.links.yml").exists()


@pytest.mark.parametrize(
    "text", ["a: b", "- number: 3", "- {sentence: a, number: b}", "- {sentence: a, number: b, links: c}", "- 3"]
)
def test_a_file_that_is_no_list_of_links_is_refused(path, text):
    """A mistake in the file is told with its entry, and no link is dropped in silence."""
    path.with_name(f"{path.name}.links.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=r"\.links\.yml"):
        _ = Audit.open(path).records


def test_settled_links_are_input(path, tmp_path):
    """The file is no unit of its own, and changing it makes a batch audit the unit anew."""
    before = hash_sources(path)
    audit = Audit.open(path)
    audit.forbid(linked_claim(audit, "basic.project_spending.final").claim_id)
    assert hash_sources(path) != before
    assert [unit.path for unit in plan_units([], tmp_path, tmp_path / "out")] == [path]
