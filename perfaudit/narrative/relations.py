"""What a number is to its sentence: an amount, a share, a growth, none at all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from decimal import Decimal
from functools import cached_property, lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words, any_of, load_words

TIMES = "倍"
RATES = ("%", "‰", TIMES)
_MIN_WHOLE = 3  # 支出 without 全年 names no whole


class RelationWords:
    """The patterns for multiples, made from the words."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @cached_property
    def multiples(self) -> re.Pattern[str]:
        return re.compile(any_of(self.words.words["multiples"]))


@lru_cache
def relation_words() -> RelationWords:
    return RelationWords(load_words())


def add_multiples(paragraph: Paragraph, patterns: RelationWords) -> None:
    """ "翻一番" says a number without a numeral of its own: growth by 100 %."""
    added = []
    for found in patterns.multiples.finditer(paragraph.flat.text):
        start, end = paragraph.flat.received(found.start(), found.end())
        percent = Decimal(patterns.words.words["multiples"][found.group()])
        added.append(
            Mention(
                start,
                end,
                paragraph.text[start:end],
                "quantity",
                percent,
                None,
                "%",
                Decimal(0),
                "exactly",
                None,
                relation="growth",
                direction="up",
            )
        )
    _replace(paragraph, added)


def add_negations(paragraph: Paragraph, words: Words) -> None:
    """ "未发生一起…事故", "无…预算", "…为零": a claim of 0; it takes the place of the "一起" in it."""
    added: list[Mention] = []
    taken: set[int] = set()  # the offsets that they cover
    for pattern in words.patterns("negations.none_patterns"):
        for found in pattern.finditer(paragraph.flat.text):
            start, end = paragraph.flat.received(found.start(), found.end())
            if not taken.isdisjoint(range(start, end)):
                continue
            inside = [m for m in _touching(paragraph, start, end) if m.kind == "quantity"]
            if any(m.value not in (Decimal(0), Decimal(1)) for m in inside):
                continue  # "未发生事故的企业120家" counts firms
            taken.update(range(start, end))
            added.append(
                Mention(
                    start,
                    end,
                    paragraph.text[start:end],
                    "quantity",
                    Decimal(0),
                    None,
                    inside[0].measure if inside else "",
                    Decimal(0),
                    "exactly",
                    None,
                    subject=found["what"],
                    relation="negation",
                )
            )
    _replace(paragraph, added)


def _replace(paragraph: Paragraph, added: list[Mention]) -> None:
    if added:
        taken = {offset for new in added for offset in range(new.start, new.end)}
        kept = [m for m in paragraph.mentions if taken.isdisjoint(range(m.start, m.end))]
        paragraph.set_mentions([*kept, *added])


def _touching(paragraph: Paragraph, start: int, end: int) -> list[Mention]:
    """The numbers that share a sign with a stretch of the text as received; they stand in order and never overlap."""
    first = bisect_right(paragraph.mentions, start, key=lambda m: m.end)
    return paragraph.mentions[first : bisect_left(paragraph.mentions, end, key=lambda m: m.start)]


def find_shares(paragraph: Paragraph, words: Words) -> None:
    """Sets the relation of shares; what they are reckoned from is for ``refer_shares``, once the parts are known."""
    for mention in paragraph.mentions:
        is_rate = mention.relation == "amount" and mention.measure in RATES
        if (
            is_rate
            and not _is_base_of_next(paragraph, mention)
            and (share_of(paragraph, mention, words) is not None or of_compared(paragraph, mention, words) is not None)
        ):
            mention.relation = "share"


def _is_base_of_next(paragraph: Paragraph, mention: Mention) -> bool:
    """Whether a share of this very number follows: "占年度目标98%的100.61%"."""
    marks = paragraph.context.marks
    if mention.place + 1 >= len(marks):
        return False
    return paragraph.context.text[marks[mention.place].end : marks[mention.place + 1].start] == "的"


def refer_shares(paragraph: Paragraph, words: Words) -> None:
    """Sets numerator and denominator of shares."""
    for mention in paragraph.mentions:
        if mention.relation != "share" or mention.numerator:
            continue
        if (whole := of_compared(paragraph, mention, words)) is not None:
            _refer_to_target(paragraph, mention, whole)
        else:
            _refer_share(paragraph, mention, share_of(paragraph, mention, words) or "", words)


