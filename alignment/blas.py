"""How many threads the linear algebra of the search uses: one.

Its matrices are small. The threads of a BLAS library wait for each other actively, and on such matrices they spend more
processor time waiting than working: a chapter of a novel took twice as long in all, and longer still beside other work.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np  # noqa: F401  (the library whose threads are counted must be loaded when they are)


@cache
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """A context in which numpy's matrix products use one thread. Encoders work outside it, with all they have."""
    limit: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limit
