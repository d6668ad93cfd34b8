"""Count what is in a memory, in one pass and constant memory (but for a hash of each source)."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.language.table import spaced
from duizhao.tmx.model import Element, Entry, Prop, plain, read_confidence, sides
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import batches
from duizhao.tmx.xml.fast.unit import NotSimple

CONFIDENCES = (0.0, 0.25, 0.5, 0.75, 0.9)
"""Lower bounds of the confidence classes that are counted."""


# A run of Latin letters and digits, or one other character that is not white space.
_LATIN = "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
_CHARACTERS = re.compile(f"{_LATIN}+|\\S")
_RUNS = re.compile(f"{_LATIN}{{2,}}")


def size(text: str, language: str) -> int:
    """How long a text is as translators count it: words, or characters without spaces where words are not spaced.

    In a Chinese text a run of Latin letters or digits counts as one, as word processors count it.

    >>> size("The 17 outcomes.", "en"), size("第 17 项 ILO 成果。", "zh-CN")
    (3, 7)
    """
    if spaced(language) or text.isascii():
        return len(text.split())
    return len(_CHARACTERS.findall(text))


def sizes(texts: Sequence[str], language: str) -> int:
    """The sum of `size` over many texts that XML can hold, in a few calls."""
    joined = "\n".join(texts)
    if not spaced(language) and not joined.isascii():
        plain_texts = [text for text in texts if text.isascii()]
        if plain_texts:
            return _words("\n".join(plain_texts)) + sizes([text for text in texts if not text.isascii()], language)
        # All that is not white space, and each run of Latin letters as one.
        runs = _RUNS.findall(joined)
        return sum(map(len, joined.split())) - len("".join(runs)) + len(runs)
    return _words(joined)


_RARE = ("  ", "\n\n", " \n", "\n ", "\t", "\r")


def _words(joined: str) -> int:
    """The words of texts joined by line feeds. Where single spaces separate them all, counting those is faster."""
    if joined.isascii() and joined[:1].strip() and joined[-1:].strip() and not any(one in joined for one in _RARE):
        return joined.count(" ") + joined.count("\n") + 1
    return len(joined.split())


@dataclass(slots=True)
class Stats:
    """What a memory holds. `words` counts words or characters per language code (see `size`)."""

    units: int = 0
    variants: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    unique_sources: int = 0
    repeated: int = 0
    incomplete: int = 0
    with_codes: int = 0
    longest: int = 0
    first_date: str = ""
    last_date: str = ""
    users: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    confidences: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: counters with the most frequent first."""
        out: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            if name == "pairs":
                value = Counter({f"{source} → {target}": number for (source, target), number in value.items()})
            out[name] = dict(value.most_common(50)) if isinstance(value, Counter) else value
        return out


def count(entries: Iterable[Entry], source_language: str = "") -> Stats:
    """Count the entries of a memory whose header says `source_language`."""
    stats = Stats()
    seen = array("q")  # eight bytes a unit; a set takes a hundred
    for units in batches(entries):
        if isinstance(units, Columns):
            try:
                order = units.order(source_language)
                units.languages()
            except NotSimple:
                pass
            else:
                _batch(stats, units, order, seen)
                continue
        for entry in units.entries():
            _entry(stats, entry, source_language, seen)
    stats.unique_sources = _different(seen)
    stats.repeated = len(seen) - stats.unique_sources
    return stats


def _different(values: array[int]) -> int:
    if len(values) < 100_000:
        return len(set(values))
    import numpy as np

    ordered = np.sort(np.frombuffer(values, dtype=np.int64))
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _batch(stats: Stats, batch: Columns, order: tuple[int, int] | None, seen: array[int]) -> None:
    number = len(batch)
    stats.units += number
    texts = [segments.texts() for segments in batch.segments]
    languages = batch.languages()
    for language, found in zip(languages, texts, strict=True):
        lengths = list(map(len, found))
        stats.variants[language] += number
        stats.characters[language] += sum(lengths)
        stats.words[language] += sizes(found, language)
        stats.longest = max(stats.longest, *lengths)
    stats.with_codes += len(batch.segments[0].coded() | batch.segments[1].coded())
    if order is None:
        stats.incomplete += number
    else:
        one, two = batch.segments
        if "" in one.raws or "" in two.raws:
            stats.incomplete += sum(not (a and b) for a, b in zip(one.raws, two.raws, strict=True))
        stats.pairs[languages[order[0]], languages[order[1]]] += number
        seen.extend(map(hash, texts[order[0]]))
    dates = [date for date in batch.dates() if date]
    if dates:
        stats.last_date = max(stats.last_date, *dates)
        stats.first_date = min(stats.first_date or dates[0], *dates)
    stats.users.update(filter(None, batch.users()))
    props = batch.every("x-document", "x-confidence")
    stats.documents.update(props["x-document"])
    stats.confidences.update(filter(None, map(_class, props["x-confidence"])))


def _entry(stats: Stats, entry: Entry, source_language: str, seen: array[int]) -> None:
    stats.units += 1
    coded = False
    for language, parts, _, _ in entry.variants:
        text = plain(parts)
        coded = coded or any(isinstance(part, Element) for part in parts)
        stats.variants[language] += 1
        stats.characters[language] += len(text)
        stats.words[language] += size(text, language)
        stats.longest = max(stats.longest, len(text))
    stats.with_codes += coded
    both = sides(entry, source_language)
    if both is None:
        stats.incomplete += 1
    else:
        source, target = both
        if not source.content or not target.content:
            stats.incomplete += 1
        others = {v.language for v in entry.variants if v is not source} - {source.language}
        stats.pairs.update((source.language, other) for other in others)
        seen.append(hash(source.text))
    if date := entry.date:
        stats.last_date = max(stats.last_date, date)
        stats.first_date = min(stats.first_date or date, date)
    if user := entry.attributes.get("changeid") or entry.attributes.get("creationid"):
        stats.users[user] += 1
    for extra in entry.extras:
        if isinstance(extra, Prop):
            if extra.type == "x-document":
                stats.documents[extra.text] += 1
            elif extra.type == "x-confidence":
                stats.confidences.update(filter(None, (_class(extra.text),)))


@lru_cache(maxsize=10_000)
def _class(text: str) -> str:
    """The class of a confidence; "" for what is none."""
    value = read_confidence(text)
    return "" if value is None else str(max(bound for bound in CONFIDENCES if bound <= value))


def han_share(text: str) -> float:
    """The share (0..1) of Chinese characters among the letters of a text; 0 where there are no letters."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(is_han, letters)) / len(letters) if letters else 0.0
