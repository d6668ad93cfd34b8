"""No target is much longer than its source makes one expect."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._lengths import FAR, lengths
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "text.long",
    Severity.WARNING,
    Topic.WORDING,
    title="Translations longer than usual",
    summary="The target is too long",
)
def text_long(context: Context) -> Iterator[Finding]:
    """A target much longer than its source makes one expect."""
    for pair, off, times, _, free in lengths(context):
        if off > FAR:
            message = say("the target is {times:.1f} times the usual length", times=times)
            yield slight(finding_on("text.long", message, pair, [], "See whether something was added"), free)
