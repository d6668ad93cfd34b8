"""Papers that several people review, under `/v1/memories/{memory}/papers`."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import known_language
from duizhao.quality import Waiver
from duizhao.server.access import Office, office_of
from duizhao.server.asking import FILE, Admin, Few, MemoryName, Reader, Writer, named, outgoing, questions, sent
from duizhao.server.jobs import JobStateError
from duizhao.server.models import ERRORS, MAX_NUMBER
from duizhao.server.paper_files import REVIEW, ending_of, write_paper
from duizhao.server.paper_findings import FindingsQuestion
from duizhao.server.paper_models import (
    GoneWaivers,
    NewPaper,
    NewStep,
    NewWaivers,
    PaperAnswer,
    PaperConflict,
    PaperNews,
    StepAnswer,
    UnitKeptAnswer,
    Watching,
)
from duizhao.server.paper_work import Done, PaperChangedError, rows_data
from duizhao.server.papers import Papers, PaperText, paper_text
from duizhao.server.rest import as_json
from duizhao.server.tokens import Caller
from duizhao.tmx.store.office_search import SearchedStore

router = questions()
PaperNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
_CONFLICT: dict[int | str, dict[str, Any]] = {**ERRORS, 409: {"model": PaperConflict}}


@router.get("/memories/{memory}/papers", summary="The papers that are reviewed")
async def papers(request: Request, memory: MemoryName, caller: Reader) -> list[PaperAnswer]:
    """The last first, with how far each is."""
    found = await office_of(request).memories.run(memory, lambda store: Papers(store.database).all(), lane="paper")
    return [PaperAnswer.of(paper) for paper in found]


@router.post("/memories/{memory}/papers", status_code=201, summary="Put a paper into the office")
async def add_paper(request: Request, memory: MemoryName, paper: NewPaper, caller: Writer) -> PaperAnswer:
    """What a job `align` of yours has aligned; the job may be removed afterwards. Everybody whose token reads the
    memory sees the paper, and everybody who may write decides; what is confirmed becomes a document of the memory."""
    office, who = office_of(request), named(caller)
    job = office.jobs.get(paper.job, who)
    if job.kind != "align" or job.state != "done":
        raise JobStateError("this job has aligned nothing (yet)", cure="Wait for a job 'align' that is done")
    text, kept = await run_in_threadpool(_aligned, office.jobs.result(job, "alignment.json").parent)
    name = paper.name or text.base.names[0] or job.files[0]
    made = await office.memories.run(
        memory, lambda store: Papers(store.database).add(name, who, text, kept), lane="step"
    )
    await office.memories.note(who, "paper", memory, name)
    return PaperAnswer.of(made)


def _aligned(folder: FilePath) -> tuple[PaperText, bytes]:
    try:
        return paper_text(folder)
    except InputError as error:
        raise JobStateError(error.what, cure="Align the documents again") from None


@router.get("/memories/{memory}/papers/{paper}", summary="A paper with its pairs", response_model=dict[str, Any])
async def read_paper(request: Request, memory: MemoryName, paper: PaperNumber, caller: Reader) -> Response:
    """Its sentences, how they were aligned (`made`), the pairs that somebody has touched since (`rows`), and where it
    is: as `news` of a step."""
    office = office_of(request)

    def work(store: SearchedStore) -> Response:
        return as_json(office.papers.page(memory, store, paper, caller.name))

    return await office.memories.run(memory, work, lane="paper")


@router.delete("/memories/{memory}/papers/{paper}", status_code=204, summary="Remove a paper")
async def remove_paper(request: Request, memory: MemoryName, paper: PaperNumber, caller: Admin) -> Response:
    """With all of its steps; what was confirmed stays in the memory."""
    office = office_of(request)
    gone = await office.memories.run(memory, lambda store: Papers(store.database).remove(paper), lane="step")
    office.papers.forget(memory, paper)
    await office.memories.note(caller.name, "remove paper", memory, gone.name)
    return Response(status_code=204)


@router.get(
    "/memories/{memory}/papers/{paper}/export",
    summary="A paper as a file",
    response_class=StreamingResponse,
    responses=FILE,
)
async def export_paper(
    request: Request,
    memory: MemoryName,
    paper: PaperNumber,
    caller: Reader,
    format: Annotated[
        str,
        Query(
            max_length=20, description="review, review-xlsx, review-docx; else a format of memories: what is confirmed."
        ),
    ] = "tmx",
) -> StreamingResponse:
    """As it is now. A `review` is brought into a folder of one's own by `duizhao review import`."""
    office = office_of(request)
    ending = ending_of(format)
    with outgoing(f"paper{ending}") as (path, folder):

        def write(store: SearchedStore) -> str:
            found, text, rows = office.papers.sheet(memory, store, paper)
            steps = Papers(store.database).steps(paper) if format == REVIEW else []
            write_paper(path, format, found, text, rows, steps)
            return found.name

        name = await office.memories.run(memory, write, lane="file")
        await office.memories.note(caller.name, "export", memory, name)
    return sent(path, folder, f"{FilePath(name).stem}{ending}")