def refer_rates(paragraph: Paragraph, words: Words) -> None:
    """ "采购预算185万元，实际采购176万元，执行率95.14%": such a rate stays an amount, and is reckoned from the two before it."""
    noun = words.patterns("rates_of_two_patterns")[0]
    for mention in paragraph.mentions:
        if mention.relation != "amount" or mention.measure not in RATES:
            continue
        if not noun.search(paragraph.context.before(mention.place)):
            continue
        start = paragraph.context.sentence(mention.place)[0]
        near = [m for m in paragraph.between(start, paragraph.flat_start(mention)) if m.is_amount]
        if len(near) < 2 or any(m.basis == "change" for m in near):
            continue  # what was added in the year would have to be added to the budget first
        left = words.of("left_over_words")
        near = [m for m in near if not left.search(paragraph.context.before(m.place))]
        if len(near) < 2:
            continue
        base, done = near[-2:]
        base = next((m for m in reversed(near[:-1]) if m.basis == "full_year"), base)  # 调整后预算…，年初预算…
        fits = base.measure == done.measure and base.measure not in RATES and done.is_own_amount
        if fits and base.basis in ("budget", "full_year", "target") and done.basis in ("", "final"):
            mention.numerator, mention.denominator = done.claim_id, base.claim_id


def of_compared(paragraph: Paragraph, mention: Mention, words: Words) -> Mention | None:
    """The amount that a share is of where it is printed in between: "为年度任务2.1万亩的102.86%" → 2.1万亩."""
    context = paragraph.context
    place = context.previous_quantity(mention.place)
    if place is None or context.text[context.marks[place].end : context.marks[mention.place].start] != "的":
        return None
    opened = words.patterns("share_of_patterns")[0].search(context.before(place))
    return paragraph.mentions[place] if opened and paragraph.mentions[place].measure not in RATES else None


def _refer_to_target(paragraph: Paragraph, share: Mention, whole: Mention) -> None:
    start = paragraph.context.sentence(share.place)[0]
    done = [
        m
        for m in paragraph.between(start, paragraph.flat_start(whole))
        if m.is_amount and m.measure == whole.measure and not m.is_compared
    ]
    part = _done_of(paragraph, done, share, whole) if done else None
    if part is not None:
        share.numerator, share.denominator = part.claim_id, whole.claim_id
        share.subject = f"{part.subject}完成{whole.raw_text}"


def _done_of(paragraph: Paragraph, done: list[Mention], share: Mention, whole: Mention) -> Mention | None:
    """What is held against a plan: the amount before it, or the total of the list that it ends; None where nothing tells."""
    last = done[-1]
    total = next((m for m in done if m.claim_id == last.parent), None)
    if last.parent:
        return total
    total = next((m for m in done if m.claim_id == last.within), None)
    if total is not None:
        fitting = [m for m in (last, total) if _is_share(share, m, whole)]
        return fitting[0] if len(fitting) == 1 else None
    if len(done) > 1:
        between = paragraph.flat.text[paragraph.context.marks[done[-2].place].end : paragraph.flat_start(last)]
        if re.match("[、和与及]|以及", between):
            return None
    return last


def _is_share(share: Mention, part: Mention, whole: Mention) -> bool:
    if share.value is None or part.value is None or not whole.value:
        return False
    return abs(part.value / whole.value * (1 if share.measure == TIMES else 100) - share.value) <= 2 * (
        share.quantum or Decimal(0)
    )


def share_of(paragraph: Paragraph, mention: Mention, words: Words) -> str | None:
    """What a share is of: "占基本支出的60.25%" → "基本支出"; "" where it does not say; None where it is no share."""
    return share_whole(paragraph.context.before(mention.place), words)


def share_whole(before: str, words: Words) -> str | None:
    """As ``share_of``, for the words before the number."""
    found = _share_words(before, words)
    return found[1] if found else None


def _share_words(before: str, words: Words) -> tuple[str, str] | None:
    """The words before those that say a share, and what it is of."""
    for pattern in words.patterns("share_patterns"):
        if (found := pattern.search(before)) is not None:
            whole = words.strip_tail(found.groupdict().get("whole") or "")
            bare = words.strip(whole)
            # 全年预算 is no budget of 全年, and 全年支出 no 支出 of any sort
            is_whole = whole in words.full_year_names or (len(bare) < _MIN_WHOLE and words.has_period(whole))
            return before[: found.start()], whole if is_whole else bare
    return None


