"""What goes over the wire about jobs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from duizhao.server.jobs import ServerJob

FileName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00-\x1f<>:\"/\\|?*.][^\x00-\x1f<>:\"/\\|?*]*$",
        description="A name without a folder; its ending says what it is.",
    ),
]


class NewJob(BaseModel):
    """Work to do: with files that are sent next, or, for `extract` and `check`, with a memory of the server."""

    kind: Literal["align", "extract", "check"]
    files: list[FileName] = Field(default_factory=list, max_length=2, description="The original first.")
    memory: str = Field("", max_length=64, description="Instead of a file: this memory,")
    document: str = Field("", max_length=300, description="and this document of it, else all of it.")


class JobResult(BaseModel):
    """A file that came of a job, at `/v1/jobs/{job}/results/{name}`."""

    name: str
    size: int


class JobAnswer(BaseModel):
    """A job as it stands."""

    id: str
    kind: str
    who: str
    files: list[str]
    memory: str
    document: str
    state: str = Field(description="awaiting (its files), waiting, running, done, failed or cancelled")
    stage: str
    done: int = Field(description="Of `total`, in `unit`s, at this stage.")
    total: int
    unit: str
    error: str
    cure: str
    warnings: list[str]
    made: str
    ended: str
    results: list[JobResult]

    @classmethod
    def of(cls, job: ServerJob, results: list[tuple[str, int]]) -> JobAnswer:
        """From a job and the files that came of it."""
        return cls(
            id=job.id, kind=job.kind, who=job.who, files=list(job.files), memory=job.memory, document=job.document,
            state=job.state, stage=job.stage, done=job.done, total=job.total, unit=job.unit, error=job.error,
            cure=job.cure, warnings=list(job.warnings), made=job.made, ended=job.ended,
            results=[JobResult(name=name, size=size) for name, size in results],
        )  # fmt: skip
