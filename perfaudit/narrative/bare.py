"""Numbers that are not what they look like: "“满意度”一项实际为89%" counts nothing, "（单位：万元）：年初预算1511.62" is money."""

from __future__ import annotations

import re

from perfaudit.narrative.mentions import Mention, Paragraph
from perfaudit.narrative.tables import SCALES
from perfaudit.narrative.words import Words
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED

_ONE = re.compile("[一1](?:项|栏|块|类)")
_UNIT = re.compile("(?:金额)?单位(?:均?为|是|:)?(亿元|万元|千元|元)")
_ITS_END = re.compile("[。!?\n]")
_WORD = re.compile(r"[\w%]")


def set_item_words(paragraph: Paragraph, words: Words) -> None:
    """ "“满意度”一项", "预算执行率一项得9.5分": 一项 behind a name only points at it."""
    text, has_changed = paragraph.flat.text, False
    behind = re.compile(words.words["item_behind_pattern"])
    for mention, mark in zip(paragraph.mentions, paragraph.context.marks, strict=True):
        if mention.kind != "quantity" or not _ONE.fullmatch(text[mark.start : mark.end]):
            continue
        before = text[max(0, mark.start - 12) : mark.start]
        is_named = before[-1:] in ("”", '"', "》", ")", "率", "度") or (
            re.search(r"\w{2}$", before) is not None and not words.needs_object(words.strip(before))
        )
        if is_named and behind.match(text, mark.end):
            _make_ordinal(mention)
            has_changed = True
    if has_changed:
        paragraph.set_mentions(paragraph.mentions)


def set_units(paragraph: Paragraph) -> None:
    """Bare numbers behind "（单位：万元）" in the same sentence are money."""
    text, has_changed = paragraph.flat.text, False
    for found in _UNIT.finditer(text):
        if text[found.start() - 1 : found.start()] not in ("(", ",", "以"):
            continue
        stop = _ITS_END.search(text, found.end())
        for mention in paragraph.between(found.end(), stop.start() if stop else len(text)):
            mark = paragraph.context.marks[mention.place]
            if mention.kind != "quantity" or mention.measure or _WORD.match(text[mark.end : mark.end + 1]):
                continue
            reading = parse_cell(mention.raw_text, SCALES[found.group(1)], "元")
            if reading.state == REPORTED:
                mention.value, mention.measure, mention.quantum = reading.value, reading.measure, reading.quantum
                has_changed = True
    if has_changed:
        paragraph.set_mentions(paragraph.mentions)


def _make_ordinal(mention: Mention) -> None:
    mention.kind, mention.value, mention.relation, mention.qualifier = "ordinal", None, "", ""
    mention.high = mention.quantum = mention.step = None
    mention.measure = ""
