"""What others have added to duizhao: every family that takes plug-ins, and its members with where they come from."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from duizhao.corpora.registry import BUILT_IN, FailedPlugin, Registered, Registry, load

FAMILIES = (
    "duizhao.corpora.reading:document_formats",
    "duizhao.alignment.encoders:encoder_kinds",
    "duizhao.quality.checks:known_checks",
    "duizhao.tmx.formats.known:memory_formats",
    "duizhao.terminology.formats:glossary_formats",
    "duizhao.quality.outputs.formats:report_formats",
    "duizhao.tmx.validation.cat_tools:cat_tools",
    "duizhao.engines:engines",
)
"""Where the registries are; each has its group of entry points."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """The members of every family as (group, member), and the plug-ins that could not be used."""

    members: tuple[tuple[str, Registered[Any]], ...]
    failed: tuple[FailedPlugin, ...]

    @property
    def foreign(self) -> tuple[tuple[str, Registered[Any]], ...]:
        """The members that are not ours."""
        return tuple((group, member) for group, member in self.members if member.origin != BUILT_IN)


def registries() -> Iterator[Registry[Any]]:
    """Every registry that plug-ins can add to."""
    for reference in FAMILIES:
        registry: Registry[Any] = load(reference)
        yield registry


def installed() -> Plugins:
    """Load every plug-in and say what there is. One that fails is listed as failed, and neither raised nor told in a
    warning of the log."""
    families = tuple(registries())
    with _without_warnings():
        return Plugins(
            tuple((family.group, member) for family in families for member in family.members()),
            tuple(failed for family in families for failed in family.failed()),
        )


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep the registries' warnings out of the log meanwhile, those of this thread alone; whoever asks later, in this
    program too, is warned again."""
    logger, own = logging.getLogger(Registry.__module__), threading.get_ident()

    def of_others(record: logging.LogRecord) -> bool:
        return record.thread != own

    logger.addFilter(of_others)
    try:
        yield
    finally:
        logger.removeFilter(of_others)
