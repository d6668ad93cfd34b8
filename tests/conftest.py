"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from duizhao.corpora.model import Notice
from duizhao.quality.report import Finding

# No timed assertions: hypothesis' limit of 200 ms an example would be one, and break on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A fault of ours is an error in tests, not a line on stderr.
os.environ["DUIZHAO_DEBUG"] = "1"

# Whatever language the system is set to; tests of translations say which they want.
os.environ["DUIZHAO_LANG"] = "en"

ROOT = Path(__file__).resolve().parent.parent

# Hundreds of tests start a program, which would compile every module of ours anew where the environment keeps Python
# from writing what it compiled. It is kept, and nothing is written beside the sources.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / "build" / "pycache"))
    sys.dont_write_bytecode, sys.pycache_prefix = False, os.environ["PYTHONPYCACHEPREFIX"]


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


# Ids of these families are for tests and examples that add checks and notices of their own.
OWN = ("test.", "house.")


@pytest.fixture(scope="session", autouse=True)
def _everything_reported_is_documented() -> Iterator[None]:
    """Whatever any test makes the program report stands in docs/diagnostics.md, which is made from the catalogue."""
    seen: set[str] = set()
    noun: type
    for noun in (Notice, Finding):
        _record(noun, seen)
    yield
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^### (\S+)$", text, re.MULTILINE))
    unknown = {id for id in seen - documented if not id.startswith(OWN)}
    assert not unknown, f"reported, and not in docs/diagnostics.md (run `make docs`): {sorted(unknown)}"


def _record(noun: type, seen: set[str]) -> None:
    """Remember the id of every object that is made of a class."""
    made = noun.__init__  # type: ignore[misc]

    def init(self: object, *args: object, **kwargs: object) -> None:
        made(self, *args, **kwargs)
        seen.add(self.check)  # type: ignore[attr-defined]

    noun.__init__ = init  # type: ignore[misc]
