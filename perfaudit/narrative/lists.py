"""Parts that make up a total: after 其中, 包括, 分别为, in brackets, or before 合计."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from perfaudit.narrative.examples import names_examples
from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES
from perfaudit.narrative.runs import run_reader
from perfaudit.narrative.words import Words, any_of
from perfaudit.quantities import count_of

_BACK = 60  # signs before a number in which words can take it out
_COUNT_OF_PARTS = re.compile("(?<!\\d)(\\d|[二两三四五六七八九])(?:项|类|部分)(?:合计|共计|总计|相加|之和)[:为是]?$")
_REMARK = re.compile(r"[^,;。!?\n]*,?\(?[^;。!?\n()]*")


def _clause_after(paragraph: Paragraph, part: Mention) -> str:
    """What is remarked right after a part, in brackets or not."""
    found = _REMARK.match(paragraph.flat.text, paragraph.context.marks[part.place].end)
    return found.group() if found else ""


@dataclass
class _Scope:
    """A total whose parts are being read."""

    total: Mention
    is_complete: bool
    opened_at: int  # place of the cue in the flat text
    parts: list[Mention]
    is_bracketed: bool
    is_remark: bool  # in brackets, inside another list, or in a sentence of its own: a remark rather than a division
    is_by_semicolon: bool = False  # whether semicolons part the parts: else one ends them
    _summed: Decimal = Decimal(0)
    _slack: Decimal = Decimal(0)

    def add(self, part: Mention) -> None:
        self.parts.append(part)
        self._summed += part.value or Decimal(0)
        self._slack += part.quantum or Decimal(0)

    @property
    def excess(self) -> Decimal:
        """How far the parts pass the total (negative: fall short of it), 0 within rounding."""
        gap = self._summed - (self.total.value or Decimal(0))
        return Decimal(0) if abs(gap) <= self._slack + (self.total.quantum or Decimal(0)) else gap

    @property
    def is_used_up(self) -> bool:
        """Whether the parts already make up the total: what follows is no part of it any more."""
        return len(self.parts) > 1 and self.excess == 0


@lru_cache(maxsize=4)
def part_reader(words: Words) -> PartReader:
    """Made once: the cues are the same for every text."""
    return PartReader(words)


class PartReader:
    """Reads the parts of totals from left to right through a paragraph."""

    def __init__(self, words: Words) -> None:
        complete, partial = any_of(words.list_of("complete_cues")), any_of(words.list_of("partial_cues"))
        inner = r"(?<=[\u4e00-\u9fff])(?<!其)中(?![心小药医央学国层介期级部])[,:]?"  # 项目支出中，…
        self._cue = re.compile(rf"(?P<complete>{complete})|(?P<partial>{partial})|(?P<inner>{inner})|(?P<bracket>^\()")
        self._lead = re.compile(f"(?:{any_of(words.list_of('part_leads'))})*")
        self._others = words.of("other_parts")
        self._families = [(int(entry["least"]), list(entry["members"])) for entry in words.words["families"]]
        self._words = words
        self._not_part = words.of("not_a_part_words")
        self._average = re.compile(any_of(words.list_of("average_words")) + "[^,;。:]*$")
        self._counting = frozenset(words.list_of("counting_measures"))
        self._some_only = words.of("some_only_words")
        self._open_total = words.of("open_totals")
        self._overlap = words.of("overlap_words")
        self._leaving_out = re.compile(f"{any_of(words.list_of('leaving_out'))}[^,;。()]*$")
        self._left_out = re.compile(f"[^,;。()、]{{0,6}}{any_of(words.list_of('left_out'))}")
        self._sum = re.compile(f"(?:以上|总共)?{any_of(words.list_of('sum_words'))}[:为是]?")

    def read(self, paragraph: Paragraph) -> None:
        """Sets relation and parent of every part that helps to make up a total."""
        scopes: list[_Scope] = []
        closed: list[_Scope] = []
        amounts = [m for m in paragraph.mentions if m.relation == "amount" and m.value is not None and m.is_own_amount]
        amounts = [m for m in amounts if not self._is_left_out(paragraph, m)]
        previous: Mention | None = None
        self._read_sums(paragraph, amounts)
        for mention in amounts:
            if mention.parent:
                continue
            start = paragraph.flat_start(mention)
            last_end = paragraph.context.marks[previous.place].end if previous else 0
            between = paragraph.flat.text[last_end:start]
            self._close(scopes, closed, between, paragraph, last_end, start)
            if previous is not None and (cue := self._cue_in(between)) is not None:
                self._open(scopes, paragraph, amounts, mention, cue, last_end)
            if scopes and self._is_part(paragraph, mention, scopes[-1]):
                scopes[-1].is_by_semicolon |= ";" in between and bool(scopes[-1].parts)
                scopes[-1].add(mention)
            previous = mention
        for scope in [*closed, *scopes]:
            self._settle(paragraph, scope)
        run_reader(self._words).read(paragraph)

    def _is_left_out(self, paragraph: Paragraph, mention: Mention) -> bool:
        """Whether words take a number out of the sum: "27人（不含劳务派遣21人、退休9人）", "退休9人不计在内"."""
        mark = paragraph.context.marks[mention.place]
        before = paragraph.flat.text[max(0, mark.start - _BACK) : mark.start]
        return bool(self._leaving_out.search(before) or self._left_out.match(paragraph.flat.text, mark.end))

    def _read_sums(self, paragraph: Paragraph, amounts: list[Mention]) -> None:
        """ "甲10万元、乙20万元，合计30万元": the total comes last, and nothing but the word for it stands before it."""
        known = {id(m) for m in amounts}
        for total in amounts:
            if not self._sum.fullmatch(paragraph.context.before(total.place)):
                continue
            start = paragraph.context.sentence(total.place)[0]
            earlier = [m for m in paragraph.between(start, paragraph.flat_start(total)) if id(m) in known]
            summed = [m for m in earlier if m.measure == total.measure and not m.parent]
            if (count := _COUNT_OF_PARTS.search(paragraph.flat.text[start : paragraph.flat_start(total)])) is not None:
                number = count_of(count[1])
                summed = summed[-number:] if 1 < number <= len(summed) else []
            cued = self._cue.search(paragraph.flat.text[start : paragraph.flat_start(total)])
            if total.measure in self._counting and any(
                m.measure != total.measure and m.measure in self._counting for m in earlier
            ):
                continue  # 工作17项、提案3件，合计20项: all of them, whatever they are counted in
            if len(summed) > 1 and cued is None and all(m.period == total.period for m in summed):
                total.subject = paragraph.context.before(total.place).rstrip(":为是")
                for part in summed:
                    part.relation, part.parent = "part", total.claim_id

    def _cue_in(self, between: str) -> re.Match[str] | None:
        """The last cue that leads right up to the number: 其中：人员经费, but not 主要包括办公费；公用经费."""
        cues = list(self._cue.finditer(between))
        if not cues or re.search("[,;。!?\n]", between[cues[-1].end() :].lstrip(",:")):
            return None
        if cues[-1]["bracket"] is not None and ")" in between:
            return None  # 基本支出60万元(占60%)、项目支出40万元: the bracket has closed
        return cues[-1]

    def _open(
        self, scopes: list[_Scope], paragraph: Paragraph, amounts: list[Mention], first: Mention,
        cue: re.Match[str], offset: int,
    ) -> None:  # fmt: skip
        """A cue opens the parts of the amount of the same measure before it, which must be close by, or of the one it names."""
        at = offset + cue.start()
        before = [m for m in amounts if paragraph.flat_start(m) < at and m.measure == first.measure]
        if not before or first.measure in RATES:
            return  # percentages of different things do not add up
        total, is_named = self._total(paragraph, before, at, cue["inner"] is not None)
        if total is None or self._average.search(paragraph.context.before(total.place)):
            return
        if is_named:
            is_remark = cue["inner"] is None and bool(scopes)
            scopes.append(_Scope(total, cue["complete"] is not None, at, [], False, is_remark))
            return
        between = paragraph.flat.text[paragraph.context.marks[total.place].end : at]
        if len(re.findall("[。!?\n]", between)) > 1 or (
            re.search("[。!?\n]", between) and not re.search(r"[。!?\n]$", between)
        ):
            return  # the cue explains something else that was said in between
        if first.period != total.period or (first.basis and first.basis != total.basis):
            return
        if cue["bracket"] is not None:
            scopes.append(_Scope(total, False, at, [], True, first.measure != "元"))
            return
        is_bracketed = between.endswith("(") or paragraph.flat.text[at - 1 : at] == "("
        is_remark = is_bracketed or bool(scopes) or re.search("[。!?\n]", between) is not None
        scopes.append(_Scope(total, cue["complete"] is not None, at, [], is_bracketed, is_remark))

    def _total(
        self, paragraph: Paragraph, before: list[Mention], at: int, must_be_named: bool
    ) -> tuple[Mention | None, bool]:
        """The amount that the words before a cue name ("上级转移支付包括"), else the last one; None where they name another."""
        text = paragraph.flat.text
        last_end = paragraph.context.marks[paragraph.context.first_from(at) - 1].end
        phrase = re.split("[,;:。!?(\n]", text[last_end:at])[-1]
        noun = self._words.noun(phrase)
        is_near = (
            not re.search(r"[\w。]", text[last_end:at]) and last_end == paragraph.context.marks[before[-1].place].end
        )
        is_limit = before[-1].qualifier in ("at_most", "less_than")
        if before[-1].basis and (is_limit or not is_near):  # …20万元，控制在预算22万元以内；其中: of the 20
            said = [m for m in before if not paragraph.context.full_stops_between(paragraph.flat_start(m), last_end)]
            before = [m for m in said if m.basis in ("", "final")] or before
        if len(noun) < 2 or (self._lead.fullmatch(noun) and not must_be_named):
            return (None if must_be_named else before[-1]), False
        alike = [m for m in before if len(m.subject) >= 2 and (m.subject.endswith(noun) or noun.endswith(m.subject))]
        if alike:
            return alike[-1], alike[-1] is not before[-1] or must_be_named
        return (before[-1] if not must_be_named and before[-1].subject in noun else None), False

    def _close(
        self, scopes: list[_Scope], closed: list[_Scope], between: str, paragraph: Paragraph, left: int, right: int
    ) -> None:
        """Full stops end all lists, semicolons and closing brackets those inside others, and a total reached ends its own."""
        while scopes:
            scope = scopes[-1]
            over = (
                paragraph.context.full_stops_between(scope.opened_at, right)
                or (";" in between and (len(scopes) > 1 or (len(scope.parts) > 1 and not scope.is_by_semicolon)))
                or self._others.search(between) is not None
                or (scope.is_bracketed and paragraph.flat.text.find(")", scope.opened_at, right) >= 0)
                or scope.is_used_up
            )
            if not over:
                return
            closed.append(scopes.pop())

    def _is_part(self, paragraph: Paragraph, mention: Mention, scope: _Scope) -> bool:
        before = paragraph.context.before(mention.place)
        text, stretch = paragraph.flat.text, (scope.opened_at, paragraph.flat_start(mention))
        depth = text.count("(", *stretch) - text.count(")", *stretch)
        is_closed = text.startswith(")", paragraph.context.marks[mention.place].end)
        if is_closed and self._words.is_bare(before) and paragraph.context.outside(mention.place):
            depth -= 1  # 甲专项(实支52万元): only the amount stands in the bracket
        return (
            mention is not scope.total
            and mention.measure == scope.total.measure
            and mention.period == scope.total.period
            and mention.basis in ("", "final", scope.total.basis)
            and (scope.is_bracketed or depth <= 0)
            and not self._not_part.search(before)
        )

    def _settle(self, paragraph: Paragraph, scope: _Scope) -> None:
        """Parts that need not make up their total stay amounts, unless together they pass it."""
        for part in scope.parts:
            part.within = scope.total.claim_id
        if scope.parts and self._overlap.search(_clause_after(paragraph, scope.parts[-1])):
            return  # 两项有交叉: some are counted twice
        is_open = bool(scope.parts) and scope.excess < 0 and self._names_examples(paragraph, scope)
        if scope.parts and not is_open and (scope.is_complete or scope.excess > 0 or self._is_whole(paragraph, scope)):
            for part in scope.parts:
                part.relation, part.parent = "part", scope.total.claim_id

    def _names_examples(self, paragraph: Paragraph, scope: _Scope) -> bool:
        first, last = scope.parts[0], scope.parts[-1]
        here, text = paragraph.flat_start(first), paragraph.flat.text
        start = max(paragraph.context.whole_sentence(first.place)[0], paragraph.context.marks[first.place - 1].end)
        return names_examples(text[start:here], text[paragraph.context.marks[last.place].end :], self._words)

    def _is_whole(self, paragraph: Paragraph, scope: _Scope) -> bool:
        """Whether 其中 names all parts: several, of money (of 200 people 其中 may name any), and of a total that is split up."""
        openings = [paragraph.context.before_in_sentence(part.place) for part in scope.parts]
        return self._is_family(scope) or (
            len(scope.parts) > 1
            and not scope.is_remark
            and (scope.total.measure == "元" or scope.is_used_up)
            and not any(self._some_only.search(opening) for opening in openings)
            and not self._open_total.search(scope.total.subject)
        )

    def _is_family(self, scope: _Scope) -> bool:
        """Whether the parts are kinds that between them are all there is: men and women, posts of either sort."""
        for least, members in self._families:
            named = [next((member for member in members if member in part.subject), "") for part in scope.parts]
            if all(named) and len(set(named)) == len(named) >= least:
                return True
        return False
