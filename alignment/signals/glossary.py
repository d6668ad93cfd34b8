"""Glossary: the project's own term pairs, found in both texts. They come in as plain pairs of strings; this room
knows no glossary format."""

from __future__ import annotations

from collections.abc import Iterable

from alignment.sides import Side, spelling
from alignment.signals.links import Links
from corpora.hanzi import comparable
from corpora.lexicon import parts
from corpora.words import words


def links(source: Side, target: Side, terms: Iterable[tuple[str, str]]) -> Links:
    """Links between the sentences where the two sides of a term stand. Case and inflection do not matter."""
    found: list[list[tuple[int, str]]] = [[], []]
    pairs: dict[tuple[str, str], float] = {}
    places = [_index(side) for side in (source, target)]
    for pair in terms:
        where = [
            _sentences(term, side, index) for term, side, index in zip(pair, (source, target), places, strict=True)
        ]
        if not all(where):
            continue
        keys = [f"term:{term.casefold()}" for term in pair]
        for side in (0, 1):
            found[side] += [(i, keys[side]) for i in where[side]]
        pairs[keys[0], keys[1]] = 1.0
    return Links(tuple(found[0]), tuple(found[1]), pairs)


def _index(side: Side) -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for i, line in enumerate(side.keys):
        for key in line:
            index.setdefault(key, set()).add(i)
    return index


def _sentences(term: str, side: Side, index: dict[str, set[int]]) -> list[int]:
    """The sentences that hold the term: as characters of an unspaced text, as a run of stems of a spaced one."""
    if not side.spaced:
        simple = comparable(term)
        return [i for i, text in enumerate(side.texts) if simple in text] if term else []
    keys = [spelling(s) for w in words(term, side.language) for s in parts(w)]
    if not keys:
        return []
    holding = set.intersection(*(index.get(key, set()) for key in keys))
    size = len(keys)
    return sorted(
        i for i in holding if any(list(side.keys[i][k : k + size]) == keys for k in range(len(side.keys[i]) - size + 1))
    )
