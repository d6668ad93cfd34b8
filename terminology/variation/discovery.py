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

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from zlib import crc32

from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import comparable
from duizhao.terminology.variation.candidates import STOP, SourcePhrase, candidates
from duizhao.terminology.variation.corpus import Corpus, Everywhere, stems_of
from duizhao.terminology.variation.renderings import abbreviates, parts, vary

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
    corpus = Corpus(sources, [pairs[i][1] for i in kept])
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
        every = Everywhere.of([target for _, target in pairs]) if several else None
        several = [_everywhere(one, stems[one.source], pairs, every) for one in several if every]
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


def _everywhere(
    found: Discovery, stems: tuple[str, ...], pairs: Sequence[tuple[str, str]], every: Everywhere
) -> Discovery:
    """A discovery made in a sample, counted in all pairs."""
    first = stems[0][:3]
    at: dict[str, list[int]] = {text: [] for text, _ in found.renderings}
    for i, here in every.having(at).items():
        source = pairs[i][0]
        if first in source.casefold() and _holds(stems, source):
            for text in here:
                at[text].append(i)
    order = sorted(at, key=lambda text: (-len(at[text]), text))
    return replace(found, renderings=tuple((text, tuple(at[text])) for text in order))


def _holds(stems: tuple[str, ...], source: str) -> bool:
    keys = stems_of(source)
    return any(keys[i : i + len(stems)] == stems for i in range(len(keys) - len(stems) + 1))


def _renderings(term: SourcePhrase, corpus: Corpus) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The renderings of a term, the most frequent first; none where it cannot be told."""
    seen = _Seen(term, corpus)
    for first, second in _pairs(seen):
        if not abbreviates(first, second) and _explained(term, first, second, seen, corpus):
            continue
        chosen = {first, second, *_third(seen, first, second)}
        return tuple((p, seen.at(p)) for p in sorted(chosen, key=lambda p: (-len(seen.where(p)), p)))
    if seen.lone:
        return ()
    steady = (p for n in seen.sizes if n > 1 and n >= COVERAGE * seen.total for p in seen.phrases(n) if len(p) > 2)
    return tuple((p, seen.at(p)) for p in islice(steady, 1))


class _Seen:
    """The Chinese phrases that go with a term and with little else: those of a lone word must be more its own, and more
    frequent. Most terms have many and need few of them, so each thing is worked out when it is asked for."""

    def __init__(self, term: SourcePhrase, corpus: Corpus) -> None:
        self.lone = len(term.stems) == 1
        self.total = len(term.where)
        self._pairs, self._corpus = frozenset(term.where), corpus
        self._numbers, self._times = corpus.own(term.where, SPECIFIC_WORD if self.lone else SPECIFIC)
        self._least = 3 if self.lone else 2
        self._where: dict[str, frozenset[int]] = {}
        self._with: dict[int, list[str]] = {}

    @cached_property
    def sizes(self) -> list[int]:
        """In how many of the term's pairs phrases stand, the most first; 1 only where a phrase in one pair counts."""
        return [
            n for n in sorted({*self._times.tolist()}, reverse=True) if n >= self._least or (n == 1 and not self.lone)
        ]

    def phrases(self, size: int) -> list[str]:
        """The phrases that stand in so many pairs, in alphabetical order; of those in one pair the long ones."""
        if size not in self._with:
            found = self._corpus.named(self._numbers[self._times == size])
            self._with[size] = sorted(p for p in found if size > 1 or len(p) >= 4)
        return self._with[size]

    @property
    def often(self) -> Iterator[str]:
        """The phrases in more than one pair, the most frequent first."""
        return (phrase for size in self.sizes if size > 1 for phrase in self.phrases(size))

    def where(self, phrase: str) -> frozenset[int]:
        """The pairs of the term that a phrase stands in."""
        if phrase not in self._where:
            self._where[phrase] = self._pairs.intersection(self._corpus.holding[phrase])
        return self._where[phrase]

    def at(self, phrase: str) -> tuple[int, ...]:
        """The same in order."""
        return tuple(sorted(self.where(phrase)))


