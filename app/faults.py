"""A fault of ours, which should not have happened, as people are told of it."""

from __future__ import annotations

import os
import traceback

from duizhao.corpora.saying import say


def unforeseen(error: Exception) -> str:
    """A fault of ours on one line: what, where, and how to report it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "duizhao" in f.filename.replace("\\", "/")] or frames
    place = f"{'/'.join(ours[-1].filename.replace(os.sep, '/').split('/')[-2:])}:{ours[-1].lineno}" if ours else ""
    where = say(" at {place}", place=place) if place else ""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return say(
        "a fault of duizhao itself ({said}{where}). Please report it, with what the same command "
        "prints when DUIZHAO_DEBUG=1 is set, and with duizhao --version",
        said=said,
        where=where,
    )
