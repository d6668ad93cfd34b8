"""Subtitles: SRT and WebVTT. A cue is a unit that its number and time name; a sentence that runs over several is one.

Whether sentences run over cues is told by the file itself: where cues end as sentences do, one without an end goes on
in the next; where they hardly ever do, as in Chinese subtitles without points, every cue stands alone. Two lines of a
cue in two languages are two texts of the same cue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.scripts import count_han
from duizhao.corpora.model import Span
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.runs import Runs
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import TextLine, finished, split
from duizhao.corpora.structure.marked_text import Marked, drop_start, join_all

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_TIME = re.compile(rf"[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?:[ \t].*)?")
_NOT_TEXT = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t].*)?")
# Tags of both formats (`<i>`, `<v Anna>`, `<c.yellow>`, a time within a cue) and what players read of older ones
# (`{\an8}`, `{b}`).
_TAG = re.compile(r"<(/?)([A-Za-z]+|[\d:.,]+)((?:[.\s][^<>]*)?)>|\{\\[^{}]*\}|\{/?[biu]\}")
_MARKS = {"b": "bold", "i": "italic", "u": "underline"}
_DASH = re.compile(r"[ \t]*[-–—‐]{1,2}[ \t]*(?=[^\s\d])")
# A song, or what is heard and not said: nothing goes on over it.
_HEARD = re.compile(r"[\[(（【♪♫#].*[\])）】♪♫#]", re.DOTALL)
_DOTS = re.compile(r"(?:\.\.|…|—|--)$")

# Where fewer cues than this end as sentences do, cues without an end say nothing.
_POINTS = 0.25
# A sentence does not go on after so many seconds without text, nor over more cues than this.
_PAUSE, _MOST_CUES = 5.0, 8
# From this share of cues with a line in either language on the file has two.
_BOTH = 0.6
# From this share of cues that repeat what the one before ended with on, they roll (live captions).
_ROLLS = 0.3


class _Line(NamedTuple):
    text: Marked
    span: Span
    number: int


class _Cue(NamedTuple):
    """A cue: what names it, its times in seconds, and its lines. `said` tells two speakers in one cue apart."""

    name: str
    start: float
    end: float
    lines: tuple[_Line, ...]
    said: int = 0

    @property
    def text(self) -> Marked:
        return join_all([line.text for line in self.lines])


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """A block a cue, or a sentence of several; comments and styles of WebVTT are set apart. The label of a block is
    `12@00:01:02.500`, or `12-13@…`: the numbers that the file gives its cues (else their place in it), and when the
    first begins. Raises InputError where there is no cue."""
    text, found = decode(data, encoding=encoding, path=path)
    cues, apart = _cues(split(text))
    if not cues:
        raise InputError(
            "no cue of subtitles in it",
            path=path,
            cure="A cue begins with a line such as 00:00:01,000 --> 00:00:04,000",
        )
    spoken = [part for cue in _unrolled(cues) for part in _speakers(cue)]
    blocks = [(group[0].start, n, _block(group)) for n, group in enumerate(_sentences(spoken))]
    # Texts of two languages stand beside each other, in the order of their time.
    ordered = [block for _, _, block in sorted(blocks, key=lambda one: (one[0], one[1]))]
    return Reading((*apart, *ordered), found)


def _cues(lines: Sequence[TextLine]) -> tuple[list[_Cue], list[Block]]:
    """The cues of a file, and what stands outside of them."""
    starts = [i for i, line in enumerate(lines) if _TIME.fullmatch(line.text)]
    first = [i - 1 if i and _names(lines, i - 1) else i for i in starts]
    cues: list[_Cue] = []
    apart = _apart(lines[: first[0]] if first else [])
    for n, (name, at) in enumerate(zip(first, starts, strict=True)):
        body = list(lines[at + 1 : first[n + 1] if n + 1 < len(first) else None])
        cut = next((i for i, line in enumerate(body) if line.blank_before and _NOT_TEXT.fullmatch(line.text)), None)
        if cut is not None:
            apart += _apart(body[cut:])
            body = body[:cut]
        clock = _TIME.fullmatch(lines[at].text)
        assert clock is not None
        label = lines[name].text.strip() if name < at else ""
        read = tuple(
            _Line(_read(line.text), Span(line.start, line.start + len(line.text)), line.number) for line in body
        )
        said = tuple(line for line in read if line.text.text)
        if said:
            named = label if label.isdecimal() else str(n + 1)
            cues.append(_Cue(named, _seconds(clock.groups()[:4]), _seconds(clock.groups()[4:]), said))
    return cues, apart


def _names(lines: Sequence[TextLine], i: int) -> bool:
    """Whether the line before a time is the cue's number or name, and not the last of the text before."""
    line = lines[i]
    if _TIME.fullmatch(line.text) or _NOT_TEXT.fullmatch(line.text):
        return False
    above = not lines[i + 1].blank_before
    return (above and line.blank_before) or line.text.strip().isdecimal()


