"""Audits for tests: samples opened once, documents made on the fly, and whether a finding says a figure."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from perfaudit.audit import Audit
from perfaudit.cases import make_records
from perfaudit.causes import Judge, trace_causes
from perfaudit.expectations import UnitExpectation
from perfaudit.findings import Finding, build_findings
from perfaudit.outcomes import Outcome, join_verdicts
from perfaudit.suites import Rule, Suites, load_suites
from perfaudit.unit_index import UnitIndex
from perfaudit.validation import make_judges
from tests.units import Unit, flattened_text, sample, write_unit

ROOT = Path(__file__).parents[1]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@lru_cache
def audit_of(unit_id: str, ending: str = "txt", is_folder: bool = False) -> Audit:
    """A sample, written in one format and audited; opened once, so nobody may change it."""
    return audit_unit(sample(unit_id), ending, is_folder)


def audit_unit(unit: Unit, ending: str = "txt", is_folder: bool = False) -> Audit:
    """A described unit as an auditor would open it; nothing is left on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        return _opened(write_unit(unit, Path(folder), ending, is_folder))


def audit_text(text: str, unit_id: str = "any-2024") -> Audit:
    """A text file as an auditor would open it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{unit_id}.txt"
        path.write_text(text, encoding="utf-8")
        return _opened(path)


def _opened(path: Path) -> Audit:
    """As ``Audit.open``, with the suites loaded once for all audits of a run."""
    audit = Audit.open(path)
    vars(audit)["suites"] = standard_suites()
    return audit


@lru_cache
def standard_suites() -> Suites:
    return load_suites()


def text_of(unit_id: str, *changes: tuple[str, str]) -> str:
    """A sample as flattened text, with the first place of each ``old`` changed to ``new``; every ``old`` must be there."""
    text = flattened_text(sample(unit_id))
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def findings_of(audit: Audit) -> tuple[Finding, ...]:
    """The audit's findings without the way through Great Expectations, for tests with many examples."""
    return build_findings(outcomes_of(audit), audit.unit.id, audit.unit.year)


def outcomes_of(audit: Audit) -> list[Outcome]:
    """One outcome a rule, which tests/test_suites.py proves to be the same as Great Expectations gives."""
    outcomes = []
    judges = judges_of(audit.unit.year)
    for rule in standard_suites().rules.values():
        verdicts = tuple(judges[rule.id](audit.index))
        outcomes.append(
            Outcome(
                rule.id, rule.version, rule.suite, rule.severity, rule.title, **join_verdicts(verdicts),
                verdicts=verdicts, remedy=rule.remedy,
            )
        )  # fmt: skip
    return list(trace_causes(audit.index, outcomes, judges))


@lru_cache
def judges_of(year: int | None) -> dict[str, Judge]:
    """Every rule, with the limits in force."""
    return make_judges(standard_suites(), year)


@lru_cache
def expectations_of(year: int | None) -> list[tuple[Rule, UnitExpectation]]:
    """Every rule, with the limits in force in the place of their names."""
    suites = standard_suites()
    resolved = [(rule, suites.resolved(rule, year)) for rule in suites.rules.values()]
    return [(rule, expectation) for rule, expectation in resolved if isinstance(expectation, UnitExpectation)]


def index_of(case: dict) -> UnitIndex:
    """The unit that a rule's case describes."""
    return UnitIndex(make_records(case))


def facts_of(audit: Audit) -> list[tuple[str, Decimal | None, str, str]]:
    """What was read, apart from where: address, value, measure and state of every figure, in order."""
    return sorted(
        ((fact.address, fact.value, fact.measure, fact.state) for fact in audit.records.facts),
        key=lambda fact: (fact[0], str(fact[1])),
    )


def ids_of(audit: Audit) -> list[str]:
    return sorted(finding.id for finding in audit.findings)


def outcome_of(audit: Audit, check: str) -> Outcome:
    [outcome] = [outcome for outcome in audit.outcomes if outcome.check == check]
    return outcome


def found(audit: Audit, check: str) -> list[Finding]:
    return [finding for finding in audit.findings if finding.check == check]


def above_info(audit: Audit) -> list[Finding]:
    return [finding for finding in audit.findings if finding.severity != "info"]


def says(finding: Finding, figure: str, with_quotes: bool = True) -> bool:
    """Whether a finding shows a text or a figure as it is printed.

    Quotes are whole cells and sentences, which hold what stands beside a figure, too; without them only the finding's own
    words count.
    """
    pattern = re.compile(rf"(?<![\d.]){re.escape(squeezed(figure))}(?!\.?\d)")
    return any(pattern.search(squeezed(text)) for text in _texts(finding, with_quotes))


def works_out(finding: Finding, figure: str) -> bool:
    """Whether a finding's own words hold a number that was worked out, as closely as it is given, be it in 元 or in 万元."""
    if says(finding, figure, with_quotes=False):
        return True
    digits = figure.rstrip("%")
    half = Decimal(5).scaleb(-len(digits.partition(".")[2]) - 1)
    numbers = [Decimal(number) for text in _texts(finding, False) for number in _NUMBER.findall(squeezed(text))]
    scales = (Decimal(1), Decimal(10_000), Decimal("0.0001"))
    return any(number and abs(number * scale - Decimal(digits)) <= half for number in numbers for scale in scales)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _texts(finding: Finding, with_quotes: bool) -> Iterator[str]:
    yield finding.message["zh"]
    yield from (side.text for side in (finding.left, finding.right) if side is not None)
    yield from (explanation["zh"] for explanation in finding.explanations)
    for entry in finding.evidence:
        yield from (entry.label, entry.text)
        if with_quotes:
            yield entry.quote


def missing_figures(findings: Iterable[Finding], printed: Iterable[str], computed: Iterable[str] = ()) -> list[str]:
    """The figures that none of the findings shows, as printed or worked out."""
    shown = list(findings)
    missing = [figure for figure in printed if not any(says(finding, figure) for finding in shown)]
    return missing + [figure for figure in computed if not any(_shows(finding, figure) for finding in shown)]


def _shows(finding: Finding, figure: str) -> bool:
    return works_out(finding, figure) if _NUMBER.match(figure) else says(finding, figure, with_quotes=False)
