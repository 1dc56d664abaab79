"""Pages show what was found, in both languages, and nothing from a document can become markup."""

import re
from html.parser import HTMLParser
from string import Formatter

import pytest

from perfaudit import catalogue, display
from perfaudit.display.cuts import Cutter
from perfaudit.errors import PerfauditError
from perfaudit.vocabulary import load_vocabulary
from sample_audit import (
    FILE,
    ITEMS,
    PARAGRAPH,
    ROWS,
    SampleAudit,
    evidence,
    make_document,
    make_facts,
    make_findings,
    make_indicator,
)

PIECES = (
    display.cover,
    display.findings,
    display.pictures,
    display.figures,
    display.indicators,
    display.checks,
    display.unchecked,
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}$x_1$"
VOID = {"br", "img", "input", "link", "meta"}


class Reader(HTMLParser):
    """Tags, attributes and the text of a piece; complains of tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def placeholders(words: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_catalogue_is_complete_in_both_languages():
    """A text that lacks a language, or a placeholder in one of them, would break the page in that language only."""
    texts = catalogue.load_catalogue()
    assert len(texts) > 100
    for key, words in texts.items():
        assert set(words) == set(catalogue.LANGUAGES), key
        assert placeholders(words["zh"]) == placeholders(words["en"]), key


def test_english_texts_hold_no_chinese():
    """A text that was copied and not translated."""
    texts = {key: words["en"] for key, words in catalogue.load_catalogue().items()}
    assert [key for key, words in texts.items() if re.search(r"[\u4e00-\u9fff]", words)] == []


@pytest.mark.parametrize(("key", "lang"), [("no.such.key", "zh"), ("cover.kind", "fr"), ("verdict.open", "zh")])
def test_text_that_nobody_knows_is_an_error(key, lang):
    """A bare key, an empty place or "{count}" on a page is worse than no page."""
    with pytest.raises(PerfauditError, match=r"catalogue\.yml"):
        catalogue.text(key, lang)


def test_every_item_of_the_vocabulary_has_a_name():
    """A figure of a form would otherwise stand on the page under its slug."""
    words = load_vocabulary().words
    slugs = {slug for form in words["items"].values() for slug in form}
    slugs |= {slug for form in words["item_columns"].values() for slug in form}
    slugs |= {line for form in words["groups"].values() for line in form.values()}
    assert slugs
    assert sorted(slug for slug in slugs if not catalogue.has(f"item.{slug}")) == []


@pytest.mark.parametrize("lang", catalogue.LANGUAGES)
@pytest.mark.parametrize("piece", PIECES)
def test_pieces_are_well_formed(piece, lang):
    """An element left open swallows the rest of the page."""
    Reader(piece(SampleAudit(lang)))


def test_cover_says_who_what_and_how_it_ended():
    """The first screen names the unit, the files with their SHA-256, the versions and the verdict."""
    text = Reader(display.cover(SampleAudit())).text
    for words in (
        "甲街道办事处",
        "2023",
        FILE,
        "0" * 64,
        "1.24.1",
        "发现 1 处严重问题，另有 0 处警告需要说明。另有 1 项由上述问题引起",
        "1 条规则未能得出结论",
    ):
        assert words in text


def test_card_shows_both_sides_with_the_words_marked():
    """The cell and the sentence that contradict each other stand side by side, each with its place."""
    html = display.findings(SampleAudit())
    assert "<mark>1426.36万元</mark>" in html and "<mark>1431.36</mark>" in html
    text = Reader(html).text
    for words in (
        "第 1 段",
        "表 1 第 1 行第 4 格",
        "差额 5.00 万元",
        "进位余量 0.01 万元",
        "两个数字只有一位不同",
        "更正报告或报表",
    ):
        assert words in text


def test_symptom_hangs_under_its_cause():
    """What follows from another finding is no alarm of its own, and a worse symptom lifts its cause to its severity."""
    data = make_findings()
    groups = display.group_by_cause(data["findings"])
    assert [len(groups[severity]) for severity in display.SEVERITIES] == [1, 0, 0]
    data["findings"][0]["severity"], data["findings"][1]["severity"] = "info", "critical"
    (tree,) = display.group_by_cause(data["findings"])["critical"]
    assert tree["finding"]["id"] == "a1b2c3"
    assert [child["finding"]["id"] for child in tree["follows"]] == ["d4e5f6"]


def test_headings_count_what_the_cover_counts():
    """A finding and what follows from it are one story: cover and headings must not name two numbers."""
    data = make_findings()
    data["findings"][1]["severity"] = "critical"
    audit = SampleAudit(data=data)
    assert "发现 1 处严重问题" in Reader(display.cover(audit)).text
    assert "缺失（1，另有 1 项由其引起，列在其下）" in Reader(display.findings(audit)).text


def test_kept_scores_are_called_so():
    """A score that nobody could recompute is said to be the unit's own, row by row and in all."""
    data = make_findings()
    data["scores"]["items"][0]["kept"] = True
    audit = SampleAudit(data=data)
    assert "其中 1 项沿用自评得分" in Reader(display.cover(audit)).text
    assert "沿用" in Reader(display.indicators(audit)).text
    assert "沿用" not in Reader(display.indicators(SampleAudit())).text


