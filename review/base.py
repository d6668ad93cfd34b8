"""What a review begins with: an alignment's pairs as sentences and rows, and rows as pairs again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Document, Locator, Pair, Segment, Span
from duizhao.review.folding import digest
from duizhao.review.model import Atom, Atoms, Key, Row

# How sure a pair is that a person confirmed.
CERTAIN = 1.0


@dataclass(frozen=True, eq=False)
class Base:
    """Two texts as the aligner left them. `sentences` are by side, in the order of the rows; `pairs` those of `rows`;
    `units` say where a unit stands, by side, as far as it is known."""

    pairs: tuple[Pair, ...]
    languages: tuple[str, str]
    sentences: tuple[tuple[Segment, ...], tuple[Segment, ...]]
    rows: tuple[Row, ...]
    units: tuple[Mapping[str, Locator], Mapping[str, Locator]]
    names: tuple[str, str] = ("", "")
    _home: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []), repr=False)

    @classmethod
    def of(
        cls,
        pairs: Sequence[Pair],
        languages: tuple[str, str] = ("en", "zh-CN"),
        documents: Sequence[Document] = (),
    ) -> Base:
        """The base of aligned pairs; `documents` say where each of their units stands. Raises InputError for pairs
        without sentences, as a memory has them."""
        sentences: tuple[list[Segment], list[Segment]] = ([], [])
        home: tuple[list[int], list[int]] = ([], [])
        rows = []
        for i, pair in enumerate(pairs):
            sides: list[Atoms] = []
            for side, (text, found) in enumerate(
                ((pair.source, pair.source_segments), (pair.target, pair.target_segments))
            ):
                if bool(text) != bool(found):
                    raise InputError("these pairs have no sentences", cure="Review what duizhao align made")
                first = len(sentences[side])
                sentences[side].extend(found)
                home[side].extend([i] * len(found))
                sides.append(tuple(Atom(first + k, 0, len(s.text)) for k, s in enumerate(found)))
            rows.append(Row(sides[0], sides[1], sure=pair.confidence))
        units = tuple(_units(pairs, side, documents) for side in (0, 1))
        names = tuple(next((at.document for p in pairs if (at := _at(p, k)).document), "") for k in (0, 1))
        return cls(
            tuple(pairs),
            languages,
            (tuple(sentences[0]), tuple(sentences[1])),
            tuple(rows),
            (units[0], units[1]),
            (names[0], names[1]),
            home,
        )

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts of the sentences, by side."""
        found = [tuple(segment.text for segment in side) for side in self.sentences]
        return found[0], found[1]

    @cached_property
    def digest(self) -> str:
        """A name for the two texts."""
        return digest(self.texts)

    @cached_property
    def rows_digest(self) -> str:
        """A name for the alignment: two of the same texts may differ in it."""
        return digest([[repr(row.key) for row in self.rows]])

    @cached_property
    def known(self) -> dict[Key, int]:
        """Where the aligner made a row, by what it holds."""
        return {row.key: i for i, row in enumerate(self.rows)}

    def home(self, row: Row) -> int:
        """The place of the aligner's row that a row begins in: by its source, where it has one."""
        side = 0 if row.source else 1
        return self._home[side][row.sides[side][0].sentence]

    def place(self, atom: Atom, side: int) -> int:
        """The place of the aligner's row that an atom stands in."""
        return self._home[side][atom.sentence]

    def with_sure(self, row: Row) -> Row:
        """The row with the aligner's confidence, which it has where it holds just what a row of the aligner's did."""
        at = self.known.get(row.key)
        sure = None if at is None else self.rows[at].sure
        return row if row.sure == sure else replace(row, sure=sure)

    def text(self, atoms: Atoms, side: int) -> str:
        """The text of atoms, joined as the language does it."""
        return language(self.languages[side]).joiner.join(
            self.texts[side][a.sentence][a.start : a.end].strip() for a in atoms
        )

    def shown(self, row: Row) -> tuple[str, str]:
        """Both texts of a row as a memory would have them: corrected where they were."""
        return (
            self.text(row.source, 0) if row.edit[0] is None else row.edit[0],
            self.text(row.target, 1) if row.edit[1] is None else row.edit[1],
        )

    def pair(self, row: Row) -> Pair:
        """The row as a pair: the aligner's own where nothing was changed."""
        at = self.known.get(row.key)
        if at is not None and row.edit == (None, None):
            found = self.pairs[at]
            return replace(found, confidence=CERTAIN) if row.confirmed else found
        source, target = self.shown(row)
        segments = [self._segments(atoms, side) for side, atoms in enumerate(row.sides)]
        places = [self._locator(found, side) for side, found in enumerate(segments)]
        if at is not None:
            places = [self.pairs[at].source_at, self.pairs[at].target_at]
        sure = CERTAIN if row.confirmed else row.sure
        return Pair(source, target, places[0], places[1], sure, segments[0], segments[1])

    def _segments(self, atoms: Atoms, side: int) -> tuple[Segment, ...]:
        out = []
        for atom in atoms:
            whole = self.sentences[side][atom.sentence]
            if (atom.start, atom.end) == (0, len(whole.text)):
                out.append(whole)
                continue
            start = whole.span.start + atom.start if atom.start else whole.span.start
            end = whole.span.start + atom.end if atom.end < len(whole.text) else whole.span.end
            out.append(Segment(whole.unit, whole.index, whole.text[atom.start : atom.end].strip(), Span(start, end)))
        return tuple(out)

    def _locator(self, segments: Sequence[Segment], side: int) -> Locator:
        if not segments:
            one = next((at for p in self.pairs if (at := _at(p, side)).document), Locator())
            return Locator(one.document, path=one.path)
        first = segments[0].unit
        own = [segment.index + 1 for segment in segments if segment.unit == first]
        known = self.units[side].get(first) or Locator(self.names[side], first)
        return replace(known, sentences=(min(own), max(own)))


