"""What processes have taken, of the processor and of memory, with those that they began (Linux)."""

from __future__ import annotations

import os
from pathlib import Path


def family(process: int) -> list[int]:
    """A process with those that it began and that these began."""
    found = [process]
    try:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            for child in children.read_text().split():
                found += family(int(child))
    except OSError:
        pass  # it has ended
    return found


def seconds_of(process: int) -> float:
    """Seconds of the processor that a process has taken, with its family."""
    ticks = 0
    for number in family(process):
        try:
            # Behind the name, which may hold anything: the 12th and 13th are the process's own and the system's for it.
            words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> str:
    """Megabytes of a process and its family: what is their own, and what a file holds that may be shared."""
    own = shared = 0
    for number in family(process):
        for line in Path(f"/proc/{number}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            own += int(value.split()[0]) if name == "RssAnon" else 0
            shared = max(shared, int(value.split()[0])) if name == "RssFile" else shared
    return f"{own // 1024} MB of its own, {shared // 1024} MB mapped"
