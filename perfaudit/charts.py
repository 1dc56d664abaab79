"""Pictures of one unit as small SVG texts: the only place for matplotlib.

The words of a picture stay text, in the fonts of whoever looks at it. So the layout never asks which fonts this machine
has: widths are estimated (one em for a Han character), and the same unit gives the same bytes everywhere.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from perfaudit.catalogue import text

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
YUAN_PER_UNIT = Decimal(10_000)
MAX_ROWS = 26
WIDTH, FONT_SIZE, LINE_HEIGHT = 760, 12.0, 15.0
BAR_HEIGHT, ROW_GAP, HEAD_HEIGHT, MARGIN = 9.0, 9.0, 30.0, 8.0
MAX_LABEL_EM, MAX_LABEL_LINES = 16.0, 3
BLUE, GREY, UP, DOWN, INK = "#3f83b5", "#7d8b99", "#c0603a", "#2f8f83", "#000000"

# The lines of form 1 in which money is spent; where a list has no line of its own, its total stands for it.
LINES = ("operations", "maintenance", "special_fund", "upper_transfer", "running_cost", "procurement")
TOTALS = {"special_fund": "special_funds", "upper_transfer": "upper_transfers", "running_cost": "running_costs"}


@dataclass(frozen=True)
class Picture:
    """An SVG and what it shows; ``svg`` is empty where there is nothing to draw, and ``caption`` says so."""

    svg: str
    caption: str


@dataclass(frozen=True)
class _Bar:
    """One bar, from 0 to ``length``; None leaves room for it. ``style`` is a colour, or "outline" for a hollow bar."""

    length: Decimal | None
    style: str
    words: str


@dataclass(frozen=True)
class _Row:
    label: str
    bars: tuple[_Bar, ...]

    @property
    def size(self) -> Decimal:
        return max((abs(bar.length) for bar in self.bars if bar.length is not None), default=Decimal(0))

    @property
    def lines(self) -> list[str]:
        return _wrap(self.label)

    @property
    def height(self) -> float:
        return max(len(self.bars) * (BAR_HEIGHT + 3), len(self.lines) * LINE_HEIGHT) + ROW_GAP


def draw_budget_against_final(facts: pd.DataFrame, lang: str) -> Picture:
    """Budget (hollow) and final (solid) of every spending line of form 1, in 万元."""
    missing = text("chart.unreported", lang)
    rows = []
    for label, figures in _lines_of(facts, lang):
        budget, final = (_in_units(figures.get(basis)) for basis in ("budget", "final"))
        if budget is None and final is None:
            continue
        bars = (_Bar(budget, "outline", _amount(budget) or missing), _Bar(final, BLUE, _amount(final) or missing))
        rows.append(_Row(label, bars))
    legend = [("outline", text("chart.budget_name", lang)), (BLUE, text("chart.final_name", lang))]
    return _picture("budget", rows, legend, lang, "chart.left_out")


def draw_change_since_last_year(facts: pd.DataFrame, lang: str) -> Picture:
    """How much more (right) or less (left) than last year was spent on every line that has both figures, in 万元."""
    rows = []
    for label, figures in _lines_of(facts, lang):
        before, after = (_in_units(figures.get(basis)) for basis in ("prior_final", "final"))
        if before is None or after is None:
            continue
        change = after - before
        words = f"{_amount(before)} → {_amount(after)}"
        rows.append(_Row(label, (_Bar(change, UP if change > 0 else DOWN, words),)))
    return _picture("change", rows, [], lang, "chart.left_out")


def draw_scores(scores: dict[str, Any], lang: str) -> Picture:
    """Score given (hollow) and score recomputed (solid) of every indicator, each with its weight."""
    rows, kept = [], text("chart.kept", lang)
    for item in scores.get("items") or []:
        given, again = _decimal(item.get("score")), _decimal(item.get("recomputed"))
        if given is None:
            continue
        weight = item.get("weight")
        of_weight = f" / {weight}" if weight else ""
        bars = (
            _Bar(given, "outline", f"{item['score']}{of_weight}"),
            # A score that was kept was not recomputed: no bar may say that it was.
            _Bar(None, BLUE, kept) if item.get("kept") else _Bar(again, BLUE, str(item.get("recomputed") or "—")),
        )
        rows.append(_Row(str(item.get("name") or item.get("address") or ""), bars))
    legend = [("outline", text("chart.given_name", lang)), (BLUE, text("chart.recomputed_name", lang))]
    return _picture("scores", rows, legend, lang, "chart.scores_left_out")


def _lines_of(facts: pd.DataFrame, lang: str) -> Iterable[tuple[str, dict[str, Decimal]]]:
    """Label and reported figures by basis (in 元) of each spending line, in the order of the form."""
    basic = facts[(facts["form"] == "basic") & (facts["measure"] == "元") & facts["value"].notna()]
    present = set(basic["item"])
    wanted = {item if item in present else TOTALS.get(item, item) for item in LINES}
    chosen = basic[basic["item"].isin(wanted)]
    for (item, member), rows in chosen.groupby(["item", "member"], sort=False):
        label = member or text(f"item.{item}", lang)
        yield str(label), dict(zip(rows["basis"], rows["value"], strict=True))


def _picture(name: str, rows: list[_Row], legend: list[tuple[str, str]], lang: str, left_out: str) -> Picture:
    if not rows:
        return Picture("", text(f"chart.no_{name}", lang))
    title = caption = text(f"chart.{name}", lang)
    if len(rows) > MAX_ROWS:
        kept = sorted(range(len(rows)), key=lambda place: rows[place].size, reverse=True)[:MAX_ROWS]
        caption += (" " if lang == "en" else "　") + text(left_out, lang, count=len(rows) - MAX_ROWS)
        rows = [rows[place] for place in sorted(kept)]
    return Picture(_draw(rows, legend, title), caption)


def _draw(rows: Sequence[_Row], legend: Sequence[tuple[str, str]], title: str) -> str:
    """Horizontal bars, a group for each row, each bar with its words at its end."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    head = HEAD_HEIGHT if legend else MARGIN
    height = head + sum(row.height for row in rows) + MARGIN
    label_width = max(_width(line) for row in rows for line in row.lines) + 2 * MARGIN
    # Negative bars carry their words on the left, so both sides keep room for the longest words.
    words_width = max(_width(bar.words) for row in rows for bar in row.bars) + 2 * MARGIN
    lengths = [float(bar.length) for row in rows for bar in row.bars if bar.length is not None]
    low, high = min(0.0, *lengths), max(0.0, *lengths)
    left = label_width + (words_width if low < 0 else 0)
    span = (WIDTH - left - words_width) / ((high - low) or 1)
    zero = left - low * span
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "perfaudit", "font.family": ["DejaVu Sans"]}
    with rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the layout font lacks Chinese, but only its place is used
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        axes.axis("off")
        canvas = _Canvas(axes)
        canvas.legend(legend, label_width)
        top = head
        for row in rows:
            canvas.row(row, top, label_width - MARGIN, zero, span)
            top += row.height
        canvas.line(zero, head - 4, zero, top)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    return _trim(stream.getvalue(), title, round(height))


