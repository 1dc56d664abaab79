"""Ruled lines → grids of cells, however the lines were drawn: as strokes, thin rectangles, dashes or double lines.

Lines that touch each other form one grid. Its columns and rows lie between all their positions, nearby ones taken for
one. Two places of the grid without a line between them belong to one cell, so merged cells need no further thought.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfaudit.documents import limits
from perfaudit.documents.building import refuse_over_limit
from perfaudit.documents.pdf_ink import Box, Rule

TOUCH = 3.0  # points between the ends of lines that are meant to meet
SNAP_X, SNAP_Y = 5.0, 4.0  # points: no character fits into a narrower column or a lower row
COVERED = 0.6  # share of a border that has to be drawn
MAX_SLOTS = 400_000  # places of the grids of one page
MAX_CROSSINGS = 4_000_000  # pairs of lines to be compared on one page


@dataclass(frozen=True, slots=True)
class Region:
    """A cell: the rows and columns of the grid that it takes up, first and last."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """A table's cells; ``xs`` and ``ys`` are the positions of its lines. ``is_open_…``: the lines there run out."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    is_open_top: bool = False
    is_open_bottom: bool = False
    _at: dict[tuple[int, int], Region] | None = None

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, region: Region) -> Box:
        return self.xs[region.left], self.ys[region.top], self.xs[region.right + 1], self.ys[region.bottom + 1]

    def region_at(self, x: float, y: float) -> Region | None:
        """The cell at a point of the page; None outside, and where there is no cell."""
        if self._at is None:
            self._at = {
                (row, column): region
                for region in self.regions
                for row in range(region.top, region.bottom + 1)
                for column in range(region.left, region.right + 1)
            }
        return self._at.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def find_grids(
    where: str, rules: Sequence[Rule], points: Sequence[tuple[float, float]]
) -> tuple[list[Grid], list[Rule]]:
    """The grids of a page from top to bottom, and the horizontal lines that belong to none.

    ``points`` are the middles of the characters. Raises DocumentError where a page has more lines than anybody draws.
    """
    lines = _join(rules)
    grids: list[Grid] = []
    loose: list[Rule] = []
    slots = 0
    for group in _touching(where, lines):
        xs, ys, is_open = _positions(group)
        if len(xs) < 2 or len(ys) < 2:
            loose += [rule for rule in group if not rule.is_vertical]
            continue
        slots += len(xs) * len(ys)
        refuse_over_limit(where, slots, MAX_SLOTS, "places in its tables")
        refuse_over_limit(where, len(xs), limits.MAX_COLUMNS, "columns in a table")
        inside = [(x, y) for x, y in points if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]]
        if inside:
            grids.append(_build(group, xs, ys, is_open, inside))
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])), loose


def _join(rules: Iterable[Rule]) -> list[Rule]:
    """The lines, pieces that follow each other joined to one."""
    along: dict[tuple[bool, float], list[tuple[float, float]]] = defaultdict(list)
    for rule in rules:
        along[rule.is_vertical, round(rule.at, 1)].append((rule.start, rule.end))
    joined = []
    for (is_vertical, at), spans in along.items():
        joined += [Rule(is_vertical, at, start, end) for start, end in _union(spans, TOUCH)]
    return joined


