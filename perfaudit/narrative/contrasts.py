"""Two amounts of which the words say that one is above or below the other: "由A升至B", "24天，快于30天的要求"."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words, any_of

_DIGIT = re.compile(r"\d")


class ContrastReader:
    """Sets direction and denominator, and no numerator, on the amount that is said to be above or below another.

    No verdict where words leave two readings: 优于 and 未达到 say which way only for times, which are better the shorter.
    """

    def __init__(self, words: Words) -> None:
        growth, contrasts = words.words["growth"], words.words["contrasts"]
        up = [*growth["up"], *contrasts["moves_up"]]
        down = [*growth["down"], *contrasts["moves_down"]]
        self._move = re.compile(
            rf"(?:^|[^\w]|[又再已将进逐稳大一步年渐步幅])(?:(?P<up>{any_of(up)})|(?P<down>{any_of(down)}))(?:到|至|为)了?$"
        )
        not_ = f"(?P<not>{any_of(contrasts['denials'])})?"
        sides = "|".join(f"(?P<{side}>{any_of(contrasts[side])})" for side in ("above", "below", "better", "worse"))
        target = any_of(contrasts["limits"])
        self._said = re.compile(rf"^(?P<lead>[^,;。]{{0,12}}?){not_}(?:{sides})了?[^,;。\d]{{0,8}}$")
        self._limit = re.compile(rf"(?:以上|以下|以内)?的?[^,;。\d]{{0,6}}?{target}")
        self._limit_before = re.compile(f"{target}(?:规定|要求)?的$")
        self._awaited = re.compile(any_of(contrasts["awaited"]))
        self._times = frozenset(contrasts["times"])
        self._doubtful = re.compile(any_of(contrasts["doubtful"]))

    def read(self, paragraph: Paragraph) -> None:
        for mention in paragraph.mentions:
            place = paragraph.context.previous_quantity(mention.place)
            if place is None or mention.kind != "quantity" or mention.value is None:
                continue
            other = paragraph.mentions[place]
            if other.value is None or other.measure != mention.measure or other.relation not in ("amount", "part"):
                continue
            self._move_between(paragraph, other, mention)
        for mention in paragraph.mentions:
            if mention.kind == "quantity" and mention.relation == "amount" and mention.value is not None:
                self._said_of(paragraph, mention)

    def _move_between(self, paragraph: Paragraph, first: Mention, last: Mention) -> None:
        if not first.is_compared or not last.is_own_amount:
            return
        if not re.search("(?:由|从)[^,;。]{0,14}$", paragraph.context.before(first.place)):
            return
        found = self._move.search(paragraph.context.before(last.place))
        if found is not None:
            last.direction, last.denominator = "up" if found["up"] else "down", first.claim_id

    def _said_of(self, paragraph: Paragraph, limit: Mention) -> None:
        """ "办理时限24天，快于30天的要求": the clause of the second says how the first compares."""
        place = paragraph.context.previous_quantity(limit.place)
        text, mark = paragraph.flat.text, paragraph.context.marks[limit.place]
        if place is None or not text.startswith(",", paragraph.context.marks[place].end):
            return
        numeral = _DIGIT.search(text, mark.start, mark.end)  # 高于30天 is read as one number
        between = text[paragraph.context.marks[place].end : numeral.start() if numeral else mark.end]
        found = self._said.match(between[1:])
        if found is None or self._doubtful.search(found["lead"]):
            return
        if not (self._limit.match(text, mark.end) or self._limit_before.search(between)):
            return
        done = self._done(paragraph, limit)
        if done is not None and (direction := self._direction(found, limit, done)):
            limit.is_compared = True
            done.direction, done.denominator = direction, limit.claim_id

    @staticmethod
    def _done(paragraph: Paragraph, limit: Mention) -> Mention | None:
        """The last amount of that measure before the limit that is none of another time, nor a difference."""
        start = paragraph.context.sentence(limit.place)[0]
        near = [m for m in paragraph.between(start, paragraph.flat_start(limit)) if m.measure == limit.measure]
        near = [m for m in near if m.is_own_amount and m.value is not None]
        return near[-1] if near and near[-1].period == "this" and near[-1].basis in ("", "final") else None

    def _direction(self, found: re.Match[str], limit: Mention, done: Mention) -> str:
        """What is not above may be level: then the rounding of the two leaves no verdict."""
        is_up = bool(found["above"])
        if found["better"] or found["worse"]:
            is_literal = re.search("快于|慢于|短于|长于|早于|晚于", found.group()) is not None
            if limit.measure not in self._times or not (is_literal or self._awaited.search(done.subject)):
                return ""  # 训练时长14天，未达到15天的目标: there more is better
            is_up = bool(found["worse"])
        return "up" if is_up != bool(found["not"]) else "down"


@lru_cache(maxsize=4)
def contrast_reader(words: Words) -> ContrastReader:
    """Made once: the patterns are the same for every text."""
    return ContrastReader(words)
