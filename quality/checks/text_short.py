"""No target is much shorter than its source makes one expect."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._lengths import FAR, lengths
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# Spreads from the middle of the project, and share of the usual length, when the final punctuation is missing too: many
# a translator forgets it behind a figure or a file name, while what was cut off has lost a quarter at least.
TRUNCATED, CUT = 1.5, 0.75


@as_check(
    "text.short",
    Severity.WARNING,
    Topic.WORDING,
    title="Translations shorter than usual",
    summary="The target is too short",
)
def text_short(context: Context) -> Iterator[Finding]:
    """A target much shorter than its source makes one expect."""
    for pair, off, times, broken, free in lengths(context):
        if off < -FAR or (broken and off < -TRUNCATED and times < CUT):
            what = say(" and stops without punctuation") if broken else ""
            message = say("the target has {value} % of the usual length{what}", value=round(100 * times), what=what)
            found = finding_on("text.short", message, pair, [], "See whether something was left out")
            yield slight(found, free and not broken)
