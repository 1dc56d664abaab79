"""Document → facts, indicators and fields: which form is which, and what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfaudit.documents import Cell
from perfaudit.forms.figures import FigureReader, is_empty_form
from perfaudit.forms.indicators import IndicatorReader
from perfaudit.forms.ledger import Ledger, tell_table, tell_unread
from perfaudit.forms.money import doubt_borrowed_measure, form_money_measure
from perfaudit.forms.parts import Part, split_parts
from perfaudit.forms.texts import project_name, read_fields
from perfaudit.forms.titles import is_title_like
from perfaudit.records import UNDECIDABLE, UNREAD_FORM, Fact, Field, Indicator, year_of
from perfaudit.vocabulary import Vocabulary

__all__ = ["FormRecords", "Part", "extract_forms", "split_parts"]


@dataclass(frozen=True)
class FormRecords:
    """What the forms of one unit say, and its name and year as they print them ("" and None where they do not)."""

    facts: tuple[Fact, ...]
    indicators: tuple[Indicator, ...]
    fields: tuple[Field, ...]
    unit_name: str
    year: int | None


def extract_forms(parts: Sequence[Part], vocabulary: Vocabulary) -> FormRecords:
    """Everything that the parts print as a figure, an indicator or a text of a form."""
    facts: list[Fact] = []
    indicators: list[Indicator] = []
    fields: list[Field] = []
    borrowed: set[str] = set()  # addresses of money in forms that do not say what they count it in
    money_measure = _agreed_money_measure(parts, vocabulary)
    projects: Counter[str] = Counter()
    for part in parts:
        ledger = Ledger()
        if not part.form:
            fields.extend(_unread_tables(part, ledger))
            continue
        member = ""
        if part.form == "project":
            member = _distinct(project_name(part, vocabulary), projects)
        fields.extend(read_fields(part, vocabulary, member, ledger))
        if part.form == "report":
            continue
        figures = FigureReader(part, vocabulary, member, money_measure, ledger)
        points = IndicatorReader(part, vocabulary, member, ledger)
        figures.read()
        points.read()
        if form_money_measure(part, vocabulary) is None:
            borrowed.update(fact.address for fact in figures.facts if fact.measure == "元")
        form_facts = figures.facts + points.facts
        if points.rate is not None and not any(fact.item == "total_funds" for fact in form_facts):
            form_facts.append(points.rate)
        if part.form == "project":
            fields.extend(_fill_states(part, member, form_facts, figures.projects))
        tell_unread(part, vocabulary, ledger)
        fields.extend(ledger.fields(part.form, member))
        fields.extend(figures.fields)
        facts.extend(form_facts)
        indicators.extend(points.indicators)
        fields.extend(points.fields)
    return FormRecords(
        tuple(doubt_borrowed_measure(facts, borrowed)),
        tuple(indicators),
        tuple(fields),
        _unit_name(fields),
        year_of(fields),
    )


def _unread_tables(part: Part, ledger: Ledger) -> list[Field]:
    """Tables outside every form: told, unless their title says that they are no part of a self-evaluation; lost forms."""
    if part.lost_form and part.title_source is not None:
        return [Field(part.lost_form, UNREAD_FORM, "", part.title.strip(), UNDECIDABLE, part.title_source.id)]
    if not part.is_set_aside:
        titles = [passage.text for passage in part.passages if is_title_like(passage.text)]
        for table in part.tables:
            tell_table(table, titles[-1] if len(part.tables) == 1 and titles else "", ledger)
    return ledger.fields("", "")


def _agreed_money_measure(parts: Sequence[Part], vocabulary: Vocabulary) -> str | None:
    """The measure of money if all forms that name one name the same; a form without its own may be read by it."""
    forms = [part for part in parts if part.form not in ("", "report")]
    stated = {measure for part in forms if (measure := form_money_measure(part, vocabulary))}
    return stated.pop() if len(stated) == 1 else None


def _distinct(name: str, seen: Counter[str]) -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}({seen[name]})"


def _fill_states(part: Part, member: str, facts: Sequence[Fact], projects: Mapping[str, Cell]) -> list[Field]:
    """Whether a project form was filled in, or handed in with "/" and blanks only; of a list of projects, each of them."""
    if projects:
        own: dict[str, list[Fact]] = {name: [] for name in projects}
        for fact in facts:
            own.get(fact.member, []).append(fact)
        return [_fill_state(part.title, name, own[name], cell.source.id) for name, cell in projects.items()]
    return [_fill_state(part.title, member, facts, facts[0].source_id if facts else "")]


def _fill_state(title: str, member: str, facts: Sequence[Fact], source_id: str) -> Field:
    empty = is_empty_form(list(facts))
    text, state = ("", "not_applicable") if empty else (title.strip(), "reported")
    return Field("project", "form", member, text, state, source_id)


def _unit_name(fields: Sequence[Field]) -> str:
    """The name as the forms print it, else the report's title."""
    names = [field.text for field in fields if field.field == "unit_name" and field.state == "reported"]
    return re.sub(r"\s+", "", names[0]) if names else ""
