"""The server on a socket, until it is told to end."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

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


class ImpatientProtocol(H11Protocol):  # type: ignore[misc]
    """HTTP/1.1 that hangs up on who connects and does not say what they want: each holds a file handle, of which a
    process has a thousand. uvicorn itself waits for ever for a first request."""

    patience = 20.0  # seconds until the first request has to be there; what is slow is the network, never a person

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(self.patience, self._hang_up)

    def _hang_up(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


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
        h11_max_incomplete_event_size=128 * 1024,
    )


def serve(app: Any, listening: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM; what was begun is ended first, for at most ten seconds."""
    with suppress(KeyboardInterrupt):
        asyncio.run(uvicorn.Server(settled(app)).serve(sockets=[listening]))
