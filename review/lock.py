"""One writer a review: a lock beside the journal that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from duizhao.corpora.errors import OutputError, WorkError
from duizhao.corpora.saying import say

NAME = "review.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the right to write to the review in a folder. Raises WorkError where another process has it, OutputError
    where the folder cannot be written."""
    path = folder / NAME
    try:
        # A folder of others may hold a link of that name, and what it leads to would be written over.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise OutputError(
            say("cannot be written: {error}", error=error.strerror), path=path, cure="Check its permissions"
        ) from None
    try:
        if not _take(handle):
            holder = os.read(handle, 200).decode("utf-8", "replace").strip()
            raise WorkError(
                say(
                    "somebody else is reviewing this{which}",
                    which=(say(" ({holder})", holder=holder) if holder else ""),
                ),
                path=folder,
                cure="Close the other desk first",
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}\n".encode())
        try:
            yield
        finally:
            with suppress(OSError):
                os.unlink(path)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    """Whether the lock could be had; it goes when the handle is closed."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            # Far behind the words in the file, so that who was refused can read them.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    # Its last holder may have removed the name since it was opened.
    return os.fstat(handle).st_nlink > 0
