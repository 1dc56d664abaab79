"""The command line. What a command needs is imported when it runs, so that --help answers at once."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from perfaudit import __version__
from perfaudit.errors import ParameterError, PerfauditError, did_you_mean

if TYPE_CHECKING:
    from perfaudit.audit import Audit
    from perfaudit.running import Result

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2

app = typer.Typer(
    name="perfaudit",
    help="Audit the performance self-evaluations (绩效自评) of budget units.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Language(StrEnum):
    zh = "zh"
    en = "en"


class Severity(StrEnum):
    critical = "critical"
    warning = "warning"
    info = "info"


class Format(StrEnum):
    csv = "csv"
    json = "json"
    table = "table"


class Table(StrEnum):
    facts = "facts"
    indicators = "indicators"
    claims = "claims"
    fields = "fields"


# What the short form of each table shows of a row.
SHOWN = {
    "facts": ("address", "raw_text", "value", "measure", "state", "file", "table", "row", "column"),
    "indicators": ("name", "target_text", "actual_text", "weight", "score", "file", "table", "row"),
    "claims": (
        "subject",
        "raw_text",
        "value",
        "measure",
        "relation",
        "link",
        "certainty",
        "file",
        "table",
        "row",
        "paragraph",
    ),
    "fields": ("form", "field", "text", "state", "file", "table", "row", "column", "paragraph"),
}
# Column → what it is called of a source; "address" is a figure's own.
PLACE = {name: name for name in ("file", "table", "row", "column", "paragraph", "page", "box", "sheet")} | {
    "cell": "address"
}
YEAR = typer.Option(help="The year evaluated, where the documents do not say.", min=1990, max=2100)
KEEP_CONTACTS = typer.Option("--keep-contacts", help="Do not mask names and telephone numbers of persons.")


def main() -> None:
    """Run the command line; an error of ours is one line on stderr, and so is Ctrl-C."""
    # Pipes on Windows, and some terminals, are not in UTF-8 by themselves.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except ParameterError as error:
        _fail(error, WRONG_USAGE)
    except PerfauditError as error:
        _fail(error, SOME_FAILED)
    except BrokenPipeError:  # `perfaudit facts … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(SOME_FAILED)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def audit(
    units: Annotated[
        list[Path] | None, typer.Argument(metavar="UNIT...", help="A document, or a folder of one unit's documents.")
    ] = None,
    all_in: Annotated[
        Path | None,
        typer.Option("--all", metavar="DIR", help="Audit every child of DIR.", exists=True, file_okay=False),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write.", file_okay=False)] = Path("out"),
    year: Annotated[int | None, YEAR] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR-OR-DOCUMENT", help="Last year's document of the unit, or a folder of last year's units."
        ),
    ] = None,
    keep_contacts: Annotated[bool, KEEP_CONTACTS] = False,
    lang: Annotated[Language, typer.Option(help="Language of the pages.")] = Language.zh,
    jobs: Annotated[int, typer.Option(help="Units audited at the same time.", min=1)] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Only what is missing or has changed since the last run.")
    ] = False,
    fail_on: Annotated[
        Severity | None,
        typer.Option(help="Exit with 1 on a finding of this severity or a worse one, or on a check that broke."),
    ] = None,
    no_notebook: Annotated[
        bool, typer.Option("--no-notebook", help="findings.json and portfolio only, without pages.")
    ] = False,
) -> None:
    """Audit units: a notebook, a page and findings.json for each, and index.html and findings.xlsx for all."""
    if not units and all_in is None:
        raise typer.BadParameter("name at least one unit, or --all DIR", param_hint="UNIT")
    from perfaudit.portfolio import write_portfolio
    from perfaudit.running import FAILED, Options, check_previous, plan_units, run_batch

    plan = plan_units(units or [], all_in, out)
    check_previous(previous, plan)
    settings = Options(
        Path(os.path.abspath(out)),
        lang.value,
        year,
        jobs,
        resume,
        notebook=not no_notebook,
        keep_contacts=keep_contacts,
        previous=Path(os.path.abspath(previous)) if previous else None,
    )
    results = run_batch(plan, settings, _report)
    write_portfolio(settings.out, lang.value)
    failed = sum(result.state == FAILED for result in results)
    typer.echo(f"{len(results) - failed} audited, {failed} failed: {out / 'index.html'}")
    if failed or (fail_on and _reached(results, fail_on)):
        raise typer.Exit(SOME_FAILED)


@app.command()
def facts(
    unit: Annotated[Path, typer.Argument(metavar="UNIT", help="A document, or a folder of one unit's documents.")],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    table: Annotated[
        Table, typer.Option(help="Figures of forms, indicators, numbers of the report, or texts.")
    ] = Table.facts,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only what vocabulary.yml does not know, and rows that lost cells.")
    ] = False,
    year: Annotated[int | None, YEAR] = None,
    keep_contacts: Annotated[bool, KEEP_CONTACTS] = False,
) -> None:
    """Print what was read, figure by figure, with its source."""
    from perfaudit.audit import Audit

    # The whole path, so that an error names the unit as `audit` does.
    read = Audit.open(os.path.abspath(unit), year=year, keep_contacts=keep_contacts)
    if unknown:
        table = Table.fields
        rows = _with_places(read, [field for field in read.records.fields if field.is_unread])
    else:
        rows = _with_places(read, getattr(read.records, table.value))
    if form is Format.json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form is Format.csv:
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        typer.echo("\t".join(SHOWN[table.value]))
        for row in rows:
            typer.echo("\t".join(" ".join(str(row[name] or "").split()) for name in SHOWN[table.value]))


@app.command()
def checks(
    rule: Annotated[str | None, typer.Argument(metavar="[ID]", help="Explain and test this rule.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of the titles.")] = Language.zh,
    table: Annotated[bool, typer.Option("--table", help="Print the table of all rules, as in docs/rules.md.")] = False,
) -> None:
    """List the rules by suite with what each needs, or explain and test one."""
    from perfaudit.rulebook import case_results, explain_rule, list_rules, render_table
    from perfaudit.suites import load_suites

    suites = load_suites()
    if table or rule is None:
        typer.echo(render_table(suites, lang.value) if table else "\n".join(list_rules(suites, lang.value)))
        return
    if rule not in suites.rules:
        near = did_you_mean(rule, suites.rules, "`perfaudit checks` lists them")
        raise ParameterError("checks", f'there is no rule "{rule}"', remedy=near)
    chosen = suites.rules[rule]
    results = case_results(chosen, suites)
    typer.echo("\n".join(explain_rule(chosen, results, suites, lang.value)))
    if not all(result.is_as_expected for result in results):
        raise typer.Exit(SOME_FAILED)


@app.command()
def letter(
    unit: Annotated[Path, typer.Argument(metavar="UNIT", help="A document, or a folder of one unit's documents.")],
    out: Annotated[
        Path, typer.Option(metavar="DIR|FILE.docx", help="A folder, for DIR/<unit id>/letter.docx, or the file.")
    ] = Path("out"),
    lang: Annotated[Language, typer.Option(help="Language of the letter.")] = Language.zh,
    year: Annotated[int | None, YEAR] = None,
    severity: Annotated[
        list[Severity] | None,
        typer.Option(help="Findings to ask about; give it once for each. Critical and warning, if it is left out."),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(metavar="DIR-OR-DOCUMENT", help="Last year's, as for audit.", exists=True)
    ] = None,
    date: Annotated[str, typer.Option(help="The letter's date as it is to be printed. A blank, if left out.")] = "",
) -> None:
    """Write a letter (.docx) that asks the unit to explain or to correct the findings that stand."""
    from perfaudit.audit import Audit
    from perfaudit.letter import FILE_NAME, USUAL, letter_bytes, letter_points, write_letter

    read = Audit.open(os.path.abspath(unit), year=year, previous=os.path.abspath(previous) if previous else None)
    chosen = [entry.value for entry in severity] if severity else list(USUAL)
    content = letter_bytes(read, lang.value, chosen, date=date)
    path = out if out.suffix.lower() == ".docx" else out / read.unit.id / FILE_NAME
    write_letter(path, content)
    points = len(letter_points(read, lang.value, chosen))
    typer.echo(f"{path}: {points} points" if points else f"{path}: nothing to ask; the letter says so")
    for outcome in read.outcomes:
        if outcome.status == "error":
            typer.echo(f"{read.unit.id}: {outcome.check} broke and found nothing: {outcome.reason['en']}", err=True)


@app.command()
def lab() -> None:
    """Open the workbook in JupyterLab."""
    import subprocess

    from perfaudit import workbook

    command = [sys.executable, "-m", "jupyterlab", str(workbook.notebook_path())]
    raise typer.Exit(subprocess.run(command, cwd=workbook.root(), check=False).returncode)


def _report(result: Result) -> None:
    """One line a unit as it ends: results on stdout, errors on stderr."""
    if result.error:
        typer.echo(f"{result.id}: {result.error}", err=True)
        return
    counts = ", ".join(f"{count} {severity}" for severity, count in result.counts.items())
    counts += "".join(f", {count} checks {status}" for status, count in result.unconcluded.items() if count)
    typer.echo(f"{result.id}: {counts} ({result.seconds:.1f} s)")


def _reached(results: list[Result], severity: Severity) -> bool:
    order = list(Severity)
    worst = order[: order.index(severity) + 1]
    return any(
        result.unconcluded.get("error", 0) or any(result.counts.get(name.value, 0) for name in worst)
        for result in results
    )


def _with_places(read: Audit, records: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of a table with the place of their source; numbers are texts in full."""
    sources = {source.source_id: source for source in read.records.sources}
    rows = []
    for record in records:
        row = {name: _plain(value) for name, value in asdict(record).items()}
        source = sources.get(record.source_id)
        # A claim has a paragraph of its own: that of its source.
        rows.append(row | {name: getattr(source, of_source, None) for name, of_source in PLACE.items()})
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value


def _fail(error: PerfauditError, status: int) -> NoReturn:
    typer.echo(f"perfaudit: {' '.join(str(error).split())}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
