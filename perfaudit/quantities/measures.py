"""The words that stand around numbers, as data: measures, qualifiers, and the words that only look like quantities.

Every entry is a fragment of a regular expression over *plain* text (see ``plain``). ``(?!…)`` after a measure names the
beginnings that make it part of another word: 处 counts places, but 处理 is a verb.
"""

import re
import unicodedata
from decimal import Decimal

MONEY_SCALES = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
"""What money is counted in → yuan."""

# Counted: an integer of these is exact. The measure of an entry is what stands before its bracket.
_COUNTED = """
    人次 剂次 例次 课次 辆次 床次 诊次 艘次 趟次 件次 人份 户次 家次 场次 批次 班次 车次 台次 架次 台套 点位 工作日 学时 课时 小时 分钟 周年 人天 网格
    人(?!民) 户(?!外|籍|型) 家(?!庭|长|属) 个(?!体|性|税) 处(?!理|置|级|罚|分|于) 件 条(?!件|例|块)
    起(?!来|草|步|到|源|点|居|止|码|重) 项 次(?!要|数|年|日|序|生|第) 场(?!地|所|馆|景|合|站|面|内|外) 篇 栋 幢
    座(?!谈|位|右|机) 间(?!接|隔|断|歇|距) 套(?!取|路|餐|牌|用) 台(?!湾|账|风|阶|州|历) 辆 份(?!额|子) 册 张
    部(?!分|门|署|长|队|委|级|件|位|落) 期(?!间|末|初|限|内|满|货|望|待|工程|项目|建设|改造) 批(?!准|复|评|发|示|量)
    支(?!部|出|持|付|撑|援|委|队(?!伍)) 所(?!有|在|需|属|得|以|涉|谓|长|内) 例(?!如|会|行|外) 宗(?!旨|教)
    笔(?!记|试|者) 盏 棵 株(?!洲) 艘 枚 幅 组(?!织|成|建|长|合|团) 类(?!似|别|型) 种(?!植|子|养|粮|业)
    轮(?!流|换|胎|船|车|椅|岗) 堂 岁 年(?!级|代|度|轻|终|均|报|龄|薪|检|审|货) 天(?!然|津|气|桥|心) 星期
    周(?!边|围|期|末|转|年) 村(?!民|级|委|干|支|庄|里|镇) 点(?!对|击|亮|评|长|多|上)
"""
# After a single Chinese numeral these are nearly always something else (十分, 一面, 一度, 四方).
_COUNTED_AFTER_DIGITS = """
    分(?!之|别|散|析|管|布|类|为|配|局|公|行|级|工|批|成|期|部|包|解|享|流|区|段|值|组|项|摊|步|离|支|红|担|队)
    本(?!级|年|单|辖|街|区|市|县|着|次|月|地|镇|乡|村|部) 班(?!子|长|主|组|级|会|车) 课(?!题|程|堂|件|后|外)
    节(?!约|能|点|水|日|假|省|目|余|支|电) 片(?!区|长|面) 块(?!钱) 队(?!伍|员|长) 站(?!点|所|在|位|台|长)
    层(?!面|级|次) 页 字 段(?!落) 桌 箱 袋 瓶 盒 桶 趟 遍(?!布|及) 头(?!部) 羽 尾(?!款)
    只(?!是|有|能|要|需|做|剩|占|为|在) 口(?!碑|岸|号) 根(?!据|本|治|源) 面(?!积|对|向|临|上|貌)
    单(?!位|独|项|元|一|个|纯|次|价) 票(?!据|价|证)
    道(?!路|德|理|口|闸) 门(?!诊|店|户|面|口|窗|卫|类) 床(?!位) 车(?!辆|位|间|站|险|型|主|牌|道) 秒
    回(?!复|访|头|应|收|落|升|归|报|迁|馈|款) 日 包(?!括|含|干|保|抓|联|片|村|户)
"""
# Measured: even an integer of these is a rounded figure.
_MEASURED = """
    元(?!旦|宵|素|件|器|月) 美元 港元 欧元 日元 亩(?!均) 公顷 平方公里 平方米 公里 米(?!粉|面|线|店) 厘米 毫米 吨 公斤
    斤 克 立方米 升(?!级|学|至|到|温|旗|华|职) 毫升 千瓦时 千瓦 兆瓦 百分点 倍(?!增|受|加) 番 延米 摄氏度
"""
_MEASURED_AFTER_DIGITS = "% ‰ 度(?!假|过|汛)"

# Other spellings of a measure.
_SPELLINGS = {
    "人": "名 位(?!于|数|列|居|置|次|移)",
    "元": "块钱",
    "岁": "周岁",
    "月": "个月",
    "工作日": "个工作日",
    "小时": "个小时 钟头 个钟头",
    "星期": "个星期",
    "百分点": "个百分点",
    "平方米": "㎡ m² m2 平米 平方(?!公里|千米|厘米)",
    "平方公里": "平方千米 km² km2",
    "公里": "km ㎞ 千米",
    "米": "m",
    "厘米": "cm",
    "毫米": "mm",
    "吨": "t",
    "公斤": "千克 kg",
    "立方米": "m³ m3 立方(?!米) 方(?!面|案|式|针|向|位|法|便|可|能|才|言|圆)",
    "千瓦": "kW",
    "千瓦时": "kWh",
    "摄氏度": "℃",
}

