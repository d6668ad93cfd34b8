"""Every writing command as scripts/kill_test.py runs it (its inputs: kill_inputs.py).

A command is a line as it would be typed, or, for the two servers, what a browser or a tool would ask of them. In a
line `@` stands for old or new, `IN/` for the folder of the older or the newer inputs, `OLD/` and `NEW/` for one of
them.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

OLD, NEW = "old", "new"


@dataclass(frozen=True, slots=True)
class KilledCommand:
    """A command that writes.

    `of` is the command of the catalogue that it is. `before` are run once, `between` after the run on older inputs:
    what the command finds. `codes` are the exit codes of a run that did its work or found it done. `work` is done in
    place of a command line: it is given old or new. `made_anew`: each run makes a folder of its own.
    """

    name: str
    of: str
    arguments: str = ""
    before: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0, 1)
    work: Callable[[str], int] | None = None
    settings: tuple[tuple[str, str], ...] = ()
    made_anew: bool = False

    def run(self, inputs: str) -> int:
        """Do it where the process stands; the exit code."""
        os.environ.update(self.settings)
        if self.work is None:
            return here(self.arguments, inputs)
        from duizhao.corpora.errors import DuizhaoError

        try:
            return self.work(inputs)
        except DuizhaoError:
            return 2


def here(line: str, inputs: str) -> int:
    """Run a line in this process; the exit code."""
    from duizhao.cli.main import main

    line = line.replace("IN/", "../@/").replace("OLD/", "../old/").replace("NEW/", "../new/").replace("@", inputs)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            main(line.split())
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1
    return 98


# -- what the desk and the office's server are asked -------------------------------------------------------------------


def _at_desk(questions: Callable[[Any, str], None]) -> Callable[[str], int]:
    """The desk over the folder `out`, asked something."""

    def work(inputs: str) -> int:
        from duizhao.desk.desk import Desk

        desk = Desk(Path("desk"), "Liu")
        try:
            questions(desk, inputs)
        finally:
            desk.close()
        return 0

    return work


def _decide(desk: Any, inputs: str) -> None:
    """Confirm the first rows, more of them with the newer inputs, and write a note to one."""
    from duizhao.review.commands import Confirm
    from duizhao.review.journal import patch_data

    desk.ask("open", {"folder": "out"})
    sheet = desk.opened.session.sheet
    for at in range(3 if inputs == OLD else 6):
        if not sheet.rows[at].confirmed:
            desk.ask("do", {"patch": patch_data(Confirm(at).patch(sheet))})


def _term(desk: Any, inputs: str) -> None:
    desk.ask("open", {"folder": "out"})
    source, target = {OLD: ("river", "河流"), NEW: ("harbour", "港口")}[inputs]
    desk.ask("term", {"kind": "add", "source": source, "target": target})


def _waive(desk: Any, inputs: str) -> None:
    desk.ask("open", {"folder": "out"})
    reason = f"known since {inputs} times"
    if (policy := Path("duizhao.toml")).is_file() and reason in policy.read_text(encoding="utf-8"):
        return
    found = json.loads(desk.ask("findings", {}))["findings"][:1]
    desk.ask("waive", {"findings": found, "reason": reason, "owner": "Liu", "until": "2999-12-31"})


def _remember(desk: Any, inputs: str) -> None:
    _decide(desk, inputs)
    desk.ask("remember", {})


def _write_out(desk: Any, inputs: str) -> None:
    _decide(desk, inputs)
    for kind in desk.ask("outputs", {})["kinds"]:
        desk.ask("out", {"kind": kind})


def _drop(desk: Any, inputs: str) -> None:
    """Drop two files and wait for their alignment."""
    import base64
    import time

    files = []
    for side in ("en", "zh"):
        data = Path(f"../{inputs}/c.{side}.md").read_bytes()
        files.append({"name": f"{inputs}.{side}.md", "data": base64.b64encode(data).decode()})
    desk.ask("drop", {"files": files})
    while any(job["state"] in ("waiting", "running") for job in desk.ask("progress", {})["jobs"]):
        time.sleep(0.05)


def _at_server(questions: Callable[[Any, str], Any]) -> Callable[[str], int]:
    """The office's server over the memory `m.db`, asked something by somebody who may do all."""

    def work(inputs: str) -> int:
        from fastapi.testclient import TestClient

        from duizhao.server.application import application
        from duizhao.server.settings import ServerSettings
        from duizhao.server.tokens import People
        from duizhao.tmx.store.office import OfficeStore

        with OfficeStore("m.db", create=True) as store:
            people = People(store.database)
            people.prepare()
            token = people.add("Liu", "admin")
        settings = ServerSettings({"m": "m.db"}, frozenset(("testserver",)))
        with TestClient(application(settings, warm=False)) as client:
            client.headers["authorization"] = f"Bearer {token}"
            answered = questions(client, inputs)
        return 0 if answered.status_code < 300 else 2

    return work


