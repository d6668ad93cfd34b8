"""The limits by which memories are searched, filtered and compared lie where they lay."""

from __future__ import annotations

from pathlib import Path

from tests.pinned import changed
from tests.tmx.sweeps import KEPT, sweeps

HOW = "meant so? python -m tests.tmx.sweeps writes them anew; git diff shows which limits have moved"


def test_the_limits_lie_where_they_lay(tmp_path: Path) -> None:
    assert not changed(sweeps(tmp_path), KEPT), HOW
