"""How much of a new document a memory covers: the table a translation office prices by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from duizhao.corpora.harmless import markup
from duizhao.corpora.saying import language as spoken_language
from duizhao.corpora.saying import say, told, translated
from duizhao.tmx.operations.stats import size
from duizhao.tmx.store.found import Finder, MemoryMatch
from duizhao.tmx.store.fragments import MemoryFragment
from duizhao.tmx.store.tokens import score, tokens

BANDS = ((100, 100, "100 %"), (95, 99, "95–99 %"), (85, 94, "85–94 %"), (75, 84, "75–84 %"))
"""Lowest and highest score of each class of matches; below them a segment is new."""
REPEATED = say("repeated")
FRAGMENTS = say("fragments")
NEW = say("new")
CLASSES = (*(name for _, _, name in BANDS), REPEATED, FRAGMENTS, NEW)


class Searchable(Finder, Protocol):
    """What leverage asks of a store."""

    def fragments(self, text: str, language: str, target: str = "", *, limit: int = ...) -> list[MemoryFragment]:
        """The runs of a text that stand in other texts."""


class LeveragedSentence(NamedTuple):
    """A sentence of the new document with its class, its best match, and where it stands; one without a match with its
    parts that were translated in other sentences."""

    text: str
    place: str
    band: str
    match: MemoryMatch | None
    fragments: tuple[MemoryFragment, ...] = ()


@dataclass(slots=True)
class Leverage:
    """Counts by class: segments, words (in Chinese: characters, see `tmx.stats.size`), characters without spaces."""

    language: str
    segments: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    words: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    characters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    sentences: list[LeveragedSentence] = field(default_factory=list)
    lacking: set[int] = field(default_factory=set)
    """Units that would match and have no text in the language wanted."""

    def rows(self) -> list[tuple[str, int, int, int, float]]:
        """Class, segments, words, characters, and percent of all words; the last row is the total."""
        total = sum(self.words.values())
        rows = [
            (
                name,
                self.segments[name],
                self.words[name],
                self.characters[name],
                100 * self.words[name] / total if total else 0.0,
            )
            for name in CLASSES
        ]
        sums = [sum(counts.values()) for counts in (self.segments, self.words, self.characters)]
        return [*rows, (say("total"), sums[0], sums[1], sums[2], 100.0 if total else 0.0)]


def leverage(memory: Searchable, sentences: Iterable[tuple[str, str]], language: str, target: str = "") -> Leverage:
    """Class every sentence (text, place) of a document in `language` by its best match in the memory.

    A sentence with a 100 % match is that, however often it comes. Another that has come before in the document, word
    for word, is a repetition; its first occurrence is counted by its best match. Of one without a match the words that
    were translated within other sentences count as fragments, the others as new; the segment is what most of it is.
    Segments without a letter or digit count as nothing.
    """
    found = Leverage(language)
    seen: dict[str, tuple[str, MemoryMatch | None]] = {}
    lowest = min(low for low, _, _ in BANDS)
    for text, place in sentences:
        tidy = " ".join(text.split())
        if not any(char.isalnum() for char in tidy):
            continue
        if tidy in seen:
            band, match = seen[tidy]
            band = band if band == BANDS[0][2] else REPEATED
        else:
            matches = memory.lookup(tidy, language, target, minimum=lowest, limit=1, lacking=found.lacking)
            match = matches[0] if matches else None
            band = next((name for low, high, name in BANDS if match and low <= match.score <= high), NEW)
            seen[tidy] = (band, match)
        words, characters = size(tidy, language), _characters(tidy)
        fragments: tuple[MemoryFragment, ...] = ()
        if band == NEW and (fragments := tuple(memory.fragments(tidy, language, target, limit=len(tidy)))):
            parts = _covered(tidy, fragments)
            old = min(words, sum(size(part, language) for part in parts)), sum(map(_characters, parts))
            found.words[FRAGMENTS] += old[0]
            found.characters[FRAGMENTS] += old[1]
            band = FRAGMENTS if 2 * old[0] >= words else NEW
            seen[tidy] = (band, match)
            found.words[NEW] += words - old[0]
            found.characters[NEW] += characters - old[1]
        else:
            found.words[band] += words
            found.characters[band] += characters
        found.segments[band] += 1
        found.sentences.append(LeveragedSentence(tidy, place, band, match, fragments))
    return found


def _characters(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _covered(text: str, fragments: Iterable[MemoryFragment]) -> list[str]:
    """The parts of a text that fragments cover, which may overlap, each once."""
    parts, end = [], 0
    for one in fragments:
        if one.end > end:
            parts.append(text[max(one.start, end) : one.end])
            end = one.end
    return parts


HEADINGS = (say("match"), say("segments"), say("words"), say("characters"), say("percent of words"))


def as_csv(found: Leverage) -> str:
    """The table as CSV; give it a byte order mark for Excel."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows((*row[:4], f"{row[4]:.1f}") for row in found.rows())
    return stream.getvalue()


