"""Names that are written with a slip of the fingers: beside a name of the other side, or beside the same name
elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    most = 2 if shorter >= LONG else 1
    return 0 < OSA.distance(one.lower(), other.lower(), score_cutoff=most) <= most


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
    for name, where in places.items():
        if len(where) > 1:
            continue
        for other, others in usual.items():
            # Dominica, Dominican: one is made of the other. Where both stand they are two.
            made = name.startswith(other) or other.startswith(name)
            if not made and where[0] not in others and near(name, other) and _alike(where[0], others, chinese):
                yield Mistyped(name, other, where[0], tuple(others))
                break


def _alike(one: int, others: Sequence[int], chinese: Sequence[str]) -> bool:
    """Whether the Chinese of a pair has two characters in a row that those of all the others have, and few more."""
    shared = _runs(chinese[one]).intersection(*(_runs(chinese[i]) for i in others))
    return any(sum(run in comparable(text) for text in chinese) <= len(others) + 1 for run in shared)


def _runs(text: str) -> set[str]:
    return {m[1] for m in re.finditer(rf"(?=([{HAN}]{{2}}))", comparable(text))}
