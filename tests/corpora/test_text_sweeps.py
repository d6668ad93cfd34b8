"""The limits by which texts, Markdown and pages are read lie where they lay."""

from __future__ import annotations

from tests.corpora.text_sweeps import KEPT, sweeps
from tests.pinned import changed

HOW = "meant so? python -m tests.corpora.text_sweeps writes them anew; git diff shows which limits have moved"


def test_the_limits_lie_where_they_lay() -> None:
    assert not changed(sweeps(), KEPT), HOW
