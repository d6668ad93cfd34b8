"""Checks of brackets, quotation marks, and of width and spacing in Chinese."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Locator, Pair, Span
from duizhao.quality.context import Context
from duizhao.quality.report import Finding, Variant

_PAIRS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”"}
_FOLD = {"（": "(", "）": ")", "【": "[", "】": "]"}
_OPEN = {_FOLD.get(o, o): _FOLD.get(c, c) for o, c in _PAIRS.items()}
_CLOSE = {c: o for o, c in _OPEN.items()}
_MARKS = re.compile("[" + re.escape("".join((*_PAIRS, *_PAIRS.values()))) + "]")
# a) b) 1) (i) at the beginning of an item, or after a semicolon: a label and no bracket of the text.
_LABEL = re.compile(r"(?:^|(?<=[;；:：,，、]))\s*[(（]?(?:[a-z]|[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,2})[)）]")


def brackets(context: Context) -> Iterator[Finding]:
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


# Half-width marks that have full-width forms in Chinese; a comma between digits or a colon in a time is another thing.
_HALF = re.compile(rf"(?<=[{HAN}”》）])([,;:?!])(?=\s*[{HAN}“《（])|(?<=[{HAN}])([,;:?!])$|(?<=[{HAN}]{{4}})\.$")
_FULL = str.maketrans(",;:?!.", "，；：？！。")


def width(context: Context) -> Iterator[Finding]:
    """Half-width punctuation between Chinese words, one finding a mark and document."""
    for side, document, pairs in _chinese(context):
        places: dict[str, list[tuple[Pair, int]]] = defaultdict(list)
        for pair in pairs:
            for match in _HALF.finditer((pair.source, pair.target)[side]):
                places[match[0]].append((pair, match.start()))
        for mark, where in sorted(places.items()):
            full = mark.translate(_FULL)
            yield _listed(
                "mark.width",
                f"half-width “{mark}” between Chinese words, {_times(len(where))}",
                f"{document} {mark}",
                f"Write {full}",
                {f"“{mark}” for {full}": where},
                side,
            )


_STYLES: tuple[tuple[str, str, str, re.Pattern[str], str, re.Pattern[str]], ...] = (
    (
        "brackets",
        "half-width ( )",
        "full-width （ ）",
        re.compile(rf"\([^)]*[{HAN}]"),
        "",
        re.compile(rf"（[^）]*[{HAN}]"),
    ),
    (
        "spacing",
        "a space between Chinese and figures",
        "none",
        re.compile(rf"[{HAN}] \d|\d [{HAN}]"),
        "",
        re.compile(rf"[{HAN}]\d|\d[{HAN}]"),
    ),
    (
        "ranges",
        "2024-2025 with a hyphen",
        "2024–25 with a dash",
        re.compile(r"\d{4}-\d{2}"),
        "",
        re.compile(r"\d{4}[–—]\d{2}"),
    ),
)
MIXED = 5  # the rarer style must stand so often for the mixture to be worth a note


def style(context: Context) -> Iterator[Finding]:
    """Two ways to set the same thing in one Chinese document: brackets half and full width, figures with and without
    a space. One note a document and kind."""
    for side, document, pairs in _chinese(context):
        for name, one, other, first, _, second in _STYLES:
            sets: dict[str, list[tuple[Pair, int]]] = {one: [], other: []}
            for pair in pairs:
                text = (pair.source, pair.target)[side]
                sets[one] += [(pair, m.start()) for m in first.finditer(text)]
                sets[other] += [(pair, m.start()) for m in second.finditer(text)]
            if min(map(len, sets.values())) >= MIXED:
                counts = " and ".join(f"{text} {_times(len(at))}" for text, at in sets.items())
                yield _listed(
                    "mark.style", f"{name} set in two ways: {counts}", f"{document} {name}", "Choose one", sets, side
                )


_GAP = re.compile(
    rf"(?<=[{HAN}]) +(?=[{HAN}])|(?<=[{HAN}]) +(?=[，。、；：？！）》”])|(?<=[，。、；：？！]) +(?=[{HAN}])"
)


# 第一章 总则, 附件一 术语表: the label of a heading is set off from what it says.
_LABELLED = re.compile(
    r"^\s*(?:第[〇零一二三四五六七八九十百\d]+(?:部分|[章节節条條编編篇款项項卷册冊])|[附图圖表][件录錄表]?[〇零一二三四五六七八九十\d]+)$"
)


def spacing(context: Context) -> Iterator[Finding]:
    """A space between Chinese characters, or beside Chinese punctuation."""
    for side, document, pairs in _chinese(context):
        where = [
            (p, m.start())
            for p in pairs
            for m in _GAP.finditer((p.source, p.target)[side])
            if not _LABELLED.match(m.string[: m.start()])
        ]
        if where:
            yield _listed(
                "mark.spacing",
                f"a space inside Chinese text, {_times(len(where))}",
                f"{document} space",
                "Remove it",
                {"space": where},
                side,
            )


def _chinese(context: Context) -> Iterator[tuple[int, str, list[Pair]]]:
    """Side, document and pairs of each Chinese document."""
    for side, tag in enumerate((context.source_language, context.target_language)):
        if is_chinese(tag):
            found: dict[str, list[Pair]] = defaultdict(list)
            for pair in context.pairs:
                if (pair.source, pair.target)[side].strip():
                    found[_at(pair, side).document].append(pair)
            for document, pairs in sorted(found.items()):
                yield side, document, pairs


def _at(pair: Pair, side: int) -> Locator:
    return pair.target_at if side else pair.source_at


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _listed(
    check: str,
    message: str,
    subject: str,
    cure: str,
    sets: dict[str, list[tuple[Pair, int]]],
    side: int,
) -> Finding:
    """A finding about a document, with all places; it stands where the rarest of its kinds first does."""
    rarest = min(sets, key=lambda text: (len(sets[text]), text))
    pair, at = sets[rarest][0]
    variants = tuple(Variant(text, len(where), tuple(_at(p, side) for p, _ in where)) for text, where in sets.items())
    return Finding(
        check,
        message,
        subject,
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=() if side else (Span(at, at + 1),),
        target_marks=(Span(at, at + 1),) if side else (),
        variants=variants,
        count=len(sets[rarest]),
    )
