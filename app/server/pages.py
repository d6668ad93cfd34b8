"""Pages for people: a concordance, the terms, units and what is said about them. Plain HTML without a script; what is
asked goes by address, so that what is found can be linked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Template
from markupsafe import Markup, escape

from duizhao.corpora.errors import DuizhaoError, MissingExtraError, SettingsError
from duizhao.corpora.saying import language, recognised, say, say_joined, told, told_plural, translated
from duizhao.corpora.version import VERSION
from duizhao.page.rendering import bilingual, look
from duizhao.page.templates import template
from duizhao.server.access import Office, office_of, readable
from duizhao.server.asking import ConceptId, MemoryName, Reader, UnitNumber
from duizhao.server.comments import Comments
from duizhao.server.language import choices
from duizhao.server.tokens import Caller
from duizhao.terminology.formats.cells import PARTS_OF_SPEECH
from duizhao.terminology.glossary import Status
from duizhao.terminology.review.telling import history_sentence
from duizhao.tmx.store.found import ConcordanceLine
from duizhao.tmx.store.office import OfficeStore, StoredUnit
from duizhao.tmx.store.office_search import Concordance, Narrowing, pattern, places

# What may have been done to a unit or concept, as histories name it.
STEPS = (say("add"), say("change"), say("correct"), say("delete"), say("revert"))
VIEWS = (say("Concordance"), say("Terms"), say("Comments"), say("Papers"))
router = APIRouter(include_in_schema=False)
LINES = 50
Marking = Callable[[str], Markup]


@cache
def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> Template:
    return template(
        _file(f"{name}.html.j2"),
        globals={"part": _part, "t": told, "tn": told_plural},
        bilingual=bilingual,
        coded=_coded,
    )


def _coded(text: str) -> Markup:
    """A sentence in which NULs stand about what is typed."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if k % 2 else escape(part) for k, part in enumerate(text.split("\0"))
    )


def _part(name: str, /, **values: Any) -> Markup:
    """A template of ours, filled."""
    return Markup(_template(name).render(values))


