"""What our two web servers share: the desk of one person (`desk/`) and the server of an office (`server/`)."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]
# For pages that run scripts of ours, and nobody else's.
SCRIPTED = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_SLOWEST = 1000
"""Bytes a second that a body has to come with on the whole."""
Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]


def safe_headers(policy: str) -> Headers:
    """The headers that every answer has: this Content-Security-Policy, and what keeps other pages out."""
    return (
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cache-control", b"no-store"),
    )


def bounded(receive: Receive, most: int) -> Receive:
    """A body that ends where it has more than `most` bytes."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > most else message

    return receiving


class PatientBody:
    """A body that ends where its next piece does not come within so many `seconds`, or where all of it comes slower
    than a person's line is; `late` says then that it did."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive, self._seconds = receive, seconds
        self._begun = self._seen = 0.0
        self._whole = self.late = False

    async def __call__(self) -> Message:
        """The next message, as ASGI's `receive`."""
        if self._whole:  # what comes now is that the client hangs up, some day
            return await self._receive()
        moment = time.monotonic()
        self._begun = self._begun or moment
        left = self._begun + self._seconds + self._seen / _SLOWEST - moment
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, min(self._seconds, left)))
        except TimeoutError:
            self._whole = self.late = True
            return {"type": "http.disconnect"}
        self._seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return message


async def answer(send: Send, status: int, why: str, more: Headers = ()) -> None:
    """An error as JSON, with `more` headers."""
    body = json.dumps({"error": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def tcp_socket(family: int = socket.AF_INET) -> socket.socket:
    """A socket for a server, not bound yet. Raises OSError."""
    # The protocol by name: else asyncio does not turn Nagle's delay off, and each answer takes 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return listening