def test_scores_are_told_row_by_row_with_their_range_and_grade():
    """A target in words is worth a range; what was given too much is negative; the total says which grade it earns."""
    data = make_findings()
    words = {"name": "能力", "address": "overall.indicator[能力]", "weight": "10.00", "score": "9", "recomputed": "9",
             "low": "8.00", "high": "10.00", "difference": "0", "kind": "range", "kept": False, "reason": "定性指标"}  # fmt: skip
    cost = words | {
        "name": "成本",
        "recomputed": "1.74",
        "low": "1.74",
        "high": "1.74",
        "difference": "-2.26",
        "kind": "reckoned",
    }
    data["scores"] |= {"items": [words, cost], "low": "78.50", "high": "90.50", "difference": "-8.5"}
    data["scores"]["grades_recomputed"] = ["良", "优"]
    audit = SampleAudit(data=data)
    table = Reader(display.indicators(audit)).text
    for shown in ("8–10", "1.74", "-2.26", "78.5–90.5", "-8.5", "按重算得分等级为良或优。", "自评等级为优。"):
        assert shown in table, shown
    assert "78.5–90.5" in Reader(display.cover(audit)).text and "良或优" in Reader(display.cover(audit)).text


def test_findings_that_cause_each_other_are_all_shown():
    """A circle of causes has no beginning, and must not make its findings vanish."""
    data = make_findings()
    first, second = data["findings"]
    third = second | {"id": "third", "cause": second["id"]}
    first["cause"], second["cause"] = second["id"], first["id"]
    groups = display.group_by_cause([first, second, third])
    shown = [tree["finding"]["id"] for trees in groups.values() for tree in trees]
    shown += [child["finding"]["id"] for trees in groups.values() for tree in trees for child in tree["follows"]]
    assert sorted(shown) == ["a1b2c3", "d4e5f6", "third"]


def test_counted_names_are_marked_in_the_sentence():
    """Where the sentence that states a count holds the list, too, the counted side shows it and does not stand empty."""
    data = make_findings()
    quote = "单位内设2个科室：综合科、财务科、绿化科。"
    data["findings"] = [data["findings"][0] | {
        "message": "“2个科室”，列出3个：综合科、财务科、绿化科",
        "right": {"text": "3", "value": "3", "measure": "个"},
        "evidence": [evidence("left", "", "科室", "2个", quote, file="别的.docx", paragraph=9, start=4, end=6)],
    }]  # fmt: skip
    html = display.findings(SampleAudit(data=data))
    assert "数得" in html and "<mark>综合科</mark>、<mark>财务科</mark>、<mark>绿化科</mark>" in html
    data["findings"][0]["message"] = "别的话"
    html = display.findings(SampleAudit(data=data))
    assert "数得" not in html and '<p class="pa-figure">3</p>' in html


