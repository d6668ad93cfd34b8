"""How English words are used, without a tagger: is this one a verb here, is that one only ever before a noun?

Institutional English has few words whose use a dictionary cannot settle and the text itself can: a transitive verb
stands before an article or a possessive ("promoting the", "to promote"), a noun behind one ("the promotion").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from duizhao.corpora.errors import MissingExtraError, SettingsError
from duizhao.corpora.language.table import is_english
from duizhao.corpora.saying import say
from duizhao.terminology.extraction.candidates import ENGLISH_FUNCTION
from duizhao.terminology.extraction.tokens import TokenizedSide

_DETERMINERS = frozenset("the a an their its his our these those this all any each".split())
_BEFORE_VERB = frozenset("to will would can should must may shall could not".split())
_ADVERB = re.compile(
    r"(?!family|supply|assembly|early|only|reply|apply|italy|july|monopoly|anomaly|timely|elderly|friendly|weekly|daily"
    r"|monthly|quarterly|yearly|orderly|costly|likely|deadly|disorderly|unlikely|hourly).{3,}ly"
)
_ADJECTIVE = re.compile(r"\w+(?:al|ic|ive|ous|ful|ble|ary|ory|ed|ar|(?<!m)ent|ant)")
# Endings that nouns do not have, and that they hardly have.
_SURELY = re.compile(r"[a-z]{4,}(?:ful|less|litative)")
_HARDLY_NOUN = re.compile(r"[a-z]+(?:ous|tative|[ai]ble)")
# Endings that verbs do not have: a word the dictionary lacks is no verb if it has one (extrabudgetary).
_NO_VERB = re.compile(r"\w{4,}(?:ary|ory|al|able|ible|ous|ity|ness|ship|ism|ology|[st]ion)s?")
_WORDS = re.compile(r"[a-z]+")
Tagger = Callable[[Iterable[str]], Mapping[str, float]]
_PRIOR = 3.0  # how many occurrences the dictionary is worth


class EnglishUse:
    """Counts over the English side: what stands before and after each word (lower case)."""

    def __init__(self, side: TokenizedSide, tagger: Tagger | None = None, texts: Iterable[str] = ()) -> None:
        """With a `tagger`, its tags of `texts` replace our own counting of verbs."""
        words = [w.lower() if w != "A" else w for w in side.vocabulary]
        table: dict[str, int] = {}
        lower = np.array([table.setdefault(w, len(table)) for w in words], dtype=np.int64)
        names = list(table)
        size = len(names) + 1
        ids = lower[side.ids] if len(side.ids) else side.ids
        # A sentence ends with a word of its own, so that nothing stands after its last.
        after = np.full(len(ids), size - 1, dtype=np.int64)
        after[:-1] = ids[1:]
        before = np.full(len(ids), size - 1, dtype=np.int64)
        before[1:] = ids[:-1]
        last = side.bounds[1:][np.diff(side.bounds) > 0] - 1
        first = side.bounds[:-1][np.diff(side.bounds) > 0]
        after[last] = size - 1
        before[first] = size - 1

        def member(group: Iterable[str]) -> np.ndarray:
            flags = np.zeros(size, dtype=bool)
            flags[[table[w] for w in group if w in table]] = True
            return flags

        # "Enabler A is" has no article: a capital A is mostly a letter.
        determiner, verbal = member(_DETERMINERS), member(_BEFORE_VERB)
        content = np.array([len(w) > 1 and w.isalpha() and w not in ENGLISH_FUNCTION for w in names] + [False])

        def tally(mask: np.ndarray) -> dict[str, int]:
            counts = np.bincount(ids[mask], minlength=size)
            return {names[i]: int(counts[i]) for i in np.flatnonzero(counts[:-1])}

        self._size = max(len(ids), 1)
        self._total = tally(np.ones(len(ids), dtype=bool))
        self._before_article = tally(determiner[after])
        self._behind_to = tally(verbal[before])
        self._as_noun = tally(determiner[before])
        self._modifies = tally(content[after])
        self._tagged = tagger(texts) if tagger else None

    def verb(self, word: str) -> float:
        """How much a word is used as a verb, 0..1: "strengthen" 0.98, "promoting" 0.4, "training" 0.02."""
        w = word.lower()
        if self._tagged is not None and w in self._tagged:
            return self._tagged[w]
        prior = _dictionary_verb(w)
        # "to" stands before nouns too ("the right to freedom"): it shows a verb as far as the word can be one.
        yes = self._before_article.get(w, 0) + self._behind_to.get(w, 0) * min(1.0, 3 * prior)
        no = self._as_noun.get(w, 0)
        silent = self._total.get(w, 0) - yes - no
        # An occurrence that says nothing says a little: verbs show themselves more often than nouns.
        return float((yes + _PRIOR * prior) / (yes + no + _PRIOR + 0.3 * max(silent, 0)))

    def weirdness(self, word: str) -> float:
        """Natural logarithm of how much more frequent a word is here than in the dictionary's glosses, which stand for
        general English."""
        verbs, others = _gloss_uses()
        w = word.lower()
        known = sum(verbs.get(x, 0) + others.get(x, 0) for x in {w, w.removesuffix("s")})
        total = _gloss_total()
        return math.log(max(self._total.get(w, 0), 1) / self._size / ((known + 0.5) / total))

    def adjective(self, word: str, *, alone: bool = False, ending_only: bool = False) -> bool:
        """Whether a word looks and behaves like an adjective: its ending, and nouns behind it. For a word that is to be
        a term by itself (`alone`), standing before nouns more often than not is enough; with `ending_only` never."""
        share = self.modifier(word)
        if ending_only:
            return share > 0.5 and bool(_ADJECTIVE.fullmatch(word))
        if alone and (share > 0.6 or _SURELY.fullmatch(word)):
            return True
        if alone and _HARDLY_NOUN.fullmatch(word) and not self._as_noun.get(word):
            return True
        often = self._total.get(word.lower(), 0) > 4
        return (share > 0.9 and often) or (share > 0.5 and bool(_ADJECTIVE.fullmatch(word)))

    def past(self, word: str) -> bool:
        """Whether a word in -ed is a participle: its verb is in the dictionary ("achieved") or stands behind "to"."""
        w = word.lower()
        bases = (w[:-2], w[:-1], w[:-3] + "y" if w.endswith("ied") else w[:-3] if w[-3:-2] == w[-4:-3] else w[:-2])
        verbs, _ = _gloss_uses()
        return any(verbs.get(base, 0) or self._behind_to.get(base, 0) for base in bases)

    def modifier(self, word: str) -> float:
        """In what share of its occurrences a word stands right before another content word, 0..1."""
        w = word.lower()
        return self._modifies.get(w, 0) / max(self._total.get(w, 0), 1)

    def is_adverb(self, word: str) -> bool:
        """Whether the word is an adverb in -ly."""
        return bool(_ADVERB.fullmatch(word.lower()))


@cache
def _gloss_uses() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """From the dictionary's glosses: how often each word is glossed as a verb ("to promote") and otherwise."""
    from duizhao.corpora.language.lexicon import lexicon

    verbs: Counter[str] = Counter()
    others: list[str] = []
    for gloss in lexicon().all_glosses():
        if gloss.startswith("to "):
            verbs[gloss[3:].partition(" ")[0].lower().strip(",()")] += 1
        else:
            others.append(gloss)
    # Counted at once, which takes a third of the time of counting gloss by gloss; no word reaches over a line end.
    return verbs, Counter(_WORDS.findall("\n".join(others).lower()))


