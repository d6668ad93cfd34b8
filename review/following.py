"""Where the sentences of a text stand in another version of it: another conversion, other sentence borders, paragraphs
that were added, dropped, moved or renumbered. What was reworded is not followed: it is another sentence.

First whole sentences by what they say, with their neighbours as witnesses; then, between those that were found, runs of
sentences that hold the same letters, cut otherwise. Where two places are as good as each other, neither is taken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from duizhao.review.folding import folded, key_of
from duizhao.review.model import Atom, Atoms, tidy

# A sentence of fewer letters that moved by itself ("Yes.", "12") is not the same one for certain.
LONG_ENOUGH = 8


class Followed:
    """How one side's sentences of an old text are found in a new one."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.same = old == new
        self._whole: dict[int, int] = {} if self.same else whole_sentences(old, new)

    def atoms(self, atoms: Atoms) -> Atoms | None:
        """Where these atoms stand now; None where one of them is not found. Atoms that stood side by side must do so
        again: a sentence that was put between them is a reason to look."""
        if self.same:
            return atoms
        out: list[Atom] = []
        for atom in atoms:
            found = self._atom(atom)
            if found is None:
                return None
            out += found
        placed = tidy(out)
        if self._touching(atoms) and not _in_a_row(placed, self.new):
            return None
        return placed

    def has(self, sentence: int) -> bool:
        """Whether a sentence of the new text was in the old one."""
        return self.same or sentence in self._found_in_new

    @cached_property
    def _found_in_new(self) -> set[int]:
        pieces = {atom.sentence for atoms in self._pieces.values() for atom in atoms}
        return set(self._whole.values()) | pieces

    def _touching(self, atoms: Atoms) -> bool:
        return _in_a_row(atoms, self.old)

    def _atom(self, atom: Atom) -> list[Atom] | None:
        at = self._whole.get(atom.sentence)
        old = self.old[atom.sentence]
        if at is not None:
            new = self.new[at]
            if (atom.start, atom.end) == (0, len(old)):
                return [Atom(at, 0, len(new))]
            start, end = (_carried(old, new, place) for place in (atom.start, atom.end))
            return None if start is None or end is None or start >= end else [Atom(at, start, end)]
        pieces = self._pieces.get(atom.sentence)
        if pieces is None or (atom.start, atom.end) != (0, len(old)):
            return None
        return list(pieces)

    @cached_property
    def _pieces(self) -> dict[int, Atoms]:
        """Sentences that are cut otherwise now, and what they became."""
        out: dict[int, Atoms] = {}
        for mine, theirs in _gaps(self._whole, len(self.old), len(self.new)):
            for run, other in same_letters([self.old[i] for i in mine], [self.new[j] for j in theirs]):
                out.update(_recut(self.old, self.new, [mine[k] for k in run], [theirs[k] for k in other]))
        return out


def _in_a_row(atoms: Atoms, texts: Sequence[str]) -> bool:
    """Whether atoms follow one another without a letter between them."""
    for one, other in pairwise(atoms):
        if one.sentence == other.sentence:
            if key_of(texts[one.sentence][one.end : other.start]):
                return False
        elif (
            other.sentence != one.sentence + 1
            or key_of(texts[one.sentence][one.end :])
            or key_of(texts[other.sentence][: other.start])
        ):
            return False
    return True


def _carried(old: str, new: str, place: int) -> int | None:
    """A place in a sentence, in another copy of it: before the same letter."""
    if place <= 0:
        return 0
    mine, theirs = folded(old)[1], folded(new)[1]
    if len(mine) != len(theirs):
        return None
    k = bisect_left(mine, place)
    return theirs[k] if k < len(theirs) else len(new)


