"""What a number is to its sentence: an amount, a share, a growth, none at all; and whether a target was met."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property, lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words, any_of, load_words

_RATES = ("%", "‰")
_MAX_COMPARE = 30


class RelationWords:
    """The patterns for shares, growth, judgements and negations, made from the words."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @cached_property
    def growth(self) -> re.Pattern[str]:
        """A verb of growth right before the number."""
        up, down = any_of(self.words.list_of("growth.up")), any_of(self.words.list_of("growth.down"))
        return re.compile(rf"(?:(?P<up>{up})|(?P<down>{down})){any_of(self.words.list_of('growth.after_verb'))}*$")

    def growing(self, before: str) -> str:
        """What grows: "商贸业数据同比增长" → "商贸业数据"."""
        return self.words.noun(self.growth.sub("", before))

    @cached_property
    def trend(self) -> re.Pattern[str]:
        """A comparison with last year that names a direction and no number: "较去年有明显下降"."""
        up, down = any_of(self.words.list_of("growth.up")), any_of(self.words.list_of("growth.down"))
        cues = any_of(self.words.list_of("growth.cues"))
        return re.compile(rf"{cues}[^,;。\d]{{0,8}}?(?:(?P<up>{up})|(?P<down>{down}))(?P<rest>[^,;。]*)")

    @cached_property
    def judgements(self) -> re.Pattern[str]:
        groups = (f"(?P<{name}>{any_of(words)})" for name, words in self.words.words["judgements"].items())
        return re.compile(f"(?:{'|'.join(groups)})(?!率)")

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
    for pattern in words.patterns("negations.none_patterns"):
        for found in pattern.finditer(paragraph.flat.text):
            start, end = paragraph.flat.received(found.start(), found.end())
            if any(mention.start < end and start < mention.end for mention in added):
                continue
            inside = [m for m in paragraph.mentions if m.start < end and start < m.end and m.kind == "quantity"]
            if any(m.value not in (Decimal(0), Decimal(1)) for m in inside):
                continue  # "未发生事故的企业120家" counts firms
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
        kept = [m for m in paragraph.mentions if not any(m.start < new.end and new.start < m.end for new in added)]
        paragraph.set_mentions([*kept, *added])


def find_shares_and_growth(paragraph: Paragraph, patterns: RelationWords) -> None:
    """Sets relation, direction, numerator and denominator of shares and growth."""
    for mention in paragraph.mentions:
        if mention.relation == "amount":
            if mention.measure in _RATES and (whole := share_of(paragraph, mention, patterns.words)) is not None:
                mention.relation = "share"
                _refer_share(paragraph, mention, whole, patterns.words)
            elif (direction := _growth_direction(paragraph, mention, patterns)) is not None:
                mention.relation, mention.direction = "growth", direction
        if mention.relation == "growth":
            mention.subject = patterns.growing(paragraph.context.before(mention.place))
            _refer_growth(paragraph, mention)
    _set_trends(paragraph, patterns)


def share_of(paragraph: Paragraph, mention: Mention, words: Words) -> str | None:
    """What a share is of: "占基本支出的60.25%" → "基本支出"; "" where it does not say; None where it is no share."""
    return share_whole(paragraph.context.before(mention.place), words)


def share_whole(before: str, words: Words) -> str | None:
    """As ``share_of``, for the words before the number."""
    for pattern in words.patterns("share_patterns"):
        if (found := pattern.search(before)) is not None:
            return words.strip(found.groupdict().get("whole") or "")
    return None


def _refer_share(paragraph: Paragraph, share: Mention, whole: str, words: Words) -> None:
    """A share's own amount is the one its clause names, else the one before it; the whole is the amount of that name."""
    earlier = [m for m in paragraph.mentions[: share.place] if m.is_amount and m.measure not in _RATES]
    if whole:
        named = [m for m in paragraph.mentions if m.is_amount and m.measure not in _RATES and m.period == share.period]
        found = _named(named, whole, share)
        share.denominator = found.claim_id if found else ""
    own = words.strip(re.split("占", paragraph.context.before(share.place))[0])
    part = _named(earlier, own, share) if len(own) >= 2 else None
    if part is None and len(own) < 2:
        start = paragraph.context.sentence(share.place)[0]
        part = next((m for m in reversed(earlier) if paragraph.flat_start(m) >= start), None)
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
            share.denominator = (part.parent or part.within) if part is not None else ""


def _named(candidates: list[Mention], name: str, near: Mention) -> Mention | None:
    """The nearest amount that goes by a name: before the number rather than after it, the full name rather than its end."""
    fitting = [m for m in candidates if m is not near and m.subject and m.subject.endswith(name)]
    if not fitting:
        return None
    return min(fitting, key=lambda m: (m.subject != name, m.place > near.place, abs(m.place - near.place)))


