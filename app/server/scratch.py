"""Where a server has its temporary files: in a folder that the next server removes where this one was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows, where a killed server's files stay
    fcntl = None  # type: ignore[assignment]

_PREFIX = "duizhao-serve-"
_YOUNG = 60.0
"""Seconds for which a folder is left alone: its server may be about to lock it."""


@contextmanager
def own_temporary_files() -> Iterator[None]:
    """Temporary files of this process, and of those that it begins, lie in a folder of their own while the block runs,
    and go with it. Folders of servers that were killed are removed first."""
    _tidy(Path(tempfile.gettempdir()))
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        handle = _locked(Path(name))
        tempfile.tempdir = os.environ["TMPDIR"] = name
        try:
            yield
        finally:
            tempfile.tempdir = before[0]
            del os.environ["TMPDIR"]
            if before[1] is not None:
                os.environ["TMPDIR"] = before[1]
            if handle is not None:
                os.close(handle)


def _tidy(folder: Path) -> None:
    """Remove what servers of ours left there that are no more."""
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime < _YOUNG:
                continue
            # Another user's cannot be opened, and one that is in use not be locked.
            handle = _locked(path)
            if handle is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(handle)


def _locked(folder: Path) -> int | None:
    """A handle that holds a folder as in use until it is closed, or this process ends; None where nothing can be held.
    Raises OSError where another process holds it."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
