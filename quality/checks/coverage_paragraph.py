"""Every paragraph has a counterpart."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.quality.checking import as_check
from duizhao.quality.checks._omissions import omissions
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "coverage.paragraph",
    Severity.ERROR,
    Topic.SENSE,
    title="Paragraphs on one side only",
    summary="A paragraph stands on one side only",
)
def coverage_paragraph(context: Context) -> Iterator[Finding]:
    """Paragraphs that stand on one side only."""
    yield from omissions(context, paragraphs=True)
