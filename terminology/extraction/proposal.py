"""From candidates to proposals: which English renders each Chinese candidate, by alignment and by association.

Word links say what was translated by what in one sentence; how often two phrases meet in the sentences of the whole
memory (Dice's coefficient) says whether that was a habit. A proposal carries both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from duizhao.terminology.extraction.candidates import ChineseCandidate
from duizhao.terminology.extraction.tokens import Ints, TokenizedSide

Key = tuple[int, ...]


@dataclass(slots=True)
class Proposal:
    """A Chinese term with an English one. Counts are in sentence pairs: `count` with the Chinese, `english_count` with
    the English, `aligned` those of `looked` in which the links tie exactly the two; `meetings` are the pairs with both.

    `places` are the Chinese occurrences (sentence, first token, end token), `host` the share of them beside one and the
    same content word, `before` and `behind` how much the words vary that stand there (0 one and the same, 1 always
    another), `longer` how many different longer candidates hold it, `nested` the share of its places inside longer
    candidates, `neighbours` what kinds of words stand beside it (`company.NEIGHBOURS`), `spots` the aligned ones
    (sentence, first Chinese token, end, first English token, end). `shared` says that the seed glossary has the pair.
    `likeness` is the cosine (-1 to 1) of their centred vectors, None where no encoder was asked.
    """

    chinese: str
    words: tuple[str, ...]
    english: str
    key: Key
    count: int
    looked: int
    aligned: int
    meetings: list[int]
    english_count: int
    places: list[tuple[int, int, int]]
    spots: list[tuple[int, int, int, int, int]]
    kind: str = "phrase"
    host: float = 0.0
    nested: float = 0.0
    before: float = 1.0
    behind: float = 1.0
    longer: int = 0
    neighbours: tuple[float, ...] = ()
    free: int = 0
    probability: float | None = None
    score: float = 0.0
    likeness: float | None = None
    shared: bool = False
    others: list[Proposal] = field(default_factory=list)

    @property
    def together(self) -> int:
        """In how many of the sentence pairs looked at both terms stand."""
        return max(len(self.meetings), self.aligned)

    @property
    def dice(self) -> float:
        """Dice's coefficient of the two terms over the sentence pairs looked at, 0..1."""
        return min(1.0, 2 * self.together / max(self.looked + self.english_count * self.looked / self.count, 1))

    @property
    def weight(self) -> float:
        """What renderings of one term are compared by, 0..1.3. An alignment counts more than a meeting: 0.6 to 0.4,
        half of the meetings that were not aligned believed."""
        return 0.6 * (self.aligned + 0.5 * self.together) / self.looked + 0.4 * self.dice


def english_places(
    side: TokenizedSide, keys: Ints, phrases: Iterable[Key], skip: frozenset[int]
) -> dict[Key, list[int]]:
    """In which sentences each English phrase (a tuple of key numbers) stands; surfaces in `skip` (articles) are passed
    over in the text as they are in the phrases."""
    trie: dict[Any, Any] = {}
    for phrase in phrases:
        node: Any = trie
        for number in phrase:
            node = node.setdefault(number, {})
        node[None] = phrase
    found: dict[Key, list[int]] = defaultdict(list)
    numbers = keys.tolist()
    for s in range(len(side)):
        line = [numbers[t] for t in side.sentence(s).tolist() if t not in skip]
        seen: set[Key] = set()
        for i, first in enumerate(line):
            node, j = trie.get(first), i
            while node is not None:
                if None in node:
                    seen.add(node[None])
                j += 1
                node = node.get(line[j]) if j < len(line) else None
        for phrase in seen:
            found[phrase].append(s)
    return found


def propose(
    candidate: ChineseCandidate,
    words: Sequence[str],
    where: dict[Key, list[int]],
    offered: Container[tuple[str, Key]] = frozenset(),
    most: int = 4,
) -> list[Proposal]:
    """The renderings of a candidate as proposals, best first: `most` that links tie to it, and those that were
    `offered` (Chinese, English key) without a link."""
    sentences = {s for s, _, _ in candidate.places}
    found = []
    for key, rendering in candidate.renderings.items():
        places = where.get(key, [])
        met = (candidate.text, key) in offered
        found.append(
            Proposal(
                candidate.text,
                tuple(words[t] for t in candidate.tokens),
                best_surface(rendering.surfaces),
                key,
                candidate.count,
                len(sentences),
                0 if met else len({s for s, *_ in rendering.places}),
                [s for s in places if s in sentences],
                max(len(places), 1),
                candidate.places,
                rendering.places,
                "met" if met else "phrase",
                nested=candidate.inside / max(len(candidate.places), 1),
            )
        )
    found.sort(key=lambda p: (-p.weight, -len(p.key), p.english))
    return [p for p in found if p.kind != "met"][:most] + [p for p in found if p.kind == "met"]


def best_surface(surfaces: Counter[str]) -> str:
    """The surface to print: of the most frequent spelling (case aside) the one with fewest capitals, unless that is
    rare (under a quarter of it)."""
    by_fold: dict[str, Counter[str]] = defaultdict(Counter)
    for surface, n in surfaces.items():
        by_fold[surface.casefold()][surface] += n
    group = max(by_fold.items(), key=lambda item: (item[1].total(), item[0]))[1]
    usual = [s for s, n in group.items() if n * 4 >= group.total()]
    return min(usual, key=lambda s: (sum(c.isupper() for c in s), s))
