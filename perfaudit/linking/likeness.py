"""How much of an indicator's name a clause says: pairs of characters and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from perfaudit.narrative import Words, any_of, flatten

_SIGN = re.compile(r"[^\w]+|_")
_MIN_CORE, _SHORT_TEXT = 2, 2.5


class Name:
    """An indicator's name, with what it needs to be compared often."""

    def __init__(self, name: str, words: Words, is_rate: bool, measures: Iterable[str] = ()) -> None:
        flat = re.sub("达到?$", "", _SIGN.sub("", flatten(name)))
        rates = any_of(words.list_of("rate_nouns"))
        self.rate = _rate_head(flat, rates) if is_rate else ""
        core = re.sub(
            f"{any_of(words.list_of('indicator_noise'))}|数$|(?<!质)量$", "", _without_measure(flat, measures)
        )
        if self.rate and not core.endswith(self.rate):
            core = re.sub(f"{rates}?$", "", core) + self.rate
        self.rate_pattern = re.compile(re.escape(self.rate[:2]) + rates) if self.rate else None
        growth = any_of(words.list_of("growth.up") + words.list_of("growth.down"))
        self.grows = (
            re.sub(f"{growth}.{{0,2}}$", "", flat) if is_rate and re.search(f"{growth}(?:率|幅|额)?$", flat) else ""
        )
        self.flat = signs_only(flat)
        self.core = core if len(core) >= _MIN_CORE else flat
        self.event = re.sub(f"(?:发生)?{rates}$|(?:发生|次|件|起)?数$", "", self.core) or self.core
        self.stem = re.sub(f"{rates}$", "", self.core) if self.rate else ""
        self.noise = re.compile(any_of(words.list_of("indicator_noise")))


def _without_measure(name: str, measures: Iterable[str]) -> str:
    """A name without what it is counted in: "接待读者人次" → "接待读者"; the number itself says that."""
    for measure in measures:
        end = re.escape(measure) + ("数?$" if len(measure) > 1 else "数$")  # 图书册数, but not 受益农户
        short = re.sub(end, "", name) if measure else name
        if short != name and len(short) > _MIN_CORE:
            return short
    return name


def _rate_head(name: str, rates: str) -> str:
    """The rate that a name is of: "危房处置率" → "处置率"; "" where it is of none."""
    found = re.search(f"[\u4e00-\u9fff]{{2}}{rates}$", name)
    return found.group() if found else ""


def likeness(core: str, text: str) -> float:
    """0 to 1: how much of ``core`` stands in ``text``, by pairs of characters and by order."""
    if not core or not text:
        return 0.0
    if core in text:
        return 1.0
    pairs = {core[at : at + 2] for at in range(len(core) - 1)} or {core}
    shared = sum(pair in text for pair in pairs) / len(pairs)
    if not shared:
        return 0.0
    order = common_order(core, text) / len(core)
    if len(text) <= _SHORT_TEXT * len(
        core
    ):  # 残疾人补贴发放 and 为残疾人发放补贴: in a short clause the order says less
        order = max(order, 0.9 * sum(sign in text for sign in core) / len(core))
    return (shared + order) / 2


def common_order(left: str, right: str) -> int:
    """The length of the longest sequence of characters that both texts have in the same order."""
    row = [0] * (len(right) + 1)
    for sign in left:
        diagonal = 0
        for place, other in enumerate(right, 1):
            above = row[place]
            row[place] = diagonal + 1 if sign == other else max(above, row[place - 1])
            diagonal = above
    return row[-1]


@lru_cache(maxsize=4096)
def signs_only(text: str) -> str:
    """Without punctuation, so that names compare across it."""
    return _SIGN.sub("", text)
