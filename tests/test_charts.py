"""Pictures are small, the same on every machine, legible in Chinese, and never empty."""

import re
import subprocess
import sys
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from perfaudit import charts
from perfaudit.records import Fact, to_frame
from sample_audit import make_facts, make_findings

SVG = "{http://www.w3.org/2000/svg}"
MAX_BYTES = 15_000


def facts_of(lines: dict[str, tuple[str, str, str]]):
    """Special funds with (prior_final, budget, final) in 万元, "" for blank."""
    rows = [
        Fact(f"basic.special_fund[{name}].{basis}", "basic", "special_fund", name, basis,
             Decimal(text) * 10_000 if text else None, "元", Decimal(50), text, "reported" if text else "blank", name, "")
        for name, texts in lines.items()
        for basis, text in zip(("prior_final", "budget", "final"), texts, strict=True)
    ]  # fmt: skip
    return to_frame(rows, Fact)


def draw_all(facts=None, scores=None):
    facts = to_frame(make_facts(), Fact) if facts is None else facts
    return [
        charts.draw_budget_against_final(facts, "zh"),
        charts.draw_change_since_last_year(facts, "zh"),
        charts.draw_scores(make_findings()["scores"] if scores is None else scores, "zh"),
    ]


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_words_stay_text_in_chinese_fonts():
    """Glyphs drawn as paths, or a font without Chinese, would show boxes or bloat the page."""
    for picture in draw_all():
        root = ElementTree.fromstring(picture.svg)
        families = [name.strip().strip("'") for name in root.attrib["style"].removeprefix("font-family:").split(",")]
        assert families == list(charts.FONTS) and families[-1] == "sans-serif"
        assert any(re.search(r"[\u4e00-\u9fff]", words) for words in words_of(picture.svg))
        assert "font-family" not in picture.svg.split(">", 1)[1]


def test_pictures_have_a_name_and_no_ids():
    """Three pictures in one page must not share ids, and a screen reader must be able to say what each one is."""
    for picture in draw_all():
        root = ElementTree.fromstring(picture.svg)
        assert root.attrib["role"] == "img" and root.attrib["aria-label"] == root.findtext(f"{SVG}title")
        assert " id=" not in picture.svg and "url(" not in picture.svg


def test_same_figures_give_the_same_bytes_everywhere():
    """Neither the date nor the hash seed nor a second run may leave a trace."""
    code = "import test_charts; print(*(p.svg for p in test_charts.draw_all()))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=__file__.rsplit("test_charts", 1)[0],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and runs.pop().decode().split() == " ".join(picture.svg for picture in draw_all()).split()


def test_drawing_is_quiet(recwarn, caplog):
    """A missing font or glyph is no news to anybody: the reader's fonts are used."""
    draw_all()
    assert [str(warning.message) for warning in recwarn] == [] and caplog.records == []


def test_many_long_lines_stay_small_and_say_so():
    """Two hundred special funds with long names would make a wall; the largest ones are drawn and the rest counted."""
    lines = {f"第{number}项{'很长的专项名称' * 5}": ("1.00", "2.00", f"{number}.00") for number in range(1, 201)}
    scores = {
        "items": [{"name": name, "address": "", "weight": "4", "score": "4", "recomputed": "3.5"} for name in lines]
    }
    for picture in draw_all(facts_of(lines), scores):
        assert len(picture.svg.encode()) < MAX_BYTES
        assert f"{200 - charts.MAX_ROWS}" in picture.caption
    assert any("第200项" in words for words in words_of(draw_all(facts_of(lines))[0].svg))


def test_no_word_leaves_the_picture():
    """The layout font may lack Chinese: at one em a Han character every text must still lie within the picture."""
    lines = {"长" * 60: ("900.00", "5.00", "123456.78"), "short": ("7.00", "", "-50.00")}
    for picture in draw_all(facts_of(lines)):
        root = ElementTree.fromstring(picture.svg)
        for group in root.iter(f"{SVG}g"):
            size = float(group.get("font-size", "0"))
            for text in group.iter(f"{SVG}text"):
                width = sum(1 if ord(sign) > 255 else 0.6 for sign in text.text or "") * size
                left = float(text.attrib["x"]) - (width if group.get("text-anchor") == "end" else 0)
                assert left >= 0 and left + width <= charts.WIDTH, text.text


def test_blank_is_not_zero():
    """A budget that nobody filled in has no bar and says so; a budget of 0 says 0."""
    words = words_of(draw_all(facts_of({"甲": ("", "", "5.00"), "乙": ("", "0", "5.00")}))[0].svg)
    assert "未填" in words and "0.00" in words


@pytest.mark.parametrize("number", range(3))
def test_nothing_to_draw_is_said_in_words(number):
    """An empty pair of axes looks like a defect."""
    picture = draw_all(facts_of({}), {"items": []})[number]
    assert picture.svg == "" and picture.caption.endswith("未绘图。")


def test_hostile_names_stay_words():
    """A fund called like a tag, or like a formula, is neither."""
    name = "<b onload='x'>&$x_1$\"]]>"
    svg = draw_all(facts_of({name: ("1", "1", "1")}))[0].svg
    assert "".join(words_of(svg)).count(name) == 1 and "<b" not in svg


def test_kept_score_has_no_bar():
    """A score that nobody could recompute must not look recomputed."""
    item = {"name": "甲", "address": "", "weight": "4", "score": "4", "recomputed": "4", "kept": True}
    svg = charts.draw_scores({"items": [item]}, "zh").svg
    bars = [
        len(re.findall("<path", charts.draw_scores({"items": [item | {"kept": kept}]}, "zh").svg))
        for kept in (True, False)
    ]
    assert "沿用" in words_of(svg) and bars[0] == bars[1] - 1


def test_recomputed_score_that_is_no_number_is_printed():
    """A range or a word instead of a number has no length, but it is shown."""
    item = {"name": "甲", "address": "", "weight": "4", "score": "4", "recomputed": "3–4"}
    assert "3–4" in words_of(charts.draw_scores({"items": [item]}, "zh").svg)