def _import(client: Any, inputs: str) -> Any:
    return client.post("/v1/memories/m/import", content=Path(f"../{inputs}/memory.tmx").read_bytes())


def _correct(client: Any, inputs: str) -> Any:
    place = "/v1/memories/m/units/1"
    texts = [{"language": text["language"], "text": f"{inputs} 文本"} for text in client.get(place).json()["texts"]]
    return client.patch(place, json={"texts": texts})


def _remove(client: Any, inputs: str) -> Any:
    return client.delete(f"/v1/memories/m/documents/{inputs}.md")


def _export_encoder(inputs: str) -> int:
    """The packaged model would be 470 MB; ours is of the same kind, and small."""
    from duizhao.alignment.encoders import export

    export.packaged = lambda: Path(f"../{inputs}/e5-small-q4.bin")  # type: ignore[assignment]
    return here("encoder export @ -q", inputs)


# -- the commands ------------------------------------------------------------------------------------------------------

_ALIGNED = ("align OLD/a.en.md OLD/a.zh.md -o out --embed none -q",)
_REVIEWED = (*_ALIGNED, "review import OLD/old.review.json out -q")
_STORED = ("memory add OLD/memory.tmx --store m.db -q",)
_TWO = ("memory add OLD/named.tmx --store m.db -q", "memory add NEW/named.tmx --store m.db -q")
_ALIGN_TWO = "align IN/a.en.md IN/a.zh.md -o out --embed none -q"
_DONE = (0, 1, 2)

