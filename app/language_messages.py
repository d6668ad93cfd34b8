"""What an editor sends to the language server, held within bounds before the library that speaks the protocol reads it.

Each message has headers, an empty line, and a body of as many bytes as the header `Content-Length` says. The library
takes any number for that and a line of any length, and goes on for ever where a header is not as it expects.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

MAX_BODY = 256 * 2**20
"""Bytes of a message: a document comes whole, and no larger one is read as a document."""
_MAX_HEADER, _MAX_SAID = 4096, 300
_LENGTH = re.compile(rb"(?i)content-length[ \t]*:[ \t]*([0-9]{1,12})[ \t]*\r?\n?\Z")
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:[^\n]*\n?\Z")
_CURE = "duizhao lsp is started by an editor, which speaks to it: see docs/editors.md"


class Messages:
    """The editor's side of the line, `stream`, with the headers spelt as the library looks for them.

    What is no header, no length, or a longer message than MAX_BODY raises InputError: where the next message begins is
    not known any more, and to wait for it would be to wait for ever.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """The next line; nothing at the end."""
        line = self._stream.readline(_MAX_HEADER)
        if line.strip(b"\r\n") == b"":
            return b"\r\n" if line else b""
        if (length := _LENGTH.match(line)) is not None:
            if int(length[1]) > MAX_BODY:
                raise InputError(
                    say("a message of {length} bytes", length=int(length[1])),
                    cure=say("Take a document of less than {max_body} MB", max_body=MAX_BODY >> 20),
                )
            return b"Content-Length: %d\r\n" % int(length[1])
        if len(line) == _MAX_HEADER or not _HEADER.match(line) or line[:15].lower() == b"content-length:":
            raise InputError(
                say("no message of an editor: {line}", line=repr(line[:40].decode("utf-8", "replace"))), cure=_CURE
            )
        return line

    def read(self, size: int) -> bytes:
        """The body of a message. Raises InputError where the editor is gone before it is whole."""
        data = self._stream.read(size)
        if len(data) < size:
            raise InputError(say("a message ends after {data} of {size} bytes", data=len(data), size=size), cure=_CURE)
        return data


class OneLine(logging.Handler):
    """What the library warns of, told a line each: an editor shows it to whoever looks for what went wrong."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        error = record.exc_info[1] if record.exc_info else None
        # Some messages hold a traceback themselves, below their first line.
        said = (record.getMessage().split("\n", 1)[0], f" ({type(error).__name__}: {error})" if error else "")
        self._tell(f"duizhao: {said[0][:_MAX_SAID]}{said[1][:_MAX_SAID]}")
