"""Goes through the claims and gives each its link, its certainty and the reason."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from perfaudit.linking.around import Around
from perfaudit.linking.by_hand import SettledLink, find_settled
from perfaudit.linking.carried import Carried
from perfaudit.linking.chains import Chains
from perfaudit.linking.continued import Continued, other_cell
from perfaudit.linking.figures import FigureName, FigureNames
from perfaudit.linking.frames import Frames
from perfaudit.linking.indicators import Candidate, IndicatorLinker, settle
from perfaudit.linking.members import MemberNames
from perfaudit.linking.operands import Operands
from perfaudit.linking.reckoned import Reckoned
from perfaudit.narrative import PATH_SEPARATOR, Words, load_words, text_pieces
from perfaudit.records import REPORTED, Claim, Fact, Indicator

CERTAIN, LIKELY, UNLINKED = "certain", "likely", "unlinked"
_MONEY = "元"
_FULL_POINTS = 100
_PARTS_OF = {
    "overall.total_funds": ("overall.basic_spending", "basic.project_spending"),
    "overall.basic_spending": ("basic.running_costs",),
    "basic.three_public": ("basic.vehicles", "basic.vehicle_purchase", "basic.vehicle_running", "basic.travel_abroad", "basic.reception"),
}  # fmt: skip
_IS = ("的", "为", "是", "系", "属于")
_RATIOS = ("share", "growth", "change")
_JOINTS = ",、;:和及与"
_BY = "change"  # the basis of an amount that something was raised or cut by
_TOTAL, _RATE = "overall.total_funds", "overall.total_funds.rate"
_KINDS_OF_FUNDS = tuple(f"overall.{item}" for item in ("general_budget", "government_fund", "state_capital", "social_insurance", "fiscal_account", "other_funds"))  # fmt: skip
_GENERAL = "overall.general_budget.stated"
_LIST_TOTALS = ("project_spending", "special_funds", "upper_transfers", "running_costs")


def link_claims(
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    indicators: Sequence[Indicator] = (),
    settled: Sequence[SettledLink] = (),
) -> tuple[Claim, ...]:
    """The claims in their order, with ``link``, ``certainty``, ``link_reason``, ``numerator`` and ``denominator`` filled in.

    A link is the address of a fact that the forms have (be it blank), or ``<indicator>.actual``, for the numbers of the goals,
    too: their ``section`` says that they speak of the target. What the report calls planned goes to ``<indicator>.target``. Numerators and denominators that are no
    claim are addresses of facts. What an auditor ``settled`` holds.
    """
    return tuple(_Linker(claims, facts, indicators, load_words(), find_settled(claims, settled)).linked())


class _Linker:
    def __init__(
        self,
        claims: Sequence[Claim],
        facts: Sequence[Fact],
        indicators: Sequence[Indicator],
        words: Words,
        settled: Mapping[str, list[SettledLink]],
    ) -> None:
        self.settled = settled
        self.claims, self.words = list(claims), words
        self.addresses = {fact.address for fact in facts}
        self.values = {fact.address: fact.interval for fact in facts if fact.state == REPORTED}
        self.figures = _figure_names()
        self.members = MemberNames(facts, words)
        self.indicators = IndicatorLinker(indicators, words)
        self.frames = Frames(self.indicators.named, words)
        self.links: dict[str, tuple[str, str, str]] = {}  # claim_id → link, certainty, reason
        self._basis_only = lru_cache(maxsize=4096)(self.figures.basis_only)
        self.topics: dict[str, FigureName] = {}  # claim_id → the figure it names
        self.chains = Chains(self.figures, self.values, self.addresses, words)
        self.continued = Continued(words)
        self.reckoned = Reckoned(self.figures, self.addresses, words)
        self.carried = Carried(self.figures, words)
        self.plan = words.of("plan_words")
        self.no_plan = words.of("not_plan_words")
        self._full_points = words.patterns("full_points_patterns")
        self.plan_sections = words.patterns("plan_sections_patterns")

    def linked(self) -> list[Claim]:
        paragraphs = list(self._paragraphs())
        candidates: list[Candidate] = []
        for paragraph in paragraphs:
            self._link_figures(paragraph)
            self._link_reckoned(paragraph)
            self._link_chains(paragraph)
            candidates.extend(self._candidates(paragraph))
        for candidate in settle(candidates):
            self.links[candidate.claim.claim_id] = _indicator_link(candidate)
        for paragraph in paragraphs:
            self._link_told_targets(paragraph)
        self._part_from_wholes()
        self._settle_by_hand()
        operands = Operands(self.figures, self.addresses, self.links, self.words)
        return [operands.filled(claim) for claim in self.claims]

    def _part_from_wholes(self) -> None:
        """A whole is not the figure that one of its parts is: "实有90人，其中在职56人、退休34人"."""
        for claim in self.claims:
            link = self.links.get(claim.claim_id, ("",))[0]
            if claim.parent and link and self.links.get(claim.parent, ("",))[0] == link:
                self.links[claim.parent] = "", UNLINKED, "它的一部分才是表中的数"

    def _link_figures(self, paragraph: Around) -> None:
        previous: Claim | None = None
        for place, claim in enumerate(paragraph.claims):
            if claim.kind == "quantity" and self._may_be_linked(claim):
                self.links[claim.claim_id] = self._figure_link(paragraph, place, previous)
                if self.links[claim.claim_id][0] == _RATE:
                    self._link_budget_chain(paragraph, place)
                if claim.relation not in _RATIOS:
                    previous = claim

    def _link_reckoned(self, paragraph: Around) -> None:
        for claim, address in self.reckoned.find(paragraph):
            if self.links.get(claim.claim_id, ("?",))[0] in ("", _RATE):
                self.links[claim.claim_id] = address, CERTAIN, "是所说比率的算式中的数"

    def _link_chains(self, paragraph: Around) -> None:
        for steps in self.chains.find(paragraph):
            for step in steps:
                if self.links.get(step.claim.claim_id, ("?",))[0] == "":
                    reason = "同句依次说预算、执行，且与本单位的数相符"
                    self.links[step.claim.claim_id] = step.address, CERTAIN, reason

    def _candidates(self, paragraph: Around) -> Iterator[Candidate]:
        for place, claim in enumerate(paragraph.claims):
            is_free = self.links.get(claim.claim_id, ("?",))[0] == ""
            if is_free and claim.relation != "share" and (candidate := self._indicator(paragraph, place)):
                yield candidate

    def _link_told_targets(self, paragraph: Around) -> None:
        """ "建立制度5项，完成了年初5项的目标": the second number is the target of what the first one tells."""
        for place, claim in enumerate(paragraph.claims):
            if (
                self.links.get(claim.claim_id, ("?",))[0]
                or (told := self.continued.target_of(paragraph, place)) is None
            ):
                continue
            link, certainty, _ = self.links.get(told.claim_id, ("", UNLINKED, ""))
            if link.endswith(".actual") and not (
                paragraph.may_be_surplus(place) and not self.indicators.is_target(claim, link)
            ):
                self.links[claim.claim_id] = other_cell(link, "target", self.addresses), certainty, "是前一数字的目标"

    def _settle_by_hand(self) -> None:
        """What an auditor settled holds, whatever the words say."""
        for claim_id, settled in self.settled.items():
            for entry in settled:
                if not entry.is_forbidden:
                    self.links[claim_id] = entry.address, CERTAIN, "审计人员指定"
                elif entry.address in ("", self.links.get(claim_id, ("",))[0]):
                    self.links[claim_id] = "", UNLINKED, "审计人员排除"

    def _paragraphs(self) -> Iterator[Around]:
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            groups[claim.source_id.rpartition(":")[0]].append(claim)
        for claims in groups.values():
            claims.sort(key=lambda claim: claim.start)
            starts = [claim.start for claim in claims]
            *pieces, last = text_pieces(claims[0].paragraph_text)
            for start, end in pieces:
                if piece := claims[bisect_left(starts, start) : bisect_left(starts, end)]:
                    yield Around(piece, start, end, self.words)
            if piece := claims[bisect_left(starts, last[0]) :]:  # with a blank, which begins where its text ends
                yield Around(piece, *last, self.words)

    def _may_be_linked(self, claim: Claim) -> bool:
        """Not what is planned for next year, nor what is of neither this year nor the last."""
        titles = claim.section.split(PATH_SEPARATOR)
        future = self.words.list_of("future_sections")
        is_future = claim.form == "report" and any(self.words.section(title) in future for title in titles)
        return not is_future and claim.period in ("this", "prior")

    # Figures

    def _figure_link(self, paragraph: Around, place: int, previous: Claim | None) -> tuple[str, str, str]:
        claim = paragraph.claims[place]
        if claim.relation in _RATIOS:
            return "", UNLINKED, ""
        if claim.basis in (_BY, "target"):
            return "", UNLINKED, ""
        if claim.relation == "part" and (line := self._line_behind(paragraph, place)):
            return line
        certainty = CERTAIN
        name: FigureName | None = None
        phrases = self._phrases(paragraph, place)
        for phrase in phrases:
            if (name := self.figures.find(phrase, claim.measure)) is not None:
                break
        if name is None and claim.relation == "count_of_list":
            return "", UNLINKED, ""
        behind = paragraph.places.behind(paragraph.context, place) if name is None else None
        if name is None and behind is not None and behind[0] in _IS and claim.measure == _MONEY:
            name = self.figures.find_behind(behind[1], claim.measure)
        if (
            name is not None
            and name.led_by in self.words.list_of("part_verbs")
            and not self._is_told_by_parts(claim, previous, name)
        ):
            return "", UNLINKED, "可能只是另一项支出的一部分"
        if name is None:
            name = self.carried.find(paragraph, place, self.topics)
        if name is None and (name := paragraph.noun_after(place, self.figures)) is not None:
            certainty = LIKELY
        if name is None and (name := self._carried(paragraph, place, previous)) is not None:
            certainty = LIKELY
        if name is None:
            return self._score_link(paragraph, place) or self._member_link(paragraph, place, phrases, behind)
        if name.item == _TOTAL and claim.measure == _MONEY and (topic := self.carried.sentence_topic(paragraph, place)):
            name = replace(topic, basis=name.basis)  # 项目支出主要用于…，全年支出10万元
        if name.item == _TOTAL and self.carried.is_of_either(paragraph, place):
            return "", UNLINKED, "可能是前一分句所说的支出，也可能是全部支出"
        if reason := self._is_of_something_else(paragraph, place, previous, name):
            return "", UNLINKED, reason
        if not claim.measure and claim.value and _MONEY in name.measures:
            return "", UNLINKED, "没有写明金额单位"
        if not name.basis and claim.basis in ("budget", "full_year") and _MONEY in name.measures:
            name = replace(name, basis=claim.basis)
        self.topics[claim.claim_id] = name
        if self._is_income(paragraph, place, name):
            return "", UNLINKED, "说的是收入，表中填的是支出"
        known = [address for address in name.addresses(claim.period) if address in self.addresses]
        if name.item == _TOTAL and claim.scope == "general":
            known = [address for address in (_GENERAL,) if f"{_TOTAL}.final" in known and address in self.addresses]
        if known:
            return known[0], certainty, f"用语“{name.word}”与计量单位相符"
        return "", UNLINKED, f"表中没有“{name.word}”对应的一栏"

    def _is_told_by_parts(self, claim: Claim, previous: Claim | None, name: FigureName) -> bool:
        """Whether a sentence goes through a whole whose part the figure is ("三公经费21万元，花在公务接待上6万元"), or the value agrees."""
        topic = self.topics.get(previous.claim_id) if previous is not None else None
        known = [self.values[a] for a in name.addresses(claim.period) if a in self.values]
        agrees = claim.value is not None and any(claim.bounds.meets(value) for value in known)
        return agrees or (topic is not None and name.item in _PARTS_OF.get(topic.item, ()))

    def _is_of_something_else(self, paragraph: Around, place: int, previous: Claim | None, name: FigureName) -> str:
        """Why a general name ("全年支出", "预算执行率", "得分") is no figure of the whole unit here; "" where it is one."""
        start, end = paragraph.context.whole_sentence(place)
        sentence = paragraph.context.text[start:end]
        if name.sentence_words and not any(word in sentence for word in name.sentence_words):
            return f"本句没有说到{'、'.join(name.sentence_words[:2])}"
        if name.measures == {"分"} and self._is_full_points(paragraph, place):
            return "说的是满分，不是得分"
        if name.measures != {"分"} and paragraph.is_of_part_of_year(place):
            return "不是全年的数"
        claim = paragraph.claims[place]
        if name.item in _KINDS_OF_FUNDS and self._is_of_another_figure(paragraph, place, previous):
            return "只是另一项支出的资金来源"
        if name.item != _TOTAL:
            return ""
        before = paragraph.context.text[start : paragraph.context.marks[place].start]
        title = claim.section.split(PATH_SEPARATOR)[-1]
        of_project = any(
            pattern.search(before) or (pattern.search(title) and not self.words.section(title))
            for pattern in self.words.patterns("one_project_words_patterns")
        )
        if of_project or (name.measures == {"%"} and self._follows_another(previous, claim, len(before))):
            return "说的是单个项目或另一项资金"
        return ""

    def _is_full_points(self, paragraph: Around, place: int) -> bool:
        """Whether points are those to be had: "评分办法（预算执行20分、产出40分）", "总分100分，自评98分"."""
        claim, context = paragraph.claims[place], paragraph.context
        start, end = context.whole_sentence(place)
        before = context.text[start : context.marks[place].start]
        if any(p.search(before) for p in self.words.patterns("points_scheme_patterns")):
            return True
        rest = context.text[context.marks[place].end : end]
        return claim.value == _FULL_POINTS and all(
            pattern.search(text) for pattern, text in zip(self._full_points, (before, rest), strict=True)
        )

    def _is_of_another_figure(self, paragraph: Around, place: int, previous: Claim | None) -> bool:
        """Whether a kind of funds pays for the figure before it only: "项目支出500万元，其中一般公共预算400万元"."""
        claim = paragraph.claims[place]
        if previous is None or claim.value is None or previous.measure != _MONEY or claim.relation == "negation":
            return False
        whole = next((c for c in paragraph.claims[:place] if c.claim_id == claim.parent), previous)
        if (whole.value or 0) < claim.value or whole.measure != _MONEY:
            return False
        topic = self.topics.get(whole.claim_id)
        if whole is not previous:
            return topic is not None and topic.item not in (_TOTAL, *_KINDS_OF_FUNDS)
        other = paragraph.context.previous_quantity(place)
        end = paragraph.context.marks[other].end if other is not None else 0
        between = paragraph.context.text[end : paragraph.context.marks[place].start]
        is_line = "[" in self.links.get(previous.claim_id, ("",))[0]
        is_another = is_line or (topic is not None and topic.item not in (_TOTAL, *_KINDS_OF_FUNDS))
        return is_another and self.words.of("source_leads").search(between) is not None

    def _is_income(self, paragraph: Around, place: int, name: FigureName) -> bool:
        """Whether a kind of funds is part of the income while the form gives what was spent: "收入合计…，其中一般公共预算…"."""
        if name.item not in _KINDS_OF_FUNDS:
            return False
        claim = paragraph.claims[place]
        total = next((c for c in paragraph.claims[:place] if c.claim_id == claim.parent), None)
        if total is None:
            start = paragraph.context.sentence(place)[0]
            before = paragraph.context.text[start : paragraph.context.marks[place].start]
            total = (
                next((c for c in paragraph.claims[:place] if "收入" in c.subject), None) if "收入" in before else None
            )
            if total is None:
                return False
        spent = self.values.get(f"{_TOTAL}.final")
        return (
            "收入" in total.subject and spent is not None and total.value is not None and not total.bounds.meets(spent)
        )

    def _follows_another(self, previous: Claim | None, claim: Claim, reach: int) -> bool:
        """Whether the amount before, in the same sentence, is of another figure: then a rate is of that figure, too."""
        if previous is None or previous.start < claim.start - 2 * reach:
            return False
        topic = self.topics.get(previous.claim_id)
        is_money = topic is not None and _MONEY in topic.measures
        return (topic is not None and is_money and topic.item != _TOTAL) or "[" in self.links.get(
            previous.claim_id, ("",)
        )[0]

    def _link_budget_chain(self, paragraph: Around, place: int) -> None:
        """ "年初预算…，全年预算…，全年执行…，预算执行率…": the amounts before the unit's rate are the unit's, too."""
        for other, claim in enumerate(paragraph.claims[:place]):
            if claim.claim_id not in self.links or self.links[claim.claim_id][0] or claim.measure != _MONEY:
                continue
            basis = self._basis_only(paragraph.context.before(other)) if claim.relation == "amount" else ""
            address = f"{_TOTAL}.{basis}"
            if basis and claim.period == "this" and address in self.addresses:
                self.links[claim.claim_id] = address, LIKELY, "与同段的预算执行率相连"

    def _score_link(self, paragraph: Around, place: int) -> tuple[str, str, str] | None:
        """The score of what the number before is: "预算执行率95%，该项得9.5分"."""
        told = self.continued.scored(paragraph, place)
        link = other_cell(self.links.get(told.claim_id, ("",))[0], "score", self.addresses) if told else ""
        return (link, CERTAIN, "是前一数字的得分") if link else None

    def _carried(self, paragraph: Around, place: int, previous: Claim | None) -> FigureName | None:
        """The figure named before, where the clause only names another column: "三公经费预算5万元，实际支出1.86万元"."""
        claim = paragraph.claims[place]
        if previous is None or previous.claim_id not in self.topics or previous.sentence != claim.sentence:
            return None
        before = paragraph.context.before(place)
        name = self.topics[previous.claim_id]
        told = paragraph.places.before_bracket(paragraph.context, place)
        if told is not None and told[0].strip(_JOINTS) and not self.carried.says_only_column(told[0]):
            return None  # 甲专项（实支10万元）: the bracket is of what stands before it
        if claim.measure not in (_MONEY, "%"):
            return None  # "其中预算执行9.85分" is the score of an item, not the total
        says_only_when = self.words.moves_only(before) or (
            claim.period == "prior" and before not in ("", "由", "从") and not self.words.noun(before)
        )
        basis = "final" if says_only_when else self.figures.basis_only(before)
        is_known = bool(basis) and claim.measure in name.measures and (says_only_when or basis in name.bases)
        return replace(name, basis=basis) if is_known else None

    def _line_behind(self, paragraph: Around, place: int) -> tuple[str, str, str] | None:
        """The line of a list that names its lines behind their amounts: "专项资金由52万元投向甲专项、48万元投向乙专项组成"."""
        if self.words.of("money_leads").match(paragraph.context.after(place)) is None:
            return None
        found = self.members.find(paragraph.claims[place].subject, True)
        address = f"{found[0]}.final" if found and paragraph.claims[place].period == "this" else ""
        return (address, CERTAIN, "与表中项目同名，列在金额之后") if address in self.addresses else None

    def _phrases(self, paragraph: Around, place: int) -> list[str]:
        """The phrases that may name a number, and what its bracket stands behind, where that says nothing but a column."""
        phrases = list(paragraph.phrases(place))
        told = paragraph.places.before_bracket(paragraph.context, place)
        if told is not None and (not self.words.strip_tail(told[1]) or self.carried.says_only_column(told[1])):
            phrases.append("".join(told))
        return phrases

    def _member_link(
        self, paragraph: Around, place: int, phrases: Sequence[str], behind: tuple[str, list[str]] | None
    ) -> tuple[str, str, str]:
        claim = paragraph.claims[place]
        if claim.measure != _MONEY and not (claim.value is None and claim.relation == "part"):
            return "", UNLINKED, ""
        total = self.links.get(claim.parent, ("", "", ""))[0]
        is_line = claim.relation == "part" and total.split(".")[1:2] and total.split(".")[1] in _LIST_TOTALS
        names = behind[1] if behind else ()
        before = paragraph.context.before(place)
        is_sum = self.words.of("sum_words", "total_labels").fullmatch(self.words.strip(before) or before) is not None
        has_own = names or is_sum or paragraph.places.is_of_number_before(before)
        for phrase in (*phrases, *names, *(() if has_own else (claim.subject,))):
            name, basis = self.figures.split_basis(self.words.strip(phrase))
            basis = basis if basis in ("budget", "full_year") else claim.basis if claim.basis != "final" else ""
            found = self.members.find(name, bool(is_line)) if name else None
            if found is None:
                continue
            prefix, how = found
            address = f"{prefix}.{basis or ('prior_final' if claim.period == 'prior' else 'final')}"
            if address in self.addresses:
                reason = {
                    "exact": "与表中项目同名",
                    "core": "与表中项目名称只差“专项、支出”等字",
                    "joint": "与表中一行所列各项相同",
                    "fuzzy": "与表中项目名称相近",
                }
                return address, LIKELY if how == "fuzzy" else CERTAIN, reason[how]
        return "", UNLINKED, ""

    # Indicators

    def _indicator(self, paragraph: Around, place: int) -> Candidate | None:
        claim = paragraph.claims[place]
        in_money = claim.measure == _MONEY and (claim.parent or paragraph.is_cell(place))
        if claim.period != "this" or claim.value is None or in_money:
            return None
        candidate = self._named_indicator(paragraph, place)
        return None if candidate and paragraph.may_be_surplus(place) and not candidate.is_equal else candidate

    def _named_indicator(self, paragraph: Around, place: int) -> Candidate | None:
        claim = paragraph.claims[place]
        if claim.relation == "amount" and (framed := self.frames.find(paragraph, place)) is not None:
            return self.indicators.framed(claim, *framed)
        words = paragraph.words(place)
        if claim.relation == "change" or paragraph.is_start_of_change(place):
            return None
        if paragraph.is_of_part_of_year(place):
            return None
        before = self.no_plan.sub("", self.words.without_rates_of_plans(words.before))
        is_plan = self.plan.search(before) is not None
        is_plan = is_plan or claim.basis == "target" or paragraph.is_planned(place, self.plan_sections)
        is_goal = claim.form == "overall" and claim.section == "goal"
        return self.indicators.best(claim, words, "target" if is_plan or is_goal else "actual")


def _indicator_link(candidate: Candidate) -> tuple[str, str, str]:
    is_goal = candidate.claim.form == "overall" and candidate.claim.section == "goal"
    link = f"{candidate.indicator.address}.{'actual' if is_goal else candidate.cell}"
    said = "本句" if candidate.own < candidate.score else "本分句"
    if candidate.claim.relation == "negation":
        return link, candidate.certainty, "所说“没有发生”的事与指标名称相近"
    if candidate.certainty == LIKELY and candidate.is_equal:
        return link, LIKELY, f"{said}与指标名称部分相近，且计量单位和数值相同"
    return link, candidate.certainty, f"{said}与指标名称相近（{candidate.score:.0%}），计量单位相同"


@lru_cache
def _figure_names() -> FigureNames:
    """Made once: the patterns are the same for every unit."""
    return FigureNames(load_words())
