"""Write the sample units of tests/units/samples/ into data/units/: ``python -m tests.make_units``."""

from pathlib import Path

from tests.units import SAMPLES, sample, write_unit

UNITS = Path(__file__).resolve().parent.parent / "data" / "units"


def write_samples(folder: Path) -> list[Path]:
    """Write every sample the way its description says; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_unit(sample(unit_id), folder) for unit_id in SAMPLES]


if __name__ == "__main__":
    for path in write_samples(UNITS):
        print(path.relative_to(UNITS.parent.parent))
