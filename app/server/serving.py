"""The server on a socket, until it is told to end."""

from __future__ import annotations

import asyncio
import socket
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
    """HTTP/1.1 that hangs up on who connects and does not say what they want: each holds a file handle, of which a
    process has a thousand. uvicorn itself waits for ever for a first request."""

    patience = 20.0  # seconds until the first request has to be there; what is slow is the network, never a person
    most = 128 * 1024
    """Bytes of an address with its headers."""
    loop: Any
    cycle: Any
    transport: Any

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)  # type: ignore[misc]
        self.loop.call_later(self.patience, self._hang_up)

    def _hang_up(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class _Bounded(_Impatient):
    """The same for httptools, which reads a head without end; h11 bounds it by itself."""

    _unread = 0
    _in_body = False

    def data_received(self, data: bytes) -> None:
        """Read on, unless it is a head that does not end."""
        self._unread += len(data)
        super().data_received(data)  # type: ignore[misc]
        if not self._in_body and self._unread > self.most and not self.transport.is_closing():
            self.transport.close()

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


def settled(app: Any) -> uvicorn.Config:
    """How uvicorn is to serve the application."""
    return uvicorn.Config(
        app,
        http=ImpatientProtocol,
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


def serve(app: Any, listening: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM; what was begun is ended first, for at most ten seconds."""
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(uvicorn.Server(settled(app)).serve(sockets=[listening]))
