"""Growth and change whose two amounts stand elsewhere in the sentence: behind it, in brackets, or told year by year."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.bases import POINTS, alike, measures_fit
from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.relations import RATES
from perfaudit.narrative.words import Words, any_of

_MIN_NAME = 3  # signs
_BASES = {"": ("prior",), "prior": ("prior",), "budget": ("budget", "full_year"), "target": ("target",)}


_LEAD, _TAIL = "(?:还|尚|仅|仍|而|实际|已|共|另|即|,)*", "(?:有|了|约|近|为)*"
_OWED, _DONE = re.compile("(?:应|需|须)[^,;。]{0,6}$"), re.compile("(?:实|已|完成|支出|支付)[^,;。]{0,6}$")


_CUT_TO = re.compile("(?:压减|压缩|核减|节约|削减|缩减)[后之]+[^,;。]{0,6}$")


_SPENT = re.compile("(?:执行|决算|支出|实际支出)[数额]$")
_BEYOND = "(?:超过|超出|超|高于|低于|少于|多于|距离|距|离)(?:年初|年度|全年)?$"


class DifferenceReader:
    """Finds differences told right behind the two amounts that they are reckoned from, in one sentence."""

    def __init__(self, words: Words) -> None:
        said, growth = words.words["differences"], words.words["growth"]
        sides = f"(?:(?P<up>{any_of(said['up'])})|(?P<down>{any_of(said['down'])}))"
        self._difference = re.compile(f"{_LEAD}{sides}{_TAIL}")
        verbs = f"(?:(?P<up>{any_of([*growth['up'], *growth['more']])})|(?P<down>{any_of([*growth['down'], *growth['less']])}))"
        self._of_two = re.compile(
            f"(?P<one>[^,;。]{{1,6}})(?:比|较)(?P<two>[^,;。]{{1,6}}){verbs}{any_of(growth['after_verb'])}*"
        )
        self._rate = re.compile(
            f"{_LEAD}(?:{any_of([*said['up'], *said['down']])}|压减)(?:资金|经费)?(?:率|比例|幅度){_TAIL}"
        )
        self._not_done = re.compile("(?:未|尚未|少|欠)[^,;。]{0,3}")

    def read(self, paragraph: Paragraph) -> None:
        for mention in paragraph.mentions:
            is_open = mention.relation == "change" and mention.measure == POINTS and not mention.basis
            if not is_open and (
                mention.relation != "amount" or mention.basis not in ("", "change") or mention.is_compared
            ):
                continue
            before = paragraph.context.before(mention.place)
            if (said := self._of_two.fullmatch(before)) is not None:
                self._refer_two(paragraph, mention, said)
                continue
            place = paragraph.context.previous_quantity(mention.place)
            if (
                place is None
                or mention.parent
                or paragraph.flat_start(paragraph.mentions[place]) < paragraph.context.sentence(mention.place)[0]
            ):
                continue
            last = paragraph.mentions[place]
            found = self._difference.fullmatch(before)
            if mention.measure in RATES and self._rate.fullmatch(before):
                self._follow(mention, last)
            elif found is not None and (basis := self._basis(paragraph, mention, last)):
                mention.relation, mention.basis = "change", basis
                mention.direction, mention.subject = "up" if found["up"] else "down", ""
                mention.numerator = mention.denominator = ""  # 由74%升到76%，与目标87%相差11个百分点
            elif self._not_done.fullmatch(before):
                self._refer_owed(paragraph, mention, last)

    @staticmethod
    def _refer_two(paragraph: Paragraph, mention: Mention, said: re.Match[str]) -> None:
        """ "上半年1203件，下半年1277件，下半年比上半年多74件": both by the names that the sentence gives them."""
        start = paragraph.context.sentence(mention.place)[0]
        amounts = [
            m
            for m in paragraph.between(start, paragraph.flat_start(mention))
            if m.is_amount and m.measure == mention.measure
        ]
        found = [[m for m in amounts if said[name] in paragraph.context.before(m.place)] for name in ("one", "two")]
        if [len(named) for named in found] == [1, 1] and found[0] != found[1]:
            mention.relation, mention.direction = "change", "up" if said["up"] else "down"
            mention.numerator, mention.denominator = found[0][0].claim_id, found[1][0].claim_id
            mention.subject = found[0][0].subject

    @staticmethod
    def _follow(mention: Mention, change: Mention) -> None:
        """ "节约2万元，节约率9.09%"."""
        if change.relation == "change" and change.measure not in RATES and change.numerator and change.denominator:
            mention.relation, mention.basis, mention.subject = "growth", change.basis, change.subject
            mention.numerator, mention.denominator = change.numerator, change.denominator

    @staticmethod
    def _basis(paragraph: Paragraph, mention: Mention, last: Mention) -> str:
        """What the difference is from: the amount before it, or the one before that where it is what was done."""
        if not measures_fit(last, mention):
            return ""
        if _side(last) != "done":
            return _side(last)
        place = paragraph.context.previous_quantity(last.place)
        first = paragraph.mentions[place] if place is not None else last
        is_near = paragraph.flat_start(first) >= paragraph.context.sentence(mention.place)[0]
        return _side(first) if is_near and _side(first) in ("budget", "full_year", "target") else ""

    @staticmethod
    def _refer_owed(paragraph: Paragraph, mention: Mention, done: Mention) -> None:
        """ "应换1200本，实换1116本，未换84本"."""
        place = paragraph.context.previous_quantity(done.place)
        if place is None:
            return
        owed = paragraph.mentions[place]
        is_pair = _OWED.search(paragraph.context.before(place)) and _DONE.search(paragraph.context.before(done.place))
        if is_pair and owed.is_amount and done.is_amount and owed.measure == done.measure == mention.measure:
            mention.relation, mention.direction, mention.basis = "change", "down", "target"
            mention.numerator, mention.denominator, mention.subject = done.claim_id, owed.claim_id, done.subject


def complete_pairs(paragraph: Paragraph, words: Words) -> None:
    """Sets what is missing of numerator and denominator where the sentence has one amount for each, and no more."""
    bare = _bare(words)
    for mention in paragraph.mentions:
        if mention.relation in ("growth", "change") and not (mention.numerator and mention.denominator):
            _complete(paragraph, mention, words)
            if not mention.numerator:
                _name_from_share(paragraph, mention, bare)
        elif mention.relation == "amount" and mention.basis == "change":
            _refer_cut(paragraph, mention)


def _refer_cut(paragraph: Paragraph, mention: Mention) -> None:
    """ "压减公用经费2万元，压减后支出20万元，预算为22万元": not what the budget itself was cut by."""
    amounts = [
        m for m in paragraph.between(*paragraph.context.sentence(mention.place)) if m.is_amount and m is not mention
    ]
    amounts = [m for m in amounts if m.measure == mention.measure]
    if len(amounts) != 2 or _side(amounts[0]) == _side(amounts[1]):
        return
    done, base = sorted(amounts, key=lambda m: _side(m) != "done")
    if (
        _side(done) == "done"
        and _side(base) in ("prior", "budget")
        and _CUT_TO.search(paragraph.context.before(done.place))
    ):
        mention.relation, mention.direction, mention.basis = "change", "down", _side(base)
        mention.numerator, mention.denominator = done.claim_id, base.claim_id


def _name_from_share(paragraph: Paragraph, mention: Mention, bare: re.Pattern[str]) -> None:
    """ "三公经费执行数为预算数的96%，较上年下降8%": the name that the share before it has."""
    place = paragraph.context.previous_quantity(mention.place)
    share = paragraph.mentions[place] if place is not None else None
    if share is None or share.relation != "share" or share.numerator or not bare.fullmatch(mention.subject):
        return
    if paragraph.context.sentence(share.place) == paragraph.context.sentence(mention.place):
        name = share.subject.partition("占")[0]
        if _SPENT.search(name):
            mention.subject = name


def _complete(paragraph: Paragraph, mention: Mention, words: Words) -> None:
    amounts = [
        m
        for m in paragraph.between(*paragraph.context.sentence(mention.place))
        if m.is_amount and m.value is not None and m.basis != "change" and measures_fit(m, mention)
    ]
    if len({m.measure for m in amounts}) != 1 or any(m.parent or m.within for m in amounts):
        return  # of a part or of the whole: nothing tells
    bases = [m for m in amounts if _side(m) in _BASES.get(mention.basis, ())]
    done = [m for m in amounts if _side(m) == "done"]
    if len(bases) != 1 or len(done) != 1 or mention.numerator not in ("", done[0].claim_id):
        return
    if _name_two_things(paragraph, done[0], bases[0], words):
        return  # 满意度目标90%，处理率100%，比目标多5个百分点
    is_named = mention.numerator or _is_right_behind(paragraph, mention, done[0], bases[0], words)
    if not is_named and not _speaks_of(paragraph, mention, done[0], words):
        return
    mention.numerator, mention.denominator = done[0].claim_id, bases[0].claim_id
    mention.subject = mention.subject or done[0].subject


def _name_two_things(paragraph: Paragraph, done: Mention, base: Mention, words: Words) -> bool:
    """Whether both amounts have names of their own, and neither is in the other."""
    if _DONE.search(paragraph.context.before(done.place)):
        return False  # 计划改造300户，实际改造290户: done of what was planned
    plan = words.of("plan_words")
    one, other = (plan.sub("", words.noun(paragraph.context.before(m.place))) for m in (done, base))
    return len(one) >= _MIN_NAME and len(other) >= _MIN_NAME and one not in other and other not in one


def _side(mention: Mention) -> str:
    """ "prior", "budget", "full_year" or "target" for what is compared with; "done" for what is compared."""
    if mention.basis in ("budget", "full_year", "target"):
        return mention.basis
    if mention.is_compared or mention.period == "prior":
        return "prior" if mention.period in ("prior", "this") else ""
    return "done" if mention.period == "this" else ""


def _is_right_behind(paragraph: Paragraph, mention: Mention, done: Mention, base: Mention, words: Words) -> bool:
    """ "320户，比300户的目标多20户": between the two amounts no other name."""
    context = paragraph.context
    is_near = context.clause(base.place) == context.clause(mention.place) and done.place < base.place < mention.place
    lead = re.sub(_BEYOND, "", context.before(base.place))
    return is_near and context.previous_quantity(base.place) == done.place and len(words.noun(lead)) < 2


def _speaks_of(paragraph: Paragraph, mention: Mention, done: Mention, words: Words) -> bool:
    """Whether the amount has the change's own name, or none: then it speaks of what the sentence speaks of."""
    own = words.noun(paragraph.context.before(done.place))
    if _bare(words).fullmatch(mention.subject):
        mention.subject = done.subject
        return True
    return len(own) < 2 or alike(done, mention) or own in mention.subject


@lru_cache(maxsize=4)
def _bare(words: Words) -> re.Pattern[str]:
    """What is no name of an amount: nothing, one sign, or a word for the change itself."""
    growth = words.words["growth"]
    return re.compile(f".?|{any_of([*growth['up'], *growth['down']])}")


@lru_cache(maxsize=4)
def difference_reader(words: Words) -> DifferenceReader:
    """Made once: the patterns are the same for every text."""
    return DifferenceReader(words)
