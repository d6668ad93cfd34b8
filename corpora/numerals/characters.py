"""Numbers in Chinese characters: what they are worth, and those of cheques and statutes in the usual characters."""

from __future__ import annotations

import re
from fractions import Fraction

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.numerals.quantity import Number, whole

DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def number(text: str) -> int | None:
    """The value of a number in Chinese characters; None for a run that is none: 三四 (three or four), 七八十.

    >>> [number(n) for n in ("三百五十", "两亿五千万", "二〇二二", "一百零三", "三万五", "三四")]
    [350, 250000000, 2022, 103, 35000, None]
    """
    if len(text) > 30:
        return None
    if all(c in DIGIT for c in text) and len(text) > 1:
        # Digit by digit: a year, 二〇二二. 三三两两 (in twos and threes) is none.
        plain = (len(text) >= 4 or "〇" in text) and "两" not in text
        return int("".join(str(DIGIT[c]) for c in text)) if plain else None
    total = section = 0
    digit: int | None = None
    for c in text:
        if c in "零〇":
            continue
        if c in DIGIT:
            if digit is not None:
                return None
            digit = DIGIT[c]
            continue
        if c not in SCALE:
            return None
        scale = SCALE[c]
        if scale <= 1000:
            # 百 and 千 need a digit before them, and 百 cannot follow 十 in one section.
            if digit is None and (scale != 10 or section % 100):
                return None
            section, digit = section + (1 if digit is None else digit) * scale, None
        else:
            section, digit = section + (digit or 0), None
            total = (total + section) * scale if scale == 10**8 else total + section * scale
            section = 0
    if digit is not None and len(text) > 1 and SCALE.get(text[-2], 0) >= 100:
        return total + section + digit * SCALE[text[-2]] // 10  # 三百五 is 350, said short
    return total + section + (digit or 0)


def spelled(text: str) -> Number | None:
    """The value of a number in characters with its decimals, 七点五; None for what is none."""
    whole_part, _, decimals = text.partition("点")
    value = 0 if whole_part in ("零", "〇") else number(whole_part)
    if value is None or not decimals:
        return value
    if any(c not in DIGIT for c in decimals):
        return None
    return whole(Fraction(f"{value}." + "".join(str(DIGIT[c]) for c in decimals)))


# The numerals of cheques and statutes, 贰佰叁拾万 and 第贰条. Most of them are words too (内陆, 收拾, 参考), so they
# count as numerals in a run with 拾, 佰 or 仟, or by themselves behind 第 and 附件.
_FORMAL = dict(zip(map(ord, "壹贰叁参肆伍陆柒捌玖拾佰仟"), "一二三三四五六七八九十百千", strict=True))
_FORMAL_ANY = re.compile(r"[壹贰叁参肆伍陆柒捌玖拾佰仟○◯〇]")
_FORMAL_RUN = re.compile(
    r"(?:(?=[壹贰叁参肆伍陆柒捌玖零万亿]{1,3}[拾佰仟])[壹贰叁参肆伍陆柒捌玖]|(?<=第)[壹贰叁参肆伍陆柒捌玖拾](?![考加与照见续])"
    r"|(?<=附件)[壹贰叁参肆伍陆柒捌玖拾](?![" + HAN + r"]))[壹贰叁参肆伍陆柒捌玖拾佰仟零万亿]*"
)


# Rings that stand for zero between digits in characters: 二○○七年.
_RING = re.compile(
    r"(?<=[一二三四五六七八九])[○◯〇]+(?=[一二三四五六七八九年])|(?<=[一二三四五六七八九])○(?=○)|(?<=○)○"
)


def in_plain_numerals(text: str) -> str:
    """The text with the numerals of cheques, and rings for zero, in the usual characters; as long as it was.

    >>> in_plain_numerals("贰佰叁拾万元，二○○七年，参考")
    '二百三十万元，二〇〇七年，参考'
    """
    if not _FORMAL_ANY.search(text):
        return text
    text = _FORMAL_RUN.sub(lambda m: m[0].translate(_FORMAL), text)
    return _RING.sub(lambda m: "〇" * len(m[0]), text)
