"""Names taken whole: instruments, programmes and bodies, which phrase by phrase would fall into pieces.

In Chinese a title stands in 《》 or “” (with the number of a Convention behind it), a numbered instrument is 第N号公约.
In English a name is a run of capitalized words and numbers with small words between them. A title goes with the English
stretch that covers it best and is covered by it, measured by the word links.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.tokens import Ints, chinese_tag, is_word

_TITLE = re.compile(r"《([^《》]{2,80})》(?:[（(]第\d+号[)）])?")
_QUOTED = re.compile(r"(?<=“)[^“”《》，。；—]{6,40}(?=”)")
_NUMBERED = re.compile(r"第\d+号(?:[和、与及]第\d+号)*(?:公约|建议书|议定书)")
# Small words inside English names.
_CONNECTORS = frozenset(
    "of and for the on in to at a an with from by as against concerning towards through into over under between "
    "against regarding relating or among".split()
)
_OPENING = frozenset("by on with in to from under at as".split())
_SHORT = re.compile(r"[A-Z][A-Za-z]*[A-Z]s?")  # an abbreviation
_BRACKETS = frozenset("()")
_INNER_MARKS = frozenset(",–-/’'().&")

# Kinds of texts that stand before their subject in English, in lower case as often as not.
_KINDS = {
    "决议": ("resolution",),
    "结论": ("conclusions",),
    "宣言": ("declaration",),
    "建议书": ("recommendation",),
    "报告": ("report",),
    "指导方针": ("guidelines",),
    "准则": ("guidelines", "code"),
    "原则": ("principles",),
    "议定书": ("protocol",),
    "章程": ("constitution",),
    "公约": ("convention", "covenant"),
}
KIND_WORDS = frozenset(word for words in _KINDS.values() for word in words)
_YEAR_WITHIN = 10  # words behind a name in which its year is looked for
_LOWER = 0.1  # how much better a stretch must cover than one that begins with a capital
_WHISPERED = 0.02  # posterior that is enough to keep a capitalized neighbour in a name
_HEARD = 0.15  # posterior of a link below which a word counts as linked to nothing

Spot = tuple[int, int, int, int, int]


@dataclass(slots=True)
class Name:
    """A Chinese name with the English stretches it was seen with: votes weighted by how well they cover each other."""

    text: str
    words: tuple[str, ...] = ()
    places: list[tuple[int, int, int]] = field(default_factory=list)
    votes: dict[tuple[int, ...], float] = field(default_factory=lambda: defaultdict(float))
    surfaces: dict[tuple[int, ...], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spots: dict[tuple[int, ...], list[Spot]] = field(default_factory=lambda: defaultdict(list))


def titles(text: str) -> Iterator[tuple[int, int]]:
    """The spans of titles, numbered instruments and quoted names in a compact Chinese text."""
    taken = 0
    for match in _QUOTED.finditer(text):
        yield match.span()
    for match in _TITLE.finditer(text):
        yield match.span()
    for match in _NUMBERED.finditer(text):
        if match.start() >= taken:
            yield match.span()
            taken = match.end()


def runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The token spans of English name runs: from a capitalized word or a number, over connectors, to another one."""
    i = 0
    while i < len(words):
        opens = i == 0 and len(words) > 1 and words[1] in _CONNECTORS - {"of"}  # "Guided by the …"
        if not _capital(words[i]) or opens:
            i += 1
            continue
        end = i + 1
        j = end
        while j < len(words) and (_part(words[j]) or words[j] in _CONNECTORS or words[j] in _INNER_MARKS):
            if words[j] in (",", "and") and words[j + 1 : j + 2] == ["the"]:
                break  # another name begins
            j += 1
            if _part(words[j - 1]) or (words[j - 1] == ")" and "(" in words[i:j]):
                end = j
        yield i, end
        i = end


def _capital(word: str) -> bool:
    return word[0].isupper() and word not in ("The", "A", "An", "In", "On", "At", "To", "By", "For", "With", "Under")


def _part(word: str) -> bool:
    return _capital(word) or word[0].isdigit()


@dataclass(frozen=True, slots=True)
class Best:
    """The best link of every word of a sentence pair: `english[j]` is the English word of Chinese word j, or -1 where
    none is heard; `chinese[i]` the Chinese word of English word i, -1 where none is heard, -2 for no content word.
    `q` are the link strengths, shape (m English, n Chinese)."""

    q: NDArray[np.float64]
    english: list[int]
    chinese: list[int]

    @classmethod
    def of(cls, q: NDArray[np.float64], content: NDArray[np.bool_]) -> Best:
        """From link strengths, with those of English words that are no content at 0."""
        best_e, best_z = q.argmax(0), q.argmax(1)
        english = np.where(q.max(0, initial=0.0) > _HEARD, best_e, -1)
        chinese = np.where(q.max(1, initial=0.0) > _HEARD, best_z, -1)
        return cls(q, english.tolist(), np.where(content, chinese, -2).tolist())


