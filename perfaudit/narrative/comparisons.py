"""Growth and change: what is compared with what, and by how much it rose or fell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from perfaudit.narrative.bases import (
    POINTS,
    alike,
    chains,
    follows,
    is_average,
    is_whole,
    meant_in_run,
    measures_fit,
    run_before,
)
from perfaudit.narrative.mentions import CHANGE, Mention, Paragraph
from perfaudit.narrative.relations import RATES, named, share_of
from perfaudit.narrative.words import Words, any_of

_JOINED = re.compile("[、,]|和|与|及|以及")
_MONEY = "元"
_IN_TURN = re.compile("分别|依次")
_FROM_ONLY = re.compile("[由从](?:原来?的?)?$")
_SAVED = re.compile("(?:节约|节省|结余|节余)[^,;。]{0,4}$")
_ANOTHER_RATE = re.compile("(?:高于|低于|快于|慢于|高出|优于|好于)[^,;。]*$")


class ComparisonReader:
    """First says which numbers are growth, change, or only compared with; later what each is reckoned from.

    "A比上年B减少C，下降D%": A is the amount, B is compared with, C is a change, D is growth. The base is the year before, the
    budget or a target, whatever stands after 较 or 比.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        growth = words.words["growth"]
        up, down = any_of([*growth["up"], *growth["more"]]), any_of([*growth["down"], *growth["less"]])
        sure_up, sure_down = any_of(growth["up"]), any_of(growth["down"])
        tail = f"{any_of(growth['after_verb'])}*$"
        self._verb = re.compile(f"(?:(?P<up>{up})|(?P<down>{down})){tail}")
        self._sure_verb = re.compile(f"(?:(?P<up>{sure_up})|(?P<down>{sure_down})){tail}")
        self._rises = re.compile("(?:相比)?" + any_of([*growth["up"], *growth["down"], "多", "少"]))
        compare, prior = any_of(words.list_of("compare_words")), any_of(words.list_of("prior_words"))
        self._cue = re.compile(
            rf"{compare}(?:(?P<prior>{prior}|(?:19|20)\d\d年|同期|上期)|(?P<budget>(?:(?:19|20)\d\d年)?{any_of(growth['budget_bases'])})"
            rf"|(?P<target>{any_of(growth['target_bases'])}))|(?P<same>同比|环比|{prior}(?:同期)?相比)"
        )
        # What says only which column a number is of: 年初目标, 实际完成.
        columns = [*growth["fillers"], *growth["target_bases"], *growth["budget_bases"], *words.list_of("done_words")]
        self._column_words = re.compile(any_of([*columns, *words.list_of("plan_words"), *words.list_of("leading"), "了", "值", "完成", "实现", "达到"]))  # fmt: skip
        self._filler = re.compile(f"{any_of(growth['fillers'])}*")
        self._from = re.compile("(?:由|从)[^,;。]{0,14}$")
        self._moves = re.compile(
            rf"^[^,;。\d]*{any_of([*growth['short'], *growth['up'], *growth['down']])}(?:到|至|为)"
        )
        self._by = re.compile(rf"{any_of(growth['by_verbs'])}(?!到|至|率|幅|后)[^,;。]{{0,12}}$")
        self._bases = {
            basis: [re.compile(pattern) for pattern in patterns]
            for basis, patterns in words.words["basis_patterns"].items()
        }

    # What each number is

    def classify(self, paragraph: Paragraph) -> None:
        """Sets relation, direction, basis and whether a number is only compared with; series with 分别 included."""
        for mention in paragraph.mentions:
            if mention.kind != "quantity":
                continue
            if mention.relation == "growth":  # 翻一番
                cue = self._cue_before(paragraph, mention)
                mention.basis = self._base(cue) if cue else "prior"
            elif mention.relation == "amount":
                self._classify(paragraph, mention)
        for series in _series(paragraph):
            for mention in series[1:]:
                if mention.relation == "amount":
                    mention.relation, mention.basis = series[0].relation, series[0].basis
                    mention.direction = mention.direction or series[0].direction

    def _classify(self, paragraph: Paragraph, mention: Mention) -> None:
        before = paragraph.context.before(mention.place)
        cue = self._cue_before(paragraph, mention)
        verb = (self._verb if cue else self._sure_verb).search(before)
        if mention.measure == POINTS or (verb and mention.measure in RATES):
            mention.relation = "change" if mention.measure == POINTS else "growth"
        elif verb and (cue or self._follows_prior(paragraph, mention)):
            mention.relation = "change"
        if mention.relation in ("growth", "change"):
            mention.direction = ("up" if verb["up"] else "down") if verb else ""
            mention.basis = self._base(cue) if cue else ""
            mention.period = "this" if mention.period == "prior" else mention.period
            return
        if self._is_compared(paragraph, mention, cue):
            mention.is_compared = True
            if mention.period == "this" and _FROM_ONLY.search(before) and self._starts_a_move(paragraph, mention):
                mention.period = "prior"  # 由3842万元增至3860万元
        place = paragraph.context.previous_quantity(mention.place)
        if place is not None and paragraph.mentions[place].is_compared and self.words.moves_only(before):
            mention.period = "this"  # 由上年的30万元压减至12万元
        mention.basis = self._basis(paragraph, mention, before)

    def _cue_before(self, paragraph: Paragraph, mention: Mention) -> re.Match[str] | None:
        """The last comparison in the sentence before a number, if only figures of that comparison stand in between."""
        start = paragraph.context.sentence(mention.place)[0]
        here = paragraph.flat_start(mention)
        cue = next(paragraph.last_cues(self._cue, start, here), None)
        if cue is None:
            return None
        between = (m for m in paragraph.between(cue.end(), here) if m.kind == "quantity")
        return cue if all(m.is_compared or m.relation in ("growth", "change") for m in between) else None

    @staticmethod
    def _base(cue: re.Match[str]) -> str:
        return "budget" if cue["budget"] else "target" if cue["target"] else "prior"

    def _follows_prior(self, paragraph: Paragraph, mention: Mention) -> bool:
        """ "2022年10万元，2023年8万元，减少2万元" compares without a word for it."""
        start = paragraph.context.sentence(mention.place)[0]
        return any(
            m.measure == mention.measure and m.is_amount and (m.period == "prior" or m.is_compared)
            for m in paragraph.between(start, paragraph.flat_start(mention))
        )

    def _is_compared(self, paragraph: Paragraph, mention: Mention, cue: re.Match[str] | None) -> bool:
        text, here = paragraph.flat.text, paragraph.flat_start(mention)
        after = paragraph.context.after(mention.place)
        if cue and not cue["same"]:
            between = text[cue.end() : here]
            if self._filler.fullmatch(between) or self._is_subject(paragraph, mention, between):
                return True
        if self._starts_a_move(paragraph, mention):
            return True
        is_target = any(pattern.search(after) for pattern in self.words.patterns("target_after_patterns"))
        return is_target or self._is_whole_of_share(paragraph, mention)

    def _starts_a_move(self, paragraph: Paragraph, mention: Mention) -> bool:
        """ "由30万元减至26万元": the first amount."""
        before, after = paragraph.context.before(mention.place), paragraph.context.after(mention.place)
        return self._from.search(before) is not None and self._moves.match(after) is not None

    def _is_subject(self, paragraph: Paragraph, mention: Mention, between: str) -> bool:
        """ "较上年三公经费20万元减少": the name is said again between the year and its amount."""
        after = paragraph.context.after(mention.place)
        return not re.search(r"[,;:。\d]", between) and bool(self._rises.match(after))

    def _is_whole_of_share(self, paragraph: Paragraph, mention: Mention) -> bool:
        """ "完成年度任务260户的95%"."""
        text, end = paragraph.flat.text, paragraph.context.marks[mention.place].end
        following = paragraph.context.next_quantity(mention.place)
        return (
            following is not None
            and text[end : paragraph.context.marks[following].start] == "的"
            and paragraph.mentions[following].measure in RATES
            and self.words.patterns("share_of_patterns")[0].search(paragraph.context.before(mention.place)) is not None
        )

    def _basis(self, paragraph: Paragraph, mention: Mention, before: str) -> str:
        """The column that the words name: "年初预算安排项目支出" → budget; carried on over 、 and 和."""
        before = self.words.without_rates_of_plans(before)
        if mention.measure == _MONEY and self._by.search(before):
            return CHANGE
        if any(
            pattern.search(paragraph.context.after(mention.place))
            for pattern in self.words.patterns("target_after_patterns")
        ):
            return "target"
        if any(pattern.search(before) for pattern in self.words.patterns("not_basis_patterns")):
            return ""
        for basis, patterns in self._bases.items():
            if any(pattern.search(before) for pattern in patterns):
                return basis
        place = paragraph.context.previous_quantity(mention.place)
        if place is not None and before:
            earlier = paragraph.mentions[place]
            between = paragraph.flat.text[paragraph.context.marks[place].end : paragraph.flat_start(mention)]
            is_joined = re.match("[、和及]", between) and earlier.measure == mention.measure
            if is_joined and earlier.basis in ("budget", "full_year", "target") and not earlier.is_compared:
                return earlier.basis
        return ""

    # What it is reckoned from

    def refer(self, paragraph: Paragraph) -> None:
        """Sets numerator and denominator: claims where both stand in the text, else left to the forms' figures."""
        self._inherit_bases(paragraph)
        all_series = _series(paragraph)
        for series in all_series:
            self._refer_series(paragraph, series)
        in_series = {mention.claim_id for series in all_series for mention in series}
        last: Mention | None = None
        for mention in paragraph.mentions:
            if mention.relation not in ("growth", "change"):
                continue
            if mention.measure == POINTS and self._is_beside_another_rate(paragraph, mention):
                continue
            if not mention.numerator and not (mention.subject and mention.claim_id in in_series):
                self._refer(paragraph, mention, last)
            last = mention

    @staticmethod
    def _inherit_bases(paragraph: Paragraph) -> None:
        """Parts of a budget are budgets."""
        by_id = {mention.claim_id: mention for mention in paragraph.mentions}
        for mention in paragraph.mentions:
            total = by_id.get(mention.parent or mention.within)
            if total is not None and mention.relation in ("amount", "part") and not mention.basis:
                mention.basis = total.basis

    def _refer_series(self, paragraph: Paragraph, series: Sequence[Mention]) -> None:
        """ "甲和乙分别占总支出的60%和40%": the parts in their order, by name or as the amounts just before."""
        first = series[0]
        names, parts = self._names_of_series(paragraph, series), self._parts_of_series(paragraph, series)
        if first.relation not in ("share", "growth", "change"):
            return
        if first.relation == "share":
            whole = share_of(paragraph, first, self.words) or ""
            wholes = [
                m for m in paragraph.mentions if m.is_own_amount and m.measure not in RATES and m.period == first.period
            ]
            found = named(wholes, whole, first) if whole else None
            for mention in series:
                mention.numerator, mention.denominator = "", found.claim_id if found else ""
            for mention, name in zip(series, names, strict=False):
                mention.subject = f"{self.words.noun(name)}占{whole}"
        for mention, part in zip(series, parts, strict=False):
            if mention.relation == "share" or mention.measure in RATES or mention.measure == part.measure:
                mention.numerator = part.claim_id
            mention.subject = part.subject
            if mention.relation != "share":
                mention.denominator = ""

    def _names_of_series(self, paragraph: Paragraph, series: Sequence[Mention]) -> list[str]:
        """ "甲和乙分别占": the names that the clause gives, one for each number."""
        opening = _IN_TURN.split(paragraph.context.before(series[0].place))[0]
        cue = self._cue.search(opening)
        opening = opening[: cue.start()] if cue else opening
        return [name for name in _JOINED.split(re.sub("占$|占比$", "", opening)) if name]

    def _parts_of_series(self, paragraph: Paragraph, series: Sequence[Mention]) -> list[Mention]:
        first = series[0]
        start = paragraph.context.sentence(first.place)[0]
        names = self._names_of_series(paragraph, series)
        amounts = [m for m in paragraph.mentions[: first.place] if m.is_own_amount and m.measure not in RATES]
        if len(names) == len(series) and all(len(name) >= 2 for name in names):
            found = [named(amounts, self.words.noun(name), first) for name in names]
            return [m for m in found if m is not None] if all(m is not None for m in found) else []
        within = [m for m in amounts if paragraph.flat_start(m) >= start]
        return within[-len(series) :] if not names and len(within) >= len(series) else []

    def _refer(self, paragraph: Paragraph, mention: Mention, last: Mention | None) -> None:
        start, here = paragraph.context.sentence(mention.place)[0], paragraph.flat_start(mention)
        cue = next(paragraph.last_cues(self._cue, start, here), None)
        at = cue.start() if cue is not None and mention.basis else here
        own = self._own_subject(paragraph, mention, at, start)
        if not own and self._is_saved_from_budget(paragraph, mention, start):
            mention.basis, last = "budget", None
        if last is not None and not chains(paragraph, last, mention):
            last = None
        is_chained = last is not None and paragraph.flat_start(last) >= max(start, at if mention.basis else start)
        if not own and is_chained and last is not None:
            mention.subject, mention.numerator, mention.denominator = last.subject, last.numerator, last.denominator
            mention.basis = last.basis
            return
        compared = [
            m
            for m in paragraph.between(max(at, start), here)
            if m.is_compared and m.is_amount and measures_fit(m, mention)
        ]
        candidates = self._numerators(paragraph, mention, own, at, start, compared)
        if own:
            mention.subject = own
        if not candidates:
            return
        base = compared[-1] if compared else self._moved_from(paragraph, candidates[0])
        base = base or self._base_in_text(paragraph, mention, candidates[0])
        if base is not None and not own and is_average(candidates[0]) != is_average(base):
            near = [m for m in paragraph.between(start, here) if m.is_own_amount and m.measure == base.measure]
            candidates = [m for m in near if is_average(m) == is_average(base) and follows(mention, m, base)]
            if len(candidates) != 1:
                return  # 人均1.04册，比上年115.2万册: of which number, nothing tells
        if not own and not candidates[0].parent and len(run := run_before(paragraph, candidates[0], start)) > 2:
            fitting = [m for m in meant_in_run(run) if base is not None and follows(mention, m, base)]
            candidates = fitting if len(fitting) == 1 else []
            if not candidates:
                return  # of the last of several or of all: nothing tells
        chosen = next((m for m in candidates if base is not None and follows(mention, m, base)), candidates[0])
        if base is None and candidates[0].parent and len(candidates) > 1 and not own:
            return  # of the last part or of the whole: nothing tells
        mention.numerator, mention.subject = chosen.claim_id, own or chosen.subject
        mention.denominator = base.claim_id if base is not None else ""

    def _is_beside_another_rate(self, paragraph: Paragraph, mention: Mention) -> bool:
        """ "高于城镇居民增速(4.9%)1.9个百分点": points beside the rate of another subject, not of another time."""
        start = paragraph.context.clause(mention.place)[0]
        found = _ANOTHER_RATE.search(paragraph.flat.text, start, paragraph.flat_start(mention))
        return found is not None and self.words.of("prior_words").search(found.group()) is None

    @staticmethod
    def _is_saved_from_budget(paragraph: Paragraph, mention: Mention, start: int) -> bool:
        """ "去年3.00万元，预算2.90万元，节约0.26万元": what is saved behind a budget is saved from it."""
        amounts = [m for m in paragraph.between(start, paragraph.flat_start(mention)) if m.is_amount]
        is_saved = _SAVED.search(paragraph.context.before(mention.place)) is not None
        return is_saved and bool(amounts) and amounts[-1].basis in ("budget", "full_year")

    def _moved_from(self, paragraph: Paragraph, numerator: Mention) -> Mention | None:
        """The first amount of 由A增至B, for B."""
        place = paragraph.context.previous_quantity(numerator.place)
        first = paragraph.mentions[place] if place is not None else None
        is_moved = first is not None and first.is_compared and self._starts_a_move(paragraph, first)
        return first if first is not None and is_moved and first.measure == numerator.measure else None

    def _own_subject(self, paragraph: Paragraph, mention: Mention, at: int, start: int) -> str:
        """The noun of the comparison's own clause: "三公经费比上年减少" → "三公经费"; "" where it has none."""
        place = next((p for p in range(mention.place - 1, -1, -1) if paragraph.flat_start(paragraph.mentions[p]) < at and paragraph.mentions[p].kind == "quantity"), None)  # fmt: skip
        begin = max(start, paragraph.context.marks[place].end if place is not None else 0)
        phrase = re.split("[,;:。(]", paragraph.flat.text[begin:at])[-1]
        if place is not None and begin > start and phrase == paragraph.flat.text[begin:at]:
            return ""  # 20万元比上年…: nothing but the number before it
        cut = self._verb.sub("", phrase) if at == paragraph.flat_start(mention) else phrase
        noun = self.words.noun(re.sub(r"^(?:19|20)\d\d年度?", "", cut))
        return noun if len(noun) >= 2 and not self._filler.fullmatch(noun) else ""

    def _numerators(
        self, paragraph: Paragraph, mention: Mention, own: str, at: int, start: int, compared: Sequence[Mention]
    ) -> list[Mention]:
        """The amounts that can be meant, the likeliest first: the last one, then the total that it is a part of."""
        amounts = [
            m
            for m in paragraph.mentions[: mention.place]
            if m.is_own_amount and measures_fit(m, mention) and m.period == "this" and m.basis in ("", "final")
            and not is_whole(paragraph, m)
        ]  # fmt: skip
        if own:
            found = named(amounts, own, mention) if len(own) >= 3 else None
            return [found] if found else []
        near = [
            m for m in amounts if paragraph.flat_start(m) >= start and (paragraph.flat_start(m) < at or not compared)
        ]
        if not near:
            return []
        total = next((m for m in amounts if m.claim_id in (near[-1].parent, near[-1].within)), None)
        return [near[-1], total] if total is not None else [near[-1]]

    def _base_in_text(self, paragraph: Paragraph, mention: Mention, numerator: Mention) -> Mention | None:
        """The prior or budget amount that stands elsewhere in the sentence."""
        start, end = paragraph.context.whole_sentence(mention.place)
        within = [m for m in paragraph.between(start, end) if m.is_amount]
        within = [m for m in within if m.measure == numerator.measure and m is not numerator]
        if mention.basis in ("", "prior"):
            bases = [m for m in within if m.period == "prior" and m.place < mention.place + 3]
            bases = [m for m in bases if m.is_compared or m.subject in ("", numerator.subject) or alike(m, numerator)]
            bases += [m for m in within if m.is_compared and not m.basis and m.place < mention.place]
        else:
            bases = [m for m in within if m.basis == mention.basis and m.place < mention.place]
            bases = bases if len(bases) == 1 else [m for m in bases if alike(m, numerator)]
            bases = [m for m in bases if self._may_be_base(m, numerator, within)]
        return min(bases, key=lambda m: abs(m.place - mention.place)) if bases else None

    def _may_be_base(self, base: Mention, numerator: Mention, within: Sequence[Mention]) -> bool:
        """Whether a target or budget can be the numerator's: not where it has another name, or follows another's amount."""
        names = [self._column_words.sub("", m.subject) for m in (base, numerator)]
        if alike(base, numerator) or len(names[1]) < 2:
            return True
        if len(names[0]) >= 2:
            shorter, longer = sorted(names, key=len)
            return set(shorter) <= set(longer)
        return not any(
            m.is_own_amount and m.basis in ("", "final") and m.place < base.place < numerator.place for m in within
        )


def _series(paragraph: Paragraph) -> list[list[Mention]]:
    """Numbers after 分别 or 依次 that only 、 and 和 part: "分别占60%和40%"."""
    if _IN_TURN.search(paragraph.flat.text) is None:
        return []
    found: list[list[Mention]] = []
    text = paragraph.flat.text
    for mention in paragraph.mentions:
        if mention.kind != "quantity" or not _IN_TURN.search(paragraph.context.before(mention.place)):
            continue
        series = [mention]
        for other in islice(paragraph.mentions, mention.place + 1, None):
            between = text[paragraph.context.marks[series[-1].place].end : paragraph.flat_start(other)]
            joint = _JOINED.match(between)
            rest = between[joint.end() :] if joint else "?"
            if other.kind != "quantity" or rest not in ("", "增加", "减少", "增长", "下降"):
                break
            series.append(other)
        if len(series) > 1:
            found.append(series)
    return found


@lru_cache(maxsize=4)
def comparison_reader(words: Words) -> ComparisonReader:
    """Made once: the patterns are the same for every text."""
    return ComparisonReader(words)
