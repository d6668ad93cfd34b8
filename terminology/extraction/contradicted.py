"""Selected pairs that the texts themselves speak against: `value` = 读取, where each sentence also has `read` and 值;
pieces of a program's words, `sluice` = 设置 out of `root_sluice`; a word without the negation that its partner has,
`want` = 不想 out of "don't want".

Two words that always stand in the same sentences meet as steadily as a word and its translation. What tells them apart
is what else stands there: an English word that the dictionary gives for the Chinese one, a Chinese word for the
English. They are left out after the selection, whose weights were fitted on proposals that included them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

Glosses = Mapping[str, Mapping[str, float]]
"""Chinese word -> English key -> weight (0..1; 1 where the word is a whole gloss)."""

_WHOLE = 0.99
# What goes on into a word, or comes out of one, as in no language: root_gate, gate.conf, gate=2. A capital behind a
# point begins a word of its own: St.Gall.
_JOINS = tuple("_$\\=@")
_POINT = re.compile(r"\w\.")
_BEHIND = re.compile(r"[_=\\@]|\.[a-z]|\(\)")
_DENIED = re.compile(r"(?:\b(?:not|never|no|cannot|nor|without)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_DENIES = tuple("不没沒未别別勿")


def spoken_against(p: Proposal, texts: TokenizedCorpus, glosses: Glosses) -> bool:
    """Whether a pair is no pair by what else its sentences hold, or its English a piece of a program's word, wherever
    they were aligned."""
    if not p.spots:
        return False
    return _of_others(p, texts, glosses) or _of_a_program(p, texts) or _of_a_negation(p, texts)


def _of_others(p: Proposal, texts: TokenizedCorpus, glosses: Glosses) -> bool:
    """Whether a pair of single words is not in the dictionary and, wherever its two sides meet, one of them has its
    exact partner by the dictionary elsewhere in the sentence, or both have some partner."""
    if len(p.words) != 1 or len(p.key) != 1:
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


def _of_a_program(p: Proposal, texts: TokenizedCorpus) -> bool:
    """Whether the English always begins or ends inside a word of a program: `gate` in `root_gate` and `gate.conf`."""
    for s, _, _, low, high in p.spots:
        starts, ends = texts.english.spans(s)
        text, start = texts.english_texts[s], int(starts[low])
        before = text[max(0, start - 2) : start]
        begins = before.endswith(_JOINS) or (_POINT.fullmatch(before) is not None and text[start : start + 1].islower())
        if not (begins or _BEHIND.match(text, int(ends[high - 1]))):
            return False
    return True


def _of_a_negation(p: Proposal, texts: TokenizedCorpus) -> bool:
    """Whether the Chinese begins with a negation that the English has in front of it wherever they meet."""
    if not p.words[0].startswith(_DENIES):
        return False
    for s, _, _, low, _ in p.spots:
        start = int(texts.english.spans(s)[0][low])
        if not _DENIED.search(texts.english_texts[s][max(0, start - 24) : start]):
            return False
    return True