def cover(best: Best, z: tuple[int, int], e: tuple[int, int]) -> float:
    """How well an English span and a Chinese one cover each other, 0..1: the harmonic mean of the shares of content
    words of each whose best link is inside the other. Words that are linked to nothing say nothing: names are wholes,
    and their words often stand for several."""
    chinese = [i for i in best.english[z[0] : z[1]] if i >= 0]
    english = [j for j in best.chinese[e[0] : e[1]] if j >= 0]
    if not chinese or not english:
        return 0.0
    recall = sum(e[0] <= i < e[1] for i in chinese) / len(chinese)
    precision = sum(z[0] <= j < z[1] for j in english) / len(english)
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def best_english(
    best: Best, z: tuple[int, int], words: Sequence[str], found: Sequence[tuple[int, int]]
) -> tuple[float, int, int] | None:
    """The English token span that covers the Chinese span best (of equals the longest), and how well: a name run (of
    those `found`), or the stretch of the words linked to it, widened to the name runs that it touches."""
    spans = set(found)
    linked = [i for i, j in enumerate(best.chinese) if z[0] <= j < z[1] and best.q[i, j] > 0.3]
    if linked:
        low, high = linked[0], linked[-1] + 1
        spans.add((low, high))
        touched = [r for r in found if r[0] < high and low < r[1]]
        if touched:
            spans.add((min(low, touched[0][0]), max(high, touched[-1][1])))
            spans.update((r[0], max(high, r[1])) for r in touched if r[0] >= low - 1)
            spans.update((r[0], high) for r in touched if r[0] >= low)
    scored = [(cover(best, z, span), span) for span in spans if span[1] - span[0] <= 40]
    if not scored:
        return None
    starts = {low for low, _ in found}
    # A span that begins before a name's first capital must earn it: "paid to the … Convention".
    score, (low, high) = max(
        scored, key=lambda x: (round(x[0] - (0 if x[1][0] in starts else _LOWER), 3), x[1][1] - x[1][0], x[1])
    )
    low, high = _uncut(best, z, words, low, high)
    if low == 0 and words[1:2] and words[1] in _OPENING and starts & set(range(2, high)):
        low = min(starts & set(range(2, high)))  # "Guided by the … Declaration"
    if words[low].endswith("ed") and words[low].islower() and starts & set(range(low + 1, high)):
        low = min(starts & set(range(low + 1, high)))  # "prepared in accordance with the … Standards"
    if ")" in words[high : high + 1] and words[low:high].count("(") > words[low:high].count(")"):
        high += 1
    return score, low, high


def _uncut(best: Best, z: tuple[int, int], words: Sequence[str], low: int, high: int) -> tuple[int, int]:
    """The span with the capitalized words right beside it that have any link to the Chinese span; behind it also those
    that have no link at all."""
    whispered = best.q[:, z[0] : z[1]].max(1) > _WHISPERED
    while low and _capital(words[low - 1]) and whispered[low - 1]:
        low -= 1
    while high < len(words) and _capital(words[high]) and (whispered[high] or best.chinese[high] == -1):
        high += 1
    return low, high


# What Chinese names of bodies, funds, meetings and the like end with.
_HEADS = tuple(
    "组织 委员会 理事会 大会 会议 联盟 联合会 协会 机构 机制 基金 基金会 银行 署 司 局 厅 处 办公室 秘书处 中心 网络 "
    "平台 法院 法庭 小组 工作组 专家组 工作队 特派团 集团 论坛 倡议 伙伴关系 协调员 专员 研究所 大学 学院".split()
)
_AND = frozenset("和 与 及 暨".split())
_UNHEARD = 1 / 3  # share of the words of a body's name that may be linked to nothing


