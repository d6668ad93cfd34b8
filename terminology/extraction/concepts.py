"""Gather proposals into concepts: terms that translate the same thing, with statuses, links and evidence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from duizhao.corpora.model import Pair, Span
from duizhao.terminology.extraction.confidence import confidence
from duizhao.terminology.extraction.english_usage import content_words
from duizhao.terminology.extraction.grouping import grouped
from duizhao.terminology.extraction.nominal import is_compound_modifier
from duizhao.terminology.extraction.proposal import Key, Proposal, best_surface
from duizhao.terminology.extraction.propose import Proposed
from duizhao.terminology.extraction.scoring import impossible
from duizhao.terminology.extraction.termhood import within
from duizhao.terminology.extraction.tokens import TokenizedSide, origins
from duizhao.terminology.extraction.widen import complete
from duizhao.terminology.glossary import Concept, Example, Link, Status, Term, concept_id, fold
from duizhao.terminology.variation.inflection import plural_key, singular

_FORM, _FORM_SHARE = 2, 0.2  # places, and share of them, that make another form of a term's English a term too
_ALSO = 0.5  # probability of another rendering that is listed, however seldom: of those, three in four were right
_VERB = 0.3  # use as a verb from which on its last word makes none
_PAST = re.compile(r"[a-z]+ed")


def gather(
    found: Proposed, pairs: Sequence[Pair], english_first: bool, source: str, target: str, examples: int
) -> list[Concept]:
    """Concepts from proposals, in the order of their best proposal."""
    for p in found.proposals:
        if p.kind == "phrase":
            complete(found, p)
            _with_particle(found, p)
    # What was completed may be the number of a heading now: Step 3.
    found.proposals[:] = [p for p in found.proposals if not impossible(p)]
    groups, forms = grouped(found)
    concepts: list[Concept] = []
    taken: set[str] = set()
    for group in groups:
        rows = [(p, q) for p in _once(group) for q in (p, *renderings_beside(p))]
        rows += [(p, q) for p, _ in list(rows) for q in _other_forms(found, p)]
        links = _links(rows, found, pairs, english_first, examples)
        concept = _concept(links, [q for _, q in rows], source, target, taken, forms)
        taken.add(concept.id)
        concepts.append(concept)
    return concepts


def _with_particle(found: Proposed, p: Proposal) -> None:
    """Give a modifier its 的, where it mostly has it: 基于实据的 is evidence-based as terminologists list it."""
    if not is_compound_modifier(p.english):
        return
    words = found.texts.chinese
    longer = []
    for s, a, b, low, high in p.spots:
        line = words.sentence(s)
        if b < len(line) and words.vocabulary[line[b]] == "的":
            longer.append((s, a, b + 1, low, high))
    if len(longer) * 2 > len(p.spots):
        p.chinese, p.words, p.spots = p.chinese + "的", (*p.words, "的"), longer


def _once(group: Sequence[Proposal]) -> list[Proposal]:
    """The proposals of a concept with one spelling of each English key (the most frequent) and each pair of terms once:
    the Chinese with its 《》 if it is a title."""
    spellings: dict[Key, Counter[str]] = defaultdict(Counter)
    for p in group:
        spellings[p.key][p.english] += p.aligned
    best: dict[tuple[Key, str], Proposal] = {}
    for p in group:
        english = min(spellings[p.key], key=lambda e, n=spellings[p.key]: (-n[e], e))  # type: ignore[misc]
        p.english = english if p.kind == "name" else singular(english)
        known = best.get((p.key, fold(p.chinese)))
        if known is None or (p.kind == "name") > (known.kind == "name"):
            best[p.key, fold(p.chinese)] = p
    return list(best.values())


def renderings_beside(p: Proposal) -> list[Proposal]:
    """Other English renderings that were used often enough to be terms of the concept, or are terms as probably as not:
    安全策略 is mostly a security policy, and here and there a security strategy."""
    often = [q.aligned >= 2 and q.aligned >= 0.4 * p.aligned and q.dice >= 0.3 for q in p.others]
    also = [(q.probability or 0.0) >= _ALSO and not within(q, p) and not within(p, q) for q in p.others]
    return [q for q, a, b in zip(p.others, often, also, strict=True) if a or b]


def _other_forms(found: Proposed, p: Proposal) -> list[Proposal]:
    """The other nouns that a term's English is written as, penetration test beside penetration testing: singular and
    plural are one, and a verb is none."""
    forms: dict[str, list[tuple[int, int, int, int, int]]] = defaultdict(list)
    for spot in p.spots:
        text = found.texts.surface(spot[0], *spot[3:])
        forms[_number_free(text)].append(spot)
    mine = _number_free(p.english)
    more = []
    for form, spots in forms.items():
        text = best_surface(Counter(found.texts.surface(s, low, high) for s, _, _, low, high in spots))
        last = content_words(text)[-1] if content_words(text) else ""
        noun = last and found.evidence.use.verb(last) <= _VERB and not _PAST.fullmatch(last)
        if form != mine and noun and len(spots) >= max(_FORM, _FORM_SHARE * len(p.spots)):
            sentences = sorted({s for s, *_ in spots})
            more.append(replace(p, english=text, spots=spots, meetings=sentences, aligned=len(sentences), others=[]))
    return more


def _number_free(text: str) -> str:
    return " ".join(plural_key(word) for word in content_words(text))


def _links(
    rows: Iterable[tuple[Proposal, Proposal]],
    found: Proposed,
    pairs: Sequence[Pair],
    english_first: bool,
    examples: int,
) -> list[Link]:
    links: dict[tuple[str, str], Link] = {}
    for leader, p in rows:
        texts = (p.english, p.chinese) if english_first else (p.chinese, p.english)
        if texts in links:
            continue
        where = sorted(set(p.meetings) | {s for s, *_ in p.spots})
        shown = [_example(spot, found, pairs, english_first) for spot in _best(p, pairs)[:examples]]
        links[texts] = Link(
            *texts,
            count=len(where),
            documents=len({pairs[s].source_at.document for s in where}),
            confidence=round(confidence(p, leader), 3),
            first=pairs[where[0]].source_at,
            examples=tuple(shown),
        )
    return list(links.values())


def _best(p: Proposal, pairs: Sequence[Pair]) -> list[tuple[int, int, int, int, int]]:
    """The aligned places, the most trusted pair first, of those the shortest: it shows the term best."""
    seen: set[int] = set()
    once = [spot for spot in p.spots if not (spot[0] in seen or seen.add(spot[0]))]  # type: ignore[func-returns-value]
    return sorted(once, key=lambda x: (-round(pairs[x[0]].confidence or 0.0, 1), len(pairs[x[0]].source), x[0]))


def _example(
    spot: tuple[int, int, int, int, int], found: Proposed, pairs: Sequence[Pair], english_first: bool
) -> Example:
    s, a, b, low, high = spot
    pair = pairs[s]
    english = _span(found.texts.english, s, low, high)
    compacted = _span(found.texts.chinese, s, a, b)
    back = origins(pair.target if english_first else pair.source)
    chinese = Span(back[compacted.start], back[compacted.end - 1] + 1)
    spans = (english, chinese) if english_first else (chinese, english)
    return Example(pair.source, pair.target, *spans, pair.source_at, pair.target_at, pair.confidence)


def _span(side: TokenizedSide, s: int, first: int, end: int) -> Span:
    starts, ends = side.spans(s)
    return Span(int(starts[first]), int(ends[end - 1]))


def _concept(
    links: list[Link], rows: list[Proposal], source: str, target: str, taken: set[str], forms: dict[str, str]
) -> Concept:
    met: dict[tuple[bool, str], int] = defaultdict(int)
    for link in links:
        met[True, link.source] += link.count
        met[False, link.target] += link.count
    terms = []
    for is_source in (True, False):
        for rank, key in enumerate(sorted((k for k in met if k[0] is is_source), key=lambda k: (-met[k], k[1]))):
            status = Status.ADMITTED if rank else Status.PREFERRED
            speech = "adjective" if any(is_compound_modifier(p.english) for p in rows) else "noun"
            terms.append(Term(key[1], source if is_source else target, status, speech, forms.get(key[1], "")))
    links = sorted(links, key=lambda x: (-x.count, x.source, x.target))
    return Concept(concept_id(links[0].source, taken), tuple(terms), tuple(links))
