"""The notebook for one unit, by papermill: strict about parameters, quiet, and clear about what went wrong."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator, papermill_translators

from perfaudit import errors, workbook
from perfaudit.errors import ParameterError, PerfauditError
from perfaudit.files import replacing
from perfaudit.running.notes import put_notes, read_notes

# The kernel's own: telemetry of Great Expectations off, the debugger's warning about frozen modules off, and a kernel of
# this Python rather than one that the user registered under the same name.
KERNEL_ENVIRONMENT = {
    "GX_ANALYTICS_ENABLED": "False",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",
}
START_SECONDS, CELL_SECONDS = 120, 600
_OWN_ERRORS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, PerfauditError)
}


class ReadableTranslator(PythonTranslator):
    """Writes parameters as Python would: "望岳" stays "望岳" and does not become backslashes."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        return repr(val)


def execute_notebook(parameters: Mapping[str, Any], output: Path, notebook: Path | None = None) -> None:
    """Run the workbook's notebook (or another one) with the parameters and write it, executed, to ``output``.

    A run that failed leaves its notebook, too, and an auditor's notes in the notebook at ``output`` are carried over. Raises ParameterError for a parameter that the notebook does not take, and
    PerfauditError for whatever went wrong in it.
    """
    notebook = notebook or workbook.notebook_path()
    _refuse_unknown(parameters, notebook)
    node = nbformat.read(notebook, as_version=4)
    put_notes(node, read_notes(output, node))
    papermill_translators.register("python", ReadableTranslator)
    with replacing(output) as draft, _quiet(), _kernel_environment():
        try:
            papermill.execute_notebook(
                node,
                # papermill fills braces in paths with parameters
                str(draft).replace("{", "{{").replace("}", "}}"),
                dict(parameters),
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                extra_arguments=["--log-level=CRITICAL"],  # the kernel would talk of its own affairs on our stderr
                # the kernel's working folder, as in JupyterLab; papermill's own `cwd` would move this process
                resources={"metadata": {"path": str(notebook.parent)}},
            )
        except PapermillExecutionError as error:
            if draft.exists():
                os.replace(draft, output)
            raise _explain(error, notebook, output) from None
        except (RuntimeError, TimeoutError) as error:  # the kernel died, did not start, or took too long
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise PerfauditError(
                notebook.name, reason, remedy="run it again; free memory if it happens again"
            ) from error


def _refuse_unknown(parameters: Mapping[str, Any], notebook: Path) -> None:
    """papermill itself would only warn, and the run would silently be another one than was asked for."""
    with _quiet():
        known = papermill.inspect_notebook(str(notebook).replace("{", "{{").replace("}", "}}"))
    if unknown := sorted(set(parameters) - set(known)):
        raise ParameterError(
            notebook.name,
            f"the parameter {', '.join(unknown)}",
            f"one of {', '.join(known)}",
            "name it as the notebook does",
        )


def _explain(error: PapermillExecutionError, notebook: Path, output: Path) -> PerfauditError:
    """An error of ours as it was; any other is a defect, and the notebook that was left shows where."""
    if error.ename in _OWN_ERRORS:
        where, _, read = error.evalue.partition(": ")
        return PerfauditError(where, read)
    what = " ".join(f"{error.ename}: {error.evalue}".split())[:300]
    where = f"{notebook.name}, cell {error.exec_count}"
    return PerfauditError(where, what, remedy=f"this is a defect of perfaudit or of a rule; {output} shows where")


@contextmanager
def _kernel_environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in KERNEL_ENVIRONMENT}
    os.environ.update(KERNEL_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _quiet() -> Iterator[None]:
    """papermill's log would mix with the command line's own lines."""
    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
