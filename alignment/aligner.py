"""From two documents, or two lists of sentences, to an `Alignment`: the room's front door."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.costs import calibrated
from duizhao.alignment.encoders.protocol import Encoder
from duizhao.alignment.evidence import evidence
from duizhao.alignment.lines import cut, together
from duizhao.alignment.results import Alignment, AlignStats, LineAlignment
from duizhao.alignment.sentences import align_sentences
from duizhao.alignment.text_side import Side
from duizhao.alignment.units import UnitBead, match_units
from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Document, Kind, Locator, Notice, Pair, Recipe, Segment, Span, Unit
from duizhao.corpora.progress import Advance

EMBED = ("auto", "all", "none")
# A short unit whose counterpart was left out looks much like one that was run together with its neighbour: under this
# probability the notice says so. Of the merges of docs/benchmarks.md one in seven is under it, of such omissions all.
SURE_MERGE = 0.75


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """What can be set. `embed`: `all` sentences are encoded, those that cheap signals leave in doubt (`auto`), or
    `none`."""

    embed: str = "auto"

    def __post_init__(self) -> None:
        if self.embed not in EMBED:
            raise SettingsError(f"embed is '{self.embed}'", cure=f"Known: {', '.join(EMBED)}")


def align_lines(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_language: str = "en",
    target_language: str = "zh-CN",
    encoder: Encoder | None = None,
    settings: AlignSettings | None = None,
    terms: Sequence[tuple[str, str]] = (),
    progress: Advance | None = None,
) -> LineAlignment:
    """Align two lists of sentences, an omission being a bead with an empty side. Blank lines are omissions or lie
    inside a bead; a line that holds a paragraph, where the other text has sentences, may have any number of them.

    `terms` are (source, target) term pairs of the project; `progress(done, total)` counts encoded sentences. Raises
    InputError for a side that is one string or holds something else than strings, SettingsError for a language without
    a row in `duizhao.corpora.language.table`, and what the encoder raises.
    """
    source, target = _lines(source, "source", source_language), _lines(target, "target", target_language)
    settings = settings or AlignSettings()
    started = time.perf_counter()
    tags = source_language, target_language
    for tag in tags:
        language(tag)
    pieces = cut(source, target, tags)
    sides = [Side.of(each.texts, tag) for each, tag in zip(pieces, tags, strict=True)]
    found = align_sentences(sides[0], sides[1], encoder=encoder, embed=settings.embed, terms=terms, progress=progress)
    beads = [Bead(b.source, b.target, b.score, calibrated(b.confidence, found.model)) for b in found.beads]
    stats = AlignStats(sum(len(each.texts) for each in pieces), found.encoded, time.perf_counter() - started)
    recipe = _recipe(settings, encoder, found.model)
    return LineAlignment(tuple(together(beads, *pieces)), recipe, stats, source, target, tags)


def _lines(lines: Iterable[str], side: str, tag: str) -> tuple[str, ...]:
    """The lines as a tuple. Raises InputError where they are one string, which would be a list of characters."""
    if isinstance(lines, str | bytes):
        raise InputError(
            f"the {side} is one string and not a list of lines",
            cure=f"Give text.splitlines(), or the sentences: corpora.sentences_of(text, {tag!r})",
        )
    found = tuple(lines)
    for number, line in enumerate(found, 1):
        if not isinstance(line, str):
            raise InputError(
                f"the {side} holds something that is not a string: {type(line).__name__}",
                line=number,
                cure='Give "" where there is no text',
            )
    return found


def align(
    source: Document,
    target: Document,
    *,
    encoder: Encoder | None = None,
    settings: AlignSettings | None = None,
    terms: Sequence[tuple[str, str]] = (),
    progress: Advance | None = None,
) -> Alignment:
    """Align two documents: units by number and content, the sentences of matched units by meaning.

    `terms` are (source, target) term pairs of the project; `progress(done, total)` counts encoded sentences. Raises
    InputError for what is not a Document, SettingsError for a language without a row in
    `duizhao.corpora.language.table`, and what the encoder raises.
    """
    documents = (_document(source), _document(target))
    settings = settings or AlignSettings()
    started = time.perf_counter()
    units = [document.translatable for document in documents]
    texts = [Side.of([unit.text for unit in each], doc.language) for each, doc in zip(units, documents, strict=True)]
    unit_beads = match_units(units[0], units[1], evidence(texts[0], texts[1], terms))
    segments = [[_segments(unit, doc) for unit in each] for each, doc in zip(units, documents, strict=True)]
    for joined in unit_beads:
        # Bullets that one document runs together end in semicolons there: cut so, each finds its own.
        if len(joined.source) != len(joined.target) and joined.source and joined.target:
            side = 0 if len(joined.source) < len(joined.target) else 1
            for u in (joined.source, joined.target)[side]:
                segments[side][u] = _finer(units[side][u], segments[side][u])
    # The sentences of matched units only, in the order of the source: what moved is put where it belongs, what has no
    # counterpart is an omission already, and a path must pass each unit bead's corners.
    matched = [bead for bead in unit_beads if bead.source and bead.target]
    flat: list[list[tuple[int, Segment]]] = [[], []]
    corners = [(0, 0)]
    for match in matched:
        for side, members in enumerate((match.source, match.target)):
            flat[side] += [(u, segment) for u in members for segment in segments[side][u]]
        corners.append((len(flat[0]), len(flat[1])))
    sides = [
        Side.of([segment.text for _, segment in each], doc.language) for each, doc in zip(flat, documents, strict=True)
    ]
    found = align_sentences(
        sides[0], sides[1], encoder=encoder, embed=settings.embed, terms=terms, corners=corners, progress=progress
    )
    build = _Builder(documents, units, flat, segments)
    pairs: list[Pair] = []
    beads = list(found.beads)
    at = 0
    ends = iter(corners[1:])
    for unit_bead in unit_beads:
        if unit_bead.source and unit_bead.target:
            end = next(ends)
            while at < len(beads) and (beads[at].source.stop, beads[at].target.stop) <= end:
                bead = beads[at]
                sure = calibrated(bead.confidence, found.model)
                pairs.append(build.pair(bead, min(1.0, sure * unit_bead.confidence)))
                at += 1
        else:
            pairs += build.omitted(unit_bead)
    notices = (*_unit_notices(unit_beads, documents, units), *_sentence_notices(pairs))
    count = sum(len(s) for side in segments for s in side)
    stats = AlignStats(count, found.encoded, time.perf_counter() - started)
    return Alignment(tuple(pairs), tuple(unit_beads), _recipe(settings, encoder, found.model), notices, stats)


def _document(given: Document) -> Document:
    """What was given, if it is a document. Raises InputError."""
    if not isinstance(given, Document):
        raise InputError(
            f"align takes two documents, and this is of class {type(given).__name__}",
            cure="Read files with corpora.read(path); lists of strings go to align_lines(source, target)",
        )
    return given


def _recipe(settings: AlignSettings, encoder: Encoder | None, used: str) -> Recipe:
    name = "none" if encoder is None or settings.embed == "none" else encoder.name
    return Recipe("align", encoder=name, settings={**{k: str(v) for k, v in asdict(settings).items()}, "model": used})


def _segments(unit: Unit, document: Document) -> tuple[Segment, ...]:
    from duizhao.corpora.sentences.segmentation import segment

    return segment(unit, language=document.language)


_CLAUSE = re.compile(r"[；;]\s*")


def _finer(unit: Unit, found: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments of a unit, cut after semicolons too. They still tile the unit's text."""
    cuts = sorted({segment.span.start for segment in found} | {m.end() for m in _CLAUSE.finditer(unit.text)})
    inside = [at for at in cuts if unit.text[at:].strip()]
    spans = [Span(a, b) for a, b in zip(inside, [*inside[1:], found[-1].span.end if found else 0], strict=True)]
    return tuple(Segment(unit.id, k, unit.text[a:b].strip(), Span(a, b)) for k, (a, b) in enumerate(spans))


