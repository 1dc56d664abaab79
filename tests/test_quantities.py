"""Numbers in prose and cells."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from perfaudit.errors import QuantityError
from perfaudit.quantities import (
    CellReading,
    Interval,
    count_of,
    find_numbers,
    find_quantities,
    parse_cell,
    parse_quantity,
)

SEED = Path(__file__).parents[2] / "shared" / "seed" / "wangyue-2023.txt"


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(number.kind, number.text) for number in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value", "measure", "quantum"),
    [
        ("1431.36万元", "14313600", "元", "50"),
        ("１４３１．３６万元", "14313600", "元", "50"),
        ("1,234,567.89元", "1234567.89", "元", "0.005"),
        ("１，２３４．５元", "1234.5", "元", "0.05"),
        ("3.5亿元", "350000000", "元", "5000000"),
        ("500千元", "500000", "元", "500"),
        ("2百万元", "2000000", "元", "500000"),
        ("1亿5000万元", "150000000", "元", "5000"),
        ("2万3000元", "23000", "元", "0.5"),
        ("¥1,200.50", "1200.50", "元", "0.005"),
        ("人民币300万元", "3000000", "元", "5000"),
        ("人民币壹佰贰拾万元整", "1200000", "元", "5000"),
        ("萬元3萬圓", "30000", "元", "5000"),
        ("5000元/人", "5000", "元/人", "0.5"),
        ("3件/年", "3", "件/年", "0"),
        ("80.26%", "80.26", "%", "0.005"),
        ("100％", "100", "%", "0.5"),
        ("百分之八十", "80", "%", "0.5"),
        ("百分之九十五点六", "95.6", "%", "0.05"),
        ("百分之百", "100", "%", "0.5"),
        ("3‰", "0.3", "%", "0.05"),
        ("万分之五", "0.05", "%", "0.005"),
        ("百分之八十的人", "80", "%", "0.5"),
        ("八成", "80", "%", "5"),
        ("一半人员", "50", "%", "5"),
        ("七成五", "75", "%", "0.5"),
        ("一半", "50", "%", "5"),
        ("3/4", "75", "%", "0.5"),
        ("四分之三", "75", "%", "0.5"),
        ("3.5个百分点", "3.5", "百分点", "0.05"),
        ("1.9万人", "19000", "人", "500"),
        ("3名", "3", "人", "0"),
        ("6位", "6", "人", "0"),
        ("500人次", "500", "人次", "0"),
        ("270场次", "270", "场次", "0"),
        ("69 人", "69", "人", "0"),
        ("816亩", "816", "亩", "0.5"),
        ("20 m²", "20", "平方米", "0.5"),
        ("30㎡", "30", "平方米", "0.5"),
        ("3.5km", "3.5", "公里", "0.05"),
        ("1.5万方", "15000", "立方米", "500"),
        ("2.6万份", "26000", "份", "500"),
        ("一千二百人", "1200", "人", "0"),
        ("十二", "12", "", "0"),
        ("两次", "2", "次", "0"),
        ("新注册企业一家", "1", "家", "0"),
        ("三点五万亩", "35000", "亩", "500"),
        ("未发生一起", "1", "起", "0"),
        ("3个半月", "3.5", "月", "0"),
        ("两年半", "2.5", "年", "0"),
        ("翻一番", "1", "番", "0.5"),
        ("5个工作日", "5", "工作日", "0"),
        ("“15分钟便民服务圈”", "15", "分钟", "0"),
        ("4大方面", "4", "", "0"),
        ("5组织", "5", "", "0"),
        ("发生为零。", "0", "", "0"),
        ("-12.3%", "-12.3", "%", "0.05"),
        ("负3.5%", "-3.5", "%", "0.05"),
        ("下降12%", "12", "%", "0.5"),
        ("2706.79", "2706.79", "", "0.005"),
        ("2023", "2023", "", "0"),
    ],
)
def test_parse_quantity(text: str, value: str, measure: str, quantum: str) -> None:
    """A figure is its value in the base measure, as exact as it was printed and no more."""
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.measure, quantity.quantum) == (Decimal(value), measure, Decimal(quantum))
    assert quantity.high is None


@pytest.mark.parametrize(
    ("text", "qualifier", "low", "high"),
    [
        ("3人", "exactly", "3", "3"),
        ("80%", "exactly", "79.5", "80.5"),
        ("近19000人", "nearly", "17100", "19000"),
        ("接近1.9万人", "nearly", "17100", "19000"),
        ("120余家", "more_than", "120", "130"),
        ("120餘家", "more_than", "120", "130"),
        ("3000余个", "more_than", "3000", "4000"),
        ("2700多名", "more_than", "2700", "2800"),
        ("2.6万余份", "more_than", "26000", "27000"),
        ("1.2亿多元", "more_than", "120000000", "130000000"),
        ("一百二十余", "more_than", "120", "130"),
        ("百余场", "more_than", "100", "200"),
        ("十几个", "more_than", "10", "20"),
        ("3年多", "more_than", "3", "4"),
        ("3个多月", "more_than", "3", "4"),
        ("超过95%", "more_than", "95", "Infinity"),
        ("超120余家", "more_than", "120", "Infinity"),
        ("约200人", "about", "190", "210"),
        ("20人左右", "about", "19", "21"),
        ("约120余家", "more_than", "120", "130"),
        ("近万余人", "about", "4500", "15500"),
        ("≥95%", "at_least", "95", "Infinity"),
        ("≧95％", "at_least", "95", "Infinity"),
        ("80%以上", "at_least", "80", "Infinity"),
        ("3个（含）以上", "at_least", "3", "Infinity"),
        ("上百人", "at_least", "100", "Infinity"),
        ("不少于5场", "at_least", "5", "Infinity"),
        ("至少3次", "at_least", "3", "Infinity"),
        ("不超过12个", "at_most", "-Infinity", "12"),
        ("未超过12个", "at_most", "-Infinity", "12"),
        ("≤ 3%", "at_most", "-Infinity", "3"),
        ("5人以下", "at_most", "-Infinity", "5"),
        ("30日内", "at_most", "-Infinity", "30"),
        ("不足100户", "less_than", "-Infinity", "100"),
        ("<5起", "less_than", "-Infinity", "5"),
        ("3-5个", "exactly", "3", "5"),
        ("3至5个以上", "at_least", "3", "Infinity"),
    ],
)
def test_bounds_follow_the_qualifier(text: str, qualifier: str, low: str, high: str) -> None:
    """Words around a number move its bounds, and belong to its text."""
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.qualifier, quantity.bounds) == (qualifier, Interval(Decimal(low), Decimal(high)))
    assert quantity.text == text


@pytest.mark.parametrize(
    ("text", "low", "high", "measure"),
    [
        ("3至5个", "3", "5", "个"),
        ("３～５个", "3", "5", "个"),
        ("3个到5个", "3", "5", "个"),
        ("60%-70%", "60", "70", "%"),
        ("3—5万元", "30000", "50000", "元"),
        ("5000-1万元", "5000", "10000", "元"),
        ("2.5万元至3万元", "25000", "30000", "元"),
        ("三五个", "3", "5", "个"),
        ("十七八人", "17", "18", "人"),
        ("两三百户", "200", "300", "户"),
    ],
)
def test_ranges(text: str, low: str, high: str, measure: str) -> None:
    """A range keeps both ends, and a scale after the second end holds for the first where that makes it the smaller."""
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.high, quantity.measure) == (Decimal(low), Decimal(high), measure)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("投入3万元到5个社区", ["3万元", "5个"]),
        ("由5个到3个", ["5个", "3个"]),
        ("从881.00万元增至1431.36万元", ["881.00万元", "1431.36万元"]),
        ("12项，345元", ["12项", "345元"]),
        ("共139处，270场次", ["139处", "270场次"]),
    ],
)
def test_two_quantities_side_by_side_are_no_range(text: str, read: list[str]) -> None:
    """至, 到 and a comma between quantities of different measures, or falling ones, leave two quantities."""
    assert [quantity.text for quantity in find_quantities(text)] == read


@pytest.mark.parametrize(
    "text",
    [
        "2023年", "2023 年度", "2023年12月31日", "2022-2023年", "2022年至2023年", "2023.12.31", "2023-12-31", "2023年1-12月",
        "11月底", "1月至12月", "1月1日至12月31日", "23年底", "5月3号", "一季度", "前三季度", "每周五", "周三至周五", "二〇二三年十二月",
        "三月底", "8:30", "2023级", "十四五规划", "5·12", "２０２３年",
    ],
)  # fmt: skip
def test_dates_are_no_quantities(text: str) -> None:
    """A date in any of its spellings is one number of its own kind."""
    assert _kinds(f"在{text}。") == [("date", text.removesuffix("规划"))]


@pytest.mark.parametrize(
    "text",
    [
        "第五轮", "第3名", "第一", "第三十二条", "（一）", "（12）", "(3)", "①", "附件1", "附件 2", "附件一", "表2", "前3名", "500强", "3级", "5号",
    ],
)  # fmt: skip
def test_ordinals_are_no_quantities(text: str) -> None:
    """An ordinal says which, not how many."""
    assert _kinds(f"如{text}，") == [("ordinal", text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1、加强。2、开展；3．推进", ["1、", "2、", "3．"]),
        ("1.2023年完成", ["1."]),
        ("1、15个", ["1、"]),
        ("1.2.3 总结", ["1.2.3"]),
        ("三、一般支出：一是好；二是坏。三要改", ["三、", "一是", "二是", "三要"]),
        ("1.5万元", []),
        ("3.1 预算编制", ["3.1"]),
        ("3.1 万元", []),
        ("五一、国庆期间", []),
        ("分别为 3、5、7个", []),
        ("统一是好，唯一是坏", []),
    ],
)
def test_numbered_items(text: str, read: list[str]) -> None:
    """A number and a stop at the start of a line or clause number an item; a decimal or a list of figures does not."""
    assert [number.text for number in find_numbers(text) if number.kind == "ordinal"] == read


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("处理12345市长热线851条", "12345"), ("某发〔2023〕5号", "〔2023〕5号"), ("（2023）5号", "（2023）5号"), ("电话13800000000", "13800000000"),
        ("联系电话：0730-8880000", "0730-8880000"), ("推进“八五”普法", "八五"), ("“七联七包”方案", "七联七包"), ("“三件套”安装", "三件套"),
        ("110警情", "110"), ("PM2.5浓度", "PM2.5"), ("5G基站", "5G"), ("1+3+N机制", "1+3+N"), ("7×24小时", "7×24"), ("工位007", "007"),
        ("代码91000000MA0X123456", "91000000MA0X123456"),
    ],
)  # fmt: skip
def test_references_are_no_quantities(text: str, reference: str) -> None:
    """Document numbers, telephones, hotlines, codes and slogans name something and count nothing."""
    number = find_numbers(text)[0]
    assert (number.kind, number.text, number.quantity) == ("reference", reference, None)


@pytest.mark.parametrize(
    "text",
    [
        "一些", "一般支出", "一体", "统一", "进一步", "三公经费", "八里桥村", "五星", "万家灯火", "十分重视", "千方百计", "一站式", "书记",
        "四个一", "党的二十大精神", "十九届四中全会", "中央八项规定", "两会", "三农", "五保户", "一把手", "一户一策", "百家争鸣", "万一", "数百人", "几十个", "成百上千",
        "作为一项重要工作", "这一次", "最强的一次", "与群众一起劳动", "同一个", "三级网络两级责任", "千家万户", "三天两头", "零容忍", "零件", "另有一番", "一成不变",
        "北三环路", "百分", "每一户", "一次性补助",
    ],
)  # fmt: skip
def test_numerals_inside_words_count_nothing(text: str) -> None:
    """Chinese numerals stand in many ordinary words."""
    assert _kinds(text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("节约3万元", "3万元"), ("签约12家", "12家"), ("附近3个小区", "3个"), ("最近3年", "3年"), ("近三年来", "三年"), ("目前3名", "3名"),
        ("代表3人", "3人"), ("附件3份", "3份"), ("线上百货3件", "3件"), ("12345件", "12345件"), ("超2023年的3个", "3个"),
    ],
)  # fmt: skip
def test_words_that_end_like_a_qualifier(text: str, read: str) -> None:
    """节约 is no 约, 附近 no 近, 目前 no 前: the number after them is exact."""
    (quantity,) = find_quantities(text)
    assert (quantity.text, quantity.qualifier) == (read, "exactly")


@pytest.mark.parametrize(
    "text", ["1,23元", "1,2,3", "3 000", "12.345.678", "5-3个", "10/10", "3/8/2", "3万5元", "分别为139，270，700元"]
)
def test_unclear_numbers(text: str) -> None:
    """What can be read two ways is said to be so, and never becomes a figure."""
    assert [number.kind for number in find_numbers(text)] == ["unclear"]
    assert find_quantities(text) == []
    with pytest.raises(QuantityError, match="two ways"):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["", "显著加强", "每周五下午", "不超过年初预算投入", "2023年12月", "第三名", "已完成"])
def test_texts_without_a_quantity(text: str) -> None:
    """A target in words has no quantity, and that is no error."""
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1431.36", CellReading("reported", Decimal(14313600), "元", Decimal(50))),
        ("15", CellReading("reported", Decimal(150000), "元", Decimal(5000))),
        ("0", CellReading("reported", Decimal(0), "元", Decimal(5000))),
        ("（1,234.50）", CellReading("reported", Decimal(-12345000), "元", Decimal(50))),
        ("(1,234.50万元)", CellReading("reported", Decimal(-12345000), "元", Decimal(50))),
        ("(5)元", CellReading("reported", Decimal(-5), "元", Decimal("0.5"))),
        ("-12.3", CellReading("reported", Decimal(-123000), "元", Decimal(500))),
        ("－１２．３", CellReading("reported", Decimal(-123000), "元", Decimal(500))),
        ("125元", CellReading("reported", Decimal(125), "元", Decimal("0.5"))),
        ("2.5亿", CellReading("reported", Decimal(250000000), "元", Decimal(5000000))),
        ("¥12.5", CellReading("reported", Decimal(125000), "元", Decimal(500))),
        ("100%", CellReading("reported", Decimal(100), "%", Decimal("0.5"))),
        ("69人", CellReading("reported", Decimal(69), "人", Decimal(0))),
        ("约 5", CellReading("reported", Decimal(50000), "元", Decimal(5000), "about")),
        (" 2706.79\n万元 ", CellReading("reported", Decimal(27067900), "元", Decimal(50))),
        ("2023", CellReading("reported", Decimal(20230000), "元", Decimal(5000))),
        ("三万", CellReading("reported", Decimal(30000), "元", Decimal(5000))),
        ("", CellReading("blank")),
        (" \u3000\n", CellReading("blank")),
        ("/", CellReading("not_applicable")),
        ("——", CellReading("not_applicable")),
        ("－", CellReading("not_applicable")),
        ("不适用", CellReading("not_applicable")),
        ("无", CellReading("not_applicable")),
        ("N/A", CellReading("not_applicable")),
        ("12.5 13.6", CellReading("unreadable")),
        ("1,23", CellReading("unreadable")),
        ("12.5（调整后）", CellReading("unreadable")),
        ("3-5", CellReading("unreadable")),
        ("（一）", CellReading("unreadable")),
        ("（-5）", CellReading("unreadable")),
        ("XX万元", CellReading("unreadable")),
        ("……", CellReading("unreadable")),
    ],
)
def test_parse_cell(text: str, expected: CellReading) -> None:
    """A cell of a column in 万元 is one figure, or says which of three reasons there are for none."""
    assert parse_cell(text, Decimal(10_000), "元") == expected


def test_parse_cell_of_a_counting_column() -> None:
    """69 in a column of people is exactly 69, and in a column without measure, too."""
    assert parse_cell("69", measure="人") == CellReading("reported", Decimal(69), "人", Decimal(0))
    assert parse_cell("4.5") == CellReading("reported", Decimal("4.5"), "", Decimal("0.05"))


def test_seed_report() -> None:
    """Every digit of a real report belongs to a number, and the figures an auditor reads there are found."""
    if not SEED.exists():
        pytest.skip("the shared seed is not here")
    text = SEED.read_text(encoding="utf-8")
    numbers = find_numbers(text)
    covered = {offset for number in numbers for offset in range(number.start, number.end)}
    assert [run.group() for run in re.finditer("[0-9０-９]+", text) if run.start() not in covered] == []
    assert [number.text for number in numbers if number.kind == "unclear"] == []
    read = {quantity.text for quantity in find_quantities(text)}
    assert read > {
        "1426.36万元",
        "80.26%",
        "近19000人",
        "2.6万余份",
        "一家",
        "一起",
        "15分钟",
        "1亿元",
        "约27万平方米",
        "≥95%",
    }
    assert not read & {"2023", "12345", "13800000000", "七联"}


@pytest.mark.parametrize(
    "piece", ["1", "一", "万", "A", " ", "1,", "1.", "1/", "1+", "近", "（", "1 ", "第 ", "1月、", "“一", "1至", "约 "]
)
def test_a_run_of_anything_is_read_to_its_end(piece: str) -> None:
    """A cut-off file or a row of dots may make a regular expression go back and forth for ever; every digit is still accounted for."""
    text = piece * 20_000
    digits = sum(number.text.count("1") for number in find_numbers(text))
    assert digits == text.count("1")


@pytest.mark.parametrize(
    ("text", "count"), [("3", 3), ("12", 12), ("三", 3), ("两", 2), ("十", 10), ("十二", 12), ("百千", 0)]
)
def test_small_counts_in_either_script(text, count):
    """ "三项" and "3项" are as many; signs that make no number count nothing."""
    assert count_of(text) == count
