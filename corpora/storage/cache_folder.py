"""Where what may be thrown away is kept: vectors, models, facts of documents that have not changed."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path | None:
    """Where vectors and models are kept: `DUIZHAO_CACHE`, else the user's cache folder; None when it says `off`."""
    named = os.environ.get("DUIZHAO_CACHE", "").strip()
    if named.lower() in ("off", "none", "0"):
        return None
    return Path(named).expanduser() if named else platformdirs.user_cache_path("duizhao", appauthor=False)
