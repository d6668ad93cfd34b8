"""Questions under `/v1/`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPBearer
from starlette.requests import ClientDisconnect

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import guess
from duizhao.server.access import needs, office_of, readable
from duizhao.server.models import (
    ERRORS,
    MAX_NUMBER,
    AuditAnswer,
    ChangeAnswer,
    ConceptAnswer,
    ConcordanceAnswer,
    Correction,
    DocumentAnswer,
    ImportAnswer,
    ImportedDocument,
    LanguageCode,
    LookupAnswer,
    LookupQuestion,
    MatchAnswer,
    MemoryAnswer,
    Name,
    NewUnit,
    PlaceAnswer,
    RecognitionQuestion,
    RecognizedTerm,
    Reverting,
    Text,
    TokenAnswer,
    UnitAnswer,
)
from duizhao.server.tokens import Caller
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.known import memory_formats
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import Sifted, left_out, without_guesses
from duizhao.tmx.model import Entry, Prop, Variant, content
from duizhao.tmx.store.office import OfficeStore

router = APIRouter(
    prefix="/v1",
    responses=ERRORS,
    dependencies=[Depends(HTTPBearer(auto_error=False, description="duizhao token add"))],
)
Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
MemoryName = Annotated[str, Path(description="A memory's name, as `/v1/memories` lists it.", max_length=64)]
UnitNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
Few = Annotated[int, Query(ge=1, le=200)]
_PIECE = 256 * 1024


def language_of(given: str, text: str) -> str:
    """The language that is given, else guessed. Raises SettingsError."""
    found = given or guess(text)
    if not found:
        raise SettingsError("cannot tell the language of this text", cure="Say it with language")
    return found


@router.get("/memories", summary="The memories that you may read")
async def memories(request: Request, caller: Reader) -> list[MemoryAnswer]:
    """Names, sizes and languages."""
    office = office_of(request)

    def look(name: str, store: OfficeStore) -> MemoryAnswer:
        documents = store.documents()
        units = sum(number for _, number, _ in documents)
        return MemoryAnswer(name=name, documents=len(documents), units=units, texts=store.languages())

    return [await office.memories.run(name, partial(look, name)) for name in readable(office, caller)]


@router.get("/memories/{memory}/documents", summary="The documents of a memory")
async def documents(request: Request, memory: MemoryName, caller: Reader) -> list[DocumentAnswer]:
    """By name, with their numbers of units."""
    found = await office_of(request).memories.run(memory, lambda store: store.documents())
    return [DocumentAnswer(document=name, units=units, added=added) for name, units, added in found]


@router.delete("/memories/{memory}/documents/{document:path}", status_code=204, summary="Remove a document")
async def remove_document(
    request: Request, memory: MemoryName, document: Annotated[str, Path(max_length=300)], caller: Admin
) -> Response:
    """With all of its units; their history stays, and each can be brought back."""
    office = office_of(request)

    def remove(store: OfficeStore) -> bool:
        with store.by(caller.name):
            return store.remove(document)

    if not await office.memories.run(memory, remove):
        raise HTTPException(404, "there is no such document")
    await office.memories.people(lambda people: people.note(caller.name, "remove document", memory, document))
    return Response(status_code=204)


# Looking up ----------------------------------------------------------------------------------------------------------


@router.get("/memories/{memory}/lookup", summary="Exact and fuzzy matches of a text")
async def lookup(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    text: Annotated[Text, Query(description="A sentence or a heading.")],
    language: Annotated[LanguageCode, Query(description="What it is in; guessed as en or zh without it.")] = "",
    target: Annotated[LanguageCode, Query(description="The language of the translations.")] = "",
    minimum: Annotated[int, Query(ge=0, le=100)] = 70,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> LookupAnswer:
    """The units most like a text, the best first; of equals the newest."""
    tag = language_of(language, text)
    found = await office_of(request).memories.run(
        memory, lambda store: store.lookup(text, tag, target, minimum=minimum, limit=limit)
    )
    return LookupAnswer(text=text, matches=[MatchAnswer.of(match) for match in found])


@router.post("/memories/{memory}/lookup", summary="Matches of many texts")
async def lookup_many(
    request: Request, memory: MemoryName, question: LookupQuestion, caller: Reader
) -> list[LookupAnswer]:
    """For each text of a document what the look-up of one gives, in their order. Texts without a letter have none."""
    office = office_of(request)

    def one(text: str, store: OfficeStore) -> list[MatchAnswer]:
        tag = question.language or guess(text)
        found = store.lookup(text, tag, question.target, minimum=question.minimum, limit=question.limit) if tag else []
        return [MatchAnswer.of(match) for match in found]

    # One by one, so that a long list does not hold a connection against everybody else.
    return [
        LookupAnswer(text=text, matches=await office.memories.run(memory, partial(one, text)))
        for text in question.texts
    ]


@router.get("/memories/{memory}/concordance", summary="Where a phrase stands")
async def concordance(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    phrase: Annotated[
        Text, Query(max_length=500, description="Words or characters in a row; a last word may end with *.")
    ],
    other: Annotated[Text, Query(max_length=500, description="What the text on the other side holds, too.")] = "",
    language: LanguageCode = "",
    document: Annotated[str, Query(max_length=300, description="Only in this document.")] = "",
    limit: Few = 20,
) -> ConcordanceAnswer:
    """In either language, with the texts before and after. Case, width and marks do not count; nothing in a phrase is a
    pattern but the * at its end."""
    lines, complete = await office_of(request).memories.run(
        memory, lambda store: store.search(phrase, other, language=language, document=document, limit=limit)
    )
    return ConcordanceAnswer(lines=[PlaceAnswer.of(line) for line in lines], complete=complete)


# Units ---------------------------------------------------------------------------------------------------------------


@router.post("/memories/{memory}/units", status_code=201, summary="Add a unit")
async def add_unit(request: Request, memory: MemoryName, unit: NewUnit, caller: Writer) -> UnitAnswer:
    """At the end of its document, which is made where it is missing."""
    entry = Entry(
        tuple(Variant(text.language, content(text.text)) for text in unit.texts),
        extras=(
            Prop("x-document", unit.document),
            *(Prop(k, v) for k, v in unit.properties.items() if k != "x-document"),
        ),
    )
    stored = await office_of(request).memories.run(
        memory, lambda store: store.add_unit(entry, unit.document, caller.name)
    )
    return UnitAnswer.of(stored)


@router.get("/memories/{memory}/units/{unit}", summary="A unit")
async def read_unit(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> UnitAnswer:
    """With its texts, properties and revision."""
    return UnitAnswer.of(await office_of(request).memories.run(memory, lambda store: store.unit(unit)))


@router.patch("/memories/{memory}/units/{unit}", summary="Correct a unit", responses={409: ERRORS[422]})
async def correct_unit(
    request: Request, memory: MemoryName, unit: UnitNumber, correction: Correction, caller: Writer
) -> UnitAnswer:
    """Give it other texts. Inline codes of a text that changes are lost."""
    texts = {text.language: text.text for text in correction.texts}
    stored = await office_of(request).memories.run(
        memory, lambda store: store.correct_unit(unit, texts, caller.name, correction.revision)
    )
    return UnitAnswer.of(stored)


@router.delete("/memories/{memory}/units/{unit}", status_code=204, summary="Delete a unit")
async def delete_unit(request: Request, memory: MemoryName, unit: UnitNumber, caller: Writer) -> Response:
    """Its history stays, and it can be brought back."""
    await office_of(request).memories.run(memory, lambda store: store.delete_unit(unit, caller.name))
    return Response(status_code=204)


@router.get("/memories/{memory}/units/{unit}/history", summary="What was done to a unit")
async def history(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> list[ChangeAnswer]:
    """Also to one that was deleted, the last first."""
    found = await office_of(request).memories.run(memory, lambda store: store.history(unit))
    return [ChangeAnswer.of(change) for change in found]


@router.post("/memories/{memory}/revert", summary="Take a change back")
async def revert(request: Request, memory: MemoryName, reverting: Reverting, caller: Writer) -> UnitAnswer | None:
    """The unit becomes what it was before the change; null where it was not there."""
    stored = await office_of(request).memories.run(memory, lambda store: store.revert(reverting.change, caller.name))
    return UnitAnswer.of(stored) if stored else None


@router.get("/memories/{memory}/changes", summary="The last changes of a memory")
async def changes(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    document: Annotated[str, Query(max_length=300)] = "",
    limit: Few = 50,
) -> list[ChangeAnswer]:
    """Of all or of one document, the last first."""
    found = await office_of(request).memories.run(memory, lambda store: store.changes(document, limit))
    return [ChangeAnswer.of(change) for change in found]


# Files ---------------------------------------------------------------------------------------------------------------


def _known(format_: str, *, to_read: bool) -> str:
    """The ending of a format's files. Raises SettingsError for one that is unknown, or cannot be read or written."""
    found = memory_formats.get(format_)
    if format_ != "tmx" and not (found.read if to_read else found.write):
        raise SettingsError(f"{format_} is not {'read' if to_read else 'written'} here", cure="Use tmx")
    return found.suffixes[0] if found.suffixes else f".{format_}"


