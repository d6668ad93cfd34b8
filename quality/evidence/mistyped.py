"""Names that are written with a slip of the fingers: beside a name of the other side, or beside the same name
elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from duizhao.corpora.language.lexicon import is_common_word
from duizhao.corpora.language.scripts import HAN, comparable

LEAST, LONG = 4, 8  # letters of a name that can be told; of one that may have two slips
USUAL = 2  # pairs in which a name stands as it is usually written
_CAPITAL = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def near(one: str, other: str) -> bool:
    """Whether two names differ by a slip of the fingers: a letter lost, added, changed or exchanged with its neighbour;
    two of them in a name of eight letters or more."""
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    if shorter < LEAST:
        return False
    most = _most(shorter)
    return 0 < OSA.distance(one.lower(), other.lower(), score_cutoff=most) <= most


def _most(letters: int) -> int:
    """How many slips a name of so many letters may have."""
    return 2 if letters >= LONG else 1


class Mistyped(NamedTuple):
    """A name that stands in one pair alone, the way it is usually written, and the pairs of both, by index."""

    name: str
    usual: str
    pair: int
    pairs: tuple[int, ...]


def mistyped(texts: Sequence[str], chinese: Sequence[str]) -> Iterator[Mistyped]:
    """The names of the English of English-Chinese pairs that stand once and look like another one that stands in
    several, where the Chinese of all of them has a run of characters in common that it has nowhere else: the name."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for name in dict.fromkeys(_POSSESSIVE.sub("", m[0]) for m in _CAPITAL.finditer(text)):
            if len(name) > LEAST and not is_common_word(name):
                places[name].append(i)
    usual = {name: where for name, where in places.items() if len(where) >= USUAL}
    order = {name: n for n, name in enumerate(usual)}
    shortened: dict[str, set[str]] = defaultdict(set)
    for name in usual:
        for piece in _shortened(name):
            shortened[piece].add(name)
    plain = list(map(comparable, chinese)) if usual else []
    for name, where in places.items():
        if len(where) > 1:
            continue
        # Not every usual one: a project has thousands of both.
        like = {other for piece in _shortened(name) for other in shortened.get(piece, ())}
        for other in sorted(like, key=order.__getitem__):
            others = usual[other]
            # Dominica, Dominican: one is made of the other. Where both stand they are two.
            made = name.startswith(other) or other.startswith(name)
            if not made and where[0] not in others and near(name, other) and _alike(where[0], others, plain):
                yield Mistyped(name, other, where[0], tuple(others))
                break


def _shortened(name: str) -> set[str]:
    """A name with as many letters left out as may be mistyped, and with fewer: two names that are `near` have one of
    these in common."""
    letters = name.lower()
    most = _most(len(letters))
    return {"".join(kept) for n in range(most + 1) for kept in combinations(letters, len(letters) - n)}


def _alike(one: int, others: Sequence[int], plain: Sequence[str]) -> bool:
    """Whether the Chinese of a pair has two characters in a row that those of all the others have, and few more."""
    shared = _runs(plain[one]).intersection(*(_runs(plain[i]) for i in others))
    return any(sum(run in text for text in plain) <= len(others) + 1 for run in shared)


def _runs(plain: str) -> set[str]:
    return {m[1] for m in re.finditer(rf"(?=([{HAN}]{{2}}))", plain)}
