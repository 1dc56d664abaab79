"""The units of the consistency benchmark are sound: clean ones agree with themselves, planted ones do not."""

import random
from decimal import Decimal

import pytest

from perfaudit.outcomes import Evidence
from perfaudit.records import REPORTED
from tests.audits import audit_unit
from tests.benchmarks.consistency.auditing import touches
from tests.benchmarks.consistency.describing import describe
from tests.benchmarks.consistency.errors import ERRORS, plant
from tests.benchmarks.consistency.figures import WAN, Figure, Money, chinese, loose_figure
from tests.benchmarks.consistency.papers import Papers, Word
from tests.benchmarks.consistency.prose import LENGTHS, make_papers
from tests.benchmarks.consistency.telling import OF_THEIR_OWN, PATTERN_SETS, dealt, patterns
from tests.benchmarks.consistency.ties import Ledger, word_holds
from tests.benchmarks.consistency.world import kinds
from tests.units import docx_bytes, flattened_text

SEEDS = range(10)
OF_FIGURES = (
    "staff", "budget", "basic", "three", "project", "lines", "kinds_of_funds", "score", "beyond", "met", "missed",
    "again_missed", "again_met", "improved", "halves", "office_lists", "table_openings",
)  # fmt: skip
BY_TITLE = ("wrong year",)  # a title contradicts the other titles, which are no figures
BY_COUNT = ("list item added", "list item dropped", "part dropped")  # names against a count, or a line that is missing
BY_WORD = ("qualifier contradicted", "sign or direction", "missed with full score")


def printed(papers: Papers, money: Money) -> str:
    return flattened_text(describe(papers, money, "any"))


@pytest.mark.parametrize("pattern_set", PATTERN_SETS)
def test_clean_papers_contradict_nothing(pattern_set):
    """Every figure agrees with every other statement of it, with the sums of the forms, and with the words beside it."""
    for seed in SEEDS:
        papers, _ = make_papers(seed, pattern_set)
        assert Ledger(papers).contradictions() == {}
        words = [(s, piece) for s in papers.sentences() for piece in s.pieces if isinstance(piece, Word)]
        assert [word.text for sentence, word in words if not word_holds(papers, sentence, word)] == []


def test_a_seed_is_always_the_same_unit():
    """Scores can be compared only where the units are the same, to the byte."""
    (one, money), (other, _) = make_papers(3), make_papers(3)
    assert docx_bytes(describe(one, money, "any")) == docx_bytes(describe(other, money, "any"))
    assert printed(one, money) != printed(*make_papers(4))


@pytest.mark.parametrize("pattern_set", ["all", *OF_THEIR_OWN])
@pytest.mark.parametrize("error", ERRORS)
def test_a_planted_error_is_one_change_that_something_contradicts(error, pattern_set):
    """The twins differ, in few places, and where figures disagree the benchmark's own judge sees it."""
    planted_units = 0
    for seed in SEEDS:
        papers, money = make_papers(seed, pattern_set)
        planted = plant(error, papers, random.Random(seed))
        if planted is None:
            continue
        planted_units += 1
        clean, changed = printed(papers, money).split("\n"), printed(planted.papers, money).split("\n")
        assert clean != changed
        assert len(set(clean) ^ set(changed)) <= 10
        if error not in BY_TITLE + BY_COUNT + BY_WORD:
            assert set(planted.counterparts) and Ledger(planted.papers).contradictions()
    assert planted_units >= 2


def test_planting_leaves_the_clean_twin_alone():
    """The clean twin is audited after its planted twin was made."""
    papers, money = make_papers(5)
    before = printed(papers, money)
    for error in ERRORS:
        plant(error, papers, random.Random(0))
    assert printed(papers, money) == before


def test_pattern_sets_are_disjoint_and_large():
    """What is mended with one half is measured with the other."""
    for name, entries in patterns().items():
        if name in ("leads", "plain", "plain_parts"):  # no figures
            continue
        halves = [dealt(entries, pattern_set) for pattern_set in ("development", "held_out")]
        assert not any(entry in halves[1] for entry in halves[0]), name
        assert sorted(map(str, halves[0] + halves[1])) == sorted(map(str, entries))
    assert sum(len(patterns()[name]) for name in OF_FIGURES) >= 60
    assert len(patterns()["distractors"]) >= 40


