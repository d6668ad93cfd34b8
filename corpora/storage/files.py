"""Files written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from duizhao.corpora.errors import DiskFullError, OutputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage import leftovers


def writing(path: str | Path) -> AbstractContextManager[BinaryIO]:
    """Open a temporary file beside `path`; on success flush it to disk and rename it to `path`, else remove it.

    A reader of `path` sees the old file or the new one, never a part; Ctrl-C, a full disk or an exception leaves the
    old one. A link stays a link: the file it leads to is replaced. A device or a pipe (/dev/null, /dev/stdout) is
    written to as it is. Raises OutputError where the folder does not exist, is not writable or is full.
    """
    return _writing(Path(path), on_disk=False)


@contextmanager
def _writing(path: Path, *, on_disk: bool) -> Iterator[BinaryIO]:
    """See `writing`. `on_disk`: whoever writes flushes to disk, and there is no need to wait for the disk again."""
    temporary = ""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A file renamed over it would take its place; root, as in a container, is let do that even to /dev/null.
            with open(path, "wb") as device:
                yield device
            return
        path = path.resolve() if path.is_symlink() else path
        handle, temporary = leftovers.begin(path)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            if not on_disk:
                os.fsync(stream.fileno())
            # mkstemp makes files private; give what a plain open() would have given.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            if os.name == "posix":
                # While it is held: a sweeper would take a finished file that nobody holds for a dead one.
                os.replace(temporary, path)
                temporary = ""
        if temporary:
            os.replace(temporary, path)  # Windows renames no open file, and sweeps none
            temporary = ""
    except OSError as error:
        raise _cannot(error, path) from error
    except RuntimeError as error:
        if not is_loop(error):
            raise
        raise OutputError("cannot write: a link that leads to itself", path=path, cure="Name another file") from error
    finally:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)


def is_loop(error: BaseException) -> bool:
    """Whether an error says that a link leads to itself: before 3.13 Python has no error of its own for that."""
    return isinstance(error, RuntimeError) and str(error).startswith("Symlink loop")


def _cannot(error: OSError, path: Path) -> OutputError:
    kind = DiskFullError if error.errno in (errno.ENOSPC, errno.EDQUOT) else OutputError
    return kind(
        say("cannot write: {error}", error=(error.strerror or error)),
        path=path,
        cure="Choose a folder that exists and has room",
    )


def write_text(path: str | Path, text: str, *, encoding: str = "utf-8", newline: str = "\n") -> None:
    """Write a text whole or not at all, with the given line ends."""
    write_bytes(path, text.replace("\n", newline).encode(encoding))


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write bytes whole or not at all."""
    with writing(path) as stream:
        stream.write(data)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none: each is on disk under another name before the first is renamed.

    Raises OutputError where one of them cannot be written; then all are as they were.
    """
    with ExitStack() as stack:
        streams: dict[Path, BinaryIO] = {}
        for path, data in files.items():
            streams[path] = stack.enter_context(_writing(path, on_disk=True))
            with _named(path):
                streams[path].write(data)
                streams[path].flush()
        # When all are written: the disk is waited for once, as a rule, and not by each.
        for path, stream in streams.items():
            with _named(path):
                os.fsync(stream.fileno())


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say of which file an error of the system is."""
    try:
        yield
    except OSError as error:
        raise _cannot(error, path) from error


def digest_of(folders: Iterable[Path], suffixes: tuple[str, ...] = (".py",)) -> str:
    """A digest of the files with those suffixes under folders: what other code has worked out is out of date."""
    found = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes):
        found.update(path.read_bytes())
    return found.hexdigest()


def make_folder(path: str | Path) -> Path:
    """Make a folder with its parents and prove that it can be written to. Raises OutputError."""
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise OutputError("this is a file, not a folder", path=path, cure="Name a folder with -o")
    try:
        path.mkdir(parents=True, exist_ok=True)
        handle, name = leftovers.begin(path / "folder")
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        raise OutputError(
            say("cannot write into this folder: {error}", error=(error.strerror or error)),
            path=path,
            cure="Choose another with -o",
        ) from error
    return path


def file_lines(text: str) -> list[str]:
    """The lines of a file that we wrote a record a line. Not `str.splitlines`, which also cuts at U+2028 and
    U+0085: a label or a message may hold them."""
    return text.removesuffix("\n").split("\n") if text else []
