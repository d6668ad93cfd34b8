"""A real OmegaT, where one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def translated_by_omegat(project: Path, home: Path) -> None:
    """Have OmegaT write the translated documents of a project; `home` is where its settings are. The test is skipped
    where OmegaT is not installed."""
    program = shutil.which("omegat")
    if not program:
        pytest.skip("omegat is not installed")
    done = subprocess.run(
        [program, str(project), "--mode=console-translate", f"--config-dir={home / 'config'}"],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
