"""What tests of the pages share: a browser as people have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.desk_running import ARGUMENTS, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium without a window; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = chromium()
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()
