"""Offices, units and places named beside their count, in whatever words: "甲科、乙科，合计2个科室", "2个科室——甲科、乙科".

Names of bodies are known by how they end (科, 室, 中心, 村), so hardly anything has to be known of the words in between.
"""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.words import Words, any_of

_REACH = 1_000  # signs on either side of a count
_MAX_BODY = 16
_REMARK = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4)
def body_reader(words: Words) -> BodyReader:
    """Made once: the patterns are the same for every text."""
    return BodyReader(words)


class BodyReader:
    """Finds the names of bodies on either side of their count."""

    def __init__(self, words: Words) -> None:
        own = words.words["bodies"]
        kinds, counted = any_of(own["kinds"]), any_of(words.list_of("counted_words"))
        links = any_of([*words.list_of("list_links"), *own["links"]])
        # a name says nothing of itself: 业务股获评先进股室 is none
        self._body = re.compile(rf"(?:(?!{any_of(own['not_inside'])})\w)+{any_of(own['ends'])}")
        self._inner = re.compile(any_of(own["inner_ends"]) + "$")
        self._kind = re.compile(rf"[^\W\d]{{0,6}}?{kinds}(?!的|[之以]?外|之|中|内)")
        self._title = re.compile(f"{kinds}(?:数量|总数|数|情况)?[,:]?(?:{counted}|{links}|\\()*$")
        self._kinds = re.compile(kinds)
        self._outer = re.compile(any_of(own["outer_kinds"]))
        selves = any_of(words.selves)
        # Behind a comma only what sums up is of the names before it: 设甲科、乙科，有3个下属单位.
        self._joint = re.compile(
            rf"(?:[,:(—-]*(?:{counted}|这|上述|以上)[有设为是]?|[(—-]+|等|该|(?:是|为){selves}(?:下属|所属)?的?)*$"
        )
        self._link = re.compile(
            f'(?:{self._kind.pattern})?\\)?(?P<link>(?:[,:(—“"-]|。(?={links})|{counted}|{links})+)'
        )
        lead = any_of([*words.list_of("leading"), *words.list_of("places"), *words.selves, ""])
        acts = any_of([verb for verb in words.list_of("verbs") if verb not in own["founding"]])
        self._others = re.compile(f"(?:{lead})*(?:{any_of(own['others'])}|{acts}(?={self._body.pattern}))")

    def names(self, paragraph: Paragraph, count: Mention) -> tuple[str, ...]:
        """The names beside a count; none where nothing tells that bodies are counted, or where both sides name some."""
        before, after = self._around(paragraph, count)
        kind = self._kind.match(after)
        if kind is not None or self._title.search(before):
            found = self._named_behind(after), self._named_before(before)
        elif re.match(r"[)。,;]|$", after) and self._kinds.search(before.split("、")[0]):
            found = (), self._named_before(before)  # 内设机构为甲科、乙科(2个)
        else:
            return ()
        names = () if all(found) else found[0] or found[1]
        is_outer = kind is not None and self._outer.search(kind.group()) is not None
        return () if is_outer and any(self._inner.search(name) for name in names) else names

    @staticmethod
    def _around(paragraph: Paragraph, count: Mention) -> tuple[str, str]:
        """The words of the sentence before a count, back to the quantity before it, and those after it."""
        context, text = paragraph.context, paragraph.flat.text
        end, previous = context.marks[count.place].start, context.previous_quantity(count.place)
        start = max(context.whole_sentence(count.place)[0], end - _REACH)
        start = start if previous is None else max(start, context.marks[previous].end)
        behind = context.marks[count.place].end
        return text[start:end], text[behind : behind + _REACH]

    def _named_behind(self, after: str) -> tuple[str, ...]:
        linked = self._link.match(after)
        if linked is None or linked["link"] == ",":
            return ()
        rest = after[linked.end() :]
        rest = rest.partition(")")[0] if linked["link"].endswith("(") else _REMARK.sub("", rest)
        return self._bodies(re.split("[,;:。!?\n]", rest)[0])

    def _named_before(self, before: str) -> tuple[str, ...]:
        said = _REMARK.sub("", before)
        joint = self._joint.search(said)
        said = re.split("[,;:!?\n—(]", said[: joint.start()] if joint is not None else said)[-1]
        return self._bodies(said)

    def _bodies(self, enumeration: str) -> tuple[str, ...]:
        """The names of an enumeration; none unless each is one. What leads to the first may stay with it: names are counted."""
        names = [name.strip("“”\"'-—") for name in enumeration.split("、")]
        last = [name for name in re.split("以及|及|和|与", names[-1]) if name]
        if len(last) == 2 and all(self._body.fullmatch(name) for name in last):
            names = [*names[:-1], *last]
        if len(names) < 2 or self._others.match(names[0]):
            return ()
        names[0] = names[0][-_MAX_BODY:]
        is_each = all(len(name) <= _MAX_BODY and self._body.fullmatch(name) for name in names[1:])
        ends = is_each and any(self._body.fullmatch(names[0], at) for at in range(len(names[0])))
        return tuple(names) if ends else ()
