"""The terms that a paper may hold, under `/v1/memories/{memory}/papers/{paper}/terms`."""

from __future__ import annotations

from typing import Literal

from fastapi import Request
from pydantic import BaseModel, Field

from duizhao.server.access import Office, office_of
from duizhao.server.asking import MemoryName, Reader, Writer, named, questions
from duizhao.server.paper_findings import TermQuestion
from duizhao.server.paper_terms import ExtractedTerms, PaperCandidate, PaperTerms, ProposedTerm, answered, undecided
from duizhao.server.papers import Papers
from duizhao.server.rest_papers import PaperNumber
from duizhao.server.term_models import TermAnswer
from duizhao.server.tokens import Caller
from duizhao.tmx.store.office_search import SearchedStore

router = questions()


class CandidateAnswer(BaseModel):
    """Words that may be a term, in how many sentence pairs and how surely (0..1), one of those pairs, and the
    renderings that the glossary has for the source term."""

    source: str
    target: str
    pairs: int
    confidence: float
    texts: list[str]
    there: list[TermAnswer]

    @classmethod
    def of(cls, proposed: ProposedTerm) -> CandidateAnswer:
        """From a candidate that nobody has decided."""
        texts, there = list(proposed.candidate.texts), [TermAnswer.of(term) for term in proposed.there]
        return cls(**{**proposed.candidate._asdict(), "texts": texts}, there=there)


class PaperTermsAnswer(BaseModel):
    """What was extracted of a paper, by whom and when, and nobody has decided; how many were decided."""

    at: str
    who: str
    candidates: list[CandidateAnswer]
    decided: int = Field(description="Those that the office's glossary has, whatever it says of them.")
    closed: Literal["", "read", "memory", "file"] = Field(
        description="Why who asks may decide none of them: they may only read, or write to one memory only, or the "
        "glossary is a file."
    )


@router.get("/memories/{memory}/papers/{paper}/terms", summary="Terms of a paper to be decided")
async def paper_terms(request: Request, memory: MemoryName, paper: PaperNumber, caller: Reader) -> PaperTermsAnswer:
    """For all the same: what one decides, in the office's glossary, is decided for all."""
    office = office_of(request)

    def work(store: SearchedStore) -> tuple[ExtractedTerms, tuple[str, str]]:
        return PaperTerms(store.database).get(paper), office.papers.live(memory, store, paper).base.languages

    found, languages = await office.memories.run(memory, work, lane="paper")
    return await _answer(office, found, languages, caller)


@router.post("/memories/{memory}/papers/{paper}/terms", summary="Extract the terms of a paper")
async def extract_paper_terms(
    request: Request, memory: MemoryName, paper: PaperNumber, caller: Writer
) -> PaperTermsAnswer:
    """Of its pairs as they are; takes some seconds, of a large paper some minutes."""
    office, who = office_of(request), named(caller)

    def work(store: SearchedStore) -> tuple[tuple[PaperCandidate, ...], tuple[str, str]]:
        _, text, rows = office.papers.sheet(memory, store, paper)
        return answered(office.findings.ask(TermQuestion(text, tuple(rows)))), text.base.languages

    found, languages = await office.memories.run(memory, work, lane="terms")

    def write(store: SearchedStore) -> ExtractedTerms:
        Papers(store.database).get(paper)
        PaperTerms(store.database).put(paper, found, who)
        return PaperTerms(store.database).get(paper)

    return await _answer(office, await office.memories.run(memory, write, lane="step"), languages, caller)


async def _answer(
    office: Office, found: ExtractedTerms, languages: tuple[str, str], caller: Caller
) -> PaperTermsAnswer:
    left = undecided(found.candidates, await office.terms.glossary(), languages)
    return PaperTermsAnswer(
        at=found.at,
        who=found.who,
        candidates=[CandidateAnswer.of(one) for one in left],
        decided=len(found.candidates) - len(left),
        closed=_closed(office, caller),
    )


def _closed(office: Office, caller: Caller) -> Literal["", "read", "memory", "file"]:
    if not caller.may("write"):
        return "read"
    if caller.memory:
        return "memory"
    return "file" if office.terms.in_file else ""
