"""How often each term stands in the texts, how often two terms meet, in how many documents: the figures of evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Pair
from duizhao.terminology.extraction.tokens import compact, english_tokens
from duizhao.terminology.glossary import Concept, Link, Term
from duizhao.terminology.variation.inflection import plural_key

_UNSAID = frozenset(("the", "a", "an", "-", "–", "‑"))
_Meeting = tuple[str, str, str]  # concept id, English, Chinese


def counted(concepts: Iterable[Concept], pairs: Sequence[Pair], english_first: bool) -> list[Concept]:
    """The concepts with the figures of all pairs: for each term its occurrences (those inside longer terms of other
    concepts included, inside longer terms of its own concept not) and documents; for each link the pairs in which both
    terms stand and their documents. Terms come in simplified characters and leave as they are mostly printed."""
    concepts = list(concepts)
    english_trie, chinese_trie, meetings = _index(concepts, english_first)
    figures: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    met: Counter[_Meeting] = Counter()
    met_documents: dict[_Meeting, Counter[str]] = defaultdict(Counter)
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        first, second = (pair.source, pair.target) if english_first else (pair.target, pair.source)
        document = (pair.source_at if english_first else pair.target_at).document
        print_ = compact(second)
        simple = comparable(print_)
        found = Counter(term for term, _, _ in _find(english_trie, _keys(first)))
        places = list(_find(chinese_trie, simple))
        names = Counter(term for term, _, _ in places)
        if simple != print_:
            for term, start, end in places:
                printed[term][print_[start:end]] += 1
        for counts in (found, names):
            figures.update(counts)
            for term in counts:
                documents[term].add(document)
        for term in found:
            for meeting in _met(meetings.get(term, ()), names):
                met[meeting] += 1
                met_documents[meeting][document] += 1
    out = []
    for concept in concepts:
        nested = _nested(concept, figures)

        def figured(term: Term, nested: dict[str, int] = nested) -> Term:
            name = _name(term.text)
            return replace(term, count=figures[name] - nested.get(name, 0), documents=len(documents.get(name, ())))

        def linked(link: Link, key: str = concept.id) -> Link:
            texts = (link.source, link.target) if english_first else (link.target, link.source)
            meeting = (key, *texts)
            if not met[meeting]:
                return link
            where = tuple(sorted(met_documents[meeting].items()))
            return replace(link, count=met[meeting], documents=len(where), by_document=where)

        links = sorted(map(linked, concept.links), key=lambda x: -x.count)
        out.append(replace(concept, terms=tuple(map(figured, concept.terms)), links=tuple(links)))
    return [_as_printed(concept, printed, figures) for concept in out] if printed else out


def _as_printed(concept: Concept, printed: dict[str, Counter[str]], figures: Counter[str]) -> Concept:
    """A concept with its Chinese terms in the characters that they mostly stand in (体面劳动 or 體面勞動)."""

    def as_printed(text: str) -> str:
        name = _name(text)
        forms = Counter({name: figures[name] - printed[name].total()}) + printed[name] if name in printed else None
        return text.replace(name, forms.most_common(1)[0][0]) if forms else text

    terms = tuple(replace(t, text=as_printed(t.text)) if is_chinese(t.language) else t for t in concept.terms)
    links = tuple(replace(x, source=as_printed(x.source), target=as_printed(x.target)) for x in concept.links)
    return replace(concept, terms=terms, links=links)


def _index(
    concepts: Iterable[Concept], english_first: bool
) -> tuple[dict[Any, Any], dict[Any, Any], dict[str, list[_Meeting]]]:
    """Tries of the English terms (by word keys) and the Chinese ones (by characters), and the links by English term."""
    by_word: dict[Any, Any] = {}
    by_character: dict[Any, Any] = {}
    meetings: dict[str, list[_Meeting]] = defaultdict(list)
    for concept in concepts:
        for link in concept.links:
            english, chinese = (link.source, link.target) if english_first else (link.target, link.source)
            meetings[english].append((concept.id, english, chinese))
        for term in concept.terms:
            name, characters = _name(term.text), is_chinese(term.language)
            node: Any = by_character if characters else by_word
            for key in name if characters else _keys(name):
                node = node.setdefault(key, {})
            node.setdefault(None, set()).add(name)
    return by_word, by_character, meetings


def _find(trie: dict[Any, Any], keys: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The terms of a trie in a text with their first and end key: word keys for English (plural, case, hyphens and
    articles do not count), characters for Chinese."""
    for i, first in enumerate(keys):
        node, j = trie.get(first), i
        while node is not None:
            for term in node.get(None, ()):
                yield term, i, j + 1
            j += 1
            node = node.get(keys[j]) if j < len(keys) else None


def _met(meetings: Sequence[_Meeting], names: Counter[str]) -> list[_Meeting]:
    """The Chinese terms of the meetings that stand in a text, not those that stand only inside longer ones of them."""
    here = [(m, name, names[name]) for m in meetings if (name := _name(m[2])) in names]
    if len(here) < 2:
        return [m for m, _, _ in here]
    return [m for m, name, n in here if n > sum(k for _, other, k in here if name != other and name in other)]


def _name(term: str) -> str:
    """A title without its 《》: texts leave them out, or write “”."""
    return term[1:-1] if term.startswith("《") and term.endswith("》") else term


def _nested(concept: Concept, figures: Counter[str]) -> dict[str, int]:
    """How many occurrences of each Chinese term of a concept are inside longer terms of it, each counted once: of
    计划, 计划和预算 and 两年期计划和预算 the first is inside the second wherever that is inside the third."""
    names = {_name(t.text) for t in concept.terms if is_chinese(t.language)}
    own: dict[str, int] = {}
    for name in sorted(names, key=lambda x: (-len(x), x)):
        inside = sum(n * longer.count(name) for longer, n in own.items() if name in longer)
        own[name] = max(0, figures[name] - inside)
    return {name: figures[name] - n for name, n in own.items()}


def _keys(text: str) -> list[str]:
    return [
        plural_key(word) if word[0].isalpha() else word
        for word, _, _ in english_tokens(text)
        if word.lower() not in _UNSAID
    ]
