"""A document → its parts: which passages and tables belong to which form, known by title and rows, never by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile

from perfaudit.documents import Cell, Document, Passage, Source, Table
from perfaudit.forms.columns import is_figure
from perfaudit.forms.titles import SHORT_LINE, YEAR_LINE, Title, cut_at_titles, is_title_like
from perfaudit.vocabulary import Vocabulary, normalise_text, years_in

Block = Passage | Table

_HEADING = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[、.．)）]|附")
_SAYS = re.compile("^[^。；;，,：:]*自评[^。；;，,：:]*$")
_TAIL = re.compile("自评|评分|评价|基础数据")
_YEAR_LAST = re.compile(r"(?:19|20)\d\d年?度?$")
_PROSE = 60
_LOST_ROWS = 3  # lines with figures that make a table; a list of contents has one page number a line


@dataclass(frozen=True)
class Part:
    """One form or the report: its blocks in order, without the title. ``title`` is "" where it was known by its rows.

    ``form`` is "" for tables that belong to no form: then ``is_set_aside`` says whether their title is known all the same.
    It is "" too where lines under a form's title look like a table that lost its cells: ``lost_form`` is that form.
    """

    form: str
    title: str
    title_source: Source | None
    blocks: tuple[Block, ...]
    is_set_aside: bool = False
    lost_form: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Passage))

    @property
    def year(self) -> int | None:
        """The year in the title; None where it names none."""
        return next(iter(years_in(self.title)), None)

    def cells(self) -> Iterator[Cell]:
        """Every cell of the part, row by row."""
        for table in self.tables:
            for row in table.rows:
                yield from row


def split_parts(document: Document, vocabulary: Vocabulary) -> tuple[Part, ...]:
    """The document's forms and report in reading order; a cover or a list of contents makes no part of its own.

    A part begins at a title line, at a title row of a table, be it in its middle, or at a table with the rows of another
    form. A second table that names a project begins a second project form. Each file begins anew. Tables before the first
    form, and those under the title of a form that is none of ours, are parts without a form.
    """
    parts: list[Part] = []
    for file in document.files:
        blocks = [block for block in document.blocks if _source(block).file == file.name]
        parts.extend(_split_file(blocks, vocabulary))
    return tuple(parts) if any(part.form for part in parts) else ()


@dataclass
class _Draft:
    form: str
    title: str = ""
    title_source: Source | None = None
    blocks: list[Block] = field(default_factory=list)
    is_set_aside: bool = False
    opening: Passage | None = None  # the line that is its title

    @classmethod
    def under(cls, title: Title, opening: Passage | None = None) -> _Draft:
        return cls(title.form, title.text, title.source, is_set_aside=not title.form, opening=opening)

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def has_lost_cells(self) -> bool:
        """Whether lines under a form's title hold figures as its table would, without one that could be read."""
        lines = [block.text.split() for block in self.blocks if isinstance(block, Passage)]
        figures = [sum(is_figure(word) for word in words) for words in lines]
        is_row = [found >= 2 or found == len(words) == 1 for found, words in zip(figures, lines, strict=True)]
        return self.form not in ("", "report") and not self.tables and sum(is_row) >= _LOST_ROWS

    def part(self) -> Part:
        if self.has_lost_cells:
            return Part("", self.title, self.title_source, tuple(self.blocks), lost_form=self.form)
        return Part(self.form, self.title, self.title_source, tuple(self.blocks), self.is_set_aside)


def _split_file(blocks: list[Block], vocabulary: Vocabulary) -> list[Part]:
    drafts = _Splitter(vocabulary).drafts_of(blocks)
    kept = [
        draft
        for draft in _without_bare_titles(drafts)
        if draft.tables or draft.form == "report" or draft.has_lost_cells
    ]
    parts = [
        part for part in (draft.part() for draft in kept) if part.tables or part.lost_form or _has_prose(part.blocks)
    ]
    if not any(part.form for part in parts) and _is_untitled_report(blocks):
        lost = [part for part in parts if part.lost_form]
        prose = tuple(dropwhile(lambda block: not _is_prose(block), lost[-1].blocks) if lost else blocks)
        return [*lost, Part("report", "", None, prose)] if prose else parts
    return parts


def _without_bare_titles(drafts: list[_Draft]) -> list[_Draft]:
    """A form's title without a table behind it is a line of the report that it stands in, if it stands in one."""
    kept: list[_Draft] = []
    for draft in drafts:
        before = kept[-1] if kept else None
        if (
            draft.form != "report"
            and not draft.tables
            and not draft.has_lost_cells
            and before
            and before.form == "report"
            and _has_prose(before.blocks)
        ):
            before.blocks.extend([*([draft.opening] if draft.opening else []), *draft.blocks])
        else:
            kept.append(draft)
    return kept


