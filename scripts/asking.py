"""Many clients of a server in one thread, each on a connection that it keeps: so little work that what is measured is
the server."""

from __future__ import annotations

import random
import selectors
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple


class Asked(NamedTuple):
    """Seconds that each answer took, the seconds of all, and how many answers were none (not 200)."""

    times: list[float]
    seconds: float
    refused: int


class _Client:
    def __init__(self, number: int, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.dice = random.Random(number)
        self.begun = 0.0
        self.read = b""

    def answered(self) -> int:
        """The status of an answer that is there whole, else 0."""
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise ConnectionResetError("the server hung up")
        self.read += piece
        head, mark, body = self.read.partition(b"\r\n\r\n")
        if not mark:
            return 0
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        if len(body) < int(lower[at:].split(b"\r\n", 1)[0]):
            return 0
        self.read = b""
        return int(head[9:12])


def ask(port: int, token: str, paths: Sequence[str], clients: int, seconds: float, pause: float = 0.0) -> Asked:
    """Ask for addresses, each client the next one when it has its answer and has paused: so many seconds on average,
    exponentially distributed, or not at all."""
    head = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    requests = [b"GET " + path.encode() + head for path in paths]
    some = [_Client(number, ("127.0.0.1", port)) for number in range(clients)]
    waiting = {client: (client.dice.expovariate(1 / pause) if pause else 0.0) for client in some}
    times: list[float] = []
    refused = 0
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for client in some:
            selector.register(client.socket, selectors.EVENT_READ, client)
        while (now := time.perf_counter() - begun) < seconds or len(waiting) < clients:
            for client in [one for one, due in waiting.items() if due <= now and now < seconds]:
                del waiting[client]
                client.begun = time.perf_counter()
                client.socket.sendall(client.dice.choice(requests))
            due = min((due for due in waiting.values()), default=seconds) if now < seconds else seconds + 60
            for key, _ in selector.select(max(0.0, due - now)):
                client = key.data
                if status := client.answered():
                    end = time.perf_counter()
                    times.append(end - client.begun)
                    refused += status != 200
                    waiting[client] = end - begun + (client.dice.expovariate(1 / pause) if pause else 0.0)
    for client in some:
        client.socket.close()
    return Asked(times, time.perf_counter() - begun, refused)