def is_target(whole: str, words: Words) -> bool:
    """Whether a share is of a target or a plan, which stands in the form beside the figure: "年初目标"."""
    return re.search(f"{any_of(words.list_of('judgements.targets'))}(?:数|值|量)?$", whole) is not None


def _refer_share(paragraph: Paragraph, share: Mention, whole: str, words: Words) -> None:
    """A share's own amount is the one its clause names, else the one before it; the whole is the amount of that name."""
    of_target = is_target(whole, words)
    if whole and not of_target:
        wholes = [
            m for m in paragraph.mentions if m.is_own_amount and m.measure not in RATES and m.period == share.period
        ]
        found = named(wholes, whole, share) or _named_exactly(wholes, words.strip(whole), share)
        share.denominator = found.claim_id if found else ""
    said = _share_words(paragraph.context.before(share.place), words)
    own = words.strip(re.split("占", said[0] if said else "")[0])
    if len(own) >= 2:
        earlier = [m for m in paragraph.mentions[: share.place] if m.is_own_amount and m.measure not in RATES]
        part = named(earlier, own, share)
    else:
        within = paragraph.between(paragraph.context.sentence(share.place)[0], paragraph.flat_start(share))
        # of a rate, too, 完成年初目标的105% can be said
        part = next((m for m in reversed(within) if m.is_own_amount and (of_target or m.measure not in RATES)), None)
    if part is not None and part.claim_id != share.denominator:
        share.numerator = part.claim_id
        share.subject = f"{part.subject}占{whole}"
    elif own:
        share.subject = f"{own}占{whole}"


def complete_shares(paragraph: Paragraph, words: Words) -> None:
    """A share that does not say of what ("占比40%", beside a part of a total) is of the total that its amount is a part of."""
    by_id = {mention.claim_id: mention for mention in paragraph.mentions}
    for share in paragraph.mentions:
        if share.relation == "share" and not share.denominator and share_of(paragraph, share, words) == "":
            part = by_id.get(share.numerator)
            whole = by_id.get(part.parent or part.within) if part is not None else None
            if part is not None and whole is not None and (part.value or 0) <= (whole.value or 0):
                share.denominator = whole.claim_id  # what is more than the amount before 其中 is a part of another
    _share_one_whole(paragraph, words)


def _share_one_whole(paragraph: Paragraph, words: Words) -> None:
    """ "基本支出60万元，占60%；项目支出40万元，占40%": shares of one sentence are of the amount before that theirs make up."""
    by_id = {mention.claim_id: mention for mention in paragraph.mentions}
    open_shares = [
        share
        for share in paragraph.mentions
        if share.relation == "share" and share.numerator in by_id and not share.denominator
        and share_of(paragraph, share, words) == ""
    ]  # fmt: skip
    by_sentence: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for share in open_shares:
        by_sentence[paragraph.context.whole_sentence(share.place)].append(share)
    for shares in by_sentence.values():
        parts = [by_id[share.numerator] for share in shares]
        if (
            len(parts) < 2
            or len({part.measure for part in parts}) > 1
            or len({id(part) for part in parts}) < len(parts)
        ):
            continue
        summed = sum((part.value or Decimal(0) for part in parts), Decimal(0))
        slack = sum((part.quantum or Decimal(0) for part in parts), Decimal(0))
        wholes = [
            m
            for m in paragraph.mentions[: parts[0].place]
            if m.is_own_amount and m.measure == parts[0].measure and m.value is not None
            and abs(m.value - summed) <= slack + (m.quantum or Decimal(0))
        ]  # fmt: skip
        for share in shares if wholes else ():
            share.denominator = wholes[-1].claim_id


def _named_exactly(candidates: list[Mention], name: str, near: Mention) -> Mention | None:
    return named([m for m in candidates if m.subject == name], name, near) if name else None


def named(candidates: list[Mention], name: str, near: Mention) -> Mention | None:
    """The nearest amount that goes by a name: before the number rather than after it, the full name rather than its end."""
    fitting = [m for m in candidates if m is not near and m.subject and m.subject.endswith(name)]
    if not fitting:
        return None
    return min(fitting, key=lambda m: (m.subject != name, m.place > near.place, abs(m.place - near.place)))
