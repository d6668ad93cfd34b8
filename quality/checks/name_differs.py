"""What stands in Latin letters in a Chinese target stands in its source too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Span
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# An acronym or a name: capitals, or a capital and small letters; with digits and hyphens inside.
_NAME = re.compile(r"(?<![A-Za-z0-9@/.])[A-Z][A-Za-z0-9]*(?:[-–&'’][A-Za-z0-9]+)*(?![A-Za-z0-9@])")
_ROMAN = re.compile(r"[IVXLC]+")
_PLAIN = re.compile(r"[^a-z0-9]")


@as_check(
    "name.differs",
    Severity.WARNING,
    Topic.TERMS,
    title="A name or acronym of the target is not in the source",
    summary="A name or acronym of the target is not in the source",
    scope=Scope.DOCUMENT,
)
def name_differs(context: Context) -> Iterator[Finding]:
    """A name or acronym of a Chinese target that its source does not have, as it stands or with a plural ending."""
    if not is_chinese(context.target_language):
        return
    for pair in context.complete:
        there = _key(pair.source)
        for match in _NAME.finditer(pair.target):
            name = match[0]
            if len(name) < 2 or _ROMAN.fullmatch(name) or _key(name) in there:
                continue
            initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", pair.source))
            if name.lower() in initials.lower() or _capitals(name) in _capitals(pair.source):
                continue  # an abbreviation of what the source says in full
            yield Finding(
                "name.differs",
                f"{name} of the target is not in the source",
                name,
                cure="Compare with the source and correct the target",
                source_at=pair.source_at,
                target_at=pair.target_at,
                source=pair.source,
                target=pair.target,
                target_marks=(Span(*match.span()),),
            )


def _key(text: str) -> str:
    return _PLAIN.sub("", text.lower())


def _capitals(text: str) -> str:
    return "".join(c for c in text if c.isupper())
