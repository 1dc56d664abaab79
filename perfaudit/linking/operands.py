"""What shares, growth and changes are reckoned from: numerators and denominators that are no claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from perfaudit.linking.chains import TOTAL as _TOTAL
from perfaudit.linking.figures import FigureNames
from perfaudit.narrative import Flat, Words, is_target, share_whole
from perfaudit.records import Claim

_MONEY = "元"
_CERTAIN, _UNLINKED = "certain", "unlinked"
_MAX_SHARE = 500  # signs before a share that can say of what it is one


class Operands:
    """Fills in a claim's link, and by their words the figures that it is reckoned from."""

    def __init__(
        self, figures: FigureNames, addresses: Collection[str], links: Mapping[str, tuple[str, str, str]], words: Words
    ) -> None:
        self.figures, self.addresses, self.links, self.words = figures, addresses, links, words

    def filled(self, claim: Claim) -> Claim:
        link, certainty, reason = self.links.get(claim.claim_id, ("", _UNLINKED, ""))
        numerator, denominator = claim.numerator, claim.denominator
        if claim.relation == "share" and not denominator:
            before = claim.paragraph_text[max(0, claim.start - _MAX_SHARE) : claim.start]
            whole = claim.subject.rpartition("占")[2] if "占" in claim.subject else ""  # 分别占…60%和40%
            whole = whole or share_whole(Flat.of(before).text, self.words) or ""
            numerator = numerator or self._address(claim.subject.partition("占")[0], "this")
            denominator = (
                self._address(whole, "this") or self._budget_of_unit(claim, whole) or self._beside(numerator, whole)
            )
        elif claim.relation in ("growth", "change") and not denominator and claim.basis == "target":
            denominator = self._target_of(numerator)
        elif claim.relation in ("growth", "change") and denominator and not numerator:
            numerator = self._address(claim.subject, "this")
        elif claim.relation in ("growth", "change") and not denominator:
            base = self.links.get(numerator, ("", "", ""))[0] if numerator else ""
            numerator = numerator or self._address(claim.subject, "this")
            base = base or numerator
            compared = f"{base.removesuffix('.final')}.{'budget' if claim.basis == 'budget' else 'prior_final'}"
            denominator = compared if base.endswith(".final") and compared in self.addresses else ""
        return replace(
            claim, link=link, certainty=certainty, link_reason=reason, numerator=numerator, denominator=denominator
        )

    def _budget_of_unit(self, claim: Claim, whole: str) -> str:
        """The unit's budget where a share of what it has left is one of "the budget"; "" for any other share."""
        basis = (
            self.figures.basis_only(whole) if whole and self.words.of("left_over_words").search(claim.subject) else ""
        )
        address = f"{_TOTAL}.{basis}"
        of_project = any(p.search(claim.subject) for p in self.words.patterns("one_project_words_patterns"))
        return address if basis in ("budget", "full_year") and address in self.addresses and not of_project else ""

    def _beside(self, numerator: str, whole: str) -> str:
        """What the form gives beside the figure that a share is reckoned from: its target, or its budget."""
        if is_target(whole, self.words):
            return self._target_of(numerator)
        link = numerator if numerator in self.addresses else self.links.get(numerator, ("",))[0]
        basis = self.figures.basis_only(whole) if whole and link.endswith(".final") else ""
        basis = "prior_final" if self.words.of("prior_words").match(whole) and link.endswith(".final") else basis
        address = f"{link.removesuffix('final')}{basis}"
        return address if basis in ("budget", "full_year", "prior_final") and address in self.addresses else ""

    def _target_of(self, numerator: str) -> str:
        """The cell with the target of the indicator that a claim tells; "" where it surely tells none."""
        link, certainty = self.links.get(numerator, ("", "", ""))[:2]
        is_told = link.endswith(".actual") and certainty == _CERTAIN
        return f"{link.removesuffix('actual')}target" if is_told else ""

    def _address(self, phrase: str, period: str) -> str:
        """The address of the figure that a phrase names, "" where it names none that the forms have."""
        name = self.figures.find(phrase, _MONEY) if phrase else None
        known = [address for address in name.addresses(period) if address in self.addresses] if name else []
        return known[0] if known else ""
