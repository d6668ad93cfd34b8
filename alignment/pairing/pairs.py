"""Who belongs together: pairs with their confidence, and of each document that is left what it is to the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.encoders.protocol import Encoder
from duizhao.alignment.pairing.confidence import MODEL, ConfidenceModel, DocumentMatch, covered, english_size, features
from duizhao.alignment.pairing.index import Vectors, edges, order, vectors
from duizhao.alignment.pairing.matching import Partners, assign, nearest, with_leads
from duizhao.alignment.pairing.profiles import Profile
from duizhao.alignment.pairing.twins import NearTwins

# A part is shorter than this share of the whole, and the whole has this share of its values.
_PART, _COVERED = 0.75, 0.85
# What a revision, an addendum or a language version puts behind the symbol of its document.
_VERSION = re.compile(r"(?<![/(.\s])[/(.\s]*+(?:Rev|Corr|Add|Amend|Prov|Final)\.?\s*\d*\)?$", re.IGNORECASE)
# Cosine of two vectors of documents, and how far it must be above the next, for a pair that nothing else shows.
_ALIKE, _AHEAD = 0.80, 0.02


@dataclass(frozen=True, slots=True)
class Settings:
    """`least` is the confidence under which two documents are left unpaired."""

    least: float = 0.5
    model: ConfidenceModel = MODEL


@dataclass(frozen=True, slots=True)
class Paired:
    """Two documents that are each other's translation, with the probability (0..1) of it. `by` says what showed it:
    `content`, or `encoder`."""

    source: str
    target: str
    confidence: float
    by: str = "content"


@dataclass(frozen=True, slots=True)
class Nearest:
    """A document without a counterpart, and the nearest one of the other language ("" where none shares anything)."""

    name: str
    nearest: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Related:
    """What a document is to another: a `duplicate`, which says the same in the same language; a `part` of one in the
    other language that has a closer counterpart; a `version` of the same symbol."""

    name: str
    kind: str
    of: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Everything that was found, in the order of names."""

    pairs: tuple[Paired, ...]
    unpaired: tuple[Nearest, ...] = ()
    related: tuple[Related, ...] = ()


def pair_up(
    sources: Sequence[Profile],
    targets: Sequence[Profile],
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
) -> Pairing:
    """Find who belongs together. `encoder` is asked about those that nothing else brings together, if there is one."""
    settings = settings or Settings()
    related = [*_versions(sources), *_versions(targets)]
    (sources, twice), (targets, twice_there) = _without_duplicates(sources), _without_duplicates(targets)
    found, links = matches(sources, targets)
    confidence = {
        (m.source, m.target): settings.model.confidence(features(sources[m.source], targets[m.target], m))
        for m in found
    }
    sure = {pair: value for pair, value in confidence.items() if value >= settings.least}
    pairs = [Paired(sources[s].name, targets[t].name, value) for (s, t), value in sure.items()]
    taken = {s for s, _ in sure}, {t for _, t in sure}
    left = [s for s in range(len(sources)) if s not in taken[0]], [t for t in range(len(targets)) if t not in taken[1]]
    if encoder is not None:
        more = _by_vectors([sources[s] for s in left[0]], [targets[t] for t in left[1]], encoder)
        pairs += more
        known = {name for pair in more for name in (pair.source, pair.target)}
        left = (
            [s for s in left[0] if sources[s].name not in known],
            [t for t in left[1] if targets[t].name not in known],
        )
    unpaired: list[Nearest] = []
    for side, (mine, others) in enumerate(((sources, targets), (targets, sources))):
        ranked = nearest(links, side)
        for row in left[side]:
            near = ranked.get(row, ())
            if not near:
                unpaired.append(Nearest(mine[row].name))
                continue
            other = near[0][0]
            value = confidence.get((row, other) if side == 0 else (other, row), 0.0)
            unpaired.append(Nearest(mine[row].name, others[other].name, value))
            related += _part(mine[row], others[other])
    return Pairing(
        tuple(sorted(pairs, key=lambda p: (p.source, p.target))),
        tuple(sorted(unpaired, key=lambda n: n.name)),
        tuple(sorted((*twice, *twice_there, *related), key=lambda r: (r.name, r.kind))),
    )


