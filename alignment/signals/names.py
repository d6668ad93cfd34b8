"""Names: a capitalised Latin word that reads as the pinyin of characters on the Chinese side
(Chen Qingyang, 陈清扬)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from duizhao.alignment.signals.links import Links
from duizhao.alignment.text_side import Side
from duizhao.corpora.language.pinyin import LONGEST, readings, spellings

_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?:[-'’]?[a-z]+)*\b")


def links(source: Side, target: Side) -> Links:
    """Links between capitalised pinyin words of the spaced side and the characters they spell on the other.

    A word that the text also writes without a capital is no name ("He" is 何, and is not).
    """
    if source.spaced == target.spaced:
        return Links()
    if not source.spaced:
        return links(target, source).swapped()
    small = {word for word in source.words.names if word.islower()}
    wanted: dict[tuple[str, ...], set[str]] = {}
    tokens: list[tuple[int, str]] = []
    names: dict[str, str] = {}
    for i, text in enumerate(source.texts):
        for word in _CAPITALISED.findall(text):
            if word not in names:
                name = re.sub(r"[^a-z]", "", word.lower())
                ways = set() if name in small or len(name) < 2 else spellings(word)
                names[word] = "name:" + name if ways else ""
                for way in ways:
                    wanted.setdefault(way, set()).add("name:" + name)
            if names[word]:
                tokens.append((i, names[word]))
    found: list[tuple[int, str]] = []
    pairs: dict[tuple[str, str], float] = {}
    for j, piece, spelt_by in _spelt(target.texts, wanted):
        found.append((j, "name:" + piece))
        for name in spelt_by:
            pairs[name, "name:" + piece] = 1.0
    # Where no characters spell it, the word is a foreign name and no evidence against anything.
    spelt = {name for name, _ in pairs}
    return Links.of((token for token in tokens if token[1] in spelt), found, pairs)


def _spelt(
    texts: Sequence[str], wanted: Mapping[tuple[str, ...], set[str]]
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Every run of up to three characters that reads as one of the wanted spellings: its text, the run, and the names
    that are spelt so."""
    begun = {way[:size] for way in wanted for size in range(1, len(way) + 1)}
    # What a run reads as: whether a spelling may begin so, and the names that are it. Runs come again and again.
    known: dict[str, tuple[bool, tuple[str, ...]]] = {}

    def reads(run: str) -> tuple[bool, tuple[str, ...]]:
        if run not in known:
            ways = [way for way in product(*map(readings, run)) if way in begun]
            known[run] = bool(ways), tuple(sorted(set().union(*(wanted.get(way, ()) for way in ways))))
        return known[run]

    first = {character for text in texts for character in set(text) if reads(character)[0]}
    if not first:
        return
    starts = re.compile("[" + "".join(sorted(first)) + "]")
    for j, text in enumerate(texts):
        for match in starts.finditer(text):
            at = match.start()
            for size in range(1, min(LONGEST, len(text) - at) + 1):
                run = text[at : at + size]
                goes_on, names = reads(run)
                if not goes_on:
                    break
                if names:
                    yield j, run, names
