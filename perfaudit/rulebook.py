"""The rules for people: what each needs, an example that fails, and the table docs/rules.md. All of it is derived from the suites."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfaudit.cases import make_records
from perfaudit.catalogue import text
from perfaudit.expectations import UnitExpectation
from perfaudit.formulas import Formula, parse_comparison, parse_formula
from perfaudit.outcomes import Outcome
from perfaudit.suites import LOCAL_SUITE, Rule, Suites, parameters_of
from perfaudit.validation import validate_one
from perfaudit.vocabulary import FORMS, load_vocabulary

_COMMAS = {"zh": ("、", "；"), "en": (", ", "; ")}


@dataclass(frozen=True)
class CaseResult:
    """A case of a rule, what it came to, and what the rule said of it."""

    name: str
    outcome: Outcome

    @property
    def is_as_expected(self) -> bool:
        return self.outcome.status == self.name

    def message(self, lang: str) -> str:
        """What the verdict says that decided; the reason where there was none to decide."""
        verdicts = [verdict for verdict in self.outcome.verdicts if verdict.status == self.outcome.status]
        return verdicts[0].message[lang] if verdicts else self.outcome.reason[lang]


def case_results(rule: Rule, suites: Suites) -> list[CaseResult]:
    """The rule on its own cases, with the rule set of the national default."""
    return [_result(rule, name, suites) for name in rule.cases]


def _result(rule: Rule, name: str, suites: Suites) -> CaseResult:
    case = rule.cases[name]
    records = make_records(case, f"{rule.suite}.json, {rule.id}, case {name}")
    return CaseResult(name, validate_one(records, rule.expectation, rule, suites, case.get("year")))


def list_rules(suites: Suites, lang: str) -> Iterator[str]:
    """Every suite as a heading, and under it a line a rule: id, severity, title and what it needs, parted by tabs."""
    for suite in suites.suites:
        rules = [rule for rule in suites.rules.values() if rule.suite == suite]
        yield text("rules.count", lang, suite=suite, words=text(f"rules.suites.{suite}", lang), count=len(rules))
        for rule in rules:
            yield "\t".join(
                [rule.id, text(f"severity.{rule.severity}", lang), rule.title[lang], needs_text(rule, suites, lang)]
            )


def explain_rule(rule: Rule, results: Iterable[CaseResult], suites: Suites, lang: str) -> Iterator[str]:
    """A rule line by line: what its suite says of it, what it needs, its arguments, and what its cases came to."""
    yield f"{rule.id} ({rule.suite}.json, version {rule.version}, {text(f'severity.{rule.severity}', lang)})"
    yield rule.title[lang]
    said = {"needs": needs_text(rule, suites, lang), "basis": rule.basis, "remedy": rule.remedy[lang]}
    yield from (f"{text(f'rules.{name}', lang)}: {words}" for name, words in said.items() if words)
    yield f"{text('rules.arguments', lang)}: {type(rule.expectation).__name__}"
    named = parameters_of(rule.expectation)
    for name, value in suites.resolved(rule).configuration.kwargs.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"  {name}: {shown}" + (f"  ({named[name]})" if name in named else "")
    for result in results:
        verdict = (
            text("rules.as_expected", lang)
            if result.is_as_expected
            else text("rules.came_to", lang, status=result.outcome.status)
        )
        yield text("rules.case", lang, name=result.name, verdict=verdict)
        yield f"  {result.message(lang)}"


def needs_text(rule: Rule, suites: Suites, lang: str) -> str:
    """What a rule needs, in words: figures by form, from its formulas; the rows its class reads. "" for a rule of GX's own."""
    expectation = rule.expectation
    if not isinstance(expectation, UnitExpectation):
        return ""
    resolved = suites.resolved(rule)
    assert isinstance(resolved, UnitExpectation)
    named = [parse_formula(formula) for formula in resolved.formulas()]
    named += [side for condition in resolved.conditions() for side in parse_comparison(condition)[::2]]
    named += [parse_formula(name) for name in expectation.reads if "." in name]
    comma, stop = _COMMAS[lang]
    figures = list(_figures(named, lang, comma))
    read = [kind for kind in expectation.reads if "." not in kind] + ["previous"] * resolved.needs_previous()
    kinds = [text(f"needs.{kind}", lang) for kind in dict.fromkeys(read)]
    return stop.join([*figures, *kinds])


def _figures(formulas: Iterable[Formula], lang: str, comma: str) -> Iterator[str]:
    """ "基础数据表：专项资金、专项资金各项（上年决算、年初预算、决算）": items that share their columns together."""
    words = load_vocabulary().words
    bases: dict[tuple[str, str], list[str]] = {}
    for form, item, basis in (figure for formula in formulas for figure in formula.figures):
        columns = bases.setdefault((form, item), [])
        if basis is not None and basis not in columns:
            columns.append(basis)
    for form in FORMS:
        items = {item: columns for (of_form, item), columns in bases.items() if of_form == form}
        if items:
            name = words["form_names"][form][lang]
            yield text("needs.figures", lang, form=name, items=comma.join(_by_columns(form, items, lang, comma)))


def _by_columns(form: str, items: dict[str, list[str]], lang: str, comma: str) -> Iterator[str]:
    """The items of one form, those with the same columns together."""
    names = load_vocabulary().words["basis_names"]
    for columns in dict.fromkeys(tuple(columns) for columns in items.values()):
        labels = dict.fromkeys(_item_name(form, item, lang) for item, own in items.items() if tuple(own) == columns)
        told = comma.join(names[basis][lang] for basis in columns)
        item = comma.join(labels)
        yield text("needs.item", lang, item=item, bases=told) if told else item


def _item_name(form: str, item: str, lang: str) -> str:
    """The label of forms in Chinese, the slug in English; of free-text lines, of the row that opens them."""
    rows = {line: row for row, line in load_vocabulary().words["groups"].get(form, {}).items()}
    row = rows.get(item, item)
    name = (load_vocabulary().usual_label(form, row) if lang == "zh" else "") or row.replace("_", " ")
    return text("needs.lines", lang, item=name) if item in rows else name


def render_table(suites: Suites, lang: str) -> str:
    """docs/rules.md, or docs/rules.zh.md: one table a suite, with what each rule needs and what it says of its failing case."""
    heads = [text(f"rules.{head}", lang) for head in ("id", "severity", "rule", "needs", "example")]
    lines = [f"# {text('rules.title', lang)}", "", text("rules.made", lang), ""]
    for suite in suites.suites:
        rules = [rule for rule in suites.rules.values() if rule.suite == suite]
        if not rules or suite == LOCAL_SUITE:
            continue
        lines += [f"## {suite}.json", "", text(f"rules.suites.{suite}", lang), ""]
        lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        lines += [f"| {' | '.join(map(_cell, _row(rule, suites, lang)))} |" for rule in rules]
        lines.append("")
    return "\n".join(lines)


def _row(rule: Rule, suites: Suites, lang: str) -> list[str]:
    example = _result(rule, "fail", suites).message(lang) if "fail" in rule.cases else ""
    severity = text(f"severity.{rule.severity}", lang)
    return [rule.id, severity, rule.title[lang], needs_text(rule, suites, lang), example]


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")
