"""The texts of a form that are no figures: names, years, goals and results, signatures, leftovers of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from perfaudit.documents import Cell, Passage, Source
from perfaudit.forms.parts import Part
from perfaudit.forms.rows import read_heads
from perfaudit.quantities import parse_cell
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, Field
from perfaudit.vocabulary import Vocabulary, normalise_text, years_in

_TITLE_TAIL = re.compile(r"((19|20)\d\d年?度?)?(部门|单位|预算单位)?(整体|项目|预算|财政)?(支出)?(绩效|预算绩效).*$")
_TITLE_HEAD = re.compile(r"^(关于)?((19|20)\d\d年?度?)?")


def read_fields(part: Part, vocabulary: Vocabulary, member: str) -> list[Field]:
    """All texts of one part; a blank one has a row, too, so that a check can tell a blank from a field that is not there."""
    source_id = part.title_source.id if part.title_source else _first_source(part).id
    fields = [Field(part.form, "part", member, part.title.strip(), REPORTED, source_id)]
    if part.year is not None:
        fields.append(Field(part.form, "year", member, str(part.year), REPORTED, source_id))
    if part.form == "report":
        if name := unit_name_of_title(part.title):
            fields.append(Field(part.form, "unit_name", member, name, REPORTED, source_id))
    else:
        fields.extend(_labelled_fields(part, vocabulary, member))
        fields.extend(_goal_fields(part, vocabulary, member))
        fields.extend(_head_years(part, member))
    fields.extend(_signature_fields(part, vocabulary, member))
    fields.extend(_placeholders(part, vocabulary, member))
    return fields


def project_name(part: Part, vocabulary: Vocabulary) -> str:
    """The project a project form is about; "" where it says "/" or nothing."""
    for label, value in _labelled_cells(part, vocabulary):
        if vocabulary.field(label.text) == "project_name":
            name = normalise_text(value.text)
            return "" if parse_cell(name).state in (BLANK, NOT_APPLICABLE) else name.replace("[", "(").replace("]", ")")
    return ""


def unit_name_of_title(title: str) -> str:
    """ "2023 年度清河街道办事处整体支出绩效自评报告" → "清河街道办事处"; "" where the title names no unit."""
    return _TITLE_TAIL.sub("", _TITLE_HEAD.sub("", normalise_text(title)))


def _labelled_cells(part: Part, vocabulary: Vocabulary) -> Iterator[tuple[Cell, Cell]]:
    for table in part.tables:
        for row in table.rows:
            for label, value in pairwise(row):
                if vocabulary.field(label.text) and not vocabulary.field(value.text):
                    yield label, value


def _labelled_fields(part: Part, vocabulary: Vocabulary, member: str) -> Iterator[Field]:
    for label, value in _labelled_cells(part, vocabulary):
        slug = vocabulary.field(label.text)
        assert slug is not None
        yield Field(part.form, slug, member, value.text.strip(), _text_state(value.text), value.source.id)


def _goal_fields(part: Part, vocabulary: Vocabulary, member: str) -> Iterator[Field]:
    """The row below the heads 预期目标 and 实际完成情况."""
    for table in part.tables:
        for heads_row, row in pairwise(table.rows):
            heads = read_heads(heads_row, vocabulary.goal_head, 2)
            if heads is None or read_heads(heads_row, vocabulary.indicator_column, 4):
                continue
            by_slug = {slug: position for position, slug in heads.slugs.items()}
            shift = len(row) - len(heads_row)
            for slug, position in by_slug.items():
                if 0 <= position + shift < len(row):
                    cell = row[position + shift]
                    yield Field(part.form, slug, member, cell.text.strip(), _text_state(cell.text), cell.source.id)


def _head_years(part: Part, member: str) -> Iterator[Field]:
    """The latest year that the column heads print, where it is another than the title's."""
    for table in part.tables:
        heads = [cell for row in table.rows for cell in row if re.search(r"年.{0,4}[决预]算|年.{0,4}在职", cell.text)]
        years = [(year, cell) for cell in heads for year in years_in(cell.text) if len(cell.text) < 24]
        if years:
            year, cell = max(years, key=lambda pair: pair[0])
            yield Field(part.form, "head_year", member, str(year), REPORTED, cell.source.id)


def _signature_fields(part: Part, vocabulary: Vocabulary, member: str) -> Iterator[Field]:
    for text, source in _texts(part):
        marks = list(vocabulary.signature_labels.finditer(text))
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
    for block in part.blocks:
        if isinstance(block, Passage):
            yield block.text, block.source
        else:
            for row in block.rows:
                for cell in row:
                    yield cell.text, cell.source


def _text_state(text: str) -> str:
    state = parse_cell(text).state
    return state if state in (BLANK, NOT_APPLICABLE) else REPORTED


def _first_source(part: Part) -> Source:
    block = part.blocks[0]
    return block.source if isinstance(block, Passage) else block.rows[0][0].source
