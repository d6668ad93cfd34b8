"""Places for a memory, as the tests of the store have them."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the server is not installed")
pytest.importorskip("httpx", reason="httpx is not installed")

from tests.tmx.conftest import database, place, server, server_folder  # noqa: F401
