"""The version of the installed distribution, for recipes and headers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("duizhao")
except PackageNotFoundError:  # run from a source tree that was not installed
    VERSION = "0+source"
