"""Labels and headings, in all their spellings → slugs. The words themselves stand in ``vocabulary.yml``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from perfaudit.errors import VocabularyError
from perfaudit.settings import read_yaml

FormName: TypeAlias = Literal["basic", "overall", "project", "report"]
FORMS: tuple[FormName, ...] = get_args(FormName)

_NUMBERING = re.compile(
    r"^(?:其中[::]?|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.)．](?!\d)|\([一二三四五六七八九十\d]{1,3}\))+"
)
_CIRCLED = re.compile("[①-⑳]")  # NFKC would make plain digits of them
_NOTE = re.compile(
    r"\((?:[^()]*(?:一个专项|单位[::]|一行|可加行|完工项目)[^()]*|万元|元|千元|亿元|人|m2|m²|平方米|%|[A-Z](?:[/÷][A-Z])?|\d+分[^()]*)\)"
)
_MEASURE = re.compile(r"单位[::]\s*(亿元|万元|千元|元)|[(\[](亿元|万元|千元|元|人|m2|m²|平方米|%)[)\]]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def normalise_text(text: str) -> str:
    """Full-width signs made half-width, and every blank and line break taken away: "实际规\\n模（㎡）" → "实际规模(m2)"."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def normalise_label(text: str) -> str:
    """What two spellings of one label have in common: no blanks, numbering, "其中：", unit brackets, colon at the end."""
    text = _NOTE.sub("", normalise_text(_CIRCLED.sub("", text)))
    return _NUMBERING.sub("", text).strip(":;,、.")  # NFKC made a full-width colon half-width


def stated_measure(text: str) -> str | None:
    """The measure that a head, a title or a line such as "单位：万元" names; None where it names none."""
    found = _MEASURE.search(normalise_text(text))
    if found is None:
        return None
    measure = found.group(1) or found.group(2)
    return {"m2": "平方米", "m²": "平方米"}.get(measure, measure)


def stated_points(text: str) -> int | None:
    """The points in a class cell: "产出指标 (50 分)" → 50; None where there are none."""
    found = re.search(r"\((\d{1,3})分\)", normalise_text(text))
    return int(found.group(1)) if found else None


def years_in(text: str) -> list[int]:
    """All years that stand in the text, in order: "2022年决算数" → [2022]."""
    return [int(year) for year in _YEAR.findall(unicodedata.normalize("NFKC", text))]


@dataclass(frozen=True)
class _Words:
    """Spellings of one slug each: most are looked up, those with "*" or "?" are matched."""

    exact: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, entries: dict[str, list[str]], where: str) -> _Words:
        exact: dict[str, str] = {}
        patterns = []
        for slug, spellings in entries.items():
            for spelling in spellings:
                label = normalise_label(str(spelling))
                if "*" in label or "?" in label:
                    expression = re.escape(label).replace(r"\*", ".*").replace(r"\?", "..?")
                    patterns.append((re.compile(expression), slug))
                elif exact.setdefault(label, slug) != slug:
                    raise VocabularyError(
                        f"vocabulary.yml, {where}", f'"{spelling}" stands for {exact[label]} and for {slug}'
                    )
        return cls(exact, tuple(patterns))

    def find(self, label: str) -> str | None:
        if (slug := self.exact.get(label)) is not None:
            return slug
        return next((slug for pattern, slug in self.patterns if pattern.fullmatch(label)), None)


