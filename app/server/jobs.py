"""Long work for people of the office: two documents aligned, terms extracted, a memory checked.

Each job has a folder of its own, with what was sent, what comes of it, and `job.json`, which says how it stands. Jobs
run one after the other, each in a process of its own that Cancel ends; an alignment uses all cores by itself. What was
done is kept for some hours and removed.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duizhao.children import begin
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.harmless import line
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import make_folder, write_text
from duizhao.server.settings import JobLimits

KINDS = {
    "align": say("two documents, the original and its translation (or one bilingual file)"),
    "extract": say("the terms of a memory"),
    "check": say("the consistency of a memory, or of two documents"),
}
FILES = {"align": (1, 2), "extract": (1, 1), "check": (1, 2)}
"""How many files each takes, at least and at most."""
EACH = 20
"""Jobs that one person may have, until they are removed."""
_GIVEN, _RESULTS, _STATE, _LOG = "given", "results", "job.json", "log.txt"
_USUAL = JobLimits()
_ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class ServerJob:
    """A job as it stands. `state` is awaiting (files), waiting, running, done, failed or cancelled; `done` of `total`
    are counted in `unit`. Times are UTC, ISO 8601, "" where there is none."""

    id: str
    kind: str
    who: str
    files: tuple[str, ...]
    made: str
    memory: str = ""
    document: str = ""
    state: str = "awaiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    unit: str = ""
    error: str = ""
    cure: str = ""
    warnings: tuple[str, ...] = ()
    ended: str = ""


class JobMissingError(SettingsError):
    """There is no such job, or it is somebody else's."""


class JobStateError(SettingsError):
    """The job is not in a state in which this can be done."""


