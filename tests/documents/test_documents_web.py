"""Web pages and web archives: spans, what shows, what belongs to the site, encodings, and hostile pages."""

import base64
import quopri
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from perfaudit.documents import Block, Passage, Table
from perfaudit.documents.docx import read_docx
from perfaudit.documents.web import read_html, read_mhtml
from perfaudit.errors import DocumentError
from tests.units import SAMPLES, docx_bytes, sample
from tests.units.build_html import html_bytes, html_text
from tests.units.build_mhtml import mhtml_bytes

Shape = list[str | list[list[str]]]


def shape_of(blocks: tuple[Block, ...]) -> Shape:
    """A passage as its text, a table as the texts of its cells, row by row."""
    return [
        block.text if isinstance(block, Passage) else [[cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]


def read(page: str) -> Shape:
    return shape_of(read_html("页.html", page.encode()))


def grid_of(page: str) -> list[list[tuple[str, tuple[int, int] | None, bool]]]:
    """Text, columns and whether it is a continuation, of each cell of the only table."""
    (table,) = [block for block in read_html("页.html", page.encode()) if isinstance(block, Table)]
    return [[(cell.text, cell.grid, cell.is_continuation) for cell in row] for row in table.rows]


def archive(*parts: tuple[str, str | bytes], headers: str = "", encoding: str = "8bit") -> bytes:
    """A web archive of pages, each with its location."""
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/related; boundary="b"{headers}', "", ""]
    data = "\r\n".join(lines).encode()
    for location, body in parts:
        content = body if isinstance(body, bytes) else body.encode()
        kind = "image/png" if location.endswith(".png") else "text/html"
        head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {location}"
        data += f"\r\n--b\r\n{head}\r\n\r\n".encode() + content
    return data + b"\r\n--b--\r\n"


def everything(blocks: tuple[Block, ...]) -> list[object]:
    """All that is read, but for spaces that a page cannot keep and for the file's name."""

    def words(text: str) -> str:
        return "".join(text.split())

    return [
        words(block.text)
        if isinstance(block, Passage)
        else [[(words(cell.text), cell.grid, cell.is_continuation) for cell in row] for row in block.rows]
        for block in blocks
    ]


@pytest.mark.parametrize("unit_id", SAMPLES)
def test_samples_read_as_from_word(unit_id: str):
    """The same unit as a page and as an archive gives the cells, spans, blanks and passages of the Word document."""
    unit = sample(unit_id)
    expected = everything(read_docx("单位.docx", docx_bytes(unit)))
    assert len(expected) > 20
    assert everything(read_html("单位.html", html_bytes(unit))) == expected
    assert everything(read_mhtml("单位.mhtml", mhtml_bytes(unit))) == expected


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030"])
def test_samples_in_other_encodings(encoding: str):
    """A page in the encodings of Chinese offices reads like one in UTF-8."""
    unit = sample(SAMPLES[0])
    expected = shape_of(read_html("单位.html", html_bytes(unit)))
    assert shape_of(read_html("单位.html", html_bytes(unit, encoding=encoding))) == expected
    assert shape_of(read_mhtml("单位.mhtml", mhtml_bytes(unit, encoding=encoding))) == expected
    assert shape_of(read_html("单位.html", html_bytes(unit, encoding="utf-16"))) == expected


def test_traditional_sample_in_big5():
    """A page in traditional characters and Big5 keeps them as received."""
    unit = sample(SAMPLES[0])
    page = OpenCC("s2t").convert(html_text(unit, encoding="big5"))
    blocks = read_html("單位.html", page.encode("big5", "xmlcharrefreplace"))
    assert shape_of(blocks) == shape_of(read_html("單位.html", page.encode("utf-8")))
    assert "預算" in "".join(block.text for block in blocks if isinstance(block, Passage))


PLAIN = "预算单位整体支出绩效自评表，年初预算数与全年执行数，单位名称。" * 3


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("gb2312", PLAIN.encode()),
        ("utf-8", PLAIN.encode("gb18030")),
        ("big5", PLAIN.encode("gbk")),
        ("gb2312", (PLAIN + "㐀").encode("gb18030")),
        ("iso-8859-1", PLAIN.encode("gbk")),
        ("no-such-encoding", PLAIN.encode("gbk")),
        ("utf-16", PLAIN.encode()),
    ],
)
def test_declared_encoding_that_does_not_fit(declared: str, data: bytes):
    """What a page says of its encoding is believed only where its bytes agree."""
    (text,) = read_html("页.html", f"<meta charset={declared}><p>".encode() + data)
    assert isinstance(text, Passage) and text.text.startswith(PLAIN)


