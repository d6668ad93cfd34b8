"""Punctuation between Chinese words is set in full width."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.model import Pair
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._listed import chinese_documents, listed, times
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# Half-width marks that have full-width forms in Chinese; a comma between digits or a colon in a time is another thing.
_HALF = re.compile(rf"(?<=[{HAN}”》）])([,;:?!])(?=\s*[{HAN}“《（])|(?<=[{HAN}])([,;:?!])$|(?<=[{HAN}]{{4}})\.$")
_ANY_HALF = re.compile("[,;:?!.]")
_FULL = str.maketrans(",;:?!.", "，；：？！。")


@as_check(
    "mark.width",
    Severity.WARNING,
    Topic.MARKS,
    title="Half and full width",
    summary="Half-width punctuation between Chinese words",
    scope=Scope.DOCUMENT,
)
def mark_width(context: Context) -> Iterator[Finding]:
    """Half-width punctuation between Chinese words, one finding a mark and document."""
    for side, document, pairs in chinese_documents(context):
        places: dict[str, list[tuple[Pair, int]]] = defaultdict(list)
        for pair in pairs:
            text = (pair.source, pair.target)[side]
            for match in _HALF.finditer(text) if _ANY_HALF.search(text) else ():
                places[match[0]].append((pair, match.start()))
        for mark, where in sorted(places.items()):
            full = mark.translate(_FULL)
            yield listed(
                "mark.width",
                f"half-width “{mark}” between Chinese words, {times(len(where))}",
                f"{document} {mark}",
                f"Write {full}",
                {f"“{mark}” for {full}": where},
                side,
            )
