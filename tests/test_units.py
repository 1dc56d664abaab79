"""The builder of sample units: what a description says is what both writers print, and data/units/ is what they wrote."""

import io
import re
import zipfile
from itertools import accumulate
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make_units import LAST_YEARS, UNITS, write_samples
from tests.units import (
    PREVIOUS,
    SAMPLES,
    WRITERS,
    Basic,
    Figures,
    Funds,
    Indicator,
    Line,
    Overall,
    Project,
    Report,
    Section,
    Table,
    Template,
    Unit,
    docx_bytes,
    flattened_text,
    lay_out,
    load_unit,
    sample,
    texts_of,
    write_unit,
)
from tests.units.description import BASIC_ROWS, EXPENDITURE_LINES, FUNDS_ROWS, INCOME_LINES
from tests.units.layout import Grid, Text


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed_texts(unit: Unit) -> list[str]:
    """Every value, name and sentence of the four parts."""
    return texts_of([unit.basic, unit.overall, unit.projects, unit.report])


def cells_laid_out(unit: Unit) -> list[str]:
    return [box.text for block in lay_out(unit) if isinstance(block, Grid) for row in block.rows for box in row]


def paragraphs_laid_out(unit: Unit) -> list[str]:
    return [block.text for block in lay_out(unit) if isinstance(block, Text)]


def cells_in_docx(packed: bytes) -> list[str]:
    tables = Document(io.BytesIO(packed)).tables
    return ["\n".join(p.text for p in tc.p_lst) for t in tables for tr in t._tbl.tr_lst for tc in tr.tc_lst]


def contents(path: Path) -> dict[str, bytes]:
    """Every file below a path; a .docx entry by entry, since compression differs between builds of zlib."""
    found = {}
    for file in [path, *path.rglob("*")]:
        name = file.relative_to(path.parent).as_posix()
        if file.suffix == ".docx":
            with zipfile.ZipFile(file) as packed:
                found |= {f"{name}:{entry}": packed.read(entry) for entry in packed.namelist()}
        elif file.is_file():
            found[name] = file.read_bytes()
    return found


def assert_written_in_full(unit: Unit) -> None:
    """Both formats hold every cell and paragraph of the layout in order, and the layout every text of the description."""
    cells, paragraphs = cells_laid_out(unit), paragraphs_laid_out(unit)
    on_paper = squeezed("\n".join([*cells, *paragraphs])).replace("[bookmark:_GoBack]", "")
    for text in printed_texts(unit):
        assert squeezed(text).replace("[bookmark:_GoBack]", "") in on_paper
    packed = docx_bytes(unit)
    assert cells_in_docx(packed) == cells
    in_docx = [p.text for p in Document(io.BytesIO(packed)).paragraphs]
    assert in_docx == [text.replace("[bookmark: _GoBack]", "") for text in paragraphs]
    flattened = flattened_text(unit)
    assert flattened.count("\t") == len(cells)
    position = 0
    for cell in cells:
        position = flattened.index("\t" + cell + "\n", position) + 1


def test_data_units_are_what_the_script_writes(tmp_path):
    """A sample that was edited by hand, or not written anew, is no longer what its description says."""
    assert SAMPLES and PREVIOUS
    for folder, unit_ids in ((UNITS, SAMPLES), (LAST_YEARS, PREVIOUS)):
        made = tmp_path / folder.name
        write_samples(made, unit_ids)
        written = {path.name: contents(path) for path in made.iterdir()}
        assert {path.name: contents(path) for path in folder.iterdir()} == written


@pytest.mark.parametrize("ending", WRITERS)
def test_documents_are_the_same_bytes_every_time(ending, tmp_path):
    """A date or a clock in the file would change its SHA-256 on every run."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        write_unit(sample("qinghe-2023"), folder, ending, is_folder=True)
    files = [f"qinghe-2023/{name}.{ending}" for name in ("forms", "report")]
    assert [(one / name).read_bytes() for name in files] == [(two / name).read_bytes() for name in files]


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_both_writers_print_every_text(unit_id):
    """A value that the writer leaves out would make a reader look as if it had missed it."""
    assert_written_in_full(sample(unit_id))


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_expected_figures_stand_in_the_document(unit_id):
    """An expectation that quotes a figure nobody printed can never be met."""
    unit = sample(unit_id)
    on_paper = squeezed(flattened_text(unit))
    expectations = unit.expected.must_find + unit.expected.must_not
    assert expectations
    for expectation in expectations:
        assert re.fullmatch(r"[A-Z]+-\d{3}", expectation.rule)
        assert [f for f in expectation.figures if squeezed(f) not in on_paper] == [], expectation.rule


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_samples_name_nobody(unit_id):
    """A telephone number in a sample could be somebody's."""
    assert not re.search(r"(?<![\d.])1\d{10}(?![\d.])", flattened_text(sample(unit_id)))


def test_flattened_text_has_the_quirks_of_the_original():
    """Lone tabs for merged cells, blank lines inside and after cell texts, broken words, spaces for page breaks."""
    text = flattened_text(sample("qinghe-2023"))
    assert text.startswith("附件1\n2023年度预算单位整体支出绩效评价基础数据表\n\n\t预算单位名称\n\t")
    for quirk in (
        "\t财政供养人员情况(人)\n\t编制数\n\t2023年实际在职人数\n\t控制率\n\n\t\n\t69\n\t69\n\t100%\n\n",
        "\t实际规\n模(m²)\n",
        "\n 附件 2\n2023 年度",
        "\t\n年度预  算申请  （万元）\n\t\n\t年初预算数\n",
        "\t\n\t其中：  一般公共预算：2502.06\n\t其中：基本支出：1275.43\n",
        "\t\n\t\n\n\n\n产出指标\n(50 分)\n\t数量指标\n",
        "\t数量指标\n\n\t\n\t\n\t\n\t\n\t\n\t\n\n",
        "2023 年度项目支出绩效自评表\n\t项目支出名称\n\t/\n",
        "\t社区建设支出\n\t\n\t\n\t38.78\n",
        "\n[bookmark: _GoBack]",
    ):
        assert quirk in text


