"""Every writing command as scripts/kill_test.py runs it (its inputs: kill_inputs.py).

A command is a line as it would be typed, or, for the two servers, what a browser or a tool would ask of them. In a
line `@` stands for old or new, `IN/` for the folder of the older or the newer inputs, `OLD/` and `NEW/` for one of
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scripts.kill_desk import DESK
from scripts.kill_server import SERVER
from scripts.killed_command import ALIGNED, DONE, STORED, TWO, KilledCommand, here


def _export_encoder(inputs: str) -> int:
    """The packaged model would be 470 MB; ours is of the same kind, and small."""
    from duizhao.alignment.encoders import export

    export.packaged = lambda: Path(f"../{inputs}/e5-small-q4.bin")  # type: ignore[assignment]
    return here("encoder export @ -q", inputs)


def _shortcut(inputs: str) -> int:
    """The entry of an older or a newer installation."""
    from duizhao import shortcut

    shortcut.desk_command = lambda: [f"/opt/{inputs}/bin/python", "-m", "duizhao", "desk"]
    return here("shortcut --folder menu -q", inputs)


# -- the commands ------------------------------------------------------------------------------------------------------

_REVIEWED = (*ALIGNED, "review import OLD/old.review.json out -q")
_ALIGN_TWO = "align IN/a.en.md IN/a.zh.md -o out --embed none -q"

COMMANDS = (
    KilledCommand("align", "align", _ALIGN_TWO),
    KilledCommand("align-lines", "align", "align --lines IN/a.en.txt IN/a.zh.txt -o a.beads --embed none -q"),
    KilledCommand("align-manifest", "align", "align --manifest IN/pairs.tsv -o out --embed none -q"),
    KilledCommand("align-jobs", "align", "align --manifest IN/pairs.tsv -o out --embed none --jobs 2 -q"),
    KilledCommand("align-shard", "align", "align --manifest IN/pairs.tsv -o out --embed none --shard 1/2 -q"),
    KilledCommand("align-reviewed", "align", _ALIGN_TWO, before=_REVIEWED),
    KilledCommand("align-cached", "align", _ALIGN_TWO, settings=(("DUIZHAO_CACHE", "kept"),)),
    KilledCommand("build", "build", "build IN/ -q"),
    KilledCommand("build-omegat", "build", "build IN/ --omegat om -q"),
    KilledCommand("build-shard", "build", "build IN/ --shard 1/2 -q"),
    KilledCommand("gather", "gather", "gather IN/ -q", ("build OLD/ --shard 1/1 -q",), ("build NEW/ --shard 1/1 -q",)),
    KilledCommand("corpus", "corpus", "corpus IN/ -o set --tmx -q", ("build OLD/ -q",), ("build NEW/ -q",)),
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
    KilledCommand(
        "glossary-diff",
        "glossary diff",
        "glossary diff IN/glossary.csv OLD/reviewed-old.csv --page compared.html -q",
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
    KilledCommand("memory-remove", "memory remove", "memory remove @.md --store m.db", TWO, codes=DONE),
    KilledCommand(
        "memory-xliff",
        "memory pretranslate",
        "memory pretranslate IN/a.en.md -o new.xlf --store IN/m.db -q",
    ),
    KilledCommand(
        "memory-project",
        "memory pretranslate",
        "memory pretranslate IN/a.en.md -o project-@ --store IN/m.db -q",
        codes=DONE,
    ),
    KilledCommand("token-add", "token add", "token add @ --store m.db", STORED),
    KilledCommand(
        "token-revoke",
        "token revoke",
        "token revoke @ --store m.db",
        (*STORED, "token add old --store m.db", "token add new --store m.db"),
        codes=DONE,
    ),
    KilledCommand(
        "review-export",
        "review export",
        "review export out -o x.review.json -q",
        _REVIEWED,
        ("review import OLD/new.review.json out -q",),
    ),
    KilledCommand("review-import", "review import", "review import OLD/@.review.json out -q", ALIGNED),
    KilledCommand("review-apply", "review apply", "review apply OLD/@.review.json out -q", ALIGNED),
    KilledCommand("shortcut", "shortcut", work=_shortcut),
    KilledCommand("sample", "sample", "sample @ -q", codes=DONE),
    KilledCommand(
        "encoder-install",
        "encoder install",
        "encoder install IN/e5-small-q4.bin --any-release -q",
        settings=(("DUIZHAO_DATA", "data"),),
    ),
    KilledCommand("encoder-export", "encoder export", work=_export_encoder, codes=DONE),
    *DESK,
    *SERVER,
)

READING = frozenset(
    (
        "doctor", "encoder list", "encoder test", "evaluate", "glossary lookup", "lsp", "mcp",
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
