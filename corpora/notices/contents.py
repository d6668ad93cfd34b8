"""What the page and the conversion did to a document: what was set apart; its contents table against its headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from duizhao.corpora.model import Kind, Notice, Span, Unit
from duizhao.corpora.saying import say, say_joined
from duizhao.corpora.structure.draft import MARKUP
from duizhao.corpora.structure.furniture import entry_title, key

# Below this likeness (difflib's ratio of the titles without numbers and spaces, 0..1) two titles are not the same
# heading in other words but two headings.
_ALIKE = 0.45
# How many different lines that were set apart a notice shows, and how much of each.
_SHOWN, _LONGEST = 8, 48


def layout_findings(units: Sequence[Unit]) -> Iterator[Notice]:
    """Contents entries that are not what the headings say. Entries and headings come in the same order, so an entry
    that fits no heading is compared with the headings between those that its neighbours fit."""
    entries = [u for u in units if u.kind is Kind.CONTENTS and _has_title(u)]
    last = max((i for i, u in enumerate(units) if u.kind is Kind.CONTENTS), default=-1)
    headings = [u for u in units[last + 1 :] if u.kind is Kind.HEADING]
    if not entries or not headings:
        return
    titles = [key(entry_title(e.text)) for e in entries]
    # A heading may have been read as a numbered paragraph, and stand where its neighbours in the contents do not.
    short = [u for u in units if u.kind is not Kind.CONTENTS and len(u.text) <= _LONGEST * 4]
    said = {key(u.text) for u in short} | {key(f"{u.label} {u.text}") for u in short}
    names = [key(h.text) for h in headings]
    matcher = SequenceMatcher(None, names, titles, autojunk=False)
    at = [0] * len(entries)
    known = {}
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            known[block.b + k] = block.a + k
    for n, entry in enumerate(entries):
        if n in known:
            at[n] = known[n]
            continue
        if titles[n] in said:
            continue
        low = next((known[m] + 1 for m in range(n - 1, -1, -1) if m in known), 0)
        high = next((known[m] for m in range(n + 1, len(entries)) if m in known), len(headings))
        yield from _differs(entry, titles[n], headings[low:high], names[low:high])


def set_apart(units: Sequence[Unit]) -> Iterator[Notice]:
    """What is not aligned because the page added it: how many lines, the first few, and the first one's place. Page
    numbers are counted only."""
    apart = [u for u in units if u.kind is Kind.FURNITURE and not u.id.startswith(MARKUP)]
    lines = Counter(" ".join(u.text.split()) for u in apart if any(map(str.isalpha, u.text)))
    if lines:
        first = next(u for u in apart if any(map(str.isalpha, u.text)))
        shown = [
            say("{text} ({n} times)", text=_short(text), n=n) if n > 1 else _short(text)
            for text, n in lines.most_common(_SHOWN)
        ]
        more = ", …" if len(lines) > _SHOWN else ""
        numbers = len(apart) - sum(lines.values())
        count = say("{values} lines", values=sum(lines.values())) if sum(lines.values()) > 1 else say("a line")
        beside = (
            say(" and {numbers} page numbers", numbers=numbers)
            if numbers > 1
            else say(" and a page number")
            if numbers
            else ""
        )
        message = say(
            "{count} of headers and footers{beside} are set apart and not aligned: {shown}{more}",
            count=count,
            beside=beside,
            shown=say_joined(", ", shown),
            more=more,
        )
        yield Notice("layout.furniture", message, first.id, None, first.line)
    markup = [u for u in units if u.kind is Kind.FURNITURE and u.id.startswith(MARKUP)]
    if markup:
        count = say("{markup} lines", markup=len(markup)) if len(markup) > 1 else say("a line")
        message = say(
            "{count} for the program that makes the page are set apart, from “{short}” on",
            count=count,
            short=_short(markup[0].text),
        )
        yield Notice("layout.markup", message, markup[0].id, None, markup[0].line)
    entries = [u for u in units if u.kind is Kind.CONTENTS]
    if entries:
        count = say("{entries} lines", entries=len(entries)) if len(entries) > 1 else say("a line")
        message = say(
            "{count} of contents are set apart and not aligned, from “{short}” on",
            count=count,
            short=_short(entry_title(entries[0].text)),
        )
        yield Notice("layout.contents", message, entries[0].id, None, entries[0].line)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _has_title(unit: Unit) -> bool:
    """Whether a contents line is an entry and not the heading over its page column."""
    title = entry_title(unit.text)
    return bool(title) and title != unit.text.strip() and any(c.isalpha() for c in title)


def _differs(entry: Unit, title: str, headings: Sequence[Unit], names: Sequence[str]) -> Iterator[Notice]:
    shown = entry_title(entry.text)
    # The same words elsewhere, or cut in two by a line end, are no difference.
    if title in names or any(title in name or name in title for name in names if len(name) > 3):
        return
    scored = [(SequenceMatcher(None, title, name).ratio(), h) for name, h in zip(names, headings, strict=True)]
    best = max(scored, key=lambda pair: pair[0], default=None)
    span = Span(0, len(shown))
    if best is not None and best[0] >= _ALIKE:
        heading = best[1]
        message = say(
            "the contents say “{shown}”, the heading says “{heading}” ({unit})",
            shown=shown,
            heading=heading.text,
            unit=heading.id,
        )
        yield Notice("contents.differs", message, entry.id, span, entry.line)
    else:
        yield Notice(
            "contents.no_heading",
            say("the contents list “{shown}”, which no heading says", shown=shown),
            entry.id,
            span,
            entry.line,
        )
