"""Where the counterpart of a text stands that was paired with nothing: a reader set it apart on the other side, an
aligner left it over there as well, merged it with its neighbour or gave it to another sentence, a page repeats it.

Such a text was not left out by the translator. What speaks for a place are the words that a dictionary gives for each
other and the lengths (`resemblance`), numbers, addresses, and texts that are the same; a text that was left out fits
none: its neighbours' targets are as long as they ought to be, and what their words say is said of their own sources.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.language.words import has_word
from duizhao.corpora.model import Document, Kind, Pair
from duizhao.corpora.numerals import Value, quantities
from duizhao.quality.evidence.again import SAME_PART, Again
from duizhao.quality.evidence.contents import between_contents
from duizhao.quality.evidence.labels import is_label
from duizhao.quality.evidence.length import size
from duizhao.quality.evidence.lexical import chinese, english
from duizhao.quality.evidence.resemblance import CODE, SAID_APART, Resemblance


class How(StrEnum):
    """How a text stands elsewhere."""

    BESIDE = "beside"  # in the pair before or after, which holds more than its own side says
    UNSURE = "unsure"  # in the pair before or after, perhaps, of which the aligner is not sure
    UNPAIRED = "unpaired"  # in a text of the other side that was paired with nothing either
    APART = "apart"  # in what a reader set apart: contents, running heads, notes
    SAME = "same"  # as it is, untranslated or repeated
    SWAPPED = "swapped"  # in a pair whose own text fits worse: that one is left over in its stead


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a counterpart seems to stand: in a pair by index, or in a unit that no pair holds."""

    how: How
    pair: int | None = None


MORE = 6.0  # log likelihood ratio by which a text must fit another's partner better to be the one that belongs there
FITS = 1.0
NEAR = 6  # pairs on either side among which partners were exchanged
FAR = 400  # texts left over on the other side that are looked at, the nearest ones
LINE = 80  # characters, with which a line without its end mark may be no sentence
LINES = 3  # lines left over in a row that may be one sentence which a reader cut
MANY = 500  # texts left over beyond which two documents are hardly each other's translation
LONG = 12  # characters of an address or a code that is known by itself
FIRM = 13  # numbers from which one that is found again says where a text stands
HALF = 0.5  # confidence of a pair beside a text, below which the aligner may have given it to the wrong one
RATHER = 1.2  # log likelihood ratio from which such a pair's partner says more of a text than chance would
FEW = 2  # content words of a line that are too few to say where it belongs; of Chinese twice as many, of all kinds
_USUAL = 0.3  # characters of Chinese a Latin letter of English, where no pairs tell