def _union(spans: Iterable[tuple[float, float]], gap: float = 0.0) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1] + gap:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _touching(where: str, lines: list[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch or cross each other; a line by itself is a group, too."""
    across = [index for index, rule in enumerate(lines) if not rule.is_vertical]
    down = [index for index, rule in enumerate(lines) if rule.is_vertical]
    refuse_over_limit(where, len(across) * len(down), MAX_CROSSINGS, "crossings of ruled lines")
    leader = list(range(len(lines)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = index = leader[leader[index]]
        return index

    for v in down:
        _, x, top, bottom = lines[v]
        for h in across:
            _, y, start, end = lines[h]
            if start - TOUCH <= x <= end + TOUCH and top - TOUCH <= y <= bottom + TOUCH:
                leader[lead(h)] = lead(v)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for index, rule in enumerate(lines):
        groups[lead(index)].append(rule)
    return _with_outer_lines(list(groups.values()))


def _with_outer_lines(groups: list[list[Rule]]) -> list[list[Rule]]:
    """The groups; a vertical line by itself goes to one that has a line just as long, beginning at the same height.

    The outer line of a table stands by itself where a merged cell takes up the whole height of a page.
    """
    complete = [group for group in groups if len(group) > 1]
    alone: list[list[Rule]] = []
    for group in groups:
        if len(group) > 1:
            continue
        rule = group[0]
        home = next((other for other in complete if any(_run_alike(rule, like) for like in other)), None)
        if home is None:
            alone.append(group)
        else:
            home.append(rule)
    return complete + alone


def _run_alike(one: Rule, other: Rule) -> bool:
    return (
        one.is_vertical
        and other.is_vertical
        and abs(one.start - other.start) <= TOUCH
        and abs(one.end - other.end) <= TOUCH
    )


def _positions(group: list[Rule]) -> tuple[list[float], list[float], list[bool]]:
    """Where the grid's lines are, and whether it is open at the left, top, right, bottom: lines run out without an edge."""
    down = [rule for rule in group if rule.is_vertical]
    across = [rule for rule in group if not rule.is_vertical]
    xs, left, right = _with_open_ends(_cluster([rule.at for rule in down], SNAP_X), across, 2 * SNAP_X)
    ys, top, bottom = _with_open_ends(_cluster([rule.at for rule in across], SNAP_Y), down, 2 * SNAP_Y)
    return xs, ys, [left, top, right, bottom]


def _cluster(positions: Iterable[float], width: float) -> list[float]:
    """One position for those that lie within ``width``: the middle."""
    clusters: list[list[float]] = []
    for position in sorted(positions):
        if clusters and position - clusters[-1][0] <= width:
            clusters[-1].append(position)
        else:
            clusters.append([position])
    return [(cluster[0] + cluster[-1]) / 2 for cluster in clusters]


def _with_open_ends(positions: list[float], crossing: list[Rule], reach: float) -> tuple[list[float], bool, bool]:
    """The positions, and one more at each side where two or more of the crossing lines run out together beyond them."""
    if not positions or len(crossing) < 2:
        return positions, False, False
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    begins = first < positions[0] - reach and sum(rule.start <= first + TOUCH for rule in crossing) >= 2
    ends = last > positions[-1] + reach and sum(rule.end >= last - TOUCH for rule in crossing) >= 2
    return [*([first] if begins else []), *positions, *([last] if ends else [])], begins, ends


def _build(
    group: list[Rule], xs: list[float], ys: list[float], is_open: list[bool], points: list[tuple[float, float]]
) -> Grid:
    down = _drawn([rule for rule in group if rule.is_vertical], xs, ys, SNAP_X)
    across = _drawn([rule for rule in group if not rule.is_vertical], ys, xs, SNAP_Y)
    for is_side_open, drawn in zip(is_open, (down[0], across[0], down[-1], across[-1]), strict=True):
        if is_side_open:
            drawn[:] = [True] * len(drawn)
    filled = {(bisect_right(ys, y) - 1, bisect_right(xs, x) - 1) for x, y in points}
    regions = [
        region
        for places in _flood(down, across)
        if filled & places or not _leaks(places, down, across)
        for region in _rectangles(places)
    ]
    regions.sort(key=lambda region: (region.top, region.left))
    return Grid(xs, ys, regions, is_open[1], is_open[3])


def _drawn(rules: list[Rule], positions: list[float], edges: list[float], width: float) -> list[list[bool]]:
    """For each position, for each place between two edges along it: whether the line there is drawn."""
    spans: list[list[tuple[float, float]]] = [[] for _ in positions]
    for rule in rules:
        nearest = min(range(len(positions)), key=lambda index: abs(positions[index] - rule.at))
        if abs(positions[nearest] - rule.at) <= width:
            spans[nearest].append((rule.start, rule.end))
    drawn = []
    for line in spans:
        united = _union(line)
        drawn.append([_covered(united, start, end) >= COVERED * (end - start) for start, end in pairwise(edges)])
    return drawn


def _covered(spans: list[tuple[float, float]], start: float, end: float) -> float:
    return sum(max(0.0, min(end, span_end) - max(start, span_start)) for span_start, span_end in spans)


Place = tuple[int, int]  # row and column of the grid


def _flood(down: list[list[bool]], across: list[list[bool]]) -> list[set[Place]]:
    """The places of the grid, those together that no line parts."""
    rows, columns = len(across) - 1, len(down) - 1
    seen: set[Place] = set()
    groups: list[set[Place]] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in seen:
                continue
            group, waiting = {(row, column)}, [(row, column)]
            while waiting:
                r, c = waiting.pop()
                for is_parted, place in (
                    (down[c][r], (r, c - 1)),
                    (down[c + 1][r], (r, c + 1)),
                    (across[r][c], (r - 1, c)),
                    (across[r + 1][c], (r + 1, c)),
                ):
                    if not is_parted and place not in group and 0 <= place[0] < rows and 0 <= place[1] < columns:
                        group.add(place)
                        waiting.append(place)
            seen |= group
            groups.append(group)
    return groups


def _leaks(places: set[Place], down: list[list[bool]], across: list[list[bool]]) -> bool:
    """Whether no line parts them from what is outside: beside a short row there is no cell."""
    last_row, last_column = len(across) - 2, len(down) - 2
    return any(
        (row == 0 and not across[0][column])
        or (row == last_row and not across[-1][column])
        or (column == 0 and not down[0][row])
        or (column == last_column and not down[-1][row])
        for row, column in places
    )


def _rectangles(places: set[Place]) -> list[Region]:
    """The places as rectangles: one where they form one, else rows of equal width together."""
    rows, columns = [row for row, _ in places], [column for _, column in places]
    whole = Region(min(rows), min(columns), max(rows), max(columns))
    if (whole.bottom - whole.top + 1) * (whole.right - whole.left + 1) == len(places):
        return [whole]
    finished: list[Region] = []
    growing: dict[tuple[int, int], Region] = {}
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(places):
        by_row[row].append(column)
    for row in range(whole.top, whole.bottom + 1):
        grown: dict[tuple[int, int], Region] = {}
        for run in _runs(by_row[row]):
            top = growing.pop(run).top if run in growing else row
            grown[run] = Region(top, run[0], row, run[1])
        finished += growing.values()
        growing = grown
    return [*finished, *growing.values()]


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and column == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs
