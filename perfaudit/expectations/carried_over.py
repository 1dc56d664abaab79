"""Sentences of the report that last year's report had already: how many, and which of them still say last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from great_expectations.compatibility import pydantic

from perfaudit.expectations.base import Limit, UnitExpectation
from perfaudit.narrative import any_of, flatten, load_words
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Verdict
from perfaudit.quantities import plain_number, rounded
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import years_in

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_ENDS = re.compile("[。；;！!？?]")
_TOP_HEADING = re.compile("[一二三四五六七八九十]{1,3}[、.．]|第.{1,3}(?:部分|章|节)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_NUMBER = re.compile(r"\d[\d,.]*")
_BEFORE_SPAN, _AFTER_SPAN = "[-—–~至到自从于]$", r"(?:度?[-—–~至到]|\d{1,2}月|[上下]半年)"
MIN_SIGNS = 12
"""A shorter sentence is a form of words: two reports share it by chance."""
MAX_SHOWN = 40
QUOTED, QUOTE_SIGNS = 3, 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report as received, its comparable words, the known section it stands in ("" for others)."""

    text: str
    flat: str
    section: str
    source_id: str

    @property
    def but_for_years(self) -> str:
        return _YEAR.sub("Y", self.flat)

    @property
    def but_for_numbers(self) -> str:
        """The words with their years: sentences that only got new figures are the same."""
        years = _YEAR.findall(self.flat)
        return _NUMBER.sub("N", _YEAR.sub("Y", self.flat)) + "".join(years)


def sentences_of(unit: UnitIndex) -> list[Sentence]:
    """The sentences of the report's paragraphs in order; headings, signatures and tables are none."""
    words, section, found = load_words(), "", []
    for source in unit.records.sources:
        if source.form != "report" or source.paragraph is None or source.start is not None:
            continue
        if not _ENDS.search(source.text):
            known = words.section(source.text)
            section = known or ("" if _TOP_HEADING.match(flatten(source.text)) else section)
            continue
        for piece in _SENTENCE.findall(source.text):
            flat = flatten(piece).rstrip("。;!?")
            if len(flat) >= MIN_SIGNS:
                found.append(Sentence(piece.strip(), flat, section, source.source_id))
    return found


