"""Which money an amount covers: all funds, the general budget, or what is left when some funds are taken out."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words

_MONEY = "元"
_BRACKET = re.compile(r"\(([^()]*)\)")
_AT_END = re.compile(r"\([^()]*\)$")
_HANDED_DOWN = ("general", "funds")
_BACK = 400  # signs before a number in which the words for its scope are looked for


class ScopeReader:
    """Reads scopes by the patterns of ``scope_patterns``.

    Words in brackets directly after a number are of that number alone ("500万元（不含其他资金）"). Those that open a sentence
    ("按一般公共预算口径，") hold to its end, or to the next such words; those of a name ("一般公共预算基本支出") for one number.
    """

    def __init__(self, words: Words) -> None:
        scopes = words.words["scope_patterns"]
        self._after = re.compile("|".join(_named(scopes, ("all", "funds", "general", "part"))))
        self._before = re.compile("|".join(_named(scopes, ("all", "funds", "general"))))
        self._general = words.of("general_wholes")
        self._name = re.compile("|".join(_named(words.words["scope_name_patterns"], ("funds", "general", "part"))))

    def without(self, phrase: str) -> str:
        """A phrase without the words for a scope: "一般公共预算安排的基本支出(不含其他资金)" → "基本支出"."""
        return self._after.sub("", self._name.sub("", _AT_END.sub("", phrase)))

    def read(self, paragraph: Paragraph) -> None:
        """Sets the scope of every sum of money."""
        for mention in paragraph.mentions:
            if mention.kind == "quantity" and mention.measure == _MONEY:
                mention.scope = self._in_bracket(paragraph, mention) or self._of_name(paragraph, mention)
                mention.scope = mention.scope or self._of_sentence(paragraph, mention)
        self._hand_down(paragraph)

    def _hand_down(self, paragraph: Paragraph) -> None:
        """What is part of the general budget's money is of the general budget."""
        by_id = {mention.claim_id: mention for mention in paragraph.mentions}
        for mention in paragraph.mentions:
            whole = by_id.get(mention.parent or mention.within)
            if whole is not None and not mention.scope and mention.measure == _MONEY:
                is_general = self._general.search(whole.subject) is not None
                mention.scope = "general" if is_general else whole.scope if whole.scope in _HANDED_DOWN else ""

    def _in_bracket(self, paragraph: Paragraph, mention: Mention) -> str:
        bracket = _BRACKET.match(paragraph.flat.text, paragraph.context.marks[mention.place].end)
        found = self._after.search(bracket.group(1)) if bracket else None
        return str(found.lastgroup) if found else ""

    def _of_name(self, paragraph: Paragraph, mention: Mention) -> str:
        """What the number's own words say: "一般公共预算基本支出", "不含其他资金的基本支出", "基本支出（不含其他资金）"."""
        here = paragraph.flat_start(mention)
        start = paragraph.context.clause(mention.place)[0]
        if (previous := paragraph.context.previous_quantity(mention.place)) is not None:
            start = max(start, paragraph.context.marks[previous].end)
        words = paragraph.flat.text[start:here]
        found = self._name.search(words) or self._after.search(words)
        return str(found.lastgroup) if found else ""

    def _of_sentence(self, paragraph: Paragraph, mention: Mention) -> str:
        here = paragraph.flat_start(mention)
        start = max(paragraph.context.whole_sentence(mention.place)[0], here - _BACK)
        text = paragraph.flat.text
        cues = list(self._before.finditer(text, start, here))
        return next((str(cue.lastgroup) for cue in reversed(cues) if not _is_of_number(paragraph, cue.start())), "")


def _named(patterns: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [f"(?P<{name}>{'|'.join(patterns[name])})" for name in names]


def _is_of_number(paragraph: Paragraph, at: int) -> bool:
    """Whether words stand in a bracket directly after a number: then they are said of that number only."""
    opened = paragraph.flat.text.rfind("(", 0, at)
    if opened < 0 or ")" in paragraph.flat.text[opened:at]:
        return False
    place = paragraph.context.first_from(opened) - 1
    return place >= 0 and paragraph.context.marks[place].end == opened


@lru_cache(maxsize=4)
def scope_reader(words: Words) -> ScopeReader:
    """Made once: the patterns are the same for every text."""
    return ScopeReader(words)