def _at(pair: Pair, side: int) -> Locator:
    return pair.target_at if side else pair.source_at


def _units(pairs: Sequence[Pair], side: int, documents: Sequence[Document]) -> dict[str, Locator]:
    """Where each unit stands: as the documents say, else as the pairs that begin with it do."""
    found: dict[str, Locator] = {}
    for pair in pairs:
        at = _at(pair, side)
        if at.unit and at.unit not in found:
            found[at.unit] = replace(at, sentences=None)
    if documents:
        document = documents[side]
        path = next((_at(p, side).path for p in pairs if _at(p, side).path), document.origin.path)
        for unit in document.units:
            found.setdefault(unit.id, Locator(document.id, unit.id, unit.number, unit.kind, None, path, unit.line))
    return found


def arrange(base: Base, rows: Sequence[Row]) -> list[Row]:
    """Rows in the order of a page: each where the aligner's row stood that it begins in; of several there, those with
    a source in its order, the others before the first that has a later target."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[base.home(row)].append(row)
    return [row for home in sorted(groups) for row in within(base, home, groups[home])]


def within(base: Base, home: int, rows: Sequence[Row]) -> list[Row]:
    """The rows that begin in one row of the aligner's, in order."""
    if len(rows) == 1:
        return list(rows)
    out = sorted((row for row in rows if row.source), key=lambda row: row.source)
    for row in sorted((row for row in rows if not row.source), key=lambda row: row.target):
        at = next((k for k, other in enumerate(out) if (first := _own(base, home, other)) and first > row.target), None)
        out.insert(len(out) if at is None else at, row)
    return out


def _own(base: Base, home: int, row: Row) -> Atoms:
    """The target atoms of a row that come from the aligner's row `home`."""
    return tuple(atom for atom in row.target if base.place(atom, 1) == home)
