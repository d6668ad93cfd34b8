"""What our two web servers share: the desk of one person (`desk/`) and the server of an office (`server/`)."""

from __future__ import annotations

import json
import socket
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
