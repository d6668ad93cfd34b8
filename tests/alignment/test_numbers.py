"""The numbers that the aligner's model was fitted on stay what they were."""

from __future__ import annotations

import pytest

from tests.alignment.numbers import kept, numbers

HOW = "meant so? fit the model anew (scripts/fit_alignment.py), then: python -m tests.alignment.numbers"


def test_the_numbers_are_those_that_the_model_was_fitted_on() -> None:
    found, before = numbers(), kept()
    assert list(found) == list(before), HOW
    other = [name for name, values in found.items() if values != pytest.approx(before[name], rel=1e-3, abs=1e-5)]
    assert not other, f"{HOW}\n" + "\n".join(f"{name}: {before[name]} → {found[name]}" for name in other)