class ServerJobs:
    """The jobs of a server, in a folder. Raises OutputError where it cannot be made.

    Jobs that ended before the server was last stopped are there again; those that waited or ran are told as failed.
    """

    def __init__(self, root: Path | None, limits: JobLimits = _USUAL) -> None:
        self._own = TemporaryDirectory(prefix="duizhao-jobs-") if root is None else None
        self._root = make_folder(Path(self._own.name) if self._own else root or Path())
        self._limits = limits
        self._jobs: dict[str, ServerJob] = {}
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._running = ""
        self._closed = False
        self._find()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def _find(self) -> None:
        found = []
        for path in self._root.glob(f"*/{_STATE}"):
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                for name in ("files", "warnings"):
                    data[name] = tuple(data[name])
                job = ServerJob(**data)
            except (OSError, ValueError, TypeError, KeyError):
                continue
            if job.state not in _ENDED:
                job = replace(
                    job, state="failed", error="the server was stopped meanwhile", cure="Send it again", ended=_time()
                )
            found.append(job)
        self._jobs = {job.id: job for job in sorted(found, key=lambda job: job.made)}

    # -- what is asked --

    def add(self, kind: str, who: str, files: tuple[str, ...], memory: str = "", document: str = "") -> ServerJob:
        """A new job, which waits for its files. Raises SettingsError."""
        least, most = FILES.get(kind, (0, 0))
        if not least:
            raise SettingsError(
                say("unknown kind of job '{kind}'", kind=kind), cure=say("Known: {kinds}", kinds=", ".join(KINDS))
            )
        if not least <= len(files) <= most or len(set(files)) < len(files):
            raise SettingsError(
                say("'{kind}' takes {least} files", kind=kind, least=(least if least == most else say("1 or 2"))),
                cure=say("{kinds}", kinds=KINDS[kind]),
            )
        self.tidy()
        with self._changed:
            if sum(job.who == who for job in self._jobs.values()) >= EACH:
                raise JobStateError(f"you have {EACH} jobs already", cure="Remove one: DELETE /v1/jobs/{job}")
            job = ServerJob(secrets.token_hex(8), kind, who, files, _time(), memory, document)
            make_folder(self.given(job))
            make_folder(self._folder(job) / _RESULTS)
            self._put(job)
        return job

    def all(self, who: str | None) -> list[ServerJob]:
        """Somebody's jobs, or everybody's (None), the last first."""
        self.tidy()
        return [job for job in reversed(list(self._jobs.values())) if who is None or job.who == who]

    def get(self, number: str, who: str | None) -> ServerJob:
        """Somebody's job, or anybody's (None). Raises JobMissingError."""
        job = self._jobs.get(number)
        if job is None or (who is not None and job.who != who):
            raise JobMissingError(
                "there is no such job", cure="See /v1/jobs; jobs are removed some hours after their end"
            )
        return job

    def given(self, job: ServerJob) -> Path:
        """Where the files that it waits for belong."""
        return self._folder(job) / _GIVEN

    def place(self, job: ServerJob, name: str) -> Path:
        """Where a file of a job that is sent is to be put at first; `arrived` takes it from there. Raises
        JobMissingError for one that it does not wait for, JobStateError where it does not wait."""
        if name not in job.files:
            raise JobMissingError(f"this job has no file '{name[:80]}'", cure=f"Its files: {', '.join(job.files)}")
        if job.state != "awaiting":
            raise JobStateError("this job has all of its files", cure="Make another one")
        return self._folder(job) / f"{secrets.token_hex(8)}.part"

    def arrived(self, job: ServerJob, name: str, part: Path) -> ServerJob:
        """A file has come whole; with the last of them the job waits for its turn."""
        with self._changed:
            now = self.get(job.id, None)
            if now.state != "awaiting":
                raise JobStateError("this job has all of its files", cure="Make another one")
            folder = self.given(now)
            part.replace(folder / name)
            if all((folder / one).is_file() for one in now.files):
                now = replace(now, state="waiting")
                self._put(now)
                self._changed.notify_all()
        return now

    def results(self, job: ServerJob) -> list[tuple[str, int]]:
        """What came of it: names and sizes in bytes; nothing before it is done."""
        if job.state != "done":
            return []
        found = (self._folder(job) / _RESULTS).iterdir()
        return sorted((path.name, path.stat().st_size) for path in found if path.is_file())

    def result(self, job: ServerJob, name: str) -> Path:
        """A file that came of it. Raises JobMissingError."""
        if name not in {one for one, _ in self.results(job)}:
            raise JobMissingError(f"this job has no result '{name[:80]}'", cure="See its results")
        return self._folder(job) / _RESULTS / name

    def cancel(self, number: str, who: str | None) -> ServerJob:
        """End a job; one that has ended stays as it is. Raises JobMissingError."""
        with self._changed:
            job = self.get(number, who)
            if job.state not in _ENDED:
                job = self._put(replace(job, state="cancelled", ended=_time()))
                if self._running == number and self._process is not None:
                    self._process.kill()
        return job

    def remove(self, number: str, who: str | None) -> None:
        """End a job and remove all of it. Raises JobMissingError."""
        job = self.cancel(number, who)
        with self._changed:
            self._changed.wait_for(lambda: self._running != number, timeout=10)
            self._jobs.pop(number, None)
            shutil.rmtree(self._folder(job), ignore_errors=True)

    def tidy(self) -> None:
        """Remove what ended long ago, and what never began."""
        oldest = _time(datetime.now(UTC) - timedelta(hours=self._limits.hours))
        old = [
            job.id
            for job in list(self._jobs.values())
            if (job.state in _ENDED and job.ended < oldest) or (job.state == "awaiting" and job.made < oldest)
        ]
        for number in old:
            with suppress(JobMissingError):
                self.remove(number, None)

    def close(self) -> None:
        """End what runs."""
        with self._changed:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        self._thread.join(timeout=10)
        if self._own is not None:
            self._own.cleanup()

    # -- the work --

    def _folder(self, job: ServerJob) -> Path:
        return self._root / job.id

    def _put(self, job: ServerJob) -> ServerJob:
        self._jobs[job.id] = job
        write_text(self._folder(job) / _STATE, json.dumps(asdict(job), ensure_ascii=False) + "\n")
        return job

    def _next(self) -> ServerJob | None:
        return next((job for job in self._jobs.values() if job.state == "waiting"), None)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next() is not None)
                job = self._next()
                if self._closed or job is None:
                    return
                job = self._put(replace(job, state="running"))
                words = [job.kind, str(self.given(job)), str(self._folder(job) / _RESULTS), *job.files]
                # By this thread, which follows it to its end. What libraries say goes into a file: nobody empties a
                # pipe.
                with open(self._folder(job) / _LOG, "wb") as log:
                    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": log}
                    self._process = begin("duizhao.server.job_work", *words, **pipes, text=True, encoding="utf-8")
                self._running = job.id
            late = threading.Event()
            clock = threading.Timer(self._limits.minutes * 60, _end_late, (self._process, late))
            clock.daemon = True
            clock.start()
            try:
                self._follow(job, self._process)
            finally:
                clock.cancel()
            self._end(job.id, self._process, late.is_set())

    def _follow(self, job: ServerJob, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for words in process.stdout:
            try:
                said = json.loads(words)
            except ValueError:
                continue
            with self._changed:
                now = self._jobs.get(job.id)
                if now is not None and isinstance(said, Mapping):
                    # Kept in memory alone: a job that runs does not outlive the server.
                    self._jobs[job.id] = _told(now, said)

    def _end(self, number: str, process: subprocess.Popen[str], late: bool) -> None:
        code = process.wait()
        with self._changed:
            self._process, self._running = None, ""
            job = self._jobs.get(number)
            if job is not None and job.state == "running" and not self._closed:
                error, cure = job.error, job.cure
                if code and not error and late:
                    error, cure = f"it took more than {self._limits.minutes:g} minutes", "Send less at once"
                elif code and not error:
                    error, cure = _last_words(self._folder(job) / _LOG), "Tell who runs the server"
                self._put(replace(job, state="failed" if code else "done", error=error, cure=cure, ended=_time()))
            self._changed.notify_all()


def _end_late(process: subprocess.Popen[str], late: threading.Event) -> None:
    """End a process that takes too long, and say so first: who waits for its end asks why it came."""
    late.set()
    process.kill()


def _last_words(log: Path) -> str:
    try:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    except OSError:
        said = []
    return line(said[0])[:300] if said else "it ended without a word"


def _told(job: ServerJob, said: Mapping[str, Any]) -> ServerJob:
    """A job with what its process said of it."""
    return replace(
        job,
        stage=str(said.get("stage", job.stage)),
        done=int(said.get("done", 0)),
        total=int(said.get("total", 0)),
        unit=str(said.get("unit", job.unit)),
        error=str(said.get("error", job.error)),
        cure=str(said.get("cure", job.cure)),
        warnings=tuple(map(str, said.get("warnings", job.warnings))),
    )


def _time(moment: datetime | None = None) -> str:
    return (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
