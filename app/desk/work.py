"""Aligning for the desk in a process of its own, which Cancel ends: `python -m duizhao.desk.work DESK FOLDER FILE
[FILE]`, and with `--pair FILE…` for the folder sorting a pile of files. DESK is the number of the desk's process.

It prints how far it is, a JSON line each time, and at the end that it is done or why not. Files are written all or
none, so that it may be ended at any moment.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

PAIR = "--pair"
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


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
        tell(error=f"no pair among these files: {what}", cure="Drop originals and their translations")
        return 1
    pairs = [[title, *map(str, files)] for title, files in found.pairs]
    tell(pairs=pairs, warnings=[f"{name}: {why}." for name, why in found.alone])
    return 0


def end_with(desk: int) -> None:
    """End when the desk is gone: nobody would see what is made. Before all else of ours, which takes a second to load,
    and to load what watches for other processes takes half of that."""
    if sys.platform == "win32":
        from duizhao.corpora.processes.watch import watch

        watch(parent=desk)
        return
    if sys.platform == "linux":
        # The system does it even while a library loads and lets no thread of ours look. It goes by the thread that
        # began this process, which is the one that follows it (jobs.py).
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def look() -> None:
        while os.getppid() == desk:
            time.sleep(0.1)
        os._exit(1)

    threading.Thread(target=look, name="watch", daemon=True).start()


def main(arguments: list[str]) -> int:
    """Read, align, check and write."""
    end_with(int(arguments[0]))
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
