"""The terms of texts in one language: what a new document will need words for, before there is a translation.

The same tests of shape and the same comparison with general language as for pairs, but no translation to confirm them:
a term must be said twice, stand outside of longer terms, and be a noun phrase.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese, is_english
from duizhao.corpora.model import Span
from duizhao.corpora.saying import say
from duizhao.terminology.extraction.candidates import CATEGORY, collect
from duizhao.terminology.extraction.english_usage import EnglishUse, content_words
from duizhao.terminology.extraction.nominal import is_nominal, is_whole
from duizhao.terminology.extraction.other_renderings import Stretches
from duizhao.terminology.extraction.proposal import Key, Proposal, best_surface
from duizhao.terminology.extraction.scoring import impossible_english
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import chinese_frequency, chinese_tag, is_known, is_verb, origins

_INSIDE = 0.8  # share of its places inside one longer phrase that makes a phrase a piece of it
_HOST = 0.8  # share beside one and the same word that does
_FROZEN = 0.3  # how often A and B is said, next to its rarer part, to be one
_ALONE, _PHRASE = 3.0, 1.0  # how much more frequent than in general language a word, a phrase must be (logarithm)
_MOST_PLACES = 200
_CHINESE_LONG = 6  # words of a Chinese term; longer ones repeat sentences
_LISTING = frozenset("和 与 及 或 以及 、 的".split())


@dataclass(frozen=True, slots=True)
class LoneTerm:
    """A term of one language: how it is written, in how many sentences it stands, how much of a term it is (0..1, the
    best first), and where: sentence number and span in its text."""

    text: str
    count: int
    termhood: float
    places: tuple[tuple[int, Span], ...]


def lone_terms(sentences: Sequence[str], language: str, least: int = 2) -> list[LoneTerm]:
    """The terms of sentences in English or Chinese that stand in at least `least` of them, best first. Raises
    SettingsError for another language."""
    if is_english(language):
        found = list(_english(sentences, least))
    elif is_chinese(language):
        found = list(_chinese(sentences, least))
    else:
        raise SettingsError(
            say("cannot extract terms of {language}", language=language), cure="Known: English and Chinese"
        )
    return sorted(found, key=lambda t: (-t.termhood, -t.count, t.text))


def _english(sentences: Sequence[str], least: int) -> Iterator[LoneTerm]:
    texts = TokenizedCorpus.of([(text, "") for text in sentences])
    use = EnglishUse(texts.english)
    stretches = Stretches(texts)
    places: dict[Key, list[tuple[int, int, int]]] = {key: [] for key, n in stretches.counts.items() if n >= least}
    for s in range(len(sentences)):
        for key, (low, high) in stretches.of(s).items():
            if key in places:
                places[key].append((s, low, high))
    pieces = _pieces({key: len(spots) for key, spots in places.items()})
    for key, spots in places.items():
        text = best_surface(Counter(texts.surface(*spot) for spot in spots))
        odd = [use.weirdness(w) for w in content_words(text)]
        if key in pieces or not odd or impossible_english(text):
            continue
        words = text.split()
        strange = min(odd) if len(words) == 1 else sum(odd) / len(odd)
        p = Proposal("术语", ("术语",), text, key, len(spots), len(spots), 0, [], len(spots), [], [])
        listing = {"and", "or", ","} & {w.lower().rstrip(",") for w in words} or "," in text
        if listing or strange < (_ALONE if len(words) == 1 else _PHRASE) or not is_nominal(p, use):
            continue
        spans = []
        for s, low, high in spots[:_MOST_PLACES]:
            starts, ends = texts.english.spans(s)
            spans.append((s, Span(int(starts[low]), int(ends[high - 1]))))
        yield LoneTerm(text, len(spots), _termhood(len(spots), strange, len(words)), tuple(spans))


def _pieces(counts: dict[Key, int]) -> set[Key]:
    """The phrases that hardly stand outside one and the same longer phrase."""
    found: set[Key] = set()
    for longer, n in counts.items():
        for i in range(len(longer)):
            for j in range(i + 1, len(longer) + 1):
                piece = longer[i:j]
                if piece != longer and piece in counts and n >= _INSIDE * counts[piece]:
                    found.add(piece)
    return found


def _chinese(sentences: Sequence[str], least: int) -> Iterator[LoneTerm]:
    texts = TokenizedCorpus.of([("", comparable(text)) for text in sentences])
    candidates, _ = collect(texts.chinese, texts.chinese_flags, least, _MOST_PLACES)
    counts = {c.text: c.count for c in candidates}
    names = texts.chinese.vocabulary
    pieces = _pieces({c.tokens: c.count for c in candidates})
    total = max(len(texts.chinese.ids), 1)
    for c in candidates:
        words = tuple(names[t] for t in c.tokens)
        if c.tokens in pieces or not _names_something(c.text, words, c.count, counts) or _bound(texts, c.places):
            continue
        strange = math.log(c.count / total / chinese_frequency(c.text))
        if len(words) == 1 and strange < _ALONE + 2:
            continue
        spans = []
        for s, a, b in c.places:
            starts, ends = texts.chinese.spans(s)
            back = origins(sentences[s])
            spans.append((s, Span(back[int(starts[a])], back[int(ends[b - 1]) - 1] + 1)))
        printed = Counter(sentences[s][span.start : span.end] for s, span in spans).most_common(1)[0][0]
        strange = strange if len(words) == 1 else strange / 2
        yield LoneTerm(printed, c.count, _termhood(c.count, strange, len(words)), tuple(spans))


def _names_something(text: str, words: Sequence[str], count: int, counts: dict[str, int]) -> bool:
    """Whether Chinese words name something: no verb with its object, no half of a list, nothing that only points."""
    p = Proposal(text, tuple(words), "and", (), count, count, 0, [], 1, [], [])
    if len(words) > _CHINESE_LONG or not is_whole(p) or (len(words) == 1 and not is_known(text) and len(text) > 4):
        return False
    last = chinese_tag(words[-1])
    if (len(words) == 1 and (is_verb(text) or len(text) < 2)) or chinese_tag(words[0]) in ("p", "d", "c", "r", "v"):
        return False
    if not (last[:1] == "n" or last == "vn" or words[-1] in CATEGORY or last == "eng"):
        return False
    for i, word in enumerate(words):
        if word in _LISTING:
            parts = [counts.get("".join(side), 0) for side in (words[:i], words[i + 1 :])]
            if count < _FROZEN * min((n for n in parts if n), default=count):
                return False
    return "的" not in words or count > 2


def _bound(texts: TokenizedCorpus, places: Sequence[tuple[int, int, int]]) -> bool:
    """Whether a stretch mostly stands beside one and the same word that makes it suspect of being a piece."""
    for side in (-1, 1):
        beside: Counter[int] = Counter()
        for s, a, b in places:
            line = texts.chinese.sentence(s)
            at = a - 1 if side < 0 else b
            beside[int(line[at]) if 0 <= at < len(line) else -1] += 1
        word, n = beside.most_common(1)[0]
        if word >= 0 and texts.hosting[word] and n >= _HOST * len(places):
            return True
    return False


def _termhood(count: int, strange: float, words: int) -> float:
    """How much of a term: strange words said often, phrases before words, 0..1."""
    value = 0.5 * math.log1p(count) + 0.35 * strange + (0.8 if words > 1 else 0.0) - 3.0
    return round(1 / (1 + math.exp(-value)), 3)


def uncovered(terms: Iterable[LoneTerm], known: Iterable[str], language: str) -> list[LoneTerm]:
    """The terms that are not among those `known` nor a piece of one, nor made of one and little else."""
    if is_chinese(language):
        texts = {comparable(text) for text in known}
        return [t for t in terms if not any(comparable(t.text) in text for text in texts)]
    texts = {f" {_plain(text)} " for text in known}
    return [t for t in terms if not any(f" {_plain(t.text)} " in text for text in texts)]


def _plain(text: str) -> str:
    from duizhao.terminology.variation import word_key

    return " ".join(word_key(w) for w in content_words(text))
