"""What went wrong: where, what was read, what was expected, what to do.

Every error that bad input can cause is one of these; anything else that is raised is a defect of perfaudit itself.
"""

import difflib
from collections.abc import Iterable


class PerfauditError(Exception):
    """An error an auditor can act on.

    ``where`` names the file, table, row and column (or the suite and rule); ``read`` quotes what stands there;
    ``expected`` and ``remedy`` may be empty where the first two say it all.
    """

    def __init__(self, where: str, read: str, expected: str = "", remedy: str = "") -> None:
        self.where, self.read, self.expected, self.remedy = where, read, expected, remedy
        expectation = f"expected {expected}" if expected else ""
        super().__init__(f"{where}: " + "; ".join(part for part in (read, expectation, remedy) if part))

    def __reduce__(
        self,
    ) -> tuple[
        type, tuple[str, str, str, str]
    ]:  # exceptions cross process borders in batches; the default would lose the four parts
        return type(self), (self.where, self.read, self.expected, self.remedy)


def did_you_mean(name: str, names: Iterable[str], otherwise: str) -> str:
    """A remedy that names up to three of ``names`` that are like ``name``; ``otherwise`` where none is."""
    near = difflib.get_close_matches(name, list(names), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else otherwise


class DocumentError(PerfauditError):
    """A file that cannot be read, or that is no self-evaluation."""


class QuantityError(PerfauditError):
    """A number that can be read two ways."""


class VocabularyError(PerfauditError):
    """A mistake in vocabulary.yml."""


class FormulaError(PerfauditError):
    """A formula that is not one, or that names an address nobody knows."""


class SuiteError(PerfauditError):
    """A mistake in a suite or in thresholds.yml."""


class ParameterError(PerfauditError):
    """A parameter the notebook does not take, or a value it cannot take."""
