"""Wording that changes no fact changes no finding; a figure that is stated twice and changed once is found."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from opencc import OpenCC

from perfaudit.documents import Passage
from perfaudit.narrative import load_words
from tests.audits import audit_text, findings_of, text_of
from tests.units import SAMPLES

_REPORT_HEADING = re.compile(r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]")
_FULL = str.maketrans("0123456789.%+-:", "０１２３４５６７８９．％＋－：")


@cache
def paragraphs_of(unit_id: str) -> tuple[str, ...]:
    """The report's paragraphs of prose, without its headings and tables."""
    audit = audit_text(text_of(unit_id), unit_id)
    [report] = [part for part in audit.parts if part.form == "report"]
    texts = [block.text for block in report.blocks if isinstance(block, Passage)]
    return tuple(text for text in texts if "。" in text and not _REPORT_HEADING.match(text))


def said(text: str, unit_id: str) -> Counter[tuple[str, ...]]:
    """What is found: rule and severity of each finding above info, with the addresses of the forms it names."""
    audit = audit_text(text, unit_id)
    return Counter(
        (finding.check, *sorted({entry.address for entry in finding.evidence if entry.address}))
        for finding in findings_of(audit)
        if finding.severity != "info"
    )


def changed(unit_id: str, change: Callable[[str], str]) -> str:
    """The sample with each paragraph of its report changed."""
    text = text_of(unit_id)
    for paragraph in paragraphs_of(unit_id):
        text = text.replace(paragraph, change(paragraph))
    return text


def with_thousands(text: str) -> str:
    return re.sub(r"(?<![\d.,〔(（])\d{4,}\.\d\d(?=万?元)", lambda found: f"{Decimal(found[0]):,}", text)


def in_yuan(text: str) -> str:
    return re.sub(r"(?<![\d.,])(\d+\.\d\d)万元", lambda found: f"{Decimal(found[1]) * 10_000:.2f}元", text)


def in_wan(text: str) -> str:
    return re.sub(
        r"(?<![\d.,])(\d{4,})(?:\.00)?元", lambda found: f"{(Decimal(found[1]) / 10_000).normalize():f}万元", text
    )


def with_synonyms(text: str) -> str:
    """Each name of a figure in another spelling of the vocabulary, where no longer name stands there."""
    for entry in load_words().words["figures"]:
        words = [word for word in entry.get("words", []) if re.fullmatch("[\u4e00-\u9fff]{4,}", word)]
        for word, other in pairwise(words):
            text, count = re.subn(rf"(?<![\u4e00-\u9fff]){word}(?![\u4e00-\u9fff])", other, text)
            if count:
                break
    return text


WORDINGS: dict[str, Callable[[str], str]] = {
    "full width": lambda text: text.translate(_FULL),
    "thousands": with_thousands,
    "traditional": OpenCC("s2hk").convert,
    "blanks around numbers": lambda text: re.sub(r"(\d[\d.]*%?)", r" \1 ", text),
    "ascii marks": lambda text: text.replace("，", ",").replace("：", ":").replace("（", "(").replace("）", ")"),
    "synonyms": with_synonyms,
    "yuan": in_yuan,
    "ten thousands": in_wan,
}


@pytest.mark.parametrize("unit_id", SAMPLES)
@pytest.mark.parametrize("wording", WORDINGS)
def test_wording_changes_no_finding(unit_id, wording):
    """The same facts in other digits, marks, measures, characters or names are the same findings about the same figures."""
    text = changed(unit_id, WORDINGS[wording])
    assert said(text, unit_id) == said(text_of(unit_id), unit_id)


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_the_order_of_paragraphs_changes_no_finding(unit_id):
    """Paragraphs that stand one after the other under one heading may change places."""
    text, paragraphs = text_of(unit_id), set(paragraphs_of(unit_id))
    lines = text.split("\n")
    swapped = [start for start in range(0, len(lines) - 1, 2) if {lines[start], lines[start + 1]} <= paragraphs]
    for start in swapped:
        lines[start], lines[start + 1] = lines[start + 1], lines[start]
    if not swapped:
        pytest.skip("no two paragraphs stand one after the other")
    assert said("\n".join(lines), unit_id) == said(text, unit_id)


@pytest.mark.parametrize("wording", WORDINGS)
def test_every_wording_changes_words(wording):
    """A change that changed nothing would prove nothing."""
    assert any(changed(unit_id, WORDINGS[wording]) != text_of(unit_id) for unit_id in SAMPLES)


def stated_twice(unit_id: str) -> list[tuple[str, int]]:
    """Amounts of money in the report that the forms state, too: words, and where they begin in the text."""
    text = text_of(unit_id)
    audit = audit_text(text, unit_id)
    facts = {fact.address: fact for fact in audit.records.facts}
    found = []
    for claim in audit.records.claims:
        fact = facts.get(claim.link)
        is_money = (
            claim.form == "report"
            and claim.kind == "quantity"
            and claim.measure == "元"
            and claim.qualifier == "exactly"
        )
        if is_money and fact is not None and fact.value is not None and claim.value == fact.value and fact.value:
            place = text.find(claim.paragraph_text)
            if place >= 0:
                found.append((claim.raw_text, place + claim.start))
    return found


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_a_changed_figure_is_found(unit_id):
    """One digit of an amount that a form states, too: there is a new finding, and it quotes the changed amount."""
    amounts = stated_twice(unit_id)
    assert len(amounts) >= 3
    for words, place in Random(unit_id).sample(amounts, min(12, len(amounts))):
        digits = [index for index, sign in enumerate(words) if sign.isdigit()]
        index = digits[len(digits) // 2]
        other = words[:index] + str((int(words[index]) + 4) % 10) + words[index + 1 :]
        text = text_of(unit_id)
        text = text[:place] + text[place:].replace(words, other, 1)
        audit = audit_text(text, unit_id)
        new = [
            f for f in findings_of(audit) if f.severity != "info" and any(entry.text == other for entry in f.evidence)
        ]
        assert new, f"{words} → {other}"
