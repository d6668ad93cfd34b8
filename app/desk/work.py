"""Aligning for the desk in a process of its own, which Cancel ends: `python -m duizhao.desk.work DESK FOLDER FILE
[FILE]`, and with `--pair FILE…` for the folder sorting a pile of files. DESK is the number of the desk's process.

It prints how far it is, a JSON line each time, and at the end that it is done or why not. Files are written all or
none, so that it may be ended at any moment.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from duizhao.children import end_with
from duizhao.corpora.saying import say

PAIR = "--pair"


def tell(**what: Any) -> None:
    """One line for the desk."""
    print(json.dumps(what, ensure_ascii=False), flush=True)


def sort(paths: list[Path]) -> int:
    """Say which of these belong together."""
    from duizhao.desk.piles import sort_out

    tell(stage="Reading", unit="files")
    found = sort_out(paths, lambda n, total: tell(stage="Reading", done=n, total=total, unit="files"))
    if not found.pairs:
        what = "; ".join(f"{name}: {why}" for name, why in found.alone)
        tell(
            error=say("no pair among these files: {what}", what=what), cure=say("Drop originals and their translations")
        )
        return 1
    pairs = [[title, *map(str, files)] for title, files in found.pairs]
    tell(pairs=pairs, warnings=[f"{name}: {why}." for name, why in found.alone])
    return 0


def main(arguments: list[str]) -> int:
    """Read, align, check and write."""
    end_with(int(arguments[0]))  # before all else of ours, which takes a second to load
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.inputs import at_the_door, read_texts
    from duizhao.options import Options
    from duizhao.outputs import write_outcome
    from duizhao.pipeline import align_texts, outcome_of
    from duizhao.reviewed import JOURNAL

    if arguments[1] == PAIR:
        return sort([Path(name) for name in arguments[2:]])
    folder, *files = map(Path, arguments[1:])
    options = Options(either_way=True)  # whichever is named first is the original, as for `duizhao align`
    try:
        tell(stage="Reading")
        given = at_the_door(*files)
        texts = read_texts(given, options)
        tell(stage="Aligning", names=[texts.source.id, texts.target.id])
        done = align_texts(texts, options, lambda n, total: tell(stage="Aligning", done=n, total=total))
        tell(stage="Checking")
        found = outcome_of(done, given, options, folder / JOURNAL)
        tell(stage="Writing")
        folder.mkdir(parents=True, exist_ok=True)
        write_outcome(found, folder)
    except DuizhaoError as error:
        tell(error=error.what, cure=error.cure or "", file=Path(error.path).name if error.path else "")
        return 1
    tell(finished=str(folder), warnings=list(found.warnings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
