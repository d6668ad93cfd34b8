"""Long work under `/v1/jobs`: made, given its files, followed, its results fetched, ended."""

from __future__ import annotations

from functools import partial
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import HTTPException, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from duizhao.server.access import Office, office_of
from duizhao.server.asking import BODY, FILE, Writer, arrived, named, questions, sent
from duizhao.server.job_models import JobAnswer, NewJob
from duizhao.server.job_work import GLOSSARY
from duizhao.server.jobs import ServerJob
from duizhao.server.tokens import Caller
from duizhao.terminology.formats import write_glossary
from duizhao.tmx.formats.convert import writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.store.office import OfficeStore

router = questions()
JobId = Annotated[str, Path(max_length=32)]
FromMemory = "memory.tmx"
"""What the file is called that is made of a memory of the server."""


def _whose(caller: Caller) -> str | None:
    """Whose jobs somebody sees: their own; who administers all memories, everybody's."""
    return None if caller.may("admin") and not caller.memory else named(caller)


def _answer(office: Office, job: ServerJob) -> JobAnswer:
    return JobAnswer.of(job, office.jobs.results(job))


@router.post("/jobs", status_code=201, summary="Begin long work")
async def add_job(request: Request, job: NewJob, caller: Writer) -> JobAnswer:
    """`align` takes two documents and gives a memory, a table of pairs and a report; `extract` takes a memory and gives
    its terms; `check` takes a memory or two documents and gives a report. Send each file by `PUT`; the work begins with
    the last. The office's glossary is used for all."""
    office = office_of(request)
    who = named(caller)
    if job.memory:
        if job.files or job.kind == "align":
            raise HTTPException(422, "a memory stands instead of files, for extract and check")
        if job.memory not in office.settings.memories or not caller.may("read", job.memory):
            raise HTTPException(404, "there is no such memory")
    names = tuple(job.files) or ((FromMemory,) if job.memory else ())
    made = await run_in_threadpool(office.jobs.add, job.kind, who, names, job.memory, job.document)
    try:
        glossary = await office.terms.glossary()
        if len(glossary):
            await run_in_threadpool(write_glossary, glossary, office.jobs.given(made).parent / GLOSSARY)
        if job.memory:
            part = office.jobs.place(made, FromMemory)
            await office.memories.run(job.memory, partial(_written, part, job.document), lane="file")
            made = await run_in_threadpool(office.jobs.arrived, made, FromMemory, part)
    except BaseException:
        # It would wait for what nobody sends, as one of the few that its maker may have.
        office.jobs.remove(made.id, None)
        raise
    await office.memories.note(who, "job", job.memory, f"{job.kind} {made.id}")
    return _answer(office, made)


def _written(path: FilePath, document: str, store: OfficeStore) -> None:
    writing_to(path, table_header(("en", "")), store.entries(document), "tmx")


@router.get("/jobs", summary="Your jobs")
async def jobs(request: Request, caller: Writer) -> list[JobAnswer]:
    """The last first; with a token for `admin` in all memories, everybody's."""
    office = office_of(request)
    found = await run_in_threadpool(office.jobs.all, _whose(caller))
    return [_answer(office, job) for job in found]


@router.get("/jobs/{job}", summary="How a job stands")
async def read_job(request: Request, job: JobId, caller: Writer) -> JobAnswer:
    """Its state, how far it is, and what came of it."""
    office = office_of(request)
    return _answer(office, office.jobs.get(job, _whose(caller)))


@router.put("/jobs/{job}/files/{name}", summary="Send a file of a job", openapi_extra=BODY)
async def send_file(
    request: Request, job: JobId, name: Annotated[str, Path(max_length=120)], caller: Writer
) -> JobAnswer:
    """The body is the file. With the last one the job waits for its turn."""
    office = office_of(request)
    found = office.jobs.get(job, _whose(caller))
    part = office.jobs.place(found, name)
    try:
        await arrived(request, part)
        found = await run_in_threadpool(office.jobs.arrived, found, name, part)
    finally:
        part.unlink(missing_ok=True)
    return _answer(office, found)


@router.get("/jobs/{job}/results/{name}", summary="A result of a job", response_class=StreamingResponse, responses=FILE)
async def read_result(
    request: Request, job: JobId, name: Annotated[str, Path(max_length=120)], caller: Writer
) -> StreamingResponse:
    """As a file to be saved: no page of ours shows it."""
    office = office_of(request)
    found = office.jobs.get(job, _whose(caller))
    return sent(office.jobs.result(found, name), None, name)


@router.post("/jobs/{job}/cancel", summary="End a job")
async def cancel_job(request: Request, job: JobId, caller: Writer) -> JobAnswer:
    """One that has ended stays as it is."""
    office = office_of(request)
    return _answer(office, await run_in_threadpool(office.jobs.cancel, job, _whose(caller)))


@router.delete("/jobs/{job}", status_code=204, summary="Remove a job")
async def remove_job(request: Request, job: JobId, caller: Writer) -> Response:
    """With what was sent and what came of it; one that runs is ended."""
    await run_in_threadpool(office_of(request).jobs.remove, job, _whose(caller))
    return Response(status_code=204)
