"""A unit as WPS Writer saves it (.wps): an old Word document under another ending."""

from .build_doc import doc_bytes
from .description import PARTS, Unit


def wps_bytes(unit: Unit, parts: tuple[str, ...] = PARTS) -> bytes:
    return doc_bytes(unit, parts)
