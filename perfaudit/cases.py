"""A rule's test cases: a few figures, fields, indicators and sentences as a unit, read by the same code as documents are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from perfaudit.documents import Cell, Document, File, Passage, Source, Table
from perfaudit.errors import FormulaError, SuiteError, did_you_mean
from perfaudit.forms.indicators import IndicatorReader
from perfaudit.forms.parts import Part
from perfaudit.forms.sources import extract_sources
from perfaudit.formulas import parse_formula
from perfaudit.linking import link_claims
from perfaudit.narrative import extract_claims
from perfaudit.quantities import MONEY_SCALES, parse_cell
from perfaudit.records import (
    BLANK,
    NOT_APPLICABLE,
    PREVIOUS_DOCUMENT,
    REPORTED,
    UNDECIDABLE,
    Fact,
    Field,
    Indicator,
    Records,
)
from perfaudit.settings import Keys
from perfaudit.vocabulary import FORMS, load_vocabulary

FIELD_KEYS = {"form", "field", "member", "text"}
_FILE, _LAST_YEARS_FILE = "case", "previous case"
_HEADS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分", "偏差原因分析")
_KINDS: dict[str, tuple[type, ...]] = {
    "parts": (list,), "facts": (dict,), "fields": (list,), "indicators": (list,), "report": (list,),
    "goal": (str,), "result": (str,), "year": (int,), "previous": (dict, str),
}  # fmt: skip
CASE_KEYS = frozenset(_KINDS)
_COLUMNS = ("level_1", "level_2", "name", "target", "actual", "weight", "score", "reason")
_OF_ENTRIES = {"fields": FIELD_KEYS, "indicators": {*_COLUMNS, "form", "member"}}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a case, and where in it."""

    keys: Keys
    read: str
    expected: str = ""
    remedy: str = ""


def case_problems(case: Any) -> Iterator[Problem]:
    """What nobody could read of a case: unknown keys and addresses, and things that are not lists or maps where they must be."""
    if not isinstance(case, dict):
        yield Problem((), f"{case!r}", f"a map with some of {', '.join(sorted(CASE_KEYS))}")
        return
    for key, value in case.items():
        kinds = _KINDS.get(key)
        if kinds is None:
            yield Problem((key,), f'unknown key "{key}"', f"one of {', '.join(sorted(CASE_KEYS))}")
        elif not isinstance(value, kinds):
            yield Problem((key,), f'"{key}" is {value!r}', f"a {' or a '.join(kind.__name__ for kind in kinds)}")
        elif key == "previous" and isinstance(value, dict):
            yield from (replace(problem, keys=(key, *problem.keys)) for problem in case_problems(value))
        elif key in _OF_ENTRIES:
            yield from _entry_problems(key, value)
    for address in _map(case.get("facts")):
        if address.count(".") < 2:
            yield Problem(
                ("facts", address), f'"{address}" is no address', "form.item.basis, a member in brackets after the item"
            )
            continue
        try:
            parse_formula(_quoted(address))
        except FormulaError as error:
            yield Problem(
                ("facts", address),
                f'"{address}" is no address: {error.read.splitlines()[0]}',
                error.expected,
                error.remedy,
            )
    for place, form in enumerate(_list(case.get("parts"))):
        if form not in FORMS:
            yield Problem(("parts", place), f'there is no part "{form}"', f"one of {', '.join(FORMS)}")


def _entry_problems(key: str, entries: Any) -> Iterator[Problem]:
    """Fields and indicators are maps from known names to texts."""
    known = _OF_ENTRIES[key]
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict):
            yield Problem((key, place), f"{entry!r}", f"a map with some of {', '.join(sorted(known))}")
            continue
        for name, text in entry.items():
            if name not in known:
                remedy = did_you_mean(name, sorted(known), f"known are {', '.join(sorted(known))}")
                yield Problem((key, place, name), f'unknown key "{name}"', remedy=remedy)
            elif not isinstance(text, str):
                yield Problem((key, place, name), f"{text!r}", "a text in quotes")
        if key == "fields" and not {"form", "field"} <= set(entry):
            yield Problem((key, place), "the field lacks its form or its name", '"form" and "field"')


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _quoted(address: str) -> str:
    """An address as a formula has it, with the member in quotes: basic.special_fund[环卫].final."""
    head, bracket, rest = address.partition("[")
    member, _, tail = rest.rpartition("]")
    return f"{head}[{json.dumps(member, ensure_ascii=False)}]{tail}" if bracket else address


