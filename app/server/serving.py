"""The server on a socket, until it is told to end."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import uvicorn

from duizhao.asgi import tcp_socket
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises SettingsError where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = tcp_socket(family)
    except OSError as error:
        raise SettingsError(
            say("--host {host}: {error}", host=host, error=(error.strerror or error)),
            cure="Name an address of this machine",
        ) from None
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            say("cannot listen at {host}:{port}: {error}", host=host, port=port, error=error.strerror),
            cure="Name another --port",
        ) from None
    return listening


def _parser() -> Any:
    """uvicorn's protocol by httptools, in C, where that is installed: a third of the time of its own."""
    try:
        return import_module("uvicorn.protocols.http.httptools_impl").HttpToolsProtocol
    except ImportError:
        return import_module("uvicorn.protocols.http.h11_impl").H11Protocol


def _new_loop() -> Any:
    try:
        return import_module("uvloop").new_event_loop()
    except ImportError:
        return asyncio.new_event_loop()


class _Impatient:
    """HTTP/1.1 that hangs up on who connects and does not say what they want, begins and does not end it, or does not
    read what they asked for: each holds a file handle, of which a process has a thousand, and perhaps a file. uvicorn
    itself waits for ever. For bodies that are awaited see `PatientBody`."""

    patience = 20.0  # seconds; what is slow is the network, never a person
    most = 128 * 1024
    """Bytes of an address with its headers."""
    loop: Any
    cycle: Any
    flow: Any
    transport: Any
    _moved = 0.0
    _looking: Any = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)  # type: ignore[misc]
        self._moved = self.loop.time()
        self._look()

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._looking.cancel()
        super().connection_lost(error)  # type: ignore[misc]

    def pause_writing(self) -> None:
        """From now on they have to read."""
        self._moved = self.loop.time()
        super().pause_writing()  # type: ignore[misc]

    def resume_writing(self) -> None:
        """They have read."""
        self._moved = self.loop.time()
        super().resume_writing()  # type: ignore[misc]

    def send_400_response(self, msg: str) -> None:
        """What cannot be read, or has too long an address, is answered as everything is."""
        body = json.dumps({"error": "this is no request, or its address is too long", "cure": ""}).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _look(self) -> None:
        """Hang up, where nothing has moved for too long."""
        self._looking = self.loop.call_later(self.patience / 4, self._look)
        if self.loop.time() - self._moved < self.patience:
            return
        if self.transport.is_closing() or self.flow.write_paused:
            # Closed alone it would wait until all that was written is read.
            self.transport.abort()
        elif self._is_owed():
            self.transport.close()

    def _is_owed(self) -> bool:
        """Whether the rest of a question is to come which nobody else waits for."""
        return self.cycle is None


class _Bounded(_Impatient):
    """The same for httptools, which reads a head without end; h11 bounds it by itself."""

    _unread = 0
    _in_body = False

    def data_received(self, data: bytes) -> None:
        """Read on, unless it is a head that does not end."""
        # A head has to come whole in time; who sends on what is refused already may end it.
        if (self._in_body or (self.cycle is not None and not self._unread)) and not self.flow.write_paused:
            self._moved = self.loop.time()
        self._unread += len(data)
        super().data_received(data)  # type: ignore[misc]
        if not self._in_body and self._unread > self.most and not self.transport.is_closing():
            self.transport.close()

    def _is_owed(self) -> bool:
        return self.cycle is None or (self.cycle.response_complete and self._unread > 0)

    def on_headers_complete(self) -> None:
        """What follows is a body, which the application bounds."""
        super().on_headers_complete()  # type: ignore[misc]
        self._in_body = True

    def on_message_complete(self) -> None:
        """What follows is the next request."""
        super().on_message_complete()  # type: ignore[misc]
        self._in_body, self._unread = False, 0


_Parser = _parser()
ImpatientProtocol: Any = type(
    "ImpatientProtocol", (_Bounded if hasattr(_Parser, "on_headers_complete") else _Impatient, _Parser), {}
)


def settled(app: Any, patience: float) -> uvicorn.Config:
    """How uvicorn is to serve the application, with so many seconds of patience for clients."""
    return uvicorn.Config(
        app,
        http=type("Patience", (ImpatientProtocol,), {"patience": patience}),
        log_level="error",
        # It would write addresses, and with them what people look up and the keys of tools.
        access_log=False,
        # Who speaks for whom is said by --proxy.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=ImpatientProtocol.most,
    )


def serve(app: Any, listening: socket.socket, patience: float) -> None:
    """Answer until Ctrl-C or SIGTERM; what was begun is ended first, for at most ten seconds. `patience` is how many
    seconds a client may let the server wait."""
    # An import computes while others ask. A look-up gives Python's lock away a dozen times and waits for it as
    # often: five thousandths of a second each time, as Python has it, are what people notice.
    sys.setswitchinterval(0.0005)
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(uvicorn.Server(settled(app, patience)).serve(sockets=[listening]))
