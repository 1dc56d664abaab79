"""Counts with the names they count: "3个科室：甲、乙、丙", "辖甲、乙2个社区", "科室有甲、乙、丙，共3个"."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from perfaudit.narrative.bodies import body_reader
from perfaudit.narrative.mentions import Mention, Paragraph, split_names
from perfaudit.narrative.words import Words, any_of
from perfaudit.quantities import find_quantities

_MAX_NAME = 25
_MAX_LIST = 2_000  # signs of a list of names, remarks in brackets included
_STOP = re.compile("[。!?\n]")
_JOINED = re.compile("以及|及|和|与")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:%|元|万|亿)")


def find_counted_lists(paragraph: Paragraph, words: Words) -> None:
    """Sets ``listed_names`` where a count stands beside the names it counts."""
    for mention in paragraph.mentions:
        if mention.relation != "amount" or not _can_count_names(mention, words):
            continue
        names = (
            _names_after(paragraph, mention, words)
            or _names_before(paragraph, mention, words)
            or _names_summed(paragraph, mention, words)
            or body_reader(words).names(paragraph, mention)
        )
        if names:
            mention.relation, mention.listed_names = "count_of_list", names
            noun = re.match(r"[^,:;。、()\d]*", paragraph.context.after(mention.place))
            mention.subject = (noun.group() if noun else "") or mention.subject


def _can_count_names(mention: Mention, words: Words) -> bool:
    value = mention.value
    return (
        value is not None
        and mention.qualifier == "exactly"
        and mention.high is None
        and mention.measure in words.list_of("list_measures")
        and 1 < value <= Decimal(words.words["max_list"])
        and value == value.to_integral_value()
    )


# Names behind their count


def _names_after(paragraph: Paragraph, mention: Mention, words: Words) -> tuple[str, ...]:
    mark = paragraph.context.marks[mention.place]
    stop = _STOP.search(paragraph.flat.text, mark.end)
    rest = paragraph.flat.text[mark.end : min(stop.start() if stop else len(paragraph.flat.text), mark.end + _MAX_LIST)]
    for pattern in words.patterns("list_opens_patterns"):
        if (found := pattern.match(rest)) is None:
            continue
        enumeration = rest[found.end() :]
        if found.group().endswith("(") or "(" in found.group():
            enumeration = enumeration.partition(")")[0]
        start = mark.end + found.end()
        names = _split_enumeration(enumeration, mention) or _names_by_number(paragraph, start, start + len(enumeration))
        if names:
            return names
    return ()


def _names_by_number(paragraph: Paragraph, start: int, end: int) -> tuple[str, ...]:
    """The names of a list whose signs are ordinals and nothing else: "①甲②乙③丙"."""
    numbers = [paragraph.context.marks[m.place] for m in paragraph.between(start, end) if m.kind == "ordinal"]
    if len(numbers) < 2 or numbers[0].start != start:
        return ()
    ends = [*(number.start for number in numbers[1:]), end]
    pieces = (paragraph.flat.text[number.end : stop] for number, stop in zip(numbers, ends, strict=True))
    names = [re.sub(r"\([^()]*\)", "", piece).strip(",;、和及与.:") for piece in pieces]
    return _names_or_none(tuple(names)) if all(names) else ()


def _split_enumeration(enumeration: str, mention: Mention) -> tuple[str, ...]:
    plain = re.sub(r"\([^()]*\)", "", enumeration)
    if "、" in plain:
        # The list ends with its clause: "甲、乙、丙，下设…". Names parted by semicolons have none inside.
        plain, separator = re.split("[,;]", plain, maxsplit=1)[0], "、"
        if "、" not in plain:
            return ()
    elif ";" in plain:
        separator = ";"
    elif "," in plain:
        separator = ","
    else:
        return _names_or_none(_joined([plain], mention))
    return _names_or_none(_joined(split_names(plain, separator), mention))


# Names before their count


def _names_before(paragraph: Paragraph, mention: Mention, words: Words) -> tuple[str, ...]:
    """ "辖甲、乙2个社区", "下设机构：甲、乙等2个科室": the list runs up to the count of its clause."""
    before = paragraph.context.before(mention.place)
    after = paragraph.context.after(mention.place)
    is_titled = _is_titled(paragraph, paragraph.context.clause(mention.place)[0], words)
    if not re.match(r"[^,;。:!?、\d(]", after) and not is_titled:
        return ()
    return _listed(before, mention, words, is_titled)


def _names_summed(paragraph: Paragraph, mention: Mention, words: Words) -> tuple[str, ...]:
    """ "内设科室有甲、乙、丙，共3个": the count alone in its clause, the list in the clause before."""
    start = paragraph.context.clause(mention.place)[0]
    previous = paragraph.context.previous_quantity(mention.place)
    begin = paragraph.context.whole_sentence(mention.place)[0]
    begin = max(begin, paragraph.context.marks[previous].end if previous is not None else 0, start - _MAX_LIST)
    said = paragraph.flat.text[start : paragraph.flat_start(mention)]
    if start <= begin or re.fullmatch(f"{any_of(words.list_of('counted_words'))}(?:有|为)?", said) is None:
        return ()
    noun = re.match(r"\w*", paragraph.context.after(mention.place))
    if noun and noun.group() and _list_words(words).nouns.search(noun.group()) is None:
        return ()  # 对食品、药品，共6个批次: other things are counted than listed
    clause = re.sub(r"\([^()]*\)", "", paragraph.flat.text[begin : start - 1])
    at = max(clause.rfind(sign) for sign in ",;:") + 1
    is_titled = at > 0 and clause[at - 1] == ":" and _is_title(clause[:at], words)
    if not is_titled and _list_words(words).title.search(clause[at:].split("、")[0]) is None:
        return ()
    return _listed(clause[at:], mention, words, is_titled)


def _is_titled(paragraph: Paragraph, start: int, words: Words) -> bool:
    begin = paragraph.context.sentence_at(start)[0]
    return _is_title(paragraph.flat.text[begin:start], words)


def _is_title(text: str, words: Words) -> bool:
    """Whether a text only leads to a list: "内设机构包括："."""
    return text.endswith(":") and _list_words(words).title.search(re.split("[,;:。]", text[:-1])[-1]) is not None


class _ListWords(NamedTuple):
    opening: re.Pattern[str]  # what opens a list in its own clause: "本局内设科室有"
    title: re.Pattern[str]  # what a title of one contains: "内设机构："
    nouns: re.Pattern[str]


@lru_cache(maxsize=4)
def _list_words(words: Words) -> _ListWords:
    verbs, nouns = words.list_of("list_verbs"), words.list_of("list_nouns")
    opening = f"[^、]*?{any_of(verbs)}(?:{any_of(nouns)}?{any_of(words.list_of('list_links'))}+)?"
    title = any_of([*nouns, *(verb for verb in verbs if len(verb) > 1)])
    return _ListWords(re.compile(opening), re.compile(title), words.of("list_nouns"))


def _listed(enumeration: str, mention: Mention, words: Words, is_titled: bool) -> tuple[str, ...]:
    """The names behind the verb that opens a list; in a clause behind a colon there need be none."""
    opened = _list_words(words).opening.match(enumeration)
    if opened is None and not is_titled:
        return ()
    enumeration = enumeration[opened.end() :] if opened is not None else enumeration
    if "、" not in enumeration and not _JOINED.search(enumeration):
        return ()
    return _names_or_none(_joined(split_names(enumeration), mention))


def _joined(names: list[str], mention: Mention) -> tuple[str, ...]:
    """The last name can be two ("丙和丁") or one ("网格和环卫中心"): the reading that fits the count, else the one as is."""
    if not names:
        return ()
    last = [name for name in _JOINED.split(names[-1]) if name]
    split = (*names[:-1], *last)
    return split if len(last) > 1 and (len(names) == 1 or len(split) == mention.value) else tuple(names)


def _names_or_none(names: tuple[str, ...]) -> tuple[str, ...]:
    """Nothing where these are no names. A last name that ends with 等 stays as it is: the list then names examples."""
    is_list = len(names) > 1 and all(len(name) <= _MAX_NAME and not _has_number(name) for name in names)
    return names if is_list else ()


def _has_number(name: str) -> bool:
    """Whether a name carries an amount of its own ("镇办学校4所"): then it stands for so many, not for one."""
    amounts = find_quantities(name) if re.search(r"\d", name) else []
    return _FIGURE.search(name) is not None or any(
        amount.measure and re.search(r"\d", name[amount.start : amount.end]) for amount in amounts
    )
