"""An audit workbook for the performance self-evaluations of Chinese budget units.

``from perfaudit import Audit`` is all a notebook needs. ``import perfaudit`` alone loads nothing else, so that the
command line answers at once.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfaudit.audit import Audit

__version__ = "0.1.0"
__all__ = ["Audit", "__version__"]


def __getattr__(name: str) -> object:
    if name == "Audit":
        from perfaudit.audit import Audit

        return Audit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
