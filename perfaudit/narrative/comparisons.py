"""Growth and change: what is compared with what, and by how much it rose or fell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

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
from perfaudit.narrative.relations import RATES, named
from perfaudit.narrative.series import find_series, refer_series
from perfaudit.narrative.words import Words, any_of

_MONEY = "元"
_FROM_ONLY = re.compile("[由从](?:原来?的?)?$")
_MOVED_TO = re.compile("[到至为成]了?$")
_IN_BRACKET = re.compile(r"([^,;。()\d]*)\($")  # 预算（22万元）: the words before the bracket name the column
_AGAINST = re.compile("突破|超|低于|高于|少于|不足|控制在|以内")  # 未突破330万元的预算
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
        self._verb = re.compile(f"(?<![最至不许众])(?:(?P<up>{up})|(?P<down>{down})){tail}")
        self._sure_verb = re.compile(f"(?:(?P<up>{sure_up})|(?P<down>{sure_down})){tail}")
        self._rises = re.compile("(?:相比)?" + any_of([*growth["up"], *growth["down"], "多", "少"]))
        compare, prior = any_of(words.list_of("compare_words")), any_of(words.list_of("prior_words"))
        above, below = any_of(growth["beyond_up"]), any_of(growth["beyond_down"])
        bases = any_of([*growth["budget_bases"], *growth["target_bases"]])
        self._inside = re.compile(rf"(?:{compare}|{above}|{below})(?:年初|年度|全年)?$"), re.compile(f"的{bases}")
        said = r"(?:(?:年初|年度|全年)?\d[\d.,]*[^\d,;。的]{1,4}的)?"  # 比22万元的预算
        self._cue = re.compile(
            rf"(?:{compare}|(?P<above>{above})|(?P<below>{below}))了?{said}(?:(?P<budget>(?:(?:19|20)\d\d年)?{any_of(growth['budget_bases'])})"
            rf"|(?P<target>{any_of(growth['target_bases'])}))|{compare}(?:(?P<prior>{prior}|(?:19|20)\d\d年|同期|上期))"
            rf"|(?P<same>同比|环比|{prior}(?:同期)?相比)"
        )
        # What says only which column a number is of: 年初目标, 实际完成.
        columns = [*growth["fillers"], *growth["target_bases"], *growth["budget_bases"], *words.list_of("done_words")]
        self._column_words = re.compile(any_of([*columns, *words.list_of("plan_words"), *words.list_of("leading"), "了", "值", "完成", "实现", "达到"]))  # fmt: skip
        self._of_budget = re.compile("的(?:年初|批复|部门)?预算(?!执行|完成|调整)")
        self._filler = re.compile(f"{any_of(growth['fillers'])}*")
        self._from = re.compile("(?:由|从)[^,;。]{0,14}$")
        self._moves = re.compile(
            rf"^[^,;。\d]*(?:{any_of([*growth['short'], *growth['up'], *growth['down']])}(?:到|至|为|成)"
            rf"|到了?(?:{any_of(words.list_of('this_words'))}|(?:19|20)\d\d年)度?的?$)"
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
        for series in find_series(paragraph):
            for mention in series[1:]:
                if mention.relation == "amount":
                    mention.relation, mention.basis = series[0].relation, series[0].basis
                    mention.direction = mention.direction or series[0].direction

    def _classify(self, paragraph: Paragraph, mention: Mention) -> None:
        before = paragraph.context.before(mention.place)
        cue = self._cue_before(paragraph, mention)
        followed = self._followed(paragraph, mention) if cue is None else None
        verb = (self._verb if cue or followed else self._sure_verb).search(before)
        if self._ends_a_move(paragraph, mention):
            verb = None  # 由66万元调减为63万元: 63 is no change
        is_beyond = cue is not None and self._is_beyond(paragraph, mention, cue)
        if is_beyond and mention.measure not in RATES:
            mention.relation = "change"  # 低于预算14.40万元, 超目标2部
        elif mention.measure == POINTS or (verb and mention.measure in RATES):
            mention.relation = "change" if mention.measure == POINTS else "growth"
        elif verb and (cue or followed):
            mention.relation = "change"
        if mention.relation in ("growth", "change"):
            mention.direction = ("up" if verb["up"] else "down") if verb else ""
            if is_beyond and cue is not None:
                mention.direction = "up" if cue["above"] else "down"
            if mention.measure == POINTS and before[-1:] in ("快", "慢", "早", "晚"):
                mention.direction = ""  # faster is more of a rate, and less of a time
            base = followed.basis if followed is not None and followed.is_compared else ""
            mention.basis = self._base(cue) if cue else base if base in ("budget", "target") else ""
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

    @staticmethod
    def _followed(paragraph: Paragraph, mention: Mention) -> Mention | None:
        """ "2022年10万元，2023年8万元，减少2万元" compares without a word for it."""
        start = paragraph.context.sentence(mention.place)[0]
        return next(
            (
                m
                for m in paragraph.between(start, paragraph.flat_start(mention))
                if m.measure == mention.measure and m.is_amount and (m.period == "prior" or m.is_compared)
            ),
            None,
        )

    def _is_compared(self, paragraph: Paragraph, mention: Mention, cue: re.Match[str] | None) -> bool:
        text, here = paragraph.flat.text, paragraph.flat_start(mention)
        after = paragraph.context.after(mention.place)
        if cue and not cue["same"]:
            between = text[cue.end() : here].strip("(:")  # 较上年（20万元）
            if self._filler.fullmatch(between) or self._is_subject(paragraph, mention, between):
                return True
        lead, rest = self._inside
        if lead.search(paragraph.context.before(mention.place)) and rest.match(
            text, paragraph.context.marks[mention.place].end
        ):
            return True
        if self._starts_a_move(paragraph, mention):
            return True
        if self._of_budget.match(after) and _AGAINST.search(paragraph.context.before(mention.place) + mention.raw_text):
            return True
        is_target = any(pattern.search(after) for pattern in self.words.patterns("target_after_patterns"))
        return is_target or self._is_whole_of_share(paragraph, mention)

    def _is_beyond(self, paragraph: Paragraph, mention: Mention, cue: re.Match[str]) -> bool:
        """ "低于预算14.40万元": the verb stands before the base, and only the base between it and the number."""
        between = paragraph.flat.text[cue.end() : paragraph.flat_start(mention)]
        return bool(cue["above"] or cue["below"]) and re.fullmatch("(?:数|值|总额|约|近|了)*", between) is not None

    def _starts_a_move(self, paragraph: Paragraph, mention: Mention) -> bool:
        """ "由30万元减至26万元": the first amount."""
        before, after = paragraph.context.before(mention.place), paragraph.context.after(mention.place)
        return self._from.search(before) is not None and self._moves.match(after) is not None

    def _ends_a_move(self, paragraph: Paragraph, mention: Mention) -> bool:
        place = paragraph.context.previous_quantity(mention.place)
        is_end = _MOVED_TO.search(paragraph.context.before(mention.place)) is not None
        return place is not None and is_end and self._starts_a_move(paragraph, paragraph.mentions[place])

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
        if not before:
            start = paragraph.context.clause(mention.place)[0]
            opened = _IN_BRACKET.search(paragraph.flat.text, start, paragraph.flat_start(mention))
            before = opened[1] if opened is not None else before
        before = self.words.without_rates_of_plans(before)
        if self._of_budget.match(paragraph.context.after(mention.place)):
            return "budget"
        is_change = mention.measure == _MONEY and self._by.search(before) is not None
        if is_change and not self._ends_a_move(paragraph, mention):
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
        all_series = find_series(paragraph)
        for series in all_series:
            refer_series(paragraph, series, self.words, self._cue)
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

    def _refer(self, paragraph: Paragraph, mention: Mention, last: Mention | None) -> None:
        start, here = paragraph.context.sentence(mention.place)[0], paragraph.flat_start(mention)
        cue = next(paragraph.last_cues(self._cue, start, here), None)
        at = cue.start() if cue is not None and mention.basis else here
        own = self._own_subject(paragraph, mention, at, start)
        if not own and self._is_saved_from_budget(paragraph, mention, start):
            mention.basis, last = "budget", None
        if last is not None and not chains(paragraph, last, mention):
            last = None
        is_chained = last is not None and self._continues(paragraph, last, mention, start, at)
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
            if not own and last is not None and paragraph.flat_start(last) >= start:
                mention.subject, mention.numerator, own = last.subject, last.numerator, last.subject
            if own and compared:
                mention.denominator = compared[-1].claim_id  # its own amount may stand in a form
            return
        base = compared[-1] if compared else self._moved_from(paragraph, candidates[0])
        base = base or self._base_in_text(paragraph, mention, candidates[0])
        if base is not None and not own and is_average(candidates[0]) != is_average(base):
            near = [m for m in paragraph.between(start, here) if m.is_own_amount and m.measure == base.measure]
            candidates = [m for m in near if is_average(m) == is_average(base)]
            if len(candidates) > 1:
                candidates = [m for m in candidates if follows(mention, m, base)]
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

    @staticmethod
    def _continues(paragraph: Paragraph, last: Mention, mention: Mention, start: int, at: int) -> bool:
        """Whether two changes are of one amount: of one comparison, or of two with the same year and no amount between."""
        if paragraph.flat_start(last) >= max(start, at if mention.basis else start):
            return True
        between = paragraph.between(paragraph.flat_start(last) + 1, paragraph.flat_start(mention))
        is_one_time = paragraph.flat_start(last) >= start and last.basis == mention.basis == "prior"
        return is_one_time and not any(m.is_own_amount and measures_fit(m, mention) for m in between)

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


@lru_cache(maxsize=4)
def comparison_reader(words: Words) -> ComparisonReader:
    """Made once: the patterns are the same for every text."""
    return ComparisonReader(words)
