"""Whether everything was handed in and filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from great_expectations.compatibility import pydantic

from perfaudit.expectations.base import UnitExpectation
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Verdict
from perfaudit.records import BLANK, REPORTED, UNREAD_FORM
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import FORMS, FormName, load_vocabulary


class ExpectPartsToBeHandedIn(UnitExpectation):
    """Expect the unit to hand in every one of ``forms``; nobody can tell of one whose title stands over unreadable lines."""

    reads: ClassVar[tuple[str, ...]] = ("parts",)

    forms: list[FormName] = list(FORMS)

    success_keys: ClassVar[tuple[str, ...]] = ("forms",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every form."""
        names = load_vocabulary().words["form_names"]
        for form in self.forms:
            parts = unit.fields("part", form)
            evidence = tuple(unit.field_evidence(part, "left") for part in parts[:1])
            zh, en = names[form]["zh"], names[form]["en"]
            if parts:
                yield Verdict(PASS, form, {"zh": f"有{zh}", "en": f"the {en} is there"}, evidence=evidence)
            elif unread := unit.fields(UNREAD_FORM, form):
                yield unread_form(form, unit.field_evidence(unread[0], "left"))
            else:
                yield Verdict(FAIL, form, {"zh": f"没有找到{zh}", "en": f"there is no {en}"})


def unread_form(form: str, evidence: Evidence) -> Verdict:
    """Nobody can tell of a form whose title stands over lines that lost their cells."""
    names = load_vocabulary().words["form_names"][form]
    message = {
        "zh": f"有{names['zh']}的题目，但下面的文字丢了单元格，读不出表格：请按原件核对，或改用保留表格的格式",
        "en": f"the title of the {names['en']} is there, but the lines below lost their cells: check the original",
    }
    return Verdict(UNDECIDABLE, form, message, evidence=(evidence,))


class ExpectFieldsToBeFilled(UnitExpectation):
    """Expect the texts under ``fields`` to be filled in; with ``absent``, expect that there are none.

    A field that stands more than once (one signature a form) counts once a form.

    Left out, in this order:
    1. project forms that were handed in empty: FORM-004 says so
    2. fields that say "/" or the like
    """

    reads: ClassVar[tuple[str, ...]] = ("texts",)

    fields: list[str]
    absent: bool = False

    success_keys: ClassVar[tuple[str, ...]] = ("fields", "absent")

    @pydantic.validator("fields", each_item=True)
    def _is_known(cls, slug: str) -> str:
        """A field that nobody reads is never found, and none of it would be left by mistake."""
        words = load_vocabulary().words
        known = [*words["fields"], *words["signatures"], *words["goal_heads"], "section", "placeholder"]
        if slug not in known:
            raise ValueError(f"{slug} is no field; known are {', '.join(known)}")
        return slug

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every field that stands in the unit's parts."""
        empty = {row.member for row in unit.fields("form", "project") if row.state != REPORTED}
        names = load_vocabulary().words["form_names"]
        for slug in self.fields:
            for row in unit.fields(slug):
                if row.form == "project" and row.member in empty:
                    continue  # 1
                form = names[row.form]
                what = row.text or unit.quote(row.source_id) or slug
                evidence = (unit.field_evidence(row, "left"),)
                subject = f"{row.form}.{slug}" + (
                    f"[{row.member or what}]" if slug in ("section", "placeholder") or row.member else ""
                )
                if row.state == REPORTED and self.absent:
                    message = {"zh": f"{form['zh']}里留有“{what}”", "en": f"the {form['en']} still has “{what}”"}
                    yield Verdict(FAIL, subject, message, evidence=evidence)
                elif row.state == BLANK and not self.absent:
                    label = unit.quote(row.source_id).strip() or what
                    message = {
                        "zh": f"{form['zh']}的“{label[:40]}”没有填",
                        "en": f"“{label[:40]}” of the {form['en']} is empty",
                    }
                    yield Verdict(FAIL, subject, message, evidence=evidence)
                else:
                    status = PASS if row.state == REPORTED else NOT_APPLICABLE  # 2
                    yield Verdict(status, subject, {"zh": what, "en": what}, evidence=evidence)
        if self.absent and not any(unit.fields(slug) for slug in self.fields):
            yield Verdict(PASS, ",".join(self.fields), {"zh": "没有留下", "en": "none is left"})


class ExpectOneVersionOfEachPart(UnitExpectation):
    """Expect a form or report that stands in two files to say the same in both."""

    reads: ClassVar[tuple[str, ...]] = ("parts",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every part of which two versions differ, or one that passes for each part of which none does."""
        names = load_vocabulary().words["form_names"]
        differing = unit.fields("other_version")
        for row in differing:
            form = names[row.form]
            message = {
                "zh": f"{form['zh']}交了两份，数字不同：{row.text}",
                "en": f"there are two versions of the {form['en']}, and their numbers differ: {row.text}",
            }
            subject = f"{row.form}[{row.member}]" if row.member else row.form
            yield Verdict(FAIL, subject, message, evidence=(unit.field_evidence(row, "left"),))
        for slug in dict.fromkeys(row.form for row in unit.fields("part")):
            if slug not in {row.form for row in differing}:
                yield Verdict(PASS, slug, {"zh": "只有一个版本", "en": "there is one version"})
