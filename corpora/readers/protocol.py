"""What every reader is: bytes in, blocks out; and what a format of documents is: a reader and the endings of its files.

A reader module defines `read_blocks(data, *, path, encoding)`; it opens nothing and downloads nothing, and raises only
errors of ours. `path` is for messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import WorkError
from duizhao.corpora.model import Notice
from duizhao.corpora.processes.helper import Asked, ask
from duizhao.corpora.processes.limits import Limits
from duizhao.corpora.processes.limits import limits as limits_now
from duizhao.corpora.registry import load
from duizhao.corpora.structure.blocks import Block


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: blocks in reading order, the encoding it read (as detected), and what it noticed.

    `language` is the language the file itself declares (an HTML `lang`, a DOCX default), for checking; "" where it
    declares none.
    """

    blocks: tuple[Block, ...]
    encoding: str = "utf-8"
    notices: tuple[Notice, ...] = ()
    language: str = ""


class BlockReader(Protocol):
    """The function `read_blocks` of a reader module."""

    def __call__(self, data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
        """Raises InputError, with what is wrong and what to do, for bytes that are not this format."""
        ...


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format of documents, for the registry `corpora.document_formats`.

    `reader` is the function, or "module:function" to import it when a file is first read. `suffixes` are how its files
    end, with the dot. `binary` says that its files are no plain text (one that is, is refused before the reader sees
    it, and more bytes are taken because pictures may be among them). `pages` says that page breaks may cut its
    paragraphs, as those of a PDF, so that pieces are joined again. `apart` says that a library which may run away reads
    its files: the reader, named as "module:function", then works in a process of its own that may take so much memory
    and time and no more.
    """

    reader: BlockReader | str
    suffixes: tuple[str, ...] = ()
    about: str = ""
    binary: bool = False
    pages: bool = False
    apart: bool = False

    def read(self, data: bytes, *, path: Path, encoding: str | None = None, limits: Limits | None = None) -> Reading:
        """What the reader makes of the bytes, within the limits (by default the usual ones). Raises InputError;
        SettingsError where the reader cannot be imported."""
        allowed = limits_now(limits) if self.apart else None
        if isinstance(self.reader, str) and allowed is not None and (allowed.memory_mb or allowed.seconds):
            return read_apart(self.reader, data, path=path, encoding=encoding, limits=allowed)
        reader: BlockReader = load(self.reader)
        return reader(data, path=path, encoding=encoding)

    def begin(self, data: bytes, *, path: Path, encoding: str | None = None, limits: Limits | None = None) -> Asked:
        """The same, asked of another process that works while this one goes on; for a format that is read `apart`.
        `reading_of` makes the reading of its answer."""
        assert self.apart
        assert isinstance(self.reader, str)
        return Asked(*_question(self.reader, path, encoding), data, limits_now(limits), path)


def read_apart(reader: str, data: bytes, *, path: Path, encoding: str | None, limits: Limits) -> Reading:
    """What a reader ("module:function") makes of the bytes in a process of its own. Raises what the reader raises, and
    InputError that names the limit where it takes more memory or time."""
    return reading_of(ask(*_question(reader, path, encoding), data, limits, path), path)


def _question(reader: str, path: Path, encoding: str | None) -> tuple[str, dict[str, Any]]:
    return f"{__name__}:answer", {"reader": reader, "path": str(path), "encoding": encoding}


def reading_of(found: Any, path: Path) -> Reading:
    """The reading that another process has sent. Raises WorkError where it is none."""
    try:
        return noun(Reading, found)
    except (KeyError, TypeError, ValueError) as error:
        raise WorkError(
            "the process that reads it answers nonsense", path=path, cure="The file may be hostile"
        ) from error


def answer(request: dict[str, Any], data: bytes) -> Any:
    """The other process's part of `read_apart`: a reading as plain data."""
    reader: BlockReader = load(request["reader"])
    return plain(reader(data, path=Path(request["path"]), encoding=request["encoding"]), brief=True)
