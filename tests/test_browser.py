"""Every page in a real browser with the network off: no request, no error, no empty picture, wide, narrow and printed."""

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from perfaudit import workbook
from perfaudit.portfolio import write_portfolio
from perfaudit.running import DONE, FAILED, Options, plan_units, run_batch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SAMPLES = workbook.root() / "data" / "units"
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1200, "height": 900}

# In CI a missing browser is a failure: a test that is skipped there guards nothing.
pytestmark = pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium is installed")


@pytest.fixture(scope="module", params=["zh", "en"])
def out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio in each language: a unit with many findings, one with none, and one that could not be audited."""
    folder = tmp_path_factory.mktemp("browser") / request.param
    folder.mkdir()
    (folder / "坏单位.docx").write_bytes(b"")
    paths = [SAMPLES / "heting-2023.txt", SAMPLES / "liyun-2024.txt", folder / "坏单位.docx"]
    results = run_batch(
        plan_units(paths, None, folder / "out"), Options(folder / "out", lang=request.param), lambda result: None
    )
    assert [result.state for result in results] == [DONE, DONE, FAILED], [result.error for result in results]
    write_portfolio(folder / "out", request.param)
    return folder / "out"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """An open page, offline, with everything it asked for and complained of."""

    def __init__(self, browser: Browser, path: Path, viewport: dict[str, int], **settings: object) -> None:
        context = browser.new_context(viewport=viewport, offline=True, **settings)
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())


@pytest.fixture
def visit(browser: Browser) -> Iterator[object]:
    visits: list[Visit] = []

    def open_page(path: Path, viewport: dict[str, int] = WIDE, **settings: object) -> Visit:
        visits.append(Visit(browser, path, viewport, **settings))
        return visits[-1]

    yield open_page
    for opened in visits:
        opened.page.context.close()


def pages_of(out: Path) -> list[Path]:
    """The portfolio and the page of every unit in it."""
    return [out / "index.html", out / "heting-2023" / "audit.html", out / "liyun-2024" / "audit.html"]


def test_no_unit_page_is_left_out(out):
    """A page that is not in the list is visited by nobody."""
    assert sorted(pages_of(out)) == sorted(out.rglob("*.html"))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_page_asks_for_nothing_but_itself(out, visit, number):
    """Auditors work behind closed networks, and a page in a file must not call home."""
    path = pages_of(out)[number]
    seen = visit(path)
    assert [url for url in seen.requests if not url.startswith("data:")] == [path.as_uri()]
    assert seen.complaints == []
    assert seen.page.get_attribute("html", "lang") == {"zh": "zh-CN"}.get(out.parent.name, "en") and seen.page.title()


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_page_never_scrolls_sideways(out, visit, number, viewport):
    """On a telephone wide tables scroll within themselves, and nothing is cut off."""
    page = visit(pages_of(out)[number], viewport).page
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    outside = """() => [...document.querySelectorAll('main *')].filter(element =>
        element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.pa-scroll, .pa-cut')
        ).map(element => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(outside) == []


def test_cuts_are_legible_on_a_telephone(out, visit):
    """Columns squeezed to one sign each cannot be read: a cut scrolls within its figure instead."""
    page = visit(pages_of(out)[1], NARROW).page
    narrow = """() => [...document.querySelectorAll('.pa-cut td:not(:empty)')].filter(cell => cell.checkVisibility()
        && cell.getBoundingClientRect().width < 50).map(cell => cell.outerHTML.slice(0, 80))"""
    assert page.locator(".pa-cut td").count() > 10 and page.evaluate(narrow) == []


def test_pictures_are_drawn(out, visit):
    """An SVG without a box, or with nothing but its frame, is an empty picture."""
    page = visit(pages_of(out)[1]).page
    count = """() => [...document.querySelectorAll('svg')].map(svg => [svg.getBoundingClientRect().width,
        svg.getBoundingClientRect().height, svg.querySelectorAll('path').length, svg.querySelectorAll('text').length])"""
    pictures = page.evaluate(count)
    assert len(pictures) == 3
    for width, height, shapes, texts in pictures:
        assert width > 300 and height > 60 and shapes > 3 and texts > 3


def test_words_of_pictures_stay_inside(out, visit):
    """With the reader's own fonts, too, no label may be cut off at the picture's edge."""
    outside = """() => [...document.querySelectorAll('svg text')].filter(text => {
        const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        }).map(text => text.textContent)"""
    assert visit(pages_of(out)[1]).page.evaluate(outside) == []


def test_way_from_portfolio_to_unit_and_back(out, visit):
    """The links work from a file, and the failed unit stands there with its reason."""
    page = visit(pages_of(out)[0]).page
    assert "the file is empty" in page.inner_text("main")
    page.click("table a")
    assert page.url == pages_of(out)[1].as_uri()
    page.click(".tools a")
    assert page.url == pages_of(out)[0].as_uri()


def test_code_is_hidden_until_asked_for(out, visit):
    """Auditors read findings; whoever wants to see how they were made ticks one box, without any script."""
    page = visit(pages_of(out)[1], java_script_enabled=True).page
    code = page.locator("pre.code").first
    assert code.count() == 1 and not code.is_visible()
    page.check("#show-code")
    assert code.is_visible() and "unit = " in code.inner_text()


def test_headings_and_tables_are_in_order(out, visit):
    """A screen reader jumps by headings and needs to know what a table is about and which cells are heads."""
    page = visit(pages_of(out)[1]).page
    levels = [int(name[1]) for name in page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "all => all.map(h => h.tagName)")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    without = (
        "all => all.filter(table => !table.caption && !table.closest('figure')?.querySelector('figcaption')).length"
    )
    assert page.eval_on_selector_all("table", without) == 0
    assert page.locator("th:not([scope])").count() == 0
    ids = page.eval_on_selector_all("[id]", "all => all.map(element => element.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_page_prints(out, visit, number):
    """The file's paper copy holds what the screen hides behind a click."""
    page = visit(pages_of(out)[number]).page
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    hidden = "all => all.filter(part => !part.checkVisibility({contentVisibilityAuto: true})).length"
    assert page.eval_on_selector_all("details .pa-cut", hidden) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(out, visit, scheme):
    """Every colour of text stands out from its background by 4.5 to 1 (WCAG AA), in the dark, too."""
    page = visit(pages_of(out)[1], color_scheme=scheme).page
    assert page.evaluate(FAINT) == []


FAINT = """() => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => { const [r, g, b] = parts(color).map(v => v / 255).map(v =>
    v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = element => { for (let at = element; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor; if ((parts(color)[3] ?? 1) > 0) return color; } return 'rgb(255,255,255)'; };
  const faint = new Set();
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility()) continue;
    const [a, b] = [light(element.closest('svg') ? getComputedStyle(element).fill : getComputedStyle(element).color),
                    light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(element.tagName + '.' + element.className + ' ' + (a + 0.05) / (b + 0.05));
  }
  return [...faint];
}"""
