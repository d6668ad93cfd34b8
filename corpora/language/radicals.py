"""Radicals of dictionaries as the characters they stand for.

A font may draw 长 and the radical ⻓ alike, and what is copied out of a PDF file then holds the radical, which no
search finds and no memory matches.
"""

from __future__ import annotations

import re
import unicodedata

# CJK Radicals Supplement (U+2E80 to U+2EF3) and their equivalents in the Unicode Character Database
# (EquivalentUnifiedIdeograph.txt, 14.0); ⺀ and the unassigned U+2E9A have none.
_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮"
    "⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛"
    "⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_STAND_FOR = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗"
    "糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风"
    "飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# The Kangxi radicals U+2F00 to U+2FD5 have a compatibility decomposition.
_IDEOGRAPHS = str.maketrans(_SUPPLEMENT, _STAND_FOR) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
_RADICAL = re.compile("[\u2e81-\u2ef3\u2f00-\u2fd5]")


def mended(text: str) -> tuple[str, str]:
    """The text with radicals as the characters they stand for, one for one; and the radicals that were found.

    >>> mended("⻓桥边的⻝堂")
    ('长桥边的食堂', '⻓⻝')
    """
    found = "".join(_RADICAL.findall(text))
    return (text.translate(_IDEOGRAPHS), found) if found else (text, "")
