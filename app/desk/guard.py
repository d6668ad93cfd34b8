"""Who may speak to the desk: pages of its own, from this machine, that know the token of this start.

A web page elsewhere can make a browser send requests here. It cannot know the token, which stands in the fragment of
the address and so in no request line, header or log; nor can it send JSON with a header of its own choice. Host and
Origin are checked besides, so that a name that was made to lead here is of no use either.
"""

from __future__ import annotations

import hmac

from duizhao.asgi import SCRIPTED, App, Message, Receive, Send, answer, bounded, safe_headers
from duizhao.corpora.saying import say

TOKEN = b"x-desk-token"
# Two books of 45 MB each, as text: more than the readers take of one file.
MAX_BODY = 128 * 2**20

HEADERS = safe_headers(SCRIPTED)


class Guard:
    """Lets requests through that come from a page of the desk at one of `hosts` (`127.0.0.1:8901`)."""

    def __init__(self, app: App, token: str, hosts: frozenset[str]) -> None:
        self.app, self.token, self.hosts = app, token, hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal:
            status, why = refusal
            await answer(send, status, why, HEADERS)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self.app(scope, bounded(receive, MAX_BODY), sending)

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        """Why a request is not let through, with its status."""
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in headers and name in (b"host", b"origin", TOKEN):
                return 400, say("a header stands there twice")
            headers[name] = value
        if headers.get(b"host", b"").decode("latin-1").lower() not in self.hosts:
            return 421, say("this desk is not called that")
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin and origin.removeprefix("http://") not in self.hosts:
            return 403, say("the request comes from another page")
        if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none"):
            return 403, say("the request comes from another page")
        if not scope["path"].startswith("/api/"):
            return None if scope["method"] in ("GET", "HEAD") else (405, "only GET here")
        if scope["method"] != "POST":
            return 405, "only POST here"
        if not hmac.compare_digest(headers.get(TOKEN, b""), self.token.encode()):
            return 401, say("open the desk by the address that it printed when it was started")
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if kind != b"application/json":
            return 415, "only JSON here"
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MAX_BODY:
            return 413, f"more than {MAX_BODY // 2**20} MB at once"
        return None
