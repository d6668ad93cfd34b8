"""Raised text that is no note mark: exponents, written so that 10⁹ does not become 109."""

from __future__ import annotations

import re

_TO_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
# Raised by habit: 5th, a trade mark.
_ENDINGS = frozenset("st nd rd th tm sm r".split())
_FIGURES = re.compile(r"[+\-−()]*+[0-9n][0-9+\-−()n]*+")
_VARIABLE = re.compile(r"[a-zA-Z]|[+\-−]?\w{1,3}(?:[+\-−]\w{1,3})?")


def raised(before: str, text: str) -> str:
    """What to write for a raised text: `⁹` for figures, `^x` for a variable over a figure or a letter, else the text.

    `before` is the text that it stands behind. Ordinal endings (5th) and raised words stay as they are.

    >>> raised("10", "-3"), raised("2", "x"), raised("5", "th"), raised("New", "(v2)")
    ('⁻³', '^x', 'th', '(v2)')
    """
    text = text.strip()
    if _FIGURES.fullmatch(text):
        return text.translate(_TO_RAISED)
    base = re.search(r"(?:(?<![A-Za-z])[A-Za-z]|\d|\))$", before)
    if base and _VARIABLE.fullmatch(text) and text.lower() not in _ENDINGS:
        single = len(text) == 1 or re.search(r"[+\-−\d]", text)
        return f"^{text}" if single else text
    return text
