"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No timed assertions: hypothesis' limit of 200 ms an example would be one, and break on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


class Shared(type(Path())):  # type: ignore[misc]
    """The folder of measuring data; naming something in it that is not there skips the test that names it."""

    def __truediv__(self, name: str) -> Path:
        path = Path(self, name)
        if not path.exists():
            pytest.skip(f"no {name} among the measuring data in {Path(self)}; set DUIZHAO_SHARED")
        return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with measuring data that is not part of the repository; tests that need it skip without it."""
    folder = Path(os.environ.get("DUIZHAO_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared measuring data at {folder}; set DUIZHAO_SHARED")
    return Shared(folder)