_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


@router.post("/memories/{memory}/import", summary="Add a file", openapi_extra=_BODY)
async def import_file(
    request: Request,
    memory: MemoryName,
    caller: Writer,
    format: Annotated[str, Query(max_length=20, description="tmx, or another of `duizhao tmx convert`.")] = "tmx",
    document: Annotated[Name, Query(description="The document of units that name none.")] = "import",
) -> ImportAnswer:
    """The body is the file. A document that is there already is replaced; what it held stays in the history of its
    units. A file that does not arrive whole, or cannot be read, changes nothing that was not said."""
    office = office_of(request)
    ending = _known(format, to_read=True)
    with tempfile.TemporaryDirectory(prefix="duizhao-") as folder:
        path = FilePath(folder) / f"import{ending}"
        try:
            with open(path, "wb") as file:
                async for piece in request.stream():
                    file.write(piece)
        except ClientDisconnect:
            raise HTTPException(400, "the file did not arrive whole, or is too large") from None
        done = await office.memories.run(memory, partial(_import, path, format, document, caller.name), slow=True)
    names = ", ".join(f"{one.document} ({one.units})" for one in done.documents)
    await office.memories.people(lambda people: people.note(caller.name, "import", memory, names))
    return done


def _import(path: FilePath, format_: str, document: str, who: str, store: OfficeStore) -> ImportAnswer:
    try:
        with reading(path, format_) as (_, entries), store.by(who):
            approved = Sifted(partial(without_guesses, entries))
            done = [
                ImportedDocument(document=name, units=units, replaced=replaced)
                for name, units, replaced in store.add(approved, document)
            ]
            return ImportAnswer(documents=done, left_out=left_out(entries, approved) or "")
    except InputError as error:
        where = f"line {error.line}: " if error.line else ""
        raise SettingsError(f"{where}{error.what}", cure=error.cure or "Check the file, or name its format") from error


