"""What a glyph of a PDF says, as the font has it, in the characters people type."""

import unicodedata

UNREADABLE = "\N{REPLACEMENT CHARACTER}"  # a glyph that says nothing

# Programs that look up a glyph's character in its font find the radical where a radical and a character look alike:
# "⽀出" (U+2F40) for "支出". The first block is decomposed by Unicode; of the second, only two characters are.
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = str.maketrans(
    "⺁⺄⺅⺆⺈⺉⺊⺌⺍⺎⺒⺓⺖⺘⺙⺜⺝⺟⺠⺡⺣⺦⺧⺨⺩⺫⺬⺭⺮⺰⺲⺶⺹⺻⺼⺾⺿⻀⻁⻂⻄⻅⻆⻈⻉⻋⻌⻍⻏⻐⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂乙亻冂刀刂卜小小兀巳幺忄扌攵日月母民氵灬丬牛犭王目示礻竹纟罒羊耂聿肉艹艹艹虎衤西见角讠贝车辶辶邑钅長长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_RADICALS = _KANGXI | _SUPPLEMENT


def letters_of(text: str) -> str:
    """The characters of a glyph; `UNREADABLE` where its font gives none, or one without a meaning."""
    if not text or text.startswith("(cid:") or "\x00" in text:
        return UNREADABLE
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_RADICALS))
