"""The trend: a line per run in a file that grows, and reading it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.harmless import json_text
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import file_lines, write_text
from duizhao.quality.report import Report


@dataclass(frozen=True, slots=True)
class Run:
    """What a line remembers of a run: a label (a date, a commit), scores and counts of findings by severity."""

    label: str
    scores: Mapping[str, float]
    counts: Mapping[str, int]

    @property
    def index(self) -> float | None:
        """The overall index of the run; None where it was not measured."""
        return self.scores.get("index")


def run_of(report: Report, label: str) -> Run:
    """What to remember of a report."""
    scores = {s.name: s.value for s in report.scores if not s.scope}
    return Run(label, scores, {severity.value: n for severity, n in report.counts.items()})


def read_history(path: str | Path) -> tuple[Run, ...]:
    """The runs in a history file, oldest first; none where there is no file yet. Raises InputError with the line."""
    path = Path(path)
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say("cannot read the history: {error}", error=error), path=path, cure="Give another file"
        ) from error
    runs = []
    for number, line in enumerate(file_lines(text), 1):
        try:
            row = json.loads(line)
            runs.append(Run(str(row["label"]), dict(row["scores"]), dict(row["counts"])))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise InputError(
                "not a line of a duizhao history", path=path, line=number, cure="Remove the line"
            ) from None
    return tuple(runs)


def append_history(path: str | Path, run: Run) -> tuple[Run, ...]:
    """Add a run and return them all: the last thing that a run does, so that one which was killed has no line, and is
    not counted twice when it is begun again. The file is written anew and whole. Raises InputError, OutputError."""
    runs = (*read_history(path), run)
    rows = ({"label": r.label, "scores": dict(r.scores), "counts": dict(r.counts)} for r in runs)
    write_text(path, "".join(json_text(row) + "\n" for row in rows))
    return runs
