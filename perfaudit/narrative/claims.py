"""The report and the goals and results of ``overall`` → claims: one row per number, not yet linked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfaudit.documents import Passage, Table
from perfaudit.forms.parts import Part
from perfaudit.narrative.bare import set_item_words, set_units
from perfaudit.narrative.comparisons import comparison_reader
from perfaudit.narrative.contrasts import contrast_reader
from perfaudit.narrative.counted import find_counted_lists
from perfaudit.narrative.judgements import find_judgements, judgement_words, set_trends
from perfaudit.narrative.lists import part_reader
from perfaudit.narrative.mentions import Paragraph, describe
from perfaudit.narrative.pairs import complete_pairs, difference_reader
from perfaudit.narrative.pieces import text_pieces
from perfaudit.narrative.rates import rate_reader
from perfaudit.narrative.relations import (
    add_multiples,
    add_negations,
    complete_shares,
    find_shares,
    refer_rates,
    refer_shares,
    relation_words,
)
from perfaudit.narrative.remainders import remainder_reader
from perfaudit.narrative.scopes import scope_reader
from perfaudit.narrative.sections import Section, find_sections, section_paths
from perfaudit.narrative.tables import SCALES, Leading, is_figure, table_claims
from perfaudit.narrative.words import Words, any_of, load_words
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED, Claim, Field
from perfaudit.vocabulary import stated_measure

PATH_SEPARATOR = " / "
_MAX_LIST_LINE, _MAX_CUE_LINE = 60, 20
_MAX_CUE = 500  # signs from the words that announce a list to the end of the passage
_UNIT = re.compile("(?:金额)?单位(?:均?为|是|[:：])\\s*(亿元|万元|千元|元)")
_NOTHING = Leading(None, None)


def extract_claims(parts: Sequence[Part], fields: Sequence[Field] = ()) -> tuple[Claim, ...]:
    """One claim per number of the reports among ``parts`` and of the goal and result cells among ``fields``, in order.

    Offsets are into ``paragraph_text``: the passage, the cell, or the field's text. ``section`` is the path of headings, the
    highest first; for goals and results it is "goal" or "result". ``claim_id`` and ``source_id`` are the id of the words in
    the document ("a.docx#p17:20-31"). The parts under one ``parent`` make up the whole, or pass it: numbers after 其中 that
    name only some of a total ("其中党员20人") are amounts without a parent.
    A line of a list that is named but left blank is a part with value None.
    """
    words = load_words()
    year = _year(parts)
    claims: list[Claim] = []
    for part in parts:
        if part.form == "report":
            claims.extend(_ReportReader(part, _report_year(part, parts) or year, words).claims())
    for field in fields:
        if field.form == "overall" and field.field in ("goal", "result") and field.state == REPORTED:
            claims.extend(read_paragraph("overall", field.field, field.text, field.source_id, year, words))
    return tuple(claims)


def read_paragraph(
    form: str, section: str, text: str, source_id: str, year: int | None, words: Words | None = None
) -> list[Claim]:
    """The claims of one text; one that is longer than any paragraph is read in pieces."""
    words = words or load_words()
    pieces = text_pieces(text)
    if len(pieces) == 1:
        return _read(Paragraph(form, section, text, source_id, year), words)
    return [
        claim
        for start, end in pieces
        for claim in _read(Paragraph(form, section, text[start:end], source_id, year, start, text), words)
    ]


def _read(paragraph: Paragraph, words: Words) -> list[Claim]:
    patterns = relation_words()
    paragraph.set_ordinals(words)
    set_item_words(paragraph, words)
    set_units(paragraph)
    add_negations(paragraph, words)
    add_multiples(paragraph, patterns)
    describe(paragraph, words)
    comparisons = comparison_reader(words)
    find_shares(paragraph, words)
    comparisons.classify(paragraph)
    find_counted_lists(paragraph, words)
    part_reader(words).read(paragraph)
    refer_shares(paragraph, words)
    refer_rates(paragraph, words)
    rate_reader(words).read(paragraph)
    remainder_reader(words).read(paragraph)
    comparisons.refer(paragraph)
    difference_reader(words).read(paragraph)
    complete_pairs(paragraph, words)
    contrast_reader(words).read(paragraph)
    set_trends(paragraph, judgement_words())
    complete_shares(paragraph, words)
    find_judgements(paragraph, judgement_words())
    scope_reader(words).read(paragraph)
    return paragraph.claims()


def _year(parts: Sequence[Part]) -> int | None:
    """The report's year, else the one that most titles name."""
    years = [part.year for part in parts if part.year is not None and part.form == "report"]
    years = years or [part.year for part in parts if part.year is not None]
    return Counter(years).most_common(1)[0][0] if years else None


def _report_year(report: Part, parts: Sequence[Part]) -> int | None:
    """The year in the report's title; that of the forms where the text, too, speaks of that one rather: then the title errs."""
    years = Counter(part.year for part in parts if part.year is not None and part.form != "report")
    if report.year is None or not years or (forms := years.most_common(1)[0][0]) is None:
        return report.year
    said = [passage.text for passage in report.blocks if isinstance(passage, Passage)]
    counts = {year: sum(text.count(f"{year}年") for text in said) for year in (forms, report.year)}
    return forms if counts[forms] > counts[report.year] else report.year