class Vocabulary:
    """The words of ``vocabulary.yml``, ready to be looked up. Every finder returns None for words it does not know."""

    def __init__(self, words: dict[str, Any]) -> None:
        self.words = words

    @cached_property
    def _titles(self) -> _Words:
        return _Words.of({form: entry["titles"] for form, entry in self.words["forms"].items()}, "forms")

    @cached_property
    def _form_rows(self) -> dict[str, _Words]:
        return {form: _Words.of({"row": entry["rows"]}, "forms") for form, entry in self.words["forms"].items()}

    @cached_property
    def _items(self) -> dict[str, _Words]:
        return {form: _Words.of(entry, f"items, {form}") for form, entry in self.words["items"].items()}

    @cached_property
    def _columns(self) -> dict[str, _Words]:
        return {form: _Words.of(entry, f"columns, {form}") for form, entry in self.words["columns"].items()}

    @cached_property
    def _lists(self) -> dict[str, _Words]:
        tables = {f"item_columns.{form}": words for form, words in self.words["item_columns"].items()}
        tables |= {name: self.words[name] for name in ("indicator_columns", "goal_heads", "fields", "signatures")}
        return {name: _Words.of(entry, name) for name, entry in tables.items()}

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        names = ("total_row", "level_1_classes", "level_2_classes")
        return {name: frozenset(map(normalise_label, self.words[name])) for name in names}

    def form_of_title(self, text: str) -> str | None:
        """The form that a title line names: "2023 年度 项目支出绩效自评表" → "project"."""
        title = normalise_label(re.sub(r"^附件?\s*[\d一二三四五六七八九十]*[-\d]*[:：]?", "", normalise_text(text)))
        if not title or len(title) > 60 or re.search(r"[。;,]", title):
            return None
        return self._titles.find(title)

    def form_of_rows(self, labels: list[str]) -> str | None:
        """The form whose own rows stand in a table: the one with most of them, at least two."""
        normal = [normalise_label(re.split("[:：]", label)[0]) for label in labels]  # "按收入性质分：12.30"
        hits = {form: len({label for label in normal if words.find(label)}) for form, words in self._form_rows.items()}
        form = max(hits, key=lambda name: hits[name])
        return form if hits[form] >= 2 else None

    def item(self, form: str, label: str) -> str | None:
        """The slug of a row: ("basic", "3、区级专项资金(一个专项一行)") → "special_funds"."""
        words = self._items.get(form)
        return words.find(normalise_label(label)) if words else None

    def usual_label(self, form: str, item: str) -> str:
        """The first whole spelling of an item's label; of free-text lines, that of the row that opens them; else ""."""
        lines = {line: row for row, line in self.words["groups"].get(form, {}).items()}
        for table in ("items", "item_columns"):
            for spelling in self.words[table].get(form, {}).get(lines.get(item, item), []):
                if not set(spelling) & set("?*{"):
                    return str(spelling)
        return ""

    def group(self, form: str, item: str) -> str | None:
        """The slug of the free-text lines that a row opens: "special_funds" → "special_fund"."""
        return self.words["groups"].get(form, {}).get(item)

    def basis(self, form: str, head: str, year: int | None) -> str | None:
        """The basis a column head names, ``year`` being the form's own: ("2022年决算数", 2023) → "prior_final"."""
        return self._year_aware(self._columns.get(form), head, year)

    def item_column(self, form: str, head: str, year: int | None) -> str | None:
        """The item a column head names, where a row holds one figure per column: "编制数" → "posts"."""
        return self._year_aware(self._lists.get(f"item_columns.{form}"), head, year)

    @staticmethod
    def _year_aware(words: _Words | None, head: str, year: int | None) -> str | None:
        if words is None:
            return None
        label = normalise_label(head)
        if year is not None:
            label = label.replace(str(year), "{year}").replace(str(year - 1), "{prior}")
        return words.find(label)

    def indicator_column(self, head: str) -> str | None:
        """The column of the indicator table that a head names: "年度 指标值" → "target"."""
        return self._lists["indicator_columns"].find(normalise_label(head))

    def goal_head(self, head: str) -> str | None:
        """ "goal" or "result" where a head names the overall goal or what came of it."""
        return self._lists["goal_heads"].find(normalise_label(head))

    def field(self, label: str) -> str | None:
        """The slug of a text field: "预算单位名称" → "unit_name"."""
        return self._lists["fields"].find(normalise_label(label))

    def signature(self, label: str) -> str | None:
        """The slug of a signature line's label: "填表人" → "preparer"."""
        return self._lists["signatures"].find(normalise_label(label))

    @cached_property
    def signature_labels(self) -> re.Pattern[str]:
        """Finds the labels of signature lines, longest first, each followed by a colon; either form of bracket will do."""
        spellings = sorted((s for words in self.words["signatures"].values() for s in words), key=len, reverse=True)
        alternatives = (re.escape(s).replace("（", "[（(]").replace("）", "[）)]") for s in spellings)
        return re.compile(f"({'|'.join(alternatives)})\\s*[:：]")

    def is_in(self, name: str, label: str) -> bool:
        """Whether a label is in one of the plain lists: total_row, level_1_classes, level_2_classes."""
        return normalise_label(label) in self._sets[name]

    def measure_of(self, item: str, basis: str) -> str | None:
        """The measure that an item or a basis has in every form; None where the head row decides."""
        if basis in self.words["basis_measures"]:
            return self.words["basis_measures"][basis]
        return next((measure for measure, items in self.words["measures"].items() if item in items), None)


@lru_cache
def load_vocabulary() -> Vocabulary:
    """The package's own vocabulary. Raises VocabularyError where vocabulary.yml is not one."""
    return Vocabulary(read_yaml(Path(__file__).with_name("vocabulary.yml")))
