"""The stages of extraction up to proposals: tokens, word alignment, candidates and names, their English, choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.saying import say
from duizhao.terminology.extraction.candidates import (
    ChineseCandidate,
    Rendering,
    SentenceSpans,
    Ties,
    collect,
    renderings,
)
from duizhao.terminology.extraction.company import CompanyKept, cut_from_name
from duizhao.terminology.extraction.contradicted import spoken_against
from duizhao.terminology.extraction.english_usage import EnglishUse, Tagger
from duizhao.terminology.extraction.in_context import EmbedTokens, Likeness, met_in_context, words_in_context
from duizhao.terminology.extraction.lexical_evidence import content_keys, glosses, translated_by_verbs, with_meanings
from duizhao.terminology.extraction.named_bodies import (
    Best,
    Name,
    best_english,
    bodies,
    cover,
    runs,
    titles,
    token_span,
    with_kind,
    with_number,
    with_year,
    without_outside,
)
from duizhao.terminology.extraction.other_renderings import offer_met, widen_renderings
from duizhao.terminology.extraction.proposal import Key, Proposal, best_surface, english_places, propose
from duizhao.terminology.extraction.scoring import TermEvidence
from duizhao.terminology.extraction.shared_terms import known_places, offer_shared, shared_terms
from duizhao.terminology.extraction.similarity import Embed
from duizhao.terminology.extraction.spread import Spread
from duizhao.terminology.extraction.termhood import TermhoodSettings, select
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import Ints
from duizhao.terminology.extraction.unithood import Boundaries
from duizhao.terminology.extraction.votes import fitted
from duizhao.terminology.extraction.word_alignment import LexicalModel, dictionary_prior, links, train

# How well a name and its English must cover each other: seen once, seen more often, and for a long candidate whose
# word links are not clean.
_COVER_ONCE, _COVER, _COVER_CANDIDATE = 0.8, 0.6, 0.8
_COVER_SOFTLY, _SOFTLY_LONG = 0.99, 10
_LONG = 3  # words of a candidate that is worth a second look


@dataclass(frozen=True, slots=True)
class Linked:
    """The word links of each sentence: those already `seen` (packed into bits), others made when asked for."""

    texts: TokenizedCorpus
    model: LexicalModel
    seen: dict[int, NDArray[np.uint8]]
    likeness: Likeness = lambda s: None

    def __call__(self, s: int) -> NDArray[np.bool_]:
        e, z = self.texts.english.sentence(s), self.texts.chinese.sentence(s)
        if s in self.seen:
            return np.unpackbits(self.seen[s], count=len(e) * len(z)).reshape(len(e), len(z)).astype(bool)
        return links(*self.model.posteriors(self.texts.numbers[e], z, self.likeness(s)))


@dataclass(frozen=True, slots=True)
class Proposed:
    """Proposals, best first, the texts whose tokens they point at, the word links, and in which sentences each English
    key stands."""

    proposals: list[Proposal]
    texts: TokenizedCorpus
    model: LexicalModel
    where: dict[Key, list[int]]
    linked: Linked
    boundaries: Boundaries
    evidence: TermEvidence

    def links(self, s: int) -> NDArray[np.bool_]:
        """The word links of a sentence, shape (m English, n Chinese)."""
        return self.linked(s)


@dataclass(frozen=True, slots=True)
class OpenProposals:
    """Everything that could be a term, undecided: proposals with their rivals in `others`, and the evidence."""

    proposals: list[Proposal]
    evidence: TermEvidence
    texts: TokenizedCorpus
    model: LexicalModel
    where: dict[Key, list[int]]
    linked: Linked
    boundaries: Boundaries


def proposals_of(
    pairs: Sequence[tuple[str, str]],
    least: int,
    occurrences: int,
    tagger: Tagger | None,
    progress: Callable[[str], None],
    embed: Embed | None = None,
    embed_tokens: EmbedTokens | None = None,
) -> Proposed:
    """The terms of (English, Chinese) sentence pairs as proposals."""
    open_ = options_of(pairs, least, occurrences, tagger, progress, embed, embed_tokens)
    progress(say("terms"))
    chosen = select(open_.proposals, open_.evidence, TermhoodSettings(least), embed)
    chosen = [p for p in chosen if not spoken_against(p, open_.texts, open_.evidence.glosses)]
    for p in chosen:
        p.others = [q for q in p.others if not spoken_against(q, open_.texts, open_.evidence.glosses)]
    return Proposed(chosen, open_.texts, open_.model, open_.where, open_.linked, open_.boundaries, open_.evidence)


def options_of(
    pairs: Sequence[tuple[str, str]],
    least: int,
    occurrences: int,
    tagger: Tagger | None,
    progress: Callable[[str], None],
    embed: Embed | None = None,
    embed_tokens: EmbedTokens | None = None,
) -> OpenProposals:
    """What could be a term in (English, Chinese) sentence pairs, and what is known to judge it by."""
    progress(say("words"))
    texts = TokenizedCorpus.of(pairs)
    progress(say("word alignment"))
    dictionary = glosses(texts.chinese.vocabulary)
    alike = words_in_context(texts, embed_tokens, fitted() if embed_tokens else None)
    # Words in their sentences say all that words by themselves do.
    known = with_meanings(texts, dictionary, embed) if embed and not embed_tokens else dictionary
    model = _word_model(texts, pairs, known, alike)
    progress(say("candidates"))
    shared = shared_terms(texts)
    also = known_places(texts.chinese, sorted(shared))
    candidates, spans = collect(texts.chinese, texts.chinese_flags, least, occurrences, also)
    seen: dict[int, NDArray[np.uint8]] = {}
    names = look(texts, model, candidates, spans, occurrences, seen, alike)
    progress(say("pairing"))
    widen_renderings(texts, candidates)
    offered = offer_met(texts, candidates) | offer_shared(texts, candidates, shared)
    phrases = {key for c in candidates for key in c.renderings} | {key for n in names for key in n.votes}
    where = english_places(texts.english, texts.numbers, phrases, texts.unsaid)
    chosen = _proposed(texts, candidates, names, where, offered)
    use = EnglishUse(texts.english, tagger, texts.english_texts)
    linked = Linked(texts, model, seen, alike)
    boundaries = Boundaries(texts, linked, dictionary, use.is_adverb)
    evidence = TermEvidence(
        use,
        len(texts.chinese.ids),
        {c.text: c.count for c in candidates},
        dictionary,
        texts.key_names,
        translated_by_verbs(texts, model, use),
        boundaries.whole,
        boundaries.known,
        partial(met_in_context, texts, alike),
        alike.votes,
        Spread(texts).of,
        shared,
        least,
    )
    return OpenProposals(chosen, evidence, texts, model, where, linked, boundaries)


def _word_model(
    texts: TokenizedCorpus,
    pairs: Sequence[tuple[str, str]],
    glossed: Mapping[str, Mapping[str, float]],
    alike: Likeness,
) -> LexicalModel:
    """The word translation model of these texts, with a dictionary as prior.

    A sentence that is said again and again proves its words no better: with each repetition it would believe its own
    first guess more.
    """
    different = list(dict(zip(reversed(pairs), reversed(range(len(pairs))), strict=True)).values())

    def sentences() -> Iterator[tuple[Ints, Ints]]:
        for s in different:
            yield texts.numbers[texts.english.sentence(s)], texts.chinese.sentence(s)

    words = texts.chinese.vocabulary
    prior = dictionary_prior(texts.key_names, words, glossed)
    content = content_keys(texts), texts.chinese_flags.content
    return train(
        sentences, len(texts.key_names), len(words), prior, content=content, likeness=lambda k: alike(different[k])
    )


def _proposed(
    texts: TokenizedCorpus,
    candidates: Sequence[ChineseCandidate],
    names: Sequence[Name],
    where: dict[Key, list[int]],
    offered: set[tuple[str, Key]],
) -> list[Proposal]:
    """Names and candidates as proposals, with their other renderings in `others` and what stands around them."""
    chosen = [p for name in names if (p := _name(name, where)) is not None]
    company = CompanyKept(texts)
    for candidate in candidates:
        ranked = propose(candidate, texts.chinese.vocabulary, where, offered)
        if ranked:
            around = company.of(candidate)
            for p in ranked:
                p.host, p.before, p.behind = max(around.host, cut_from_name(texts, p)), around.before, around.behind
                p.neighbours = around.neighbours
                p.longer = candidate.longer
            ranked[0].others = ranked[1:]
            chosen.append(ranked[0])
    return chosen


def look(
    texts: TokenizedCorpus,
    model: LexicalModel,
    candidates: Sequence[ChineseCandidate],
    spans: SentenceSpans,
    occurrences: int,
    seen: dict[int, NDArray[np.uint8]],
    likeness: Likeness,
) -> list[Name]:
    """Go through the sentences once: give each candidate the English that the word links tie to it, and collect names
    with theirs. The links of each sentence are left in `seen`, packed into bits."""
    names: dict[str, Name] = {}
    ours, theirs = texts.chinese_flags, texts.english_flags
    for s in range(len(texts.english)):
        titled = list(titles(texts.chinese_texts[s]))
        e, z = texts.english.sentence(s), texts.chinese.sentence(s)
        forward, backward = model.posteriors(texts.numbers[e], z, likeness(s))
        linked = links(forward, backward)
        seen[s] = np.packbits(linked)
        ties = Ties.of(linked, theirs.content[e], ours.content[z])
        allowed = texts.english_edges(s)
        silent = ours.silent[z].tolist()
        done = set()
        for number, a, b, low, high in renderings(spans.get(s, ()), ties, allowed, silent):
            _tie(texts, candidates[number], s, (a, b), (low, high))
            done.add((a, b))
        # Links from a content word to a function word are noise for what covers what.
        q = np.sqrt(forward * backward) * theirs.content[e][:, None] * ours.content[z][None, :]
        words = texts.english_words(s)
        strongest, found = Best.of(q, theirs.content[e]), list(runs(words))
        for a, b, number in spans.get(s, ()):
            if (a, b) in done:
                continue
            stretch = None
            if b - a >= _LONG and ties.anchored(a, b, silent):
                best = best_english(strongest, (a, b), words, found)
                if best and best[0] >= _COVER_CANDIDATE and _holds(ties, allowed, silent, (a, b), best[1:]):
                    stretch = best[1:]
            stretch = stretch or softly(strongest, (a, b), allowed)
            if stretch:
                _tie(texts, candidates[number], s, (a, b), stretch)
        for span in titled:
            _see(texts, names, s, span, strongest, words, found, occurrences)
        chinese = texts.chinese_words(s)
        starts, ends = texts.chinese.spans(s)
        for (a, b), stretch in bodies(strongest, words, chinese, found):
            span = int(starts[a]), int(ends[b - 1])
            if not any(x <= span[0] and span[1] <= y for x, y in titled):
                _called(texts, names, s, (a, b), stretch, occurrences)
    return list(names.values())


def softly(best: Best, z: tuple[int, int], english: Sequence[tuple[bool, bool, bool]]) -> tuple[int, int] | None:
    """The English stretch of a Chinese span whose links are too weak to be sure ones: the words whose best link is in
    the span, where they may be a term and the best links of the span go nowhere else."""
    ours = [i for i, j in enumerate(best.chinese) if z[0] <= j < z[1]]
    if not ours or ours[-1] - ours[0] >= _SOFTLY_LONG:
        return None
    low, high = ours[0], ours[-1] + 1
    fits = english[low][1] and english[high - 1][2] and all(word[0] for word in english[low:high])
    return (low, high) if fits and cover(best, z, (low, high)) >= _COVER_SOFTLY else None


def _holds(
    ties: Ties,
    english: Sequence[tuple[bool, bool, bool]],
    silent: Sequence[bool],
    z: tuple[int, int],
    e: tuple[int, int],
) -> bool:
    """Whether the English span holds the links of both edges of the Chinese one, and may begin and end so."""
    a, b = z
    if silent[b - 1] and ties.high[b - 1] < 0:
        b -= 1
    edges = all(ties.low[j] < e[1] and e[0] <= ties.high[j] for j in (a, b - 1))
    return edges and english[e[0]][1] and english[e[1] - 1][2]


def _tie(texts: TokenizedCorpus, candidate: ChineseCandidate, s: int, z: tuple[int, int], e: tuple[int, int]) -> None:
    if texts.splits_compound(s, *e):
        return
    key = texts.key(texts.english.sentence(s)[e[0] : e[1]].tolist())
    rendering = candidate.renderings.setdefault(key, Rendering())
    rendering.count += 1
    rendering.surfaces[texts.surface(s, *e)] += 1
    rendering.places.append((s, *z, *e))


def _see(
    texts: TokenizedCorpus,
    names: dict[str, Name],
    s: int,
    span: tuple[int, int],
    strongest: Best,
    words: Sequence[str],
    found: Sequence[tuple[int, int]],
    occurrences: int,
) -> None:
    z = token_span(*texts.chinese.spans(s), span)
    if z is None:
        return
    text = texts.chinese_texts[s][span[0] : span[1]]
    name = names.setdefault(text, Name(text))
    name.places.append((s, *z))
    if len(name.places) > occurrences:
        return
    name.words = tuple(texts.chinese.vocabulary[t] for t in texts.chinese.sentence(s)[z[0] : z[1]].tolist())
    best = best_english(strongest, z, words, found)
    if best and best[0] >= _COVER:
        score, low, high = best
        if text[0] not in "《第" and not (words[low][0].isupper() and words[high - 1][0].isupper()):
            return  # quotation marks are around much that is no name
        low, high = with_kind(words, (low, high), text)
        high = with_number(words, with_year(words, (low, high), text))
        low, high = without_outside(words, (low, high), text, strongest, z)
        key = texts.key(texts.english.sentence(s)[low:high].tolist())
        name.votes[key] += score
        name.surfaces[key][texts.surface(s, low, high)] += 1
        name.spots[key].append((s, *z, low, high))


def _called(
    texts: TokenizedCorpus, names: dict[str, Name], s: int, z: tuple[int, int], e: tuple[int, int], occurrences: int
) -> None:
    """Note where a body is named, and how."""
    starts, ends = texts.chinese.spans(s)
    text = texts.chinese_texts[s][starts[z[0]] : ends[z[1] - 1]]
    name = names.setdefault(text, Name(text, tuple(texts.chinese_words(s)[z[0] : z[1]])))
    name.places.append((s, *z))
    if len(name.places) <= occurrences:
        key = texts.key(texts.english.sentence(s)[e[0] : e[1]].tolist())
        name.votes[key] += 1.0
        name.surfaces[key][texts.surface(s, *e)] += 1
        name.spots[key].append((s, *z, *e))


def _name(name: Name, where: dict[Key, list[int]]) -> Proposal | None:
    """A name as a proposal, if its English is certain enough."""
    if not name.votes:
        return None
    # Of a numbered instrument only an English that has a number too.
    numbered = "号" in name.text and any(c.isdigit() for c in name.text)
    fit = {k: v for k, v in name.votes.items() if not numbered or any(map(str.isdigit, "".join(name.surfaces[k])))}
    if not fit:
        return None
    key, votes = max(fit.items(), key=lambda item: (item[1], len(item[0]), item[0]))
    spots = name.spots[key]
    if len(name.places) == 1 and votes < _COVER_ONCE:
        return None
    sentences = {s for s, _, _ in name.places}
    places = where.get(key, [])
    return Proposal(
        name.text,
        name.words,
        best_surface(name.surfaces[key]),
        key,
        len(sentences),
        len(sentences),
        len({spot[0] for spot in spots}),
        [s for s in places if s in sentences],
        max(len(places), 1),
        name.places,
        spots,
        "name",
    )