@cache
def _gloss_total() -> int:
    """How many words the dictionary's glosses have."""
    verbs, others = _gloss_uses()
    return sum(verbs.values()) + sum(others.values())


@cache
def _dictionary_verb(word: str) -> float:
    verbs, others = _gloss_uses()
    bases = [word]
    if word.endswith("ing") and len(word) > 5:
        stem = word[:-3]
        bases = [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
    yes = max(verbs.get(b, 0) for b in bases)
    if not yes and _NO_VERB.fullmatch(word):
        return 0.0
    # A dictionary that knows "training" as a word of its own does not mean the verb.
    no = others.get(word, 0) * (5 if bases != [word] else 1)
    return (yes + 0.3) / (yes + no + 1.0)


def load_tagger(model: str) -> Tagger:
    """What tells the share of verb tags (0..1) of each word of texts, by a spaCy pipeline: the name of an installed one
    or a folder. Nothing is downloaded. Raises MissingExtraError where it is not there and SettingsError where it is not
    English or gives no parts of speech."""
    try:
        import spacy
    except ImportError as error:
        cure = "pip install 'duizhao[spacy]', or leave the model out"
        raise MissingExtraError(
            say("the spaCy model '{model}' is not installed, nor is spaCy", model=model), cure=cure
        ) from error
    try:
        nlp = spacy.load(model, exclude=["parser", "ner", "lemmatizer"])
    except (OSError, ValueError, ImportError) as error:
        cure = say("Install it (python -m spacy download {model}) or leave the model out", model=model)
        raise MissingExtraError(say("the spaCy model '{model}' is not installed", model=model), cure=cure) from error
    if not is_english(nlp.lang):
        raise SettingsError(
            say("the spaCy model '{model}' is for '{lang}'", model=model, lang=nlp.lang), cure="Name one for English"
        )

    def tagged(texts: Iterable[str]) -> dict[str, float]:
        verbs: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for doc in nlp.pipe(texts):
            for token in doc:
                if token.pos_:
                    total[token.lower_] += 1
                    verbs[token.lower_] += token.pos_ in ("VERB", "AUX")
        if not total:
            cure = "Name one with a tagger, or leave the model out"
            raise SettingsError(say("the spaCy model '{model}' gives no parts of speech", model=model), cure=cure)
        return {word: verbs[word] / n for word, n in total.items()}

    return tagged


def content_words(text: str) -> Sequence[str]:
    """The words of a phrase, without punctuation."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)
