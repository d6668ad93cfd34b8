"""Comments under `/v1/`: by everybody with a name who may read, also on what they may not change."""

from __future__ import annotations

from fastapi import HTTPException, Request

from duizhao.server.access import Office, office_of
from duizhao.server.asking import CommentNumber, ConceptId, Few, MemoryName, Reader, UnitNumber, named, questions
from duizhao.server.comments import Comments, OfficeComment
from duizhao.server.models import CommentAnswer, NewComment
from duizhao.server.tokens import Caller
from duizhao.tmx.store.office import OfficeStore

router = questions()


async def comment_on_unit(office: Office, memory: str, unit: int, caller: Caller, text: str) -> OfficeComment:
    """Say something about a unit. Raises UnitMissingError."""
    who = named(caller)

    def add(store: OfficeStore) -> OfficeComment:
        store.unit(unit)
        return Comments(store.database).add("unit", str(unit), who, text)

    return await office.memories.change(memory, add)


async def comment_on_concept(office: Office, concept: str, caller: Caller, text: str) -> OfficeComment:
    """Say something about a concept. Raises HTTPException where there is none."""
    who = named(caller)
    if await office.terms.concept(concept) is None:
        raise HTTPException(404, "there is no such concept")
    first = office.settings.first
    return await office.memories.change(
        first, lambda store: Comments(store.database).add("concept", concept, who, text)
    )


async def settle(office: Office, memory: str, number: int, caller: Caller, kind: str) -> OfficeComment:
    """Say that a comment is dealt with: who wrote it may, and who may write. Raises HTTPException for others,
    CommentMissingError."""
    who = named(caller)

    def settled(store: OfficeStore) -> OfficeComment:
        comments = Comments(store.database)
        found = comments.get(number)
        if found.kind != kind:
            raise HTTPException(404, "there is no such comment")
        if found.who != who and not caller.may("write", memory if kind == "unit" else None):
            raise HTTPException(403, "only who wrote a comment, or may write, settles it")
        return comments.settle(number, who)

    return await office.memories.change(memory, settled)


@router.get("/memories/{memory}/comments", summary="Comments on units that wait for an answer")
async def waiting_comments(
    request: Request, memory: MemoryName, caller: Reader, limit: Few = 50
) -> list[CommentAnswer]:
    """The last first."""
    found = await office_of(request).memories.run(memory, lambda store: Comments(store.database).waiting("unit", limit))
    return [CommentAnswer.of(comment) for comment in found]


@router.get("/memories/{memory}/units/{unit}/comments", summary="Comments on a unit")
async def unit_comments(request: Request, memory: MemoryName, unit: UnitNumber, caller: Reader) -> list[CommentAnswer]:
    """The first first; also on a unit that was deleted."""
    found = await office_of(request).memories.run(memory, lambda store: Comments(store.database).of("unit", str(unit)))
    return [CommentAnswer.of(comment) for comment in found]


@router.post("/memories/{memory}/units/{unit}/comments", status_code=201, summary="Comment on a unit")
async def add_unit_comment(
    request: Request, memory: MemoryName, unit: UnitNumber, comment: NewComment, caller: Reader
) -> CommentAnswer:
    """Whoever may read may comment, under their name."""
    return CommentAnswer.of(await comment_on_unit(office_of(request), memory, unit, caller, comment.text))


@router.post("/memories/{memory}/comments/{comment}/settle", summary="A comment on a unit is dealt with")
async def settle_unit_comment(
    request: Request, memory: MemoryName, comment: CommentNumber, caller: Reader
) -> CommentAnswer:
    """Says who wrote it, or who may write."""
    return CommentAnswer.of(await settle(office_of(request), memory, comment, caller, "unit"))


@router.get("/glossary/comments", summary="Comments on concepts that wait for an answer")
async def waiting_term_comments(request: Request, caller: Reader, limit: Few = 50) -> list[CommentAnswer]:
    """The last first."""
    office = office_of(request)
    found = await office.memories.run(
        office.settings.first, lambda store: Comments(store.database).waiting("concept", limit)
    )
    return [CommentAnswer.of(comment) for comment in found]


@router.get("/terms/{concept}/comments", summary="Comments on a concept")
async def concept_comments(request: Request, concept: ConceptId, caller: Reader) -> list[CommentAnswer]:
    """The first first."""
    office = office_of(request)
    found = await office.memories.run(
        office.settings.first, lambda store: Comments(store.database).of("concept", concept)
    )
    return [CommentAnswer.of(comment) for comment in found]


@router.post("/terms/{concept}/comments", status_code=201, summary="Comment on a concept")
async def add_concept_comment(
    request: Request, concept: ConceptId, comment: NewComment, caller: Reader
) -> CommentAnswer:
    """Whoever may read may comment, under their name."""
    return CommentAnswer.of(await comment_on_concept(office_of(request), concept, caller, comment.text))


@router.post("/glossary/comments/{comment}/settle", summary="A comment on a concept is dealt with")
async def settle_concept_comment(request: Request, comment: CommentNumber, caller: Reader) -> CommentAnswer:
    """Says who wrote it, or who may write."""
    office = office_of(request)
    return CommentAnswer.of(await settle(office, office.settings.first, comment, caller, "concept"))
