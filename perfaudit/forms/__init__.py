"""Document → facts, indicators and fields: which form is which, and what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from perfaudit.forms.figures import FigureReader, form_money_measure, is_empty_form
from perfaudit.forms.indicators import IndicatorReader
from perfaudit.forms.parts import Part, split_parts
from perfaudit.forms.texts import project_name, read_fields
from perfaudit.records import Fact, Field, Indicator, year_of
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
    money_measure = _agreed_money_measure(parts)
    projects: Counter[str] = Counter()
    for part in parts:
        member = ""
        if part.form == "project":
            member = _distinct(project_name(part, vocabulary), projects)
        fields.extend(read_fields(part, vocabulary, member))
        if part.form == "report":
            continue
        figures = FigureReader(part, vocabulary, member, money_measure)
        points = IndicatorReader(part, vocabulary, member)
        figures.read()
        points.read()
        form_facts = figures.facts + points.facts
        if part.form == "project":
            fields.append(_fill_state(part, member, form_facts))
        fields.extend(
            Field(part.form, "unknown_label", member, c.text.strip(), "reported", c.source.id) for c in figures.unknown
        )
        fields.extend(figures.fields)
        facts.extend(form_facts)
        indicators.extend(points.indicators)
        fields.extend(points.fields)
    return FormRecords(tuple(facts), tuple(indicators), tuple(fields), _unit_name(fields), year_of(fields))


def _agreed_money_measure(parts: Sequence[Part]) -> str | None:
    """The measure of money if all forms that name one name the same; a form without its own may be read by it."""
    stated = {measure for part in parts if part.form != "report" and (measure := form_money_measure(part))}
    return stated.pop() if len(stated) == 1 else None


def _distinct(name: str, seen: Counter[str]) -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}({seen[name]})"


def _fill_state(part: Part, member: str, facts: Sequence[Fact]) -> Field:
    """Whether a project form was filled in, or handed in with "/" and blanks only."""
    empty = is_empty_form(list(facts))
    source_id = facts[0].source_id if facts else ""
    return Field(
        "project",
        "form",
        member,
        "" if empty else part.title.strip(),
        "not_applicable" if empty else "reported",
        source_id,
    )


def _unit_name(fields: Sequence[Field]) -> str:
    """The name as the forms print it, else the report's title."""
    names = [field.text for field in fields if field.field == "unit_name" and field.state == "reported"]
    return re.sub(r"\s+", "", names[0]) if names else ""
