"""The texts of a form that are no figures: names, years, goals and results, signatures, leftovers of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from perfaudit.documents import Cell, Passage, Source, Table
from perfaudit.documents.model import Row
from perfaudit.forms.headrows import (
    HeadWords,
    are_item_heads,
    are_money_heads,
    find_indicator_heads,
    head_year,
    money_words,
)
from perfaudit.forms.ledger import Ledger
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import read_heads
from perfaudit.quantities import parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, Field
from perfaudit.vocabulary import Vocabulary, normalise_text, years_in

_PROJECT_CODE = re.compile(r"^[(\[]?[0-9A-Z]{8,}[)\]]?[-—_:]?(?=[\u4e00-\u9fff])")
_TITLE_TAIL = re.compile(r"((19|20)\d\d年?度?)?(部门|单位|预算单位)?(整体|项目|预算|财政)?(支出)?(绩效|预算绩效).*$")
_MAX_LINE = 120
_HEAD_YEAR = re.compile(r"年.{0,4}[决预]算|年.{0,4}在职")
_TITLE_HEAD = re.compile(r"^(关于)?((19|20)\d\d年?度?)?")


def read_fields(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger | None = None) -> list[Field]:
    """All texts of one part; a blank one has a row, too, so that a check can tell a blank from a field that is not there.

    The cells that were understood are noted in ``ledger``.
    """
    ledger = ledger if ledger is not None else Ledger()
    source_id = part.title_source.id if part.title_source else _first_source(part).id
    fields = [Field(part.form, "part", member, part.title.strip(), REPORTED, source_id)]
    if part.year is not None:
        fields.append(Field(part.form, "year", member, str(part.year), REPORTED, source_id))
    if part.form == "report":
        if name := unit_name_of_title(part.title):
            fields.append(Field(part.form, "unit_name", member, name, REPORTED, source_id))
    else:
        fields.extend(_labelled_fields(part, vocabulary, member, ledger))
        fields.extend(_line_fields(part, vocabulary, member, ledger, {field.field for field in fields}))
        fields.extend(_goal_fields(part, vocabulary, member, ledger))
        fields.extend(_head_years(part, vocabulary, member))
    fields.extend(_signature_fields(part, vocabulary, member, ledger))
    fields.extend(_placeholders(part, vocabulary, member))
    return fields


def project_name(part: Part, vocabulary: Vocabulary) -> str:
    """The project a project form is about, without a code before its name; "" where it says "/" or nothing."""
    for label, value in _labelled_cells(part, vocabulary):
        if vocabulary.field(label.text) == "project_name":
            name = _PROJECT_CODE.sub("", normalise_text(value.text))
            return "" if parse_cell(name).state in (BLANK, NOT_APPLICABLE) else name.replace("[", "(").replace("]", ")")
    return ""


def unit_name_of_title(title: str) -> str:
    """ "2023 年度清河街道办事处整体支出绩效自评报告" → "清河街道办事处"; "" where the title names no unit."""
    return _TITLE_TAIL.sub("", _TITLE_HEAD.sub("", normalise_text(title)))


def _labelled_cells(part: Part, vocabulary: Vocabulary) -> Iterator[tuple[Cell, Cell]]:
    """Labels of texts with the cell behind each, over blanks where cells were not merged; a row of column heads has none."""
    for table in part.tables:
        for index, row in enumerate(table.rows):
            labels = [place for place, cell in enumerate(row[:-1]) if vocabulary.field(cell.text)]
            if not labels or _is_head_row(part, table.rows, index, vocabulary):
                continue
            for place in labels:
                value = next((cell for cell in row[place + 1 :] if cell.text.strip()), row[place + 1])
                value = (
                    row[place + 1] if vocabulary.field(value.text) else value
                )  # the next label: this one's text is blank
                if not vocabulary.field(value.text):
                    yield row[place], value


def _is_head_row(part: Part, rows: tuple[Row, ...], index: int, vocabulary: Vocabulary) -> bool:
    """Whether a row holds the heads of a table that lists projects."""
    words = money_words(vocabulary, part.form, part.year)
    return part.form == "project" and words.find(rows, index, are_money_heads) is not None


def _labelled_fields(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger) -> Iterator[Field]:
    for label, value in _labelled_cells(part, vocabulary):
        slug = vocabulary.field(label.text)
        assert slug is not None
        ledger.take([label, value])
        yield Field(part.form, slug, member, value.text.strip(), _text_state(value.text), value.source.id)


def _line_fields(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger, known: set[str]) -> Iterator[Field]:
    """Texts behind their label in one line: "填报单位（盖章）：清河街道办事处    单位：万元"; a field that has a cell of its own is that."""
    for block, text, source in _pieces(part):
        if len(text) > _MAX_LINE:
            continue
        marks = list(vocabulary.field_labels.finditer(text))
        for mark in marks:
            slug = vocabulary.field(mark.group(1))
            value = re.split(
                r"[ \u3000]{2,}|\t|\n|[,，；;]|[ \u3000](?=[^:：]{2,8}[:：])", text[mark.end() :].strip(), maxsplit=1
            )[0]
            if slug is None or not _starts_word(text, mark.start()):
                continue
            if isinstance(block, Cell):
                ledger.take([block])
            if slug in known or not value or re.search("[:：]", value):
                continue
            known.add(slug)
            yield Field(part.form, slug, member, value.strip(), _text_state(value), source.id)


def _starts_word(text: str, start: int) -> bool:
    """Whether a label begins there: "预算单位：" is none in "主管预算单位："."""
    return start == 0 or not re.match(r"[\u4e00-\u9fff]", text[start - 1])


def _goal_fields(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger) -> Iterator[Field]:
    """The row below the heads 预期目标 and 实际完成情况, or what stands behind each of them in a row of its own."""
    found = False
    for table in part.tables:
        for index, (heads_row, row) in enumerate(pairwise(table.rows)):
            heads = read_heads(heads_row, vocabulary.goal_head, 2)
            if heads is None or find_indicator_heads(table.rows, index, vocabulary):
                continue
            found = True
            ledger.take([*heads_row, *row])
            shift = len(row) - len(heads_row)
            for position, slug in heads.slugs.items():
                if 0 <= position + shift < len(row):
                    cell = row[position + shift]
                    yield Field(part.form, slug, member, cell.text.strip(), _text_state(cell.text), cell.source.id)
    if not found:
        yield from _goals_in_rows(part, vocabulary, member, ledger)


def _goals_in_rows(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger) -> Iterator[Field]:
    known: set[str] = set()
    for table in part.tables:
        for row in table.rows:
            filled = [cell for cell in row if cell.text.strip()]
            for label, value in pairwise(filled[:3]):
                slug = vocabulary.goal_head(label.text)
                if slug is not None and slug not in known and len(filled) <= 3 and not vocabulary.goal_head(value.text):
                    known.add(slug)
                    ledger.take(row)
                    yield Field(part.form, slug, member, value.text.strip(), _text_state(value.text), value.source.id)


def _head_years(part: Part, vocabulary: Vocabulary, member: str) -> Iterator[Field]:
    """The latest year that the column heads print, where it is another than the title's."""
    for table in part.tables:
        heads = [cell for row in _head_rows(part, table, vocabulary) for cell in row if _HEAD_YEAR.search(cell.text)]
        years = [(year, cell) for cell in heads for year in years_in(cell.text) if len(cell.text) < 24]
        if years:
            year, cell = max(years, key=lambda pair: pair[0])
            yield Field(part.form, "head_year", member, str(year), REPORTED, cell.source.id)


