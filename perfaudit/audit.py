"""``Audit``: one unit, every stage an attribute. What notebooks and the command line use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from perfaudit import __version__, workbook
from perfaudit.causes import trace_causes
from perfaudit.contacts import find_masked, mask_contacts, mask_file_name
from perfaudit.coverage import Coverage, measure_coverage
from perfaudit.display import Html, trial
from perfaudit.documents import Document, read_document
from perfaudit.documents.simplified import simplify
from perfaudit.errors import DocumentError, ParameterError, SuiteError, did_you_mean
from perfaudit.files import write_json
from perfaudit.findings import Finding, build_findings
from perfaudit.findings_json import FindingsJson
from perfaudit.forms import FormRecords, Part, extract_forms, split_parts
from perfaudit.forms.sources import extract_sources
from perfaudit.forms.versions import Versions, choose_versions
from perfaudit.limits import limit_in_force, read_thresholds
from perfaudit.linking import (
    SettledLink,
    link_claims,
    links_file,
    read_settled,
    settled_link,
    without_effect,
    write_settled,
)
from perfaudit.narrative import extract_claims, find_sections
from perfaudit.outcomes import SEVERITIES, Outcome, Texts
from perfaudit.previous import Previous, open_previous
from perfaudit.records import BLANK, PREVIOUS_DOCUMENT, REPORTED, ROW_TYPES, Field, Records, to_frame
from perfaudit.rule_sets import RuleSet, describe, load_rule_sets
from perfaudit.scoring import Bands, Scores, recompute_scores
from perfaudit.unit_index import UnitIndex
from perfaudit.verdicts import Judged, judge_numbers
from perfaudit.vocabulary import load_vocabulary, normalise_text

if TYPE_CHECKING:  # great_expectations takes seconds to import, and reading a document needs none of it
    from perfaudit.suites import Expectation, Suites

SCHEMA = "perfaudit/findings/1"
_FROM_RULES = ("outcomes", "findings", "coverage", "judged")
_FROM_LINKS = ("records", "claims", "fields", "sources", "index", "scores")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class UnitIdentity:
    """``id`` is the file's or folder's name; ``name`` and ``year`` are as the forms print them ("" and None if they do not)."""

    id: str
    name: str
    year: int | None


class Audit:
    """One unit's audit. Nothing is reckoned before it is asked for, and nothing twice."""

    def __init__(
        self,
        document: Document,
        year: int | None = None,
        lang: str = "zh",
        expectations: Path | None = None,
        previous: Previous | None = None,
    ) -> None:
        if lang not in LANGUAGES:
            raise ParameterError("lang", f'"{lang}"', f"one of {', '.join(LANGUAGES)}")
        self.document = document
        self.lang = lang
        self._year = year
        self._folder = expectations or workbook.suites_folder()
        self._previous = previous
        self._links_file: Path | None = None  # an audit of a document that is no file keeps no links

    @classmethod
    def open(
        cls,
        path: str | Path,
        year: int | None = None,
        lang: str = "zh",
        expectations: Path | None = None,
        keep_contacts: bool = False,
        previous: str | Path | None = None,
    ) -> Audit:
        """Read a document, or a folder of them, as one unit; ``expectations`` is the folder of the suites.

        ``previous`` is last year's document of the unit, or a folder of last year's units to look it up in. Where there is
        none that can be used, the unit is audited all the same, and the rules that need it say why they could not judge.

        Names and telephone numbers of persons are masked everywhere, unless ``keep_contacts`` is given; a path may name
        the document as a masked audit shows it.

        Raises DocumentError where the files cannot be read or hold no self-evaluation.
        """
        found = find_masked(workbook.find(path))
        document = read_document(found)
        audit = cls(document if keep_contacts else mask_contacts(document), year, lang, expectations)
        audit._links_file = links_file(found)
        shown = Path(path).name if keep_contacts else mask_file_name(Path(path).name)
        if not audit.parts:
            raise DocumentError(
                shown, "no form and no report of a performance self-evaluation was recognised in it",
                "a title such as 整体支出绩效自评表, or the rows of such a form",
                "check that it is the right document; a new title is one entry in perfaudit/vocabulary.yml",
            )  # fmt: skip
        audit._refuse_several_units(shown)
        if previous is not None:
            last_years = find_masked(workbook.find(previous))
            unit = audit.unit
            audit._previous = open_previous(last_years, audit.document, unit.id, unit.name, unit.year, keep_contacts)
        return audit

    def _refuse_several_units(self, name: str) -> None:
        """A folder of units, audited as one, would contradict itself from end to end."""
        fields = [field for field in self._forms.fields if field.form == "basic" and field.field == "unit_name"]
        units = dict.fromkeys(normalise_text(field.text) for field in fields if field.state == REPORTED)
        if len(units) > 1 and sum(part.form == "basic" for part in self.parts) > 1:
            raise DocumentError(
                name, f"it holds the basic data forms of several units: {', '.join(units)}", "one unit's documents",
                "put each unit's into a folder of its own, and audit them with --all",
            )  # fmt: skip

    def __repr__(self) -> str:
        return f"<Audit {self.unit.id}: {self.unit.name} {self.unit.year or ''}>"

    @cached_property
    def _versions(self) -> Versions:
        parts = split_parts(simplify(self.document), load_vocabulary())
        return choose_versions(parts, self.document.files, load_vocabulary())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The forms and the report, each once although two files may hold it."""
        return self._versions.kept

    @cached_property
    def _forms(self) -> FormRecords:
        return extract_forms(self.parts, load_vocabulary())

    @cached_property
    def unit(self) -> UnitIdentity:
        """Whose audit it is; a year that was given when it was opened counts where no title names one."""
        return UnitIdentity(self.document.unit_id, self._forms.unit_name, self._forms.year or self._year)

    @cached_property
    def records(self) -> Records:
        """All that was read, as rows."""
        forms = self._forms
        fields = (*forms.fields, *_section_fields(self.parts), *self._versions.fields)
        settled = read_settled(self._links_file) if self._links_file else ()
        claims = link_claims(extract_claims(self.parts, fields), forms.facts, forms.indicators, settled)
        fields += tuple(_link_field(link) for link in without_effect(claims, settled, _addresses(forms)))
        named = [row.source_id for rows in (forms.facts, forms.indicators, fields, claims) for row in rows]
        sources = extract_sources(self.document, self.parts, named)
        return Records(forms.facts, forms.indicators, claims, fields, sources, self._previous_records())

    @cached_property
    def previous(self) -> Audit | None:
        """Last year's unit, read by the same code; None where there is no document of it that can be used."""
        document = self._previous.document if self._previous else None
        return None if document is None else Audit(document, lang=self.lang, expectations=self._folder)

    def _previous_records(self) -> Records | None:
        if self._previous is None:
            return None
        read = self.previous.records if self.previous else Records()
        told = Field("", PREVIOUS_DOCUMENT, "", self._previous.text, self._previous.state, "")
        return replace(read, fields=(*read.fields, told))

    def _frame(self, name: str) -> pd.DataFrame:
        return to_frame(getattr(self.records, name), ROW_TYPES[name])

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row per figure of the forms; columns as in ``perfaudit.records.Fact``, money in yuan."""
        return self._frame("facts")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per third-level indicator; columns as in ``perfaudit.records.Indicator``."""
        return self._frame("indicators")

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row per number of the prose; columns as in ``perfaudit.records.Claim``."""
        return self._frame("claims")

    @cached_property
    def fields(self) -> pd.DataFrame:
        """One row per text of a form; columns as in ``perfaudit.records.Field``."""
        return self._frame("fields")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """One row per place; columns as in ``perfaudit.records.SourceRow``."""
        return self._frame("sources")

    @cached_property
    def index(self) -> UnitIndex:
        """Figures by address."""
        return UnitIndex(self.records)

    @cached_property
    def rule_set(self) -> RuleSet:
        """What the unit's templates require, weigh, grade and limit: picked by the documents' own headings and the year."""
        described = describe(self.parts, self._forms.facts, self.unit.year)
        return load_rule_sets(self._folder).pick(described)

    @cached_property
    def suites(self) -> Suites:
        """The rules of the expectations folder."""
        from perfaudit.suites import load_suites

        return load_suites(self._folder)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One outcome per rule, in the order of the suites; what failed names the finding it follows from."""
        from perfaudit.validation import make_judges, validate

        outcomes = validate(self.records, self.suites, self.unit.year, self.rule_set)
        return trace_causes(self.index, outcomes, make_judges(self.suites, self.unit.year, self.rule_set))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """One finding per verdict that failed."""
        return build_findings(self.outcomes, self.unit.id, self.unit.year)

    @cached_property
    def scores(self) -> Scores:
        """The scores reckoned anew, with the grade that they would earn."""
        limits = read_thresholds(self._folder / "thresholds.yml") | self.rule_set.limits
        edges = [limits[name] for name in ("band_reached_min", "band_partly_min") if name in limits]
        ratios = [Decimal(limit_in_force(edge, self.unit.year)) for edge in edges]
        usual = Bands(reached_ratio=ratios[0], partly_ratio=ratios[1]) if len(ratios) > 1 else None
        return recompute_scores(self.index, usual, self.rule_set.grades)

    @cached_property
    def coverage(self) -> Coverage:
        return measure_coverage(self.records, self.outcomes)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """What the rules say of every number of the report and of every indicator."""
        return judge_numbers(self.records, self.outcomes)

    @property
    def verdicts(self) -> pd.DataFrame:
        """``judged`` as a frame: supported, contradicted, unsupported or undecidable, with the rules; columns as in ``Judged``."""
        return to_frame(self.judged, Judged)

    def to_json(self) -> dict[str, Any]:
        """The audit as ``findings.json`` says it, schema perfaudit/findings/1, in the audit's language. Numbers are strings."""
        json = self._json
        return {
            "schema": SCHEMA,
            "unit": asdict(self.unit),
            "sources": _files_json(self.document),
            "previous": _files_json(self.previous.document) if self.previous else [],
            "set_aside": [{"file": name, "reason": reason} for name, reason in self._set_aside()],
            "versions": {
                "perfaudit": __version__,
                "great_expectations": version("great_expectations"),
                "suites": workbook.workbook_sha256()[:12],
            },
            "rule_set": {"names": list(self.rule_set.names), "title": self.rule_set.title[self.lang]},
            "scores": json.scores(self.scores),
            "checks": [json.check(outcome) for outcome in self.outcomes],
            "findings": [json.finding(finding) for finding in self.findings],
            "coverage": json.coverage(self.coverage, self.judged),
        }

    @property
    def _json(self) -> FindingsJson:
        return FindingsJson(self.lang, self.index)

    def write(self, out: str | Path) -> Path:
        """Write ``findings.json`` into the unit's folder beneath ``out``; returns its path."""
        folder = Path(out) / self.unit.id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "findings.json"
        write_json(path, self.to_json())
        return path

    def check(self, expectation: Expectation) -> Trial:
        """Try one expectation on this unit; the result shows itself in a notebook, with its evidence.

        Raises FormulaError, with the place and near names, where a formula of it cannot be read.
        """
        from perfaudit.suites import LOCAL_SUITE, Where, check_formulas, check_parameters, make_rule
        from perfaudit.validation import validate_one

        check_formulas(expectation)
        rule = make_rule(LOCAL_SUITE, expectation)
        parameters = self.suites.parameters(self.unit.year, self.rule_set)
        check_parameters(expectation, parameters, Where(self._local_suite, None, rule.id))
        outcome = validate_one(self.records, expectation, rule, self.suites, self.unit.year, self.rule_set)
        return Trial(self, expectation, outcome)

    def keep(self, check: Trial | Expectation, id: str, title: str | Texts, severity: str | None = None) -> Path:
        """Write a check into ``local.json``, so that the next ``perfaudit audit`` runs it; returns the path of the suite.

        The same id again replaces the check. Raises SuiteError where a standard suite has the id, or where the check is
        one that the next audit could not load: nothing is written then.
        """
        if severity is not None and severity not in SEVERITIES:
            raise ParameterError("severity", f'"{severity}"', f"one of {', '.join(SEVERITIES)}")
        from perfaudit.suites import (
            LOCAL_SUITE,
            Where,
            check_parameters,
            check_rule,
            make_suite,
            read_suite,
            write_suite,
        )

        expectation = check.expectation if isinstance(check, Trial) else check
        path = self._local_suite
        standard = self.suites.rules.get(id)
        if standard is not None and standard.suite != LOCAL_SUITE:
            raise SuiteError(
                f"{path.name}, {id}", f"{standard.suite}.json has that id", remedy="take a new id, such as LOCAL-001"
            )
        titles = title if isinstance(title, dict) else {"zh": title, "en": title}
        changes: dict[str, Any] = {"meta": {"id": id, "version": 1, "title": titles}}
        kept = expectation.copy(update=changes | ({"severity": severity} if severity else {}))
        check_rule(path, LOCAL_SUITE, kept)
        check_parameters(kept, self.suites.parameters(self.unit.year, self.rule_set), Where(path, None, id))
        suite = read_suite(path) if path.exists() else make_suite(LOCAL_SUITE)
        # GX's own add_expectation would leave out one that asks the same as another, whatever its id is.
        suite.expectations = [entry for entry in suite.expectations if (entry.meta or {}).get("id") != id] + [kept]
        write_suite(suite, path)
        self._forget("suites", *_FROM_RULES)
        return path

    @property
    def _local_suite(self) -> Path:
        return self._folder / "local.json"

    def pin(self, claim_id: str, address: str) -> Path:
        """Settle once for all that a number of the prose speaks of the figure or indicator cell at ``address``.

        Kept beside the unit, by the number's words and sentence; returns the file. Raises ParameterError where no claim
        has the id, where the unit's forms have no such address, or where the audit is of no file.
        """
        known = _addresses(self._forms)
        if address not in known:
            remedy = did_you_mean(address, sorted(known), "`perfaudit facts UNIT` lists them")
            raise ParameterError("address", f'"{address}"', "an address of this unit", remedy)
        return self._settle(settled_link(self.records.claims, claim_id, address))

    def forbid(self, claim_id: str, address: str = "") -> Path:
        """Settle that a number of the prose does not speak of ``address``; without one, that it speaks of no figure at all."""
        return self._settle(settled_link(self.records.claims, claim_id, address, is_forbidden=True))

    def _settle(self, link: SettledLink) -> Path:
        if self._links_file is None:
            raise ParameterError("audit", "it is of no file", "an audit that Audit.open made")
        kept = [other for other in read_settled(self._links_file) if other.key != link.key]
        write_settled(self._links_file, [*kept, link])
        self._forget(*_FROM_LINKS, *_FROM_RULES)
        return self._links_file

    def _forget(self, *stale: str) -> None:
        for name in stale:
            self.__dict__.pop(name, None)

    def _set_aside(self) -> list[tuple[str, str]]:
        """What was handed in and takes no part in the audit, with the reason."""
        copies = [(name, f'it says the same as "{kept}"') for name, kept in self._versions.copies]
        return [*self.document.set_aside, *copies]


