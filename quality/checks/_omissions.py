"""Sentences and paragraphs that stand on one side only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.language.words import has_word
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.saying import say, say_plural
from duizhao.quality.context import Context
from duizhao.quality.evidence.elsewhere import Elsewhere, How
from duizhao.quality.evidence.labels import is_label
from duizhao.quality.evidence.own_notices import is_about_the_translation
from duizhao.quality.evidence.same_text import plain
from duizhao.quality.report import NOWHERE, Finding, Written


def omissions(context: Context, *, paragraphs: bool) -> Iterator[Finding]:
    """The paragraphs of which nothing stands on the other side; else the sentences of those of which something does.

    A text whose counterpart stands elsewhere on the other side was not left out: a note says where, and of what a
    reader set apart there (contents, running heads) nothing is told.
    """
    for name, pairs in context.by_document.items():
        if all(pair.complete for pair in pairs):
            continue
        elsewhere = context.elsewhere(name)
        whole = {(side, at.unit) for p in pairs if p.complete for side, at in enumerate((p.source_at, p.target_at))}
        for rows in _between(pairs):
            lone = [i for i in rows if not is_label(pairs[i].source or pairs[i].target)]
            groups = groupby(lone, key=lambda i: (_side(pairs[i]), _at(pairs[i]).unit))
            found = [(side, list(group)) for (side, unit), group in groups if ((side, unit) not in whole) is paragraphs]
            for side in (0, 1):
                sorted_out = [_sort_out(pairs, elsewhere, group, side) for one, group in found if one == side]
                mine = [left for left, _ in sorted_out if left]
                if len(mine) > IN_A_ROW:
                    yield _section(mine, side)
                else:
                    found_here = (_omission(group, side, paragraph=paragraphs) for group in mine)
                    yield from (_left_as_it_was(one, side, context) for one in found_here)
                for pair, there in (one for _, others in sorted_out for one in others):
                    yield _unpaired(pair, there, side, paragraph=paragraphs)


def _sort_out(
    pairs: Sequence[Pair], elsewhere: Elsewhere, rows: Sequence[int], side: int
) -> tuple[list[Pair], list[tuple[Pair, Locator]]]:
    """Of the texts of a unit those that were left out (or what they were exchanged with), and those whose counterpart
    stands elsewhere, with where."""
    left: list[Pair] = []
    others: list[tuple[Pair, Locator]] = []
    for i in rows:
        place = elsewhere.place(i)
        if place is None:
            left.append(pairs[i])
        elif place.how is How.SWAPPED:
            j = elsewhere.swapped(i)
            if j is not None:
                left.append(replace(pairs[j], source="") if side else replace(pairs[j], target=""))
        elif place.pair is not None:
            other = pairs[place.pair]
            others.append((pairs[i], other.source_at if side else other.target_at))
    return left, others


IN_A_ROW = 3  # paragraphs without a counterpart, beyond which they are a section: one finding, with its places


def _between(pairs: Sequence[Pair]) -> Iterator[list[int]]:
    """The pairs that lack a side, by index, in runs between those that have both."""
    run: list[int] = []
    for i, pair in enumerate(pairs):
        if pair.complete:
            yield run
            run = []
        elif pair.source.strip() or pair.target.strip():
            run.append(i)
    yield run


def _side(pair: Pair) -> int:
    """The side on which a pair has its text."""
    return int(not pair.source.strip())


def _section(groups: Sequence[Sequence[Pair]], side: int) -> Finding:
    """The finding of many paragraphs in a row: a section that one side leaves out or adds."""
    first, last = _omission(groups[0], side, paragraph=True), _omission(groups[-1], side, paragraph=True)
    what = (say("not translated"), say("without an original"))[side]
    names = [_short((one.source or one.target), 30) for one in (first, last)]
    places = tuple(_at(group[0]) for group in groups)
    return replace(
        first,
        message=say(
            "{n} paragraphs in a row {what}, from “{begin}” to “{end}”",
            n=len(groups),
            what=what,
            begin=names[0],
            end=names[1],
        ),
        variants=(Written(what, len(groups), places),),
        count=sum(map(len, groups)),
        pattern="",
    )


def _at(pair: Pair) -> Locator:
    return pair.source_at if pair.source.strip() else pair.target_at


def _omission(pairs: Sequence[Pair], side: int, *, paragraph: bool) -> Finding:
    text = " ".join(pair.source.strip() or pair.target.strip() for pair in pairs)
    at = _at(pairs[0])
    what = _name(at) if paragraph else say_plural("sentence", "{n} sentences", n=len(pairs))
    if side == 0:
        message, cure = (
            say("{what} not translated", what=what),
            "Translate it, or see whether it was left out on purpose",
        )
    else:
        message, cure = say("{what} without an original", what=what), "See where it comes from"
    shown = _short(text, 60)
    own = is_about_the_translation(text)
    if own:
        cure = "Nothing: the translation speaks of itself"
    return Finding(
        "coverage.paragraph" if paragraph else "coverage.sentence",
        say("{message}: {shown}", message=message, shown=shown),
        "".join(text.split())[:200],
        cure=cure,
        source_at=at if side == 0 else NOWHERE,
        target_at=at if side == 1 else NOWHERE,
        source=text if side == 0 else "",
        target=text if side == 1 else "",
        count=len(pairs),
        # A note that the foot of many pages prints is one omission.
        pattern=f"{side} {plain(text)}",
        severity=Severity.NOTE if own else Severity.WARNING,
    )


def _left_as_it_was(found: Finding, side: int, context: Context) -> Finding:
    """The finding as a note where a text of the translation is not in its language: the translator did not add it."""
    chinese = is_chinese((context.source_language, context.target_language)[side])
    text = (found.source, found.target)[side]
    if not side or chinese == has_han(text) or not has_word(text):
        return found
    cure = "See where it comes from; it is in the language of the source"
    return replace(found, severity=Severity.NOTE, cure=cure)


def _unpaired(pair: Pair, there: Locator, side: int, *, paragraph: bool) -> Finding:
    """The note of a text that was paired with nothing, though its counterpart stands elsewhere."""
    text = pair.source.strip() or pair.target.strip()
    found = _omission([pair], side, paragraph=paragraph)
    what = _name(_at(pair)) if paragraph else say("sentence")
    return replace(
        found,
        message=say(
            "{what} without a partner, which seems to stand at {cite}: {short}",
            what=what,
            cite=there.cite,
            short=_short(text, 60),
        ),
        cure="Nothing, if it stands there; join or split the pairs where the memory is to hold it",
        severity=Severity.NOTE,
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _name(at: Locator) -> str:
    # What stands before the first heading is a paragraph like others to who reads the finding.
    kind = Kind.PARAGRAPH.value if at.kind in (None, Kind.FRONT) else str(at.kind)
    if at.number and kind == Kind.PARAGRAPH:
        return say("paragraph {number}", number=".".join(map(str, at.number)))
    return say(kind)
