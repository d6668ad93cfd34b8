"""How often each term stands in the texts, and in how many documents: the figures beside a variant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from corpora.languages import primary
from corpora.model import Pair
from terminology.glossary import Concept, Term
from terminology.matching import word_key
from terminology.tokens import compact, english_tokens

_UNSAID = frozenset(("the", "a", "an", "-", "–", "‑"))
Figures = dict[str, tuple[int, int]]  # term -> occurrences, documents


def counted(concepts: Iterable[Concept], pairs: Sequence[Pair], english_first: bool) -> list[Concept]:
    """The concepts with every term's occurrences in the pairs, those inside longer terms included, and documents."""
    concepts = list(concepts)
    english: dict[str, list[str]] = defaultdict(list)
    chinese: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        first, second = (pair.source, pair.target) if english_first else (pair.target, pair.source)
        at = pair.source_at if english_first else pair.target_at
        english[at.document].append(first)
        chinese[at.document].append(compact(second))
    found = {
        "en": _english({t.text for c in concepts for t in c.terms if primary(t.language) == "en"}, english),
        "zh": _chinese({t.text for c in concepts for t in c.terms if primary(t.language) == "zh"}, chinese),
    }

    def figured(term: Term) -> Term:
        count, documents = found[primary(term.language)].get(term.text, (0, 0))
        return replace(term, count=count, documents=documents)

    return [replace(c, terms=tuple(figured(t) for t in c.terms)) for c in concepts]


def _chinese(terms: Iterable[str], texts: dict[str, list[str]]) -> Figures:
    """By characters; 《》 around a title do not count, as texts leave them out or write “”."""
    joined = ["\n".join(lines) for lines in texts.values()]
    figures = {}
    for term in terms:
        wanted = term.strip("《》") if term.startswith("《") and term.endswith("》") else term
        counts = [n for text in joined if (n := text.count(wanted))]
        figures[term] = (sum(counts), len(counts))
    return figures


def _english(terms: Iterable[str], texts: dict[str, list[str]]) -> Figures:
    """By words in their common form: plural, case, hyphens and articles do not count."""
    trie: dict[Any, Any] = {}
    for term in terms:
        node: Any = trie
        for key in _keys(term):
            node = node.setdefault(key, {})
        node.setdefault(None, []).append(term)
    counts: dict[str, int] = defaultdict(int)
    documents: dict[str, int] = defaultdict(int)
    for lines in texts.values():
        here: set[str] = set()
        for line in lines:
            keys = _keys(line)
            for i, first in enumerate(keys):
                node, j = trie.get(first), i
                while node is not None:
                    for term in node.get(None, ()):
                        counts[term] += 1
                        here.add(term)
                    j += 1
                    node = node.get(keys[j]) if j < len(keys) else None
        for term in here:
            documents[term] += 1
    return {term: (n, documents[term]) for term, n in counts.items()}


def _keys(text: str) -> list[str]:
    return [
        word_key(word) if word[0].isalpha() else word
        for word, _, _ in english_tokens(text)
        if word.lower() not in _UNSAID
    ]