class Elsewhere:
    """Looks for the counterparts of the texts of one document that were paired with nothing."""

    def __init__(self, pairs: Sequence[Pair], documents: Sequence[Document], languages: tuple[str, str]) -> None:
        """`pairs` are those of one document, in order; `documents` its two sides, or none where they are not at hand;
        `languages` are the tags of both sides."""
        self._pairs = pairs
        self._documents = tuple(documents) if len(documents) == 2 else ()
        self._tags = languages
        self._sizes: dict[str, float] = {}
        self._places: dict[int, Whereabouts | None] = {}
        # Which side is English and the other Chinese; None for other languages, of which words tell nothing.
        sides = (languages, languages[::-1])
        self._english = next((i for i, (one, two) in enumerate(sides) if english_to_chinese(one, two)), None)

    def place(self, i: int) -> Whereabouts | None:
        """Where the counterpart of a pair that lacks a side seems to stand; None where it was left out."""
        if i not in self._places:
            self._places[i] = self._find(i, int(not self._pairs[i].source.strip()), frozenset({i}))
        return self._places[i]

    def swapped(self, i: int) -> int | None:
        """The pair that lacks a partner in place of the text at `i`, which fits it better; None where none does."""
        side = int(not self._pairs[i].source.strip())
        seen: set[int] = {i}
        while (place := self._find(i, side, frozenset(seen))) is not None:
            if place.how is not How.SWAPPED or place.pair is None:
                return None
            i = place.pair
            seen.add(i)
        return i if len(seen) > 1 else None

    @cached_property
    def mixed(self) -> Mapping[int, How]:
        """The pairs that hold what stands beside them as well, or another text's partner: what they have too much, or
        say otherwise, tells of the pairing."""
        places = [self.place(i) for rows in self._lone for i in rows]
        found = [p for p in places if p and p.how in (How.BESIDE, How.SWAPPED)]
        found.sort(key=lambda place: place.how is How.SWAPPED)  # the graver last, which stays
        return {p.pair: p.how for p in found if p.pair is not None and self._complete(p.pair)}

    def _find(self, i: int, side: int, seen: frozenset[int]) -> Whereabouts | None:
        text = self._text(i, side)
        if not has_word(text) or is_label(text):
            return Whereabouts(How.APART)
        if self._again.there(text, side):
            return Whereabouts(How.SAME)
        if self._again.foot(text, side) or self._head_again(i, side):
            return Whereabouts(How.APART)
        for found in (
            self._in_contents(i, side),
            self._by_codes(i, side),
            self._by_numbers(i, side),
        ):
            if found:
                return found
        beside = next(
            (j for j in self._beside(i) if j not in seen and self._again.said_in(text, side, self._text(j, 1 - side))),
            None,
        )
        if beside is not None:
            return Whereabouts(How.BESIDE, beside)
        if self._english is None:
            return None
        return self._by_words(i, side, seen)

    def _by_words(self, i: int, side: int, seen: frozenset[int]) -> Whereabouts | None:
        text = self._text(i, side)
        found = self._left_over(i, side)
        if found is not None and found not in seen:
            return Whereabouts(How.UNPAIRED, found)
        # A running head has the words that the whole document is about.
        if any(self._near.fits(text, other, side, SAID_APART) for other in self._apart[1 - side]):
            return Whereabouts(How.APART)
        whole = self._run(i, side)
        for j in self._beside(i):
            if j not in seen and (self._holds(text, side, j, i < j) or self._holds(whole, side, j, i < j)):
                return Whereabouts(How.BESIDE, j)
            # A name and an office, each on its line: the one comes first here and the other there.
            if j not in seen and _is_line(whole) and self._holds(whole, side, j, i > j):
                return Whereabouts(How.BESIDE, j)
        other = self._exchanged(i, side, seen)
        if other is not None:
            return Whereabouts(How.SWAPPED, other)
        doubtful = next((j for j in self._beside(i) if j not in seen and self._may_hold(i, side, j)), None)
        return None if doubtful is None else Whereabouts(How.UNSURE, doubtful)

    def _may_hold(self, i: int, side: int, j: int) -> bool:
        """Whether a pair beside a text, of which the aligner is not sure, may hold its counterpart: its partner has
        words of the text; or the text is a line of a word or two, which say nothing either way."""
        sure = self._pairs[j].confidence
        if sure is None or sure >= HALF:
            return False
        text, partner = self._text(i, side), self._text(j, 1 - side)
        few = len(english(text)) <= FEW if side == self._english else len(chinese(text)) <= 2 * FEW
        return (few and self._whole_unit(i, side)) or self._near.whole(text, partner, side) >= RATHER

    def _head_again(self, i: int, side: int) -> bool:
        """Whether a text is a cell in the head of a table that a page repeats: the first one has its partner."""
        at = (self._pairs[i].source_at, self._pairs[i].target_at)[side]
        return at.kind is Kind.CELL and ".r1." in at.unit and self._again.translated(self._text(i, side), side)

    def _whole_unit(self, i: int, side: int) -> bool:
        """Whether a text is all that its unit holds."""
        unit = (self._pairs[i].source_at, self._pairs[i].target_at)[side].unit
        beside = [self._pairs[j] for j in (i - 1, i + 1) if 0 <= j < len(self._pairs)]
        return bool(unit) and all((pair.source_at, pair.target_at)[side].unit != unit for pair in beside)

    def _text(self, i: int, side: int) -> str:
        return (self._pairs[i].source, self._pairs[i].target)[side]

    def _complete(self, i: int) -> bool:
        return self._pairs[i].complete

    @cached_property
    def _lone(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The pairs that have a text on one side only, by side."""
        lone = [i for i in range(len(self._pairs)) if not self._complete(i)]
        return tuple(i for i in lone if self._text(i, 0).strip()), tuple(i for i in lone if self._text(i, 1).strip())

    def _beside(self, i: int) -> Iterator[int]:
        """The nearest pairs of two sides before and after one."""
        for step in (-1, 1):
            j = i + step
            while 0 <= j < len(self._pairs) and not self._complete(j):
                j += step
            if 0 <= j < len(self._pairs):
                yield j

    def _run(self, i: int, side: int) -> str:
        """The texts of a side that stand in a row without a partner, with the one at `i`: a line that was broken."""
        first = last = i
        while first and not self._complete(first - 1):
            first -= 1
        while last + 1 < len(self._pairs) and not self._complete(last + 1):
            last += 1
        return " ".join(self._text(j, side) for j in range(first, last + 1)).strip()

    # --- texts that are the same, codes, numbers

    @cached_property
    def _again(self) -> Again:
        return Again(self._pairs, self._apart)

    def _by_codes(self, i: int, side: int) -> Whereabouts | None:
        """The pair whose partner has the codes of a text, which its own text lacks."""
        codes = set(CODE.findall(self._text(i, side)))
        if not codes:
            return None
        longest = max(codes, key=len)
        firm = len(codes) > 1 or len(longest) >= LONG
        for j in self._with_code(longest, 1 - side):
            near = firm or j in self._beside(i)
            whole = codes - {longest} <= self._codes[1 - side][j]
            if near and whole and not codes & self._codes[side][j]:
                return Whereabouts(How.BESIDE, j) if self._complete(j) else Whereabouts(How.UNPAIRED, j)
        return None

    def _by_numbers(self, i: int, side: int) -> Whereabouts | None:
        """The pair beside a text whose partner has numbers that its own text lacks, and all of them are the text's."""
        here = _values(self._text(i, side), self._tags[side])
        for j in self._beside(i) if here else ():
            there = _values(self._text(j, 1 - side), self._tags[1 - side])
            there -= _values(self._text(j, side), self._tags[side])
            if there and there <= here and any(isinstance(one, int) and one >= FIRM for one in there):
                return Whereabouts(How.BESIDE, j)
        return None

    @cached_property
    def _codes(self) -> tuple[list[set[str]], list[set[str]]]:
        return (
            [set(CODE.findall(pair.source)) for pair in self._pairs],
            [set(CODE.findall(pair.target)) for pair in self._pairs],
        )

    def _with_code(self, code: str, side: int) -> Sequence[int]:
        """The pairs whose text on a side has a code, or an address that begins with it: a line may end inside one."""
        if len(code) < SAME_PART:
            return self._by_code[side].get(code, ())
        return [i for other, rows in self._by_code[side].items() if other.startswith(code) for i in rows]

    @cached_property
    def _by_code(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        found: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        for side in (0, 1):
            for i, codes in enumerate(self._codes[side]):
                for code in codes:
                    found[side].setdefault(code, []).append(i)
        return found

    # --- what readers set apart

    @cached_property
    def _paired_units(self) -> frozenset[tuple[int, str]]:
        places = (
            (side, (pair.source_at, pair.target_at)[side].unit)
            for i, pair in enumerate(self._pairs)
            for side in (0, 1)
            if self._text(i, side).strip()
        )
        segments = (
            (side, segment.unit)
            for pair in self._pairs
            for side in (0, 1)
            for segment in (pair.source_segments, pair.target_segments)[side]
        )
        return frozenset((*places, *segments))

    @cached_property
    def _apart(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts of each document that no pair holds: running heads, notes that were taken off. What the contents
        announce must stand in the text as well."""
        texts = [
            tuple(
                unit.text
                for unit in document.units
                if (side, unit.id) not in self._paired_units and unit.text and unit.kind is not Kind.CONTENTS
            )
            for side, document in enumerate(self._documents)
        ]
        return (texts[0], texts[1]) if texts else ((), ())

    def _in_contents(self, i: int, side: int) -> Whereabouts | None:
        """Whether a text is what is left of a table of contents: it stands between lines of one."""
        unit = (self._pairs[i].source_at, self._pairs[i].target_at)[side].unit
        return Whereabouts(How.APART) if (side, unit) in self._between_contents else None

    @cached_property
    def _between_contents(self) -> frozenset[tuple[int, str]]:
        return between_contents(self._documents, self._lone_units)

    @cached_property
    def _lone_units(self) -> frozenset[tuple[int, str]]:
        """The units, by side and id, that have a text that was paired with nothing."""
        return frozenset(
            (side, (self._pairs[i].source_at, self._pairs[i].target_at)[side].unit)
            for side in (0, 1)
            for i in self._lone[side]
        )

    # --- what the words say

    @cached_property
    def _near(self) -> Resemblance:
        """What compares the texts, with the lengths that are usual here."""
        here = self._english or 0
        sizes = [
            (size(self._text(i, here)), size(self._text(i, 1 - here)))
            for i in filter(self._complete, range(len(self._pairs)))
        ]
        rates = [b / a for a, b in sizes if a >= 40 and b]
        return Resemblance(here, statistics.median(rates) if len(rates) >= 5 else _USUAL)

    def _holds(self, text: str, side: int, j: int, first: bool) -> bool:
        pair = self._pairs[j]
        return self._near.merged(text, (pair.source, pair.target), side, first)

    def _left_over(self, i: int, side: int) -> int | None:
        """The text of the other side that was paired with nothing either and fits one at `i`, alone or with the lines
        beside them."""
        if max(map(len, self._lone)) > MANY:
            return None
        others = self._windows[1 - side]
        at = bisect_left(others, i, key=lambda window: window[1][0])
        nearest = others[max(0, at - LINES * FAR // 2) : at + LINES * FAR // 2]
        for text, rows in self._windows[side]:
            if i in rows:
                long = size(text) / self._lengths[side]
                for other, there in nearest:
                    # Most are told by their lengths, which are at hand.
                    ratio = (self._size(other, 1 - side) + 5) / (long + 5)
                    if 0.25 < ratio < 4 and self._near.fits(text, other, side):
                        return there[0]
        return None

    @cached_property
    def _lengths(self) -> tuple[float, float]:
        """What a character of each side counts, for comparing lengths: 1 for the other language than English."""
        usual = 1 / self._near.usual
        return (usual, 1.0) if self._english == 0 else (1.0, usual)

    def _size(self, text: str, side: int) -> float:
        if text not in self._sizes:
            self._sizes[text] = size(text) / self._lengths[side]
        return self._sizes[text]

    @cached_property
    def _windows(self) -> tuple[list[tuple[str, range]], list[tuple[str, range]]]:
        """For each side the texts that were paired with nothing, alone, by twos and by threes that follow each other,
        in the order of their first."""
        sides: tuple[list[tuple[str, range]], list[tuple[str, range]]] = ([], [])
        for side in (0, 1):
            lone = set(self._lone[side])
            for i in self._lone[side]:
                for n in range(1, LINES + 1):
                    some = range(i, i + n)
                    if lone.issuperset(some):
                        sides[side].append((" ".join(self._text(j, side) for j in some), some))
        return sides

    def _exchanged(self, i: int, side: int, seen: frozenset[int]) -> int | None:
        """The pair nearby whose partner fits a text far better than its own text."""
        best, found = 0.0, None
        for j in range(max(0, i - NEAR), min(len(self._pairs), i + NEAR + 1)):
            if j in seen or not self._complete(j):
                continue
            partner = self._text(j, 1 - side)
            mine = self._near.whole(self._text(i, side), partner, side)
            theirs = self._near.whole(self._text(j, side), partner, side)
            if j in self._beside(i) and is_label(self._text(j, side)) and not is_label(partner) and mine > best:
                best, found = mine, j  # "Note:" beside a sentence was given its neighbour's
                continue
            if mine >= max(FITS, theirs + MORE) and mine > best:
                best, found = mine, j
        return found


def _is_line(text: str) -> bool:
    """Whether a text is no sentence but a line, as of a signature."""
    return len(text) < LINE and text[-1:].isalnum()


def _values(text: str, tag: str) -> Counter[Value]:
    """The numbers that a text must show, and the parts of its dates, as often as they stand there."""
    return Counter(part for q in quantities(text, tag) if q.firm for part in q.parts)