def test_declared_encoding_settles_what_is_in_doubt():
    """Few characters can look common in two encodings; the page knows which it is."""
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>預算'.encode("big5")
    assert shape_of(read_html("頁.html", page)) == ["預算"]


def test_broken_bytes_among_many():
    """One damaged character does not cost the page; the figure it stands in is no figure."""
    page = ("<p>" + PLAIN * 40 + "<p>1432.").encode() + b"\xe9" + "6万元".encode()
    assert shape_of(read_html("页.html", page))[1] == "1432.\ufffd6万元"
    with pytest.raises(DocumentError, match="neither GB18030 nor"):
        read_html("页.html", b"<p>" + bytes(range(128, 256)) * 9)


def test_row_and_column_spans():
    """A wide cell stands once, a high one leaves continuations, and cells that are not there stay absent."""
    page = """<table><tr><td rowspan=2>高<td colspan=2>宽<td>4<tr><td>a<td>b<tr><td>末</table>"""
    assert grid_of(page) == [
        [("高", (0, 0), False), ("宽", (1, 2), False), ("4", (3, 3), False)],
        [("", (0, 0), True), ("a", (1, 1), False), ("b", (2, 2), False)],
        [("末", (0, 0), False)],
    ]


def test_spans_that_are_no_numbers_or_reach_too_far():
    """Spans of 0, of nonsense and beyond the table come out as in a browser."""
    page = """<table><tr><td rowspan=0>到底<td colspan=0>乙<td colspan=x>丙<td rowspan=" +2;">丁<tr><td>2<td>3
    <tr><td rowspan=999999999>4<tbody><tr><td colspan=1000000000>新</table>"""
    assert grid_of(page) == [
        [("到底", (0, 0), False), ("乙", (1, 1), False), ("丙", (2, 2), False), ("丁", (3, 3), False)],
        [("", (0, 0), True), ("2", (1, 1), False), ("3", (2, 2), False), ("", (3, 3), True)],
        [("", (0, 0), True), ("4", (1, 1), False)],
        [("新", (0, 999), False)],
    ]


def test_wide_cell_that_runs_into_a_high_one():
    """Where two spans overlap, both cells stand in the column, and the next one after them."""
    page = "<table><tr><td>1<td rowspan=2>高<td>3<tr><td colspan=2>宽<td>末</table>"
    assert grid_of(page)[1] == [("宽", (0, 1), False), ("", (1, 1), True), ("末", (2, 2), False)]


def test_head_and_foot_stand_where_a_browser_puts_them():
    """A foot written before the body comes last, a head comes first, rows without a group keep their place."""
    page = "<table><tfoot><tr><td>总<td>9</tfoot><tr><td>甲<td>1<thead><tr><th>名<th>数</thead><tr><td>乙<td>2</table>"
    assert read(page) == [[["名", "数"], ["甲", "1"], ["乙", "2"], ["总", "9"]]]


def test_elements_that_nobody_ended():
    """Cells, rows and paragraphs end where the next begins, whatever is still open in them."""
    rows = "<td><b>甲<td><font color=red><wbr>1<tr><td><span><i>乙<td><p>2<tbody><tr><td>丙<u><th>3"
    assert read(f"<table><tr>{rows}<tfoot><tr><td>总<td>6</table>后") == [
        [["甲", "1"], ["乙", "2"], ["丙", "3"], ["总", "6"]], "后",
    ]  # fmt: skip
    assert read("<p><font>一<p><b>二<div>三</div>四" + "<p><font>五。" * 500)[:5] == ["一", "二", "三", "四", "五。"]
    assert read("<ul>" + "<li><b>项" * 500) == ["项"] * 500
    assert read("<td>无表<tr>") == ["无表"]


def test_words_in_a_table_outside_its_cells():
    """A caption, and words that a sloppy page puts between rows, are passages before the table."""
    page = "<table><caption>表一<tr><td>甲<td>1</tr>单位：万元<p>注</p><form><tr><td>乙<td>2</form></table>后"
    assert read(page) == ["表一", "单位：万元", "注", [["甲", "1"], ["乙", "2"]], "后"]


