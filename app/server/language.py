"""The language of the pages: the one that was chosen on them, else the first of the browser's that is known, else the
server's own. Answers for programs are English."""

from __future__ import annotations

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from duizhao.asgi import App, Message, Receive, Send
from duizhao.corpora.saying import LANGUAGES, known_language, language, speaking

COOKIE = "duizhao-language"
_YEAR = 365 * 24 * 3600
# What languages call themselves.
NAMES = dict(zip(LANGUAGES, ("English", "简体中文", "繁體中文"), strict=True))
_query: ContextVar[str] = ContextVar("query", default="")


class InLanguage:
    """Answers each request for a page in its language. A choice (`?lang=`) is kept in a cookie, which says nothing
    else."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("lang", "")
        chosen = asked if asked in LANGUAGES else ""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        tag = chosen or _kept(headers.get(b"cookie", "")) or _preferred(headers.get(b"accept-language", ""))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = [(b"vary", b"accept-language, cookie")]
                if chosen:
                    text = f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
                    more.append((b"set-cookie", text.encode()))
                message["headers"] = [*message.get("headers", []), *more]
            await send(message)

        token = _query.set(scope["query_string"].decode("latin-1"))
        try:
            with speaking(tag):
                await self.app(scope, receive, sending)
        finally:
            _query.reset(token)


def _kept(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel and morsel.value in LANGUAGES else ""


def _preferred(header: str) -> str:
    known = (known_language(part.partition(";")[0].strip()) for part in header.split(",") if part.strip())
    return next(filter(None, known), language())


def choices() -> list[tuple[str, str, str]]:
    """What else this page can be read in: tag, name, and the address of it."""
    given = [(name, value) for name, value in parse_qsl(_query.get()) if name != "lang"]
    return [(tag, NAMES[tag], f"?{urlencode([*given, ('lang', tag)])}") for tag in LANGUAGES if tag != language()]
