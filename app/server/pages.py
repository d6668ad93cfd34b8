"""Pages for people: a concordance, and the terms. Plain HTML without a script; forms ask by address, so that what is
found can be linked to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Template
from markupsafe import Markup, escape

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.version import VERSION
from duizhao.page.rendering import bilingual
from duizhao.page.templates import template
from duizhao.server.access import office_of, readable
from duizhao.server.rest import Reader
from duizhao.tmx.store.found import ConcordanceLine

router = APIRouter(include_in_schema=False)
LINES = 50


@cache
def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    return template(_file("page.html.j2"), bilingual=bilingual, marked=marked)


def marked(text: str, phrases: Iterable[str]) -> Markup:
    """A text, escaped, with the phrases in it marked; where width or marks differ the place is not marked."""
    folded = text.casefold()
    at, out = 0, Markup()
    wanted = [phrase.strip().rstrip("*").casefold() for phrase in phrases]
    if len(folded) != len(text):
        return escape(text)
    while found := [(place, -len(w)) for w in wanted if w and (place := folded.find(w, at)) >= 0]:
        start, length = min(found)
        out += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start : start - length])
        at = start - length
    return out + escape(text[at:])


def _page(status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_template().render(version=VERSION, **values), status)


@router.get("/style.css")
async def style() -> Response:
    """The look of all our pages, with what these add."""
    return Response(_file("page.css"), media_type="text/css; charset=utf-8")


@router.get("/")
async def concordance_page(
    request: Request,
    caller: Reader,
    memory: Annotated[str, Query(max_length=64)] = "",
    phrase: Annotated[str, Query(max_length=500)] = "",
    other: Annotated[str, Query(max_length=500)] = "",
    document: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """Where a phrase stands."""
    office = office_of(request)
    names = readable(office, caller)
    chosen = memory or (names[0] if names else "")
    if chosen not in names:
        raise HTTPException(404, "there is no such memory")
    lines: list[ConcordanceLine] = []
    complete, said = True, ""
    documents = [name for name, _, _ in await office.memories.run(chosen, lambda store: store.documents())]
    if phrase.strip() or other.strip():
        first, second = (phrase, other) if phrase.strip() else (other, "")
        try:
            lines, complete = await office.memories.run(
                chosen, lambda store: store.search(first, second, document=document, limit=LINES)
            )
        except SettingsError as error:
            said = error.what
    return _page(
        view="concordance", memories=names, memory=chosen, phrase=phrase, other=other, document=document,
        documents=documents[:2000], lines=lines, complete=complete, said=said,
        asked=bool(phrase.strip() or other.strip()),
    )  # fmt: skip


@router.get("/terms")
async def terms_page(
    request: Request, caller: Reader, text: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    """The glossary, or what is found in it."""
    glossary = office_of(request).terms
    found = glossary.search(text, LINES)
    return _page(view="terms", text=text, concepts=found, total=len(glossary.glossary()))


@router.get("/terms/{concept}")
async def term_page(request: Request, concept: Annotated[str, Path(max_length=200)], caller: Reader) -> HTMLResponse:
    """A term's own address: its concept, and places of it in the memories."""
    office = office_of(request)
    found = office.terms.concept(concept)
    if found is None:
        raise HTTPException(404, "there is no such term")
    places: list[tuple[str, ConcordanceLine]] = []
    phrases = [term.text for term in found.terms]
    for name in readable(office, caller):
        for one in phrases[:4]:
            try:
                lines, _ = await office.memories.run(name, lambda store, one=one: store.search(one, limit=10))  # type: ignore[misc]
            except SettingsError:
                continue
            places += [(name, each) for each in lines]
    unique = {(name, each.unit): (name, each) for name, each in places}
    return _page(view="term", concept=found, phrases=phrases, places=list(unique.values())[:20])
