"""The checks: each a file of its own with its page beside it. Modules that begin with `_` hold what several share."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.registry import Registry
from duizhao.quality.checking import Check


def _checks() -> Iterator[Check]:
    """The check of every module of this package."""
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            yield getattr(importlib.import_module(f"{__name__}.{module.name}"), module.name)


CHECKS: tuple[Check, ...] = tuple(_checks())
"""Our own."""
known_checks: Registry[Check] = Registry("duizhao.checks", "check", Check, {check.id: check for check in CHECKS})
"""All of them by name: ours, those that a program adds, and those of plug-ins."""
# A policy may speak of a check of a plug-in that nothing has loaded yet.
CATALOGUE.ask(known_checks.members)
