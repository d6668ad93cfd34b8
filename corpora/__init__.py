"""Text in: readers, cleaning, paragraph numbering, sentence segmentation, and the nouns every other room shares."""

from __future__ import annotations

from duizhao.corpora.assembly import assemble
from duizhao.corpora.errors import DuizhaoError, InputError, MissingExtraError, OutputError, SettingsError, WorkError
from duizhao.corpora.model import Document, Kind, Locator, Mark, Notice, Origin, Pair, Recipe, Segment, Span, Unit
from duizhao.corpora.reading import read
from duizhao.corpora.sentences.segmentation import segment, sentences
from duizhao.corpora.version import VERSION as __version__

__all__ = [
    "Document",
    "DuizhaoError",
    "InputError",
    "Kind",
    "Locator",
    "Mark",
    "MissingExtraError",
    "Notice",
    "Origin",
    "OutputError",
    "Pair",
    "Recipe",
    "Segment",
    "SettingsError",
    "Span",
    "Unit",
    "WorkError",
    "__version__",
    "assemble",
    "read",
    "segment",
    "sentences",
]
