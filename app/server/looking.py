"""The two questions that are asked for every sentence that somebody translates, their answers, ready to be sent, and
how both are passed between processes (see `lookers`)."""

from __future__ import annotations

import json
import marshal
import struct
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duizhao.tmx.store.office_search import Narrowing, SearchedStore

_HEAD = struct.Struct("<IB")
FOUND, WRONG, AWAY, FAULT = range(4)
"""What an answer is: what was found, or why the question has none (its own fault, the database's, ours)."""
_LIKE = 50
"""The likeness, in percent, under which a text is compared with the whole memory."""
_LONG = 1000
"""Characters of a text that takes long."""


class TextAsked(NamedTuple):
    """A look-up of one text."""

    text: str
    language: str
    target: str
    minimum: int
    limit: int

    def answer(self, store: SearchedStore) -> bytes:
        """As `LookupAnswer` describes it."""
        found = store.lookup(self.text, self.language, self.target, minimum=self.minimum, limit=self.limit)
        return json_bytes({"text": self.text, "matches": [match._asdict() for match in found]})

    @property
    def short(self) -> bool:
        """Unless the text is long, or what is little like it is asked for."""
        return self.minimum >= _LIKE and len(self.text) <= _LONG


class PhraseAsked(NamedTuple):
    """A concordance that is not narrowed."""

    phrase: str
    other: str
    language: str
    limit: int

    def answer(self, store: SearchedStore) -> bytes:
        """As `ConcordanceAnswer` describes it."""
        return self.narrowed(None, False, store)

    def narrowed(self, narrowing: Narrowing | None, regular: bool, store: SearchedStore) -> bytes:
        """The same in the units that are asked about, or with regular expressions."""
        more = (narrowing,) if narrowing else ()
        found = store.find(self.phrase, self.other, *more, regular=regular, language=self.language, limit=self.limit)
        return json_bytes({**found._asdict(), "lines": [line._asdict() for line in found.lines]})

    @property
    def short(self) -> bool:
        """Always."""
        return True


_KINDS: tuple[type[TextAsked | PhraseAsked], ...] = (TextAsked, PhraseAsked)


def json_bytes(answer: Mapping[str, object]) -> bytes:
    """An answer as JSON, in UTF-8."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


# Between the processes -----------------------------------------------------------------------------------------------


def packed(memory: str, asked: TextAsked | PhraseAsked) -> bytes:
    """A question to one of the processes."""
    return framed(_KINDS.index(type(asked)), marshal.dumps((memory, *asked)))


def unpacked(kind: int, data: bytes) -> tuple[str, TextAsked | PhraseAsked]:
    """The memory and the question that such a message is."""
    memory, *parts = marshal.loads(data)  # from our own parent
    return memory, _KINDS[kind](*parts)


def framed(kind: int, data: bytes) -> bytes:
    """A message: its length, its kind, itself."""
    return _HEAD.pack(len(data), kind) + data


def messages(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """The messages that a buffer holds whole, which are taken out of it."""
    while len(buffer) >= _HEAD.size:
        length, kind = _HEAD.unpack_from(buffer)
        end = _HEAD.size + length
        if len(buffer) < end:
            return
        data = bytes(memoryview(buffer)[_HEAD.size : end])
        del buffer[:end]
        yield kind, data