class _Canvas:
    """Draws in pixels from the upper left corner."""

    def __init__(self, axes: Any) -> None:
        self.axes = axes

    def legend(self, entries: Sequence[tuple[str, str]], x: float) -> None:
        for style, words in entries:
            self.bar(x, 8, 18, style)
            self.words(x + 24, 8 + BAR_HEIGHT / 2, words, "left")
            x += 24 + _width(words) + 24

    def row(self, row: _Row, top: float, label_x: float, zero: float, span: float) -> None:
        middle = top + (row.height - ROW_GAP) / 2
        first = middle - (len(row.lines) - 1) * LINE_HEIGHT / 2
        for number, line in enumerate(row.lines):
            self.words(label_x, first + number * LINE_HEIGHT, line, "right")
        y = middle - len(row.bars) * (BAR_HEIGHT + 3) / 2 + 1.5
        for bar in row.bars:
            length = float(bar.length or 0) * span
            if bar.length is not None:
                self.bar(zero, y, length, bar.style)
            end = zero + length + (-5 if length < 0 else 5)
            self.words(end, y + BAR_HEIGHT / 2, bar.words, "right" if length < 0 else "left", 10.5)
            y += BAR_HEIGHT + 3

    def bar(self, x: float, y: float, length: float, style: str) -> None:
        from matplotlib.patches import Rectangle

        hollow = style == "outline"
        fill, edge = ("none", GREY) if hollow else (style, "none")
        shape = Rectangle((x, y), length, BAR_HEIGHT, facecolor=fill, edgecolor=edge, linewidth=1.2 if hollow else 0)
        shape.set_clip_on(False)
        self.axes.add_patch(shape)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.axes.plot([x1, x2], [y1, y2], color=INK, linewidth=0.8, clip_on=False)

    def words(self, x: float, y: float, words: str, align: str, size: float = FONT_SIZE) -> None:
        # A baseline a third of the size below the middle suits Han characters and digits alike.
        self.axes.text(x, y + size * 0.36, words, ha=align, va="baseline", size=size, color=INK, parse_math=False)


