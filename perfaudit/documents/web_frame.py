"""What belongs to the site and not to the report: menus, paths, buttons, dates of publication, tables for layout.

Nothing is left out that holds sentences, more than a few words outside links, or filled table cells. The few Chinese
words here are those that sites of public bodies put around every page; they say nothing of what a page is about.
"""

import re
from dataclasses import dataclass

from perfaudit.documents.web_tables import CELLS, outline_table
from perfaudit.documents.web_text import SENTENCE_END, Line, length_of, measure_links, set_line, without_links
from perfaudit.documents.web_tree import Node

_MIN_LINKS, _MIN_LINK_SHARE = 3, 0.6  # of a menu
_MAX_LOOSE = 20  # characters in one piece outside the links of a menu, such as a date
_MAX_FILLED = 3  # cells with words outside links
_SUBSTANCE = 200  # characters outside links that make even a <nav> worth reading
_SITE_PARTS = frozenset(("nav", "footer", "aside", "header"))
_SITE_ROLES = frozenset(("navigation", "contentinfo", "complementary", "banner", "search"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_PATH = re.compile(r"(?:您的|您?(?:现在|当前|目前|所在)+的?)位置.*", re.DOTALL)
_BUTTONS = (
    "打印|关闭|收藏|返回|分享到?|本页|此页|页面|窗口|顶部|首页|上一页|下一页|字体|字号|大小|保存|复制|下载|微信|微博|朋友圈|QQ空间|"
    "扫一扫在手机打开当前页|扫一扫|手机版|无障碍阅读|无障碍浏览|繁体版?|简体版?|网站地图|设为|加入|[大中小TA+\\-]"
)
_BUTTON_LINE = re.compile(rf"(?:{_BUTTONS}|[\s【】\[\]()（）〔〕|｜:：·.、/]){{2,60}}")
_IS_BUTTON = re.compile("打印|关闭|收藏|返回|分享|字体|字号|扫一扫|设为|下载|保存|上一页|下一页|首页")
_NEIGHBOUR = re.compile(r"[上下]一(?:篇|[条个则]\s*[:：]).*|(?:没有|已是|无)(?:上|下|最后|第)一(?:篇|条).*", re.DOTALL)
_OWNER = re.compile(r"版权所有|©|copyright|ICP备|公网安备|网站标识码", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:发布|发稿|发文|更新|录入|添加|上传)(?:时间|日期)\s*[:：]?\s*\d{4}\s*[-年/.]|(?:浏览|点击|阅读)次数\s*[:：]"
)
_MAX_SITE_LINE = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """What a node holds: characters, those in links, links, sentences outside links, the longest piece outside links,
    and table cells with words outside links."""

    length: int = 0
    link_length: int = 0
    links: int = 0
    sentences: int = 0
    longest: int = 0
    filled: int = 0

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            self.length + other.length,
            self.link_length + other.link_length,
            self.links + other.links,
            self.sentences + other.sentences,
            max(self.longest, other.longest),
            self.filled + other.filled,
        )

    @property
    def loose(self) -> int:
        return self.length - self.link_length


def measure(node: Node) -> Measure:
    """What a node holds with all that is in it; reckoned once."""
    if node.measured is None:
        text = "".join(child for child in node.children if isinstance(child, str))
        links, link_length = measure_links(text)
        pieces = without_links(text)
        sentences = sum(len(SENTENCE_END.findall(piece)) for piece in pieces)
        longest = max(map(length_of, pieces), default=0)
        total = Measure(length_of(set_line(text).text), link_length, links, sentences, longest, 0)
        for child in node.children:
            if isinstance(child, Node):
                total += measure(child)
        if node.tag in CELLS and total.loose and not total.filled:
            total += Measure(filled=1)
        node.measured = total
    found: Measure = node.measured
    return found


def belongs_to_site(block: Node, is_in_article: bool) -> bool:
    """Whether a block is a menu, or one of the parts that HTML has for what stands around the content."""
    held = measure(block)
    has_substance = held.loose >= _SUBSTANCE or held.filled > _MAX_FILLED
    role = block.attributes.get("role", "").strip().lower()
    if (block.tag in _SITE_PARTS or role in _SITE_ROLES) and not has_substance:
        return block.tag == "nav" or not (is_in_article or _has_title(block))
    return (
        held.links >= _MIN_LINKS
        and held.link_length >= _MIN_LINK_SHARE * held.length
        and not held.sentences
        and held.longest <= _MAX_LOOSE
        and held.filled <= _MAX_FILLED
    )


def _has_title(block: Node) -> bool:
    if block.tag in HEADINGS:
        return measure(block).loose > 0
    return any(_has_title(child) for child in block.children if isinstance(child, Node))


def line_belongs_to_site(line: Line) -> bool:
    """Whether a paragraph outside tables is a path, a row of links or buttons, or says who owns or published the page."""
    text = line.text.strip()
    if line.is_heading or SENTENCE_END.search(text) or len(text) > _MAX_SITE_LINE:
        return False
    if line.links > 1 and line.link_length >= _MIN_LINK_SHARE * length_of(text):
        return True
    if _PATH.fullmatch(text) or _NEIGHBOUR.fullmatch(text) or _OWNER.search(text) or _PUBLISHED.search(text):
        return True
    return bool(_BUTTON_LINE.fullmatch(text) and _IS_BUTTON.search(text))


def is_layout(table: Node) -> bool:
    """Whether a table only puts things beside each other, so that its cells are read one after the other.

    It is, where it has one cell; where one column holds prose; where most words stand in cells that hold tables, or
    no two rows have two cells of their own words; where one cell holds nearly all words, in sentences, and few others any.
    """
    rows = [row for row in outline_table(table).rows if row]
    cells = [cell for row in rows for cell in row]
    if len(cells) <= 1:
        return True
    held = {cell: measure(cell) for cell in cells}
    total = sum(held[cell].length for cell in cells)
    largest = max(held.values(), key=lambda one: one.length)
    if all(len(row) == 1 for row in rows):
        return largest.sentences > 1 or any(map(_holds_table, cells))
    around = [cell for cell in cells if _holds_table(cell)]
    if around:
        own = [sum(held[cell].loose > 0 for cell in row if not _holds_table(cell)) for row in rows]
        return 2 * sum(held[cell].length for cell in around) >= total or sum(count > 1 for count in own) < 2
    filled = sum(one.loose > 0 for one in held.values())
    return filled <= 4 and largest.sentences > 2 and largest.length >= 0.9 * total


def _holds_table(node: Node) -> bool:
    return any(
        isinstance(child, Node) and ((child.tag == "table" and not is_empty(child)) or _holds_table(child))
        for child in node.children
    )


def is_empty(node: Node) -> bool:
    return measure(node).length == 0