class _Builder:
    """Makes pairs from beads of sentences, with locators into the documents."""

    def __init__(
        self,
        documents: tuple[Document, Document],
        units: Sequence[Sequence[Unit]],
        flat: Sequence[Sequence[tuple[int, Segment]]],
        segments: Sequence[Sequence[Sequence[Segment]]],
    ) -> None:
        self.documents, self.units, self.flat, self.segments = documents, units, flat, segments

    def pair(self, bead: Bead, confidence: float) -> Pair:
        members = [self.flat[side][slice(*span)] for side, span in enumerate((bead.source, bead.target))]
        # The empty side of an omission is placed in the unit where it would have stood.
        near = [self._near(side, span) for side, span in enumerate((bead.source, bead.target))]
        return self._make(members, near, confidence)

    def omitted(self, bead: UnitBead) -> list[Pair]:
        side = 0 if bead.source else 1
        out = []
        for u in (*bead.source, *bead.target):
            for segment in self.segments[side][u]:
                members: list[Sequence[tuple[int, Segment]]] = [[], []]
                members[side] = [(u, segment)]
                out.append(self._make(members, [None, None], bead.confidence))
        return out

    def _near(self, side: int, span: Range) -> int | None:
        rows = self.flat[side]
        return rows[min(span.start, len(rows) - 1)][0] if rows else None

    def _make(
        self, members: Sequence[Sequence[tuple[int, Segment]]], near: Sequence[int | None], confidence: float
    ) -> Pair:
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