def make_records(case: dict[str, Any], where: str = "case", file: str = _FILE) -> Records:
    """The records of a unit that holds just what the case says.

    ``facts`` gives figures by address, as printed (money in 万元, "" for a blank); ``fields`` and ``indicators`` are lists of
    columns; ``report`` is a list of paragraphs, in which a list of rows is a table; ``goal`` and ``result`` are texts of the
    overall form; ``parts`` names the forms that were handed in (all where it is left out). ``previous`` is last year's case, or
    the reason why last year's document cannot be read. Raises SuiteError for other keys.
    """
    for problem in case_problems(case):
        raise SuiteError(where, problem.read, problem.expected, problem.remedy)
    facts = [_fact(address, text) for address, text in case.get("facts", {}).items()]
    fields = [Field(form, "part", "", form, REPORTED, "") for form in case.get("parts", FORMS)]
    fields += [_field(entry) for entry in case.get("fields", [])]
    fields += [
        Field("overall", slug, "", case[slug], REPORTED, f"{file}#p{n}")
        for n, slug in ((901, "goal"), (902, "result"))
        if slug in case
    ]
    indicators: list[Indicator] = []
    for form, member, rows in _by_form(case.get("indicators", [])):
        reader = IndicatorReader(Part(form, "", None, (_table(rows, file),)), load_vocabulary(), member)
        reader.read()
        indicators += reader.indicators
        known = {fact.address for fact in facts}
        facts += [fact for fact in reader.facts if fact.address not in known]
        fields += reader.fields
    blocks = tuple(_block(entry, number, file) for number, entry in enumerate(case.get("report", []), 1))
    texts = [
        Passage(case[slug], Source(file, paragraph=n)) for n, slug in ((901, "goal"), (902, "result")) if slug in case
    ]
    document = Document(file, (File(file, "", "case"),), (*blocks, *texts))
    report = Part("report", str(case.get("year", "")), None, blocks)
    claims = link_claims(extract_claims([report], fields), facts, indicators)
    sources = extract_sources(document, [report], [claim.source_id for claim in claims])
    previous = _previous(case["previous"], where) if "previous" in case else None
    return Records(tuple(facts), tuple(indicators), claims, tuple(fields), sources, previous)


def _previous(case: dict[str, Any] | str, where: str) -> Records:
    if isinstance(case, str):
        return Records(fields=(Field("", PREVIOUS_DOCUMENT, "", case, UNDECIDABLE, ""),))
    records = make_records(case, f"{where}, previous", _LAST_YEARS_FILE)
    document = Field("", PREVIOUS_DOCUMENT, "", _LAST_YEARS_FILE, REPORTED, "")
    return replace(records, fields=(*records.fields, document))


def _fact(address: str, text: str) -> Fact:
    head, _, basis = address.rpartition(".")
    form, _, item = head.partition(".")
    item, _, member = item.partition("[")
    measure = load_vocabulary().measure_of(item, basis) or ("分" if item in ("total", "level_1", "indicator") else "元")
    reading = parse_cell(text, MONEY_SCALES["万元"] if measure == "元" else Decimal(1), measure)
    state = "undecidable" if reading.state == "unreadable" else reading.state
    quantum = Decimal(0) if measure == "分" else reading.quantum
    is_known = state == REPORTED
    return Fact(
        address, form, item, member.rstrip("]"), basis, reading.value if is_known else None, measure, quantum if is_known else None,
        text, state, member.rstrip("]") or load_vocabulary().usual_label(form, item) or item, "",
    )  # fmt: skip


def _field(entry: dict[str, str]) -> Field:
    text = entry.get("text", "")
    state = {"": BLANK, "/": NOT_APPLICABLE}.get(text, REPORTED)
    return Field(entry["form"], entry["field"], entry.get("member", ""), text, state, "")


def _by_form(rows: Sequence[dict[str, str]]) -> list[tuple[str, str, list[dict[str, str]]]]:
    keys = dict.fromkeys((row.get("form", "overall"), row.get("member", "")) for row in rows)
    return [
        (form, member, [row for row in rows if (row.get("form", "overall"), row.get("member", "")) == (form, member)])
        for form, member in keys
    ]


def _table(rows: Sequence[dict[str, str]], file: str) -> Table:
    texts = [_HEADS, *(tuple(row.get(column, "") for column in _COLUMNS) for row in rows)]
    return Table(900, tuple(_cells(row, 900, number, file) for number, row in enumerate(texts, 1)))


def _cells(texts: Sequence[str], table: int, row: int, file: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(text, Source(file, table=table, row=row, column=column), None) for column, text in enumerate(texts, 1)
    )


def _block(entry: str | list[list[str]], number: int, file: str) -> Passage | Table:
    if isinstance(entry, str):
        return Passage(entry, Source(file, paragraph=number))
    return Table(number, tuple(_cells(row, number, place, file) for place, row in enumerate(entry, 1)))
