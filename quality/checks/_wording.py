"""What the checks of the wording share: a finding on one side of a pair, and what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpora.model import Pair, Span
from duizhao.quality.report import Finding

_QUOTED = re.compile(r"[(（\[《“\"'‘][^)）\]》”\"'’]*[)）\]》”\"'’]")


def without_quoted(text: str) -> str:
    """The text with what stands in brackets or quotation marks blanked out: names in the original stand there."""
    return _QUOTED.sub(lambda m: " " * len(m[0]), text)


def finding_on(
    check: str,
    message: str,
    pair: Pair,
    marks: Sequence[Span],
    cure: str,
    side: int = 1,
    subject: str = "",
) -> Finding:
    """A finding on one side of a pair (0 the source, 1 the target), with what matters marked there."""
    text = (pair.source, pair.target)[side]
    return Finding(
        check,
        message,
        subject or "".join(text.split())[:40],
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=() if side else tuple(marks),
        target_marks=tuple(marks) if side else (),
    )
