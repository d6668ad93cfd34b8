"""No word of one language is stranded in a sentence of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Span
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import finding_on, without_quoted
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# What is written so in Chinese as well.
_UNITS = frozenset("km kg cm mm ml kw kwh mw gw pm am vs per www http https com org pdf doc ph via et al etc".split())


@as_check(
    "text.foreign",
    Severity.WARNING,
    Topic.WORDING,
    title="Words of the other language",
    summary="An untranslated word inside a sentence",
    scope=Scope.DOCUMENT,
)
def text_foreign(context: Context) -> Iterator[Finding]:
    """A word of the other language stranded in a sentence: 国家 and 全球."""
    for pair in context.complete:
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text = (pair.source, pair.target)[side]
            marks = _stranded(text) if is_chinese(tag) else _han(text)
            for mark in marks:
                word = text[mark.start : mark.end]
                name = "Chinese" if is_chinese(tag) else "English"
                yield finding_on(
                    "text.foreign",
                    f"“{word}” inside a {name} sentence",
                    pair,
                    [mark],
                    "Translate or remove it",
                    side,
                    word,
                )


def _stranded(text: str) -> list[Span]:
    found = []
    for match in re.finditer(r"[a-z]{2,}", text):
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        if match[0] in _UNITS or not before or not after:
            continue
        if is_han(before[-1]) and is_han(after[0]):
            found.append(Span(*match.span()))
    return found


def _han(text: str) -> list[Span]:
    plain = without_quoted(text)
    return (
        [Span(*m.span()) for m in re.finditer(rf"[{HAN}]+", plain)]
        if any(c.isascii() and c.isalpha() for c in text)
        else []
    )
