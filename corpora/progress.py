"""How long work tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable

# (done, total), called now and then; both in whatever the work counts.

Advance = Callable[[int, int], None]
