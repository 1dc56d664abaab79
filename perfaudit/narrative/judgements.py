"""What a text says of targets: exceeded, met, missed; and of trends that it gives no number for."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words, any_of, load_words

_MAX_JUDGED = 60  # no sentence that says whether targets were met names more numbers before it does
_REST_OF_CLAUSE = re.compile("[^,;。:!?]*")
_OF_TARGET = "_of_target"


class JudgementWords:
    """The patterns for judgements and trends, made from the words."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @cached_property
    def trend(self) -> re.Pattern[str]:
        """A comparison with last year that names a direction and no number: "较去年有明显下降"."""
        up, down = any_of(self.words.list_of("growth.up")), any_of(self.words.list_of("growth.down"))
        cues = any_of(self.words.list_of("growth.cues"))
        return re.compile(rf"{cues}[^,;。\d]{{0,8}}?(?:(?P<up>{up})|(?P<down>{down}))(?P<rest>[^,;。]*)")

    @cached_property
    def judgements(self) -> re.Pattern[str]:
        """One group for every kind of judgement; those that need a target behind them end in ``_of_target``."""
        kinds = self.words.words["judgements"]
        groups = [
            f"(?P<{name}{_OF_TARGET}>{any_of(verbs)}了?{self._target})" for name, verbs in kinds["of_target"].items()
        ]
        groups += [f"(?P<{name}>{any_of(said)}{self._target}?)(?!率)" for name, said in kinds["by_itself"].items()]
        return re.compile(f"(?:{'|'.join(groups)})")

    @cached_property
    def _target(self) -> str:
        """ "年初目标", "全年计划任务", "年初89%的目标"; but 完成年初目标的95% gives a share."""
        kinds = any_of(self.words.list_of("judgements.kinds_of_target"))
        names = any_of(self.words.list_of("judgements.targets"))
        after = any_of(self.words.list_of("judgements.not_before"))
        return rf"(?:(?:{kinds})*(?:[^,;。的]{{1,8}}的)?(?:{kinds})*(?:{names})+(?!{after}))"

    @cached_property
    def doubtful(self) -> re.Pattern[str]:
        """What makes a judgement a wish, a doubt, or one of no figure in particular."""
        return re.compile(any_of(self.words.list_of("judgements.doubtful_after")) + "[^,;。]{0,2}$")

    @cached_property
    def target(self) -> re.Pattern[str]:
        return self.words.of("judgements.targets")

    @cached_property
    def prior(self) -> re.Pattern[str]:
        return self.words.of("prior_words")

    @cached_property
    def of_all(self) -> re.Pattern[str]:
        return re.compile(any_of(self.words.list_of("judgements.of_all")) + "[^,;。]{0,3}$")


@lru_cache
def judgement_words() -> JudgementWords:
    return JudgementWords(load_words())


def set_trends(paragraph: Paragraph, patterns: JudgementWords) -> None:
    """ "低保救助287户，较去年有明显下降": the amounts of that sentence went down, though no growth is given."""
    for found in patterns.trend.finditer(paragraph.flat.text):
        start, end = paragraph.context.sentence_at(found.start())
        growths = [m for m in paragraph.between(found.start(), end) if m.relation in ("growth", "change")]
        if growths and re.match(r"[^,;。]*$", paragraph.flat.text[found.start() : paragraph.flat_start(growths[0])]):
            continue
        before = [m for m in paragraph.between(start, found.start()) if m.is_amount]
        clause = paragraph.context.clause(before[-1].place) if before else None
        for mention in before:
            if paragraph.context.clause(mention.place) == clause and mention.period == "this" and not mention.direction:
                mention.direction = "up" if found["up"] else "down"


def find_judgements(paragraph: Paragraph, patterns: JudgementWords) -> None:
    """Sets what the sentence says of the target on the number it speaks of.

    That is the number of the same clause; else the number before whose words the clause repeats; else the one before. 均 and
    全部 speak of all numbers before, as far as the judgement before.
    """
    last = 0
    for found in patterns.judgements.finditer(paragraph.flat.text):
        start, _ = paragraph.context.sentence_at(found.start())
        start, last = max(start, last), found.end()
        judged = str(found.lastgroup).removesuffix(_OF_TARGET)
        if patterns.doubtful.search(paragraph.flat.text, start, found.start()):
            continue
        clause_start = paragraph.context.clause_at(found.start())[0]
        if judged == "level" and not patterns.prior.search(paragraph.flat.text, clause_start, found.start()):
            continue  # level with the budget, or with the target
        if "差距" in found.group() and not patterns.target.search(paragraph.flat.text, clause_start, found.start()):
            continue  # 与先进地区相比仍有差距
        clause_end = paragraph.context.clause_at(found.start())[1]
        if paragraph.flat.text[: found.start()].endswith("%"):
            continue  # 出厂水98%达标: what the rate is of
        if any(m.relation == "share" for m in paragraph.between(found.end(), clause_end)):
            continue  # 完成年度任务260户的95%
        after = next(filter(_can_be_judged, paragraph.between(found.end(), clause_end)), None)
        before = [m for m in paragraph.between(start, found.start()) if _can_be_judged(m)][-_MAX_JUDGED:]
        if after is not None:
            if not str(found.lastgroup).endswith(_OF_TARGET):  # 完成任务12项 says how many tasks
                after.judgement = after.judgement or judged
        elif before and patterns.of_all.search(paragraph.flat.text, start, found.start()):
            for mention in _of_one_clause(paragraph, before):
                mention.judgement = judged
        elif before:
            rest = _REST_OF_CLAUSE.match(paragraph.flat.text, found.end())
            _judged(paragraph, before, rest.group() if rest else "").judgement = judged


def _can_be_judged(mention: Mention) -> bool:
    """Not what the figure is compared with: neither its target nor last year's."""
    return (
        mention.kind == "quantity"
        and mention.relation not in ("growth", "change", "share")
        and not mention.is_compared
        and mention.basis != "target"
        and mention.period == "this"
    )


def _of_one_clause(paragraph: Paragraph, before: list[Mention]) -> list[Mention]:
    """The numbers of the last clause where it has several, else all of them."""
    clause = paragraph.context.clause(before[-1].place)
    own = [m for m in before if paragraph.context.clause(m.place) == clause]
    return own if len(own) > 1 else before


def _judged(paragraph: Paragraph, before: list[Mention], rest: str) -> Mention:
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}

    def likeness(mention: Mention) -> int:
        words = paragraph.context.clause_words(mention.place)
        return sum(pair in words for pair in pairs)

    if len(pairs) < 2:
        return before[-1]
    like, _, best = max((likeness(mention), mention.place, mention) for mention in before)
    return best if like >= 2 else before[-1]
