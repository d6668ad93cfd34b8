"""Processes that answer look-ups and concordances for a server, which has the connections, the tokens and all else."""

from __future__ import annotations

import asyncio
import marshal
import socket
import subprocess
from collections import deque
from typing import cast

from duizhao.children import begin
from duizhao.corpora.errors import SettingsError
from duizhao.server.looking import AWAY, FAULT, WRONG, PhraseAsked, TextAsked, framed, messages, packed

MODULE = "duizhao.server.look_process"
_AHEAD = 2
"""Questions that a process is given at once: the next lies there when it has answered one."""
_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a process that ended is begun again; twice as many each time until one answers."""

Answer = tuple[int, bytes] | None


class AwayError(Exception):
    """A process could not use the memory; message and cure may be shown."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.cure = cure


class Lookers:
    """So many processes, which share the questions. Where one ends, what it was asked is answered in the server itself,
    and another is begun. Used by one event loop."""

    def __init__(self, memories: dict[str, str], count: int) -> None:
        """`memories` by name, as of `ServerSettings`."""
        self._memories, self._count = memories, count
        self._ready: list[_Looker] = []
        self._begun: list[_Looker] = []
        self._waiting: deque[tuple[bytes, asyncio.Future[Answer]]] = deque()
        self._closed = False
        self._pause = _PAUSE

    @property
    def ready(self) -> int:
        """How many of them answer."""
        return len(self._ready)

    async def start(self) -> None:
        """Begin them; they answer when each has the indices."""
        for _ in range(self._count):
            await self._begin()

    async def _begin(self) -> None:
        if self._closed:
            return
        ours, its = socket.socketpair()
        with its:
            process = begin(MODULE, stdin=its)
        loop = asyncio.get_running_loop()
        _, looker = await loop.create_unix_connection(lambda: _Looker(self, process), sock=ours)
        self._begun.append(looker)
        looker.ask(framed(0, marshal.dumps(self._memories)), loop.create_future())

    async def ask(self, memory: str, asked: TextAsked | PhraseAsked) -> bytes | None:
        """The answer; None where it has to be worked out here. Raises SettingsError, AwayError."""
        if not self._ready:
            return None
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        question = packed(memory, asked)
        looker = min(self._ready, key=_Looker.busy)
        if looker.busy() < _AHEAD:
            looker.ask(question, future)
        else:
            self._waiting.append((question, future))
        answer = await future
        if answer is None:
            return None
        kind, data = answer
        if kind == WRONG:
            what, cure = marshal.loads(data)
            raise SettingsError(what, cure=cure or None)
        if kind == AWAY:
            raise AwayError(*marshal.loads(data))
        if kind == FAULT:
            raise RuntimeError(data.decode("utf-8"))
        return data

    def next_for(self, looker: _Looker) -> None:
        """A process has answered: it is ready for more."""
        if looker not in self._ready:
            self._ready.append(looker)
            self._pause = _PAUSE
        while self._waiting and looker.busy() < _AHEAD:
            question, future = self._waiting.popleft()
            if not future.done():  # who asked may be gone
                looker.ask(question, future)

    def lost(self, looker: _Looker) -> None:
        """A process has ended."""
        if looker in self._begun:
            self._begun.remove(looker)
        if looker in self._ready:
            self._ready.remove(looker)
        if not self._ready:
            while self._waiting:
                _done(self._waiting.popleft()[1], None)
        if not self._closed:
            loop = asyncio.get_running_loop()
            loop.call_later(self._pause, lambda: loop.create_task(self._begin()))
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def close(self) -> None:
        """End them."""
        self._closed = True
        for looker in list(self._begun):
            looker.close()


class _Looker(asyncio.Protocol):
    """One of the processes, which answers in the order of the questions."""

    def __init__(self, lookers: Lookers, process: subprocess.Popen[bytes]) -> None:
        self._lookers, self.process = lookers, process
        self._asked: deque[asyncio.Future[Answer]] = deque()
        self._buffer = bytearray()

    def busy(self) -> int:
        """How many questions it has not answered."""
        return len(self._asked)

    def ask(self, question: bytes, future: asyncio.Future[Answer]) -> None:
        """Send a question; its answer will be the future's."""
        self._asked.append(future)
        self._transport.write(question)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of the event loop."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Of the event loop."""
        self._buffer += data
        for answer in messages(self._buffer):
            _done(self._asked.popleft(), answer)
            self._lookers.next_for(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Of the event loop."""
        self.process.kill()
        self.process.wait()
        self._lookers.lost(self)
        while self._asked:
            _done(self._asked.popleft(), None)

    def close(self) -> None:
        """End it at once: it only reads."""
        self._transport.abort()
        self.process.kill()
        self.process.wait()


def _done(future: asyncio.Future[Answer], answer: Answer) -> None:
    if not future.done():
        future.set_result(answer)
