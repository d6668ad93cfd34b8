"""Evidence that is made for English and Chinese, whichever of the two is the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps

from duizhao.corpora.language.table import english_to_chinese
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

_Find = Callable[[Context], Iterator[Finding]]
_SIDES = re.compile(r"\b(source|target)\b")
_OTHER = {"source": "target", "target": "source"}


def both_ways(find: _Find) -> _Find:
    """Let a check that looks at an English source and a Chinese target look at a Chinese source and an English target
    as well: it is given the pairs with their sides exchanged, and what it finds is told of the pairs as they are.
    Nothing is found in other languages."""

    @wraps(find)
    def found(context: Context) -> Iterator[Finding]:
        if english_to_chinese(context.source_language, context.target_language):
            yield from find(context)
        elif english_to_chinese(context.target_language, context.source_language):
            yield from map(mirrored, find(context.mirror))

    return found


def mirrored(finding: Finding) -> Finding:
    """A finding with its sides exchanged, in its message too: "“not” of the source denies, the target does not". What
    the message quotes of a text is in quotation marks or behind a colon, and stays."""
    said, colon, quoted = finding.message.partition(": ")
    return replace(
        finding,
        message=_SIDES.sub(lambda m: _OTHER[m[0]], said) + colon + quoted,
        source_at=finding.target_at,
        target_at=finding.source_at,
        source=finding.target,
        target=finding.source,
        source_marks=finding.target_marks,
        target_marks=finding.source_marks,
    )
