"""From two documents, or two lists of sentences, to an `Alignment`: the room's front door."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from duizhao.alignment.beads import Bead
from duizhao.alignment.costs import calibrated
from duizhao.alignment.encoders.protocol import Encoder
from duizhao.alignment.evidence import evidence
from duizhao.alignment.layout import finer, lay
from duizhao.alignment.lines import cut, together
from duizhao.alignment.pairs import Pairs, sentence_notices, unit_notices
from duizhao.alignment.parts import with_parts
from duizhao.alignment.prepared import Prepared, prepare
from duizhao.alignment.results import Alignment, AlignStats, LineAlignment
from duizhao.alignment.sentences import align_sentences
from duizhao.alignment.settings import AlignSettings
from duizhao.alignment.support import in_documents
from duizhao.alignment.text_side import Side
from duizhao.alignment.unit_beads import unit_beads
from duizhao.alignment.units import match_units
from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Document, Recipe
from duizhao.corpora.progress import Advance
from duizhao.corpora.saying import say


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
            say("the {side} is one string and not a list of lines", side=side),
            cure=say("Give text.splitlines(), or the sentences: corpora.sentences_of(text, {tag})", tag=repr(tag)),
        )
    found = tuple(lines)
    for number, line in enumerate(found, 1):
        if not isinstance(line, str):
            raise InputError(
                say("the {side} holds something that is not a string: {name}", side=side, name=type(line).__name__),
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
    prepared: tuple[Prepared, Prepared] | None = None,
) -> Alignment:
    """Align two documents: all their sentences by meaning, with what numbers, headings, kinds and the borders of units
    say as evidence.

    `terms` are (source, target) term pairs of the project; `progress(done, total)` counts encoded sentences; `prepared`
    is what `prepare` makes of both documents, where that was done before. Raises InputError for what is not a Document,
    SettingsError for a language without a row in `duizhao.corpora.language.table`, and what the encoder raises.
    """
    documents = (_document(source), _document(target))
    settings = settings or AlignSettings()
    started = time.perf_counter()
    units = (documents[0].translatable, documents[1].translatable)
    ready = prepared or (prepare(documents[0]), prepare(documents[1]))
    texts = [
        Side.of([u.text for u in own], each.known.language, each.known) for own, each in zip(units, ready, strict=True)
    ]
    matched = match_units(units[0], units[1], evidence(texts[0], texts[1], terms))
    segments = [list(each.segments) for each in ready]
    for joined in matched.beads:
        # Bullets that one document runs together end in semicolons there: cut so, each finds its own.
        if len(joined.source) != len(joined.target) and joined.source and joined.target:
            side = 0 if len(joined.source) < len(joined.target) else 1
            for u in (joined.source, joined.target)[side]:
                segments[side][u] = finer(units[side][u], segments[side][u])
    layout = lay(units, (segments[0], segments[1]), matched)
    sides = [
        Side.of([segment.text for _, segment in rows], each.known.language, each.known)
        for rows, each in zip(layout.rows, ready, strict=True)
    ]
    found = align_sentences(
        sides[0],
        sides[1],
        encoder=encoder,
        embed=settings.embed,
        terms=terms,
        structure=layout.structure,
        anchors=layout.anchors,
        progress=progress,
    )
    beads: Sequence[Bead] = [
        Bead(b.source, b.target, b.score, calibrated(b.confidence, found.model)) for b in found.beads
    ]
    layout, beads = with_parts(layout, beads, (source.language, target.language), terms)
    joins = unit_beads(layout, beads, matched.beads)
    pairs = Pairs(documents, units, layout, joins).of([in_documents(bead) for bead in beads], segments)
    notices = (*unit_notices(joins, documents, units), *sentence_notices(pairs))
    count = sum(len(s) for side in segments for s in side)
    stats = AlignStats(count, found.encoded, time.perf_counter() - started)
    return Alignment(tuple(pairs), tuple(joins), _recipe(settings, encoder, found.model), notices, stats)


def _document(given: Document) -> Document:
    """What was given, if it is a document. Raises InputError."""
    if not isinstance(given, Document):
        raise InputError(
            say("align takes two documents, and this is of class {name}", name=type(given).__name__),
            cure="Read files with corpora.read(path); lists of strings go to align_lines(source, target)",
        )
    return given


def _recipe(settings: AlignSettings, encoder: Encoder | None, used: str) -> Recipe:
    name = "none" if encoder is None or settings.embed == "none" else encoder.name
    return Recipe("align", encoder=name, settings={**{k: str(v) for k, v in asdict(settings).items()}, "model": used})
