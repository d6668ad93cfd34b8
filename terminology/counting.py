"""How often each term stands in the texts, how often two terms meet, in how many documents: the figures of evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from corpora.languages import primary
from corpora.model import Pair
from terminology.glossary import Concept, Link, Term
from terminology.matching import word_key
from terminology.tokens import compact, english_tokens

_UNSAID = frozenset(("the", "a", "an", "-", "–", "‑"))
_Meeting = tuple[str, str, str]  # concept id, English, Chinese


def counted(concepts: Iterable[Concept], pairs: Sequence[Pair], english_first: bool) -> list[Concept]:
    """The concepts with the figures of all pairs: for each term its occurrences (those inside longer terms of other
    concepts included, inside longer terms of its own concept not) and documents; for each link the pairs in which both
    terms stand and their documents."""
    concepts = list(concepts)
    trie, meetings = _index(concepts, english_first)
    english: Counter[str] = Counter()
    english_documents: dict[str, set[str]] = defaultdict(set)
    met: Counter[_Meeting] = Counter()
    met_documents: dict[_Meeting, set[str]] = defaultdict(set)
    chinese: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        first, second = (pair.source, pair.target) if english_first else (pair.target, pair.source)
        document = (pair.source_at if english_first else pair.target_at).document
        second = compact(second)
        chinese[document].append(second)
        found = _find(trie, first)
        for term, n in found.items():
            english[term] += n
            english_documents[term].add(document)
            for meeting in _met(meetings.get(term, ()), second):
                met[meeting] += 1
                met_documents[meeting].add(document)
    joined = ["\n".join(lines) for lines in chinese.values()]
    out = []
    for concept in concepts:
        figures = _chinese([t.text for t in concept.terms if primary(t.language) == "zh"], joined)

        def figured(term: Term, figures: dict[str, tuple[int, int]] = figures) -> Term:
            if primary(term.language) == "zh":
                count, documents = figures[term.text]
            else:
                count, documents = english[term.text], len(english_documents[term.text])
            return replace(term, count=count, documents=documents)

        def linked(link: Link, key: str = concept.id) -> Link:
            texts = (link.source, link.target) if english_first else (link.target, link.source)
            meeting = (key, *texts)
            return replace(link, count=met[meeting], documents=len(met_documents[meeting])) if met[meeting] else link

        links = sorted(map(linked, concept.links), key=lambda x: -x.count)
        out.append(replace(concept, terms=tuple(map(figured, concept.terms)), links=tuple(links)))
    return out


def _index(concepts: Iterable[Concept], english_first: bool) -> tuple[dict[Any, Any], dict[str, list[_Meeting]]]:
    trie: dict[Any, Any] = {}
    meetings: dict[str, list[_Meeting]] = defaultdict(list)
    seen: set[str] = set()
    for concept in concepts:
        for link in concept.links:
            english, chinese = (link.source, link.target) if english_first else (link.target, link.source)
            meetings[english].append((concept.id, english, chinese))
        for term in concept.terms:
            if primary(term.language) == "en" and term.text not in seen:
                seen.add(term.text)
                node: Any = trie
                for key in _keys(term.text):
                    node = node.setdefault(key, {})
                node.setdefault(None, []).append(term.text)
    return trie, meetings


def _find(trie: dict[Any, Any], text: str) -> Counter[str]:
    """The English terms in a text by words in their common form: plural, case, hyphens and articles do not count."""
    keys = _keys(text)
    found: Counter[str] = Counter()
    for i, first in enumerate(keys):
        node, j = trie.get(first), i
        while node is not None:
            for term in node.get(None, ()):
                found[term] += 1
            j += 1
            node = node.get(keys[j]) if j < len(keys) else None
    return found


def _met(meetings: Sequence[_Meeting], text: str) -> list[_Meeting]:
    """The Chinese terms of the meetings that stand in a text, not those that stand only inside longer ones of them."""
    here = [(m, name, n) for m in meetings if (n := text.count(name := _name(m[2])))]
    if len(here) < 2:
        return [m for m, _, _ in here]
    return [
        m for m, name, n in here if n > sum(other_n for _, other, other_n in here if name != other and name in other)
    ]


def _name(term: str) -> str:
    """A title without its 《》: texts leave them out, or write “”."""
    return term[1:-1] if term.startswith("《") and term.endswith("》") else term


def _chinese(terms: Sequence[str], texts: Sequence[str]) -> dict[str, tuple[int, int]]:
    figures = {}
    for term in terms:
        name = _name(term)
        longer = [_name(other) for other in terms if other != term and name in _name(other) and name != _name(other)]
        total = documents = 0
        for text in texts:
            n = text.count(name)
            if n:
                n -= sum(text.count(other) * other.count(name) for other in longer)
            total += max(n, 0)
            documents += n > 0
        figures[term] = (total, documents)
    return figures


def _keys(text: str) -> list[str]:
    return [
        word_key(word) if word[0].isalpha() else word
        for word, _, _ in english_tokens(text)
        if word.lower() not in _UNSAID
    ]
