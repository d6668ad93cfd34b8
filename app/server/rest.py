"""Questions under `/v1/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import HTTPException, Path, Query, Request, Response

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import guess
from duizhao.server.access import office_of, readable
from duizhao.server.asking import Admin, Few, MemoryName, Reader, UnitNumber, Writer, everywhere, questions
from duizhao.server.looking import PhraseAsked, TextAsked, json_bytes
from duizhao.server.models import (
    AuditAnswer,
    CallerAnswer,
    ChangeAnswer,
    ConcordanceAnswer,
    Correction,
    DocumentAnswer,
    FragmentAnswer,
    LanguageCode,
    LookupAnswer,
    LookupQuestion,
    MatchAnswer,
    MemoryAnswer,
    NewUnit,
    Reverting,
    Text,
    TokenAnswer,
    UnitAnswer,
)
from duizhao.tmx.model import Entry, Prop, Variant, content
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.office_search import Narrowing

router = questions()


def language_of(given: str, text: str) -> str:
    """The language that is given, else guessed. Raises SettingsError."""
    found = given or guess(text)
    if not found:
        raise SettingsError("cannot tell the language of this text", cure="Say it with language")
    return found


def as_json(answer: Mapping[str, object] | bytes) -> Response:
    """An answer of our own fields, which no model has to check; bytes are JSON already."""
    found = answer if isinstance(answer, bytes) else json_bytes(answer)
    return Response(found, media_type="application/json")


@router.get("/me", summary="Who you are here")
async def me(request: Request, caller: Reader) -> CallerAnswer:
    """The name that signs what you do, what you may do, and in which memory ("" for all)."""
    return CallerAnswer(**caller._asdict())


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

    if not await office.memories.change(memory, remove):
        raise HTTPException(404, "there is no such document")
    await office.memories.note(caller.name, "remove document", memory, document)
    return Response(status_code=204)


# Looking up ----------------------------------------------------------------------------------------------------------


@router.get("/memories/{memory}/lookup", summary="Exact and fuzzy matches of a text", response_model=LookupAnswer)
async def lookup(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    text: Annotated[Text, Query(description="A sentence or a heading.")],
    language: Annotated[LanguageCode, Query(description="What it is in; guessed as en or zh without it.")] = "",
    target: Annotated[LanguageCode, Query(description="The language of the translations.")] = "",
    minimum: Annotated[int, Query(ge=0, le=100)] = 70,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> Response:
    """The units most like a text, the best first; of equals the newest."""
    tag = language_of(language, text)
    return as_json(await office_of(request).memories.looked(memory, TextAsked(text, tag, target, minimum, limit)))


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


@router.get("/memories/{memory}/fragments", summary="Parts of a text that were translated inside other texts")
async def fragments(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    text: Annotated[Text, Query(description="A sentence.")],
    language: Annotated[LanguageCode, Query(description="What it is in; guessed as en or zh without it.")] = "",
    target: Annotated[LanguageCode, Query(description="The language of the translations.")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> list[FragmentAnswer]:
    """The longest runs of words (characters) that stand in units with other texts, from left to right, each in its
    newest unit, with the part of the translation that they most likely are."""
    tag = language_of(language, text)
    found = await office_of(request).memories.run(memory, lambda store: store.fragments(text, tag, target, limit=limit))
    return [FragmentAnswer.of(fragment) for fragment in found]


@router.get("/memories/{memory}/concordance", summary="Where a phrase stands", response_model=ConcordanceAnswer)
async def concordance(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    phrase: Annotated[
        Text, Query(max_length=500, description="Words or characters in a row; a last word may end with *.")
    ],
    other: Annotated[Text, Query(max_length=500, description="What the text on the other side holds, too.")] = "",
    regular: Annotated[bool, Query(description="Both are regular expressions, in RE2's syntax.")] = False,
    language: LanguageCode = "",
    document: Annotated[str, Query(max_length=300, description="Only in this document.")] = "",
    symbol: Annotated[Text, Query(max_length=300, description="Only in documents whose name holds this.")] = "",
    year: Annotated[
        str,
        Query(pattern=r"^(\d{4})?$", description="The first year in the document's name, else of the last change."),
    ] = "",
    limit: Few = 20,
) -> Response:
    """In either language, with the texts before and after. Case, width and marks do not count in a phrase, and nothing
    in it is a pattern but the * at its end. A regular expression looks through the newest texts for two seconds."""
    memories, narrowing = office_of(request).memories, Narrowing(document, symbol, year)
    asked = PhraseAsked(phrase, other, language, limit)
    if not (regular or any(narrowing)):
        return as_json(await memories.looked(memory, asked))
    work = partial(asked.narrowed, narrowing, regular)
    return as_json(await memories.read(memory, work, lane="pattern" if regular else "quick"))


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
    stored = await office_of(request).memories.change(
        memory, lambda store: store.add_unit(entry, unit.document, caller.name)
    )
    return UnitAnswer.of(stored)


@router.get("/memories/{memory}/units/{unit}", summary="A unit")
async def read_unit(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> UnitAnswer:
    """With its texts, properties and revision."""
    return UnitAnswer.of(await office_of(request).memories.run(memory, lambda store: store.unit(unit)))


@router.patch("/memories/{memory}/units/{unit}", summary="Correct a unit")
async def correct_unit(
    request: Request, memory: MemoryName, unit: UnitNumber, correction: Correction, caller: Writer
) -> UnitAnswer:
    """Give it other texts. Inline codes of a text that changes are lost."""
    texts = {text.language: text.text for text in correction.texts}
    stored = await office_of(request).memories.change(
        memory, lambda store: store.correct_unit(unit, texts, caller.name, correction.revision)
    )
    return UnitAnswer.of(stored)


@router.delete("/memories/{memory}/units/{unit}", status_code=204, summary="Delete a unit")
async def delete_unit(request: Request, memory: MemoryName, unit: UnitNumber, caller: Writer) -> Response:
    """Its history stays, and it can be brought back."""
    await office_of(request).memories.change(memory, lambda store: store.delete_unit(unit, caller.name))
    return Response(status_code=204)


@router.get("/memories/{memory}/units/{unit}/history", summary="What was done to a unit")
async def history(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> list[ChangeAnswer]:
    """Also to one that was deleted, the last first."""
    found = await office_of(request).memories.run(memory, lambda store: store.history(unit))
    return [ChangeAnswer.of(change) for change in found]


@router.post("/memories/{memory}/revert", summary="Take a change back")
async def revert(request: Request, memory: MemoryName, reverting: Reverting, caller: Writer) -> UnitAnswer | None:
    """The unit becomes what it was before the change; null where it was not there."""
    stored = await office_of(request).memories.change(memory, lambda store: store.revert(reverting.change, caller.name))
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


# People --------------------------------------------------------------------------------------------------------------


@router.get("/tokens", summary="The tokens, without themselves")
async def tokens(request: Request, caller: Admin) -> list[TokenAnswer]:
    """Those in use, expired and revoked."""
    office = office_of(request)
    everywhere(caller)
    return [TokenAnswer(**token._asdict()) for token in await office.memories.people(lambda people: people.tokens())]


@router.get("/audit", summary="The audit log")
async def audit(request: Request, caller: Admin, limit: Few = 100) -> list[AuditAnswer]:
    """Imports, exports, removals, tokens and refusals, the last first. Changes of units are in their history."""
    office = office_of(request)
    everywhere(caller)
    return [AuditAnswer(**line._asdict()) for line in await office.memories.people(lambda people: people.audit(limit))]