def test_merged_cells_are_merged_in_word():
    """A reader must be able to follow vMerge and gridSpan: every grid is filled, every class belongs to a level."""
    unit = sample("liyun-2024")
    overall = Document(io.BytesIO(docx_bytes(unit, ("overall",)))).tables[0]
    for tr in overall._tbl.tr_lst:
        assert sum(tc.grid_span for tc in tr.tc_lst) == len(overall.columns)
    targets = {
        i.target: level_1 for level_1, groups in unit.overall.indicators.items() for g in groups.values() for i in g
    }
    seen = {}
    for row in overall.rows:
        texts = [cell.text for cell in row.cells]
        seen |= {target: level_1 for target, level_1 in targets.items() if target in texts and level_1 in texts}
    assert seen == targets


def test_continued_cells_stand_under_their_start():
    """Word calls a document damaged in which a continued cell has no cell of the same width above it."""
    for unit_id in SAMPLES:
        for grid in (block for block in lay_out(sample(unit_id)) if isinstance(block, Grid)):
            above: set[tuple[int, int]] = set()
            for row in grid.rows:
                rights = list(accumulate(box.width for box in row))
                merged = {(r - box.width, r): box.merge for r, box in zip(rights, row, strict=True) if box.merge}
                assert {edges for edges, merge in merged.items() if merge == "continue"} <= above
                above = set(merged)


def test_parts_can_be_left_out_and_split(tmp_path):
    """A unit that hands in no form 2, or its forms and its report in two files, is written that way."""
    unit = sample("cangyu-2022")
    unit.overall = None
    folder = write_unit(unit, tmp_path, "txt", is_folder=True)
    forms, report = ((folder / name).read_text(encoding="utf-8") for name in ("forms.txt", "report.txt"))
    assert "整体支出绩效自评表" not in forms and "项目支出绩效自评表" in forms
    assert report.startswith("苍榆县水务局2022年度部门整体支出绩效自评报告\n")


def test_a_misspelt_key_is_refused(tmp_path):
    """A key nobody knows would leave its row blank and the test that needs it green."""
    path = tmp_path / "x-2023.yml"
    path.write_text("{id: x-2023, name: 某单位, year: 2023, basic: {rows: {three_publics: [1]}}}", encoding="utf-8")
    with pytest.raises(ValueError, match="three_publics"):
        flattened_text(load_unit(path))
    path.write_text("{id: x-2023, name: 某单位, year: 2023, baisc: {}}", encoding="utf-8")
    with pytest.raises(ValueError, match="baisc"):
        load_unit(path)
    with pytest.raises(ValueError, match="stands nowhere"):
        sample("liyun-2024").report.replace("没有写过的话", "")


def test_figures_keep_their_zeros():
    """881.00 read as a number would be printed 881.0, with another precision."""
    assert sample("qinghe-2023").basic.rows["special_funds"] == Figures("881.00", "", "1431.36")


printed = st.text(alphabet="预算支出环境整治公里0123456789.%≥/（）“”、，;&<>", max_size=9)
figures = st.builds(Figures, printed, printed, printed)
lines = st.lists(st.builds(Line, printed, printed, printed, printed), max_size=3)
funds = st.builds(Funds, *[printed] * 6)
classes = st.sampled_from(["数量指标", "经济效益指标", "服务对象满意度指标"])
entries = st.lists(st.builds(Indicator, *[printed] * 6), min_size=1, max_size=3)
groups = st.dictionaries(classes, entries, min_size=1)
indicators = st.dictionaries(st.sampled_from(["产出指标（50分）", "效益指标(30 分)"]), groups)
money = {"goals": printed, "results": printed, "indicators": indicators}
tables = st.builds(Table, st.lists(st.lists(printed, min_size=2, max_size=2), min_size=1, max_size=3))
sections = st.lists(st.builds(Section, printed, st.lists(printed | tables, max_size=3)), max_size=3)
units = st.builds(
    Unit,
    id=st.just("random-2023"),
    name=printed,
    year=st.integers(2017, 2030),
    template=st.builds(Template, spelling=st.sampled_from(["plain", "odd"]), money=st.sampled_from(["元", "万元"])),
    basic=st.none()
    | st.builds(
        Basic,
        rows=st.dictionaries(st.sampled_from(BASIC_ROWS), figures),
        special_funds=lines,
        transfers=lines,
        thrift=printed,
    ),
    overall=st.none()
    | st.builds(
        Overall,
        funds=funds,
        income=st.dictionaries(st.sampled_from(INCOME_LINES), printed),
        expenditure=st.dictionaries(st.sampled_from(EXPENDITURE_LINES), printed),
        **money,
    ),
    projects=st.lists(
        st.builds(Project, name=printed, funds=st.dictionaries(st.sampled_from(FUNDS_ROWS), funds), **money), max_size=2
    ),
    report=st.none() | st.builds(Report, printed, sections),
)


@settings(max_examples=30, deadline=None)
@given(units)
def test_any_description_is_written_in_full(unit):
    """Blank texts, texts with markup signs, missing parts and empty tables are printed like any other."""
    assert_written_in_full(unit)
    assert all(isinstance(table, DocxTable) for table in Document(io.BytesIO(docx_bytes(unit))).tables)
