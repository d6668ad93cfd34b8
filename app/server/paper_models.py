"""What goes over the wire about papers that several people review."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from duizhao.server.models import MAX_NUMBER, Name
from duizhao.server.papers import OfficePaper, PaperStep

RowName = Annotated[str, Field(max_length=20_000, pattern=r"^[0-9,;|]*$")]
"""A pair's name on a page: its sentences and their parts on both sides (`0,0,14|0,0,5`)."""


class NewPaper(BaseModel):
    """Documents to review, which a job `align` of yours has aligned."""

    job: str = Field(max_length=32)
    name: Name | None = Field(None, description="What it is called, and its document in the memory; else as the job's "
                              "first file is.")  # fmt: skip


class PaperAnswer(BaseModel):
    """A paper: who put it there and when, how many pairs it has, how many are confirmed, and its revision (how many
    steps were taken)."""

    paper: int
    name: str
    made: str
    who: str
    length: int
    confirmed: int
    revision: int

    @classmethod
    def of(cls, paper: OfficePaper) -> PaperAnswer:
        """From a paper of the database."""
        return cls(**paper._asdict())


class StepAnswer(BaseModel):
    """What somebody did in a paper: `kind` is do, undo or redo (`subject` is the step that it was done to). `patch` has
    the pairs that went and those that came."""

    step: int
    token: str
    at: str
    who: str
    kind: str
    subject: int
    patch: dict[str, Any]

    @classmethod
    def of(cls, step: PaperStep) -> StepAnswer:
        """From a step of the database."""
        return cls(**step.data)


class NewStep(BaseModel):
    """What to do: `do` a patch, `undo` or `redo` one's own last step (with `below`, the last before that one). `token`
    is chosen by who asks: a step that is sent again under it is done once. `after` is the last step that they know."""

    token: str = Field(min_length=12, max_length=40, pattern=r"^[0-9A-Za-z-]+$")
    kind: Literal["do", "undo", "redo"]
    after: int = Field(0, ge=0, le=MAX_NUMBER)
    below: int = Field(0, ge=0, le=MAX_NUMBER)
    patch: dict[str, Any] | None = None


class Watching(BaseModel):
    """The last step that somebody knows, and the pair that they are at; it is marked with their name for half a
    minute where they may write."""

    after: int = Field(0, ge=0, le=MAX_NUMBER)
    pair: RowName | None = Field(None, description="Empty for none; without it nothing is said of where they are.")


class UnitKeptAnswer(BaseModel):
    """A unit that somebody (`who`) changed in the memory itself meanwhile: it stays as it is there."""

    unit: int
    who: str


class PaperNews(BaseModel):
    """Where a paper is, and what has happened behind the step that was named; `behind` says that this is too much to be
    told, so that the paper has to be loaded again. `done` and `undone` count the steps of who asks; `claims` say at
    which pair the others are."""

    step: int
    steps: list[StepAnswer]
    behind: bool
    done: int
    undone: int
    waived: int = Field(description="A number that changes whenever a finding is accepted, or is not any more.")
    claims: dict[str, str]
    own: int = Field(0, description="The number of the step that was just done.")
    kept: list[UnitKeptAnswer] = []


class PaperConflict(BaseModel):
    """Somebody was quicker: what stands there now (`rows`), and the step that made it."""

    error: str
    cure: str
    rows: list[dict[str, Any]]
    by: StepAnswer | None
    news: PaperNews


class AcceptedFinding(BaseModel):
    """A finding by its check and fingerprint."""

    check: str = Field(max_length=80, pattern=r"^[a-z0-9_.-]+$")
    fingerprint: str = Field(min_length=4, max_length=80, pattern=r"^[0-9A-Za-z:._-]+$")


class NewWaivers(BaseModel):
    """Findings that are accepted: why, who takes it on, and until which day."""

    findings: list[AcceptedFinding] = Field(min_length=1, max_length=5000)
    reason: Name
    owner: Name
    until: datetime.date


class GoneWaivers(BaseModel):
    """Findings that are accepted no longer, by their fingerprints."""

    fingerprints: list[str] = Field(min_length=1, max_length=5000)
