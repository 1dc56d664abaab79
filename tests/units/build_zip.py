"""A unit as a .zip that Chinese Windows has packed: forms and report in a folder, the names in GBK without a mark."""

import io
import zipfile

from .build_docx import docx_bytes
from .description import PARTS, Unit

FOLDER, FORMS, REPORT = "绩效自评材料", "附件：自评表.docx", "自评报告.docx"


class GbkName(zipfile.ZipInfo):
    """An entry whose name is written in GBK; zipfile itself writes UTF-8 and marks it so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def zip_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    """The archive as bytes, the same on every run."""
    forms, report = tuple(part for part in parts if part != "report"), tuple(part for part in parts if part == "report")
    files = [(name, docx_bytes(unit, some)) for name, some in ((FORMS, forms), (REPORT, report)) if some]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(GbkName(f"{FOLDER}/"), b"")
        for name, data in files:
            archive.writestr(GbkName(f"{FOLDER}/{name}"), data)
    return buffer.getvalue()