def test_nested_tables():
    """A table in a cell of a form is a table of its own right after it; one of one cell is a frame in the cell."""
    inner = "<table><tr><td>内1<td>2<tr><td>内3<td>4</table>"
    page = f"<table><tr><td>甲<td>外{inner}后<td>1<tr><td>乙<td>说明文字比较长<td><table><tr><td>框</table><tr><td>丙<td>d<td>3</table>"
    outer = [["甲", "外\n后", "1"], ["乙", "说明文字比较长", "框"], ["丙", "d", "3"]]
    assert read(page) == [outer, [["内1", "2"], ["内3", "4"]]]
    blocks = read_html("页.html", page.encode())
    assert isinstance(blocks[1], Table) and blocks[1].parent is not None and blocks[1].parent.id == "页.html#t1r1c2"


def test_tables_for_layout_are_frames():
    """Tables that only put things beside each other are read as if they were not there, in reading order."""
    form = "<table><tr><td>项目<td>金额<tr><td>专项<td>5</table>"
    prose = "<p>一、基本情况</p><p>单位职责如下。</p><p>二、支出情况</p><p>全年支出100万元。完成。</p>"
    page = f"""<table width=1000><tr><td colspan=2>某区政府<tr><td><table><tr><td>栏目</table>
    <td><table><tr><td>{prose}{form}<p>说明。</p></table></table>
    <table><tr><td>左<td>{prose * 3}</table>"""
    passages = ["一、基本情况", "单位职责如下。", "二、支出情况", "全年支出100万元。完成。"]
    assert read(page) == [
        "某区政府", "栏目", *passages, [["项目", "金额"], ["专项", "5"]], "说明。", "左", *passages * 3,
    ]  # fmt: skip


def test_form_with_long_goals_is_no_layout():
    """A form stays a table, however long the goals in one of its cells are."""
    goals = "目标一：完成改造。目标二：保障运转。" * 40
    page = f"<table><tr><td>单位名称<td>某街道<tr><td>年度总体目标<td>{goals}<tr><td>总分<td>98</table>"
    assert read(page) == [[["单位名称", "某街道"], ["年度总体目标", goals], ["总分", "98"]]]
    blank = "<table><tr><td>单位名称<td><tr><td>总分<td></table>"
    assert read(blank) == [[["单位名称", ""], ["总分", ""]]]


def test_white_space_as_a_browser_shows_it():
    """Line breaks of the source are spaces, also inside a figure; <br> and <pre> break lines; special spaces stay."""
    assert read("<p>1,234\n.50</p><p>a <b> b</b>\n</p>") == ["1,234 .50", "a b"]
    assert read("<p>预&nbsp;&nbsp;算&ensp;数&#x4e00;\u3000二</p>") == ["预  算 数一\u3000二"]
    assert read(
        "<table><tr><td> 实际规 <br>\n 模(m<sup>2</sup>) <td>1<wbr>2<tr><td><p>甲<p>&nbsp;<p>乙<td></table>"
    ) == [[["实际规\n模(m²)", "12"], ["甲\n乙", ""]]]
    assert read("<pre>第一行\n  第二行</pre>") == ["第一行\n  第二行"]


def test_prose_parted_by_line_breaks_only():
    """Sentences with nothing but <br> between them are passages of their own; a title on two lines stays one."""
    assert read("一、概况<br>　　职责。<br>　　收入100万元。") == ["一、概况", "职责。", "收入100万元。"]
    assert read("<h1>某街道办事处<br>自评报告</h1>") == ["某街道办事处\n自评报告"]
    assert read("填表人：<br>电话：") == ["填表人：\n电话："]
    assert read("甲<br><br>乙") == ["甲", "乙"]