def matches(
    sources: Sequence[Profile], targets: Sequence[Profile]
) -> tuple[list[DocumentMatch], dict[tuple[int, int], float]]:
    """The best assignment, and all candidates with their likeness."""
    if not sources or not targets:
        return [], {}
    first, second = vectors(sources, targets)
    links = {(s, t): score for s, t, score in edges(first, second) if score > 0}
    sizes = [p.size for p in sources], [p.size for p in targets]
    twins = NearTwins((first, second), sizes, links, assign(links))
    partner = twins.settle()
    sure = twins.sureness()
    found = [
        DocumentMatch(m.source, m.target, m.score, m.lead, _order(first, second, m), sure.get(m.source, 1.0))
        for m in with_leads(twins.without(), partner)
    ]
    return found, links


def _order(first: Vectors, second: Vectors, match: Partners) -> float:
    return order(first.row(match.source), second.row(match.target))


def _without_duplicates(side: Sequence[Profile]) -> tuple[list[Profile], list[Related]]:
    """The documents of a language that say something of their own: of two that say the same, the first by name."""
    first: dict[str, Profile] = {}
    again: list[Related] = []
    for one in sorted(side, key=lambda p: p.name):
        known = first.setdefault(one.digest, one)
        if known is not one:
            again.append(Related(one.name, "duplicate", known.name))
    return list(first.values()), again


def base_symbol(symbol: str) -> str:
    """A symbol without what tells versions apart.

    >>> base_symbol("GB.346/PFA/1(Rev.1)"), base_symbol("GB.346/PFA/1/Corr.2"), base_symbol("GB.346/PFA/1")
    ('GB.346/PFA/1', 'GB.346/PFA/1', 'GB.346/PFA/1')
    """
    return _VERSION.sub("", symbol)


def _versions(side: Iterable[Profile]) -> list[Related]:
    """The documents of one language whose heads name one symbol, each a version of the first by symbol and name."""
    groups: dict[str, list[Profile]] = defaultdict(list)
    for one in side:
        if one.symbol:
            groups[base_symbol(one.symbol)].append(one)
    found = []
    for group in groups.values():
        first, *others = sorted(group, key=lambda p: (p.symbol, p.name))
        found += [Related(one.name, "version", first.name) for one in others if one.digest != first.digest]
    return found


def _part(one: Profile, other: Profile) -> list[Related]:
    """That a document is a part of one in the other language, where its length and its values say so."""
    if english_size(one) < _PART * english_size(other) and covered(one, other) >= _COVERED:
        return [Related(one.name, "part", other.name)]
    return []


def _by_vectors(sources: Sequence[Profile], targets: Sequence[Profile], encoder: Encoder) -> list[Paired]:
    """Pairs among what is left, by one vector a document: the mean of a few passages'. Each must be the other's
    nearest, and clearly so. What is usual of a language is taken out first."""
    sources, targets = ([p for p in side if p.samples] for side in (sources, targets))
    if not sources or not targets:
        return []
    means = []
    for side in (sources, targets):
        texts = [text for one in side for text in one.samples]
        owner = np.repeat(np.arange(len(side)), [len(one.samples) for one in side])
        rows = np.asarray(encoder.encode(texts), dtype=np.float32)
        mean = np.zeros((len(side), rows.shape[1]), dtype=np.float32)
        np.add.at(mean, owner, rows)
        if len(side) > 2:
            mean /= np.bincount(owner)[:, None]
            mean -= mean.mean(axis=0)
        means.append(mean / (np.linalg.norm(mean, axis=1, keepdims=True) + 1e-9))
    found = []
    # A row at a time: what is left of a great pile may be thousands.
    best_of_target = np.array([int(np.argmax(means[0] @ row)) for row in means[1]])
    for s, row in enumerate(means[0]):
        alike = means[1] @ row
        order = np.argsort(-alike)[:2]
        ahead = alike[order[0]] - (alike[order[1]] if len(order) > 1 else 0.0)
        if best_of_target[order[0]] == s and alike[order[0]] >= _ALIKE and ahead >= _AHEAD:
            found.append(Paired(sources[s].name, targets[int(order[0])].name, float(alike[order[0]]), "encoder"))
    return found
