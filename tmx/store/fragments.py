"""Runs of words (in Chinese, characters) of a text that were translated inside other texts, and as what.

A run is found through the store's index of phrases: a part of a run that stands somewhere stands there too, so that the
longest runs are found by asking for windows that grow. Which part of the translation belongs to a run is told to the
clause: by where it stands, and by how often the words of the run and of the clause meet in the memory. Clauses may be
in another order in the other language, which only the second can tell; a memory without other units that hold
the words leaves it to the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from duizhao.corpora.language.lexicon import STOP
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.language.table import spaced
from duizhao.corpora.language.words import stem
from duizhao.tmx.store.tokens import terms

WORDS = 5
"""Words from which on a run is told: shorter ones are phrases, which concordances find."""
_CONTENT = 2
"""Words of a run that have to mean something: `of the members of the` is no fragment."""
CHARACTERS = 8
"""The same for Chinese, in which five words are about eight characters."""
RARE = 200
"""Units in which a term is looked for beside its translation, at most; one in more of them tells little."""
_ASKED = 12
"""Words of a run that are looked up, the longest ones; and as many of the rest."""
_SURE = 3.0
"""What words that always meet count for, beside the place of a clause."""
_PIECES = re.compile(rf"[{HAN}]|(?:(?![{HAN}])\w)+(?:['’-](?:(?![{HAN}])\w)+)*")
_STOPS = re.compile(r"[，；：。！？—]+|[,;:](?!\d)")

Sides = tuple[str, str]
Holding = Callable[[str, bool], Sequence[Sides]]
"""The texts of units that hold a phrase (as `terms` writes it) with their translations, at most RARE; with True, of
those whose translation holds it."""


class MemoryFragment(NamedTuple):
    """A part of a text that stands in a unit of a memory. `start` and `end` are its place in the text asked for;
    `translation` is the part of the unit's `target` that it most likely is, to the clause."""

    text: str
    start: int
    end: int
    translation: str
    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str
    changed: str
    unit: int


class HeldRun(NamedTuple):
    """A run of a text that the memory holds: its place in the text, and it as `terms` writes it."""

    start: int
    end: int
    terms: str


def spans(text: str) -> list[tuple[str, int, int]]:
    """The terms of a text with their places in it.

    >>> spans("The 体面 ILO’s")
    [('the', 0, 3), ('体', 4, 5), ('面', 5, 6), ('ilo’s', 7, 12)]
    """
    return [(term, match.start(), match.end()) for match in _PIECES.finditer(text) for term in terms(match[0]).split()]


def runs(text: str, language: str, held: Callable[[str], bool]) -> Iterator[HeldRun]:
    """The longest runs of a text that are `held`, from left to right, each of at least WORDS or CHARACTERS terms. None
    is part of another; two may share terms."""
    found = spans(text)
    heavy = [int(stem(term) not in STOP) for term, _, _ in found]
    least = WORDS if spaced(language) else CHARACTERS

    def phrase(start: int, end: int) -> str:
        return " ".join(term for term, _, _ in found[start:end])

    end = 0
    for start in range(len(found) - least + 1):
        before = end
        end = max(end, start + least)
        if not held(phrase(start, end)):
            end = max(before, start + least - 1)
            continue
        while end < len(found) and held(phrase(start, end + 1)):
            end += 1
        if end > before and sum(heavy[start:end]) >= _CONTENT:
            yield HeldRun(found[start][1], found[end - 1][2], phrase(start, end))


def part(source: str, target: str, run: str, holding: Holding) -> str:
    """The clauses of a translation that a run of its source most likely is: one or several in a row."""
    places = _clauses(target)
    clauses = [target[start:end] for start, end in places]
    words = [term for term, _, _ in spans(source)]
    wanted = run.split()
    start = next((i for i in range(len(words)) if words[i : i + len(wanted)] == wanted), None)
    if len(clauses) < 2 or start is None or not words:
        return target.strip()
    inside, outside = set(wanted), set(words[:start] + words[start + len(wanted) :])
    met = _meetings(inside ^ (inside & outside), outside - inside, clauses, source, holding)
    lengths = [len(terms(clause).split()) for clause in clauses]
    total = sum(lengths)
    low, high = start / len(words), (start + len(wanted)) / len(words)
    gains, at = [], 0
    for length, (with_run, with_rest, strongest) in zip(lengths, met, strict=True):
        left, right = at / total, (at + length) / total
        share = max(0.0, min(high, right) - max(low, left)) / (right - left)
        weight = _SURE * strongest
        likely = (share + weight * with_run / (with_run + with_rest)) / (1 + weight) if weight else share
        gains.append(length * (likely - 0.5))
        at += length
    first, last = _best(gains)
    return target[places[first][0] : places[last][1]].strip()


def _clauses(text: str) -> list[tuple[int, int]]:
    """Where the parts of a text between its stops stand, those with a word in them."""
    edges = [0, *(edge for match in _STOPS.finditer(text) for edge in match.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if terms(text[start:end])]


def _best(gains: Sequence[float]) -> tuple[int, int]:
    """The clauses in a row with the greatest sum."""
    ranges = [(first, last) for first in range(len(gains)) for last in range(first, len(gains))]
    return max(ranges, key=lambda r: (sum(gains[r[0] : r[1] + 1]), -r[0]))


def _meetings(
    inside: set[str], outside: set[str], clauses: Sequence[str], source: str, holding: Holding
) -> list[tuple[float, float, float]]:
    """For each clause how much its words meet those of the run, those of the rest, and the strongest of them, in other
    units of the memory: squares of the best Dice coefficient that each of its pairs of characters (or words) has."""
    pairs = [_pairs(clause) for clause in clauses]
    asked = set().union(*pairs)
    best: tuple[dict[str, float], dict[str, float]] = ({}, {})
    often: dict[str, int] = {}
    for side, words in enumerate((inside, outside)):
        for word in sorted(words - STOP, key=lambda w: (-len(w), w))[:_ASKED]:
            units = [target for text, target in holding(word, False) if text != source]
            if not 1 < len(units) < RARE - 1:
                continue
            for pair, number in Counter(p for target in units for p in _pairs(target) & asked).items():
                if number < 2:
                    continue
                if pair not in often:
                    often[pair] = sum(target != source for target, _ in holding(pair, True))
                dice = 2 * number / (len(units) + max(often[pair], number))
                best[side][pair] = max(best[side].get(pair, 0.0), dice * dice)
    found = []
    for held in pairs:
        run, rest = ([of.get(pair, 0.0) for pair in held] for of in best)
        found.append((sum(run), sum(rest), max([0.0, *run, *rest])))
    return found


def _pairs(text: str) -> set[str]:
    """Neighbouring Chinese characters, and single words of others, as `terms` writes them."""
    words = terms(text).split()
    return {f"{one} {two}" for one, two in pairwise(words) if len(one) == len(two) == 1} | {
        word for word in words if len(word) > 1
    }
