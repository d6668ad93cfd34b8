"""One source sentence is translated the same way every time."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._repeats import Wording, differing
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

_WORDING = Wording(
    "repeat.source",
    "the same sentence is translated in {n} ways",
    "Translate it everywhere as in the best of them",
)


@as_check(
    "repeat.source",
    Severity.WARNING,
    Topic.TERMS,
    title="The same original, translated differently",
    summary="One sentence translated in several ways",
    scope=Scope.TEXTS,
)
def repeat_source(context: Context) -> Iterator[Finding]:
    """One source sentence with several translations."""
    yield from differing(context, 0, _WORDING)
