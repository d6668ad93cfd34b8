"""The questions of `looking` by a shorter way: where an address is as plain as programs write it, what FastAPI would do
with it (a third of the time of an answer) is done here. All else goes the long way, and is refused there where it has
to be; so the OpenAPI document describes both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.routing import Match, Route

from duizhao.server.access import needs, office_of
from duizhao.server.looking import PhraseAsked, TextAsked
from duizhao.server.models import LANGUAGE_CODE, MAX_TEXT
from duizhao.server.rest import as_json, language_of

_allowed = needs("read")
_LANGUAGE = re.compile(LANGUAGE_CODE)
_NUMBER = re.compile(r"[0-9]{1,3}")

Plain = Callable[[str], str | int | None]
"""What a value of an address says; None where it is not plain."""


def _text(most: int) -> Plain:
    return lambda value: value if len(value) <= most and "\0" not in value else None


def _language(value: str) -> str | None:
    return value if len(value) <= 35 and _LANGUAGE.fullmatch(value) else None


def _number(least: int, most: int) -> Plain:
    def read(value: str) -> int | None:
        return int(value) if _NUMBER.fullmatch(value) and least <= int(value) <= most else None

    return read


class QuickRoute(Route):  # type: ignore[misc]
    """A route for plain questions alone."""

    def __init__(self, path: str, endpoint: Callable[[Request], Any], fields: Mapping[str, tuple[Plain, Any]]) -> None:
        """`fields` are the parameters that it knows, each with what reads it and what it is where it is not there; the
        one without (None) has to be."""
        super().__init__(path, endpoint, methods=["GET"], include_in_schema=False)
        self._fields = fields
        self._usual = {name: usual for name, (_, usual) in fields.items()}

    def matches(self, scope: Any) -> tuple[Match, Any]:
        """Of the router: only where the question is plain, which is then `asked` of the scope."""
        match, more = super().matches(scope)
        if match is not Match.FULL or scope["method"] != "GET":
            return Match.NONE, {}
        asked = self._read(scope["query_string"])
        return (match, {**more, "asked": asked}) if asked else (Match.NONE, {})

    def _read(self, query: bytes) -> dict[str, Any] | None:
        found = dict(self._usual)
        try:
            given = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=10)
        except ValueError:
            return None
        for name, text in given:
            reads = self._fields.get(name, (None, None))[0]
            value = reads(text) if reads else None
            if value is None:
                return None  # unknown, or not plain
            found[name] = value  # of one that is there twice the last, as FastAPI does
        return None if None in found.values() else found


async def _lookup(request: Request) -> Response:
    await _allowed(request)
    asked = request.scope["asked"]
    asked["language"] = language_of(asked["language"], asked["text"])
    memories = office_of(request).memories
    return as_json(await memories.looked(request.path_params["memory"], TextAsked(**asked)))


async def _concordance(request: Request) -> Response:
    await _allowed(request)
    memories = office_of(request).memories
    return as_json(await memories.looked(request.path_params["memory"], PhraseAsked(**request.scope["asked"])))


ROUTES = (
    QuickRoute(
        "/v1/memories/{memory}/lookup",
        _lookup,
        {
            "text": (_text(MAX_TEXT), None),
            "language": (_language, ""),
            "target": (_language, ""),
            "minimum": (_number(0, 100), 70),
            "limit": (_number(1, 50), 5),
        },
    ),
    QuickRoute(
        "/v1/memories/{memory}/concordance",
        _concordance,
        {
            "phrase": (_text(500), None),
            "other": (_text(500), ""),
            "language": (_language, ""),
            "limit": (_number(1, 200), 20),
        },
    ),
)