def _head_rows(part: Part, table: Table, vocabulary: Vocabulary) -> Iterator[Row]:
    year = head_year(table) or part.year
    words = money_words(vocabulary, part.form, year), HeadWords(vocabulary, "item_columns", part.form, year)
    for index, row in enumerate(table.rows):
        if words[0].find(table.rows, index, are_money_heads) or words[1].find(table.rows, index, are_item_heads):
            yield row


def _signature_fields(part: Part, vocabulary: Vocabulary, member: str, ledger: Ledger) -> Iterator[Field]:
    for block, text, source in _pieces(part):
        marks = list(vocabulary.signature_labels.finditer(text))
        if marks and isinstance(block, Cell):
            ledger.take([block])
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        for mark, end in zip(marks, ends, strict=False):
            slug = vocabulary.signature(mark.group(1))
            value = text[mark.end() : end].strip(
                " \t　_年月日" if not re.search(r"\d", text[mark.end() : end]) else " \t　_"
            )
            if slug:
                label = source.within(mark.start(), mark.end())
                yield Field(part.form, slug, member, value, _text_state(value), label.id)


def _placeholders(part: Part, vocabulary: Vocabulary, member: str) -> Iterator[Field]:
    """What the template asked to be filled in and nobody did. Signature lines may mask names and numbers with the same signs."""
    words = sorted((normalise_text(word) for word in vocabulary.words["placeholders"]), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\d)(?:{'|'.join(re.escape(word) for word in words)})(?!\d)")
    for text, source in _texts(part):
        if vocabulary.signature_labels.search(text):
            continue
        if (found := pattern.search(normalise_text(text))) is not None:
            yield Field(part.form, "placeholder", member, found.group(), REPORTED, source.id)


def _texts(part: Part) -> Iterator[tuple[str, Source]]:
    for _, text, source in _pieces(part):
        yield text, source


def _pieces(part: Part) -> Iterator[tuple[Cell | Passage, str, Source]]:
    for block in part.blocks:
        if isinstance(block, Passage):
            yield block, block.text, block.source
        else:
            for row in block.rows:
                for cell in row:
                    yield cell, cell.text, cell.source


def _text_state(text: str) -> str:
    state = parse_cell(text).state
    return state if state in (BLANK, NOT_APPLICABLE) else REPORTED


def _first_source(part: Part) -> Source:
    block = part.blocks[0]
    return block.source if isinstance(block, Passage) else block.rows[0][0].source
