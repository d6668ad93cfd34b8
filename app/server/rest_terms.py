"""The glossary under `/v1/`: looked up, found in texts, and, where it lies in the database, changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query, Request, Response

from duizhao.server.access import office_of
from duizhao.server.asking import ConceptId, Few, Reader, Writer, everywhere, questions
from duizhao.server.models import Reverting, Text
from duizhao.server.term_models import (
    AddedConcept,
    ConceptAnswer,
    ConceptChangeAnswer,
    ConceptCorrection,
    RecognitionQuestion,
    RecognizedTerm,
    StoredConceptAnswer,
)
from duizhao.terminology.glossary import Concept

router = questions()


@router.get("/terms", summary="Look a term up")
async def terms(
    request: Request, caller: Reader, text: Annotated[Text, Query()] = "", limit: Few = 20
) -> list[ConceptAnswer]:
    """The concepts with this term in either language, then those with a term that contains it."""
    return [ConceptAnswer.of(concept) for concept in await office_of(request).terms.search(text, limit)]


@router.get("/terms/{concept}", summary="A concept")
async def term(request: Request, concept: ConceptId, caller: Reader) -> ConceptAnswer:
    """With its terms."""
    found = await office_of(request).terms.concept(concept)
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
        for match in await office_of(request).terms.recognize(question.text, question.language)
    ]


# Changing: only where the glossary lies in the database ------------------------------------------------------------


@router.post(
    "/terms",
    status_code=201,
    summary="Add a concept",
    responses={200: {"model": StoredConceptAnswer, "description": "It was there already"}},
)
async def add_concept(
    request: Request, response: Response, concept: AddedConcept, caller: Writer
) -> StoredConceptAnswer:
    """At the end of the glossary. Where somebody has added the same terms it is theirs, and says so, with status 200;
    where the first term is there with other ones it is refused, but for one that is said to be `apart`."""
    everywhere(caller)
    made = concept.onto(Concept(concept.id, ()))
    # What is no term in this translation may be one in others.
    apart = concept.apart or bool(concept.id) or made.rejected
    stored = await office_of(request).terms.change(lambda concepts: concepts.add(made, caller.name, apart=apart))
    if stored.joined:
        response.status_code = 200
    return StoredConceptAnswer.of_stored(stored)


@router.put("/terms/{concept}", summary="Change a concept")
async def change_concept(
    request: Request, concept: ConceptId, correction: ConceptCorrection, caller: Writer
) -> StoredConceptAnswer:
    """It gets these terms, definition, domain and note instead of its own."""
    everywhere(caller)
    stored = await office_of(request).terms.change(
        lambda concepts: concepts.change(concept, correction.onto, caller.name, correction.revision)
    )
    return StoredConceptAnswer.of_stored(stored)


@router.delete("/terms/{concept}", status_code=204, summary="Delete a concept")
async def delete_concept(request: Request, concept: ConceptId, caller: Writer) -> Response:
    """Its history stays, and it can be brought back."""
    everywhere(caller)
    await office_of(request).terms.change(lambda concepts: concepts.delete(concept, caller.name))
    return Response(status_code=204)


@router.get("/terms/{concept}/history", summary="What was done to a concept")
async def concept_history(request: Request, concept: ConceptId, caller: Reader) -> list[ConceptChangeAnswer]:
    """Also to one that was deleted, the last first."""
    found = await office_of(request).terms.change(lambda concepts: concepts.history(concept), lane="quick")
    return [ConceptChangeAnswer.of(change) for change in found]


@router.get("/glossary/changes", summary="The last changes of the glossary")
async def glossary_changes(request: Request, caller: Reader, limit: Few = 50) -> list[ConceptChangeAnswer]:
    """Of all concepts, the last first."""
    found = await office_of(request).terms.change(lambda concepts: concepts.changes(limit), lane="quick")
    return [ConceptChangeAnswer.of(change) for change in found]


@router.post("/glossary/revert", summary="Take a change of the glossary back")
async def revert_concept(request: Request, reverting: Reverting, caller: Writer) -> StoredConceptAnswer | None:
    """The concept becomes what it was before the change; null where it was not there."""
    everywhere(caller)
    stored = await office_of(request).terms.change(lambda concepts: concepts.revert(reverting.change, caller.name))
    return StoredConceptAnswer.of_stored(stored) if stored else None
