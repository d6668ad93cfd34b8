"""What `duizhao check` is given: memories, folders of them, two documents, or a project; as pairs with their places."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.alignment.settings import AlignSettings
from duizhao.alignment_json import AlignmentFile
from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError, WorkError
from duizhao.corpora.language.table import counterparts, supported
from duizhao.corpora.processes.pool import in_processes
from duizhao.corpora.processes.workers import Died
from duizhao.corpora.saying import say
from duizhao.drift_pages import TrackedPage, project_pages, two_files
from duizhao.git import run_git
from duizhao.inputs import DocumentPair, Given, Texts, at_the_door, is_table, read_texts
from duizhao.kept_alignments import KeptAlignments
from duizhao.options import Options, in_languages
from duizhao.paths import found_from, with_paths
from duizhao.project import FILE_NAME, Project, load
from duizhao.reviewed import JOURNAL, Reviewed, notices_after, reviewed

if TYPE_CHECKING:
    from duizhao.alignment import Alignment
    from duizhao.corpora.model import Document, Locator, Notice, Pair
    from duizhao.corpora.progress import Advance
    from duizhao.quality import LeftOut, Report
    from duizhao.review import Row

MEMORIES = (".tmx", ".tmx.gz", ".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".po", ".sdltm")
"""How the names of memories end that are found in folders; tables may be anything."""


@dataclass(slots=True)
class Material:
    """Pairs to check with what is known of them. `pages` are the document pairs that may have a history; `files` says
    which files the pairs of a document came from; `recipes` how they were aligned: one where all were aligned alike,
    which is the rule. `rows` say what people decided of the pairs of a project, None where nobody reviews. Places are
    named from `root`, or from here without one. `further` are languages of memories that are not compared, `compared`
    the pairs of languages that are; `unpaired` counts units that lack one of them."""

    pairs: list[Pair] = field(default_factory=list)
    pages: list[TrackedPage] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    files: dict[str, set[Path]] = field(default_factory=dict)
    recipes: list[str] = field(default_factory=list)
    project: Project | None = None
    root: Path | None = None
    source_language: str = ""
    target_language: str = ""
    left_out: LeftOut | None = None
    rows: list[Row | None] = field(default_factory=list)
    further: set[str] = field(default_factory=set)
    compared: set[tuple[str, str]] = field(default_factory=set)
    unpaired: int = 0

    def add(self, given: Given, texts: Texts, found: Alignment | AlignmentFile, people: Reviewed | None = None) -> None:
        """Add two aligned documents, as people left them where they reviewed them."""
        self.pairs += found.pairs if people is None else people.pairs
        self.rows += [None] * len(found.pairs) if people is None else people.rows
        self.documents += [texts.source, texts.target]
        self.notices += found.notices if people is None else notices_after(found.notices, people)
        # What stands in the translation alone is told by the translation's name.
        for document in (texts.source, texts.target):
            self.files.setdefault(document.id, set()).update(given.files)

    def changed(self, since: set[Path]) -> frozenset[str]:
        """The documents of which a file is among `since` (resolved paths)."""
        return frozenset(name for name, files in self.files.items() if any(f.resolve() in since for f in files))


def gather(
    paths: Sequence[Path],
    *,
    embed: str | None = None,
    jobs: int = 0,
    advance: Advance | None = None,
    kept: KeptAlignments | None = None,
    languages: tuple[str, str] = ("", ""),
) -> Material:
    """The material of paths: TMX files, folders, a project file, two documents (source, then target), or a bilingual
    table.

    Without paths it is the project of the current folder; a folder is its project, or else all memories under it. The
    documents of a project are aligned first, and nothing is written. `embed` says how documents are aligned; without it
    the project does, and where it does not, no embeddings are used: the result is the same whatever engine is
    installed. `jobs` processes share the work; 0 takes as many as there are cores for reading memories, and one for
    aligning, which uses the cores itself. `advance(done, total)` counts memories or documents of a project. What is
    `kept` of a project is not aligned again. `languages` are source and target where they were said: of a memory that
    has more, or of documents; a project says its own. Raises InputError; SettingsError for languages beside a project.
    """
    material = Material()
    paths = paths or [_own_project()]
    if len(paths) == 2 and all(path.is_file() and not _is_memory(path) and path.name != FILE_NAME for path in paths):
        _add_documents(material, at_the_door(*paths), embed or "none", languages)
        material.pages.append(two_files(*paths))
        return material
    if len(paths) == 1 and is_table(paths[0]):
        _add_documents(material, at_the_door(paths[0]), embed or "none", languages)
        return material
    memories: list[Path] = []
    for path in paths:
        if path.name == FILE_NAME or (path / FILE_NAME).is_file():
            if any(languages):
                cure = "Leave --source and --target out, or change them in its [project] table"
                raise SettingsError("a project says its languages itself", path=path, cure=cure)
            _add_project(material, path, embed, jobs or 1, advance, kept or KeptAlignments())
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if _is_memory(p) and p.is_file())
            if not found:
                raise InputError("no duizhao.toml and no memory in this folder", path=path, cure="Name another")
            memories += found
        else:
            memories.append(path)
    _add_memories(material, memories, jobs, advance, languages)
    return material


def _own_project() -> Path:
    if not Path(FILE_NAME).is_file():
        cure = "Name a TMX file, a folder or two documents, or go where a duizhao.toml is"
        raise SettingsError("nothing to check", cure=cure)
    return Path(FILE_NAME)


def folder_of(paths: Sequence[Path]) -> Path:
    """The folder that the first of the paths is, or lies in."""
    first = paths[0] if paths else Path()
    return first if first.is_dir() else first.parent


def project_of(paths: Sequence[Path]) -> Project | None:
    """The project that `gather` would take from these paths, read; None where they are none. Raises as `load` does."""
    found = [path for path in paths or [_own_project()] if path.name == FILE_NAME or (path / FILE_NAME).is_file()]
    return load(found[0]) if found else None


def _is_memory(path: Path) -> bool:
    return path.name.lower().endswith(MEMORIES)


WORTH = 8 * 2**20  # bytes of memories from which more than one process is faster


@dataclass(frozen=True, slots=True)
class _Read:
    """The pairs of a memory, with what it says of sentences and units that were left out, the languages of texts that
    belong to no pair, those of the pairs (of a memory that has more), and how many units lack one of them."""

    pairs: tuple[Pair, ...]
    left_out: tuple[int, int] | None
    further: tuple[str, ...] = ()
    compared: tuple[str, str] = ("", "")
    unpaired: int = 0


def _read_memories(paths: Sequence[Path], jobs: int, languages: tuple[str, str]) -> Iterator[_Read]:
    """What each memory holds, in order."""
    jobs = min(jobs or os.cpu_count() or 1, len(paths))
    read = partial(_read_memory, languages=languages)
    if jobs < 2 or sum(path.stat().st_size for path in paths if path.is_file()) < WORTH:
        yield from map(read, paths)
        return
    known = {}
    for place, found in in_processes(read, paths, jobs):
        if isinstance(found, Died):
            what = say("the process that read it was ended twice ({found})", found=found)
            raise WorkError(what, path=paths[place], cure="Is there memory enough? Try --jobs 1")
        known[place] = found
    yield from (known[place] for place in range(len(paths)))


def _read_memory(path: Path, languages: tuple[str, str]) -> _Read:
    from duizhao.tmx.formats.convert import read_memory

    memory, _ = read_memory(path)
    first = counterparts("")[0]
    if not any(languages) and not supported(memory.source_language) and memory.pairs(first):
        languages = first, ""  # the header names another language as the source of all
    found = memory.pairs(*languages)
    pairs = with_paths(found, lambda named, _: found_from(named, path))
    further = memory.further_languages(*languages)
    compared = memory.languages_of_pairs(*languages) if further or any(languages) else ("", "")
    if any(languages) and memory and not found:
        known = ", ".join(sorted({variant.language for entry in memory for variant in entry.variants}))
        cure = say("Choose others with --source and --target: {known}", known=known)
        raise InputError(say("no unit has {compared}", compared=" and ".join(compared)), path=path, cure=cure)
    return _Read(pairs, memory.left_out, further, compared, len(memory) - len(found))


def _add_memories(
    material: Material, paths: Sequence[Path], jobs: int, advance: Advance | None, languages: tuple[str, str]
) -> None:
    read = []
    paths = sorted(set(paths))
    known: list[tuple[int, int] | None] = []
    for path, found in zip(paths, _read_memories(paths, jobs, languages), strict=True):
        read.append((path, found.pairs))
        known.append(found.left_out)
        material.further.update(found.further)
        material.unpaired += found.unpaired
        if any(found.compared):
            material.compared.add(found.compared)
        if advance:
            advance(len(read), len(paths))
    material.left_out = _all_left_out(known)
    # Two memories may hold documents of one name (en.md of every folder): those are told apart by their folder.
    owners = Counter(name for _, pairs in read for name in {p.source_at.document for p in pairs})
    for path, pairs in read:
        if not pairs:
            raise InputError("no pairs to check in this memory", path=path, cure="Give a TMX file with two languages")
        named: dict[str, set[str]] = defaultdict(set)
        for i, pair in enumerate(pairs, 1):
            name = pair.source_at.document
            if not name:
                pair = _placed(pair, path, i)
            elif owners[name] > 1:
                pair = replace(pair, source_at=_under(pair.source_at, path), target_at=_under(pair.target_at, path))
            material.pairs.append(pair)
            for at in (pair.source_at, pair.target_at):
                named[at.document].update((pair.source_at.path, pair.target_at.path))
        for name, files in named.items():
            material.files.setdefault(name, set()).update({path, *(Path(file) for file in files if file)})


def _all_left_out(known: Sequence[tuple[int, int] | None]) -> LeftOut | None:
    """What memories say together of what was left out; nothing where one of them does not say."""
    from duizhao.quality import LeftOut

    said = [one for one in known if one is not None]
    if not said or len(said) < len(known):
        return None
    return LeftOut(sum(sentences for sentences, _ in said), sum(units for _, units in said))


def _placed(pair: Pair, path: Path, number: int) -> Pair:
    """A pair of a memory that does not say where its pairs come from: its place is the memory and the unit's number."""
    from duizhao.corpora.model import Locator

    at = Locator(path.name, say("unit {number}", number=number), path=str(path))
    return replace(pair, source_at=at, target_at=at)


