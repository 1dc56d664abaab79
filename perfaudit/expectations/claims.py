"""What the prose says of a figure against the figure itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from perfaudit.expectations.base import UnitExpectation
from perfaudit.expectations.doubts import figure_at, other_figure
from perfaudit.expectations.scopes import judge_scoped
from perfaudit.explanations import MAXIMUM, explain_digits, explain_gap, scope_explanation
from perfaudit.formulas import Missing, Value, parse_formula
from perfaudit.narrative import flatten, load_words, names_examples
from perfaudit.outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDABLE, Evidence, Side, Texts, Verdict
from perfaudit.records import BLANK, REPORTED, Claim, Fact
from perfaudit.records import UNDECIDABLE as FIGURE_UNDECIDABLE
from perfaudit.unit_index import UnitIndex
from perfaudit.vocabulary import normalise_text
from perfaudit.wording import amount_text, fact_name, fact_side, missing_text, value_side

_REST = 40  # signs after an amount in which 等 is looked for
_AMOUNTS = ("amount", "part", "count_of_list", "negation")


class ExpectClaimsToMatchFigures(UnitExpectation):
    """Expect every amount of the prose that speaks of one of ``figures`` to agree with it, and with the figures beside it.

    ``figures`` are groups of addresses that mean one figure (basic and overall both give project spending); an address
    without a member covers all members. ``parts`` gives the sum to show where a form leaves the figure blank.

    Left out, in this order:
    1. shares and growth, which RATE-005 and RATE-006 reckon
    2. figures that can be read two ways: undecidable
    3. a statement that there is none, where the form has none either: it agrees
    4. figures that no form of the unit has a cell for: not applicable
    5. amounts of some of the funds, where the form gives all: scopes.py says what they can be
    6. amounts not named right before the number, which are another figure of the forms to the digit: undecidable
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    figures: list[list[str]]
    parts: dict[str, str] = {}

    success_keys: ClassVar[tuple[str, ...]] = ("figures", "parts")

    def formulas(self) -> list[str]:
        return [address for group in self.figures for address in group] + [*self.parts, *self.parts.values()]

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every claim and group."""
        for group in self.figures:
            for claim in unit.records.claims:
                if claim.relation in _AMOUNTS and claim.value is not None and _speaks_of(claim, group):  # 1
                    yield self.judge_claim(unit, claim, group)

    def judge_claim(self, unit: UnitIndex, claim: Claim, group: list[str]) -> Verdict:
        """The verdict on one claim against the figure it speaks of, and the others of its group."""
        addresses = list(dict.fromkeys([claim.link, *(address for address in group if unit.fact(address))]))
        facts = [fact for address in addresses if (fact := unit.fact(address)) is not None]
        subject = f"{claim.form}:{claim.link}"
        known = [fact for fact in facts if fact.state == REPORTED]
        said = claim_name(claim)
        if not known:
            return self._judge_unreported(unit, claim, facts, subject)
        wrong = [fact for fact in known if not claim.bounds.meets(fact.interval)]
        fact = (wrong or known)[0]
        evidence = [unit.claim_evidence(claim, "left"), unit.fact_evidence(fact, "right")]
        evidence += [unit.fact_evidence(other, "context") for other in known if other is not fact]
        name = fact_name(fact)
        base = Verdict(UNDECIDABLE, subject, said, claim_side(claim), fact_side(fact), evidence=tuple(evidence))
        if (scoped := judge_scoped(unit, claim, known[0], base)) is not None:  # 5
            return scoped
        if not wrong:
            message = {lang: f"{said[lang]} = {name[lang]} {fact.text}" for lang in ("zh", "en")}
            return Verdict(PASS, subject, message, claim_side(claim), fact_side(fact), evidence=tuple(evidence))
        if (other := other_figure(unit, claim, fact)) is not None:  # 6
            evidence.append(unit.fact_evidence(other, "context"))
            return replace(base, message=_doubt(claim, fact, other), evidence=tuple(evidence))
        return _contradiction(unit, claim, fact, subject, evidence)

    def _judge_unreported(self, unit: UnitIndex, claim: Claim, facts: list[Fact], subject: str) -> Verdict:
        """The prose gives a figure, or says that there is none, and the form gives none."""
        said, evidence = claim_name(claim), [unit.claim_evidence(claim, "left")]
        evidence += [unit.fact_evidence(fact, "right") for fact in facts]
        if any(entry.state == FIGURE_UNDECIDABLE for entry in facts):
            note = _note(next(entry for entry in facts if entry.state == FIGURE_UNDECIDABLE))
            return Verdict(UNDECIDABLE, subject, note, claim_side(claim), evidence=tuple(evidence))  # 2
        if not claim.value:
            return Verdict(PASS, subject, said, claim_side(claim), evidence=tuple(evidence))  # 3
        if not facts:
            message = {"zh": f"{said['zh']}，但表中没有这一项", "en": f"{said['en']}, for which no form has a cell"}
            return Verdict(NOT_APPLICABLE, subject, message, claim_side(claim), evidence=tuple(evidence))  # 4
        fact = facts[0]
        name = fact_name(fact)
        message = {"zh": f"{said['zh']}，而{name['zh']}没有填数", "en": f"{said['en']}, while {name['en']} is left out"}
        total = self._parts_total(unit, fact)
        side = fact_side(fact)
        if total is not None:
            side = value_side(total)
            message = {
                "zh": f"{message['zh']}，其明细合计{side.text}",
                "en": f"{message['en']}; its lines add up to {side.text}",
            }
            evidence += [unit.fact_evidence(part, "right_part") for part in total.figures]
        rule = "FORM-008" if total is not None else "FORM-002"
        cause = f"{rule} {fact.address}" if fact.state == BLANK else ""
        return Verdict(FAIL, subject, message, claim_side(claim), side, evidence=tuple(evidence), cause=cause)

    def _parts_total(self, unit: UnitIndex, fact: Fact) -> Value | None:
        formula = self.parts.get(fact.address)
        value = parse_formula(formula).evaluate(unit) if formula else None
        return value if isinstance(value, Value) else None


class ExpectListedLinesToMatch(ExpectClaimsToMatchFigures):
    """Expect what the report says of each line to agree with the form, and a list of lines to be whole.

    A list is whole if it has every line of the form with spending, and none that the form lacks. ``lines`` are the items
    whose members are the lines; each has a list of its own.

    Left out, in this order:
    1. reports that list fewer than half of the lines, or one by itself: those name examples, not all
    2. lines without spending in the year, and listed lines without an amount
    3. lines that are named as examples: 主要有甲、乙; 甲、乙等
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    lines: list[str]
    basis: str = "final"
    figures: list[list[str]] = []

    success_keys: ClassVar[tuple[str, ...]] = ("lines", "basis")

    def formulas(self) -> list[str]:
        return [f"{line}.{self.basis}" for line in self.lines]

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every claim about a line, one for every line left out, one for every line put in."""
        prefixes = tuple(f"{line}[" for line in self.lines)
        for claim in unit.records.claims:
            if claim.relation in _AMOUNTS and claim.value is not None and claim.link.startswith(prefixes):
                yield self.judge_claim(unit, claim, [])
        totals: set[str] = set()
        for line in self.lines:
            listed = self._listed(unit, line)
            totals |= {claim.parent for claim in listed if claim.parent}
            yield from self._judge_list(unit, line, listed)
        for claim in unit.records.claims:
            if claim.parent in totals and claim.value and not claim.link and claim.relation == "part":
                yield self._added(unit, claim)

    def _listed(self, unit: UnitIndex, line: str) -> list[Claim]:
        """What the report says of the lines of one item, if it names at least half of those with spending.

        Where parts of a total are that many, they are the list, whatever else is said of lines elsewhere.
        """
        listed = [c for c in unit.records.claims if c.form == "report" and c.link.startswith(f"{line}[")]
        for claims in ([c for c in listed if c.parent], _closed(listed)):
            named, spent = {claim.link for claim in claims}, self._spent(unit, line)
            is_list = len(named) > 1 or any(claim.parent for claim in claims)
            if is_list and sum(fact.address in named for fact in spent) * 2 >= max(1, len(spent)):
                return claims
        return []  # 1, 3

    def _spent(self, unit: UnitIndex, line: str) -> list[Fact]:
        form, item = line.split(".")
        return [f for f in unit.members(form, item, self.basis).values() if f.state == REPORTED and f.value]  # 2

    def _judge_list(self, unit: UnitIndex, line: str, listed: list[Claim]) -> Iterator[Verdict]:
        named = {claim.link for claim in listed}
        for fact in self._spent(unit, line) if listed else ():
            if fact.address not in named:
                yield self._missing(unit, fact, listed)

    def _missing(self, unit: UnitIndex, fact: Fact, listed: list[Claim]) -> Verdict:
        message = {
            "zh": f"报告的明细没有“{fact.label}”{fact.text}，而{fact_name(fact)['zh']}有",
            "en": f"the report's list lacks “{fact.label}” {fact.text}, which {fact_name(fact)['en']} has",
        }
        evidence = (unit.fact_evidence(fact, "right"), unit.claim_evidence(listed[0], "context"))
        return Verdict(FAIL, fact.address, message, Side("—"), fact_side(fact), evidence=evidence)

    def _added(self, unit: UnitIndex, claim: Claim) -> Verdict:
        message = {
            "zh": f"报告的明细有“{claim.subject}”{claim.text}，表中没有这一项",
            "en": f"the report lists “{claim.subject}” {claim.text}, which the form does not have",
        }
        subject = f"report:{self.lines[0]}[{claim.subject}].{self.basis}"
        return Verdict(
            FAIL, subject, message, claim_side(claim), Side("—"), evidence=(unit.claim_evidence(claim, "left"),)
        )


def _closed(claims: list[Claim]) -> list[Claim]:
    """Those whose sentence does not say that it names only examples."""
    sentences: dict[tuple[str, int], list[Claim]] = {}
    for claim in claims:
        start = claim.paragraph_text.rfind("。", 0, claim.start) + 1
        sentences.setdefault((claim.source_id.rpartition(":")[0], start), []).append(claim)
    closed = []
    for (_, start), said in sentences.items():
        lead, rest = said[0].paragraph_text[start : said[0].start], said[-1].paragraph_text[said[-1].end :]
        if not names_examples(flatten(lead), flatten(rest[:_REST]), load_words()):
            closed += said
    return closed


class ExpectOneQuantityToHaveOneValue(UnitExpectation):
    """Expect what the report states more than once to be stated alike.

    One quantity is what is linked to one figure, or, without a link, what goes by the same words in the same measure.

    Left out, in this order:
    1. links that are not certain, shares, growth, parts of a list, what speaks of another period
    2. words of fewer than ``own_words`` characters, and those that one paragraph says of several amounts: they name a kind
    3. pairs of which one says the amount roughly ("近", "余") and the other lies within what those words allow
    4. amounts that differ from the form's figure, or from the first one, and are another figure of the forms to the digit:
       whether that is what the words name is asked where the figure itself is judged
    """

    reads: ClassVar[tuple[str, ...]] = ("prose",)

    own_words: int = 5

    success_keys: ClassVar[tuple[str, ...]] = ("own_words",)

    def judge(self, unit: UnitIndex) -> Iterator[Verdict]:
        """One verdict for every quantity that stands more than once."""
        said: dict[tuple[str, str], list[Claim]] = {}
        for claim in unit.records.claims:
            is_amount = (
                claim.relation in ("amount", "negation") and claim.kind == "quantity" and claim.value is not None
            )
            key = self._key(claim) if is_amount and claim.form == "report" else None  # 1
            if key:
                said.setdefault(key, []).append(claim)
        for (words, _), claims in said.items():
            is_kind = len({claim.paragraph_text for claim in claims}) < len(claims)
            if len(claims) < 2 or (is_kind and not claims[0].link):  # 2
                continue
            if len(claims := self._of_one(unit, claims)) < 2:
                continue  # 4
            yield self._judge_quantity(unit, words, claims)

    def _key(self, claim: Claim) -> tuple[str, str] | None:
        """What makes two claims one quantity; None where nothing does."""
        if claim.scope == "part":
            return None  # who knows whether two parts are the same
        scope = "" if claim.scope == "all" else claim.scope
        if claim.link:
            return (claim.link, f"{claim.period}/{scope}") if claim.certainty == "certain" else None
        if claim.basis not in ("", "final"):
            return None  # a budget, a target or a change of it is another quantity
        subject = normalise_text(claim.subject)
        return (
            (subject, f"{claim.measure}/{scope}")
            if len(subject) >= self.own_words and claim.measure and claim.period == "this"
            else None
        )

    @staticmethod
    def _of_one(unit: UnitIndex, claims: list[Claim]) -> list[Claim]:
        fact = unit.fact(claims[0].link)
        bounds = fact.interval if fact is not None and fact.state == REPORTED else claims[0].bounds
        return [claim for claim in claims if claim.bounds.meets(bounds) or not figure_at(unit, claim, claim.link)]

    @staticmethod
    def _judge_quantity(unit: UnitIndex, words: str, claims: list[Claim]) -> Verdict:
        first = claims[0]
        others = [claim for claim in claims[1:] if not claim.bounds.meets(first.bounds)]  # 3
        other = (others or claims[1:])[0]
        names = claim_name(first), claim_name(other)
        joint = {"zh": "，又", "en": "; and "}
        message = {lang: f"{names[0][lang]}{joint[lang]}{names[1][lang]}" for lang in ("zh", "en")}
        evidence = (unit.claim_evidence(first, "left"), unit.claim_evidence(other, "right"))
        return Verdict(
            FAIL if others else PASS,
            f"report:{words}",
            message,
            claim_side(first),
            claim_side(other),
            evidence=evidence,
        )


def claim_side(claim: Claim) -> Side:
    """A claim as one side of a comparison."""
    assert claim.value is not None
    return Side(claim.text, claim.value, claim.measure)


def claim_name(claim: Claim) -> Texts:
    """ "自评报告称项目支出1426.36万元"."""
    where = {
        "report": {"zh": "自评报告", "en": "the report"},
        "overall": {"zh": "目标与完成情况", "en": "goals and results"},
    }
    place = where.get(claim.form, where["report"])
    subject = "" if claim.relation == "negation" else claim.subject[-24:]
    if claim.relation in ("growth", "change") and claim.direction in ("up", "down"):
        trend = {"up": ("增加", "up by "), "down": ("减少", "down by ")}[claim.direction]
        return {
            "zh": f"{place['zh']}称{subject}{trend[0]}{claim.text}",
            "en": f"{place['en']} says {subject} {trend[1]}{claim.text}",
        }
    return {"zh": f"{place['zh']}称{subject}{claim.text}", "en": f"{place['en']} says {subject} {claim.text}"}


def _doubt(claim: Claim, fact: Fact, other: Fact) -> Texts:
    said, name, equal = claim_name(claim), fact_name(fact), fact_name(other)
    return {
        "zh": f"{said['zh']}，与{name['zh']}{fact.text}不符，但等于{equal['zh']}：可能说的是后者",
        "en": f"{said['en']}, which is not {name['en']} {fact.text} but is {equal['en']}: it may speak of that",
    }


def _speaks_of(claim: Claim, group: list[str]) -> bool:
    """Whether the claim's link is one of the addresses; one without a member covers ``item[anything].basis``."""
    if claim.link in group:
        return True
    head, _, rest = claim.link.partition("[")
    basis = rest.rpartition("].")[2]
    return bool(rest) and f"{head}.{basis}" in group


