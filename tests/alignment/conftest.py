"""Fixtures of this room's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models import with_kept_models


@pytest.fixture(scope="session")
def onnx_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for the session, so that the ONNX model is built once (it takes seconds), or not at all where one
    is kept from earlier; that it can be built is for `test_damaged_model_is_built_anew` to say."""
    return with_kept_models(tmp_path_factory.mktemp("models"))