def _under(at: Locator, path: Path) -> Locator:
    return replace(at, document=f"{path.parent.name}/{at.document}")


def _add_documents(material: Material, given: Given, embed: str, languages: tuple[str, str]) -> None:
    from duizhao.pipeline import align_texts

    options = in_languages(Options(align=AlignSettings(embed)), *languages)
    texts = read_texts(given, options)
    found = align_texts(texts, options).alignment
    material.add(given, texts, found)
    material.recipes.append(str(found.recipe))
    material.source_language, material.target_language = texts.source.language, texts.target.language


def _add_project(
    material: Material, path: Path, embed: str | None, jobs: int, advance: Advance | None, kept: KeptAlignments
) -> None:
    project = load(path)
    if material.project is not None:
        raise SettingsError("two projects at once", path=path, cure="Check them one after the other")
    chosen = embed or (project.options.align.embed if "embed" in project.said else "none")
    options = replace(project.options, align=replace(project.options.align, embed=chosen))
    take_project(material, project)
    for pair, (texts, found) in zip(project.pairs, _aligned(project, options, jobs, advance, kept), strict=True):
        material.add(pair.given, texts, found, people_of(project, pair, texts, found))
        if found.recipe not in material.recipes:
            material.recipes.append(found.recipe)


def take_project(material: Material, project: Project) -> None:
    """Let the material know of a project: its languages, its folder, and the documents that may have a history."""
    options = project.options
    material.project, material.root = project, options.root
    material.source_language, material.target_language = options.source_language, options.target_language
    material.pages += project_pages(project)


