"""Figures named once and told column by column: "“三公”经费：预算…，决算…，上年…", "公用经费减少2万元（上年12万元，本年10万元）"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from perfaudit.linking.around import Around
from perfaudit.linking.chains import TOTAL
from perfaudit.linking.figures import FigureName, FigureNames
from perfaudit.narrative import Words, any_of
from perfaudit.records import Claim

_MONEY = "元"
_RATIOS = ("share", "growth", "change")
_YEARS = r"(?:19|20)\d\d年?度?"
_AMOUNT_OF_SHARE = re.compile("[,(]?(?:为|即|计|达|共|共计|金额为|金额)")
_SIGNS = "[,;:、()/]"
_WHOLE_UNIT = re.compile("总|合计|部门|单位|整体|本级")
_NO_FIGURE = FigureName("", "", (), frozenset(), "", "")
"""What is named and stands in no form: a number that goes on with it is of no figure, either."""


class Carried:
    """Finds the figure that a number goes on with, where its own words say nothing but a column or a year."""

    def __init__(self, figures: FigureNames, words: Words) -> None:
        self.figures, self.words = figures, words
        columns = any_of([*figures.basis_words, *words.list_of("column_only")])
        times = f"{any_of([*words.list_of('prior_words'), *words.list_of('this_words')])}|{_YEARS}"
        rest = any_of([*words.list_of("trailing"), *words.list_of("column_fillers"), *words.selves])
        self._column = re.compile(f"(?:{_SIGNS}|{times}|{columns}|{rest})*")
        self._spent = re.compile(any_of(words.list_of("spent_words")))
        self._granted = re.compile(any_of(words.list_of("granted_words")))
        self._by = re.compile(f"^{any_of(words.list_of('growth.by_verbs'))}了?")
        self._says = re.compile(f"{times}|{columns}")

    def says_only_column(self, words: str) -> bool:
        """Whether words name a column or a year, and nothing else."""
        return self._column.fullmatch(words) is not None and self._says.search(words) is not None

    def find(self, paragraph: Around, place: int, topics: Mapping[str, FigureName]) -> FigureName | None:
        """The figure, with the column that the number's own words name; None where they say more, or nothing."""
        claim, context = paragraph.claims[place], paragraph.context
        if claim.measure != _MONEY or claim.relation in _RATIOS:
            return None
        previous = context.previous_quantity(place)
        start = context.clause(place)[0]
        start = max(start, context.marks[previous].end if previous is not None else 0)
        said = context.text[start : context.marks[place].start]
        told = paragraph.places.before_bracket(context, place)
        if told is not None:
            said = told[0] + told[1]
        if previous is not None and _AMOUNT_OF_SHARE.fullmatch(said) and paragraph.claims[previous].relation == "share":
            topic = self._of_share(paragraph, previous) or self._topic(paragraph, place, topics)[0]
            return replace(topic, basis="final") if topic is not None and _MONEY in topic.measures else None
        if not self.says_only_column(said):
            return None
        basis = self._basis(said, claim)
        topic, column = self._topic(paragraph, place, topics)
        if topic is None or _MONEY not in topic.measures or column == (basis, claim.period):
            return None
        if basis != "final" and basis not in topic.bases:
            return None
        return replace(topic, basis=basis)

    def sentence_topic(self, paragraph: Around, place: int) -> FigureName | None:
        """The figure that the sentence opens with and explains: "项目支出主要用于…，全年支出"."""
        start = paragraph.context.whole_sentence(place)[0]
        before = paragraph.context.text[start : paragraph.context.marks[place].start]
        return self.figures.subject_of(self.words.strip(before), _MONEY)

    def is_of_either(self, paragraph: Around, place: int) -> bool:
        """Whether a plain 全年支出 follows words that name another figure: "严控三公经费，全年支出10万元"."""
        claim, context = paragraph.claims[place], paragraph.context
        if claim.measure != _MONEY or _WHOLE_UNIT.search(context.before(place)):
            return False
        start, before = context.whole_sentence(place)[0], context.previous_quantity(place)
        start = max(start, context.marks[before].end if before is not None else 0)
        clause = re.split("[,;:]", context.text[start : context.clause(place)[0]].rstrip(",:;"))[-1]
        other = self.figures.last_word(clause, _MONEY)
        return other is not None and other.item != TOTAL

    def _of_share(self, paragraph: Around, share: int) -> FigureName | None:
        """What a share is itself of, by its own words; None where those say nothing."""
        part = self.words.strip(paragraph.context.before(share).partition("占")[0])
        return (self.figures.find(part, _MONEY) or _NO_FIGURE) if part else None

    def _basis(self, said: str, claim: Claim) -> str:
        found = self.figures.basis_only(re.sub(f"{_YEARS}|{_SIGNS}", "", said))
        if not found and self._spent.search(said):
            return "final"
        if not found and self._granted.search(said):
            return "budget"
        return found or (claim.basis if claim.basis in ("budget", "full_year") else "final")

    def _topic(
        self, paragraph: Around, place: int, topics: Mapping[str, FigureName]
    ) -> tuple[FigureName | None, tuple[str, str]]:
        """What the numbers before speak of, with the column and year of the last one; else what the sentence opens with."""
        context = paragraph.context
        start = context.whole_sentence(place)[0]
        at, end = context.previous_quantity(place), context.clause(place)[0]
        while at is not None and context.marks[at].start >= start:
            claim = paragraph.claims[at]
            if (topic := topics.get(claim.claim_id)) is not None:
                return topic, (topic.basis or claim.basis or "final", claim.period)
            if claim.relation not in _RATIOS and claim.measure != "%" and claim.basis != "change":
                return None, ("", "")
            clause = context.text[max(start, context.clause(at)[0]) : context.marks[at].start]
            clause = clause.partition("占")[0]  # what a share is of is not what is spoken of
            clause = self._by.sub("", self.words.strip(clause))  # 压减公用经费2万元
            if (topic := self.figures.opening(clause, _MONEY)) is not None:
                return topic, ("", "")
            end = min(end, context.clause(at)[0])
            at = context.previous_quantity(at)
        for clause in reversed(re.split("[,;:]", context.text[start:end])):
            if clause and (topic := self.figures.opening(self.words.strip(clause), _MONEY)) is not None:
                return topic, ("", "")
            if clause and not self.words.of("leads_of_time").fullmatch(clause):
                break
        return None, ("", "")
