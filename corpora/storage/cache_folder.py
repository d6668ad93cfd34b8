"""Where what may be thrown away is kept: vectors, models, facts of documents that have not changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import platformdirs

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say


def expanded(named: str, setting: str) -> Path:
    """A folder that a setting names, with `~` and `~user` as what they stand for. Raises SettingsError where there
    is no such user."""
    try:
        return Path(named).expanduser()
    except (RuntimeError, ValueError):
        cure = "Name the folder by its whole path"
        raise SettingsError(
            say("{setting} names the home of a user who is not there: {named}", setting=setting, named=named), cure=cure
        ) from None


def of_user(kind: Literal["cache", "data"]) -> Path | None:
    """A folder of this user's for us; None where the user has no home, as under a bare number in a container."""
    try:
        find = platformdirs.user_cache_path if kind == "cache" else platformdirs.user_data_path
        folder = find("duizhao", appauthor=False)
    except RuntimeError:
        return None
    # Without a home older versions of platformdirs would have a folder called "~" where we stand.
    return folder if folder.is_absolute() else None


def cache_folder() -> Path | None:
    """Where vectors and models are kept: `DUIZHAO_CACHE`, else the user's cache folder; None when it says `off`, and
    where the user has none."""
    named = os.environ.get("DUIZHAO_CACHE", "").strip()
    if named.lower() in ("off", "none", "0"):
        return None
    return expanded(named, "DUIZHAO_CACHE") if named else of_user("cache")