def _contradiction(unit: UnitIndex, claim: Claim, fact: Fact, subject: str, evidence: list[Evidence]) -> Verdict:
    """The prose and the form give two values: how far apart, and what may lie behind it."""
    assert claim.value is not None and claim.quantum is not None and fact.quantum is not None and fact.value is not None
    said = claim.bounds
    gap = abs(claim.value - fact.value)
    name = fact_name(fact)
    apart = amount_text(gap, fact.measure)
    message = {
        "zh": f"{claim_name(claim)['zh']}，{name['zh']}为{fact.text}，相差{apart}",
        "en": f"{claim_name(claim)['en']}; {name['en']} is {fact.text}; they differ by {apart}",
    }
    verdict = Verdict(
        FAIL, subject, message, claim_side(claim), fact_side(fact), gap, claim.quantum + fact.quantum, tuple(evidence)
    )
    scope = scope_explanation(unit, said - fact.interval, fact)
    if scope is not None and fact.form in ("overall", "basic"):
        return replace(verdict, explanations=(scope,), severity="warning")
    explanations = [*_supports(unit, claim, fact)]
    dimensions = ((fact.measure, 1),)
    if fact.measure == "元":
        explanations += explain_gap(unit, Value(said, dimensions), Value(fact.interval, dimensions, (fact,)))
    else:
        explanations += explain_digits(said, fact.interval, fact.measure)
    return replace(verdict, explanations=tuple(explanations[:MAXIMUM]))


def _supports(unit: UnitIndex, claim: Claim, fact: Fact) -> list[Texts]:
    """Another statement that goes with the form's figure to make a third one: then the prose's figure is the odd one."""
    for other in unit.records.claims:
        if (
            other is claim
            or other.link in ("", claim.link)
            or other.value is None
            or other.measure != "元"
            or other.relation != "amount"
        ):
            continue
        both = other.bounds + fact.interval
        for total in unit.records.facts:
            is_total = total.form == "overall" and total.state == REPORTED and total.measure == "元" and total.value
            if is_total and total.basis == "stated" and total.address != other.link and total.interval.meets(both):
                return [{"zh": f"{other.text}加表中的{fact.text}等于{fact_name(total)['zh']}{total.text}，可见表中的数成立",
                         "en": f"{other.text} plus the form's {fact.text} makes {fact_name(total)['en']} {total.text}: the form's figure holds"}]  # fmt: skip
    return []


def _note(fact: Fact) -> Texts:
    return missing_text([Missing(fact.address, fact.state, fact)])