@router.get("/memories/{memory}/papers/{paper}/steps", summary="What was done in a paper")
async def paper_steps(
    request: Request, memory: MemoryName, paper: PaperNumber, caller: Reader, limit: Few = 50
) -> list[StepAnswer]:
    """By whom and when, the last first; of one that changed very many pairs, its name without them."""

    def last(store: SearchedStore) -> list[StepAnswer]:
        found = Papers(store.database)
        found.get(paper)
        return [StepAnswer.of(step) for step in found.history(paper, limit)]

    return await office_of(request).memories.run(memory, last, lane="paper")


@router.post("/memories/{memory}/papers/{paper}/steps", summary="Decide something in a paper", responses=_CONFLICT,
             response_model=PaperNews)  # fmt: skip
async def add_step(
    request: Request, memory: MemoryName, paper: PaperNumber, step: NewStep, caller: Writer
) -> PaperNews | JSONResponse:
    """Done when this answers: for all who review the paper, and in the memory. Where somebody else has changed what the
    patch takes away, nothing is done, and the answer (409) says what stands there now and who made it."""
    office, who = office_of(request), named(caller)
    if (step.kind == "do") != (step.patch is not None):
        raise HTTPException(422, "'do' has a patch, undo and redo have none")

    def work(store: SearchedStore) -> PaperNews | JSONResponse:
        try:
            if step.patch is not None:
                done = office.papers.do(memory, store, paper, who, step.token, step.patch)
            else:
                done = office.papers.turn(memory, store, paper, who, step.token, step.kind, step.below)
        except PaperChangedError as error:
            by = StepAnswer.of(error.step) if error.step else None
            news = _news(office, memory, store, paper, caller, step.after)
            found = PaperConflict(error=error.what, cure=error.cure or "", rows=rows_data(error.rows), by=by, news=news)
            return JSONResponse(found.model_dump(), 409)
        return _news(office, memory, store, paper, caller, step.after, done)

    return await office.memories.run(memory, work, lane="step")


@router.post("/memories/{memory}/papers/{paper}/watch", summary="What the others do in a paper")
async def watch_paper(
    request: Request, memory: MemoryName, paper: PaperNumber, watching: Watching, caller: Reader
) -> PaperNews:
    """Asked every two seconds by who reviews it. Says what was done since, and where the others are; and says to them
    where who asks is, if they may write."""
    office = office_of(request)

    def work(store: SearchedStore) -> PaperNews:
        if watching.pair is not None and caller.name and caller.may("write", memory):
            office.papers.claim(memory, store, paper, caller.name, watching.pair)
        return _news(office, memory, store, paper, caller, watching.after)

    return await office.memories.run(memory, work, lane="paper")


def _news(
    office: Office, memory: str, store: SearchedStore, paper: int, caller: Caller, after: int, done: Done | None = None
) -> PaperNews:
    found = office.papers.since(memory, store, paper, caller.name, after)
    kept = [UnitKeptAnswer(unit=one.unit, who=one.who) for one in done.kept] if done else []
    return PaperNews(**found, own=done.step if done else 0, kept=kept)


@router.get(
    "/memories/{memory}/papers/{paper}/findings",
    summary="What the checks find in a paper",
    response_model=dict[str, Any],
)
async def paper_findings(
    request: Request,
    memory: MemoryName,
    paper: PaperNumber,
    caller: Reader,
    language: Annotated[str, Query(max_length=35, description="Of the messages: en, zh-Hans or zh-Hant.")] = "en",
) -> Response:
    """On its pairs as they are, with the office's glossary; each with the pairs that it stands in, and by whom it is
    accepted until when."""
    office = office_of(request)
    tag = known_language(language) or "en"
    glossary = await office.terms.glossary()

    def work(store: SearchedStore) -> Response:
        (_, text, rows), found = office.papers.sheet(memory, store, paper), Papers(store.database)
        step, waived = found.get(paper).revision, found.waived(paper)
        question = FindingsQuestion((memory, paper), text, tuple(rows), glossary, found.waivers(paper), tag)
        return Response(office.findings.of(question, step, waived), media_type="application/json")

    return await office.memories.run(memory, work, lane="check")


@router.post("/memories/{memory}/papers/{paper}/waivers", status_code=204, summary="Accept findings")
async def add_waivers(
    request: Request, memory: MemoryName, paper: PaperNumber, waivers: NewWaivers, caller: Writer
) -> Response:
    """For all who review the paper, until a day."""
    office, who = office_of(request), named(caller)
    made = [
        Waiver(one.check, waivers.reason, waivers.owner, waivers.until, one.fingerprint) for one in waivers.findings
    ]
    unknown = next((one.check for one in made if one.check not in CATALOGUE), None)
    if unknown is not None:
        raise HTTPException(422, f"there is no check '{unknown}'")
    await office.memories.run(memory, lambda store: Papers(store.database).waive(paper, made, who), lane="step")
    return Response(status_code=204)


@router.post("/memories/{memory}/papers/{paper}/waivers/gone", status_code=204, summary="Accept findings no longer")
async def remove_waivers(
    request: Request, memory: MemoryName, paper: PaperNumber, waivers: GoneWaivers, caller: Writer
) -> Response:
    """That they were accepted, by whom and why, stays on record."""
    office, who = office_of(request), named(caller)
    await office.memories.run(
        memory, lambda store: Papers(store.database).unwaive(paper, waivers.fingerprints, who), lane="step"
    )
    return Response(status_code=204)