def _growth_direction(paragraph: Paragraph, mention: Mention, patterns: RelationWords) -> str | None:
    before = paragraph.context.before(mention.place)
    verb = patterns.growth.search(before)
    if verb is None:
        return None
    start = paragraph.context.sentence(mention.place)[0]
    near = paragraph.flat.text[max(start, paragraph.flat_start(mention) - _MAX_COMPARE) : paragraph.flat_start(mention)]
    is_compared = patterns.words.of("growth.cues").search(near) is not None
    if not (is_compared or mention.measure in (*_RATES, "百分点")):
        return None  # 增加6个项目: six new ones, no growth
    return "up" if verb["up"] else "down"


def _refer_growth(paragraph: Paragraph, growth: Mention) -> None:
    """Growth is of the amount before it; what it is reckoned from is the amount of last year in the same sentence."""
    start, end = paragraph.context.whole_sentence(growth.place)
    own_start = paragraph.context.sentence(growth.place)[0]
    within = [m for m in paragraph.mentions if start <= paragraph.flat_start(m) < end and m.is_amount]
    within = [m for m in within if m.measure not in _RATES or growth.measure == "百分点"]
    if growth.measure not in (*_RATES, "百分点"):
        within = [m for m in within if m.measure == growth.measure]
    now = [m for m in within if m.period == "this" and own_start <= paragraph.flat_start(m) and m.place < growth.place]
    if not now:
        others = [
            m
            for m in paragraph.mentions[: growth.place]
            if m.relation == "growth" and paragraph.flat_start(m) >= own_start
        ]
        if others and not growth.subject:  # 减少5.3万元，下降2.45%: both of one thing
            growth.subject, growth.numerator, growth.denominator = (
                others[-1].subject,
                others[-1].numerator,
                others[-1].denominator,
            )
        return
    numerator = now[-1]
    growth.numerator = numerator.claim_id
    growth.subject = numerator.subject
    before = [m for m in within if m.period == "prior" and m.measure == numerator.measure]
    if before:
        growth.denominator = min(before, key=lambda m: abs(m.place - growth.place)).claim_id


def _set_trends(paragraph: Paragraph, patterns: RelationWords) -> None:
    """ "低保救助287户，较去年有明显下降": the amounts of that sentence went down, though no growth is given."""
    for found in patterns.trend.finditer(paragraph.flat.text):
        start, end = paragraph.context.sentence_at(found.start())
        growths = [
            m for m in paragraph.mentions if m.relation == "growth" and found.start() <= paragraph.flat_start(m) < end
        ]
        if growths and re.match(r"[^,;。]*$", paragraph.flat.text[found.start() : paragraph.flat_start(growths[0])]):
            continue
        before = [m for m in paragraph.mentions if start <= paragraph.flat_start(m) < found.start() and m.is_amount]
        clause = paragraph.context.clause(before[-1].place) if before else None
        for mention in before:
            if paragraph.context.clause(mention.place) == clause and mention.period == "this" and not mention.direction:
                mention.direction = "up" if found["up"] else "down"


def find_judgements(paragraph: Paragraph, patterns: RelationWords) -> None:
    """Sets what the sentence says of the target on the number it speaks of.

    That is the number of the same clause; else the number before whose words the clause repeats; else the one before.
    """
    for found in patterns.judgements.finditer(paragraph.flat.text):
        start, _ = paragraph.context.sentence_at(found.start())
        judged = str(found.lastgroup)
        quantities = [m for m in paragraph.mentions if m.kind == "quantity" and m.relation != "growth"]
        in_clause = [
            m
            for m in quantities
            if paragraph.context.clause(m.place)[0] <= found.start() < paragraph.context.clause(m.place)[1]
        ]
        before = [m for m in quantities if start <= paragraph.flat_start(m) < found.start()]
        after = [m for m in in_clause if paragraph.flat_start(m) >= found.end()]
        if after:
            after[0].judgement = after[0].judgement or judged
        elif before:
            rest = re.match("[^,;。:!?]*", paragraph.flat.text[found.end() :])
            _judged(paragraph, before, rest.group() if rest else "").judgement = judged


def _judged(paragraph: Paragraph, before: list[Mention], rest: str) -> Mention:
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}

    def likeness(mention: Mention) -> int:
        words = paragraph.context.clause_words(mention.place)
        return sum(pair in words for pair in pairs)

    best = max(before, key=lambda m: (likeness(m), m.place))
    return best if likeness(best) >= 2 else before[-1]
