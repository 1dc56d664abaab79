"""Facts as they are collected from one part, and what is settled once the whole form is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from perfaudit.documents import Cell
from perfaudit.forms.money import Figure, read_figure
from perfaudit.records import BLANK, NOT_APPLICABLE, REPORTED, UNDECIDABLE, Fact
from perfaudit.vocabulary import Vocabulary, normalise_label, normalise_text


@dataclass(frozen=True, slots=True)
class Place:
    """What a figure is called, and the cell that holds it."""

    item: str
    member: str
    basis: str
    label: str
    cell: Cell


@dataclass
class Names:
    """Names that have to be distinct: the second "环卫" becomes "环卫(2)"."""

    _next: dict[str, int] = field(default_factory=dict)

    def free(self, name: str) -> str:
        """The name, made distinct where it was given out before."""
        number = self._next.get(name, 1)
        candidate = name if number == 1 else f"{name}({number})"
        while candidate != name and candidate in self._next:
            number += 1
            candidate = f"{name}({number})"
        self._next[name] = number + 1
        self._next.setdefault(candidate, 2)
        return candidate


@dataclass
class FactList:
    """The figures of one part. ``member`` is the project of a project form, else ""."""

    form: str
    vocabulary: Vocabulary
    member: str
    facts: list[Fact] = field(default_factory=list)
    _names: dict[str, Names] = field(default_factory=lambda: defaultdict(Names))
    _known: set[tuple[str, str]] = field(default_factory=set)

    def add(self, place: Place, measure: str | None) -> None:
        """The figure in the place's own cell."""
        self.add_text(place, place.cell.text, measure)

    def add_text(self, place: Place, text: str, measure: str | None) -> None:
        """The figure in words of the cell."""
        self._append(place, text, read_figure(text, measure))

    def add_unread(self, place: Place, note: str) -> None:
        """A figure that can be read two ways; ``note`` says which."""
        self._append(place, place.cell.text, Figure(UNDECIDABLE, note=note))

    def add_points(self, place: Place, points: Decimal) -> None:
        """Points that stand in words, such as a head's."""
        self._append(place, place.cell.text, Figure(REPORTED, points, "分", Decimal(0)))

    def _append(self, place: Place, text: str, figure: Figure) -> None:
        self._known.add((place.item, place.member))
        self.facts.append(
            Fact(
                address_of(self.form, place.item, place.member, place.basis), self.form, place.item, place.member,
                place.basis, figure.value, figure.measure, figure.quantum, text.strip(), figure.state,
                normalise_label(place.label) or normalise_text(place.label), place.cell.source.id, figure.note,
            )
        )  # fmt: skip

    def has(self, item: str, member: str) -> bool:
        return (item, member) in self._known

    def free_member(self, item: str, name: str) -> str:
        """The name, made distinct where the form prints it twice."""
        return self._names[item].free(name)

    def settle(self) -> None:
        """What depends on which rows the form has: rows that stand for others, parts of a row, points in another row."""
        self._let_stand_for()
        self._put_parts_under_wholes()
        for basis in ("weight", "score"):
            self._move_points(basis)

    def _let_stand_for(self) -> None:
        for item, other in self.vocabulary.words.get("stands_for", {}).get(self.form, {}).items():
            if not any(fact.item == other for fact in self.facts):
                self._rename(partial(_is_item, {item}), partial(_as_item, other))

    def _put_parts_under_wholes(self) -> None:
        for whole, entry in self.vocabulary.words.get("parts_of", {}).get(self.form, {}).items():
            if any(fact.item == whole for fact in self.facts):
                self._rename(partial(_is_item, set(entry["parts"])), partial(_as_line, entry["line"]))

    def _rename(self, applies: Callable[[Fact], bool], name: Callable[[Fact], tuple[str, str]]) -> None:
        for index, fact in enumerate(self.facts):
            if applies(fact):
                item, member = name(fact)
                address = address_of(self.form, item, member, fact.basis)
                self.facts[index] = replace(fact, item=item, member=member, address=address)

    def _move_points(self, basis: str) -> None:
        """Some forms print the points of execution in a row below the total: they count once, as the total's."""
        own = next((fact for fact in self.facts if (fact.item, fact.basis) == ("total_funds", basis)), None)
        if own is not None and own.state not in (BLANK, NOT_APPLICABLE):
            return
        others = [f for f in self.facts if f.basis == basis and f.item != "total_funds" and f.state == REPORTED]
        others = [fact for fact in others if fact.member == self.member and fact.item not in ("total", "indicator")]
        if not others or not any(fact.item == "total_funds" for fact in self.facts):
            return
        address = address_of(self.form, "total_funds", self.member, basis)
        moved = replace(others[0], item="total_funds", address=address)
        if len({fact.value for fact in others}) > 1:
            note = f"{'、'.join(fact.raw_text for fact in others)}分写在不同的行：请按原件核对"
            moved = replace(moved, state=UNDECIDABLE, value=None, quantum=None, note=note)
        self.facts = [moved if fact is own else fact for fact in self.facts] + ([] if own else [moved])


def _is_item(items: set[str], fact: Fact) -> bool:
    return fact.item in items


def _as_item(item: str, fact: Fact) -> tuple[str, str]:
    return item, fact.member


def _as_line(line: str, fact: Fact) -> tuple[str, str]:
    return line, f"{fact.member}/{fact.label}" if fact.member else fact.label


def address_of(form: str, item: str, member: str, basis: str) -> str:
    """``basic.special_fund[环卫].final``; without a member ``basic.special_funds.final``."""
    return f"{form}.{item}[{member}].{basis}" if member else f"{form}.{item}.{basis}"
