"""Candidate terms: which stretches of Chinese recur and could be a term, and which English stretch each is aligned to.

A candidate is found from the Chinese side, where words do not inflect; its English is the smallest stretch that the
word links tie to it and to nothing outside it (the consistent phrase pairs of Koehn, Och and Marcu 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.tokens import Ints, TokenizedSide, chinese_tag, is_word

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
    "one two three four five six seven eight nine ten second several various different range series "
    "number variety kind kinds way ways view basis respect "
    "regard terms certain relevant following specific main new existing current recent additional overall "
    "better greater higher increased increasing improved enhanced strengthened effective efficient important "
    "major necessary possible appropriate available related based concerned aimed focused involving regarding "
    "concerning relating particularly effectively fully increasingly strong stronger great clear proposed "
    "ongoing continued today years year sufficient".split()
)
_CHINESE_EDGE_TAGS = frozenset("x p c uj ul uv uz ud ug u y e o k r q f".split())
# Words of place that point; jieba calls 沿海 (coastal), 足部 (foot) and 外来 (alien) words of place too.
_CHINESE_PLACE = frozenset(
    "之间 之中 之内 之外 之前 之后 之上 之下 以上 以下 以内 以外 以前 以后 以来 其中 其间 其后 其他 当中 中间 "
    "前面 后面 上面 下面 里面 外面 面前 背后 前后 左右 内外 上下 前者 后者 期间 同时 此前 此后 最后 起来 下来 "
    "旁边 附近 周围 两者 四周 身边 以东 以西 以南 以北 往后 今后 事后 事前 随后 先后 末尾".split()
)
# Verbs of one character that end no noun; 站, 环 and 塞 (station, ring, plug) do.
_CHINESE_VERB = frozenset(
    "有 是 到 为 使 让 可 会 能 要 用 来 去 做 作 看 说 给 在 得 成 出 入 上 下 过 起 开 写 应 须 请 想 知 见 问 "
    "叫 带 放 拿 打 走 买 卖 吃 喝 存 含 属 达 受 被 将 把 与 等 如 按 经 由 向 从 至 占 获 需 称 指 列 定 没 无 "
    "未 供 致 具 选 改 加 减 设 置".split()
)
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
# Chinese words of category, which English leaves out: 宣传工作 is advocacy, 两年期 a biennium.
CATEGORY = frozenset(
    "工作 现象 机构 部门 活动 问题 情况 局势 制度 方式 状况 状态 过程 行为 人员 事项 业务 意见 者 期 性 力 部 界 员 "
    "型 式 环境 工作者".split()
)
# Nouns and verbs that jieba's table calls conjunctions: proprietor, to take over, hypothesis.
_NO_CONJUNCTION = frozenset("所有者 接管 总管 假说 假面 因果 因果论 由来 固着 加时 除以 综论 反论 不体面".split())
# Words that make a sentence or a comparison of what follows, never the first of a term: "is ASVS", "such as a board",
# "see the Instrument", "more popular".
_CHINESE_OPENING = frozenset(
    "是 如 见 当 请 请参阅 请参考 请参见 参见 很 更 最 较 除 除了 包含 存在 作为 为例 仅 只 也 又 都 还 "
    "经 患 您 项 号 处".split()
)
# Where something is: 住房内 is "in the dwelling". jieba calls these nouns.
_CHINESE_LOCATING = frozenset("内 里 上 中 下 边 旁 前 后 间 外 处".split())
# What 一箱 (a box) and 几次 (several times) begin with. Of what begins with 三方 (three parties, tripartite) or 两年
# (two years, biennium) the English says whether it is a quantity: `scoring.impossible`.
_CHINESE_COUNTING = frozenset("一几第数半")
_CHINESE_COUNTED = frozenset("二三四五六七八九十百千万两")
# Chinese prepositions that may begin a term, if its English is a compound modifier: 基于实据的, evidence-based.
_CHINESE_BASED = frozenset("基于 以 立足 面向 以人为本".split())
_HARD = frozenset('，。；：！？,;:!?…—\n\t()（）[]【】▶•“”‘’「」『』《》〈〉"')


@dataclass(slots=True)
class Rendering:
    """An English rendering of a candidate: how often, in which surfaces, where (sentence, Chinese tokens from and to,
    English tokens from and to)."""

    count: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class ChineseCandidate:
    """A Chinese stretch: in how many sentences it stands (`count`), its renderings by key, and where it
    is looked at (sentence, first token, end token); `inside` of those places are inside longer candidates, of which
    `longer` are different ones."""

    text: str
    tokens: tuple[int, ...]
    count: int = 0
    renderings: dict[tuple[int, ...], Rendering] = field(default_factory=dict)
    places: list[tuple[int, int, int]] = field(default_factory=list)
    inside: int = 0
    longer: int = 0


@dataclass(frozen=True, slots=True)
class Flags:
    """What each word id may do: stand inside a candidate, at its left and right edge, count as content, be left
    without a link at the right edge."""

    inside: NDArray[np.bool_]
    left: NDArray[np.bool_]
    right: NDArray[np.bool_]
    content: NDArray[np.bool_]
    silent: NDArray[np.bool_]


def chinese_flags(vocabulary: Sequence[str]) -> Flags:
    """Flags of Chinese words (simplified) by part of speech and short lists."""
    inside = np.array([not (set(w) & _HARD) for w in vocabulary], dtype=bool)
    edge = np.array([_chinese_edge(w) for w in vocabulary], dtype=bool)
    content = np.array([_means(w) for w in vocabulary], dtype=bool)
    left = edge | np.array([w in _CHINESE_BASED for w in vocabulary], dtype=bool)
    left &= np.array([w not in _CHINESE_OPENING for w in vocabulary], dtype=bool)
    # A verb of one character has its object behind it, a negation what it denies: 有, 使, 不.
    bare = [len(w) == 1 and (_only_verb(w) or w in _CHINESE_NEGATION) for w in vocabulary]
    right = ~np.array(bare, dtype=bool) & (edge | np.array([_measures(w) for w in vocabulary], dtype=bool))
    right &= np.array([w not in _CHINESE_LOCATING and not counts(w) for w in vocabulary], dtype=bool)
    silent = np.array([w in CATEGORY for w in vocabulary], dtype=bool)
    return Flags(inside, left & inside, (right | silent) & inside, content | left, silent)


def _only_verb(word: str) -> bool:
    """Whether a character is a verb and names nothing by the dictionary."""
    return chinese_tag(word) == "v" and (word in _CHINESE_VERB or not names_something(word))


def _measures(word: str) -> bool:
    """Whether a measure word may end a term, as it is a noun too: 片 (tablet), 场 (field), 英镑 (pound)."""
    return chinese_tag(word) == "q" and word not in _CHINESE_NUMERAL and names_something(word)


@cache
def _listed(word: str) -> bool:
    """Whether the dictionary has a word: 第三方 (third party), 三方 (tripartite); not 二十一日 or 一箱."""
    from duizhao.corpora.language.lexicon import lexicon

    return word in lexicon()


@cache
def counts(word: str) -> bool:
    """Whether a word is a number with what it counts, and not one that the dictionary has: 三方, 二十一日."""
    return chinese_tag(word) == "m" and word[0] in _CHINESE_COUNTED and not _listed(word)


@cache
def names_something(word: str) -> bool:
    """Whether the dictionary knows a word as a name of something, besides as a verb, a particle or a measure."""
    from duizhao.corpora.language.lexicon import lexicon

    dictionary = lexicon()
    glosses = [g.strip() for g in dictionary.glosses(word)] if word in dictionary else []
    return any(not g.startswith(("to ", "(", "classifier", "surname ", "CL:", "variant of")) for g in glosses)


def _is_noun(word: str) -> bool:
    """Whether a character that jieba has no part of speech for names something: 泵 (pump), 炉 (stove)."""
    return chinese_tag(word) in ("zg", "x") and names_something(word)


def _means(word: str) -> bool:
    if word in _NO_CONJUNCTION or _measures(word):
        return True
    return is_word(word) and chinese_tag(word) not in _CHINESE_EDGE_TAGS


def _chinese_edge(word: str) -> bool:
    if not is_word(word) or word in _CHINESE_POINTING:
        return False
    if word in _CHINESE_NEGATION:
        return True
    tag = chinese_tag(word)
    if word in _NO_CONJUNCTION or (tag == "f" and len(word) > 1 and word not in _CHINESE_PLACE):
        return True
    if len(word) > 1 and _measures(word):
        return True
    if tag == "r":
        return word[0] not in _CHINESE_PRONOUN
    if tag == "m" and not word.isascii():
        return not set(word) <= _CHINESE_NUMERAL and (word[0] not in _CHINESE_COUNTING or _listed(word))
    # 本法 and 每批 are "this act" and "each batch", 本金 a principal.
    if word[0] in "这那哪本每各该" and not _listed(word):
        return False
    return tag not in _CHINESE_EDGE_TAGS


def english_flags(vocabulary: Sequence[str]) -> Flags:
    """Flags of English surfaces."""
    lower = [w.lower() for w in vocabulary]
    inside = np.array([not (set(w) & _HARD - set(",'’")) for w in vocabulary], dtype=bool)
    content = np.array([is_word(w) and w not in ENGLISH_FUNCTION for w in lower], dtype=bool)
    edge = np.array([w not in _ENGLISH_POINTING for w in lower], dtype=bool) & content
    return Flags(inside, edge, edge, content, np.zeros(len(lower), dtype=bool))


def recurring(
    side: TokenizedSide, flags: Flags, least: int, longest: int = LONGEST
) -> Iterator[tuple[int, Ints, Ints]]:
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
        good = np.flatnonzero(alive & flags.left[ids])
        good = good[flags.right[ids[good + n - 1]]]
        if len(good):
            yield n, good, names[good]


SentenceSpans = dict[int, list[tuple[int, int, int]]]


def collect(
    side: TokenizedSide, flags: Flags, least: int, cap: int, also: Iterable[tuple[int, Ints, Ints]] = ()
) -> tuple[list[ChineseCandidate], SentenceSpans]:
    """The candidates of the Chinese side and where to look for their English; `also` those of other origin, as
    `recurring` has them.

    Returns them and, for each sentence, the spans to look at (first token, end token, number of the candidate): at
    most `cap` a candidate, spread evenly.
    """
    of_position = np.repeat(np.arange(len(side)), np.diff(side.bounds))
    candidates: list[ChineseCandidate] = []
    by_text: dict[str, int] = {}
    spans: SentenceSpans = {}
    met: set[tuple[int, ...]] = set()
    for n, at, name in chain(recurring(side, flags, least), also):
        order = np.argsort(name, kind="stable")
        at, name = at[order], name[order]
        edges = np.flatnonzero(np.diff(name)) + 1
        for group in np.split(at, edges):
            tokens = tuple(side.ids[group[0] : group[0] + n].tolist())
            if tokens in met or len(group) < least:
                continue
            met.add(tokens)
            text = "".join(side.vocabulary[t] for t in tokens)
            if len(text) < 2 and not (chinese_tag(text)[:1] == "n" or _is_noun(text)):
                continue
            number = by_text.setdefault(text, len(candidates))
            if number == len(candidates):
                candidates.append(ChineseCandidate(text, tokens))
            candidate = candidates[number]
            sentences = of_position[group]
            candidate.count += len(np.unique(sentences))
            step = max(1, -(-len(group) // cap))
            for position, s in zip(group[::step].tolist(), sentences[::step].tolist(), strict=True):
                first = position - int(side.bounds[s])
                spans.setdefault(s, []).append((first, first + n, number))
                candidate.places.append((s, first, first + n))
    _count_inside(candidates, spans)
    _count_longer(candidates)
    return candidates, spans


def _count_inside(candidates: Sequence[ChineseCandidate], spans: SentenceSpans) -> None:
    """Set how many places of each candidate are inside longer ones, by one pass over the spans of each sentence: of
    those that begin earlier, or as early and are longer, some reaches as far."""
    for found in spans.values():
        reach = -1
        for _, end, number in sorted(found, key=lambda x: (x[0], -x[1])):
            candidates[number].inside += end <= reach
            reach = max(reach, end)


def _count_longer(candidates: Sequence[ChineseCandidate]) -> None:
    """Set in how many different candidates of one word more each candidate stands."""
    by_tokens = {candidate.tokens: candidate for candidate in candidates}
    for candidate in candidates:
        for piece in {candidate.tokens[1:], candidate.tokens[:-1]}:
            if piece in by_tokens:
                by_tokens[piece].longer += 1


@dataclass(frozen=True, slots=True)
class Ties:
    """The word links of one sentence pair, content words only, as ranges: for each Chinese word the first and last
    English word linked to it (m and -1 for none), for each English word the same (n and -1)."""

    low: list[int]
    high: list[int]
    left: list[int]
    right: list[int]

    @classmethod
    def of(cls, linked: NDArray[np.bool_], english: NDArray[np.bool_], chinese: NDArray[np.bool_]) -> Ties:
        """From a link matrix of shape (m English, n Chinese) and which words are content."""
        m, n = linked.shape
        content = linked & english[:, None] & chinese[None, :]
        some, back = content.any(0), content.any(1)
        return cls(
            np.where(some, content.argmax(0), m).tolist(),
            np.where(some, m - 1 - content[::-1].argmax(0), -1).tolist(),
            np.where(back, content.argmax(1), n).tolist(),
            np.where(back, n - 1 - content[:, ::-1].argmax(1), -1).tolist(),
        )

    def anchored(self, a: int, b: int, silent: Sequence[bool]) -> bool:
        """Whether both edges of a Chinese span are linked; a word of category at its end need not be."""
        if silent[b - 1] and b - a > 1 and self.high[b - 1] < 0:
            b -= 1
        return self.high[a] >= 0 and self.high[b - 1] >= 0


def renderings(
    spans: Iterable[tuple[int, int, int]],
    ties: Ties,
    english: Sequence[tuple[bool, bool, bool]],
    silent: Sequence[bool],
    longest: int = 16,
) -> Iterator[tuple[int, int, int, int, int]]:
    """The English stretch of each Chinese span of one sentence pair, where there is one.

    `english` says of each English word whether it may stand inside, left, right; yields (candidate, first Chinese
    token, end, first English token, end).
    """
    for a, b, number in spans:
        first, last = min(ties.low[a:b]), max(ties.high[a:b])
        if last < 0 or last - first >= longest or not ties.anchored(a, b, silent):
            continue
        if min(ties.left[first : last + 1]) < a or max(ties.right[first : last + 1]) >= b:
            # A word inside that belongs elsewhere; unlinked ones have left n and right -1 and pass.
            continue
        if english[first][1] and english[last][2] and all(word[0] for word in english[first : last + 1]):
            yield number, a, b, first, last + 1
