"""The desk as a web application: its files, and questions under `/api/`, behind the guard."""

from __future__ import annotations

import json
import secrets
from typing import Any

from duizhao.corpora.errors import DuizhaoError, MissingExtraError
from duizhao.corpora.saying import say, speaking
from duizhao.desk.desk import Desk
from duizhao.desk.guard import Guard
from duizhao.desk.speaking import asked_in, in_language
from duizhao.page.front_end import front_end


def application(desk: Desk, token: str, hosts: frozenset[str]) -> Guard:
    """The ASGI application of a desk. Raises MissingExtraError without starlette."""
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.requests import ClientDisconnect, Request
        from starlette.responses import JSONResponse, Response
        from starlette.routing import Route
    except ImportError:
        raise MissingExtraError("the desk is not installed", cure="Install it: pip install 'duizhao[desk]'") from None
    held = {f"/{name}": data for name, data in front_end("desk.html").items()}
    held["/"] = held["/desk.html"]

    async def static(request: Request) -> Response:
        data = held.get(request.url.path)
        if data is None:
            return Response(say("there is no such page"), 404, media_type="text/plain")
        return Response(data[0], media_type=f"{data[1]}; charset=utf-8")

    def spoken(question: str, body: bytes, tag: str) -> tuple[int, dict[str, Any] | bytes]:
        with speaking(tag):
            status, data = answer(question, body)
            return status, data if isinstance(data, bytes) else in_language(data)

    def answer(question: str, body: bytes) -> tuple[int, dict[str, Any] | bytes]:
        try:
            said = json.loads(body or b"{}")
            if not isinstance(said, dict):
                raise ValueError("not a table")
            return 200, desk.ask(question, said)
        except DuizhaoError as error:
            where = f"{error.path}: " if error.path else ""
            return 422, {"error": f"{where}{error.what}", "cure": error.cure or ""}
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            return 400, {"error": say("not a question that the desk understands: {name}", name=type(error).__name__)}
        except OSError as error:
            return 500, {"error": error.strerror or str(error), "cure": say("Check the disk and its permissions")}

    async def ask(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return JSONResponse({"error": say("too much at once")}, 413)
        status, data = await run_in_threadpool(
            spoken, request.path_params["question"], body, asked_in(request.headers.get("accept-language", ""))
        )
        if isinstance(data, bytes):
            return Response(data, status, media_type="application/json")
        return JSONResponse(data, status)

    routes = [Route("/api/{question}", ask, methods=["POST"]), Route("/{path:path}", static, methods=["GET"])]
    return Guard(Starlette(routes=routes), token, hosts)


def new_token() -> str:
    """A token for one start."""
    return secrets.token_urlsafe(24)