def test_what_a_browser_does_not_show():
    """Scripts, styles, comments and hidden words are not in the page that a person sees."""
    hidden = [
        "<script>隐1</script>", "<style>隐{a:b}</style>", "<!-- 隐 -->", "<template>隐</template>",
        "<noscript>隐</noscript>", "<p hidden>隐</p>", "<div style='Display : NONE !important'>隐<p>隐</p></div>",
        "<span style='visibility:hidden'>隐</span>", "<dialog>隐</dialog>", "<input type=hidden value=隐>",
        "<title>隐</title>", "<!--[if gte mso 9]><xml>隐</xml><![endif]-->", "<xml><w>隐</w></xml>", "<del>隐</del>",
        "<ruby><rt>隐</rt></ruby>", "<svg><text>隐</text></svg>", "<a class='k no'>隐</a>", "<p id=gone>隐</p>",
        "<iframe src=x>隐</iframe>", "<select><option>甲<option>隐</select>",
    ]  # fmt: skip
    css = (
        "<style>@media print{.seen{display:none}} .no, p#gone{color:red;display:none} /*.seen{display:none}*/ </style>"
    )
    page = f"<html><head>{css}</head><body><p>前</p>{''.join(hidden)}<p class=seen>后</p>"
    text = "".join(map(str, read(page)))
    assert "隐" not in text and text.replace("甲", "") == "前后"


def test_class_that_some_rule_shows_is_read():
    """A tab that a page hides at one time and shows at another holds words all the same."""
    assert read("<style>.tab{display:none}.tab.on{display:block}</style><p class=tab>报告</p>") == ["报告"]


def test_hidden_rows_and_cells():
    """A hidden row or cell takes no place; a cell with invisible words keeps its own."""
    page = """<table><tr><td>甲<td style="visibility:hidden">隐<td>1<tr style='display:none'><td>x<td>y<td>z
    <tr><td>乙<td style="display:none">隐<td>2<td>3</table>"""
    assert read(page) == [[["甲", "", "1"], ["乙", "2", "3"]]]


def test_values_of_fields():
    """What stands in fields shows as it would on the screen."""
    page = """<table><tr><td><input value=' 12.5 '>万元<td><textarea>一
二</textarea><tr><td><input type=checkbox checked>是<input type=checkbox>否<td><select><option>甲<option selected>乙</select>
    </table>"""
    assert read(page) == [[["12.5 万元", "一\n二"], ["☑是□否", "乙"]]]


