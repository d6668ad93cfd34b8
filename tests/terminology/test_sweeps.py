"""The limits by which terms are found to vary, and terms of one language are found, lie where they lay."""

from __future__ import annotations

from tests.pinned import changed
from tests.terminology.sweeps import KEPT, sweeps

HOW = "meant so? python -m tests.terminology.sweeps writes them anew; git diff shows which limits have moved"


def test_the_limits_lie_where_they_lay() -> None:
    assert not changed(sweeps(), KEPT), HOW
