"""Count what is in a memory, in one pass and constant memory (but for a hash of each source text)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from corpora.languages import is_han
from tmx.model import Element, Entry, Prop, confidence, plain, sides

CONFIDENCES = (0.0, 0.25, 0.5, 0.75, 0.9)
"""Lower bounds of the confidence classes that are counted."""


_UNSPACED = frozenset({"zh", "ja"})
# A run of Latin letters and digits, or one other character that is not white space.
_CHARACTERS = re.compile("[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+|\\S")


def size(text: str, language: str) -> int:
    """How long a text is as translators count it: words, or characters without spaces where words are not spaced.

    In a Chinese text a run of Latin letters or digits counts as one, as word processors count it.

    >>> size("The 17 outcomes.", "en"), size("第 17 项 ILO 成果。", "zh-CN")
    (3, 7)
    """
    if language[:2].lower() not in _UNSPACED or text.isascii():
        return len(text.split())
    return len(_CHARACTERS.findall(text))


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
    seen: set[int] = set()
    variants, words, characters = stats.variants, stats.words, stats.characters
    for entry in entries:
        stats.units += 1
        coded = False
        for language, parts, _, _ in entry.variants:
            variants[language] += 1
            if len(parts) == 1 and isinstance(parts[0], str):
                text = parts[0]
            else:
                text = plain(parts)
                coded = coded or any(isinstance(part, Element) for part in parts)
            length = len(text)
            characters[language] += length
            words[language] += size(text, language)
            if length > stats.longest:
                stats.longest = length
        stats.with_codes += coded
        _pair(stats, entry, source_language, seen)
        _history(stats, entry)
    stats.unique_sources = len(seen)
    return stats


def _pair(stats: Stats, entry: Entry, source_language: str, seen: set[int]) -> None:
    variants = entry.variants
    if len(variants) == 2 and variants[0].language == source_language:
        source, target = variants  # as most units of most memories are
    else:
        both = sides(entry, source_language)
        if both is None:
            stats.incomplete += 1
            return
        source, target = both
    if not source.content or not target.content:
        stats.incomplete += 1
    stats.pairs[source.language, target.language] += 1
    key = hash(source.content[0] if len(source.content) == 1 else source.text)
    if key in seen:
        stats.repeated += 1
    else:
        seen.add(key)


def _history(stats: Stats, entry: Entry) -> None:
    fields = entry.attributes
    if date := entry.date:
        if date > stats.last_date:
            stats.last_date = date
        if not stats.first_date or date < stats.first_date:
            stats.first_date = date
    user = fields.get("changeid") or fields.get("creationid")
    if user:
        stats.users[user] += 1
    for extra in entry.extras:
        if isinstance(extra, Prop):
            if extra.type == "x-document":
                stats.documents[extra.text] += 1
            elif extra.type == "x-confidence" and (value := confidence(entry)) is not None:
                stats.confidences[str(max(bound for bound in CONFIDENCES if bound <= value))] += 1


def han_share(text: str) -> float:
    """The share (0..1) of Chinese characters among the letters of a text; 0 where there are no letters."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(is_han, letters)) / len(letters) if letters else 0.0
