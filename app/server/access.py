"""Who asks: by a token, by a proxy's word, or nobody. What they may do is decided here and nowhere else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request

from duizhao.server.guard import Rates
from duizhao.server.jobs import ServerJobs
from duizhao.server.metrics import Metrics
from duizhao.server.paper_findings import PaperFindings
from duizhao.server.paper_work import OpenPapers
from duizhao.server.settings import ServerSettings
from duizhao.server.terms import OfficeTerms
from duizhao.server.tokens import NOBODY, Caller
from duizhao.server.work import Memories

if TYPE_CHECKING:
    from duizhao.server.assistants import AssistantDoor

_REMEMBERED = 5.0
"""Seconds for which a token is not looked up again: a revoked one works no longer than that."""


@dataclass(slots=True)
class Office:
    """What a server holds while it runs."""

    settings: ServerSettings
    memories: Memories
    terms: OfficeTerms
    rates: Rates
    jobs: ServerJobs
    papers: OpenPapers = field(default_factory=OpenPapers)
    findings: PaperFindings = field(default_factory=PaperFindings)
    metrics: Metrics = field(default_factory=Metrics)
    assistants: AssistantDoor | None = None
    callers: dict[str, tuple[float, Caller | None]] = field(default_factory=dict)

    async def caller(self, token: str) -> Caller | None:
        """Who a token stands for. Raises UnavailableError."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        until, known = self.callers.get(digest, (0.0, None))
        moment = time.monotonic()
        if until < moment:
            known = await self.memories.people(lambda people: people.caller(token))
            if len(self.callers) > 1000:
                self.callers.clear()
            self.callers[digest] = (moment + _REMEMBERED, known)
        return known


def office_of(request: Request) -> Office:
    """The office that a request came to."""
    office = request.app.state.office
    assert isinstance(office, Office)
    return office


def _token(request: Request) -> str:
    """The token of a request: as bearer, as the password of Basic (what browsers and addresses with a name in them
    send), or as the `key` of the Apertium protocol."""
    kind: str
    given: str
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    if kind.lower() == "basic":
        try:
            name, _, password = base64.b64decode(given, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, ValueError):
            return ""
        return password or name
    if request.url.path.endswith(("/translate", "/listPairs")):
        return str(request.query_params.get("key", ""))
    return ""


async def _caller(request: Request, office: Office) -> Caller:
    settings = office.settings
    peer = request.client.host if request.client else ""
    if token := _token(request):
        known = await office.caller(token)
        if known is not None:
            return known
        if not office.rates.take(f"refused {peer}"):
            raise HTTPException(429, "too many requests", {"Retry-After": "1"})
        await office.memories.note("", "refused", "", f"an unknown token from {peer}")
        raise HTTPException(401, "this token is unknown, revoked or has expired", {"WWW-Authenticate": "Bearer"})
    if settings.identity_header and peer in settings.proxies:
        name = request.headers.get(settings.identity_header, "").strip()
        if name and name.isprintable() and len(name) <= 64:
            return Caller(name, settings.identity_scope)
    return Caller("", "read") if settings.anonymous else NOBODY


def needs(scope: str) -> Callable[[Request], Coroutine[Any, Any, Caller]]:
    """A dependency that lets through who may do `scope`, in the memory of the path where it names one."""

    async def allowed(request: Request) -> Caller:
        office = office_of(request)
        caller = await _caller(request, office)
        peer = request.client.host if request.client else ""
        if not office.rates.take(f"{caller.name}\n{caller.scope}" if caller.name else f"from {peer}"):
            raise HTTPException(429, "too many requests", {"Retry-After": "1"})
        if not caller.scope:
            challenge = {"WWW-Authenticate": 'Basic realm="duizhao", charset="UTF-8"'}
            raise HTTPException(401, "a token is needed", challenge)
        if not caller.may(scope):
            raise HTTPException(403, f"this needs a token with the scope '{scope}'")
        memory = request.path_params.get("memory")
        if memory is not None and (memory not in office.settings.memories or not caller.may(scope, memory)):
            # One that a token is not for is not told from one that is not there.
            raise HTTPException(404, "there is no such memory")
        return caller

    allowed.scope = scope  # type: ignore[attr-defined]
    return allowed


def readable(office: Office, caller: Caller) -> list[str]:
    """The memories that somebody may read, in the order of the settings."""
    return [name for name in office.settings.memories if caller.may("read", name)]


def own_memory(office: Office, caller: Caller, scope: str) -> str:
    """The memory that is meant where none is named: the first that is allowed. Raises HTTPException."""
    found = next((name for name in office.settings.memories if caller.may(scope, name)), None)
    if found is None:
        raise HTTPException(404, "there is no memory that this token is for")
    return found
