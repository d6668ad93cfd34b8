"""Glossary: the project's own term pairs, found in both texts. They come in as plain pairs of strings; this room
knows no glossary format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.signals.links import Links
from duizhao.alignment.text_side import Side, spelling
from duizhao.corpora.language.lexicon import parts
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words


def links(source: Side, target: Side, terms: Iterable[tuple[str, str]]) -> Links:
    """Links between the sentences where the two sides of a term stand. Case and inflection do not matter."""
    found: list[list[tuple[int, str]]] = [[], []]
    pairs: dict[tuple[str, str], float] = {}
    places = [_Places(side) for side in (source, target)]
    for pair in terms:
        where = [place.of(term) for term, place in zip(pair, places, strict=True)]
        if not all(map(len, where)):
            continue
        keys = [f"term:{term.casefold()}" for term in pair]
        for side in (0, 1):
            found[side] += [(i, keys[side]) for i in where[side].tolist()]
        pairs[keys[0], keys[1]] = 1.0
    return Links.of(sorted(found[0]), sorted(found[1]), pairs)


class _Places:
    """Where a term stands: as characters of an unspaced text, as a run of stems of a spaced one."""

    def __init__(self, side: Side) -> None:
        self.side = side
        if side.spaced:
            self.keys = side.keys
            self.number = {name: k for k, name in enumerate(self.keys.names)}
            self.order = np.argsort(self.keys.key, kind="stable")
            self.edges = np.searchsorted(self.keys.key[self.order], np.arange(len(self.number) + 1))
        else:
            self.text = "\n".join(side.texts)
            self.starts = np.cumsum([0, *(len(text) + 1 for text in side.texts)])

    def of(self, term: str) -> NDArray[np.int64]:
        """The sentences that hold the term, ascending."""
        at = self._stems(term) if self.side.spaced else self._characters(term)
        return np.unique(np.array(at, dtype=np.int64))

    def _characters(self, term: str) -> Sequence[int]:
        if not term:
            return ()
        at = [match.start() for match in re.finditer(re.escape(comparable(term)), self.text)]
        found: list[int] = (np.searchsorted(self.starts, at, side="right") - 1).tolist()
        return found

    def _stems(self, term: str) -> Sequence[int]:
        keys = [self.number.get(spelling(s), -1) for w in words(term, self.side.language) for s in parts(w)]
        if not keys or min(keys) < 0:
            return ()
        at = self.order[self.edges[keys[0]] : self.edges[keys[0] + 1]]
        at = at[at + len(keys) <= len(self.keys)]
        for step, key in enumerate(keys):
            at = at[self.keys.key[at + step] == key]
        found: list[int] = self.keys.sentence[
            at[self.keys.sentence[at] == self.keys.sentence[at + len(keys) - 1]]
        ].tolist()
        return found
