"""What people send from our pages: comments, corrections. Answered by the page that it belongs to."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import told
from duizhao.server.access import office_of
from duizhao.server.asking import CommentNumber, ConceptId, MemoryName, Reader, UnitNumber, Writer, everywhere
from duizhao.server.concepts import ConceptChangedError, ConceptMissingError
from duizhao.server.models import MAX_NUMBER, MAX_TEXT
from duizhao.server.pages import said_of, term_page_of, unit_page_of
from duizhao.server.rest_comments import comment_on_concept, comment_on_unit, settle
from duizhao.server.term_forms import decided
from duizhao.server.terms import TermsInFileError
from duizhao.tmx.store.office import UnitChangedError, UnitMissingError

router = APIRouter(include_in_schema=False)
_TEXT = "text."


async def _fields(request: Request) -> dict[str, str]:
    """What a form of ours says. Raises HTTPException for one that does not come from a page of ours: a browser sends
    who somebody is by itself, whoever made the form."""
    if not request.headers.get("origin") and request.headers.get("sec-fetch-site") != "same-origin":
        raise HTTPException(403, "the form comes from another page")
    try:
        given = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=400)
    except ValueError:
        raise HTTPException(422, "this is no form") from None
    # A browser sends line ends as CR LF.
    return {name: values[-1].replace("\r\n", "\n").replace("\0", "") for name, values in given.items()}


def _number(fields: dict[str, str], name: str) -> int:
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= MAX_NUMBER):
        raise HTTPException(422, f"{name} is no number")
    return int(text)


def _back(address: str) -> Response:
    return RedirectResponse(address, 303)


def _unit(memory: str, unit: str | int) -> Response:
    return _back(f"/m/{quote(memory)}/units/{quote(str(unit))}")


@router.post("/m/{memory}/units/{unit}/comments")
async def comment_on_unit_form(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> Response:
    """A comment on a unit."""
    fields = await _fields(request)
    try:
        await comment_on_unit(office_of(request), memory, unit, caller, fields.get("text", "")[:4000])
    except UnitMissingError:
        raise
    except SettingsError as error:
        return await unit_page_of(office_of(request), memory, unit, caller, said_of(error), 422)
    return _unit(memory, unit)


@router.post("/m/{memory}/comments/{comment}/settle")
async def settle_unit_form(request: Request, memory: MemoryName, comment: CommentNumber, caller: Reader) -> Response:
    """A comment on a unit is dealt with."""
    await _fields(request)
    return _unit(memory, (await settle(office_of(request), memory, comment, caller, "unit")).about)


@router.post("/m/{memory}/units/{unit}")
async def correct_form(request: Request, memory: MemoryName, unit: UnitNumber, caller: Writer) -> Response:
    """Other texts of a unit, of the revision that the person saw."""
    office = office_of(request)
    fields = await _fields(request)
    texts = {name.removeprefix(_TEXT): text for name, text in fields.items() if name.startswith(_TEXT)}
    revision = _number(fields, "revision")
    if not texts or any(not text.strip() or len(text) > MAX_TEXT for text in texts.values()):
        return await unit_page_of(
            office, memory, unit, caller, told("A text has 1 to {most} characters.", most=MAX_TEXT), 422
        )
    try:
        await office.memories.change(memory, lambda store: store.correct_unit(unit, texts, caller.name, revision))
    except UnitMissingError:
        raise
    except SettingsError as error:
        status = 409 if isinstance(error, UnitChangedError) else 422
        return await unit_page_of(office, memory, unit, caller, said_of(error), status)
    return _unit(memory, unit)


@router.post("/m/{memory}/units/{unit}/revert")
async def revert_form(request: Request, memory: MemoryName, unit: UnitNumber, caller: Writer) -> Response:
    """A unit becomes what it was before a change of it."""
    change = _number(await _fields(request), "change")
    await office_of(request).memories.change(memory, lambda store: store.revert(change, caller.name))
    return _unit(memory, unit)


@router.post("/terms/{concept}")
async def decide_form(request: Request, concept: ConceptId, caller: Writer) -> Response:
    """What somebody decides about a concept, of the revision that they saw."""
    everywhere(caller)
    office = office_of(request)
    fields = await _fields(request)
    revision = _number(fields, "revision")
    try:
        await office.terms.change(lambda concepts: concepts.change(concept, decided(fields), caller.name, revision))
    except ConceptMissingError:
        raise
    except SettingsError as error:
        status = 409 if isinstance(error, ConceptChangedError | TermsInFileError) else 422
        return await term_page_of(office, concept, caller, said_of(error), status)
    return _back(f"/terms/{quote(concept)}")


@router.post("/terms/{concept}/comments")
async def comment_on_term_form(request: Request, concept: ConceptId, caller: Reader) -> Response:
    """A comment on a term."""
    fields = await _fields(request)
    await comment_on_concept(office_of(request), concept, caller, fields.get("text", "")[:4000])
    return _back(f"/terms/{quote(concept)}")


@router.post("/terms/comments/{comment}/settle")
async def settle_term_form(request: Request, comment: CommentNumber, caller: Reader) -> Response:
    """A comment on a term is dealt with."""
    await _fields(request)
    office = office_of(request)
    found = await settle(office, office.settings.first, comment, caller, "concept")
    return _back(f"/terms/{quote(found.about)}")