@dataclass(frozen=True)
class Trial:
    """What a check says of a unit, before it is kept."""

    audit: Audit
    expectation: Expectation
    outcome: Outcome

    @property
    def status(self) -> str:
        return self.outcome.status

    def __repr__(self) -> str:
        messages = "; ".join(verdict.message[self.audit.lang] for verdict in self.outcome.verdicts)
        return f"<{self.status}: {messages or self.outcome.reason[self.audit.lang]}>"

    def _repr_html_(self) -> str:
        audit, outcome = self.audit, self.outcome
        every = replace(outcome, verdicts=tuple(replace(verdict, status="fail") for verdict in outcome.verdicts))
        cards = build_findings([every], audit.unit.id, audit.unit.year)
        shown = [
            audit._json.finding(card) | {"status": verdict.status}
            for card, verdict in zip(cards, outcome.verdicts, strict=True)
        ]
        html: Html = trial(audit._json.check(outcome), shown, audit)
        return str(html)


def _files_json(document: Document) -> list[dict[str, str]]:
    return [{"file": file.name, "sha256": file.sha256, "format": file.format} for file in document.files]


def _section_fields(parts: Iterable[Part]) -> list[Field]:
    """The report's own sections as fields: blank where nothing follows the heading."""
    return [
        Field("report", "section", "", section.title, BLANK if section.is_empty else REPORTED, section.source_id)
        for part in parts
        if part.form == "report"
        for section in find_sections(part)
        if section.is_announced
    ]


def _addresses(forms: FormRecords) -> set[str]:
    cells = ("target", "actual")
    return {fact.address for fact in forms.facts} | {
        f"{row.address}.{cell}" for row in forms.indicators for cell in cells
    }


def _link_field(link: SettledLink) -> Field:
    words = f"{link.number}：{link.sentence}" + ("" if link.is_forbidden else f" → {link.address}")
    return Field("report", "unknown_link", "", words, REPORTED, "")
