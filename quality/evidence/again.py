"""Texts that are the same as others of a pair of documents: on the other side, where one was left untranslated; on
their own, where a page prints its foot again; and in other pairs, whose translations are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from duizhao.corpora.model import Pair
from duizhao.quality.evidence.same_text import plain

SAME_LINE, SAME_PART = 8, 24  # characters from which a text is known again as a whole, or inside another
# The number of a page before or behind what is printed there.
_PAGED = re.compile(r"\s*(?:\d{1,4}|[ivxlc]{1,7})\s+(?P<behind>\S.*)|(?P<before>.*\S)\s+(?:\d{1,4}|[ivxlc]{1,7})\s*")


class Again:
    """Knows the texts of both sides of a pair of documents. `apart` are those of each side that no pair holds."""

    def __init__(self, pairs: Sequence[Pair], apart: tuple[Sequence[str], Sequence[str]]) -> None:
        self._pairs = pairs
        self._apart = apart

    def there(self, text: str, side: int) -> bool:
        """Whether a text of a side stands on the other one as it is, alone or, where it is long, inside another."""
        key = plain(text)
        if len(key) < SAME_LINE:
            return False
        lines, joined = self._plain[1 - side]
        return key in lines or (len(key) >= SAME_PART and key in joined)

    def foot(self, text: str, side: int) -> bool:
        """Whether a text is the foot or head of a page: with a page's number, and printed elsewhere on its side."""
        match = _PAGED.fullmatch(text)
        rest = plain(match["behind"] or match["before"]) if match else ""
        return len(rest) >= SAME_PART and self._plain[side][1].count(rest) > 1

    def said_in(self, text: str, side: int, partner: str) -> bool:
        """Whether a translation that a text of a side has elsewhere stands at an end of a text of the other side."""
        whole = plain(partner)
        return any(
            key and len(key) < len(whole) and (whole.startswith(key) or whole.endswith(key))
            for key in self._translated[side].get(plain(text), ())
        )

    def translated(self, text: str, side: int) -> bool:
        """Whether a text of a side has a translation in some pair."""
        return plain(text) in self._translated[side]

    @cached_property
    def _plain(self) -> tuple[tuple[frozenset[str], str], tuple[frozenset[str], str]]:
        sides = []
        for side in (0, 1):
            texts = [plain(text) for pair in self._pairs if (text := (pair.source, pair.target)[side]).strip()]
            texts += map(plain, self._apart[side])
            sides.append((frozenset(texts), "\n".join(texts)))
        return sides[0], sides[1]

    @cached_property
    def _translated(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """For each side, text -> its translations in the pairs."""
        known: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
        for pair in self._pairs:
            if pair.complete:
                texts = plain(pair.source), plain(pair.target)
                for side in (0, 1):
                    known[side].setdefault(texts[side], set()).add(texts[1 - side])
        return known