@pytest.mark.parametrize("pattern_set", OF_THEIR_OWN)
def test_patterns_of_their_own_are_none_of_the_others(pattern_set):
    """They score what nobody has mended the reader with: no sentence and no word of an indicator is shared."""
    own = patterns(pattern_set)
    told = {entry[0]: entry[5] for entries in kinds()["indicators"].values() for entry in entries}
    others = [patterns() | {"told": told}, *(patterns(name) for name in OF_THEIR_OWN if name != pattern_set)]
    for name in (*OF_FIGURES, "distractors", "duties", "organisation", "plain", "problems", "measures", "line_items"):
        assert not [entry for entry in own[name] for other in others if entry in other[name] and entry], name
    assert sum(len(own[name]) for name in OF_FIGURES) >= 60
    assert len(own["distractors"]) >= 30
    assert set(own["told"]) == set(told)
    assert not [name for name in told for other in others if set(own["told"][name]) & set(other["told"][name])]


def test_full_width_digits_stay_full_width():
    """A figure in full-width digits is worth what it says, and an error in it is written in the same digits."""
    figure = Figure("any", "1234.56", WAN, after="万元").widened()
    assert figure.text == "１２３４．５６万元" and figure.amount == Decimal(12_345_600) and figure.decimals == 2
    assert figure.with_number("1243.56").text == "１２４３．５６万元"


@pytest.mark.parametrize("seed", [0, 2, 11])
def test_forms_read_back_figure_for_figure(seed):
    """Gold addresses are addresses that perfaudit uses, with the values that the cells print."""
    papers, money = make_papers(seed)
    facts = {fact.address: fact for fact in audit_unit(describe(papers, money, "any")).records.facts}
    cells = {a: f for a, f in papers.cells.items() if not a.endswith((".target", ".actual"))}
    read = {address: facts[address].value for address in cells if facts[address].state == REPORTED}
    assert read == {address: figure.amount * (100 if figure.after == "%" else 1) for address, figure in cells.items()}


@pytest.mark.parametrize("length", LENGTHS)
def test_reports_are_short_and_long(length):
    """Short reports are read as well as long ones."""
    mean = sum(len(make_papers(seed, "all", length)[0].prose) for seed in range(8)) / 8
    assert {"short": 300, "middle": 500, "long": 1200, "very long": 3500}[length] < mean < 13_000


def test_loose_figures_hold_the_truth():
    """近, 余, 约, 超 and 不足 are put where they are true."""
    chance = random.Random(1)
    for _ in range(300):
        value = Decimal(chance.randint(30, 99_999))
        figure = loose_figure("any", value, "人", chance, Decimal(1))
        assert figure.range.low <= value <= figure.range.high, figure.text


@pytest.mark.parametrize(
    ("number", "words"),
    [(2, "二"), (10, "十"), (12, "十二"), (95, "九十五"), (105, "一百零五"), (1200, "一千二百"), (3080, "三千零八十")],
)
def test_numbers_in_words(number, words):
    """Counts in Chinese numerals as people write them."""
    assert chinese(number) == words


def test_rounding_is_no_contradiction():
    """A figure printed in 万元 and the same in 元 meet, the next figure but one does not."""
    printed_wan = Figure("any", "1431.36", WAN)
    assert printed_wan.range.meets(Figure("any", "14313585.20", after="元").range)
    assert not printed_wan.range.meets(Figure("any", "1431.38", WAN).range)


def test_evidence_touches_cells_and_sentences():
    """A cell counts by its address, a sentence by its words with what was changed in them."""
    papers, _ = make_papers(1)
    sentence = next(s for s in papers.report_sentences() if any(isinstance(p, Figure) for p in s.pieces))
    at = next(at for at, piece in enumerate(sentence.pieces) if isinstance(piece, Figure))
    quote = Evidence("left", "any", "", "", sentence.text.rstrip("。"), "a.txt#p3:1-4")
    cell = Evidence("right", "basic.reception.final", "", "1.00", "1.00", "a.txt#t1r3c2")
    assert touches(quote, f"#{sentence.number}/{at}", papers)
    assert touches(cell, "basic.reception.final", papers)
    assert not touches(quote, "basic.reception.final", papers)
    assert not touches(cell, f"#{sentence.number}/{at}", papers)