def as_json(found: Leverage) -> dict[str, Any]:
    """The table and its sentences for machines."""
    return {
        "language": found.language,
        "classes": [
            dict(zip(("match", "segments", "words", "characters", "percent"), r, strict=True)) for r in found.rows()
        ],
        "sentences": [
            {
                "place": s.place,
                "class": s.band,
                "text": s.text,
                "score": s.match.score if s.match else None,
                "match": s.match.source if s.match else None,
                "translation": s.match.target if s.match else None,
                "fragments": [fragment._asdict() for fragment in s.fragments],
            }
            for s in found.sentences
        ],
    }


_STYLE = """
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1c2733;
  margin: 2rem auto; max-width: 72rem; padding: 0 1rem; background: #fff }
h1 { font-size: 1.3rem; margin: 0 0 .2rem } p { color: #52606d; margin: 0 0 1.2rem }
table { border-collapse: collapse; margin: 0 0 2rem } th { text-align: left; font-weight: 600 }
th, td { padding: .35rem .8rem; border-bottom: 1px solid #e4e7eb; vertical-align: top }
table.sums td + td, table.sums th + th { text-align: right; font-variant-numeric: tabular-nums }
tr.total td { font-weight: 600; border-top: 2px solid #9aa5b1 }
td.bar { width: 12rem } td.bar div { background: #3b82a0; height: .7rem; border-radius: 2px }
td.place { white-space: nowrap; color: #7b8794 } td.score { white-space: nowrap; text-align: right }
td.old { color: #52606d } ins { background: #fff3c4; text-decoration: none }
"""


def as_html(found: Leverage, title: str) -> str:
    """The table and every sentence with its match, as one self-contained page."""
    heading = markup(translated(title))
    lines = [
        f'<!doctype html>\n<html lang="{spoken_language()}"><head><meta charset="utf-8"><title>{heading}</title>',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>',
        f"<h1>{heading}</h1>",
        told(
            "<p>100 % matches first, then repetitions within the document, then the best match of "
            "each sentence, else its parts. Chinese is counted in characters.</p>"
        ),
        '<table class="sums"><tr>' + "".join(f"<th>{translated(name)}</th>" for name in HEADINGS) + "<th></th></tr>",
    ]
    for name, segments, words, characters, percent in found.rows():
        total = ' class="total"' if name == "total" else ""
        bar = "" if total else f'<div style="width:{percent:.1f}%"></div>'
        lines.append(
            f"<tr{total}><td>{translated(name)}</td><td>{segments:,}</td><td>{words:,}</td><td>{characters:,}</td>"
            f'<td>{percent:.1f}</td><td class="bar">{bar}</td></tr>'
        )
    heads = f"<th>{told('sentence')}</th><th>{told('in the memory')}</th>"
    lines.append(f"</table>\n<table><tr><th></th><th></th>{heads}</tr>")
    for sentence in found.sentences:
        match = sentence.match
        shown = f"{match.score} %" if match and sentence.band != REPEATED else translated(sentence.band)
        old = f"{markup(match.source)}<br>{markup(match.target)}" if match else _parts(sentence.fragments)
        text = _marked(sentence.text, match.source, found.language) if match else markup(sentence.text)
        lines.append(
            f'<tr><td class="place">{markup(sentence.place)}</td><td class="score">{shown}</td>'
            f'<td lang="{markup(found.language)}">{text}</td><td class="old">{old}</td></tr>'
        )
    lines.append("</table></body></html>\n")
    return "\n".join(lines)


def _parts(fragments: Iterable[MemoryFragment]) -> str:
    """Fragments with what they most likely are, and the sentence they stand in when one points at them."""
    return "<br>".join(
        f'<span title="{markup(one.source)}&#10;{markup(one.target)}">… {markup(one.text)} … '
        f"→ … {markup(one.translation)} …</span>"
        for one in fragments
    )


def _marked(text: str, old: str, language: str) -> str:
    """The text as HTML with what differs from the old one marked."""
    from duizhao.tmx.operations.diff import changes

    if score(text, old, language) >= 99 or not tokens(text, language):
        return markup(text)
    return "".join(
        markup(new) if tag == "equal" else f"<ins>{markup(new)}</ins>"
        for tag, _, new in changes(old, text, language)
        if new
    )
