"""Where the glossary allows several renderings, how many are in use."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._terms import several
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "term.admitted",
    Severity.NOTE,
    Topic.TERMS,
    title="Admitted renderings",
    summary="Several renderings in use that the glossary allows",
)
def term_admitted(context: Context) -> Iterator[Finding]:
    """A term for which several renderings are in use that the glossary allows."""
    for found in context.renderings:
        if not found.concept.links or found.concept.decided:
            finding = several(found, "term.admitted", say("Prefer {main} where nothing speaks for another"), context)
            if finding:
                yield finding
