"""What every request has to pass before it is read: the name it asks for, where it comes from, how large it is.

The server has no passwords of its own, and its one cookie is the language of its pages; and still a browser that was
given a token sends it by itself: so a request from a page of another origin is refused, and so is one for a name that
is not ours.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from duizhao.asgi import App, Message, PatientBody, Receive, Send, answer, bounded, safe_headers
from duizhao.server.metrics import Metrics
from duizhao.server.settings import ServerSettings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = safe_headers(POLICY)
_ONCE = (b"host", b"origin", b"authorization", b"content-length")
MAX_TARGET = 64 * 1024
"""Bytes of a path with its query."""


class Rates:
    """A bucket of requests for each caller, which fills again by the second. Knows the last 10,000 callers."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> bool:
        """Whether a caller has a request left; it is taken."""
        moment = self._clock()
        left, since = self._left.pop(caller, (float(self._burst), moment))
        left = min(self._burst, left + (moment - since) * self._rate)
        self._left[caller] = (left - 1 if left >= 1 else left, moment)
        if len(self._left) > 10_000:
            self._left.popitem(last=False)
        return left >= 1


class ServerGuard:
    """The outermost application: refuses, bounds, counts, and adds the headers that every answer has."""

    def __init__(self, app: App, settings: ServerSettings, metrics: Metrics) -> None:
        self.app, self.settings, self.metrics = app, settings, metrics

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                if body.late:
                    # Whatever the application makes of half a body; and who is silent gets no further question.
                    message["status"] = 408
                    message["headers"] = [*message.get("headers", []), (b"connection", b"close")]
                status = message["status"]
                given = {name for name, _ in message.get("headers", [])}
                message["headers"] = [
                    *message.get("headers", []),
                    *(header for header in HEADERS if header[0] not in given),
                ]
            await send(message)

        refusal = self._refusal(scope)
        body = PatientBody(receive, self.settings.limits.patience)
        try:
            if refusal:
                await answer(sending, *refusal)
            else:
                await self.app(scope, bounded(body, self._most(scope)), sending)
        finally:
            route = scope.get("route")
            path = getattr(route, "path", "") if route is not None else ""
            self.metrics.count(scope["method"], path, status, time.perf_counter() - begun)

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        """Why a request is not let through, with its status."""
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in headers and name in _ONCE:
                return 400, "a header stands there twice"
            headers[name] = value
        hosts = self.settings.hosts
        if headers.get(b"host", b"").decode("latin-1").lower() not in hosts:
            return 421, "this server is not called that"
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin and origin.removeprefix("https://").removeprefix("http://") not in hosts:
            return 403, "the request comes from another page"
        if headers.get(b"sec-fetch-site", b"none") == b"cross-site" and (
            scope["method"] not in ("GET", "HEAD") or headers.get(b"sec-fetch-mode") != b"navigate"
        ):
            return 403, "the request comes from another page"
        raw = scope.get("raw_path") or scope["path"].encode()
        if len(raw) + len(scope["query_string"]) > MAX_TARGET:
            return 414, "the address is too long"
        if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            return 400, "the address holds a character that no text has"
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 15 or int(length) > self._most(scope):
            return 413, f"more than {self._most(scope)} bytes at once"
        return None

    def _most(self, scope: Message) -> int:
        path, method = scope["path"], scope["method"]
        file = (method == "POST" and path.endswith(("/import", "/importtmx"))) or (
            method == "PUT" and path.startswith("/v1/jobs/")
        )
        if file:
            return self.settings.limits.upload
        # A step may confirm ten thousand pairs at once.
        return self.settings.limits.step if path.endswith("/steps") else self.settings.limits.body