def _apart(lines: Sequence[TextLine]) -> list[Block]:
    return [
        Block(line.text.strip(), Role.MARKUP, (Span(line.start, line.start + len(line.text)),), line.number)
        for line in lines
    ]


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{thousandths}")


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


def _read(text: str) -> Marked:
    """A line without its tags; italics and the like are remembered."""
    runs = Runs()
    opened: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        runs.add(html.unescape(text[at : tag.start()]), *opened)
        at = tag.end()
        kind = _MARKS.get((tag[2] or "").lower())
        if kind and tag[1]:
            opened = [mark for mark in opened if mark != kind]
        elif kind and kind not in opened:
            opened.append(kind)
    runs.add(html.unescape(text[at:]), *opened)
    return runs.take()


def _unrolled(cues: Sequence[_Cue]) -> list[_Cue]:
    """The cues without the lines that they repeat from the one before, where that is how the file is made."""
    rolled = [_repeats(before, cue) for before, cue in pairwise(cues)]
    if len(cues) < 4 or sum(map(bool, rolled)) < _ROLLS * len(cues):
        return list(cues)
    kept = [cues[0], *(cue._replace(lines=cue.lines[n:]) for cue, n in zip(cues[1:], rolled, strict=True))]
    return [cue for cue in kept if cue.lines]


def _repeats(before: _Cue, cue: _Cue) -> int:
    """How many of a cue's first lines are the last of the cue that it follows at once."""
    if cue.start - before.end > 0.1:
        return 0
    said, again = ([line.text.text for line in one.lines] for one in (before, cue))
    return next((n for n in range(min(len(said), len(again)), 0, -1) if said[-n:] == again[:n]), 0)


def _speakers(cue: _Cue) -> Iterator[_Cue]:
    """A cue, or two where its lines begin with dashes: two people speak."""
    dashes = [_DASH.match(line.text.text) for line in cue.lines]
    if sum(map(bool, dashes)) < 2:
        yield cue
        return
    groups: list[list[_Line]] = []
    for line, dash in zip(cue.lines, dashes, strict=True):
        if dash or not groups:
            groups.append([])
        groups[-1].append(line)
    for n, group in enumerate(groups):
        yield cue._replace(lines=tuple(group), said=n + 1)


def _tracks(cues: Sequence[_Cue]) -> list[list[_Cue]]:
    """The cues by language, where most have a line in Chinese and one that is not; else all of them."""
    han = [[count_han(line.text.text) > 0 for line in cue.lines] for cue in cues]
    if sum(len(set(one)) > 1 for one in han) < max(_BOTH * len(cues), 2):
        return [list(cues)]
    both = []
    for wanted in (False, True):
        track = [
            cue._replace(lines=tuple(line for line, own in zip(cue.lines, chinese, strict=True) if own is wanted))
            for cue, chinese in zip(cues, han, strict=True)
        ]
        both.append([cue for cue in track if cue.lines])
    return both


def _sentences(cues: Sequence[_Cue]) -> Iterator[list[_Cue]]:
    """Runs of cues that one sentence runs over."""
    for track in _tracks(cues):
        joins = sum(finished(cue.text.text) for cue in track) >= _POINTS * len(track)
        group: list[_Cue] = []
        for cue in track:
            if group and not (joins and _goes_on(group, cue)):
                yield group
                group = []
            group.append(cue)
        if group:
            yield group


def _goes_on(group: Sequence[_Cue], cue: _Cue) -> bool:
    """Whether a cue goes on with the sentence of those before."""
    last, text, following = group[-1], group[-1].text.text, cue.text.text
    if len(group) >= _MOST_CUES or cue.start - last.end > _PAUSE or cue.said or last.said:
        return False
    if _HEARD.fullmatch(text) or _HEARD.fullmatch(following) or _DASH.match(following):
        return False
    if _DOTS.search(text):
        return bool(following[:1].islower() or following.startswith(("...", "…")))
    if text.endswith("No."):
        # An answer, and not the number of something.
        return following[:1].isdecimal()
    return not finished(text)


def _block(group: Sequence[_Cue]) -> Block:
    first, last = group[0], group[-1]
    names = first.name if len(group) == 1 else f"{first.name}-{last.name}"
    said = f".{first.said}" if first.said else ""
    lines = [line for cue in group for line in cue.lines]
    text = join_all([cue.text for cue in group])
    dash = _DASH.match(text.text) if first.said else None
    cut = drop_start(text, dash.end()) if dash else text
    spans = tuple(line.span for line in lines)
    label = f"{names}{said}@{_clock(first.start)}"
    return Block(cut.text, Role.CUE, spans, lines[0].number, label=label, marks=cut.marks)
