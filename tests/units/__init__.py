"""Documents for tests: describe a unit, write it as any format. See data/README.md.

>>> unit = sample("qinghe-2023")
>>> unit.basic.rows["special_funds"].final = "1431.63"
>>> path = write_unit(unit, folder, ending="txt")
"""

from pathlib import Path

from .build_doc import doc_bytes, is_office_there
from .build_docx import docx_bytes
from .build_html import html_bytes
from .build_mhtml import mhtml_bytes
from .build_ods import ods_bytes
from .build_pdf import pdf_bytes
from .build_txt import flattened_text, txt_bytes
from .build_wps import wps_bytes
from .build_xls import xls_bytes
from .build_xlsx import xlsx_bytes
from .build_zip import zip_bytes
from .description import (
    PARTS,
    Basic,
    Buildings,
    Expectation,
    Expected,
    Figures,
    Funds,
    Indicator,
    Line,
    Overall,
    Project,
    Report,
    Section,
    Signature,
    Staff,
    Table,
    Template,
    Unit,
    load_unit,
    texts_of,
)
from .layout import lay_out

__all__ = [
    "PARTS", "PREVIOUS", "SAMPLES", "WRITERS", "Basic", "Buildings", "Expectation", "Expected", "Figures", "Funds", "Indicator",
    "Line", "Overall", "Project", "Report", "Section", "Signature", "Staff", "Table", "Template", "Unit", "docx_bytes",
    "flattened_text", "lay_out", "load_unit", "sample", "texts_of", "txt_bytes", "write_unit",
]  # fmt: skip

_FOLDER, _PREVIOUS = Path(__file__).parent / "samples", Path(__file__).parent / "previous"
SAMPLES = tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))
PREVIOUS = tuple(sorted(path.stem for path in _PREVIOUS.glob("*.yml")))  # what some of them handed in the year before
# ending -> (unit, parts) -> bytes; a new format is one entry
WRITERS = {
    "docx": docx_bytes,
    "txt": txt_bytes,
    "xlsx": xlsx_bytes,
    "xls": xls_bytes,
    "ods": ods_bytes,
    "zip": zip_bytes,
}
WRITERS |= {"html": html_bytes, "mhtml": mhtml_bytes, "pdf": pdf_bytes}
if is_office_there():
    WRITERS |= {"doc": doc_bytes, "wps": wps_bytes}


def sample(unit_id: str) -> Unit:
    """A fresh description of one of SAMPLES or PREVIOUS, to be changed at will."""
    return load_unit((_PREVIOUS if unit_id in PREVIOUS else _FOLDER) / f"{unit_id}.yml")


def write_unit(unit: Unit, folder: Path, ending: str | None = None, is_folder: bool | None = None) -> Path:
    """Write a unit into ``folder`` as ``<id>.<ending>``, or as a folder of forms and report; the unit's own way if None.

    Returns the path an auditor would name.
    """
    ending = ending or unit.ending
    write = WRITERS[ending]
    if not (unit.is_folder if is_folder is None else is_folder):
        path = folder / f"{unit.id}.{ending}"
        path.write_bytes(write(unit, PARTS))
        return path
    path = folder / unit.id
    path.mkdir(exist_ok=True)
    (path / f"forms.{ending}").write_bytes(write(unit, PARTS[:-1]))
    (path / f"report.{ending}").write_bytes(write(unit, PARTS[-1:]))
    return path
