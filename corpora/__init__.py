"""Text in: readers, cleaning, paragraph numbering, sentence segmentation, and the nouns every other room shares."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry, Severity, Topic
from duizhao.corpora.errors import DuizhaoError, InputError, MissingExtraError, OutputError, SettingsError, WorkError

if TYPE_CHECKING:
    from duizhao.corpora.assembly import assemble
    from duizhao.corpora.frames import to_pandas
    from duizhao.corpora.model import Document, Kind, Locator, Mark, Notice, Origin, Pair, Recipe, Segment, Span, Unit
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

# Imported when they are first asked for: the readers' patterns take longer to compile than most commands to run.
_NOUNS = ("Document", "Kind", "Locator", "Mark", "Notice", "Origin", "Pair", "Recipe", "Segment", "Span", "Unit")
_LATE = {
    **{name: f"model:{name}" for name in _NOUNS},
    "Block": "structure.blocks:Block",
    "DocumentFormat": "readers.protocol:DocumentFormat",
    "Limits": "processes.limits:Limits",
    "Reading": "readers.protocol:Reading",
    "Role": "structure.blocks:Role",
    "__version__": "version:VERSION",
    "assemble": "assembly:assemble",
    "document_formats": "reading:document_formats",
    "read": "reading:read",
    "segment": "sentences.segmentation:segment",
    "sentences_of": "sentences.segmentation:sentences",
    "to_pandas": "frames:to_pandas",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _LATE[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _notices() -> tuple[CatalogueEntry, ...]:
    from duizhao.corpora.notices.catalogue import NOTICES

    return NOTICES


def _members_of_plug_ins() -> object:
    from duizhao.corpora.reading import document_formats

    return document_formats.members()


# Before any notice can be made: one that the catalogue does not know is refused.
CATALOGUE.begin_with(_notices)
# A policy may speak of what a plug-in's reader notices before any of its files was read.
CATALOGUE.ask(_members_of_plug_ins)
