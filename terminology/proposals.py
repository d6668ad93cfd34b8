"""The stages of extraction up to proposals: tokens, word alignment, candidates, renderings, choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from terminology.candidates import Candidate, Rendering, chinese_flags, collect, english_flags, renderings
from terminology.english import EnglishUse
from terminology.matching import word_key
from terminology.pairing import Proposal, english_places, propose
from terminology.selecting import TermhoodSettings, select
from terminology.tokens import Ints, Side, chinese_tokens, compact, english_tokens, is_word, keys, side
from terminology.wordalign import LexicalModel, dictionary_prior, links, train

_ARTICLES = frozenset(("the", "a", "an"))


@dataclass(frozen=True, slots=True)
class Found:
    """Proposals, best first, and the sides whose tokens they point at (`chinese` tokens index compact texts)."""

    proposals: list[Proposal]
    english: Side
    chinese: Side


def proposals_of(
    texts: Sequence[tuple[str, str]],
    least: int,
    occurrences: int,
    spacy_model: str | None,
    progress: Callable[[str], None],
) -> Found:
    """The terms of (English, Chinese) sentence pairs as proposals."""
    progress("words")
    english = side((e for e, _ in texts), english_tokens)
    chinese = side((compact(z) for _, z in texts), chinese_tokens)
    numbers, names = keys(english.vocabulary)
    progress("word alignment")

    def sentences() -> Iterator[tuple[Ints, Ints]]:
        return ((numbers[english.sentence(s)], chinese.sentence(s)) for s in range(len(english)))

    prior = dictionary_prior(names, chinese.vocabulary, glosses(chinese.vocabulary))
    model = train(sentences, len(names), len(chinese.vocabulary), prior)
    progress("candidates")
    skip = frozenset(i for i, w in enumerate(english.vocabulary) if w.lower() in _ARTICLES)
    candidates = aligned_candidates(texts, english, chinese, numbers, model, least, occurrences, skip)
    progress("pairing")
    phrases = {key for c in candidates for key in c.renderings}
    where = english_places(english, numbers, phrases, skip)
    chosen = []
    for candidate in candidates:
        ranked = propose(candidate, chinese.vocabulary, where)
        if ranked:
            ranked[0].others = ranked[1:]
            chosen.append(ranked[0])
    use = EnglishUse(english, spacy_model, (e for e, _ in texts))
    counts = {c.text: c.count for c in candidates}
    progress("terms")
    return Found(select(chosen, use, len(chinese.ids), counts, TermhoodSettings(least)), english, chinese)


def aligned_candidates(
    texts: Sequence[tuple[str, str]],
    english: Side,
    chinese: Side,
    numbers: Ints,
    model: LexicalModel,
    least: int,
    occurrences: int,
    skip: frozenset[int],
) -> list[Candidate]:
    """The recurring Chinese stretches with the English that word links tie to them."""
    ours, theirs = chinese_flags(chinese.vocabulary), english_flags(english.vocabulary)
    candidates, spans = collect(chinese, ours, least, occurrences)
    for s in sorted(spans):
        e, z = english.sentence(s), chinese.sentence(s)
        linked = links(*model.posteriors(numbers[e], z))
        starts, ends = english.spans(s)
        flags = theirs.content[e], theirs.edge[e], theirs.inside[e], ours.content[z]
        for number, a, b, low, high in renderings(spans[s], linked, *flags):
            key = tuple(int(numbers[t]) for t in e[low:high].tolist() if t not in skip)
            rendering = candidates[number].renderings.setdefault(key, Rendering())
            rendering.count += 1
            rendering.surfaces[texts[s][0][starts[low] : ends[high - 1]]] += 1
            rendering.places.append((s, a, b, low, high))
    return candidates


def glosses(vocabulary: Sequence[str]) -> dict[str, dict[str, float]]:
    """For Chinese words their English keys in the dictionary with weights (0..1); a word that the dictionary lacks has
    those of its parts at 0.6."""
    from corpora.lexicon import lexicon
    from terminology.tokens import parts

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
