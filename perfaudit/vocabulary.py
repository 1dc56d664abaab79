"""Labels and headings, in all their spellings → slugs. The words themselves stand in ``vocabulary.yml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from perfaudit.errors import VocabularyError
from perfaudit.settings import read_yaml

FormName: TypeAlias = Literal["basic", "overall", "project", "report"]
FORMS: tuple[FormName, ...] = get_args(FormName)

_NUMBERING = re.compile(
    r"^(?:其中[::,、]?|[-—–·•●■◆▪★☆*#]+(?=[^\d\s%.]|\d{1,2}[、.)](?!\d))|[a-zA-ZⅠ-Ⅻ]\d{0,3}[、.)](?=[\u4e00-\u9fff\"“(])"
    r"|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.)．](?!\d)|\([一二三四五六七八九十\d]{1,3}\))+"
)
_CIRCLED = re.compile("[①-⑳❶-❿⓵-⓾]")  # NFKC would make plain digits of them
_NOTE = re.compile(
    r"\((?:[^()]*(?:一个专项|单位[::]|一行|可加行|完工项目)[^()]*|万元|元|千元|亿元|人|m2|m²|平方米|%|[A-Z](?:[/÷][A-Z])?|\d+分[^()]*)\)"
)
_MONEY = "亿元|万元|千元|元"
_MEASURE = re.compile(
    rf"(?:单位|金额)(?:[::为是]|[^()]{{0,6}}?[::,、/])?(?:人民币)?({_MONEY})(?!/)"
    rf"|[(\[【〔{{](?:[^()\[\]【】〔〕]{{1,8}}[,、:])?({_MONEY}|人|m2|m²|平方米|%)(?:[,、;][^()\[\]【】〔〕]*)?[)\]】〕}}]"
    rf"|(?<=[\u4e00-\u9fff])[/,:·](万元|亿元|千元|元)$"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ANNEX = re.compile(
    r"^[(\[【]?(?:附件?|附表|样表|公开|表)(?:\s*[\d一二三四五六七八九十]+(?:[-—－之.]\d+)*表?|(?=[::]))[)\]】]?[::、.]?"
)
# What no label depends on: quotes, brackets and points are set in as many ways as there are typists.
_MARKS = re.compile(r"[\"'“”‘’「」『』《》〈〉()\[\]【】〔〕:;,.。·•_—–\-*]")
_BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*(?:[)\]】〕]|$)")
_BRACKETED_LAST = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")
_CODE = re.compile(r"^[A-Za-z]{0,2}[-.]?\d{1,4}(?:[.\-]\d+)*[.、:\-_]?(?=[\u4e00-\u9fff“\"(])")
_FORMULA = re.compile(r"(?<=[\u4e00-\u9fff)])[A-Za-z]?(?:[=＝][A-Za-z\d/÷*×%()+\-]+)?$")  # 执行数B, 执行率=B/A*100%
_SENTENCE = re.compile(r"[。;,!?]|^(?:详?见|参见|根据|按照|依据|填写|关于报送)|说明$|通知$")
WEAK = "~"
_MAX_REMEMBERED = 20_000
_MAX_LABEL = 200


def normalise_text(text: str) -> str:
    """Full-width signs made half-width, and every blank and line break taken away: "实际规\\n模（㎡）" → "实际规模(m2)"."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def normalise_label(text: str) -> str:
    """What two spellings of one label have in common: no blanks, numbering, "其中：", unit brackets, colon at the end."""
    text = _NOTE.sub("", normalise_text(_CIRCLED.sub("", text)))
    return _NUMBERING.sub("", text).strip(":;,、.")  # NFKC made a full-width colon half-width


def spellings_of(text: str) -> Iterator[str]:
    """What a label may be looked up as, the closest reading first: as it stands, without its last bracket, without any, without its formula, without its code."""
    label = normalise_label(text)
    for reading in (label, _FORMULA.sub("", label), _CODE.sub("", label.lstrip("-—–·•●"), count=1)):
        yield _MARKS.sub("", reading)
        last = _BRACKETED_LAST.sub("", reading)
        yield _MARKS.sub("", last)
        yield _MARKS.sub("", _BRACKETED.sub("", _BRACKETED.sub("", last)))


def stated_measure(text: str) -> str | None:
    """The measure that a head, a title or a line such as "单位：万元" names; None where it names none."""
    found = _MEASURE.search(normalise_text(text))
    if found is None:
        return None
    measure = next(group for group in found.groups() if group)
    return {"m2": "平方米", "m²": "平方米"}.get(measure, measure)


