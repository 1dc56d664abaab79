"""Errors of words: direction, qualifier, denial, year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from .figures import Figure
from .papers import Papers, Sentence, Word
from .planting import Plant, copied, plant_figures
from .telling import patterns
from .ties import Ledger, Stated, statements

_OPPOSITES = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "上升": "下降"}
_OPPOSITES |= {"增支": "减支", "减支": "增支", "多支出": "少支出", "少支出": "多支出"}
_OPPOSITES |= {"提高": "降低", "降低": "提高"}
_OPPOSITES |= {"增幅": "降幅", "降幅": "增幅", "上涨": "回落", "回落": "上涨"}


def _with_piece(papers: Papers, sentence: Sentence, at: int, piece: str | Figure | Word) -> Papers:
    changed = copied(papers)
    changed.sentence(sentence.number).pieces[at] = piece
    return changed


def _words(papers: Papers, chance: Random, kinds: tuple[str, ...]) -> list[tuple[Sentence, int, Word]]:
    found = [
        (sentence, at, piece)
        for sentence in papers.sentences()
        for at, piece in enumerate(sentence.pieces)
        if isinstance(piece, Word) and piece.kind in kinds
    ]
    chance.shuffle(found)
    return found


def sign_or_direction(papers: Papers, chance: Random) -> Iterator[Plant]:
    """增加 for 减少 where both amounts are known; or a minus before a figure of the forms."""
    ledger = Ledger(papers)
    if chance.random() < 0.8:
        for sentence, at, word in _words(papers, chance, ("up", "down")):
            ranges = [ledger.known(ledger.key(address)) for address in word.about.split("|")]
            if any(r is None for r in ranges) or ranges[0].meets(ranges[1]):  # type: ignore[union-attr, arg-type]
                continue
            opposite = Word(_OPPOSITES[word.text], "down" if word.kind == "up" else "up", word.about)
            counterparts = [s.place for address in word.about.split("|") for s in ledger.by_key[ledger.key(address)]]
            changed = _with_piece(papers, sentence, at, opposite)
            yield Plant(
                "sign or direction", changed, [f"#{sentence.number}/{at}"], word.text, opposite.text, counterparts
            )

    def is_money_cell(stated: Stated) -> bool:
        return (
            stated.cell.startswith("basic.")
            and stated.figure.decimals == 2
            and not stated.figure.after
            and bool(stated.figure.amount)
        )

    yield from plant_figures(
        "sign or direction", papers, chance, is_money_cell, lambda figure, _: figure.with_number(f"-{figure.number}")
    )


def qualifier_contradicted(papers: Papers, chance: Random) -> Iterator[Plant]:
    """近 for 超过, 超额完成 where the target was just met, 全面完成 where it was missed, a fund denied that there is."""
    ways = [_qualifiers, _completions, _completions, _denials]
    chance.shuffle(ways)
    for way in ways:
        yield from way(papers, chance)


def _qualifiers(papers: Papers, chance: Random) -> Iterator[Plant]:
    """The same number with the word that makes it false: above the truth 超过, below it 近."""
    opposite = {"近": ("超", "超过"), "不足": ("超", "超过"), "超": ("近", "近"), "余": ("近", "近")}
    stated = [s for s in statements(papers) if s.sentence and s.figure.qualifier in opposite]
    chance.shuffle(stated)
    for one in stated:
        qualifier, word = opposite[one.figure.qualifier]
        after = (
            one.figure.after.replace("余", "").replace("多", "") if one.figure.qualifier == "余" else one.figure.after
        )
        if after == "成以上":
            qualifier, word, after = "不足", "不足", "成"
        figure = replace(one.figure, qualifier=qualifier, before=word, after=after)
        changed = copied(papers)
        changed.sentence(one.sentence).pieces[one.at] = figure
        if against := Ledger(changed).against(replace(one, figure=figure)):
            yield Plant("qualifier contradicted", changed, [one.place], one.figure.text, figure.text, against)


_CONTRARY = {
    "met": ("，超额完成任务", "，未达到年度目标"),
    "missed": ("，全面完成年度任务", "，超额完成任务"),
    "beyond": ("，未完成年度任务", "，低于年度目标"),
}


def _completions(papers: Papers, chance: Random) -> Iterator[Plant]:
    """What the sentence says of the target is replaced by its contrary."""
    for sentence, at, word in _words(papers, chance, ("met", "missed", "beyond")):
        first = next(
            place
            for place, piece in enumerate(sentence.pieces)
            if isinstance(piece, Word) and piece.about == word.about
        )
        changed = copied(papers)
        pieces = changed.sentence(sentence.number).pieces
        before = "".join(p if isinstance(p, str) else p.text for p in pieces[first:-1])
        contraries = patterns(papers.pattern_set).get("contrary", _CONTRARY)
        contrary = Word(chance.choice(contraries[word.kind]), "contrary", word.about)
        pieces[first:-1] = [contrary]
        counterparts = [f"{word.about}.target", f"{word.about}.actual"]
        yield Plant(
            "qualifier contradicted", changed, [f"#{sentence.number}/{first}"], before, contrary.text, counterparts
        )
        assert at >= first


def _denials(papers: Papers, chance: Random) -> Iterator[Plant]:
    """A sentence that there is no government fund, where form 2 has one and no other sentence speaks of it."""
    address = "overall.government_fund.stated"
    if not papers.world.values[address] or any(s.sentence and address in s.figure.about for s in statements(papers)):
        return
    changed = copied(papers)
    number = max(sentence.number for sentence in papers.sentences()) + 1
    pool = patterns(papers.pattern_set)["kinds_of_funds"]
    text = next(p for p in pool if p.startswith("{none gov}")).removeprefix("{none gov}")
    said = Sentence(number, [text.replace("{year}", str(papers.world.year))], text, kind="denial")
    chapter = (
        next(c for c in changed.chapters if any(s.kind == "budget" for p in c.paragraphs for s in p))
        if any(s.kind == "budget" for s in papers.report_sentences())
        else changed.chapters[0]
    )
    chapter.paragraphs.append([said])
    yield Plant("qualifier contradicted", changed, [f"#{number}/0"], "", said.text, [address])


def wrong_year(papers: Papers, chance: Random) -> Iterator[Plant]:
    """Another year in the title of a part, or beside this year's figure, where last year's is another."""
    ways = [_wrong_title, _wrong_year_in_prose]
    chance.shuffle(ways)
    for way in ways:
        yield from way(papers, chance)


def _wrong_title(papers: Papers, chance: Random) -> Iterator[Plant]:
    year = papers.world.year
    other = year + chance.choice((-1, 1))
    changed = copied(papers)
    part = chance.choice(("basic", "overall", "report"))
    if part == "report":
        changed.title = papers.title.replace(str(year), str(other))
    else:
        changed.titles[part] = other
    yield Plant("wrong year", changed, [f"text:{part}:{other}"], f"{part} {year}", f"{part} {other}")


def _wrong_year_in_prose(papers: Papers, chance: Random) -> Iterator[Plant]:
    """ "2022年三公经费决算数" with 2023's amount: form 1 has 2022's."""
    year, cells = str(papers.world.year), papers.cells
    ledger = Ledger(papers)
    found = [s for s in papers.report_sentences() if s.pieces and s.pieces[0] == year]
    chance.shuffle(found)
    for sentence in found:
        figures = [(at, p) for at, p in enumerate(sentence.pieces) if isinstance(p, Figure)]
        if not figures or not figures[0][1].about.endswith(".final"):
            continue
        at, figure = figures[0]
        prior = figure.about.removesuffix("final") + "prior_final"
        if prior not in cells or cells[prior].range.meets(figure.range):
            continue
        changed = _with_piece(papers, sentence, 0, str(papers.world.year - 1))
        counterparts = [prior, *(s.place for s in ledger.by_key[prior])]
        yield Plant("wrong year", changed, [f"#{sentence.number}/{at}"], year, str(papers.world.year - 1), counterparts)
