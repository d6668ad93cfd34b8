"""Doing something again whenever one of some files changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.saying import say
from duizhao.drift_pages import pairs_of
from duizhao.project import FILE_NAME

EVERY = 0.5  # seconds between two looks: a file's time costs some microseconds, so even thousands are nothing

Stamps = dict[Path, tuple[int, int]]


def stamps(files: Iterable[Path]) -> Stamps:
    """When each file was last written, and how long it is; those that are not there are left out."""
    found = {}
    for path in files:
        try:
            known = path.stat()
        except OSError:
            continue
        found[path] = (known.st_mtime_ns, known.st_size)
    return found


def watched_files(paths: Iterable[Path]) -> list[Path]:
    """The files that the result for these paths depends on: of a folder or project its documents and what is told to
    it. What cannot be read now may be mended: it is watched by itself."""
    paths = list(paths) or [Path()]
    found = [path for path in paths if path.is_file()]
    folders = [path if path.is_dir() else path.parent for path in paths]
    found += [folder / name for folder in folders for name in (FILE_NAME, "duizhao.accepted", "check.baseline")]
    found += [memory for folder in paths if folder.is_dir() for memory in folder.glob("*.tmx")]
    try:
        pages, project = pairs_of(paths)
    except DuizhaoError:
        return found
    if project:
        found += project.options.glossaries
    return [*found, *(file for page in pages for file in (page.source, page.target))]


def again(
    work: Callable[[], int],
    files: Callable[[], Iterable[Path]],
    tell: Callable[[str], None],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Do `work` now and whenever one of the files changes, comes or goes; Ctrl-C ends it with what it last returned.
    An error of ours is told, and waits to be mended."""
    code = 0
    try:
        while True:
            before = stamps(files())
            try:
                code = work()
            except DuizhaoError as error:
                tell(say("duizhao: {error}", error=error))
                code = error.exit_code
            tell(say("waiting for a change; Ctrl-C ends"))
            while stamps(files()) == before:
                pause(EVERY)
    except KeyboardInterrupt:
        tell("")
        return code
