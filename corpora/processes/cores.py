"""How many cores and threads work may use."""

from __future__ import annotations

import os

THREADS = "DUIZHAO_THREADS"
"""Environment variable: how many threads the encoder of one process uses; without it, as many as there are cores.
Workers of a pile are given their share of the cores by it."""


def cores() -> int:
    """Cores that this process may use: a container often has fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads() -> int:
    """Threads for work that takes as many as it gets. What the variable says otherwise than by a number from 1 is not
    heard."""
    said = os.environ.get(THREADS, "").strip()
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said) < 10_000 else cores()
