"""Every sentence has a counterpart."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.quality.checking import as_check
from duizhao.quality.checks._omissions import omissions
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "coverage.sentence",
    Severity.ERROR,
    Topic.SENSE,
    title="Sentences on one side only",
    summary="A sentence stands on one side only",
)
def coverage_sentence(context: Context) -> Iterator[Finding]:
    """Sentences that stand on one side only, in paragraphs that are translated."""
    yield from omissions(context, paragraphs=False)
