"""The limits of the checks lie where they lay, and what they go by is what it was."""

from __future__ import annotations

from pathlib import Path

from tests.pinned import changed
from tests.quality.sweeps import KEPT, sweeps

HOW = "meant so? python -m tests.quality.sweeps writes them anew; git diff shows which limits have moved"


def test_the_limits_lie_where_they_lay(tmp_path: Path) -> None:
    assert not changed(sweeps(tmp_path), KEPT), HOW
