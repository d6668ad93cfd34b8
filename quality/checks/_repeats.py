"""Repeated text that is not repeated on the other side."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.model import Pair
from duizhao.corpora.saying import say
from duizhao.quality.context import Context
from duizhao.quality.report import Finding, Written

# Shorter texts (headings such as "Strategy", table cells) mean different things in different places.
MIN_LENGTH = 12


class Wording(NamedTuple):
    """How the finding of a repetition is worded: its check, message and cure."""

    check: str
    message: str  # a template of `say`
    cure: str


def differing(context: Context, side: int, wording: Wording) -> Iterator[Finding]:
    """What stands on one side (0 the source, 1 the target) more than once and differs on the other, as findings. The
    message may hold `{n}`, the number of ways."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, keys in enumerate(context.plain):
        if i in context.doubtful:
            continue  # put together wrongly, perhaps: no translation of it
        if len(keys[side]) >= (MIN_LENGTH if side == 0 else MIN_LENGTH // 2):
            groups[keys[side]].append(i)
    for key, at in sorted(groups.items()):
        if len(at) > 1:
            finding = _finding(key, at, side, context, wording)
            if finding:
                yield finding


def _finding(key: str, at: Sequence[int], side: int, context: Context, wording: Wording) -> Finding | None:
    ways: dict[str, list[Pair]] = defaultdict(list)
    for i in at:
        ways[context.plain[i][1 - side]].append(context.complete[i])
    if len(ways) < 2:
        return None
    order = sorted(ways, key=lambda way: (-len(ways[way]), way))
    variants = []
    for way in order:
        shown = Counter((p.target, p.source)[side] for p in ways[way]).most_common(1)[0][0]
        variants.append(Written(shown, len(ways[way]), tuple((p.target_at, p.source_at)[side] for p in ways[way])))
    odd = ways[order[-1]][0]
    return Finding(
        wording.check,
        say(wording.message, n=len(ways)),
        key,
        cure=wording.cure,
        source_at=odd.source_at,
        target_at=odd.target_at,
        source=odd.source,
        target=odd.target,
        variants=tuple(variants),
        count=sum(v.count for v in variants[1:]),
        # Chapter I of one law is not Chapter I of another, though both are called General Principles; nor is an item of
        # one list (a chairperson,) that of another.
        severity=Severity.NOTE if all(_is_part(context.complete[i], side) for i in at) else Severity.WARNING,
    )


SHORT_ITEM = 30  # characters of an item that names and does not tell
_NUMBERED = re.compile(
    r"(?i)\s*(?:(?:chapter|part|section|title|book|annex|appendix|schedule)\s+[\dIVXLC]+\b|第\s?[〇零一二三四五六七八九十百\d]+\s?[章节節编編部篇])"
)


_ITEM = re.compile(r"[,，、；;](?: (?:and|or))?\s*$")


def _is_part(pair: Pair, side: int) -> bool:
    """Whether a text is a numbered heading or an item of a list, which mean what they are a part of."""
    text = (pair.source, pair.target)[side]
    return bool(_NUMBERED.match(text) or (_ITEM.search(text) and len(text) < SHORT_ITEM))
