"""Cut the text between two places into units without a parser: those written alike by a mould, else each for itself."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice, takewhile
from operator import attrgetter

from duizhao.tmx.xml.fast.columns import Batch, Units
from duizhao.tmx.xml.fast.mixed import Mixed
from duizhao.tmx.xml.fast.template import Mould
from duizhao.tmx.xml.fast.unit import UNITS, NotSimple, Quick

_PATIENCE = 60
"""Moulds made for one file at most: making one takes as long as reading some hundred units."""

_RUN = 6
"""Units that have to stand side by side on average for a mould to be worth its while."""

_LONG = 256
"""Pieces of a file, some 8 MB, after which at the latest a mould is tried again where none was worth its while."""

_SOME = attrgetter("lastindex")


class UnitScanner:
    """Takes units off a text, piece by piece of a file. One lives as long as the reading of a file.

    With `right` it takes only what is certain to be right by the document type, and leaves the rest to the parser.
    """

    def __init__(self, *, right: bool = False) -> None:
        self._right = right
        self._quick = Quick()
        self._mould: Mould | None = None
        self._wait, self._waiting = 1, 0
        self._made = 0
        self._text, self._stop = "", 0
        self._reset()

    def _reset(self) -> None:
        self._start = -1
        self._parts: list[str] = []
        self._number = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._most = self._limit = 1 << 30

    def begin(self, text: str) -> None:
        """Go on with another text."""
        self._text = text
        self._stop = text.rfind("</tu>") + 5
        self._reset()

    def take(self, at: int, line: int) -> tuple[Units | None, int]:
        """The units from a place, which is on the given line, on, and where they end.

        None where what stands there is for the parser. Call again until then.
        """
        if at >= self._stop:
            return None, at
        if self._start < 0:
            self._split(at)
        if self._number:
            if not self._starts and at == self._start and not self._parts[0]:
                return self._batch(0, at, line)
            self._spans()
            first = bisect_right(self._starts, at) - 1
            if first >= 0 and self._starts[first] == at:
                return self._batch(first, at, line)
            if first + 1 < self._number:
                return self._singly(at, line, self._starts[first + 1])
        return self._singly(at, line, self._stop)

    def _split(self, at: int) -> None:
        """Cut everything from a place on by a mould, where most of it is of one mould."""
        self._start = at
        if self._waiting:
            self._waiting -= 1
            return
        self._choose(at)
        gaps = sum(map(bool, self._parts[:: self._mould.width])) if self._mould else 0
        # Beside the parser even short runs are worth it.
        run = 1 if self._right else _RUN
        if self._number and self._number >= run * gaps and (not self._right or self._mould_is_right()):
            self._wait = 1
        else:
            # Units of several moulds in turn are read faster one by one.
            self._parts, self._number = [], 0
            self._waiting, self._wait = self._wait, min(4 * self._wait, _LONG)

    def _mould_is_right(self) -> bool:
        return self._mould is not None and self._mould.right

    def _choose(self, at: int) -> None:
        """Cut everything from a place on by the mould; make another where it takes less than half."""
        piece = self._text[at : self._stop]
        if self._mould:
            self._parts = self._mould.pattern.split(piece)
            self._number = len(self._parts) // self._mould.width
            if not self._parts[0] and not self._parts[-1] and not any(self._parts[:: self._mould.width]):
                return
        units = piece.count("</tu>")
        while self._mould and self._number < units and self._widen(piece):
            pass
        if 2 * self._number >= units or self._made >= _PATIENCE:
            return
        place = 0 if not self._mould or self._parts[0] else self._mould.pattern.match(piece).end()  # type: ignore
        try:
            self._made += 1
            mould = Mould(piece, place, self._quick)
        except NotSimple:
            return
        parts = mould.pattern.split(piece)
        if len(parts) // mould.width > self._number:
            self._mould, self._parts, self._number = mould, parts, len(parts) // mould.width

    def _widen(self, piece: str) -> bool:
        """Make the mould one that also takes the first unit that it does not take; whether it takes more then."""
        if self._made >= _PATIENCE:
            return False
        assert self._mould
        width, place = self._mould.width, 0
        if self._number and not self._parts[0]:
            gap = next((i for i in range(1, self._number + 1) if self._parts[i * width]), None)
            spans = self._mould.pattern.finditer(piece)
            place = next(found.end() for i, found in enumerate(spans, 1) if i == gap)
        try:
            self._made += 1
            mould = self._mould.wider(piece, place, self._quick)
        except NotSimple:
            return False
        parts = mould.pattern.split(piece)
        number = len(parts) // mould.width
        if number <= self._number:
            return False
        self._mould, self._parts, self._number = mould, parts, number
        return True

    def _spans(self) -> None:
        if not self._starts and self._mould:
            spans = [found.span() for found in self._mould.pattern.finditer(self._text, self._start, self._stop)]
            self._starts, self._ends = [start for start, _ in spans], [end for _, end in spans]

    def _batch(self, first: int, at: int, line: int) -> tuple[Units | None, int]:
        """Units of the mould from the first on, to where something else stands or one is not simple."""
        assert self._mould
        gaps = self._parts[:: self._mould.width]
        last = next((position for position in range(first + 1, self._number) if gaps[position]), self._number)
        last = min(last, first + self._most)
        while first < last:
            columns = [self._parts[i :: self._mould.width][first:last] for i in range(1, self._mould.width)]
            try:
                batch = Batch(self._mould, columns, self._quick, (self._text, at, line))
                if self._right:
                    for segments in batch.segments:
                        segments.check_codes()
            except NotSimple as error:
                last = first + error.position
                # Else a text in which every other unit is not simple would be looked through over and over.
                self._most = max(4, error.position)
                continue
            self._most *= 2
            if last == self._number and not gaps[last]:
                return batch, self._stop
            self._spans()
            return batch, self._ends[last - 1]
        return None, at

    def _singly(self, at: int, line: int, stop: int) -> tuple[Units | None, int]:
        """Simple units that are not alike, as far as they go, and to a place."""
        if self._right:
            return None, at
        # Of what is for the parser every piece comes here again: so no more is cut than went well the last time.
        found = list(islice(takewhile(_SOME, UNITS.finditer(self._text, at, stop)), self._limit))
        while found:
            try:
                mixed = Mixed(found, self._quick, (self._text, at, line))
            except NotSimple as error:
                del found[error.position :]
                self._limit = max(4, error.position)
                continue
            self._limit *= 2
            return mixed, found[-1].end()
        return None, at
