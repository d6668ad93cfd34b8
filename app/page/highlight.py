"""Text of a pair as safe HTML: terms, findings, bold, footnote marks and sentence boundaries, which may overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from duizhao.corpora.language.table import language
from duizhao.corpora.model import Segment, Span, Unit


@dataclass(frozen=True, slots=True)
class Paint:
    """A range of a text to be shown in a way: its HTML element, class and attributes (name, value).

    An empty range is a point, where `text` is put in. The lower `depth` encloses the higher where two overlap.
    """

    span: Span
    element: str
    classes: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    depth: int = 0


def painted(text: str, paints: Iterable[Paint]) -> Markup:
    """The text with its paints as HTML, everything escaped. Overlapping ranges are cut where they cross; ranges that
    reach beyond the text are cut at its ends."""
    inside = [p for p in paints if 0 <= p.span.start <= p.span.end <= len(text)]
    if not inside:
        return escape(text)
    ranges = sorted((p for p in inside if p.span.start < p.span.end), key=lambda p: p.depth)
    points = sorted((p for p in inside if p.span.start == p.span.end), key=lambda p: (p.span.start, p.depth))
    cuts = sorted({0, len(text), *(edge for p in inside for edge in p.span)})
    out: list[Markup] = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        out += [_element(p, escape(p.text)) for p in points if p.span.start == start]
        piece = escape(text[start:end])
        if start < end:
            for p in reversed([p for p in ranges if p.span.start <= start and end <= p.span.end]):
                piece = _element(p, piece)
            out.append(piece)
    return Markup("").join(out)


def _element(paint: Paint, inner: Markup) -> Markup:
    attributes = [("class", paint.classes)] if paint.classes else []
    attributes += paint.attributes
    pairs = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes)
    return Markup("<{0}{1}>{2}</{0}>").format(paint.element, pairs, inner)


def offsets(text: str, segments: Sequence[Segment], tag: str) -> list[int]:
    """Where each segment begins in a pair's text, which is its segments joined; empty where that is not so."""
    joiner = language(tag).joiner
    if joiner.join(segment.text for segment in segments) != text:
        return []
    starts, at = [], 0
    for segment in segments:
        starts.append(at)
        at += len(segment.text) + len(joiner)
    return starts


def sentence_paints(text: str, segments: Sequence[Segment], tag: str) -> list[Paint]:
    """A thin mark between the sentences of a side that has several."""
    return [
        Paint(Span(at, at), "i", "cut", (("aria-hidden", "true"),), depth=9) for at in offsets(text, segments, tag)[1:]
    ]


def markup_paints(text: str, segments: Sequence[Segment], tag: str, units: Mapping[str, Unit]) -> list[Paint]:
    """The inline markup of the document that falls into the pair: bold, italic, footnote marks."""
    paints: list[Paint] = []
    starts = offsets(text, segments, tag)
    if not starts:
        return paints
    for segment, base in zip(segments, starts, strict=True):
        unit = units.get(segment.unit)
        if unit is None:
            continue
        piece = unit.text[segment.span.start : segment.span.end]
        shift = base - segment.span.start - (len(piece) - len(piece.lstrip()))
        low, high = base, base + len(segment.text)
        for mark in unit.marks:
            start, end = max(mark.span.start + shift, low), min(mark.span.end + shift, high)
            if mark.kind == "footnote" and mark.span.start == mark.span.end and low < start <= high and start == end:
                paints.append(Paint(Span(start, start), "sup", "ref", text=mark.value, depth=8))
            elif mark.kind in ("bold", "italic") and start < end:
                paints.append(Paint(Span(start, end), "b" if mark.kind == "bold" else "em", depth=7))
    return paints


def occurrences(text: str, term: str, *, words: bool) -> list[Span]:
    """Where a term stands in a text, without regard to case, white space in Chinese and half or full width brackets;
    `words` demands that it begins and ends at a word and lets it have a plural."""
    parts = [re.escape(c) for c in term if not c.isspace()] if not words else [re.escape(w) for w in term.split()]
    if not parts:
        return []
    body = r"\s*".join(parts) if not words else r"[\s\-–‑]+".join(parts)
    if words:
        # plural and possessive: policy, policies; worker, workers’
        body = (
            rf"(?<!\w){body.removesuffix('y')}(?:y|ies)(?!\w)"
            if body.endswith("y")
            else rf"(?<!\w){body}(?:e?s)?(?!\w)"
        )
    return [Span(*m.span()) for m in re.finditer(body, text, re.IGNORECASE)]
