"""Different source sentences are told apart in translation."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._repeats import Wording, differing
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

_WORDING = Wording(
    "repeat.target",
    "{n} different sentences have the same translation",
    "See whether a difference of the originals was lost",
)


@as_check(
    "repeat.target",
    Severity.NOTE,
    Topic.TERMS,
    title="Different originals, the same translation",
    summary="Several sentences with one translation",
    scope=Scope.TEXTS,
)
def repeat_target(context: Context) -> Iterator[Finding]:
    """Several source sentences with one translation."""
    yield from differing(context, 1, _WORDING)
