"""What runs for the desk: alignments, and the pairing of piles; how far they are, and Cancel."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duizhao.children import begin
from duizhao.corpora.saying import say
from duizhao.desk.work import PAIR


@dataclass
class DeskJob:
    """One alignment, or the pairing of a pile, which has no `folder` and gives `pairs` (title, files). `state` is
    waiting, running, done, failed or cancelled; `done` of `total` are counted in `unit`."""

    id: str
    title: str
    folder: Path | None
    files: tuple[Path, ...]
    state: str = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    unit: str = "sentences"
    error: str = ""
    cure: str = ""
    warnings: list[str] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "id": self.id,
            "title": self.title,
            "folder": "" if self.folder is None else str(self.folder),
            "state": self.state,
            "stage": self.stage,
            "done": self.done,
            "total": self.total,
            "unit": self.unit,
            "error": self.error,
            "cure": self.cure,
            "warnings": self.warnings,
        }


class Jobs:
    """Alignments one after the other, each in a process of its own; the encoder uses all cores by itself."""

    def __init__(self, then: Callable[[DeskJob], None] = lambda job: None) -> None:
        """`then` is called with each job that was done, before it is called done."""
        self._then = then
        self.all: list[DeskJob] = []
        self._lock = threading.Condition()
        self._process: subprocess.Popen[str] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, title: str, files: Sequence[Path], folder: Path | None) -> DeskJob:
        """Put an alignment in the queue; without a folder, the pairing of files."""
        with self._lock:
            job = DeskJob(str(len(self.all) + 1), title, folder, tuple(files))
            self.all.append(job)
            self._lock.notify_all()
            return job

    def cancel(self, name: str) -> None:
        """End an alignment, or take it out of the queue."""
        with self._lock:
            job = next((job for job in self.all if job.id == name), None)
            if job is None or job.state not in ("waiting", "running"):
                return
            running = job.state == "running"
            job.state = "cancelled"
            if running and self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End what runs."""
        with self._lock:
            self._closed = True
            for job in self.all:
                if job.state in ("waiting", "running"):
                    job.state = "cancelled"
            if self._process is not None:
                self._process.kill()
            self._lock.notify_all()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closed or any(job.state == "waiting" for job in self.all))
                if self._closed:
                    return
                job = next(job for job in self.all if job.state == "waiting")
                job.state = "running"
                first = PAIR if job.folder is None else str(job.folder)
                words = [first, *map(str, job.files)]
                pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
                # By this thread, which follows it to its end.
                self._process = begin("duizhao.desk.work", *words, **pipes, text=True, encoding="utf-8")
            self._follow(job, self._process)

    def _follow(self, job: DeskJob, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            job.stage = said.get("stage", job.stage)
            job.done, job.total = said.get("done", 0), said.get("total", 0)
            job.unit = said.get("unit", "sentences")
            job.pairs = said.get("pairs", job.pairs)
            if "error" in said:
                where = f"{said['file']}: " if said.get("file") else ""
                job.error, job.cure = where + said["error"], said.get("cure", "")
            job.warnings = said.get("warnings", job.warnings)
        rest = process.stderr.read()
        code = process.wait()
        if code == 0 and job.state == "running":
            self._then(job)
        with self._lock:
            self._process = None
            if job.state != "running":
                return
            job.state = "done" if code == 0 else "failed"
            if code and not job.error:
                last = rest.strip().splitlines()[-1:] or [say("it ended without a word")]
                job.error, job.cure = last[0][:300], say("Try it on the command line: duizhao align")
