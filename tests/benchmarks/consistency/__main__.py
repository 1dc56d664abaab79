"""Units at random with errors planted one at a time: what perfaudit finds, and what it says of clean ones.

``python -m tests.benchmarks.consistency [--units 500] [--seed 0] [--jobs 2] [--patterns all] [--show CLASS] [--verbose]``
``… --text SEED`` prints a unit. ``--patterns fresh`` uses sentences by somebody who did not know the reader, ``sealed`` such
that the reader was not mended with before its first scores, which the README gives.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter

from tests.units import flattened_text

from .describing import describe
from .errors import ERRORS
from .measure import SEEDS, Result, measure, milliseconds
from .prose import make_papers
from .telling import PATTERN_SETS

SHOWN = 12  # cases, unless --verbose


def main() -> None:
    """Measure and print one Markdown table, then the cases asked for."""
    options = _options()
    if options.text is not None:
        print(text_of(options.text, options.patterns))
        return
    errors = list(ERRORS)
    if options.show in errors:  # only that class, so that the cases come fast
        errors = [options.show]
    tasks = [(options.seed + number, errors[number % len(errors)], options.patterns) for number in range(options.units)]
    started = time.perf_counter()
    if options.jobs > 1:
        with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
            results = pool.starmap(measure, tasks, chunksize=4)
    else:
        results = [measure(*task) for task in tasks]
    seconds = time.perf_counter() - started
    print(table(results))
    print()
    print(_summary(results, options.patterns, seconds))
    if options.show:
        show(results, options.show, None if options.verbose else SHOWN)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.consistency", description=__doc__)
    parser.add_argument("--units", type=int, default=500, help="clean units, and as many with an error each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--patterns", choices=PATTERN_SETS, default="all")
    parser.add_argument(
        "--show", choices=[*ERRORS, "clean", "links", "missed", "wrong place"], help="print these cases"
    )
    parser.add_argument("--text", type=int, metavar="SEED", help="print the clean unit of a seed and end")
    parser.add_argument("--verbose", action="store_true", help="print all of them")
    return parser.parse_args()


def text_of(seed: int, pattern_set: str) -> str:
    """The clean unit of a seed as text, as Word flattens it."""
    papers, money = make_papers(SEEDS[pattern_set] + seed, pattern_set)
    return flattened_text(describe(papers, money, f"unit-{seed}"))


def table(results: list[Result]) -> str:
    """A line per class of errors, then all of them together."""
    lines = [
        "| error | planted | in prose | recall | right cell and sentence | undecidable | precision |",
        "|---|---|---|---|---|---|---|",
    ]
    for error in ERRORS:
        if own := [result for result in results if result.error == error]:
            lines.append(_line(error, own))
    return "\n".join([*lines, _line("all", [result for result in results if result.error])])


def _line(name: str, results: list[Result]) -> str:
    count = len(results)
    prose = [result for result in results if result.where == "prose"]
    true, alarms = sum(r.true_alarms for r in results), sum(r.alarms for r in results)
    return (
        f"| {name} | {count} | {len(prose)} | {_share(sum(r.is_found for r in results), count)} "
        f"| {_share(sum(r.is_right for r in results), count)} | {_share(sum(r.is_undecided for r in results), count)} "
        f"| {_share(true, alarms)} |"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _summary(results: list[Result], pattern_set: str, seconds: float) -> str:
    clean = [len(result.clean_alarms) for result in results]
    links = [result.links for result in results if result.links]
    gold, right, linked = (sum(getattr(link, name) for link in links) for name in ("gold", "right", "linked"))
    link_ms, judge_ms, claim_ms, characters = milliseconds(pattern_set)
    checks = Counter(alarm.split(" ")[0] for result in results for alarm in result.clean_alarms)
    return "\n".join(
        [
            f"- clean units: {len(clean)}; without any alarm {_share(sum(not n for n in clean), len(clean))}; "
            f"false alarms per clean unit {sum(clean) / max(len(clean), 1):.3f} ({', '.join(f'{c} {n}' for c, n in checks.most_common())})",
            f"- links: {gold} figures with a gold address; precision {_share(right, linked)}, recall {_share(right, gold)}",
            f"- reports: {min(r.characters for r in results)} to {max(r.characters for r in results)} characters, "
            f"{sum(r.claims for r in results) / len(results):.0f} claims on average; patterns: {pattern_set}",
            f"- {claim_ms:.2f} ms per claim; claims and links of 10,000 characters {link_ms:.0f} ms, judging them {judge_ms:.0f} ms "
            f"(measured on a report of {characters})",
            f"- {seconds:.0f} s for all",
        ]
    )


def show(results: list[Result], which: str, most: int | None) -> None:
    """Print the cases: missed ones of a class, alarms on clean units, or links that are wrong."""
    cases = list(_cases(results, which))
    print(f"\n## {which}: {len(cases)}\n")
    for case in cases[:most]:
        print(case + "\n")


def _cases(results: list[Result], which: str) -> list[str]:
    if which == "clean":
        return [f"seed {r.seed}: {alarm}" for r in results for alarm in r.clean_alarms]
    if which == "links":
        return [f"seed {r.seed}: {trouble}" for r in results if r.links for trouble in r.links.trouble]
    if which == "wrong place":
        return [f"seed {r.seed} {r.error}: {r.story}" for r in results if r.is_found and not r.is_right]
    return [
        f"seed {r.seed} {r.error}: {r.story}"
        for r in results
        if r.error and not r.is_found and which in (r.error, "missed")
    ]


if __name__ == "__main__":
    main()