class ExpectProseToBeNew(UnitExpectation):
    """Expect no larger share than ``limit`` (a ratio) of the report's sentences to stand in last year's report already.

    A sentence of which only the years are new counts as carried over. Left out, in this order:
    1. sections that may well stay the same: ``leave_out`` names them as ``narrative.yml`` does (duties, organisation …)
    2. reports with fewer than ``at_least`` other sentences in either year: not applicable, a share of them says nothing
    """

    reads: ClassVar[tuple[str, ...]] = ("sentences", "previous")

    limit: Limit
    leave_out: list[str] = []
    at_least: int = 5

    success_keys: ClassVar[tuple[str, ...]] = ("limit", "leave_out", "at_least")

    @pydantic.validator("leave_out", each_item=True)
    def _is_section(cls, name: str) -> str:
        known = sorted(load_words().words["sections"])
        if name not in known:
            raise ValueError(f"{name} is no section; known are {', '.join(known)}")
        return name

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for the report."""
        assert unit.previous is not None
        ours, theirs = (
            [s for s in sentences_of(index) if s.section not in self.leave_out] for index in (unit, unit.previous)
        )  # 1
        if min(len(ours), len(theirs)) < self.at_least:  # 2
            message = {
                "zh": f"两年的报告中可比的句子不足{self.at_least}句（本年{len(ours)}句，上年{len(theirs)}句）",
                "en": f"there are fewer than {self.at_least} sentences to compare (this year {len(ours)}, last year {len(theirs)})",
            }
            yield Verdict(NOT_APPLICABLE, "report.sentences", message)
            return
        before = {sentence.but_for_years: sentence for sentence in theirs}
        carried = [(s, before[s.but_for_years]) for s in ours if s.but_for_years in before]
        yield self._verdict(unit, unit.previous, len(ours), carried)

    def _verdict(
        self, unit: UnitIndex, previous: UnitIndex, count: int, carried: list[tuple[Sentence, Sentence]]
    ) -> Verdict:
        limit, share = Decimal(str(self.limit)), Decimal(len(carried)) / count
        only_years = sum(ours.flat != theirs.flat for ours, theirs in carried)
        percent, most = (rounded(ratio * 100, Decimal("0.1")) for ratio in (share, limit))
        shown = "；".join(f"“{_shorten(ours.text)}”" for ours, _ in carried[:QUOTED])
        message = {
            "zh": f"报告可比的{count}句中，有{len(carried)}句与上年相同（{plain_number(percent)}%），其中{only_years}句只改了年份"
            + (f"，如{shown}" if carried else ""),
            "en": f"of {count} sentences of the report, {len(carried)} stand in last year's ({plain_number(percent)} %), "
            f"{only_years} of them with nothing but the year changed" + (f": {shown}" if carried else ""),
        }
        evidence = [
            piece
            for ours, theirs in carried[:MAX_SHOWN]
            for piece in (_evidence("left_part", ours), _evidence("right_part", theirs, previous))
        ]
        sides = Side(f"{plain_number(percent)}%", percent, "%"), Side(f"{plain_number(most)}%", most, "%")
        return Verdict(
            FAIL if share > limit else PASS, "report.sentences", message, *sides, evidence=tuple(evidence)
        )  # fmt: skip


class ExpectNoStaleYears(UnitExpectation):
    """Expect no sentence of last year's report to come again with last year's year as if it were this one's.

    Figures may be new: the words and the year count. Left out, in this order:
    1. sentences that do not name last year's year
    2. years of an event, a span or a month ("2022年6月开工", "2022年以来", "2021—2022年"), and comparisons with last year
    """

    reads: ClassVar[tuple[str, ...]] = ("sentences", "previous")

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every sentence that names last year's year."""
        assert unit.previous is not None
        year = unit.previous.year
        if year is None:
            message = {"zh": "上年的文件没有写明年度", "en": "last year's document does not say its year"}
            yield Verdict(UNDECIDABLE, "report.sentences", message)
            return
        ours = sentences_of(unit)
        before = {sentence.but_for_numbers: sentence for sentence in sentences_of(unit.previous)}
        if not before or not any(year in years_in(sentence.text) for sentence in ours):
            message = {
                "zh": f"本年的报告没有提到{year}年" if before else "上年的文件里没有报告",
                "en": f"this year's report does not mention {year}"
                if before
                else "last year's document holds no report",
            }
            yield Verdict(NOT_APPLICABLE, "report.sentences", message)
            return
        for sentence in ours:
            if year not in years_in(sentence.text):
                continue  # 1
            same = before.get(sentence.but_for_numbers)
            is_stale = same is not None and _speaks_of(sentence.flat, year)  # 2
            yield self._verdict(sentence, same if is_stale else None, year, unit.previous)

    @staticmethod
    def _verdict(sentence: Sentence, same: Sentence | None, year: int, previous: UnitIndex) -> Verdict:
        quote = _shorten(sentence.text)
        told = ("沿用上年的句子，年份还是", "is last year's and still says") if same else ("提到", "mentions")
        message = {"zh": f"“{quote}”{told[0]}{year}年", "en": f"“{quote}” {told[1]} {year}"}
        evidence: tuple[Evidence, ...] = (_evidence("left", sentence),)
        if same is not None:
            evidence += (_evidence("right", same, previous),)
        sides = Side(str(year)), Side(str(year + 1))
        subject = f"report.sentence[{sentence.but_for_numbers[:QUOTE_SIGNS]}]"
        return Verdict(FAIL if same else PASS, subject, message, *sides, evidence=evidence)


def _speaks_of(flat: str, year: int) -> bool:
    """Whether the sentence speaks of ``year`` as of the year that it reports on."""
    words = load_words()
    if re.search(any_of([*words.list_of("prior_words"), "较", "比"]), flat):
        return False
    events = re.compile(rf"[^,，]{{0,8}}?{any_of(words.list_of('event_words'))}")
    return any(
        not re.search(_BEFORE_SPAN, flat[: found.start()])
        and not re.match(_AFTER_SPAN, flat[found.end() :])
        and not events.match(flat[found.end() :])
        for found in re.finditer(rf"{year}年", flat)
    )


def _evidence(role: str, sentence: Sentence, previous: UnitIndex | None = None) -> Evidence:
    address = "report" if previous is None else "previous.report"
    return Evidence(role, address, "", sentence.text, sentence.text, sentence.source_id)


def _shorten(text: str) -> str:
    return text if len(text) <= QUOTE_SIGNS else text[: QUOTE_SIGNS - 1] + "…"
