"""What the desk is asked where scripts/kill_test.py kills it: every question that writes.

Killed and asked again, each work does what is left of it: what is counted as lost is lost by the desk.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.killed_command import ALIGNED, DONE, NEW, OLD, KilledCommand

READING = frozenset(
    (
        "state", "name", "board", "progress", "page", "candidates", "findings", "glossary", "memory", "covered",
        "outputs",
    )
)  # fmt: skip
"""The questions that write no file; with those that commands here ask they are all."""


def _at_desk(questions: Callable[[Any, str], None], folder: str = "out") -> Callable[[str], int]:
    """The desk over the folder `out`, asked something. It has no encoder: what aligns again goes by lengths."""

    def work(inputs: str) -> int:
        from duizhao.desk.desk import Desk

        desk = Desk(Path("desk"), "Liu")
        desk._encoder = (None,)
        try:
            if folder:
                desk.ask("open", {"folder": folder})
            questions(desk, inputs)
        finally:
            desk.close()
        return 0

    return work


def _open(desk: Any, inputs: str) -> None:
    """Open a folder; the list of those that were open last is written."""
    desk.ask("open", {"folder": {OLD: "out", NEW: "further"}[inputs]})


def _confirm(desk: Any, many: int) -> None:
    from duizhao.review.commands import Confirm
    from duizhao.review.journal import patch_data

    sheet = desk.opened.session.sheet
    for at in range(many):
        if not sheet.rows[at].confirmed:
            desk.ask("do", {"patch": patch_data(Confirm(at).patch(sheet))})


def _decide(desk: Any, inputs: str) -> None:
    """Confirm the first rows, more of them with the newer inputs."""
    _confirm(desk, 3 if inputs == OLD else 6)


def _back_and_forth(desk: Any, inputs: str) -> None:
    """Three steps; with the newer inputs two are taken back and one done again. The journal says how far it came."""
    if inputs == OLD:
        _confirm(desk, 3)
        return
    for question in ("undo", "undo", "redo")[len(desk.opened.session.journal.entries) - 3 :]:
        desk.ask(question, {})


def _again(desk: Any, inputs: str) -> None:
    """Settle a row that pairs what was not paired, then align the rest again."""
    from duizhao.review.commands import Merge
    from duizhao.review.journal import patch_data

    session = desk.opened.session
    steps = len(session.journal.entries)
    if inputs == OLD and steps == 0:
        patch = Merge(4).patch(session.sheet)
        desk.ask("do", {"patch": patch_data(patch)})
    if inputs == NEW and steps == 1:
        desk.ask("again", {})


def _bring(suffix: str) -> Callable[[Any, str], None]:
    """A review that comes home, settled in Word or Excel or by a journal."""

    def bring(desk: Any, inputs: str) -> None:
        data = Path(f"../{OLD}/{inputs}.review{suffix}").read_bytes()
        desk.ask("bring", {"files": [{"name": f"r{suffix}", "data": base64.b64encode(data).decode()}]})

    return bring


def _term(desk: Any, inputs: str) -> None:
    source, target = {OLD: ("river", "河流"), NEW: ("harbour", "港口")}[inputs]
    desk.ask("term", {"kind": "add", "source": source, "target": target})


def _define(desk: Any, inputs: str) -> None:
    """Add a term; with the newer inputs it is defined."""
    if inputs == OLD:
        _term(desk, OLD)
        return
    [known] = desk.ask("glossary", {})["concepts"]
    desk.ask("term", {"kind": "define", "id": known["id"], "definition": "water that runs"})


def _term_taken_back(desk: Any, inputs: str) -> None:
    """Add a term, take it back, add it again."""
    source, target = {OLD: ("river", "河流"), NEW: ("harbour", "港口")}[inputs]
    if any(source in concept["id"] for concept in desk.ask("glossary", {})["concepts"]):
        return
    adding = {"kind": "add", "source": source, "target": target}
    desk.ask("term", adding)
    desk.ask("term_undo", {})
    desk.ask("term", adding)


def _extract(desk: Any, inputs: str) -> None:
    """Extract terms beside one that somebody added."""
    if inputs == OLD:
        desk.ask("term", {"kind": "add", "source": "river", "target": "河流"})
    else:
        desk.ask("extract", {})


def _waivers(desk: Any) -> list[dict[str, str]]:
    found = json.loads(desk.ask("findings", {}))["findings"]
    return [waiver for finding in found for waiver in finding["waivers"]]


def _waive(desk: Any, inputs: str) -> None:
    reason = f"known since {inputs} times"
    if all(waiver["reason"] != reason for waiver in _waivers(desk)):
        found = json.loads(desk.ask("findings", {}))["findings"][:1]
        desk.ask("waive", {"findings": found, "reason": reason, "owner": "Liu", "until": "2999-12-31"})


def _unwaive(desk: Any, inputs: str) -> None:
    """Two waivers, of which one is taken back with the newer inputs."""
    if inputs == OLD:
        for reason in (OLD, NEW):
            _waive(desk, reason)
    elif len(known := _waivers(desk)) == 2:
        desk.ask("unwaive", {"waivers": known[:1]})


def _remember(desk: Any, inputs: str) -> None:
    _decide(desk, inputs)
    desk.ask("remember", {})


def _write_out(desk: Any, inputs: str) -> None:
    _decide(desk, inputs)
    known = desk.ask("outputs", {})
    for kind in (*known["kinds"], *known["glossary"]):
        desk.ask("out", {"kind": kind})


def _files(inputs: str) -> dict[str, Any]:
    files = []
    for side in ("en", "zh"):
        data = Path(f"../{inputs}/c.{side}.md").read_bytes()
        files.append({"name": f"{inputs}.{side}.md", "data": base64.b64encode(data).decode()})
    return {"files": files}


def _wait(desk: Any) -> None:
    while any(job["state"] in ("waiting", "running") for job in desk.ask("progress", {})["jobs"]):
        time.sleep(0.05)


def _drop(desk: Any, inputs: str) -> None:
    """Drop two files and wait for their alignment."""
    desk.ask("drop", _files(inputs))
    _wait(desk)


def _cancel(desk: Any, inputs: str) -> None:
    """Drop two files twice, and cancel one of the alignments."""
    desk.ask("drop", _files(inputs))
    [second] = desk.ask("drop", _files(inputs))["jobs"]
    desk.ask("cancel", {"id": second["id"]})
    _wait(desk)


def _sample(desk: Any, inputs: str) -> None:
    """Align the sample paper; with the older inputs there is another."""
    if inputs == OLD:
        _drop(desk, inputs)
    else:
        desk.ask("sample", {})
        _wait(desk)


_FURTHER = "align OLD/b.en.md OLD/b.zh.md -o further --embed none -q"
# The encoder's model is made once; killed runs may leave what they will there.
_ONE_CACHE = (("DUIZHAO_CACHE", "../cache"),)

DESK = (
    KilledCommand("desk-open", "desk", work=_at_desk(_open, ""), before=(*ALIGNED, _FURTHER), asks=("open",)),
    KilledCommand("desk-decide", "desk", work=_at_desk(_decide), before=ALIGNED, asks=("open", "do")),
    KilledCommand(
        "desk-undo", "desk", work=_at_desk(_back_and_forth), before=ALIGNED, asks=("open", "do", "undo", "redo")
    ),
    KilledCommand("desk-again", "desk", work=_at_desk(_again), before=ALIGNED, asks=("open", "do", "again")),
    *(
        KilledCommand(
            f"desk-bring-{suffix[1:]}", "desk", work=_at_desk(_bring(suffix)), before=ALIGNED, asks=("open", "bring")
        )
        for suffix in (".json", ".xlsx", ".docx")
    ),
    KilledCommand("desk-term", "desk", work=_at_desk(_term), before=ALIGNED, codes=DONE, asks=("open", "term")),
    KilledCommand("desk-define", "desk", work=_at_desk(_define), before=ALIGNED, asks=("open", "term")),
    KilledCommand(
        "desk-term-undo", "desk", work=_at_desk(_term_taken_back), before=ALIGNED, asks=("open", "term", "term_undo")
    ),
    KilledCommand("desk-extract", "desk", work=_at_desk(_extract), before=ALIGNED, asks=("open", "term", "extract")),
    KilledCommand("desk-waive", "desk", work=_at_desk(_waive), before=ALIGNED, asks=("open", "waive")),
    KilledCommand("desk-unwaive", "desk", work=_at_desk(_unwaive), before=ALIGNED, asks=("open", "waive", "unwaive")),
    KilledCommand("desk-remember", "desk", work=_at_desk(_remember), before=ALIGNED, asks=("open", "do", "remember")),
    KilledCommand(
        "desk-out",
        "desk",
        work=_at_desk(_write_out),
        before=(*ALIGNED, "glossary convert OLD/glossary.csv out/glossary.csv"),
        asks=("open", "do", "out"),
    ),
    *(
        KilledCommand(
            f"desk-{work.__name__[1:]}", "desk", work=_at_desk(work, ""), made_anew=True, settings=_ONE_CACHE, asks=asks
        )
        for work, asks in ((_drop, ("drop",)), (_cancel, ("drop", "cancel")), (_sample, ("drop", "sample")))
    ),
)
