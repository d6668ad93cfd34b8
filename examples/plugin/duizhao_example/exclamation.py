"""A check: an exclamation mark that the source does not have. Its page lies beside it."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao import quality
from duizhao.corpora import Severity, Topic


@quality.as_check(
    "example.exclamation",
    Severity.ERROR,
    Topic.MARKS,
    title="Exclamation marks of the translator's own",
    summary="The target ends with an exclamation mark, the source does not",
)
def exclamation(context: quality.Context) -> Iterator[quality.Finding]:
    """An exclamation mark at the end of the target alone."""
    for pair in context.complete:
        if pair.target.rstrip().endswith(("！", "!")) and not pair.source.rstrip().endswith(("！", "!")):
            yield quality.Finding(
                "example.exclamation",
                "the target shouts, the source does not",
                pair.target,
                cure="End with a full stop",
                source_at=pair.source_at,
                target_at=pair.target_at,
                source=pair.source,
                target=pair.target,
            )
