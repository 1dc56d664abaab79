"""Whether two names are those of one unit: short forms, and names that are nearly the unit's but not it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfaudit.vocabulary import load_vocabulary, normalise_text


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: alike, or one the other's short form (words left out, none put in)."""
    short, long = sorted((normalise_text(one), normalise_text(other)), key=len)
    if short in long:
        return True
    stem, kind = stem_of(short)
    return bool(stem) and stem + kind in long


def stem_of(name: str) -> tuple[str, str]:
    """The own words of a name and its kind: "江北市江南区清河街道办事处" → ("清河", "街道"); ("", "") where it has none."""
    kinds = load_vocabulary().words["unit_kinds"]
    text = normalise_text(name)
    places = "省市区县州盟旗"
    found = re.search(rf"(?:.*[{places}])?(.{{2,8}}?)({'|'.join(kinds)})", text)
    return (found.group(1), found.group(2)) if found else ("", "")


def near_names(text: str, stem: str, kind: str) -> Iterator[tuple[str, int]]:
    """Names of this kind in the text that are nearly ``stem`` but not it, with the place where they begin."""
    for found in re.finditer(re.escape(kind), text):
        before = text[max(0, found.start() - len(stem) - 1) : found.start()]
        if before.endswith(stem) or not before:
            continue
        added, same, less = before, before[-len(stem) :], before[-len(stem) + 1 :]
        if len(added) == len(stem) + 1 and added.startswith(stem):
            yield added + kind, found.start() - len(added)
        elif len(stem) >= 3:  # 1
            differing = sum(one != other for one, other in zip(same, stem, strict=False))
            if len(same) == len(stem) and differing == 1:
                yield same + kind, found.start() - len(same)
            elif len(less) == len(stem) - 1 and any(stem[:at] + stem[at + 1 :] == less for at in range(1, len(stem))):
                yield less + kind, found.start() - len(less)