def stated_points(text: str) -> int | None:
    """The points in a class cell: "产出指标 (50 分)" or "产出指标50分" → 50; None where there are none."""
    found = re.search(
        r"[(\[【](\d{1,3})(?:分(?:[*×xX·][^()]*)?|%)[)\]】]|(?<=[\u4e00-\u9fff])(\d{1,3})分$", normalise_text(text)
    )
    return int(found.group(1) or found.group(2)) if found else None


def years_in(text: str) -> list[int]:
    """All years that stand in the text, in order: "2022年决算数" → [2022]."""
    return [int(year) for year in _YEAR.findall(unicodedata.normalize("NFKC", text))]


@dataclass
class _Words:
    """Spellings of one slug each: most are looked up, those with "*" or "?" are matched. ``weak`` ones yield to others."""

    exact: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    weak: frozenset[str] = frozenset()
    _found: dict[str, tuple[str, bool] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Mapping[str, Iterable[str]], where: str) -> _Words:
        exact: dict[str, str] = {}
        patterns = []
        weak: set[str] = set()
        for slug, spellings in entries.items():
            for spelling in map(str, spellings):
                label = next(spellings_of(spelling.rstrip(WEAK))) if "*" not in spelling else ""
                if not label or "?" in label:
                    label = normalise_text(spelling)
                    expression = re.escape(label).replace(r"\*", ".*").replace(r"\?", "..?")
                    patterns.append((re.compile(expression), slug))
                elif exact.setdefault(label, slug) != slug:
                    raise VocabularyError(
                        f"vocabulary.yml, {where}", f'"{spelling}" stands for {exact[label]} and for {slug}'
                    )
                if spelling.endswith(WEAK):
                    weak.add(label)
        return cls(exact, tuple(patterns), frozenset(weak))

    def find(self, text: str) -> str | None:
        """The slug of a label as it is printed."""
        found = self.look_up(text)
        return found[0] if found else None

    def look_up(self, text: str) -> tuple[str, bool] | None:
        """The slug, and whether the spelling is a weak one. A text longer than any label is none."""
        if len(text) > _MAX_LABEL:
            return None
        if text not in self._found:
            if len(self._found) >= _MAX_REMEMBERED:  # a batch of thousands of documents must not pile up in memory
                self._found.clear()
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> tuple[str, bool] | None:
        labels = [label for label in spellings_of(text) if label]
        for label in labels:
            if (slug := self.exact.get(label)) is not None:
                return slug, label in self.weak
        whole = [normalise_label(text), *labels]
        return next(((slug, False) for pattern, slug in self.patterns if any(map(pattern.fullmatch, whole))), None)


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
    def _tables(self) -> dict[str, _Words]:
        """Every other table of the file by its path: "items.basic", "indicator_columns" …"""
        tables: dict[str, dict[str, list[str]]] = {}
        for name in ("items", "columns", "item_columns"):
            tables |= {f"{name}.{form}": entry for form, entry in self.words.get(name, {}).items()}
        for name in ("indicator_columns", "goal_heads", "fields", "signatures"):
            tables[name] = self.words[name]
        for name in _PLAIN_LISTS:
            tables[name] = {name: self.words.get(name, [])}
        return {
            name: _Words.of(self._with_levels(entry, name), name.replace(".", ", ")) for name, entry in tables.items()
        }

    def _with_levels(self, entry: dict[str, list[str]], name: str) -> dict[str, list[str]]:
        """The entry with every "{level}" written out, and its years as they are compared."""
        is_year_aware = name.startswith(("columns.", "item_columns."))
        levels = [*self.words.get("levels", []), "?"]  # a level nobody thought of has one or two characters
        spelled = {
            slug: [s.replace("{level}", level) for s in spellings for level in (levels if "{level}" in s else [""])]
            for slug, spellings in entry.items()
        }
        return {slug: [_plain_years(s) for s in list_] for slug, list_ in spelled.items()} if is_year_aware else spelled

    def form_of_title(self, text: str) -> str | None:
        """The form that a title line names: "2023 年度 项目支出绩效自评表" → "project"."""
        title = _plain_title(text)
        return None if title is None or self.is_in("other_forms", title) else self._titles.find(title)

    def is_other_form(self, text: str) -> bool:
        """Whether a title line names a form that is no part of a self-evaluation."""
        title = _plain_title(text)
        return title is not None and self.is_in("other_forms", title)

    def form_of_rows(self, labels: list[str]) -> str | None:
        """The form whose own rows stand in a table: the one with most of them, at least two."""
        normal = [re.split("[:：]", label)[0] for label in labels if len(label) <= 60]  # "按收入性质分：12.30"
        hits = {
            form: len({normalise_label(label) for label in normal if words.find(label)})
            for form, words in self._form_rows.items()
        }
        form = max(hits, key=lambda name: hits[name])
        return form if hits[form] >= 2 else None

    def item(self, form: str, label: str) -> str | None:
        """The slug of a row: ("basic", "3、区级专项资金(一个专项一行)") → "special_funds"."""
        words = self._tables.get(f"items.{form}")
        if words is None:
            return None
        if (found := words.look_up(label)) is not None:
            return found[0]
        whole = re.sub("(?:合计|小计|总计)$", "", normalise_label(label))
        return words.exact.get(next(spellings_of(whole))) if whole else None

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
        found = self.column("columns", form, head, year)
        return found[0] if found else None

    def item_column(self, form: str, head: str, year: int | None) -> str | None:
        """The item a column head names, where a row holds one figure per column: "编制数" → "posts"."""
        found = self.column("item_columns", form, head, year)
        return found[0] if found else None

    def indicator_column(self, head: str) -> str | None:
        """The column of the indicator table that a head names: "年度 指标值" → "target"."""
        found = self.column("indicator_columns", "", head, None)
        return found[0] if found else None

    def column(self, table: str, form: str, head: str, year: int | None) -> tuple[str, bool] | None:
        """The slug of a column head of columns, item_columns or indicator_columns, and whether it is a weak spelling."""
        words = self._tables.get(f"{table}.{form}" if form else table)
        if words is None or len(head) > 60:
            return None
        if not form:
            return words.look_up(head)
        return words.look_up(_by_year(head, year))

    def goal_head(self, head: str) -> str | None:
        """ "goal" or "result" where a head names the overall goal or what came of it."""
        return self._tables["goal_heads"].find(head) if len(head) <= 60 else None

    def field(self, label: str) -> str | None:
        """The slug of a text field: "预算单位名称" → "unit_name"."""
        return self._tables["fields"].find(label) if len(label) <= 60 else None

    def signature(self, label: str) -> str | None:
        """The slug of a signature line's label: "填表人" → "preparer"."""
        return self._tables["signatures"].find(label)

    @cached_property
    def signature_labels(self) -> re.Pattern[str]:
        """Finds the labels of signature lines, longest first, each followed by a colon; either form of bracket will do."""
        return _labels_before_colon(self.words["signatures"].values())

    @cached_property
    def field_labels(self) -> re.Pattern[str]:
        """The same for the labels of text fields."""
        return _labels_before_colon(self.words["fields"].values())

    def is_in(self, name: str, label: str) -> bool:
        """Whether a label is in one of the plain lists: total_row, level_1_classes, ignored_labels …"""
        return len(label) <= 120 and self._tables[name].find(label) is not None

    def measure_of(self, item: str, basis: str) -> str | None:
        """The measure that an item or a basis has in every form; None where the head row decides."""
        if basis in self.words["basis_measures"]:
            return self.words["basis_measures"][basis]
        return next((measure for measure, items in self.words["measures"].items() if item in items), None)


