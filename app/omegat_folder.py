"""What `duizhao build --omegat` makes: the documents of a project as a folder that OmegaT opens, with all that the
build knows of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.model import DOUBTFUL, Document
from duizhao.inputs import DocumentPair, TwoFiles
from duizhao.options import load_glossary
from duizhao.project import Project
from duizhao.tmx.pretranslation.omegat_project import (
    OFFERED,
    SERVER,
    SURE,
    OmegatProject,
    SourceText,
    WrittenFolder,
    check_server,
    source_text,
    there_already,
    write_project,
)

if TYPE_CHECKING:
    from duizhao.terminology import Glossary
    from duizhao.tmx import Memory
    from duizhao.tmx.model import Entry


@dataclass(frozen=True, slots=True)
class OmegatFolder:
    """Where the project of OmegaT is wanted, and which server selected words are looked up in."""

    folder: Path
    server: str = SERVER

    def check(self, project: Project) -> None:
        """Refuse before any work is done what would be refused after it: an address that is none, a project of other
        languages. Raises SettingsError, OutputError."""
        check_server(self.server)
        there_already(self.folder, project.options.source_language, project.options.target_language)


def write_omegat_folder(
    wanted: OmegatFolder,
    project: Project,
    documents: Sequence[tuple[DocumentPair, Document, Document]],
    memories: tuple[Memory, Memory | None],
    terms: Glossary,
) -> WrittenFolder:
    """Write the sources of the pairs with what was made of all of them: `memories` are what goes into the project's
    memory, and what nobody confirmed; `terms` were extracted, the project's own glossaries come before them.

    OmegaT fills in what the pairs are sure of. What is doubtful, was translated in several ways, or is not written in
    the language (the script) that most translations are written in, is offered. Raises OutputError.
    """
    target = Counter(translation.language for _, _, translation in documents).most_common(1)[0][0]
    sure, offered = _parted(memories, target)
    made = OmegatProject(
        project.options.source_language,
        target,
        tuple(_source(pair, document) for pair, document, _ in documents),
        {SURE.format("memory"): sure, OFFERED.format("unsure"): offered},
        _table(project, terms),
        wanted.server,
    )
    return write_project(wanted.folder, made, renew=True)


def _source(pair: DocumentPair, document: Document) -> SourceText:
    file = pair.given.source if isinstance(pair.given, TwoFiles) else None
    return source_text(document, pair.folder, file)


def _parted(memories: tuple[Memory, Memory | None], target: str) -> tuple[list[Entry], list[Entry]]:
    """What may be filled in, and what is offered."""
    confirmed, unconfirmed = memories
    certain, doubtful = confirmed.split(DOUBTFUL)
    ways: dict[str, set[str]] = defaultdict(set)
    for entry in certain:
        ways[entry.variants[0].text].add(entry.variants[1].text)
    sure: dict[tuple[str, str], Entry] = {}
    offered: dict[tuple[str, str], Entry] = {}
    for entry in certain:
        first, second = entry.variants[:2]
        plain = len(ways[first.text]) == 1 and second.language == target
        (sure if plain else offered).setdefault((first.text, second.text), entry)
    rest: Iterable[Entry] = (*doubtful, *(unconfirmed or ()))
    for entry in rest:
        texts = entry.variants[0].text, entry.variants[1].text
        if texts not in sure:
            offered.setdefault(texts, entry)
    return list(sure.values()), list(offered.values())


def _table(project: Project, terms: Glossary) -> str:
    from duizhao.terminology import merge
    from duizhao.terminology.formats.interchange import omegat_table

    own = load_glossary(project.options.glossaries, project.options.seed)
    return omegat_table(merge([own, terms]) if own is not None else terms)
