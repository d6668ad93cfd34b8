"""Brackets and quotation marks have their partners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.model import Pair, Span
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

_PAIRS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”"}
_FOLD = {"（": "(", "）": ")", "【": "[", "】": "]"}
_OPEN = {_FOLD.get(o, o): _FOLD.get(c, c) for o, c in _PAIRS.items()}
_CLOSE = {c: o for o, c in _OPEN.items()}
_MARKS = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")
# a) b) 1) (i) at the beginning of an item, or after a semicolon: a label and no bracket of the text.
_LABEL = re.compile(r"(?:^|(?<=[;；:：,，、]))\s*[(（]?(?:[a-z]|[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,2})[)）]")


@as_check(
    "mark.bracket",
    Severity.WARNING,
    Topic.MARKS,
    title="Brackets and quotation marks",
    summary="A bracket or quotation mark without its partner",
    scope=Scope.DOCUMENT,
)
def mark_bracket(context: Context) -> Iterator[Finding]:
    """A bracket or quotation mark without its partner; a paragraph is taken whole, as brackets hold sentences."""
    for side in (1, 0):
        # Pairs of one unit follow each other; pairs without a unit stand for themselves.
        def unit(item: tuple[int, Pair], side: int = side) -> object:
            at = (item[1].source_at, item[1].target_at)[side]
            return (at.document, at.unit) if at.unit else item[0]

        for _, group in groupby(enumerate(context.complete), key=unit):
            pairs = [pair for _, pair in group]
            for pair, at, text in _unbalanced(pairs, side):
                mark = text[at]
                side_name = ("source", "target")[side]
                partner = _OPEN.get(mark) or _OPEN.get(_FOLD.get(mark, mark)) or _CLOSE.get(_FOLD.get(mark, mark), "")
                yield Finding(
                    "mark.bracket",
                    f"“{mark}” in the {side_name} has no partner {partner}",
                    mark + text[max(0, at - 4) : at + 5],
                    cure="Add the missing bracket or remove this one",
                    source_at=pair.source_at,
                    target_at=pair.target_at,
                    source=pair.source,
                    target=pair.target,
                    source_marks=() if side else (Span(at, at + 1),),
                    target_marks=(Span(at, at + 1),) if side else (),
                )


def _unbalanced(pairs: Sequence[Pair], side: int) -> Iterator[tuple[Pair, int, str]]:
    stack: list[tuple[str, Pair, int, str]] = []
    for pair in pairs:
        text = (pair.source, pair.target)[side]
        labels = {m.end() - 1 for m in _LABEL.finditer(text)}
        for match in _MARKS.finditer(text):
            i, char = match.start(), match[0]
            mark = _FOLD.get(char, char)
            if mark in _OPEN:
                stack.append((mark, pair, i, text))
            elif mark in _CLOSE:
                if stack and stack[-1][0] == _CLOSE[mark]:
                    stack.pop()
                elif any(opened == _CLOSE[mark] for opened, *_ in stack):
                    # What was opened inside and not closed is the fault.
                    while stack[-1][0] != _CLOSE[mark]:
                        _, owner, at, held = stack.pop()
                        yield owner, at, held
                    stack.pop()
                elif i not in labels:
                    yield pair, i, text
    yield from ((pair, at, text) for _, pair, at, text in stack)
