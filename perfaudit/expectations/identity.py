"""That all parts speak of one unit and one year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfaudit.expectations.base import UnitExpectation
from perfaudit.outcomes import FAIL, PASS, Evidence, Side, Verdict
from perfaudit.records import REPORTED, Field, SourceRow
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import load_vocabulary, normalise_text, years_in


class ExpectOneUnitName(UnitExpectation):
    """Expect one name of the unit in all parts. Short forms are the same name: one contains the other's own words.

    The prose is searched for names of the unit's own kind ("…街道") that are nearly the unit's but not it: one character
    added before the kind, left out, or another.

    Left out, in this order:
    1. names of one own word of two characters with another character in it: a neighbour, as likely as a slip
    """

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every part that names the unit, and one for every other name in the prose."""
        names = [field for field in unit.fields("unit_name") if field.state == REPORTED]
        if not names:
            return
        first = names[0]
        for other in names[1:]:
            is_same = same_name(first.text, other.text)
            yield _verdict(unit, first, other.text, unit.field_evidence(other, "right"), is_same, other.form)
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


def _verdict(unit: UnitIndex, first: Field, other: str, evidence: Evidence, is_same: bool, form: str) -> Verdict:
    name = normalise_text(first.text)
    words = load_vocabulary().words["form_names"]
    message = {
        lang: f"{words[first.form][lang]} “{name}”, {words[form][lang]} “{normalise_text(other)}”"
        for lang in ("zh", "en")
    }
    return Verdict(
        PASS if is_same else FAIL, f"{form}.unit_name", message, Side(name), Side(normalise_text(other)),
        evidence=(unit.field_evidence(first, "left"), evidence),
    )  # fmt: skip


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: alike, or one the other's short form (words left out, none put in)."""
    short, long = sorted((normalise_text(one), normalise_text(other)), key=len)
    if short in long:
        return True
    stem, kind = stem_of(short)
    return bool(stem) and stem + kind in long


def stem_of(name: str) -> tuple[str, str]:
    """The own words of a name and its kind: "江北市江南区清河街道办事处" → ("清河", "街道"); ("", "") where it has none."""
    kinds = load_vocabulary().words["unit_kinds"]
    text = normalise_text(name)
    places = "省市区县州盟旗"
    found = re.search(rf"(?:.*[{places}])?(.{{2,8}}?)({'|'.join(kinds)})", text)
    return (found.group(1), found.group(2)) if found else ("", "")


def near_names(text: str, stem: str, kind: str) -> Iterator[tuple[str, int]]:
    """Names of this kind in the text that are nearly ``stem`` but not it, with the place where they begin."""
    for found in re.finditer(re.escape(kind), text):
        before = text[max(0, found.start() - len(stem) - 1) : found.start()]
        if before.endswith(stem) or not before:
            continue
        added, same, less = before, before[-len(stem) :], before[-len(stem) + 1 :]
        if len(added) == len(stem) + 1 and added.startswith(stem):
            yield added + kind, found.start() - len(added)
        elif len(stem) >= 3:  # 1
            differing = sum(one != other for one, other in zip(same, stem, strict=False))
            if len(same) == len(stem) and differing == 1:
                yield same + kind, found.start() - len(same)
            elif len(less) == len(stem) - 1 and any(stem[:at] + stem[at + 1 :] == less for at in range(1, len(stem))):
                yield less + kind, found.start() - len(less)


class ExpectOneYear(UnitExpectation):
    """Expect the same year in the titles, the column heads, the report's headings, and where the report says 我单位…年度.

    A column head that stands twice in its row is a wrong year, too: two columns cannot be the same.

    Left out, in this order:
    1. sentences that compare (较, 比, 同比, 上年): they may name another year
    """

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every place that names a year."""
        expected = unit.year
        if expected is None:
            return
        for field in [*unit.fields("year"), *unit.fields("head_year")]:
            yield self._judge(
                expected, int(field.text), f"{field.form}.{field.field}", unit.field_evidence(field, "left")
            )
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
    def _judge(expected: int, year: int, subject: str, evidence: Evidence) -> Verdict:
        message = {
            "zh": f"此处写{year}年，多数标题为{expected}年",
            "en": f"this says {year}; most titles say {expected}",
        }
        status = PASS if year == expected else FAIL
        return Verdict(status, subject, message, Side(str(year)), Side(str(expected)), evidence=(evidence,))