class _ReportReader:
    """Goes through the blocks of a report and keeps what the passages before a table or a list say of it."""

    def __init__(self, part: Part, year: int | None, words: Words) -> None:
        self.part, self.year, self.words = part, year, words
        sections = find_sections(part, words)
        self.paths = section_paths(sections, len(part.blocks))
        self.headings = {section.block for section in sections if not section.is_inline}
        self.cue = re.compile(any_of(words.list_of("complete_cues")) + r"[^,;。]*[:：]?$")
        self.leading = _NOTHING
        self.in_list = False  # whether the passages that follow are lines of the list that ``leading`` announces
        self.last_amount: Claim | None = None

    def claims(self) -> Iterator[Claim]:
        for place, block in enumerate(self.part.blocks):
            section = PATH_SEPARATOR.join(_titles(self.paths[place]))
            if isinstance(block, Table):
                yield from self._table(block, section)
            else:
                yield from self._passage(block, section, place in self.headings)

    def _table(self, table: Table, section: str) -> Iterator[Claim]:
        # Where the passage itself has named the parts already, the table's rows would be added to them once more.
        leading = self.leading if self.in_list or self.leading.total is None else Leading(None, self.leading.measure)
        yield from table_claims(table, leading, section, self.words, self.year)
        for row in table.rows:
            for cell in row:
                if cell.text.strip() and not is_figure(cell):
                    yield from read_paragraph("report", section, cell.text, cell.source.id, self.year, self.words)
        self.leading, self.in_list, self.last_amount = _NOTHING, False, None

    def _passage(self, passage: Passage, section: str, is_heading: bool) -> list[Claim]:
        claims = read_paragraph("report", section, passage.text, passage.source.id, self.year, self.words)
        measure = self._measure_in(passage.text)
        if measure in SCALES and len(passage.text) <= _MAX_CUE_LINE and not any(c.kind == "quantity" for c in claims):
            self.leading = replace(self.leading, measure=measure)  # a line that only says （单位：万元）
            return claims
        if self.in_list and not is_heading and (line := self._list_line(passage, claims)) is not None:
            return line
        self._set_leading(passage, claims, measure if measure in SCALES else None)
        amounts = [claim for claim in claims if claim.relation == "amount"]
        self.last_amount = amounts[-1] if amounts else None if is_heading else self.last_amount
        return claims

    @staticmethod
    def _measure_in(text: str) -> str | None:
        found = _UNIT.search(text)
        return found.group(1) if found else stated_measure(text)

    def _set_leading(self, passage: Passage, claims: list[Claim], measure: str | None) -> None:
        """A passage that ends with "明细如下：" announces the parts of its last amount, else of the passage before."""
        cue = self.cue.search(_without_brackets(passage.text)[-_MAX_CUE:])
        self.leading, self.in_list = Leading(None, measure), False
        if cue is None:
            return
        amounts = [claim for claim in claims if claim.relation == "amount"]
        current = [claim for claim in amounts if claim.period == "this"] or amounts  # 较上年的305万元 is no total
        total = current[-1] if current else None
        if total is None and (self._names_last_amount(passage) or len(passage.text) <= _MAX_CUE_LINE):
            total = self.last_amount
        if total is not None:
            self.leading = Leading(total, measure or _printed_measure(total))
            self.in_list = not any(claim.parent == total.claim_id for claim in claims)

    def _names_last_amount(self, passage: Passage) -> bool:
        return (
            self.last_amount is not None
            and len(self.last_amount.subject) >= 2
            and self.last_amount.subject in passage.text
        )

    def _list_line(self, passage: Passage, claims: list[Claim]) -> list[Claim] | None:
        """The claims of a line such as "1、残疾人事业支出4.28万元；" as a part; None where the list has ended."""
        total = self.leading.total
        if total is None or len(passage.text) > _MAX_LIST_LINE or "。" in passage.text.rstrip("。\n "):
            self.in_list = False
            return None
        for place, claim in enumerate(claims):
            if claim.relation != "amount":
                continue
            scaled = self._in_measure(claim)
            if scaled.measure == total.measure and scaled.period == total.period:
                claims[place] = replace(scaled, relation="part", parent=total.claim_id)
                return claims
        self.in_list = False
        return None

    def _in_measure(self, claim: Claim) -> Claim:
        """A bare number in the measure that the list's first line names."""
        if claim.measure or self.leading.measure is None:
            return claim
        reading = parse_cell(claim.raw_text, SCALES[self.leading.measure], "元")
        if reading.state != REPORTED:
            return claim
        return replace(claim, value=reading.value, measure=reading.measure, quantum=reading.quantum)


def _titles(path: Sequence[Section]) -> list[str]:
    return [section.title for section in path]


def _printed_measure(claim: Claim) -> str | None:
    """万元 where the total is printed in 万元: its parts then are, too, if nothing else is said."""
    return next((measure for measure in ("亿元", "万元", "千元", "元") if measure in claim.raw_text), None)


def _without_brackets(text: str) -> str:
    """Without remarks such as （单位：万元） or "，单位为元", and blanks."""
    plain = re.sub(r"[(（][^()（）]*[)）]|\s", "", text).rstrip("。:：")
    return _UNIT.sub("", plain).rstrip("，,")
