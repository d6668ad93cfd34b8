"""Unfinished files of our own: named so that they can be told, held so that the living can be told from the dead.

Who writes holds a lock on the unfinished file, which the system lets go when the process ends, however it ends. The
next run that writes into the folder takes away what nobody holds.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows does not let a file be taken away that somebody has open
    fcntl = None  # type: ignore[assignment]

# As `mkstemp` makes them with the prefix and suffix below.
_OURS = re.compile(r"\.(?s:.+)\.[a-z0-9_]{8}\.part")
_swept: set[str] = set()


def begin(path: Path) -> tuple[int, str]:
    """A new unfinished file beside `path`, open and held: its descriptor and name. Raises OSError."""
    _sweep_once(path.parent)
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
        # Between its making and our hold somebody may have taken it for a dead one.
        if _held(handle) is not False and os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)


def begin_folder(path: Path) -> tuple[int | None, str]:
    """A new unfinished folder beside `path`: what holds it, to be closed when it is finished, and its name."""
    _sweep_once(path.parent)
    name = tempfile.mkdtemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
    if fcntl is None:
        return None, name
    handle = os.open(name, os.O_RDONLY)
    _held(handle)
    return handle, name


def sweep(folder: Path) -> list[str]:
    """Take away what killed runs of ours left unfinished in a folder; the names of what went."""
    gone = []
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if _OURS.fullmatch(entry.name):
                with suppress(OSError):
                    if _take_away(entry):
                        gone.append(entry.name)
    return gone


def _sweep_once(folder: Path) -> None:
    """Sweep with the first file that this process writes into a folder."""
    place = os.path.abspath(folder)
    if place not in _swept:
        _swept.add(place)
        sweep(folder)


def _take_away(entry: os.DirEntry[str]) -> bool:
    is_folder = entry.is_dir(follow_symlinks=False)
    if not is_folder and not entry.is_file(follow_symlinks=False):
        return False
    if fcntl is None:
        if is_folder:
            return False
        os.unlink(entry.path)
        return True
    if entry.stat(follow_symlinks=False).st_uid != os.geteuid():
        return False
    handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not _held(handle):
            return False
        if is_folder:
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
        return True
    finally:
        os.close(handle)


def _held(handle: int) -> bool | None:
    """Whether we now hold it; None where the file system knows no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
