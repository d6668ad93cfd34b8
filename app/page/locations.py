"""Where a locator stands on the page."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.saying import say
from duizhao.page.model import Jump


class RowFinder:
    """Finds the row of a locator: by document, unit and sentence; else by unit; else by paragraph number."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._sentence: dict[tuple[str, str, int], int] = {}
        self._unit: dict[tuple[str, str], int] = {}
        self._number: dict[tuple[str, tuple[int, ...]], int] = {}
        self._texts = [pair.source or pair.target for pair in pairs]
        for i, pair in enumerate(pairs):
            for at, text in ((pair.source_at, pair.source), (pair.target_at, pair.target)):
                if not text or not (at.document or at.unit):
                    continue
                self._unit.setdefault((at.document, at.unit), i)
                if at.number:
                    self._number.setdefault((at.document, at.number), i)
                first, last = at.sentences or (1, 1)
                for n in range(first, min(last, first + 99) + 1):
                    self._sentence.setdefault((at.document, at.unit, n), i)

    def row(self, at: Locator) -> int | None:
        """The row on which the locator's text stands."""
        if at.sentences and (found := self._sentence.get((at.document, at.unit, at.sentences[0]))) is not None:
            return found
        if at.unit and (found := self._unit.get((at.document, at.unit))) is not None:
            return found
        return self._number.get((at.document, at.number)) if at.number else None

    def jump(self, at: Locator) -> Jump | None:
        """The jump to a locator; None for a locator that says nothing."""
        if not (at.document or at.unit or at.number):
            return None
        row = self.row(at)
        name = at.cite.split(" s.")[0]
        if not name.startswith("§"):
            # A unit's id says nothing to a reader: show how it begins.
            text = "" if row is None else self._texts[row]
            kind = at.kind.value if at.kind else ""
            shown = text if len(text) <= 24 else f"{text[:23].rstrip()}…"
            if kind and at.kind is not Kind.HEADING:
                name = say("{kind} {text}", kind=say(kind), text=shown) if shown else say(kind)
            else:
                name = shown or name
        return Jump(name, row)