def _pairs(seen: _Seen) -> list[tuple[str, str]]:
    """Two phrases that may be two renderings, the best first: they explain most pairs of the term, hardly ever stand
    together, and look like ways to say one thing."""
    ranked: list[tuple[float, str, str]] = []
    for first, size in _firsts(seen):
        # What is left of the coverage bounds how few pairs a second one can stand in; and how many, that it hardly ever
        # stands beside the first, which leaves it so many pairs.
        short = seen.lone and len(first) == 2
        need, room = COVERAGE * seen.total - size, (seen.total - size) / (1 - APART)
        for other in seen.sizes:
            if other > size or not need <= other <= room:
                continue
            for second in seen.phrases(other):
                if second[0] != first[0] and second[-1] != first[-1] and not (short and len(second) == 2):
                    continue  # nothing that abbreviations and variants ask for; most pairs end here
                score = _score(seen, first, second, (size, other)) if other < size or second > first else None
                if score is not None:
                    ranked.append((-score, first, second))
    return [(first, second) for _, first, second in sorted(ranked)]


def _firsts(seen: _Seen) -> Iterator[tuple[str, int]]:
    """The phrases that may be the more frequent one of two that explain a term, with how many pairs they stand in."""
    left = MAX_FIRST
    for size in seen.sizes:
        if size == 1 or 2 * size < COVERAGE * seen.total or not left:
            return
        for phrase in seen.phrases(size)[:left]:
            left -= 1
            yield phrase, size


def _score(seen: _Seen, first: str, second: str, sizes: tuple[int, int]) -> float | None:
    """How well two phrases explain a term; None where they are no two renderings of it."""
    if sizes[1] == 1 and (first[0] != second[0] or first[-1] != second[-1]):
        return None
    both = len(seen.where(first) & seen.where(second))
    covered = sum(sizes) - both
    if covered < COVERAGE * seen.total or both > APART * sizes[1]:
        return None
    if not (abbreviates(first, second) or (sizes[1] > 1 and vary(first, second, seen.lone))):
        return None
    if _cut(first, second, seen) or _cut(second, first, seen):
        return None
    return covered / seen.total + 0.01 * len(first + second) - 0.05 * abs(len(first) - len(second))


def _third(seen: _Seen, first: str, second: str) -> list[str]:
    """A third rendering, in pairs that the two do not explain, where there is one."""
    explained = seen.where(first) | seen.where(second)
    fit = (p for p in seen.often if vary(first, p, seen.lone) and not seen.where(p) & explained)
    return list(islice(fit, 1))


MAX_FIRST = 60  # phrases of a term that are tried as its first rendering
SPECIFIC = 0.66  # share of a rendering's pairs in which the term stands: general words go with many terms
SPECIFIC_WORD = 0.9  # the same for a term of one word
COVERAGE = 0.75  # share of the term's pairs that its renderings explain
APART = 0.34  # renderings that often stand together in one pair are not two ways to say one thing


def _cut(phrase: str, other: str, seen: _Seen) -> bool:
    """Whether a phrase that differs at its edge is only a piece of a longer one that nearly always stands there."""
    before, _, _, after = parts(phrase, other)
    if before and after:
        return False
    for size in seen.sizes:
        if size == 1 or size < 0.8 * len(seen.where(phrase)):
            return False
        for longer in seen.phrases(size):
            if len(longer) > len(phrase):
                left = not before and after and longer.endswith(phrase)
                right = not after and before and longer.startswith(phrase)
                if left or right:
                    return True
    return False


def _explained(term: SourcePhrase, first: str, second: str, seen: _Seen, corpus: Corpus) -> bool:
    """Whether a word beside the term tells which rendering stands, because the rendering translates that word too.

    The word is there in most pairs of one rendering and in few of the other, and what is special to the rendering
    goes with the word elsewhere, or is in the dictionary for it, or the word is never seen elsewhere.
    """
    one, two = seen.where(first), seen.where(second)
    only = {first: one - two, second: two - one}
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
