"""What is known of single words: which mean something, which are translated by verbs, what the dictionary says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.english_usage import EnglishUse
from duizhao.terminology.extraction.similarity import Embed, meanings
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import is_word
from duizhao.terminology.extraction.word_alignment import LexicalModel
from duizhao.terminology.variation import word_key


def content_keys(texts: TokenizedCorpus) -> NDArray[np.bool_]:
    """Which English keys mean something, shape (keys,)."""
    content = np.zeros(len(texts.key_names), dtype=bool)
    content[texts.numbers[np.flatnonzero(texts.english_flags.content)]] = True
    return content


def with_meanings(
    texts: TokenizedCorpus, dictionary: dict[str, dict[str, float]], embed: Embed
) -> dict[str, dict[str, float]]:
    """The dictionary's glosses with those that an encoder knows by the words' vectors."""
    content = content_keys(texts)
    counts = np.bincount(texts.english.ids, minlength=len(texts.english.vocabulary))
    usual: dict[int, int] = {}
    for surface, key in enumerate(texts.numbers.tolist()):
        if content[key] and (key not in usual or counts[surface] > counts[usual[key]]):
            usual[key] = surface
    english = {texts.key_names[key]: texts.english.vocabulary[surface] for key, surface in usual.items()}
    words = zip(texts.chinese.vocabulary, texts.chinese_flags.content.tolist(), strict=True)
    known = meanings([word for word, content in words if content], english, embed)
    both = {word: dict(table) for word, table in dictionary.items()}
    for word, table in known.items():
        ours = both.setdefault(word, {})
        for key, weight in table.items():
            ours[key] = max(ours.get(key, 0.0), weight)
    return both


def translated_by_verbs(texts: TokenizedCorpus, model: LexicalModel, use: EnglishUse) -> Callable[[str], float]:
    """How much a Chinese word is translated by verbs in these texts, 0..1: the mean use of its English, by the lexical
    model."""
    surfaces: dict[int, Counter[str]] = {}
    counts = np.bincount(texts.english.ids, minlength=len(texts.english.vocabulary))
    for surface, key, n in zip(texts.english.vocabulary, texts.numbers.tolist(), counts.tolist(), strict=True):
        surfaces.setdefault(key, Counter())[surface] += n
    verbs = np.zeros(len(texts.key_names))
    for key, group in surfaces.items():
        verbs[key] = sum(use.verb(word) * n for word, n in group.items()) / max(group.total(), 1)
    source, target = model.pairs // model.targets, model.pairs % model.targets
    size = len(texts.chinese.vocabulary)
    mass = np.bincount(target, model.backward, minlength=size)
    verbal = np.bincount(target, model.backward * verbs[source], minlength=size) / np.maximum(mass, 1e-9)
    table = dict(zip(texts.chinese.vocabulary, verbal.tolist(), strict=True))
    return lambda word: table.get(word, 0.0)


def glosses(vocabulary: Sequence[str]) -> dict[str, dict[str, float]]:
    """For Chinese words their English keys in the dictionary with weights (0..1); a word that the dictionary lacks has
    those of its parts at 0.6."""
    from duizhao.corpora.language.lexicon import lexicon
    from duizhao.terminology.extraction.tokens import parts

    dictionary = lexicon()
    found: dict[str, dict[str, float]] = {}
    for word in vocabulary:
        if not is_word(word):
            continue
        known, weight = ([word], 1.0) if word in dictionary else (parts(word), 0.6)
        table: dict[str, float] = {}
        for part in known:
            if part in dictionary:
                for stem, value in dictionary[part].items():
                    key = word_key(stem)
                    table[key] = max(table.get(key, 0.0), value * weight)
        if table:
            found[word] = table
    return found