COMMANDS = (
    KilledCommand("align", "align", _ALIGN_TWO),
    KilledCommand("align-lines", "align", "align --lines IN/a.en.txt IN/a.zh.txt -o a.beads --embed none -q"),
    KilledCommand("align-manifest", "align", "align --manifest IN/pairs.tsv -o out --embed none -q"),
    KilledCommand("align-jobs", "align", "align --manifest IN/pairs.tsv -o out --embed none --jobs 2 -q"),
    KilledCommand("align-shard", "align", "align --manifest IN/pairs.tsv -o out --embed none --shard 1/2 -q"),
    KilledCommand("align-reviewed", "align", _ALIGN_TWO, before=_REVIEWED),
    KilledCommand("align-cached", "align", _ALIGN_TWO, settings=(("DUIZHAO_CACHE", "kept"),)),
    KilledCommand("build", "build", "build IN/ -q"),
    KilledCommand("build-shard", "build", "build IN/ --shard 1/2 -q"),
    KilledCommand("gather", "gather", "gather IN/ -q", ("build OLD/ --shard 1/1 -q",), ("build NEW/ --shard 1/1 -q",)),
    KilledCommand("pair", "pair", "pair IN/a.en.md IN/a.zh.md IN/c.en.md IN/c.zh.md -o found.tsv -q"),
    KilledCommand("glossary-extract", "glossary extract", "glossary extract IN/memory.tmx -o terms.csv --no-embed -q"),
    KilledCommand("glossary-convert", "glossary convert", "glossary convert IN/glossary.csv terms.tbx"),
    KilledCommand("glossary-page", "glossary page", "glossary page IN/glossary.csv -o glossary.html"),
    KilledCommand("glossary-find", "glossary find", "glossary find IN/a.en.md -g IN/glossary.csv --page terms.html"),
    KilledCommand(
        "glossary-import",
        "glossary import",
        "glossary import OLD/reviewed-@.csv --into glossary.csv --reviewer Liu --date 2026-01-01 -q",
        ("glossary convert OLD/glossary.csv glossary.csv",),
    ),
    KilledCommand("glossary-merge", "glossary merge", "glossary merge IN/glossary.csv OLD/reviewed-old.csv -o all.csv"),
    KilledCommand("check-write", "check", "check IN/memory.tmx --write json=check.json --write sarif=check.sarif -q"),
    KilledCommand("check-baseline", "check", "check IN/faulty.tmx --baseline base.txt --update-baseline -q"),
    KilledCommand("check-history", "check", "check IN/memory.tmx --history history.jsonl --label one -q"),
    KilledCommand(
        "check-cached",
        "check",
        "check IN/memory.tmx --write json=check.json -q",
        settings=(("DUIZHAO_CACHE", "kept"),),
    ),
    KilledCommand(
        "drift-accept", "drift", "drift IN/a.en.md IN/a.zh.md --was IN/was.en.md --accept --accepted accepted -q"
    ),
    KilledCommand("drift-write", "drift", "drift IN/a.en.md IN/a.zh.md --was IN/was.en.md --write json=drift.json -q"),
    KilledCommand("tmx-convert", "tmx convert", "tmx convert IN/memory.tmx table.csv"),
    KilledCommand("tmx-workbook", "tmx convert", "tmx convert IN/memory.tmx table.xlsx"),
    KilledCommand("tmx-moses", "tmx convert", "tmx convert IN/memory.tmx corpus.en --to moses"),
    KilledCommand("tmx-clean", "tmx clean", "tmx clean IN/memory.tmx -o clean.tmx"),
    KilledCommand("tmx-dedupe", "tmx dedupe", "tmx dedupe IN/memory.tmx -o one.tmx"),
    KilledCommand("tmx-diff", "tmx diff", "tmx diff OLD/named.tmx IN/memory.tmx --format html -o diff.html"),
    KilledCommand("tmx-filter", "tmx filter", "tmx filter IN/memory.tmx --max-length 400 -o some.tmx"),
    KilledCommand("tmx-merge", "tmx merge", "tmx merge IN/memory.tmx IN/memory.tmx -o all.tmx"),
    KilledCommand("tmx-paragraphs", "tmx paragraphs", "tmx paragraphs IN/memory.tmx -o paragraphs.tmx"),
    KilledCommand("tmx-split", "tmx split", "tmx split IN/memory.tmx --by number --max-units 50 -o parts"),
    KilledCommand("tmx-validate", "tmx validate", "tmx validate IN/memory.tmx --fix -o mended.tmx"),
    KilledCommand("memory-add", "memory add", "memory add IN/memory.tmx --store m.db -q"),
    KilledCommand("memory-export", "memory export", "memory export all.tmx --store IN/m.db -q"),
    KilledCommand(
        "memory-leverage",
        "memory leverage",
        "memory leverage IN/a.en.md --store IN/m.db --format csv -o leverage.csv -q",
    ),
    KilledCommand("memory-remove", "memory remove", "memory remove @.md --store m.db", _TWO, codes=_DONE),
    KilledCommand(
        "memory-xliff",
        "memory pretranslate",
        "memory pretranslate IN/a.en.md -o new.xlf --store IN/m.db -q",
    ),
    KilledCommand(
        "memory-project",
        "memory pretranslate",
        "memory pretranslate IN/a.en.md -o project-@ --store IN/m.db -q",
        codes=_DONE,
    ),
    KilledCommand("token-add", "token add", "token add @ --store m.db", _STORED),
    KilledCommand(
        "token-revoke",
        "token revoke",
        "token revoke @ --store m.db",
        (*_STORED, "token add old --store m.db", "token add new --store m.db"),
        codes=_DONE,
    ),
    KilledCommand(
        "review-export",
        "review export",
        "review export out -o x.review.json -q",
        _REVIEWED,
        ("review import OLD/new.review.json out -q",),
    ),
    KilledCommand("review-import", "review import", "review import OLD/@.review.json out -q", _ALIGNED),
    KilledCommand("review-apply", "review apply", "review apply OLD/@.review.json out -q", _ALIGNED),
    KilledCommand("sample", "sample", "sample @ -q", codes=_DONE),
    KilledCommand(
        "encoder-install",
        "encoder install",
        "encoder install IN/e5-small-q4.bin --any-release -q",
        settings=(("DUIZHAO_DATA", "data"),),
    ),
    KilledCommand("encoder-export", "encoder export", work=_export_encoder, codes=_DONE),
    KilledCommand("desk-decide", "desk", work=_at_desk(_decide), before=_ALIGNED),
    KilledCommand("desk-term", "desk", work=_at_desk(_term), before=_ALIGNED, codes=_DONE),
    KilledCommand("desk-waive", "desk", work=_at_desk(_waive), before=_ALIGNED),
    KilledCommand("desk-remember", "desk", work=_at_desk(_remember), before=_ALIGNED),
    KilledCommand(
        "desk-out",
        "desk",
        work=_at_desk(_write_out),
        before=(*_ALIGNED, "glossary convert OLD/glossary.csv out/glossary.csv"),
    ),
    KilledCommand(
        # The encoder's model is made once; killed runs may leave what they will there.
        "desk-drop",
        "desk",
        work=_at_desk(_drop),
        made_anew=True,
        settings=(("DUIZHAO_CACHE", "../cache"),),
    ),
    KilledCommand("serve-import", "serve", work=_at_server(_import)),
    KilledCommand("serve-correct", "serve", work=_at_server(_correct), before=_STORED),
    KilledCommand("serve-remove", "serve", work=_at_server(_remove), before=_TWO, codes=_DONE),
)

READING = frozenset(
    (
        "doctor", "encoder list", "encoder test", "evaluate", "glossary diff", "glossary lookup", "lsp",
        "memory concordance", "memory list", "memory lookup", "plugins", "review status", "segment",
        "tmx stats", "token list",
    )
)  # fmt: skip
"""The commands that write no file; with those above they are all. A test compares both with the command line."""


def catalogue(group: Any, words: Sequence[str] = ()) -> dict[str, Any]:
    """All commands of a command line by name, those of groups with the group's."""
    found = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            found.update(catalogue(command, (*words, name)))
        else:
            found[" ".join((*words, name))] = command
    return found
