"""Coverage-guided fuzzing of every reader by atheris: no hang, no crash, no exception but our own.

`python -m tests.soak.fuzz [SECONDS] [FORMAT...]` fuzzes each format for so many seconds (600), four at a time, and prints a
line for each. An input that broke a reader stays in the folder it names.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

SECONDS, AT_A_TIME = 600, 4
HANG_SECONDS, MAX_MEGABYTES, MAX_BYTES = 60, 4096, 2_000_000
OFFICE = ("doc", "wps")  # LibreOffice has two minutes of its own


def fuzz(ending: str, seconds: int, folder: Path) -> None:
    """Fuzz one reader in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["perfaudit.documents"]):
        from perfaudit import documents

        # Readers load their modules when a file comes, which would be too late to watch them.
        for module in pkgutil.iter_modules(documents.__path__, f"{documents.__name__}."):
            importlib.import_module(module.name)
    from perfaudit.errors import DocumentError
    from tests.documents.mutations import damage_inside, read_as_unit, seed_documents

    name = f"a.{ending}"
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(seed_documents()[ending])

    def read(data: bytes) -> None:
        with suppress(DocumentError):
            read_as_unit(name, data)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return damage_inside(data, lambda part: atheris.Mutate(part, min(max_size, len(part) + 64)), chance.choice)

    limits = [
        f"-max_total_time={seconds}", f"-timeout={200 if ending in OFFICE else HANG_SECONDS}",
        f"-rss_limit_mb={MAX_MEGABYTES}", f"-max_len={MAX_BYTES}", f"-artifact_prefix={folder}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *limits, str(corpus)], read, custom_mutator=mutate)
    atheris.Fuzz()


def run(ending: str, seconds: int, folder: Path) -> str:
    """Fuzz one reader in a process of its own; its line of the table."""
    folder.mkdir()
    command = [sys.executable, "-m", "tests.soak.fuzz", "--one", ending, str(seconds), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (folder / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    memory = re.search(r"peak_rss_mb:\s*(\d+)", done.stderr)
    broken = sorted(path.name for path in folder.glob("*-*"))
    verdict = "nothing" if done.returncode == 0 and runs and not broken else f"{', '.join(broken)} in {folder}"
    return f"| {ending} | {seconds} | {runs[1] if runs else '?'} | {memory[1] if memory else '?'} | {verdict} |"


def main() -> None:
    """Fuzz the formats named on the command line, or all of them."""
    from tests.units import WRITERS

    words = sys.argv[1:]
    seconds = int(words.pop(0)) if words and words[0].isdigit() else SECONDS
    folder = Path(tempfile.mkdtemp(prefix="perfaudit-fuzz-"))
    print("| format | seconds | inputs | peak MB | what broke |\n|---|---|---|---|---|")
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        lines = list(pool.map(lambda ending: run(ending, seconds, folder / ending), words or sorted(WRITERS)))
    print("\n".join(lines))
    sys.exit(any(not line.endswith("| nothing |") for line in lines))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        fuzz(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
