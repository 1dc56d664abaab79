"""Text → its numbers with what they speak of: period, noun phrase, clause. What they mean is for the other modules."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from perfaudit.narrative.context import SENTENCE_ENDS, Context, Mark
from perfaudit.narrative.flat import Flat, flatten
from perfaudit.narrative.words import Words, any_of
from perfaudit.quantities import Number, find_numbers
from perfaudit.records import Claim

MEASURED = frozenset({"元", "%", "‰", "百分点"})
"""Measures of sums and rates: no noun follows their number."""
_SENTENCE = re.compile(r"[^。；;！!？?\n]*[。；;！!？?\n]*[”’）)」』\"]*")
_STOP = re.compile("[,;:]")
_MAX_COMPARED = 12
_OF_WHICH = re.compile("[,(](?:其中|含|包括)[^;]*$")
_ONLY_WHEN = re.compile("年?度?[末底]?(?:同期|决算|实际|为|是|的|:)*")  # between a year and its amount, and no name
_AND_SO_ON = re.compile("等(?!级|待|候|于|额)")
MAX_SUBJECT = 30
_MAX_CUE = 40  # longer than any word for a time or a comparison, with what follows it
CHANGE = "change"
"""The basis of an amount that something was raised or cut by, where nothing is compared: 年中追加20万元."""


@dataclass(slots=True)
class Mention:
    """A claim while it is being read. ``start`` and ``end`` are offsets into the text as received, ``place`` among its numbers."""

    start: int
    end: int
    raw_text: str
    kind: str
    value: Decimal | None = None
    high: Decimal | None = None
    measure: str = ""
    quantum: Decimal | None = None
    qualifier: str = ""
    step: Decimal | None = None
    place: int = 0
    subject: str = ""
    period: str = "this"
    relation: str = ""
    direction: str = ""
    judgement: str = ""
    listed_names: tuple[str, ...] = ()
    parent: str = ""
    within: str = ""  # claim_id of the total that this is some part of, whether or not the parts make it up
    numerator: str = ""
    denominator: str = ""
    basis: str = ""  # as in claims
    scope: str = ""  # as in claims
    is_compared: bool = False  # what another amount is compared with: "较上年20万元"
    claim_id: str = ""

    @property
    def is_amount(self) -> bool:
        """Whether this is a value of its own, no share or growth of another."""
        return self.kind == "quantity" and self.relation in ("amount", "count_of_list", "part")

    @property
    def is_own_amount(self) -> bool:
        """Whether this is an amount that its sentence states, not one that it only compares with, nor a change."""
        return self.is_amount and not self.is_compared and self.basis != CHANGE


@dataclass
class Paragraph:
    """A text with its numbers: a passage of the report, or a goal or result cell."""

    form: str
    section: str
    text: str
    source_id: str
    year: int | None
    offset: int = 0  # where in ``whole`` the text begins
    whole: str | None = None  # the text that this one is a piece of; None where it is no piece
    flat: Flat = field(init=False)
    sentences: list[tuple[int, int]] = field(init=False)
    mentions: list[Mention] = field(init=False)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.flat = Flat.of(self.text)
        self._cues: dict[re.Pattern[str], tuple[list[re.Match[str]], list[int]]] = {}
        self._said: dict[tuple[int, int], str] = {}  # one string for all numbers of a sentence
        self.sentences = [found.span() for found in _SENTENCE.finditer(self.text) if found.group().strip()]
        self.set_mentions([mention for span in self.sentences for mention in self._numbers(*span)])

    def _numbers(self, start: int, end: int) -> list[Mention]:
        """Numbers are looked for sentence by sentence, so that "2、" is an ordinal wherever a sentence begins with it."""
        sentence = self.text[start:end]
        lead = len(sentence) - len(sentence.lstrip())
        return [_mention(number, start + lead) for number in find_numbers(sentence[lead:])]

    def set_ordinals(self, words: Words) -> None:
        """ "目标1：…": a bare number after such a word and before a colon tells things apart and counts nothing."""
        numbered = words.numbered
        has_changed = False
        for mention, mark in zip(self.mentions, self.context.marks, strict=True):
            is_bare = mention.kind == "quantity" and not mention.measure and mention.value is not None
            if (
                is_bare
                and self.flat.text[mark.end : mark.end + 1] in ":、.)"
                and numbered.search(self.flat.text[max(0, mark.start - _MAX_CUE) : mark.start])
            ):
                mention.kind, mention.value, mention.relation = "ordinal", None, ""
                mention.high = mention.quantum = mention.step = None
                mention.qualifier = ""
                has_changed = True
        if has_changed:
            self.set_mentions(self.mentions)

    def set_mentions(self, mentions: list[Mention]) -> None:
        """Takes these numbers, in order, for the numbers of the paragraph."""
        self.mentions = sorted(mentions, key=lambda mention: mention.start)
        for place, mention in enumerate(self.mentions):
            mention.place = place
            mention.claim_id = f"{self.source_id}:{self.offset + mention.start}-{self.offset + mention.end}"
        self.context = Context(
            self.flat.text,
            [
                Mark(self.flat.at(mention.start), self.flat.at(mention.end), mention.kind, mention.measure)
                for mention in self.mentions
            ],
        )

    def flat_start(self, mention: Mention) -> int:
        return self.context.marks[mention.place].start

    def between(self, start: int, end: int) -> list[Mention]:
        """The numbers that begin from ``start`` up to ``end``, offsets into the flat text."""
        return self.mentions[self.context.first_from(start) : self.context.first_from(end)]

    def last_cues(self, cue: re.Pattern[str], start: int, end: int) -> Iterator[re.Match[str]]:
        """The cues in a stretch of the flat text, the last first, as they would be found if the text ended at ``end``.

        The text is searched once for all stretches; only where one ends, and a cue may be cut, is it searched again.
        """
        if cue not in self._cues:
            found = list(cue.finditer(self.flat.text))
            self._cues[cue] = found, [match.end() for match in found]
        found, ends = self._cues[cue]
        place = bisect_right(ends, end - _MAX_CUE)
        again = max(start, ends[place - 1] if place else 0, end - 2 * _MAX_CUE)
        yield from reversed(list(cue.finditer(self.flat.text, again, end)))
        while place and found[place - 1].start() >= start:
            place -= 1
            yield found[place]

    def sentence(self, start: int) -> str:
        """The sentence around an offset, as received."""
        place = bisect_right(self.sentences, (start, len(self.text)))
        if not place:
            return self.text.strip()
        span = self.sentences[place - 1]
        if span not in self._said:
            self._said[span] = self.text[slice(*span)].strip()
        return self._said[span]

    def claims(self) -> list[Claim]:
        """The numbers as rows, not yet linked."""
        return [
            Claim(
                claim_id=m.claim_id,
                form=self.form,
                section=self.section,
                sentence=self.sentence(m.start),
                paragraph_text=self.text if self.whole is None else self.whole,
                start=self.offset + m.start,
                end=self.offset + m.end,
                raw_text=m.raw_text,
                kind=m.kind,
                subject=m.subject,
                period=m.period,
                value=m.value,
                high=m.high,
                measure=m.measure,
                quantum=m.quantum,
                qualifier=m.qualifier,
                relation=m.relation,
                direction=m.direction,
                judgement=m.judgement,
                listed_names=m.listed_names,
                parent=m.parent,
                numerator=m.numerator,
                denominator=m.denominator,
                link="",
                certainty="unlinked",
                link_reason="",
                source_id=m.claim_id,
                step=m.step,
                basis=m.basis,
                scope=m.scope,
            )
            for m in self.mentions
        ]


def _mention(number: Number, offset: int) -> Mention:
    mention = Mention(number.start + offset, number.end + offset, number.text, number.kind)
    if (quantity := number.quantity) is not None:
        mention.value, mention.high, mention.measure = quantity.value, quantity.high, quantity.measure
        mention.quantum, mention.qualifier, mention.relation = quantity.quantum, quantity.qualifier, "amount"
        mention.step = quantity.step
    return mention


def describe(paragraph: Paragraph, words: Words) -> None:
    """Sets subject and period of every quantity."""
    years = _years(words, paragraph.year)
    for mention in paragraph.mentions:
        if mention.kind == "quantity":
            mention.period = years.period(paragraph, mention)
            if mention.relation != "negation":
                mention.subject = _subject(paragraph, mention, words)


def _subject(paragraph: Paragraph, mention: Mention, words: Words) -> str:
    """The noun phrase a number speaks of: before it, or after it ("3名同志"), or in the clause before ("，共270场次")."""
    context, place = paragraph.context, mention.place
    if (named := _named_behind(paragraph, mention, words)) or _sums_up(paragraph, mention, words):
        return _head(words.strip(named), words)
    before = words.noun(context.before(place))
    if words.is_bare(before) and (outside := words.noun(context.outside(place))):
        return _head(outside, words)  # 甲专项(实支52万元)
    after = "" if mention.measure in MEASURED else context.after(place).lstrip("的")
    previous = context.previous_quantity(place)
    follows = previous is not None and context.marks[previous].end > context.clause(place)[0]
    if after and follows:
        return _head(after, words)  # 4大方面82条措施: what stands between belongs to the first number
    if len(before) >= 2 and not (after and words.needs_object(before)):
        return _head(before, words)
    if after:
        return _head(before + after, words)
    earlier = next((phrase for clause in context.clauses_before(place) if len(phrase := words.noun(clause)) >= 2), "")
    if (
        not (earlier or before)
        and previous is not None
        and not context.full_stops_between(context.marks[previous].end, context.marks[place].start)
    ):
        return paragraph.mentions[previous].subject  # 改造房屋94栋，3175户: both speak of one thing
    return _head(earlier or before, words)


def _named_behind(paragraph: Paragraph, mention: Mention, words: Words) -> str:
    """What money at the head of its clause went to: "52万元投向甲专项" → 甲专项; "" where the name is elsewhere."""
    if mention.measure != "元" or words.strip(paragraph.context.before(mention.place)):
        return ""
    led = words.of("money_leads").match(after := paragraph.context.after(mention.place))
    return after[led.end() :] if led is not None else ""


def _sums_up(paragraph: Paragraph, mention: Mention, words: Words) -> bool:
    """Whether a number only sums up those before it: the clause before, which names the last of them, is not its own."""
    previous = paragraph.context.previous_quantity(mention.place)
    if previous is None or paragraph.mentions[previous].measure != mention.measure:
        return False
    return (
        words.of("sum_words", "counted_words", "running_sums").fullmatch(paragraph.context.before(mention.place))
        is not None
    )


def _head(phrase: str, words: Words) -> str:
    """Without the examples before 等: "拆除甲、乙等违法建设" → "拆除违法建设"; the last signs where it is long."""
    ends = [found.end() for found in _AND_SO_ON.finditer(phrase)]
    if ends and phrase[ends[-1] :]:
        verb = words.verb_at_start(phrase)
        phrase = verb + phrase[ends[-1] :].removeprefix(verb)
    return phrase[-MAX_SUBJECT:]


class _Years:
    """Which year a number is of, by the nearest word for a year before it."""

    def __init__(self, words: Words, year: int | None) -> None:
        self._year = year
        prior, this = any_of(words.list_of("prior_words")), any_of(words.list_of("this_words"))
        kept = any_of(words.list_of("not_prior_after"))
        self._cue = re.compile(
            rf"(?P<compare>{any_of(words.list_of('compare_words'))})?"
            rf"(?:(?P<prior>{prior})(?!{kept})|(?P<this>{this})|(?P<year>(?<![\d.])(?:19|20)\d\d)(?=年|[-./]\d{{1,2}}[-./月]))(?:年度?)?(?:同期)?"
        )
        self._events = words.of("event_words")
        growth = words.list_of("growth.up") + words.list_of("growth.down")
        self._growth = re.compile(any_of(growth))
        self._rises_to = re.compile(f"{any_of(growth)}(?:到|至|为)")

    def period(self, paragraph: Paragraph, mention: Mention) -> str:
        start = paragraph.context.whole_sentence(mention.place)[0]
        text, here = paragraph.flat.text, paragraph.flat_start(mention)
        for cue in paragraph.last_cues(self._cue, start, here):
            if cue["compare"]:
                if here - cue.end() > _MAX_COMPARED or self._growth.search(text, cue.end(), here):
                    continue  # 较上年增长5%: the growth is of this year
                if "," in text[cue.end() : here] or ";" in text[cue.end() : here]:
                    continue
                return self._name(cue)
            if text[max(0, cue.start() - 1) : cue.start()] in ("由", "从") and self._rises_to.search(
                text, cue.end(), here
            ):
                continue  # 由上年的90%提高到95%，…: last year ends where it has risen
            if _is_in_closed_bracket(paragraph, cue, here):
                continue  # 甲5万元（上年4万元），乙3万元: in brackets it is said of that number only
            if self._is_remark(paragraph, start, cue, here):
                if _OF_WHICH.search(text, cue.end(), here):
                    return "unclear"  # 今年2万元，上年3万元，其中甲1万元: of which of the two?
                continue
            stop = _STOP.search(text, cue.end(), here)
            if stop is not None and stop.start() > cue.end() + 1 and self._events.search(text, cue.end(), stop.start()):
                continue  # 2019年机构改革后，…: an event, not the year of what follows
            return self._name(cue)
        return "this"

    def _is_remark(self, paragraph: Paragraph, start: int, cue: re.Match[str], here: int) -> bool:
        """ "甲5万元，去年4万元；乙3万元": an amount right behind its year, beside one before, says nothing of what follows."""
        if self._name(cue) == "this":
            return False
        between = [m for m in paragraph.between(cue.end(), here) if m.kind == "quantity"]
        before = [m for m in paragraph.between(start, cue.start()) if m.kind == "quantity"]
        if not between or not before:
            return False
        is_direct = not _STOP.search(paragraph.flat.text, cue.end(), paragraph.flat_start(between[0]))
        lead = paragraph.flat.text[cue.end() : paragraph.flat_start(between[0])]
        has_ended = ";" in paragraph.flat.text[cue.end() : here]
        return has_ended or (is_direct and _ONLY_WHEN.fullmatch(lead) is not None)

    def _name(self, cue: re.Match[str]) -> str:
        if cue["prior"]:
            return "prior"
        if cue["this"] or self._year is None:
            return "this"
        year = int(cue["year"])
        return {0: "this", 1: "prior"}.get(self._year - year, str(year))


def _is_in_closed_bracket(paragraph: Paragraph, cue: re.Match[str], here: int) -> bool:
    """ "从77%(上年)升至80.2%": a bracket right behind a number is of that number alone."""
    text = paragraph.flat.text
    opened = text.rfind("(", 0, cue.start())
    if opened < 0 or ")" in text[opened : cue.start()] or ")" not in text[cue.end() : here]:
        return False
    place = paragraph.context.first_from(opened) - 1
    return place >= 0 and paragraph.context.marks[place].end == opened


@lru_cache(maxsize=16)
def _years(words: Words, year: int | None) -> _Years:
    """Made once for all texts of a report."""
    return _Years(words, year)


def split_names(text: str, separator: str = "、") -> list[str]:
    """The names in an enumeration, without remarks in brackets."""
    plain = re.sub(r"\([^()]*\)", "", flatten(text))
    return [name for name in (piece.strip("“”\"'" + SENTENCE_ENDS + ",:") for piece in plain.split(separator)) if name]
