"""Which documents and translations belong together: those of a project, two files, or a folder tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.git import run_git
from duizhao.inputs import TwoFiles, name_in
from duizhao.project import FILE_NAME, Project, load


@dataclass(frozen=True, slots=True)
class TrackedPage:
    """A document and its translation whose history is followed. `id` names it, `names` its two documents: as `check`
    calls them, so that a finding of both has one fingerprint; without any, they are called by their paths."""

    id: str
    source: Path
    target: Path
    names: tuple[str, str] = ("", "")

    @property
    def ids(self) -> tuple[str, str]:
        """What the documents are called."""
        return self.names[0] or self.source.as_posix(), self.names[1] or self.target.as_posix()


def pairs_of(paths: Sequence[Path]) -> tuple[list[TrackedPage], Project | None]:
    """The document pairs that paths stand for: a duizhao.toml or its folder, two documents (the original first), or a
    folder tree with originals and translations side by side: en/a.md and zh/a.md, a.md and a.zh.md (zh-CN, cn, …).

    Raises InputError where nothing belongs together.
    """
    paths = paths or [Path()]
    if len(paths) == 2 and all(path.is_file() and path.name != FILE_NAME for path in paths):
        return [two_files(*paths)], None
    found: list[TrackedPage] = []
    project = None
    for path in paths:
        if path.name == FILE_NAME or (path / FILE_NAME).is_file():
            project = load(path)
            found += project_pages(project)
        elif path.is_dir():
            found += _tree(path)
        elif path.is_file():
            raise SettingsError(
                say("{path}: one document alone", path=path), cure="Name its translation behind it, or a folder"
            )
        else:
            raise InputError("no such file or folder", path=path, cure="Mend the path")
    if not found:
        cure = "Name the original and its translation, or keep them as en/NAME and zh/NAME or NAME.md and NAME.zh.md"
        raise InputError("no document with a translation beside it", path=paths[0], cure=cure)
    return found, project


def project_pages(project: Project) -> list[TrackedPage]:
    """The document pairs of a project; what holds both languages in one file has no history of two."""
    root = project.path.parent
    return [
        TrackedPage(pair.id, *pair.given.files, (name_in(pair.given.source, root), name_in(pair.given.target, root)))
        for pair in project.pairs
        if isinstance(pair.given, TwoFiles)
    ]


def two_files(source: Path, target: Path) -> TrackedPage:
    """Two documents, called by their names, with their folders where those are the same."""
    names = source.name, target.name
    if source.name == target.name:
        names = f"{source.parent.name}/{source.name}", f"{target.parent.name}/{target.name}"
    return TrackedPage(source.name, source, target, names)


SUFFIXES = (".md", ".markdown", ".mdx", ".txt", ".html", ".htm", ".docx", ".odt", ".pdf")
_ENGLISH = frozenset(("en", "en-us", "en-gb", "en_us", "en_gb", "english"))
_CHINESE = frozenset(
    "zh zh-cn zh_cn zh-hans zh_hans zh-hans-cn zh-tw zh_tw zh-hk zh-hant zh_hant cn chinese 中文".split()
)
# README_zh-CN.md, guide-zh.md
_TAIL = re.compile(rf"(?i)[-_]({'|'.join(sorted((*_ENGLISH, *_CHINESE), key=len, reverse=True))})$")
# Docusaurus keeps translations under the name of the plug-in whose originals they translate.
_PLUGIN = re.compile(r"docusaurus-plugin-content-(docs|blog|pages)")
_PLUGIN_FOLDERS = {"blog": ("blog",), "pages": ("src", "pages")}


def _tree(folder: Path) -> list[TrackedPage]:
    keyed: dict[tuple[str, ...], list[Path]] = {}
    for name in _files(folder):
        keyed.setdefault(_original_key(name), []).append(name)
    pages = []
    for key, names in keyed.items():
        originals = [name for name in names if not _is_chinese(name)]
        translations = [name for name in names if _is_chinese(name)]
        if len(originals) > 1:
            # The same name with and without a language: the one that says English is meant.
            originals = [name for name in originals if _ENGLISH & {*_tags(name)}] or originals
        if len(originals) == 1:
            source = originals[0]
            for one in translations:
                shown = "/".join(key) if len(translations) == 1 else one.as_posix()
                pages.append(TrackedPage(shown, folder / source, folder / one, (source.as_posix(), one.as_posix())))
    return sorted(pages, key=lambda page: page.id)


def _files(folder: Path) -> list[Path]:
    """The documents below a folder, by their paths in it: those that Git knows or would take, for what it ignores was
    made by a program; without Git all that is not hidden."""
    try:
        said = run_git(
            "ls-files", "--cached", "--others", "--exclude-standard", "-z", folder=folder, task="drift", instead=""
        )  # fmt: skip
        names = [Path(name) for name in said.decode("utf-8", "surrogateescape").split("\0") if name]
    except InputError:
        names = [path.relative_to(folder) for path in folder.rglob("*")]
    return [
        name
        for name in sorted(set(names))
        if name.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") or part == "node_modules" for part in name.parts)
        and (folder / name).is_file()
    ]


def _parts(name: Path) -> tuple[list[str], list[str]]:
    """The pieces of a path that may name a language, and what is left of it without those: folders, then the name."""
    stem, *tags = name.name[: -len(name.suffix)].split(".")
    tail = _TAIL.search(stem)
    if tail and tail.start():
        stem, tags = stem[: tail.start()], [*tags, tail[1]]
    known = _ENGLISH | _CHINESE
    folders = list(name.parts[:-1])
    plugin = next((i for i, part in enumerate(folders) if _PLUGIN.fullmatch(part)), None)
    found = [*folders, *tags]
    if plugin is not None:
        kind, rest = folders[plugin].rsplit("-", 1)[1], folders[plugin + 1 :]
        # i18n/LANGUAGE/PLUGIN/VERSION/…
        start = folders[: max(plugin - 2, 0)]
        if kind == "docs" and rest:
            rest = (["docs"] if rest[0] == "current" else ["versioned_docs", rest[0]]) + rest[1:]
        folders = [*start, *_PLUGIN_FOLDERS.get(kind, ()), *rest]
    kept = [part for part in folders if part.lower() not in known]
    last = ".".join([stem, *(tag for tag in tags if tag.lower() not in known)]) + name.suffix.lower()
    return found, [*kept, last]


def _tags(name: Path) -> list[str]:
    return [part.lower() for part in _parts(name)[0]]


def _is_chinese(name: Path) -> bool:
    return any(tag in _CHINESE for tag in _tags(name))


def _original_key(name: Path) -> tuple[str, ...]:
    """The path without what names a language: what a document and its translation share."""
    return tuple(_parts(name)[1])
