"""Dictionary: words that CC-CEDICT gives as translations of each other, the same Latin word on both sides, and the
small words of grammar that a dictionary of content words leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from duizhao.alignment.signals.links import Links
from duizhao.alignment.text_side import Side, spelling
from duizhao.corpora.language.lexicon import STOP, Lexicon, lexicon
from duizhao.corpora.language.scripts import is_han


@cache
def _grammar() -> dict[str, frozenset[str]]:
    """English words that carry evidence although they are too common for a gloss, with translations (grammar.tsv)."""
    text = (files("duizhao.alignment.signals") / "grammar.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {spelling(word): frozenset(known.split()) for word, known in rows}


def links(source: Side, target: Side, lexicon_: Lexicon | None = None) -> Links:
    """Links between a spaced and an unspaced side by the dictionary; between two of one kind, of equal keys."""
    if not source.spaced and target.spaced:
        return links(target, source, lexicon_).swapped()
    dictionary = lexicon() if lexicon_ is None else lexicon_
    english, chinese = (dict.fromkeys(side.keys.names) for side in (source, target))
    if source.spaced == target.spaced:
        return Links(source.keys, target.keys, {(key, key): 1.0 for key in english if key in chinese})
    grammar = _grammar()
    pairs: dict[tuple[str, str], float] = {(key, key): 1.0 for key in english if key in chinese}
    for key in chinese:
        if not key.isascii():
            for stem, weight in translations(key, dictionary).items():
                if stem in english:
                    pairs[stem, key] = weight
    for word, known in grammar.items():
        if word in english:
            for key in known:
                if key in chinese:
                    pairs[word, key] = 1.0
    # Words of grammar without a counterpart in the table are no evidence, neither for nor against.
    kept = source.keys.only(lambda key: key in grammar or key not in STOP)
    return Links(kept, target.keys, pairs)


def translations(word: str, dictionary: Lexicon) -> Mapping[str, float]:
    """English stems (one spelling) of a Chinese word; of a word the dictionary lacks, those of the longest words
    inside it, at 0.7: 烧酒锅 is in no dictionary, 烧酒 and 锅 are."""
    return _usual(word) if dictionary is lexicon() else _translations(word, dictionary)


@lru_cache(maxsize=1 << 14)  # the words of a text: asked for as paragraphs, as sentences and once more at the end
def _usual(word: str) -> Mapping[str, float]:
    return _translations(word, lexicon())


def _translations(word: str, dictionary: Lexicon) -> Mapping[str, float]:
    if word in dictionary:
        return {spelling(stem): weight for stem, weight in dictionary[word].items()}
    found: dict[str, float] = {}
    at = 0
    while at < len(word):
        size = next((k for k in range(min(4, len(word) - at), 0, -1) if word[at : at + k] in dictionary), 1)
        piece = word[at : at + size]
        # A single character inside an unknown word (a name, as a rule) says too little.
        if piece in dictionary and (size > 1 or len(word) <= 3) and all(map(is_han, piece)):
            for stem, weight in dictionary[piece].items():
                key = spelling(stem)
                found[key] = max(found.get(key, 0.0), weight * (0.7 if size > 1 else 0.5))
        at += size
    return found