def whole_sentences(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Sentences of the old text that stand in the new one, by number.

    Those that are found only once in both texts are certain. What comes again and again is matched between two of
    these, where both texts have it equally often there; or beside one of them, where both texts have it equally often
    as a whole: then none was put in or taken out.
    """
    keys = [key_of(text) for text in old], [key_of(text) for text in new]
    counts = Counter(keys[0]), Counter(keys[1])
    where = {key: j for j, key in enumerate(keys[1]) if counts[1][key] == 1}
    single = [(i, where[key]) for i, key in enumerate(keys[0]) if counts[0][key] == 1 and key in where]
    found: dict[int, int] = dict(_rising(single))
    for i, j in single:
        if i not in found and _witnessed(i, j, keys, found):
            found[i] = j
    for mine, theirs in _gaps(found, len(old), len(new)):
        _by_count(found, mine, theirs, keys)
    _beside(found, keys, {key for key, count in counts[0].items() if counts[1][key] == count})
    return found


def _witnessed(i: int, j: int, keys: tuple[list[str], list[str]], found: dict[int, int]) -> bool:
    """Whether a sentence that moved is the same: by its length, or by a neighbour that moved with it."""
    if len(keys[0][i]) >= LONG_ENOUGH:
        return True
    return any(
        0 <= i + d < len(keys[0]) and 0 <= j + d < len(keys[1]) and keys[0][i + d] == keys[1][j + d] for d in (-1, 1)
    )


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest rising part of pairs whose first numbers rise."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(at[place - 1] if place else -1)
        if place == len(ends):
            ends.append(j)
            at.append(k)
        else:
            ends[place], at[place] = j, k
    out = []
    k = at[-1] if at else -1
    while k >= 0:
        out.append(pairs[k])
        k = before[k]
    return out[::-1]


def _beside(found: dict[int, int], keys: tuple[list[str], list[str]], steady: set[str]) -> None:
    """Take along the neighbours of what was found that say the same, of the `steady` keys; not where the neighbours on
    either side disagree: then the passage was taken apart there."""
    waiting = {i for i, key in enumerate(keys[0]) if i not in found and key in steady}
    while True:
        taken = set(found.values())
        claims: dict[int, set[int]] = defaultdict(set)
        options: dict[int, set[int]] = {}
        for i in waiting:
            near = {found[i + d] - d for d in (-1, 1) if i + d in found}
            options[i] = {j for j in near if 0 <= j < len(keys[1]) and keys[1][j] == keys[0][i] and j not in taken}
            for j in options[i]:
                claims[j].add(i)
        sure = {i: next(iter(js)) for i, js in options.items() if len(js) == 1 and claims[next(iter(js))] == {i}}
        if not sure:
            return
        found.update(sure)
        waiting -= set(sure)


def _by_count(
    found: dict[int, int], mine: Sequence[int], theirs: Sequence[int], keys: tuple[list[str], list[str]]
) -> None:
    """Within a gap, match what both texts have equally often, in order."""
    held: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    for side, (places, known) in enumerate(zip((mine, theirs), keys, strict=True)):
        for place in places:
            held[side][known[place]].append(place)
    for key, places in held[0].items():
        others = held[1].get(key, [])
        if len(places) == len(others):
            found.update(zip(places, others, strict=True))


def _gaps(found: dict[int, int], n: int, m: int) -> list[tuple[list[int], list[int]]]:
    """The stretches that were not found, between the same two neighbours in both texts: numbers of the old text and of
    the new one. What stood or stands at the edge of a passage that moved has lost a neighbour, and is in none."""
    back = {j: i for i, j in found.items()} | {-1: -1, m: n}
    ahead = found | {-1: -1, n: m}
    bounds = sorted(ahead)
    places = sorted(back)
    follower = dict(pairwise(places))
    out = []
    for a, b in pairwise(bounds):
        c, d = ahead[a], ahead[b]
        if b - a > 1 and d - c > 1 and follower.get(c) == d:
            out.append((list(range(a + 1, b)), list(range(c + 1, d))))
    return out


def same_letters(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[list[int], list[int]]]:
    """Runs of either list that hold the same letters, cut otherwise; each as short as can be.

    >>> list(same_letters(["New.", "One; two."], ["Other.", "One;", "two."]))
    [([1], [1, 2])]
    """
    keys = [key_of(text) for text in old], [key_of(text) for text in new]
    start = 0
    i = 0
    while i < len(old):
        options = [(j, run) for j in range(start, len(new)) if (run := _run(keys, i, j)) is not None]
        if len(options) == 1:  # two places as good as each other: neither
            j, (a, b) = options[0]
            yield list(range(i, a)), list(range(j, b))
            i, start = a, b
        else:
            i += 1


def _run(keys: tuple[list[str], list[str]], i: int, j: int) -> tuple[int, int] | None:
    """Where runs that begin at i and j hold the same for the first time; None where they never do."""
    mine, theirs = keys[0][i], keys[1][j]
    a, b = i + 1, j + 1
    while mine != theirs:
        if len(mine) < len(theirs):
            if not theirs.startswith(mine) or a == len(keys[0]):
                return None
            mine, a = mine + keys[0][a], a + 1
        else:
            if not mine.startswith(theirs) or b == len(keys[1]):
                return None
            theirs, b = theirs + keys[1][b], b + 1
    return (a, b) if mine else None


def _recut(old: Sequence[str], new: Sequence[str], mine: Sequence[int], theirs: Sequence[int]) -> dict[int, Atoms]:
    """What sentences with the same letters, cut otherwise, became: parts of the new ones, by old number."""
    letters: list[tuple[int, int]] = [(j, place) for j in theirs for place in folded(new[j])[1]]
    out: dict[int, Atoms] = {}
    at = 0
    for i in mine:
        count = len(folded(old[i])[1])
        if not count:
            return {}
        piece, at = letters[at : at + count], at + count
        following = letters[at] if at < len(letters) else None
        atoms = []
        for j in dict.fromkeys(number for number, _ in piece):
            first = min(place for number, place in piece if number == j)
            begins = (j, first) == letters[0] or first == folded(new[j])[1][0]
            end = following[1] if following and following[0] == j else len(new[j])
            atoms.append(Atom(j, 0 if begins else first, end))
        out[i] = tuple(atoms)
    return out
