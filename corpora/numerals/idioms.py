"""Numbers that count nothing: 十万八千里, 三百六十行, forty winks, one in a million.

A translation says what the idiom means, and not its number; so what is left of one side only is no difference.
"""

from __future__ import annotations

import re

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese

_CHINESE = re.compile(
    "三百六十行|七十二[变般行]|十八[般层变]|十万八千里|三七二十一|半斤八两|五十步笑?一?百步?|三十年河[东西]|三十六[计策]|"
    "百儿八十|千儿八百|百八十|十五个?吊桶|五百年前|九九八十一难?|一[百千万]个(?=[不愿放小心理])|一万遍|"
    "千[辛山里言方头军变叮].?万|万[众水紫无古]|八十老[母妪翁]|二十四孝|百尺竿头|百年好合|[百万]里挑一|九牛[二一][虎毛]|"
    "十里八乡|十全十美|一五一十|十之八九|十有八九|八九不离十|百战百胜|百发百中|百分之一百二"
)
_ENGLISH = re.compile(
    r"\b(?:forty winks|nine lives|cloud nine|whole nine yards|at sixes and sevens|eleventh hour|ten to one|catch-22|"
    r"in a million|nine times out of ten|a (?:hundred|thousand|million)(?: and one)? (?:times|reasons|thanks|"
    r"pardons|miles|apologies|questions|things)|thanks a million|ten a penny|a (?:hundred|thousand|million) to one|"
    r"feel like a million|"
    r"(?:hundred|thousand|million)-dollar question|(?:a|one) hundred and one (?:things|uses|ways)|forty-niners?|"
    r"(?:the )?third degree|fourth wall|second (?:thoughts?|nature|wind|to none)|sixth sense|seventh heaven)\b",
    re.IGNORECASE,
)


def idioms(text: str, tag: str) -> tuple[tuple[int, int], ...]:
    """Where idioms with a number stand in an English or Chinese text.

    >>> idioms("跟我说的差了十万八千里。", "zh")
    ((6, 11),)
    """
    text = text if text.isascii() else comparable(text)
    return tuple(match.span() for match in (_CHINESE if is_chinese(tag) else _ENGLISH).finditer(text))
