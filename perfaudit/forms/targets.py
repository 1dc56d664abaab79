"""The words of a target and an actual value: quantity, direction, whether one can tell that it was met."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfaudit.quantities import Quantity, find_quantities
from perfaudit.vocabulary import Vocabulary, normalise_text

_KIND_OF_TARGET = re.compile("定[性量](?:指标)?|其他|其它|无|[-—/]+|正向|反向|负向|逆向")


@dataclass(frozen=True)
class Target:
    """A target and its actual value as texts, joined where they stand in cells of their own."""

    target: str
    actual: str


def join_cells(sign: str, target: str, measure: str, actual: str) -> Target:
    """A target in three cells ("≥", "95", "%") becomes one; an actual that is a bare number takes the same measure."""
    sign = "" if _KIND_OF_TARGET.fullmatch(normalise_text(sign)) else sign
    measure = "" if _KIND_OF_TARGET.fullmatch(normalise_text(measure)) else measure
    joined = target
    if target and re.search(r"[\d一二三四五六七八九十百]", target) and not first_quantity(target, with_measure=True):
        joined = f"{target}{measure}"
    if target and sign and not normalise_text(target).startswith(normalise_text(sign)):
        joined = f"{sign}{joined}"
    found = first_quantity(actual)
    if measure and found is not None and not found.measure:
        actual = f"{actual}{measure}"
    return Target(joined, actual)


def with_measure_of(target: str, actual: str) -> str:
    """An actual value that is a bare number, in the measure of its target: "≥95%" and "96.3" → "96.3%"."""
    aim = first_quantity(target)
    if aim is None or not aim.measure or not re.fullmatch(r"[\d.,，]+", normalise_text(actual)):
        return actual
    if aim.measure == "%" and aim.value > 1 and (found := first_quantity(actual)) is not None and found.value <= 1:
        return actual  # a spreadsheet's 0.963 may be a share
    ends = re.search(r"[\d.,]\s*([^\d.,\s]{1,4})$", normalise_text(target))
    return f"{actual}{ends.group(1)}" if ends and first_quantity(f"1{ends.group(1)}", with_measure=True) else actual


def first_quantity(text: str, with_measure: bool = False) -> Quantity | None:
    """The quantity that a target or an actual states; None where it states none, or more than one in different measures."""
    quantities = find_quantities(text)
    measures = {quantity.measure for quantity in quantities}
    if len(measures) != 1 or (with_measure and not quantities[0].measure):
        return None
    return quantities[0]


def target_quantity(target: str, actual: str, vocabulary: Vocabulary) -> Quantity | None:
    """The quantity of a target; None also where it is one for each part of the year ("每季度1次") and the actual value is not."""
    aim, done = normalise_text(target), normalise_text(actual)
    of_parts = [word for word in vocabulary.words["frequency_words"] if word in aim]
    return None if of_parts and not any(word in done for word in of_parts) else first_quantity(target)


def read_comparator(target: str, name: str, level_2: str, vocabulary: Vocabulary) -> str:
    """Which side of the target is good: its own words first, then "0" and the name, then more is better."""
    text = normalise_text(target)
    said = {
        normalise_text(word): comparator
        for comparator, words in vocabulary.words["comparators"].items()
        for word in words
    }
    longest = max((word for word in said if word in text), key=len, default="")  # 不超过 before 超过
    if longest:
        return said[longest]
    if name.endswith(tuple(vocabulary.words["times_to_keep"])) and "%" not in text:
        return "<="
    if any(word in name for word in vocabulary.words["higher_is_better"]):
        return ">="
    if any(word in name or word in level_2 for word in vocabulary.words["lower_is_better"]):
        return "<="
    return ">="


def is_measurable(target: str, vocabulary: Vocabulary) -> bool:
    """Whether one can tell from the target whether it was met: it holds a number, a date, or words of a plain yes or no."""
    text = normalise_text(target)
    if (
        not text
        or find_quantities(target)
        or re.search(r"\d|每[日天周月季年]|月底|年底|全部|全覆盖|按时|及时|按期|已?完成|不发生|无", text)
    ):
        return True
    return not any(word in text for word in vocabulary.words["unmeasurable"])
