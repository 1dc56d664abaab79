"""One unit through the notebook, and many units: strict parameters, clear errors, whole files, one state for each unit."""

import json
import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import nbformat
import papermill
import pytest

from perfaudit import workbook
from perfaudit.errors import ParameterError, PerfauditError
from perfaudit.running import DONE, FAILED, Options, Unit, batch, plan_units, run_batch
from perfaudit.running.execute import execute_notebook
from perfaudit.running.notes import read_notes
from perfaudit.running.render import render_page

SAMPLES = workbook.root() / "data" / "units"


def make_notebook(path: Path, *cells: str, parameters: str = "unit = 1\nout = None") -> Path:
    node = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    )
    node.cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    node.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(node, path)
    return path


def sources_of(path: Path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder with one good unit and one that is none."""
    folder = tmp_path / "units"
    folder.mkdir()
    shutil.copy(SAMPLES / "liyun-2024.txt", folder / "好单位.txt")
    (folder / "坏单位.docx").write_bytes(b"PK\x03\x04 cut off")
    return folder


def screen(units: list[Unit], out: Path, **changes) -> list[batch.Result]:
    """A run without notebooks, which takes a tenth of the time."""
    return run_batch(units, Options(out, notebook=False, **changes), lambda result: None)


def test_chinese_parameters_stay_readable(tmp_path):
    """papermill itself writes backslash escapes, which nobody can check; quotes, braces and line ends must survive, too."""
    value = "望岳/{unit} \"a\" 'b' \\n\n😀"
    source = make_notebook(tmp_path / "in.ipynb", "assert unit == " + ascii(value), "open(out, 'w').write('x')")
    folder = tmp_path / "{unit}"
    folder.mkdir()
    execute_notebook({"unit": value, "out": str(folder / "ran")}, folder / "望岳.ipynb", source)
    assert "望岳/{unit}" in sources_of(folder / "望岳.ipynb")
    assert files_in(folder) == {"望岳.ipynb", "ran"}


def test_unknown_parameter_is_refused(tmp_path):
    """papermill only warns, and a mistyped name would audit something else in silence."""
    source = make_notebook(tmp_path / "in.ipynb")
    with pytest.raises(ParameterError, match=r"in\.ipynb: the parameter uint.*one of unit, out"):
        execute_notebook({"uint": "x"}, tmp_path / "out.ipynb", source)
    assert not (tmp_path / "out.ipynb").exists()


def test_the_notebooks_parameters_are_those_of_the_contract():
    """Whoever runs the notebook with papermill relies on these names and their defaults."""
    known = papermill.inspect_notebook(str(workbook.notebook_path()))
    defaults = {name: entry["default"] for name, entry in known.items()}
    assert list(defaults) == ["unit", "out", "lang", "year", "keep_contacts", "previous"]
    assert (defaults["out"], defaults["lang"], defaults["year"]) == ("None", '"zh"', "None")
    assert workbook.find(defaults["unit"].strip('"')).exists()


def test_own_error_arrives_in_its_own_words(tmp_path, capfd):
    """An auditor gets the file, what was read and what to do, and neither a traceback nor the kernel's chatter."""
    cell = "from perfaudit.errors import DocumentError\nraise DocumentError('甲.docx', 'it is empty', remedy='copy: it again')"
    source = make_notebook(tmp_path / "in.ipynb", cell)
    with pytest.raises(PerfauditError) as caught:
        execute_notebook({}, tmp_path / "out.ipynb", source)
    assert str(caught.value) == "甲.docx: it is empty; copy: it again"
    assert "DocumentError" in (tmp_path / "out.ipynb").read_text(encoding="utf-8"), "the failed notebook is kept"
    assert capfd.readouterr() == ("", "")


def test_foreign_error_is_called_a_defect(tmp_path):
    """What is no error of ours names the cell and the notebook to look at."""
    source = make_notebook(tmp_path / "in.ipynb", "1 / 0")
    with pytest.raises(PerfauditError, match=r"in\.ipynb, cell 2: ZeroDivisionError.*defect.*out\.ipynb"):
        execute_notebook({}, tmp_path / "out.ipynb", source)


def test_kernel_that_dies_is_an_error(tmp_path):
    """A kernel that the system kills for its memory must not hang or crash the run."""
    source = make_notebook(tmp_path / "in.ipynb", "import os; os._exit(9)")
    with pytest.raises(PerfauditError, match=r"in\.ipynb: .*died"):
        execute_notebook({}, tmp_path / "out.ipynb", source)


def test_run_leaves_process_and_environment_alone(tmp_path, monkeypatch):
    """Telemetry is off in the kernel, which works in the notebook's folder; this process keeps its own folder and variables."""
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    cell = "import os\nassert os.environ['GX_ANALYTICS_ENABLED'] == 'False'\nassert os.path.exists('in.ipynb')"
    folder, before = os.getcwd(), dict(os.environ)
    execute_notebook({"unit": "x"}, tmp_path / "out.ipynb", make_notebook(tmp_path / "in.ipynb", cell))
    assert (os.getcwd(), dict(os.environ)) == (folder, before)


@pytest.mark.parametrize(("lang", "heading", "tag"), [("zh", "发现", "zh-CN"), ("en", "Findings", "en")])
def test_page_speaks_one_language(tmp_path, lang, heading, tag):
    """Headings of the notebook are bilingual, those of the page are not, and cells for JupyterLab are left out."""
    node = nbformat.v4.new_notebook()
    guide = nbformat.v4.new_markdown_cell("guide words", metadata={"tags": ["guide"]})
    node.cells = [guide, nbformat.v4.new_markdown_cell("## 发现 · Findings\n\n甲 · 乙")]
    nbformat.write(node, tmp_path / "in.ipynb")
    render_page(tmp_path / "in.ipynb", tmp_path / "page.html", "甲<乙", lang)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.findall("<h2[^>]*>(.*?)</h2>", page) == [heading]
    assert f'<html lang="{tag}">' in page and "甲 · 乙" in page and "guide words" not in page
    assert "<title>甲&lt;乙" in page


def test_page_escapes_code_streams_and_errors(tmp_path):
    """A notebook of an auditor's own may print anything, and a note of hers may hold markup."""
    evil = "<script>alert(1)</script>"
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=evil),
        nbformat.v4.new_output("error", ename="E", evalue=evil, traceback=["\x1b[31m" + evil]),
        nbformat.v4.new_output("execute_result", data={"text/plain": evil}),
    ]
    node = nbformat.v4.new_notebook()
    node.cells = [
        nbformat.v4.new_code_cell(evil, outputs=outputs),
        nbformat.v4.new_markdown_cell(evil),
        nbformat.v4.new_raw_cell(evil),
    ]
    nbformat.write(node, tmp_path / "in.ipynb")
    render_page(tmp_path / "in.ipynb", tmp_path / "page.html", evil, "zh")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script" not in page and page.count("&lt;script&gt;") >= 6 and "\x1b" not in page


