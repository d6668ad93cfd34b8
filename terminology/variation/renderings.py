"""How a Chinese rendering varies: whether two texts can be two renderings of one term, and whether they are but one.

Discovery, extraction and the checks all ask here. Texts are in simplified characters unless a function says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words

# Words that a translator adds or leaves out without changing the term.
_LIGHT = frozenset("各一每其该此本新总的之所些个了等大全")


def alike(first: str, second: str) -> bool:
    """Whether two renderings look like ways to say one thing: they share half of the shorter one's characters."""
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared >= min(len(first), len(second))


def likeness(first: str, second: str) -> float:
    """Dice's coefficient of two strings as bags of characters."""
    shared = (Counter(first) & Counter(second)).total()
    return 2 * shared / (len(first) + len(second))


def one_rendering(one: str, other: str) -> bool:
    """Whether two Chinese terms, in either script, are one rendering: they differ in 的, 上, 《》 or the order of their
    characters, or one is a piece of the other, as a short name is of the full one."""
    one, other = (comparable(text).replace("的", "").strip("《》") for text in (one, other))
    if same_but_light(one, other):
        return True
    return one in other or other in one or sorted(one) == sorted(other)


# What binds the words of a phrase and adds nothing to it: 环境上可持续, 环境可持续.
_BINDING = frozenset("的上地")


def same_but_light(one: str, other: str) -> bool:
    """Whether one of two phrases is the other with a binding character put in."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or len(long) - len(short) not in (1, 2):
        return False
    _, mine, yours, _ = parts(short, long)
    return not mine and {*yours} <= _BINDING


def parts(first: str, second: str) -> tuple[str, str, str, str]:
    """What two phrases share at the beginning and at the end, and what each has between."""
    prefix = 0
    while prefix < min(len(first), len(second)) and first[prefix] == second[prefix]:
        prefix += 1
    suffix = 0
    while suffix < min(len(first), len(second)) - prefix and first[-1 - suffix] == second[-1 - suffix]:
        suffix += 1
    end = len(first) - suffix
    return first[:prefix], first[prefix:end], second[prefix : len(second) - suffix], first[end:]


def vary(first: str, second: str, lone: bool) -> bool:
    """Whether two phrases differ in one place only, by more than a light word. The renderings of a lone word must be
    two characters that share one in another place (照护, 护理): 进展 and 进步 are words of their own."""
    if first in second or second in first:
        return False
    if lone:
        return len(first) == len(second) == 2 and (first[0] == second[1] or first[1] == second[0])
    before, one, other, after = parts(first, second)
    if not before + after:
        return False
    if max(len(one), len(other)) > 3 or not set(one + other) - _LIGHT or {one, other} & _LIGHT:
        return False
    # What is only added must be a syllable (规范行动, 规范性行动): a whole word added is another thing.
    return bool(one and other) or len(one + other) == 1


def abbreviates(first: str, second: str) -> bool:
    """Whether one takes one character of each of two or more words of the other: 社会保护底线, 社保底线."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) < 2 or len(short) < 3 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    left = 0
    gaps = []
    for c in short:
        at = long.find(c, left)
        if at < 0:
            return False
        gaps.append(at - left)
        left = at + 1
    return left == len(long) and gaps.count(1) >= 2 and max(gaps) == 1


# What stands in no term: particles, prepositions, conjunctions, adverbs, verbs of ruling; a phrase that holds one of
# these words is a piece of a sentence. And numbers, and characters of opposite or ranked meaning: 第十次会议 and
# 第二十次会议 are two things.
_LOOSE = frozenset(
    "的 了 着 过 须 将 再 再沿 从 按 及 由 向 被 把 每 其 所 是 是否 否 于 为 必须 在 由于 且 若 应 已 未 各 该 "
    "依 依照 按照 根据 就 与 获得 获 规定 而 不 不得 可以 能 以 对 对于 关于 至 等 一个 这 那 "
    "提出 决定 最终 普遍 候选人 我 我国 单独 单位".split()
)
_TELLING = frozenset(
    "一二三四五六七八九十百千万零〇第正副有无無增减減内內外上下前后後左右新旧舊男女进進出升降高低大小多少主次本"
)

_COUNTING = frozenset("一二三四五六七八九十百千万零〇第正副无無非不")


def sound_variants(one: str, other: str) -> bool:
    """Whether two discovered phrases can be two renderings of one term: neither is a piece of a sentence, and they
    differ in more than a number, an opposite or what stands before and behind a common name."""
    if not is_phrase(one) or not is_phrase(other) or same_but_light(one, other):
        return False
    inner = parts(one, other)[1:3]
    # 第十次 and 第二十次, 正 and 副: nothing but such characters differs. 根源 and 根本原因 are one thing.
    if all(inner) and all({*piece} <= _TELLING for piece in inner):
        return False
    if not all(inner) and {*"".join(inner)} <= _COUNTING:
        return False
    # 香港特别行政区, 规定特别行政区: a name of four characters or more, with its neighbours; words as they are, so that
    # 挑战和机遇 and 挑战和机会 stay variants.
    mine, yours = words(one, "zh"), words(other, "zh")
    start = sum(map(len, mine[: _common_start(mine, yours)]))
    end = sum(map(len, mine[::-1][: _common_start(mine[::-1], yours[::-1])]))
    joined = {*mine} & {*yours} & {*_JOINING, "和"}
    return bool(joined) or not ((start == 0 and end >= 4) or (end == 0 and start >= 4))


def is_phrase(text: str) -> bool:
    """Whether a Chinese text, in simplified characters, can be a term: no word of it holds sentences together."""
    pieces = words(text, "zh")
    return not _LOOSE & {*pieces[:1], *pieces[-1:]} and not (_LOOSE - _JOINING) & {*pieces}


# What joins the parts of one term: 职业安全与卫生.
_JOINING = frozenset("与 及 以 能 不".split())


def _common_start(one: Sequence[str], other: Sequence[str]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n
