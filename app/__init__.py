"""duizhao (对照): the application that joins the rooms: command line, project file, pipeline, review page."""

from __future__ import annotations

from typing import Any

__all__ = ["__version__"]


def __getattr__(name: str) -> Any:
    # When it is asked for: the command lists its verbs in half the time without.
    if name == "__version__":
        from duizhao.corpora.version import VERSION

        return VERSION
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