class _Splitter:
    """Goes through the blocks of one file and begins a draft wherever a part begins."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.drafts = [_Draft("")]
        self._lines: list[Passage] = []  # the short passages right before this block

    def drafts_of(self, blocks: list[Block]) -> list[_Draft]:
        for index, block in enumerate(blocks):
            if isinstance(block, Passage):
                self._read_passage(block, next(iter(blocks[index + 1 : index + 2]), None))
            else:
                for title, table in cut_at_titles(block, self.vocabulary):
                    self._read_table(title, table)
                self._lines = []
        return self.drafts

    def _read_passage(self, passage: Passage, following: Block | None) -> None:
        title = self._title_of(passage, following)
        if title is not None and not self._goes_on(title):
            self.drafts.append(_Draft.under(title, passage))
        else:
            if self.drafts[-1].is_set_aside and len(passage.text) > _PROSE:
                self._resume()
            self.drafts[-1].blocks.append(passage)
        is_short = len(passage.text) <= SHORT_LINE
        self._lines = [*self._lines[-2:], passage] if is_short and title is None else []

    def _resume(self) -> None:
        """Prose behind a table that was set aside belongs to what stood before it."""
        before = next((draft for draft in reversed(self.drafts) if draft.form), None)
        if before is not None:
            self.drafts.append(before)
            self.drafts.remove(before)  # the first of the two: the part goes on at the end

    def _title_of(self, passage: Passage, following: Block | None) -> Title | None:
        """The title that a line is, or ends where the lines before it began it."""
        lines = [line.text.strip() for line in self._lines]
        for count in range(min(2, len(lines)) + 1):
            before = lines[len(lines) - count :]
            if count and (_HEADING.match(before[0]) or not _TAIL.search(passage.text)):
                break  # a heading and a caption are no title in two lines
            text = "".join([*before, passage.text.strip()])
            if self.vocabulary.is_other_form(text) and isinstance(following, Table):
                return Title("", text, passage.source)
            if (form := self.vocabulary.form_of_title(text)) is not None:
                return Title(form, self._completed(form, text, lines[: len(lines) - count], following), passage.source)
        return None

    def _completed(self, form: str, title: str, lines: list[str], following: Block | None) -> str:
        """The title with the unit's name on the line before, and the year on the line before or after."""
        before = lines[-1] if lines else ""
        if form == "report" and _is_plain(before) and self._names_unit(before):
            title = f"{before}{title}"
        if not years_in(title):
            after = following.text.strip() if isinstance(following, Passage) else ""
            for line, joined in ((after, f"{title}{after}"), (before, f"{before}{title}")):
                if YEAR_LINE.fullmatch(normalise_text(line)):
                    return joined
            if _is_plain(before) and _YEAR_LAST.search(normalise_text(before)):
                return f"{before}{title}"
        return title

    def _names_unit(self, line: str) -> bool:
        """Whether a line ends in the name of a unit: "清河街道办事处"."""
        return any(kind in line[-len(kind) - 3 :] for kind in self.vocabulary.words["unit_kinds"])

    def _read_table(self, title: Title | None, table: Table) -> None:
        current = self.drafts[-1]
        if title is not None:
            above = title.form == current.form and not current.tables and not current.is_set_aside
            if above or self._goes_on(title):
                current.blocks.append(table)  # the title stands above the table and in it, or once more on a new page
            else:
                self.drafts.append(_Draft.under(title))
                self.drafts[-1].blocks.append(table)
            return
        form = self._form_that_begins(table, current)
        if form is not None:
            self.drafts.append(_Draft(form, *self._title_by_rows()))
        self.drafts[-1].blocks.append(table)

    def _goes_on(self, title: Title) -> bool:
        """Whether a title only says that the form goes on: "…自评表（续）"."""
        return bool(title.form) and title.form == self.drafts[-1].form and "续" in title.text[-4:]

    def _title_by_rows(self) -> tuple[str, Source | None]:
        """A line that looks like a title, above a table known by its rows: it is its title, in words nobody foresaw."""
        line = next(
            (line for line in reversed(self._lines) if is_title_like(line.text) or _SAYS.search(line.text)), None
        )
        return (line.text.strip(), line.source) if line is not None else ("", None)

    def _form_that_begins(self, table: Table, current: _Draft) -> str | None:
        """The form whose rows begin with a table; None where it belongs to the current part."""
        if current.is_set_aside and not current.tables:
            return None
        form = self.vocabulary.form_of_rows([cell.text for row in table.rows for cell in row])
        if form is None or (current.form == "report" and form != "project"):
            return None  # a report may repeat rows of the forms in tables of its own
        if form == current.form and not (
            form == "project" and any(_names_project(other, self.vocabulary) for other in current.tables)
        ):
            return None
        if form == current.form and not _names_project(table, self.vocabulary):
            return None
        return form


def _is_plain(line: str) -> bool:
    """Whether a line is words only, as a name is: no sentence, no label."""
    return bool(re.fullmatch(r"[^。；;，,：:!?！？]{2,30}", line))


def _names_project(table: Table, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.field(cell.text) == "project_name" for row in table.rows for cell in row)


def _has_prose(blocks: tuple[Block, ...] | list[Block]) -> bool:
    return sum(len(block.text) for block in blocks if isinstance(block, Passage)) >= 100


def _is_prose(block: Block) -> bool:
    return isinstance(block, Passage) and len(block.text) > _PROSE and "。" in block.text


def _is_untitled_report(blocks: list[Block]) -> bool:
    """A file of prose about performance under a title nobody foresaw."""
    prose = "".join(block.text for block in blocks if isinstance(block, Passage))
    return len(prose) >= 500 and "绩效" in prose and "自评" in prose


def _source(block: Block) -> Source:
    return block.source if isinstance(block, Passage) else block.rows[0][0].source
