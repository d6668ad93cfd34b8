"""Files to profiles, several at once, and what was found as a manifest that `duizhao align --manifest` takes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from duizhao import corpora
from duizhao.alignment.pairing import Pairing, Profile, Settings, pair_up, profile
from duizhao.corpora.errors import DuizhaoError, InputError
from duizhao.corpora.language.table import primary
from duizhao.corpora.processes.pool import in_processes
from duizhao.corpora.processes.workers import Died
from duizhao.corpora.progress import Advance
from duizhao.corpora.saying import say
from duizhao.corpora.storage.names import folder_of, on_one_line, same_place
from duizhao.inputs import path_in

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder

# Files are handed to a process in bundles: what is sent and what is answered takes longer than a short document.
_BUNDLE = 16


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that takes no part, and why: it cannot be read, is of another language, or holds both."""

    name: str
    reason: str
    failed: bool = True


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of a pile."""

    pairing: Pairing
    sources: int
    targets: int
    aside: tuple[SetAside, ...] = ()


Seen: TypeAlias = Profile | SetAside


def files_of(paths: Iterable[Path], output: Path | None = None) -> list[Path]:
    """The documents that paths stand for: files as they are, of folders whatever is of a kind that is read, without
    hidden ones. `output` is left out, and no file is there twice. Raises InputError for a path that is not there."""
    from duizhao.corpora.reading import document_formats

    endings = tuple(document_formats.suffixes())
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.name.lower().endswith(endings) and p.is_file())
            files = [p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        elif path.exists():
            files = [path]
        else:
            raise InputError("no such file or folder", path=path, cure="Mend the path")
        for file in files:
            if output is None or file.resolve() != output.resolve():
                found.setdefault(file.resolve(), file)
    return list(found.values())


def pair_files(
    files: Sequence[Path],
    *,
    source: str = "en",
    target: str = "zh-CN",
    jobs: int = 1,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    advance: Advance | None = None,
) -> Sorted:
    """Read every file once, by `jobs` processes (0: one a core), and find who belongs together. Files that cannot be
    read are set aside; nothing but a fault of ours is raised."""
    seen = _profiles(files, jobs or os.cpu_count() or 1, advance)
    sides: tuple[list[Profile], list[Profile]] = ([], [])
    aside = []
    for one in seen:
        if isinstance(one, SetAside):
            aside.append(one)
        elif primary(one.language) in (primary(source), primary(target)):
            sides[primary(one.language) == primary(target)].append(one)
        else:
            aside.append(SetAside(one.name, say("is in neither {source} nor {target}", source=source, target=target)))
    return Sorted(pair_up(*sides, settings=settings, encoder=encoder), len(sides[0]), len(sides[1]), tuple(aside))


def _profiles(files: Sequence[Path], jobs: int, advance: Advance | None) -> list[Seen]:
    bundles = [files[at : at + _BUNDLE] for at in range(0, len(files), _BUNDLE)]
    if jobs == 1 or len(files) == 1:
        out: list[Seen] = []
        for k, file in enumerate(files, 1):
            out.append(_profile(file))
            if advance is not None:
                advance(k, len(files))
        return out
    found: dict[int, list[Seen]] = {}
    done = 0
    with closing(in_processes(_bundle, bundles, jobs)) as ended:
        for place, result in ended:
            # A process that died may have died of any file of its bundle.
            found[place] = _one_by_one(bundles[place]) if isinstance(result, Died) else result
            done += len(bundles[place])
            if advance is not None:
                advance(done, len(files))
    return [one for place in sorted(found) for one in found[place]]


def _bundle(files: Sequence[Path]) -> list[Seen]:
    return [_profile(file) for file in files]


def _one_by_one(files: Sequence[Path]) -> list[Seen]:
    """Each file of a bundle by a process for itself, so that the one that kills it is known."""
    found: dict[int, Seen] = {}
    with closing(in_processes(_profile, files, 1)) as ended:
        for place, result in ended:
            why = say("the process that read it was ended twice ({result})", result=result)
            found[place] = SetAside(str(files[place]), why) if isinstance(result, Died) else result
    return [found[place] for place in range(len(files))]


def _profile(file: Path) -> Seen:
    try:
        document = corpora.read(file)
    except DuizhaoError as error:
        return SetAside(str(file), error.what if error.cure is None else f"{error.what}. {error.cure}")
    if any(notice.check == "text.two_languages" for notice in document.notices):
        return SetAside(str(file), say("holds both languages: duizhao align FILE -o FOLDER pairs them"), failed=False)
    return profile(document, str(file))


def manifest(found: Sorted, output: Path) -> str:
    """The manifest: a pair a line with an id and its confidence, then as comments what has no counterpart. Paths are
    from the folder that the manifest lies in."""
    folder = output.absolute().parent

    def name(path: str) -> str:
        text = on_one_line(path_in(Path(path), folder)).replace("\t", " ")
        return f"./{text}" if text.startswith("#") else text  # a comment otherwise

    lines = ["# source\ttarget\tid\tconfidence"]
    ids = _Ids()
    for pair in found.pairing.pairs:
        lines.append(f"{name(pair.source)}\t{name(pair.target)}\t{ids.of(Path(pair.source))}\t{pair.confidence:.3f}")
    for left in found.pairing.unpaired:
        near = f"; nearest: {name(left.nearest)} ({left.confidence:.3f})" if left.nearest else ""
        lines.append(f"# unpaired: {name(left.name)}{near}")
    lines += [f"# {one.kind}: {name(one.name)} of {name(one.of)}" for one in found.pairing.related]
    lines += [f"# set aside: {name(one.name)}: {on_one_line(one.reason)}" for one in found.aside]
    return "\n".join(lines) + "\n"


class _Ids:
    """Ids that name a folder of their own each."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: Counter[str] = Counter()  # the number that a name was given last

    def of(self, path: Path) -> str:
        """The document's name, with its folder or a number where another has it."""
        stem = on_one_line(path.stem).replace("\t", " ").lstrip("#") or "document"
        for candidate in chain((stem, f"{on_one_line(path.parent.name)}-{stem}"), self._numbered(stem)):
            try:
                place = same_place(folder_of(candidate))
            except ValueError:
                continue
            if place not in self._taken:
                self._taken.add(place)
                return candidate
        raise AssertionError("a million documents of one name")

    def _numbered(self, stem: str) -> Iterator[str]:
        # Thousands may be called alike: who comes later does not begin at 2 again.
        while self._last[stem] < 1 << 20:
            self._last[stem] += 1
            yield f"{stem}-{self._last[stem] + 1}"