@router.get(
    "/memories/{memory}/export",
    summary="The memory as a file",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file"}},
)
async def export_file(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    format: Annotated[str, Query(max_length=20)] = "tmx",
    document: Annotated[str, Query(max_length=300)] = "",
    source: Annotated[LanguageCode, Query(min_length=2)] = "en",
) -> StreamingResponse:
    """All of it or one document, of one moment. Its length is said before it comes, so that a part is not taken for
    all."""
    office = office_of(request)
    ending = _known(format, to_read=False)
    folder = tempfile.TemporaryDirectory(prefix="duizhao-")
    path = FilePath(folder.name) / f"export{ending}"

    def write(store: OfficeStore) -> None:
        writing_to(path, table_header((source, "")), store.entries(document), format)

    try:
        await office.memories.run(memory, write, slow=True)
        await office.memories.people(lambda people: people.note(caller.name, "export", memory, document or "all"))
    except BaseException:
        folder.cleanup()
        raise

    def pieces() -> Iterator[bytes]:
        with folder, open(path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    headers = {
        "content-length": str(os.path.getsize(path)),
        "content-disposition": f'attachment; filename="{memory}{ending}"',
    }
    return StreamingResponse(pieces(), media_type="application/octet-stream", headers=headers)


# Terms ---------------------------------------------------------------------------------------------------------------


@router.get("/terms", summary="Look a term up")
async def terms(
    request: Request, caller: Reader, text: Annotated[Text, Query()] = "", limit: Few = 20
) -> list[ConceptAnswer]:
    """The concepts with this term in either language, then those with a term that contains it."""
    return [ConceptAnswer.of(concept) for concept in office_of(request).terms.search(text, limit)]


@router.get("/terms/{concept}", summary="A concept")
async def term(request: Request, concept: Annotated[str, Path(max_length=200)], caller: Reader) -> ConceptAnswer:
    """With its terms."""
    found = office_of(request).terms.concept(concept)
    if found is None:
        raise HTTPException(404, "there is no such concept")
    return ConceptAnswer.of(found)


@router.post("/terms/recognize", summary="The terms in a text")
async def recognize(request: Request, question: RecognitionQuestion, caller: Reader) -> list[RecognizedTerm]:
    """Of overlapping ones the longest."""
    return [
        RecognizedTerm(
            start=match.span.start,
            end=match.span.end,
            text=match.text,
            concepts=[ConceptAnswer.of(concept) for concept in match.concepts],
        )
        for match in office_of(request).terms.recognize(question.text, question.language)
    ]


# People --------------------------------------------------------------------------------------------------------------


@router.get("/tokens", summary="The tokens, without themselves")
async def tokens(request: Request, caller: Admin) -> list[TokenAnswer]:
    """Those in use, expired and revoked."""
    office = office_of(request)
    _everywhere(caller)
    return [TokenAnswer(**token._asdict()) for token in await office.memories.people(lambda people: people.tokens())]


@router.get("/audit", summary="The audit log")
async def audit(request: Request, caller: Admin, limit: Few = 100) -> list[AuditAnswer]:
    """Imports, exports, removals, tokens and refusals, the last first. Changes of units are in their history."""
    office = office_of(request)
    _everywhere(caller)
    return [AuditAnswer(**line._asdict()) for line in await office.memories.people(lambda people: people.audit(limit))]


def _everywhere(caller: Caller) -> None:
    if caller.memory:
        raise HTTPException(403, "this needs a token for all memories")
