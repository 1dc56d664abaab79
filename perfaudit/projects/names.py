"""Names of projects: when two of them mean one project, and when they only look alike."""

from __future__ import annotations

import re
from functools import lru_cache

from perfaudit.linking.likeness import common_order
from perfaudit.vocabulary import load_vocabulary, normalise_label

_SIGNS = re.compile(r"[^\w]+|_")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_PLACES = re.compile("[^省市区县州盟旗镇乡]{1,6}?(?:省|自治区|市|区|县|州|盟|旗|镇|乡|街道)")
_NUMBERED = re.compile(r"\(\d+\)$")
_MIN_PART, _MIN_SHARE = 3, 0.5
_MIN_LIKE, _LIKENESS = 4, 0.75


class ProjectNames:
    """How one unit's projects are called: its own name, its places and the year of its forms say nothing of a project."""

    def __init__(self, unit_name: str = "", year: int | None = None) -> None:
        name = _key(unit_name)
        places = {"".join(found) for found in _starts(_PLACES.findall(name))}
        own = sorted({name, *places, *_PLACES.findall(name)} - {""}, key=len, reverse=True)
        leads = [*_leads(), *own, *([f"{year}年度", f"{year}年", str(year)] if year else [])]
        self._leads = re.compile("|".join(re.escape(lead) for lead in sorted(leads, key=len, reverse=True)))
        self._years = re.compile(rf"{year}年?度?") if year else None
        self._cores: dict[str, str] = {}

    def key(self, name: str) -> str:
        """The name without blanks, brackets, quotes and other signs: what two ways to print one name have in common."""
        return _key(name)

    def core(self, name: str) -> str:
        """What a name says of the project: without 专项, 经费 and the like, the year of the forms, places of the unit.

        It keeps at least one sign.
        """
        if name not in self._cores:
            self._cores[name] = self._core(name)
        return self._cores[name]

    def _core(self, name: str) -> str:
        core = _key(name)
        if self._years:
            core = self._years.sub("", core) or core
        core = re.sub(_joints(), "", core) or core
        while (lead := self._leads.match(core)) and lead.end() < len(core) and _core_of_ends(core[lead.end() :]):
            core = core[lead.end() :]
        return _core_of_ends(core) or core

    def are_near(self, one: str, other: str) -> bool:
        """Whether two names could be one project's, so that nobody should say that the one has nothing to do with the other.

        One holds the other, or they share most of their signs in order. Names that differ in what tells projects apart
        (numbers, 一期 and 二期, 东 and 西) are two.
        """
        first, second = sorted((self.core(one), self.core(other)), key=len)
        if sorted(_NUMBERS.findall(first)) != sorted(_NUMBERS.findall(second)):
            return False
        if len(first) == len(second) and _tells_apart(first, second):
            return False
        if first in second:
            return len(first) >= _MIN_PART and len(first) >= _MIN_SHARE * len(second)
        return len(first) >= _MIN_LIKE and common_order(first, second) >= _LIKENESS * len(second)


@lru_cache(maxsize=8)
def project_names(unit_name: str, year: int | None) -> ProjectNames:
    """The same for every rule over one unit."""
    return ProjectNames(unit_name, year)


def plain_member(member: str) -> str:
    """A member's name without the number that tells two forms of one name apart: "环境整治(2)" → "环境整治"."""
    return _NUMBERED.sub("", member)


def _key(name: str) -> str:
    return _SIGNS.sub("", normalise_label(name))


def _core_of_ends(core: str) -> str:
    ends = re.compile(rf"(?:{'|'.join(load_vocabulary().words['project_words']['ends'])})+$")
    return ends.sub("", core)


def _tells_apart(first: str, second: str) -> bool:
    telling = load_vocabulary().words["project_words"]["telling"]
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return bool(differing) and all(one in telling and other in telling for one, other in differing)


def _starts(pieces: list[str]) -> list[list[str]]:
    return [pieces[: count + 1] for count in range(len(pieces))]


@lru_cache
def _leads() -> list[str]:
    words = load_vocabulary().words
    levels = words["levels"]
    return [
        lead.replace("{level}", level)
        for lead in words["project_words"]["leads"]
        for level in (levels if "{level}" in lead else [""])
    ]


@lru_cache
def _joints() -> str:
    return "|".join(load_vocabulary().words["project_words"]["joints"])
