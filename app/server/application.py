"""The server as a web application: routes, errors on one line, and the guard around them."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from duizhao.corpora.errors import DuizhaoError, MissingExtraError, SettingsError
from duizhao.corpora.harmless import line
from duizhao.corpora.secrets import hidden
from duizhao.corpora.version import VERSION
from duizhao.server import (
    assistants,
    desk_page,
    page_forms,
    pages,
    protocols,
    quick,
    rest,
    rest_comments,
    rest_files,
    rest_jobs,
    rest_paper_terms,
    rest_papers,
    rest_terms,
    t5memory,
    t5memory_asking,
    t5memory_units,
)
from duizhao.server.access import needs, office_of
from duizhao.server.comments import CommentMissingError
from duizhao.server.concepts import ConceptChangedError, ConceptMissingError
from duizhao.server.guard import ServerGuard
from duizhao.server.jobs import JobMissingError, JobStateError
from duizhao.server.language import InLanguage
from duizhao.server.models import ERRORS, HealthAnswer
from duizhao.server.paper_work import PaperChangedError
from duizhao.server.papers import PaperMissingError, PaperNamedError
from duizhao.server.settings import ServerSettings
from duizhao.server.standing import make_office
from duizhao.server.terms import TermsInFileError
from duizhao.server.work import BusyError, Memories, UnavailableError
from duizhao.tmx.store.office import OfficeStore, UnitChangedError, UnitMissingError

_MISSING = (UnitMissingError, ConceptMissingError, CommentMissingError, JobMissingError, PaperMissingError)
_CHANGED = (
    UnitChangedError, ConceptChangedError, TermsInFileError, JobStateError, PaperNamedError, PaperChangedError,
)  # fmt: skip


def application(settings: ServerSettings, *, warm: bool = True) -> ServerGuard:
    """The ASGI application of a server; `warm` reads the memories at once, not at the first look-up.

    Raises InputError, OutputError, MissingExtraError for memories or a glossary that cannot be used.
    """
    office = make_office(settings)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        if warm:
            _warm_up(office.memories, asyncio.get_running_loop())
        async with AsyncExitStack() as stack:
            # Without the extra the route says what to install.
            with suppress(MissingExtraError):
                office.assistants = assistants.AssistantDoor(office)
                await stack.enter_async_context(office.assistants.manager.run())
            yield
        office.memories.lookers.close()
        office.findings.close()
        office.jobs.close()
        office.memories.close()

    app = FastAPI(
        title="duizhao",
        version=VERSION,
        description="Translation memories and a glossary for an office. Send a token: `Authorization: Bearer …`.",
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        redirect_slashes=False,
    )
    app.state.office = office
    app.router.routes.extend(quick.ROUTES)  # before the others
    for part in (rest, rest_files, rest_terms, rest_comments, rest_jobs, rest_papers, rest_paper_terms):
        app.include_router(part.router)
    for router in (
        protocols.tmserver,
        protocols.apertium,
        t5memory.router,
        t5memory_units.router,
        assistants.router,
        desk_page.router,
        pages.router,
        page_forms.router,
    ):
        app.include_router(router)
    _add_watching(app)
    _add_errors(app)
    return ServerGuard(InLanguage(app), settings, office.metrics)


def _warm_up(memories: Memories, loop: asyncio.AbstractEventLoop) -> None:
    """Read the memories, in a thread; then begin the processes that look things up, which find the indices made."""

    def work() -> None:
        memories.warm(kept=memories.settings.workers > 0)
        with suppress(RuntimeError):  # the server has ended meanwhile
            asyncio.run_coroutine_threadsafe(memories.lookers.start(), loop)

    threading.Thread(target=work, name="warm", daemon=True).start()


def _add_watching(app: FastAPI) -> None:
    @app.get("/health", summary="Whether the server can work", responses={503: ERRORS[503]})
    async def health(request: Request) -> HealthAnswer:
        """Asks the first memory's database. Needs no token."""
        office = office_of(request)
        await office.memories.run(office.settings.first, OfficeStore.ping)
        return HealthAnswer(status="ok", version=VERSION)

    @app.get(
        "/metrics",
        summary="Figures for Prometheus",
        dependencies=[Depends(needs("read"))],
        response_class=PlainTextResponse,
        responses=ERRORS,
    )
    async def metrics(request: Request) -> PlainTextResponse:
        """In its text format."""
        office = office_of(request)
        text = office.metrics.text(office.memories.lookers.ready)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


def _error(request: Request, status: int, what: str, cure: str = "", headers: Any = None) -> Response:
    """An error on one line; for a person who asked for a page, a page."""
    safe = [text.encode("utf-8", "replace").decode() for text in (what, cure)]
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/"):
        made = pages.error_page(status, *safe)
        made.headers.update(headers or {})
        return made
    if t5memory_asking.is_asked(request.url.path):
        return t5memory_asking.failed(status, *safe, headers=headers)
    return JSONResponse({"error": safe[0], "cure": safe[1]}, status, headers)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return _error(request, error.status_code, str(error.detail), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def senseless(request: Request, error: RequestValidationError) -> Response:
        # Where and what; not what was given, which may hold anything.
        faults = [f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors()[:3]]
        return _error(request, 422, line("; ".join(faults))[:500], "See /openapi.json")

    @app.exception_handler(DuizhaoError)
    async def wrong(request: Request, error: DuizhaoError) -> Response:
        status = 503
        if isinstance(error, _MISSING):
            status = 404
        elif isinstance(error, _CHANGED):
            status = 409
        elif isinstance(error, MissingExtraError):
            status = 501
        elif isinstance(error, SettingsError):
            status = 422
        return _error(request, status, hidden(error.what), hidden(error.cure or ""))

    @app.exception_handler(UnavailableError)
    async def away(request: Request, error: UnavailableError) -> Response:
        return _error(request, 503, str(error), error.cure, {"Retry-After": "5"})

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> Response:
        return _error(request, 503, "too many questions wait", "Ask again in a moment", {"Retry-After": "1"})

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, error: ClientDisconnect) -> Response:
        return _error(request, 413, "the question did not arrive whole, or is too large")

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        said = line(hidden(f"{type(error).__name__}: {error}"))[:300]
        print(f"duizhao serve: a fault of ours at {line(request.url.path)[:200]}: {said}", file=sys.stderr)
        return _error(request, 500, "a fault of the server itself", "Tell who runs it: it is in its log")
