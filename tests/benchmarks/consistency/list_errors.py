"""Errors of lists: names and lines added, or left out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .figures import Figure, number_text
from .papers import Papers, Sentence, Word
from .planting import Plant, copied
from .ties import Ledger, Stated
from .world import kinds

_FUND = "basic.special_fund["


def drop_part(papers: Papers, chance: Random) -> Iterator[Plant]:
    """A line of special funds is left out: of form 1, or of the report's list, while the total stays."""
    ways = [_drop_form_line, _drop_told_line]
    chance.shuffle(ways)
    for way in ways:
        yield from way("part dropped", papers, chance)


def _drop_form_line(error: str, papers: Papers, chance: Random) -> Iterator[Plant]:
    funds = papers.world.funds
    if len(funds) < 2:
        return
    name = chance.choice(funds)
    changed = copied(papers)
    changed.dropped_lines.append(name)
    gone = [address for address in changed.cells if address.startswith(f"{_FUND}{name}]")]
    for address in gone:
        del changed.cells[address]
    ledger = Ledger(changed)
    totals = [f"basic.special_funds.{basis}" for basis in ("final", "budget", "prior_final")]
    against = [place for total in totals for place in ledger.against(Stated(changed.cells[total], cell=total))]
    told = [stated.place for stated in ledger.by_key.get(f"{_FUND}{name}].final", [])]
    if against:
        yield Plant(error, changed, [*totals, *told], f"{name} {papers.cells[gone[-1]].text}", "", against)


def _lists(papers: Papers, kind: str) -> list[Sentence]:
    return [sentence for sentence in papers.report_sentences() if sentence.kind == kind and sentence.names]


def _drop_told_line(error: str, papers: Papers, chance: Random) -> Iterator[Plant]:
    """One item goes out of the list, with the separator that parted it from its neighbour."""
    for sentence in _lists(papers, "lines"):
        if len(sentence.names) < 3:
            continue
        figures = _line_figures(sentence)
        which = chance.randrange(len(figures) - 1)
        start, end = figures[which], figures[which + 1]
        words, name, follows = sentence.pieces[start - 1], sentence.names[which], sentence.names[which + 1]
        if not isinstance(words, str) or name not in words:  # the name stands behind its amount
            continue
        changed = copied(papers)
        pieces = changed.sentence(sentence.number).pieces
        # "…A" 1 "，B" 2 → "…B" 2: the words before the item that goes lead to the next one
        pieces[start - 1 : end] = [words.replace(name, follows)]
        places = _counts(changed, sentence.number)
        counterparts = [f"{_FUND}{name}].final", "basic.special_funds.final", *places[1:]]
        if not places:
            continue
        yield Plant(error, changed, places, f"{name}…", "", counterparts)


def list_item_added(papers: Papers, chance: Random) -> Iterator[Plant]:
    ways = [_add_office, _add_line]
    chance.shuffle(ways)
    for way in ways:
        yield from way(papers, chance)


def list_item_dropped(papers: Papers, chance: Random) -> Iterator[Plant]:
    if chance.random() < 0.3:
        yield from _drop_told_line("list item dropped", papers, chance)
    yield from _drop_office(papers, chance)
    yield from _drop_told_line("list item dropped", papers, chance)


def _add_office(papers: Papers, chance: Random) -> Iterator[Plant]:
    others = [name for group in kinds()["offices"].values() for name in group if name not in papers.world.offices]
    for sentence in _lists(papers, "offices"):
        names = [*sentence.names]
        names.insert(chance.randint(1, len(names)), added := chance.choice(others))
        yield _with_names("list item added", papers, sentence, names, "", added)


def _drop_office(papers: Papers, chance: Random) -> Iterator[Plant]:
    for sentence in _lists(papers, "offices"):
        names = [*sentence.names]
        gone = names.pop(chance.randrange(len(names)))
        if "等" not in sentence.text:  # an open list may be shorter than its count
            yield _with_names("list item dropped", papers, sentence, names, gone, "")


def _with_names(error: str, papers: Papers, sentence: Sentence, names: list[str], before: str, after: str) -> Plant:
    changed = copied(papers)
    own = changed.sentence(sentence.number)
    at = next(at for at, piece in enumerate(own.pieces) if isinstance(piece, Word) and piece.kind == "count")
    own.pieces[at] = Word("、".join(names), "count", "offices")
    count = next(
        at for at, piece in enumerate(own.pieces) if isinstance(piece, Figure) and piece.about.startswith("count|")
    )
    return Plant(error, changed, [f"#{sentence.number}/{count}"], before, after)


def _add_line(papers: Papers, chance: Random) -> Iterator[Plant]:
    """An item that form 1 does not have, behind the first of the list; numbered lists are left alone."""
    others = [name for group in kinds()["funds"].values() for name in group if name not in papers.world.funds]
    for sentence in _lists(papers, "lines"):
        figures = _line_figures(sentence)
        between = sentence.pieces[figures[0] + 1 : figures[1]] if len(figures) > 1 else []
        if not between or any("（2）" in str(piece) for piece in between):
            continue
        if not any(sentence.names[1] in str(piece) for piece in between):  # names stand behind their amounts
            continue
        first, name = sentence.pieces[figures[0]], chance.choice(others)
        assert isinstance(first, Figure)
        figure = Figure("x.added", number_text(first.amount * 7 / 9 / first.scale, 2), first.scale, after=first.after)
        words = [piece.replace(sentence.names[1], name) if isinstance(piece, str) else piece for piece in between]
        changed = copied(papers)
        changed.sentence(sentence.number).pieces[figures[0] + 1 : figures[0] + 1] = [*words, figure]
        places = [f"#{sentence.number}/{figures[0] + 1 + len(words)}", *_counts(changed, sentence.number)]
        counterparts = ["basic.special_funds.final", *_counts(changed, sentence.number)]
        yield Plant("list item added", changed, places, "", f"{name} {figure.text}", counterparts)


def _line_figures(sentence: Sentence) -> list[int]:
    """Where the amounts of the listed lines stand."""
    pieces = enumerate(sentence.pieces)
    return [at for at, piece in pieces if isinstance(piece, Figure) and piece.about.startswith(_FUND)]


def _counts(papers: Papers, number: int) -> list[str]:
    """The places of a sentence that say how many or how much its list comes to."""
    wholes = ("count|lines", "basic.special_funds.final")
    pieces = enumerate(papers.sentence(number).pieces)
    return [f"#{number}/{at}" for at, piece in pieces if isinstance(piece, Figure) and piece.about in wholes]
