"""What others have added to duizhao: every family that takes plug-ins, and its members with where they come from."""

from __future__ import annotations

from collections.abc import Iterator
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
    """Load every plug-in and say what there is. One that fails is listed as failed and not raised."""
    families = tuple(registries())
    return Plugins(
        tuple((family.group, member) for family in families for member in family.members()),
        tuple(failed for family in families for failed in family.failed()),
    )
