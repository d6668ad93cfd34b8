"""Candidate terms: which stretches of Chinese recur and could be a term, and which English stretch each is aligned to.

A candidate is found from the Chinese side, where words do not inflect; its English is the smallest stretch that the
word links tie to it and to nothing outside it (the consistent phrase pairs of Koehn, Och and Marcu 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from terminology.tokens import Ints, Side, chinese_tag, is_word

LONGEST = 12  # words of a Chinese candidate; the longest terms of the ILO paper's list outside 《》 have 11

ENGLISH_FUNCTION = frozenset(
    "a an the of to in on at by for from with as into onto upon and or but nor so if than then that this these those "
    "there it its he she they we you i him her them us his their our your my who whom whose which what when where how "
    "why is are was were be been being am do does did has have had having will would shall should can could may might "
    "must not no such any some all each every both other others another own same only also more most much many few "
    "through between among amongst within across under over against during including per via well while about around "
    "towards toward without both either neither not however therefore thus whether because although though "
    "further particular especially namely inter alia etc out up off".split()
)
# Words that measure or point, never the edge of a term.
_ENGLISH_POINTING = frozenset(
    "one two three four five six seven eight nine ten first second third several various different range series "
    "number variety set total kind kinds type types way ways order view basis respect "
    "regard terms certain relevant following specific key main new existing current recent additional overall "
    "better greater higher increased increasing improved enhanced strengthened effective efficient important "
    "major necessary possible appropriate available related based concerned aimed focused involving regarding "
    "concerning relating particularly effectively fully increasingly strong stronger great clear proposed "
    "ongoing continued today years year".split()
)
_CHINESE_EDGE_TAGS = frozenset("x p c uj ul uv uz ud ug u y e o k r q f".split())
_CHINESE_NUMERAL = frozenset("零〇一二三四五六七八九十百千万亿两几多数个各半第项种些类名位次份批0123456789.,%％–-/")
_CHINESE_POINTING = frozenset(
    "许多 大量 多个 部分 若干 一系列 系列 众多 多数 大多数 少数 诸多 更多 不少 所有 各种 有关 相关 其他 "
    "主要 具体 关键 新 新的 现有 目前 当前 方面 领域 情况 问题 过程 方式 时候 以及 包括 进行 开展 提供 "
    "通过 根据 进一步 更加 能够 需要 可以 应当 确保 使 让 将 把 被 对 就 为 以 与 及 等 之 所 该 此 其 年 "
    "月 日 上述 下列 以下 如下 特别 尤其 方面的".split()
)
# jieba calls 多边 a pronoun; a pronoun begins with one of these.
_CHINESE_PRONOUN = frozenset("我你您他她它咱这那其该此各每某本谁什怎哪何自大彼另")
_CHINESE_NEGATION = frozenset("不 无 非 未 零 总 前 副 反 再 自 共 共同".split())
_HARD = frozenset("，。；：！？,;:!?…—\n\t()（）[]【】▶•")


@dataclass(slots=True)
class Rendering:
    """An English rendering of a candidate: how often, in which surfaces, where (sentence, Chinese tokens from and to,
    English tokens from and to)."""

    count: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """A Chinese stretch: in how many sentences it stands (`count`), its renderings by key, and where it
    is looked at (sentence, first token, end token)."""

    text: str
    tokens: tuple[int, ...]
    count: int = 0
    renderings: dict[tuple[int, ...], Rendering] = field(default_factory=dict)
    places: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Flags:
    """What each word id may do: stand inside a candidate, at its edges, count as content."""

    inside: NDArray[np.bool_]
    edge: NDArray[np.bool_]
    content: NDArray[np.bool_]


def chinese_flags(vocabulary: Sequence[str]) -> Flags:
    """Flags of Chinese words by part of speech and short lists."""
    inside = np.array([not (set(w) & _HARD) for w in vocabulary], dtype=bool)
    edge = np.array([_chinese_edge(w) for w in vocabulary], dtype=bool)
    content = np.array([is_word(w) and chinese_tag(w) not in _CHINESE_EDGE_TAGS for w in vocabulary], dtype=bool)
    return Flags(inside, edge & inside, content | edge)


def _chinese_edge(word: str) -> bool:
    if not is_word(word) or word in _CHINESE_POINTING:
        return False
    if word in _CHINESE_NEGATION:
        return True
    tag = chinese_tag(word)
    if tag == "r":
        return word[0] not in _CHINESE_PRONOUN
    if tag == "m" and not word.isascii():
        return not set(word) <= _CHINESE_NUMERAL
    return tag not in _CHINESE_EDGE_TAGS


def english_flags(vocabulary: Sequence[str]) -> Flags:
    """Flags of English surfaces."""
    lower = [w.lower() for w in vocabulary]
    inside = np.array([not (set(w) & _HARD - {","}) for w in vocabulary], dtype=bool)
    content = np.array([is_word(w) and w not in ENGLISH_FUNCTION for w in lower], dtype=bool)
    edge = np.array([w not in _ENGLISH_POINTING for w in lower], dtype=bool) & content
    return Flags(inside, edge, content)


def recurring(side: Side, flags: Flags, least: int, longest: int = LONGEST) -> Iterator[tuple[int, Ints, Ints]]:
    """The n-grams of a side that stand in at least `least` places, inside one sentence, with good edges.

    Yields (n, position of each occurrence in `side.ids`, number of the n-gram it is an occurrence of) for n = 1, 2…
    Counting is by sorting: an n-gram can only recur where both (n-1)-grams in it recur.
    """
    ids = side.ids
    sentence = np.repeat(np.arange(len(side)), np.diff(side.bounds))
    alive = flags.inside[ids] if len(ids) else np.zeros(0, dtype=bool)
    names = ids.copy()
    for n in range(1, longest + 1):
        if n > 1:
            ok = np.zeros(len(ids), dtype=bool)
            last = len(ids) - n + 1
            if last <= 0:
                return
            ok[:last] = alive[:last] & alive[1 : last + 1] & (sentence[:last] == sentence[n - 1 :])
            at = np.flatnonzero(ok)
            if not len(at):
                return
            joined = names[at] * (int(names.max()) + 1) + names[at + 1]
            names = np.full(len(ids), -1, dtype=np.int64)
            _, names[at] = np.unique(joined, return_inverse=True)
            alive = ok
        at = np.flatnonzero(alive)
        counts = np.bincount(names[at])
        alive = np.zeros(len(ids), dtype=bool)
        alive[at[counts[names[at]] >= least]] = True
        names = np.where(alive, names, 0)
        good = np.flatnonzero(alive & flags.edge[ids])
        good = good[flags.edge[ids[good + n - 1]]]
        if len(good):
            yield n, good, names[good]


SentenceSpans = dict[int, list[tuple[int, int, int]]]


def collect(side: Side, flags: Flags, least: int, cap: int) -> tuple[list[Candidate], SentenceSpans]:
    """The candidates of the Chinese side and where to look for their English.

    Returns them and, for each sentence, the spans to look at (first token, end token, number of the candidate): at
    most `cap` a candidate, spread evenly.
    """
    of_position = np.repeat(np.arange(len(side)), np.diff(side.bounds))
    candidates: list[Candidate] = []
    by_text: dict[str, int] = {}
    spans: SentenceSpans = {}
    for n, at, name in recurring(side, flags, least):
        order = np.argsort(name, kind="stable")
        at, name = at[order], name[order]
        edges = np.flatnonzero(np.diff(name)) + 1
        for group in np.split(at, edges):
            tokens = tuple(side.ids[group[0] : group[0] + n].tolist())
            text = "".join(side.vocabulary[t] for t in tokens)
            if len(text) < 2:
                continue
            number = by_text.setdefault(text, len(candidates))
            if number == len(candidates):
                candidates.append(Candidate(text, tokens))
            candidate = candidates[number]
            sentences = of_position[group]
            candidate.count += len(np.unique(sentences))
            step = max(1, -(-len(group) // cap))
            for position, s in zip(group[::step].tolist(), sentences[::step].tolist(), strict=True):
                first = position - int(side.bounds[s])
                spans.setdefault(s, []).append((first, first + n, number))
                candidate.places.append((s, first, first + n))
    return candidates, spans


def renderings(
    spans: Iterable[tuple[int, int, int]],
    linked: NDArray[np.bool_],
    english_content: NDArray[np.bool_],
    english_edge: NDArray[np.bool_],
    english_inside: NDArray[np.bool_],
    chinese_content: NDArray[np.bool_],
    longest: int = 16,
) -> Iterator[tuple[int, int, int, int, int]]:
    """The English stretch of each Chinese span of one sentence pair, where there is one.

    `linked` has shape (m English, n Chinese); yields (candidate, first Chinese token, end, first English token, end).
    """
    m = linked.shape[0]
    content = linked & english_content[:, None] & chinese_content[None, :]
    some = content.any(0)
    low = np.where(some, content.argmax(0), m).tolist()
    high = np.where(some, m - 1 - content[::-1].argmax(0), -1).tolist()
    back = content.any(1)
    n = linked.shape[1]
    left = np.where(back, content.argmax(1), n).tolist()
    right = np.where(back, n - 1 - content[:, ::-1].argmax(1), -1).tolist()
    for a, b, number in spans:
        first, last = min(low[a:b]), max(high[a:b])
        if last < 0 or last - first >= longest or high[a] < 0 or high[b - 1] < 0:
            continue
        if min(left[first : last + 1]) < a or max(right[first : last + 1]) >= b:
            # A word inside that belongs elsewhere; unlinked ones have left n and right -1 and pass.
            continue
        if not (english_edge[first] and english_edge[last] and english_inside[first : last + 1].all()):
            continue
        yield number, a, b, first, last + 1
