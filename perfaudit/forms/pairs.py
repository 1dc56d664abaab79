"""Figures that stand behind their labels, in one cell or in the next: "其中：一般公共预算：123.45"."""

from __future__ import annotations

from dataclasses import dataclass

from perfaudit.documents import Cell
from perfaudit.documents.model import Row
from perfaudit.forms.facts import FactList, Place
from perfaudit.forms.ledger import Ledger, is_value
from perfaudit.forms.money import measure_of_cell
from perfaudit.quantities import parse_cell
from perfaudit.records import REPORTED
from perfaudit.vocabulary import normalise_label

_SPLIT_LABEL = ("：", ":")


@dataclass
class PairReader:
    """Reads labels with their values; of the overall form all items, of the basic form those that have no columns."""

    facts: FactList
    ledger: Ledger

    def is_row(self, row: Row) -> bool:
        """Whether a row holds several labels, each with a value of its own: then its cells stand under no heads."""
        labels = [place for place, cell in enumerate(row) if self._item(cell.text) is not None]
        return self.facts.form == "overall" and len(labels) > 1 and any(
            place + 1 < len(row) and parse_cell(row[place + 1].text).state == REPORTED for place in labels[:-1]
        )  # fmt: skip

    def read(self, row: Row, money: str | None) -> bool:
        """Read the pairs of a row that are not known yet. False: there are none."""
        if self.facts.form not in ("overall", "basic"):
            return False
        found = False
        for position, cell in enumerate(row):
            following = row[position + 1] if position + 1 < len(row) else None
            found |= self._read_cell(cell, following, money)
        return found

    def _read_cell(self, cell: Cell, following: Cell | None, money: str | None) -> bool:
        is_label = self._item(cell.text) is not None  # whole, its line breaks inside words
        found = False
        for line in [cell.text] if is_label else cell.text.split("\n"):
            label, value = split_pair(line)
            item = self._item(label)
            basis = "final" if self.facts.form == "basic" else "stated"
            if item is None or self.facts.has(item, self.facts.member):
                continue
            value_cell = cell
            if not value and following is not None and is_value(following.text):
                value_cell, value = following, following.text
            elif not value and self.facts.form == "basic":
                continue
            own = self.facts.vocabulary.measure_of(item, basis)
            place = Place(item, self.facts.member, basis, label, value_cell)
            self.facts.add_text(place, value, measure_of_cell(own, label, "", money))
            self.ledger.take([cell, value_cell])
            found = True
        return found

    def _item(self, text: str) -> str | None:
        """Of the basic form only what has a measure of its own: money there stands in columns."""
        vocabulary = self.facts.vocabulary
        if self.facts.form == "overall":
            item = vocabulary.item("overall", text)
            return None if item == "total_funds" else item
        item = vocabulary.item_column("basic", text, None)
        return item if item in ("posts", "in_post", "staff_control_rate") else None


def split_pair(line: str) -> tuple[str, str]:
    """ "其中：基本支出：1234.56" → ("其中：基本支出", "1234.56"); without a value the second is ""."""
    text = line.strip()
    cut = max(text.rfind(mark) for mark in _SPLIT_LABEL)
    if cut < 0 or not normalise_label(text[:cut]):
        return text, ""
    return text[:cut], text[cut + 1 :].strip()