def test_rendering_twice_gives_the_same_bytes(tmp_path):
    """A page that changes without its findings cannot be compared with the last one."""
    source = make_notebook(tmp_path / "in.ipynb", "1")
    pages = []
    for name in ("a.html", "b.html"):
        render_page(source, tmp_path / name, "甲", "zh")
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_one_unit_end_to_end(tmp_path):
    """The main job: three files, an executed notebook without errors, and a page that loads nothing."""
    (result,) = run_batch(
        plan_units([SAMPLES / "liyun-2024.txt"], None, tmp_path), Options(tmp_path), lambda result: None
    )
    assert (result.state, result.error) == (DONE, "")
    folder = tmp_path / "liyun-2024"
    assert files_in(tmp_path) == {
        "run.json",
        *(f"liyun-2024/{name}" for name in ("audit.ipynb", "audit.html", "findings.json")),
    }
    page = (folder / "audit.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 150_000
    assert page.count("<style>") == 1 and page.count("<h1>") == 1 and page.count("<svg") >= 2
    assert not re.search(r"<script|<link(?! rel=\"icon\" href=\"data:,\")|@import|url\(|src=", page)
    headings = re.findall(r"<h([1-6])", page)
    assert all(int(after) <= int(before) + 1 for before, after in pairwise(headings))
    assert page.index("审计人员记录") < page.index('class="pa-lines"') < page.index("<footer")
    assert "stderr" not in (folder / "audit.ipynb").read_text(encoding="utf-8")


def test_one_bad_unit_never_stops_the_others(samples, tmp_path):
    """The bad unit's error says which file and what to do, the good one is audited, and run.json has both."""
    out = tmp_path / "out"
    results = screen(plan_units([tmp_path / "missing.docx"], samples, out), out)
    assert [(result.id, result.state) for result in results] == [
        ("missing", FAILED),
        ("坏单位", FAILED),
        ("好单位", DONE),
    ]
    assert results[0].error == "missing.docx: there is no such file or folder; check the path"
    assert results[1].error.startswith("坏单位.docx: ") and "copy or download it again" in results[1].error
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["schema"] == "perfaudit/run/1" and run["started"] <= run["finished"]
    assert [unit["state"] for unit in run["units"]] == [FAILED, FAILED, DONE]
    assert run["units"][2]["sources"][0]["sha256"] and run["units"][2]["counts"].keys() == {
        "critical",
        "warning",
        "info",
    }
    assert files_in(out) == {"run.json", "好单位/findings.json"}


def test_defect_in_one_unit_never_stops_the_others(samples, tmp_path, monkeypatch):
    """Even an error that nobody foresaw is one line in run.json."""
    real = batch._run_in_process

    def break_one(folder, unit, options):
        if unit.id == "好单位":
            raise ZeroDivisionError("two\nlines")
        real(folder, unit, options)

    monkeypatch.setattr(batch, "_run_in_process", break_one)
    results = screen(plan_units([SAMPLES / "liyun-2024.txt"], samples, tmp_path / "out"), tmp_path / "out")
    assert [result.state for result in results] == [DONE, FAILED, FAILED]
    assert results[2].error.startswith("好单位.txt: ZeroDivisionError: two lines; this is a defect")


def test_failed_unit_leaves_nothing_of_an_earlier_run(samples, tmp_path):
    """A page of last week beside an error of today would be taken for today's."""
    out = tmp_path / "out"
    units = plan_units([samples / "好单位.txt"], None, out)
    screen(units, out)
    (out / "好单位" / "audit.html").write_text("old")
    (samples / "好单位.txt").write_text("no form at all")
    assert [result.state for result in screen(units, out)] == [FAILED]
    assert files_in(out) == {"run.json"}


def test_log_is_written_after_every_unit(samples, tmp_path):
    """A run that is killed must have said what it had done."""
    seen = []

    def look(result):
        run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
        seen.append((len(run["units"]), run["finished"]))

    units = plan_units([], samples, tmp_path / "out")
    run_batch(units, Options(tmp_path / "out", notebook=False), look)
    assert seen == [(1, None), (2, None)]


def test_resume_does_only_what_is_missing_or_changed(samples, tmp_path):
    """Done and unchanged is kept; failed, changed, incomplete, or audited in another way is done again."""
    out = tmp_path / "out"
    shutil.copy(samples / "好单位.txt", samples / "另一个.txt")
    units = plan_units([], samples, out)
    done: list[str] = []

    def resume(**changes) -> list[str]:
        done.clear()
        results = run_batch(
            units, Options(out, notebook=False, resume=True, **changes), lambda result: done.append(result.id)
        )
        assert [result.id for result in results] == [unit.id for unit in units]
        return sorted(done)

    everything = sorted(unit.id for unit in units)
    assert resume() == everything
    assert resume() == ["坏单位"]
    with (samples / "好单位.txt").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    (out / "另一个" / "findings.json").unlink()
    assert resume() == everything
    assert resume(lang="en") == everything


def test_resume_notices_changed_rules(samples, tmp_path, monkeypatch):
    """Yesterday's result under yesterday's suites is not today's."""
    out, units = tmp_path / "out", plan_units([samples / "好单位.txt"], None, tmp_path / "out")
    screen(units, out)
    for name in ("workbook_sha256", "package_sha256"):
        monkeypatch.setattr(workbook, name, lambda: "other rules")
        done = []
        run_batch(units, Options(out, notebook=False, resume=True), done.append)
        assert [result.id for result in done] == ["好单位"], name


def test_package_hash_covers_words_templates_and_code(tmp_path, monkeypatch):
    """A new spelling in vocabulary.yml changes results as much as a new rule does."""
    package = tmp_path / "perfaudit"
    (package / "templates").mkdir(parents=True)
    monkeypatch.setattr(workbook, "__file__", str(package / "workbook.py"))
    seen = {workbook.package_sha256()}
    for name in ("audit.py", "vocabulary.yml", "templates/cover.html", "templates/page.css", "templates/index.html.j2"):
        (package / name).write_text("x")
        seen.add(workbook.package_sha256())
    assert len(seen) == 6


def test_second_run_keeps_the_other_units(samples, tmp_path):
    """One unit audited anew must not take the others out of run.json; one whose results are gone is no unit any more."""
    out = tmp_path / "out"
    for name in ("甲", "乙"):
        shutil.copy(samples / "好单位.txt", samples / f"{name}.txt")
    screen(plan_units([], samples, out), out)
    before = json.loads((out / "run.json").read_text(encoding="utf-8"))["units"]
    shutil.rmtree(out / "甲")
    screen(plan_units([samples / "乙.txt"], None, out), out)
    after = json.loads((out / "run.json").read_text(encoding="utf-8"))["units"]
    assert [entry["id"] for entry in after] == ["坏单位", "好单位", "乙"]
    assert [entry for entry in before if entry["id"] in ("坏单位", "好单位")] == after[:2]


def test_resume_knows_how_each_unit_was_audited(samples, tmp_path):
    """One unit audited in English in between must not make the others pass for English ones."""
    out = tmp_path / "out"
    shutil.copy(samples / "好单位.txt", samples / "甲.txt")
    units = plan_units([samples / "好单位.txt", samples / "甲.txt"], None, out)
    screen(units, out)
    screen(units[:1], out, lang="en")
    done = []
    run_batch(units, Options(out, lang="en", notebook=False, resume=True), done.append)
    assert [result.id for result in done] == ["甲"]


def test_empty_folder_of_units_is_wrong_usage(tmp_path):
    """Nothing audited must not look like everything audited."""
    (tmp_path / ".DS_Store").write_text("x")
    with pytest.raises(ParameterError, match="the folder holds no unit"):
        plan_units([], tmp_path, tmp_path / "out")


def test_notes_of_the_auditor_are_carried_over(tmp_path):
    """What she wrote by hand is the one thing in the output folder that no run can make again."""
    source = make_notebook(tmp_path / "in.ipynb", "1")
    node = nbformat.read(source, as_version=4)
    node.cells.append(nbformat.v4.new_markdown_cell("## Notes", metadata={"tags": ["notes"]}))
    nbformat.write(node, source)
    output = tmp_path / "audit.ipynb"
    execute_notebook({}, output, source)
    assert read_notes(output, node) == ""
    written = nbformat.read(output, as_version=4)
    written.cells[-1].source += "\n\n已核实，王岳。"
    nbformat.write(written, output)
    execute_notebook({}, output, source)
    assert nbformat.read(output, as_version=4).cells[-1].source == "## Notes\n\n已核实，王岳。"
    render_page(output, tmp_path / "page.html", "甲", "zh")
    assert "已核实，王岳。" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_notes_survive_runs_that_write_no_notebook(samples, tmp_path):
    """A damaged document, or a run without notebooks, must not cost the auditor her notes."""
    out, unit = tmp_path / "out", samples / "好单位.txt"
    (out / "好单位").mkdir(parents=True)
    cell = nbformat.v4.new_markdown_cell("已核实", metadata={"tags": ["notes"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), out / "好单位" / "audit.ipynb")
    for state in (DONE, FAILED):
        assert screen(plan_units([unit], None, out), out)[0].state == state
        assert "已核实" in sources_of(out / "好单位" / "audit.ipynb")
        unit.write_text("no form at all")


def test_jobs_give_the_same_as_one_after_the_other(samples, tmp_path):
    """Processes end in any order, and the results are those of the plan all the same."""
    units = plan_units([SAMPLES / "heting-2023.txt"], samples, tmp_path / "a")
    one, two = screen(units, tmp_path / "a"), screen(units, tmp_path / "b", jobs=2)
    assert [(result.id, result.state, result.counts) for result in one] == [
        (result.id, result.state, result.counts) for result in two
    ]
    for path in (name for name in files_in(tmp_path / "a") if name.endswith("findings.json")):
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


def test_process_that_dies_costs_only_its_unit(samples, tmp_path, monkeypatch):
    """A worker that the system kills breaks the whole pool, but every other unit is audited all the same."""
    killer = tmp_path / "kill"
    killer.mkdir()
    (killer / "sitecustomize.py").write_text(
        "import perfaudit.running.batch as batch, os\n"
        "real = batch._audit_into\n"
        "def audit(folder, unit, options):\n"
        "    os._exit(9) if unit.id == '好单位' else None\n"
        "    return real(folder, unit, options)\n"
        "batch._audit_into = audit\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(killer))
    units = plan_units([SAMPLES / "liyun-2024.txt"], samples, tmp_path / "out")
    results = screen(units, tmp_path / "out", jobs=2)
    assert [(result.id, result.state) for result in results] == [
        ("liyun-2024", DONE),
        ("坏单位", FAILED),
        ("好单位", FAILED),
    ]
    assert "the process that audited it ended" in results[2].error


def test_two_units_with_one_id_fail_alone(samples, tmp_path):
    """They would overwrite each other, whatever the letters' case; the others go on, and the same path twice is one unit."""
    shutil.copy(samples / "好单位.txt", samples / "甲A.txt")
    shutil.copy(samples / "好单位.txt", samples / "甲a.md")
    results = screen(
        plan_units([samples / "甲A.txt", samples / "甲a.md", samples / "好单位.txt"], None, tmp_path / "out"),
        tmp_path / "out",
    )
    assert [result.state for result in results] == [FAILED, FAILED, DONE]
    assert results[0].error.startswith('甲A.txt: its id "甲A" is also that of 甲a.md; expected one id')
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert [entry["state"] for entry in run["units"]] == [FAILED, FAILED, DONE]
    twice = [samples / "好单位.txt", samples / ".." / "units" / "好单位.txt"]
    assert [unit.id for unit in plan_units(twice, None, tmp_path / "out")] == ["好单位"]


def test_plan_leaves_out_what_is_no_unit(samples, tmp_path):
    """Hidden files, Word's lock files and the output folder itself stand beside the units."""
    for name in (".DS_Store", "~$好单位.docx", "Thumbs.db"):
        (samples / name).write_text("x")
    (samples / "out").mkdir()
    assert [unit.id for unit in plan_units([], samples, samples / "out")] == ["坏单位", "好单位"]


@pytest.mark.parametrize("out", ["单位", "单位/out", "."])
def test_output_never_falls_among_a_units_files(tmp_path, out):
    """The next run would take the pages for documents that the unit handed in."""
    unit = tmp_path / "单位"
    unit.mkdir()
    with pytest.raises(ParameterError, match="choose another --out"):
        plan_units([unit], None, tmp_path / out)


@pytest.mark.parametrize("unit_id", ["..", ".", "", "a/b", "a\\b", "a\nb", "a\u202eb", "index.html", "RUN.json"])
def test_hostile_ids_are_refused(tmp_path, unit_id):
    """An id is the name of a folder beneath the output folder, and nothing may be written anywhere else."""
    unit = Unit(unit_id, SAMPLES / "liyun-2024.txt")
    result = batch.audit_unit(unit, Options(tmp_path / "deep" / "out", notebook=False))
    assert result.state == FAILED and "rename the file" in result.error
    assert files_in(tmp_path) == set()


def test_workbook_is_found_by_its_variable(tmp_path, monkeypatch):
    """An installed package stands in no checkout, and has to be told where the workbook is."""
    monkeypatch.setenv(workbook.VARIABLE, str(tmp_path))
    with pytest.raises(PerfauditError, match="there is no folder notebooks/"):
        workbook.root()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "expectations").mkdir()
    assert workbook.root() == tmp_path and workbook.notebook_path() == tmp_path / "notebooks" / "audit.ipynb"
