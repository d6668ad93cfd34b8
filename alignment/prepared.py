"""What the aligner asks of a document by itself: it can be worked out before the other document is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.alignment.text_side import TextFacts
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.model import Document, Segment
from duizhao.corpora.sentences.segmentation import segment


@dataclass(frozen=True, eq=False)
class Prepared:
    """The segments of each of a document's translatable units, and what is known of their texts and those of the
    units."""

    segments: Sequence[tuple[Segment, ...]]
    known: TextFacts


def prepare(document: Document) -> Prepared:
    """What the aligner asks of a document by itself."""
    units = document.translatable
    segments = [segment(unit, language=document.language) for unit in units]
    known = TextFacts(document.language)
    for text in (*(unit.text for unit in units), *(piece.text for each in segments for piece in each)):
        same = comparable(text)
        known.words(same)
        known.values(same)
    return Prepared(segments, known)