def page(name: str, title: str, view: str, caller: Caller | None, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page of ours: the template `name` within what all pages have. `view` is the page that is marked in the list of
    pages."""
    who = caller.name if caller else ""
    content = _part(name, who=who, **values)
    made = _template("layout").render(
        title=title, view=view, who=who, content=content, version=VERSION, language=language(), choices=choices()
    )
    # A form of ours says where it comes from; with the policy of all other answers it would say `null`.
    return HTMLResponse(made, status, {"referrer-policy": "same-origin"})


def error_page(status: int, what: str, cure: str) -> HTMLResponse:
    """What was wrong, for a person."""
    what, cure = recognised(what), recognised(cure)
    return page("wrong", what, "", None, status, what=what, cure=cure)


def phrases_marked(phrases: Iterable[str]) -> Marking:
    """Marks phrases in a text, which it escapes; where width or marks differ a place is not marked."""
    wanted = [folded for phrase in phrases if (folded := phrase.strip().rstrip("*").casefold())]

    def spans(text: str) -> list[tuple[int, int]]:
        folded = text.casefold()
        found: list[tuple[int, int]] = []
        at = 0
        # Folding that changes lengths would put the marks elsewhere.
        while len(folded) == len(text) and (
            here := [(place, -len(one)) for one in wanted if (place := folded.find(one, at)) >= 0]
        ):
            start, length = min(here)
            at = start - length
            found.append((start, at))
        return found

    return lambda text: _marked(text, spans(text))


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    at, out = 0, Markup()
    for start, end in spans:
        if start >= at:
            out += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
            at = end
    return out + escape(text[at:])


def _patterns_marked(patterns: Iterable[str]) -> Marking:
    found = [pattern(text) for text in patterns if text]
    return lambda text: _marked(text, sorted(span for one in found for span in places(one, text)))


@router.get("/style.css")
async def style() -> Response:
    """The look of all our pages, with what these add."""
    return Response(f"{look()}\n{_file('page.css')}", media_type="text/css; charset=utf-8")


@router.get("/")
async def concordance_page(
    request: Request,
    caller: Reader,
    memory: Annotated[str, Query(max_length=64)] = "",
    phrase: Annotated[str, Query(max_length=500)] = "",
    other: Annotated[str, Query(max_length=500)] = "",
    document: Annotated[str, Query(max_length=300)] = "",
    symbol: Annotated[str, Query(max_length=300)] = "",
    year: Annotated[str, Query(max_length=20)] = "",
    regular: Annotated[str, Query(max_length=1)] = "",
) -> HTMLResponse:
    """Where a phrase stands, or a regular expression fits."""
    office = office_of(request)
    names = readable(office, caller)
    chosen = memory or (names[0] if names else "")
    if chosen not in names:
        raise HTTPException(404, say("there is no such memory"))
    documents = [name for name, _, _ in await office.memories.run(chosen, lambda store: store.documents())]
    found: Concordance | None = None
    said, marking = "", phrases_marked((phrase, other))
    if phrase.strip() or other.strip():
        first, second = (phrase, other) if phrase.strip() else (other, "")
        narrowing = Narrowing(document, symbol, year)
        try:
            found = await office.memories.run(
                chosen,
                lambda store: store.find(first, second, narrowing, regular=bool(regular), limit=LINES),
                lane="pattern" if regular else "quick",
            )
            marking = _patterns_marked((first, second)) if regular else marking
        except (SettingsError, MissingExtraError) as error:
            said = said_of(error)
    asked = {
        "phrase": phrase, "other": other, "document": document, "symbol": symbol, "year": year, "regular": regular,
    }  # fmt: skip
    return page(
        "concordance", told("Concordance: {phrase}", phrase=phrase) if phrase else told("Concordance"), "Concordance",
        caller,
        memories=names, memory=chosen, asked=asked, documents=documents[:2000], found=found, said=said, marked=marking,
    )  # fmt: skip


@router.get("/terms")
async def terms_page(
    request: Request, caller: Reader, text: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    """The glossary, or what is found in it."""
    terms = office_of(request).terms
    glossary = await terms.glossary()
    found = await terms.search(text, LINES)
    languages = list(dict.fromkeys(term.language for concept in found for term in concept.terms))
    return page(
        "terms", told("Terms: {text}", text=text) if text else told("Terms"), "Terms", caller,
        text=text, concepts=found, total=len(glossary), languages=_by_primary(languages),
    )  # fmt: skip


def _by_primary(tags: list[str]) -> list[str]:
    """One tag for each language: a glossary with `en` and `en-GB` has one column for both."""
    return list(dict.fromkeys(tag.partition("-")[0] for tag in tags))


@router.get("/terms/{concept}")
async def term_page(request: Request, concept: ConceptId, caller: Reader) -> HTMLResponse:
    """A term's own address."""
    return await term_page_of(office_of(request), concept, caller)


async def term_page_of(office: Office, concept: str, caller: Caller, said: str = "", status: int = 200) -> HTMLResponse:
    """A concept, what is said about it, places of it in the memories; a form for who may decide about it. Raises
    HTTPException where there is none."""
    found = await office.terms.concept(concept)
    if found is None:
        raise HTTPException(404, say("there is no such term"))
    phrases = [term.text for term in found.terms]
    at: list[tuple[str, ConcordanceLine]] = []
    for name in readable(office, caller):
        for one in phrases[:4]:
            try:
                lines, _ = await office.memories.run(name, lambda store, one=one: store.search(one, limit=10))  # type: ignore[misc]
            except SettingsError:
                continue
            at += [(name, each) for each in lines]
    unique = {(name, each.unit): (name, each) for name, each in at}
    comments = await office.memories.run(
        office.settings.first, lambda store: Comments(store.database).of("concept", concept)
    )
    revision, changes = 0, []
    if not office.terms.in_file:
        # The form says of which state it is, and shows that one.
        found, revision, _ = await office.terms.change(lambda concepts: concepts.get(concept))
        changes = await office.terms.change(lambda concepts: concepts.history(concept))
    return page(
        "term", phrases[0] if phrases else concept, "Terms", caller, status,
        concept=found, phrases=phrases, places=list(unique.values())[:20], comments=comments, changes=changes,
        marked=phrases_marked(phrases), writes=caller.may("write"), speech=PARTS_OF_SPEECH, statuses=list(Status),
        sentence=_history,
        decides=caller.may("write") and not caller.memory and not office.terms.in_file, revision=revision, said=said,
    )  # fmt: skip


def _history(line: str) -> str:
    return translated(history_sentence(line))


async def unit_page_of(
    office: Office, memory: str, unit: int, caller: Caller, said: str = "", status: int = 200
) -> HTMLResponse:
    """A unit, what is said about it, and what was done to it. Raises UnitMissingError."""

    def look_at(store: OfficeStore) -> tuple[StoredUnit, Any, Any]:
        return store.unit(unit), Comments(store.database).of("unit", str(unit)), store.history(unit)

    stored, comments, changes = await office.memories.run(memory, look_at)
    number = stored.entry.prop("x-paragraph") or ""
    return page(
        "unit", told("Unit {unit}", unit=unit), "", caller, status, memory=memory, unit=stored, number=number,
        comments=comments, changes=changes[:30], writes=caller.may("write", memory), said=said,
    )  # fmt: skip


@router.get("/m/{memory}/units/{unit}")
async def unit_page(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> HTMLResponse:
    """A unit's own address."""
    return await unit_page_of(office_of(request), memory, unit, caller)


@router.get("/comments")
async def comments_page(request: Request, caller: Reader) -> HTMLResponse:
    """What waits for an answer, in all memories and in the glossary."""
    office = office_of(request)
    waiting = []
    for name in readable(office, caller):
        found = await office.memories.run(name, lambda store: Comments(store.database).waiting("unit", LINES))
        waiting += [
            (told("{memory}: unit {unit}", memory=name, unit=each.about), f"/m/{name}/units/{each.about}", each)
            for each in found
        ]
    found = await office.memories.run(
        office.settings.first, lambda store: Comments(store.database).waiting("concept", LINES)
    )
    waiting += [(each.about, f"/terms/{each.about}", each) for each in found]
    return page("waiting", told("Comments"), "Comments", caller, waiting=waiting)


def said_of(error: DuizhaoError) -> str:
    """An error on one line for a page."""
    said = tuple(recognised(text) for text in (error.what, error.cure) if text)
    return translated(say_joined(". ", said))
