"""Whether a process that a test began is still there."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def running(pid: int) -> bool:
    """Whether a process is there and no mere entry in the table."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return sys.platform != "linux"
