"""An encoder that is made when it is first asked for."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from duizhao.alignment.encoders import DeferredEncoder, made
from duizhao.alignment.encoders.protocol import Matrix
from duizhao.corpora.errors import WorkError


class One:
    """An encoder whose vectors are all alike."""

    name, dimension = "one", 2

    def encode(self, texts: list[str]) -> Matrix:
        return np.tile(np.array([1, 0], dtype=np.float32), (len(texts), 1))


def test_is_made_once_and_named_by_what_was_made() -> None:
    made_by: list[int] = []

    def make() -> One:
        made_by.append(threading.get_ident())
        return One()

    encoder = DeferredEncoder("expected", make)
    assert (encoder.name, made_by) == ("expected", [])
    encoder.begin()
    assert encoder.dimension == 2
    assert encoder.name == "one"
    assert encoder.encode(["a", "b"]).shape == (2, 2)
    assert isinstance(made(encoder), One)
    assert made(One()).name == "one"
    assert len(made_by) == 1


def test_what_goes_wrong_beside_is_told_when_it_is_asked_for() -> None:
    def make() -> One:
        raise WorkError("no such model")

    encoder = DeferredEncoder("expected", make)
    encoder.begin()
    with pytest.raises(WorkError, match="no such model"):
        encoder.encode(["a"])
    assert encoder.name == "expected"