def _unit_notices(
    beads: Sequence[UnitBead], documents: tuple[Document, Document], units: Sequence[Sequence[Unit]]
) -> list[Notice]:
    """A notice for each unit without a counterpart, each that moved, each merge or split, each pair numbered
    otherwise."""
    notices = []
    for bead in beads:
        sides = [[units[side][u] for u in members] for side, members in enumerate((bead.source, bead.target))]
        cites = [", ".join(f"{unit.cite} '{_short(unit.text)}'" for unit in side) for side in sides]
        own = 0 if sides[0] else 1
        first = sides[own][0]
        if not bead.target:
            check, text = "alignment.missing", f"{documents[0].id} {cites[0]} has no counterpart in {documents[1].id}"
        elif not bead.source:
            check, text = "alignment.added", f"{documents[1].id} {cites[1]} has no counterpart in {documents[0].id}"
        elif bead.moved and Kind.FOOTNOTE in (sides[0][0].kind, sides[1][0].kind):
            # Notes stand where a page ended: at another place in every conversion of the same text.
            check, text = (
                "alignment.footnote",
                f"{cites[0]} is no note of the same order in {documents[1].id}: {cites[1]}",
            )
        elif bead.moved:
            check, text = "alignment.moved", f"{cites[0]} stands elsewhere in {documents[1].id}: {cites[1]}"
        elif len(bead.source) > 1 or len(bead.target) > 1:
            check, text = "alignment.merged", f"{cites[0]} corresponds to {cites[1]}"
            if bead.confidence < SURE_MERGE:
                text += "; or one of them has no counterpart"
        elif _numbers_differ(*(side[0] for side in sides)):
            check, text = "alignment.number", f"{cites[0]} corresponds to {cites[1]}, which has another number"
        else:
            continue
        notices.append(Notice(check, text, first.id, None, first.line, documents[own].id))
    return notices


def _numbers_differ(source: Unit, target: Unit) -> bool:
    return source.number is not None and target.number is not None and source.number != target.number


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _sentence_notices(pairs: Sequence[Pair]) -> list[Notice]:
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
                f"{full} '{_short(text)}' has no counterpart in {empty}",
                full.unit,
                None,
                full.line,
                full.document,
            )
        )
    return notices
