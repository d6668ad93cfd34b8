"""Sentences that are out of date: the history of both texts followed sentence by sentence.

For each sentence of the translation we look for the version in which it was last touched, and take it that it followed
the original as that stood then. What the original says now is compared with that: three versions of one sentence. A
translation that was touched elsewhere in the meantime proves nothing for this sentence, which is why the history of
whole files (their dates, their hashes) tells so little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from duizhao.corpora.model import Document, Locator, Pair, Segment, Unit
from duizhao.corpora.sentences.segmentation import segment
from duizhao.quality.drift.accepted import Accepted
from duizhao.quality.drift.ahead import is_ahead
from duizhao.quality.drift.change import Drift, Nature, compared, is_spelling
from duizhao.quality.drift.trace import Trace, plain, trace

# The confidence (0..1) from which two sentences that stand alone on both sides are taken for one translated ahead.
SURE = 0.5

Align = Callable[[Document, Document], Sequence[Pair]]


@dataclass(frozen=True)
class Version:
    """A document as it was in a commit; `commit` is empty for the files as they lie there. It is read when it is first
    asked for: most of a long history never is."""

    load: Callable[[], Document]
    commit: str = ""
    day: str = ""
    subject: str = ""

    @cached_property
    def document(self) -> Document:
        """The document, read."""
        return self.load()

    @cached_property
    def sentences(self) -> tuple[Segment, ...]:
        """The sentences that are translated, in reading order."""
        wanted = {unit.id for unit in self.document.translatable}
        return tuple(piece for piece in segment(self.document) if piece.unit in wanted)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Their texts."""
        return tuple(piece.text for piece in self.sentences)

    @cached_property
    def said(self) -> frozenset[str]:
        """What its sentences say, as sentences are compared."""
        return frozenset(map(plain, self.texts))

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.document.units}

    @cached_property
    def _by_unit(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, piece in enumerate(self.sentences):
            found.setdefault(piece.unit, []).append(i)
        return found

    def place(self, piece: Segment) -> int:
        """The place in `sentences` of a segment; an aligner may have cut a sentence finer."""
        places = self._by_unit[piece.unit]
        return next((i for i in reversed(places) if self.sentences[i].span.start <= piece.span.start), places[0])

    def at(self, i: int) -> Locator:
        """Where a sentence stands."""
        piece = self.sentences[i]
        unit = self._units[piece.unit]
        place = (piece.index + 1, piece.index + 1)
        origin = self.document.origin.path
        return Locator(self.document.id, unit.id, unit.number, unit.kind, place, origin, unit.line)


@dataclass(frozen=True, slots=True)
class History:
    """Both documents, newest version first. `original_at` gives for each version of the translation (by its place in
    `translation`) the place in `original` of what the original was then; None where it did not exist yet. `before`
    gives for each version of the translation the places of those right before it, several after a merge; without it
    each follows the next."""

    original: Sequence[Version]
    translation: Sequence[Version]
    original_at: Sequence[int | None]
    before: Sequence[Sequence[int]] = ()

    def before_of(self, version: int) -> Sequence[int]:
        """The places of the versions of the translation right before one."""
        if self.before:
            return self.before[version]
        return (version + 1,) if version + 1 < len(self.translation) else ()


class _Followed(NamedTuple):
    """Sentences of the translation and what they translated: places in a version of the original.

    `birth` is the version that was followed when they were last touched, `was` what was translated there; `places` is
    where the original now says what they translate, `kept` the same without what only came to stand beside it since.
    """

    version: int
    source: tuple[int, ...]
    target: tuple[int, ...]
    birth: int
    was: tuple[int, ...]
    places: tuple[int, ...]
    kept: tuple[int, ...]


def detect(history: History, align: Align, *, accepted: Accepted | None = None) -> tuple[Drift, ...]:
    """The sentences of the translation that are out of date, in its order, then what of the original is not in it.

    `align` pairs the sentences of two documents. What `accepted` holds is up to date whatever the history says.
    """
    drifts = [drift for drift in _Detection(history, align).drifts() if accepted is None or not accepted.holds(drift)]
    return tuple(drifts)


class _Detection:
    def __init__(self, history: History, align: Align) -> None:
        self.history = history
        self.align = align
        self.now = history.original[0]
        self.target = history.translation[0]
        self._traces: dict[tuple[int, int], Trace] = {}

    def drifts(self) -> Iterator[Drift]:
        born = self._born()
        followed, lonely = self._followed(born)
        found = [drift for one in followed if (drift := self._changed(one))]
        found += self._moved(followed)
        met = {i for one in followed for i in one.kept}
        # Where nothing of the translation has a partner, what its original was is not known at all.
        came, answered = self._translated_before(lonely, met) if followed else (set(), set())
        found += [self._unsourced(j) for j in lonely if j not in answered]
        met |= came
        found.sort(key=lambda drift: (drift.target_at.line or 0, drift.target_at.sentences or (0, 0)))
        yield from found
        yield from self._added(met)

    def _born(self) -> list[int]:
        """For each sentence of the translation the place of the version in which it was last touched."""
        versions = self.history.translation
        born = [0] * len(self.target.texts)
        # By version: of the translation now, the sentences that are followed there, and their places in it.
        alive: dict[int, dict[int, int]] = {0: {j: j for j in range(len(born))}}
        for k in range(len(versions)):
            left = alive.pop(k, {})
            for older in self.history.before_of(k) if left else ():
                came = trace(versions[older].texts, versions[k].texts, alike=2.0).older
                kept = {j: place for j, i in left.items() if (place := came[i]) is not None}
                alive.setdefault(older, {}).update(kept)
                left = {j: i for j, i in left.items() if j not in kept}
            for j in left:
                born[j] = k
            if not alive:
                break
        return born

    def _followed(self, born: Sequence[int]) -> tuple[list[_Followed], list[int]]:
        """What each sentence of the translation translates, and those that translate nothing.

        Aligned with the original as it was when the translation was last touched. What finds no partner of its own
        there, because it was out of date then already, is aligned with the original of its own time: it stands alone,
        or was put beside a sentence that has another translation.
        """
        newest = min(born, default=0)
        base = self._original_of(newest)
        if base is None:
            return [], list(range(len(born)))
        found, unsure = self._aligned(base, set(range(len(born))), born)
        unsure |= {j for one in found if len(one.target) > 1 for j in one.target if born[j] != newest}
        for version in sorted({born[j] for j in unsure}):
            own = self._original_of(version)
            if own is not None and own != base:
                wanted = {j for j in unsure if born[j] == version}
                more = [one for one in self._aligned(own, wanted, born)[0] if wanted.issuperset(one.target)]
                found = self._without(found, {j for one in more for j in one.target}, born) + more
        paired = {j for one in found for j in one.target}
        return found, [j for j in range(len(born)) if j not in paired]

    def _without(self, found: Sequence[_Followed], gone: set[int], born: Sequence[int]) -> list[_Followed]:
        """What was followed without some sentences of the translation."""
        left = [(one, tuple(j for j in one.target if j not in gone)) for one in found]
        return [
            one if target == one.target else self._follow(one.version, one.source, target, born)
            for one, target in left
            if target
        ]

    def _original_of(self, version: int) -> int | None:
        return self.history.original_at[version]

    def _aligned(self, version: int, wanted: set[int], born: Sequence[int]) -> tuple[list[_Followed], set[int]]:
        original = self.history.original[version]
        groups: list[tuple[set[int], set[int]]] = []
        for pair in self.align(original.document, self.target.document):
            source = {original.place(s) for s in pair.source_segments}
            target = {self.target.place(s) for s in pair.target_segments}
            if source and target:
                # Pairs of pieces of one sentence are one pair of sentences.
                if groups and (groups[-1][0] & source or groups[-1][1] & target):
                    groups[-1][0].update(source)
                    groups[-1][1].update(target)
                else:
                    groups.append((source, target))
        found = [self._follow(version, tuple(sorted(s)), tuple(sorted(t)), born) for s, t in groups if t & wanted]
        return found, wanted - {j for one in found for j in one.target}

    def _trace(self, old: int, new: int) -> Trace:
        if (old, new) not in self._traces:
            before, after = self.history.original[old].texts, self.history.original[new].texts
            same = tuple(range(len(after)))
            self._traces[old, new] = Trace(same, frozenset()) if old == new else trace(before, after)
        return self._traces[old, new]

    def _follow(self, version: int, source: tuple[int, ...], target: tuple[int, ...], born: Sequence[int]) -> _Followed:
        birth, was = self._birth(version, source, target, born)
        older, newer = self._trace(birth, version).older, self._trace(version, 0).newer
        places = [(newer[i], older[i] is not None) for i in source if i in newer]
        every, kept = (tuple(sorted(i for i, known in places if known or more)) for more in (True, False))
        return _Followed(version, source, target, birth, was, every, kept)

    def _birth(
        self, version: int, source: tuple[int, ...], target: tuple[int, ...], born: Sequence[int]
    ) -> tuple[int, tuple[int, ...]]:
        """The version of the original that was followed, and what the sentences were there.

        The sentence touched last says when: a pair of two sentences is one decision.
        """
        own = self._original_of(min(born[j] for j in target))
        if own is not None and own >= version:
            older = self._trace(own, version).older
            places = tuple(i for j in source if (i := older[j]) is not None)
            if places:
                return own, places
        return version, source

    def _changed(self, one: _Followed) -> Drift | None:
        before = " ".join(self.history.original[one.birth].texts[i] for i in one.was)
        after = " ".join(self.now.texts[i] for i in one.kept)
        if plain(before) == plain(after) or not before:
            return None
        changes, was_marks, now_marks = compared(before, after)
        target = self._target_text(one.target)
        languages = self.now.document.language, self.target.document.language
        nature = Nature.REMOVED if not after else Nature.SPELLING if is_spelling(changes) else Nature.CHANGED
        if nature is Nature.CHANGED and is_ahead(changes, target, *languages):
            return None  # the translation was changed first, and the original followed it
        drift = Drift(
            nature,
            before,
            after,
            target,
            self.now.at(one.kept[0]) if one.kept else Locator(""),
            self.target.at(one.target[0]),
            changes if after else (),
            was_marks if after else (),
            now_marks if after else (),
        )
        return self._dated(drift, one)

    def _target_text(self, places: Sequence[int]) -> str:
        return "".join(self.target.texts[j] for j in places)

    def _dated(self, drift: Drift, one: _Followed) -> Drift:
        """With the commit that first changed what was translated."""
        known = {plain(self.history.original[one.birth].texts[i]) for i in one.was}
        first = None
        for version in self.history.original[: one.birth]:
            if known <= version.said:
                break
            first = version
        return drift if first is None else replace(drift, commit=first.commit, day=first.day, subject=first.subject)

    def _moved(self, followed: Sequence[_Followed]) -> list[Drift]:
        """Sentences that stand elsewhere in the original than where the translation has them."""
        rows = sorted((one for one in followed if one.places), key=lambda one: one.target)
        kept = set(_longest_rise([one.places[0] for one in rows]))
        ordered = {birth: self._in_order(rows, birth) for birth in {one.birth for one in rows}}
        found = []
        for k, one in enumerate(rows):
            # Only what stood in the translation's order when it was translated was moved since.
            if k in kept or k not in ordered[one.birth]:
                continue
            text = " ".join(self.now.texts[i] for i in one.places)
            at = (self.now.at(one.places[0]), self.target.at(one.target[0]))
            drift = Drift(Nature.MOVED, text, text, self._target_text(one.target), *at)
            found.append(self._dated_move(drift, one))
        return found

    def _in_order(self, rows: Sequence[_Followed], version: int) -> set[int]:
        """Which of the rows, in the translation's order, stood so in a version of the original."""
        places = []
        for k, one in enumerate(rows):
            older = self._trace(version, one.version).older if version >= one.version else None
            at = one.source[0] if older is None else older[one.source[0]]
            if at is not None:
                places.append((k, at))
        return {places[k][0] for k in _longest_rise([at for _, at in places])}

    def _dated_move(self, drift: Drift, one: _Followed) -> Drift:
        for k in range(one.version - 1, -1, -1):
            step = self._trace(k + 1, k)
            path = self._trace(one.version, k).newer
            if any(path.get(i) in step.moved for i in one.source):
                version = self.history.original[k]
                return replace(drift, commit=version.commit, day=version.day, subject=version.subject)
        return drift

    def _translated_before(self, lonely: Sequence[int], met: set[int]) -> tuple[set[int], set[int]]:
        """Sentences that the translation had before the original: places in the original now and in the translation,
        of pairs in which neither has another partner."""
        alone, unmet = set(lonely), set(range(len(self.now.texts))) - met
        came: set[int] = set()
        answered: set[int] = set()
        if alone and unmet:
            for pair in self.align(self.now.document, self.target.document):
                source = {self.now.place(s) for s in pair.source_segments}
                target = {self.target.place(s) for s in pair.target_segments}
                if source and target and source <= unmet and target <= alone and (pair.confidence or 0.0) >= SURE:
                    came |= source
                    answered |= target
        return came, answered

    def _unsourced(self, j: int) -> Drift:
        return Drift(Nature.UNSOURCED, "", "", self.target.texts[j], Locator(""), self.target.at(j))

    def _added(self, met: set[int]) -> Iterator[Drift]:
        """What the original says and the translation does not, with the commit that brought it."""
        for i, text in enumerate(self.now.texts):
            if i in met:
                continue
            drift = Drift(Nature.ADDED, "", text, "", self.now.at(i), Locator(""))
            came = self.now
            for version in self.history.original:
                if plain(text) not in version.said:
                    break
                came = version
            yield replace(drift, commit=came.commit, day=came.day, subject=came.subject)


def _longest_rise(values: Sequence[int]) -> list[int]:
    """The places of a longest strictly rising subsequence (patience sorting)."""
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for k, value in enumerate(values):
        at = bisect_left(tails, value)
        tails[at:] = [value] if at == len(tails) else [value, *tails[at + 1 :]]
        ends[at:] = [k] if at == len(ends) else [k, *ends[at + 1 :]]
        before.append(ends[at - 1] if at else None)
    found = []
    at_end: int | None = ends[-1] if ends else None
    while at_end is not None:
        found.append(at_end)
        at_end = before[at_end]
    return found[::-1]
