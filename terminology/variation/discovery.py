"""Find, without a glossary, terms that are translated in several ways.

For an English term S that stands in n pairs, T1 and T2 are Chinese phrases that together explain most of them, hardly
ever stand where S does not, and do not stand together. Three more things are asked, each against a kind of false alarm:

- T1 and T2 differ in one place only (体面劳动, 体面工作), or one abbreviates the other (社保底线, 社会保护底线), or
  they are two short words that share a character (照护, 护理): against chance company and cut phrases;
- no English word beside S tells which of them it will be: "regional development banks" and "multilateral development
  banks" have other Chinese words because they have other English words;
- of terms inside one another the one that fits best is named: "decent work", not "decent work opportunities".

A rendering that shares no character with the usual one (复原力, 韧性) needs a glossary to be told from it. Traditional
and simplified characters (轉型, 转型) are one rendering, named as it is mostly printed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import comparable, is_han
from duizhao.corpora.language.words import stem, words
from duizhao.terminology.variation.candidates import STOP, SourcePhrase, candidates
from duizhao.terminology.variation.renderings import abbreviates, parts, vary

# Chinese words that neither begin nor end a rendering.
_PARTICLES = frozenset(
    (
        "的 地 得 和 与 及 以及 或 或者 在 对 对于 为 为了 是 等 将 使 向 从 由 "
        "于 以 并 而 其 该 这 这些 那些 各 各种 中 上 下 内 方面 有关 相关 关于 包括 "
        "通过 根据 特别 特别是 之 所 了 着 过 能 能够 应 也 还 又 更 最 不 及其 "
        "有 如 到 至 即 加强 促进 提高 支持 推动 实现 开展 进行 提供 制定 实施 确保 "
        "一个 一项 所有 其他 第 个 项 它们 我们 自己 需要 利用"
    ).split()
)
_SUFFIXES = frozenset("力性化者员率度权")
MAX_TERMS = 4000  # the most frequent candidates
# Texts looked at: a term that varies in a large project varies in a sample of it, and the work stays the same however
# large it grows. What varies is then counted in all of it.
MAX_TEXTS = 5000


@dataclass(frozen=True, slots=True)
class Discovery:
    """A source term and its renderings, the most frequent first; each with the indices of the pairs it stands in.
    `pairs` are all that the term stands in."""

    source: str
    renderings: tuple[tuple[str, tuple[int, ...]], ...]
    pairs: tuple[int, ...] = ()

    @property
    def where(self) -> frozenset[int]:
        """All pairs that a rendering stands in."""
        return frozenset(i for _, at in self.renderings for i in at)


def discover(pairs: Sequence[tuple[str, str]], *, max_terms: int = MAX_TERMS) -> tuple[Discovery, ...]:
    """The English terms of (source, target) texts with their Chinese renderings, by frequency then alphabet: those with
    two or more, and those of several words with one, which are what consistency is measured against."""
    printed = [target for _, target in pairs]
    pairs = [(source, comparable(target)) for source, target in pairs]
    kept = _sample(pairs)
    sources = [pairs[i][0] for i in kept]
    corpus = _Corpus(sources, [pairs[i][1] for i in kept])
    found: tuple[list[Discovery], list[Discovery]] = ([], [])
    terms = candidates(sources, max_terms)
    for term in terms:
        renderings = _renderings(term, corpus)
        if renderings:
            where = tuple((text, tuple(kept[i] for i in at)) for text, at in renderings)
            found[len(renderings) == 1].append(Discovery(term.shown, where, tuple(kept[i] for i in term.where)))
    several = _best_fitting(found[0])
    if len(kept) < len(pairs):
        stems = {term.shown: term.stems for term in terms}
        several = [_everywhere(one, stems[one.source], pairs) for one in several]
    steady = (one for one in _best_fitting(found[1]) if not any(_same(one, other) for other in several))
    return tuple(_as_printed(one, pairs, printed) for one in (*several, *steady))


def _as_printed(found: Discovery, pairs: Sequence[tuple[str, str]], printed: Sequence[str]) -> Discovery:
    """A discovery made in simplified characters, its renderings named as most pairs print them."""
    named = []
    for text, at in found.renderings:
        places = ((printed[i], pairs[i][1].find(text)) for i in at)
        forms = Counter(target[start : start + len(text)] for target, start in places if start >= 0)
        named.append((forms.most_common(1)[0][0] if forms else text, at))
    return replace(found, renderings=tuple(named))


def _sample(pairs: Sequence[tuple[str, str]]) -> list[int]:
    """The indices of the pairs to look at: where they are too many those of the least checksums, so that the sample
    hardly changes when pairs come and go."""
    if len(pairs) <= MAX_TEXTS:
        return list(range(len(pairs)))
    marks = [(crc32(f"{source}\0{target}".encode()), i) for i, (source, target) in enumerate(pairs)]
    return sorted(i for _, i in sorted(marks)[:MAX_TEXTS])


def _everywhere(found: Discovery, stems: tuple[str, ...], pairs: Sequence[tuple[str, str]]) -> Discovery:
    """A discovery made in a sample, counted in all pairs."""
    first = stems[0][:3]
    at: dict[str, list[int]] = {text: [] for text, _ in found.renderings}
    for i, (source, target) in enumerate(pairs):
        here = [text for text in at if text in target]
        if here and first in source.casefold() and _holds(stems, source):
            for text in here:
                at[text].append(i)
    order = sorted(at, key=lambda text: (-len(at[text]), text))
    return replace(found, renderings=tuple((text, tuple(at[text])) for text in order))


def _holds(stems: tuple[str, ...], source: str) -> bool:
    keys = [stem(word) for word in words(source, "en")]
    return any(tuple(keys[i : i + len(stems)]) == stems for i in range(len(keys) - len(stems) + 1))


def _phrases(text: str) -> Iterable[str]:
    """Chinese phrases of one to five words and two to ten characters, within punctuation, not bounded by particles."""
    run: list[str] = []
    for word in [*_tokens(text), ""]:
        if word and all(map(is_han, word)):
            run.append(word)
            continue
        for start in range(len(run)):
            if run[start] in _PARTICLES:
                continue
            for end in range(start + 1, min(len(run), start + 5) + 1):
                if run[end - 1] not in _PARTICLES:
                    phrase = "".join(run[start:end])
                    if 2 <= len(phrase) <= 10:
                        yield phrase
        run = []


def _tokens(text: str) -> list[str]:
    """Words with what stands between them as tokens of its own, so that a phrase ends at punctuation."""
    out: list[str] = []
    at = 0
    for word in words(text, "zh"):
        start = text.index(word, at)
        if text[at:start].strip():
            out.append("/")
        if word in _SUFFIXES and start == at and out and is_han(out[-1][-1]):
            out[-1] += word  # 复原 and 力 are one word, whatever the dictionary says
        else:
            out.append(word)
        at = start + len(word)
    return out


class _Corpus:
    """Both sides: the stems of each source; which phrases a target holds, and how many targets hold a phrase."""

    def __init__(self, sources: Sequence[str], texts: Sequence[str]) -> None:
        self.sources, self.texts = sources, texts
        self.stems = [[stem(word) for word in words(source, "en")] for source in sources]
        self.having: dict[str, list[int]] = defaultdict(list)
        for i, keys in enumerate(self.stems):
            for key in dict.fromkeys(keys):
                self.having[key].append(i)
        self.phrases = [frozenset(_phrases(text)) for text in texts]
        self.frequency = Counter(phrase for phrases in self.phrases for phrase in phrases)


def _renderings(term: SourcePhrase, corpus: _Corpus) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The renderings of a term, the most frequent first; none where it cannot be told."""
    lone = len(term.stems) == 1
    seen = _Seen.of(term, corpus)
    for first, second in _pairs(seen, lone):
        if not abbreviates(first, second) and _explained(term, first, second, seen.where, corpus):
            continue
        chosen = {first, second, *_third(seen, first, second, lone)}
        return tuple((p, seen.at(p)) for p in sorted(chosen, key=lambda p: (-len(seen.where[p]), p)))
    steady = [p for p in seen.often if len(seen.where[p]) >= COVERAGE * seen.total and len(p) > 2]
    return () if lone or not steady else ((steady[0], seen.at(steady[0])),)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The Chinese phrases that go with a term and with little else: `where` each stands, of `total` pairs of the term;
    those that stand there `often`, the most frequent first; those that stand there `once`."""

    where: Mapping[str, set[int]]
    total: int
    often: Sequence[str]
    once: Sequence[str]

    @classmethod
    def of(cls, term: SourcePhrase, corpus: _Corpus) -> _Seen:
        """From all phrases in the pairs of a term. Those of a lone word must be more its own, and more frequent."""
        lone = len(term.stems) == 1
        where: dict[str, set[int]] = defaultdict(set)
        for i in term.where:
            for phrase in corpus.phrases[i]:
                where[phrase].add(i)
        specific = SPECIFIC_WORD if lone else SPECIFIC
        own = [p for p, at in where.items() if len(at) >= specific * corpus.frequency[p]]
        kept = sorted(own, key=lambda p: (-len(where[p]), p))
        often = [p for p in kept if len(where[p]) >= (3 if lone else 2)]
        once = [p for p in kept if len(where[p]) == 1 and len(p) >= 4] if not lone else []
        return cls(where, len(term.where), often, once)

    def at(self, phrase: str) -> tuple[int, ...]:
        """The pairs that a phrase stands in, in order."""
        return tuple(sorted(self.where[phrase]))


def _pairs(seen: _Seen, lone: bool) -> list[tuple[str, str]]:
    """Two phrases that may be two renderings, the best first: they explain most pairs of the term, hardly ever stand
    together, and look like ways to say one thing."""
    where = seen.where
    ranked: list[tuple[float, str, str]] = []
    sizes = [-len(where[p]) for p in seen.often]
    for n, first in enumerate(seen.often[:MAX_FIRST]):
        # Sorted by size: what is left of the coverage bounds how far down a second one can stand.
        need = COVERAGE * seen.total - len(where[first])
        others = list(seen.often[n + 1 : bisect_right(sizes, -need)])
        if need <= 1:
            others += [p for p in seen.once if p[0] == first[0] and p[-1] == first[-1]]
        for second in others:
            if first[0] != second[0] and first[-1] != second[-1] and not (lone and len(first) == len(second) == 2):
                # Nothing that both questions ask for; most pairs end here.
                continue
            if not (abbreviates(first, second) or (len(where[second]) > 1 and vary(first, second, lone))):
                continue
            covered = len(where[first] | where[second])
            if covered < COVERAGE * seen.total or len(where[first] & where[second]) > APART * len(where[second]):
                continue
            if _cut(first, second, where, seen.often) or _cut(second, first, where, seen.often):
                continue
            score = covered / seen.total + 0.01 * len(first + second) - 0.05 * abs(len(first) - len(second))
            ranked.append((-score, first, second))
    return [(first, second) for _, first, second in sorted(ranked)]


def _third(seen: _Seen, first: str, second: str, lone: bool) -> list[str]:
    """A third rendering, in pairs that the two do not explain, where there is one."""
    explained = seen.where[first] | seen.where[second]
    fit = (p for p in seen.often if len(seen.where[p]) >= 2 and not seen.where[p] & explained and vary(first, p, lone))
    return [p for p in [next(fit, None)] if p is not None]


MAX_FIRST = 60  # phrases of a term that are tried as its first rendering
SPECIFIC = 0.66  # share of a rendering's pairs in which the term stands: general words go with many terms
SPECIFIC_WORD = 0.9  # the same for a term of one word
COVERAGE = 0.75  # share of the term's pairs that its renderings explain
APART = 0.34  # renderings that often stand together in one pair are not two ways to say one thing


def _cut(phrase: str, other: str, sets: Mapping[str, set[int]], often: Sequence[str]) -> bool:
    """Whether a phrase that differs at its edge is only a piece of a longer one that nearly always stands there."""
    before, _, _, after = parts(phrase, other)
    for longer in often:
        if len(longer) > len(phrase) and len(sets[longer]) >= 0.8 * len(sets[phrase]):
            left = not before and after and longer.endswith(phrase)
            right = not after and before and longer.startswith(phrase)
            if left or right:
                return True
    return False


def _explained(term: SourcePhrase, first: str, second: str, sets: Mapping[str, set[int]], corpus: _Corpus) -> bool:
    """Whether a word beside the term tells which rendering stands, because the rendering translates that word too.

    The word is there in most pairs of one rendering and in few of the other, and what is special to the rendering
    goes with the word elsewhere, or is in the dictionary for it, or the word is never seen elsewhere.
    """
    only = {first: sets[first] - sets[second], second: sets[second] - sets[first]}
    if not all(only.values()):
        return True
    beside = {p: Counter(w for i in at for w in _beside(term.stems, corpus.stems[i])) for p, at in only.items()}
    where = set(term.where)
    for mine, other in ((first, second), (second, first)):
        special = parts(mine, other)[1]
        special = "".join(c for c in special if c not in other) or special
        for word, count in sorted(beside[mine].items()):
            if len(only[mine]) < 2 or count < 0.65 * len(only[mine]) or beside[other][word] > 0.15 * len(only[other]):
                continue
            if word in lexicon().get(special, {}):
                return True
            elsewhere = [i for i in corpus.having[word] if i not in where]
            if len(elsewhere) < 2 or sum(special in corpus.texts[i] for i in elsewhere) >= 0.4 * len(elsewhere):
                return True
    return False


def _beside(stems: tuple[str, ...], keys: Sequence[str]) -> set[str]:
    """The stems of the words within two of the term in a text, given as stems."""
    found: set[str] = set()
    for start in range(len(keys) - len(stems) + 1):
        if tuple(keys[start : start + len(stems)]) == stems:
            found.update(keys[max(0, start - 2) : start])
            found.update(keys[start + len(stems) : start + len(stems) + 2])
    return {word for word in found if word not in STOP}


def _best_fitting(found: Sequence[Discovery]) -> list[Discovery]:
    """Of terms that vary in the same way in the same pairs the one that explains most of them; of those that explain
    nearly as many, the longest: "occupational safety and health" and not "safety"."""
    groups: list[list[Discovery]] = []
    # The groups whose first member has a rendering in a pair: only such a one can be the same, and they are few.
    standing: dict[int, list[int]] = defaultdict(list)
    for one in sorted(found, key=lambda d: (-len(d.where), d.source)):
        near = sorted({n for i in one.renderings[0][1] for n in standing[i]})
        group = next((groups[n] for n in near if _same(one, groups[n][0])), None)
        if group is not None:
            group.append(one)
            continue
        for i in {i for _, at in one.renderings for i in at}:
            standing[i].append(len(groups))
        groups.append([one])
    best = [
        max((d for d in group if len(d.where) >= 0.85 * len(group[0].where)), key=lambda d: (len(d.source), d.source))
        for group in groups
    ]
    return sorted(best, key=lambda d: (-len(d.where), d.source))


def _same(one: Discovery, other: Discovery) -> bool:
    """Whether each rendering of `one` stands mostly where some rendering of `other` does."""
    return all(
        any(2 * len(set(a) & set(b)) > len(a) and set(p) & set(q) for q, b in other.renderings)
        for p, a in one.renderings
    )
