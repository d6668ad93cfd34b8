"""What single pairs gave, kept in memory from one check to the next: a reviser's step changes one pair of thousands,
and nothing is worked out again of the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

R = TypeVar("R")


class KeptPairs:
    """What pairs gave in this check and the one before. What is kept is asked for by all that it depends on, so that a
    check finds the same with it as without."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, Hashable], object] = {}
        self._now: dict[tuple[str, Hashable], object] = {}

    def begin(self) -> None:
        """Begin a check: what the last one did not ask for is forgotten."""
        self._before, self._now = self._now, {}

    def forget(self) -> None:
        """Forget everything."""
        self._before, self._now = {}, {}

    def once(self, what: str, key: Hashable, make: Callable[[], R]) -> R:
        """What is called `what` of the thing with this key: from this check or the last, or made now."""
        place = (what, key)
        if place not in self._now:
            self._now[place] = self._before[place] if place in self._before else make()
        return self._now[place]  # type: ignore[return-value]  # what was made under the same name
