"""The numbers that the aligner's model was fitted on stay what they were."""

from __future__ import annotations

from tests.alignment.numbers import KEPT, numbers
from tests.pinned import changed

HOW = "meant so? fit the model anew (scripts/fit_alignment.py), then: python -m tests.alignment.numbers"


def test_the_numbers_are_those_that_the_model_was_fitted_on() -> None:
    assert not changed(numbers(), KEPT), HOW