def test_cut_marks_a_blank_cell():
    """What is missing is the evidence, so the empty cell itself carries the mark."""
    data = make_findings()
    data["findings"][0]["evidence"] = [evidence("left", "", "", "", "", table=1, row=2, column=3)]
    assert "<mark>空白</mark>" in display.findings(SampleAudit(data=data))


def test_cut_of_a_sentence_keeps_to_the_sentence():
    """A paragraph can fill a page: only the sentence with the words is shown, "…" stands for the rest."""
    start = PARAGRAPH.index("1426.36")
    (cut,) = Cutter(make_document()).cut([evidence("left", "", "", "", "", paragraph=1, start=start, end=start + 7)])
    words = "".join(piece.text for piece in cut.words)
    assert words == "…我单位2023年度项目支出1426.36万元，比上年增长。…"


def test_cut_without_its_document_shows_the_quote():
    """A source that is not in the document must not break the page."""
    entry = evidence("left", "", "", "", "项目支出1426.36", file="别的.docx", table=9, row=1, column=1)
    for document in (None, make_document()):
        (cut,) = Cutter(document).cut([entry])
        assert [piece.text for piece in cut.words] == ["项目支出1426.36"]


@pytest.mark.parametrize("lang", catalogue.LANGUAGES)
@pytest.mark.parametrize("piece", PIECES)
def test_text_from_documents_never_becomes_markup(piece, lang):
    """Every text that a document or a suite can bring along is hostile here, and none of it may open a tag."""
    expected = Reader(piece(SampleAudit(lang)))
    found = Reader(piece(hostile_audit(lang)))
    assert set(found.tags) <= set(expected.tags) | {"small"}
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert "49" not in re.sub(r"[^{}49]", " ", found.text).split()


def hostile_audit(lang: str) -> SampleAudit:
    def spoil(value, key=""):
        if isinstance(value, dict):
            return {name: spoil(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [spoil(inner, key) for inner in value]
        slugs = {"severity", "status", "cause", "role", "value", "gap", "slack", "form", "id", "score"}
        return value if not isinstance(value, str) or key in slugs else HOSTILE

    rows = tuple((HOSTILE, *row[1:]) for row in ROWS)
    return SampleAudit(
        lang,
        spoil(make_findings()),
        make_document(FILE, tuple((HOSTILE,) * len(row) for row in ROWS), HOSTILE * 3),
        [*make_facts(rows)],
        [make_indicator(HOSTILE, HOSTILE, HOSTILE)],
    )


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        ("14313600", "元", "1,431.36 万元"),
        ("50000", "元", "5.00 万元"),
        ("123.4", "元", "0.01234 万元"),
        ("-11000", "元", "-1.10 万元"),
        ("80.260", "%", "80.26%"),
        ("19000", "人", "19,000 人"),
        (None, "元", ""),
        ("3至4", "分", "3至4 分"),
    ],
)
def test_figures_lose_no_digit(value, measure, words):
    """Money is shown in 万元, and a few yuan in it are not rounded away."""
    assert display.format_figure(value, measure, "zh") == words


def test_html_shows_itself_in_a_cell_and_prints_short():
    """A notebook shows the piece; a log or a terminal gets one line instead of a page."""
    piece = display.checks(SampleAudit())
    assert piece._repr_html_() == str(piece) and len(repr(piece)) < 40


def test_trial_shows_what_agrees_too():
    """A check that passes in a cell proves itself with its evidence."""
    data = make_findings()
    verdict = data["findings"][0] | {"status": "pass", "message": "相符。"}
    html = display.trial(data["checks"][2], [verdict], SampleAudit())
    assert "相符。" in Reader(html).text and "<mark>1431.36</mark>" in html


def test_sample_rows_match_their_items():
    """The fixture itself would otherwise prove nothing."""
    assert len(ROWS) == len(ITEMS)
