"""Which amounts a change can be between: of one measure and one kind, and what follows from two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES, TIMES

POINTS = "百分点"
_AVERAGE = re.compile("人均|户均|平均|[年月日亩生村]均")


def run_before(paragraph: Paragraph, last: Mention, start: int) -> list[Mention]:
    """The amounts of one measure in a sentence up to the last: "学生90人，一班40人，二班50人"."""
    return [
        m
        for m in paragraph.between(start, paragraph.flat_start(last) + 1)
        if m.is_own_amount
        and m.value is not None
        and (m.measure, m.period) == (last.measure, last.period)
        and m.basis in ("", "final")
    ]


def meant_in_run(run: Sequence[Mention]) -> list[Mention]:
    """The last amount of a run, and any before it that those after it make up."""
    wholes = []
    summed = slack = Decimal(0)
    for place in reversed(range(len(run))):
        slack += run[place].quantum or Decimal(0)
        if place < len(run) - 2 and abs(summed - (run[place].value or Decimal(0))) <= slack:
            wholes.append(run[place])
        summed += run[place].value or Decimal(0)
    return [run[-1], *reversed(wholes)]


def alike(left: Mention, right: Mention) -> bool:
    """Whether two amounts go by one name, a word for the column aside."""
    names = sorted((left.subject, right.subject), key=len)
    return len(names[0]) >= 2 and (names[1].startswith(names[0]) or names[1].endswith(names[0]))


def chains(paragraph: Paragraph, last: Mention, mention: Mention) -> bool:
    """Whether two changes can be of one number: percentage points are none of amounts."""
    numerator = next((m for m in paragraph.mentions if m.claim_id == last.numerator), None)
    return numerator is None or measures_fit(numerator, mention)


def is_average(mention: Mention) -> bool:
    return _AVERAGE.search(mention.subject) is not None


def is_whole(paragraph: Paragraph, mention: Mention) -> bool:
    """ "占耕地总面积51.2万亩的75.39%": what a share is of is not what the sentence speaks of."""
    following = paragraph.context.next_quantity(mention.place)
    if following is None or paragraph.mentions[following].measure not in RATES:
        return False
    between = paragraph.flat.text[
        paragraph.context.marks[mention.place].end : paragraph.flat_start(paragraph.mentions[following])
    ]
    return between == "的" and "占" in paragraph.context.before(mention.place)


def measures_fit(amount: Mention, mention: Mention) -> bool:
    if mention.measure == POINTS:
        return amount.measure == "%"
    return amount.measure not in (*RATES, POINTS) if mention.measure in RATES else amount.measure == mention.measure


def follows(mention: Mention, numerator: Mention, base: Mention) -> bool:
    """Whether the change or growth follows from two amounts, a little rounding allowed."""
    if None in (mention.value, numerator.value, base.value) or not base.value:
        return False
    assert mention.value is not None and numerator.value is not None
    change = abs(numerator.value - base.value)
    if mention.measure in RATES:
        scale = 1 if mention.measure == TIMES else 100
        return abs(change / abs(base.value) * scale - mention.value) <= 2 * (mention.quantum or Decimal(0))
    return abs(change - mention.value) <= 2 * (mention.quantum or Decimal(0))