_PLAIN_LISTS = (
    "total_row", "level_1_classes", "level_2_classes", "other_forms", "ignored_heads", "ignored_labels", "generic_rows",
    "execution_indicators",
)  # fmt: skip


def _plain_title(text: str) -> str | None:
    """A title line without annex number, year in brackets and the like; None for what can be no title."""
    title = _ANNEX.sub("", normalise_text(text))
    title = normalise_label(re.sub(r"(?:[(\[【][^()\[\]【】]*[)\]】])+$", "", title) or title)
    title = re.sub(r"(?<=[表告])(?:19|20)\d\d年?度?$", "", title)
    return None if not title or len(title) > 60 or _SENTENCE.search(title) else title


@lru_cache(maxsize=_MAX_REMEMBERED)
def _by_year(head: str, year: int | None) -> str:
    """A column head with the form's own year and the one before as the vocabulary writes them."""
    text = normalise_text(head)
    if year is not None:
        text = text.replace(str(year), "{year}").replace(str(year - 1), "{prior}")
    return _plain_years(text)


def _plain_years(text: str) -> str:
    """ "{year}年度决算数" and "{year}决算数" → "{year}年决算数"."""
    return re.sub("年+度?", "年", re.sub(r"(\{(?:year|prior)\})年?", r"\1年", text))


def _labels_before_colon(lists: Iterable[Iterable[str]]) -> re.Pattern[str]:
    spellings = sorted((s for words in lists for s in words), key=len, reverse=True)
    alternatives = (re.escape(s).replace("（", "[（(]").replace("）", "[）)]") for s in spellings)
    return re.compile(f"({'|'.join(alternatives)})\\s*(?:[(（][^()（）]{{1,8}}[)）]\\s*)?[:：]")


@lru_cache
def load_vocabulary() -> Vocabulary:
    """The package's own vocabulary. Raises VocabularyError where vocabulary.yml is not one."""
    return Vocabulary(read_yaml(Path(__file__).with_name("vocabulary.yml")))
