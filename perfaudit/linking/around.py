"""The words around the numbers of one text: what may name a number, and what only goes on from the number before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from perfaudit.linking.figures import FigureName, FigureNames
from perfaudit.linking.indicators import Words4Claim
from perfaudit.linking.places import Places
from perfaudit.narrative import PATH_SEPARATOR, Context, Flat, Mark, Words, scope_reader
from perfaudit.records import Claim

places_of = lru_cache(maxsize=4)(Places)
_OPENING = re.compile("[^:。]{2,25}:")

_BRACKETS = re.compile(r"^\([^()]*\),?")
_SURPLUS = re.compile(
    "(?:超|多|高|低|少|差|短|欠|缺)[^,;。:]{0,8}(?:目标|任务|计划|指标)(?:任务|值|数|量)?(?:了|约|近)?$"
)
_FROM = re.compile(r"[从由](?:[^,;。:]{0,12}的)?$")
_UP_TO = re.compile(r"(?:\([^()]*\))?,?(?:逐步|大幅|稳步)?[升提增上降减下压回扩缩][^,;。、\d]{0,3}[至到为]")


class Around:
    """The claims of one text, or of a piece of it from ``start`` to ``end``, in order, and the words around each."""

    def __init__(self, claims: list[Claim], start: int, end: int, words: Words) -> None:
        self.claims, self.vocabulary, self.places = claims, words, places_of(words)
        self._done = words.of("done_words")
        text = claims[0].paragraph_text
        self._plain = text.strip()
        flat = Flat.of(text[start:end])
        marks = [Mark(flat.at(c.start - start), flat.at(c.end - start), c.kind, c.measure) for c in claims]
        self.context = Context(flat.text, marks)

    def is_cell(self, place: int) -> bool:
        """Whether the number fills a cell of a table: then its row's label is all there is to go by."""
        return self.claims[place].raw_text == self._plain

    def is_planned(self, place: int, patterns: list[re.Pattern[str]]) -> bool:
        """Whether the number stands below a heading, or after an opening with a colon, that announces tasks or targets."""
        title = self.claims[place].section.split(PATH_SEPARATOR)[-1]
        opening = _OPENING.match(self.context.text)
        leads = opening is not None and self.context.marks[place].start > opening.end()
        return any(p.search(title) or (leads and opening and p.search(opening.group()[:-1])) for p in patterns)

    def may_be_surplus(self, place: int) -> bool:
        """ "超出年度目标120个": 120 is the target, or by how much it is passed; the words do not say which."""
        is_target = self.context.text[self.context.marks[place].end :].startswith("的")
        return not is_target and _SURPLUS.search(self.context.before(place)) is not None

    def is_start_of_change(self, place: int) -> bool:
        """Whether the number is where a change began: "从82.8%(上年)升至86%"; what stands now is the number after it."""
        context, following = self.context, self.context.next_quantity(place)
        if following is None or self.claims[following].measure != self.claims[place].measure:
            return False
        between = context.text[context.marks[place].end : context.marks[following].start]
        return _FROM.search(context.before(place)) is not None and _UP_TO.fullmatch(between) is not None

    def phrases(self, place: int) -> Iterable[str]:
        """The phrases that may name what the number is, the nearest first."""
        claim = self.claims[place]
        if self.is_cell(place) or claim.relation == "negation":
            return (claim.subject,)
        before = self.context.before(place)
        turn = self.places.in_turn(self.context, place)
        if turn or self.places.is_of_number_before(before):
            return (turn,) if turn else ()
        if self.vocabulary.strip(before):
            phrases = [before]
            if claim.scope:
                phrases.append(scope_reader(self.vocabulary).without(before))
            if claim.period == "prior":
                phrases.append(self.vocabulary.noun(before))  # 项目支出由上年的120万元
            phrases.append(self.places.in_bracket(self.vocabulary.strip_tail(before)))
            return list(dict.fromkeys(filter(None, phrases)))
        return self.context.clauses_before(place)[:1] if self._is_after_colon(place) else ()

    def _is_after_colon(self, place: int) -> bool:
        start = self.context.clause(place)[0]
        return self.context.text[max(0, start - 1) : start] == ":"

    def noun_after(self, place: int, figures: FigureNames) -> FigureName | None:
        if self.is_cell(place):
            return None
        return figures.find_after(self.context.after(place), self.context.before(place), self.claims[place].measure)

    def words(self, place: int) -> Words4Claim:
        claim = self.claims[place]
        if self.is_cell(place) or claim.relation == "negation":
            return Words4Claim(claim.subject, claim.subject, "", claim.subject, False)
        before, after = self.context.before(place), self.context.after(place)
        planned = self._planned_before(place, before)
        named = planned if planned is not None else self._risen_from(place, before)
        if named is not None:
            said = self.words(named)
            phrase = said.named or said.before
            own = self.vocabulary.of("plan_words").sub("", self.vocabulary.noun(phrase))
            return replace(said, clause=own if len(own) > 1 else said.clause, before=before, named=phrase)
        clause = self._own_clause(place, before, after)
        is_bare = len(self.vocabulary.strip(before)) < 2 and not re.search(r"\w", after)
        return Words4Claim(clause, before, after, self.context.topic_words(place), is_bare)

    def _planned_before(self, place: int, before: str) -> int | None:
        """The number planned, where this one only says what was done: "计划改造5个，实际改造6个"."""
        previous = self.context.previous_quantity(place)
        if previous is None or self.claims[previous].measure != self.claims[place].measure:
            return None
        in_sentence = self.context.marks[previous].start >= self.context.sentence(place)[0]
        done = self._done.match(self.vocabulary.strip(before))
        rest = self.vocabulary.strip(before)[done.end() :] if done else "?"
        says_only_done = done is not None and (not rest or self.vocabulary.needs_object(rest))
        is_planned = self.vocabulary.of("plan_words").search(self.context.before(previous)) is not None
        return previous if in_sentence and says_only_done and is_planned else None

    def _risen_from(self, place: int, before: str) -> int | None:
        """Last year's number, where this one only says what became of it: "知晓率由上年的93%提高到95%"."""
        previous = self.context.previous_quantity(place)
        before = _BRACKETS.sub("", before)
        if previous is None or not self.vocabulary.moves_only(before):
            return None
        told, claim = self.claims[previous], self.claims[place]
        was_prior = told.period == "prior" or self.is_start_of_change(previous)
        return previous if told.measure == claim.measure and was_prior and claim.period == "this" else None

    def _own_clause(self, place: int, before: str, after: str) -> str:
        """The clause, or where several numbers of one measure share it, the number's piece of it."""
        start, end = self.context.clause(place)
        others = (self.context.previous_quantity(place), self.context.next_quantity(place))
        is_shared = any(other is not None and start <= self.context.marks[other].start < end for other in others)
        return before + after if is_shared else self.context.clause_words(place)

    def is_of_part_of_year(self, place: int) -> bool:
        """Whether the words since the number before name a quarter, half a year, or several years."""
        previous = self.context.previous_quantity(place)
        start = self.context.clause(place)[0]
        start = max(start, self.context.marks[previous].end if previous is not None else 0)
        said = self.context.text[start : self.context.marks[place].start]
        return any(pattern.search(said) for pattern in self.vocabulary.patterns("part_of_year_patterns"))
