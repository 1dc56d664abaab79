"""Whether names with amounts stand for all of their kind, or only as examples: 主要有甲、乙; 甲、乙等."""

from __future__ import annotations

from perfaudit.narrative.words import Words

_REACH = 16  # signs after an amount in which 等 is looked for
_LEAD = 60  # signs before a list in which the words for examples are


def names_examples(lead: str, rest: str, words: Words) -> bool:
    """Whether a list with ``lead`` before its first name and ``rest`` after its last amount, flat text both, may go on.

    等 with the number of names ("甲、乙等2个专项") closes a list.
    """
    leads, ends = words.patterns("example_words_patterns"), words.patterns("example_ends_patterns")
    return any(p.search(lead[-_LEAD:]) for p in leads) or any(p.search(rest[:_REACH]) for p in ends)
