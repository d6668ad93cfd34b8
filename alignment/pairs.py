"""Pairs and notices of two documents, from beads of their sentences."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.alignment.beads import Bead
from duizhao.alignment.layout import Layout, Row
from duizhao.alignment.unit_scores import UnitBead
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Document, Kind, Locator, Notice, Pair, Segment, Unit
from duizhao.corpora.saying import say

# A short unit whose counterpart was left out looks much like one that was run together with its neighbour: under this
# probability the notice says so. Of the merges of docs/benchmarks.md one in seven is under it, of such omissions all.
SURE_MERGE = 0.75


class Pairs:
    """Makes pairs from beads of sentences, with locators into the documents."""

    def __init__(
        self,
        documents: tuple[Document, Document],
        units: tuple[Sequence[Unit], Sequence[Unit]],
        layout: Layout,
        joins: Sequence[UnitBead],
    ) -> None:
        self.documents, self.units, self.layout = documents, units, layout
        self.partners = (
            {u: bead.target for bead in joins for u in bead.source},
            {v: bead.source for bead in joins for v in bead.target},
        )

    def of(self, beads: Sequence[Bead], segments: Sequence[Sequence[Sequence[Segment]]]) -> list[Pair]:
        """The pairs of all beads, with the sentences of units that were not searched where they stand."""
        walled = list(self.layout.walled)[::-1]
        out: list[Pair] = []
        for bead in beads:
            while walled and walled[-1][0][0] <= bead.source.start and walled[-1][0][1] <= bead.target.start:
                out += self._omitted(walled.pop()[1], segments)
            out.append(self._pair(bead))
        for _, left in walled[::-1]:
            out += self._omitted(left, segments)
        return out

    def _pair(self, bead: Bead) -> Pair:
        members = [self.layout.rows[side][slice(*span)] for side, span in enumerate((bead.source, bead.target))]
        near = [self._near(side, bead) for side in (0, 1)]
        return self._make(members, near, bead.confidence)

    def _omitted(self, bead: UnitBead, segments: Sequence[Sequence[Sequence[Segment]]]) -> list[Pair]:
        side = 0 if bead.source else 1
        out = []
        for u in (*bead.source, *bead.target):
            for segment in segments[side][u]:
                members: list[Sequence[Row]] = [[], []]
                members[side] = [(u, segment)]
                out.append(self._make(members, [None, None], bead.confidence))
        return out

    def _near(self, side: int, bead: Bead) -> int | None:
        """The unit in which the empty side of an omission would have stood: of those that correspond to the unit of
        the full side the nearest; None where there are none."""
        if not bead.omission:
            return None
        spans = (bead.source, bead.target)
        own = self.layout.rows[1 - side][slice(*spans[1 - side])]
        partners = {v for u, _ in own for v in self.partners[1 - side].get(u, ())}
        if not partners:
            return None
        rows, at = self.layout.rows[side], spans[side].start
        beside = [rows[k][0] for k in (at, at - 1) if 0 <= k < len(rows) and rows[k][0] in partners]
        return beside[0] if beside else min(partners)

    def _make(self, members: Sequence[Sequence[Row]], near: Sequence[int | None], confidence: float) -> Pair:
        texts, places = [], []
        for side, document in enumerate(self.documents):
            found = members[side]
            texts.append(language(document.language).joiner.join(segment.text for _, segment in found))
            u = found[0][0] if found else near[side]
            places.append(self._locator(document, None if u is None else self.units[side][u], [s for _, s in found]))
        return Pair(
            texts[0],
            texts[1],
            places[0],
            places[1],
            confidence,
            tuple(segment for _, segment in members[0]),
            tuple(segment for _, segment in members[1]),
        )

    @staticmethod
    def _locator(document: Document, unit: Unit | None, found: Sequence[Segment]) -> Locator:
        if unit is None:
            return Locator(document.id, path=document.origin.path)
        own = [segment.index + 1 for segment in found if segment.unit == unit.id]
        return Locator(
            document.id,
            unit.id,
            unit.number,
            unit.kind,
            (min(own), max(own)) if own else None,
            document.origin.path,
            unit.line,
        )


def unit_notices(
    beads: Sequence[UnitBead], documents: tuple[Document, Document], units: Sequence[Sequence[Unit]]
) -> list[Notice]:
    """A notice for each unit without a counterpart, each that moved, each merge or split, each pair numbered
    otherwise."""
    notices = []
    for bead in beads:
        sides = [[units[side][u] for u in members] for side, members in enumerate((bead.source, bead.target))]
        cites = [", ".join(f"{unit.cite} '{_short(unit.text)}'" for unit in side) for side in sides]
        here, there = documents[0].id, documents[1].id
        own = 0 if sides[0] else 1
        first = sides[own][0]
        if not bead.target:
            check = "alignment.missing"
            text = say("{document} {cites} has no counterpart in {other}", document=here, cites=cites[0], other=there)
        elif not bead.source:
            check = "alignment.added"
            text = say("{document} {cites} has no counterpart in {other}", document=there, cites=cites[1], other=here)
        elif bead.moved and Kind.FOOTNOTE in (sides[0][0].kind, sides[1][0].kind):
            # Notes stand where a page ended: at another place in every conversion of the same text.
            check = "alignment.footnote"
            text = say(
                "{source} is no note of the same order in {document}: {target}",
                source=cites[0],
                document=there,
                target=cites[1],
            )
        elif bead.moved:
            check = "alignment.moved"
            text = say(
                "{source} stands elsewhere in {document}: {target}", source=cites[0], document=there, target=cites[1]
            )
        elif len(bead.source) > 1 or len(bead.target) > 1:
            unsure = say("; or one of them has no counterpart") if bead.confidence < SURE_MERGE else ""
            check = "alignment.merged"
            text = say("{source} corresponds to {target}{unsure}", source=cites[0], target=cites[1], unsure=unsure)
        elif _numbers_differ(*(side[0] for side in sides)):
            check = "alignment.number"
            text = say("{source} corresponds to {target}, which has another number", source=cites[0], target=cites[1])
        else:
            continue
        notices.append(Notice(check, text, first.id, None, first.line, documents[own].id))
    return notices


def _numbers_differ(source: Unit, target: Unit) -> bool:
    return source.number is not None and target.number is not None and source.number != target.number


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def sentence_notices(pairs: Sequence[Pair]) -> list[Notice]:
    """A notice for each sentence of a matched unit that has no counterpart in it."""
    notices = []
    for pair in pairs:
        full, empty = (pair.source_at, pair.target_at) if pair.source else (pair.target_at, pair.source_at)
        if (pair.source and pair.target) or not empty.unit:
            continue
        check = "alignment.sentence_missing" if pair.source else "alignment.sentence_added"
        text = pair.source or pair.target
        notices.append(
            Notice(
                check,
                say("{full} '{short}' has no counterpart in {empty}", full=full, short=_short(text), empty=empty),
                full.unit,
                None,
                full.line,
                full.document,
            )
        )
    return notices
