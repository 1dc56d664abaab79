"""What the rules on last year's document share: whether there is one to judge by, and which indicators and lines go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from perfaudit.outcomes import NOT_APPLICABLE, UNDECIDABLE, Texts, Verdict
from perfaudit.records import NOT_APPLICABLE as FIELD_NOT_APPLICABLE
from perfaudit.records import PREVIOUS, PREVIOUS_DOCUMENT, REPORTED, Field, Indicator
from perfaudit.unit_index import UnitIndex
from perfaudit.unit_names import same_name
from perfaudit.vocabulary import normalise_label, normalise_text

ALIKE = 0.6
"""From this share of common signs on, a new name is taken for the old one in other words."""

SUBJECT = PREVIOUS.rstrip(".")
OTHER_UNIT = f"PREV-001 {SUBJECT}.unit_name"
"""The cause of whatever differs where last year's document is another unit's."""

_NOT_GIVEN: Texts = {
    "zh": "没有给出上年的文件（--previous），无从对照",
    "en": "no document of last year was given (--previous) to hold this year's against",
}
_T = TypeVar("_T")


def nothing_to_hold_against(unit: UnitIndex, must_be_last_years: bool = True) -> Verdict | None:
    """The verdict of a rule that needs last year's document where there is none to judge by; None where there is one.

    A document of another year than the one before is none, unless ``must_be_last_years`` is False.
    """
    if unit.previous is None:
        return Verdict(NOT_APPLICABLE, SUBJECT, _NOT_GIVEN)
    document = document_of(unit.previous)
    if document.state == FIELD_NOT_APPLICABLE:
        message = {
            "zh": f"在“{document.text}”里没有找到本单位上年的文件",
            "en": f"“{document.text}” holds no document of this unit's for last year",
        }
        return Verdict(NOT_APPLICABLE, SUBJECT, message)
    if document.state != REPORTED:
        message = {
            "zh": f"上年的文件用不了，无从对照：{document.text}",
            "en": f"last year's document cannot be used: {document.text}",
        }
        return Verdict(UNDECIDABLE, SUBJECT, message)
    if must_be_last_years and unit.year and unit.previous.year and unit.previous.year != unit.year - 1:
        return Verdict(UNDECIDABLE, SUBJECT, wrong_year(unit.year, unit.previous.year))
    return None


def document_of(previous: UnitIndex) -> Field:
    """The field that says which document last year's records are of."""
    return previous.fields(PREVIOUS_DOCUMENT)[0]


def wrong_year(year: int, found: int) -> Texts:
    return {
        "zh": f"给出的上年文件是{found}年度的，本年是{year}年度，应为{year - 1}年度",
        "en": f"the document given for last year is of {found}; this year is {year}, so it should be of {year - 1}",
    }


def unit_names(unit: UnitIndex) -> list[Field]:
    return [field for field in unit.fields("unit_name") if field.state == REPORTED]


def is_other_unit(unit: UnitIndex) -> bool:
    """Whether last year's document names another unit."""
    names = unit_names(unit), unit_names(unit.previous) if unit.previous else []
    return all(names) and not same_name(names[0][0].text, names[1][0].text)


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator of last year's, and what became of it: None where nothing did."""

    before: Indicator
    now: Indicator | None

    @property
    def is_renamed(self) -> bool:
        return self.now is not None and indicator_key(self.now.name) != indicator_key(self.before.name)


def pair_indicators(unit: UnitIndex) -> list[Pair]:
    """Last year's indicators in their order, each with this year's of the same name, or of a name like it in the same class.

    Left out, in this order:
    1. rows that are not applicable
    2. indicators of forms, or of projects, that this year has no indicator of: the project ended, or nobody read the form
    """
    assert unit.previous is not None
    now, before = (_by_form(index.records.indicators) for index in (unit, unit.previous))
    pairs: list[Pair] = []
    for form, theirs in before.items():
        if form in now:  # 2
            pairs += _pair(theirs, now[form])
    return pairs


def _by_form(indicators: Iterable[Indicator]) -> dict[tuple[str, str], list[Indicator]]:
    forms: dict[tuple[str, str], list[Indicator]] = {}
    for row in indicators:
        if row.state == REPORTED:  # 1
            forms.setdefault((row.form, key_of(row.member)), []).append(row)
    return forms


def _pair(before: Sequence[Indicator], now: Sequence[Indicator]) -> list[Pair]:
    """By name first, so that a name that stayed is nobody else's new one; a name may stand in two classes."""
    kept = [_same_name(row, now) for row in before]
    rest = [row for row in now if indicator_key(row.name) not in {indicator_key(found.name) for found in kept if found}]
    pairs = []
    for row, same in zip(before, kept, strict=True):
        found = same
        if found is None:
            near = [other for other in rest if _class_of(other) == _class_of(row)]
            found = most_alike(row.name, near, [other.name for other in near])
            rest = [other for other in rest if other is not found]
        pairs.append(Pair(row, found))
    return pairs


def _same_name(row: Indicator, rows: Sequence[Indicator]) -> Indicator | None:
    same = [other for other in rows if indicator_key(other.name) == indicator_key(row.name)]
    return next((other for other in same if _class_of(other) == _class_of(row)), same[0] if same else None)


def _class_of(row: Indicator) -> str:
    return normalise_text(row.level_2)


def indicator_key(name: str) -> str:
    """The same of an indicator, of which a second one in a form has a number behind its name: "满意度(2)"."""
    return re.sub(r"\(\d+\)$", "", key_of(name))


def key_of(name: str) -> str:
    """A name as it is compared between two years."""
    return normalise_label(name)


def most_alike(name: str, things: Sequence[_T], names: Sequence[str]) -> _T | None:
    """The thing whose name is most like ``name``; None where none is alike enough, or two are alike equally."""
    likeness = [SequenceMatcher(None, key_of(name), key_of(other), autojunk=False).ratio() for other in names]
    best = max(likeness, default=0.0)
    return things[likeness.index(best)] if best >= ALIKE and likeness.count(best) == 1 else None
