"""That all parts speak of one unit and one year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from perfaudit.expectations.base import UnitExpectation
from perfaudit.outcomes import FAIL, PASS, Evidence, Side, Verdict
from perfaudit.records import REPORTED, Field, SourceRow
from perfaudit.unit_index import UnitIndex
from perfaudit.unit_names import near_names, same_name, stem_of
from perfaudit.vocabulary import load_vocabulary, normalise_text, years_in


class ExpectOneUnitName(UnitExpectation):
    """Expect one name of the unit in all parts. Short forms are the same name: one contains the other's own words.

    The prose is searched for names of the unit's own kind ("…街道") that are nearly the unit's but not it: one character
    added before the kind, left out, or another.

    Left out, in this order:
    1. names of one own word of two characters with another character in it: a neighbour, as likely as a slip
    """

    reads: ClassVar[tuple[str, ...]] = ("texts",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every part that names the unit, and one for every other name in the prose."""
        names = [field for field in unit.fields("unit_name") if field.state == REPORTED]
        if not names:
            return
        first = names[0]
        for other in names[1:]:
            is_same = same_name(first.text, other.text)
            evidence = unit.field_evidence(other, "right")
            yield _verdict(unit, first, other.text, evidence, is_same, other.form, other.member)
        stem, kind = stem_of(first.text)
        if not stem:
            return
        seen: set[str] = set()
        for source in _report_sources(unit):
            for name, start in near_names(source.text, stem, kind):
                if name in seen:
                    continue
                seen.add(name)
                quote = source.text[max(0, start - 20) : start + 40]
                evidence = Evidence("right", "report.unit_name", "unit_name", name, quote, source.source_id)
                yield _verdict(unit, first, name, evidence, False, "report")


def _report_sources(unit: UnitIndex) -> list[SourceRow]:
    return [
        source
        for source in unit.records.sources
        if source.form == "report" and source.paragraph is not None and source.start is None
    ]


def _verdict(
    unit: UnitIndex, first: Field, other: str, evidence: Evidence, is_same: bool, form: str, member: str = ""
) -> Verdict:
    name = normalise_text(first.text)
    words = load_vocabulary().words["form_names"]
    message = {
        lang: f"{words[first.form][lang]} “{name}”, {words[form][lang]} “{normalise_text(other)}”"
        for lang in ("zh", "en")
    }
    return Verdict(
        PASS if is_same else FAIL, f"{form}.unit_name{_in_brackets(member)}", message, Side(name), Side(normalise_text(other)),
        evidence=(unit.field_evidence(first, "left"), evidence),
    )  # fmt: skip


def _in_brackets(member: str) -> str:
    return f"[{member}]" if member else ""


class ExpectOneYear(UnitExpectation):
    """Expect the same year in the titles, the column heads, the report's headings, and where the report says 我单位…年度.

    A column head that stands twice in its row is a wrong year, too: two columns cannot be the same.

    Left out, in this order:
    1. sentences that compare (较, 比, 同比, 上年): they may name another year
    """

    reads: ClassVar[tuple[str, ...]] = ("texts", "prose")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every place that names a year."""
        expected = unit.year
        if expected is None:
            return
        for field in [*unit.fields("year"), *unit.fields("head_year")]:
            subject = f"{field.form}.{field.field}{_in_brackets(field.member)}"
            place = unit.field_evidence(field, "left")
            yield self._judge(expected, int(field.text), subject, place, field.member)
        for field in unit.fields("doubled_head"):
            head = normalise_text(field.text)
            message = {"zh": f"表头“{head}”在一行里出现两次", "en": f"the column head “{head}” stands twice in its row"}
            evidence = (unit.field_evidence(field, "left"),)
            yield Verdict(FAIL, f"{field.form}.doubled_head[{head}]", message, Side(head), evidence=evidence)
        for field in unit.fields("section"):
            for year in years_in(field.text)[:1]:
                yield self._judge(expected, year, f"report.section[{field.text}]", unit.field_evidence(field, "left"))
        for claim in unit.records.claims:
            if (
                claim.kind != "date"
                or claim.form != "report"
                or any(word in claim.sentence for word in ("较", "比", "上年", "去年"))
            ):
                continue  # 1
            before = claim.paragraph_text[max(0, claim.start - 6) : claim.start]
            years = years_in(claim.raw_text)
            if years and re.search(r"(我|本)(单位|部门|局|街道|镇|乡|院|校|中心)$", before):
                yield self._judge(expected, years[0], f"report:{claim.section}", unit.claim_evidence(claim, "left"))

    @staticmethod
    def _judge(expected: int, year: int, subject: str, evidence: Evidence, project: str = "") -> Verdict:
        message = {
            "zh": f"{f'项目支出自评表“{project}”' if project else '此处'}写{year}年，多数标题为{expected}年",
            "en": f"{f'the project form “{project}”' if project else 'this'} says {year}; most titles say {expected}",
        }
        status = PASS if year == expected else FAIL
        return Verdict(status, subject, message, Side(str(year)), Side(str(expected)), evidence=(evidence,))
