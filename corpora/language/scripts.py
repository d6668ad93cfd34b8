"""What a Chinese character is; simplified and traditional: one form for comparing and looking up, and which of the two
a text is written in.

Texts stay as printed. Wherever two pieces of Chinese are compared, or one is looked up in a dictionary of simplified
words, both go through `comparable`, which is as long as the text, so that offsets found in it hold in the print.

The conversion is that of OpenCC (package `opencc`, Apache-2.0, or its pure Python twin `opencc-py`, which is imported
by the same name): characters by table, words such as 乾坤 that keep theirs by its list of phrases.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from duizhao.corpora.errors import MissingExtraError


class Script(StrEnum):
    """Which characters a Chinese text is written in."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"
    MIXED = "mixed"


# A text is of one script when at most this share of its telling characters are of the other: a quoted title.
_STRAYS = 0.1

#: Chinese characters, as ranges for a character class: `f"[{HAN}]"`. CJK Unified Ideographs with their extensions A to
#: I and the compatibility ideographs (Unicode 16), so that rare characters of names and places (𠮷 U+20BB7) count too.
#: No other module has such ranges.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
# Of the basic block and extension A OpenCC knows which are simplified and which traditional.
_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def is_han(char: str) -> bool:
    """Whether a character is a Chinese ideograph.

    >>> [is_han(char) for char in "国𠮷，ア一a"]
    [True, True, False, False, True, False]
    """
    return _HAN.match(char) is not None


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


def count_han(text: str) -> int:
    """How many characters of a text are Chinese: a book is counted in milliseconds."""
    return len(text) - len(_HAN_RUN.sub("", text))


@cache
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise MissingExtraError(
            "comparing traditional with simplified Chinese needs OpenCC", cure="pip install opencc (or opencc-py)"
        ) from error
    # As `t2s`, and 衞 敍 衹 as Hong Kong writes them. `tw2s` would read 显著 as 显着.
    return OpenCC("hk2s")


class _Tables(NamedTuple):
    """`simple` maps code points to simplified characters, for those that change; `changing` finds one of these;
    `telling` maps every character that only one script has to its script."""

    simple: dict[int, str]
    changing: re.Pattern[str]
    telling: dict[str, Script]


@cache
def _tables() -> _Tables:
    """Made of what OpenCC says of every character of the basic blocks (20 ms, once a process)."""
    han = [chr(code) for block in _BLOCKS for code in block]
    pairs = zip(han, _converter().convert("\n".join(han)).split("\n"), strict=True)
    simple = {old: new for old, new in pairs if old != new and len(new) == 1}
    # 乾 and 後 are in the simplified standard too, 里 and 后 in the traditional one: they tell nothing.
    traditional = {c for c in simple if not _has("gb2312", c)}
    simplified = {c for c in simple.values() if not _has("big5", c)} - simple.keys()
    telling = dict.fromkeys(traditional, Script.TRADITIONAL) | dict.fromkeys(simplified, Script.SIMPLIFIED)
    changing = re.compile("[" + "".join(simple) + "]")
    return _Tables({ord(old): new for old, new in simple.items()}, changing, telling)


def _has(standard: str, character: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1 << 12)  # one check after another asks for the same few texts
def comparable(text: str) -> str:
    """The text in simplified characters, exactly as long: for comparing and looking up, never for print.

    A text without traditional characters is returned as it is, at the cost of a search through it.

    >>> comparable("公正轉型與《2030年議程》"), comparable("公正转型")
    ('公正转型与《2030年议程》', '公正转型')
    """
    if not _HAN.search(text):
        return text
    tables = _tables()
    if not tables.changing.search(text):
        return text
    try:
        simple = str(_converter().convert(text))
    except UnicodeEncodeError:
        # Half a surrogate pair, from a damaged file.
        return text.translate(tables.simple)
    return simple if len(simple) == len(text) else text.translate(tables.simple)


def script_of(text: str) -> Script | None:
    """The script of a Chinese text; None where no character tells (人口).

    Names and titles quoted in the other script, up to a tenth of the characters that tell, do not count.

    >>> [str(script_of(t)) for t in ("國際勞工組織", "国际劳工组织", "國際劳工組织", "人口")]
    ['traditional', 'simplified', 'mixed', 'None']
    """
    if not _HAN.search(text):
        return None
    telling = _tables().telling
    count: Counter[Script] = Counter()
    for character, times in Counter(text).items():
        if character in telling:
            count[telling[character]] += times
    if not count:
        return None
    share = count[Script.TRADITIONAL] / count.total()
    if share <= _STRAYS:
        return Script.SIMPLIFIED
    return Script.TRADITIONAL if share >= 1 - _STRAYS else Script.MIXED


def characters_of(script: Script, text: str) -> list[tuple[int, str]]:
    """The characters in a text that only one script has, with their offsets."""
    if not _HAN.search(text):
        return []
    telling = _tables().telling
    return [(at, character) for at, character in enumerate(text) if telling.get(character) is script]