def test_page_saved_by_word():
    """Word's own elements, conditional comments and numbers of lists leave the words that Word shows."""
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=ZH-CN><div class=WordSection1>
    <p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1、<span style='font:7pt "Times"'>&nbsp;
    </span></span><![endif]>部门<span lang=EN-US>2023</span>年<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
    <p><span style='mso-spacerun:yes'>&nbsp; </span>≥<span style='font-family:Symbol'>³</span>95%<a name="_GoBack"></a></p>
    <!--[if gte vml 1]><v:shape>图</v:shape><![endif]--></div></body></html>"""
    assert read(page) == ["1、  部门2023年", "≥≥95%"]


def test_sheet_saved_by_excel():
    """Cells that Excel only writes together stay single and blank; a figure its column has no room for is read."""
    page = """<table x:str border=0><col width=72><tr><td>甲</td><td colspan=2 style='mso-ignore:colspan'></td><td>1</td></tr>
    <tr><td>乙</td><td x:num="1234.5">####</td><td x:num="2">2.00</td><td>##</td></tr>
    <![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td></tr><![endif]></table>"""
    assert grid_of(page) == [
        [("甲", (0, 0), False), ("", (1, 1), False), ("", (2, 2), False), ("1", (3, 3), False)],
        [("乙", (0, 0), False), ("1234.5", (1, 1), False), ("2.00", (2, 2), False), ("##", (3, 3), False)],
    ]


MENU = (
    "<ul>"
    + "".join(
        f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流"))
    )
    + "</ul>"
)
FORM = "<table><tr><td>单位名称<td>某街道办事处<tr><td>总分<td>98.5</table>"
REPORT = "<p>　　一、部门概况</p><p>　　全年支出1431.36万元，其中项目支出905.11万元。</p>"
SITES = {
    "divisions": f"""<div class=top><a href=/login>登录</a> | <a href=/reg>注册</a></div><div class=nav>{MENU}</div>
    <div class=crumb>您现在的位置：<a href=/>首页</a> &gt; <a href=/a/>信息公开</a> &gt; 绩效</div>
    <div class=xl><h1>自评报告</h1><div>发布时间：2024-05-06 来源：财政所 浏览次数：<span>123</span> 字号：[ 大 中 小 ]</div>
    <div class=TRS_Editor>{FORM}{REPORT}</div><p><a href="javascript:window.print()">【打印本页】</a> <a href="#">【关闭窗口】</a></p>
    <div>上一篇：<a href=1>关于开展工作的通知</a></div><div>下一篇：没有了</div></div>
    <div class=link><h3>相关链接</h3>{MENU}</div><div class=foot><p>版权所有：某区人民政府　主办：某办公室</p><p>某ICP备12345678号</p></div>""",
    "HTML 5": f"""<header><a href=/><img src=l.png>某区人民政府</a></header><nav>{MENU}</nav><main><article><header><h1>自评报告</h1>
    </header>{FORM}{REPORT}<footer><button onclick="p()">打印</button></footer></article><aside>{MENU}</aside></main>
    <footer><p>地址：某路1号</p><p>联系我们 网站地图</p></footer>""",
    "tables": f"""<table width=1000><tr><td><table><tr><td><a href=1>首页</a><td>|<td><a href=2>公开</a><td>|<td><a href=3>服务</a>
    </table><tr><td>当前位置：<a href=/>首页</a> -&gt; 公开<tr><td><table width=100%><tr><td width=200>{MENU}<td><h1>自评报告</h1>
    {FORM}{REPORT}</table><tr><td align=center>【<a href="javascript:window.print()">打印</a>】【<a href=#>关闭</a>】<tr><td>
    Copyright © 2024 某区人民政府</table>""",
}  # fmt: skip


@pytest.mark.parametrize("site", SITES)
def test_what_belongs_to_the_site(site: str):
    """Menus, paths, buttons, dates of publication, neighbours and owners of a page are no part of the report."""
    table = [["单位名称", "某街道办事处"], ["总分", "98.5"]]
    report = ["一、部门概况", "全年支出1431.36万元，其中项目支出905.11万元。"]
    assert read(SITES[site]) == ["自评报告", table, *report]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" + MENU * 20 + REPORT + "</div>",
        "<nav class=wrap><h1>自评报告</h1>" + "<p>全年支出1431.36万元，其中项目支出905.11万元。</p>" * 9 + "</nav>",
        "<header><h1>预算单位整体支出绩效自评表</h1></header>" + FORM,
        "<h1><a href=/1>预算单位整体支出绩效自评表</a></h1>" + FORM,
        "<footer>" + FORM + "<table><tr><td>a<td>1<td>2<tr><td>b<td>3<td>4</table></footer>",
        "<p><a name=top>2023年度自评报告</a></p>" + FORM,
        "<p>详见<a href=1>附件一</a>、<a href=2>附件二</a>，本年度支出按项目列示如下</p>" + FORM,
        "<p>来源：财政拨款1000万元</p><p>打印费</p><p>上一年度结转</p><p>下一个年度工作计划</p><p>网站访问量：12万次</p>",
        "<table><tr><td><a href=1>甲项目</a><td><a href=2>5.00</a><tr><td><a href=3>乙</a><td>6<tr><td>丙<td>7<tr><td>丁<td>8</table>",
        "<p><a href=1>本单位全年支出1431.36万元，完成预算。</a> <a href=2>其中项目支出905.11万元。</a></p>",
    ],
)
def test_what_looks_like_a_menu_and_is_none(page: str):
    """No sentence, title or figure is lost to the search for menus."""

    def words(shape: Shape) -> str:
        return "".join(
            text for block in shape for row in ([[block]] if isinstance(block, str) else block) for text in row
        )

    received = words(read(page))
    for text in (
        "自评报告",
        "1431.36万元",
        "整体支出绩效自评表",
        "98.5",
        "附件二",
        "1000万元",
        "打印费",
        "上一年度",
        "下一个年度",
        "12万次",
        "5.00",
    ):
        assert (text in received) == (text in page)


def test_archive_of_a_browser():
    """The page and the page it frames are read in place, by location and by content id, each once."""
    parts = [
        (
            "http://a.invalid/x/index.html",
            "<p>前</p><iframe src='cid:f1@b'></iframe><iframe src='in.html#a'></iframe><p>后</p>",
        ),
        ("http://a.invalid/x/logo.png", b"\x89PNG<p>\xe5\x9b\xbe"),
        ("http://a.invalid/x/in.html\r\nContent-ID: <z>", "<p>内二</p><iframe src=index.html></iframe>"),
        ("http://a.invalid/other\r\nContent-ID: <f1@b>", "<p>内一</p>"),
        ("http://a.invalid/advert.html", "<p>广告</p>"),
    ]
    assert shape_of(read_mhtml("页.mhtml", archive(*parts))) == ["前", "内一", "内二", "后"]


def test_workbook_saved_as_archive():
    """All sheets are read in their order, not the bar with their names."""
    main = """<head><link id="shLink" href="f/sheet001.htm"><link id=shLink href="f/sheet%20002.htm"><script>x</script></head>
    <frameset><frame src="f/sheet001.htm"><frame src="f/tabstrip.htm"></frameset>"""
    where = "file:///C:/A/%s"
    parts = [
        (where % "book.htm", main),
        (where % "f/sheet 002.htm", "<table><tr><td>乙<td>2<tr><td>丙<td>3</table>"),
        (where % "f/tabstrip.htm", "<table><tr><td><a href=sheet001.htm>表一</a></table>"),
        (where % "f/sheet001.htm", "<table><tr><td>甲<td>1<tr><td>丁<td>4</table>"),
    ]
    assert shape_of(read_mhtml("簿.mht", archive(*parts))) == [[["甲", "1"], ["丁", "4"]], [["乙", "2"], ["丙", "3"]]]


def test_archive_odds_and_ends():
    """The part that is named as the start is the page; packed bytes, charsets, a missing end and a lone page are read."""
    two = archive(("http://a/1", "<p>甲"), ("http://a/2\r\nContent-ID: <s>", "<p>乙"), headers='; start="<s>"')
    assert shape_of(read_mhtml("页.mht", two)) == ["乙"]
    for encoding, body in (
        ("base64", base64.encodebytes("<p>预算".encode())),
        ("quoted-printable", quopri.encodestring("<p>预算".encode())),
        ("BASE64", base64.b64encode("<p>预算".encode()).rstrip(b"=")),
    ):
        data = archive(("http://a/1", body), encoding=encoding)
        assert shape_of(read_mhtml("页.mht", data)) == ["预算"]
        assert shape_of(read_mhtml("页.mht", data.removesuffix(b"\r\n--b--\r\n"))) == ["预算"]
    lone = b"MIME-Version: 1.0\nContent-Type: text/html; charset=big5\n\n<p>" + "預算".encode("big5")
    assert shape_of(read_mhtml("頁.mht", lone)) == ["預算"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            "<h1>某单位自评报告</h1><iframe src='/x/b.pdf?id=1'></iframe>",
            'only links to or frames other files, such as "b.pdf"',
        ),
        ("<h1>自评报告</h1><p>附件：<a href='/x/某单位.docx'>下载</a></p>", 'such as "某单位.docx"'),
        ("<embed src='b.PDF' type=application/pdf>", "b.PDF"),
        ("<frameset><frame src=sheet001.htm></frameset>", "only frames other pages"),
        ("<div id=app></div><script src=app.js></script><noscript>请开启脚本</noscript>", "a script fills it"),
    ],
)
def test_page_without_a_report(page: str, message: str):
    """A page that only leads to the report says where it is, instead of passing as a report."""
    with pytest.raises(DocumentError, match=message) as caught:
        read_html("页.html", page.encode())
    assert caught.value.remedy
    data = archive(("http://a/x", page))
    with pytest.raises(DocumentError, match=message):
        read_mhtml("页.mhtml", data)


def test_report_with_attachments_is_read():
    """Links to files beside a form or prose are no reason to refuse them."""
    assert read(FORM + "<a href=a.pdf>附件</a>")[0] == [["单位名称", "某街道办事处"], ["总分", "98.5"]]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<div>" * 100_000 + "x", "nested in each other"),
        ("<table><tr><td>" * 100_000 + "x", "nested in each other"),
        ("<table><tr>" + "<td rowspan=99999999>x" * 900 + "<tr>" * 1_000, "200,000 table cells"),
        ("<table><tr>" + "<td>x" * 1_001, "1,000 columns"),
        ("<table><tr><td colspan=1000000000>x<td>y", "1,000 columns"),
        ("<" * 4_000_001, "4,000,000 tags"),
        ("<p>x" * 200_001, "200,000 paragraphs"),
    ],
    ids=["blocks", "tables", "rowspan", "columns", "colspan", "tags", "paragraphs"],
)
def test_more_than_anybody_hands_in(page: str, message: str):
    """Pages made to exhaust the computer are refused, saying what there is too much of."""
    with pytest.raises(DocumentError, match=message):
        read_html("页.html", page.encode())


@pytest.mark.parametrize(
    "page",
    [
        "<span>" * 50_000 + "预算。",
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">预算。",
        "<p style='" + "a:b;" * 500_000 + "'>预算。",
        "<style>" + "/*" * 200_000 + "</style><style>" + "a{" * 100_000 + "</style><p>预算。",
        "<p>预算。" + "<!--" * 100_000,
        "<p>预\x00算。<scr\x00ipt>",
        "<table><tr><td>" * 40 + "预算。",
        "<p>预算。" + "</div></table></p>" * 50_000,
    ],
    ids=["inline", "attributes", "style", "sheet", "comments", "zero bytes", "deep", "ends"],
)
def test_hostile_page_costs_no_more_than_its_length(page: str):
    """Odd markup of any size is read in time that grows with its length only."""
    assert "".join(map(str, read(page))).startswith("预算。")


def test_nothing_is_fetched_or_expanded():
    """External entities, frames and refreshes are words or nothing; no entity makes a page grow."""
    page = """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY b "bbbb">]><meta http-equiv=refresh content="0;url=/">
    <base href="http://a.invalid/"><link rel=stylesheet href=x.css><p onclick="x()">&x;&b;预算。</p><img src=x onerror=y()>
    <object data="file:///etc/hostname"></object><iframe srcdoc="<p>x</p>"></iframe><a href="javascript:x()">链接</a>"""
    assert read(page)[-2:] == ["&x;&b;预算。", "链接"]


def test_memory_of_a_large_page():
    """A page of 20,000 cells takes some ten times its size, not hundreds."""
    row = "<tr>" + '<td style="border:1px"><p class=MsoNormal><span lang=EN-US>1,234.50</span></p></td>' * 10 + "</tr>"
    data = ("<table>" + row * 2_000 + "</table>").encode()
    tracemalloc.start()
    read_html("页.html", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * len(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive(("http://a/x.png", b"x")), "no page in the archive"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "what parts its pages"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n", "no page in the archive"),
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(9)), "packed into each"),
        (archive(*[("http://a/x", "")] * 10_001), "10,000 parts"),
        (b"a: b\r\n" * 100_000, "no page in the archive"),
        (archive(("http://a/0", "".join(f"<iframe src={n}></iframe>" for n in range(999))), *[(f"http://a/{n}", "<p>x") for n in range(999)]), "256 pages"),
    ],
    ids=["only a picture", "no boundary", "no part", "nested", "parts", "headers", "frames"],
)  # fmt: skip
def test_archives_that_cannot_be_read(data: bytes, message: str):
    """Damaged and hostile archives say what is wrong."""
    with pytest.raises(DocumentError, match=message):
        read_mhtml("页.mhtml", data)


def test_packed_page_over_the_limit(monkeypatch: pytest.MonkeyPatch):
    """A packed page is measured before and after it is unpacked; a picture is not unpacked at all."""
    monkeypatch.setattr("perfaudit.documents.limits.MAX_XML_BYTES", 1_000)
    large = archive(("http://a/x", quopri.encodestring(b"<p>" + b"x" * 1_100)), encoding="quoted-printable")
    with pytest.raises(DocumentError, match="1,000 bytes of HTML"):
        read_mhtml("页.mhtml", large)
    with pytest.raises(DocumentError, match="2,000 bytes in a packed page"):
        read_mhtml("页.mhtml", archive(("http://a/x", b"QUJD" * 600), encoding="base64"))
    picture = archive(("http://a/x.png", b"QUJD" * 10_000), ("http://a/x", b"PHA+eA=="), encoding="base64")
    assert shape_of(read_mhtml("页.mhtml", picture)) == ["x"]
    with pytest.raises(DocumentError, match="1,000 bytes of HTML"):
        read_html("页.html", b"x" * 1_001)


def test_pages_that_frame_each_other():
    """A chain of a thousand frames ends where a browser's reader would have given up."""
    parts = [(f"http://a/{n}", f"<p>第{n}页<iframe src={n + 1}></iframe>") for n in range(1_000)]
    assert shape_of(read_mhtml("页.mhtml", archive(*parts))) == ["第0页", "第1页", "第2页", "第3页"]