def bodies(
    best: Best, words: Sequence[str], chinese: Sequence[str], found: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The bodies that are named without quotation marks, Chinese and English token spans: a name run whose words are
    linked to one stretch of Chinese and to nothing else, as that stretch is to it, and that ends like a body's name."""
    for run in found:
        low, high = _proper(words, run)
        ours = [i for i in range(low, high) if best.chinese[i] != -2 and _capital(words[i])]
        there = sorted({best.chinese[i] for i in ours if best.chinese[i] >= 0})
        if len(ours) < 2 or len(there) < 2:
            continue
        z = _whole(best, chinese, (there[0], there[-1] + 1), unheard=len(there) < len(ours))
        heard = _heard(best.chinese[i] for i in ours) and _heard(best.english[z[0] : z[1]])
        elsewhere = any(i >= 0 and not low <= i < high for i in best.english[z[0] : z[1]])
        if heard and not elsewhere and _is_body(chinese[z[0] : z[1]], words[low:high]):
            yield z, (low, high)


def _proper(words: Sequence[str], run: tuple[int, int]) -> tuple[int, int]:
    """A name run up to its brackets and figures, ending with a capital, without the organization that it belongs to."""
    low, end = run
    high = next((i for i in range(low, end) if words[i] in _BRACKETS or words[i][0].isdigit()), end)
    while high > low and not _capital(words[high - 1]):
        high -= 1
    if high - low > 2 and words[low].isupper():
        low += 1  # ILO Global Business Network: whose it is
    return low, high


def _whole(best: Best, chinese: Sequence[str], z: tuple[int, int], *, unheard: bool) -> tuple[int, int]:
    """A Chinese stretch with the head behind it, and the noun before it, that were linked to nothing. `unheard` says
    that some English word of the name was not linked either."""
    a, b = z
    if not chinese[b - 1].endswith(_HEADS) and b < len(chinese) and best.english[b] < 0:
        b += chinese[b].endswith(_HEADS)
    if unheard and a and best.english[a - 1] < 0 and chinese_tag(chinese[a - 1])[:1] in "nf":
        a -= 1  # Internal Audit: 内部 was not heard, and stands before 审计
    return a, b


def _heard(links: Iterable[int]) -> bool:
    """Whether enough of the words of a name, given as where they are linked to, are linked to anything."""
    found = [i >= 0 for i in links]
    return found.count(False) <= _UNHEARD * len(found)


def _is_body(name: Sequence[str], english: Sequence[str]) -> bool:
    """Whether a Chinese stretch has the form of a body's name: a head at its end, words and 、 alone, joined by 和 only
    where the English joins, no preposition."""
    if len(name) > 12 or not name[-1].endswith(_HEADS):
        return False
    if any((not is_word(word) and word != "、") or word == "的" for word in name):
        return False
    if any(word in _AND for word in name) and "and" not in english:
        return False
    return not any(chinese_tag(word) == "p" for word in name if word not in _AND)


def with_kind(words: Sequence[str], span: tuple[int, int], chinese: str) -> tuple[int, int]:
    """The span with what the Chinese title says and the English leaves to the words beside it: the kind of text
    (resolution on …, 决议) and "for all" (人人, 全民)."""
    low, high = span
    kinds = next((words_ for ending, words_ in _KINDS.items() if chinese.rstrip("》").endswith(ending)), ())
    before = words[max(0, low - 2) : low]
    if kinds and not {w.lower() for w in words[low:high]} & set(kinds):
        for back, word in enumerate(reversed(before), 1):
            if word.lower() in kinds:
                low -= back
                break
    if any(said in chinese for said in ("人人", "全民", "所有")) and [w.lower() for w in words[high : high + 2]] == [
        "for",
        "all",
    ]:
        high += 2
    return low, high


def with_year(words: Sequence[str], span: tuple[int, int], chinese: str) -> int:
    """The end of a name, moved on to the year that the Chinese name has and the English does not have yet: Amendment of
    the Constitution + of the International Labour Organisation, 1986."""
    low, high = span
    years = [year for year in re.findall(r"(?<!\d)\d{4}(?=年)", chinese) if year not in words[low:high]]
    for j in range(high, min(high + _YEAR_WITHIN, len(words))):
        if words[j] in years:
            return j + 1
        if not (_part(words[j]) or words[j] in _CONNECTORS or words[j] == ","):
            break
    return high


def with_number(words: Sequence[str], end: int) -> int:
    """The end of a name with what follows it as part of it: `, 1981 (No. 155)`, `(2008)`."""
    tail = " ".join(words[end : end + 9])
    for pattern in (r", \d{4} \( No \. \d+ \)", r"\( No \. \d+ \)", r", \d{4}(?! \()", r"\( \d{4} \)"):
        if m := re.match(pattern, tail):
            return end + len(m[0].split())
    return end


def without_outside(
    words: Sequence[str], span: tuple[int, int], chinese: str, best: Best, z: tuple[int, int]
) -> tuple[int, int]:
    """The span without an abbreviation in brackets at its end and a year that stands outside the Chinese title
    (Convention … of 1979, 1979年《…公约》), and with the adjective before it that the title has (global strategy)."""
    low, high = span
    if high - low > 4 and words[high - 1] == ")" and words[high - 3] == "(" and _SHORT.fullmatch(words[high - 2]):
        high -= 3
    if high - low > 3 and words[high - 2] == "of" and re.fullmatch(r"\d{4}", words[high - 1]):
        high -= 2 * (words[high - 1] not in chinese)
    before = low - 1
    if low > 1 and words[low].islower() and words[before].islower() and words[low - 2].lower() in ("the", "a", "an"):
        low -= bool(best.chinese[before] >= 0 and z[0] <= best.chinese[before] < z[1])
    return low, high


def token_span(starts: Ints, ends: Ints, span: tuple[int, int]) -> tuple[int, int] | None:
    """The tokens that a character span covers exactly, None where it cuts one."""
    first = np.flatnonzero(starts == span[0])
    last = np.flatnonzero(ends == span[1])
    return (int(first[0]), int(last[0]) + 1) if len(first) and len(last) else None


def readable(words: Sequence[str]) -> bool:
    """Whether a stretch has a word that is more than a number."""
    return any(is_word(w) and any(c.isalpha() for c in w) for w in words)
