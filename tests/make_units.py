"""Write the sample units of tests/units/ into data/units/, last year's into data/previous/: ``python -m tests.make_units``."""

from collections.abc import Iterable
from pathlib import Path

from tests.units import PREVIOUS, SAMPLES, sample, write_unit

DATA = Path(__file__).resolve().parent.parent / "data"
UNITS, LAST_YEARS = DATA / "units", DATA / "previous"


def write_samples(folder: Path, unit_ids: Iterable[str] = SAMPLES) -> list[Path]:
    """Write the samples the way their descriptions say; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_unit(sample(unit_id), folder) for unit_id in unit_ids]


if __name__ == "__main__":
    for path in (*write_samples(UNITS), *write_samples(LAST_YEARS, PREVIOUS)):
        print(path.relative_to(DATA.parent))
