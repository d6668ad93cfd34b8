"""What every reader is: bytes in, blocks out; and what a format of documents is: a reader and the endings of its files.

A reader module defines `read_blocks(data, *, path, encoding)`; it opens nothing and downloads nothing, and raises only
errors of ours. `path` is for messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from duizhao.corpora.model import Notice
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


class Reader(Protocol):
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
    paragraphs, as those of a PDF, so that pieces are joined again.
    """

    reader: Reader | str
    suffixes: tuple[str, ...] = ()
    about: str = ""
    binary: bool = False
    pages: bool = False

    def read(self, data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
        """What the reader makes of the bytes. Raises InputError; SettingsError where the reader cannot be imported."""
        reader: Reader = load(self.reader)
        return reader(data, path=path, encoding=encoding)
