"""Fixtures of this room's tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def onnx_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for the session, so that the ONNX model is built once (it takes seconds)."""
    return tmp_path_factory.mktemp("models")
