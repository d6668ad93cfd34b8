"""A pre-translated document as a project folder of OmegaT.

`tm/auto` holds what the memory is sure of, so that OmegaT fills it in; `tm` what it may offer. Both are cut as we cut
sentences, and the project's rules make OmegaT cut alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from duizhao.corpora.model import Document
from duizhao.tmx.model import Entry, Prop, Variant, content
from duizhao.tmx.pretranslation.omegat_project import (
    OFFERED,
    SERVER,
    SURE,
    OmegatProject,
    WrittenFolder,
    source_text,
    write_project,
)
from duizhao.tmx.pretranslation.segments import Pretranslation, Readiness
from duizhao.tmx.store.found import MemoryMatch


def write_omegat_project(
    folder: Path, made: Pretranslation, document: Document, file: Path, *, glossary: str = "", server: str = SERVER
) -> WrittenFolder:
    """Write the project of a document that was read from `file`; `glossary` is the text of OmegaT's table.

    Raises OutputError where there is a project already: a translator's work may be in it.
    """
    sure: list[MemoryMatch] = []
    offered: list[MemoryMatch] = []
    for segment in made.segments():
        whole = segment.readiness is Readiness.EXACT
        (sure if whole else offered).extend(segment.matches[:1] if whole else segment.matches)
    memories = {SURE.format("exact"): _entries(made, sure), OFFERED.format("offered"): _entries(made, offered)}
    sources = (source_text(document, file.stem, file),)
    return write_project(folder, OmegatProject(made.language, made.target, sources, memories, glossary, server))


def _entries(made: Pretranslation, matches: Iterable[MemoryMatch]) -> Iterator[Entry]:
    seen = set()
    for match in matches:
        texts = (match.source, match.target)
        if texts not in seen:
            seen.add(texts)
            # In the languages of the project: OmegaT goes by them.
            variants = tuple(
                Variant(tag, content(text)) for tag, text in zip((made.language, made.target), texts, strict=True)
            )
            props = (Prop("x-document", match.document), Prop("x-paragraph", match.number))
            dates = {"changedate": match.changed} if match.changed else {}
            yield Entry(variants, dates, tuple(prop for prop in props if prop.text))
