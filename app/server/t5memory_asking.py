"""What the requests of t5memory have in common: their addresses, bodies, errors, and how a unit is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.server.access import office_of, own_memory
from duizhao.server.models import ERRORS, MAX_TEXT
from duizhao.server.t5memory_text import FAULTY, written
from duizhao.server.tokens import Caller
from duizhao.tmx.model import Variant
from duizhao.tmx.store.office import OfficeStore, StoredUnit, UnitMissingError

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}")
_MARKUP = "OTMXUXLF"
Name = Annotated[str, Path(max_length=250, pattern=r"^[^\x00-\x1f/]+$", description="As it was created.")]
Route = Callable[[Callable[..., Any]], Callable[..., Any]]


class FailedAnswer(BaseModel):
    """An error as t5memory tells it: its number, and what it is."""

    ReturnValue: int
    ErrorMsg: str


def requests() -> APIRouter:
    """A router for requests of t5memory."""
    errors = {status: {"model": FailedAnswer, "description": said["description"]} for status, said in ERRORS.items()}
    return APIRouter(tags=["t5memory"], responses=errors)


def route(
    router: APIRouter, method: str, path: str, summary: str, service: str = "/t5memory", responses: Any = None
) -> Route:
    """A request of the first memory that is allowed, and of the one that the address names; `responses` as FastAPI's
    routes take them."""

    def add(answer: Callable[..., Any]) -> Callable[..., Any]:
        for place, shown in ((f"{service}{path}", True), (f"/m/{{memory}}{service}{path}", False)):
            router.add_api_route(
                place,
                answer,
                methods=[method],
                summary=summary,
                include_in_schema=shown and not path.endswith("/"),
                response_model=None,
                responses=responses,
                openapi_extra=_JSON if method == "POST" and not path.endswith("importtmx") else None,
            )
        return answer

    return add


_JSON = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


def failed(status: int, what: str, cure: str = "", *, headers: Any = None) -> Response:
    """An error as t5memory tells it."""
    said = f"{what}. {cure}" if cure and what != FAULTY else what
    return JSONResponse({"ReturnValue": status, "ErrorMsg": said}, status, headers)


def is_asked(path: str) -> bool:
    """Whether an address is one of t5memory's."""
    return re.match(r"(/m/[^/]+)?/t5memory(_service)?(/|$)", path) is not None


def memory_of(request: Request, caller: Caller, scope: str) -> str:
    """The memory that is meant: that of the address, else the first that is allowed. Raises HTTPException."""
    named: str | None = request.path_params.get("memory")
    return named or own_memory(office_of(request), caller, scope)


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises SettingsError."""
    raw = await request.body()
    try:
        given = await run_in_threadpool(json.loads, raw)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise SettingsError("the body is no JSON object", cure="Send one")
    return given


def text_of(given: dict[str, Any], name: str, *, most: int = MAX_TEXT, needed: bool = False) -> str:
    """A text of a body, "" where it is missing. Raises SettingsError."""
    found = given.get(name)
    text = "" if found is None else found if isinstance(found, str) else str(found)
    if len(text) > most or "\0" in text or (needed and not text.strip()):
        raise SettingsError(
            say("'{name}' is missing or too long", name=name), cure=say("At most {most} characters", most=most)
        )
    return text


def language_of(given: dict[str, Any], name: str, *, needed: bool = True) -> str:
    """A language tag of a body, "" where it is missing. Raises SettingsError."""
    text = text_of(given, name, most=35, needed=needed)
    if text and not _TAG.fullmatch(text):
        raise SettingsError(say("'{name}' is no language", name=name), cure="Write one like en-GB")
    return text.replace("_", "-")


def number_of(given: dict[str, Any], name: str, default: int, most: int) -> int:
    """A number of a body, within 0 and `most`. Raises SettingsError."""
    found = given.get(name, default)
    try:
        return max(0, min(int(found), most)) if found is not None else default
    except (TypeError, ValueError, OverflowError):
        raise SettingsError(say("'{name}' is no number", name=name), cure="Send a number") from None


def documents_of(store: OfficeStore, name: str) -> dict[str, int]:
    """The documents of a memory of translate5 (it and its imports), with their numbers of units."""
    return {one: units for one, units, _ in store.documents() if one == name or one.startswith(f"{name}/")}


def known(store: OfficeStore, name: str) -> dict[str, int]:
    """The same for one that is there. Raises UnitMissingError."""
    found = documents_of(store, name)
    if not found:
        raise UnitMissingError(say("the memory '{name}' is not found", name=name), cure="Create it")
    return found


def proposal(stored: StoredUnit, first: Variant, second: Variant, source: str = "", target: str = "") -> dict[str, Any]:
    """A unit as t5memory shows it; `source` and `target` are its texts where they were written already."""
    entry = stored.entry
    return {
        "source": source or written(first.content),
        "target": target or written(second.content),
        "segmentId": stored.unit,
        "customId": "",
        "documentName": entry.prop("x-file") or stored.document,
        "sourceLang": first.language,
        "targetLang": second.language,
        "type": "Manual",
        "author": entry.prop("x-author")
        or entry.attributes.get("changeid")
        or entry.attributes.get("creationid")
        or "",
        "timestamp": entry.date,
        "markupTable": _MARKUP,
        "context": entry.prop("x-context") or "",
        "additionalInfo": "",
        "internalKey": f"{stored.unit}:1",
    }


def variants_of(stored: StoredUnit, source: tuple[str, str], target: tuple[str, str]) -> tuple[Variant, Variant] | None:
    """The variants of a unit that a search found, each by language and text; None where it was changed meanwhile."""
    found = [
        next((one for one in stored.entry.variants if (one.language, one.text) == wanted), None)
        for wanted in (source, target)
    ]
    first, second = found
    return None if first is None or second is None else (first, second)


def two_of(stored: StoredUnit) -> tuple[Variant, Variant]:
    """The first two texts of a unit; the second is empty where it has one alone."""
    first, second = (*stored.entry.variants, Variant("", ()), Variant("", ()))[:2]
    return first, second
