"""Sentences and paragraphs that stand on one side only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality.context import Context
from duizhao.quality.evidence.labels import is_label
from duizhao.quality.evidence.same_text import plain
from duizhao.quality.report import NOWHERE, Finding, Written


def omissions(context: Context, *, paragraphs: bool) -> Iterator[Finding]:
    """The paragraphs of which nothing stands on the other side; else the sentences of those of which something does."""
    for pairs in context.by_document.values():
        whole = {
            (side, (pair.source_at, pair.target_at)[side].unit)
            for pair in pairs
            if pair.source.strip() and pair.target.strip()
            for side in (0, 1)
        }
        for rows in _between(pairs):
            lone = [pair for pair in rows if not is_label(pair.source or pair.target)]
            groups = groupby(lone, key=lambda p: (int(not p.source.strip()), _at(p).unit))
            found = [(side, list(group)) for (side, unit), group in groups if ((side, unit) not in whole) is paragraphs]
            for side in (0, 1):
                mine = [group for one, group in found if one == side]
                if len(mine) > IN_A_ROW:
                    yield _section(mine, side)
                else:
                    yield from (_omission(group, side, paragraph=paragraphs) for group in mine)


IN_A_ROW = 3  # paragraphs without a counterpart, beyond which they are a section: one finding, with its places


def _between(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """The pairs that lack a side, in runs between those that have both."""
    run: list[Pair] = []
    for pair in pairs:
        if pair.source.strip() and pair.target.strip():
            yield run
            run = []
        elif pair.source.strip() or pair.target.strip():
            run.append(pair)
    yield run


def _section(groups: Sequence[Sequence[Pair]], side: int) -> Finding:
    """The finding of many paragraphs in a row: a section that one side leaves out or adds."""
    first, last = _omission(groups[0], side, paragraph=True), _omission(groups[-1], side, paragraph=True)
    what = ("not translated", "without an original")[side]
    names = [_short((one.source or one.target), 30) for one in (first, last)]
    places = tuple(_at(group[0]) for group in groups)
    return replace(
        first,
        message=f"{len(groups)} paragraphs in a row {what}, from “{names[0]}” to “{names[1]}”",
        variants=(Written(what, len(groups), places),),
        count=sum(map(len, groups)),
        pattern="",
    )


def _at(pair: Pair) -> Locator:
    return pair.source_at if pair.source.strip() else pair.target_at


def _omission(pairs: Sequence[Pair], side: int, *, paragraph: bool) -> Finding:
    text = " ".join(pair.source.strip() or pair.target.strip() for pair in pairs)
    at = _at(pairs[0])
    what = _name(at) if paragraph else ("sentence" if len(pairs) == 1 else f"{len(pairs)} sentences")
    if side == 0:
        message, cure = f"{what} not translated", "Translate it, or see whether it was left out on purpose"
    else:
        message, cure = f"{what} without an original", "See where it comes from"
    shown = _short(text, 60)
    return Finding(
        "coverage.paragraph" if paragraph else "coverage.sentence",
        f"{message}: {shown}",
        "".join(text.split())[:200],
        cure=cure,
        source_at=at if side == 0 else NOWHERE,
        target_at=at if side == 1 else NOWHERE,
        source=text if side == 0 else "",
        target=text if side == 1 else "",
        count=len(pairs),
        # A note that the foot of many pages prints is one omission.
        pattern=f"{side} {plain(text)}",
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _name(at: Locator) -> str:
    # What stands before the first heading is a paragraph like others to who reads the finding.
    kind = Kind.PARAGRAPH.value if at.kind in (None, Kind.FRONT) else str(at.kind)
    if at.number and kind == Kind.PARAGRAPH:
        return f"paragraph {'.'.join(map(str, at.number))}"
    return kind
