"""Pairs that the dictionary speaks against: `value` = 读取, where each sentence also has `read` and 值.

Two words that always stand in the same sentences meet as steadily as a word and its translation. What tells them
apart
is what else stands there: an English word that the dictionary gives for the Chinese one, a Chinese word for the other.
"""

from __future__ import annotations

from collections.abc import Mapping

from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

Glosses = Mapping[str, Mapping[str, float]]
"""Chinese word -> English key -> weight (0..1; 1 where the word is a whole gloss)."""

_WHOLE = 0.99


def contradicted(p: Proposal, texts: TokenizedCorpus, glosses: Glosses) -> bool:
    """Whether a pair of single words is not in the dictionary and, wherever its two sides meet, one of them has its
    exact partner by the dictionary elsewhere in the sentence, or both have some partner."""
    if len(p.words) != 1 or len(p.key) != 1 or not p.spots:
        return False
    english, ours = texts.key_names[p.key[0]], glosses.get(p.words[0], {})
    if english in ours:
        return False
    for s, a, b, low, high in p.spots:
        numbers = texts.numbers[texts.english.sentence(s)].tolist()
        words = texts.chinese_words(s)
        their = max((ours.get(texts.key_names[key], 0.0) for key in (*numbers[:low], *numbers[high:])), default=0.0)
        other = max((glosses.get(word, {}).get(english, 0.0) for word in (*words[:a], *words[b:])), default=0.0)
        if max(their, other) < _WHOLE and not (their and other):
            return False
    return True