# A single 一 before a measure is often an article or the end of a word (统一, 这一次, 作为一项).
ONE_IS_NO_COUNT_AFTER = tuple("统唯之单逐专合同任某每这那另划归进是为的上下前后新头第初数几")
# 一起 mostly means "together"; it counts cases only after a verb that has cases for its object.
ONE_CASE_AFTER = ("发生", "处置", "处理", "查处", "调解", "化解", "办理", "立案", "侦破", "破获", "发现", "出现")
# Chinese numeral and measure side by side, and yet no quantity.
_IDIOMS = """
    一家人 一家亲 一家之 一次性 一件事 一条龙 一条心 一批批 一个个 一次次 一条条 一件件 一户户 一张网 一张图 一张蓝图
    一年一度 一年四季 一天天 三天两头 三支一扶 两个维护 两个确立 两个覆盖 四个意识 四个自信 四个全面
    一台戏 一类事 八项规定 一点一滴 一周岁 三轮车
"""
IDIOMS = tuple(_IDIOMS.split())

QUALIFIERS = ("exactly", "about", "nearly", "more_than", "at_least", "at_most", "less_than")
# The single signs 约, 近 and 超 end other words, too: 节约, 附近, 赶超.
HEADS = {
    "at_most": "(?:不得|不能|不会|不应|不可|不准|没有|不|未)(?:超过|超出|超|高于|大于|多于|突破)|至多|最多|≤|<=|≯",
    "at_least": "(?:不得|不能|不应|不可|不|未)(?:低于|少于|小于|下于)|不下|至少|最少|≥|>=|≮"
    "|(?<![以之线网手马路街身])上(?=[百千万亿])",
    "less_than": "不足|不到|不满|未满|未达到?|低于|少于|小于|<",
    "more_than": "超过|(?<![赶反高])超|逾|高于|大于|多于|突破|>|(?<![超经通])过(?=[百千万亿])",
    "nearly": "接近|将近|几近|(?<![最附临邻就远相靠贴亲])近",
    "about": "大约|大概|(?<![节签合条集预公制违特契履邀应续解租赴失])约[为合计]?",
}
TAILS = {
    "at_least": r"(?:\(含\)|及|含)?(?:以上|之上)",
    "at_most": "(?:以下(?!简称|称|几|问题)|以内|之内|(?<=[日天周月年时钟秒期])内(?!部|容|涝|控|审|设|在|业))",
    "about": "左右|上下(?!游|联|班|级)",
}
# 近三年 are the last three years, not nearly three.
SPANS = frozenset({"年", "月", "天", "周", "星期", "日"})

_TRADITIONAL = dict(
    zip(
        "萬億個處場戶畝條約餘兩幾達過於間內號輪項臺輛棟張點滿頂噸單組種類課節層頁塊歲週鐘時評級屆圖錄電話負頃釐圓貳陸",
        "万亿个处场户亩条约余两几达过于间内号轮项台辆栋张点满顶吨单组种类课节层页块岁周钟时评级届图录电话负顷厘元贰陆",
        strict=True,
    )
)
_LOOKALIKES = {
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)},
    "，": "，",  # a clause ends with it far more often than it parts thousands
    **dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u202f", " "),
    **dict.fromkeys("–―", "—"),
    **dict.fromkeys("−﹣‐‑", "-"),
    "￥": "¥",
    "﹪": "%",
    "∶": ":",
    "○": "〇",
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "﹥": ">",
    "﹤": "<",
}
_PLAIN = str.maketrans({**_TRADITIONAL, **_LOOKALIKES})


def plain(text: str) -> str:
    """``text`` with full-width and traditional characters replaced one for one: offsets stay those of ``text``."""
    return text.translate(_PLAIN)


def _entries(table: str) -> dict[str, str]:
    """Fragment → the measure it begins with."""
    return {fragment: fragment.partition("(")[0] for fragment in table.split()}


_AFTER_DIGITS_ONLY = _entries(_COUNTED_AFTER_DIGITS) | _entries(_MEASURED_AFTER_DIGITS)
_FRAGMENTS = _entries(_COUNTED) | _entries(_MEASURED) | _AFTER_DIGITS_ONLY
COUNTED = frozenset((_entries(_COUNTED) | _entries(_COUNTED_AFTER_DIGITS)).values()) | {"月", ""}
AFTER_DIGITS_ONLY = frozenset(_AFTER_DIGITS_ONLY.values()) | {"方"}

# What was written → the measure.
MEASURE_OF = {measure: measure for measure in _FRAGMENTS.values()}
for _measure, _spellings in _SPELLINGS.items():
    for _fragment, _spelling in _entries(_spellings).items():
        MEASURE_OF[_spelling] = _measure
        _FRAGMENTS[_fragment] = _spelling


def _pattern() -> str:
    # Longest first: 人次 before 人. A Latin unit must not be the beginning of a longer word or number.
    ordered = sorted(_FRAGMENTS.items(), key=lambda item: -len(item[1]))
    return (
        "(?:"
        + "|".join(
            fragment + ("(?![A-Za-z0-9])" if re.match("[A-Za-z]", spelling) else "") for fragment, spelling in ordered
        )
        + ")"
    )


MEASURE = _pattern()
