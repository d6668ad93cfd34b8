"""Text in: readers, cleaning, paragraph numbering, sentence segmentation, and the nouns every other room shares."""

from __future__ import annotations

from duizhao.corpora.assembly import assemble
from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry, Severity, Topic
from duizhao.corpora.errors import DuizhaoError, InputError, MissingExtraError, OutputError, SettingsError, WorkError
from duizhao.corpora.frames import to_pandas
from duizhao.corpora.model import Document, Kind, Locator, Mark, Notice, Origin, Pair, Recipe, Segment, Span, Unit
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.corpora.processes.limits import Limits
from duizhao.corpora.readers.protocol import DocumentFormat, Reading
from duizhao.corpora.reading import document_formats, read
from duizhao.corpora.sentences.segmentation import segment
from duizhao.corpora.sentences.segmentation import sentences as sentences_of
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.version import VERSION as __version__

__all__ = [
    "CATALOGUE",
    "Block",
    "CatalogueEntry",
    "Document",
    "DocumentFormat",
    "DuizhaoError",
    "InputError",
    "Kind",
    "Limits",
    "Locator",
    "Mark",
    "MissingExtraError",
    "Notice",
    "Origin",
    "OutputError",
    "Pair",
    "Reading",
    "Recipe",
    "Role",
    "Segment",
    "SettingsError",
    "Severity",
    "Span",
    "Topic",
    "Unit",
    "WorkError",
    "__version__",
    "assemble",
    "document_formats",
    "read",
    "segment",
    "sentences_of",
    "to_pandas",
]

# Before any notice can be made: one that the catalogue does not know is refused.
CATALOGUE.add(*NOTICES)
# A policy may speak of what a plug-in's reader notices before any of its files was read.
CATALOGUE.ask(document_formats.members)