def _aligned(
    project: Project, options: Options, jobs: int, advance: Advance | None, kept: KeptAlignments
) -> list[tuple[Texts, AlignmentFile]]:
    """The document pairs of a project aligned, in its order. Raises WorkError for one that cannot be."""
    pairs, work = project.pairs, partial(align_one, options=options)
    made_of = [kept.made_of(pair, options) for pair in pairs]
    known = [kept.get(pair, of) for pair, of in zip(pairs, made_of, strict=True)]
    made = {place: found for place, found in enumerate(known) if found is not None}
    missing = [place for place, found in enumerate(known) if found is None]
    todo = [pairs[place] for place in missing]
    ended = in_processes(work, todo, jobs) if jobs > 1 and len(todo) > 1 else enumerate(map(work, todo))
    for at, found in ended:
        place = missing[at]
        if isinstance(found, Died | DuizhaoError):
            why = (
                found
                if isinstance(found, DuizhaoError)
                else say("the process that aligned it was ended twice ({found})", found=found)
            )
            raise WorkError(say("cannot align {id}: {why}", id=pairs[place].id, why=why), path=project.path)
        made[place] = found
        kept.put(pairs[place], made_of[place], found)
        if advance:
            advance(len(made), len(pairs))
    return [made[place] for place in range(len(pairs))]


