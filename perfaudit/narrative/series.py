"""Numbers told in turn: "甲和乙分别占60%和40%", and which of the names or amounts before is each one's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES, named, share_of
from perfaudit.narrative.words import Words

_JOINED = re.compile("[、,]|和|与|及|以及")
_IN_TURN = re.compile("分别|依次")


def find_series(paragraph: Paragraph) -> list[list[Mention]]:
    """Numbers after 分别 or 依次 that only 、 and 和 part: "分别占60%和40%"."""
    if _IN_TURN.search(paragraph.flat.text) is None:
        return []
    found: list[list[Mention]] = []
    text = paragraph.flat.text
    for mention in paragraph.mentions:
        if mention.kind != "quantity" or not _IN_TURN.search(paragraph.context.before(mention.place)):
            continue
        series = [mention]
        for other in islice(paragraph.mentions, mention.place + 1, None):
            between = text[paragraph.context.marks[series[-1].place].end : paragraph.flat_start(other)]
            joint = _JOINED.match(between)
            rest = between[joint.end() :] if joint else "?"
            if other.kind != "quantity" or rest not in ("", "增加", "减少", "增长", "下降"):
                break
            series.append(other)
        if len(series) > 1:
            found.append(series)
    return found


def refer_series(paragraph: Paragraph, series: Sequence[Mention], words: Words, cue: re.Pattern[str]) -> None:
    """ "甲和乙分别占总支出的60%和40%": the parts in their order, by name or as the amounts just before."""
    first = series[0]
    names, parts = _names_of_series(paragraph, series, cue), _parts_of_series(paragraph, series, words, cue)
    if first.relation not in ("share", "growth", "change"):
        return
    if first.relation == "share":
        whole = share_of(paragraph, first, words) or ""
        wholes = [
            m for m in paragraph.mentions if m.is_own_amount and m.measure not in RATES and m.period == first.period
        ]
        found = named(wholes, whole, first) if whole else None
        for mention in series:
            mention.numerator, mention.denominator = "", found.claim_id if found else ""
        for mention, name in zip(series, names, strict=False):
            mention.subject = f"{words.noun(name)}占{whole}"
    for mention, part in zip(series, parts, strict=False):
        if mention.relation == "share" or mention.measure in RATES or mention.measure == part.measure:
            mention.numerator = part.claim_id
        mention.subject = part.subject
        if mention.relation != "share":
            mention.denominator = ""


def _names_of_series(paragraph: Paragraph, series: Sequence[Mention], cue: re.Pattern[str]) -> list[str]:
    """ "甲和乙分别占": the names that the clause gives, one for each number."""
    opening = _IN_TURN.split(paragraph.context.before(series[0].place))[0]
    compared = cue.search(opening)
    opening = opening[: compared.start()] if compared else opening
    return [name for name in _JOINED.split(re.sub("占$|占比$", "", opening)) if name]


def _parts_of_series(
    paragraph: Paragraph, series: Sequence[Mention], words: Words, cue: re.Pattern[str]
) -> list[Mention]:
    first = series[0]
    start = paragraph.context.sentence(first.place)[0]
    names = _names_of_series(paragraph, series, cue)
    amounts = [m for m in paragraph.mentions[: first.place] if m.is_own_amount and m.measure not in RATES]
    if len(names) == len(series) and all(len(name) >= 2 for name in names):
        found = [named(amounts, words.noun(name), first) for name in names]
        return [m for m in found if m is not None] if all(m is not None for m in found) else []
    within = [m for m in amounts if paragraph.flat_start(m) >= start]
    totals = {m.parent for m in within}
    within = [m for m in within if m.claim_id not in totals]  # 甲8万元、乙3万元，合计11万元，分别占…
    return within[-len(series) :] if not names and len(within) >= len(series) else []
