"""The order of a row's cells against the order of the heads: every placing that the texts allow.

In flattened text no cell says which column it stands in. Blank cells get lost, merged cells come out as one, and a head
may have more than one cell under it. So a row is laid under its heads in every way that keeps the order and has each
text where it can stand, and a caller may believe a placing only if it is the only one.

What is taken for granted:

- A cell holds no figure of two named columns. One that does leaves no single placing in any case.
- A column of labels, which is the first one and any without a head before the first named one, holds no bare figure.
- A row of as many cells as the heads stands as they do, unless its texts say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from perfaudit.quantities import parse_cell

Fits = Callable[[str, str], bool]
"""Whether a text can stand in the column of a slug; "" is a column of labels."""

Reading = tuple[tuple[str, int | None], ...]
"""(slug, position in the row) for each named column from left to right; None: the row has no cell for it."""

LABEL, OTHER = "", "?"  # columns without a slug
MAX_WIDTH = 60  # cells; no form is as wide, and the ways to lay out a row multiply
TEXT_COLUMNS = {"level_1", "level_2", "level_3", "reason", "comparator", "measure"}
FREE_COLUMNS = {"target", "actual", OTHER}


def fits_by_kind(slug: str, text: str) -> bool:
    """By what kind of column the slug is: words, anything, a rate, or a figure that is no rate. A blank fits everywhere."""
    reading = parse_cell(text)
    if reading.state == "blank" or slug in FREE_COLUMNS:
        return True
    if slug == LABEL:
        return reading.state == "unreadable"
    if slug in TEXT_COLUMNS:
        return reading.state != "reported"
    if reading.state == "unreadable":
        return False
    return reading.measure != "%" or slug == "weight" or slug.endswith("rate")


def is_figure(text: str) -> bool:
    """Whether a text is one whole figure, or says that there is none to give."""
    return parse_cell(text).state in ("reported", "not_applicable")


def readings(
    texts: Sequence[str], heads: Sequence[str], slugs: Mapping[int, str], fits: Fits, name: str = ""
) -> list[Reading]:
    """Up to two placings of the cells under the heads that differ in what stands under a named one. []: there is none.

    ``slugs`` has the named heads by their position. ``name`` is the column without which a row has none behind it.
    """
    if not slugs or len(heads) > MAX_WIDTH or len(texts) > 2 * MAX_WIDTH:
        return []
    columns = _columns(heads, slugs)
    fits = cache(fits)
    if len(texts) < len(columns):
        filled = [text for text in texts if text.strip()]
        if len(filled) == 1 and not any(fits(slug, filled[0]) for slug in slugs.values()):
            return [tuple((slug, None) for slug in columns if slug not in (LABEL, OTHER))]  # a label alone
        return _lay(texts, columns, fits, name)
    if len(texts) == len(columns):
        return _lay_straight(texts, heads, columns, fits)
    placings = (_lay_shifted(texts, heads, columns, extra, fits) for extra in range(len(texts) - len(columns) + 1))
    return _distinct([placing for placing in placings if placing is not None])


def _columns(heads: Sequence[str], slugs: Mapping[int, str]) -> list[str]:
    """The slug of each head, or which of the columns without a slug it is."""
    first = min(slugs)
    labels = {n for n in range(first) if n == 0 or not heads[n].strip()}
    return [slugs.get(n, LABEL if n in labels else OTHER) for n in range(len(heads))]


def _lay_straight(texts: Sequence[str], heads: Sequence[str], columns: Sequence[str], fits: Fits) -> list[Reading]:
    """Each cell under the head of the same number, unless that is doubtful."""
    if _is_beside(texts, heads, columns):
        return []
    has_blanks = not all(text.strip() for text in (*texts, *heads))
    if not has_blanks and not _fit(columns, texts, fits) and _lay(texts, [LABEL, *columns], fits):
        return []  # the head of a second label and some figure may both have got lost: then the numbers agree by chance
    return [_reading(columns)]


def _lay_shifted(
    texts: Sequence[str], heads: Sequence[str], columns: Sequence[str], extra: int, fits: Fits
) -> Reading | None:
    """The placing with so many more labels than heads for them, if all fits and only blanks stand beyond the last head."""
    columns, heads = [LABEL] * extra + list(columns), [LABEL] * extra + list(heads)
    if any(text.strip() for text in texts[len(columns) :]) or not _fit(columns, texts, fits):
        return None
    return None if _is_beside(texts, heads, columns) else _reading(columns)


def _lay(texts: Sequence[str], columns: Sequence[str], fits: Fits, name: str = "") -> list[Reading]:
    """Up to two different placings of all texts, in their order, in some of the columns."""

    @cache
    def rest(text: int, column: int) -> tuple[Reading, ...]:
        if len(texts) - text > len(columns) - column:
            return ()
        if column == len(columns):
            return ((),)
        slug = columns[column]
        found: list[Reading] = []
        if text < len(texts) and fits(slug, texts[text]):
            found += [_named(slug, text) + after for after in rest(text + 1, column + 1)]
        if slug != name or slug == LABEL or text == len(texts):
            found += [_named(slug, None) + after for after in rest(text, column + 1)]
        return tuple(_distinct(found))

    return list(rest(0, 0))


def _reading(columns: Sequence[str]) -> Reading:
    return tuple(pair for number, slug in enumerate(columns) for pair in _named(slug, number))


def _named(slug: str, position: int | None) -> Reading:
    return () if slug in (LABEL, OTHER) else ((slug, position),)


def _distinct(found: Sequence[Reading]) -> list[Reading]:
    return list(dict.fromkeys(found))[:2]


def _fit(columns: Sequence[str], texts: Sequence[str], fits: Fits) -> bool:
    return all(fits(slug, text) for slug, text in zip(columns, texts, strict=False))


def _is_beside(texts: Sequence[str], heads: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a figure stands under the blank head right of a named one that has none: it may be that one's."""
    is_open = False  # the last named head has no figure, and only blank heads have followed
    for slug, head, text in zip(columns, heads, texts, strict=False):
        if slug not in (LABEL, OTHER):
            is_open = not text.strip()
        elif head.strip():
            is_open = False
        elif is_open and is_figure(text):
            return True
    return False
