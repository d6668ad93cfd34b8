"""The numbers that the weights of terms were fitted on stay what they were."""

from __future__ import annotations

from tests.pinned import changed
from tests.terminology.numbers import KEPT, numbers

HOW = "meant so? fit the weights anew (scripts/fit_terms.py), then: python -m tests.terminology.numbers"


def test_the_numbers_are_those_that_the_weights_were_fitted_on() -> None:
    assert not changed(numbers(), KEPT), HOW
