"""What the checks of the wording share: a finding on one side of a pair, and what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.context import Context
from duizhao.quality.evidence.technical import without_technical
from duizhao.quality.report import Finding
from duizhao.terminology import Glossary

__all__ = ["finding_on", "kept_terms", "slight", "without_kept", "without_quoted", "without_technical"]

# One that is never closed is taken to the end and left as it is: nothing behind it is closed either.
_QUOTED = re.compile(r"[(（\[《“\"'‘][^)）\]》”\"'’]*+(?P<closed>[)）\]》”\"'’])?")


def without_quoted(text: str) -> str:
    """The text with what stands in brackets or quotation marks blanked out: names in the original stand there."""
    return _QUOTED.sub(lambda m: " " * len(m[0]) if m["closed"] else m[0], text)


_kept: dict[int, tuple[Glossary, re.Pattern[str] | None]] = {}


def kept_terms(context: Context) -> re.Pattern[str] | None:
    """What the glossary keeps as it is in a Chinese target: terms that hold no Chinese character; None without any.
    Made once a process: documents by the hundred share a glossary."""
    glossary = context.glossary
    if glossary is None:
        return None
    if id(glossary) not in _kept or _kept[id(glossary)][0] is not glossary:
        _kept.clear() if len(_kept) > 8 else None
        _kept[id(glossary)] = (glossary, _kept_pattern(glossary, context.target_language))
    return _kept[id(glossary)][1]


def _kept_pattern(glossary: Glossary, target_language: str) -> re.Pattern[str] | None:
    terms = {
        term.text
        for concept in glossary
        for term in concept.terms_in(target_language)
        if term.status.usable and not has_han(term.text)
    }
    longest_first = sorted(map(re.escape, terms), key=lambda text: (-len(text), text))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(longest_first)})(?![A-Za-z0-9])", re.I) if terms else None


def without_kept(text: str, kept: re.Pattern[str] | None) -> str:
    """The text with the terms that the glossary keeps blanked out."""
    return kept.sub(lambda m: " " * len(m[0]), text) if kept else text


def slight(finding: Finding, when: bool = True) -> Finding:
    """The finding as a note where `when` holds: it rests on words that a free translation may say otherwise."""
    if not when:
        return finding
    cure = say("{cure}; a note only, as a text like this one is translated freely", cure=finding.cure)
    return replace(finding, severity=Severity.NOTE, cure=cure)


def finding_on(
    check: str,
    message: str,
    pair: Pair,
    marks: Sequence[Span],
    cure: str,
    side: int = 1,
    subject: str = "",
    pattern: str = "",
) -> Finding:
    """A finding on one side of a pair (0 the source, 1 the target), with what matters marked there. `pattern` names
    the fault, where the same one may stand in many places."""
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
        pattern=pattern,
    )