FIGURES = st.decimals(0, 10**8, places=2).map(lambda value: f"{value:,}")
TEXTS = st.one_of(FIGURES, st.sampled_from(["", "/", "0", "不适用", "一般公共\n预算", "A&B<C"]))


@st.composite
def spanned_grids(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int, str]]]:
    """Rows, columns, and cells as upper row, left column, rows, columns and text that fill the grid without overlap."""
    rows, columns = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in free:
                high, wide = draw(st.integers(1, min(3, rows - row))), draw(st.integers(1, min(3, columns - column)))
                while any((row, column + right) not in free for right in range(wide)):
                    wide -= 1
                free -= {(row + down, column + right) for down in range(high) for right in range(wide)}
                cells.append((row, column, high, wide, draw(TEXTS)))
    return rows, columns, cells


@settings(max_examples=60, deadline=None)
@given(spanned_grids(), st.booleans())
def test_any_grid_reads_back(grid: tuple[int, int, list[tuple[int, int, int, int, str]]], in_archive: bool):
    """Any cells with row and column spans come back figure for figure at their places, with continuations below."""
    rows, _, cells = grid
    page = "<table><caption>表</caption>"
    for row in range(rows):
        page += "<tr>" + "".join(
            f"<td rowspan={high} colspan={wide}>{text.replace('&', '&amp;').replace('<', '&lt;').replace(chr(10), '<br>')}</td>"
            for upper, _, high, wide, text in cells
            if upper == row
        )
    page += "<tr><td>末<td>末</table>"
    data = archive(("http://a/x", page))
    blocks = read_mhtml("页.mht", data) if in_archive else read_html("页.html", page.encode())
    (table,) = [block for block in blocks if isinstance(block, Table)]
    received = [
        (number, cell.grid, cell.text, cell.is_continuation)
        for number, row in enumerate(table.rows[:-1])
        for cell in row
    ]
    expected = [
        (upper + down, (left, left + wide - 1), "" if down else text, down > 0)
        for upper, left, high, wide, text in cells
        for down in range(high)
    ]
    assert received == sorted(expected)


