"""Cells of spreadsheets, mended of what spreadsheets do to them."""

from __future__ import annotations

import re
import unicodedata

# What spreadsheets leave behind where they took a text for a formula and failed.
ERROR_VALUES = frozenset(
    "#NAME? #VALUE! #REF! #DIV/0! #N/A #NUM! #NULL! #ERROR! #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN! #CONNECT! "
    "Err:501 Err:502 Err:503 Err:504 Err:508 Err:509 Err:510 Err:511 Err:512 Err:516 Err:520 Err:522".split()
)

_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?(?:[T ]\d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
# Excel's day 1 is 1900-01-01 with a day that never was in it; day 25569 is 1970-01-01.
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


# What tables and term bases call them, lower case; ours are ISO 12620's, in words.
_PARTS_OF_SPEECH = {
    name: ours
    for ours, names in {
        "noun": "noun|n|n.|common noun|commonnoun|substantive|名词|名",
        "proper noun": "proper noun|propernoun|proper name|propn|专有名词|专名",
        "verb": "verb|v|v.|vb|动词|动",
        "adjective": "adjective|adj|adj.|形容词|形",
        "adverb": "adverb|adv|adv.|副词|副",
        "other": "other|其他|其它",
    }.items()
    for name in names.split("|")
}
PARTS_OF_SPEECH = ("noun", "proper noun", "verb", "adjective", "adverb", "other")


def part_of_speech(text: str) -> str:
    """A part of speech by our name where we know it, else as it is written.

    >>> [part_of_speech(x) for x in ("N.", "properNoun", "动词", "adj", "classifier")]
    ['noun', 'proper noun', 'verb', 'adjective', 'classifier']
    """
    text = text.strip()
    return _PARTS_OF_SPEECH.get(unicodedata.normalize("NFKC", text).casefold().replace("_", " "), text)


def iso_date(text: str) -> str | None:
    """A day as ISO 8601 from what spreadsheets make of it; "" for an empty cell, None where it cannot be told.

    Day and month in `03/04/2025` are told apart only where one is over 12; then nothing is guessed.

    >>> [iso_date(x) for x in ("2025-01-31", "31/01/2025", "1/31/2025", "2025年1月31日", "45688", "03/04/2025")]
    ['2025-01-31', '2025-01-31', '2025-01-31', '2025-01-31', '2025-01-31', None]
    >>> [iso_date(x) for x in ("２０２５ 年 １ 月 ３１ 日", "二〇二五年一月三十一日", "20250131", "2025-02-30")]
    ['2025-01-31', '2025-01-31', '2025-01-31', None]
    """
    from datetime import date, timedelta

    text = _plain(text)
    if not text:
        return ""
    try:
        for pattern in _DATES:
            if m := pattern.fullmatch(text):
                return date(int(m["y"]), int(m["m"]), int(m["d"])).isoformat()
        if m := _SLASHED.fullmatch(text):
            first, second, year = (int(x) for x in m.groups())
            year += 2000 if year < 100 else 0
            if first == second or first > 12 or second > 12:
                day, month = (first, second) if second <= 12 else (second, first)
                return date(year, month, day).isoformat()
            return None
        if _SERIAL.fullmatch(text):
            return (date(1970, 1, 1) + timedelta(days=int(float(text)) - 25569)).isoformat()
    except ValueError:
        return None
    return None


_IN_CHINESE = re.compile(
    r"[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿]{1,3}[日号]"
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _plain(text: str) -> str:
    """A day in half width and without spaces around 年 and 月, its Chinese numerals as figures."""
    text = unicodedata.normalize("NFKC", text).strip()
    if "年" in text:
        text = "".join(text.split())
    if not _IN_CHINESE.fullmatch(text):
        return text
    year, rest = text.split("年")
    month, day = rest[:-1].split("月")
    try:
        return f"{year.translate(_DIGITS)}-{_small(month)}-{_small(day)}"
    except ValueError:  # 十十
        return text


def _small(text: str) -> int:
    """A numeral below a hundred: 十, 十一, 三十一, 廿一."""
    tens, ten, units = text.replace("廿", "二十").rpartition("十")
    tens = (tens or "1") if ten else "0"
    return 10 * int(tens.translate(_DIGITS)) + int((units or "0").translate(_DIGITS))


_WIDE = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """A text with half-width letters, figures, signs and spaces: wide ones are a slip of an input method where no
    Chinese stands.

    >>> narrow("ＳＤＧ　１")
    'SDG 1'
    """
    return text.translate(_WIDE).strip()


def number(text: str) -> str | None:
    """A number as plain digits from what spreadsheets make of it (`0,95`, `1 204`, `95 %`); None for no number."""
    text = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not text:
        return ""
    percent = text.endswith("%")
    text = text.rstrip("%").replace(",", ".") if text.count(",") == 1 and "." not in text else text.rstrip("%")
    try:
        value = float(text) / (100 if percent else 1)
    except ValueError:
        return None
    # Neither 1e999, nor nan, nor what no count comes to.
    if not abs(value) < 1e15:
        return None
    return str(int(value)) if value == int(value) else str(value)
