"""One document sets the same thing in one way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.model import Pair
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._listed import chinese_documents, listed, times
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


class _Way(NamedTuple):
    """A way to set something: how a finding calls it, what it looks like, and a piece that every such place has."""

    name: str
    pattern: re.Pattern[str]
    piece: str


_STYLES = (
    (
        "brackets",
        _Way("half-width ( )", re.compile(rf"\((?:[^){HAN}]*+(?P<idle>\)|\Z)|[^)]*+)"), "("),
        _Way("full-width （ ）", re.compile(rf"（(?:[^）{HAN}]*+(?P<idle>）|\Z)|[^）]*+)"), "（"),
    ),
    (
        "spacing",
        _Way("a space between Chinese and figures", re.compile(rf"[{HAN}] \d|\d [{HAN}]"), " "),
        _Way("none", re.compile(rf"[{HAN}]\d|\d[{HAN}]"), ""),
    ),
    (
        "ranges",
        _Way("2024-2025 with a hyphen", re.compile(r"\d{4}-\d{2}"), "-"),
        _Way("2024–25 with a dash", re.compile(r"\d{4}[–—]\d{2}"), ""),
    ),
)
MIXED = 5  # the rarer style must stand so often for the mixture to be worth a note


@as_check(
    "mark.style",
    Severity.NOTE,
    Topic.MARKS,
    title="Two ways to write a mark",
    summary="The same thing set in two ways",
    scope=Scope.DOCUMENT,
)
def mark_style(context: Context) -> Iterator[Finding]:
    """Two ways to set the same thing in one Chinese document: brackets half and full width, figures with and without
    a space. One note a document and kind."""
    for side, document, pairs in chinese_documents(context):
        texts = [(pair, (pair.source, pair.target)[side]) for pair in pairs]
        for name, *ways in _STYLES:
            sets = {way.name: list(_places(way, texts)) for way in ways}
            if min(map(len, sets.values())) >= MIXED:
                counts = " and ".join(f"{text} {times(len(at))}" for text, at in sets.items())
                yield listed(
                    "mark.style",
                    say("{name} set in two ways: {counts}", name=name, counts=counts),
                    f"{document} {name}",
                    say("Choose one"),
                    sets,
                    side,
                )


def _places(way: _Way, texts: Iterable[tuple[Pair, str]]) -> Iterator[tuple[Pair, int]]:
    """Where a way is met. Brackets without Chinese in them are taken too, so that no place is looked at twice."""
    for pair, text in texts:
        if way.piece in text:
            for found in way.pattern.finditer(text):
                if found.lastgroup != "idle":
                    yield pair, found.start()