def _trim(svg: str, title: str, height: int) -> str:
    """What matters of matplotlib's SVG: shapes and texts with rounded numbers, alike ones in one group, no ids.

    Ink becomes the page's own text colour, so that the picture suits a dark page, too.
    """
    pieces = [piece for element in ElementTree.fromstring(svg).iter() if (piece := _piece(element))]
    groups = [
        f"<g{attributes}>" + "".join(body for _, body in members) + "</g>"
        for attributes, members in groupby(pieces, key=lambda piece: piece[0])
    ]
    fonts = ", ".join(name if name == "sans-serif" else f"'{name}'" for name in FONTS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label={quoteattr(title)} fill="currentColor" style="font-family: {fonts}">'
        f"<title>{escape(title)}</title>{''.join(groups)}</svg>"
    )


def _piece(element: ElementTree.Element) -> tuple[str, str] | None:
    """The shared attributes and the body of one path or text; None for anything else, and for shapes nobody sees."""
    style = dict(part.split(": ", 1) for part in element.get("style", "").split("; ") if ": " in part)
    if element.tag.endswith("}text"):
        size = style.get("font-size") or re.sub(r"^.*?([\d.]+px).*$", r"\1", style.get("font", "12px"))
        anchor = style.get("text-anchor", "start")
        attributes = f' font-size="{_short(size.removesuffix("px"))}"' + (
            "" if anchor == "start" else f' text-anchor="{anchor}"'
        )
        place = f'x="{_short(element.get("x", "0"))}" y="{_short(element.get("y", "0"))}"'
        return attributes, f"<text {place}>{escape(element.text or '')}</text>"
    fill, stroke = style.get("fill", INK), style.get("stroke", "none")
    if not element.tag.endswith("}path") or (fill == "none" and stroke == "none") or style.get("opacity") == "0":
        return None
    attributes = "" if fill == INK else f' fill="{fill}"'
    if stroke != "none":
        attributes += (
            f' stroke="{"currentColor" if stroke == INK else stroke}" stroke-width="{style.get("stroke-width", "1")}"'
        )
    path = re.sub(r"-?\d+(?:\.\d+)?", lambda number: _short(number.group()), element.get("d", ""))
    path = re.sub(r"\s*([A-Za-z])\s*", r"\1", path).strip()
    return attributes, f'<path d="{path}"/>'


def _short(number: str) -> str:
    return f"{round(float(number), 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: no "-0"


def _width(words: str, size: float = FONT_SIZE) -> float:
    return _em(words) * size


def _em(words: str) -> float:
    """The width of the words in em: a Han character or a full-width sign is one, anything else a generous 0.6."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.6 for sign in words)


def _wrap(label: str) -> list[str]:
    """The label in lines of at most ``MAX_LABEL_EM``; what does not fit into the last one becomes "…"."""
    lines = [""]
    for sign in " ".join(label.split()):
        if _em(lines[-1] + sign) > MAX_LABEL_EM:
            if len(lines) == MAX_LABEL_LINES:
                lines[-1] = lines[-1][:-1] + "…"
                break
            lines.append("")
        lines[-1] += sign
    return lines


def _in_units(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / YUAN_PER_UNIT


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _decimal(words: Any) -> Decimal | None:
    try:
        number = Decimal(str(words))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