MARKUP = st.lists(
    st.sampled_from(
        "<table> </table> <tr> </tr> <td> <td\xa0rowspan=3> <td\xa0colspan=9> </td> <tbody> <thead> <tfoot> <caption> <p> </p> "
        "<div> </div> <br> <a\xa0href=x> </a> <ul> <li> <form> </form> <select> <option> </select> <sup> </sup> <input\xa0value=7> "
        "<!-- --> <![if\xa0x]> <![endif]> <pre> <h1> <nav> <iframe> </iframe> <template> <del> <font\xa0face=symbol> &nbsp; &lt; "
        "1234.50 预算 。 <".replace("</select> <sup>", "</select> <sup>").split(" ")
    ).map(lambda piece: piece.replace("\xa0", " ")),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_any_markup_gives_blocks_or_an_error(pieces: list[str]):
    """Whatever stands in whatever, nothing but a DocumentError comes out, and every table has cells in its rows."""
    try:
        blocks = read_html("页.html", "".join(pieces).encode())
    except DocumentError:
        return
    for block in blocks:
        assert block.text.strip() if isinstance(block, Passage) else block.rows and all(block.rows)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["", "base64", "quoted-printable"]))
def test_any_bytes_give_blocks_or_an_error(data: bytes, encoding: str):
    """Bytes that are no page and no archive end in blocks or a DocumentError."""
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
    for read_bytes, received in (
        (read_html, data),
        (read_html, b"<table><tr><td>" + data),
        (read_mhtml, data),
        (read_mhtml, head + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + data),
    ):
        try:
            blocks = read_bytes("页", received)
        except DocumentError as error:
            assert error.where == "页"
        else:
            assert all(isinstance(block, Passage | Table) for block in blocks)


def test_a_row_that_lost_a_blank_cell_has_no_places():
    """A browser shows its figures moved to the left; which column each belongs to, nobody can tell."""
    rows = [
        ["项", "甲", "乙", "丙"],
        ["一", "1", "2", "3"],
        ["二", "", "5", "6"],
        ["三", "8", "9"],
        ["四", "1", "1", "1"],
    ]
    html = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    table = read_html("a.html", f"<p>前言。</p><table>{html}</table>".encode())[1]
    assert isinstance(table, Table)
    assert [cell.grid for cell in table.rows[3]] == [None] * 3
    assert all(cell.grid is not None for number, row in enumerate(table.rows) if number != 3 for cell in row)