def align_one(pair: DocumentPair, options: Options) -> tuple[Texts, AlignmentFile] | DuizhaoError:
    """Two documents read and aligned; what is wrong with them is returned, so that it can be sent between processes."""
    from duizhao.pipeline import align_texts

    try:
        texts = read_texts(pair.given, options)
        found = align_texts(texts, options).alignment
    except DuizhaoError as error:
        return error
    return texts, AlignmentFile(found.pairs, found.notices, str(found.recipe))


def people_of(project: Project, pair: DocumentPair, texts: Texts, found: AlignmentFile) -> Reviewed | None:
    """What people made of an alignment, where there is a journal in the output folder."""
    documents = texts.source, texts.target
    languages = texts.source.language, texts.target.language
    return reviewed(project.output / pair.folder / JOURNAL, found.pairs, languages, documents)


def with_aligner(report: Report, recipes: Sequence[str]) -> Report:
    """A report that says how its documents were aligned, where all were aligned alike."""
    if len(recipes) != 1:
        return report
    said = dict(part.split(":", 1) for part in recipes[0].split("|") if ":" in part)
    embed = {"embed": said["embed"]} if "embed" in said else {}
    recipe = replace(report.recipe, encoder=said.get("encoder", "none"), settings={**embed, **report.recipe.settings})
    return replace(report, recipe=recipe)


def changed_since(ref: str, folder: Path = Path()) -> set[Path]:
    """The files that differ between a Git commit and the working tree of the repository that `folder` lies in,
    untracked ones too, as resolved paths.

    Raises InputError where this is no Git repository or it does not know the commit.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    _git(
        top,
        "rev-parse",
        "--verify",
        "--quiet",
        f"{ref}^{{commit}}",
        unknown=say("--since {ref}: no such commit here", ref=ref),
    )
    names = _git(top, "diff", "--name-only", "--no-relative", "-z", ref, "--")
    names += _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return {(top / name).resolve() for name in names.split("\0") if name}


def _git(folder: Path, *args: str, unknown: str = "") -> str:
    done = run_git(*args, folder=folder, task="--since", instead="check without --since", unknown=unknown)
    return done.decode("utf-8", "surrogateescape")
